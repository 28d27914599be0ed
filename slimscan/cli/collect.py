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
    NewLedgerOption,
    OwnQuestionnaireOption,
    QuietOption,
    YesOption,
)
from slimscan.errors import ExitCode

if TYPE_CHECKING:
    from slimscan.imports.collection import Collected
    from slimscan.language import Words
    from slimscan.questionnaire.loading import Instrument
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.staff.answers import StaffAnswers
    from slimscan.staff.released import ReleasedStaff
    from slimscan.staff.staff_file import HeldStaff, OpenKey, StaffFile


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
    teams: Annotated[
        bool, typer.Option("--teams", help="Tell how many answered per team, where that may be.")
    ] = False,
    questionnaire: OwnQuestionnaireOption = None,
    new_ledger: NewLedgerOption = False,
    json: JsonOption = False,
    lang: LanguageOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Add the answers of staff to a scan: files from the form, or what a survey tool exported."""
    language = speak(lang)
    from slimscan.cli.collected import collection_document, tell_collected
    from slimscan.cli.named_scan import open_to_change
    from slimscan.cli.opened_key import opener
    from slimscan.errors import Fault, usage_error
    from slimscan.language import words

    if not any((files, head_count, remove, forget_after, forget_now, teams, key)):
        raise usage_error(Fault.COLLECT_NOTHING)
    if forget_after and forget_now:
        raise usage_error(Fault.OPTIONS_OPPOSED, one="--forget-after", other="--forget-now")
    say = words(language, "cli")
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
        teams,
        settle_now=teams or key is not None,
        new_ledger=new_ledger,
    )
    with open_to_change(scan, language, questionnaire).changing() as opened:
        if forget_now and not _agrees(opened, wanted, say, yes):
            return
        kept, collected = _collect(opened, wanted)
        shown = _teams(kept, wanted) if teams else None
    if json:
        import json as json_module

        document = collection_document(kept.scan, collected, shown)
        typer.echo(json_module.dumps(document, indent=2, ensure_ascii=False))
    else:
        if wanted.files or wanted.remove or head_count:
            tell_collected(kept, collected, say, language, remove or [], quiet)
        _tell_kept(wanted, shown, say)
    if collected.unreadable:
        raise typer.Exit(ExitCode.INPUT)
    if collected.refused or collected.conflicts:
        raise typer.Exit(ExitCode.DONE_WITH_REJECTS)


def _tell_kept(wanted: _Wanted, shown: ReleasedStaff | None, say: Words) -> None:
    """Say how many answered per team, and what becomes of the answers, where that was asked."""
    from slimscan.cli.collected import tell_teams

    if wanted.teams:
        tell_teams(shown, say)
    if wanted.forget_now:
        typer.echo(say("collect.forgotten"))
    elif wanted.forget_after:
        typer.echo(say("collect.forget_after", day=wanted.forget_after))


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
    teams: bool = False
    settle_now: bool = False
    """Whether what may be shown is settled here, and not when it is first asked for."""
    new_ledger: bool = False


def _day_to_come(text: str | None) -> str | None:
    """A day from tomorrow on; raises `UsageError` for any other."""
    from datetime import date

    from slimscan.errors import Fault, usage_error
    from slimscan.plan.fields import read_day

    if text is None:
        return None
    day = read_day(text)
    if day <= date.today():
        raise usage_error(Fault.FORGET_PAST, date=text)
    return day.isoformat()


def _agrees(opened: OpenedScan, wanted: _Wanted, say: Words, yes: bool) -> bool:
    """Whether the answers may go for good; raises `InputError` when there are none to take away."""
    from slimscan.cli.agreement import ask_agreement
    from slimscan.errors import Fault, input_error
    from slimscan.staff.keeping import held_staff
    from slimscan.staff.staff_file import staff_file

    held = held_staff(opened.own_shelf, opened.scan)
    file = staff_file(opened.own_shelf, opened.scan)
    if not held.count and not wanted.files:
        raise input_error(Fault.FORGET_NOTHING, file.path)
    lost = "_lost" if held.waiting and file.key_is_gone else ""
    return ask_agreement(say[f"collect.forget_question{lost}"], say, yes)


def _collect(opened: OpenedScan, wanted: _Wanted) -> tuple[OpenedScan, Collected]:
    """Change the staff file and, for the head count, the scan; the lock is held."""
    from slimscan import pipeline
    from slimscan.imports.collection import Collected, Told, collect_files
    from slimscan.imports.mapping import read_mapping
    from slimscan.staff.answers import StaffAnswers
    from slimscan.staff.keeping import held_staff
    from slimscan.staff.staff_file import staff_file

    scan = opened.scan
    held = held_staff(opened.own_shelf, scan)
    file = staff_file(opened.own_shelf, scan)
    instrument = pipeline.load_for(scan, wanted.questionnaire)
    if _needs_no_key(file, held, wanted):
        _keep_closed(file, held, wanted)
        least = instrument.questionnaire.release_minimum
        closed = Collected(StaffAnswers(scan=scan.id), least, closed=held.count)
        return _with_head_count(opened, wanted), closed
    before = file.load(wanted.open_key)
    staff = before
    for respondent in wanted.remove:
        staff = staff.without(respondent)
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
    waits = held.waiting and (wanted.settle_now or wanted.forget_now)
    if collected.staff != before or wanted.forget_after or wanted.forget_now or waits:
        _keep(opened, instrument, collected.staff, wanted)
    return _with_head_count(opened, wanted), collected


def _with_head_count(opened: OpenedScan, wanted: _Wanted) -> OpenedScan:
    if not wanted.head_count:
        return opened
    profile = opened.scan.profile.model_copy(update={"head_count": wanted.head_count})
    return opened.saved(opened.scan.changed(profile=profile))


def _needs_no_key(file: StaffFile, held: HeldStaff, wanted: _Wanted) -> bool:
    """Whether sealed answers can stay closed, as to take them away.

    What may be shown of those that came in since is settled first, while the key is here.
    """
    if held.sealed is None or wanted.files or wanted.remove:
        return False
    lost = wanted.forget_now and file.key_is_gone
    settles = bool(wanted.forget_now or wanted.forget_after or wanted.settle_now)
    return lost or not (held.waiting and settles)


def _keep_closed(file: StaffFile, held: HeldStaff, wanted: _Wanted) -> None:
    from datetime import date

    from slimscan.staff.keeping import forget_now

    if wanted.forget_now:
        forget_now(file, held, date.today())
    elif wanted.forget_after:
        file.keep(held.model_copy(update={"forget_after": wanted.forget_after}))


def _keep(opened: OpenedScan, instrument: Instrument, staff: StaffAnswers, wanted: _Wanted) -> None:
    """Keep the answers, or only what may be shown of them."""
    from datetime import date

    from slimscan.result import scales_for
    from slimscan.staff.keeping import Keeping, forget_now, keep_staff
    from slimscan.staff.released import ScanStaff
    from slimscan.staff.staff_file import staff_file

    place = ScanStaff(opened.kept_in, opened.scan, scales_for(instrument, opened.scan))
    until = date.today().isoformat() if wanted.forget_now else wanted.forget_after
    manner = Keeping(until, wanted.settle_now, wanted.new_ledger)
    keep_staff(place, instrument, staff, wanted.open_key, manner)
    if wanted.forget_now:
        file = staff_file(opened.own_shelf, opened.scan)
        forget_now(file, file.held(), date.today())


def _teams(opened: OpenedScan, wanted: _Wanted) -> ReleasedStaff | None:
    """What may be shown of the staff, which counts as shown from now on."""
    from slimscan import pipeline

    instrument = pipeline.load_for(opened.scan, wanted.questionnaire)
    return pipeline.score(instrument, opened, wanted.new_ledger).staff
