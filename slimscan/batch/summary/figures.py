"""What is told of the answers of a batch together, and the ledger that holds it.

The figures are about ten organisations or more. They are made anew only when five organisations
or more came, left or changed since the same organisations were told of last: what is told in
between are the figures of then. Staff count where what is shown of their organisation is about them
as they are now, so that between two summaries no fewer than five people of it changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
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
    Standings,
    field_of,
    standings_of,
)
from slimscan.batch.summary.agreement import StaffAgreement, agreement_of, agreement_rows
from slimscan.batch.summary.item_shares import coarse_shares, exact_shares
from slimscan.batch.summary.rests import StaffRests
from slimscan.batch.summary.settled import SettledStaff
from slimscan.batch.summary.splits import SplitFigures, splits_told
from slimscan.batch.summary.spread_figures import (
    figure_name,
    leader_spreads,
    spread_figure,
    spread_rows,
    spreads_told,
)
from slimscan.batch.summary.statistics import (
    FLAGS,
    ItemFigures,
    Statistics,
    item_figures,
    statistics_by,
    told_column,
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
from slimscan.shown import percent, stored_column, whole
from slimscan.staff.rows import measure_of

if TYPE_CHECKING:
    import polars as pl

AUDIENCES: tuple[Audience, ...] = ("leader", "employee")
_CLOSING = "closing"
_QUALITY = "quality"
_MISSING = "missing"
_RELIABILITY = "reliability"
_STAFF, _ALPHA, _AGREEMENT = "staff", "alpha", "agreement"
"""Of staff: questions, how well scales measure, and how alike they see it."""


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
                _audience(one, told["audiences"][one], told, rows),
                splits=splits_told(told, batch.splits, one),
            )
            for one in AUDIENCES
            if one in told["audiences"]
        ),
        missing=dict(_named(rows, _MISSING)) or told.get("missing", {}),
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
            "figures": {
                **_missing(self._told),
                **(self._figures() if "leader" in self._told else {}),
                **(self._staff_figures() if "employee" in self._told else {}),
            },
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
            if one in closing:
                figures[f"{_CLOSING} {one}"] = {"tally": tally, "told": row}
            else:
                known = _asked_tally(tally, means[one])
                told = [one, *exact_shares(means[one])] if row else None
                figures[f"leader {one}"] = {"tally": known, "told": row}
                figures[f"{_QUALITY} {one}"] = {"tally": known, "told": told}
        return figures | self._leader_spreads() | self._leader_quality()

    def _leader_spreads(self) -> dict[str, dict[str, Any]]:
        """How leaders score, a figure a scale."""
        standings = self._standings["leader"]
        return {
            figure_name(one, len(self.batch.scales.items_of(one))): spread_figure(
                standings, one, self._edges(one)
            )
            for one in self.batch.scales.ids
        }

    def _leader_quality(self) -> dict[str, dict[str, Any]]:
        """How well the scales measure leaders, a figure a scale."""
        told = self._told["leader"]
        answered = {one.id: one.answered for one in told.items}
        figures: dict[str, dict[str, Any]] = {}
        for one in told.scales:
            items = self.batch.scales.items_of(one.scale)
            # Few who answered some of them would be told beside the questions' own figures.
            if all(may_be_apart(answered[item] - one.n) for item in items):
                rests = [[item, _two(value)] for item, value in one.item_rest]
                numbers = (one.n, whole(one.mean), whole(one.sd), _two(one.alpha))
                row = [one.scale, *numbers, rests, _two(one.spearman_brown)]
                name = f"{_RELIABILITY} {one.scale} {len(items)}"
                figures[name] = {"tally": self._complete_tally(items), "told": row}
        return figures

    def _complete_tally(self, items: Sequence[str]) -> dict[str, dict[str, dict[str, int]]]:
        """How often leaders who answered all of these gave every answer."""
        import polars as pl

        answers = answers_in(self.batch.folder).filter(pl.col(AUDIENCE) == "leader").select(items)
        complete = answers.filter(pl.all_horizontal(pl.col(items) >= 0)).collect()
        tally = {"": {"": {"": len(complete)}}}
        for item in items:
            counts = complete.group_by(item).len().rows()
            tally[item] = {"": {str(place): count for place, count in counts}}
        return tally

    def _edges(self, scale: str) -> Sequence[float]:
        """Where the bands of a scale begin; an outcome has none."""
        without = {outcome.id for outcome in self.batch.scales.outcomes}
        bands = self.batch.instrument.questionnaire.bands
        return () if scale in without else [band.start for band in bands]

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
        found = statistics_by(answers, scores, self.batch.scales, only_told=True)
        return {one: found[one] for one in AUDIENCES if one in found}

    def _people(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Leaders, and the staff of organisations that are shown as they are now.

        Of each scale those of staff count that it is shown of: somebody who stopped early has a
        topic, and counts in no mean of it.
        """
        import polars as pl

        ids = self.batch.scales.ids
        everything = [pl.lit(True).alias(told_column(one)) for one in ids]
        if self._is_pool:
            return frame.with_columns(everything)
        leaders = frame.filter(pl.col(AUDIENCE) == "leader").with_columns(everything)
        staff = frame.filter(pl.col(AUDIENCE) == "employee")
        settled = self._settled.keys(OVERALL).lazy()
        shown = self._settled.flags(ids).lazy()
        own = staff.join(settled, on=KEY, how="semi").join(shown, on=KEY, how="left")
        return pl.concat([leaders, own.select(leaders.collect_schema().names())])

    def _of(self, audience: Audience) -> dict[str, Any] | None:
        if audience not in self.field.audiences:
            return None
        standings = self._standings.get(audience)
        spreads = {
            one: standings.spreads(one, self._edges(one))
            for one in self.batch.scales.ids
            if standings and audience == "employee"
        }
        return {
            "by_name": standings is not None and standings.by_name,
            "spreads": {one: spread_rows(cells) for one, cells in spreads.items() if cells},
            "items": [],
            "reliability": [],
        }

    def _staff_figures(self) -> dict[str, dict[str, Any]]:
        """What is told of staff beside the means of their organisations.

        Whole organisations come and leave between two summaries; where one to four people in them
        lack a question of a scale, these would be told, and the scale's figures wait.
        """
        told: dict[str, dict[str, list[Any]]] = {}
        for aspect, rows in self._staff_items():
            told.setdefault(aspect, {})[_STAFF] = rows
        for row in self._staff_quality(self._told["employee"]):
            told.setdefault(row[0], {})[_ALPHA] = row
        for row in self._agreement():
            told.setdefault(str(row[0]), {})[_AGREEMENT] = row
        scales = self.batch.scales
        return {
            f"{kind} {scale} {len(scales.items_of(scale))}": {
                "tally": tally,
                "told": rows,
                "rests": self._rests(kind, scale),
            }
            for scale, its in told.items()
            for tally in [self._lacking_tally(scale)]
            for kind, rows in its.items()
        }

    def _rests(self, kind: str, scale: str) -> list[dict[str, Any]]:
        """Whom a figure leaves over beside what organisations show, where these have a name.

        How alike staff see it is about everybody who has a score, as what organisations show is.
        """
        if self._is_pool or kind == _AGREEMENT:
            return []
        rests = self._staff_rests
        return rests.of_items(scale) if kind == _STAFF else rests.of_complete(scale)

    @cached_property
    def _staff_rests(self) -> StaffRests:
        return StaffRests(
            answers_in(self.batch.folder),
            self.field.scores,
            self.batch.scales,
            self._settled,
            partial(number_codes, self.signer),
        )

    def _lacking_tally(self, scale: str) -> dict[str, dict[str, dict[str, int]]]:
        """How often staff of whom a scale is shown have a score, and lack a question of it.

        Of an organisation where more lack one than do not, those who do not: they are told then.
        """
        import polars as pl

        score, answered = pl.col(scale), pl.col(f"{scale}__answered")
        part = answered < len(self.batch.scales.items_of(scale))
        parts, everyone = part.sum().over(KEY), pl.len().over(KEY)
        fewer = pl.when(2 * parts <= everyone).then(part).otherwise(~part)
        staff = self.field.scores.filter((pl.col(AUDIENCE) == "employee") & score.is_not_null())
        shown = staff.join(self._settled.keys(scale).lazy(), on=KEY, how="semi").filter(fewer)
        there = shown.join(self._settled.keys(OVERALL).lazy(), on=KEY, how="semi")
        code = pl.concat_str(stored_column(score), answered, separator=" ").alias("c")
        tallies: Iterator[dict[str, int]] = (
            dict(one.group_by(code).len().collect(engine="streaming").rows())
            for one in (shown, there)
        )
        lacking, lacking_there = tallies
        return {"": {"": {}}, "lacking": {"": lacking}, "lacking there": {"": lacking_there}}

    def _agreement(self) -> list[list[object]]:
        """How alike the staff of one organisation see it, where organisations have a name."""
        if self._is_pool:
            return []
        answers = answers_in(self.batch.folder)
        keys = self._settled.keys
        return agreement_rows(agreement_of(answers, self.field.scores, self.batch.scales, keys))

    def _staff_items(self) -> Iterator[tuple[str, list[Any]]]:
        """By aspect the items' means of staff, only where none, or five, left out another of it."""
        if self._is_pool:
            return
        by_id = {one.id: one for one in self._settled_items}
        for aspect in self.batch.scales.aspects:
            rows = []
            for one in (by_id[item.id] for item in aspect.items if item.id in by_id):
                if one.mean is not None and one.answered >= LEAST_STAFF:
                    mean = coarse_mean(one.mean, one.answered, ScaleKind.SINGLE)
                    rows.append([one.id, count_band(one.answered), mean, *coarse_shares(one)])
            if rows:
                yield aspect.id, rows

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
            apart = [everyone - one.answered for one in its]
            if all(map(may_be_apart, [*apart, _unlike(people, aspect.items)])):
                found += its
        return found

    def _item_figures(self, people: Any, items: Sequence[str]) -> list[ItemFigures]:
        return item_figures(people, self.batch.scales.only(items))

    def _staff_quality(self, told: Statistics) -> Iterator[list[Any]]:
        """How well the scales measure staff: coarsely, and of none or five who lack an item."""
        kinds, lacking = self._kinds, {} if self._is_pool else self._told_by_lacking
        for one in told.scales:
            few = lacking.get(one.scale, (one.scored - one.n,))
            if all(map(may_be_apart, few)):
                rests = [[item, _two(value)] for item, value in one.item_rest]
                mean = coarse_mean(one.mean, one.n, kinds.get(one.scale, ScaleKind.SINGLE))
                sd = 5 * whole(one.sd / 5)
                pair = _two(one.spearman_brown)
                yield [one.scale, count_band(one.n), mean, sd, _two(one.alpha), rests, pair]

    @cached_property
    def _told_by_lacking(self) -> Mapping[str, tuple[int, int]]:
        """By scale how many of staff are told apart by who lacks an item of it, in two ways.

        Beside the means of organisations, that of all who lack none leaves over, of every
        organisation, those who lack one or those who do not, whichever are fewer. With the items'
        means beside both, that is so of the organisations whose overall score is not shown.
        """
        import polars as pl

        scales = self.batch.scales
        staff = self.field.scores.filter(pl.col(AUDIENCE) == "employee")
        shown = staff.join(self._settled.flags(scales.ids).lazy(), on=KEY)
        has = {one: pl.col(told_column(one)) & pl.col(one).is_not_null() for one in scales.ids}
        every = {one: pl.col(f"{one}__answered") == len(scales.items_of(one)) for one in scales.ids}
        counts = shown.group_by(KEY, told_column(OVERALL)).agg(
            *((has[one] & every[one]).sum().alias(f"{one} whole") for one in scales.ids),
            *((has[one] & ~every[one]).sum().alias(f"{one} part") for one in scales.ids),
        )
        there = pl.col(told_column(OVERALL))
        fewer = {one: pl.min_horizontal(f"{one} whole", f"{one} part") for one in scales.ids}
        sums = counts.select(
            *(pl.when(there).then(its).sum().alias(f"{one} 0") for one, its in fewer.items()),
            *(pl.when(~there).then(its).sum().alias(f"{one} 1") for one, its in fewer.items()),
        )
        row = sums.collect(engine="streaming").row(0, named=True)
        return {one: (row[f"{one} 0"], row[f"{one} 1"]) for one in scales.ids}

    @cached_property
    def _kinds(self) -> dict[str, ScaleKind]:
        scales = self.batch.scales
        levers = {
            lever.id: kind_of(sum(len(one.items) for one in lever.aspects), is_aspect=False)
            for lever in scales.levers
        }
        return levers | {one.id: kind_of(len(one.items), is_aspect=True) for one in scales.aspects}


