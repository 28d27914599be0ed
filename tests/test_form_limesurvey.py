"""The form for LimeSurvey, read by a reader of its own that knows LimeSurvey's rules only."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass, field

import pytest
from mini import ADVICE, QUESTIONNAIRE, write_mini

from slimscan.errors import Fault, UsageError
from slimscan.forms.form import FormChoices, form_sections
from slimscan.forms.form_tools import FORMS
from slimscan.questionnaire.loading import Instrument, load_instrument

COLUMNS = [
    *("class", "type/scale", "name", "relevance", "text", "help", "language", "validation"),
    *("mandatory", "other", "default", "same_default", "assessment_value"),
]
LISTS, TEXT = {"L", "!"}, "S"
RESERVED = {"LANG", "SID", "SAVEDID", "TOKEN", "QID", "GID", "SGQ", "self", "that", "this"}
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
ANSWER_CODE = re.compile(r"[A-Za-z0-9]{1,5}")

CHOICES = {
    "staff": FormChoices("nl", groups=("Ploeg A", 'De "b" & <c>\t{d}')),
    "staff, quick": FormChoices("en", quick=True, sector="zorg"),
    "leader": FormChoices("nl", audience="leader", organisation='Smit & "Zn" <b> {x}'),
    "leader, quick": FormChoices("en", audience="leader", quick=True, sector="bouw"),
}
EVERY_FORM = pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)


@dataclass
class Question:
    kind: str
    text: str
    default: str
    group: str
    help: str
    answers: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Label and assessment value by code."""


@dataclass
class Survey:
    settings: dict[str, str]
    titles: dict[str, dict[str, str]]
    questions: dict[str, dict[str, Question]]
    """By language and code."""


def written(instrument: Instrument, choices: FormChoices) -> bytes:
    [(ending, content)] = FORMS["limesurvey"](instrument, choices).items()
    assert ending == ".txt"
    return content


def read(content: bytes) -> Survey:
    """The survey as LimeSurvey takes it in; fails where a rule is broken."""
    assert b"\r" not in content
    content[:1000].decode()
    header, *lines = csv.reader(io.StringIO(content.decode()), delimiter="\t")
    assert header == COLUMNS
    assert all(len(line) == len(COLUMNS) for line in lines if line)
    rows = [dict(zip(COLUMNS, line, strict=True)) for line in lines if line]
    settings = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    languages = [settings["language"], *settings["additional_languages"].split()]
    titles: dict[str, dict[str, str]] = {language: {} for language in languages}
    for row in rows:
        if row["class"] == "SL":
            titles[row["language"]][row["name"]] = row["text"]
    assert all(one["surveyls_title"] for one in titles.values())
    body = [row for row in rows if row["class"] not in {"S", "SL"}]
    assert {row["class"] for row in body} == {"G", "Q", "A"}
    size, rest = divmod(len(body), len(languages))
    assert rest == 0
    parts = [body[place * size : (place + 1) * size] for place in range(len(languages))]
    for part, language in zip(parts, languages, strict=True):
        assert {row["language"] for row in part} == {language}
        assert [shape(row) for row in part] == [shape(row) for row in parts[0]]
    return Survey(
        settings,
        titles,
        {language: questions(part) for part, language in zip(parts, languages, strict=True)},
    )


def shape(row: dict[str, str]) -> tuple[str, ...]:
    """What is the same in every language; a group has its name in each."""
    same = ("class", "type/scale", "relevance", "mandatory", "default", "assessment_value")
    name = "" if row["class"] == "G" else row["name"]
    return (name, *(row[column] for column in same))


def questions(rows: list[dict[str, str]]) -> dict[str, Question]:
    """The questions in one language."""
    found: dict[str, Question] = {}
    group, groups = "", 0
    question: Question | None = None
    for row in rows:
        name, text = row["name"], row["text"]
        assert name
        assert not re.search(r'[{}<>"\t\n]', text + row["help"] + row["default"])
        if row["class"] == "G":
            groups += 1
            assert row["type/scale"] == str(groups)
            group, question = name, None
        elif row["class"] == "Q":
            assert group
            assert CODE.fullmatch(name)
            assert name.lower() not in {*map(str.lower, {*found, *RESERVED})}
            assert (row["mandatory"], row["other"], row["relevance"]) == ("N", "N", "1")
            told = html.unescape(row["help"])
            question = Question(row["type/scale"], html.unescape(text), row["default"], group, told)
            found[name] = question
        else:
            assert question
            assert ANSWER_CODE.fullmatch(name)
            assert name not in question.answers
            question.answers[name] = html.unescape(text), int(row["assessment_value"])
        assert row["class"] == "G" or text
    for one in found.values():
        assert one.kind in {TEXT, *LISTS}
        assert bool(one.answers) == (one.kind != TEXT)
        assert one.kind == TEXT or one.default in {"", *one.answers}
    return found


