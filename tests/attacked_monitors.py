"""What the monitor of a programme tells, read by the attacker of batches.

Of leaders every figure becomes a vector over the organisations that it is about; an interval beside
a mean tells the sum of the squared changes as well. A difference between participants and others is
worked out from two changes that are shown, and figures of staff from what `organisations.csv` shows
of both waves: they tell nothing more. A verdict says on which side of a limit a figure lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import polars as pl
import pytest
from attacked_firms import Member, Vector, of_scale, value_of, weights
from attacked_readers import read_printed
from attacked_summary import Run
from attacked_watch import Watch, Watched

from slimscan.batch.monitor import figures
from slimscan.batch.monitor.cells import FirmGroup, figures_of
from slimscan.batch.monitor.files import write_monitor
from slimscan.batch.monitor.monitor import Asked, Monitor, monitor_document, monitor_waves
from slimscan.batch.monitor.pairs import AFTER_KEY
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.released import read_released
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import Scales, scales_of
from slimscan.shown import percent
from slimscan.text import fold

BY_ID = frozenset(["audiences", "left_out"])
OF_NO_ANSWERS = frozenset(
    ["format", "kind", "questionnaire", "made_on", "waves", "matched", "matched_by_id", "dropped_out", "new",
     "participants", "others", "judged_together", "left_out", "unmatched", "audiences.*.organisations",
     "audiences.*.unsaid", "audiences.*.incomplete", "audiences.*.set_aside", "audiences.*.waits"]
)  # fmt: skip
"""Fields about who is in it: which firms answered, and which questions, not what."""

FORMS = ("html", "docx", "xlsx", "json", "pdf")


@dataclass
class Recorder:
    """Which organisations the figures of leaders are about; these are made before those of staff."""

    cells: dict[tuple[str, str, str], list[tuple[str, str]]] = field(default_factory=dict)
    left: list[str] | None = None

    def figures_of(self, frame: pl.DataFrame, group: FirmGroup, scales: Sequence[str]) -> Any:
        for scale in scales:
            own = group.among(frame).drop_nulls(f"change {scale}")
            self.cells.setdefault(
                (group.field, group.name, scale), list(own.select(KEY, AFTER_KEY).rows())
            )
        return figures_of(frame, group, scales)

    def left_of(self, *told: Any) -> pl.DataFrame:
        found = _LEFT(*told)
        self.left = self.left or found[KEY].to_list()
        return found

    def listen(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(figures, "figures_of", self.figures_of)
        patch.setattr(figures, "_left", self.left_of)


_LEFT = figures._left


@dataclass(frozen=True)
class Side:
    """The leaders of a wave by the key of their firm, with their scores by what both waves asked."""

    leaders: Mapping[str, Member]
    scores: Mapping[str, Mapping[str, float]]
    scales: Scales

    def sum_of(self, keys: Sequence[str], scale: str) -> Vector:
        found: Vector = {}
        for key in keys:
            one = self.leaders[key]
            for item, weight in weights(one, key, self.scores, scale, self.scales).items():
                found[one.unknown(item)] = weight
        return found

    def total(self, keys: Sequence[str], scale: str) -> float:
        return sum(self.scores[scale][key] for key in keys)


@dataclass
class Monitors:
    """What the attacker has of all monitors of a world."""

    instrument: Instrument
    vectors: list[Vector] = field(default_factory=list)
    watch: Watch = field(default_factory=lambda: Watch(BY_ID))
    kinds: set[str] = field(default_factory=set)
    _told: list[Any] = field(default_factory=list)

    @property
    def unread(self) -> set[str]:
        """The fields that were met and not read."""
        return self.watch.unread(OF_NO_ANSWERS)

    def learn(
        self, before: Run, after: Run, joined: str | None, patch: pytest.MonkeyPatch,
        forms: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Make a monitor of two runs of a batch, and read it."""
        recorder = Recorder()
        recorder.listen(patch)
        folders = before.folder, after.folder
        made = monitor_waves(self.instrument, folders, Asked(joined), date(2027, 11, 22))
        check_forms(made, after.folder, forms)
        document = self.watch.over(json.loads(json.dumps(monitor_document(made))))
        if document["held"] or document.plain["audiences"] in self._told:
            return
        self._told.append(document.plain["audiences"])
        for audience, its in document["audiences"].items():
            if its["changes"]:
                self.kinds.add(f"monitor of {audience}")
            self._check_arms(its)
            if audience == "leader":
                self._leaders(its, recorder, sides(made, (before, after)))
            else:
                check_staff(made, its, (before, after))

    def _check_arms(self, its: Watched) -> None:
        """Participants beside others: two changes that are shown, one taken from the other."""
        shown = {(one["field"], one["name"], one["scale"]): one["points"] for one in its["changes"]}
        for one in its["participants_beside_others"]:
            joined, others = (shown["arm", a, one["scale"]] for a in ("participants", "others"))
            assert abs(joined - others - one["points"]) <= 1
            assert one["interval"][0] <= one["points"] <= one["interval"][1]
            assert one["verdict"]
            self.kinds.add("participants beside others")

    def _leaders(self, its: Watched, recorder: Recorder, both: tuple[Side, Side]) -> None:
        first, second = both
        for one in its["changes"]:
            scale = one["scale"]
            pairs = recorder.cells[one["field"] or "", one["name"] or "", scale]
            assert len(pairs) == one["n"]
            keys, later = ([pair[n] for pair in pairs] for n in (0, 1))
            was, now = first.total(keys, scale), second.total(later, scale)
            assert abs(was / one["n"] - one["before"]) <= 0.5 + 1e-9
            assert abs((now - was) / one["n"] - one["points"]) <= 0.5 + 1e-9
            then = first.sum_of(keys, scale)
            changed = second.sum_of(later, scale) | {u: -w for u, w in then.items()}
            self.vectors += [then, changed]
            assert one["interval"][0] <= one["points"] <= one["interval"][1], one["verdict"]
            self.vectors.append(squares(both, pairs, scale))
            self.kinds.add(f"change by {one['field']}")
        for one in its["left_beside_stayed"]:
            assert recorder.left is not None
            scale = one["scale"]
            gone = [key for key in recorder.left if key in first.scores[scale]]
            assert len(gone) == one["n"]
            assert abs(first.total(gone, scale) / one["n"] - one["mean"]) <= 0.5 + 1e-9
            assert abs(one["mean"] - one["stayed_mean"] - one["points"]) <= 1, one["stayed"]
            assert one["interval"]
            items = first.scales.items_of(scale)
            what = of_scale(scale, "squared", items)
            some = [first.leaders[key] for key in gone]
            self.vectors += [
                first.sum_of(gone, scale),
                {each.unknown_of(what, items): 1.0 for each in some},
            ]
            self.kinds.add("left")


