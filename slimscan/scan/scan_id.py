"""What names a scan: made before anything else of it is there."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """An id for a new scan."""
    return secrets.token_hex(4)
