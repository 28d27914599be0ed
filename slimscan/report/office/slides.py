"""Slides (PPTX) to show and to change: large type, charts that can be edited, notes under each.

What is shown is said as data (`Slide`); this is the only place that knows how slides are made. The
same content gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from slimscan.report.moment import moment_made
from slimscan.report.office.drawing import picture_png
from slimscan.report.office.letters import FONT, ems
from slimscan.report.office.package import pack_anew, xml_text
from slimscan.report.office.slide_drawing import (
    HIGH,
    SIDE,
    SMALL_POINTS,
    WIDE,
    SlideChart,
    add_chart,
    inches,
    rgb,
    set_letters,
)

if TYPE_CHECKING:
    from slimscan.report.logo import Picture

_TITLE_SIZES = ((45, 40), (90, 32), (140, 26), (1000, 22))
"""Up to so many signs the letters of a title are so many points."""
_BODY_SIZES = (32, 28, 26, 24, 22, 20, 18)
_BODY_TOP, _BODY_HIGH = 1.85, 4.75
_POINTS = 72
"""Points in an inch."""
_BULLET, _EDGES, _LINE = 0.4, 0.2, 1.2
"""What a bullet and the edges of a text take in inches, and a line in heights of its letters."""
_TITLE_SLIDE, _TITLE_AND_TEXT, _TITLE_ONLY = 0, 1, 5
_LOGO_HIGH, _LOGO_GAP = 0.9, 0.6
"""In inches, as every measure of a slide."""
_KEPT_LAYOUTS = (_TITLE_SLIDE, _TITLE_AND_TEXT, _TITLE_ONLY)


@dataclass(frozen=True)
class SlideLine:
    """A line on a slide: a heading with what belongs to it, or one of both."""

    strong: str
    told: str = ""


@dataclass(frozen=True)
class Slide:
    """One slide. `notes` is what to say, a paragraph a text."""

    title: str
    lines: tuple[SlideLine, ...]
    notes: tuple[str, ...]
    chart: SlideChart | None = None
    foot: str = ""


@dataclass(frozen=True)
class Deck:
    """All slides; the first one is the title with its lines under it."""

    title: str
    language: str
    """With its country, as office programs name it: nl-NL."""
    made_on: date
    slides: tuple[Slide, ...]
    palette: Mapping[str, str]
    logos: tuple[tuple[Picture, str], ...] = ()
    """Beside each other on the first slide, each with what it says."""


def deck_bytes(deck: Deck) -> bytes:
    """The slides as a file."""
    from pptx import Presentation

    shown = Presentation()
    _set_master(shown, deck)
    for number, slide in enumerate(deck.slides):
        made = _add_slide(shown, slide, deck, first=number == 0)
        if number:
            _add_number(made, deck)
    _set_letters(shown)
    made_at = moment_made(deck.made_on)
    about = shown.core_properties
    about.title, about.author, about.last_modified_by = xml_text(deck.title), "", ""
    about.comments = ""
    about.language, about.created, about.modified = deck.language, made_at, made_at
    file = io.BytesIO()
    shown.save(file)
    return pack_anew(file.getvalue(), made_at)


def _set_master(shown: Any, deck: Deck) -> None:
    """Wide slides, titles to the left in the colour of the report, and no layout without a use."""
    shown.slide_width, shown.slide_height = inches(WIDE), inches(HIGH)
    for place in reversed(range(len(shown.slide_layouts))):
        if place not in _KEPT_LAYOUTS:
            shown.slide_layouts.remove(shown.slide_layouts[place])
    master = shown.slide_master
    title, body = (master.placeholders[place] for place in (0, 1))
    _place(title, SIDE, 0.45, 1.2)
    _place(body, SIDE, _BODY_TOP, _BODY_HIGH)
    for holder in (*master.placeholders,):
        if holder.placeholder_format.idx >= 2:
            holder._element.getparent().remove(holder._element)
    for layout in shown.slide_layouts:
        for holder in list(layout.placeholders):
            if holder.placeholder_format.idx >= 2:
                holder._element.getparent().remove(holder._element)
    opening = shown.slide_layouts[0]
    _place(opening.placeholders[0], SIDE, 2.1, 1.9)
    _place(opening.placeholders[1], SIDE, 4.15, 1.8)
    _set_styles(master, deck.palette["accent"])
    opening.background.fill.solid()
    opening.background.fill.fore_color.rgb = rgb(deck.palette["panel"])
    package = shown.part.package
    for part, kind in ((package, "thumbnail"), (shown.part, "printerSettings")):
        rels = part._rels
        for name in [name for name, rel in rels.items() if rel.reltype.endswith(kind)]:
            rels.pop(name)


def _set_letters(shown: Any) -> None:
    """Letters as in Word files and workbooks: those of a new deck are not on every computer, and
    what stands in for them there is wider."""
    from pptx.opc.oxml import serialize_part_xml
    from pptx.opc.package import XmlPart
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import qn

    for part in shown.part.package.iter_parts():
        if part.partname.startswith("/ppt/theme/"):
            look = part._element if isinstance(part, XmlPart) else parse_xml(part.blob)
            for fonts in look.iter(qn("a:majorFont"), qn("a:minorFont")):
                fonts.find(qn("a:latin")).set("typeface", FONT)
            if not isinstance(part, XmlPart):
                part.blob = serialize_part_xml(look)


def _place(holder: Any, left: float, top: float, height: float) -> None:
    holder.left, holder.top = inches(left), inches(top)
    holder.width, holder.height = inches(WIDE - 2 * left), inches(height)


def _set_styles(master: Any, accent: str) -> None:
    """The master's own styles, so that whoever changes a slide changes it in the same letters."""
    from pptx.oxml.ns import qn

    styles = master._element.find(qn("p:txStyles"))
    for level in styles.find(qn("p:titleStyle")).iter(qn("a:lvl1pPr")):
        level.set("algn", "l")
        letters = level.find(qn("a:defRPr"))
        letters.set("sz", "3600")
        letters.set("b", "1")
        colour = letters.find(qn("a:solidFill"))
        colour.clear()
        colour.append(colour.makeelement(qn("a:srgbClr"), {"val": accent.upper()}))


