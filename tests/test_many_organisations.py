"""What a batch shows of many organisations at once is what the rule shows of each, byte for byte.

`SLIMSCAN_ATTACK=whole` compares 20,000 organisations.
"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from kept_ledger import firms_in, leads_in, sets_in
from random_branch import RandomBranch
from test_plain_rule import plainly

from slimscan.batch.organisations import organisations_csv, staff
from slimscan.batch.organisations.organisations_csv import ORGANISATIONS_FILE, write_organisations
from slimscan.batch.organisations.released import read_released
from slimscan.batch.organisations.staff import LEDGER_FILE
from slimscan.batch.summary import shown_staff
from slimscan.batch.summary.figures import summarise
from slimscan.batch.summary.summary import Batch, summary_json
from slimscan.privacy import open_book
from slimscan.questionnaire.loading import Instrument

WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"
BRANCHES = [(seed, 500) for seed in range(40)] if WHOLE else [(0, 40)]
DELIVERIES = 3


def kept(home: Path) -> list[object]:
    """All that a ledger keeps of people, however often it was written."""
    firms = [(repr(firm.ledger), repr(firm.known), firm.scan) for firm in firms_in(home)]
    return [*firms, *leads_in(home)]


def results(out: Path, scales: object) -> tuple[bytes, bytes, int]:
    """What is told of the organisations in a folder, to people and to the summary."""
    write_organisations(out, scales)  # type: ignore[arg-type]
    (out / LEDGER_FILE).unlink(missing_ok=True)
    lines = (out / ORGANISATIONS_FILE).read_bytes()
    return lines, read_released(out).collect().write_ndjson().encode(), lines.count(b"\n")


@pytest.mark.parametrize(("seed", "count"), BRANCHES)
def test_many_at_once_are_told_and_kept_as_one_by_one_by_the_whole_rule(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, count: int
) -> None:
    monkeypatch.setattr(organisations_csv, "ROWS_A_SLICE", 200)
    homes = tmp_path / "quick", tmp_path / "plain"
    open_book(homes[0])
    shutil.copytree(*homes)
    branch = RandomBranch(base, seed, count)
    for _ in range(DELIVERIES):
        branch.write(tmp_path / "out")
        found = []
        for home in homes:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SLIMSCAN_HOME", str(home))
                if home.name == "plain":
                    plainly(patch)
                    patch.setattr(staff, "AT_ONCE", 1)
                found.append((results(tmp_path / "out", branch.scales), kept(home)))
        (quick, in_quick), (plain, in_plain) = found
        assert quick == plain
        assert in_quick == in_plain
        assert quick[2] > 5 * count, "enough is shown to compare"
        branch.goes_on()


def test_a_summary_that_reads_staff_in_small_parts_is_that_of_all_at_once(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch, out = RandomBranch(base, seed=6, count=60), tmp_path / "out"
    homes = tmp_path / "parts", tmp_path / "whole"
    open_book(homes[0])
    shutil.copytree(*homes)
    for _ in range(2):
        branch.write(out)
        told = []
        for home, rows in zip(homes, (50, 10_000), strict=True):
            monkeypatch.setenv("SLIMSCAN_HOME", str(home))
            monkeypatch.setattr(shown_staff, "ROWS_A_PART", 3 * rows)
            monkeypatch.setattr(shown_staff, "_ROWS_AT_ONCE", rows)
            write_organisations(out, branch.scales)
            told.append(summary_json(summarise(Batch(out, base, branch.scales, (), date.today()))))
            (out / LEDGER_FILE).unlink()
        assert told[0] == told[1]
        assert sets_in(homes[0]) == sets_in(homes[1])
        branch.goes_on()
    assert len(sets_in(homes[0])) > 3, "whom figures left over was kept"
