"""`slimscan plan`: the improvement plan as a working list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import JsonOption, LanguageOption, PlainOption, ScanArgument

if TYPE_CHECKING:
    from datetime import date

    from slimscan.plan.fields import PlanChanges
    from slimscan.plan.working_list import WorkingList

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
    add: Annotated[
        list[str] | None,
        _option("--add", "ACTION", "Add any action of the questionnaire by its id."),
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
        str | None, _option("--status", "open|busy|done|dropped", "How far it is.")
    ] = None,
    result: Annotated[
        str | None, _option("--result", "TEXT", "What came of it, in a sentence.")
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write the dates for a calendar."),
    ] = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    plain: PlainOption = False,
) -> None:
    """Show the improvement plan of a scan as a working list, and keep it up to date.

    An empty value takes a field away: --owner ""
    """
    language = speak(lang)
    from slimscan.plan.fields import PlanChanges

    fields = PlanChanges(owner, start, check, remeasure, status, result)
    if fields.given and change is None:
        raise typer.BadParameter("name the action to change with --set ACTION")
    if change is not None and not fields.given:
        raise typer.BadParameter("say what to change: --owner, --start, --check, ...")
    if ics is not None and json:
        raise typer.BadParameter("give --ics or --json, not both")
    from datetime import date

    wishes = _Wishes(add or [], take or [], drop or [], change, fields, date.today())
    _carry_out(scan, wishes, ics, language, json, plain)


@dataclass(frozen=True)
class _Wishes:
    """What this run should change, in the order in which it is done."""

    add: list[str]
    take: list[str]
    drop: list[str]
    change: str | None
    fields: PlanChanges
    today: date

    @property
    def any(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.add or self.take or self.drop or self.change)

    def applied(self, plan: WorkingList) -> WorkingList:
        """The list with every wish done; raises `InputError` before anything is saved."""
        for name in self.add:
            plan = plan.added(name, self.today)
        for name in self.take:
            plan = plan.all_taken() if name.casefold() == EVERY else plan.taken(name)
        for name in self.drop:
            plan = plan.dropped(name)
        return plan if self.change is None else plan.changed(self.change, self.fields)


def _carry_out(
    name: str | None, wishes: _Wishes, ics: Path | None, language: str, json: bool, plain: bool
) -> None:
    import contextlib

    from slimscan import pipeline
    from slimscan.language import words
    from slimscan.places import home_folder
    from slimscan.plan.working_list import working_list
    from slimscan.scan.store import Shelf

    shelf = Shelf(home_folder())
    file = shelf.find(name)
    texts = words(language, "plan")
    with file.lock() if wishes.any else contextlib.nullcontext():
        kept = file.load()
        result = pipeline.score(pipeline.load_for(kept), kept, shelf)
        rows = working_list(result.instrument, kept, result.actions)
        if wishes.any:
            rows = wishes.applied(rows)
            kept = file.save(kept.changed(plan=rows.plan))
            typer.echo(texts("saved"), err=True)
    if ics is not None:
        from slimscan.durable import write_durably
        from slimscan.plan.calendar import calendar_file, last_calendar

        last = last_calendar(shelf, kept)
        content = calendar_file(rows, kept, language, wishes.today, last.events())
        last.keep(content)
        write_durably(ics, content)
        typer.echo(texts("calendar.written"), err=True)
        typer.echo(ics)
    elif json:
        from slimscan.report.scan.plan_document import plan_json

        typer.echo(plan_json(rows, kept, wishes.today, language))
    else:
        from slimscan.terminal.plan_list import print_plan

        print_plan(rows, kept, wishes.today, language, plain)
