"""A scan with all that follows from its answers: what screens and reports are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from slimscan.plan.advice import PreconditionState, preconditions_of, strengths, target_group
from slimscan.plan.advised import Advised, Answered, Proposal
from slimscan.plan.proposal import propose_plan
from slimscan.plan.two_sided import see_staff
from slimscan.plan.working_list import WorkingList, working_list
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Audience, OutcomeScale
from slimscan.scan.model import PlannedAction, Scan
from slimscan.scan.record import answers_of
from slimscan.scoring.contradiction import contradicts
from slimscan.scoring.responses import Answer, Respondent
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scorecard import Score, Scorecard, scorecard_of, table_scorecard
from slimscan.staff.gap import Gap, staff_far_lower, widest_first

if TYPE_CHECKING:  # what looks after staff takes its time to load, and most scans have none
    from slimscan.privacy import ReleasedValue
    from slimscan.scoring.benchmark import Benchmark, Reference
    from slimscan.staff.released import ReleasedStaff


@dataclass(frozen=True)
class Result:
    """One scan, scored and advised."""

    instrument: Instrument
    scan: Scan
    answers: Mapping[str, Answer]
    scorecard: Scorecard
    strengths: tuple[Score, ...]
    proposal: Proposal
    preconditions: tuple[PreconditionState, ...]
    target_group: int | None
    staff: ReleasedStaff | None = None
    gaps: tuple[Gap, ...] = ()
    """Leader beside staff on every scale that both were asked about; none where no leader answered:
    around a table, or on a works council's own sheet."""
    contradicting: bool = False
    """The same option everywhere, also at reversed items: no band, no strengths and no plan."""
    done: tuple[PlannedAction, ...] = ()
    """What the firm has done since an earlier scan."""
    reference: Reference | None = None
    """How organisations like this one score, from a benchmark; it touches nothing else."""

    @cached_property
    def plan(self) -> WorkingList:
        """The one plan: what the firm decided, and the proposal for the rest."""
        return working_list(self.instrument, self.scan, self.actions)

    @property
    def actions(self) -> tuple[Advised, ...]:
        """The proposed actions by rank."""
        return self.proposal.actions

    @property
    def outcomes(self) -> tuple[tuple[OutcomeScale, ReleasedValue], ...]:
        """The results that the staff were asked about, as far as they may be shown."""
        if self.staff is None:
            return ()
        values = {value.scale: value for value in self.staff.release.total.values}
        scales = self.instrument.questionnaire.outcome_scales
        pairs = [(scale, values[scale.id]) for scale in scales if scale.id in values]
        return tuple((scale, value) for scale, value in pairs if value.shown)

    @property
    def topics(self) -> tuple[Gap, ...]:
        """All that leader and staff see differently, widest first: aspects, and a lever of which
        no aspect is shown. Whoever shows fewer says how many more there are."""
        shown = {gap.scale for gap in self.gaps if gap.staff.shown}
        scales = {one.id for one in (*self.scorecard.aspects, *self.scorecard.beside)}
        scales |= {
            lever.id
            for lever in self.scorecard.levers
            if not shown & {aspect.id for aspect in lever.aspects}
        }
        return widest_first(gap for gap in self.gaps if gap.scale in scales)


def scales_for(instrument: Instrument, scan: Scan) -> Scales:
    """The scales of a scan: the questionnaire's, and those of its sector beside them."""
    module = instrument.sector(scan.profile.sector)
    return scales_of(instrument.questionnaire, scan.quick, (module.aspect,) if module else ())


def result_of(
    instrument: Instrument,
    scan: Scan,
    staff: ReleasedStaff | None = None,
    scorecard: Scorecard | None = None,
    done: tuple[PlannedAction, ...] = (),
) -> Result:
    """Score a scan and draw up its plan; an unfinished scan gives what its answers allow.

    A `scorecard` of these same answers, scored among many others, saves scoring them again. `done`
    are the actions that the firm has done since an earlier scan.
    """
    questionnaire = instrument.questionnaire
    finished = {one.action for one in done}
    answers = answers_of(instrument, scan)
    scales = scales_for(instrument, scan)
    scorecard = scorecard or _scorecard_of(instrument, scan, answers, scales)
    contradicting = contradicts(questionnaire, scales.practices, answers)
    if contradicting:
        scorecard = scorecard.without_bands()
    gaps = _gaps(answers, staff, scorecard, scales, scan.audience)
    return Result(
        instrument=instrument,
        scan=scan,
        answers=answers,
        scorecard=scorecard,
        strengths=() if contradicting else strengths(scorecard, contested=staff_far_lower(gaps)),
        contradicting=contradicting,
        proposal=Proposal(())
        if contradicting
        else propose_plan(
            Answered(
                instrument=instrument,
                answers=answers,
                scorecard=scorecard,
                scales=scales,
                staff=see_staff(gaps, scales),
                size=scan.profile.chosen.get("size"),
                have=frozenset(one.action for one in scan.plan if one.status == "have"),
                done=frozenset(one.item for one in instrument.actions if one.id in finished),
            )
        ),
        preconditions=preconditions_of(questionnaire, answers),
        target_group=target_group(questionnaire, answers),
        staff=staff,
        gaps=gaps,
        done=done,
    )


def _scorecard_of(
    instrument: Instrument, scan: Scan, answers: Mapping[str, Answer], scales: Scales
) -> Scorecard:
    """The scores of the answers; of a table that counts as a group, those of its hands."""
    scorecard = scorecard_of(Respondent(answers), scales)
    workshop = scan.workshop
    if workshop is None or workshop.counts_as != "group" or not workshop.votes:
        return scorecard
    from slimscan.staff.released import workshop_respondents

    together = {name: one for name, one in answers.items() if name not in workshop.votes}
    people = [
        replace(one, answers={**together, **one.answers})
        for one in workshop_respondents(instrument, scan)
    ]
    return table_scorecard(scorecard, people, scales)


def beside_benchmark(result: Result, benchmark: Benchmark) -> Result:
    """The result with where organisations like this one stand, as far as the benchmark knows.

    A works council's own sheet is no leader's, so no benchmark is put beside it. Raises
    `InputError` when the benchmark was made for another questionnaire.
    """
    from slimscan.scoring.benchmark import reference_for

    scan = result.scan
    questionnaire = result.instrument.questionnaire
    reference = reference_for(benchmark, questionnaire, "leader", scan.profile.chosen)
    return replace(result, reference=reference if scan.audience == "leader" else None)


def _gaps(
    answers: Mapping[str, Answer],
    staff: ReleasedStaff | None,
    scorecard: Scorecard,
    scales: Scales,
    audience: Audience,
) -> tuple[Gap, ...]:
    """Leader and staff over the same items: a quick staff form asks fewer than a full scan."""
    if staff is None or staff.around_table or audience != "leader":
        return ()
    from slimscan.staff.gaps import gaps_of

    asked = {aspect.id: aspect.items for aspect in staff.scales.aspects}
    if any(asked.get(aspect.id, aspect.items) != aspect.items for aspect in scales.aspects):
        scorecard = scorecard_of(Respondent(answers), staff.scales)
    return gaps_of(scorecard, staff.release)
