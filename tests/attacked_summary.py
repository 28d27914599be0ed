"""What a batch tells of many organisations together, read by the attacker of batches.

Every figure of `summary.json` and `standings.json` becomes a vector over those whose answers it is
made of, is worked out from figures that are shown elsewhere, or only bounds something. A figure
tells of more than one thing: a mean with a standard deviation tells the sum of squares as well, an
ICC beside the means of the organisations likewise. What is no sum (an alpha, a correlation) is made
of sums; these are taken as known. A percentile and the share of a band say how many of a set lie on
one side of a value, so these are vectors over that set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median, stdev, variance
from typing import Any

import numpy as np
import polars as pl
from attacked_firms import Member, Vector, of_scale, value_of, weights
from attacked_watch import Watch

from slimscan.batch.organisations.standings import PERCENTILES
from slimscan.privacy import Delivered, Delivery
from slimscan.questionnaire.models import Questionnaire
from slimscan.scoring.scales import OVERALL, Scales

PLACES = tuple(f"audiences.*.{one}.cells[]" for one in ("scales[]", "splits[].scales[]"))
BY_ID = frozenset(
    ["missing_percent", "disagree_on", "flags", "audiences", "audiences.*.reliability[].item_rest"]
    + [f"{one}.{part}" for one in PLACES for part in ("percentiles", "bands_percent")]
)
OF_NO_ANSWERS = frozenset(
    [
        "format",
        "kind",
        "questionnaire",
        "made_on",
        "quick",
        "counts",
        "files",
        "audiences.*.counted",
    ]
)
"""Fields of a summary about the run and its rows, not about what anybody answered."""

LEAST = 10
"""The fewest organisations of which anything is told."""


@dataclass(frozen=True)
class FirmThen:
    """A firm as it was delivered."""

    name: str
    leader: Member | None
    staff: Sequence[Member]
    places: Mapping[str, str]
    """Its sector, its size, and what the branch keeps of it, by column."""


@dataclass(frozen=True)
class Run:
    """One run of a batch, with all that the attacker knows of who was in it."""

    folder: Path
    scales: Scales
    firms: Mapping[str, FirmThen]
    seen: Mapping[str, tuple[Delivered, Delivery]]
    """By firm what went through the release rule, and what came of it."""
    people: Mapping[str, Member]
    """By the name of a row who it is of."""
    scores: Mapping[str, Mapping[str, float]]
    """By scale, the scores of leaders by who they are."""
    having: Mapping[tuple[str, str], int]
    """By firm and scale how many of the staff have a score, those who stopped early too."""
    written: Mapping[tuple[str, str, str], str]
    """The means in `organisations.csv`, by firm, team and scale."""

    @property
    def leaders(self) -> list[Member]:
        """Everybody who leads a firm and answered."""
        return [firm.leader for firm in self.firms.values() if firm.leader]

    def settled(self, scale: str) -> dict[str, list[Member]]:
        """By firm that shows a scale about all who have it, as they are now: those who have it.

        Whoever reads it may know of which firms nobody left or answered anew.
        """
        found = {}
        for firm, (delivered, delivery) in self.seen.items():
            values = delivery.release.total.values
            value = next((one for one in values if one.scale == scale), None)
            if value is None or value.mean is None:
                continue
            own = delivered.staff.scores[scale]
            have = self.having[firm, scale]
            all_of_them = delivery.counts(delivery.release.total.cell).get(scale, 0) == have
            waits = delivery.held_back or value.earlier or delivery.second
            if all_of_them and delivery.is_steady and not waits:
                found[firm] = [self.people[name] for name in own]
        return found


@dataclass
class Summaries:
    """What the attacker has of all summaries: vectors, what they were made of, and which fields."""

    questionnaire: Questionnaire
    vectors: list[Vector] = field(default_factory=list)
    watch: Watch = field(default_factory=lambda: Watch(BY_ID))
    kinds: set[str] = field(default_factory=set)
    """The kinds of figures that were met."""
    _told: set[str] = field(default_factory=set)

    @property
    def unread(self) -> set[str]:
        """The fields that were met and not read."""
        return self.watch.unread(OF_NO_ANSWERS)

    def learn(self, run: Run, document: Mapping[str, Any], standings: Mapping[str, Any]) -> None:
        """Take in a summary, and the standings that a benchmark is made of."""
        told = self.watch.over(document)
        self._check_bands({**told["flags"], **told["disagree_on"]})
        waits = told["held"]
        plain = {one: document["audiences"][one] for one in document["audiences"]}
        whole = {one: {**its, "splits": []} for one, its in plain.items()}
        if self._is_new([whole, document["missing_percent"], document["closing"]], waits=True):
            self._missing(run, told["missing_percent"], waits)
            self._closing(run, told["closing"], waits)
            for audience, its in told["audiences"].items():
                who = self._leader_items if audience == "leader" else self._staff_items
                who(run, its["items"], waits)
                self._reliability(run, audience, its["reliability"], waits)
                self._agreement(run, its["agreement"], waits)
        for audience, its in told["audiences"].items():
            rows = standings["audiences"][audience]
            self._spreads(run, audience, its["scales"], rows["spreads"])
            self._splits(run, audience, its["splits"], rows["splits"])

    def _is_new(self, figure: object, waits: bool) -> bool:
        """Whether it is about those of now: what may wait and was told before is of then."""
        text = json.dumps(figure, sort_keys=True)
        known = text in self._told
        self._told.add(text)
        return not (known and waits)

    def _note(self, kind: str, vector: Vector) -> None:
        self.kinds.add(kind)
        self.vectors.append(vector)

    def _values(self, item: str, some: Sequence[Member]) -> list[float]:
        return [
            value_of(self.questionnaire, item, place)
            for one in some
            if (place := one.answers[item]) is not None
        ]

    def _score(self, member: Member, scale: str, scales: Scales) -> float:
        """Of somebody who answered all of a scale."""
        known = [(item, member.answers[item]) for item in scales.items_of(scale)]
        values = {i: value_of(self.questionnaire, i, p) for i, p in known if p is not None}
        return sum(w * values[item] for item, w in _weights(member, scale, scales).items())

    # How questions were answered

    def _leader_items(self, run: Run, told: Sequence[Mapping[str, Any]], waits: bool) -> None:
        for one in told:
            item, led = one["id"], run.leaders
            own = [each for each in led if each.answers[item] is not None]
            values = self._values(item, own)
            if self._is_new([item, one["n"], one["mean"]], waits):
                assert (len(own), abs(fmean(values) - one["mean"]) <= 0.5 + 1e-9) == (
                    one["n"],
                    True,
                )
                self._note("mean of an item", {each.unknown(item): 1.0 for each in own})
                self._note("number of an item", _answered(item, led))
            shares = [one[f"{end}_percent"] for end in ("lowest", "highest", "dont_know")]
            if self._is_new([item, one["sd"], *shares], waits) and one["sd"] is not None:
                self._check_shares(values, led, [one["sd"], *shares], 0.5, 0.5)
                self._note_shares(item, own, led)

    def _staff_items(self, run: Run, told: Sequence[Mapping[str, Any]], waits: bool) -> None:
        for one in told:
            item = one["id"]
            shares = [one[f"{end}_percent"] for end in ("lowest", "highest", "dont_know")]
            assert one["n"]
            if not self._is_new([item, one["mean"], one["sd"], *shares, "staff"], waits):
                continue
            aspect = next(a for a in run.scales.aspects if item in {i.id for i in a.items})
            asked = [each for some in run.settled(aspect.id).values() for each in some]
            own = [each for each in asked if each.answers[item] is not None]
            values = self._values(item, own)
            assert abs(fmean(values) - one["mean"]) <= (5 if len(own) < 50 else 2.5) + 1e-9
            self._note("mean of an item", {each.unknown(item): 1.0 for each in own})
            step = 10 if len(own) < 100 else 5 if len(own) < 200 else 2.5
            self._check_shares(values, asked, [one["sd"], *shares], 2.5, step)
            self._note_shares(item, own, asked)

    def _check_shares(
        self, values: Sequence[float], asked: Sequence[Member], told: Sequence[int], sd: float,
        share: float,
    ) -> None:  # fmt: skip
        """The standard deviation, the shares at both ends and that of don't know are the right ones."""
        assert abs(stdev(values) - told[0]) <= sd + 1e-9
        ends = [100 * values.count(end) / len(values) for end in (0.0, 100.0)]
        for exact, shown in zip(
            [*ends, 100 - 100 * len(values) / len(asked)], told[1:], strict=True
        ):
            assert abs(exact - shown) <= share + 1e-9, (exact, shown)

    def _note_shares(self, item: str, own: Sequence[Member], asked: Sequence[Member]) -> None:
        for what in ("squared", "lowest", "highest"):
            self._note(f"item {what}", {o.unknown_of(f"{item} {what}", [item]): 1.0 for o in own})
        self._note("don't know", _answered(item, asked))

    def _missing(self, run: Run, told: Mapping[str, int], waits: bool) -> None:
        """How many left a question open: the attacker knows who did, so he learns nothing."""
        settled = run.settled(OVERALL)
        some = run.leaders if len(run.leaders) >= LEAST else []
        if len(settled) >= LEAST:
            some = [*some, *(one for firm in settled for one in run.firms[firm].staff)]
        for item, share in told.items():
            if not self._is_new(["missing", item, share], waits):
                continue
            open_ = sum(one.answers[item] is None for one in some)
            assert abs(100 * open_ / len(some) - share) <= 0.5 + 1e-9
            self.kinds.add("missing")

    def _closing(self, run: Run, told: Sequence[Mapping[str, Any]], waits: bool) -> None:
        for one in told:
            if self._is_new(dict(one), waits):
                own = [each for each in run.leaders if each.answers[one["id"]] is not None]
                assert len(own) == one["n"]
                for place, share in enumerate(one["percents"]):
                    count = sum(each.answers[one["id"]] == place for each in own)
                    assert abs(100 * count / len(own) - share) <= 0.5 + 1e-9
                self._note(
                    "closing", {e.unknown_of(f"{one['id']} is", [one["id"]]): 1.0 for e in own}
                )

    def _check_bands(self, told: Mapping[str, str | None]) -> None:
        """A band of five or more bounds a count, and is no equation."""
        for band in told.values():
            assert band is None or int(band.rstrip("+").split("-")[0]) >= 5
            if band:
                self.kinds.add("flags")

    # How well scales measure

    def _reliability(
        self, run: Run, audience: str, told: Sequence[Mapping[str, Any]], waits: bool
    ) -> None:
        """Of those who answered all of a scale: sums of scores, squares and products."""
        for one in told:
            if not self._is_new([audience, one.plain], waits):
                continue
            scale, items = one["scale"], run.scales.items_of(one["scale"])
            firms = run.settled(OVERALL).keys() & run.settled(scale).keys()
            staff = (each for firm in firms for each in run.firms[firm].staff)
            own = _complete(run.leaders if audience == "leader" else list(staff), items)
            scores = [self._score(each, scale, run.scales) for each in own]
            near = 0.5 if audience == "leader" else 5
            assert abs(fmean(scores) - one["mean"]) <= near + 1e-9, (audience, scale)
            assert abs(stdev(scores) - one["sd"]) <= near + 1e-9
            assert one["n"] in (len(own), "20-49", "50-99", "100-199", "200-499", "500-999")
            self._check_alpha(own, items, one["alpha"])
            self._note("reliability", _sum(own, scale, run.scales))
            self._note(
                "reliability squared", _made_of(own, of_scale(scale, "squared", items), items)
            )
            together = one["alpha"], one["spearman_brown"], *one["item_rest"].values()
            if all(each is None for each in together):
                continue
            # Of two or three items alpha, sd and correlations tell each item's squares; of more
            # there are fewer equations than squares, and the sum of these is what they tell.
            squares = [*items, *([] if len(items) < 4 else [of_scale(scale, "items", items)])]
            for what in squares if len(items) < 4 else squares[-1:]:
                about = [what] if what in items else items
                self._note("item squared", _made_of(own, f"{what} squared", about))
            for item in items:
                what = of_scale(scale, f"by {item}", items)
                self._note("item by rest", _made_of(own, what, items))

    def _check_alpha(self, own: Sequence[Member], items: Sequence[str], told: float | None) -> None:
        values = [self._values(item, own) for item in items]
        if told is not None:
            k, whole = len(items), variance(map(sum, zip(*values, strict=True)))
            exact = k / (k - 1) * (1 - sum(map(variance, values)) / whole)
            assert abs(exact - told) <= 0.005 + 1e-9

    def _agreement(self, run: Run, told: Sequence[Mapping[str, Any]], waits: bool) -> None:
        """How alike staff see it: the squares of all beside the means of all, and one middle."""
        for one in told:
            if not self._is_new(one.plain, waits):
                continue
            scale, items = one["scale"], run.scales.items_of(one["scale"])
            groups = run.settled(scale)
            assert one["organisations"] == len(groups)
            own = [each for some in groups.values() for each in some]
            self._check_icc(run, scale, one["icc1"], one["icc2"])
            self._note("icc", _made_of(own, of_scale(scale, "squared", items), items))
            if one["r_wg"] is None:
                continue
            within = self._within(run, groups, items)
            middle = median(within.values())
            assert abs(middle - one["r_wg"]) <= 0.025 + 1e-9
            near = sorted(within, key=lambda firm: abs(within[firm] - middle))
            for firm in near[: 2 - len(within) % 2]:
                own = _complete(run.firms[firm].staff, items)
                self._note("r_wg", _made_of(own, of_scale(scale, "apart", items), items))

    def _check_icc(self, run: Run, scale: str, icc1: float | None, icc2: float | None) -> None:
        groups = []
        for firm in run.settled(scale):
            delivered, _ = run.seen[firm]
            groups.append(list(delivered.staff.scores[scale].values()))
        people = sum(map(len, groups))
        mean = sum(map(sum, groups)) / people
        between = sum(len(g) * (fmean(g) - mean) ** 2 for g in groups) / (len(groups) - 1)
        within = sum((s - fmean(g)) ** 2 for g in groups for s in g) / (people - len(groups))
        if icc1 is not None and icc2 is not None:
            exact1 = (between - within) / (between + (people / len(groups) - 1) * within)
            for exact, shown in ((exact1, icc1), (1 - within / between, icc2)):
                assert abs(max(0.0, exact) - shown) <= 0.025 + 1e-9, (scale, exact, shown)

    def _within(
        self, run: Run, groups: Mapping[str, Sequence[Member]], items: Sequence[str]
    ) -> dict[str, float]:
        """By firm how far its staff agree, of five options a question."""
        found = {}
        for firm in groups:
            own = _complete(run.firms[firm].staff, items)
            if len(own) >= 5:
                apart = fmean(variance(self._values(item, own)) for item in items) / 1250
                j = len(items)
                found[firm] = (
                    max(0.0, j * (1 - apart) / (j * (1 - apart) + apart)) if apart < 1 else 0
                )
        return found

    # How organisations stand

    def _spreads(
        self, run: Run, audience: str, told: Sequence[Mapping[str, Any]], rows: Mapping[str, Any]
    ) -> None:
        """In the summary by sector or by size; in the standings by both together too."""
        scales = {one["id"]: one["cells"] for one in told}
        assert scales.keys() == rows.keys()
        for scale, its in rows.items():
            known = [
                [one["sector"] or "", one["size"] or "", *_figures(one)] for one in scales[scale]
            ]
            assert all(one in its for one in known)
            self._check_shares_of_bands(scales[scale])
            for sector, size, n, percentiles in its:
                places = {"sector": sector, "size": size}
                self._spread(run, audience, scale, places, n, percentiles)

    def _splits(
        self, run: Run, audience: str, told: Sequence[Mapping[str, Any]], rows: Mapping[str, Any]
    ) -> None:
        assert {one["column"] for one in told} == rows.keys()
        for split in told:
            for one in split["scales"]:
                its = rows[split["column"]][one["id"]]
                assert [[cell["value"], *_figures(cell)] for cell in one["cells"]] == its
                self._check_shares_of_bands(one["cells"])
                for value, n, percentiles in its:
                    places = {split["column"]: value}
                    self._spread(run, audience, one["id"], places, n, percentiles)

    def _check_shares_of_bands(self, cells: Sequence[Mapping[str, Any]]) -> None:
        for one in cells:
            shares = list(one["bands_percent"].values())
            assert not shares or abs(sum(shares) - 100) <= len(shares)

    def _spread(
        self, run: Run, audience: str, scale: str, places: Mapping[str, str], n: int,
        percentiles: Sequence[int],
    ) -> None:  # fmt: skip
        """The values of organisations in one place: of staff as they are shown, so nothing is new."""
        if not self._is_new([audience, scale, places, n, percentiles], waits=True):
            return
        there = {
            name: firm
            for name, firm in run.firms.items()
            if all(not value or firm.places.get(at, "") == value for at, value in places.items())
        }
        if audience == "employee":
            shown = {
                name: told
                for (name, team, of), told in run.written.items()
                if (team, of) == ("", scale)
            }
            values = [float(told.lstrip("<>=")) for name, told in shown.items() if name in there]
            self.kinds.add("shown spread")
        else:
            led = [firm.leader for firm in there.values() if firm.leader]
            own = [one for one in led if one.who in run.scores[scale]]
            values = [run.scores[scale][one.who] for one in own]
            items = run.scales.items_of(scale)
            self._note(
                f"spread by {'+'.join(k for k, v in places.items() if v)}",
                _made_of(own, of_scale(scale, "under", items), items),
            )
            if len(items) == 1:
                # How it is spread tells how often every answer was given to its one question.
                answers: Vector = {one.unknown(items[0]): 1.0 for one in own}
                self._note("mean of an item", answers)
        assert len(values) == n, (audience, scale, places)
        exact = np.percentile(values, PERCENTILES)
        assert all(abs(a - b) <= 0.5 + 1e-6 for a, b in zip(exact, percentiles, strict=True))


