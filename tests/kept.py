"""Scans kept on a shelf, as commands open them."""

from __future__ import annotations

from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.scan.store import Shelf


def kept_on(shelf: Shelf, scan: Scan) -> OpenedScan:
    """A scan as it is opened from this shelf."""
    return OpenedScan(scan, shelf.file_for(scan))
