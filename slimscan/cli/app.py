"""All commands in one application, in the order in which a user meets them."""

from __future__ import annotations

from typing import Annotated

import typer

from slimscan import __version__
from slimscan.cli import (
    batch,
    benchmark,
    collect,
    compare,
    doctor,
    form,
    plan,
    questionnaires,
    report,
    scans,
    start_and_resume,
    worksheet,
)

app = typer.Typer(
    name="slimscan",
    help="Work smarter: a scan of your own firm, in 15 minutes, on your own computer.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"slimscan {__version__}")
        raise typer.Exit


@app.callback()
def slimscan(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Work smarter: a scan of your own firm, in 15 minutes, on your own computer.

    Begin with: slimscan start
    """


for command in (
    start_and_resume.start,
    start_and_resume.resume,
    scans.scans,
    scans.show,
    report.report,
    form.form,
    collect.collect,
    plan.plan,
    compare.compare,
    batch.batch,
    benchmark.benchmark,
    worksheet.worksheet,
    questionnaires.questionnaires,
    questionnaires.new,
    questionnaires.check,
    questionnaires.schema,
    doctor.doctor,
):
    app.command()(command)
