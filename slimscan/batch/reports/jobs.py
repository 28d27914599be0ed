"""From rows of answers to reports that are to be made: one for every leader."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import slimscan
from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.keyed_rows import KEY, keyed
from slimscan.errors import Fault, InputError, usage_error
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.schema import content_files
from slimscan.report.look import Look
from slimscan.result import scales_for
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import OrganisationProfile, Scan
from slimscan.scan.questions import NO, YES, Question, QuestionKind, questions_of
from slimscan.scoring.benchmark import Benchmark
from slimscan.scoring.responses import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Answer,
    AnswerValue,
    State,
    answer_value,
    check_date,
)
from slimscan.scoring.scales import Scales
from slimscan.scoring.scorecard import Scorecard, read_scorecard
from slimscan.scoring.scores import score_responses
from slimscan.staff.released import ReleasedStaff
from slimscan.text import clean_line, slug

if TYPE_CHECKING:
    import polars as pl

PersonRow = Mapping[str, Any]
Shard = tuple[int, int]

READABLE_PART = 23
"""How much of a name is in a file name: with the id it stays whole in that of a temporary file."""

_SHARD = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


@dataclass(frozen=True)
class ReportJob:
    """A report to be made: everything a worker needs but the questionnaire, which it has.

    `files` are those to make now, each with its format; `content` is the hash of all they show.
    """

    scan: Scan
    scorecard: Scorecard
    staff: ReleasedStaff | None
    files: tuple[tuple[str, Path], ...]
    content: str


def parse_shard(text: str) -> Shard:
    """The part I of N in `I/N`; raises `UsageError` for anything else."""
    match = _SHARD.fullmatch(text.strip())
    if match is None or int(match[1]) > int(match[2]):
        raise usage_error(Fault.SHARD_UNKNOWN, value=clean_line(text, 40))
    return int(match[1]), int(match[2])


def in_shard(key: str, shard: Shard) -> bool:
    """Whether an organisation belongs to this part: always to one, whatever else is in the file."""
    number, of = shard
    return int(_hash(key)[:12], 16) % of == number - 1


def report_id(questionnaire: str, organisation: str, respondent: str) -> str:
    """The id of a leader's scan; the same answers in a later file have the same one."""
    return _hash(json.dumps([questionnaire, organisation, respondent]))[:16]


def report_ids(answers: Path, questionnaire: str) -> set[str]:
    """The ids of the scans of all leaders in a Parquet file of answers, whatever the shard."""
    import polars as pl

    leaders = pl.scan_parquet(answers).filter(pl.col(AUDIENCE) == "leader")
    people = leaders.select(pl.col("organisation", "respondent").fill_null(""))
    rows = people.collect(engine="streaming").iter_rows()
    return {report_id(questionnaire, *person) for person in rows}


def report_name(organisation: str, scan_id: str) -> str:
    """A report's file name without ending. The id tells apart what has one name, or none."""
    return "-".join(filter(None, (slug(organisation, READABLE_PART), scan_id)))


def digest_of(
    instrument: Instrument, language: str, look: Look, benchmark: Benchmark | None = None
) -> str:
    """The hash of all that a report shows beside answers: texts, advice, look, this slimscan."""
    paths = [path for _, path in content_files(instrument.folder)]
    paths += sorted(look.templates.glob("*.j2")) if look.templates else []
    files = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    beside = (instrument.advisers, look.theme, benchmark)
    return _hash(repr((slimscan.__version__, language, files, beside)))


