"""What is told of the answers of a batch together, and the ledger that holds it.

The figures are about ten organisations or more. They are made anew only when five organisations
or more came, left or changed since the same organisations were told of last: what is told in
between are the figures of then. Staff count where what is shown of their organisation is about them
as they are now, so that between two summaries no fewer than five people of it changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.released import read_released
from slimscan.batch.organisations.staff import (
    KEY,
    answers_in,
    check_ledger,
    code_columns,
    testify_beside_staff,
)
from slimscan.batch.organisations.standings import (
    LEAST_STAFF,
    OrganisationField,
    Spread,
    Standings,
    field_of,
    standings_of,
)
from slimscan.batch.summary.agreement import StaffAgreement, agreement_of, agreement_rows
from slimscan.batch.summary.item_shares import coarse_shares, exact_shares
from slimscan.batch.summary.settled import SettledStaff
from slimscan.batch.summary.splits import SplitFigures, splits_told
from slimscan.batch.summary.statistics import (
    FLAGS,
    ItemFigures,
    Statistics,
    item_figures,
    statistics_by,
)
from slimscan.batch.summary.summary import (
    AudienceSummary,
    Batch,
    ClosingShares,
    ItemMean,
    ScaleQuality,
    Summary,
)
from slimscan.privacy import (
    LEAST_ORGANISATIONS,
    CellPlace,
    ScaleKind,
    Signer,
    coarse_mean,
    count_band,
    kind_of,
    may_be_apart,
)
from slimscan.questionnaire.models import Audience, Item
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.responses import option_values
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.shown import percent, whole
from slimscan.staff.rows import measure_of

if TYPE_CHECKING:
    import polars as pl

AUDIENCES: tuple[Audience, ...] = ("leader", "employee")
_CLOSING = "closing"
_QUALITY = "quality"


def summarise(batch: Batch) -> Summary:
    """The summary of the results in a batch's folder, what may be shown of its staff among them.

    It is in the ledger when it is given. Raises `InputError` for a ledger that is not the one of
    this folder, `MachineError` when it cannot be kept.
    """
    book = check_ledger(batch.folder)
    field = field_of(batch.folder)
    figures = _Figures(batch, field, book.signer)
    scope = measure_of(batch.scales, {item.id for item in batch.scales.items}).name
    asked = members(batch, field, book.signer)
    leaders = leader_numbers(batch.folder, batch.scales, book.signer)
    led = frozenset(number for numbers in leaders.values() for number in numbers)
    known = [(leaders_scope(batch.scales), led)] if len(led) >= LEAST_ORGANISATIONS else []
    told, held = book.settle_pool(scope, asked, figures, known)
    testify_beside_staff(batch.folder, book)
    rows = {name: one["told"] for name, one in told.get("figures", {}).items() if one["told"]}
    return Summary(
        instrument=batch.instrument,
        scales=batch.scales,
        made_on=batch.made_on,
        quick=batch.quick,
        files=tuple(batch.files),
        audiences=tuple(
            replace(
                _audience(one, told["audiences"][one], _item_rows(rows, one)),
                splits=splits_told(told, batch.splits, one),
            )
            for one in AUDIENCES
            if one in told["audiences"]
        ),
        missing=told["missing"],
        flags=told["flags"],
        apart=told["apart"],
        closing=tuple(ClosingShares(one, n, tuple(its)) for one, n, its in _named(rows, _CLOSING)),
        held=held,
        waiting=tuple(one for one in batch.splits if one not in told.get("splits", {})),
    )


def members(batch: Batch, field: OrganisationField, signer: Signer) -> list[int]:
    """What the figures are about: every organisation as it is now, under the key of this home.

    Where no organisation has a name, every row is one.
    """
    import polars as pl

    codes = _codes(batch.folder, batch.scales)
    alone = codes.filter(pl.col(AUDIENCE) == "leader") if len(field.profiles) else codes
    nameless = alone.filter(pl.col(KEY) == "").select("c").collect(engine="streaming")
    named = organisation_codes(batch.folder, batch.scales, field)
    return number_codes(signer, named.values()) + number_codes(signer, nameless["c"].to_list())


def _codes(folder: Path, scales: Scales) -> pl.LazyFrame:
    """What everybody answered, as one text, with the key of the organisation."""
    import polars as pl

    answers = answers_in(folder)
    code = pl.concat_str(*code_columns(answers, scales.questionnaire), separator="|")
    return answers.select(KEY, AUDIENCE, code.alias("c"))


def leaders_scope(scales: Scales) -> str:
    """Under which name the ledger knows the sets of leaders that figures were about."""
    return f"leaders {scales.questionnaire.id}"


def leader_numbers(folder: Path, scales: Scales, signer: Signer) -> dict[str, list[int]]:
    """A number for every leader, by what they answered, under the key of their organisation."""
    import polars as pl

    rows = (
        _codes(folder, scales)
        .filter(pl.col(AUDIENCE) == "leader")
        .select(KEY, "c")
        .collect(engine="streaming")
        .sort(KEY, "c")
        .rows()
    )
    found: dict[str, list[int]] = {}
    for (key, _), number in zip(rows, number_codes(signer, [c for _, c in rows]), strict=True):
        found.setdefault(key, []).append(number)
    return found


def organisation_codes(folder: Path, scales: Scales, field: OrganisationField) -> dict[str, str]:
    """What every organisation is, of which anything is known, as one text, by its key.

    An organisation is what its leaders answered, its sector and size, and what is shown of its
    staff; its name is no part of it.
    """
    import polars as pl

    codes = _codes(folder, scales)
    leaders = codes.filter(pl.col(AUDIENCE) == "leader")
    said = leaders.filter(pl.col(KEY) != "").group_by(KEY).agg(pl.col("c").sort())
    shown = (
        read_released(folder)
        .group_by(KEY)
        .agg(pl.concat_str("scale", "mean", separator="=").sort().alias("shown"))
    )
    organisations = (
        field.profiles.lazy()
        .join(said, on=KEY, how="left")
        .join(shown, on=KEY, how="left")
        .select(KEY, *DIVIDED_BY, "c", "shown")
        .collect(engine="streaming")
        .sort(KEY)
    )
    return {
        key: "\x1f".join((*place, *(said or ()), "", *(shown or ())))
        for key, *place, said, shown in organisations.iter_rows()
        if said or shown
    }


def number_codes(signer: Signer, codes: Iterable[str]) -> list[int]:
    """A number for each of these: equal ones are different organisations, or people."""
    seen: dict[str, int] = {}
    found = []
    for code in codes:
        seen[code] = seen.get(code, 0) + 1
        found.append(signer.number("row", code, str(seen[code])))
    return found


@dataclass(frozen=True)
class _Figures:
    """The figures of the answers in a folder, made when they are asked for."""

    batch: Batch
    field: OrganisationField
    signer: Signer

    def document(self) -> dict[str, Any]:
        """The figures as plain data."""
        told = list(self._told.values())
        return {
            "audiences": {
                one: document for one in AUDIENCES if (document := self._of(one)) is not None
            },
            "missing": _missing(told),
            "figures": self._figures() if "leader" in self._told else {},
            "kin": self._kin(),
            "flags": {
                flag: count_band(sum(one.flags[flag] for one in told)) if told else None
                for flag in FLAGS
            },
            "apart": {
                name: count_band(count) if len(self.field.profiles) >= LEAST_ORGANISATIONS else None
                for name, count in self.field.apart.items()
                if name in DIVIDED_BY
            },
        }

    @property
    def nothing(self) -> dict[str, Any]:
        """The figures where none may be told."""
        return {
            "audiences": {},
            "missing": {},
            "figures": {},
            "flags": dict.fromkeys(FLAGS),
            "apart": dict.fromkeys(DIVIDED_BY),
        }

    def added(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """The document with the columns that organisations are split by, where it lacks them."""
        return SplitFigures(self.batch, self.field, self.signer).added(document)

    def _kin(self) -> list[int]:
        """The leaders by what they answered to the quick questions, which every measure asks."""
        import polars as pl

        answers = answers_in(self.batch.folder).filter(pl.col(AUDIENCE) == "leader")
        there = set(answers.collect_schema().names())
        items = self.batch.instrument.questionnaire.items
        core = [item.id for item in items if item.quick and item.id in there]
        if not core:
            return []
        codes = answers.select(pl.concat_str(core, separator=",", ignore_nulls=True).alias("c"))
        return number_codes(self.signer, codes.collect(engine="streaming")["c"].to_list())

    def _figures(self) -> dict[str, dict[str, Any]]:
        """What leaders answered to every question, and how often: each may have to wait by itself.

        A question is told of where ten or more answered it.
        """
        means = {one.id: one for one in self._told["leader"].items}
        questionnaire = self.batch.instrument.questionnaire
        asked = {item.id: len(option_values(questionnaire, item)) for item in self._practices}
        closing = {one.id: len(one.options) for one in questionnaire.closing}
        figures: dict[str, dict[str, Any]] = {}
        for one, tally in self._tallies(asked | closing).items():
            n = sum(tally)
            row: list[Any] | None = None
            if n >= LEAST_ORGANISATIONS and one in closing:
                row = [one, n, [percent(count / n) for count in tally]]
            elif n >= LEAST_ORGANISATIONS:
                row = [one, n, whole(means[one].mean or 0)]
            kind = _CLOSING if one in closing else "leader"
            figures[f"{kind} {one}"] = {"tally": tally, "told": row}
            if one in means:
                open_ = [means[one].dont_know, means[one].skipped]
                told = [one, *exact_shares(means[one])] if row else None
                figures[f"{_QUALITY} {one}"] = {"tally": [*tally, *open_], "told": told}
        return figures

    @property
    def _practices(self) -> list[Item]:
        there = {one.id for one in self._told["leader"].items}
        return [item for item in self.batch.scales.practices if item.id in there]

    def _tallies(self, options: Mapping[str, int]) -> dict[str, list[int]]:
        """How often leaders chose every option of these questions, as far as they were asked."""
        import polars as pl

        answers = answers_in(self.batch.folder).filter(pl.col(AUDIENCE) == "leader")
        there = set(answers.collect_schema().names())
        asked = {one: count for one, count in options.items() if one in there}
        counts = (
            answers.select(
                (pl.col(one) == place).sum().alias(f"{one} {place}")
                for one, count in asked.items()
                for place in range(count)
            )
            .collect(engine="streaming")
            .row(0, named=True)
        )
        return {
            one: [counts[f"{one} {place}"] for place in range(count)]
            for one, count in asked.items()
        }

    @cached_property
    def _standings(self) -> Mapping[Audience, Standings]:
        return standings_of(self.batch.folder, self.field)

    @cached_property
    def _told(self) -> dict[Audience, Statistics]:
        """The statistics of those audiences of which enough organisations answered."""
        enough: dict[Audience, bool] = {
            "leader": self.field.led >= LEAST_ORGANISATIONS,
            "employee": self._settled_count >= LEAST_ORGANISATIONS or self._is_pool,
        }
        return {one: told for one, told in self._statistics.items() if enough[one]}

    @property
    def _is_pool(self) -> bool:
        """Whether staff are told of as one pool, for no organisation has a name."""
        return not len(self.field.profiles) and self.field.nameless_staff >= LEAST_STAFF

    @cached_property
    def _settled_count(self) -> int:
        return self._settled.filter_scale(OVERALL)

    @cached_property
    def _settled(self) -> SettledStaff:
        return SettledStaff(self.batch.folder, self.field.scores)

    @cached_property
    def _statistics(self) -> dict[Audience, Statistics]:
        import narwhals as nw

        answers = nw.from_native(self._people(answers_in(self.batch.folder)))
        scores = nw.from_native(self._people(self.field.scores))
        found = statistics_by(answers, scores, self.batch.scales)
        return {one: found[one] for one in AUDIENCES if one in found}

    def _people(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Leaders, and the staff of organisations that are shown as they are now."""
        import polars as pl

        if self._is_pool:
            return frame
        leaders = frame.filter(pl.col(AUDIENCE) == "leader")
        staff = frame.filter(pl.col(AUDIENCE) == "employee")
        settled = self._settled.keys(OVERALL).lazy()
        return pl.concat([leaders, staff.join(settled, on=KEY, how="semi")])

    def _of(self, audience: Audience) -> dict[str, Any] | None:
        if audience not in self.field.audiences:
            return None
        standings = self._standings.get(audience)
        edges = [band.start for band in self.batch.instrument.questionnaire.bands]
        scales = self.batch.scales
        without = {outcome.id for outcome in scales.outcomes}
        spreads = {
            one: standings.spreads(one, () if one in without else edges)
            for one in scales.ids
            if standings
        }
        statistics = self._told.get(audience)
        return {
            "by_name": standings is not None and standings.by_name,
            "spreads": {
                one: list(map(_spread_row, *zip(*cells.items(), strict=True)))
                for one, cells in spreads.items()
                if cells
            },
            "items": list(self._staff_items()) if statistics and audience == "employee" else [],
            "reliability": list(self._quality(audience, statistics)) if statistics else [],
            "agreement": self._agreement() if statistics and audience == "employee" else [],
        }

    def _agreement(self) -> list[list[object]]:
        """How alike the staff of one organisation see it, where organisations have a name."""
        if self._is_pool:
            return []
        answers = answers_in(self.batch.folder)
        keys = self._settled.keys
        return agreement_rows(agreement_of(answers, self.field.scores, self.batch.scales, keys))

    def _staff_items(self) -> Iterator[list[Any]]:
        """The items' means of staff, only where none, or five, left out another of its aspect."""
        if self._is_pool:
            return
        by_id = {one.id: one for one in self._settled_items}
        for aspect in self.batch.scales.aspects:
            its = [by_id[item.id] for item in aspect.items if item.id in by_id]
            for one in its:
                if one.mean is not None and one.answered >= LEAST_STAFF:
                    mean = coarse_mean(one.mean, one.answered, ScaleKind.SINGLE)
                    yield [one.id, count_band(one.answered), mean, *coarse_shares(one)]

    @cached_property
    def _settled_items(self) -> list[ItemFigures]:
        """The items of aspects of which ten organisations show all their staff, as they are now."""
        import narwhals as nw
        import polars as pl

        found = []
        answers = answers_in(self.batch.folder).filter(pl.col(AUDIENCE) == "employee")
        scores = self.field.scores.filter(pl.col(AUDIENCE) == "employee")
        for aspect in self.batch.scales.aspects:
            keys = self._settled.keys(aspect.id)
            if len(keys) < LEAST_ORGANISATIONS or not aspect.items:
                continue
            scored = scores.filter(pl.col(aspect.id).is_not_null()).select(KEY, "respondent")
            people = answers.join(keys.lazy(), on=KEY, how="semi").join(
                scored, on=[KEY, "respondent"], how="semi"
            )
            its = self._item_figures(nw.from_native(people), [item.id for item in aspect.items])
            everyone = sum(_cells(its[0]))
            if all(may_be_apart(everyone - one.answered) for one in its):
                found += its
        return found

    def _item_figures(self, people: Any, items: Sequence[str]) -> list[ItemFigures]:
        return item_figures(people, self.batch.scales.only(items))

    def _quality(self, audience: Audience, told: Statistics) -> Iterator[list[Any]]:
        """How well the scales measure: of staff coarsely, and of none or five who lack an item."""
        kinds = self._kinds
        for one in told.scales:
            rests = [[item, _two(value)] for item, value in one.item_rest]
            if audience == "leader":
                mean, sd = (whole(value) for value in (one.mean, one.sd))
                pair = _two(one.spearman_brown)
                yield [one.scale, one.n, mean, sd, _two(one.alpha), rests, pair]
            elif may_be_apart(one.scored - one.n):
                mean = coarse_mean(one.mean, one.n, kinds.get(one.scale, ScaleKind.SINGLE))
                sd = 5 * whole(one.sd / 5)
                pair = _two(one.spearman_brown)
                yield [one.scale, count_band(one.n), mean, sd, _two(one.alpha), rests, pair]

    @cached_property
    def _kinds(self) -> dict[str, ScaleKind]:
        scales = self.batch.scales
        levers = {
            lever.id: kind_of(sum(len(one.items) for one in lever.aspects), is_aspect=False)
            for lever in scales.levers
        }
        return levers | {one.id: kind_of(len(one.items), is_aspect=True) for one in scales.aspects}


