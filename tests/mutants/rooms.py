"""What is mutated, how many of each, and the test files that are to notice it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SEED = 21
"""Of the draw; another one draws other mutants."""


@dataclass(frozen=True)
class Room:
    """Source files, by patterns; how many mutants are drawn of them; the tests, files by name."""

    sources: tuple[str, ...]
    drawn: int
    tests: tuple[str, ...]

    def files(self, tree: Path) -> list[Path]:
        """The source files, from the top of the tree."""
        found = {path for pattern in self.sources for path in tree.glob(pattern)}
        return sorted(path.relative_to(tree) for path in found)


ROOMS = {
    "scoring": Room(
        ("slimscan/scoring/*.py",),
        90,
        (
            "scoring",
            "item_properties",
            "contradiction",
            "engine_proof",
            "scan_program",
            "benchmark",
            "second_scoring",
            "comparison",
            "importing",
            "outcomes",
        ),
    ),
    "privacy": Room(
        ("slimscan/privacy/*.py",),
        120,
        (
            "privacy",
            "plain_rule",
            "organisations",
            "known_people",
            "leads",
            "ledger_kept",
            "pools",
            "groups",
            "released_staff",
            "staff_remarks",
            "kept_sealed",
            "workshop",
            "attacker",
        ),
    ),
    "advice": Room(
        ("slimscan/plan/*.py",),
        90,
        (
            "advice",
            "proposal",
            "schedule",
            "planning",
            "plan_workbook",
            "advice_followed",
            "after_plan",
            "works_council",
            "opened_scan",
        ),
    ),
    "shown": Room(
        ("slimscan/shown.py",),
        40,
        ("shown", "scoring", "language", "privacy", "comparison", "report_context"),
    ),
    "saving": Room(
        ("slimscan/disk/*.py", "slimscan/scan/*.py"),
        70,
        (
            "disk",
            "scans",
            "opened_scan",
            "answer_files",
            "interview",
            "attached",
            "other_version",
            "workshop",
            "kept_sealed",
            "batch_placing",
            "sealed_answers",
            "importing",
        ),
    ),
    "readers": Room(
        ("slimscan/imports/**/*.py", "slimscan/batch/read/*.py"),
        90,
        (
            "code_set",
            "dates_read",
            "mapping",
            "headings",
            "found_tables",
            "same_survey",
            "importing",
            "spread_options",
            "which_export",
            "ods",
            "who_is_who",
            "dry_run",
            "batch_reading",
            "batch",
            "kept_columns",
            "form_sheet",
            "passed_on",
            "tool_facts",
            "tool_google_forms",
            "tool_kobo_and_odk",
            "tool_limesurvey",
            "tool_microsoft_forms",
            "tool_qualtrics",
            "tool_surveyjs",
            "collecting",
            "polluted_exports",
            "round_trips",
        ),
    ),
}


def room_of(source: str) -> str:
    """The room that a source file is of."""
    return next(
        name for name, room in ROOMS.items() if any(_is_of(source, one) for one in room.sources)
    )


def _is_of(source: str, pattern: str) -> bool:
    return Path(source).match(pattern) or source.startswith(
        pattern.partition("*")[0].rstrip("/") + "/"
    )


def test_files() -> list[str]:
    """Every test file that is needed, each once."""
    named = dict.fromkeys(name for room in ROOMS.values() for name in room.tests)
    return [f"tests/test_{name}.py" for name in named]
