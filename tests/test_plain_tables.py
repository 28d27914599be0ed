"""Only a table that cannot be misread goes the fast way, wherever in it the odd thing stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimscan.batch.read import plain_table
from slimscan.batch.read.plain_table import plain_header

PLAIN = "respondent,H1,H2\nr1,1,2\nr2,é,\nr3,,5\n".encode()


@pytest.mark.parametrize("chunk", [1, 2, 3, 8 * 1024 * 1024])
@pytest.mark.parametrize(
    ("content", "plain"),
    [
        (PLAIN, True),
        (PLAIN.removesuffix(b"\n"), True),
        (PLAIN.replace(b"1,2", b'1,"2"'), False),
        (PLAIN.replace(b"5\n", b'"\n'), False),
        (PLAIN.replace(b"\n", b"\r\n"), False),
        (PLAIN.replace(b"5\n", b"5\r\n"), False),
        (PLAIN.replace(b"r3", b"r\0"), False),
        (PLAIN.replace(b"r2", b"\nr2"), False),
        (PLAIN + b"\n", False),
        (PLAIN.replace(b"r1,1,2", b"r1,1"), False),
        (PLAIN.replace(b"r1,1,2", b"r1,1,2,3"), False),
        (PLAIN.replace(b"H1", b"H2"), False),
        (PLAIN.replace(b"H1", b"H 1"), False),
        (PLAIN.replace(b"H1", "é1".encode()), False),
        (PLAIN.replace(b"H1", b"H1;"), False),
        (PLAIN.replace(b"H1", b"H1\t"), False),
        (PLAIN.replace("é".encode(), "é".encode("latin-1")), False),
        (PLAIN.removesuffix(b"\n") + "é".encode()[:1], False),
        (b"respondent,H1,H2", False),
    ],
)
def test_the_header_of_a_table_is_given_only_where_nothing_has_to_be_interpreted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, plain: bool, chunk: int
) -> None:
    monkeypatch.setattr(plain_table, "_CHUNK", chunk)
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    assert plain_header(path) == (["respondent", "H1", "H2"] if plain else None)
