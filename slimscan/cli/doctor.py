"""`slimscan doctor`: can this machine do it, and what to install if not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import LanguageOption
from slimscan.errors import ExitCode

if TYPE_CHECKING:
    from slimscan.cli.machine import Finding


def doctor(lang: LanguageOption = None) -> None:
    """Check that this machine can run a scan and make its report."""
    language = speak(lang)
    from slimscan.cli.machine import examine
    from slimscan.language import words

    text = words(language, "cli")
    findings = examine()
    for finding in findings:
        sign = text(f"doctor.{_verdict(finding)}")
        line = text(f"doctor.{finding.subject}", detail=finding.detail)
        typer.echo(f"{sign:<8} {line.strip()}")
        if not finding.good:
            remedy = text(f"doctor.{finding.subject}_remedy", install=finding.remedy)
            typer.echo(f"{'':<8} {remedy}")
    if not all(finding.good or not finding.needed for finding in findings):
        raise typer.Exit(ExitCode.MACHINE)


def _verdict(finding: Finding) -> str:
    if finding.good:
        return "good"
    return "needed" if finding.needed else "advised"
