"""One example taken through every step of the house, with its data in between, for the docs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parent.parent / "questionnaires" / "examples" / "builder-12.yaml"


def walked_example() -> str:
    """The steps as Markdown, with real values."""
    return "\n".join(_steps())


def _steps() -> Iterator[str]:
    from slimscan import pipeline
    from slimscan.report.html import render_html
    from slimscan.report.scan.context import report_context
    from slimscan.result import scales_for
    from slimscan.scan.record import answers_of
    from slimscan.scoring.responses import Respondent, responses_frame
    from slimscan.scoring.scores import score_responses

    instrument = pipeline.load()
    questionnaire = instrument.questionnaire
    aspect = questionnaire.levers[0].aspects[0]
    item = aspect.items[0]
    labels = questionnaire.option_labels(item, "en")
    yield from _step(
        1,
        "The questionnaire becomes an `Instrument` (`pipeline.load`, `questionnaire/loading.py`)",
        f"The item `{item.id}` of the aspect `{aspect.id}` in the lever `{questionnaire.levers[0].id}`:",
        f'statement  "{item.statement.leader["en"]}"',
        f"options    {' | '.join(labels)}",
        f"values     {' | '.join(f'{value:g}' for value in questionnaire.option_values(item))}",
    )
    scan = pipeline.scan_from_file(EXAMPLE, instrument, language="en").changed(
        id="0123abcd", measured_on=date(2026, 10, 6)
    )
    ids = [one.id for one in aspect.items]
    yield from _step(
        2,
        "An answer file becomes a `Scan` (`pipeline.scan_from_file`, `scan/answer_file.py`)",
        "Typed, resumed and imported answers come into a scan by one door, `record` in `scan/record.py`; "
        "what an answer may be is checked in `scoring/responses.py`:",
        f"profile    {scan.profile.chosen}",
        f"answers    { ({name: scan.answers[name] for name in ids}) }",
    )
    scales = scales_for(instrument, scan)
    frame = responses_frame(scales.items, [Respondent(answers_of(instrument, scan))])
    row = frame.rows(named=True)[0]
    yield from _step(
        3,
        "The scan becomes a responses frame (`scoring/responses.py`)",
        "One row a respondent, one column an item; a cell is the place of the chosen option from 0:",
        *_columns(row, ["respondent", *ids]),
    )
    names = [aspect.id, *(f"{aspect.id}__{part}" for part in ("answered", "applicable", "lowest"))]
    names += [f"{aspect.id}__low", f"{aspect.id}__high"]
    scored = score_responses(frame, scales).rows(named=True)[0]
    yield from _step(
        4,
        "The frame becomes a scores frame (`scoring/scores.py`)",
        "Expressions only, so that ten million rows go the same way:",
        *_columns(scored, [*names, questionnaire.levers[0].id, "overall"]),
    )
    result = pipeline.score(instrument, scan)
    score = result.scorecard.levers[0].aspects[0]
    first = next(one for one in result.actions if one.priority is not None)
    yield from _step(
        5,
        "The row becomes a `Result` (`pipeline.score`, `result.py`)",
        "Its scorecard (`scoring/scorecard.py`) and its plan (`plan/proposal.py`):",
        f"score      {score.score:g}, shown as {score.shown}, band {score.band.id if score.band else None}",
        f"strengths  {', '.join(one.id for one in result.strengths)}",
        f"action {first.rank}   {first.action.id} for {first.item.id}, priority {first.priority:g}",
    )
    context = report_context(result, "en")
    view = context.levers[0].aspects[0].score
    yield from _step(
        6,
        "The result becomes what a page may show (`report/scan/context.py`)",
        "Words and whole numbers, frozen; a template computes nothing:",
        f"shown      {view.shown}",
        f"band       {view.band}",
        f"counted    {view.counted}",
        f"reading    {view.reading}",
    )
    told = next(
        line
        for line in render_html(context).splitlines()
        if f"<h4>{context.levers[0].aspects[0].name}" in line
    )
    yield from _step(
        7,
        "The context becomes a page (`report/html.py`), and the page a PDF (`report/pdf.py`)",
        "`pipeline.write` puts it on disk, whole or not at all (`disk/durable.py`):",
        told.strip()[:150],
    )


def _step(number: int, title: str, lead: str, *lines: str) -> Iterator[str]:
    yield from (f"### {number}. {title}", "", lead, "", "```text", *lines, "```", "")


def _columns(row: dict[str, Any], names: list[str]) -> Iterator[str]:
    width = max(map(len, names))
    for name in names:
        value = row[name]
        yield f"{name:<{width}}  {f'{value:g}' if isinstance(value, float) else value}"


if __name__ == "__main__":
    print(walked_example())
