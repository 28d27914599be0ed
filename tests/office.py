"""Office files as others open them: LibreOffice, and a checker of the file formats."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from limits import PATIENCE


def converted(paths: Sequence[Path], ending: str, folder: Path) -> list[Path]:
    """The files as LibreOffice writes them in another format, all in one start of it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not here to open the files")
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", ending, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=PATIENCE)
    made = [folder / f"{path.stem}.{ending}" for path in paths]
    assert all(path.is_file() for path in made), "LibreOffice opened each of them"
    return made


def text_of_pdf(path: Path) -> str:
    """What stands on the pages, in the order of reading."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def findings(path: Path) -> list[str]:
    """What Office would repair, or refuse, in a file; nothing when it is as it should be."""
    from openxml_audit import OpenXmlValidator

    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]
