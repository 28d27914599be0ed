"""The file of a scan: readable JSON, saved whole or not at all; and the shelf with all of them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from slimscan.durable import cannot_write, remove_leftovers, write_durably
from slimscan.errors import Fault, InputError, MachineError, input_error, machine_error
from slimscan.scan.migration import migrate
from slimscan.scan.model import SCAN_FORMAT, Scan
from slimscan.text import file_stem, slug

SCAN_ENDING = ".scan.json"


def scan_from(content: object, file: Path) -> Scan:
    """The scan in a JSON document; raises `InputError` when it is damaged or too new."""
    if not isinstance(content, dict):
        raise input_error(Fault.SCAN_DAMAGED, file, reason="JSON")
    version = content.get("format")
    if isinstance(version, int) and version > SCAN_FORMAT:
        raise input_error(Fault.SCAN_NEWER, file, format=version)
    try:
        return Scan.model_validate(migrate(content))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise input_error(Fault.SCAN_DAMAGED, file, reason=where) from None


@dataclass(frozen=True)
class ScanFile:
    """Where one scan is kept. Saving is atomic: the file is whole before and after."""

    path: Path

    def load(self) -> Scan:
        """The scan; raises `InputError` when it is damaged or made by a newer slimscan."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except OSError as error:
            raise input_error(
                Fault.FILE_UNREADABLE, self.path, reason=error.strerror or error
            ) from None
        except ValueError:
            raise input_error(Fault.SCAN_DAMAGED, self.path, reason="JSON") from None
        scan = scan_from(content, self.path)
        version = content.get("format")
        if version != SCAN_FORMAT:
            self._keep_copy(version)
        return scan

    def _keep_copy(self, version: object) -> None:
        """Keep the file of an older format beside the one that is about to replace it."""
        copy = self.path.with_name(f"{_scan_id(self)}.format-{version}.json")
        if not copy.exists():
            with contextlib.suppress(MachineError):
                write_durably(copy, self.path.read_bytes())

    def save(self, scan: Scan) -> Scan:
        """Write the scan, durable when this returns; gives it back with the time of saving."""
        saved = scan.changed(saved_at=datetime.now(UTC).replace(microsecond=0))
        write_durably(self.path, saved.model_dump_json(indent=1, exclude_defaults=False) + "\n")
        return saved

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the scan for one window; raises `InputError` when another one has it."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_suffix(".lock"), mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise input_error(Fault.SCAN_LOCKED, scan=_scan_id(self)) from None
        except OSError as error:
            raise cannot_write(self.path, error) from None
        try:
            remove_leftovers(self.path)
            yield
        finally:
            lock.release()
            with contextlib.suppress(OSError):
                Path(lock.lock_file).unlink()


@dataclass(frozen=True)
class Shelf:
    """The folder with all scans of this user."""

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
        return ScanFile(self.folder / f"{scan_id}{SCAN_ENDING}")

    def files(self) -> list[ScanFile]:
        """All scan files, the one saved last first; `MachineError` for an unreadable folder."""
        found = sorted(self._paths(), key=_saved, reverse=True)
        return [ScanFile(path) for path in found]

    def _paths(self) -> list[Path]:
        """The paths of all scan files; a search by pattern would take a refusal for emptiness."""
        try:
            return [path for path in self.folder.iterdir() if path.name.endswith(SCAN_ENDING)]
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = error.strerror or str(error)
            raise machine_error(Fault.FOLDER_UNREADABLE, self.folder, reason=reason) from None

    def find(self, name: str | None) -> ScanFile:
        """A scan by (the start of) its id, its organisation, or its path; the last by default."""
        if name and Path(name).is_file():
            return ScanFile(Path(name))
        files = self.files()
        if not files:
            raise input_error(Fault.SCANS_NONE, folder=self.folder)
        if name is None:
            return files[0]
        matches = [file for file in files if _scan_id(file).startswith(name.lower())]
        matches = matches or [file for file in files if _organisation_matches(file, name)]
        if not matches:
            raise input_error(Fault.SCAN_UNKNOWN, name=name)
        if len(matches) > 1:
            known = ", ".join(_scan_id(file) for file in matches)
            raise input_error(Fault.SCAN_AMBIGUOUS, name=name, known=known)
        return matches[0]

    def delete(self, file: ScanFile) -> None:
        """Remove a scan and all that belongs to it."""
        with file.lock():
            for path in self.folder.glob(f"{_scan_id(file)}.*"):
                if path.suffix != ".lock":
                    path.unlink()


def report_stem(scan: Scan) -> str:
    """The name of a scan's report without its ending."""
    return f"slimscan-{file_stem(scan.profile.organisation, scan.id)}"


def _saved(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _scan_id(file: ScanFile) -> str:
    return file.path.name.removesuffix(SCAN_ENDING)


def _organisation_matches(file: ScanFile, name: str) -> bool:
    try:
        return slug(file.load().profile.organisation) == slug(name) != ""
    except InputError:
        return False
