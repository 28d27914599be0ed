"""The tools that a form can be made for: a table from name to writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slimscan.formats.csv_form import csv_form
from slimscan.formats.form import FormChoices
from slimscan.formats.html_form import html_form
from slimscan.questionnaire.loading import Instrument

FormWriter = Callable[[Instrument, FormChoices], Mapping[str, bytes]]
"""Gives every file of a form: its content by the ending of its name."""

FORMS: Mapping[str, FormWriter] = {"html": html_form, "csv": csv_form}
