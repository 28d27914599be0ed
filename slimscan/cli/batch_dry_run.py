"""`slimscan batch --dry-run`: how the files would be read, and a mapping file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slimscan.batch.batch import Settings
    from slimscan.questionnaire.loading import Instrument


def show_mapping(
    files: Sequence[str],
    instrument: Instrument,
    settings: Settings,
    write_mapping: Path | None,
    yes: bool,
) -> None:
    """Show how the files would be read; what has to be settled first ends it as a problem."""
    from slimscan.batch.read.dry_run import dry_run
    from slimscan.batch.read.inputs import input_files
    from slimscan.disk.durable import write_durably
    from slimscan.errors import Fault, InputError, input_error
    from slimscan.language import words

    if write_mapping and write_mapping.exists() and not yes:
        raise input_error(Fault.MAPPING_EXISTS, write_mapping)
    paths = [one.path for one in input_files(map(Path, files))]
    run = dry_run(paths, instrument, settings.tool, settings.mapping)
    language = settings.language
    for line in run.lines(language):
        typer.echo(line)
    if write_mapping:
        write_durably(write_mapping, run.mapping(language, whole=True))
        typer.echo(words(language, "batch")("dry.written", file=write_mapping), err=True)
    if run.problems:
        raise InputError(run.problems)
