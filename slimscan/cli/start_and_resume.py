"""`slimscan start` and `slimscan resume`: from questions, or a file of answers, to a report."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    DEFAULT_QUESTIONNAIRE,
    AdvisorOption,
    AnswersOption,
    LanguageOption,
    OutputOption,
    PlainOption,
    QuestionnaireOption,
    QuickOption,
    QuietOption,
    ScanArgument,
    SectorOption,
    WorkshopOption,
    YesOption,
)

if TYPE_CHECKING:
    from pathlib import Path

    from slimscan.cli.interview_run import Manner
    from slimscan.questionnaire.loading import Instrument
    from slimscan.questionnaire.models import Questionnaire
    from slimscan.scan.interview import Interview
    from slimscan.scan.model import Scan
    from slimscan.scan.store import ScanFile, Shelf
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
    advisor: AdvisorOption = None,
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
    wanted = _Wanted(questionnaire, organisation, sector, advisor)
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
    advisor: str | None

    def begun(self, language: str) -> tuple[Instrument, Scan]:
        """The questionnaire with all that stands beside it, and an empty scan."""
        from slimscan import pipeline
        from slimscan.terminal import session  # noqa: F401 what the first question needs

        instrument = pipeline.load(self.questionnaire)
        scan = _empty_scan(instrument, language)
        scan = _with_profile(instrument, scan, self.organisation, self.sector)
        return instrument, _advised(scan, self.advisor)


def _from_file(
    answers: Path, wanted: _Wanted, manner: Manner, lang: str | None, quick: bool
) -> None:
    """A scan from a file of answers, to its scorecard and report."""
    from slimscan import pipeline
    from slimscan.cli.interview_run import finish
    from slimscan.places import home_folder
    from slimscan.scan.store import Shelf

    instrument = pipeline.load(wanted.questionnaire)
    _check_language(instrument.questionnaire, lang)
    shelf = Shelf(home_folder())
    shelf.prepare()
    scan = pipeline.scan_from_file(
        answers, instrument, language=lang, quick=quick, sector=wanted.sector
    )
    scan = _with_profile(instrument, scan, wanted.organisation, None)
    finish(instrument, shelf.file_for(scan).save(_advised(scan, wanted.advisor)), manner)


def _at_the_screen(
    wanted: _Wanted, manner: Manner, lang: str | None, quick: bool, workshop: int | None
) -> None:
    """An interview. Its first page needs the questionnaire alone; the rest comes meanwhile."""
    from slimscan.cli.background_work import Meanwhile
    from slimscan.cli.interview_run import hold, need_terminal
    from slimscan.places import home_folder, questionnaires_folder
    from slimscan.questionnaire.finding import find_folder
    from slimscan.questionnaire.opening import read_questionnaire
    from slimscan.scan.model import Workshop, new_id
    from slimscan.scan.store import Shelf
    from slimscan.terminal.welcome import welcome

    need_terminal()
    coming = Meanwhile(lambda: wanted.begun(manner.language))
    first = read_questionnaire(find_folder(wanted.questionnaire, questionnaires_folder()))
    if first is None or wanted.organisation or wanted.sector:
        first = coming.result()[0].questionnaire
    _check_language(first, lang)
    shelf = Shelf(home_folder())
    shelf.prepare()
    given = _given(shelf.folder, lang, quick, workshop)
    scan_id = new_id()

    def begin_new(screen: Screen) -> Interview | None:
        screen.meanwhile(coming.start)
        wishes = welcome(screen, first, given)
        if wishes is None:
            return None
        speak(wishes.language)
        instrument, scan = coming.result()
        from slimscan.scan.interview import begin

        table = Workshop(people=workshop, counts_as=wishes.counts_as) if workshop else None
        begun = scan.changed(
            id=scan_id, language=wishes.language, quick=wishes.quick, workshop=table
        )
        return begin(instrument, begun)

    hold(shelf.file_of(scan_id), manner, begin_new)


def _given(folder: Path, language: str | None, quick: bool, people: int | None) -> Given:
    from slimscan.terminal.welcome_pages import Given

    if people is None:
        return Given(folder, language, quick)
    from slimscan.scan.workshop import SMALLEST_GROUP

    return Given(folder, language, quick, people, is_group=people >= SMALLEST_GROUP)


def resume(
    scan: ScanArgument = None,
    advisor: AdvisorOption = None,
    lang: LanguageOption = None,
    output: OutputOption = None,
    plain: PlainOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Go on with a scan where it stopped."""
    language = speak(lang)
    from slimscan.cli.interview_run import Manner, hold, need_terminal
    from slimscan.places import home_folder
    from slimscan.scan.store import Shelf

    need_terminal()
    shelf = Shelf(home_folder())
    file = _named(shelf, scan) if yes or scan else _choose(shelf, language)
    if file is None:
        return
    language = speak(lang or file.load().language)
    if scan and not yes and not _agreed(file, language):
        return
    shelf.prepare()

    def begin_again(screen: Screen) -> Interview:
        from slimscan.terminal.resuming import tell_set_aside

        before = file.load()
        if advisor:
            before = file.save(_advised(before, advisor))
        interview = _taken_up(before, language)
        tell_set_aside(screen, interview, interview.scan.set_aside.keys() - before.set_aside.keys())
        return interview

    hold(file, Manner(language, plain, yes, quiet, output), begin_again)


