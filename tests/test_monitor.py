"""The programme monitor: two waves of a batch, paired by organisation, and nobody given away.

Expected figures are those of R 4.2.2, whose lines stand beside them; the leader of a firm gives
every question one place, so the topic `rest` is that place times 25.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from attacked_readers import read_printed
from batch_examples import Person
from browser import DESKTOP, PHONE, open_browser
from monitor_examples import (
    ITEMS,
    leaders,
    list_of_names,
    monitor_of,
    staffed,
    write_wave,
)
from typer.testing import CliRunner

from slimscan.batch.files import check_kept
from slimscan.batch.monitor.context import monitor_context
from slimscan.batch.monitor.files import render_monitor
from slimscan.batch.monitor.monitor import Asked, Monitor, monitor_document, monitor_waves
from slimscan.batch.monitor.participants import Arm
from slimscan.cli.app import app
from slimscan.cli.monitor_page import show_monitor
from slimscan.errors import Fault, InputError, UsageError
from slimscan.language import words
from slimscan.privacy import Verdict
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import OVERALL

JOINED_BEFORE = (1, 2, 0, 3, 2, 1, 4, 2, 3, 1, 0, 2)
JOINED_AFTER = (2, 2, 1, 4, 3, 1, 4, 3, 3, 2, 2, 3)
OTHERS_BEFORE = JOINED_BEFORE
OTHERS_AFTER = (1, 2, 1, 2, 2, 1, 4, 1, 3, 1, 1, 2)
GONE = (0, 1, 2, 3, 4, 0, 1, 2, 0, 1)


def named(kind: str, places: tuple[int, ...]) -> dict[str, int]:
    return {f"{kind} {n:02}": place for n, place in enumerate(places)}


@pytest.fixture(scope="module")
def instrument(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    from mini import write_mini

    from slimscan.questionnaire.loading import load_instrument

    return load_instrument(write_mini(tmp_path_factory.mktemp("mini") / "mini"))


@pytest.fixture(scope="module")
def waves(
    instrument: Instrument, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Path]:
    """24 firms in both waves, of which 12 took part; 10 left. All 34 have staff the first time."""
    folder = tmp_path_factory.mktemp("waves")
    first = named("Joined", JOINED_BEFORE) | named("Other", OTHERS_BEFORE) | named("Gone", GONE)
    second = {name.upper(): place for name, place in named("Joined", JOINED_AFTER).items()}
    second |= {f" {name} ": place for name, place in named("Other", OTHERS_AFTER).items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIMSCAN_HOME", str(folder / "home"))
        write_wave(folder / "a", instrument, [*leaders(first), *staffed(first, "a")])
        write_wave(folder / "b", instrument, [*leaders(second), *staffed(second, "b")])
    joined = list_of_names(folder / "joined.txt", named("joined", JOINED_AFTER))
    return folder / "a", folder / "b", joined


@pytest.fixture(scope="module")
def monitor(instrument: Instrument, waves: tuple[Path, Path, Path]) -> Monitor:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIMSCAN_HOME", str(waves[0].parent / "home"))
        return monitor_of(instrument, *waves)


def told(monitor: Monitor, audience: str, scale: str, name: str = "") -> tuple[int, ...] | None:
    """Number, mean at the baseline, change, and the interval, of a group of one field."""
    [its] = [one for one in monitor.audiences if one.audience == audience]
    found = [one for one in its.changes if (one.scale, one.name) == (scale, name)]
    return next(((one.n, one.before, one.points, one.low, one.high) for one in found), None)


def test_the_change_of_organisations_is_that_of_r(monitor: Monitor) -> None:
    """b <- c(1,2,0,3,2,1,4,2,3,1,0,2)*25; a <- c(2,2,1,4,3,1,4,3,3,2,2,3)*25
    a2 <- c(1,2,1,2,2,1,4,1,3,1,1,2)*25; t.test(c(a,a2), c(b,b), paired=TRUE)
    9.375, 1.8699158541382 to 16.8800841458618; t.test(a, b, paired=TRUE): 18.75, 8.877 to 28.623
    """
    assert told(monitor, "leader", "rest") == (24, 44, 9, 1, 17)
    assert told(monitor, "leader", "rest", "participants") == (12, 44, 19, 8, 29)
    assert told(monitor, "leader", "rest", "others") == (12, 44, 0, -10, 10)


def test_participants_beside_others_are_those_of_r(monitor: Monitor) -> None:
    """t.test(a - b, a2 - b): 18.75 - 0, 5.78760319840609 to 31.71239680159391 (Welch)"""
    one = next(one for one in monitor.audiences[0].arms if one.scale == "rest")
    assert (one.points, one.low, one.high) == (19, 5, 32)


def test_who_left_stands_beside_who_stayed_as_r_has_it(monitor: Monitor) -> None:
    """t.test(c(0,1,2,3,4,0,1,2,0,1)*25, c(b,b)): 35 - 43.75, -34.8938987923 to 17.3938987923

    Every question has the firm's place but the one that is asked the other way round; so has dough.
    """
    one = next(one for one in monitor.audiences[0].left if one.scale == "dough")
    assert (one.n, one.mean, one.stayed, one.stayed_mean) == (10, 35, 24, 44)
    assert (one.points, one.low, one.high) == (-9, -35, 18)


def shown(path: Path, scale: str) -> dict[str, int]:
    with (path / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["scale"], row["group"]) == (scale, "")]
    return {row["organisation"].strip().lower(): int(row["mean"].lstrip("<>=")) for row in rows}


def test_staff_are_told_by_what_is_shown_of_both_waves_and_nothing_else(
    monitor: Monitor, waves: tuple[Path, Path, Path]
) -> None:
    first, second = (shown(wave, "overall") for wave in waves[:2])
    both = sorted(first.keys() & second.keys())
    changes = [second[name] - first[name] for name in both]
    figure = told(monitor, "employee", "overall")
    assert figure is not None
    assert figure[0] == len(both) >= 20
    assert abs(figure[2] - fmean(changes)) <= 0.5
    assert abs(figure[1] - fmean(first[name] for name in both)) <= 0.5


def test_staff_of_which_one_wave_shows_nothing_are_in_no_change(
    instrument: Instrument, tmp_path: Path
) -> None:
    firms = [f"Firm {n:02}" for n in range(14)]
    first = write_wave(tmp_path / "a", instrument, staffed(firms, "a"))
    people = [*staffed(firms[:11], "b"), *staffed(firms[11:], "b", 4)]
    second = write_wave(tmp_path / "b", instrument, people)
    figure = told(monitor_of(instrument, first, second), "employee", "overall")
    assert figure is not None
    assert figure[0] == 11


def test_the_same_staff_twice_is_no_measurement_of_no_change(
    instrument: Instrument, tmp_path: Path
) -> None:
    """Answers of almost the same people without dates are a later delivery of the same wave."""
    firms = [f"Firm {n:02}" for n in range(12)]
    people = staffed(firms, "a")
    first = write_wave(tmp_path / "a", instrument, people)
    revised = [
        Person(one.id, one.organisation, places={**one.places, "R1": 4}) if n % 6 == 0 else one
        for n, one in enumerate(people)
    ]
    second = write_wave(tmp_path / "b", instrument, revised)
    made = monitor_of(instrument, first, second)
    assert not any(one.changes for one in made.audiences), "what is held back is not compared"


def test_scales_follow_each_other_as_in_the_questionnaire_of_leaders_and_of_staff(
    monitor: Monitor, instrument: Instrument
) -> None:
    order = ["overall", *instrument.scale_names]
    document = monitor_document(monitor)["audiences"]
    for audience in ("leader", "employee"):
        changes, beside = (
            document[audience][name] for name in ("changes", "participants_beside_others")
        )
        assert beside or audience == "employee"
        for rows in (beside, *by_group(changes)):
            scales = [row["scale"] for row in rows]
            assert scales == sorted(scales, key=order.index)


def by_group(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [list(some) for _, some in groupby(rows, key=itemgetter("field", "name"))]


def test_the_page_says_of_how_many_its_scores_are_where_they_differ(monitor: Monitor) -> None:
    from slimscan.batch.monitor.context import monitor_context

    [leaders] = [one for one in monitor.audiences if one.audience == "leader"]
    said = "Not all of them have every score: those below are about 24 to 30 of them."
    more = replace(monitor, audiences=(replace(leaders, n=30),))
    assert said in monitor_context(more, "en").audiences[0].notes
    assert not any(
        "every score" in one for one in monitor_context(monitor, "en").audiences[0].notes
    )


def test_organisations_are_matched_by_name_and_near_names_are_listed(
    instrument: Instrument, tmp_path: Path
) -> None:
    same = {f"Firm {n:02}": n % 5 for n in range(12)}
    first = write_wave(tmp_path / "a", instrument, leaders({**same, "Bakkerij De Molen": 2}))
    second = write_wave(
        tmp_path / "b", instrument, leaders({**same, "Bakkerij de Moolen BV": 2, "Zagerij Vos": 1})
    )
    matching = monitor_of(instrument, first, second).matching
    assert (len(matching.pairs), matching.counted(False), matching.counted(True)) == (12, 1, 2)
    assert [(one.name, one.is_new, one.nearest) for one in matching.unmatched] == [
        ("Bakkerij De Molen", False, "Bakkerij de Moolen BV"),
        ("Bakkerij de Moolen BV", True, "Bakkerij De Molen"),
        ("Zagerij Vos", True, ""),
    ]


def test_one_to_four_firms_that_left_are_not_told_by_subtraction(
    instrument: Instrument, tmp_path: Path
) -> None:
    """The summary of 20 leaders minus a monitor of 18 would be two: five are left over instead."""
    first = write_wave(tmp_path / "a", instrument, leaders(named("Firm", tuple(range(5)) * 4)))
    some = dict(list(named("Firm", tuple(range(5)) * 4).items())[:18])
    second = write_wave(tmp_path / "b", instrument, leaders(some))
    [its] = monitor_of(instrument, first, second).audiences
    # With none new, and two who left, five pairs are set aside: five and seven are left over.
    assert (its.n, its.aside) == (13, 5)


def test_the_figures_wait_while_fewer_than_five_organisations_changed(
    instrument: Instrument, tmp_path: Path
) -> None:
    before = write_wave(tmp_path / "a", instrument, leaders(named("Firm", (1, 2, 3) * 6)))

    def later(changed: int, folder: str) -> Monitor:
        places = tuple(4 if n < changed else 2 for n in range(18))
        after = write_wave(tmp_path / folder, instrument, leaders(named("Firm", places)))
        return monitor_of(instrument, before, after)

    none, four, six = (later(count, f"b{count}") for count in (0, 4, 6))
    assert (four.held, four.audiences) == (True, none.audiences)
    assert not six.held
    assert six.audiences != none.audiences
    again = monitor_of(instrument, before, tmp_path / "b6")
    assert again.audiences == six.audiences, "the same is told again"


def test_a_topic_of_which_three_leaders_answered_anew_waits_however_many_changed_elsewhere(
    instrument: Instrument, tmp_path: Path
) -> None:
    """Nine firms changed since the last monitor: three of them on one topic, six on another."""

    def later(folder: str, changes: Mapping[str, range]) -> set[str]:
        people = [
            replace(one, places=dict(one.places) | {i: 0 for i, its in changes.items() if n in its})
            for n, one in enumerate(leaders(named("Firm", (1, 2, 3, 4) * 5)))
        ]
        after = write_wave(tmp_path / folder, instrument, people)
        [its] = monitor_of(instrument, before, after).audiences
        return {one.scale for one in its.changes}

    before = write_wave(tmp_path / "a", instrument, leaders(named("Firm", (2, 1, 1, 3) * 5)))
    assert {"heat", "door", "rest"} <= later("b", {})
    few, many = range(3), range(3, 9)
    told_then = later("c", {"R1": few, "D1": many, "D2": many})
    assert "rest" not in told_then
    assert {"heat", "door"} <= told_then
    assert "rest" in later("d", {"R1": many, "D1": many, "D2": many})


def test_fewer_than_ten_organisations_are_told_of_in_nothing(
    instrument: Instrument, tmp_path: Path
) -> None:
    some = named("Firm", (1, 2, 3) * 3)
    waves = [write_wave(tmp_path / one, instrument, leaders(some)) for one in "ab"]
    [its] = monitor_of(instrument, *waves).audiences
    assert (its.n, its.changes, its.left, its.waits) == (0, (), (), False)


def test_a_follow_up_with_other_questions_is_compared_on_what_both_asked(
    instrument: Instrument, tmp_path: Path
) -> None:
    quick = {item.id for item in instrument.questionnaire.items if item.quick}
    some = named("Firm", (1, 2, 3, 0) * 4)
    first = write_wave(tmp_path / "a", instrument, leaders(some))
    second = write_wave(tmp_path / "b", instrument, leaders(some))
    import polars as pl

    answers = pl.read_parquet(second / "answers.parquet")
    left_out = [name for name in ITEMS if name not in quick]
    from slimscan.batch.files import stamp
    from slimscan.scoring.responses import NOT_APPLICABLE

    gone = [pl.lit(NOT_APPLICABLE, pl.Int8).alias(name) for name in left_out]
    answers.with_columns(gone).write_parquet(second / "answers.parquet", metadata=stamp(instrument))
    made = monitor_of(instrument, first, second)
    assert made.left_out["leader"] == tuple(sorted(left_out))
    assert all(one.points == 0 for one in made.audiences[0].changes), (
        "the same answers, scored alike"
    )


# Doors, and what goes wrong


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.stdout


def numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![A-Za-z\d.,_#-])\d+(?:[.,]\d+)?", text))


def leaves(document: object) -> list[str]:
    if isinstance(document, Mapping | list):
        some = document.values() if isinstance(document, Mapping) else document
        return [text for one in some for text in leaves(one)]
    return [] if document is None else [str(document).lstrip("-")]


def test_every_form_of_the_monitor_tells_the_numbers_of_its_json_and_no_other(
    instrument: Instrument,
    waves: tuple[Path, Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLIMSCAN_HOME", str(waves[0].parent / "home"))
    own = (*waves[:2], "--participants", waves[2], "--questionnaire", instrument.folder)
    document = json.loads(run("monitor", *own, "--json"))
    assert document["audiences"]["employee"]["changes"]
    known = numbers(" ".join(leaves(document)))
    said = {n for one in words("en", "monitor").texts.values() for n in numbers(one)}
    said |= {n for one in words("en", "workbook").texts.values() for n in numbers(one)}
    said |= numbers(document["made_on"].replace("-", " ")) | {"1.0.0", "1.0", "0"}
    said |= {str(place) for place in range(0, 105, 5)} | {"1", "2"}
    told = {"screen": run("monitor", *own, "--plain")}
    for form in ("html", "pdf", "docx", "xlsx", "json"):
        path = tmp_path / f"monitor.{form}"
        assert run("monitor", *own, "--output", path).strip() == str(path)
        told[form] = read_printed(path)
        private = path.stat().st_mode & 0o077 == 0
        assert private == (form in {"xlsx", "json"}), "these name organisations"
    names = {str(n).zfill(2) for n in range(30)}
    for form, text in told.items():
        alone = re.sub(r"\d+ ?/ ?\d+", " ", text.replace("−", " ").replace("–", " "))
        assert numbers(alone) - known - names <= said | {"29", "9"}, form
        assert {"19", "44"} - ({"44"} if form == "screen" else set()) <= numbers(alone), form
        if form in {"html", "pdf", "docx"}:
            assert "Gone" not in text, "pages name no organisation"
            assert "no proof of what the programme did" in re.sub(r"\s+", " ", text)


def test_both_languages_tell_the_same_figures(monitor: Monitor) -> None:
    dutch, english = (monitor_context(monitor, one) for one in ("nl", "en"))
    for first, second in zip(dutch.audiences, english.audiences, strict=True):
        assert [(one.points, one.before, one.is_clear) for one in first.rows] == [
            (one.points, one.before, one.is_clear) for one in second.rows
        ]
    assert "bewijst dus niet" in (dutch.participation.warning if dutch.participation else "")


def test_of_two_groups_that_changed_as_much_the_first_in_the_table_changed_most(
    monitor: Monitor,
) -> None:
    leaders = monitor.audiences[0]
    one = next(one for one in leaders.changes if one.scale == OVERALL)
    sizes = [replace(one, field="size", name=name, points=4) for name in ("large", "small")]
    audiences = (replace(leaders, changes=(one, *sizes)),)
    of_sizes = replace(monitor, audiences=audiences, fields=("size",), participation=None)
    [told] = monitor_context(of_sizes, "en").audiences
    assert [row.overall.name for row in told.tables[0].rows] == ["Small", "Large"]
    assert told.tables[0].told.startswith("Small changed most: +4 points")


def test_a_clear_change_is_called_so_everywhere(instrument: Instrument, tmp_path: Path) -> None:
    before = {f"Firm {n:02}": n % 3 for n in range(40)}
    after = {name: place + 1 + (n % 8 == 0) for n, (name, place) in enumerate(before.items())}
    first = write_wave(tmp_path / "a", instrument, leaders(before))
    second = write_wave(tmp_path / "b", instrument, leaders(after))
    document = monitor_document(monitor_of(instrument, first, second))
    verdicts = {one["scale"]: one["verdict"] for one in document["audiences"]["leader"]["changes"]}
    assert verdicts["rest"] == Verdict.IMPROVEMENT.value
    page = run("monitor", first, second, "--questionnaire", instrument.folder, "--plain")
    assert re.search(r"Rest: \+28 \(\d+ to \d+\), clearly higher", page)


def test_what_cannot_be_compared_is_refused_with_what_to_do(
    instrument: Instrument, tmp_path: Path
) -> None:
    first = write_wave(tmp_path / "a", instrument, leaders(named("Firm", (1, 2) * 6)))
    other = write_wave(tmp_path / "b", instrument, leaders(named("Frim", (1, 2) * 6)))
    faults = []
    for second, people in ((first, None), (other, None), (tmp_path / "none", None)):
        with pytest.raises(InputError) as caught:
            monitor_of(instrument, first, second, people)
        faults.append(caught.value.problems[0].fault)
    assert faults == [Fault.MONITOR_SAME, Fault.MONITOR_NOTHING, Fault.FILE_MISSING]
    same = write_wave(tmp_path / "c", instrument, leaders(named("Firm", (2, 3) * 6)))
    questionnaire = instrument.questionnaire.model_copy(update={"id": "another"})
    with pytest.raises(InputError) as asked_else:
        monitor_of(replace(instrument, questionnaire=questionnaire), first, same)
    assert asked_else.value.problems[0].fault is Fault.MONITOR_QUESTIONNAIRE
    with pytest.raises(UsageError) as unknown:
        monitor_of(instrument, first, same, Path("took_part"))
    assert unknown.value.problems[0].fault is Fault.MONITOR_PARTICIPANTS
    strangers = list_of_names(tmp_path / "names.txt", ["Nobody"])
    with pytest.raises(InputError) as none:
        monitor_of(instrument, first, same, strangers)
    assert none.value.problems[0].fault is Fault.MONITOR_PARTICIPANTS_NONE
    some = list_of_names(tmp_path / "some.csv", ["organisation", "Firm 00", "Frim 01"])
    [remark] = monitor_of(instrument, first, same, some).remarks
    assert remark.fault is Fault.MONITOR_PARTICIPANTS_STRANGE
    assert "Frim 01 (firm 01?)" in str(remark.values["names"])


# Columns of the branch's own


@pytest.fixture(scope="module")
def kept(
    instrument: Instrument, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Instrument, list[Path]]]:
    """Two waves as a survey tool exports them: 48 firms with an id, a region, and who took part."""
    folder = tmp_path_factory.mktemp("kept")
    header = "organisation,role,organisation_id,region,took_part,measured_on,H1,H2,D1,D2,R1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLIMSCAN_HOME", str(folder / "home"))
        for wave, year in (("a", 2027), ("b", 2028)):
            rows = []
            for n in range(48):
                name = f"Firm {n:02}" if wave == "a" or n else "Firm zero, moved"
                place = 2 + (wave == "b" and n < 24)
                joined = ("" if wave == "a" else "ja" if n < 24 else "nee") if n < 47 else ""
                known = f'"{name}",owner,K{n},{"NZ"[n % 2]},{joined},{year}-03-01'
                # No two leaders answer alike, and none does so twice: who does is known again, and
                # fewer groups may be told then, by the pairs that the key of the home sets aside.
                others = f"{n % 5 + 1},{6 - place},{n // 5 % 5 + 1},{n // 25 + 1 + (wave == 'b')}"
                rows.append(f"{known},{others},{place}")
            file = folder / f"{wave}.csv"
            file.write_text("\n".join([header, *rows]), encoding="utf-8")
            keep = [w for c in ("organisation_id", "region", "took_part") for w in ("--keep", c)]
            own = ("--questionnaire", instrument.folder, "--output", folder / wave)
            run("batch", file, *keep, *own, "--jobs", 1)
        yield instrument, [folder / "a", folder / "b"]


@pytest.fixture
def at_home(
    kept: tuple[Instrument, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger as it was when the waves were scored, whatever other tests have told since."""
    home = shutil.copytree(kept[1][0].parent / "home", tmp_path / "home")
    monkeypatch.setenv("SLIMSCAN_HOME", str(home))


