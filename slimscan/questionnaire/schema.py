"""The kinds of content file, their JSON Schemas, and what a schema says about a place in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from slimscan.disk.places import questionnaires_folder
from slimscan.questionnaire.base import Model

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class SchemaKind:
    """A kind of content file: its model, and where it stands in a questionnaire's folder.

    The model is named, as `module:name`, not imported: a command loads those that it reads.
    """

    name: str
    named: str
    file: str
    """The file's path pattern within the questionnaire's folder."""
    alone: bool = False
    """Whether it stands on its own, not in a questionnaire's folder."""

    @cached_property
    def model(self) -> type[Model]:
        """What the file must be."""
        module, name = self.named.split(":")
        model: type[Model] = getattr(import_module(f"slimscan.questionnaire.{module}"), name)
        return model


KINDS = {
    kind.name: kind
    for kind in (
        SchemaKind("questionnaire", "models:Questionnaire", "questionnaire.yaml"),
        SchemaKind("advice", "actions:Advice", "advice.yaml"),
        SchemaKind("law", "law:Law", "law.yaml"),
        SchemaKind("cases", "library:Cases", "cases.yaml"),
        SchemaKind("worksheets", "library:Worksheets", "worksheets.yaml"),
        SchemaKind("guide", "library:Guide", "guide.yaml"),
        SchemaKind("sector", "actions:SectorModule", "sectors/*.yaml"),
        SchemaKind("advisers", "library:Advisers", "advisers.yaml"),
        SchemaKind("theme", "theme:Theme", "theme.yaml", alone=True),
        SchemaKind("mapping", "mapping_file:MappingFile", "mapping.yaml", alone=True),
    )
}


def content_files(folder: Path) -> list[tuple[str, Path]]:
    """The content files in a questionnaire's folder, each with its kind."""
    return [
        (kind.name, path)
        for kind in KINDS.values()
        if not kind.alone
        for path in sorted(folder.glob(kind.file))
        if path.is_file()
    ]


@cache
def schema_of(kind_name: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file."""
    schema = KINDS[kind_name].model.model_json_schema()
    return {"$schema": DIALECT, **schema}


def schema_text(kind_name: str) -> str:
    """The JSON Schema as it is committed in `questionnaires/schema/`."""
    return json.dumps(schema_of(kind_name), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def output_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every file that leaves the program, by name: as generated and shipped.

    Of a table it is that of one row.
    """
    path = questionnaires_folder() / "schema" / "outputs.json"
    schemas: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return schemas


def known_keys(kind_name: str, path: tuple[str | int, ...]) -> frozenset[str]:
    """The keys that a mapping at `path` may have; for a union, those of every member."""
    schema = schema_of(kind_name)
    here = list(_resolve(schema, schema))
    for part in path:
        here = [
            deeper
            for node in here
            for step in _steps(node, part)
            for deeper in _resolve(schema, step)
        ]
    return frozenset(key for node in here for key in node.get("properties", {}))


def _steps(node: dict[str, Any], part: str | int) -> Iterator[dict[str, Any]]:
    if isinstance(part, int):
        if "items" in node:
            yield node["items"]
    elif part in node.get("properties", {}):
        yield node["properties"][part]


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node itself with references followed and unions opened."""
    if "$ref" in node:
        yield from _resolve(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    for member in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _resolve(schema, member)
    yield node
