"""The text of a mapping to start from: what is settled, and what is still to be filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from slimscan.imports.columns import IGNORE, IMPORT_WORDS
from slimscan.imports.described import ColumnUse, Description
from slimscan.language import words
from slimscan.scoring.responses import PERSON_COLUMNS, State

_LONGEST_KEY = 900
"""So long may a key of YAML be that stands on one line with its value."""
_BETWEEN = ", "


def mapping_start(descriptions: Sequence[Description], language: str, whole: bool = False) -> str:
    """What fits nothing, with nothing behind it yet; with `whole` what fits, too.

    Every column has a key of its own, so that a whole one settles every column of its files.
    """
    say = words(language, IMPORT_WORDS)
    columns = {
        use.key: use for one in descriptions for use in one.columns if whole or not use.target
    }
    labels = {it.text: it.nearest for one in descriptions for it in one.labels if not it.value}
    people = _BETWEEN.join(PERSON_COLUMNS)
    states = _BETWEEN.join(state.value for state in State if state is not State.ANSWERED)
    return "\n".join(
        [
            f"# {say('start.columns', people=people, ignore=IGNORE)}",
            *_part("columns", (_column(use) for use in columns.values())),
            f"# {say('start.labels', states=states)}",
            *_part("labels", _labels(labels)),
            "",
        ]
    )


def _part(name: str, lines: Iterable[str]) -> Iterator[str]:
    written = list(lines)
    yield f"{name}:" if written else f"{name}: {{}}"
    yield from written


def _column(use: ColumnUse) -> str:
    hint = _BETWEEN.join([*([f"{use.nearest}?"] if use.nearest else []), *use.examples])
    return _entry(use.key, use.target, hint)


def _labels(labels: Mapping[str, str]) -> Iterator[str]:
    for label, nearest in labels.items():
        yield _entry(label, "", f"{nearest}?" if nearest else "")


def _entry(key: str, value: str, hint: str) -> str:
    told = json.dumps(key, ensure_ascii=False)
    behind = f" {value}" if value else ""
    remark = f"  # {hint}" if hint and not value else ""
    if len(told) > _LONGEST_KEY:
        return f"  ? {told}\n  :{behind}{remark}"
    return f"  {told}:{behind}{remark}"
