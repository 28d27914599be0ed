"""`slimscan batch`: many exported answers scored in one go, and a report for every organisation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    DEFAULT_QUESTIONNAIRE,
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
from slimscan.errors import ExitCode
from slimscan.report.formats import BATCH_REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from slimscan.batch.batch import PassedOver, Scored, Settings
    from slimscan.batch.files import BatchFolder
    from slimscan.batch.reports.reports import MadeReports, ReportOrder
    from slimscan.language import Words
    from slimscan.questionnaire.loading import Instrument
    from slimscan.questionnaire.models import Audience
    from slimscan.report.edition import Edition
    from slimscan.report.look import Look
    from slimscan.scoring.benchmark import Benchmark
    from slimscan.terminal.progress import StagedWatch

_COLUMNS_TOLD = 3
"""So many columns that are left out are named one by one; more stand in a file."""
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
            _check_of_use(with_reports, "--reports")
        if not dry_run:
            _check_of_use({"--write-mapping": write_mapping}, "--dry-run")
        if engine != SPARK:
            _check_of_use({"--master": master, "--scores": scores}, f"--engine {SPARK}")
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
                quick, _sector(sector, instrument), _audience(audience), organisation_from_file
            ),
            strict=strict,
            jobs=jobs,
            engine=engine,
            master=master,
            scores_url=scores,
            passed_over=_passed_over(passed_over),
            for_reports=reports,
        )
        if dry_run:
            _show_mapping(files, instrument, settings, write_mapping, yes)
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
                benchmark=_benchmark(benchmark, instrument),
            )
        folder = BatchFolder(output or DEFAULT_FOLDER)
        mark = mark_of(
            instrument, files, tool, settings.mapping, settings.chosen, settings.passed_over
        )
        if output is None and not yes:
            check_free(folder, mark)
        told = _Told(look, edition, new_ledger, splits, analyst)
        work = _Work(instrument, files, folder, settings, quiet, mark, told)
        with_rejects = work.done(order)
    typer.echo(folder.path)
    if with_rejects:
        raise typer.Exit(ExitCode.DONE_WITH_REJECTS)


def _check_of_use(options: Mapping[str, object], needs: str) -> None:
    """Raise `UsageError` for an option that is given but does nothing here."""
    from slimscan.errors import Fault, usage_error

    for option, given in options.items():
        if given is not None:
            raise usage_error(Fault.OPTION_NEEDS, option=option, needs=needs)


@contextlib.contextmanager
def _interruptible(language: str) -> Iterator[None]:
    """Ctrl-C ends with a word on how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        from slimscan.language import words

        typer.echo(words(language, "batch")["interrupted"], err=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None


@dataclass(frozen=True)
class _Told:
    """What is to be told of a batch beside its scores."""

    look: Look
    edition: Edition
    new_ledger: bool
    splits: tuple[str, ...]
    for_analyst: bool


@dataclass(frozen=True)
class _Work:
    """One batch from its files to its reports."""

    instrument: Instrument
    files: Sequence[str]
    folder: BatchFolder
    settings: Settings
    quiet: bool
    mark: str
    told: _Told

    def done(self, order: ReportOrder | None) -> bool:
        """Do all of it, and say whether a row was rejected or a report failed."""
        from datetime import date

        from slimscan.batch.engines import score_batch
        from slimscan.batch.organisations.staff import check_ledger
        from slimscan.batch.placing import results_together
        from slimscan.terminal.progress import open_watch

        check_ledger(self.folder.path, self.told.new_ledger)
        with open_watch(self.settings.language, self.quiet) as watch:
            with results_together(self.folder, self.mark, date.today()) as new:
                scored = score_batch(self.instrument, self.files, new, self.settings, watch)
                self._tell_outcome(scored, watch)
            scored = replace(scored, folder=self.folder)
            made = self._make_reports(scored, order, watch) if order else None
        self._say(_scored_lines(scored, self._words))
        if made:
            self._tell_reports(made)
        return bool(scored.rejected or (made and made.failed))

    def _tell_outcome(self, scored: Scored, watch: StagedWatch) -> None:
        import os
        from datetime import date

        from slimscan.batch.outcome import write_outcome
        from slimscan.batch.summary.summary import Batch

        chosen = self.settings.chosen
        batch = Batch(
            scored.folder.path,
            self.instrument,
            scored.scales,
            scored.files,
            date.today(),
            chosen.quick,
            self.told.splits,
            self.told.for_analyst,
        )
        jobs = self.settings.jobs or os.cpu_count() or 1
        write_outcome(
            batch,
            self.settings.language,
            jobs,
            watch.stage("outcome"),
            look=self.told.look,
            edition=self.told.edition,
        )

    def _make_reports(self, scored: Scored, order: ReportOrder, watch: StagedWatch) -> MadeReports:
        from functools import partial

        from slimscan.batch.organisations.staff import released_among
        from slimscan.batch.reports.reports import make_reports

        told = watch.stage("reports")
        return make_reports(
            self.folder.answers,
            self.folder.path / "reports",
            self.instrument,
            order,
            progress=lambda done, total, _: told(done, total),
            released=partial(released_among, self.folder.path, scored.scales),
        )

    def _tell_reports(self, made: MadeReports) -> None:
        from slimscan.terminal.problems import print_problems

        told = (*made.remarks, *(one.problem for one in made.failed))
        print_problems(told, self.settings.language)
        say = self._words
        counts = {"made": made.made, "kept": made.kept, "failed": len(made.failed)}
        lines = [say("reports", **counts)]
        if made.without_leader:
            lines.append(say("without_leader", count=len(made.without_leader)))
        self._say(lines)

    @property
    def _words(self) -> Words:
        from slimscan.language import words

        return words(self.settings.language, "batch")

    def _say(self, lines: Iterable[str]) -> None:
        if not self.quiet:
            for line in lines:
                typer.echo(line, err=True)


def _scored_lines(scored: Scored, say: Words) -> Iterator[str]:
    """What became of every file's rows."""
    from slimscan.imports.headers import told

    for one in scored.files:
        yield say("file", **asdict(one))
        if one.duplicates > one.conflicts:
            yield say("duplicates", duplicates=one.duplicates - one.conflicts)
        if one.conflicts:
            yield say("conflicts", conflicts=one.conflicts)
        if one.passed:
            yield say("passed", passed=one.passed)
        if len(one.ignored) > _COLUMNS_TOLD:
            columns = scored.folder.called(scored.folder.columns)
            yield say("ignored_many", file=one.file, count=len(one.ignored), columns=columns)
            continue
        for column, nearest in one.ignored.items():
            key = "ignored_near" if nearest else "ignored"
            yield say(key, file=one.file, column=told(column), nearest=nearest)
    if scored.rejected:
        yield say("rejects", rejected=scored.rejected, rejects=scored.folder.rejects)
    yield say("scored", scored=sum(one.scored for one in scored.files))


def _show_mapping(
    files: Sequence[str],
    instrument: Instrument,
    settings: Settings,
    write_mapping: Path | None,
    yes: bool,
) -> None:
    """Show how the files would be read; what has to be settled first ends it as a problem."""
    from slimscan.batch.read.dry_run import dry_run
    from slimscan.batch.read.inputs import input_files
    from slimscan.disk.durable import write_durably
    from slimscan.errors import Fault, InputError, input_error
    from slimscan.language import words

    if write_mapping and write_mapping.exists() and not yes:
        raise input_error(Fault.MAPPING_EXISTS, write_mapping)
    paths = [one.path for one in input_files(map(Path, files))]
    run = dry_run(paths, instrument, settings.tool, settings.mapping)
    language = settings.language
    for line in run.lines(language):
        typer.echo(line)
    if write_mapping:
        write_durably(write_mapping, run.mapping(language, whole=True))
        typer.echo(words(language, "batch")("dry.written", file=write_mapping), err=True)
    if run.problems:
        raise InputError(run.problems)


def _sector(name: str | None, instrument: Instrument) -> str | None:
    from slimscan.errors import Fault, usage_error
    from slimscan.questionnaire.validation import closest

    known = [sector.id for sector in instrument.questionnaire.profile.sectors]
    if name is None or name in known:
        return name
    raise usage_error(Fault.SECTOR_UNKNOWN, id=name, nearest=closest(name, known))


def _audience(name: str | None) -> Audience | None:
    from slimscan.errors import Fault, usage_error

    audiences: dict[str | None, Audience | None] = {
        None: None,
        "leader": "leader",
        "employee": "employee",
    }
    if name in audiences:
        return audiences[name]
    accepted = "leader, employee"
    raise usage_error(Fault.ANSWER_CHOICE_UNKNOWN, item="--audience", value=name, accepted=accepted)


def _passed_over(name: str | None) -> PassedOver | None:
    from slimscan.errors import Fault, usage_error

    choices: dict[str | None, PassedOver | None] = {None: None, "leave": "leave", "take": "take"}
    if name in choices:
        return choices[name]
    values = {"item": "--passed-over", "value": name, "accepted": "leave, take"}
    raise usage_error(Fault.ANSWER_CHOICE_UNKNOWN, **values)


def _benchmark(path: Path | None, instrument: Instrument) -> Benchmark | None:
    from slimscan.scoring.benchmark import check_made_for, read_benchmark

    if path is None:
        return None
    benchmark = read_benchmark(path)
    check_made_for(benchmark, instrument.questionnaire)
    return benchmark
