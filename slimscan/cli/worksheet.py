"""`slimscan worksheet`: the toolbox, to print and fill in by pen."""

from __future__ import annotations

from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    LanguageOption,
    OutputOption,
    QuestionnaireOption,
    QuietOption,
    TemplatesOption,
    ThemeOption,
    YesOption,
    format_option,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE
from slimscan.report.formats import WORKSHEETS


def worksheet(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="The worksheet to print; none lists them."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every worksheet in one file.")] = False,
    format: Annotated[  # noqa: A002 the name users type
        str | None, format_option(WORKSHEETS, "The form of the worksheet.")
    ] = None,
    output: OutputOption = None,
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    theme: ThemeOption = None,
    templates: TemplatesOption = None,
    lang: LanguageOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """List the worksheets of the toolbox, or print one."""
    language = speak(lang)
    if every and name:
        raise typer.BadParameter("give a NAME or --all, not both")
    chosen = WORKSHEETS.choose(format, output)
    from slimscan import pipeline
    from slimscan.language import words
    from slimscan.report.look import look_of
    from slimscan.report.worksheets.worksheets import (
        chosen_worksheets,
        sheet_wording,
        write_worksheets,
    )

    look = look_of(theme, templates)
    instrument = pipeline.load(questionnaire)
    if name is None and not every:
        say = sheet_wording(instrument, language)
        sheets = chosen_worksheets(instrument, None)
        widest = max(len(sheet.id) for sheet in sheets)
        for sheet in sheets:
            typer.echo(f"{sheet.id:<{widest}}  {say.text(sheet.title)}")
        return
    path = write_worksheets(
        instrument, name, language, format=chosen, output=output, overwrite=yes, look=look
    )
    if not quiet:
        typer.echo(words(language, "cli")("worksheet.written"), err=True)
    typer.echo(path)
