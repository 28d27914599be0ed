"""The files in the output folder of a batch, and what stands in the two that others build on.

`answers.parquet` is the responses frame of everybody who is scored:

* the columns of `responses.PERSON_COLUMNS`, all String, an empty text where nothing is known;
  `respondent` is always filled, and unique within an organisation and among those without one: the
  id that the file gives, else a name made from the row's content (`naming`), the same for the same
  row whatever stands around it
* `audience`, String: `leader` or `employee`
* `file`, String: the name of the file that the row came from, without its folder; files of older
  versions lack it
* the columns that the branch keeps of its own (`kept_among`), String, in the order in which it
  names them; an empty text where a row has nothing
* one Int8 column an item, in this order: the questionnaire's items, preconditions and changes, and
  the items of every sector module that any file has a column for. A cell is the place of the
  option from 0, `responses.DONT_KNOW`, `responses.NOT_APPLICABLE`, or null when it was skipped. An
  item that a file has no column for was not asked: its cells are `NOT_APPLICABLE`
* its metadata names the questionnaire (`read_stamp`)

`scores.parquet` has the same rows in the same order: the person columns, `audience`, `file`, the
kept columns, `flags` (what deserves a look in the answers, one of `flags.FLAGS`, else an empty
text), and for every scale of `Scales.ids` the score (Float64, 0 to 100, unrounded, null when not
valid) with `<scale>__answered` and `<scale>__applicable` (Int32). `scores.csv` holds the same, its
texts safe for a spreadsheet program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slimscan.errors import Fault, usage_error
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect
from slimscan.scoring.responses import PERSON_COLUMNS
from slimscan.scoring.scales import scales_of
from slimscan.text import fold

_FORMAT = 1
AUDIENCE = "audience"
PEOPLE = (*PERSON_COLUMNS, AUDIENCE)
"""The columns beside the items."""

FILE_NAME = "file"
"""The column with the name of the file that a row came from."""

PASSED_COLUMNS = ("file", "row", "reason")
IGNORED_COLUMNS = ("file", "column", "nearest")
REJECT_COLUMNS = ("file", "row", "column", "value", "reason")

OTHER_TEXTS = ("flags", "organisation_key")
"""Columns of text that stand beside people and kept columns in what is made of them."""
ORGANISATION_COLUMNS = ("organisation", "group", "scale", "n", "mean", "sd")
"""The columns of `organisations.csv`, before those that the branch keeps."""
ARM = "arm"
"""What a monitor calls the field that says who took part."""
_LONGEST_NAME = 60
_MOST_KEPT = 40

_STAMP = ("slimscan", "questionnaire", "version", "content_hash")

Progress = Callable[[int], None]
"""Is told how many more rows were read."""


@dataclass(frozen=True)
class FileCount:
    """What became of the rows of a file: `read` = `scored` + `rejected` + `passed` + `blank`.

    `duplicates` are those of the rejected whose respondent was read before, and `conflicts` those
    of them with other answers than before. `passed` rows are no
    answers by the tool's own marks (unfinished, previews, rejected on review).
    """

    file: str
    tool: str
    read: int
    scored: int
    rejected: int
    blank: int
    duplicates: int = 0
    conflicts: int = 0
    passed: int = 0
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Columns that fit no question, each with the nearest code or an empty text."""


