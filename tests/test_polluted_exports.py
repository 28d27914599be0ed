"""One clean export, damaged in 200 ways: the same answers come out, or the right row is named."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from mini import write_mini

from slimscan.errors import InputError, Problem
from slimscan.imports.collection import Told, read_answers
from slimscan.imports.delivery import FileDelivery, FileSource
from slimscan.questionnaire.loading import Instrument, load_instrument

WAYS = 200
HEADER = ["respondent", "organisation", "H1", "H2", "D1", "D2", "R1", "note", "PRE1"]
FIRST_ITEM, LAST_ITEM = 2, 6
ANSWERS = ["1", "2", "3", "4", "5"]
LABELS = ["nergens", "een paar", "de helft", "de meeste", "overal"]


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    return load_instrument(write_mini(tmp_path_factory.mktemp("mini")))


def clean_rows() -> list[list[str]]:
    chance = random.Random(6)
    return [
        [f"p{number}", "Café De Kök", *chance.choices(ANSWERS, k=5), "n", ""]
        for number in range(1, 13)
    ]


@dataclass
class Export:
    """An export while it is damaged, and what that may cost."""

    chance: random.Random
    header: list[str] = field(default_factory=lambda: list(HEADER))
    rows: list[list[str]] = field(default_factory=clean_rows)
    delimiter: str = ";"
    quoting: int = csv.QUOTE_MINIMAL
    end: str = "\n"
    encoding: str = "utf-8"
    before: str = ""
    after: str = ""
    closed: bool = True
    """Whether the last line has an end."""
    raw: dict[str, Callable[[str, str], str]] = field(default_factory=dict)
    """Changes of the line of a respondent, after it was written."""
    bytes_: Callable[[bytes], bytes] = bytes
    hurt: set[str] = field(default_factory=set)
    """The respondents whose rows may be refused."""
    whole: bool | None = False
    """Whether the file is refused as a whole; nothing when it may be."""

    def person(self) -> list[str]:
        """The row of somebody who answers, by chance."""
        return self.chance.choice([row for row in self.rows if row[:1] and row[0].startswith("p")])

    def line(self, cells: list[str]) -> str:
        file = io.StringIO()
        csv.writer(file, delimiter=self.delimiter, quoting=self.quoting).writerow(cells)
        return file.getvalue().removesuffix("\r\n")

    def content(self) -> bytes:
        lines = [self.line(self.header)]
        for row in self.rows:
            line = self.line(row)
            change = self.raw.get(row[0] if row else "")
            lines.append(change(line, self.delimiter) if change else line)
        text = self.before + self.end.join(lines) + self.end * self.closed + self.after
        return self.bytes_(text.encode(self.encoding, errors="ignore"))

    def numbers(self) -> dict[str, int]:
        """The row in which each respondent stands, as a spreadsheet counts."""
        return {row[0]: number for number, row in enumerate(self.rows, start=2) if row}


Pollution = Callable[[Export], None]


def setting(**values: object) -> Pollution:
    def pollute(export: Export) -> None:
        for name, value in values.items():
            setattr(export, name, value)

    return pollute


def headed(change: Callable[[str], str]) -> Pollution:
    def pollute(export: Export) -> None:
        export.header = [change(name) for name in export.header]

    return pollute


def answered(change: Callable[[str], str], refused: bool = False) -> Pollution:
    """Change some answers; when that makes them none, their rows are refused."""

    def pollute(export: Export) -> None:
        for _ in range(1 if refused else 5):
            row = export.person()
            places = [place for place, cell in enumerate(row) if cell in ANSWERS]
            if places:
                place = export.chance.choice(places)
                row[place] = change(row[place])
                export.hurt |= {row[0]} if refused else set()

    return pollute


def with_row(*cells: str, at_end: bool = False) -> Pollution:
    def pollute(export: Export) -> None:
        place = len(export.rows) if at_end else export.chance.randrange(len(export.rows))
        export.rows.insert(place, list(cells))

    return pollute


def with_column(name: str, cell: str) -> Pollution:
    def pollute(export: Export) -> None:
        export.header.append(name)
        for row in export.rows:
            if len(row) == len(export.header) - 1:
                row.append(cell)

    return pollute


def column_twice(export: Export) -> None:
    with_column("h1", "1")(export)
    export.whole = True


def shuffled(export: Export) -> None:
    order = list(range(1, len(export.header)))
    export.chance.shuffle(order)
    for row in (export.header, *export.rows):
        if row:
            whole = row + [""] * (len(order) + 1 - len(row))
            row[1:] = [whole[place] for place in order]


def line_of_one(change: Callable[[str, str], str], refused: bool = True) -> Pollution:
    """Change one respondent's line as text; `change` is told the delimiter."""

    def pollute(export: Export) -> None:
        name = export.person()[0]
        if name not in export.raw:
            export.raw[name] = change
            export.hurt |= {name} if refused else set()

    return pollute


