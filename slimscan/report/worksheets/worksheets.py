"""Worksheets as pages to write on: what a template may see of them, and the file they go in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from slimscan.disk.durable import PASSED_ON
from slimscan.errors import Fault, input_error
from slimscan.questionnaire.library import (
    Block,
    ChecklistBlock,
    LinesBlock,
    StepsBlock,
    TableBlock,
    TextBlock,
    Worksheet,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest
from slimscan.report.formats import WORKSHEETS, write_document
from slimscan.report.html import render_page
from slimscan.report.look import PLAIN, Look
from slimscan.report.pdf import write_pdf
from slimscan.report.scan.files import place_for
from slimscan.report.word.document import write_word
from slimscan.shown import Wording, wording_of

_TEMPLATE = "worksheet.html.j2"
_STYLES = ("worksheet",)


@dataclass(frozen=True)
class ColumnView:
    """A column; `percent` is its share of the width, as a number for the style."""

    title: str
    percent: str


@dataclass(frozen=True)
class BlockView:
    """A part of a sheet; only what its `kind` uses is filled."""

    kind: str
    title: str = ""
    texts: tuple[str, ...] = ()
    """The paragraph, the steps, the points to tick, or the questions."""
    lines: int = 0
    columns: tuple[ColumnView, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """Given rows and empty ones alike; an empty text is a place to write."""


@dataclass(frozen=True)
class SheetView:
    """One worksheet in one language."""

    id: str
    title: str
    purpose: str
    landscape: bool
    blocks: tuple[BlockView, ...]
    sources: str


def chosen_worksheets(instrument: Instrument, name: str | None) -> tuple[Worksheet, ...]:
    """The worksheet with this id, or every one; raises `InputError` when there is none."""
    if not instrument.worksheets:
        raise input_error(Fault.WORKSHEETS_NONE, questionnaire=instrument.questionnaire.id)
    known = {sheet.id: sheet for sheet in instrument.worksheets}
    if name is None:
        return instrument.worksheets
    if name not in known:
        raise input_error(Fault.WORKSHEET_UNKNOWN, id=name, nearest=closest(name, known))
    return (known[name],)


def write_worksheets(  # noqa: PLR0913
    instrument: Instrument,
    name: str | None,
    language: str,
    *,
    format: str = "pdf",  # noqa: A002
    output: Path | None = None,
    overwrite: bool = False,
    look: Look = PLAIN,
) -> Path:
    """Write one worksheet, or all in one file without a name, and give the path.

    Raises as `write_report` does.
    """
    WORKSHEETS.check(format)
    sheets = chosen_worksheets(instrument, name)
    path = place_for(
        f"slimscan-{name or 'worksheets'}-{language}.{format}", output, overwrite=overwrite
    )
    told = (instrument, sheets, language, look)
    return write_document(WORKSHEETS, format, path, *told, mode=PASSED_ON, overwrite=overwrite)


def worksheets_html(
    instrument: Instrument, sheets: Iterable[Worksheet], language: str, look: Look
) -> str:
    """Worksheets as one page for a browser."""
    return render_worksheets(instrument, sheets, language, look=look)


def worksheets_docx(
    instrument: Instrument, sheets: Iterable[Worksheet], language: str, look: Look
) -> bytes:
    """Worksheets as a Word file; the sources stand under each sheet, as in a browser."""
    html = render_worksheets(instrument, sheets, language, look=look)
    return write_word(html, date.today(), look)


def worksheets_pdf(
    instrument: Instrument, sheets: Iterable[Worksheet], language: str, look: Look
) -> bytes:
    """Worksheets to print."""
    html = render_worksheets(instrument, sheets, language, for_pdf=True, look=look)
    say = sheet_wording(instrument, language)
    texts = {sheet.id: str(sheet_view(sheet, say)) for sheet in sheets}
    return write_pdf(html, date.today(), look.pictures, texts=texts)


def render_worksheets(
    instrument: Instrument,
    sheets: Iterable[Worksheet],
    language: str,
    for_pdf: bool = False,
    look: Look = PLAIN,
) -> str:
    """Worksheets as one page of HTML, each on a sheet of its own."""
    say = sheet_wording(instrument, language)
    views = tuple(sheet_view(sheet, say) for sheet in sheets)
    title = views[0].title if len(views) == 1 else say("title")
    return render_page(
        _TEMPLATE,
        _STYLES,
        for_pdf,
        look,
        sheets=views,
        words=say.words,
        language=language,
        title=title,
    )


def sheet_wording(instrument: Instrument, language: str) -> Wording:
    """The words of worksheets; content without this language is in the questionnaire's first."""
    return wording_of(language, instrument.questionnaire.languages, "worksheet")


def sheet_view(sheet: Worksheet, say: Wording) -> SheetView:
    """A worksheet in the words of one language."""
    return SheetView(
        id=sheet.id,
        title=say.text(sheet.title),
        purpose=say.text(sheet.purpose),
        landscape=sheet.landscape,
        blocks=tuple(_block_view(block, say) for block in sheet.blocks),
        sources=" · ".join(sheet.sources),
    )


def _block_view(block: Block, say: Wording) -> BlockView:
    if isinstance(block, TextBlock):
        return BlockView(block.kind, texts=(say.text(block.text),))
    title = say.text(block.title) if block.title else ""
    match block:
        case StepsBlock():
            return BlockView(block.kind, title, _texts(block.steps, say))
        case ChecklistBlock():
            return BlockView(block.kind, title, _texts(block.points, say))
        case LinesBlock():
            return BlockView(block.kind, title, _texts(block.questions, say), block.lines)
        case TableBlock():
            return BlockView(
                block.kind, title, columns=_columns(block, say), rows=_rows(block, say)
            )


def _texts(translated: Sequence[dict[str, str]], say: Wording) -> tuple[str, ...]:
    return tuple(say.text(text) for text in translated)


def _columns(table: TableBlock, say: Wording) -> tuple[ColumnView, ...]:
    together = sum(column.width for column in table.columns)
    return tuple(
        ColumnView(say.text(column.title), f"{100 * column.width / together:.2f}")
        for column in table.columns
    )


def _rows(table: TableBlock, say: Wording) -> tuple[tuple[str, ...], ...]:
    given = tuple(tuple(say.text(cell) if cell else "" for cell in row) for row in table.rows)
    return given + (("",) * len(table.columns),) * table.empty_rows
