"""The report as HTML: one self-contained page for the browser, or the page that becomes the PDF."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

from slimscan.disk.places import reports_folder
from slimscan.errors import InputError
from slimscan.report.look import PLAIN, Look
from slimscan.report.own_page import OwnPage
from slimscan.report.scan.context import ReportContext
from slimscan.report.templates import environment, environment_with, template_problem

_PAPER = ("base", "pages", "staff")
_SCREEN = ("base", "charts", "screen", "pages", "staff")
_TEMPLATE = "report.html.j2"
_FACES = (
    ("Report Text", "Lato-Regular.ttf", "400", "normal"),
    ("Report Text", "Lato-Italic.ttf", "400", "italic"),
    ("Report Text", "Lato-Bold.ttf", "700", "normal"),
    ("Report Text", "Lato-Black.ttf", "900", "normal"),
    ("Report Symbols", "DejaVuSans.ttf", "400", "normal"),
    ("Report Symbols", "DejaVuSans-Bold.ttf", "700", "normal"),
    ("Report Emoji", "NotoEmoji-Common.ttf", "400", "normal"),
)
_WEB_FACES = (
    ("Report Text", "web/slimscan-sans-regular.woff2", "400", "normal"),
    ("Report Text", "web/slimscan-sans-italic.woff2", "400", "italic"),
    ("Report Text", "web/slimscan-sans-bold.woff2", "700", "normal"),
    ("Report Text", "web/slimscan-sans-black.woff2", "900", "normal"),
)


def fonts_folder() -> Path:
    """The fonts that come with slimscan."""
    return reports_folder() / "fonts"


def render_html(context: ReportContext, for_pdf: bool = False, look: Look = PLAIN) -> str:
    """The report as HTML; raises `InputError` when a template is broken.

    `for_pdf` leaves out what only a screen uses and names the fonts as files.
    """
    styles = themed(_PAPER if for_pdf else _SCREEN, look)
    return render_page(_TEMPLATE, styles, for_pdf, look, report=context, words=context.words)


def themed(styles: tuple[str, ...], look: Look) -> tuple[str, ...]:
    """These style sheets, with the one that gives a theme its place on the page."""
    return (*styles, "theme") if look.theme else styles


def render_page(
    name: str, styles: tuple[str, ...], for_pdf: bool, look: Look = PLAIN, **values: object
) -> str:
    """A page from the template `name` with these style sheets, like `render_html`."""
    from markupsafe import Markup

    own = look.theme.style(for_pdf) if look.theme else ""
    # The style is slimscan's own text and checked colours; nothing else from outside is in it.
    style = Markup(f"{_style(styles, for_pdf)}\n{own}")  # noqa: S704
    try:
        given = {"style": style, "for_pdf": for_pdf, "theme": look.theme, **values}
        html = _rendered(name, look.templates, given)
    except Exception as error:
        problem = template_problem(error, name)
        if problem is None:
            raise
        raise InputError([problem]) from error
    if not for_pdf:
        return html
    html = _without_loose_spaces(html)
    return html if look.templates else OwnPage(html)


def _rendered(name: str, templates: Path | None, values: dict[str, object]) -> str:
    """The page; templates of somebody else have a budget."""
    if templates is None:
        return environment().get_template(name).render(values)
    from slimscan.report.sandbox import budget, check_size

    template = environment_with(templates).get_template(name)
    with budget():
        return check_size(template.render(values), template)


_SPACE_BEFORE_INLINE = re.compile(r"\s+(<(?:b|code|span)\b[^>]*>)")
_SPACE_BEFORE_END = re.compile(r"\s+(</(?:dd|div|dt|h[1-6]|li|p|td|th)>)")


def _without_loose_spaces(html: str) -> str:
    """No text ends in a space: weasyprint breaks such a line too early when it only just fits.

    A space before an inline element moves into it. Text from outside is escaped, so every `<` is a
    tag of the templates.
    """
    return _SPACE_BEFORE_END.sub(r"\1", _SPACE_BEFORE_INLINE.sub(r"\1 ", html))


@cache
def _style(names: tuple[str, ...], for_pdf: bool) -> str:
    """The style sheets in one text, with the fonts they use."""
    folder = reports_folder() / "styles"
    sheets = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in names]
    return "\n".join([_font_faces(for_pdf), *sheets])


def _font_faces(for_pdf: bool) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; '
        f'src: url("{_font_address(fonts_folder() / name, for_pdf)}"); }}'
        for family, name, weight, slant in (_FACES if for_pdf else _WEB_FACES)
    )


def _font_address(path: Path, for_pdf: bool) -> str:
    if for_pdf:
        return path.as_uri()
    return "data:font/woff2;base64," + base64.b64encode(path.read_bytes()).decode("ascii")
