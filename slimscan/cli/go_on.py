"""`slimscan` alone: go on with the scan that is open, or begin one."""

from __future__ import annotations

from slimscan.cli.chosen_language import speak
from slimscan.cli.interview_run import Manner
from slimscan.cli.resume import go_on, open_scans
from slimscan.cli.start import start
from slimscan.language import words
from slimscan.terminal.ask import pick
from slimscan.terminal.closing import say


def go_on_or_begin() -> None:
    """Offer the scans that were left half way; without any, begin a new one."""
    language = speak(None)
    choices = open_scans(language)
    if not choices:
        start()
        return
    texts = words(language, "terminal")
    told = [*(line for _, line in choices), texts("resume.new")]
    place = pick(texts("resume.which_or_new"), told, language)
    if place is None:
        say(texts("resume.kept"))
    elif place == len(choices):
        start()
    else:
        opened = choices[place][0]
        manner = Manner(
            speak(opened.scan.language), plain=False, yes=False, quiet=False, output=None
        )
        go_on(opened, manner)
