"""What the release rule costs: `python -m tests.bench.shown_cells [FIRMS]`.

Of every value about a team of five or more, or about all staff of a firm, whether it is shown: a
full scan of made-up firms of 6 to 150 people in two to eight teams, each shown once, a third of
them with answers that are not known.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

from slimscan import pipeline
from slimscan.privacy import release
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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
