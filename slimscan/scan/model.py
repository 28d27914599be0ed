"""A scan as data: one organisation's measurement, whatever it was answered with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from slimscan.questionnaire.models import Audience
from slimscan.questionnaire.profile_fields import PROFILE_FIELDS
from slimscan.scan.scan_id import new_id
from slimscan.scoring.responses import AnswerValue
from slimscan.text import slug

SCAN_FORMAT = 2


_Moment = TypeVar("_Moment", bound=date)


def _within_reach(moment: _Moment) -> _Moment:
    """A day that can be reckoned with: not so far away that a plan would leave the calendar.

    Wider than what is taken at the door, so that a computer whose clock stands at 1970 can save.
    """
    if not 1970 <= moment.year <= 2199:
        raise ValueError("far away")
    return moment


_Day = Annotated[date, AfterValidator(_within_reach)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )


class QuestionnaireStamp(_Part):
    """Which questionnaire the answers belong to."""

    id: str
    version: str
    content_hash: str
    folder: str | None = None
    """Where it was, when it is not one that comes with slimscan."""


class OrganisationProfile(_Part):
    """The organisation and the person who answers; ids are those of the questionnaire's profile."""

    organisation: str = ""
    sector: str | None = None
    size: str | None = None
    role: str | None = None
    head_count: int | None = None
    """How many people work there, the leader not counted: what a response rate is of."""

    def is_named(self, name: str) -> bool:
        """Whether this is the organisation's name, whatever its capitals and signs."""
        return slug(self.organisation) == slug(name)

    @property
    def chosen(self) -> dict[str, str | None]:
        """What was chosen, by the name of the field (`sector`)."""
        return {name: getattr(self, name) for name in PROFILE_FIELDS}


PlanStatus = Literal["open", "busy", "done", "dropped", "have"]


class OwnAction(_Part):
    """An action in the words of the firm or its adviser, in the language of the scan."""

    title: str
    what: str = ""
    first_step: str = ""
    who: str = ""
    effort_days: float | None = None


class PlannedAction(_Part):
    """What the firm decided about one action of its plan."""

    action: str
    """The id of the action in the questionnaire's advice; of an own one `own1`, `own2`, ..."""
    added: bool = False
    """Chosen by the firm itself, beside what was advised."""
    owner: str = ""
    start: _Day | None = None
    check: _Day | None = None
    remeasure: _Day | None = None
    status: PlanStatus = "open"
    result: str = ""
    """What came of it, in a sentence."""
    reason: str = ""
    """Why it was left out, or what is there already."""
    reason_printed: bool = False
    """Whether the report tells that reason."""
    put_off: int = 0
    """How often a date that had passed was moved ahead."""
    position: int | None = None
    """Where it stands in the plan, counted from 1, when it was moved."""
    own: OwnAction | None = None

    def without_names(self) -> PlannedAction:
        """The action without who does it, and without what was noted about it."""
        own = self.own.model_copy(update={"who": ""}) if self.own else None
        noted = {"owner": "", "result": "", "reason": "", "reason_printed": False}
        return self.model_copy(update={**noted, "own": own})


class Workshop(_Part):
    """A scan answered around one table: hands per option, by item."""

    people: int
    counts_as: Literal["group", "leader"]
    votes: dict[str, tuple[int, ...]] = Field(default_factory=dict)


class Scan(_Part):
    """One measurement. `answers` holds an option's code or a state for every question so far."""

    format: Literal[2] = 2
    id: str
    questionnaire: QuestionnaireStamp
    language: str
    audience: Audience = "leader"
    quick: bool = False
    measured_on: _Day
    saved_at: Annotated[datetime, AfterValidator(_within_reach)]
    profile: OrganisationProfile = OrganisationProfile()
    answers: dict[str, AnswerValue] = Field(default_factory=dict)
    notes: dict[str, str] = Field(default_factory=dict)
    figures: dict[str, float] = Field(default_factory=dict)
    passed: tuple[str, ...] = ()
    """Questions outside the scores that were passed over; they are not asked again on resuming."""
    set_aside: dict[str, AnswerValue] = Field(default_factory=dict)
    """Answers that no longer fit a changed questionnaire: asked again, never dropped."""
    finished: bool = False
    advisor: str = ""
    """Who advised, when the scan was done with an adviser."""
    evidence: dict[str, str] = Field(default_factory=dict)
    """What was seen or heard that supports an answer, by item."""
    targets: dict[str, float] = Field(default_factory=dict)
    """The score that the firm aims for, 0 to 100, by aspect."""
    workshop: Workshop | None = None
    plan: tuple[PlannedAction, ...] = ()
    decided_on: _Day | None = None
    """The day on which something was decided about the plan last."""

    @property
    def planned_from(self) -> date:
        """The day from which what is still a proposal counts: the last decision, or the scan."""
        return max(self.measured_on, self.decided_on or self.measured_on)

    def decided(self, plan: tuple[PlannedAction, ...], today: date) -> Scan:
        """A copy with what was decided about the plan today."""
        return self.changed(plan=plan, decided_on=today)

    def changed(self, **changes: Any) -> Scan:
        """A copy with these fields changed."""
        return self.model_copy(update=changes)

    def anonymised(self) -> Scan:
        """The scan without its id, names, and what people wrote themselves: the one rule for it."""
        return self.changed(
            id="",
            questionnaire=self.questionnaire.model_copy(update={"folder": None}),
            profile=self.profile.model_copy(update={"organisation": ""}),
            advisor="",
            notes={},
            evidence={},
            plan=tuple(one.without_names() for one in self.plan),
        )


def new_scan(stamp: QuestionnaireStamp, language: str, quick: bool, today: date) -> Scan:
    """An empty scan with an id of its own."""
    return Scan(
        id=new_id(),
        questionnaire=stamp,
        language=language,
        quick=quick,
        measured_on=today,
        saved_at=datetime.now(UTC).replace(microsecond=0),
    )
