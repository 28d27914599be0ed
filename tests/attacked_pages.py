"""What pages tell about groups, read as an outsider would: every number must be accounted for.

A fact is a tuple of words, in the English of the pages: a mean, a number of people, a gap, a change.
The JSON documents, the HTML, the text of the PDF and the CSV each have a reader. A number in a staff
chapter that no reader knows raises: so a page cannot start to tell more without being noticed.
"""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf

Fact = tuple[str, ...]
"""A kind, then what it is about, then what is told: `("mean", team, scale, "45")`."""

Cell = tuple[str, str]
"""A team (empty for everyone together) and a scale."""

NAMES = {
    name: name.casefold() for name in ("Overall", "Oven", "Heat", "Door", "Dough", "Rest", "Joy")
}
LEVERS = ("oven", "dough")
OUTCOME = "joy"
TEAMS = ("Ovens", "Shop", "Office", "Van")

_NAME = "|".join(NAMES)
_NAMED = rf"(?i:{_NAME})"
"""Within a sentence a name may begin with a small letter."""
_TEAM = "|".join(TEAMS)
_MEAN = r"(?:–|at most 10|at least 90|\d+)"
_BAND = r"5-9|10-19|20\+"
_SIGNED = r"(?:[+−]?\d+|–)"
_WORDED = {"0", "5", "20", "95", "100", "1", "2"}
"""Numbers in the sentences around the tables, and those of the levers."""


@dataclass(frozen=True)
class Reading:
    """What one document tells of the staff of one wave, or of two; the waves are 0 and 1."""

    facts: frozenset[Fact]
    means: tuple[Mapping[Cell, str], ...]
    held_back: bool = False


# JSON


def read_report_json(document: Mapping[str, Any]) -> Reading:
    """The staff part of a result document."""
    facts: set[Fact] = set()
    means: dict[Cell, str] = {}
    staff = document["staff"]
    for team, scales in _json_groups(staff):
        for one in scales:
            if one["mean"] is not None:
                means[team, one["id"]] = _printed(one)
                facts |= {("mean", team, one["id"], _printed(one)), ("people", team, one["people"])}
    for gap in staff["gaps"]:
        if gap["points"] is not None:
            facts.add(("gap", gap["id"], _rounded(gap["points"])))
    return Reading(frozenset(facts), (means,), staff["held_back"])


def read_comparison_json(document: Mapping[str, Any]) -> Reading:
    """The staff part of a comparison."""
    facts: set[Fact] = set()
    means: tuple[dict[Cell, str], dict[Cell, str]] = ({}, {})
    for team, scales in _json_groups(document["staff"] or {"scales": [], "groups": []}):
        for one in scales:
            for wave, name in enumerate(("before", "after")):
                if one[name]["mean"] is not None:
                    told = means[wave][team, one["id"]] = _printed(one[name])
                    facts |= {
                        (f"mean {name}", team, one["id"], told),
                        (f"people {name}", team, one[name]["people"]),
                    }
            if one["change"] is not None:
                told = " ".join(map(str, (one["change"], *(one["interval"] or ()))))
                facts |= {
                    ("change", team, one["id"], told),
                    ("verdict", team, one["id"], one["verdict"].replace("_", " ")),
                }
    return Reading(frozenset(facts), means)


