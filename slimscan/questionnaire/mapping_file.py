"""The model of a mapping: what the user settles about the columns and labels of an export."""

from __future__ import annotations

from pydantic import Field

from slimscan.questionnaire.base import Model


class MappingFile(Model):
    """A mapping file; what has nothing behind it is not settled."""

    columns: dict[str, str | None] = Field(default_factory=dict)
    """Header to the code of a question, a person column, or `ignore`."""
    labels: dict[str, int | str | None] = Field(default_factory=dict)
    """Label to the code of an answer, `dont_know`, `not_applicable` or `skipped`."""
    items: dict[str, dict[str, int | str | None]] = Field(default_factory=dict)
    """The same for the labels of one question, by its code."""
    keep: dict[str, str | None] = Field(default_factory=dict)
    """Header of a column of your own to its name in the results; its header where none is given."""