def _spread_row(place: CellPlace, spread: Spread) -> list[Any]:
    return [*place, spread.n, list(spread.percentiles), list(spread.bands)]


def _cells(one: ItemFigures) -> tuple[int, ...]:
    return one.answered, one.dont_know, one.not_applicable, one.skipped


def _two(value: float | None) -> float | None:
    return None if value is None else whole(100 * value) / 100


def _missing(statistics: Sequence[Statistics]) -> dict[str, int]:
    """By item, the percentage without an answer among those to whom it applies."""
    shares = {}
    for figures in zip(*(one.items for one in statistics), strict=True):
        missing = sum(one.dont_know + one.skipped for one in figures)
        applicable = missing + sum(one.answered for one in figures)
        if applicable:
            shares[figures[0].id] = percent(missing / applicable)
    return shares


def _item_rows(rows: Mapping[str, list[Any]], audience: Audience) -> list[list[Any]]:
    """What is told of every item of leaders: its mean, and the shares where these are told, too."""
    shares = {one: its for one, *its in _named(rows, _QUALITY)}
    return [[*row, *shares.get(row[0], ())] for row in _named(rows, audience)]


def _named(rows: Mapping[str, list[Any]], kind: str) -> list[list[Any]]:
    """The rows of one kind of figure."""
    return [row for name, row in rows.items() if name.partition(" ")[0] == kind]


def _audience(
    audience: Audience, told: Mapping[str, Any], alone: Sequence[list[Any]]
) -> AudienceSummary:
    """What is told of an audience; `alone` are the items that may wait by themselves."""
    return AudienceSummary(
        audience=audience,
        by_name=told["by_name"],
        spreads={
            scale: {
                tuple(place): Spread(n, tuple(percentiles), tuple(bands))
                for *place, n, percentiles, bands in cells
            }
            for scale, cells in told["spreads"].items()
        },
        items=tuple(ItemMean(*one) for one in (*told["items"], *alone)),
        reliability=tuple(
            ScaleQuality(scale, n, mean, sd, alpha, tuple((item, r) for item, r in rests), *pair)
            for scale, n, mean, sd, alpha, rests, *pair in told["reliability"]
        ),
        agreement=tuple(StaffAgreement(*one) for one in told.get("agreement", ())),
    )