def test_ids_match_what_changed_its_name_and_kept_columns_split_and_tell_who_took_part(
    kept: tuple[Instrument, list[Path]], at_home: None
) -> None:
    instrument, waves = kept
    asked = Asked(participants="took_part")
    made = monitor_waves(instrument, waves, asked, date(2028, 4, 1))
    assert (len(made.matching.pairs), made.matching.by_id, made.matching.unmatched) == (48, 48, ())
    assert (made.counted(Arm.PARTICIPANTS), made.counted(Arm.OTHERS)) == (24, 23)
    assert [wave.days[0][:4] for wave in made.waves] == ["2027", "2028"]
    [its] = made.audiences
    # The one of whom it is not known is left out, and four with it: one would be told by subtraction.
    assert (its.n, its.unsaid, its.aside) == (43, 1, 4)
    groups = ("participants", "others", "N", "Z")
    found = {name: told(made, "leader", "rest", name) or () for name in groups}
    assert found["participants"][1:] == (25, 25, 25, 25)
    assert found["others"][1:] == (25, 0, 0, 0)
    assert found["participants"][0] + found["others"][0] == 43
    assert found["N"][0] + found["Z"][0] == 43
    assert made.fields == ("sector", "size", "region")


def test_in_another_home_nothing_is_told_of_the_same_leaders_until_it_is_said(
    kept: tuple[Instrument, list[Path]], tmp_path: Path
) -> None:
    """There other pairs would be set aside by chance, and two pages would differ by one firm."""
    instrument, waves = kept
    copies = [shutil.copytree(one, tmp_path / one.name) for one in waves]
    with pytest.raises(InputError) as caught:
        monitor_waves(instrument, copies, Asked(), date(2028, 4, 1))
    assert caught.value.problems[0].fault is Fault.LEDGER_MISSING
    own = ("monitor", *copies, "--questionnaire", instrument.folder, "--plain")
    assert "Leaders of 48 organisations" in run(*own, "--new-ledger"), "it is told when it is said"


