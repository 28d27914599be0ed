"""The file of a scan: readable JSON, saved whole or not at all; and the shelf with all of them."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.disk.durable import cannot_write, leftovers, remove_leftovers, write_durably
from slimscan.disk.places import home_folder, typed
from slimscan.errors import Fault, InputError, MachineError, input_error, machine_error
from slimscan.scan.kept_file import KeptFile
from slimscan.text import is_safe_name, slug

if TYPE_CHECKING:  # a place is made ready, and locked, before any scan is read
    from slimscan.scan.model import Scan

SCAN_ENDING = ".scan.json"
STAFF_ENDING = ".staff.json"
LEDGER_ENDING = ".ledger.json"
CALENDAR_ENDING = ".calendar.ics"
KEY_ENDING = ".key.json"
BESIDE = (STAFF_ENDING, LEDGER_ENDING, CALENDAR_ENDING, KEY_ENDING)
"""What is kept beside a scan, named after its id; all of it goes when the scan is deleted."""

_SCAN_COPY = KeptFile(Path(SCAN_ENDING), "").copy.name
_ENTERED = (SCAN_ENDING, STAFF_ENDING, KEY_ENDING, ".copy.json", "people.ledger", "people.key")
"""How the names of files end that hold what somebody entered, or what keeps it private."""


def check_output(path: Path) -> None:
    """Raises `InputError` for an output that would take the place of a scan or of what is its."""
    if path.name.endswith(_ENTERED) and path.exists():
        raise input_error(Fault.OUTPUT_IS_SCAN, path)


@dataclass(frozen=True)
class ScanFile:
    """Where one scan is kept. Saving is atomic: the file is whole before and after."""

    path: Path

    @property
    def stem(self) -> str:
        """The file's name without its ending: the scan's id, unless somebody named it otherwise."""
        return self.path.name.removesuffix(SCAN_ENDING).removesuffix(".json")

    @property
    def kept(self) -> KeptFile:
        """The file as a document with a checksum and a copy."""
        return KeptFile(self.path, self.called)

    @property
    def called(self) -> str:
        """What names this scan in a command: its id at home, elsewhere its path."""
        with contextlib.suppress(MachineError):  # a home that is not known holds nothing
            at_home = self.path.parent.resolve() == home_folder().resolve()
            if at_home and self.path.name.endswith(SCAN_ENDING):
                return self.stem
        return typed(str(self.path))

    def load(self) -> Scan:
        """The scan; raises `InputError` when it is damaged or made by a newer slimscan."""
        return self.loaded()[0]

    def loaded(self) -> tuple[Scan, bool]:
        """The scan, and whether something other than slimscan changed it since it was saved."""
        from slimscan.scan.scan_document import scan_from

        kept = self.kept.read()
        try:
            return scan_from(kept.content, self.path), kept.edited
        except InputError as error:
            [problem] = error.problems
            if problem.fault is Fault.SCAN_DAMAGED and kept.edited:
                raise self.kept.damaged(str(problem.values["reason"])) from None
            raise

    def save(self, scan: Scan) -> Scan:
        """Write the scan, durable when this returns; gives it back with the time of saving."""
        self._keep_older()
        saved = scan.changed(saved_at=datetime.now(UTC).replace(microsecond=0))
        self.kept.write(saved.model_dump(mode="json"))
        return saved

    def _keep_older(self) -> None:
        """Keep a file of an older format beside the one that is about to replace it."""
        from slimscan.scan.model import SCAN_FORMAT

        with contextlib.suppress(InputError, OSError):
            version = self.kept.read().content.get("format")
            if isinstance(version, int) and version < SCAN_FORMAT:
                copy = self.path.with_name(f"{self.stem}.format-{version}.json")
                if not copy.exists():
                    write_durably(copy, self.path.read_bytes())

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the scan for one window; raises `InputError` when another one has it."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_suffix(".lock"), mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise input_error(Fault.SCAN_LOCKED, scan=self.called) from None
        except OSError as error:
            raise cannot_write(self.path, error) from None
        try:
            for path in (self.path, self.kept.copy):
                remove_leftovers(path)
            yield
        finally:
            lock.release()
            with contextlib.suppress(OSError):
                Path(lock.lock_file).unlink()

    def delete(self) -> None:
        """Remove the scan and all that belongs to it, also what a killed run left; nothing else.

        Raises `InputError` when another window has it, `MachineError` when a file has to stay. On a
        full disk there may be no room for a lock, and deleting is what makes room.
        """
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(self.lock())
            except MachineError as error:
                if error.problems[0].fault is not Fault.DISK_FULL:
                    raise
            for path in self.belongings():
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise cannot_write(path, error) from None

    def belongings(self) -> list[Path]:
        """Every file of this scan in its folder, the scan itself last.

        Staff answers and the like are named after the scan's id. Where another scan's file has that
        name they are the other's, and stay.
        """
        folder, scan_id = self.path.parent, self.scan_id
        shared = any(other.stem == scan_id for other in Shelf(folder).files() if other != self)
        beside = [] if shared else [folder / f"{scan_id}{ending}" for ending in BESIDE]
        named = [self.path] if shared else [self.path, folder / f"{scan_id}{SCAN_ENDING}"]
        copies = [KeptFile(path, "").copy for path in (*named, *beside)]
        older = folder.glob(f"{glob.escape(self.stem)}.format-*.json")
        paths = [*beside, *copies, *older, self.path]
        left = [one for path in paths for one in leftovers(path)]
        return [path for path in (*left, *paths) if path.exists()]

    @property
    def scan_id(self) -> str:
        """The id inside the file; its name when it cannot be read."""
        try:
            return self.load().id
        except InputError:
            return self.stem


@dataclass(frozen=True)
class Shelf:
    """A folder with scans and all that belongs to them."""

    folder: Path

    def prepare(self) -> None:
        """Make the folder and try a write, before the first question is asked."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise cannot_write(self.folder, error) from None
        probe = self.folder / ".write-test"
        write_durably(probe, "")
        probe.unlink(missing_ok=True)

    def file_for(self, scan: Scan) -> ScanFile:
        """Where a new scan goes: named after its id."""
        return self.file_of(scan.id)

    def file_of(self, scan_id: str) -> ScanFile:
        """Where the scan with this id is kept."""
        return ScanFile(self.place_of(scan_id, SCAN_ENDING))

    def place_of(self, scan_id: str, ending: str) -> Path:
        """Where something of a scan is kept: the one way from an id to a path.

        Raises `InputError` for an id that is no name, `LookupError` for an ending that deleting
        does not know.
        """
        if ending not in (SCAN_ENDING, *BESIDE):
            raise LookupError(ending)
        if not is_safe_name(scan_id):
            raise input_error(Fault.SCAN_DAMAGED, self.folder, reason="id")
        return self.folder / f"{scan_id}{ending}"

    def files(self) -> list[ScanFile]:
        """All scan files, the one saved last first; `MachineError` for an unreadable folder."""
        found = sorted(self._paths(), key=_saved, reverse=True)
        return [ScanFile(path) for path in found]

    def _paths(self) -> list[Path]:
        """The paths of all scan files, also of one of which only the copy is left.

        A search by pattern would take a refusal for emptiness.
        """
        try:
            paths = list(self.folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = error.strerror or str(error)
            raise machine_error(Fault.FOLDER_UNREADABLE, self.folder, reason=reason) from None
        scans = {path for path in paths if path.name.endswith(SCAN_ENDING)}
        copied = (one.name.removesuffix(_SCAN_COPY) for one in paths if one.match(f"*{_SCAN_COPY}"))
        lost = {self.folder / f"{stem}{SCAN_ENDING}" for stem in copied} - scans
        if lost:  # a scan that somebody gave another name is not lost
            renamed = {ScanFile(path).scan_id for path in scans}
            lost = {path for path in lost if ScanFile(path).stem not in renamed}
        return [path for path in sorted(scans | lost) if not path.name.startswith(".")]

    def find(self, name: str | None) -> ScanFile:
        """A scan by (the start of) its id, or its organisation; the last by default."""
        files = self.files()
        if not files:
            raise input_error(Fault.SCANS_NONE, folder=self.folder)
        return files[0] if name is None else self._named(name, files)

    def _named(self, name: str, files: list[ScanFile]) -> ScanFile:
        wanted = name.strip().casefold()
        if not wanted:
            raise input_error(Fault.SCAN_NAMELESS)
        matches = [file for file in files if file.stem.casefold() == wanted]
        matches = matches or [file for file in files if file.stem.casefold().startswith(wanted)]
        matches = matches or [file for file in files if _organisation_matches(file, name)]
        if not matches:
            raise input_error(Fault.SCAN_UNKNOWN, name=name)
        if len(matches) > 1:
            known = ", ".join(file.stem for file in matches)
            raise input_error(Fault.SCAN_AMBIGUOUS, name=name, known=known)
        return matches[0]


def home_shelf() -> Shelf:
    """Where the scans of this user are kept."""
    return Shelf(home_folder())


def find_file(name: str | None) -> ScanFile:
    """The file of a scan: at this path, or kept at home under this name; raises `InputError`."""
    if name and (is_file(Path(name)) or _is_lost(name)):
        return ScanFile(Path(name))
    if name and _looks_like_path(name):
        raise input_error(Fault.FILE_MISSING, name)
    return home_shelf().find(name)


def report_stem(scan: Scan) -> str:
    """The name of a scan's report without its ending: it ends in what the scan is called."""
    readable = slug(scan.profile.organisation)
    return "-".join(part for part in ("slimscan", readable, scan.id) if part)


def is_file(path: Path) -> bool:
    """Whether there is a file, whatever was typed: too long a name, or one behind a closed door."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_lost(name: str) -> bool:
    return name.endswith(SCAN_ENDING) and ScanFile(Path(name)).kept.is_lost


def _looks_like_path(name: str) -> bool:
    return Path(name).suffix.lower() in (".json", ".pdf") or os.sep in name


def _saved(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _organisation_matches(file: ScanFile, name: str) -> bool:
    try:
        return slug(file.load().profile.organisation) == slug(name) != ""
    except InputError:
        return False
