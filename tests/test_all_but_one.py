"""Somebody who knows all answers but one person's hardly ever finds the last score exactly.

A firm is drawn, and shown. For everybody in turn the reader knows the scores of all others, and
keeps of the last person's possible scores those that fit what is shown: of the total and of the
team, and of a lever beside its aspects.

    python tests/test_all_but_one.py    the shares, by size of the firm
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from slimscan.privacy import TOTAL, Cell, ReleasedValue, Staff, kind_of, release

LEVERS = 4
ITEMS = ((2, 2, 2, 3, 3), (2, 2, 2, 3, 3), (2, 2, 2, 3, 3), (2, 2, 2, 3, 3))
"""The questions of each aspect, as the full scan has them."""

MOST = 0.05


@dataclass(frozen=True)
class Drawn:
    """A firm: by person the answers (0 to 4) by lever, aspect and item; and the team."""

    answers: Mapping[str, tuple[tuple[tuple[int, ...], ...], ...]]
    teams: Mapping[str, str]
    quick: bool = False

    def aspect(self, one: str, lever: int, aspect: int) -> float:
        items = self.answers[one][lever][aspect][: 1 if self.quick else None]
        return sum(items) * 25 / len(items)

    def lever(self, one: str, lever: int) -> float:
        return sum(self.aspect(one, lever, aspect) for aspect in range(5)) / 5

    def scores(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {"overall": {}}
        for one in self.answers:
            levers = [self.lever(one, lever) for lever in range(LEVERS)]
            found["overall"][one] = sum(levers) / LEVERS
            for lever, score in enumerate(levers):
                found.setdefault(f"l{lever}", {})[one] = score
        for lever, aspect in product(range(LEVERS), range(5)):
            own = {one: self.aspect(one, lever, aspect) for one in self.answers}
            found[f"l{lever}a{aspect}"] = own
        return found


def draw(seed: int, people: int, quick: bool = False) -> Drawn:
    """Answers around a level of the person's own, as people give them."""
    chance = random.Random(seed)
    answers, teams = {}, {}
    for number in range(people):
        level = chance.gauss(2.2, 0.8)
        answers[f"p{number}"] = tuple(
            tuple(
                tuple(min(4, max(0, round(chance.gauss(level, 1)))) for _ in range(items))
                for items in lever
            )
            for lever in ITEMS
        )
        teams[f"p{number}"] = f"t{chance.randrange(max(1, people // 9))}"
    return Drawn(answers, teams, quick)


def shown(firm: Drawn) -> dict[tuple[Cell, str], ReleasedValue]:
    scores = firm.scores()
    kinds = {"overall": kind_of(20 if firm.quick else 48, is_aspect=False)}
    for lever in range(LEVERS):
        kinds[f"l{lever}"] = kind_of(5 if firm.quick else 12, is_aspect=False)
        for aspect in range(5):
            items = 1 if firm.quick else ITEMS[lever][aspect]
            kinds[f"l{lever}a{aspect}"] = kind_of(items, is_aspect=True)
    told = release(Staff(scores, {"team": firm.teams}, kinds), wave="1").release
    return {
        (group.cell, value.scale): value
        for group in told.groups
        for value in group.values
        if value.shown
    }


def near(scale: str, people: int, quick: bool) -> float:
    """Half of the step that a mean is shown in, worked out anew."""
    is_aspect = "a" in scale[1:] and scale != "overall"
    if is_aspect and quick:
        return 5 if people < 50 else 2.5
    steps: Sequence[tuple[int, int]] = ((20, 5), (50, 2))
    if is_aspect or (quick and scale != "overall"):
        steps = ((20, 10), (100, 5), (200, 2))
    return next((step for below, step in steps if people < below), 1) / 2


def limits(value: ReleasedValue, half: float) -> tuple[float, float]:
    assert value.mean is not None
    if value.end == "at_most":
        return 0, 10 + half
    return (90 - half, 100) if value.end == "at_least" else (value.mean - half, value.mean + half)


def fitting(
    firm: Drawn, told: Mapping[tuple[Cell, str], ReleasedValue], one: str, scale: str
) -> list[float]:
    """The scores of the last person that fit what is shown of this scale, total and team."""
    own = firm.scores()[scale]
    low, high = 0.0, 100.0
    for cell in (TOTAL, Cell("team", firm.teams[one])):
        value = told.get((cell, scale))
        if value is not None:
            others = [s for who, s in own.items() if cell == TOTAL or firm.teams[who] == cell.name]
            n, rest = len(others), sum(others) - own[one]
            first, last = limits(value, near(scale, n, firm.quick))
            low, high = max(low, n * first - rest), min(high, n * last - rest)
    return [s for s in grid(scale, firm.quick) if low - 1e-9 <= s <= high + 1e-9]