def never_closed(export: Export) -> None:
    """What comes behind may be swallowed, unless it is the last row."""
    line_of_one(lambda line, delimiter: f'"{line}')(export)
    export.whole = None


def labelled(value: str) -> str:
    return LABELS[int(value) - 1]


def text_header(export: Export) -> None:
    texts = {"H1": "The oven\nis  hot.", "D1": "De deur sluit", "R1": "Het&#160;deeg rust."}
    export.header = [texts.get(name, name) for name in export.header]


def cut_short(export: Export) -> None:
    """Without the empty cells at its end."""
    row = export.person()
    while row and not row[-1]:
        row.pop()


HARMLESS: dict[str, Pollution] = {
    "comma": setting(delimiter=","),
    "tab": setting(delimiter="\t"),
    "all quoted": setting(quoting=csv.QUOTE_ALL),
    "texts quoted": setting(quoting=csv.QUOTE_NONNUMERIC),
    "utf-8 with mark": setting(encoding="utf-8-sig"),
    "utf-16": setting(encoding="utf-16"),
    "utf-16 big": setting(encoding="utf-16-be", before="\ufeff"),
    "utf-16 without mark": setting(encoding="utf-16-le"),
    "cp1252": setting(encoding="cp1252"),
    "crlf": setting(end="\r\n"),
    "cr": setting(end="\r"),
    "two marks": setting(before="\ufeff\ufeff"),
    "no end": setting(closed=False),
    "dos end of file": setting(after="\x1a"),
    "nulls at the end": setting(bytes_=lambda content: content + b"\0" * 512),
    "nulls between": setting(bytes_=lambda content: content.replace(b"e", b"e\0")),
    "many blank lines": setting(after="\n" * 300),
    "half a letter at the end": setting(bytes_=lambda content: content + b"\xc3"),
    "a byte of no letter": setting(bytes_=lambda content: content.replace(b"f", b"f\x81", 1)),
    "blank row": with_row(),
    "blank row again": with_row(),
    "row of delimiters": with_row(*[""] * 9),
    "row of blanks": with_row("  ", "\u00a0", " "),
    "blank row at the end": with_row("", "", at_end=True),
    "row without answers": with_row("mean", "x"),
    "cut short": cut_short,
    "empty cells beyond": line_of_one(lambda line, mark: line + mark * 4, refused=False),
    "capitals": headed(str.upper),
    "small letters": headed(str.lower),
    "padded": headed(lambda name: f"  {name} "),
    "hard spaces": headed(lambda name: f"\u00a0{name}\u00a0"),
    "soft hyphens": headed(lambda name: f"{name[:1]}\u00ad{name[1:]}"),
    "entities": headed(lambda name: f"{name}&#160;"),
    "zero width": headed(lambda name: f"\u200b{name}"),
    "texts for codes": text_header,
    "shuffled": shuffled,
    "a column more": with_column("remarks", "x"),
    "a column without a name": with_column("", "x"),
    "the same name twice": with_column("note", "y"),
    "empty columns": with_column("", ""),
    "4.0": answered(lambda value: f"{value}.0"),
    "4,0": answered(lambda value: f"{value},0"),
    "4 and a blank": answered(lambda value: f" {value}  "),
    "+4": answered(lambda value: f"+{value}"),
    "hard space and 4": answered(lambda value: f"\u00a0{value}"),
    "null and 4": answered(lambda value: f"\0{value}"),
    "label": answered(labelled),
    "label in capitals": answered(lambda value: labelled(value).upper()),
    "label with two blanks": answered(lambda value: labelled(value).replace(" ", "  ")),
    "label with a soft hyphen": answered(lambda value: labelled(value).replace("e", "e\u00ad")),
    "label with an entity": answered(lambda value: labelled(value).replace(" ", "&nbsp;")),
    "code and label": answered(lambda value: f"{value} - {labelled(value)}"),
    "(code) label": answered(lambda value: f"({value}) {labelled(value)}"),
    "label (code)": answered(lambda value: f"{labelled(value)} ({value})"),
    "code: label": answered(lambda value: f"{value}: {labelled(value)}"),
}

