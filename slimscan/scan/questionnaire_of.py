"""The way back from a scan to the questionnaire that it was made with."""

from __future__ import annotations

from pathlib import Path

from slimscan.disk.places import questionnaires_folder
from slimscan.errors import Fault, input_error
from slimscan.questionnaire.finding import available, find_folder
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scan.model import Scan
from slimscan.scan.record import fit_to


def instrument_of(scan: Scan, own: str | None = None) -> Instrument:
    """The questionnaire of a scan; `own` says where it is now, when it is an own one.

    Raises `InputError` when it is not there, is another one, or has other items by now.
    """
    wanted, folder = scan.questionnaire.id, own or scan.questionnaire.folder
    if own is None:
        _check_there(wanted, folder)
    instrument = load_instrument(find_folder(folder or wanted, questionnaires_folder()))
    if own and instrument.questionnaire.id != wanted:
        given = instrument.questionnaire.id
        raise input_error(Fault.SCAN_QUESTIONNAIRE_OTHER, id=given, wanted=wanted)
    check_version(scan, instrument)
    return instrument


def check_fits(instrument: Instrument, scan: Scan, called: str) -> None:
    """Raises `InputError` when answers no longer fit the questionnaire, naming which.

    On resuming they are asked again; until then nothing is computed from them. `called` is what
    names the scan in a command.
    """
    check_fitted(scan, fit_to(instrument, scan), called)


def check_fitted(scan: Scan, fitted: Scan, called: str) -> None:
    """The same, where what fits of the scan (`fit_to`) is known already."""
    unfit = fitted.set_aside.keys() - scan.set_aside.keys()
    if unfit & scan.answers.keys():
        items = ", ".join(sorted(unfit))
        raise input_error(Fault.SCAN_UNFIT, items=items, scan=called)


def check_version(scan: Scan, instrument: Instrument) -> None:
    """Raises `InputError` for a scan whose answers were given to other items under the same ids."""
    questionnaire, given = instrument.questionnaire, scan.questionnaire.version
    if not questionnaire.reads(given):
        values = {"id": questionnaire.id, "given": given, "version": questionnaire.version}
        raise input_error(Fault.SCAN_QUESTIONNAIRE_VERSION, scan=scan.id, **values)


def _check_there(wanted: str, folder: str | None) -> None:
    if folder and not (Path(folder) / "questionnaire.yaml").is_file():
        raise input_error(Fault.SCAN_QUESTIONNAIRE_GONE, folder=folder)
    known = [path.name for path in available(questionnaires_folder())]
    if folder is None and wanted not in known:
        raise input_error(Fault.SCAN_QUESTIONNAIRE_ELSEWHERE, id=wanted)
