"""What is mutated, how many of each, and the test files that are to notice it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SEED = 21
"""Of the draw; another one draws other mutants."""


@dataclass(frozen=True)
class Room:
    """Source files, by patterns, and how many mutants are drawn of them."""

    sources: tuple[str, ...]
    drawn: int

    def files(self, tree: Path) -> list[Path]:
        """The source files, from the top of the tree."""
        found = {path for pattern in self.sources for path in tree.glob(pattern)}
        return sorted(path.relative_to(tree) for path in found)


ROOMS = {
    "scoring": Room(("slimscan/scoring/*.py",), 90),
    "privacy": Room(("slimscan/privacy/*.py",), 120),
    "advice": Room(("slimscan/plan/*.py",), 90),
    "shown": Room(("slimscan/shown.py",), 40),
    "saving": Room(("slimscan/disk/*.py", "slimscan/scan/*.py"), 70),
    "readers": Room(("slimscan/imports/**/*.py", "slimscan/batch/read/*.py"), 90),
}

NOTICING = (
    "scoring",
    "item_properties",
    "contradiction",
    "engine_proof",
    "benchmark",
    "outcomes",
    "privacy",
    "plain_rule",
    "organisations",
    "known_people",
    "leads",
    "ledger_kept",
    "pools",
    "left_over",
    "lent_ledger",
    "groups",
    "staff_remarks",
    "advice",
    "proposal",
    "schedule",
    "planning",
    "after_plan",
    "shown",
    "values_shown",
    "refused_answers",
    "disk",
    "scans",
    "answer_files",
    "interview",
    "other_version",
    "workshop",
    "opened_scan",
    "attached",
    "plan_workbook",
    "kept_sealed",
    "batch_placing",
    "code_set",
    "dates_read",
    "mapping",
    "kept_columns",
    "headings",
    "plain_tables",
    "text_tables",
    "found_tables",
    "same_survey",
    "ods",
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
)
"""Test files by name. Not those that open browsers, clusters or whole reports: they cost too much here.

Which of their tests a mutant meets is found out by which reach its line.
"""


def needed_tests() -> list[str]:
    """The test files, from the top of the tree."""
    return [f"tests/test_{name}.py" for name in NOTICING]
