"""The fields of a profile that are chosen from a list: declared once, here."""

from __future__ import annotations

from collections.abc import Mapping

PROFILE_FIELDS: Mapping[str, str] = {"sector": "sectors", "size": "sizes", "role": "roles"}
"""The fields of a profile in the order in which they are asked, each with its key in the file.

The one list of them: interview, answer files, forms, imports, batch, benchmark and report follow.
"""

DIVIDED_BY = ("sector", "size")
"""The fields by which organisations are set apart in the tables of a batch and in a benchmark."""
