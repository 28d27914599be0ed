"""A questionnaire file with problems: every one is named, with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mini import ADVICE, QUESTIONNAIRE, action, write_mini

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.loading import load_instrument
from slimscan.questionnaire.nodes import read_document
from slimscan.questionnaire.reading import check_path


def problems(
    folder: Path, questionnaire: str = QUESTIONNAIRE, advice: str = ADVICE
) -> list[Problem]:
    write_mini(folder, questionnaire, advice)
    return check_path(folder)


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if part in line)


def changed(old: str, new: str) -> str:
    assert QUESTIONNAIRE.count(old) >= 1, old
    return QUESTIONNAIRE.replace(old, new, 1)


def test_a_sound_questionnaire_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


def test_an_unknown_key_is_named_with_its_place_and_the_nearest_known_one(tmp_path: Path) -> None:
    text = changed("            quick: true\n", "            quik: true\n")
    [problem] = problems(tmp_path, text)
    assert problem.fault is Fault.KEY_UNKNOWN
    assert problem.values == {"key": "quik", "nearest": "quick"}
    assert (problem.line, problem.column) == (line_of(text, "quik"), 13)
    assert problem.file == str(tmp_path / "questionnaire.yaml")


def test_all_problems_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    text = changed("minutes: {full: 2, quick: 1}", "minutes: {full: two, quick: 1}")
    text = text.replace("version: 1.0.0", "version: 1")
    found = problems(tmp_path, text, ADVICE.replace("term: 90", "term: 91"))
    assert [problem.fault for problem in found].count(Fault.VALUE_NOT_ONE_OF) == 6
    assert Fault.VALUE_NOT_WHOLE_NUMBER in [problem.fault for problem in found]
    assert Fault.VALUE_NOT_TEXT in [problem.fault for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "fault", "where"),
    [
        ("default_answer_set: coverage", "default_answer_set: coverige", Fault.ANSWER_SET_UNKNOWN, "coverige"),
        ("id: H2\n", "id: H1\n", Fault.ID_TWICE, None),
        ("id: H2\n", "id: h1\n", Fault.ID_TWICE, "id: h1"),
        ("- id: door", "- id: overall", Fault.ID_RESERVED, "id: overall"),
        ("- id: door", "- id: heat", Fault.ID_TWICE, None),
        ("{nl: Warm is goed., en: Hot is good.}", "{nl: Warm is goed.}", Fault.TRANSLATION_MISSING, "help: {nl: Warm is goed.}"),
        ("{nl: Warm is goed., en: Hot is good.}", "{nl: W., en: H., de: G.}", Fault.TRANSLATION_EXTRA, "de: G."),
        ("{id: high, start: 50,", "{id: high, start: 0,", Fault.BANDS_ORDER, "id: high, start: 0"),
        ("{id: low, start: 0,", "{id: low, start: 10,", Fault.BANDS_START, "start: 10"),
        ("lowest: 10}", "lowest: 12}", Fault.SIZES_HOLE, "lowest: 12}"),
        ("sources: [BOOK 6]", "sources: [BOK 6]", Fault.SOURCE_UNKNOWN, "BOK 6"),
        ("audiences: [leader]", "audiences: [leader, employee]", Fault.AUDIENCE_MISSING, None),
        ("            weight: 3\n", "            anchors: [{nl: a, en: a}]\n", Fault.ANCHORS_COUNT, "anchors"),
        ("            weight: 3\n", "            weight: -3\n", Fault.VALUE_OUT_OF_RANGE, "weight"),
        ("- label: {nl: nergens, en: nowhere}", "- {value: 0, label: {nl: nergens, en: nowhere}}", Fault.ANSWER_VALUES_MIXED, None),
        ("- label: {nl: nergens, en: nowhere}", "- {code: 2, label: {nl: nergens, en: nowhere}}", Fault.ANSWER_CODE_TWICE, None),
        ("    lowest: -100\n", "    lowest: 2000\n", Fault.OUTCOME_RANGE, "lowest: 2000"),
        ("  - {group: 3,", "  - {group: 2,", Fault.TARGET_GROUPS, None),
        ("            quick: true\n            statement: {leader: {nl: Het deeg", "            statement: {leader: {nl: Het deeg", Fault.QUICK_LEVER, "id: dough"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_found_where_it_stands(
    tmp_path: Path, old: str, new: str, fault: Fault, where: str | None
) -> None:
    text = changed(old, new)
    found = [problem for problem in problems(tmp_path, text) if problem.fault is fault]
    assert found, fault
    assert found[0].line is not None
    if where:
        assert found[0].line == line_of(text, where)


def test_an_item_without_an_action_is_found(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, advice=ADVICE.replace(action("D2a", "D2"), ""))
    assert (problem.fault, problem.values["item"]) == (Fault.ACTION_MISSING, "D2")


def test_an_action_for_an_item_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    advice = ADVICE + action("X1a", "PRE2")
    [problem] = problems(tmp_path, advice=advice)
    assert problem.fault is Fault.ITEM_UNKNOWN
    assert problem.values["nearest"] == "PRE1"
    assert problem.line == line_of(advice, "item: PRE2")


def test_a_second_action_for_the_same_item_and_level_is_found(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, advice=ADVICE + action("H1c", "H1"))
    assert problem.fault is Fault.ACTION_TWICE


def test_a_missing_advice_file_is_a_problem(tmp_path: Path) -> None:
    write_mini(tmp_path)
    (tmp_path / "advice.yaml").unlink()
    assert [problem.fault for problem in check_path(tmp_path)] == [Fault.FILE_MISSING]


YAML_TRAPS = {
    Fault.YAML_ANCHOR: "a: &x 1\nb: *x\n",
    Fault.YAML_TAG: "a: !!python/object:os.system x\n",
    Fault.YAML_DUPLICATE_KEY: "a: 1\nb: 2\na: 3\n",
    Fault.YAML_SECOND_DOCUMENT: "a: 1\n---\nb: 2\n",
    Fault.YAML_EMPTY: "# nothing\n",
    Fault.YAML_SYNTAX: "a: b: c\n",
    Fault.YAML_KEY_NOT_TEXT: "? [a]\n: b\n",
    Fault.YAML_TOO_DEEP: "[" * 100_000,
    Fault.YAML_TOO_MANY_NODES: "[" + "1," * 60_000 + "1]",
    Fault.YAML_LONG_SCALAR: "a: " + "x" * 20_001,
    Fault.FILE_TOO_LARGE: "a: " + "x " * 600_000,
}


@pytest.mark.parametrize("fault", YAML_TRAPS)
def test_yaml_that_could_do_harm_is_refused_with_its_reason(tmp_path: Path, fault: Fault) -> None:
    path = tmp_path / "questionnaire.yaml"
    path.write_text(YAML_TRAPS[fault], encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_document(path)
    assert fault in [problem.fault for problem in refused.value.problems]


def test_a_duplicate_key_names_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n")
    with pytest.raises(InputError) as refused:
        read_document(path)
    [problem] = refused.value.problems
    assert (problem.line, problem.values["first"]) == (3, 1)


def test_text_that_is_not_utf8_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(InputError) as refused:
        read_document(path)
    assert [(p.fault, p.line) for p in refused.value.problems] == [(Fault.NOT_UTF8, 2)]


def test_scalars_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("[no, on, 1:30, 010, 0x1F, 1_000, .5, 1, -1.5, 1e3, true, ~, null, 'true']")
    assert read_document(path).data == [
        "no", "on", "1:30", "010", "0x1F", "1_000", ".5", 1, -1.5, 1000.0, True, None, None, "true",
    ]  # fmt: skip


def test_a_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document(path).data == {"a": 1}


@given(content=st.text(max_size=300) | st.binary(max_size=300))
def test_no_file_content_makes_it_fail_in_another_way(tmp_path: Path, content: str | bytes) -> None:
    folder = write_mini(tmp_path)
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    (folder / "questionnaire.yaml").write_bytes(raw)
    assert check_path(folder)


@given(data=st.data())
def test_a_file_cut_off_anywhere_gives_problems_and_never_a_crash(
    tmp_path: Path, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(QUESTIONNAIRE) - 60))
    folder = write_mini(tmp_path, QUESTIONNAIRE[:cut])
    try:
        load_instrument(folder)
    except InputError:
        return
    # Only between two lines may it be whole: the last parts are no must.
    assert QUESTIONNAIRE[cut] == "\n" or not QUESTIONNAIRE[:cut].rpartition("\n")[2].strip()


@pytest.mark.parametrize("share", ["0.4", "1.1", "half"])
def test_the_half_rule_can_be_raised_and_never_lowered(tmp_path: Path, share: str) -> None:
    minutes = "minutes: {full: 2, quick: 1}\n"
    assert problems(tmp_path, changed(minutes, f"{minutes}valid_from: 0.6\n")) == []
    assert load_instrument(tmp_path).questionnaire.valid_from == 0.6
    text = changed(minutes, f"{minutes}valid_from: {share}\n")
    [problem] = problems(tmp_path, text)
    assert problem.line == line_of(text, "valid_from")


def test_a_higher_share_asks_for_more_quick_items(tmp_path: Path) -> None:
    text = changed("          - id: D1\n            quick: true\n", "          - id: D1\n")
    assert problems(tmp_path, text) == []
    minutes = "minutes: {full: 2, quick: 1}\n"
    [problem] = problems(tmp_path, text.replace(minutes, f"{minutes}valid_from: 0.6\n"))
    assert problem.fault is Fault.QUICK_LEVER


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nl: Wij zijn #1 in de sector", None),
        ("- Wij zijn #1", None),
        ("nl: #1 in de sector", None),
        ("id: man #management", None),
        ('nl: "Wij zijn #1 in de sector"', "Wij zijn #1 in de sector"),
        ("nl: Nummer#1 telt", "Nummer#1 telt"),
        ("nl: Wij zijn de beste  # sterk", "Wij zijn de beste"),
        ("id: man # management", "man"),
        ("n: 3 #zwaar", 3),
        ("day: 2027-10-01 #2026-11-21", "2027-10-01"),
        ("name: Team #1", None),
        ("nl:  # nog niets", None),
    ],
)
def test_a_text_that_a_hash_would_cut_is_refused_and_a_comment_is_not(
    tmp_path: Path, text: str, value: object
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"{text}\n", encoding="utf-8")
    if value is None and "nog niets" not in text:
        with pytest.raises(InputError) as refused:
            read_document(path)
        assert [(one.fault, one.line) for one in refused.value.problems] == [(Fault.YAML_CUT, 1)]
    else:
        assert next(iter(read_document(path).data.values())) == value


@pytest.mark.parametrize("text", ["nl: 's Avonds laat\nen: x\n", "nl: 's Avonds is 't laat\n"])
def test_a_text_that_begins_with_an_apostrophe_is_told_to_be_quoted(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_document(path)
    assert [one.fault for one in refused.value.problems] == [Fault.YAML_APOSTROPHE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('nl: "Ja", en: "Yes"', 'nl: "ja ", en: "Maybe"'),
        ('nl: "Ja", en: "Yes"', 'nl: "Misschien", en: "JA"'),
        ('nl: "Zo\'n beetje", en: "A bit"', 'nl: "zo\u2019n  beetje", en: "Some"'),
    ],
)
def test_options_that_an_answer_in_words_cannot_tell_apart_are_refused(
    tmp_path: Path, first: str, second: str
) -> None:
    text = QUESTIONNAIRE.replace("{nl: een paar, en: a few}", f"{{{first}}}").replace(
        "{nl: de helft, en: half}", f"{{{second}}}"
    )
    with pytest.raises(InputError) as refused:
        load_instrument(write_mini(tmp_path / "mini", text))
    [problem] = refused.value.problems
    assert problem.fault is Fault.ANSWER_LABEL_TWICE
    assert problem.values["id"] == "coverage"
