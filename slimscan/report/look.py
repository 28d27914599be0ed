"""The look of a report that is an adviser's own: a theme, and templates in place of slimscan's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from slimscan.disk.places import reports_folder
from slimscan.errors import Fault, InputError, Problem, input_error
from slimscan.questionnaire.nodes import Document, read_document
from slimscan.questionnaire.theme import Theme, ThemeColours
from slimscan.questionnaire.validation import validate
from slimscan.report.logo import LogoError, Picture, read_logo

LEAST_CONTRAST = 4.5


@dataclass(frozen=True)
class ThemeView:
    """What a template sees of a theme."""

    logo: Picture | None
    logo_text: str
    footer: str
    colours: str
    """The colours as a style; made of checked colours alone, so it is safe as it is."""
    own: ThemeColours | None = None
    """The colours by name."""
    client_logo: Picture | None = None
    client_text: str = ""

    @property
    def logos(self) -> tuple[tuple[Picture, str], ...]:
        """The adviser's logo and the client's, each with what it says, as far as they are there."""
        both = ((self.logo, self.logo_text), (self.client_logo, self.client_text))
        return tuple((picture, text) for picture, text in both if picture)

    def style(self, for_pdf: bool) -> str:
        """The style for paper, or for a light screen: in the dark the colours would be too dark."""
        if for_pdf or not self.colours:
            return self.colours
        light = "screen and (prefers-color-scheme: light)"
        return f"@media print {{ {self.colours} }}\n@media {light} {{ {self.colours} }}"


@dataclass(frozen=True)
class Look:
    """How a report looks; without anything, as slimscan's own."""

    theme: ThemeView | None = None
    templates: Path | None = None
    """A folder with templates that take the place of those with the same name."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that a page may show."""
        return tuple(picture for picture, _ in self.theme.logos) if self.theme else ()

    def anonymised(self) -> Look:
        """The look without what says of whom the report is."""
        theme = self.theme and replace(self.theme, client_logo=None, client_text="")
        return replace(self, theme=theme)


PLAIN = Look()

_NAMED_COLOUR = re.compile(r"--([a-z0-9-]+): #([0-9a-f]{6});")


def palette_of(look: Look) -> Mapping[str, str]:
    """The colours that a page has, as `RRGGBB` by the name in its style: `accent`, `lever-1`.

    For documents that have no style sheet, so that they look as the page does.
    """
    style = (reports_folder() / "styles" / "base.css").read_text(encoding="utf-8")
    named: dict[str, str] = dict(reversed(_NAMED_COLOUR.findall(style)))
    own = look.theme.own if look.theme else None
    if own is None:
        return named
    return named | {name: colour.lstrip("#") for name, colour in own.model_dump().items()}


def look_of(theme: Path | None, templates: Path | None) -> Look:
    """The look that these files give; raises `InputError` with every problem in them."""
    if templates is not None:
        _check_templates(templates)
    return Look(load_theme(theme) if theme else None, templates)


def _check_templates(folder: Path) -> None:
    own = {path.name for path in (reports_folder() / "templates").glob("*.html.j2")}
    if not any((folder / name).is_file() for name in own):
        raise input_error(Fault.TEMPLATES_NONE, folder, known=", ".join(sorted(own)))


def load_theme(path: Path) -> ThemeView:
    """The theme in a file, its logo read and its colours checked."""
    document = read_document(path)
    theme = validate(document, Theme, "theme")
    if isinstance(theme, list):
        raise InputError(theme)
    problems = _weak_colours(document, theme)
    logos: dict[str, Picture] = {}
    for key, named in (("logo", theme.logo), ("client_logo", theme.client_logo)):
        try:
            if named:
                logos[key] = read_logo(_beside(path, named.file))
        except LogoError as error:
            problems.append(document.problem(Fault.LOGO_REFUSED, (key, "file"), reason=str(error)))
    if problems:
        raise InputError(problems)
    return ThemeView(
        logo=logos.get("logo"),
        client_logo=logos.get("client_logo"),
        client_text=theme.client_logo.text if theme.client_logo else "",
        logo_text=theme.logo.text if theme.logo else "",
        footer=theme.footer or "",
        colours=_colours(theme),
        own=theme.colours,
    )


def theme_problems(path: Path) -> list[Problem]:
    """Every problem in a theme file: its shape, its colours and its logo."""
    try:
        load_theme(path)
    except InputError as error:
        return list(error.problems)
    return []


def _beside(theme: Path, name: str) -> Path:
    """The file in the theme's folder; raises `LogoError` for any other place."""
    folder = theme.parent.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise LogoError(name)
    return path


def _weak_colours(document: Document, theme: Theme) -> list[Problem]:
    colours = theme.colours.model_dump() if theme.colours else {}
    return [
        document.problem(
            Fault.CONTRAST_LOW,
            ("colours", name),
            colour=colour,
            contrast=f"{contrast_with_white(colour):.1f}",
            least=f"{LEAST_CONTRAST:g}",
        )
        for name, colour in colours.items()
        if contrast_with_white(colour) < LEAST_CONTRAST
    ]


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour with white, from 1 to 21, as WCAG 2.2 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _colours(theme: Theme) -> str:
    if theme.colours is None:
        return ""
    return f":root {{ --panel: {theme.colours.panel}; --accent: {theme.colours.accent}; }}"
