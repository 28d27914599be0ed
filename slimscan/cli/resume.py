"""`slimscan resume`: go on with a scan where it stopped."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    AdviserOption,
    LanguageOption,
    NewLedgerOption,
    OutputOption,
    OwnQuestionnaireOption,
    PlainOption,
    QuietOption,
    ScanArgument,
    YesOption,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slimscan.cli.interview_run import Manner
    from slimscan.scan.interview import Interview
    from slimscan.scan.model import Scan
    from slimscan.scan.open_scan import OpenedScan
    from slimscan.terminal.screen import Screen


def resume(
    scan: ScanArgument = None,
    adviser: AdviserOption = None,
    questionnaire: OwnQuestionnaireOption = None,
    lang: LanguageOption = None,
    output: OutputOption = None,
    new_ledger: NewLedgerOption = False,
    plain: PlainOption = False,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Go on with a scan where it stopped."""
    language = speak(lang)
    from slimscan.cli.interview_run import Manner, need_terminal
    from slimscan.cli.named_scan import open_to_change

    need_terminal()
    if scan is None and not yes:
        opened = _choose(language, questionnaire)
    else:
        name = scan if scan is not None else _last_unfinished()
        opened = open_to_change(name, language, questionnaire)
    if opened is None:
        return
    language = speak(lang or opened.scan.language)
    # Its id is what we print ourselves; another name may fit more scans than one.
    sure = yes or scan in (None, opened.called)
    if not sure and not _agreed(opened, language, questionnaire):
        return
    manner = Manner(language, plain, yes, quiet, output, new_ledger)
    go_on(opened, manner, questionnaire, adviser)


def go_on(
    opened: OpenedScan, manner: Manner, questionnaire: str | None = None, adviser: str | None = None
) -> None:
    """The rest of an interview; `questionnaire` is where the scan's own one is now."""
    from slimscan.cli.interview_run import hold

    file = opened.kept_in
    opened.own_shelf.prepare()

    def begin_again(screen: Screen) -> Interview:
        from slimscan.terminal.resuming import tell_set_aside
        from slimscan.text import clean_line

        before = file.load()
        if adviser:
            before = file.save(before.changed(advisor=clean_line(adviser)))
        interview = _taken_up(before, manner.language, questionnaire)
        tell_set_aside(screen, interview, interview.scan.set_aside.keys() - before.set_aside.keys())
        return interview

    hold(file, manner, begin_again)


def _last_unfinished() -> str | None:
    """What names the unfinished scan that was saved last; nothing when all are finished."""
    return next((str(opened.kept_in.path) for opened in _unfinished()), None)


def _unfinished() -> Iterator[OpenedScan]:
    """The scans that can be gone on with, the one saved last first."""
    from slimscan.errors import InputError
    from slimscan.scan.open_scan import open_file
    from slimscan.scan.store import home_shelf

    for file in home_shelf().files():
        with contextlib.suppress(InputError):
            opened = open_file(file)
            if not opened.scan.finished:
                yield opened


def open_scans(language: str, own: str | None = None) -> list[tuple[OpenedScan, str]]:
    """The scans that can be gone on with, each told in a line; the one saved last first."""
    from slimscan.errors import InputError

    choices = []
    for opened in _unfinished():
        with contextlib.suppress(InputError):
            choices.append((opened, _described(opened, language, own)))
    return choices


def _choose(language: str, own: str | None) -> OpenedScan | None:
    """The scan that the user picks, or agrees to when there is only one."""
    from slimscan.cli.named_scan import open_to_change
    from slimscan.language import words
    from slimscan.terminal.ask import pick

    choices = open_scans(language, own)
    if len(choices) < 2:
        only = choices[0][0] if choices else open_to_change(None, language, own)
        return only if _agreed(only, language, own) else None
    question = words(language, "terminal")("resume.which")
    place = pick(question, [told for _, told in choices], language)
    return None if place is None else choices[place][0]


def _agreed(opened: OpenedScan, language: str, own: str | None) -> bool:
    from slimscan.language import words
    from slimscan.terminal.ask import confirm
    from slimscan.terminal.closing import say

    texts = words(language, "terminal")
    question = texts("resume.question", scan=_described(opened, language, own))
    if confirm(question, language, default=True):
        return True
    say(texts("resume.kept"))
    return False


def _described(opened: OpenedScan, language: str, own: str | None) -> str:
    from slimscan.terminal.resuming import describe

    return describe(_taken_up(opened.scan, language, own), language)


def _taken_up(kept: Scan, language: str, own: str | None) -> Interview:
    """The interview of a scan, with the questionnaire as it is now, in this language if it can."""
    from slimscan import pipeline
    from slimscan.scan.answer_file import stamp_of
    from slimscan.scan.interview import begin

    instrument = pipeline.load_for(kept, own)
    spoken = language if language in instrument.questionnaire.languages else kept.language
    return begin(instrument, kept.changed(questionnaire=stamp_of(instrument), language=spoken))
