"""Who figures are about, as numbers that tell nobody who it is: organisations, leaders, people.

A number goes by what was answered and what is shown, never by a name, under the key of the home.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.released import read_released
from slimscan.batch.organisations.staff import KEY, answers_in, code_columns
from slimscan.batch.organisations.standings import OrganisationField
from slimscan.batch.summary.summary import Batch
from slimscan.privacy import SameFirm, Signer
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    import polars as pl


_NOT_ASKED = -9
"""Under every state that an answer can be in."""


def organisation_numbers(batch: Batch, field: OrganisationField, signer: Signer) -> dict[str, int]:
    """What the figures are about: every organisation as it is now, by its key."""
    codes = organisation_codes(batch.folder, batch.scales, field)
    return dict(zip(codes, number_codes(signer, codes.values()), strict=True))


def nameless_numbers(batch: Batch, field: OrganisationField, signer: Signer) -> list[int]:
    """The leaders whose organisation has no name; where none has, every row is one of its own."""
    import polars as pl

    codes = _codes(batch.folder, batch.scales)
    alone = codes.filter(pl.col(AUDIENCE) == "leader") if len(field.profiles) else codes
    nameless = alone.filter(pl.col(KEY) == "").select("c").collect(engine="streaming")
    return number_codes(signer, nameless["c"].to_list())


def same_firm(signer: Signer, keys: Iterable[str], numbers: Iterable[int]) -> SameFirm:
    """All numbers of one organisation, with those of what it is called."""
    return [*(signer.number("firm", one) for one in keys), *numbers]


def _codes(folder: Path, scales: Scales, kin: Sequence[str] = ()) -> pl.LazyFrame:
    """What everybody answered, and what of the items `kin`, as texts, with their organisation."""
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
    return answers.select(KEY, AUDIENCE, code.alias("c"), of_kin.alias("kin"))


def leaders_scope(scales: Scales) -> str:
    """Under which name the ledger knows the sets of leaders that figures were about."""
    return f"leaders {scales.questionnaire.id}"


def leader_numbers(folder: Path, scales: Scales, signer: Signer) -> dict[str, list[int]]:
    """A number for every leader, by what they answered, under the key of their organisation."""
    import polars as pl

    rows = (
        _codes(folder, scales)
        .filter(pl.col(AUDIENCE) == "leader")
        .select(KEY, "c")
        .collect(engine="streaming")
        .sort(KEY, "c")
        .rows()
    )
    found: dict[str, list[int]] = {}
    for (key, _), number in zip(rows, number_codes(signer, [c for _, c in rows]), strict=True):
        found.setdefault(key, []).append(number)
    return found


def organisation_codes(folder: Path, scales: Scales, field: OrganisationField) -> dict[str, str]:
    """What every organisation is, of which anything is known, as one text, by its key.

    An organisation is what its leaders answered, its sector and size, and what is shown of its
    staff; its name is no part of it.
    """
    import polars as pl

    codes = _codes(folder, scales)
    leaders = codes.filter(pl.col(AUDIENCE) == "leader")
    said = leaders.filter(pl.col(KEY) != "").group_by(KEY).agg(pl.col("c").sort())
    shown = (
        read_released(folder)
        .group_by(KEY)
        .agg(pl.concat_str("scale", "mean", separator="=").sort().alias("shown"))
    )
    organisations = (
        field.profiles.lazy()
        .join(said, on=KEY, how="left")
        .join(shown, on=KEY, how="left")
        .select(KEY, *DIVIDED_BY, "c", "shown")
        .collect(engine="streaming")
        .sort(KEY)
    )
    return {
        key: "\x1f".join((*place, *(said or ()), "", *(shown or ())))
        for key, *place, said, shown in organisations.iter_rows()
        if said or shown
    }


def number_codes(signer: Signer, codes: Iterable[str]) -> list[int]:
    """A number for each of these: equal ones are different organisations, or people."""
    seen: dict[str, int] = {}
    texts = []
    for code in codes:
        seen[code] = count = seen.get(code, 0) + 1
        texts.append(f"{code}\x1f{count}")
    return signer.numbers_of("row", texts)


def leaders_known(
    folder: Path, instrument: Instrument, scales: Scales, signer: Signer
) -> dict[str, list[int]]:
    """Who answered, as what is told of leaders keeps it.

    `led` are the leaders by all that they answered, `kin` the same ones by the quick questions,
    which every measure asks.
    """
    import polars as pl

    rows = _codes(folder, scales, _quick_items(instrument)).filter(pl.col(AUDIENCE) == "leader")
    codes = rows.select(KEY, "c", "kin").collect(engine="streaming").sort(KEY, "c")
    numbers = (number_codes(signer, codes[one].to_list()) for one in ("c", "kin"))
    led, kin = zip(*sorted(zip(*numbers, strict=True)), strict=True) if len(codes) else ((), ())
    return {"led": list(led), "kin": list(kin)}


def _quick_items(instrument: Instrument) -> list[str]:
    return [one.id for one in instrument.questionnaire.items if one.quick]
