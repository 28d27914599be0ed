"""What the release rule costs: `python -m tests.bench.shown_cells [FIRMS]`.

Of every value about a team of five or more, or about all staff of a firm, whether it is shown: a
full scan of made-up firms of 6 to 150 people in two to eight teams, each shown once, a third of
them with answers that are not known.

    python -m tests.bench.shown_cells programme FOLDER    summaries and monitor of the example there
    python -m tests.bench.shown_cells attacked FIRST LAST   the same of these worlds of the attacker

Of a summary and a monitor: how many of the cells are told that the least numbers alone would tell
(ten organisations or more, and thirty people where figures are about people), in a home where
nothing was told before. A cell is a scale in a place, or a question, or how well a scale measures.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import attacked_deliveries
from attacked_monitors import Monitors
from attacked_summary import Run, Summaries

from slimscan import pipeline
from slimscan.batch.monitor import figures as monitor_figures
from slimscan.batch.monitor import open_questions
from slimscan.batch.monitor.monitor import Asked, monitor_document, monitor_waves
from slimscan.batch.monitor.waves import read_waves
from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.batch.summary import leader_figures, staff_figures
from slimscan.batch.summary.summary import summary_document
from slimscan.privacy import held_figures, organisations, pools, release, tallies
from slimscan.privacy.audit import Audit
from slimscan.privacy.makeup import Makeup
from slimscan.privacy.rests import Rests
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import OVERALL, Scales, scales_of
from slimscan.staff.gaps import staff_of

LEAST, ASPECTS_FROM = 5, 20
UNSURE = (0.02, 0.05, 0.1, 0.25)


def main(firms: int) -> None:
    scales = scales_of(pipeline.load().questionnaire, quick=False)
    possible: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for seed in range(firms):
        count_cells(scales, seed, possible, shown)
    print(f"{firms} firms")
    for kind, count in sorted(possible.items()):
        print(f"{kind}: {shown[kind]} of {count} ({shown[kind] / count:.1%})")


def count_cells(scales: Scales, seed: int, possible: Counter[str], shown: Counter[str]) -> None:
    """The values that a firm could show and does, by kind."""
    rows = staff_of_firm(scales, seed)
    staff = staff_of(rows, scales)
    told = release(staff, wave="1").release
    cells = {
        (group.cell.name, value.scale)
        for group in told.groups
        for value in group.values
        if value.shown
    }
    levers = {OVERALL, *(lever.id for lever in scales.levers)}
    aspects = {aspect.id for lever in scales.levers for aspect in lever.aspects}
    teams = staff.splits["group"]
    for team in ("", *sorted(set(teams.values()))):
        for scale, scores in staff.scores.items():
            people = sum(not team or teams[one] == team for one in scores)
            if people < LEAST or scale not in levers | aspects:
                continue
            part = "levers" if scale in levers else "aspects"
            size = "" if part == "levers" else " from 20" if people >= ASPECTS_FROM else " under 20"
            whole = "unsure" if seed % 3 == 2 else "sure"
            kind = f"{'teams' if team else 'all staff'}, {part}{size}, {whole}"
            possible[kind] += 1
            shown[kind] += (team, scale) in cells


def staff_of_firm(scales: Scales, seed: int) -> list[Respondent]:
    """Answers around a level of each one's own."""
    draw = random.Random(seed)
    count = min(150, max(6, round(draw.lognormvariate(3.1, 0.7))))
    teams = [f"t{number}" for number in range(draw.randint(2, max(2, min(8, count // 5))))]
    weights = [draw.random() + 0.2 for _ in teams]
    unsure = draw.choice(UNSURE) if seed % 3 == 2 else 0.0
    rows = []
    for number in range(count):
        level = draw.gauss(2.2, 0.8)
        answers = {
            item.id: Answer(State.DONT_KNOW)
            if draw.random() < unsure
            else Answer(State.ANSWERED, min(4, max(0, round(draw.gauss(level, 1)))))
            for item in scales.items
        }
        team = draw.choices(teams, weights)[0]
        rows.append(Respondent(answers, respondent=f"p{number:03}", group=team))
    return rows


# Of many firms together


def cells_of(document: Mapping[str, Any]) -> Counter[str]:
    """The cells that a summary or a monitor tells, by kind."""
    found: Counter[str] = Counter()
    for audience, its in document["audiences"].items():
        for one in its.get("scales", ()):
            for cell in one["cells"]:
                place = [field for field in ("sector", "size") if cell[field]]
                found[f"{audience}, scale, {' and '.join(place) or 'all'}"] += 1
        splits = (one for split in its.get("splits", ()) for one in split["scales"])
        found[f"{audience}, scale, group"] += sum(len(one["cells"]) for one in splits)
        for kind in ("items", "reliability", "agreement"):
            found[f"{audience}, {kind}"] += len(its.get(kind, ()))
        for one in its.get("changes", ()):
            found[f"{audience}, change, {one['field'] or 'all'}"] += 1
        for kind in ("participants_beside_others", "left_beside_stayed"):
            found[f"{audience}, {kind}"] += len(its.get(kind, ()))
    return found


@contextmanager
def least_numbers_alone() -> Iterator[None]:
    """In a home of its own nothing is hidden but what is about too few."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as home:
        patch.setenv("SLIMSCAN_HOME", home)
        patch.setattr(Audit, "admit", lambda *_: True)
        patch.setattr(Makeup, "fits", lambda *_: True)
        patch.setattr(Rests, "admit", lambda *_: True)
        patch.setattr(organisations, "_hide_beside", lambda *_: None)
        patch.setattr(pools, "_may_be_told", lambda *_: True)
        patch.setattr(tallies, "tells_of_few", lambda *_: False)
        patch.setattr(held_figures, "differs_by_few", lambda *_: False)
        for one in (staff_figures, leader_figures, monitor_figures, open_questions):
            patch.setattr(one, "may_be_apart", lambda *_: True)
        yield


def told_of(batch: Batch) -> Counter[str]:
    """The cells of the summary of a batch."""
    (batch.folder / "organisations.ledger").unlink(missing_ok=True)
    return cells_of(json.loads(json.dumps(summary_document(tell_outcome(batch)[1]))))


def changes_of(instrument: Instrument, folders: Sequence[Path], joined: str | None) -> Counter[str]:
    """The cells of the monitor of two waves."""
    made = monitor_waves(instrument, folders, Asked(joined), date(2030, 1, 1))
    return cells_of(json.loads(json.dumps(monitor_document(made))))


def of_programme(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """What is told of the example of `tests/programme_example.py`, and by the least numbers."""
    instrument = pipeline.load()

    def told() -> Counter[str]:
        found: Counter[str] = Counter()
        for wave in read_waves(instrument, *folders):
            splits = ("region", "took_part")
            batch = Batch(wave.folder, instrument, wave.scales, (), date(2030, 1, 1), False, splits)
            found += told_of(batch)
        return found + changes_of(instrument, folders, "took_part")

    with tempfile.TemporaryDirectory() as work, pytest.MonkeyPatch.context() as patch:
        folders = [Path(work) / "wave-1", Path(work) / "wave-2"]
        for one in folders:
            one.mkdir()
            for name in ("answers.parquet", "scores.parquet"):
                shutil.copy(folder / one.name / name, one / name)
        patch.setenv("SLIMSCAN_HOME", str(Path(work) / "home"))
        shown = told()
        with least_numbers_alone():
            return shown, told()


def of_attacked(first: int, last: int) -> tuple[Counter[str], Counter[str]]:
    """What is told of worlds of the attacker, delivery after delivery, and by the least numbers."""
    shown: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    learn_summary, learn_monitor = Summaries.learn, Monitors.learn

    def summary(self: Summaries, run: Run, document: Any, standings: Any) -> None:
        shown.update(cells_of(document))
        with tempfile.TemporaryDirectory() as folder, least_numbers_alone():
            possible.update(told_of(_batch(instrument, run, Path(folder) / "out")))
        learn_summary(self, run, document, standings)

    def monitor(self: Monitors, before: Run, after: Run, joined: str | None, *told: Any) -> None:
        with tempfile.TemporaryDirectory() as folder, least_numbers_alone():
            batches = [
                _batch(instrument, one, Path(folder) / str(number))
                for number, one in enumerate((before, after))
            ]
            for one in batches:
                told_of(one)
            possible.update(changes_of(instrument, [one.folder for one in batches], joined))
        learn_monitor(self, before, after, joined, *told)
        shown.update(changes_of(instrument, [before.folder, after.folder], joined))

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(Summaries, "learn", summary)
        patch.setattr(Monitors, "learn", monitor)
        instrument = attacked_deliveries.asked(Path(folder) / "mini")
        for _ in attacked_deliveries.worlds(instrument, range(first, last), Path(folder)):
            pass
    return shown, possible


def _batch(instrument: Instrument, run: Run, folder: Path) -> Batch:
    """The batch of a run in another folder."""
    shutil.copytree(run.folder, folder)
    splits = ("region", "took_part") if any(one.places for one in run.firms.values()) else ()
    kept = tuple(one for one in splits if all(one in its.places for its in run.firms.values()))
    quick = len(run.scales.practices) < len(instrument.questionnaire.items)
    return Batch(folder, instrument, run.scales, (), date(2026, 11, 22), quick, kept)


def print_shares(shown: Mapping[str, int], possible: Mapping[str, int]) -> None:
    for kind, count in sorted(possible.items()):
        if count:
            print(f"{kind}: {shown.get(kind, 0)} of {count} ({shown.get(kind, 0) / count:.1%})")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["programme", folder]:
            print_shares(*of_programme(Path(folder)))
        case ["attacked", first, last]:
            print_shares(*of_attacked(int(first), int(last)))
        case firms:
            main(int(firms[0]) if firms else 300)