def _add_slide(shown: Any, slide: Slide, deck: Deck, first: bool) -> Any:
    layouts = shown.slide_layouts
    made = shown.slides.add_slide(layouts[0 if first else 2 if slide.chart else 1])
    made.shapes.title.text_frame.text = xml_text(slide.title)
    size = _size(_TITLE_SIZES, len(slide.title))
    white = deck.palette["on-panel"] if first else None
    set_letters(made.shapes.title.text_frame, size, deck.language, white)
    if slide.chart:
        add_chart(made, slide.chart, deck.language, deck.palette)
    else:
        _write_lines(made.placeholders[1].text_frame, slide.lines, deck, bullets=not first)
    if slide.foot:
        _add_foot(made, slide.foot, deck)
    if first:
        _add_logos(made, deck.logos)
    frame = made.notes_slide.notes_text_frame
    frame.text = xml_text("\n".join(slide.notes))
    set_letters(frame, None, deck.language)
    return made


def _add_number(made: Any, deck: Deck) -> None:
    """The number of the slide, as a field that follows when slides change places."""
    from pptx.enum.text import PP_ALIGN
    from pptx.oxml.ns import qn

    box = made.shapes.add_textbox(inches(WIDE - SIDE - 1), inches(6.85), inches(1), inches(0.4))
    paragraph = box.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    made_field = paragraph._p.makeelement(
        qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
    )
    letters = paragraph._p.makeelement(qn("a:rPr"), {"lang": deck.language, "sz": "1400"})
    shown = paragraph._p.makeelement(qn("a:t"), {})
    shown.text = "‹#›"
    made_field.extend((letters, shown))
    paragraph._p.append(made_field)


def _size(sizes: Sequence[tuple[int, int]], signs: int) -> int:
    return next(points for most, points in sizes if signs <= most or points == sizes[-1][1])


def _fits(lines: Sequence[SlideLine], points: int) -> bool:
    """Whether lines in letters of this size stay in their place."""
    across = (WIDE - 2 * SIDE - _BULLET - _EDGES) * _POINTS / points
    under = [math.ceil(ems(f"{line.strong} {line.told}") * 1.05 / across) for line in lines]
    high = points * (sum(under) * _LINE + len(lines) / 2)
    return high <= (_BODY_HIGH - _EDGES) * _POINTS


def _write_lines(frame: Any, lines: Sequence[SlideLine], deck: Deck, bullets: bool) -> None:
    from pptx.util import Pt

    points = next((one for one in _BODY_SIZES if _fits(lines, one)), _BODY_SIZES[-1])
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if not bullets:
            from pptx.enum.text import PP_ALIGN

            paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(points / 2)
        for text, bold in ((line.strong, bool(line.told)), (line.told, False)):
            if text:
                run = paragraph.add_run()
                run.text, run.font.bold = xml_text(text) + (" " if bold else ""), bold or None
    set_letters(frame, points, deck.language, None if bullets else deck.palette["on-panel"])


def _add_foot(made: Any, text: str, deck: Deck) -> None:
    box = made.shapes.add_textbox(inches(SIDE), inches(6.75), inches(WIDE - 2 * SIDE), inches(0.5))
    box.text_frame.word_wrap = True
    box.text_frame.text = xml_text(text)
    set_letters(box.text_frame, SMALL_POINTS, deck.language)


def _add_logos(made: Any, logos: Sequence[tuple[Picture, str]]) -> None:
    """Show logos from left to right, equally high unless one is too wide for its share."""
    left, share = inches(SIDE), inches((WIDE - 2 * SIDE - _LOGO_GAP) / 2)
    for logo, text in logos:
        content = io.BytesIO(picture_png(logo))
        picture = made.shapes.add_picture(content, left, inches(0.6), height=inches(_LOGO_HIGH))
        if picture.width > share:
            picture.width, picture.height = share, picture.height * share // picture.width
        picture._element._nvXxPr.cNvPr.set("descr", xml_text(text))
        left += picture.width + inches(_LOGO_GAP)
