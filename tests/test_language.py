"""Every language says everything, with the same places for values."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from slimscan.disk.places import languages, reports_folder
from slimscan.errors import Fault, Problem, UsageError
from slimscan.language import choose_language, every_word, problem_text, words
from slimscan.terminal.keys import key_of

ROOMS = sorted(path.stem for path in (reports_folder() / "languages" / "nl").glob("*.yaml"))
SOURCE = Path(__file__).resolve().parent.parent / "slimscan"


def places_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("room", ROOMS)
def test_all_languages_have_the_same_texts_with_the_same_places(room: str) -> None:
    dutch = words("nl", room).texts
    for language in languages():
        other = words(language, room).texts
        assert other.keys() == dutch.keys()
        for key, text in other.items():
            assert places_in(text) == places_in(dutch[key]), key
            assert text.strip()


def test_every_fault_has_its_words_and_no_words_are_left_over() -> None:
    known = {fault.value for fault in Fault} | {"did_you_mean"}
    assert words("nl", "problems").texts.keys() == known


def test_every_fault_in_the_catalogue_is_one_that_the_program_can_find() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    unused = [fault.name for fault in Fault if not re.search(rf"Fault\.{fault.name}\b", source)]
    assert unused == []


def test_a_problem_says_where_what_and_the_nearest_name() -> None:
    problem = Problem(Fault.KEY_UNKNOWN, {"key": "quik", "nearest": "quick"}, "q.yaml", 3, 5)
    assert problem_text(problem, "en") == (
        "q.yaml:3:5: quik is not a known key here. Remove it, or correct its name."
        " Did you mean quick?"
    )
    assert "Bedoelt u quick?" in problem_text(problem, "nl")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nl_NL.UTF-8", "nl"), ("en_US.UTF-8", "en"), ("de_DE.UTF-8", "nl"), ("C", "nl"), ("", "nl")],
)
def test_the_language_is_that_of_the_locale_and_else_dutch(
    monkeypatch: pytest.MonkeyPatch, locale: str, language: str
) -> None:
    for name in ("LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", locale)
    assert choose_language(None) == language
    assert choose_language("en") == "en"


def test_a_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        choose_language("fr")
    assert refused.value.problems[0].fault is Fault.LANGUAGE_UNKNOWN


def test_no_word_for_yes_means_no_in_another_language() -> None:
    """An answer is taken in any language, so that one form may be filled in by a mixed team."""
    yes, no = (set(every_word("importing", f"answers.{name}")) for name in ("yes", "no"))
    assert yes
    assert no
    assert not yes & no


@pytest.mark.parametrize("language", languages())
def test_the_keys_of_one_page_differ_and_can_be_pressed(language: str) -> None:
    texts = words(language, "terminal")
    always = ["stop", "back", "help", "dont_know"]
    at_items = [key_of(texts, name) for name in (*always, "not_applicable", "note", "evidence")]
    letters = [
        word
        for name in ("yes", "no")
        for word in words(language, "importing")[f"answers.{name}"].split(" | ")
        if len(word) == 1
    ]
    at_changes = [*(key_of(texts, name) for name in always), *letters]
    at_targets = [key_of(texts, name) for name in ("stop", "back", "clear")]
    for keys in (at_items, at_changes, at_targets):
        assert len(set(keys)) == len(keys)
        assert all(len(key) == 1 and (key.isalpha() or key == "?") for key in keys)
    assert len(letters) == 2
    assert set(letters) <= set(texts("key.yes_no.key"))
