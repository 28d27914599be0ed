"""The tools that a form can be made for: a table from name to writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from slimscan.forms.csv_table import csv_form
from slimscan.forms.form import FormChoices
from slimscan.forms.google_and_microsoft import google_form, microsoft_form
from slimscan.forms.html_page import html_form
from slimscan.forms.limesurvey import limesurvey_form
from slimscan.forms.qualtrics import qualtrics_form
from slimscan.forms.surveyjs import surveyjs_form
from slimscan.forms.workbook import xlsx_form
from slimscan.forms.xlsform import xlsform
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.validation import closest

FormWriter = Callable[[Instrument, FormChoices], Mapping[str, bytes]]
"""Gives every file of a form: its content by the ending of its name."""

FORMS: Mapping[str, FormWriter] = {
    "html": html_form,
    "xlsform": xlsform,
    "limesurvey": limesurvey_form,
    "surveyjs": surveyjs_form,
    "qualtrics": qualtrics_form,
    "google-forms": google_form,
    "microsoft-forms": microsoft_form,
    "xlsx": xlsx_form,
    "csv": csv_form,
}

_ALSO_CALLED = {"kobo": "xlsform", "kobotoolbox": "xlsform", "odk": "xlsform", "word": "docx"}


def nearest_form(name: str, known: Iterable[str]) -> str:
    """The form that somebody may mean by another name; an empty text when none is near."""
    return _ALSO_CALLED.get(name.lower(), "") or closest(name, known)
