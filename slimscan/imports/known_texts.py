"""Many known texts, looked up in the headers of a wide table in little time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class KnownTexts:
    """Texts as `bare` gives them."""

    texts: tuple[str, ...]

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self.texts)

    @cached_property
    def _by_first_word(self) -> dict[str, list[str]]:
        return _by(self.texts, lambda words: words[0])

    @cached_property
    def _by_last_word(self) -> dict[str, list[str]]:
        return _by(self.texts, lambda words: words[-1])

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for text in self.texts:
            for word in set(text.split()):
                found.setdefault(word, []).append(text)
        return found

    def begin_with(self, start: str) -> bool:
        """Whether any longer text begins so."""
        at = bisect_left(self._sorted, start)
        following = self._sorted[at : at + 2]
        return any(text.startswith(start) and text != start for text in following)

    def at_an_end_of(self, header: str) -> bool:
        """Whether any may be the beginning or the end of a header, which is as `bare` gives it."""
        words = _WORD.findall(header)
        if not words:
            return False
        first = self._by_first_word.get(words[0], ())
        last = self._by_last_word.get(words[-1], ())
        return any(map(header.startswith, first)) or any(map(header.endswith, last))

    def alike(self, text: str) -> list[str]:
        """Those that share half of its words: comparing letters takes long."""
        wanted = set(text.split())
        shared = Counter(one for word in wanted for one in self._by_word.get(word, ()))
        return [one for one, count in shared.items() if 2 * count >= len(wanted)]


def _by(texts: Iterable[str], key: Callable[[Sequence[str]], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in texts:
        if words := _WORD.findall(text):
            found.setdefault(key(words), []).append(text)
    return found
