"""Nothing stands in the program that no command reaches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

import slimscan
from slimscan.disk.places import reports_folder

SOURCE = Path(slimscan.__file__).parent

CALLED_FROM_ELSEWHERE = {
    "model_config": "pydantic reads it",
    "__getattr__": "Python asks it for what a module does not have",
    "short_help": "typer reads it",
    "_rising": "a validator",
    "_folded": "a validator",
    "intercepted_binops": "jinja reads it",
    "fetch": "weasyprint calls it",
    "etree_element": "weasyprint reads it",
    "created": "weasyprint writes it into the PDF",
    "modified": "weasyprint writes it into the PDF",
    "trace": "Python gives it to __exit__",
    "CharacterDataHandler": "expat calls it",
    "EndElementHandler": "expat calls it",
    "StartElementHandler": "expat calls it",
    "StartDoctypeDeclHandler": "expat calls it",
    "TRIGGER": "icalendar writes it",
    "__call__": "a call",
    "__iter__": "a loop",
    "Array": "the name of a LimeSurvey type",
    "all_sources": "the guards of the content go through it",
    "create_system": "zipfile writes it",
    "validateLink": "the Markdown reader asks it",
    "generation": "pydyf writes it",
    "given_on": "stands in the file of a form, which refuses unknown keys",
}
"""Names that the program's own code never uses, and who does."""

READ_NOWHERE_YET: set[str] = set()
"""What a questionnaire may say already and no page tells yet; nothing is to be added here."""


def test_every_name_is_used_by_the_program_or_by_a_template() -> None:
    looked = Vulture()
    looked.scavenge([str(SOURCE)])
    folder = reports_folder() / "templates"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.j2")]
    texts += [text for path in SOURCE.rglob("*.py") for text in texts_in(path)]
    spoken = "\n".join(texts)
    found = {
        f"{Path(item.filename).relative_to(SOURCE)}:{item.first_lineno}: {item.name}"
        for item in looked.get_unused_code()
        if item.name not in CALLED_FROM_ELSEWHERE.keys() | READ_NOWHERE_YET
        and not item.filename.name.endswith("_faults.py")  # held by test_language
        and not _is_set_on_a_document(item)
        and not re.search(rf"\b{item.name}\b", spoken)
    }
    assert not found, "\n".join(sorted(found))


def _is_set_on_a_document(item: Item) -> bool:
    """Whether an office library writes it into a file."""
    return item.typ == "attribute" and Path(item.filename).parent.name == "office"


def texts_in(path: Path) -> Iterator[str]:
    """The texts in a module that are no docstrings: something may be looked up by its name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