def squares(both: tuple[Side, Side], pairs: Sequence[tuple[str, str]], scale: str) -> Vector:
    """The squared changes of these pairs: of each firm one thing, which both its answers make."""
    first, second = both
    items = first.scales.items_of(scale)
    found: Vector = {}
    for key, after in pairs:
        _, _, then = first.leaders[key].unknown_of("", items)
        who, what, now = second.leaders[after].unknown_of(f"{scale} change squared", items)
        found[who, what, then * 1_000_000 + now] = 1.0
    return found


def sides(made: Monitor, runs: tuple[Run, Run]) -> tuple[Side, Side]:
    """Both waves by what both asked."""
    asked = made.waves[0].asks_scored("leader") & made.waves[1].asks_scored("leader")
    scales = scales_of(made.instrument.questionnaire, quick=False).only(asked)
    found = []
    for wave, run in zip(made.waves, runs, strict=True):
        rows = wave.leaders(scales)
        scores = {
            one: {key: score for key, score in rows.select(KEY, one).rows() if score is not None}
            for one in scales.ids
        }
        leaders = {fold(firm.name): firm.leader for firm in run.firms.values() if firm.leader}
        for scale, its in scores.items():
            for key, score in its.items():
                member = leaders[key]
                own = weights(member, key, scores, scale, scales)
                assert abs(sum(w * _value(made, member, i) for i, w in own.items()) - score) < 1e-6
        found.append(Side(leaders, scores, scales))
    return found[0], found[1]


