"""An attacker of batches: reads all that is written of many firms, delivery after delivery.

It knows who is who, whose answers every figure is made of, and takes every figure as exact. Then
it asks by linear algebra, person by item, whether something follows about 1 to 4 people (or
organisations). What it takes for the people behind a figure it checks: the figure worked out from
their answers must be the one that was written. One world in three is a programme: more and smaller
firms, with columns of the branch's own, measured twice and monitored (`attacked_monitors.py`).

    python tests/attacked_deliveries.py FIRST LAST    these worlds, with figures
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from attacked_firms import Firm, Member, Vector, of_scale, told_sets, value_of, weights
from attacked_monitors import FORMS, Monitors
from attacked_summary import FirmThen, Run, Summaries, leader_scores

from slimscan.batch.files import PEOPLE, BatchFolder, stamp
from slimscan.batch.organisations import staff as organisations
from slimscan.batch.organisations.benchmark import made_for, make_benchmark, make_group_benchmarks
from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.batch.summary.summary import summary_document
from slimscan.errors import InputError
from slimscan.privacy import Delivered, Delivery, Session, Terms, deliver
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State, responses_frame
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scores import COUNTS, score_responses

READ = frozenset({"organisations.csv", "summary.json", "standings.json"})
"""What is read here; what else a batch writes is checked to tell no more, or is the branch's own."""

OWN_COLUMNS = ("organisation_id", "region", "took_part")
"""What the branch keeps of the firms of a programme."""


# What is delivered and told


@dataclass
class Recorder:
    """Notes what goes through the release rule: the people and the figures of every delivery."""

    seen: dict[str, tuple[Mapping[str, str], Delivered, Delivery]] = field(default_factory=dict)

    def __call__(self, session: Session, one: Delivered, terms: Terms) -> Delivery:
        names = dict(session.find(one.rows).names)
        delivery = deliver(session, one, terms)
        self.seen[one.rows[0].name] = names, one, delivery
        return delivery


@dataclass(frozen=True)
class Row:
    """A row of what is delivered, and whose it is, as they are then."""

    given: Respondent
    firm: str
    member: Member
    audience: str
    own: Mapping[str, str]


