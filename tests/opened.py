"""Office files opened by programs that did not make them: LibreOffice, and a checker of the format."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from limits import PATIENCE
from openxml_audit import OpenXmlValidator


def opened_by_libreoffice(paths: Sequence[Path], form: str, folder: Path) -> list[Path]:
    """The files as LibreOffice saves them in another form, in one start of it."""
    with TemporaryDirectory() as profile:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}"]
        command += ["--convert-to", form, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    made = [folder / f"{path.stem}.{form}" for path in paths]
    assert [path for path in made if not path.is_file()] == []
    return made


def to_repair(path: Path) -> list[str]:
    """What an office program would find to repair in a file."""
    found = OpenXmlValidator().validate(str(path))
    return [f"{one.part_uri}: {one.path}: {one.description}" for one in found.errors]


def told_on_paper(path: Path) -> str:
    """The text of a PDF, with single spaces."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return " ".join(done.stdout.decode().split())
