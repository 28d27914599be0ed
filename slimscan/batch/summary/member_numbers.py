"""Who figures are about, as numbers that tell nobody who it is: organisations, leaders, people.

A number goes by what was answered and what is shown, never by a name, under the key of the home.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.delivered import code_columns
from slimscan.batch.organisations.keyed_rows import KEY, answers_in
from slimscan.batch.organisations.organisation_field import OrganisationField
from slimscan.batch.organisations.released import read_released
from slimscan.batch.summary.summary import Batch
from slimscan.privacy import SameFirm, Signer
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    import polars as pl


_ROW = "row"
"""What a number is of."""
_ORGANISATIONS_AT_ONCE = 10_000
_ROWS_AT_ONCE = 10_000
"""Few enough that a list of them is soon used again: of long ones the process keeps the memory."""
_NOT_ASKED = -9
"""Under every state that an answer can be in."""


def organisation_numbers(
    folder: Path, leaders: pl.DataFrame, field: OrganisationField, signer: Signer
) -> Iterator[dict[str, int]]:
    """What the figures are about: every organisation as it is now, by its key; some at a time."""
    seen: Counter[int] = Counter()
    for some in organisation_codes(folder, leaders, field):
        yield dict(zip(some, _numbered(signer, list(some.values()), seen), strict=True))


def nameless_numbers(
    batch: Batch, leaders: pl.DataFrame, field: OrganisationField, signer: Signer
) -> list[int]:
    """The leaders whose organisation has no name; where none has, every row is one of its own."""
    import polars as pl

    is_nameless = pl.col(KEY) == ""
    if len(field.profiles):
        codes = leaders.filter(is_nameless)
    else:
        rows = _codes(batch.folder, batch.scales, is_nameless)
        codes = rows.select(ALL).collect(engine="streaming")
    return number_codes(signer, codes[ALL])


def same_firm(signer: Signer, keys: Iterable[str], numbers: Iterable[int]) -> SameFirm:
    """All numbers of one organisation, with those of what it is called."""
    return [*(signer.number("firm", one) for one in keys), *numbers]


ALL, KIN = "all", "kin"
"""The columns that have what somebody answered as a text: everything, or what is asked always."""


def _codes(folder: Path, scales: Scales, which: pl.Expr, kin: Sequence[str] = ()) -> pl.LazyFrame:
    """What these rows answered, and what of the items `kin`, as texts, with their organisation."""
    import polars as pl

    answers = answers_in(folder)
    there = set(answers.collect_schema().names())
    closing = [
        pl.col(one.id).fill_null(_NOT_ASKED)
        for one in scales.questionnaire.closing
        if one.id in there
    ]
    given = pl.concat_str(closing, separator=",") if closing else pl.lit("")
    code = pl.concat_str(*code_columns(answers, scales.questionnaire), given, separator="|")
    own = [one for one in kin if one in there]
    of_kin = pl.concat_str(own, separator=",", ignore_nulls=True) if own else code
    return answers.filter(which).select(KEY, code.alias(ALL), of_kin.alias(KIN))


def leaders_in(folder: Path, instrument: Instrument, scales: Scales) -> pl.DataFrame:
    """What every leader answered, in the order of their organisations.

    Their organisation's key, `ALL` that they answered, and as their `KIN` what of the quick
    questions, which every measure asks.
    """
    import polars as pl

    quick = [one.id for one in instrument.questionnaire.items if one.quick]
    rows = _codes(folder, scales, pl.col(AUDIENCE) == "leader", quick)
    return rows.collect(engine="streaming").sort(KEY, ALL)


def leaders_scope(scales: Scales) -> str:
    """Under which name the ledger knows the sets of leaders that figures were about."""
    return f"leaders {scales.questionnaire.id}"


def leader_numbers(signer: Signer, leaders: pl.DataFrame) -> list[int]:
    """A number for every leader, by all that they answered."""
    return number_codes(signer, leaders[ALL])


def numbers_by_firm(leaders: pl.DataFrame, numbers: Sequence[int]) -> dict[str, list[int]]:
    """The numbers of leaders under the key of their organisation."""
    found: dict[str, list[int]] = {}
    for key, number in zip(leaders[KEY].to_list(), numbers, strict=True):
        found.setdefault(key, []).append(number)
    return found


def leaders_known(
    signer: Signer, leaders: pl.DataFrame, numbers: Sequence[int]
) -> dict[str, list[int]]:
    """Who answered, as what is told of leaders keeps it.

    `led` are the leaders by all that they answered, `kin` the same ones by the quick questions.
    """
    import polars as pl

    pairs = {"led": list(numbers), "kin": number_codes(signer, leaders[KIN])}
    frame = pl.DataFrame(pairs, schema=dict.fromkeys(pairs, pl.Int64))
    return frame.sort("led", "kin").to_dict(as_series=False)


def organisation_codes(
    folder: Path, leaders: pl.DataFrame, field: OrganisationField
) -> Iterator[dict[str, str]]:
    """What every organisation is, of which anything is known, as one text, by its key.

    An organisation is what its leaders answered, its sector and size, and what is shown of its
    staff; its name is no part of it. They come some at a time, in the order of their keys.
    """
    import polars as pl

    released = read_released(folder)
    for start in range(0, len(field.profiles), _ORGANISATIONS_AT_ONCE):
        profiles = field.profiles[start : start + _ORGANISATIONS_AT_ONCE]
        here = pl.col(KEY).is_between(pl.lit(profiles[KEY][0]), pl.lit(profiles[KEY][-1]))
        said = leaders.lazy().filter(here).group_by(KEY).agg(pl.col(ALL).sort())
        shown = (
            released.filter(here)
            .group_by(KEY)
            .agg(pl.concat_str("scale", "mean", separator="=").sort().alias("shown"))
        )
        organisations = (
            profiles.lazy()
            .join(said, on=KEY, how="left")
            .join(shown, on=KEY, how="left")
            .select(KEY, *DIVIDED_BY, ALL, "shown")
            .collect(engine="streaming")
            .sort(KEY)
        )
        yield {
            key: "\x1f".join((*place, *(said or ()), "", *(shown or ())))
            for key, *place, said, shown in organisations.iter_rows()
            if said or shown
        }


def number_codes(signer: Signer, codes: Iterable[str]) -> list[int]:
    """A number for each of these: equal ones are different organisations, or people."""
    left, seen = iter(codes), Counter[int]()
    numbers: list[int] = []
    while some := list(islice(left, _ROWS_AT_ONCE)):
        numbers += _numbered(signer, some, seen)
    return numbers


def _numbered(signer: Signer, codes: Sequence[str], seen: Counter[int]) -> list[int]:
    """The same for some of many codes, of which so many were `seen`, by the number of the first.

    The ledger knows organisations and leaders by these numbers: they must stay what they are.
    """
    numbers = signer.numbers(_ROW, ((code, "1") for code in codes))
    for place, number in enumerate(numbers):
        seen[number] += 1
        if seen[number] > 1:
            numbers[place] = signer.number(_ROW, codes[place], str(seen[number]))
    return numbers


def row_numbers(signer: Signer, rows: pl.DataFrame, code: pl.Expr) -> pl.Series:
    """A number for what `code` makes of each of very many rows; equal codes have the same."""
    import polars as pl

    numbers = pl.Series("n", dtype=pl.Int64)
    for some in rows.iter_slices(_ROWS_AT_ONCE):
        own = signer.numbers_of(_ROW, some.select(code).to_series().to_list())
        numbers.append(pl.Series(own, dtype=pl.Int64))
    return numbers


def each_its_own(signer: Signer, column: pl.Series) -> pl.Series:
    """The numbers, of which equal ones are told apart by how many there were before."""
    import polars as pl

    if column.n_unique() == len(column):
        return column
    before = pl.int_range(pl.len()).over("n").alias("before")
    again = (
        column.alias("n")
        .to_frame()
        .select("n", before)
        .with_row_index()
        .filter(pl.col("before") > 0)
    )
    texts = (f"{number}\x1f{count}" for _, number, count in again.iter_rows())
    own = pl.Series(signer.numbers_of("again", texts), dtype=pl.Int64)
    return column.scatter(again["index"], own)
