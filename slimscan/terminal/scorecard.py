"""The scorecard on the screen: where the firm stands, what is strong, what to do first."""

from __future__ import annotations

from slimscan.result import Result
from slimscan.scoring.scales import OVERALL
from slimscan.shown import Wording, wording_of
from slimscan.terminal.display import open_display
from slimscan.terminal.scorecard_words import scorecard_lines


def print_scorecard(result: Result, language: str, plain: bool) -> None:
    """The scorecard on stdout: drawn on a terminal, as plain sentences elsewhere."""
    screen = open_display(language, plain)
    questionnaire = result.instrument.questionnaire
    audience = result.scan.audience
    texts = wording_of(language, questionnaire.languages, "terminal", audience)
    names = _names(result, texts)
    if screen.plain:
        for line in scorecard_lines(result, texts, names):
            print(line)  # noqa: T201 plain output is the purpose
        return
    from slimscan.terminal.scorecard_drawing import draw_scorecard

    screen.print_within(lambda width: draw_scorecard(result, texts, names, width))


def _names(result: Result, texts: Wording) -> dict[str, str]:
    """The name of every scale on the scorecard."""
    return {OVERALL: texts("scorecard.overall")} | {
        scale: texts.text(name) for scale, name in result.instrument.scale_names.items()
    }