def _figures(cell: Mapping[str, Any]) -> list[Any]:
    return [cell["n"], list(cell["percentiles"].values())]


def _answered(item: str, some: Sequence[Member]) -> Vector:
    """How many of these answered an item: who did not is told by it, too."""
    return {one.unknown_of(f"{item} answered", [item]): 1.0 for one in some}


def _made_of(some: Sequence[Member], what: str, items: Sequence[str]) -> Vector:
    return {one.unknown_of(what, items): 1.0 for one in some}


def _complete(some: Sequence[Member], items: Sequence[str]) -> list[Member]:
    return [one for one in some if all(one.answers[item] is not None for item in items)]


def _weights(member: Member, scale: str, scales: Scales) -> dict[str, float]:
    """What every item counts in the score of somebody who answered all of a scale."""
    return weights(member, "", {one: {"": 0.0} for one in scales.ids}, scale, scales)


def _sum(some: Sequence[Member], scale: str, scales: Scales) -> Vector:
    return {
        one.unknown(item): weight
        for one in some
        for item, weight in _weights(one, scale, scales).items()
    }


def leader_scores(
    run_folder: Path, scales: Scales, people: Mapping[str, Member]
) -> dict[str, dict[str, float]]:
    """By scale the scores of leaders, by who they are."""
    rows = pl.read_parquet(run_folder / "scores.parquet").filter(pl.col("audience") == "leader")
    return {
        scale: {
            people[name].who: score
            for name, score in rows.select("respondent", scale).rows()
            if score is not None
        }
        for scale in scales.ids
    }
