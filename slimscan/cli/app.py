"""All commands in one application, in the order in which a user meets them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import copy
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
    key,
    monitor,
    plan,
    questionnaires,
    report,
    resume,
    scans,
    show,
    start,
    worksheet,
)
from slimscan.errors import ExitCode

app = typer.Typer(
    name="slimscan",
    help="Work smarter: a scan of your own firm, in 20 minutes, on your own computer.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"slimscan {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def slimscan(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 it is told as soon as it is read
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Work smarter: a scan of your own firm, in 20 minutes, on your own computer.

    Begin with: slimscan start
    """
    if context.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(ExitCode.USAGE)
    from slimscan.cli.go_on import go_on_or_begin

    go_on_or_begin()


_SPELLED = {"advisor": "adviser"}
"""Other spellings that options take and that help does not show."""

for command in (
    start.start,
    resume.resume,
    scans.scans,
    show.show,
    report.report,
    form.form,
    collect.collect,
    key.key,
    plan.plan,
    compare.compare,
    batch.batch,
    monitor.monitor,
    benchmark.benchmark,
    worksheet.worksheet,
    questionnaires.questionnaires,
    questionnaires.new,
    questionnaires.check,
    questionnaires.schema,
    doctor.doctor,
):
    app.command(
        context_settings={"token_normalize_func": lambda option: _SPELLED.get(option, option)}
    )(command)


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The application with the command that is called, alone where one is: making ready takes time.

    With all of them where the first argument is no command: help, and what is told of a slip.
    """
    first = next(iter(arguments), None)
    called = [
        one for one in app.registered_commands if getattr(one.callback, "__name__", "") == first
    ]
    if not called:
        return app
    alone = copy(app)
    alone.registered_commands = called
    return alone
