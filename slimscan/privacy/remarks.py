"""Free remarks of staff: which of them may be shown, and in which order (method 3).

A remark is kept without its writer. So nobody can say which ones belong to people whose answers
wait, and while anybody waits only what was shown before is shown.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import InitVar, dataclass

from slimscan.privacy.delivery import Delivery
from slimscan.privacy.signer import Signer
from slimscan.privacy.values import PASS, People, let_in

LEAST_REMARKS = 5
_ENOUGH_PEOPLE = (People.SOME, People.MANY)


@dataclass(frozen=True, slots=True)
class ReleasedRemarks:
    """Remarks that may be shown, in an order that tells nothing; none for whatever reason.

    `marks` are what the shown ones are noted by, for the next time.
    """

    texts: tuple[str, ...]
    marks: tuple[str, ...]
    let: InitVar[object]

    def __post_init__(self, let: object) -> None:
        let_in(let)


NO_REMARKS = ReleasedRemarks((), (), PASS)


def release_remarks(
    delivery: Delivery, written: Sequence[str], shown_before: Sequence[str], signer: Signer
) -> ReleasedRemarks:
    """What may be shown of what was `written`, with the marks of what was `shown_before`.

    From 5 remarks and 10 people on; while answers wait, of what was shown before alone.
    """
    marks = {text: signer.name("remark", text) for text in written}
    texts = list(written)
    if delivery.waiting:
        left = Counter(shown_before)
        texts = [text for text in written if _taken(left, marks[text])]
    people = {value.people for value in delivery.release.total.values}
    if len(texts) < LEAST_REMARKS or not people.intersection(_ENOUGH_PEOPLE):
        return NO_REMARKS
    shuffled = sorted(texts, key=lambda text: _shuffled(delivery.release.wave, text))
    return ReleasedRemarks(tuple(shuffled), tuple(marks[text] for text in shuffled), PASS)


def _taken(left: Counter[str], mark: str) -> bool:
    """Whether one with this mark is left, which it then is no more."""
    left[mark] -= 1
    return left[mark] >= 0


def _shuffled(wave: str, text: str) -> str:
    """A place that has to do with neither the writer, nor the moment, nor the alphabet."""
    return hashlib.sha256(f"{wave}\n{text}".encode()).hexdigest()
