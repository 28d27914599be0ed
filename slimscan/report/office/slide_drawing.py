"""What slides are drawn with: places, letters, colours, and charts that can be edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slimscan.report.office.package import xml_text

_EMU = 914_400
"""The units of a slide in an inch."""
WIDE, HIGH = 13.333, 7.5
SIDE = 0.8
"""What stays empty at both sides, in inches."""
SMALL_POINTS = 18


@dataclass(frozen=True)
class SlideBar:
    """A line of a chart: for each series a number, and the words that people see for it."""

    name: str
    values: tuple[int | None, ...]
    told: tuple[str, ...]
    colour: str
    """Its name in the palette of the deck."""


@dataclass(frozen=True)
class SlideChart:
    """Bars from 0 to 100; `about` says what it shows, for whoever does not see it."""

    series: tuple[str, ...]
    bars: tuple[SlideBar, ...]
    about: str


def inches(value: float) -> int:
    """Inches in the units of a slide."""
    return int(value * _EMU)


def set_letters(frame: Any, points: int | None, language: str, colour: str | None = None) -> None:
    """Give all letters in a frame their size, language and colour (`rrggbb`), as far as asked."""
    from pptx.util import Pt

    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", language)
            if points:
                run.font.size = Pt(points)
            if colour:
                run.font.color.rgb = rgb(colour)


def add_chart(made: Any, chart: SlideChart, language: str, palette: Mapping[str, str]) -> None:
    """A bar chart whose numbers travel with it, in a workbook that a click opens."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    data = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
    data.categories = [xml_text(bar.name) for bar in chart.bars]
    for place, name in enumerate(chart.series):
        values = [bar.values[place] for bar in chart.bars]
        data.add_series(xml_text(name), values)  # type: ignore[no-untyped-call]
    box = (inches(SIDE), inches(1.75), inches(WIDE - 2 * SIDE), inches(4.9))
    frame = made.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, data)
    frame._element._nvXxPr.cNvPr.set("descr", xml_text(chart.about))
    drawn = frame.chart
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    _set_axes(drawn)
    _colour_bars(drawn.plots[0], chart, language, palette)


def _set_axes(drawn: Any) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    drawn.font.size = Pt(SMALL_POINTS)
    names, scale = drawn.category_axis, drawn.value_axis
    names.reverse_order = True
    names.format.line.fill.background()
    scale.minimum_scale, scale.maximum_scale, scale.major_unit = 0, 100, 20
    scale.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    scale.format.line.fill.background()
    scale.major_gridlines.format.line.color.rgb = rgb("d3d9e0")
    for one in drawn._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):
        one.set("val", one.get("val").lstrip("-"))  # below 0 is not allowed there


def _colour_bars(plot: Any, chart: SlideChart, language: str, palette: Mapping[str, str]) -> None:
    """One series has the colours of its levers; of two each has one, as the legend says."""
    from pptx.util import Pt

    plot.gap_width, plot.overlap = 60, 0
    plot.has_data_labels = True
    plot.data_labels.show_value = True
    plot.data_labels.font.size = Pt(SMALL_POINTS)
    for place, series in enumerate(plot.series):
        _fill(series, palette["accent"] if place == 0 else _OTHER)
        for number, bar in enumerate(chart.bars):
            if len(chart.series) == 1:
                _fill(series.points[number], palette[bar.colour])
            if bar.values[place] is not None and bar.told[place] != str(bar.values[place]):
                label = series.points[number].data_label.text_frame
                label.text = xml_text(bar.told[place])
                set_letters(label, SMALL_POINTS, language)


def _fill(drawn: Any, colour: str) -> None:
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(colour)


def rgb(colour: str) -> Any:
    """A colour written as `rrggbb`."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.upper())  # type: ignore[no-untyped-call]


_OTHER = "9aa5b1"
"""The second series."""