@EVERY_FORM
def test_every_rule_of_limesurvey_is_kept_in_both_languages(
    base: Instrument, choices: FormChoices
) -> None:
    survey = read(written(base, choices))
    assert survey.settings["language"] == choices.language
    assert set(survey.questions) == {"nl", "en"}
    items = {item.id: item for part in form_sections(base, choices) for item in part.items}
    for language, asked in survey.questions.items():
        assert [code for code in asked if code in items] == list(items)
        for code, item in items.items():
            counts = item.counts_for(choices.audience)
            assert asked[code].text == item.statement.for_audience(choices.audience)[language]
            assert asked[code].help.startswith(counts[language] if counts else item.help[language])


def test_limesurvey_adds_no_count_of_questions_and_no_chosen_answer_of_its_own(
    base: Instrument,
) -> None:
    settings = read(written(base, CHOICES["staff"])).settings
    assert (settings["showxquestions"], settings["shownoanswer"]) == ("N", "N")


def test_options_have_their_own_labels_and_the_value_that_slimscan_gives_them(
    base: Instrument,
) -> None:
    survey = read(written(base, FormChoices("nl")))
    items = {
        item.id: item for part in form_sections(base, FormChoices("nl")) for item in part.items
    }
    for language, asked in survey.questions.items():
        for code, item in items.items():
            labels = base.questionnaire.option_labels(item, language, "employee")
            values = base.questionnaire.option_values(item)
            expected = {
                f"A{place}": pair
                for place, pair in enumerate(zip(labels, values, strict=True), start=1)
            }
            given = dict(asked[code].answers)
            assert [given.pop("DK")[1], given.pop("NA")[1]] == [0, 0]
            assert given == expected


def test_what_is_asked_beside_the_statements_fits_who_answers(base: Instrument) -> None:
    def beside(choices: FormChoices) -> dict[str, Question]:
        asked = read(written(base, choices)).questions["nl"]
        items = {item.id for part in form_sections(base, choices) for item in part.items}
        return {code: one for code, one in asked.items() if code not in items}

    assert beside(FormChoices("nl")) == {}
    team = beside(CHOICES["staff"])["group"]
    assert [label for label, _ in team.answers.values()] == ["Ploeg A", 'De "b" & <c> {d}']
    leader = beside(CHOICES["leader, quick"])
    assert list(leader) == ["organisation", "sector", "size", "role"]
    label, _ = leader["sector"].answers[leader["sector"].default]
    assert label == base.sector("bouw").name["nl"]
    assert html.unescape(beside(CHOICES["leader"])["organisation"].default) == 'Smit & "Zn" <b> {x}'


def test_staff_leave_no_name_and_no_address(base: Instrument) -> None:
    settings = read(written(base, FormChoices("nl"))).settings
    assert settings["anonymized"] == "Y"
    assert {settings[name] for name in ("datestamp", "ipaddr", "refurl", "savetimings")} == {"N"}


def test_sixty_teams_and_many_levers_stay_within_the_codes(mini: Instrument) -> None:
    groups = tuple(f"Team {number}" for number in range(60))
    survey = read(written(mini, FormChoices("en", groups=groups)))
    assert len(survey.questions["nl"]["group"].answers) == 60


@pytest.mark.parametrize("letters", range(4))
def test_no_letter_is_cut_where_limesurvey_guesses_the_encoding(
    mini: Instrument, letters: int
) -> None:
    name = "x" * letters + "ë€" * 200
    assert read(written(mini, FormChoices("nl", organisation=name))).titles["nl"]


@pytest.mark.parametrize("code", ["token", "This", "A" * 21])
def test_a_code_that_limesurvey_refuses_is_refused_here_by_name(
    tmp_path_factory: pytest.TempPathFactory, code: str
) -> None:
    folder = tmp_path_factory.mktemp("own")
    texts = [text.replace("H1", code) for text in (QUESTIONNAIRE, ADVICE)]
    instrument = load_instrument(write_mini(folder, *texts))
    with pytest.raises(UsageError) as refused:
        written(instrument, FormChoices("nl"))
    [problem] = refused.value.problems
    assert (problem.fault, problem.values["items"]) == (Fault.FORM_CODES, code)