def test_a_list_of_participants_may_have_a_column_of_yes_and_no_or_hold_ids(
    kept: tuple[Instrument, list[Path]], tmp_path: Path, at_home: None
) -> None:
    instrument, waves = kept

    def counted(*lines: str) -> tuple[int, int]:
        file = list_of_names(tmp_path / "who.csv", lines)
        made = monitor_waves(instrument, waves, Asked(str(file)), date(2028, 4, 1))
        return made.counted(Arm.PARTICIPANTS), made.counted(Arm.OTHERS)

    told = [f"Firm {n:02};{'nee' if n % 2 else 'ja'};{n}" for n in range(1, 47)]
    assert counted("naam;deed mee;plaats", *told) == (23, 25)
    assert counted("bedrijf", *(f"K{n}" for n in range(20))) == (20, 28), "ids do as names do"
    faults = []
    for lines in (("",), ("naam;deed mee;wil", "Firm 01;ja;nee", "Firm 02;nee;ja")):
        with pytest.raises(InputError) as caught:
            counted(*lines)
        faults.append(caught.value.problems[0].fault)
    assert faults == [Fault.MONITOR_PARTICIPANTS_EMPTY, Fault.MONITOR_PARTICIPANTS_UNSURE]


def test_a_column_with_too_many_values_is_said_not_to_be_split_and_none_is_called_as_ours(
    instrument: Instrument, tmp_path: Path
) -> None:
    waves = []
    for wave in "ab":
        people = [
            replace(one, own={"number": f"{n}", "arm": "pq"[n % 2]})
            for n, one in enumerate(leaders(named("Firm", tuple(range(4)) * 18)))
        ]
        waves.append(write_wave(tmp_path / wave, instrument, people))
    joined = list_of_names(tmp_path / "joined.txt", [f"Firm {n:02}" for n in range(30)])
    made = monitor_of(instrument, *waves, joined)
    assert made.counted(Arm.PARTICIPANTS) == 30, "a column called as ours breaks nothing"
    assert (made.many_valued, monitor_document(made)["not_split"]) == (("number",), ["number"])
    own = ("--questionnaire", instrument.folder)
    page = run("monitor", *waves, *own, "--plain")
    assert "No groups are made by number: there are more than 60 different values." in page
    for name in ("arm", "mean", "N"):
        with pytest.raises(UsageError) as caught:
            check_kept(instrument, [name])
        assert caught.value.problems[0].fault is Fault.KEPT_NAME_TAKEN