def _unlike(people: pl.LazyFrame, items: Sequence[Item]) -> int:
    """How many answered other questions than most of their organisation did.

    The organisation's mean, times what it takes, can be taken from the questions' means of all, so
    that nobody is left of those who answered the same.
    """
    import polars as pl

    which = pl.concat_str(
        [(pl.col(one.id).fill_null(-1) >= 0).cast(pl.Int8) for one in items]
    ).alias("which")
    alike = people.group_by(KEY, which).len().group_by(KEY)
    unlike = alike.agg((pl.col("len").sum() - pl.col("len").max()).alias("unlike"))
    return int(unlike.select(pl.col("unlike").sum()).collect(engine="streaming").item())


def _cells(one: ItemFigures) -> tuple[int, ...]:
    return one.answered, one.dont_know, one.not_applicable, one.skipped


def _two(value: float | None) -> float | None:
    return None if value is None else whole(100 * value) / 100


def _missing(statistics: Mapping[Audience, Statistics]) -> dict[str, dict[str, Any]]:
    """By item, the percentage without an answer among those to whom it applies."""
    found = {}
    for figures in zip(*(one.items for one in statistics.values()), strict=True):
        item = figures[0].id
        parts = {
            audience: {"answered": one.answered, "open": one.dont_know + one.skipped}
            for audience, one in zip(statistics, figures, strict=True)
        }
        answered, missing = (sum(one[k] for one in parts.values()) for k in ("answered", "open"))
        if missing + answered:
            told = [item, percent(missing / (missing + answered))]
            whole = {"answered": answered, "open": missing}
            tally = {"": {"": whole} | {str(audience): one for audience, one in parts.items()}}
            found[f"{_MISSING} {item}"] = {"tally": tally, "told": told}
    return found


