"""`slimscan collect`: the answers of staff, added to a scan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    FromOption,
    JsonOption,
    LanguageOption,
    MappingOption,
    OwnQuestionnaireOption,
    QuietOption,
)
from slimscan.errors import ExitCode

if TYPE_CHECKING:
    from slimscan.imports.collection import Collected
    from slimscan.questionnaire.loading import Instrument
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.staff.answers import StaffAnswers
    from slimscan.staff.staff_file import OpenKey


def collect(
    scan: Annotated[
        str,
        typer.Argument(metavar="SCAN", help="The scan: its id, its organisation or its file."),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Files from the form, or tables with answers."),
    ] = None,
    head_count: Annotated[
        int | None,
        typer.Option("--head-count", metavar="N", min=1, help="How many people work there."),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="RESPONDENT", help="Take a respondent out again."),
    ] = None,
    from_: FromOption = None,
    mapping: MappingOption = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="The key of sealed answers, kept elsewhere."),
    ] = None,
    forget_after: Annotated[
        str | None,
        typer.Option(
            "--forget-after", metavar="DATE", help="After this day only the averages are kept."
        ),
    ] = None,
    forget_now: Annotated[
        bool, typer.Option("--forget-now", help="Keep only the averages from now on.")
    ] = False,
    questionnaire: OwnQuestionnaireOption = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Add the answers of staff to a scan: files from the form, or what a survey tool exported."""
    language = speak(lang)
    from slimscan.cli.collected import collection_document, tell_collected
    from slimscan.cli.named_scan import open_to_change
    from slimscan.cli.opened_key import opener
    from slimscan.errors import Fault, usage_error
    from slimscan.language import words

    if not (files or head_count or remove or forget_after or forget_now):
        raise usage_error(Fault.COLLECT_NOTHING)
    wanted = _Wanted(
        files or [],
        head_count,
        remove or [],
        from_,
        mapping,
        questionnaire,
        opener(language, key),
        _day_to_come(forget_after),
        forget_now,
    )
    with open_to_change(scan, language, questionnaire).changing() as opened:
        kept, collected = _collect(opened, wanted)
    say = words(language, "cli")
    if json:
        import json as json_module

        document = collection_document(kept.scan, collected)
        typer.echo(json_module.dumps(document, indent=2, ensure_ascii=False))
    else:
        if wanted.files or wanted.remove or head_count:
            tell_collected(kept, collected, say, language, remove or [], quiet)
        if forget_now:
            typer.echo(say("collect.forgotten"))
        elif wanted.forget_after:
            typer.echo(say("collect.forget_after", day=wanted.forget_after))
    if collected.unreadable:
        raise typer.Exit(ExitCode.INPUT)
    if collected.refused or collected.conflicts:
        raise typer.Exit(ExitCode.DONE_WITH_REJECTS)


@dataclass(frozen=True)
class _Wanted:
    """What this run should take in, and how it is to be read."""

    files: list[Path]
    head_count: int | None
    remove: list[str]
    tool: str | None
    mapping: Path | None
    questionnaire: str | None
    open_key: OpenKey
    forget_after: str | None = None
    """The last day on which the answers are kept."""
    forget_now: bool = False


def _day_to_come(text: str | None) -> str | None:
    """A day from tomorrow on; raises `UsageError` for any other."""
    from datetime import date

    from slimscan.errors import Fault, usage_error

    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day <= date.today():
        raise usage_error(Fault.FORGET_PAST, date=text)
    return day.isoformat()


def _collect(opened: OpenedScan, wanted: _Wanted) -> tuple[OpenedScan, Collected]:
    """Change the staff file and, for the head count, the scan; the lock is held."""
    from datetime import date

    from slimscan import pipeline
    from slimscan.imports.collection import Collected, Told, collect_files
    from slimscan.imports.mapping import read_mapping
    from slimscan.staff.answers import StaffAnswers
    from slimscan.staff.released import forget_now, held_staff
    from slimscan.staff.staff_file import staff_file

    scan = opened.scan
    held = held_staff(opened.own_shelf, scan)
    file = staff_file(opened.own_shelf, scan)
    if wanted.forget_now and held.sealed and not (wanted.files or wanted.remove):
        # What may be shown stands beside it already: to take away needs no key.
        forget_now(file, held, date.today())
        return opened, Collected(StaffAnswers(scan=scan.id), held.count)
    before = file.load(wanted.open_key)
    staff = before
    for respondent in wanted.remove:
        staff = staff.without(respondent)
    instrument = pipeline.load_for(scan, wanted.questionnaire)
    settled = read_mapping(wanted.mapping, instrument) if wanted.mapping else None
    key = file.key
    told = Told(
        wanted.tool,
        settled,
        scan.profile.organisation or "",
        key.public if key else None,
        partial(file.secret, wanted.open_key),
    )
    collected = collect_files(instrument, staff, wanted.files, told)
    if collected.staff != before or wanted.forget_after or wanted.forget_now:
        _keep(opened, instrument, collected.staff, wanted)
    if wanted.head_count:
        profile = scan.profile.model_copy(update={"head_count": wanted.head_count})
        opened = opened.saved(scan.changed(profile=profile))
    return opened, collected


def _keep(opened: OpenedScan, instrument: Instrument, staff: StaffAnswers, wanted: _Wanted) -> None:
    """Keep the answers, sealed where the scan has a key, with what may be shown of them beside."""
    from datetime import date

    from slimscan.result import scales_for
    from slimscan.staff.released import ScanStaff, forget_now, released_to_keep
    from slimscan.staff.staff_file import staff_file

    file = staff_file(opened.own_shelf, opened.scan)
    after = wanted.forget_after or file.held().forget_after
    if file.key is None and not (after or wanted.forget_now):
        file.save(staff)
        return
    place = ScanStaff(opened.own_shelf, opened.scan, scales_for(instrument, opened.scan))
    pad = file.secret(wanted.open_key).pad if file.key else ""
    released = released_to_keep(place, instrument, staff, pad)
    file.save(staff, released, after or (date.today().isoformat() if file.key is None else None))
    if wanted.forget_now:
        forget_now(file, file.held(), date.today())
