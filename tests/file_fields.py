"""The page about every field of every file that leaves the program, made from real ones.

The fields come from documents that are made here, and from the models where there is one; what each
means stands in `file_notes.yaml`. A field without a meaning, or a meaning without a field, is a fault.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.questionnaire.schema import DIALECT
from slimscan.scan.model import Scan
from slimscan.scan.store import Shelf

NOTES = Path(__file__).with_name("file_notes.yaml")


def files_page() -> str:
    """The whole page; raises `ValueError` naming the fields that have no meaning yet."""
    notes = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    meanings, used, faults = dict(notes["fields"]), set(), []
    page = [notes["lead"]]
    for name, documents in all_documents().items():
        told = notes["documents"][name]
        page += [f"## {told['title']}", "", told["about"], "", "| field | kind | meaning |"]
        page += ["|---|---|---|"]
        for path, kind in fields(documents, told.get("by_id", [])).items():
            key = next((one for one in (f"{name}:{path}", _name(path)) if one in meanings), None)
            if key is None:
                faults.append(f"file_notes.yaml says nothing of {name}:{path}")
            else:
                used.add(key)
                page.append(f"| `{path}` | {kind} | {meanings[key]} |")
        page.append("")
    faults += [
        f"file_notes.yaml tells of {key}, which is nowhere" for key in meanings if key not in used
    ]
    if faults:
        raise ValueError("\n".join(faults))
    return "\n".join([*page, notes["end"]])


def output_schemas() -> str:
    """The JSON Schema of every file that leaves the program, by its name; of a table, of one row."""
    notes = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    schemas = {}
    for name, documents in all_documents().items():
        told = notes["documents"][name]
        schema: dict[str, Any] = {
            "$schema": DIALECT,
            "title": told["title"].replace("`", ""),
            "description": " ".join(told["about"].split()),
        }
        for path, kind in fields(documents, told.get("by_id", [])).items():
            meaning = notes["fields"].get(f"{name}:{path}") or notes["fields"].get(_name(path))
            _leaf(schema, path).update(_typed(kind), description=meaning)
        schemas[name] = schema
    return json.dumps(schemas, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _leaf(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """The part of the schema for a path; ids of the questionnaire are keys that it cannot name."""
    node = schema
    for step in path.split("."):
        node["type"] = "object"
        key = step.removesuffix("[]")
        parts = node if key == "*" else node.setdefault("properties", {})
        node = parts.setdefault("additionalProperties" if key == "*" else key, {})
        if step.endswith("[]"):
            node["type"] = "array"
            node = node.setdefault("items", {})
    return node


def _typed(kind: str) -> dict[str, Any]:
    """The types of a field; any may be null, for a figure that is not shown is."""
    kinds = {"number": "number", "text": "string", "yes or no": "boolean", "list": "array"}
    types = [kinds[one] for one in kind.split(" or ") if one in kinds]
    if "yes or no" in kind:
        types = [kinds[one] for one in kinds if one in kind]
    return {"type": [*types, "null"]} if types else {}


def fields(documents: list[Any], by_id: list[str]) -> dict[str, str]:
    """Every field by its path with its kind; `[]` is a list, `*` an id, where `by_id` says so."""
    found: dict[str, set[str]] = {}
    for document in documents:
        for path, value in _walk(document, "", frozenset(by_id)):
            found.setdefault(path, set()).add(KINDS[type(value)])
    return {
        path: " or ".join(sorted(kinds - {""})) or "empty here"
        for path, kinds in found.items()
        if not any(other.startswith((f"{path}[]", f"{path}.")) for other in found)
    }


KINDS = {
    bool: "yes or no",
    int: "number",
    float: "number",
    str: "text",
    list: "list",
    dict: "",
    type(None): "",
}


def _walk(value: Any, path: str, by_id: frozenset[str]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            here = "*" if path in by_id else str(key)
            yield from _walk(part, f"{path}.{here}" if path else here, by_id)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for part in value:
            yield from _walk(part, f"{path}[]", by_id)
    else:
        yield path, value


def _name(path: str) -> str:
    """The last name of a path that is no id."""
    return next(part for part in reversed(path.replace("[]", "").split(".")) if part != "*")


@cache
def all_documents() -> dict[str, list[Any]]:
    """One document or more of every kind, small ones, the same every time."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, SLIMSCAN_HOME=name):
        folder = Path(name)
        return {**_of_scans(folder), **_of_batches(folder)}


