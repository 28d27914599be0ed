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
            "benchmark",
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
            "staff_remarks",
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
            "after_plan",
            "works_council",
            "plan_workbook",
        ),
    ),
    "shown": Room(("slimscan/shown.py",), 40, ("shown", "scoring", "privacy", "benchmark")),
    "saving": Room(
        ("slimscan/disk/*.py", "slimscan/scan/*.py"),
        70,
        (
            "disk",
            "scans",
            "answer_files",
            "interview",
            "other_version",
            "workshop",
            "kept_sealed",
            "batch_placing",
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
            "who_is_who",
            "dry_run",
            "batch_reading",
            "passed_on",
            "tool_facts",
            "tool_google_forms",
            "tool_kobo_and_odk",
            "tool_limesurvey",
            "tool_microsoft_forms",
            "tool_qualtrics",
            "tool_surveyjs",
            "collecting",
        ),
    ),
}


def needed_tests() -> list[str]:
    """Every test file that is needed, each once."""
    named = dict.fromkeys(name for room in ROOMS.values() for name in room.tests)
    return [f"tests/test_{name}.py" for name in named]
