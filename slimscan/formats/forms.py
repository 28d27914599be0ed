"""The tools that a form can be made for: a table from name to writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slimscan.formats.csv_form import csv_form
from slimscan.formats.form import FormChoices
from slimscan.formats.html_form import html_form
from slimscan.formats.limesurvey_form import limesurvey_form
from slimscan.formats.paste_form import google_form, microsoft_form
from slimscan.formats.surveyjs_form import surveyjs_form
from slimscan.formats.xlsform import xlsform
from slimscan.formats.xlsx_form import xlsx_form
from slimscan.questionnaire.loading import Instrument

FormWriter = Callable[[Instrument, FormChoices], Mapping[str, bytes]]
"""Gives every file of a form: its content by the ending of its name."""

FORMS: Mapping[str, FormWriter] = {
    "html": html_form,
    "xlsform": xlsform,
    "limesurvey": limesurvey_form,
    "surveyjs": surveyjs_form,
    "google-forms": google_form,
    "microsoft-forms": microsoft_form,
    "xlsx": xlsx_form,
    "csv": csv_form,
}
