"""`slimscan batch`: many exported answers scored in one go, and a report for every organisation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from slimscan.cli.batch_choices import (
    check_of_use,
    known_audience,
    known_benchmark,
    known_passed_over,
    known_sector,
)
from slimscan.cli.batch_dry_run import show_mapping
from slimscan.cli.batch_work import BatchWork, ToldBeside
from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    AdvisersOption,
    BenchmarkOption,
    ClosingOption,
    ForewordOption,
    FromOption,
    LanguageOption,
    MappingOption,
    NewLedgerOption,
    OutputOption,
    QuestionnaireOption,
    QuickOption,
    QuietOption,
    SummaryChaptersOption,
    TemplatesOption,
    ThemeOption,
    YesOption,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE
from slimscan.errors import ExitCode
from slimscan.report.formats import BATCH_REPORTS

DEFAULT_FOLDER = Path("slimscan-batch")


def batch(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files with answers, or folders of them."),
    ],
    output: OutputOption = None,
    tool: FromOption = None,
    mapping: MappingOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show how the files would be read.")
    ] = False,
    write_mapping: Annotated[
        Path | None,
        typer.Option(
            "--write-mapping",
            metavar="FILE",
            help="With --dry-run: write a mapping file of every column to start from.",
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Score nothing when a row is rejected or anything was decided for you."
        ),
    ] = False,
    quick: QuickOption = False,
    sector: Annotated[
        str | None, typer.Option("--sector", metavar="ID", help="The sector of rows without one.")
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option("--audience", metavar="leader|employee", help="Who rows without a role are."),
    ] = None,
    passed_over: Annotated[
        str | None,
        typer.Option(
            "--passed-over",
            metavar="leave|take",
            help="What becomes of rows that the survey tool calls unfinished, test or rejected.",
        ),
    ] = None,
    organisation_from_file: Annotated[
        bool,
        typer.Option(
            "--organisation-from-file",
            help="Rows without an organisation are of the one their file is called after.",
        ),
    ] = False,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="COLUMN",
            help="Keep a column of your own, such as region, in the results; may be repeated.",
        ),
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(
            "--split",
            metavar="COLUMN",
            help="Keep a column of your own and tell the results by it, too; may be repeated.",
        ),
    ] = None,
    analyst: Annotated[
        bool,
        typer.Option(
            "--analyst", help="Also make analyst.xlsx: all that is yours alone, as one workbook."
        ),
    ] = False,
    reports: Annotated[
        bool, typer.Option("--reports", help="Also make a report for every organisation.")
    ] = False,
    format: Annotated[  # noqa: A002 the name users type
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(BATCH_REPORTS),
            help="What the reports are; default pdf.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="How many processes; default all cores."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="I/N", help="Make only part I of N of the reports."),
    ] = None,
    advisers: AdvisersOption = None,
    benchmark: BenchmarkOption = None,
    chapters: SummaryChaptersOption = None,
    foreword: ForewordOption = None,
    closing: ClosingOption = None,
    theme: ThemeOption = None,
    templates: TemplatesOption = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="polars|spark", help="What does the arithmetic.")
    ] = "polars",
    master: Annotated[
        str | None, typer.Option("--master", metavar="URL", help="The Spark cluster.")
    ] = None,
    scores: Annotated[
        str | None,
        typer.Option("--scores", metavar="URL", help="Where Spark itself writes the scores."),
    ] = None,
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    new_ledger: NewLedgerOption = False,
    lang: LanguageOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Score many answers: exports of survey tools, tables, or answers on a Spark cluster."""
    language = speak(lang)
    with _interruptible(language):
        from datetime import date

        from slimscan import pipeline
        from slimscan.batch.batch import Settings
        from slimscan.batch.engines import SPARK, check_engine
        from slimscan.batch.files import BatchFolder, check_kept
        from slimscan.batch.read.gather import Chosen
        from slimscan.batch.repeating import check_free, mark_of
        from slimscan.batch.reports.jobs import parse_shard
        from slimscan.batch.reports.reports import ReportOrder
        from slimscan.imports.mapping import AnswerMapping, read_mapping
        from slimscan.questionnaire.loading import with_advisers
        from slimscan.report.edition import SUMMARY_CHAPTERS, read_edition
        from slimscan.report.look import look_of

        check_engine(engine)
        with_reports = {
            "--format": format,
            "--shard": shard,
            "--benchmark": benchmark,
        }
        if not reports:
            check_of_use(with_reports, "--reports")
        if not dry_run:
            check_of_use({"--write-mapping": write_mapping}, "--dry-run")
        if engine != SPARK:
            check_of_use({"--master": master, "--scores": scores}, f"--engine {SPARK}")
        instrument = pipeline.load(questionnaire)
        if advisers:
            instrument = with_advisers(instrument, advisers)
        settled = read_mapping(mapping, instrument) if mapping else AnswerMapping()
        settled = settled.keeping(dict.fromkeys(keep or ()))
        settled, splits = settled.split_by(split or ())
        check_kept(instrument, settled.kept)
        settings = Settings(
            language=language,
            tool=tool,
            mapping=settled,
            chosen=Chosen(
                quick,
                known_sector(sector, instrument),
                known_audience(audience),
                organisation_from_file,
            ),
            strict=strict,
            jobs=jobs,
            engine=engine,
            master=master,
            scores_url=scores,
            passed_over=known_passed_over(passed_over),
            for_reports=reports,
            rows_here=bool(reports or analyst or not scores),
        )
        if dry_run:
            show_mapping(files, instrument, settings, write_mapping, yes)
            return
        look = look_of(theme, templates)
        edition = read_edition(chapters, foreword, closing, SUMMARY_CHAPTERS)
        order = None
        if reports:
            order = ReportOrder(
                language=language,
                undated=date.today(),
                format=format or "pdf",
                processes=jobs,
                shard=parse_shard(shard or "1/1"),
                look=look,
                benchmark=known_benchmark(benchmark, instrument),
            )
        folder = BatchFolder(output or DEFAULT_FOLDER)
        mark = mark_of(
            instrument, files, tool, settings.mapping, settings.chosen, settings.passed_over
        )
        if output is None and not yes:
            check_free(folder, mark)
        told = ToldBeside(look, edition, new_ledger, splits, analyst)
        work = BatchWork(instrument, files, folder, settings, quiet, mark, told)
        with_rejects = work.run(order)
    typer.echo(folder.path)
    if with_rejects:
        raise typer.Exit(ExitCode.DONE_WITH_REJECTS)


@contextlib.contextmanager
def _interruptible(language: str) -> Iterator[None]:
    """Ctrl-C ends with a word on how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        from slimscan.language import words

        typer.echo(words(language, "batch")["interrupted"], err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
