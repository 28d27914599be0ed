"""One wave of a programme: the results in a batch's folder, a row an organisation.

The value of an organisation is what it is everywhere: for leaders the mean of its leaders, for
staff the mean that may be shown of them. Nothing else about staff is read.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE, BatchFolder, modules_among
from slimscan.batch.monitor.open_questions import AnsweredQuestions
from slimscan.batch.organisations.benchmark import made_for, results_folder
from slimscan.batch.organisations.delivered import spelling_of
from slimscan.batch.organisations.keyed_rows import KEY, answers_in
from slimscan.batch.organisations.organisation_field import OrganisationField, field_of
from slimscan.batch.organisations.released import read_released
from slimscan.batch.summary.member_numbers import (
    leader_numbers,
    leaders_in,
    leaders_known,
    numbers_by_firm,
    organisation_codes,
)
from slimscan.errors import Fault, input_error
from slimscan.privacy import PoolDocument, Signer
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Audience
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scores import score_responses

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class BatchWave:
    """The results of one wave. `days` are the first and the last day of answers, where known."""

    folder: Path
    instrument: Instrument
    field: OrganisationField
    days: tuple[str, str]

    @cached_property
    def scales(self) -> Scales:
        """The scales that anybody was asked about, with the modules of sectors."""
        columns = answers_in(self.folder).collect_schema().names()
        modules = modules_among(self.instrument, columns)
        met = frozenset().union(*self.asked.values())
        return scales_of(self.instrument.questionnaire, beside=modules).only(met)

    def leader_numbers(self, signer: Signer) -> dict[str, list[int]]:
        """What the ledger knows the leaders of every organisation by."""
        return numbers_by_firm(self.every_leader, leader_numbers(signer, self.every_leader))

    def leaders_known(self, signer: Signer) -> PoolDocument:
        """Who leads, as what is told of leaders keeps it."""
        numbers = leader_numbers(signer, self.every_leader)
        return leaders_known(signer, self.every_leader, numbers)

    @cached_property
    def every_leader(self) -> pl.DataFrame:
        """What every leader answered, as `leaders_in` has it."""
        return leaders_in(self.folder, self.instrument, self.scales)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """What every organisation is, by its key, as the batch's own summary has it."""
        return dict(ChainMap(*organisation_codes(self.folder, self.every_leader, self.field)))

    @cached_property
    def asked(self) -> Mapping[Audience, frozenset[str]]:
        """By audience the items that it was asked: those that anybody of it met."""
        import polars as pl

        answers = answers_in(self.folder)
        items = [name for name, kind in answers.collect_schema().items() if kind == pl.Int8]
        met = pl.col(items).fill_null(0) != NOT_APPLICABLE
        rows = answers.group_by(AUDIENCE).agg(met.any()).collect(engine="streaming")
        return {
            row[AUDIENCE]: frozenset(name for name in items if row[name])
            for row in rows.iter_rows(named=True)
        }

    def asks_scored(self, audience: Audience) -> frozenset[str]:
        """The items of scales among those that an audience was asked."""
        return self.asked.get(audience, frozenset()) & {one.id for one in self.scales.items}

    def leaders(self, scales: Scales) -> pl.DataFrame:
        """The mean of every organisation's leaders by these scales, a column each."""
        import narwhals as nw
        import polars as pl

        answers = answers_in(self.folder).filter(
            (pl.col(AUDIENCE) == "leader") & (pl.col(KEY) != "")
        )
        scores: pl.LazyFrame = score_responses(nw.from_native(answers), scales).to_native()
        return scores.group_by(KEY).agg(pl.col(*scales.ids).mean()).collect(engine="streaming")

    def questions_of_leaders(self, items: Sequence[str]) -> AnsweredQuestions:
        """Which of these every leader answered, those without an organisation's name too."""
        import polars as pl

        answers = answers_in(self.folder).filter(pl.col(AUDIENCE) == "leader")
        answered = (pl.col(one).fill_null(DONT_KNOW) >= 0 for one in items)
        return AnsweredQuestions(answers.select(KEY, *answered).collect(engine="streaming"))

    def staff(self) -> pl.DataFrame:
        """What may be shown of every organisation's staff as they are in this wave."""
        import polars as pl

        shown = read_released(self.folder).filter("settled").collect()
        means = shown.select(KEY, "scale", pl.col("mean").cast(pl.Float64))
        return means.pivot("scale", index=KEY, values="mean")

    def names(self, keys: frozenset[str]) -> dict[str, str]:
        """How these organisations are called, by their keys."""
        import polars as pl

        rows = (
            self.field.scores.filter(pl.col(KEY).is_in(list(keys)))
            .group_by(KEY)
            .agg("organisation")
            .collect(engine="streaming")
        )
        return {key: spelling_of(names) for key, names in rows.iter_rows()}


def read_waves(instrument: Instrument, baseline: Path, followup: Path) -> list[BatchWave]:
    """The two waves in these folders.

    Raises `InputError` for a folder without results, for the same folder twice, for answers to
    another questionnaire or other questions under the same codes, and where by their dates the
    first is the later one.
    """
    if baseline.resolve() == followup.resolve():
        raise input_error(Fault.MONITOR_SAME, baseline)
    waves = [_read_wave(instrument, results_folder(one)) for one in (baseline, followup)]
    began, ended = waves[0].days[0], waves[1].days[1]
    if ended and began > ended:
        values = {"began": began, "ended": ended}
        raise input_error(Fault.MONITOR_ORDER, baseline, followup=followup, **values)
    return waves


def _read_wave(instrument: Instrument, folder: Path) -> BatchWave:
    import polars as pl

    known, questionnaire = made_for(folder), instrument.questionnaire
    if known is None:
        raise input_error(Fault.FILE_MISSING, BatchFolder(folder).answers)
    if known.id != questionnaire.id or not questionnaire.reads(known.version):
        given, expected = (f"{one.id} {one.version}" for one in (known, questionnaire))
        raise input_error(Fault.MONITOR_QUESTIONNAIRE, folder, given=given, expected=expected)
    day = pl.col("measured_on")
    rows = (
        answers_in(folder)
        .filter(day != "")
        .select(day.min().alias("first"), day.max().alias("last"))
        .collect(engine="streaming")
        .row(0)
    )
    first, last = (str(one or "")[:10] for one in rows)
    return BatchWave(folder, instrument, field_of(folder), (first, last))
