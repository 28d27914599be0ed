"""What every content file is built of: strict models, translated text, references."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from slimscan.disk.later_modules import spare_search_for_plugins

spare_search_for_plugins()

ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,31}$")]
"""Letter-first and alphanumeric: valid as a name in XLSForm, LimeSurvey and SurveyJS alike."""

_NAME, _LONGEST_NAME = r"[a-z][a-z0-9]*(_[a-z0-9]+)*", 64

Name = Annotated[str, StringConstraints(pattern=f"^{_NAME}$", max_length=_LONGEST_NAME)]
"""The id of a lever, aspect, band, sector and the like: lower case words joined by `_`."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""The id of something a user types or that becomes a file name: lower case words joined by `-`."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]

Translated = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=4000)]]
"""One text in every language of the questionnaire; completeness is a cross-check."""

SourceReference = Annotated[str, StringConstraints(pattern=r"^\S+( \S.*)?$", max_length=200)]
"""Short name of a source and the place in it: `SER-2023 3.2`."""

Link = Annotated[str, StringConstraints(pattern=r"^(https://|mailto:)\S+$", max_length=500)]

HttpsLink = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=500)]
"""A page to look something up on."""


class Model(BaseModel):
    """A part of a content file: strict, frozen, and closed to unknown keys."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


def is_name(text: str) -> bool:
    """Whether this can be the id of a lever, sector and the like (`Name`)."""
    return len(text) <= _LONGEST_NAME and bool(re.fullmatch(_NAME, text))


def source_name(reference: SourceReference) -> str:
    """The short name in a reference: `SER-2023` in `SER-2023 3.2`."""
    return reference.split(" ", 1)[0]
