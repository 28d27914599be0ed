"""How much the release rule shows of what it could: `python -m tests.bench.shown_share [FIRMS]`.

For one scale of every firm the groups that are shown, beside the most groups that any choice could
show with nothing told of 1 to 4 people (found by trying all choices, which small firms allow), and
beside all groups of five or more.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from attacker import SCALES, make_firm, told_by_dependence, who_counts

from slimscan.privacy import release


def main(firms: int) -> None:
    large = shown = best = 0
    for seed in range(firms):
        firm = make_firm(seed, fewest=8, most=30, missing=False)
        keys = [
            (split, name, SCALES[0])
            for split, groups in firm.groups.items()
            for name in sorted(set(groups.values()))
        ]
        everyone = who_counts(("", "", SCALES[0]), firm.scores, firm.groups)
        sets = [who_counts(key, firm.scores, firm.groups) for key in keys]
        sets = [people for people in sets if len(people) >= 5]
        told = release(firm.staff(), wave="1").release
        large += len(sets)
        shown += sum(group.value(SCALES[0]).shown for group in told.groups[1:])
        best += most_shown(everyone, sets)
    print(
        f"{firms} firms: of {large} groups of five or more the rule shows {shown} "
        f"({shown / large:.1%}), the best choice {best}: {shown / best:.1%} of that"
    )


def most_shown(everyone: frozenset[str], sets: list[frozenset[str]]) -> int:
    """The most groups that can stand beside the total with nothing told of 1 to 4 people."""
    for count in range(len(sets), 0, -1):
        for chosen in combinations(sets, count):
            if not any(told_by_dependence([everyone, *chosen])):
                return count
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