def _check_together(workshop: int | None, answers: Path | None) -> None:
    from slimscan.errors import Fault, usage_error

    if workshop and answers:
        raise usage_error(Fault.WORKSHOP_ANSWERS)


def _advised(scan: Scan, advisor: str | None) -> Scan:
    """The scan with who advises, when that was given."""
    from slimscan.text import clean_line

    return scan.changed(advisor=clean_line(advisor)) if advisor else scan


def _empty_scan(instrument: Instrument, language: str) -> Scan:
    from datetime import date

    from slimscan.scan.answer_file import stamp_of
    from slimscan.scan.model import new_scan

    return new_scan(stamp_of(instrument), language, False, date.today())


def _check_language(questionnaire: Questionnaire, asked: str | None) -> None:
    """A questionnaire need not have every language that slimscan speaks."""
    from slimscan.errors import Fault, usage_error
    from slimscan.language import languages

    known = [name for name in questionnaire.languages if name in languages()]
    if (asked and asked not in known) or not known:
        language = asked or ", ".join(questionnaire.languages)
        raise usage_error(Fault.LANGUAGE_UNKNOWN, language=language, known=", ".join(known))


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


def _named(shelf: Shelf, name: str | None) -> ScanFile:
    """The scan with this name; without one the unfinished scan that was saved last."""
    if name is not None:
        return shelf.find(name)
    unfinished = _unfinished(shelf)
    return unfinished[0] if unfinished else shelf.find(None)


def _unfinished(shelf: Shelf) -> list[ScanFile]:
    """The scans that can be gone on with, the one saved last first."""
    from slimscan.errors import InputError

    found = []
    for file in shelf.files():
        with contextlib.suppress(InputError):
            if not file.load().finished:
                found.append(file)
    return found


def _choose(shelf: Shelf, language: str) -> ScanFile | None:
    """The scan that the user picks, or agrees to when there is only one."""
    from slimscan.errors import InputError
    from slimscan.language import words
    from slimscan.terminal.ask import pick

    described = {}
    for file in _unfinished(shelf):
        with contextlib.suppress(InputError):
            described[file] = _described(file, language)
    if len(described) < 2:
        file = next(iter(described), None) or shelf.find(None)
        return file if _agreed(file, language) else None
    question = words(language, "terminal")("resume.which")
    place = pick(question, list(described.values()), language)
    return None if place is None else list(described)[place]


def _agreed(file: ScanFile, language: str) -> bool:
    from slimscan.language import words
    from slimscan.terminal.ask import confirm
    from slimscan.terminal.closing import say

    texts = words(language, "terminal")
    question = texts("resume.question", scan=_described(file, language))
    if confirm(question, language, default=True):
        return True
    say(texts("resume.kept"))
    return False


def _described(file: ScanFile, language: str) -> str:
    from slimscan.terminal.resuming import describe

    return describe(_taken_up(file.load(), language), language)


def _taken_up(kept: Scan, language: str) -> Interview:
    """The interview of a scan, with the questionnaire as it is now, in this language if it can."""
    from slimscan import pipeline
    from slimscan.scan.answer_file import stamp_of
    from slimscan.scan.interview import begin

    instrument = pipeline.load_for(kept)
    spoken = language if language in instrument.questionnaire.languages else kept.language
    return begin(instrument, kept.changed(questionnaire=stamp_of(instrument), language=spoken))
