"""Actions, cases, worksheets and the law hold to what they promise; and each guard can bite."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import library_guards as guards
import pytest
from mini import ADVICE, write_mini
from report_examples import answered, low
from test_content import changed

from slimscan.errors import Fault
from slimscan.plan.effort import days_of
from slimscan.plan.working_list import working_list
from slimscan.questionnaire.actions import Effort
from slimscan.questionnaire.library import Case
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.questionnaire.reading import check_path
from slimscan.report.scan.context import report_context
from slimscan.result import result_of

Guard = Callable[[Instrument], list[str]]
Place = tuple[str | int, ...]
FIRST: Place = ("advice", "actions", 0)
NO_EFFORT = Effort(leader_days=0, other_days=0, hours_per_person=0)


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_the_library_holds_to(guard: Guard, base: Instrument) -> None:
    assert guard(base) == []


def without_level_unsafe(actions: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(action for action in actions if action.level != "unsafe")


def a_talk_that_takes_nobody_any_time(actions: tuple[Any, ...]) -> tuple[Any, ...]:
    once = Effort(leader_days=1, other_days=0, hours_per_person=0)
    title = {"nl": "Praat met iedereen", "en": "Talk with everyone"}
    return (actions[0].model_copy(update={"title": title, "effort": once}), *actions[1:])


def only_checked(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(entry.model_copy(update={"checked": "2026-11-27"}) for entry in entries)


def unsized(cases: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(case.model_copy(update={"staff": None, "sizes": ()}) for case in cases)


def aged(cases: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(case.model_copy(update={"year": 2012}) for case in cases)


@pytest.mark.parametrize(
    ("guard", "place", "new"),
    [
        (guards.effort, (*FIRST, "effort"), NO_EFFORT),
        (guards.effort, ("advice", "actions"), a_talk_that_takes_nobody_any_time),
        (guards.one_team, (*FIRST, "title", "nl"), "Laat een team het proberen"),
        (guards.signs, (*FIRST, "sign", "nl"), "Na zes weken merken mensen het."),
        (guards.signs, (*FIRST, "sign", "nl"), "Over een half jaar is het gewoon."),
        (guards.first_steps, (*FIRST, "first_step", "nl"), "Begin over vier weken."),
        (guards.first_steps, ("sectors", 0, "first_steps", 0, "text", "nl"), "Probeer het drie maanden."),
        (guards.source_words, (*FIRST, "what", "en"), "Ask two questions."),
        (guards.source_words, (*FIRST, "sources"), ("SER-2023 page 99",)),
        (guards.source_words, ("cases", 0, "sources"), ("SER-2023 Bijlage 2, Finland",)),
        (guards.law, (*FIRST, "title", "nl"), "Maak samen een rooster"),
        (guards.law, ("law", "entries"), lambda entries: (entries[0].model_copy(update={"id": "unused"}),)),
        (guards.unchecked_law, ("law", "entries"), only_checked),
        (guards.small_firms, (*FIRST, "who_small", "nl"), "de bedrijfsleider"),
        (guards.small_firms, (*FIRST, "who_small", "en"), "the HR officer"),
        (guards.small_firms, (*FIRST, "involve", "nl"), "Vraag het elk team."),
        (guards.small_firms, (*FIRST, "sign", "en"), "Five people or more say so."),
        (guards.unsafe, ("advice", "actions"), without_level_unsafe),
        (guards.unsafe, ("advice", "rules", "unsafe_aspects"), ()),
        (guards.sizes_of_cases, ("cases",), unsized),
        (guards.old_cases, ("cases",), aged),
        (guards.plain_language, (*FIRST, "what", "nl"), "Vraag wat ieder kan."),
        (guards.plain_language, (*FIRST, "what", "en"), "Everyone may think along."),
        (guards.plain_language, ("guide", "closing", "nl"), "Is het klaar, dan gaat u naar huis."),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)  # fmt: skip
def test_a_guard_notices(base: Instrument, guard: Guard, place: Place, new: Any) -> None:
    assert guard(changed(base, place, new)) != []


def test_every_guard_was_seen_to_notice() -> None:
    [marks] = [m for m in test_a_guard_notices.pytestmark if m.name == "parametrize"]  # type: ignore[attr-defined]
    assert {case[0] for case in marks.args[1]} == set(guards.GUARDS)


def test_the_unsafe_guard_notices_a_question_in_a_meeting(base: Instrument) -> None:
    place = next(n for n, a in enumerate(base.advice.actions) if a.level == "unsafe")
    new = "Vraag in het werkoverleg wat er misgaat."
    assert guards.unsafe(changed(base, ("advice", "actions", place, "first_step", "nl"), new))


def test_effort_is_days_once_and_hours_for_each_person() -> None:
    effort = Effort(leader_days=1, other_days=2, hours_per_person=4)
    assert [days_of(effort, people).all for people in (5, 17, 250)] == [5.5, 11.5, 128]


def test_the_hours_of_one_team_are_those_of_eight_people_at_most() -> None:
    effort = Effort(leader_days=1, other_days=2, hours_per_person=4, of="team")
    assert [days_of(effort, people).all for people in (5, 17, 250)] == [5.5, 7, 7]
    assert days_of(effort, 250).leader == 1


def test_an_hour_with_everyone_takes_more_in_a_larger_firm(base: Instrument) -> None:
    action = base.action_for("COM09")
    assert action is not None
    assert days_of(action.effort, 5).all < 3
    assert days_of(action.effort, 250).all > 60


def test_a_firm_of_eight_reads_its_own_words(base: Instrument) -> None:
    small, other = (base.action_for("STR07", size=size) for size in ("micro", "small"))
    assert small is not None
    assert other is not None
    assert small.who["en"] == "the owner"
    assert "In a small firm everyone is often one team" in small.what["en"]
    assert "In a small firm" not in other.what["en"]
    assert small.involve == other.involve


def test_the_plan_of_a_small_firm_speaks_to_it_in_report_list_and_calendar(
    base: Instrument,
) -> None:
    scan = answered(base, low)
    sized = [
        scan.changed(profile=scan.profile.model_copy(update={"size": size}))
        for size in ("micro", "medium")
    ]
    whos = [
        [row.action.who["en"] for row in working_list(base, one, result_of(base, one).actions).rows
         if row.action and row.action.id == "PRE1a"]
        for one in sized
    ]  # fmt: skip
    assert whos == [
        ["the owner, together with a colleague"],
        ["the director, with the health and safety officer"],
    ]


def test_where_nobody_dares_to_speak_the_plan_begins_with_help_from_outside(
    base: Instrument,
) -> None:
    chosen = {advised.action.id for advised in result_of(base, answered(base, low)).actions}
    assert {"PRE3u", "CUL01u"} <= chosen
    assert not chosen & {"PRE3a", "CUL01a"}
    calm = changed(base, ("advice", "rules", "unsafe_aspects"), ())
    chosen = {advised.action.id for advised in result_of(calm, answered(calm, low)).actions}
    assert {"PRE3a", "CUL01a"} <= chosen


def is_large(case: Case) -> bool:
    return set(case.sizes) <= {"medium_large", "large"} if case.sizes else (case.staff or 0) >= 100


@pytest.mark.parametrize("sector", ["horeca", "handel", "agrarisch", "onderwijs"])
def test_a_small_firm_is_told_of_large_companies_only_where_nothing_smaller_shows_it(
    base: Instrument, sector: str
) -> None:
    scan = answered(base, low)
    profile = scan.profile.model_copy(update={"sector": sector, "size": "micro"})
    plan = report_context(result_of(base, scan.changed(profile=profile)), "en").plan
    cases = {case.id: case for case in base.cases}
    aspects = {aspect.name["en"]: aspect.id for aspect in base.questionnaire.aspects}
    told = [(view.topic, cases[view.case.id]) for view in plan.actions if view.case]
    assert not is_large(told[0][1])
    for topic, case in told:
        alike = [one for one in base.cases if aspects.get(topic) in one.aspects]
        assert not is_large(case) or all(map(is_large, alike)), topic


@pytest.mark.parametrize(
    ("size", "entry"),
    [("small", "staff-meeting"), ("medium_small", "staff-meeting"),
     ("medium", "works-council"), ("large", "works-council")],
)  # fmt: skip
def test_the_form_of_representation_follows_the_size(
    base: Instrument, size: str, entry: str
) -> None:
    action = base.action_for("PRE2", size=size)
    assert action is not None
    assert entry in [one.id for one in base.law_of(action, size)]


def test_a_roster_needs_the_consent_that_the_size_of_the_firm_gives(base: Instrument) -> None:
    action = base.action_for("STR08", "next")
    assert action is not None
    bodies = {
        size.id: [(entry.body, entry.right) for entry in base.law_of(action, size.id)]
        for size in base.questionnaire.profile.sizes
    }
    assert bodies["micro"] == []
    assert bodies["small"] == bodies["medium_small"] == [("staff_representation", "consent")]
    assert bodies["medium"] == bodies["large"] == [("works_council", "consent")]
    assert [entry.body for entry in base.law_of(action)] == [
        "works_council",
        "staff_representation",
    ]


def test_every_entry_of_the_law_can_be_looked_up_and_says_its_article(base: Instrument) -> None:
    assert base.law is not None
    for entry in base.law.entries:
        assert base.law.statute_of(entry).link.startswith("https://wetten.overheid.nl/")
        assert re.search(r"\d", entry.article["nl"])
        assert re.search(r"\d", entry.article["en"])
        for text in entry.meaning.values():
            assert text.count(". ") == 0, entry.id


def test_nobody_is_said_to_have_gone_wrong(base: Instrument) -> None:
    told = {case.id: case.changed_later for case in base.cases if case.changed_later}
    assert set(told) == {"vermeulen", "aluchemie", "bosch-scharnieren"}
    assert "too small for very large projects" in told["vermeulen"]["en"]
    assert "press release by Aluchemie of 16 February 2021" in told["aluchemie"]["en"]
    assert not any(
        re.search(r"mis\b|wrong|fail", " ".join(text.values())) for text in told.values()
    )


@pytest.mark.parametrize(
    ("old", "new", "fault", "name"),
    [
        ("    term: 90", "    term: 90\n    sizes: [tiny]", Fault.SIZE_UNKNOWN, "tiny"),
        ("    term: 90", "    term: 90\n    law: [article-99]", Fault.LAW_UNKNOWN, "article-99"),
        ("lever_below: 60", "lever_below: 60, unsafe_aspects: [moon]", Fault.ASPECT_UNKNOWN, "moon"),
    ],
)  # fmt: skip
def test_a_name_that_an_action_does_not_know_is_found(
    tmp_path: Path, old: str, new: str, fault: Fault, name: str
) -> None:
    folder = write_mini(tmp_path / "mini", advice=ADVICE.replace(old, new, 1))
    [problem] = check_path(folder)
    assert (problem.fault, problem.values["id"]) == (fault, name)


LAW = """\
format: 1
questionnaire: mini
country: NL
notice: {nl: Geen advies., en: No advice.}
statutes:
  - {id: wor, name: {nl: Wet, en: Act}, link: "https://example.org/"}
