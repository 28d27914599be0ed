"""What is told of a programme: figures that may be told, noted in the ledger of people in the home.

Staff are told by what may be shown of each organisation in each wave, and nothing else: what a mean
over organisations adds to these, anybody could work out. Leaders are protected as organisations
are: ten or more in a cell, and no combination of all that was told of them speaks of one to four,
the summaries of both waves among it. Where one to four leaders of a wave are in no pair, a few more
are set aside, so that the summary minus the monitor tells of five.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import ARM
from slimscan.batch.monitor.cells import (
    EVERYONE,
    CellFigures,
    FirmGroup,
    before_column,
    change_column,
    figures_of,
    groups_of,
)
from slimscan.batch.monitor.changes import judge_together, shown_change
from slimscan.batch.monitor.open_questions import SharedQuestions
from slimscan.batch.monitor.pairs import AFTER_KEY, PairNumbers, Pairs
from slimscan.batch.monitor.participants import Arm
from slimscan.batch.monitor.told_answers import ToldAnswers, figures_of_scale
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.staff import check_ledger
from slimscan.batch.summary.member_numbers import leaders_scope
from slimscan.privacy import (
    LEAST_ORGANISATIONS,
    MINIMUM,
    Estimate,
    FewChanged,
    MayTell,
    MemberSets,
    Moments,
    PoolDocument,
    Signer,
    may_be_apart,
    welch_estimate,
)
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.shown import whole

if TYPE_CHECKING:
    import polars as pl

_FORMAT = 2
"""Of what the ledger keeps: a document of another shape is never told again."""
_NEARLY_ALL = 0.9
"""From this share on, what has every scale stands for all."""
_NOTHING: Mapping[str, Any] = {
    "n": 0,
    "unsaid": 0,
    "incomplete": 0,
    "aside": 0,
    "waits": False,
    "changes": [],
    "arms": [],
    "left": [],
}


def told_figures(pairs: Pairs, new_ledger: bool = False) -> tuple[Mapping[str, Any], bool]:
    """The figures of the pairs as plain data, and whether they are those of an earlier run.

    They are in the ledger when this returns. Raises `InputError` for a wave whose ledger is not the
    one in this home, unless `new_ledger` is said, `MachineError` when it cannot be kept.
    """
    books = [check_ledger(wave.folder, new_ledger) for wave in pairs.waves]
    signer = books[0].signer
    numbers = pairs.numbers(signer)
    questionnaire = pairs.waves[1].instrument.questionnaire
    scope = " ".join(("monitor", str(_FORMAT), questionnaire.id, *pairs.fields))
    return books[0].settle_parts(
        scope,
        list(numbers.told.values()),
        lambda may_tell, few_changed: _Document(
            pairs, numbers, signer, may_tell, few_changed
        ).made(),
        pairs.firms(numbers, signer),
    )


@dataclass(frozen=True)
class _Judged:
    """A figure that gets a verdict: where it stands in the document, and what is judged."""

    row: dict[str, Any]
    estimate: Estimate


@dataclass
class _Document:
    """The figures of one run, made where the ledger is held."""

    pairs: Pairs
    numbers: PairNumbers
    signer: Signer
    may_tell: MayTell
    few_changed: FewChanged
    judged: list[_Judged] = field(default_factory=list)
    waves: list[PoolDocument] = field(default_factory=list)

    def made(self) -> dict[str, Any]:
        """All figures. What is told is chosen by numbers of organisations, never by its outcome."""
        audiences: dict[str, Any] = {}
        for audience in ("leader", "employee"):
            told = self._leaders() if audience == "leader" else self._staff()
            if told is not None:
                audiences[audience] = told
        verdicts = judge_together([one.estimate for one in self.judged])
        for one, verdict in zip(self.judged, verdicts, strict=True):
            one.row["verdict"] = verdict.value
        return {"audiences": audiences, "family": len(self.judged), "waves": self.waves}

    # Leaders

    def _leaders(self) -> dict[str, Any] | None:
        frame, waves = self.pairs.changes("leader")
        if not waves:
            return None
        led = [set(wave[KEY].to_list()) for wave in waves]
        sets = _LeaderSets(self.pairs.waves[1].scales, self.numbers)
        scales = self._scales(frame)
        everyone = _having(frame, OVERALL)
        scored = _said(everyone)
        whole_ones = self._complete(scored, scales)
        questions = self._questions()
        told, aside = self._set_aside(whole_ones, led)
        if len(told) < LEAST_ORGANISATIONS or not self.may_tell(sets.of(told)):
            return {**_NOTHING, "waits": len(told) >= LEAST_ORGANISATIONS}
        stayed = {
            one: _having(told, one).select(KEY, AFTER_KEY).to_dict(as_series=False)
            for one in scales
        }
        tellable = self._changed_enough(told, questions.tellable(stayed))
        cells: list[CellFigures] = []
        for group in groups_of(told, self.pairs.fields):
            own = group.among(told)
            if group == EVERYONE or self.may_tell(sets.of(own)):
                cells += self._leader_cells(own, group, tellable, sets)
        left = _left(waves[0], everyone[KEY].to_list())
        if not self.may_tell(sets.of_baseline(left[KEY].to_list())):
            left = left.clear()
        gone = {one: left.drop_nulls(one)[KEY].to_list() for one in left.columns if one != KEY}
        known = {one: stayed[one][KEY] for one in tellable}
        left = left.select(KEY, *questions.tellable_of_gone(gone, known))
        counts = {
            "n": len(told),
            "unsaid": len(everyone) - len(scored),
            "incomplete": len(scored) - len(whole_ones),
            "aside": aside,
        }
        return {**_NOTHING, **counts, **self._rows(cells, told, left)}

    def _changed_enough(self, told: pl.DataFrame, scales: Sequence[str]) -> list[str]:
        """The scales of which no one to four leaders gave another answer since it was told of.

        What follows of both waves is kept with the document.
        """
        compared = self.pairs.scales["leader"] or self.pairs.waves[1].scales
        names = [(KEY, AFTER_KEY), (AFTER_KEY, KEY)]
        answers = [
            ToldAnswers(wave, told.drop(other).rename({own: KEY}), self.pairs.fields)
            for wave, (own, other) in zip(self.pairs.waves, names, strict=True)
        ]
        items = {one: compared.items_of(one) for one in scales}
        documents = [one.document(items, self.signer) for one in answers]
        few = self.few_changed(documents)
        enough = {
            scale: its
            for scale, its in items.items()
            if few.isdisjoint(figures_of_scale(scale, its))
        }
        known = frozenset().union(*(figures_of_scale(one, its) for one, its in enough.items()))
        for one in documents:
            figures = {name: its for name, its in one["figures"].items() if name in known}
            self.waves.append({**one, "figures": figures})
        return list(enough)

    def _leader_cells(
        self, own: pl.DataFrame, group: FirmGroup, scales: Sequence[str], sets: _LeaderSets
    ) -> Iterator[CellFigures]:
        """The scales that all of a group have; of everyone also those that five or more lack."""
        for scale, cell in figures_of(own, group, scales).items():
            whole_group = cell.change.n == len(own)
            if whole_group or (group == EVERYONE and self.may_tell(sets.of(_having(own, scale)))):
                yield cell

    def _complete(self, frame: pl.DataFrame, scales: Sequence[str]) -> pl.DataFrame:
        """The pairs that have every scale, where these are nearly all: then all figures are alike.

        A scale that many lack, such as one that does not apply to all, is none of those.
        """
        least = _NEARLY_ALL * len(frame)
        usual = [one for one in scales if len(_having(frame, one)) >= least]
        complete = frame.drop_nulls([change_column(one) for one in usual])
        return complete if len(complete) >= least else frame

    def _set_aside(self, frame: pl.DataFrame, led: Sequence[set[str]]) -> tuple[pl.DataFrame, int]:
        """The pairs less a few, where otherwise one to four leaders of a wave were left over."""
        left = [
            len(own - set(frame[name].to_list()))
            for own, name in zip(led, (KEY, AFTER_KEY), strict=True)
        ]
        if all(map(may_be_apart, left)):
            return frame, 0
        few = MINIMUM - min(left)
        by_number = sorted(frame[KEY].to_list(), key=self.numbers.pairs.__getitem__)
        aside = by_number[:few]
        return frame.filter(~_is_among(aside)), len(aside)

    def _questions(self) -> SharedQuestions:
        """Which questions the leaders of both waves answered, of those that both were asked."""
        scales = self.pairs.scales["leader"]
        items = {one: scales.items_of(one) for one in scales.ids} if scales else {}
        every = list(dict.fromkeys(one for its in items.values() for one in its))
        first, second = (wave.questions_of_leaders(every) for wave in self.pairs.waves)
        return SharedQuestions({KEY: first, AFTER_KEY: second}, items)

    # Staff

    def _staff(self) -> dict[str, Any] | None:
        frame, waves = self.pairs.changes("employee")
        if not waves or not all(len(wave) for wave in waves):
            return None
        scales = self._scales(frame)
        everyone = frame.filter(_any_change(scales))
        some = _said(everyone)
        groups = groups_of(some, self.pairs.fields)
        cells = [cell for one in groups for cell in figures_of(some, one, scales).values()]
        told = _having(some, OVERALL) if change_column(OVERALL) in frame.columns else frame.clear()
        left = _left(waves[0], told[KEY].to_list())
        n = max((one.change.n for one in cells), default=0)
        counts = {"n": n, "unsaid": len(everyone) - len(some)}
        return {**_NOTHING, **counts, **self._rows(cells, told, left)}

    # Both

    def _scales(self, frame: pl.DataFrame) -> list[str]:
        return [
            one for one in self.pairs.waves[1].scales.ids if change_column(one) in frame.columns
        ]

    def _rows(
        self, cells: Iterable[CellFigures], told: pl.DataFrame, left: pl.DataFrame
    ) -> dict[str, Any]:
        by_place = {(one.scale, one.group): one for one in cells}
        changes = [self._change(one) for one in by_place.values()]
        arms = [FirmGroup(ARM, arm.value) for arm in (Arm.OTHERS, Arm.PARTICIPANTS)]
        beside = [
            self._beside(scale, by_place[scale, arms[0]], by_place[scale, arms[1]])
            for scale, group in by_place
            if group == EVERYONE and all((scale, arm) in by_place for arm in arms)
        ]
        levers = [lever.id for lever in self.pairs.waves[1].scales.levers]
        gone = list(_left_rows([OVERALL, *levers], told, left))
        return {"changes": changes, "arms": beside, "left": gone}

    def _change(self, cell: CellFigures) -> dict[str, Any]:
        row = {
            "field": cell.group.field,
            "name": cell.group.name,
            "scale": cell.scale,
            "n": cell.change.n,
            "before": whole(cell.before),
            **_shown(cell.estimate),
        }
        self.judged.append(_Judged(row, cell.estimate))
        return row

    def _beside(self, scale: str, others: CellFigures, joined: CellFigures) -> dict[str, Any]:
        """Participants beside others: how much more the ones changed than the others."""
        estimate = welch_estimate(others.change, joined.change)
        row = {"scale": scale, **_shown(estimate)}
        self.judged.append(_Judged(row, estimate))
        return row


@dataclass(frozen=True)
class _LeaderSets:
    """Sets of pairs as the ledger knows them: as pairs, and as the leaders of each wave."""

    scales: Scales
    numbers: PairNumbers

    def of(self, frame: pl.DataFrame) -> MemberSets:
        """These pairs, in every scope that something may be told of them in."""
        members = frozenset(self.numbers.pairs[key] for key in frame[KEY].to_list())
        return [
            (f"pairs {self.scales.questionnaire.id}", members),
            self._of_wave(0, frame[KEY].to_list()),
            self._of_wave(1, frame[AFTER_KEY].to_list()),
        ]

    def of_baseline(self, keys: Iterable[str]) -> MemberSets:
        """Organisations of the baseline alone."""
        return [self._of_wave(0, keys)]

    def _of_wave(self, place: int, keys: Iterable[str]) -> tuple[str, frozenset[int]]:
        leaders = self.numbers.leaders[place]
        return leaders_scope(self.scales), frozenset(
            number for key in keys for number in leaders.get(key, ())
        )


def _said(frame: pl.DataFrame) -> pl.DataFrame:
    """The pairs less those few of which it is not known whether they took part.

    They would be told by subtracting both arms from all, and so hide one of the arms.
    """
    import polars as pl

    known = frame.filter(pl.col(ARM) != "")
    few = 0 < len(frame) - len(known) < LEAST_ORGANISATIONS
    return known if few and len(known) else frame


def _having(frame: pl.DataFrame, scale: str) -> pl.DataFrame:
    """The pairs with a change on this scale."""
    return frame.drop_nulls(change_column(scale))


def _any_change(scales: Sequence[str]) -> pl.Expr:
    import polars as pl

    return pl.any_horizontal(pl.col([change_column(one) for one in scales]).is_not_null())


def _is_among(keys: Sequence[str]) -> pl.Expr:
    import polars as pl

    return pl.col(KEY).is_in(list(keys))


def _left(baseline: pl.DataFrame, stayed: Sequence[str]) -> pl.DataFrame:
    """Whoever has an overall score at the baseline and no change."""
    return baseline.drop_nulls(OVERALL).filter(~_is_among(stayed))


def _left_rows(
    scales: Sequence[str], told: pl.DataFrame, left: pl.DataFrame
) -> Iterator[dict[str, Any]]:
    """Those who left beside those who stayed, at the baseline; nothing of fewer than ten."""
    for scale in scales:
        if scale not in left.columns or before_column(scale) not in told.columns:
            continue
        gone, there = left[scale].drop_nulls(), told[before_column(scale)].drop_nulls()
        if min(len(gone), len(there)) < LEAST_ORGANISATIONS:
            continue
        stayed, went = (_moments(one) for one in (there, gone))
        estimate = welch_estimate(stayed, went)
        yield {
            "scale": scale,
            "n": went.n,
            "mean": whole(went.mean),
            "stayed": stayed.n,
            "stayed_mean": whole(stayed.mean),
            **_shown(estimate),
        }


def _moments(values: pl.Series) -> Moments:
    from statistics import fmean, stdev

    numbers: list[float] = values.to_list()
    return Moments(len(numbers), fmean(numbers), stdev(numbers))


def _shown(estimate: Estimate) -> dict[str, int]:
    told = shown_change(estimate)
    return {"points": told.points, "low": told.low, "high": told.high}
