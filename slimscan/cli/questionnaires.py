"""Commands for people who write questionnaires: list, copy, check, and the schemas for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    JsonOption,
    LanguageOption,
    QuestionnaireOption,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE
from slimscan.errors import ExitCode, Problem


def questionnaires(json: JsonOption = False, lang: LanguageOption = None) -> None:
    """List the questionnaires that are installed."""
    language = speak(lang)
    import json as json_module

    from slimscan.disk.places import questionnaires_folder
    from slimscan.questionnaire.finding import available
    from slimscan.questionnaire.loading import load_instrument
    from slimscan.shown import text_in

    installed = [
        load_instrument(folder).questionnaire for folder in available(questionnaires_folder())
    ]
    if json:
        rows = [
            {"id": one.id, "version": one.version, "items": len(one.items)} for one in installed
        ]
        typer.echo(json_module.dumps({"format": 1, "questionnaires": rows}, indent=2))
        return
    for one in installed:
        title = text_in(one.title, language, *one.languages)
        typer.echo(f"{one.id}  {one.version}  {title}")


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    lang: LanguageOption = None,
) -> None:
    """Copy a questionnaire to a folder of your own, to adapt."""
    language = speak(lang)
    from slimscan.disk.places import questionnaires_folder
    from slimscan.language import words
    from slimscan.questionnaire.copying import copy_questionnaire
    from slimscan.questionnaire.finding import find_folder

    copy_questionnaire(find_folder(questionnaire, questionnaires_folder()), folder)
    typer.echo(words(language, "cli")("new.made", folder=folder), err=True)


def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Questionnaire folders or files.")
    ],
    lang: LanguageOption = None,
) -> None:
    """List every problem in questionnaire files, with its place."""
    language = speak(lang)
    from slimscan.language import problem_text

    problems = [problem for path in paths for problem in _problems_at(path)]
    for problem in problems:
        typer.echo(problem_text(problem, language))
    if problems:
        raise typer.Exit(ExitCode.INPUT)


def _problems_at(path: Path) -> list[Problem]:
    from slimscan.errors import InputError
    from slimscan.questionnaire.reading import check_alone, check_path, stands_alone

    try:
        kind = stands_alone(path)
    except InputError as error:
        return list(error.problems)
    if kind is None:
        return check_path(path)
    if kind != "theme":
        return check_alone(path, kind)
    from slimscan.report.look import theme_problems

    return theme_problems(path)


def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="The kind of file; none lists them.")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """Print the JSON Schema of a kind of file, of those you write and of those you get."""
    speak(lang)
    import json

    from slimscan.errors import Fault, usage_error
    from slimscan.questionnaire.schema import KINDS, output_schemas, schema_text

    outputs = output_schemas()
    if kind is None:
        for known in KINDS.values():
            typer.echo(f"{known.name}  {known.file}")
        for name, output in outputs.items():
            typer.echo(f"{name}  {output['title']}")
    elif kind in KINDS:
        typer.echo(schema_text(kind), nl=False)
    elif kind in outputs:
        typer.echo(json.dumps(outputs[kind], indent=2, ensure_ascii=False))
    else:
        names = ", ".join((*KINDS, *outputs))
        raise usage_error(Fault.SCHEMA_KIND_UNKNOWN, id=kind, known=names)