def _of_scans(folder: Path) -> dict[str, list[Any]]:
    from mini import write_mini
    from printed import instrument, result
    from test_comparison import compared_staff

    from slimscan.comparison.comparison import compare_scans
    from slimscan.plan.working_list import working_list
    from slimscan.report.comparison.document import comparison_document
    from slimscan.report.scan.document import result_document
    from slimscan.report.scan.plan_document import plan_document
    from slimscan.result import beside_benchmark, result_of
    from slimscan.scan.model import PlannedAction, Workshop
    from slimscan.scan_list import ListedScan, scans_json
    from slimscan.scoring.benchmark import Benchmark

    base, mini = instrument(), load_instrument(write_mini(folder / "mini"))
    full = result("full")
    first = base.questionnaire.items[0].id
    planned = PlannedAction(
        action=full.actions[0].action.id, owner="Anna", start=date(2026, 11, 30), status="open"
    )
    scan = full.scan.changed(
        advisor="Anna Bos",
        targets={"coaching_style": 70.0},
        answers={**full.scan.answers, "CLO1": 4},
        notes={first: "Every Monday"},
        evidence={first: "Seen on the board"},
        workshop=Workshop(people=22, counts_as="leader", votes={first: (0, 11, 0, 0, 11)}),
        plan=(planned,),
    )
    cells = [{"scales": {"overall": {"organisations": 34, "percentiles": [31, 41, 52, 63, 70]}}}]
    benchmark = Benchmark.model_validate(
        {
            "format": 1,
            "kind": "benchmark",
            "questionnaire": {"id": base.questionnaire.id, "version": base.questionnaire.version},
            "made_on": "2026-11-22",
            "group": "region: north",
            "audiences": {"leader": cells},
        }
    )
    told = beside_benchmark(result_of(base, scan), benchmark)
    compared = [
        compared_staff(mini, [1, 2] * 6, [4, 5] * 6),
        compare_scans(base, scan, _later(scan, first)),
        compare_scans(base, scan, result("quick").scan.changed(measured_on=date(2027, 11, 21))),
    ]
    listed = ListedScan(scan.id, "Bakkerij Jansen", "2026-11-21", overall=47.1, response="10-19")
    return {
        "show": [result_document(one) for one in (told, result("staff"))],
        "compare": [comparison_document(one, "en") for one in compared],
        "plan": [
            plan_document(working_list(base, scan, told.actions), scan, date(2026, 11, 29), "en")
        ],
        "scans": [json.loads(scans_json((listed,)))],
        "scan": [json.loads(_kept(scan, folder).read_text(encoding="utf-8"))],
        "benchmark": [json.loads(benchmark.as_text())],
    }


def _kept(scan: Scan, folder: Path) -> Path:
    """The file that the scan is kept in."""
    file = Shelf(folder).file_for(scan)
    file.save(scan)
    return file.path


def _later(scan: Scan, item: str) -> Scan:
    """The same firm a year later: one answer moved, one was left out."""
    answers = {name: value for name, value in scan.answers.items() if name != "MET01"}
    figures = {name: figure + 1 for name, figure in scan.figures.items()}
    return scan.changed(
        measured_on=date(2027, 11, 21), answers=answers | {item: 5}, figures=figures, plan=()
    )


def _monitored(folder: Path, mini: Instrument) -> dict[str, Any]:
    """Two waves of 24 firms with staff, of which half took part; ten are in the first only."""
    from monitor_examples import leaders, list_of_names, monitor_of, staffed, write_wave

    from slimscan.batch.monitor.monitor import monitor_document

    firms = [f"Firm {n:02}" for n in range(34)]
    waves = [
        write_wave(
            folder / wave,
            mini,
            [
                *leaders({one: (n + wave_number) % 4 for n, one in enumerate(some)}),
                *staffed(some, wave),
            ],
        )
        for wave_number, (wave, some) in enumerate((("a", firms), ("b", firms[10:])))
    ]
    joined = list_of_names(folder / "joined.txt", firms[10:22])
    return json.loads(json.dumps(monitor_document(monitor_of(mini, *waves, joined))))


def _of_batches(folder: Path) -> dict[str, list[Any]]:
    from batch_examples import staff, write_batch
    from mini import add_closing, write_mini
    from test_batch_summary import document_of, firms

    from slimscan.batch.files import IGNORED_COLUMNS, PASSED_COLUMNS, PEOPLE, REJECT_COLUMNS
    from slimscan.batch.organisations.organisations_csv import ORGANISATIONS_FILE

    mini = load_instrument(add_closing(write_mini(folder / "batch-mini")))
    led = [replace(one, places={**one.places, "CLO1": 3}) for one in firms(34)]
    answered = [*led, *(one for n in range(12) for one in staff(f"Firm {n:03}", 6))]
    people = [replace(one, own={"region": "north"}) for one in answered]
    out = folder / "out"
    summary = document_of(out, mini, people, "region")
    write_batch(folder / "scores", mini, people[:1])
    header = (out / ORGANISATIONS_FILE).read_text(encoding="utf-8").splitlines()[0].split(",")
    scale = ("overall", "overall__answered", "overall__applicable")
    return {
        "summary": [summary],
        "scores": [dict.fromkeys((*PEOPLE, "file", "region", "flags", *scale), "")],
        "organisations": [dict.fromkeys(header, "")],
        "rejects": [dict.fromkeys(REJECT_COLUMNS, "")],
        "passed": [dict.fromkeys(PASSED_COLUMNS, "")],
        "columns": [dict.fromkeys(IGNORED_COLUMNS, "")],
        "analyst": [{name: [] for name in _analyst_sheets()}],
        "results": [{name: [] for name in _RESULTS_SHEETS}],
        "monitor_book": [{name: [] for name in _monitor_sheets()}],
        "run": [{"format": 1, "run": "", "mark": "", "made_on": "", "files": {"scores.csv": 1}}],
        "monitor": [_monitored(folder / "waves", mini)],
    }


_RESULTS_SHEETS = tuple(
    words("en", "workbook")[f"sheet.{one}"]
    for one in (
        *("organisations", "scores", "cells", "items", "answered"),
        *("quality", "agreement", "files"),
    )
)


def _monitor_sheets() -> list[str]:
    """The sheets of the monitor's workbook, in English."""
    own = words("en", "monitor")
    return [own[f"book.{one}"] for one in ("changes", "beside", "left", "unmatched")]


def _analyst_sheets() -> list[str]:
    """The sheets of the analyst's workbook, in English."""
    own = words("en", "analyst").texts
    return [text for key, text in own.items() if key.startswith("sheet.") and "overview" not in key]
