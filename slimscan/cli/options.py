"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.disk.places import languages

if TYPE_CHECKING:
    from slimscan.report.formats import DocumentKind


QuestionnaireOption = Annotated[
    str,
    typer.Option("--questionnaire", metavar="ID_OR_PATH", help="Which questionnaire to use."),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="|".join(languages()),
        help="Language; by default the one of the locale.",
    ),
]
NewLedgerOption = Annotated[
    bool,
    typer.Option(
        "--new-ledger",
        help="Go on without the ledger of what was shown of these people before.",
    ),
]
OwnQuestionnaireOption = Annotated[
    str | None,
    typer.Option(
        "--questionnaire", metavar="PATH", help="Where the scan's own questionnaire is now."
    ),
]
ThemeOption = Annotated[
    Path | None,
    typer.Option("--theme", metavar="FILE", help="Your own logo, colours and footer."),
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Templates in place of slimscan's own."),
]
ChaptersOption = Annotated[
    str | None,
    typer.Option(
        "--chapters",
        metavar="LIST",
        help="Only these chapters: summary,plan,guide.",
        autocompletion=lambda: list(chapter_names()),
    ),
]
SummaryChaptersOption = Annotated[
    str | None,
    typer.Option(
        "--chapters",
        metavar="LIST",
        help="Only these parts of the summary: leader,employee.",
        autocompletion=lambda: list(summary_chapter_names()),
    ),
]
ForewordOption = Annotated[
    Path | None,
    typer.Option("--foreword", metavar="FILE", help="A text of your own in front (Markdown)."),
]
ClosingOption = Annotated[
    Path | None,
    typer.Option("--closing", metavar="FILE", help="A text of your own at the end (Markdown)."),
]
AdvisersOption = Annotated[
    Path | None,
    typer.Option("--advisers", metavar="FILE", help="Who can help: a list of your own."),
]
BenchmarkOption = Annotated[
    Path | None,
    typer.Option(
        "--benchmark", metavar="FILE", help="Show where other organisations stand beside it."
    ),
]
QuickOption = Annotated[
    bool, typer.Option("--quick", help="The quick scan: one question an aspect.")
]
SectorOption = Annotated[
    str | None, typer.Option("--sector", metavar="ID", help="The sector, with its own questions.")
]
AnswersOption = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="Take the answers from a file."),
]
PlainOption = Annotated[
    bool,
    typer.Option("--plain", help="No colour, no redrawing, one line at a time."),
]
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", help="Say yes to every question, also to overwriting.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for programs.")]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="TOOL", help="The tool the files come from, if it is not clear."
    ),
]
MappingOption = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="Which column and label is what (YAML)."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PATH", help="Where to write.")
]
ScanArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SCAN",
        help="The scan: its id, organisation, file or PDF report; by default the last one.",
    ),
]
AdviserOption = Annotated[
    str | None,
    typer.Option("--adviser", metavar="NAME", help="Who advises: adds evidence and targets."),
]
WorkshopOption = Annotated[
    int | None,
    typer.Option(
        "--workshop",
        metavar="N",
        min=2,
        max=60,
        help="N people around one table vote on every question.",
    ),
]


def chapter_names() -> tuple[str, ...]:
    """What a report can be made of."""
    from slimscan.report.edition import CHAPTERS

    return CHAPTERS


def summary_chapter_names() -> tuple[str, ...]:
    """What the summary of a batch can be made of."""
    from slimscan.report.edition import SUMMARY_CHAPTERS

    return SUMMARY_CHAPTERS


def format_option(kind: DocumentKind, told: str) -> typer.models.OptionInfo:
    """The option `--format` of a command that writes this kind of document.

    Without it the file's name decides, and else the first format.
    """
    option: typer.models.OptionInfo = typer.Option(
        "--format",
        metavar="|".join(kind.formats),
        help=told,
        autocompletion=lambda: list(kind.formats),
    )
    return option