def content_hash(digest: str, row: PersonRow, staff: ReleasedStaff | None) -> str:
    """The hash of all that one report shows, so that it is made again when anything changed.

    The date of answers without one is not in it: a run that goes on a day later makes nothing anew.
    """
    shown = staff and (
        staff.release,
        [item.id for item in staff.scales.items],
        staff.low_response,
        staff.held_back,
        staff.around_table,
    )
    return _hash(f"{digest}\n{sorted(row.items())!r}\n{shown!r}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Leaders:
    """The rows of leaders in one shard, by organisation, and who has staff only."""

    frame: pl.DataFrame
    without_leader: tuple[str, ...]


def read_leaders(answers: Path, shard: Shard) -> Leaders:
    """The leaders in a Parquet file of answers; the staff's rows are passed over unread."""
    import polars as pl

    rows = keyed(pl.scan_parquet(answers)).with_columns(
        pl.col("organisation", "respondent").fill_null("")
    )
    leaders = rows.filter(pl.col(AUDIENCE) == "leader").collect(engine="streaming")
    led = set(leaders[KEY].unique())
    here = [key for key in led if in_shard(key, shard)]
    staff = rows.filter(pl.col(AUDIENCE) == "employee", pl.col(KEY) != "")
    staffed = staff.group_by(KEY).agg(pl.col("organisation").min()).collect(engine="streaming")
    alone = [name for key, name in staffed.iter_rows() if key not in led and in_shard(key, shard)]
    return Leaders(
        leaders.filter(pl.col(KEY).is_in(here)).sort(KEY, "organisation", "respondent"),
        tuple(sorted(alone)),
    )


@dataclass(frozen=True)
class ScanMaker:
    """Makes a leader's row into a scan, the same scan for the same row.

    `undated` is the date of rows that carry none.
    """

    instrument: Instrument
    language: str
    undated: date

    def scan(self, row: PersonRow) -> Scan:
        """The row as a finished scan; one without a date that counts gets today's."""
        measured_on = self.undated
        with contextlib.suppress(InputError):
            measured_on = check_date(row.get("measured_on"))
        profile = self._profile(row)
        quick = self._is_quick(row)
        return Scan(
            id=report_id(self.instrument.questionnaire.id, row["organisation"], row["respondent"]),
            questionnaire=self._stamp,
            language=self.language,
            quick=quick,
            measured_on=measured_on,
            saved_at=datetime.combine(measured_on, time(), UTC),
            profile=profile,
            answers=self._answers(row, self._questions(quick, profile.sector)),
            finished=True,
        )

    @cached_property
    def _stamp(self) -> Any:
        return stamp_of(self.instrument)

    @cached_property
    def _known_questions(self) -> dict[tuple[bool, str | None], tuple[Question, ...]]:
        return {}

    def _questions(self, quick: bool, sector: str | None) -> tuple[Question, ...]:
        known = self._known_questions
        if (quick, sector) not in known:
            known[quick, sector] = questions_of(self.instrument, quick, sector)
        return known[quick, sector]

    def _profile(self, row: PersonRow) -> OrganisationProfile:
        """What the row says of the organisation, as far as the questionnaire knows it."""
        known = self.instrument.questionnaire.profile.ids
        named = {name: row[name] for name, ids in known.items() if row.get(name) in ids}
        return OrganisationProfile(organisation=clean_line(row["organisation"]), **named)

    def _is_quick(self, row: PersonRow) -> bool:
        """Whether quick items were asked and no other."""
        items = self.instrument.questionnaire.items
        asked = {item.quick for item in items if row.get(item.id, NOT_APPLICABLE) != NOT_APPLICABLE}
        return asked == {True} and not all(item.quick for item in items)

    def _answers(self, row: PersonRow, questions: Sequence[Question]) -> dict[str, AnswerValue]:
        answers: dict[str, AnswerValue] = {}
        for question in questions:
            cell = row.get(question.id, NOT_APPLICABLE)
            if question.item:
                answer = _answer(cell)
                value = answer_value(self.instrument.questionnaire, question.item, answer)
                answers[question.id] = value
            elif question.kind is QuestionKind.YES_NO and cell != NOT_APPLICABLE:
                answers[question.id] = _yes_no(cell)
        return answers


def _answer(cell: int | None) -> Answer:
    states = {None: State.SKIPPED, DONT_KNOW: State.DONT_KNOW, NOT_APPLICABLE: State.NOT_APPLICABLE}
    return Answer(states[cell]) if cell in states else Answer(State.ANSWERED, cell)


def _yes_no(cell: int | None) -> AnswerValue:
    values: dict[int | None, AnswerValue] = {0: YES, 1: NO, DONT_KNOW: State.DONT_KNOW.value}
    return values.get(cell, State.SKIPPED.value)


@dataclass(frozen=True)
class _Scored:
    scales: Scales
    frame: pl.DataFrame
    places: list[int]


class Scorecards:
    """The scorecards of a slice of leaders: each kind of scan is scored in one frame, when asked.

    Building the expressions costs far more than a row, so a scan scored by itself costs a hundred
    times what it costs among others.
    """

    def __init__(self, instrument: Instrument, frame: pl.DataFrame, scans: Sequence[Scan]) -> None:
        self._instrument = instrument
        self._frame = frame
        self._scans = scans
        self._scored: dict[tuple[bool, str | None], _Scored] = {}

    def scorecard(self, place: int) -> Scorecard:
        """The scorecard of the scan at this place in the slice."""
        kind = self._kind(self._scans[place])
        if kind not in self._scored:
            self._scored[kind] = self._score(kind)
        scored = self._scored[kind]
        row = scored.frame.row(scored.places.index(place), named=True)
        return read_scorecard(row, scored.scales)

    def _kind(self, scan: Scan) -> tuple[bool, str | None]:
        module = self._instrument.sector(scan.profile.sector)
        return scan.quick, module.id if module else None

    def _score(self, kind: tuple[bool, str | None]) -> _Scored:
        import narwhals as nw
        import polars as pl

        places = [place for place, scan in enumerate(self._scans) if self._kind(scan) == kind]
        scales = scales_for(self._instrument, self._scans[places[0]])
        there = set(self._frame.columns)
        cells = [
            pl.col(item.id) if item.id in there else pl.lit(NOT_APPLICABLE, pl.Int8).alias(item.id)
            for item in scales.items
        ]
        responses = nw.from_native(self._frame[places].select(cells), eager_only=True)
        return _Scored(scales, score_responses(responses, scales).to_native(), places)
