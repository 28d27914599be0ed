"""A language that slimscan did not speak: a folder of words, and no line of Python."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml
from other_languages import in_languages, invented, slimscan, with_invented, with_language

from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument


@dataclass(frozen=True)
class Country:
    """Where the invented language is spoken: the program with its words, and a questionnaire."""

    folder: Path
    package: Path
    own: Path
    instrument: Instrument

    def run(self, *arguments: object) -> CompletedProcess[str]:
        """A command that ends well, on a computer that speaks the language."""
        where = {"LC_ALL": "qx_QX.UTF-8", "SLIMSCAN_HOME": str(self.folder / "home")}
        done = slimscan(*arguments, cwd=self.folder, package=self.package, **where)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done


def said(room: str, key: str, **values: object) -> str:
    """What a text is in the invented language."""
    return invented(words("en", room).texts[key]).format_map(values)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """The program copied and left as it is, with one folder of words more."""
    folder = tmp_path_factory.mktemp("country")
    package = with_language(folder / "program")
    source = package / "content" / "questionnaires" / "slimmer-werken"
    own = in_languages(source, folder / "own", with_invented)
    return Country(folder, package, own, load_instrument(own))


@pytest.fixture(scope="module")
def scanned(country: Country) -> Country:
    """The country with a scan: answers by their labels, and yes in its own word."""
    questionnaire = country.instrument.questionnaire
    answers: dict[str, object] = {
        item.id: questionnaire.option_labels(item, "qx")[place % 5]
        for place, item in enumerate((*questionnaire.items, *questionnaire.precondition_items))
    }
    yes = said("importing", "answers.yes").split(" | ")[0]
    answers |= {change.id: yes for change in questionnaire.changes}
    size = questionnaire.profile.sizes[1].name["qx"]
    document = {"organisation": "Bäckerij", "size": size, "measured_on": "2026-11-21"}
    path = country.folder / "answers.yaml"
    path.write_text(yaml.safe_dump(document | {"answers": answers}), encoding="utf-8")
    country.run("start", "--answers", path, "--questionnaire", country.own, "--yes")
    return country


def test_the_language_is_one_of_those_that_can_be_asked_for(country: Country) -> None:
    assert "en|nl|qx" in country.run("start", "--help").stdout


def test_the_scorecard_speaks_it(scanned: Country) -> None:
    told = scanned.run("show").stdout
    assert said("terminal", "scorecard.strengths") in told
    assert scanned.instrument.questionnaire.levers[0].name["qx"] in told
    assert f" {said('shown', 'month.long11')} 2026" in told
    document = json.loads(scanned.run("show", "--json").stdout)
    assert document["language"] == "qx"
    assert document["target_group"] == 3


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_report_speaks_it(scanned: Country, kind: str) -> None:
    path = scanned.folder / f"report.{kind}"
    scanned.run("report", "--format", kind, "--output", path)
    if kind == "html":
        page = path.read_text(encoding="utf-8")
        assert '<html lang="qx"' in page
        assert said("report", "chapter.summary") in page
        assert said("report", "yes") in page
    else:
        assert path.read_bytes().startswith(b"%PDF-")


def test_a_form_speaks_it(country: Country) -> None:
    path = country.folder / "form.html"
    given = ("--questionnaire", country.own, "--audience", "employee")
    country.run("form", "--to", "html", *given, "--output", path)
    page = path.read_text(encoding="utf-8")
    assert said("form", "dont_know") in page
    assert country.instrument.questionnaire.title["qx"] in page


def test_a_batch_reads_what_is_written_in_it(country: Country) -> None:
    questionnaire = country.instrument.questionnaire
    item, *others = questionnaire.items
    path = country.folder / "many.csv"
    between = said("importing", "numbers.range")
    sizes = [f"{one.lowest} {between} {one.highest}" for one in questionnaire.profile.sizes[1:3]]
    unknown = said("importing", "states.dont_know").split(" | ")[1]
    change = questionnaire.changes[0]
    yes, no = (said("importing", f"answers.{name}").split(" | ")[0] for name in ("yes", "no"))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        header = said("profile", "size.columns").split(" | ")[0]
        rows.writerow(["respondent", "role", header, change.id, item.id, *(o.id for o in others)])
        for number, (size, changed) in enumerate(zip(sizes * 2, [yes, no, yes, no], strict=True)):
            labels = [questionnaire.option_labels(other, "qx")[number] for other in others]
            role = questionnaire.profile.roles[0].name["qx"]
            rows.writerow([f"r{number}", role, size, changed, unknown, *labels])
    out = country.folder / "out"
    given = ("--questionnaire", country.own, "--audience", "leader")
    country.run("batch", path, *given, "--output", out)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"]["scored"] == 4
    with (out / "scores.csv").open(encoding="utf-8", newline="") as file:
        scored = list(csv.DictReader(file))
    assert {row["size"] for row in scored} == {one.id for one in questionnaire.profile.sizes[1:3]}
    page = (out / "summary.html").read_text(encoding="utf-8")
    assert said("summary", "page.kind") in page