def _json_groups(staff: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "", staff["scales"]
    for group in staff["groups"]:
        yield group["name"], group["scales"]


def _printed(value: Mapping[str, Any]) -> str:
    end = (value["end"] or "").replace("_", " ")
    return f"{end} {value['mean']}".strip()


def _rounded(points: float) -> str:
    number = int(abs(points) + 0.5)
    return str(number if points > 0 else -number)


# Pages


def html_lines(html: str) -> list[str]:
    """The text of the staff chapter, a block or a row of a table a line; charts by their titles."""
    start = html.find('id="staff"')
    return _Lines(html[start : html.index("</section>", start)]).lines if start >= 0 else []


def html_circles(html: str) -> dict[str, str]:
    """For every chart of the staff chapter its title, and the staff's place on it from 0 to 100."""
    start = html.find('id="staff"')
    part = html[start : html.index("</section>", start)] if start >= 0 else ""
    charts = re.findall(r"<title>([^<]*)</title>(.*?)</svg>", part, re.DOTALL)
    found = (
        (title, re.search(r'<circle class="\w+ was" cx="([\d.]+)"', svg)) for title, svg in charts
    )
    return {title: f"{float(circle[1]) / 2.4:.0f}" for title, circle in found if circle}


def pdf_lines(path: Path, heading: str, ends: str) -> list[str]:
    """The text between two headings of a PDF, and what its charts are called for those who listen."""
    command = ["pdftotext", "-layout", path, "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(rf"^{heading}\n(.*?)^{ends}\n", text, re.DOTALL | re.MULTILINE)
    with pikepdf.open(path) as pdf:
        spoken = [str(one.Alt) for one in pdf.objects if _is_figure(one)]
    page_furniture = re.compile(r"^[Yy]our firm\b.*20\d\d|^\d+ ?/ ?\d+$|^21 November|^20\d\d$")
    lines = [line.strip() for line in (found[1].splitlines() if found else [])]
    return [line for line in lines if line and not page_furniture.search(line)] + [
        line for line in spoken if "staff" in line
    ]


def _is_figure(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/Alt" in one


class _Lines(HTMLParser):
    """Cells stand apart by two spaces, rows and blocks by lines."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [""]
        self.feed(html)
        self.lines = [line.strip() for line in self.lines if line.strip()]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("p", "h2", "h3", "h4", "li", "tr", "title", "div"):
            self.lines.append("")
        elif tag in ("td", "th"):
            self.lines[-1] += "  "

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            row = self.lines.pop()
            self.lines.insert(-1, row)

    def handle_data(self, data: str) -> None:
        self.lines[-1] = (self.lines[-1] + data.replace("\n", " ")).lstrip()


# What the lines say


def read_report_lines(lines: Iterable[str]) -> Reading:
    """The staff chapter of a report."""
    lever = ""
    facts: set[Fact] = set()
    means: dict[Cell, str] = {}
    held_back = False
    for line in lines:
        held_back |= line.startswith("Too few answers came in")
        if found := re.match(rf"\d? *({_NAME})\b.*From 0 to 100", line):
            lever = NAMES[found[1]]
        elif found := re.match(rf"(The whole|{_NAME}) +{_MEAN} +({_MEAN}) +({_SIGNED})$", line):
            scale = NAMES.get(found[1], lever)
            _told(facts, means, "", scale, found[2])
            facts |= {("gap", scale, found[3].replace("−", "-").lstrip("+"))} - {
                ("gap", scale, "–")
            }
        elif (
            found := re.search(
                rf"({_NAMED}): (?:leader|you say) {_MEAN},? (?:your )?staff ({_MEAN})", line
            )
        ) or (found := re.search(rf"({_NAMED}): your staff say ({_MEAN}), you", line)):
            _told(facts, means, "", NAMES[found[1].capitalize()], found[2])
        elif found := re.match(rf"({_TEAM}) +({_BAND})((?: +{_MEAN})+)$", line):
            for scale, told in zip(LEVERS, re.findall(_MEAN, found[3]), strict=True):
                _told(facts, means, found[1], scale, told)
            facts.add(("people", found[1], found[2]))
        elif found := re.search(rf"({_BAND}) people answered", line):
            facts.add(("people", "", found[1]))
        elif found := re.search(rf"The mean is ({_MEAN}) on the scale of 0 to 100", line):
            _told(facts, means, "", OUTCOME, found[1])
        else:
            _no_other_number(line)
    return Reading(frozenset(facts), (means,), held_back)


def read_comparison_lines(lines: Iterable[str]) -> Reading:
    """The staff part of a comparison's page."""
    team = ""
    facts: set[Fact] = set()
    means: tuple[dict[Cell, str], dict[Cell, str]] = ({}, {})
    row = re.compile(
        rf"({_NAME}) +({_MEAN}) +({_MEAN}) +(?:–|(.+?)(?: \((−?\d+) to (−?\d+)\))?) +(–|.*)$"
    )
    many = rf"(?:({_BAND}) people|too few people to show anything)"
    people = re.compile(rf"(?:({_TEAM}) )?.*?In the baseline: {many}. In the follow-up: {many}.")
    for line in lines:
        if found := people.search(line):
            team = found[1] or team
            counts = zip(("before", "after"), found.groups()[1:], strict=True)
            facts |= {(f"people {wave}", team, band) for wave, band in counts if band}
        elif found := row.match(line):
            scale = NAMES[found[1]]
            for wave, name in enumerate(("before", "after")):
                _told(facts, means[wave], team, scale, found[2 + wave], f"mean {name}")
            if found[4]:
                change = "0" if "same" in found[4] else found[4]
                ends = [found[5], found[6]] if found[5] else []
                numbers = " ".join((change, *ends)).replace("−", "-").replace("+", "")
                verdict = re.match(r"clearly higher|clearly lower|no clear change", found[7])
                assert verdict, line
                facts |= {
                    ("change", team, scale, numbers),
                    ("verdict", team, scale, _VERDICTS[verdict[0]]),
                }
        else:
            _no_other_number(line)
    return Reading(frozenset(facts), means)


_VERDICTS = {
    "clearly higher": "clear improvement",
    "clearly lower": "clear decline",
    "no clear change": "no clear change",
}


def _told(
    facts: set[Fact],
    means: dict[Cell, str],
    team: str,
    scale: str,
    told: str,
    kind: str = "mean",
) -> None:
    if told != "–":
        means[team, scale] = told
        facts.add((kind, team, scale, told))


def _no_other_number(line: str) -> None:
    assert set(re.findall(r"\d+", line)) <= _WORDED, line


# CSV


def read_csv(path: Path) -> dict[str, Reading]:
    """The lines of every organisation in the results of a batch."""
    facts: dict[str, set[Fact]] = {}
    means: dict[str, dict[Cell, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["organisation"]
            told = row["mean"].replace("<=", "at most ").replace(">=", "at least ")
            means.setdefault(name, {})[row["group"], row["scale"]] = told
            facts.setdefault(name, set()).add(tuple(row.values()))
    return {name: Reading(frozenset(facts[name]), (means[name],)) for name in means}