def test_waves_that_are_given_in_the_wrong_order_are_refused(
    kept: tuple[Instrument, list[Path]],
) -> None:
    instrument, waves = kept
    with pytest.raises(InputError) as caught:
        monitor_waves(instrument, waves[::-1], Asked(), date(2028, 4, 1))
    assert caught.value.problems[0].fault is Fault.MONITOR_ORDER


def test_what_is_not_told_anew_and_who_is_not_set_beside_others_is_said_with_the_reason(
    monitor: Monitor, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tuple(replace(one, arms=()) for one in monitor.audiences)
    show_monitor(replace(monitor, audiences=alone, held=True), "en", plain=True)
    page = capsys.readouterr().out
    assert "with what was told before, a few organisations could be worked out from it" in page
    assert "There you see the earlier figures." in page
    nothing = tuple(replace(one, arms=(), changes=(), waits=True) for one in monitor.audiences)
    show_monitor(replace(monitor, audiences=nothing), "en", plain=True)
    page = capsys.readouterr().out
    assert "could give a few of them away, so nothing is told here" in page
    assert "It takes 10." not in page


def test_the_workbook_does_not_say_that_it_names_nobody(monitor: Monitor) -> None:
    from slimscan.batch.monitor.workbook import monitor_book
    from slimscan.report.look import PLAIN

    book = monitor_book(monitor, "en", PLAIN)
    said = " ".join(line for _, lines in book.overview.told for line in lines)
    assert ("No organisation is named here" in said, "It is yours alone" in said) == (False, True)
    assert all(label for label, _ in book.overview.facts)
    [left] = [one for one in book.tables if one.name == "Who left"]
    assert all(isinstance(cell, int) for row in left.rows for cell in row[2:])


def test_a_column_of_ids_that_was_not_kept_is_named_with_those_that_were(
    kept: tuple[Instrument, list[Path]],
) -> None:
    instrument, waves = kept
    with pytest.raises(UsageError) as caught:
        monitor_waves(instrument, waves, Asked(id_column="chamber"), date(2028, 4, 1))
    [problem] = caught.value.problems
    assert problem.fault is Fault.MONITOR_ID_UNKNOWN
    assert problem.values["known"] == "organisation_id, region, took_part"


def test_everybody_can_read_the_page(monitor: Monitor, tmp_path: Path, axe: str) -> None:
    page = tmp_path / "monitor.html"
    page.write_text(render_monitor(monitor, "nl"), encoding="utf-8")
    with open_browser(tmp_path) as browser:
        for size, dark in ((PHONE, True), (DESKTOP, False)):
            browser.show(page, size, dark)
            browser.driver.execute_script(axe)
            found = browser.driver.execute_async_script(
                "axe.run().then(result => arguments[0](result.violations.map("
                "one => [one.id, one.nodes.map(node => node.html)])))"
            )
            assert found == []
            wide = browser.driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= size[0], "what is wider scrolls by itself"
            assert browser.requests() <= {"file", "data"}