@dataclass
class World:
    """Some firms in one home, their deliveries, and what the attacker knows."""

    instrument: Instrument
    folder: Path
    seed: int
    firms: list[Firm] = field(default_factory=list)
    vectors: dict[str, list[Vector]] = field(default_factory=dict)
    """By firm what is shown of its staff."""
    runs: list[Run] = field(default_factory=list)
    deviations: int = 0
    _known: dict[tuple[Any, ...], list[Vector]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.is_programme = self.seed % 3 == 1
        self.summaries = Summaries(self.instrument.questionnaire)
        self.monitors = Monitors(self.instrument)
        count = self.chance.randint(32, 36) if self.is_programme else self.chance.randint(11, 14)
        self.firms = [self.firm(number) for number in range(count)]

    def firm(self, number: int) -> Firm:
        questionnaire = self.instrument.questionnaire
        chance = random.Random(f"{self.seed} {number}")
        firm = Firm(
            name=f"Firm {self.seed} {number}",
            chance=chance,
            items=[item.id for item in questionnaire.items],
            missing=(0.0, 0.02, 0.25)[number % 3],
            with_ids=number % 4 != 3,
            outcomes=[item.id for item in questionnaire.outcome_items("employee")],
            closing=[item.id for item in questionnaire.closing_items],
            most=9 if self.is_programme else 28,
        )
        if self.is_programme:
            firm.sector, firm.size = (
                chance.choice(("bakery", "other")),
                chance.choice(("", "small")),
            )
            joined, region = chance.choice(("yes", "no")), chance.choice(("north", "south"))
            own = (f"K{number}", region, joined)
            firm.own = dict(zip(OWN_COLUMNS, own, strict=True))
        return firm

    def run(self, patch: pytest.MonkeyPatch) -> None:
        """All deliveries: 3 to 6, in old and new folders, by all items or the quick ones."""
        for number in range(self.chance.randint(3, 6) - self.is_programme):
            if number:
                self.time_goes_by()
            folder = self.folder / f"out{self.chance.choice((0, number))}"
            self.deliver(folder, number > 0 and self.chance.random() < 0.3, patch)
        if self.is_programme:
            self.measure_again(patch)

    def time_goes_by(self) -> None:
        for firm in self.chance.sample(self.firms, self.chance.choice((1, 3, 11))):
            firm.happens()
        for firm in self.chance.sample(self.firms, self.chance.choice((0, 0, 1, 3, 5, 6))):
            firm.leads()

    def measure_again(self, patch: pytest.MonkeyPatch) -> None:
        """A year later: some left the programme; then more than one delivery, each monitored."""
        self.deliver(self.folder / "baseline", False, patch)
        before = self.runs[-1]
        for firm in self.firms:
            firm.measured_again()
        self.firms = self.firms[self.chance.choice((0, 1, 2, 5, 10)) :]
        for number in range(3):
            if number:
                self.time_goes_by()
            self.deliver(self.folder / f"later{number}", self.chance.random() < 0.2, patch)
            for joined in ("took_part", None):
                forms = FORMS if (number, joined, self.seed % 15) == (0, "took_part", 1) else ()
                self.monitors.learn(before, self.runs[-1], joined, patch, forms)

    def deliver(self, folder: Path, quick: bool, patch: pytest.MonkeyPatch) -> None:
        """One run of a batch, read by the attacker."""
        scales = scales_of(self.instrument.questionnaire, quick)
        rows = self.rows()
        self.chance.shuffle(rows)
        write_frames(folder, self.instrument, scales, rows)
        recorder = Recorder()
        patch.setattr(organisations, "deliver", recorder)
        splits = OWN_COLUMNS[1:] if self.is_programme else ()
        batch = Batch(folder, self.instrument, scales, (), date(2026, 11, 22), quick, splits)
        _, summary = tell_outcome(batch)
        people = {row.given.respondent: row.member for row in rows}
        names = {row.given.respondent: row.firm for row in rows}
        firms = {one.name: firm_then(one, rows) for one in self.firms}
        written = read_organisations(folder / "organisations.csv", firms)
        left, seen = dict(written), {}
        for known, delivered, delivery in recorder.seen.values():
            firm = names[delivered.rows[0].name]
            seen[firm] = delivered, delivery
            by_person = {person: people[name] for name, person in known.items()}
            self.learn(firm, people, by_person, seen[firm], left, scales)
        assert not left, "every line is accounted for"
        scores = leader_scores(folder, scales, people)
        run = Run(
            folder, scales, firms, seen, people, scores, having(folder, scales, names), written
        )
        self.runs.append(run)
        standings = json.loads((folder / "standings.json").read_text(encoding="utf-8"))
        document = json.loads(json.dumps(summary_document(summary)))
        self.summaries.learn(run, document, standings)
        check_benchmark(folder, standings, splits)

    def rows(self) -> list[Row]:
        """A row of everybody as they are now; one of a firm's staff names another region."""
        rows: list[Row] = []
        for firm in self.firms:
            seen: Counter[str] = Counter()
            name = firm.name + firm.spelling
            for member in (one.copy() for one in firm.staff):
                made = f"#{abs(hash(firm.name + str(member.answers))) % 16**16:016x}"
                seen[made] += 1
                tag = made if seen[made] == 1 else f"{made}-{seen[made]}"
                given = respondent(member.who if firm.with_ids else tag, name, member, firm)
                rows.append(Row(given, firm.name, member, "employee", dict(firm.own)))
            # Of two who disagree neither is right: a firm's own column is what most say.
            if firm.own and (firm.leader or len(firm.staff) > 2):
                rows[-1] = replace(rows[-1], own=firm.own | {"region": "elsewhere"})
            if firm.leader:
                leader = firm.leader.copy()
                given = respondent(leader.who, name, leader, firm)
                rows.append(Row(given, firm.name, leader, "leader", dict(firm.own)))
        return rows

    def learn(
        self,
        firm: str,
        people: Mapping[str, Member],
        by_person: Mapping[str, Member],
        told: tuple[Delivered, Delivery],
        written: dict[tuple[str, str, str], str],
        scales: Scales,
    ) -> None:
        """What is shown of one firm, as vectors over its people's answers."""
        delivered, delivery = told
        vectors = self.vectors.setdefault(firm, [])
        report = delivery.ledger.find(delivery.coded.wave, delivery.measure)
        for group in delivery.release.groups:
            coded = next(code for code, cell in delivery.labels.items() if cell == group.cell)
            for value in group.values:
                if value.mean is None:
                    continue
                assert report is not None
                shown = report.find(coded, value.scale)
                assert shown is not None
                ids = [one for n, one in enumerate(delivery.ledger.people) if shown.people >> n & 1]
                key = (firm, delivery.measure, value.scale, frozenset(ids), shown.exact.mean)
                if key not in self._known:
                    who = [by_person[one] for one in ids]
                    found = vector_of(who, people, delivered, value.scale, scales)
                    self.check(found, who, shown.exact.mean)
                    # A standard deviation beside the mean tells the sum of squares.
                    items = scales.items_of(value.scale)
                    what = of_scale(value.scale, "squared", items)
                    self._known[key] = [found, {one.unknown_of(what, items): 1.0 for one in who}]
                vectors += self._known[key][: 1 if value.sd is None else 2]
                self.deviations += value.sd is not None
                end = {"at_most": "<=", "at_least": ">="}.get(value.end or "", "")
                place = (firm, group.cell.name, value.scale)
                assert written.pop(place) == f"{end}{value.mean}", place

    def check(self, vector: Vector, people: Sequence[Member], mean: float) -> None:
        """The figure follows from these people's answers."""
        values = {member.who: member for member in people}
        total = sum(
            weight * self.value(values[who], item) for (who, item, _), weight in vector.items()
        )
        assert abs(total / len(people) - mean) < 1e-6, (total / len(people), mean)

    def value(self, member: Member, item: str) -> float:
        place = member.answers[item]
        assert place is not None
        return value_of(self.instrument.questionnaire, item, place)

    @property
    def kinds(self) -> set[str]:
        """The kinds of figures that were read."""
        return {*self.summaries.kinds, *self.monitors.kinds, *(["sd"] if self.deviations else [])}

    @property
    def unread(self) -> set[str]:
        """The fields that were written and not read."""
        return self.summaries.unread | self.monitors.unread

    def found(self) -> list[frozenset[str]]:
        """Sets of 1 to 4 people, or organisations, of whom something is told."""
        told = [vector for vectors in self.vectors.values() for vector in vectors]
        return told_sets([*told, *self.summaries.vectors, *self.monitors.vectors])


def vector_of(
    who: Sequence[Member],
    people: Mapping[str, Member],
    delivered: Delivered,
    scale: str,
    scales: Scales,
) -> Vector:
    """What the sum of a scale over these people is made of, answer by answer."""
    scores = delivered.staff.scores
    rows = {people[name].who: name for name in scores[scale]}
    vector: Vector = {}
    for member in who:
        name = rows[member.who]
        for item, weight in weights(member, name, scores, scale, scales).items():
            unknown = member.unknown(item)
            vector[unknown] = vector.get(unknown, 0) + weight
    return vector


def firm_then(firm: Firm, rows: Sequence[Row]) -> FirmThen:
    """The firm as it is in these rows."""
    own = [row for row in rows if row.firm == firm.name]
    leader = next((row.member for row in own if row.audience == "leader"), None)
    staff = [row.member for row in own if row.audience == "employee"]
    places = {"sector": firm.sector, "size": firm.size, **firm.own}
    return FirmThen(firm.name + firm.spelling, leader, staff, places)


def respondent(name: str, organisation: str, member: Member, firm: Firm) -> Respondent:
    answers = {
        item: Answer(State.DONT_KNOW if place is None else State.ANSWERED, place)
        for item, place in member.answers.items()
    }
    profile = {"sector": firm.sector, "size": firm.size}
    return Respondent(
        answers, respondent=name, organisation=organisation, group=member.team, profile=profile
    )


def write_frames(folder: Path, instrument: Instrument, scales: Scales, rows: Sequence[Row]) -> None:
    """The two frames of a batch in its folder, as they are read from a file with these rows."""
    folder.mkdir(exist_ok=True, parents=True)
    asked = instrument.questionnaire
    everything = [*asked.items, *asked.outcome_items("employee"), *asked.closing_items]
    answers = responses_frame(everything, [row.given for row in rows]).to_native()
    audience = pl.Series("audience", [row.audience for row in rows], dtype=pl.String)
    answers.insert_column(PEOPLE.index("audience"), audience)
    kept = list(rows[0].own)
    answers = answers.with_columns(
        pl.Series(name, [row.own[name] for row in rows], dtype=pl.String) for name in kept
    )
    known = BatchFolder(folder)
    answers.write_parquet(known.answers, metadata=stamp(instrument))
    columns = [f"{one}{part}" for one in scales.ids for part in ("", *(f"__{c}" for c in COUNTS))]
    scores = score_responses(nw.from_native(answers), scales).select(*PEOPLE, *kept, *columns)
    scores.to_native().write_parquet(known.scores)


def read_organisations(
    path: Path, firms: Mapping[str, FirmThen]
) -> dict[tuple[str, str, str], str]:
    """The lines of organisations.csv, by firm (as it was called first), team and scale.

    In the columns of the branch's own stands what the leader says, or five of the staff, and never
    what one of the staff says.
    """
    names = {firm.name: name for name, firm in firms.items()}
    told = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            firm = firms[name := names[row["organisation"]]]
            said = firm.leader or len(firm.staff) > LEAST_SAID
            for column in OWN_COLUMNS if "region" in row else ():
                assert row[column] == firm.places[column] or not (row[column] or said)
            told[name, row["group"], row["scale"]] = row["mean"]
    return told


LEAST_SAID = 5


def having(folder: Path, scales: Scales, firms: Mapping[str, str]) -> Mapping[tuple[str, str], int]:
    """How many of a firm's staff have a score on a scale."""
    rows = pl.read_parquet(folder / "scores.parquet").filter(pl.col("audience") == "employee")
    return Counter(
        (firms[name], scale)
        for scale in scales.ids
        for (name,) in rows.filter(pl.col(scale).is_not_null()).select("respondent").rows()
    )


def check_benchmark(
    folder: Path, standings: Mapping[str, Any], splits: Sequence[str]
) -> None:  # fmt: skip
    """A benchmark has the figures of the standings and no others."""
    questionnaire = made_for(folder)
    assert questionnaire
    made = []
    try:
        made.append((None, make_benchmark(folder, questionnaire, date(2026, 11, 22))))
        for column in splits:
            some = make_group_benchmarks(folder, questionnaire, date(2026, 11, 22), column)
            made += [((column, group), one) for group, one in some.items()]
    except InputError:
        pass  # of so few organisations there is none
    for group, benchmark in made:
        for audience, cells in benchmark.audiences.items():
            its = standings["audiences"][audience]
            for cell in cells:
                place = [cell.place.get(one) or "" for one in ("sector", "size")]
                for scale, told in cell.scales.items():
                    row = [told.organisations, list(told.percentiles)]
                    known = (
                        its["spreads"][scale] if group is None else its["splits"][group[0]][scale]
                    )
                    assert [*(place if group is None else [group[1]]), *row] in known


def worlds(instrument: Instrument, seeds: Sequence[int], folder: Path) -> Iterator[World]:
    """These worlds, each in a home of its own, lived through."""
    for seed in seeds:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SLIMSCAN_HOME", str(folder / f"home{seed}"))
            world = World(instrument, folder / f"world{seed}", seed)
            world.run(patch)
            yield world


def asked(folder: Path) -> Instrument:
    """The small questionnaire with four questions to staff, and one about the scan itself."""
    from mini import add_closing, with_joy

    from slimscan.questionnaire.loading import load_instrument

    with_joy(folder)
    return load_instrument(add_closing(folder))


def main(first: int, last: int) -> int:
    bad = firms = 0
    kinds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        instrument = asked(Path(folder) / "mini")
        for world in worlds(instrument, range(first, last), Path(folder)):
            firms += len(world.firms)
            found = world.found()
            bad += bool(found)
            kinds.update(world.kinds)
            if found:
                print(world.seed, [sorted(one) for one in found[:3]])
            print(world.seed, firms, bad, sorted(world.unread), flush=True)
    print(json.dumps({"worlds": last - first, "firms": firms, "found": bad, "kinds": kinds}))
    return bad


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])) if len(sys.argv) > 2 else main(0, 20))