entries:
  - id: roster
    right: consent
    statute: wor
    article: {nl: artikel 1, en: article 1}
    body: works_council
    from_size: 50
    meaning: {nl: Het mag., en: It may.}
    checked:
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("statute: wor", "statute: war", Fault.STATUTE_UNKNOWN),
        (
            '"https://example.org/"}',
            '"https://example.org/", not_in: [skool]}',
            Fault.SECTOR_UNKNOWN,
        ),
        ("from_size: 50", "from_size: 50\n    below_size: 50", Fault.VALUE_OUT_OF_RANGE),
        ("https://example.org/", "http://example.org/", Fault.VALUE_PATTERN),
        ("checked:", "checked: last spring", Fault.VALUE_PATTERN),
        ("checked:", "checked: 2026-13-01", Fault.VALUE_PATTERN),
        ("right: consent", "right: veto", Fault.VALUE_NOT_ONE_OF),
        (", en: It may.", "", Fault.TRANSLATION_MISSING),
        ("questionnaire: mini", "questionnaire: other", Fault.QUESTIONNAIRE_OTHER),
    ],
)
def test_what_is_wrong_in_a_law_file_is_found(
    tmp_path: Path, old: str, new: str, fault: Fault
) -> None:
    folder = write_mini(tmp_path / "mini")
    (folder / "law.yaml").write_text(LAW.replace(old, new, 1), encoding="utf-8")
    assert [problem.fault for problem in check_path(folder)] == [fault]


