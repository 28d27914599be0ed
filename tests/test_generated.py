"""What is generated and committed is fresh."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from generated import ROOT, generated_files

from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.schema import KINDS, schema_of


@pytest.mark.parametrize("path", generated_files(), ids=lambda path: path.name)
def test_a_generated_file_is_what_the_program_would_write_now(path: Path) -> None:
    fresh = generated_files()[path]()
    assert path.read_text(encoding="utf-8") == fresh, "run: make generate"


def test_the_page_about_the_instrument_says_of_every_item_what_changed(base: Instrument) -> None:
    page = (ROOT / "docs" / "instrument.md").read_text(encoding="utf-8")
    told = re.findall(r"(?m)^\| ([A-Z]{3}\d\d) \| [^|]+ \| [^|]+ \|$", page)
    assert told == [item.id for item in base.questionnaire.items]


def test_every_content_file_names_its_schema_for_editors() -> None:
    for kind in KINDS.values():
        for path in (ROOT / "questionnaires").glob(f"*/{kind.file}"):
            first = path.read_text(encoding="utf-8").splitlines()[0]
            named = first.removeprefix("# yaml-language-server: $schema=")
            assert (path.parent / named).resolve() == (
                ROOT / "questionnaires" / "schema" / f"{kind.name}.json"
            )


def test_the_schemas_refuse_unknown_keys_everywhere() -> None:
    for kind in KINDS:
        schema = schema_of(kind)
        objects = [schema, *schema.get("$defs", {}).values()]
        assert all(
            part["additionalProperties"] is False for part in objects if "properties" in part
        )
        json.dumps(schema)
