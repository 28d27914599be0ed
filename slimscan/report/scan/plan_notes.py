"""What holds for the plan as a whole: the page and the list on the screen say the same of it."""

from __future__ import annotations

from slimscan.result import Result
from slimscan.shown import Wording, wording_of


def plan_notes(result: Result, language: str) -> tuple[str, ...]:
    """What holds for the plan as a whole, for whoever works with its list: what the page says."""
    known = result.instrument.questionnaire.languages
    say = wording_of(language, known, audience=result.scan.audience)
    if result.contradicting:
        return (say("reading.contradicting"),)
    proposal = result.proposal
    told = [say("plan.unsafe")] if proposal.unsafe else []
    told += [say("plan.too_few")] if proposal.too_few else []
    told += filter(None, [told_strong(result, say), told_meeting(result, say)])
    titles = "; ".join(say.text(one.title) for one in proposal.waiting)
    return (*told, *([f"{say('plan.waiting')}: {titles}."] if titles else []))


def told_strong(result: Result, say: Wording) -> str:
    """That nothing is low; by the leader's own answers, or taken together with the staff's."""
    if not result.proposal.strong:
        return ""
    together = any(one.two_sided and one.two_sided.staff is not None for one in result.actions)
    return say("plan.strong_together" if together else "plan.strong")


def told_meeting(result: Result, say: Wording) -> str:
    """What one meeting is about, first of all; empty where it is about nothing."""
    topics = [say.text(aspect.name) for aspect in result.proposal.meeting]
    small = result.instrument.is_small(result.scan.profile.chosen.get("size"))
    key = "plan.meeting_small" if small else "plan.meeting"
    return say(key, topics=say.together(topics)) if topics else ""
