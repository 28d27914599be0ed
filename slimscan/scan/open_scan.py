"""The opened scan: what a user named, found in one place for every command.

A user names a scan by its id or the start of it, by its organisation, by the path of its file, or
by a report that carries it; naming nothing is naming the last one. Staff answers and what else
belongs to a scan are beside the file that was named, wherever that is. A report is read-only.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from slimscan.disk.places import typed
from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.scan.attached import read_attached
from slimscan.scan.kept_file import KeptFile
from slimscan.scan.model import Scan
from slimscan.scan.questionnaire_of import instrument_of
from slimscan.scan.store import (
    SCAN_ENDING,
    STAFF_ENDING,
    ScanFile,
    Shelf,
    find_file,
    home_shelf,
    is_file,
)


@dataclass(frozen=True)
class OpenedScan:
    """A scan with the file that it is kept in; a scan inside a report has none.

    `notices` are what the user should hear about the file, though it can be used.
    """

    scan: Scan
    file: ScanFile | None = None
    report: Path | None = None
    notices: tuple[Problem, ...] = ()

    @property
    def shelf(self) -> Shelf | None:
        """Where all that belongs to the scan is kept: the folder that its file is in."""
        return Shelf(self.file.path.parent) if self.file else None

    @property
    def kept_in(self) -> ScanFile:
        """The file that changes go to; raises `InputError` for a scan inside a report."""
        if self.file is None:
            raise self.read_only()
        return self.file

    @property
    def own_shelf(self) -> Shelf:
        """Where what belongs to the scan is changed; raises as `kept_in`."""
        return Shelf(self.kept_in.path.parent)

    def read_only(self) -> InputError:
        """What to say when a scan inside a report would be changed."""
        return input_error(Fault.SCAN_READ_ONLY, self.report, report=typed(str(self.report)))

    @property
    def called(self) -> str:
        """What names this scan in a command."""
        return self.file.called if self.file else typed(str(self.report or self.scan.id))

    @contextlib.contextmanager
    def changing(self) -> Iterator[OpenedScan]:
        """Hold the scan for this window, and give it as it is now; raises as `ScanFile.lock`."""
        with self.kept_in.lock():
            yield open_file(self.kept_in)

    def saved(self, scan: Scan) -> OpenedScan:
        """The scan as it was just saved."""
        return replace(self, scan=self.kept_in.save(scan))


def open_scan(name: str | None = None) -> OpenedScan:
    """The scan that a user named; raises `InputError` when there is none, or not a whole one.

    What is inside a report says of itself which scan it is, so no staff answers are put beside it.
    """
    path = Path(name or "")
    if is_report(path):
        return OpenedScan(read_attached(path), report=path)
    return open_file(find_file(name))


def open_file(file: ScanFile) -> OpenedScan:
    """The scan in a file; raises `InputError` when it cannot be read, or another file is this scan.

    Two files with one id beside each other would share staff answers that belong to one of them.
    """
    scan, edited = file.loaded()
    if file.stem != scan.id:
        _check_alone(file, scan)
    staff = KeptFile(Shelf(file.path.parent).place_of(scan.id, STAFF_ENDING), file.called)
    edited_files = [file.path] if edited else []
    with contextlib.suppress(InputError):  # whoever needs the staff answers hears what is wrong
        edited_files += [staff.path] if staff.read().edited else []
    return OpenedScan(scan, file, notices=tuple(_notice(path, file) for path in edited_files))


def is_report(path: Path) -> bool:
    """Whether this is a PDF, whatever it is called."""
    if not is_file(path):
        return False
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-" or path.suffix.lower() == ".pdf"
    except OSError:
        return path.suffix.lower() == ".pdf"


def find_to_delete(name: str) -> ScanFile:
    """The file of a scan that is to go, also a damaged one.

    Raises `InputError` for a report, and for a file of something else.
    """
    path = Path(name)
    if is_report(path):
        raise input_error(Fault.SCAN_IS_REPORT, path)
    file = find_file(name)
    if not file.path.name.endswith(SCAN_ENDING):
        file.load()
    return file


def import_scan(path: Path, own: str | None = None) -> OpenedScan:
    """Keep the scan inside a report as one of the user's own; raises `InputError`.

    `own` is the folder of its questionnaire, when that does not come with slimscan.
    """
    if not is_file(path):
        raise input_error(Fault.FILE_MISSING, path)
    if not is_report(path):
        raise input_error(Fault.SCAN_NO_REPORT, path)
    scan = read_attached(path)
    instrument = instrument_of(scan, own)
    shelf = home_shelf()
    shelf.prepare()
    file = shelf.file_for(scan)
    with file.lock():
        if file.belongings():
            raise input_error(Fault.SCAN_HERE_ALREADY, path, scan=scan.id)
        folder = None if instrument.bundled else str(instrument.folder.resolve())
        stamp = scan.questionnaire.model_copy(update={"folder": folder})
        return OpenedScan(file.save(scan.changed(questionnaire=stamp)), file)


def put_back(file: ScanFile) -> list[Path]:
    """Put the copies of the last save back where a file is damaged or was changed; gives which.

    Raises `InputError` when there is no whole copy of what is damaged.
    """
    with file.lock():
        scan = KeptFile(file.path, file.called)
        done = [scan.path] if _put_back(scan) else []
        staff_path = Shelf(file.path.parent).place_of(file.load().id, STAFF_ENDING)
        return [*done, staff_path] if _put_back(KeptFile(staff_path, file.called)) else done


def _put_back(kept: KeptFile) -> bool:
    try:
        if not kept.read().edited:
            return False
    except InputError as error:
        if error.problems[0].fault is Fault.FILE_MISSING:
            return False
        if kept.last_save() is None:
            raise
    return kept.put_back()


def _check_alone(file: ScanFile, scan: Scan) -> None:
    for other in Shelf(file.path.parent).files():
        if other.path.name != file.path.name and scan.id in (other.stem, _id_in(other)):
            raise input_error(Fault.SCAN_TWICE, file.path, scan=scan.id, other=other.path.name)


def _id_in(file: ScanFile) -> str | None:
    try:
        return file.load().id
    except InputError:
        return None


def _notice(path: Path, file: ScanFile) -> Problem:
    return Problem(Fault.SCAN_EDITED, {"scan": file.called}, str(path))
