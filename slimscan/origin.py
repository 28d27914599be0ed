"""The way back from a scan to the questionnaire that it was made with."""

from __future__ import annotations

from pathlib import Path

from slimscan.errors import Fault, input_error
from slimscan.places import questionnaires_folder
from slimscan.questionnaire.loading import Instrument, find_folder, load_instrument
from slimscan.scans import Scan


def instrument_of(scan: Scan) -> Instrument:
    """The questionnaire of a scan; raises `InputError` when its folder is not there any more."""
    folder = scan.questionnaire.folder
    if folder and not (Path(folder) / "questionnaire.yaml").is_file():
        raise input_error(Fault.SCAN_QUESTIONNAIRE_GONE, folder=folder)
    return load_instrument(find_folder(folder or scan.questionnaire.id, questionnaires_folder()))