def _item_rows(rows: Mapping[str, list[Any]], audience: Audience) -> list[list[Any]]:
    """What is told of every item of leaders: its mean, and the shares where these are told, too."""
    shares = {one: its for one, *its in _named(rows, _QUALITY)}
    return [[*row, *shares.get(row[0], ())] for row in _named(rows, audience)]


def _asked_tally(tally: Sequence[int], one: ItemFigures) -> dict[str, dict[str, dict[str, int]]]:
    """How often every answer was given, and the same with those who left the question open."""
    answers = {str(place): count for place, count in enumerate(tally)}
    asked = {**answers, "dont_know": one.dont_know, "skipped": one.skipped}
    return {"": {"": answers, "asked": asked}}


def _named(rows: Mapping[str, list[Any]], kind: str) -> list[list[Any]]:
    """The rows of one kind of figure."""
    return [row for name, row in rows.items() if name.partition(" ")[0] == kind]


def _audience(
    audience: Audience,
    own: Mapping[str, Any],
    document: Mapping[str, Any],
    rows: Mapping[str, list[Any]],
) -> AudienceSummary:
    """What is told of an audience; of leaders most stands in `rows`, for it may have to wait."""
    spreads, reliability = dict(own["spreads"]), list(own["reliability"])
    if audience == "leader":
        spreads |= {one["scale"]: one["cells"] for one in leader_spreads(document)}
        reliability += _named(rows, _RELIABILITY)
        items = _item_rows(rows, audience)
        agreement: list[list[Any]] = []
    else:
        reliability += _named(rows, _ALPHA)
        items = [row for its in _named(rows, _STAFF) for row in its]
        agreement = [*own.get("agreement", ()), *_named(rows, _AGREEMENT)]
    return AudienceSummary(
        audience=audience,
        by_name=own["by_name"],
        spreads={scale: spreads_told(cells) for scale, cells in spreads.items()},
        items=tuple(ItemMean(*one) for one in (*own["items"], *items)),
        reliability=tuple(
            ScaleQuality(scale, n, mean, sd, alpha, tuple((item, r) for item, r in rests), *pair)
            for scale, n, mean, sd, alpha, rests, *pair in reliability
        ),
        agreement=tuple(StaffAgreement(*one) for one in agreement),
    )
