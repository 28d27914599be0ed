"""`slimscan key`: the key of a scan's sealed answers, backed up, moved, put back and protected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.opened_key import opener
from slimscan.cli.options import JsonOption, LanguageOption, YesOption

if TYPE_CHECKING:
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.scan.scan_key import ScanKey
    from slimscan.staff.staff_file import OpenKey, StaffFile


def key(
    scan: Annotated[
        str,
        typer.Argument(metavar="SCAN", help="The scan: its id, its organisation or its file."),
    ],
    backup: Annotated[
        Path | None,
        typer.Option("--backup", metavar="FILE", help="Write a second copy of the key."),
    ] = None,
    move: Annotated[
        Path | None,
        typer.Option(
            "--move", metavar="FILE", help="Write the key there; it leaves this computer."
        ),
    ] = None,
    restore: Annotated[
        Path | None, typer.Option("--restore", metavar="FILE", help="Put a copy of the key back.")
    ] = None,
    protect: Annotated[
        bool, typer.Option("--protect", help="Lock the key with a passphrase.")
    ] = False,
    unprotect: Annotated[
        bool, typer.Option("--unprotect", help="Take the passphrase away.")
    ] = False,
    json: JsonOption = False,
    lang: LanguageOption = None,
    yes: YesOption = False,
) -> None:
    """Tell of the key that opens sealed answers; back it up, move it, or protect it.

    Without the key nobody can open the answers. Keep a second copy elsewhere.
    """
    language = speak(lang)
    from slimscan.cli.named_scan import open_to_change, open_to_read
    from slimscan.errors import Fault, usage_error
    from slimscan.staff.staff_file import staff_file

    if protect and unprotect:
        raise usage_error(Fault.OPTIONS_OPPOSED, one="--protect", other="--unprotect")
    if not (backup or move or restore or protect or unprotect):
        opened = open_to_read(scan, language)
        _tell(staff_file(opened.own_shelf, opened.scan).needed_key(), language, json)
        return
    with open_to_change(scan, language).changing() as opened:
        file = staff_file(opened.own_shelf, opened.scan)
        kept = _restore_key(file, restore, yes) if restore else file.needed_key()
        opens = opener(language)
        if protect or unprotect:
            kept = _with_passphrase(kept, protect, language, opens)
        if backup:
            kept = kept.backed_up(date.today())
            _copy_key(file, kept, backup, yes)
            kept.save()
        if move:
            _settle(opened, opens)
            _copy_key(file, kept, move, yes)
            kept = kept.without_secret()
            kept.save()
    _tell(kept, language, json)
    if not json:
        _tell_copies(kept, protect, backup, move, language)


def _restore_key(file: StaffFile, copy: Path, agreed: bool) -> ScanKey:
    """Put a copy back; what is there is no hindrance when it is damaged, or gone.

    A copy without a passphrase takes that of the key that is here away: only after a yes.
    """
    from slimscan.errors import Fault, InputError, input_error
    from slimscan.scan.scan_key import ScanKey, read_key

    other = read_key(copy)
    try:
        kept = file.key
    except InputError:
        kept = None
    whole = kept.with_secret_of(other) if kept else ScanKey(file.key_path, other.document)
    if kept and kept.is_protected and not whole.is_protected and not agreed:
        raise input_error(Fault.SEAL_KEY_OPEN_COPY, copy)
    whole.save()
    return whole


def _settle(opened: OpenedScan, opens: OpenKey) -> None:
    """Settle what may be shown of answers that wait, while the key is at hand for it."""
    from slimscan import pipeline
    from slimscan.result import scales_for
    from slimscan.staff.keeping import Keeping, held_staff, keep_staff
    from slimscan.staff.released import ScanStaff
    from slimscan.staff.staff_file import staff_file

    if not held_staff(opened.own_shelf, opened.scan).waiting:
        return
    instrument = pipeline.load_for(opened.scan)
    place = ScanStaff(opened.kept_in, opened.scan, scales_for(instrument, opened.scan))
    staff = staff_file(opened.own_shelf, opened.scan).load(opens)
    keep_staff(place, instrument, staff, opens, Keeping(settle_now=True))


def _with_passphrase(kept: ScanKey, protect: bool, language: str, opens: OpenKey) -> ScanKey:
    secret = opens(kept)
    changed = kept.protected(secret, _new_passphrase(kept, language) if protect else "")
    changed.save()
    return changed


def _new_passphrase(kept: ScanKey, language: str) -> str:
    """A passphrase that was typed twice alike."""
    from slimscan.cli.opened_key import ask_passphrase, known_passphrase
    from slimscan.errors import Fault, input_error

    known = known_passphrase()
    if known:
        return known
    first = ask_passphrase("key.new_passphrase", language)
    if first is None or first != ask_passphrase("key.once_more", language):
        raise input_error(Fault.SEAL_KEY_TYPED, kept.path)
    return first


def _copy_key(file: StaffFile, kept: ScanKey, place: Path, overwrite: bool) -> None:
    """Write a second copy and read it back; another key is never overwritten."""
    from slimscan.errors import Fault, InputError, input_error
    from slimscan.report.scan.files import place_for
    from slimscan.scan.scan_key import read_key

    kept.check_is_here()
    target = place_for(f"slimscan-key-{kept.fingerprint}.json", place, None, overwrite)
    _check_elsewhere(file, target)
    if target.exists():
        _check_free(kept, target, overwrite)
    kept.save(target)
    try:
        whole = read_key(target)
    except InputError:
        whole = None
    if whole is None or whole.document != kept.document:
        raise input_error(Fault.SEAL_KEY_NOT_WRITTEN, target)


def _check_elsewhere(file: StaffFile, target: Path) -> None:
    """Raise `InputError` for a place beside the answers that the key opens."""
    from slimscan.disk.places import home_folder
    from slimscan.errors import Fault, input_error

    folder, home = target.resolve().parent, home_folder().resolve()
    if folder == file.path.resolve().parent or home in (folder, *folder.parents):
        raise input_error(Fault.SEAL_KEY_IN_HOME, target)


def _check_free(kept: ScanKey, target: Path, overwrite: bool) -> None:
    """Raise `InputError` for a place that holds another key, or another file without `--yes`."""
    from slimscan.errors import Fault, InputError, input_error
    from slimscan.scan.scan_key import read_key

    try:
        there = read_key(target).fingerprint
    except InputError:
        there = ""
    if there and there != kept.fingerprint:
        raise input_error(Fault.SEAL_KEY_TAKEN, target, given=there)
    if not there and not overwrite and target.is_file():
        raise input_error(Fault.FILE_EXISTS, target)


def _tell(kept: ScanKey, language: str, json: bool) -> None:
    import json as json_module

    from slimscan.language import words

    if json:
        typer.echo(json_module.dumps(_document(kept), indent=2, ensure_ascii=False))
        return
    say = words(language, "cli")
    document = kept.document
    typer.echo(say("key.name", key=kept.fingerprint))
    typer.echo(say("key.holder", holder=document.holder) if document.holder else say["key.firm"])
    state = "elsewhere" if not kept.is_here else "protected" if kept.is_protected else "open"
    typer.echo(say[f"key.{state}"])
    if document.backed_up:
        typer.echo(say("key.backed_up", day=document.backed_up))
    elif kept.is_here:
        typer.echo(say("key.no_backup"))


def _tell_copies(
    kept: ScanKey, protect: bool, backup: Path | None, move: Path | None, language: str
) -> None:
    """Say of the copies elsewhere what they still need."""
    from slimscan.language import words

    say = words(language, "cli")
    if protect and kept.document.backed_up:
        typer.echo(say["key.older_copies" if backup else "key.open_copies"], err=True)
    if move and not kept.document.backed_up:
        typer.echo(say("key.only_one", file=move), err=True)


def _document(kept: ScanKey) -> dict[str, Any]:
    return {
        "format": 1,
        "scan": kept.document.scan,
        "key": kept.fingerprint,
        "holder": kept.document.holder,
        "here": kept.is_here,
        "protected": kept.is_protected,
        "backed_up": kept.document.backed_up,
    }
