"""What every command stands in, and the one that is called made ready alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from slimscan import __version__
from slimscan.errors import ExitCode
from slimscan.language import COMMANDS

_SPELLED = {"advisor": "adviser"}
"""Other spellings that options take and that help does not show."""
_STANDS_IN = dict.fromkeys(("new", "check", "schema"), "questionnaires")
"""The module of a command that has none of its own name."""


def application(commands: Iterable[Callable[..., Any]]) -> typer.Typer:
    """The application with these commands."""
    made = typer.Typer(
        name="slimscan",
        help="Work smarter: a scan of your own firm, in 20 minutes, on your own computer.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback(invoke_without_command=True)(slimscan)
    settings = {"token_normalize_func": lambda option: _SPELLED.get(option, option)}
    for command in commands:
        made.command(context_settings=settings)(command)
    return made


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The application with the command that is called, alone where one is: making ready takes time.

    With all of them where the first argument is no command: help, and what is told of a slip.
    """
    called = next(iter(arguments), "")
    if called not in COMMANDS:
        from slimscan.cli.app import app

        return app
    module = import_module(f"slimscan.cli.{_STANDS_IN.get(called, called)}")
    return application([getattr(module, called)])


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"slimscan {__version__}")
        raise typer.Exit


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
