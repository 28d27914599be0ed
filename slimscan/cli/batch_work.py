"""One run of `slimscan batch`: from the files to the results, and what is said of it meanwhile."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from slimscan.batch.batch import Scored, Settings
    from slimscan.batch.engines import Engine
    from slimscan.batch.files import BatchFolder
    from slimscan.batch.outcome import Reckoner
    from slimscan.batch.reports.reports import MadeReports, ReportOrder
    from slimscan.language import Words
    from slimscan.questionnaire.loading import Instrument
    from slimscan.report.edition import Edition
    from slimscan.report.look import Look
    from slimscan.terminal.progress import StagedWatch

_COLUMNS_TOLD = 3
"""So many columns that are left out are named one by one; more stand in a file."""


@dataclass(frozen=True)
class ToldBeside:
    """What is to be told of a batch beside its scores."""

    look: Look
    edition: Edition
    new_ledger: bool
    splits: tuple[str, ...]
    for_analyst: bool


@dataclass(frozen=True)
class BatchWork:
    """One batch from its files to its reports."""

    instrument: Instrument
    files: Sequence[str]
    folder: BatchFolder
    settings: Settings
    quiet: bool
    mark: str
    told: ToldBeside

    def run(self, order: ReportOrder | None) -> bool:
        """Do all of it, and say whether a row was rejected or a report failed."""
        from datetime import date

        from slimscan.batch.engines import open_engine
        from slimscan.batch.organisations.staff import check_ledger
        from slimscan.batch.placing import results_together
        from slimscan.terminal.progress import open_watch

        check_ledger(self.folder.path, self.told.new_ledger)
        with (
            open_watch(self.settings.language, self.quiet) as watch,
            open_engine(self.settings) as engine,
        ):
            with results_together(self.folder, self.mark, date.today()) as new:
                scored = engine.score(self.instrument, self.files, new, self.settings, watch)
                self._tell_outcome(scored, watch, engine.reckoner)
            scored = replace(scored, folder=self.folder)
            made = self._make_reports(scored, order, watch, engine) if order else None
        self._say(_scored_lines(scored, self._words))
        if made:
            self._tell_reports(made)
        else:
            self._tell_earlier()
        return bool(scored.rejected or (made and made.failed))

    def _tell_outcome(self, scored: Scored, watch: StagedWatch, reckoner: Reckoner | None) -> None:
        import os
        from datetime import date

        from slimscan.batch.outcome import write_outcome
        from slimscan.batch.summary.summary import Batch

        chosen = self.settings.chosen
        batch = Batch(
            folder=scored.folder.path,
            instrument=self.instrument,
            scales=scored.scales.of_quick() if chosen.quick else scored.scales,
            files=scored.files,
            made_on=date.today(),
            quick=chosen.quick,
            splits=self.told.splits,
            for_analyst=self.told.for_analyst,
        )
        jobs = self.settings.jobs or os.cpu_count() or 1
        write_outcome(
            batch,
            self.settings.language,
            jobs,
            watch.stage("outcome"),
            look=self.told.look,
            edition=self.told.edition,
            reckoner=reckoner,
        )

    def _make_reports(
        self, scored: Scored, order: ReportOrder, watch: StagedWatch, engine: Engine
    ) -> MadeReports:
        from functools import partial

        from slimscan.batch.organisations.staff import released_among
        from slimscan.batch.reports.reports import make_reports

        told = watch.stage("reports")
        return make_reports(
            self.folder.answers,
            self._reports,
            self.instrument,
            order,
            progress=lambda done, total, _: told(done, total),
            released=partial(released_among, self.folder.path, scored.scales),
            spread_reports=engine.spread_reports,
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

    def _tell_earlier(self) -> None:
        from slimscan.batch.reports.earlier import tell_earlier
        from slimscan.terminal.problems import print_problems

        questionnaire = self.instrument.questionnaire.id
        told = tell_earlier(self._reports, self.folder.answers, questionnaire)
        print_problems(told, self.settings.language)

    @property
    def _reports(self) -> Path:
        return self.folder.path / "reports"

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