def _value(made: Monitor, member: Member, item: str) -> float:
    place = member.answers[item]
    assert place is not None
    return value_of(made.instrument.questionnaire, item, place)


def check_staff(made: Monitor, told: Watched, runs: tuple[Run, Run]) -> None:
    """Every figure of staff follows from what `organisations.csv` shows of both waves."""
    waves = [shown_now(run) for run in runs]
    pairs = made.matching.pairs
    arms = made.participation.arms if made.participation else {}
    places = [{fold(one.name): one.places for one in run.firms.values()} for run in runs]

    def is_there(key: str, field: str | None, name: str | None) -> bool:
        if field == "arm":
            return str(arms.get(key, "")) == name
        known = field is None or places[0][key].get(field) or places[1][pairs[key]].get(field)
        return field is None or known == name

    for one in told["changes"]:
        scale = one["scale"]
        own = [
            (waves[0][key, scale], waves[1][after, scale])
            for key, after in pairs.items()
            if (key, scale) in waves[0] and (after, scale) in waves[1]
            if is_there(key, one["field"], one["name"])
        ]
        assert one["n"] == len(own)
        assert abs(fmean(now - then for then, now in own) - one["points"]) <= 0.5 + 1e-9
        assert abs(fmean(then for then, _ in own) - one["before"]) <= 0.5 + 1e-9
        assert one["interval"]
        assert one["verdict"]
    for one in told["left_beside_stayed"]:
        assert all(
            one[part] is not None for part in ("scale", "n", "mean", "stayed", "stayed_mean")
        )
        assert one["points"] is not None
        assert one["interval"]


def shown_now(run: Run) -> dict[tuple[str, str], int]:
    """The means in `organisations.csv` of staff as they are now, by key and scale."""
    names = {fold(firm.name): name for name, firm in run.firms.items()}
    settled = read_released(run.folder).filter("settled").select(KEY, "scale", "mean").collect()
    found = {}
    for key, scale, mean in settled.rows():
        assert run.written[names[key], "", scale].lstrip("<>=") == str(mean)
        found[key, scale] = mean
    return found


# Every form


def check_forms(made: Monitor, folder: Path, forms: Sequence[str]) -> None:
    """Every form of a monitor tells the numbers of its JSON and no others."""
    if not forms:
        return
    document = monitor_document(made)
    names = {n for one in document["unmatched"] for n in numbers(f"{one['name']} {one['nearest']}")}
    known = numbers(" ".join(leaves(document))) | said_anyhow(document["made_on"])
    # Which share of the baseline left stands beside both numbers.
    known.add(str(percent(document["dropped_out"] / document["waves"][0]["organisations"])))
    for form in forms:
        path = write_monitor(made, "en", form, folder / f"monitor.{form}", overwrite=True)
        text = read_printed(path)
        alone = re.sub(r"\d+ ?/ ?\d+", " ", text.replace("−", " ").replace("–", " "))
        strange = numbers(alone) - known - (names if form in {"xlsx", "json"} else set())
        assert not strange, (form, strange)


def said_anyhow(made_on: str) -> set[str]:
    """The numbers in words, scales and dates."""
    texts = [t for name in ("monitor", "workbook") for t in words("en", name).texts.values()]
    said = {n for text in texts for n in numbers(text)} | numbers(made_on.replace("-", " "))
    return said | {"1.0.0", "1.0"} | {str(place) for place in (0, 1, 2, *range(0, 105, 5))}


def numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![A-Za-z\d.,_#-])\d+(?:[.,]\d+)?", text))


def leaves(document: object) -> list[str]:
    if isinstance(document, Mapping | list):
        some = document.values() if isinstance(document, Mapping) else document
        return [text for one in some for text in leaves(one)]
    return [] if document is None else [str(document).lstrip("-")]
