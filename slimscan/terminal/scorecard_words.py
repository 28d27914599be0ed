"""What the scorecard on the screen says, in sentences and in the parts of a drawing alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from slimscan.result import Result
from slimscan.scoring.responses import State
from slimscan.scoring.scorecard import Score, Why
from slimscan.shown import NONE, Wording, as_shown, day
from slimscan.terminal.staff_lines import staff_lines
from slimscan.text import clean

FIRST_ACTIONS = 3


def scorecard_title(result: Result, texts: Wording) -> str:
    """Whose scorecard it is."""
    return result.scan.profile.organisation or texts("scans.no_name")


def scan_remarks(result: Result, texts: Wording, mark: str | None = None) -> list[str]:
    """What kind of scan it is; and what the mark in a bar means, where there are bars."""
    scan = result.scan
    return [
        *([texts("scorecard.quick")] if scan.quick else []),
        *([] if scan.finished else [texts("scorecard.unfinished")]),
        *([texts("scorecard.workshop", people=scan.workshop.people)] if scan.workshop else []),
        *([texts("scorecard.advisor", advisor=clean(scan.advisor))] if scan.advisor else []),
        *([texts("scorecard.target", mark=mark)] if scan.targets and mark else []),
    ]


def told_scales(result: Result) -> Iterator[tuple[Score, int]]:
    """Every scale with its depth: overall, the levers with their aspects, what stands beside."""
    card = result.scorecard
    yield card.overall, 0
    for lever in card.levers:
        yield lever, 0
        yield from ((aspect, 1) for aspect in lever.aspects if _is_told(aspect))
    yield from ((aspect, 0) for aspect in card.beside)


def _is_told(aspect: Score) -> bool:
    """A quick scan leaves aspects without items out; there is nothing to tell about them."""
    return aspect.applicable > 0 or aspect.answered > 0 or aspect.why is Why.NOT_APPLICABLE


def band_words(score: Score, texts: Wording) -> str:
    """The band of a score, or why it has none."""
    if score.score is not None and score.band is None:
        return NONE  # the answers contradict each other
    return texts.text(score.band.label) if score.band else texts("scorecard.no_score")


def answered_words(score: Score, texts: Wording) -> str:
    """How many of the questions that apply were answered."""
    return texts("scorecard.of", answered=score.answered, applicable=score.applicable)


def scorecard_sections(
    result: Result, texts: Wording, names: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What stands under the bars: headings with points, each a mark and a text."""
    if result.contradicting:
        yield (
            texts("scorecard.contradicting.heading"),
            [("", texts("scorecard.contradicting.text"))],
        )
    else:
        yield from _conclusions(result, texts, names)
    staff = staff_lines(result, texts, names)
    if staff:
        yield texts("staff.heading"), staff
    talk = [("•", topic) for topic in _topics(result, texts)]
    if talk:
        yield texts("workshop.talk_first"), talk
    missing = _missing(result, texts, names)
    if missing:
        yield texts("scorecard.missing"), [("•", line) for line in missing]


def _topics(result: Result, texts: Wording) -> Iterator[str]:
    """What a table may talk about first."""
    if result.scan.workshop is None:
        return
    from slimscan.scan.workshop import talk_first

    for vote in talk_first(result.instrument, result.scan):
        yield texts.text(vote.item.statement.for_audience(result.scan.audience))


def _conclusions(
    result: Result, texts: Wording, names: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What is strong, and what to do first."""
    strong = [("•", f"{names[s.id]} ({as_shown(s.score)})") for s in result.strengths]
    yield (
        texts("scorecard.strengths"),
        strong or [("", texts(_no_strengths(result)))],
    )
    actions = []
    for row in result.plan.ahead[:FIRST_ACTIONS]:
        lead = row.who(texts.language)
        who = "\n" + texts("scorecard.action.who", who=lead) if lead else ""
        actions.append((f"{row.number}", f"{row.title(texts.language)}{who}"))
    if actions or result.scorecard.overall.score is not None:
        yield texts("scorecard.actions"), actions or [("", texts(_no_actions(result)))]


def _no_actions(result: Result) -> str:
    """Why there is nothing to do: what little was answered must not look as if all were well."""
    return f"scorecard.{'too_few_to_advise' if result.proposal.too_few else 'no_actions'}"


def _no_strengths(result: Result) -> str:
    """Why no strong point is named: nothing has a score, or nothing scores high."""
    scored = any(one.score is not None for one in result.scorecard.aspects)
    return "scorecard.none_strong" if scored else "scorecard.no_strengths"


def _missing(result: Result, texts: Wording, names: Mapping[str, str]) -> list[str]:
    """Every scale without a score and why, then how many questions have no answer."""
    lines = [
        texts(
            "scorecard.no_score_line",
            name=names[score.id],
            why=_why(score, texts),
        )
        for score, _ in told_scales(result)
        if score.why
    ]
    states = Counter(answer.state for answer in result.answers.values())
    for state in (State.SKIPPED, State.DONT_KNOW, State.NOT_APPLICABLE):
        count = states[state]
        if count:
            key = f"scorecard.{state}.{'one' if count == 1 else 'many'}"
            lines.append(texts(key, n=count))
    return lines


def _why(score: Score, texts: Wording) -> str:
    if score.why is None:
        return ""
    return texts(f"scorecard.why.{score.why}", answered=score.answered, applicable=score.applicable)


def scorecard_lines(result: Result, texts: Wording, names: Mapping[str, str]) -> Iterator[str]:
    """The scorecard as plain sentences."""
    yield f"{clean(scorecard_title(result, texts))}, {day(result.scan.measured_on, texts.language)}"
    yield from scan_remarks(result, texts)
    for score, _ in told_scales(result):
        if score.score is not None:
            target = result.scan.targets.get(score.id)
            line = texts(
                "scorecard.line",
                name=names[score.id],
                score=as_shown(score.score),
                band=band_words(score, texts),
                answered=score.answered,
                applicable=score.applicable,
                lowest=as_shown(score.lowest_item),
            )
            yield line + (
                "" if target is None else texts("scorecard.target_line", target=as_shown(target))
            )
    for heading, lines in scorecard_sections(result, texts, names):
        yield ""
        yield f"{heading}:"
        for mark, line in lines:
            rank = f"{mark}. " if mark.isdecimal() else ""
            yield rank + clean(line).replace("\n", ". ")