ALONE = {"nulls between", "half a letter at the end", "a byte of no letter"}
"""Damage to the bytes that with another encoding would be damage to the answers."""

NUMBERED: dict[str, Pollution] = {
    "a code too high": answered(lambda value: "6", refused=True),
    "another word": answered(lambda value: "vaak", refused=True),
    "a formula": answered(lambda value: f"=1*{value}", refused=True),
    "an error": answered(lambda value: "#REF!", refused=True),
    "two answers": answered(lambda value: f"{value} {value}", refused=True),
    "another label": answered(lambda value: f"{value} - iets", refused=True),
    "a half": answered(lambda value: f"{value},5", refused=True),
    "a quotation mark": answered(lambda value: f'{value}"', refused=True),
    "the header again": with_row(*HEADER),
    "a cell too long": line_of_one(lambda line, mark: "x" * 150_000 + line),
    "a cell too many": line_of_one(lambda line, mark: f"{line}{mark}{mark}x"),
    "text behind a quotation": line_of_one(lambda line, mark: f'"p" {line}'),
    "a column twice": column_twice,
    "never closed": never_closed,
}


def ways() -> Iterator[tuple[str, list[Pollution]]]:
    """Every damage alone, then by twos to fives until there are enough; one may hurt a row."""
    everything = HARMLESS | NUMBERED
    for name, pollution in everything.items():
        yield name, [pollution]
    chance = random.Random(2026)
    styles = [name for name in HARMLESS if name not in ALONE]
    for number in range(WAYS - len(everything)):
        names = chance.sample(styles, k=chance.randint(2, 4))
        if number % 3 == 0:
            names.append(chance.choice(list(NUMBERED)))
        yield " + ".join(names), [everything[name] for name in names]


@pytest.mark.parametrize(("name", "pollutions"), list(ways()))
def test_damage_changes_no_answer_or_the_right_row_is_named(
    mini: Instrument, tmp_path: Path, name: str, pollutions: list[Pollution]
) -> None:
    export = Export(random.Random(name))
    expected = {
        row[0]: [int(value) for value in row[FIRST_ITEM : LAST_ITEM + 1]] for row in export.rows
    }
    for pollution in pollutions:
        pollution(export)
    path = tmp_path / "export.csv"
    path.write_bytes(export.content())
    numbers = export.numbers()
    delivery: FileDelivery | None = None
    problems: tuple[Problem, ...] = ()
    try:
        delivery = read_answers(FileSource("export.csv", mini, "scan"), path, Told())
    except InputError as error:
        problems = error.problems
    if delivery is None:
        assert export.whole is not False, problems
        assert all(one.file == str(path) for one in problems)
        return
    assert not export.whole
    questions = HEADER[FIRST_ITEM : LAST_ITEM + 1]
    read = {
        one.name: [one.person.answers.get(item) for item in questions] for one in delivery.handed
    }
    assert not set(read) - set(expected)
    assert all(read[person] == expected[person] for person in read)
    refused = {row[0].problem.line for row in delivery.refused}
    assert refused == {numbers[one] for one in (expected.keys() - read.keys())} | (
        {numbers["respondent"]} if "respondent" in numbers else set()
    )
    assert expected.keys() - read.keys() == export.hurt
