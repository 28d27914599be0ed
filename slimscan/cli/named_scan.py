"""The scan that a command was given: opened to be read, or to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from slimscan.scan.open_scan import OpenedScan


def open_to_read(name: str | None, language: str) -> OpenedScan:
    """The scan that was named, after saying what the user should hear about its file."""
    from slimscan import pipeline
    from slimscan.terminal.problems import print_problems

    opened = pipeline.open_scan(name)
    print_problems(opened.notices, language)
    return opened


def open_to_change(name: str | None, language: str, own: str | None = None) -> OpenedScan:
    """The scan that was named, in a file that can be changed.

    The scan in a report is imported first when the user agrees. Raises `InputError` when not, or
    when nobody can be asked. `own` is where the scan's own questionnaire is.
    """
    from slimscan.language import words
    from slimscan.terminal.ask import confirm

    opened = open_to_read(name, language)
    if opened.report is None:
        return opened
    question = words(language, "cli")("scans.import_question", file=opened.report)
    if not confirm(question, language):
        raise opened.read_only()
    return import_report(opened.report, language, own)


def import_report(path: Path, language: str, own: str | None = None) -> OpenedScan:
    """Keep the scan in a report as one of the user's own, and say what it is called."""
    import typer

    from slimscan.language import words
    from slimscan.scan.open_scan import import_scan

    imported = import_scan(path, own)
    texts = words(language, "cli")
    organisation = imported.scan.profile.organisation or texts("scans.nameless")
    told = texts("scans.imported", organisation=organisation, scan=imported.called)
    typer.echo(told, err=True)
    return imported
