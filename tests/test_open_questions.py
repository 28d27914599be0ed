"""What a monitor tells of leaders beside the summary: nobody, or five, left a question open."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from slimscan.batch.monitor.open_questions import least_rests
from slimscan.privacy import may_be_apart

QUESTIONS = "abcdef"
SOME = st.frozensets(st.sampled_from(QUESTIONS))


def every_rest(own: frozenset[str], parts: list[frozenset[str]]) -> set[frozenset[str]]:
    """What is left by taking away any of the parts, or none of them."""
    chosen = chain.from_iterable(combinations(parts, n) for n in range(len(parts) + 1))
    return {own.difference(*some) for some in chosen} - {frozenset()}


@given(
    own=SOME,
    parts=st.lists(SOME, max_size=5),
    open_ones=st.lists(SOME, max_size=12),
)
def test_the_least_rests_judge_as_all_rests_do(
    own: frozenset[str], parts: list[frozenset[str]], open_ones: list[frozenset[str]]
) -> None:
    within = [part & own for part in parts]

    def fits(rests: set[frozenset[str]] | frozenset[frozenset[str]]) -> bool:
        told_of = (sum(bool(one & rest) for one in open_ones) for rest in rests)
        return all(may_be_apart(number) for number in told_of)

    assert fits(least_rests(own, within)) == fits(every_rest(own, within))


def test_a_scale_of_many_parts_is_judged_by_as_many_rests_as_it_has_questions() -> None:
    aspects = [frozenset({f"q{n}a", f"q{n}b"}) for n in range(24)]
    own = frozenset().union(*aspects)
    assert least_rests(own, aspects) == frozenset(aspects)
    assert least_rests(own, [*aspects, frozenset().union(*aspects[:6])]) == frozenset(aspects)
