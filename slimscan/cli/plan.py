"""`slimscan plan`: the improvement plan as a working list."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    JsonOption,
    LanguageOption,
    NewLedgerOption,
    OwnQuestionnaireOption,
    PlainOption,
    ScanArgument,
    YesOption,
)

if TYPE_CHECKING:
    from datetime import date

    from slimscan.plan.fields import PlanChanges
    from slimscan.plan.working_list import WorkingList
    from slimscan.result import Result
    from slimscan.scan.model import OwnAction
    from slimscan.scan.open_scan import OpenedScan

EVERY = "all"


def _option(name: str, metavar: str, told: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar=metavar, help=told)
    return option


def plan(
    scan: ScanArgument = None,
    take: Annotated[
        list[str] | None,
        _option(
            "--take", "ACTION", "Choose an action by its number or id; `all` chooses every one."
        ),
    ] = None,
    drop: Annotated[list[str] | None, _option("--drop", "ACTION", "Set an action aside.")] = None,
    reason: Annotated[
        str | None, _option("--reason", "TEXT", "Why it is set aside; with --drop.")
    ] = None,
    print_reason: Annotated[
        bool, typer.Option("--print-reason", help="Print that reason in the report.")
    ] = False,
    have: Annotated[
        list[str] | None, _option("--have", "ACTION", "You do this already: the next best comes.")
    ] = None,
    move: Annotated[
        list[str] | None, _option("--move", "ACTION:PLACE", "Put an action at this place: 4:1.")
    ] = None,
    add: Annotated[
        list[str] | None,
        _option("--add", "ACTION", "Add any action of the questionnaire by its id."),
    ] = None,
    own: Annotated[
        str | None, _option("--own", "TITLE", "Add an action of your own, with what follows.")
    ] = None,
    what: Annotated[str | None, _option("--what", "TEXT", "What your own action is.")] = None,
    first_step: Annotated[
        str | None, _option("--first-step", "TEXT", "The first step of your own action.")
    ] = None,
    who: Annotated[str | None, _option("--who", "TEXT", "Who pulls your own action.")] = None,
    days: Annotated[
        float | None, _option("--days", "NUMBER", "The days of work of your own action.")
    ] = None,
    list_actions: Annotated[
        bool, typer.Option("--list", help="List every action of the questionnaire.")
    ] = False,
    search: Annotated[
        str | None, _option("--search", "WORD", "List the actions with this word in them.")
    ] = None,
    change: Annotated[
        str | None, _option("--set", "ACTION", "Change this action, with the options that follow.")
    ] = None,
    owner: Annotated[str | None, _option("--owner", "NAME", "Who sees to it.")] = None,
    start: Annotated[
        str | None, _option("--start", "DATE", "When it starts: 2026-12-31 or 31-12-2026.")
    ] = None,
    check: Annotated[
        str | None, _option("--check", "DATE", "When you look whether it works.")
    ] = None,
    remeasure: Annotated[
        str | None, _option("--remeasure", "DATE", "When you do the scan again.")
    ] = None,
    status: Annotated[
        str | None, _option("--status", "open|busy|done|dropped|have", "How far it is.")
    ] = None,
    result: Annotated[
        str | None, _option("--result", "TEXT", "What came of it, in a sentence.")
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write the dates for a calendar."),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="FILE", help="Write the plan as a workbook to work in."),
    ] = None,
    read: Annotated[
        Path | None,
        typer.Option("--read", metavar="FILE", help="Read such a workbook back, after a yes."),
    ] = None,
    questionnaire: OwnQuestionnaireOption = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    new_ledger: NewLedgerOption = False,
    plain: PlainOption = False,
    yes: YesOption = False,
) -> None:
    """Show the improvement plan of a scan as a working list, and keep it up to date.

    An empty value takes a field away: --owner ""
    """
    language = speak(lang)
    from slimscan.plan.fields import PlanChanges, read_move, read_own, read_reason

    fields = PlanChanges(owner, start, check, remeasure, status, result)
    if fields.given and change is None and own is None:
        raise typer.BadParameter("name the action to change with --set ACTION")
    if change is not None and not fields.given:
        raise typer.BadParameter("say what to change: --owner, --start, --check, ...")
    _check_reason(reason, print_reason, dropping=bool(drop))
    if own is None and any(one is not None for one in (what, first_step, who, days)):
        raise typer.BadParameter("name your own action with --own TITLE")
    if ics is not None and json:
        raise typer.BadParameter("give --ics or --json, not both")
    if xlsx is not None and (json or ics is not None):
        raise typer.BadParameter("give --xlsx without --ics and --json")
    from datetime import date

    wanted = _Wanted(scan, questionnaire, ics, xlsx, json, new_ledger, plain, yes)
    wishes = _Wishes(
        add=add or [],
        take=take or [],
        drop=drop or [],
        reason=read_reason(reason or ""),
        print_reason=print_reason,
        have=have or [],
        move=[read_move(one) for one in move or []],
        own=None if own is None else read_own(own, what, first_step, who, days),
        change=change,
        fields=fields,
        today=date.today(),
    )
    if list_actions or search is not None:
        if wishes.any or read or ics or xlsx:
            raise typer.BadParameter(
                "give --list or --search without changes to the plan, or files of it"
            )
        _list_actions(wanted, search or "", language)
        return
    if read is not None:
        if wishes.any:
            raise typer.BadParameter("give --read without other changes to the plan")
        _read_back(wanted, read, language)
    _carry_out(wanted, wishes, language)


def _check_reason(reason: str | None, printed: bool, *, dropping: bool) -> None:
    if (reason or printed) and not dropping:
        raise typer.BadParameter("give --reason and --print-reason with --drop ACTION")
    if printed and not reason:
        raise typer.BadParameter("give the reason to print with --reason TEXT")


@dataclass(frozen=True)
class _Wanted:
    """Of which scan the plan is wanted, and in which form."""

    scan: str | None
    questionnaire: str | None
    ics: Path | None
    xlsx: Path | None
    json: bool
    new_ledger: bool
    plain: bool
    yes: bool


@dataclass(frozen=True)
class _Wishes:
    """What this run should change, in the order in which it is done."""

    add: list[str]
    take: list[str]
    drop: list[str]
    reason: str
    print_reason: bool
    have: list[str]
    move: list[tuple[str, int]]
    own: OwnAction | None
    change: str | None
    fields: PlanChanges
    today: date

    @property
    def any(self) -> bool:
        """Whether anything changes at all."""
        return any((self.add, self.take, self.drop, self.have, self.move, self.own, self.change))

    @property
    def chosen(self) -> list[str]:
        """The actions chosen by name, without those that `all` brings."""
        return [name for name in self.take if name.casefold() != EVERY]

    def applied(self, plan: WorkingList) -> WorkingList:
        """The list with every wish done; raises `InputError` before anything is saved."""
        from slimscan.plan.working_list import check_one_way

        plan = plan.as_of(self.today)
        for name in self.add:
            plan = plan.added(name, self.today)
        check_one_way(plan, {"--take": self.chosen, "--drop": self.drop, "--have": self.have})
        for name in self.take:
            plan = plan.all_taken() if name.casefold() == EVERY else plan.taken(name)
        for name in self.drop:
            plan = plan.dropped(name, self.reason, printed=self.print_reason)
        for name in self.have:
            plan = plan.had(name)
        if self.own:
            plan = plan.with_own(self.own)
            if self.change is None and self.fields.given:
                plan = plan.changed(plan.rows[-1].id, self.fields)
        for name, place in self.move:
            plan = plan.moved(name, place)
        if self.change is not None:
            plan = plan.changed(self.change, self.fields, self.today)
        return plan.as_of(self.today)


def _carry_out(wanted: _Wanted, wishes: _Wishes, language: str) -> None:
    from slimscan.cli.named_scan import open_to_change, open_to_read
    from slimscan.language import words

    if wanted.ics is not None:
        _check_calendar(wanted.ics, wanted.yes)
    changes = wishes.any or wanted.ics is not None
    with contextlib.ExitStack() as held:
        if changes:
            opened = open_to_change(wanted.scan, language, wanted.questionnaire)
            opened = held.enter_context(opened.changing())
        else:
            opened = open_to_read(wanted.scan, language)
        opened, result = _changed(opened, wishes, wanted, language)
        rows = result.plan
        if wanted.ics is not None:
            _write_calendar(opened, rows, wanted.ics, wishes.today, language)
            typer.echo(words(language, "plan")("calendar.written"), err=True)
            typer.echo(wanted.ics)
            return
    if wanted.xlsx is not None:
        from slimscan.cli.plan_workbook import write_plan_workbook

        write_plan_workbook(opened, rows, wanted.xlsx, language, wanted.yes)
        return
    if wanted.json:
        from slimscan.report.scan.plan_document import plan_json

        typer.echo(plan_json(rows, opened.scan, wishes.today, language))
        return
    from slimscan.report.scan.plan_notes import plan_notes
    from slimscan.terminal.plan_list import print_plan

    notes = plan_notes(result, language)
    print_plan(rows, opened, wishes.today, language, wanted.plain, notes)


def _read_back(wanted: _Wanted, path: Path, language: str) -> None:
    """Save what was changed in a workbook with the plan, after it was listed and agreed on."""
    from datetime import date

    from slimscan import pipeline
    from slimscan.cli.named_scan import open_to_change
    from slimscan.cli.opened_key import opener_or_notice
    from slimscan.cli.plan_workbook import agreed_plan
    from slimscan.language import words

    named = open_to_change(wanted.scan, language, wanted.questionnaire)
    with named.changing() as opened:
        instrument = pipeline.load_for(opened.scan, wanted.questionnaire)
        try_key = opener_or_notice(language)
        rows = pipeline.score(instrument, opened, wanted.new_ledger, try_key).plan
        agreed = agreed_plan(opened, rows, path, language, wanted.yes)
        if agreed is not None:
            opened.saved(opened.scan.decided(agreed.plan, date.today()))
            typer.echo(words(language, "plan")("saved"), err=True)


def _changed(
    opened: OpenedScan, wishes: _Wishes, wanted: _Wanted, language: str
) -> tuple[OpenedScan, Result]:
    """The scan with its result after what was wished, saved when that changed anything."""
    from slimscan import pipeline
    from slimscan.cli.opened_key import opener_or_notice
    from slimscan.language import words

    instrument = pipeline.load_for(opened.scan, wanted.questionnaire)
    try_key = opener_or_notice(language)
    result = pipeline.score(instrument, opened, wanted.new_ledger, try_key)
    if not wishes.any:
        return opened, result
    decided = wishes.applied(result.plan).plan
    opened = opened.saved(opened.scan.decided(decided, wishes.today))
    typer.echo(words(language, "plan")("saved"), err=True)
    return opened, pipeline.score(instrument, opened, try_key=try_key)


def _list_actions(wanted: _Wanted, search: str, language: str) -> None:
    from slimscan import pipeline
    from slimscan.cli.named_scan import open_to_read
    from slimscan.plan.action_list import list_actions

    opened = open_to_read(wanted.scan, language)
    instrument = pipeline.load_for(opened.scan, wanted.questionnaire)
    listed = list_actions(instrument, language, search)
    if wanted.json:
        from slimscan.report.scan.plan_document import actions_json

        typer.echo(actions_json(listed))
        return
    from slimscan.terminal.action_list import print_actions

    print_actions(listed, opened.called, language, wanted.plain)


def _check_calendar(path: Path, yes: bool) -> None:
    """Raise `InputError` where a calendar would take the place of something else."""
    from slimscan.errors import Fault, input_error
    from slimscan.scan.store import check_output

    check_output(path)
    if yes or not path.is_file():
        return
    with path.open("rb") as content:
        if content.read(len(_CALENDAR)) != _CALENDAR:
            raise input_error(Fault.FILE_EXISTS, path)


_CALENDAR = b"BEGIN:VCALENDAR"


def _write_calendar(
    opened: OpenedScan, rows: WorkingList, path: Path, today: date, language: str
) -> None:
    from slimscan.disk.durable import write_durably
    from slimscan.plan.calendar import calendar_file, last_calendar

    last = last_calendar(opened.own_shelf, opened.scan)
    earlier = last.events()
    content = calendar_file(rows, opened.scan, language, today, earlier, opened.called)
    last.keep(content)
    write_durably(path, content)
