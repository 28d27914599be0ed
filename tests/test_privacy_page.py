"""The page about who can read what: every promise on it names the test that keeps it."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parent / "docs" / "privacy.md").read_text(encoding="utf-8")
MARK = re.compile(r"<!-- test: (\w+\.py)::(\w+) -->")
NO_PROMISES = "What this cannot protect against"


def promises() -> list[str]:
    """Every point of the list in the parts that promise something, with what stands under it."""
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    promising = [part for part in parts if not part.startswith(NO_PROMISES)]
    return [
        one for part in promising for one in re.findall(r"^\* .*(?:\n(?!\*|\n).*)*", part, re.M)
    ]


def test_every_promise_names_a_test_and_every_test_is_there() -> None:
    found = promises()
    assert len(found) > 15
    assert [one for one in found if not MARK.search(one)] == []
    for file, name in MARK.findall(PAGE):
        assert re.search(rf"^ *def {name}\(", (HERE / file).read_text("utf-8"), re.M), (file, name)


def test_what_cannot_be_protected_against_is_told() -> None:
    told = PAGE.partition(NO_PROMISES)[2]
    for danger in ("holder of the key", "firm of four", "looks over your shoulder"):
        assert danger in told
