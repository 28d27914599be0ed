"""When a document says that it was made: the same for the same input, on every run."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time


def moment_made(made_on: date) -> datetime:
    """The start of that day in UTC, unless SOURCE_DATE_EPOCH is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.combine(made_on, time(), UTC)
