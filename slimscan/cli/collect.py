"""`slimscan collect`: the answers of staff, added to a scan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    FromOption,
    JsonOption,
    LanguageOption,
    MappingOption,
    OwnQuestionnaireOption,
    QuietOption,
)
from slimscan.errors import ExitCode

if TYPE_CHECKING:
    from slimscan.imports.collection import Collected
    from slimscan.scan.open_scan import OpenedScan


def collect(
    scan: Annotated[
        str,
        typer.Argument(metavar="SCAN", help="The scan: its id, its organisation or its file."),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Files from the form, or tables with answers."),
    ] = None,
    head_count: Annotated[
        int | None,
        typer.Option("--head-count", metavar="N", min=1, help="How many people work there."),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="RESPONDENT", help="Take a respondent out again."),
    ] = None,
    from_: FromOption = None,
    mapping: MappingOption = None,
    questionnaire: OwnQuestionnaireOption = None,
    json: JsonOption = False,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Add the answers of staff to a scan: files from the form, or what a survey tool exported."""
    language = speak(lang)
    from slimscan.cli.collected import collection_document, tell_collected
    from slimscan.cli.named_scan import open_to_change
    from slimscan.errors import Fault, usage_error
    from slimscan.language import words

    if not (files or head_count or remove):
        raise usage_error(Fault.COLLECT_NOTHING)
    wanted = _Wanted(files or [], head_count, remove or [], from_, mapping, questionnaire)
    with open_to_change(scan, language, questionnaire).changing() as opened:
        kept, collected = _collect(opened, wanted)
    say = words(language, "cli")
    if json:
        import json as json_module

        document = collection_document(kept.scan, collected)
        typer.echo(json_module.dumps(document, indent=2, ensure_ascii=False))
    else:
        tell_collected(kept, collected, say, language, remove or [], quiet)
    if collected.unreadable:
        raise typer.Exit(ExitCode.INPUT)
    if collected.refused or collected.conflicts:
        raise typer.Exit(ExitCode.DONE_WITH_REJECTS)


@dataclass(frozen=True)
class _Wanted:
    """What this run should take in, and how it is to be read."""

    files: list[Path]
    head_count: int | None
    remove: list[str]
    tool: str | None
    mapping: Path | None
    questionnaire: str | None


def _collect(opened: OpenedScan, wanted: _Wanted) -> tuple[OpenedScan, Collected]:
    """Change the staff file and, for the head count, the scan; the lock is held."""
    from slimscan import pipeline
    from slimscan.imports.collection import Told, collect_files
    from slimscan.imports.mapping import read_mapping
    from slimscan.staff.answers import staff_file

    scan = opened.scan
    store = staff_file(opened.own_shelf, scan)
    before = store.load()
    staff = before
    for respondent in wanted.remove:
        staff = staff.without(respondent)
    instrument = pipeline.load_for(scan, wanted.questionnaire)
    settled = read_mapping(wanted.mapping, instrument) if wanted.mapping else None
    told = Told(wanted.tool, settled, scan.profile.organisation or "")
    collected = collect_files(instrument, staff, wanted.files, told)
    if collected.staff != before:
        store.save(collected.staff)
    if wanted.head_count:
        profile = scan.profile.model_copy(update={"head_count": wanted.head_count})
        opened = opened.saved(scan.changed(profile=profile))
    return opened, collected
