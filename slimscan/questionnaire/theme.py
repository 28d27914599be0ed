"""The model of a theme: how an adviser's own report looks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from slimscan.questionnaire.base import Model

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""Red, green and blue in hexadecimal; between quotes, or YAML takes it for a remark."""


class ThemeLogo(Model):
    """A picture that stands beside the theme."""

    file: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """What the logo says, for whoever does not see it."""


class ThemeColours(Model):
    """Two colours; white on them, and they on white, must read well."""

    panel: Colour
    accent: Colour


class Theme(Model):
    """A theme file."""

    format: Literal[1]
    logo: ThemeLogo | None = None
    client_logo: ThemeLogo | None = None
    """Of whom the report is about, beside the adviser's; an anonymous report leaves it out."""
    colours: ThemeColours | None = None
    footer: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