def grid(scale: str, quick: bool) -> list[float]:
    """The scores that one person can have on a scale."""
    if scale == "overall" or "a" not in scale[1:]:
        return _sums(quick, scale == "overall")
    items = 1 if quick else ITEMS[int(scale[1])][int(scale[3])]
    return [25 * n / items for n in range(4 * items + 1)]


_GRIDS: dict[tuple[bool, bool], list[float]] = {}


def _sums(quick: bool, is_overall: bool) -> list[float]:
    if (quick, is_overall) not in _GRIDS:
        sums = {0.0}
        parts = ITEMS[0] * (LEVERS if is_overall else 1)
        for items in parts:
            own = [25 * n / (1 if quick else items) for n in range(4 * (1 if quick else items) + 1)]
            sums = {round(one + more, 6) for one in sums for more in own}
        _GRIDS[quick, is_overall] = sorted(one / len(parts) for one in sums)
    return _GRIDS[quick, is_overall]


def exact(firm: Drawn, one: str, told: Mapping[tuple[Cell, str], ReleasedValue]) -> Iterator[bool]:
    """For every scale that is shown about this person: whether one score only is left."""
    about = {s for cell, s in told if cell in (TOTAL, Cell("team", firm.teams[one]))}
    left = {scale: fitting(firm, told, one, scale) for scale in sorted(about)}
    own = firm.scores()
    assert all(any(abs(s - own[k][one]) < 1e-4 for s in left[k]) for k in left), "it fits the truth"
    for lever in range(LEVERS):
        narrow(left, f"l{lever}", [f"l{lever}a{aspect}" for aspect in range(5)])
    narrow(left, "overall", [f"l{lever}" for lever in range(LEVERS)])
    yield from (len(scores) == 1 for scores in left.values())


def narrow(left: dict[str, list[float]], whole: str, parts: Sequence[str]) -> None:
    """Keep what fits the mean of the parts, as far as lowest and highest tell."""
    if whole not in left:
        return
    known = {part: left.get(part, [0.0, 100.0]) for part in parts}
    for _ in range(3):
        low, high = (sum(end(own) for own in known.values()) for end in (min, max))
        count = len(parts)
        left[whole] = [s for s in left[whole] if low - 1e-3 <= s * count <= high + 1e-3]
        top, bottom = max(left[whole]) * count, min(left[whole]) * count
        for part in parts:
            if part in left:
                rest_high, rest_low = high - max(known[part]), low - min(known[part])
                fits = [
                    s for s in left[part] if bottom - rest_high - 1e-3 <= s <= top - rest_low + 1e-3
                ]
                left[part] = known[part] = fits
                low, high = (sum(end(own) for own in known.values()) for end in (min, max))


def share(sizes: Sequence[int], seeds: Sequence[int], quick: bool = False) -> float:
    """The share of the shown scales of which the last score is found, over firms of these sizes."""
    found = all_of_them = 0
    for seed in seeds:
        firm = draw(seed, sizes[seed % len(sizes)], quick)
        told = shown(firm)
        people = random.Random(seed).sample(sorted(firm.answers), min(5, len(firm.answers)))
        for one in people:
            outcomes = list(exact(firm, one, told))
            found += sum(outcomes)
            all_of_them += len(outcomes)
    return found / all_of_them if all_of_them else 0.0


def test_the_last_score_of_a_full_scan_is_hardly_ever_found() -> None:
    for sizes in ((5, 6, 7), (9, 10, 11), (18, 19, 20, 21), (48, 50, 60), (98, 100, 120)):
        assert share(sizes, range(20)) <= MOST, sizes


def test_nor_is_that_of_a_quick_scan() -> None:
    for sizes in ((5, 6, 7), (9, 10, 11), (18, 19, 20, 21), (48, 50, 60)):
        assert share(sizes, range(20), quick=True) <= MOST, sizes


def test_rounding_is_not_upside_down_at_ten_people() -> None:
    nine, ten = (share((n,), range(30)) for n in (9, 10))
    assert abs(nine - ten) < 0.03


if __name__ == "__main__":
    for size in (5, 7, 9, 10, 15, 19, 20, 30, 49, 50, 80, 99, 100, 150, 200, 250):
        told = [share((size,), range(30), quick) for quick in (False, True)]
        print(f"{size:4} people: full {told[0]:.1%}, quick {told[1]:.1%}")
