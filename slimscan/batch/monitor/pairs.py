"""The organisations of both waves as one frame: a row a pair, with what it scored and changed.

The fields that organisations are told apart by are those of the baseline, before anything was done;
the follow-up's stand in where the baseline has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slimscan.batch.files import ARM
from slimscan.batch.monitor.cells import MOST_VALUES, before_column, change_column
from slimscan.batch.monitor.matching import Matching
from slimscan.batch.monitor.participants import Participation
from slimscan.batch.monitor.waves import BatchWave
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.summary.member_numbers import number_codes, same_firm
from slimscan.privacy import SameFirm, Signer
from slimscan.questionnaire.models import Audience
from slimscan.questionnaire.profile_fields import DIVIDED_BY
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    import polars as pl

AFTER_KEY = "followup_key"
_SEPARATOR = "\x1e"


@dataclass(frozen=True)
class Pairs:
    """The pairs of two waves. `frame`: the keys and fields of each, as texts."""

    waves: tuple[BatchWave, BatchWave]
    matching: Matching
    frame: pl.DataFrame
    fields: tuple[str, ...]
    """What they are told apart by: who took part first, for it is what a monitor is for."""
    scales: Mapping[Audience, Scales | None]
    """By audience what is compared: the items that both waves asked; nothing where nothing is."""

    @property
    def many_valued(self) -> tuple[str, ...]:
        """The fields with more different values than groups are made of."""
        return tuple(one for one in self.fields if self.frame[one].n_unique() > MOST_VALUES)

    def changes(self, audience: Audience) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """The pairs with every scale at the baseline and its change; and the two waves by key."""
        scales = self.scales[audience]
        if scales is None:
            return self.frame, []
        waves = [
            wave.leaders(scales) if audience == "leader" else wave.staff() for wave in self.waves
        ]
        ids = [one for one in scales.ids if all(one in wave.columns for wave in waves)]
        first = waves[0].select(KEY, *(_column(one, before_column(one)) for one in ids))
        second = (
            waves[1]
            .rename({KEY: AFTER_KEY})
            .select(AFTER_KEY, *(_column(one, change_column(one)) for one in ids))
        )
        joined = self.frame.join(first, on=KEY, how="left").join(second, on=AFTER_KEY, how="left")
        return joined.with_columns(
            _minus(change_column(one), before_column(one)) for one in ids
        ), waves

    def numbers(self, signer: Signer) -> PairNumbers:
        """What the ledger of people knows the pairs by: what they are in both waves."""
        first, second = (wave.codes for wave in self.waves)
        pairs, told = {}, {}
        for key, after, *own in self.frame.select(KEY, AFTER_KEY, *self.fields).iter_rows():
            pairs[key] = _SEPARATOR.join((first.get(key, ""), second.get(after, "")))
            told[key] = _SEPARATOR.join((pairs[key], *own))
        numbered = [
            dict(zip(some, number_codes(signer, some.values()), strict=True))
            for some in (pairs, told)
        ]
        led = (self.waves[0].leader_numbers(signer), self.waves[1].leader_numbers(signer))
        return PairNumbers(numbered[0], numbered[1], led)

    def firms(self, numbers: PairNumbers, signer: Signer) -> list[SameFirm]:
        """Which of these numbers are of the same organisation, of those that are in no pair too."""
        first, second = numbers.leaders
        found = [
            same_firm(
                signer,
                dict.fromkeys((key, after)),
                [numbers.pairs[key], *first.get(key, ()), *second.get(after, ())],
            )
            for key, after in self.frame.select(KEY, AFTER_KEY).iter_rows()
        ]
        for led, paired in zip(numbers.leaders, (KEY, AFTER_KEY), strict=True):
            alone = sorted(filter(None, led.keys() - set(self.frame[paired])))
            found += [same_firm(signer, [key], led[key]) for key in alone]
        return found


@dataclass(frozen=True)
class PairNumbers:
    """Numbers of pairs by their key in the baseline, and of leaders by their key in each wave."""

    pairs: Mapping[str, int]
    told: Mapping[str, int]
    """With the fields that they are told apart by: other fields are other figures."""
    leaders: tuple[Mapping[str, Sequence[int]], Mapping[str, Sequence[int]]]


def _column(name: str, called: str) -> pl.Expr:
    import polars as pl

    return pl.col(name).alias(called)


def _minus(name: str, other: str) -> pl.Expr:
    import polars as pl

    return (pl.col(name) - pl.col(other)).alias(name)


def pair_up(
    waves: tuple[BatchWave, BatchWave],
    matching: Matching,
    participation: Participation | None,
    others: Sequence[str] = (),
) -> Pairs:
    """The organisations in both waves. `others` are kept columns that are no way to split them."""
    import polars as pl

    taken = {ARM, *others}
    kept = dict.fromkeys(one for wave in waves for one in wave.field.kept if one not in taken)
    names = [*DIVIDED_BY, *kept]
    keys = pl.DataFrame(
        {KEY: list(matching.pairs), AFTER_KEY: list(matching.pairs.values())},
        schema={KEY: pl.String, AFTER_KEY: pl.String},
    )
    first, second = (_profiles(wave, names) for wave in waves)
    frame = keys.join(first, on=KEY, how="left").join(
        second.rename({KEY: AFTER_KEY, **{one: f"after {one}" for one in names}}),
        on=AFTER_KEY,
        how="left",
    )
    known = [
        pl.when(pl.col(one) != "").then(pl.col(one)).otherwise(pl.col(f"after {one}")).alias(one)
        for one in names
    ]
    arms = participation.arms if participation else {}
    arm = pl.Series(ARM, [str(arms.get(key, "")) for key in frame[KEY]], dtype=pl.String)
    told = frame.with_columns(known).select(KEY, AFTER_KEY, *names).with_columns(arm)
    fields = ((ARM,) if participation else ()) + tuple(names)
    return Pairs(waves, matching, told.sort(KEY), fields, _compared(waves))


def _profiles(wave: BatchWave, names: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    there = wave.field.profiles
    missing = [pl.lit("").alias(one) for one in names if one not in there.columns]
    return there.with_columns(missing).select(KEY, pl.col(names).fill_null(""))


def _compared(waves: tuple[BatchWave, BatchWave]) -> dict[Audience, Scales | None]:
    """Leaders are scored again by what both waves asked; of staff only what was shown is known."""
    leaders, staff = ([wave.asks_scored(one) for wave in waves] for one in ("leader", "employee"))
    shared = leaders[0] & leaders[1]
    same = bool(staff[0]) and staff[0] == staff[1]
    return {
        "leader": waves[1].scales.only(shared) if shared else None,
        "employee": waves[1].scales.only(staff[0]) if same else None,
    }
