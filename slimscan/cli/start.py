"""`slimscan start`: a new scan, from questions or a file of answers, to a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    AdviserOption,
    AnswersOption,
    LanguageOption,
    OutputOption,
    PlainOption,
    QuestionnaireOption,
    QuickOption,
    QuietOption,
    SectorOption,
    WorkshopOption,
    YesOption,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from slimscan.cli.interview_run import Manner
    from slimscan.questionnaire.loading import Instrument
    from slimscan.scan.interview import Interview
    from slimscan.scan.model import Scan
    from slimscan.terminal.screen import Screen
    from slimscan.terminal.welcome_pages import Given

OrganisationOption = Annotated[
    str | None,
    typer.Option("--organisation", metavar="NAME", help="The organisation's name."),
]


def start(
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    answers: AnswersOption = None,
    organisation: OrganisationOption = None,
    sector: SectorOption = None,
    quick: QuickOption = False,
    workshop: WorkshopOption = None,
    adviser: AdviserOption = None,
    lang: LanguageOption = None,
    output: OutputOption = None,
    plain: PlainOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Begin a new scan: questions, scorecard, report."""
    language = speak(lang)
    from slimscan.cli.interview_run import Manner

    _check_together(workshop, answers)
    manner = Manner(language, plain, yes, quiet, output)
    wanted = _Wanted(questionnaire, organisation, sector, adviser)
    if answers is not None:
        _from_file(answers, wanted, manner, lang, quick)
    else:
        _at_the_screen(wanted, manner, lang, quick, workshop)


@dataclass(frozen=True)
class _Wanted:
    """What a new scan begins with."""

    questionnaire: str
    organisation: str | None
    sector: str | None
    adviser: str | None

    def begun(self, language: str) -> tuple[Instrument, Scan]:
        """The questionnaire with all that stands beside it, and an empty scan."""
        from slimscan import pipeline
        from slimscan.terminal import session  # noqa: F401 what the first question needs

        instrument = pipeline.load(self.questionnaire)
        scan = _empty_scan(instrument, language)
        scan = _with_profile(instrument, scan, self.organisation, self.sector)
        return instrument, _advised(scan, self.adviser)


def _from_file(
    answers: Path, wanted: _Wanted, manner: Manner, lang: str | None, quick: bool
) -> None:
    """A scan from a file of answers, to its scorecard and report."""
    from slimscan import pipeline
    from slimscan.cli.interview_run import finish
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.scan.store import home_shelf

    instrument = pipeline.load(wanted.questionnaire)
    lang = _language_for(instrument.questionnaire.languages, lang)
    shelf = home_shelf()
    shelf.prepare()
    scan = pipeline.scan_from_file(
        answers, instrument, language=lang, quick=quick, sector=wanted.sector
    )
    scan = _with_profile(instrument, scan, wanted.organisation, None)
    file = shelf.file_for(scan)
    finish(instrument, OpenedScan(file.save(_advised(scan, wanted.adviser)), file), manner)


def _at_the_screen(
    wanted: _Wanted, manner: Manner, lang: str | None, quick: bool, workshop: int | None
) -> None:
    """An interview. Its first page needs no models and no checks; they are loaded meanwhile."""
    from slimscan.cli.background_work import Meanwhile
    from slimscan.cli.interview_run import hold, need_terminal
    from slimscan.disk.places import questionnaires_folder
    from slimscan.questionnaire.finding import find_folder
    from slimscan.questionnaire.opening import opening_of, read_opening
    from slimscan.scan.scan_id import new_id
    from slimscan.scan.store import home_shelf
    from slimscan.terminal.welcome import welcome

    need_terminal()
    coming = Meanwhile(lambda: wanted.begun(manner.language))
    folder = find_folder(wanted.questionnaire, questionnaires_folder())
    first = read_opening(folder)
    if first is None or wanted.organisation or wanted.sector:
        first = opening_of(coming.result()[0].questionnaire)
    lang = _language_for(first.languages, lang)
    shelf = home_shelf()
    shelf.prepare()
    given = _given(wanted, shelf.folder, folder, lang, quick, workshop)
    scan_id = new_id()

    def begin_new(screen: Screen) -> Interview | None:
        screen.meanwhile(coming.start)
        wishes = welcome(screen, first, given)
        if wishes is None:
            return None
        speak(wishes.language)
        instrument, scan = coming.result()
        from slimscan.scan.interview import begin
        from slimscan.scan.model import Workshop

        table = Workshop(people=workshop, counts_as=wishes.counts_as) if workshop else None
        begun = scan.changed(
            id=scan_id, language=wishes.language, quick=wishes.quick, workshop=table
        )
        return begin(instrument, begun)

    hold(shelf.file_of(scan_id), manner, begin_new)


def _given(
    wanted: _Wanted, home: Path, folder: Path, language: str | None, quick: bool, people: int | None
) -> Given:
    """What the first pages need to know: `home` is where the scan goes, `folder` what is asked."""
    from slimscan.questionnaire.opening import has_sectors
    from slimscan.terminal.welcome_pages import Given

    return Given(
        home,
        language,
        quick,
        people,
        is_group=people is not None and _is_group(people),
        answered=sum(1 for one in (wanted.organisation, wanted.sector) if one),
        more_in_sectors=has_sectors(folder),
    )


def _is_group(people: int) -> bool:
    from slimscan.scan.workshop import SMALLEST_GROUP

    return people >= SMALLEST_GROUP


def _check_together(workshop: int | None, answers: Path | None) -> None:
    from slimscan.errors import Fault, usage_error

    if workshop and answers:
        raise usage_error(Fault.WORKSHOP_ANSWERS)


def _advised(scan: Scan, adviser: str | None) -> Scan:
    """The scan with who advises, when that was given."""
    from slimscan.text import clean_line

    return scan.changed(advisor=clean_line(adviser)) if adviser else scan


def _empty_scan(instrument: Instrument, language: str) -> Scan:
    from datetime import date

    from slimscan.scan.answer_file import stamp_of
    from slimscan.scan.model import new_scan

    return new_scan(stamp_of(instrument), language, False, date.today())


def _language_for(offered: Sequence[str], asked: str | None) -> str | None:
    """The language to ask in, of those of a questionnaire: it need not have all of slimscan's.

    Nothing when none was asked for. One that it lacks gives way to its first, and that is said.
    Raises `UsageError` for a questionnaire in none of slimscan's languages.
    """
    from slimscan.disk.places import languages
    from slimscan.errors import Fault, Problem, remark, usage_error
    from slimscan.language import words

    known = [name for name in offered if name in languages()]
    if not known:
        language = ", ".join(offered)
        raise usage_error(Fault.LANGUAGE_UNKNOWN, language=language, known=", ".join(languages()))
    if asked is None or asked in known:
        return asked
    spoken = words(known[0], "terminal")("language_name")
    remark(Problem(Fault.QUESTIONNAIRE_LANGUAGE, {"language": asked, "spoken": spoken}))
    return known[0]


def _with_profile(
    instrument: Instrument, scan: Scan, organisation: str | None, sector: str | None
) -> Scan:
    """The scan with what was given beside it; the questions about that are not asked."""
    from slimscan.scan.questions import questions_of
    from slimscan.scan.record import record

    given = {"organisation": organisation, "sector": sector}
    for question in questions_of(instrument, False, None):
        value = given.get(question.id)
        if value:
            scan = record(instrument, scan, question, value)
    return scan
