"""Drawing mutants: one a place in the source, the places by chance, the same ones every time."""

from __future__ import annotations

import ast
import json
import random
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB

from tests.mutants.rooms import ROOMS, SEED


@dataclass(frozen=True)
class Mutant:
    """One change to one place of the source."""

    room: str
    source: str
    line: int
    column: int
    last_line: int
    operator: str
    occurrence: int

    @property
    def name(self) -> str:
        """What it is called in journal and judgement."""
        change = self.operator.removeprefix("core/")
        return f"{self.source}:{self.line}:{self.column} {change} {self.occurrence}"

    def code(self, original: str) -> str | None:
        """The source with the change in it; nothing where that is no Python, or Python warns of it.

        The star of `f(*names)` is taken for a multiplication, too; `is` with a text is warned of.
        """
        operator = get_operator(self.operator)()
        try:
            changed: str | None = mutate_code(original, operator, self.occurrence)
            with warnings.catch_warnings(action="error"):
                compile(changed or "", self.source, "exec")
        except (SyntaxError, AttributeError):  # the latter where an exception is named with a dot
            return None
        return changed


def drawn(tree: Path, kept: Path) -> list[Mutant]:
    """The mutants of all rooms in the order of the run; drawn once, then as they were kept."""
    if not kept.exists():
        mutants = [one for room in ROOMS for one in _drawn_of(room, tree)]
        random.Random(SEED).shuffle(mutants)
        kept.write_text(json.dumps([asdict(one) for one in mutants], indent=1), encoding="utf-8")
    return [Mutant(**one) for one in json.loads(kept.read_text(encoding="utf-8"))]


def _drawn_of(room: str, tree: Path) -> list[Mutant]:
    draw = random.Random(f"{SEED} {room}")
    places: dict[tuple[str, int, int], list[Mutant]] = {}
    for mutant in _possible(room, tree, ROOMS[room].files(tree)):
        places.setdefault((mutant.source, mutant.line, mutant.column), []).append(mutant)
    chosen = draw.sample(sorted(places), min(ROOMS[room].drawn, len(places)))
    return [draw.choice(places[place]) for place in chosen]


def _possible(room: str, tree: Path, sources: Sequence[Path]) -> Iterator[Mutant]:
    with TemporaryDirectory() as folder:
        base = WorkDB(Path(folder) / "all.sqlite", WorkDB.Mode.create)
        init([tree / source for source in sources], base, {})
        items = base.work_items
        base.close()
    texts = {tree / source: (tree / source).read_text(encoding="utf-8") for source in sources}
    unread = {source: _unread(text) for source, text in texts.items()}
    for item in items:
        [change] = item.mutations
        source = change.module_path
        line, column = change.start_pos
        if "BitOr" in change.operator_name and (line, column) in unread[source]:
            continue
        if "TYPE_CHECKING" in texts[source].splitlines()[line - 1]:
            continue
        yield Mutant(
            room,
            str(source.relative_to(tree)),
            line,
            column,
            change.end_pos[0],
            change.operator_name,
            change.occurrence,
        )


def _unread(text: str) -> set[tuple[int, int]]:
    """Where annotations are: Python does not look at `int | None` there, so no test can."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if annotation is not None:
                last = annotation.end_lineno, annotation.end_col_offset
                found |= _between((annotation.lineno, annotation.col_offset), last)
    return found


def _between(first: tuple[int, int], last: tuple[int, int]) -> set[tuple[int, int]]:
    return {
        (line, column)
        for line in range(first[0], last[0] + 1)
        for column in range(200)
        if first <= (line, column) <= last
    }
