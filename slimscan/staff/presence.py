"""Whether a scan has staff at all: most have none, and need nothing of what looks after theirs."""

from __future__ import annotations

import os

from slimscan.scan.kept_file import KeptFile
from slimscan.scan.model import Scan
from slimscan.scan.store import STAFF_ENDING, Shelf


def has_staff(shelf: Shelf, scan: Scan) -> bool:
    """Whether staff of a scan answered, as far as can be told without reading.

    Their file may be there, or only its copy; or a table counts as a group.
    """
    file = KeptFile(shelf.place_of(scan.id, STAFF_ENDING), "")
    beside = os.path.lexists(file.path) or os.path.lexists(file.copy)
    return beside or (scan.workshop is not None and scan.workshop.counts_as == "group")
