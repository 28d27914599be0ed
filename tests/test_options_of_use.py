"""An option that does nothing where it is given is refused, and says what it needs."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from slimscan.cli.app import app
from slimscan.errors import Fault, UsageError


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        (["--scores", "file:///x"], "--engine spark"),
        (["--master", "local[2]"], "--engine spark"),
        (["--shard", "1/2"], "--reports"),
        (["--format", "html"], "--reports"),
        (["--benchmark", "b.yaml"], "--reports"),
        (["--write-mapping", "m.yaml"], "--dry-run"),
    ],
)
def test_an_option_without_what_it_belongs_to_is_refused(given: list[str], needs: str) -> None:
    done = CliRunner().invoke(app, ["batch", "rows.csv", *given])
    assert isinstance(done.exception, UsageError)
    [problem] = done.exception.problems
    assert (problem.fault, problem.values["needs"]) == (Fault.OPTION_NEEDS, needs)
    assert problem.values["option"] == given[0]