@dataclass(frozen=True)
class BatchFolder:
    """The output folder by the names in it."""

    path: Path
    final: Path | None = None
    """Where these files will stand, while they are made somewhere else."""

    def called(self, path: Path) -> Path:
        """A file of this folder by the place where a user will find it."""
        return (self.final or self.path) / path.name

    @property
    def answers(self) -> Path:
        """The responses frame of everybody who is scored; personal data."""
        return self.path / "answers.parquet"

    @property
    def scores(self) -> Path:
        """The scores frame; personal data."""
        return self.path / "scores.parquet"

    @property
    def scores_csv(self) -> Path:
        """The scores frame as a table for a spreadsheet program; personal data."""
        return self.path / "scores.csv"

    @property
    def rejects(self) -> Path:
        """Why rows were left out, one line a reason; personal data."""
        return self.path / "rejects.csv"

    @property
    def refused(self) -> Path:
        """Why nothing was scored, beside the results of an earlier run; personal data."""
        return self.path / "refused.csv"

    @property
    def run(self) -> Path:
        """Which run the results are of (`placing`)."""
        return self.path / "run.json"

    @property
    def ledger(self) -> Path:
        """What was ever shown of organisations; personal data."""
        return self.path / "organisations.ledger"

    @property
    def reckoned_with(self) -> tuple[Path, ...]:
        """The files that other commands read."""
        names = ("organisations.csv", "released.parquet", "standings.json")
        return (self.answers, self.scores, *(self.path / name for name in names))

    @property
    def passed(self) -> Path:
        """Which rows were passed over by the tool's own marks, and why."""
        return self.path / "passed.csv"

    @property
    def columns(self) -> Path:
        """Which columns were left out, and the question that each is most like."""
        return self.path / "columns.csv"

    @property
    def results(self) -> tuple[Path, ...]:
        """The files that a batch always writes."""
        return (
            self.answers,
            self.rejects,
            self.passed,
            self.columns,
            self.scores,
            self.scores_csv,
        )


def modules_among(instrument: Instrument, columns: Iterable[str]) -> tuple[Aspect, ...]:
    """The sector modules' aspects that have an item among these columns."""
    there = set(columns)
    return tuple(
        aspect for aspect in instrument.module_aspects if there & {item.id for item in aspect.items}
    )


def item_columns(instrument: Instrument, modules: Iterable[Aspect] = ()) -> tuple[str, ...]:
    """The columns of `answers.parquet` beside `PEOPLE`, in order."""
    questionnaire = instrument.questionnaire
    return (
        *(item.id for item in (*questionnaire.items, *questionnaire.precondition_items)),
        *(item.id for item in questionnaire.outcome_items("employee")),
        *(change.id for change in questionnaire.changes),
        *(closing.id for closing in questionnaire.closing),
        *(item.id for module in modules for item in module.items),
    )


def kept_among(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of the branch's own in `answers.parquet` or `scores.parquet`, by their schema.

    They are the texts that are no person columns.
    """
    import polars as pl

    known = {*PEOPLE, FILE_NAME, *OTHER_TEXTS}
    return tuple(name for name, kind in schema.items() if kind == pl.String and name not in known)


def check_kept(instrument: Instrument, names: Sequence[str]) -> None:
    """Raise `UsageError` for names of kept columns that cannot stand in the results."""
    modules = instrument.module_aspects
    scales = scales_of(instrument.questionnaire, beside=modules).ids
    ours = {*PEOPLE, FILE_NAME, *OTHER_TEXTS, *ORGANISATION_COLUMNS, ARM}
    taken = {*ours, *item_columns(instrument, modules), *scales}
    folded = {fold(name) for name in taken}
    for name in names:
        if fold(name) in folded or "__" in name:
            raise usage_error(Fault.KEPT_NAME_TAKEN, column=name)
        if not name or len(name) > _LONGEST_NAME:
            raise usage_error(Fault.KEPT_NAME_LONG, column=name[:_LONGEST_NAME], most=_LONGEST_NAME)
        folded.add(fold(name))
    if len(names) > _MOST_KEPT:
        raise usage_error(Fault.KEPT_MANY, count=len(names), most=_MOST_KEPT)


def stamp(instrument: Instrument) -> dict[str, str]:
    """What `answers.parquet` says of its questionnaire, as metadata of the file."""
    questionnaire = instrument.questionnaire
    values = (str(_FORMAT), questionnaire.id, questionnaire.version, instrument.content_hash)
    return dict(zip(_STAMP, values, strict=True))


def read_stamp(path: Path) -> dict[str, str]:
    """The metadata of a Parquet file; empty when slimscan did not write it."""
    import polars as pl

    metadata = pl.read_parquet_metadata(path)
    return {key: metadata[key] for key in _STAMP if key in metadata}
