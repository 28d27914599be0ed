"""From a document to a model: every deviation from the shape becomes a problem with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from slimscan.errors import Fault, Problem
from slimscan.questionnaire.base import Model

if TYPE_CHECKING:
    from slimscan.questionnaire.nodes import Document

AnyModel = TypeVar("AnyModel", bound=Model)

_FAULTS = {
    "missing": Fault.KEY_MISSING,
    "string_type": Fault.VALUE_NOT_TEXT,
    "string_too_short": Fault.VALUE_EMPTY,
    "string_too_long": Fault.VALUE_TOO_LONG,
    "string_pattern_mismatch": Fault.VALUE_PATTERN,
    "int_type": Fault.VALUE_NOT_WHOLE_NUMBER,
    "int_from_float": Fault.VALUE_NOT_WHOLE_NUMBER,
    "float_type": Fault.VALUE_NOT_NUMBER,
    "finite_number": Fault.VALUE_NOT_NUMBER,
    "bool_type": Fault.VALUE_NOT_YES_NO,
    "tuple_type": Fault.VALUE_NOT_LIST,
    "list_type": Fault.VALUE_NOT_LIST,
    "dict_type": Fault.VALUE_NOT_MAPPING,
    "model_type": Fault.VALUE_NOT_MAPPING,
    "model_attributes_type": Fault.VALUE_NOT_MAPPING,
    "literal_error": Fault.VALUE_NOT_ONE_OF,
    "union_tag_invalid": Fault.VALUE_NOT_ONE_OF,
    "union_tag_not_found": Fault.KEY_MISSING,
    "greater_than": Fault.VALUE_OUT_OF_RANGE,
    "greater_than_equal": Fault.VALUE_OUT_OF_RANGE,
    "less_than": Fault.VALUE_OUT_OF_RANGE,
    "less_than_equal": Fault.VALUE_OUT_OF_RANGE,
    "too_short": Fault.LIST_LENGTH,
    "too_long": Fault.LIST_LENGTH,
}
_BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}


def validate(document: Document, model: type[AnyModel], kind: str) -> AnyModel | list[Problem]:
    """The document as a `model`, or every problem of its shape."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return [
            _problem(document, kind, detail)
            for detail in details
            if not _follows_from_another(document, detail)
        ]


def _problem(document: Document, kind: str, detail: Any) -> Problem:
    path = detail["loc"]
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        return _unknown_key(document, kind, path)
    fault = _FAULTS.get(detail["type"], Fault.VALUE_INVALID)
    if fault is Fault.KEY_MISSING:
        missing = str(context.get("discriminator", path[-1])).strip("'")
        return document.problem(fault, path, of_key=True, key=missing)
    return document.problem(fault, path, False, **_details(fault, detail["msg"], context))


def _follows_from_another(document: Document, detail: Any) -> bool:
    """A list is called too short as well when one of its parts is wrong: that says nothing new."""
    if detail["type"] != "too_short":
        return False
    here = document.data
    for part in detail["loc"]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            continue
    return isinstance(here, list) and len(here) >= int(detail["ctx"]["min_length"])


def _unknown_key(document: Document, kind: str, path: tuple[str | int, ...]) -> Problem:
    from slimscan.questionnaire.schema import known_keys

    key = str(path[-1])
    in_file = tuple(part for place, part in enumerate(path) if _in_file(document, path, place))
    nearest = closest(key, known_keys(kind, in_file[:-1]))
    return document.problem(Fault.KEY_UNKNOWN, path, of_key=True, key=key, nearest=nearest)


def _in_file(document: Document, path: tuple[str | int, ...], place: int) -> bool:
    """Whether the part at `place` is a part of the file, or the tag of a union."""
    known: tuple[str | int, ...] = ()
    for part in path[: place + 1]:
        present = (*known, part) in document.values
        if present:
            known = (*known, part)
    return present


def _details(fault: Fault, message: str, context: dict[str, Any]) -> dict[str, object]:
    if fault is Fault.VALUE_NOT_ONE_OF:
        return {"accepted": str(context.get("expected") or context.get("expected_tags", ""))}
    if fault is Fault.VALUE_OUT_OF_RANGE:
        bound = next(
            (f"{sign} {context[key]:g}" for key, sign in _BOUNDS.items() if key in context), ""
        )
        return {"bound": bound}
    if fault is Fault.VALUE_PATTERN:
        return {"pattern": context.get("pattern", "")}
    if fault is Fault.VALUE_TOO_LONG:
        return {"longest": context.get("max_length", "")}
    if fault is Fault.LIST_LENGTH:
        least, most = context.get("min_length"), context.get("max_length")
        return {"bound": f"≥ {least}" if least is not None else f"≤ {most}"}
    return {"reason": message} if fault is Fault.VALUE_INVALID else {}


def closest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty text when none is near."""
    by_lower_case = {candidate.lower(): candidate for candidate in sorted(known)}
    from difflib import get_close_matches

    matches = get_close_matches(name.lower(), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[matches[0]] if matches else ""
