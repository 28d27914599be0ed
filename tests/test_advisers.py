"""Who can help: shown when somebody is named, and left out when nobody is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mini import write_mini
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.errors import Fault, InputError
from slimscan.language import words
from slimscan.questionnaire.loading import Instrument, load_instrument, with_advisers
from slimscan.questionnaire.reading import check_path

ADVISERS = """\
format: 1
advisers:
  - name: Bakkersraad
    about: {nl: Helpt bakkers., en: Helps bakers.}
    sectors: [bakery]
    link: https://example.org/bakers
  - name: Slagersraad
    about: {nl: Helpt slagers., en: Helps butchers.}
    sectors: [other]
    link: https://example.org/butchers
"""
ANSWERS = "{organisation: Bakker, sector: bakery, answers: {H1: 1, H2: 5, D1: 1, D2: 1, R1: 1}}"


def html_report(folder: Path, tmp_path: Path, *options: str) -> str:
    """The HTML report of one scan with the questionnaire in `folder`, made by the command."""
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS, encoding="utf-8")
    scan = ["--questionnaire", str(folder), "--answers", str(answers), "--quiet", "--yes"]
    output = tmp_path / "report.html"
    run = CliRunner().invoke
    made = run(app, ["start", *scan, "--output", str(tmp_path / "report.pdf")])
    assert made.exit_code == 0, made.exception
    made = run(app, ["report", "--format", "html", "--output", str(output), *options])
    if made.exception and not isinstance(made.exception, SystemExit):
        raise made.exception
    return output.read_text(encoding="utf-8")


def test_an_adviser_for_the_sector_stands_in_the_report(tmp_path: Path) -> None:
    folder = write_mini(tmp_path / "mini")
    (folder / "advisers.yaml").write_text(ADVISERS, encoding="utf-8")
    html = html_report(folder, tmp_path, "--lang", "en")
    assert words("en", "report")["chapter.help"] in html
    assert "Bakkersraad" in html
    assert 'href="https://example.org/bakers"' in html
    assert "Slagersraad" not in html


def test_without_advisers_the_report_has_no_such_part(tmp_path: Path, mini_folder: Path) -> None:
    html = html_report(mini_folder, tmp_path, "--lang", "en")
    assert words("en", "report")["chapter.help"] not in html


def test_a_list_of_ones_own_is_named_beside_the_report(tmp_path: Path, mini_folder: Path) -> None:
    own = tmp_path / "my-list.yaml"
    own.write_text(ADVISERS, encoding="utf-8")
    assert "Helps bakers." in html_report(
        mini_folder, tmp_path, "--lang", "en", "--advisers", str(own)
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sectors: [bakery]", "sectors: [bakry]", Fault.SECTOR_UNKNOWN),
        (", en: Helps bakers.", "", Fault.TRANSLATION_MISSING),
        ("https://example.org/bakers", "http://example.org/bakers", Fault.VALUE_PATTERN),
        ("format: 1", "format: 1\nformat: 1", Fault.YAML_DUPLICATE_KEY),
    ],
)
def test_a_list_with_a_problem_is_refused(
    tmp_path: Path, mini: Instrument, old: str, new: str, fault: Fault
) -> None:
    own = tmp_path / "my-list.yaml"
    own.write_text(ADVISERS.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        with_advisers(mini, own)
    assert [problem.fault for problem in refused.value.problems] == [fault]


def test_nobody_is_shipped_and_the_example_is_a_list_that_works(
    base: Instrument, tmp_path: Path
) -> None:
    assert base.advisers == ()
    shipped = (base.folder / "advisers.yaml").read_text(encoding="utf-8")
    example = shipped[shipped.index("# advisers:") :].replace("advisers: []\n", "")
    own = tmp_path / "advisers.yaml"
    own.write_text("\n".join(line.removeprefix("# ") for line in example.splitlines()) + "\n")
    assert [adviser.link for adviser in with_advisers(base, own).advisers] == [
        "https://example.org/"
    ]
    assert "VOORBEELD" in yaml.safe_load(own.read_text())["advisers"][0]["name"]


def test_advisers_in_the_folder_are_checked_with_it(tmp_path: Path) -> None:
    folder = write_mini(tmp_path / "mini")
    (folder / "advisers.yaml").write_text(ADVISERS.replace("[bakery]", "[bakry]"), encoding="utf-8")
    [problem] = check_path(folder)
    assert problem.fault is Fault.SECTOR_UNKNOWN
    with pytest.raises(InputError):
        load_instrument(folder)
