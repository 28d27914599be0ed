"""Where a printed page ends: what introduces a table stays with it, and no row or two stand alone."""

from __future__ import annotations

from collections import Counter

import pytest
import weasyprint

from slimscan.disk.places import reports_folder
from slimscan.report.pdf import own_assets_fetcher

ROWS = 9
_ABOVE_TABLE = """<section class="part"><h2>HEAD</h2><p class="{one}">One.</p>
<p class="{two}">Two.</p><div class="block"><table class="{kind}">{rows}</table></div></section>"""
_IN_BLOCK = """<section class="part"><div class="block"><h3>HEAD</h3><p>One.</p><p class="lead">Two.</p>
<p class="note"><b>Three.</b></p><p class="small">Four.</p>
<div class="wide"><table class="{kind}">{rows}</table></div></div></section>"""
PAGES = {
    "comparison": (("base", "charts", "pages", "comparison"), _ABOVE_TABLE, "staff"),
    "batch": (("base", "pages", "batch"), _ABOVE_TABLE, "plain alphas"),
    "batch monitor": (("base", "pages", "batch", "monitor"), _IN_BLOCK, "scores changes"),
}
"""By the class of a page its styles, how its template introduces a table, and of which class."""


def pages_of(kind: str, above: int) -> dict[str, int]:
    """On which page every text stands, below so many millimetres of other things."""
    names, template, table = PAGES[kind]
    one, two = ("intro", "intro") if kind == "comparison" else ("basis", "lead")
    told = template.format(one=one, two=two, kind=table, rows=rows_of(ROWS))
    return printed_on(names, kind, f'<div style="height: {above}mm">Above</div>{told}')


def rows_of(count: int) -> str:
    rows = "".join(f"<tr><th>ROW{number}</th><td>1</td></tr>" for number in range(count))
    return f"<tbody>{rows}</tbody>"


def printed_on(styles: tuple[str, ...], kind: str, told: str) -> dict[str, int]:
    """On which page every text stands."""
    folder = reports_folder() / "styles"
    style = "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in styles)
    html = f'<html lang="en"><style>{style}</style><body class="{kind}"><main>{told}</main></body>'
    document = weasyprint.HTML(string=html, url_fetcher=own_assets_fetcher()).render()
    return {
        box.text: number
        for number, page in enumerate(document.pages)
        for box in page._page_box.descendants()
        if getattr(box, "text", "").strip()
    }


@pytest.mark.parametrize("kind", PAGES)
def test_a_heading_stands_on_the_page_of_its_table_and_no_row_or_two_stand_alone(kind: str) -> None:
    broken = 0
    for above in range(180, 262, 6):
        found = pages_of(kind, above)
        rows = [found[f"ROW{number}"] for number in range(ROWS)]
        assert found["HEAD"] == found["Two."] == rows[0], above
        assert min(Counter(rows).values()) >= 3, above
        broken += len(set(rows)) > 1
    assert broken, "no table was long enough to try"


def test_a_part_of_a_summary_shares_the_page_on_which_the_one_before_ends() -> None:
    parts = '<section class="part"><p>First.</p></section><section class="part"><h2>Second</h2>'
    found = printed_on(("base", "pages", "batch"), "batch", f"{parts}<p>Told.</p></section>")
    assert found["First."] == found["Second"] == found["Told."]


def test_three_teams_do_not_have_a_page_for_themselves() -> None:
    scores = '<table class="beside both"><tbody><tr><th>SCORE</th></tr></tbody></table>'
    teams = f'<div class="teams-part"><table class="beside teams">{rows_of(3)}</table></div>'
    pages = set()
    for above in range(262, 296, 4):
        told = f'<div style="height: {above}mm">Above</div>{scores}{teams}'
        chapter = f'<section class="chapter staff">{told}</section>'
        found = printed_on(("base", "pages", "staff"), "report", chapter)
        assert found["ROW0"] == found["SCORE"], above
        pages.add(found["ROW0"])
    assert len(pages) == 2
