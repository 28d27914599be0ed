"""An interview from its first page to its report, whatever happens on the way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from slimscan.disk.places import program, typed
from slimscan.errors import ExitCode, Fault, MachineError, SlimscanError, usage_error
from slimscan.language import words
from slimscan.scan.store import ScanFile
from slimscan.terminal.ask import confirm, is_interactive
from slimscan.terminal.closing import say
from slimscan.terminal.problems import print_problems
from slimscan.terminal.screen import Screen, open_screen

if TYPE_CHECKING:
    from slimscan.plan.working_list import WorkingList
    from slimscan.questionnaire.loading import Instrument
    from slimscan.result import Result
    from slimscan.scan.interview import Interview
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.staff.staff_file import TryKey


@dataclass(frozen=True)
class Manner:
    """How the command was asked to go about it."""

    language: str
    plain: bool
    yes: bool
    quiet: bool
    output: Path | None
    new_ledger: bool = False
    asks: bool = False
    """Whether the plan and the closing questions are gone through afterwards."""


def need_terminal() -> None:
    """Raises `UsageError` where nobody can answer a question."""
    if not is_interactive():
        raise usage_error(Fault.NO_TERMINAL)


def hold(file: ScanFile, manner: Manner, opening: Callable[[Screen], Interview | None]) -> None:
    """Hold the interview that `opening` gives (nothing: the user left), then show what it says.

    The scan is locked for other windows all the while. Raises `typer.Exit` with the exit code when
    it is interrupted or saving fails, after saying what is saved and how to go on.
    """
    screen = open_screen(manner.language, manner.plain)
    try:
        with file.lock(), screen.opened():
            interview = opening(screen)
            if interview is not None:
                from slimscan.terminal.session import run_interview

                interview = run_interview(interview, file, screen)
        if interview is not None and interview.done:
            from slimscan.scan.open_scan import OpenedScan

            opened = OpenedScan(interview.scan, file)
            asking = replace(manner, language=screen.language, asks=not manner.yes)
            finish(interview.instrument, opened, asking)
        else:
            _say_how_to_go_on(file, screen.language)
    except KeyboardInterrupt:
        _say_how_to_go_on(file, screen.language)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except MachineError as error:
        print_problems(error.problems, screen.language)
        _say_how_to_go_on(file, screen.language)
        raise typer.Exit(error.exit_code) from None


def finish(instrument: Instrument, opened: OpenedScan, manner: Manner) -> None:
    """Show the scorecard and write the report; a report that fails loses nothing else."""
    from slimscan import pipeline
    from slimscan.cli.opened_key import opener_or_notice
    from slimscan.terminal.scorecard import print_scorecard

    try_key = opener_or_notice(manner.language)
    result = pipeline.score(instrument, opened, manner.new_ledger, try_key)
    texts = words(manner.language, "terminal")
    if not manner.quiet:
        print_scorecard(result, manner.language, manner.plain)
    if _asks(result, manner):
        result = _go_through_plan(result, opened, manner, try_key)
    if not manner.quiet:
        say(texts("interview.making"))
    try:
        path = _write(result, manner)
    except SlimscanError as error:
        print_problems(error.problems, manner.language)
        say(texts("interview.report_later", scan=opened.called))
        raise typer.Exit(error.exit_code) from None
    if not manner.quiet:
        say(texts("interview.report"))
    typer.echo(path)
    if _asks(result, manner):
        _ask_closing(result, opened, manner)


def _asks(result: Result, manner: Manner) -> bool:
    """Whether anybody is there to ask: a works council's own sheet is no plan of the firm."""
    return manner.asks and not manner.quiet and result.scan.audience == "leader"


def _go_through_plan(result: Result, opened: OpenedScan, manner: Manner, try_key: TryKey) -> Result:
    """Offer to go through the proposed actions, unless that was done; each decision is saved."""
    from datetime import date

    from slimscan import pipeline
    from slimscan.terminal.after_plan import go_through

    now = result

    def keep(plan: WorkingList) -> WorkingList:
        nonlocal now
        with opened.changing() as held:
            saved = held.saved(held.scan.decided(plan.plan, date.today()))
        now = pipeline.score(result.instrument, saved, try_key=try_key)
        return now.plan

    if not opened.scan.plan:
        go_through(result.plan, keep, manner.language)
    if now is not result:
        say(words(manner.language, "terminal")("walk.saved", scan=opened.called))
    return now


def _ask_closing(result: Result, opened: OpenedScan, manner: Manner) -> None:
    """Ask the questions about the scan itself that were not answered yet; each is saved."""
    from slimscan.scan.questions import closing_questions
    from slimscan.scan.record import record
    from slimscan.terminal.after_plan import ask_closing

    questionnaire = result.instrument.questionnaire
    questions = {one.id: one for one in closing_questions(questionnaire)}

    def keep(question: str, code: int) -> None:
        with opened.changing() as held:
            held.saved(record(result.instrument, held.scan, questions[question], code))

    open_ones = [one for one in questionnaire.closing if one.id not in result.scan.answers]
    ask_closing(open_ones, keep, manner.language)


def _write(result: Result, manner: Manner) -> Path:
    """Write the PDF; a file that is there is replaced only when the user says so."""
    from slimscan import pipeline
    from slimscan.report.formats import REPORT

    form = REPORT.choose(None, manner.output)
    try:
        return pipeline.write(result, manner.output, form, overwrite=manner.yes)
    except SlimscanError as error:
        problem = error.problems[0]
        if problem.fault is not Fault.FILE_EXISTS:
            raise
        question = words(manner.language, "terminal")(
            "interview.replace_report", file=problem.file or ""
        )
        if not confirm(question, manner.language):
            raise
        return pipeline.write(result, manner.output, form, overwrite=True)


def _say_how_to_go_on(file: ScanFile, language: str) -> None:
    texts = words(language, "terminal")
    if not file.path.exists():
        say(texts("interview.nothing_saved", command=_given_again()))
        return
    say(texts("interview.saved", scan=file.called))


def _given_again() -> str:
    """The command that began this scan, as it can be typed again with all that it was given."""
    return " ".join([program(), *(map(typed, sys.argv[1:]) if sys.argv[1:] else ["start"])])