def test_a_school_is_not_told_a_law_that_another_one_takes_the_place_of(base: Instrument) -> None:
    action = base.action_for("STR08", "next")
    assert action is not None
    assert base.law_of(action, "medium", "handel") != ()
    assert base.law_of(action, "medium", "onderwijs") == ()
    scan = answered(base, low)
    told = {}
    for sector in ("onderwijs", "handel"):
        profile = scan.profile.model_copy(update={"sector": sector, "size": "medium"})
        notice = report_context(
            result_of(base, scan.changed(profile=profile)), "nl"
        ).plan.law_notice
        told[sector] = "Wet medezeggenschap op scholen" in notice
    assert told == {"onderwijs": True, "handel": False}


def test_a_questionnaire_without_a_law_file_touches_no_law(tmp_path: Path) -> None:
    instrument = load_instrument(write_mini(tmp_path / "mini"))
    assert instrument.law is None
    assert instrument.law_of(instrument.advice.actions[0], "small") == ()


def test_two_actions_may_share_an_item_when_they_serve_other_sizes(tmp_path: Path) -> None:
    instrument = load_instrument(write_mini(tmp_path / "mini"))
    small, *others = [size.id for size in instrument.questionnaire.profile.sizes]
    first, rest = ADVICE.split("  - id: H2a", 1)
    again = first[first.index("  - id: H1a") :].replace("H1a", "H1c")
    text = (
        first.replace("    term: 90", f"    term: 90\n    sizes: [{small}]")
        + again.replace("    term: 90", f"    term: 90\n    sizes: [{', '.join(others)}]")
        + "  - id: H2a"
        + rest
    )
    folder = write_mini(tmp_path / "two", advice=text)
    assert check_path(folder) == []
    two = load_instrument(folder)
    ids = [getattr(two.action_for("H1", size=size), "id", "") for size in (small, *others)]
    assert ids == ["H1a", *["H1c"] * len(others)]
    overlapping = text.replace(f"sizes: [{', '.join(others)}]", f"sizes: [{small}]")
    [problem] = check_path(write_mini(tmp_path / "twice", advice=overlapping))
    assert problem.fault is Fault.ACTION_TWICE


def test_the_word_list_has_no_place_that_nobody_cites(base: Instrument) -> None:
    cited = {
        place
        for part in (*guards.all_actions(base), *guards.all_items(base), *base.cases)
        for place in part.sources
    } | {place for sheet in base.worksheets for place in sheet.sources}
    assert set(guards.source_places()) <= cited
