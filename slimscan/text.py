"""Text from outside: cleaned once, at the door; and names that are safe as file names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

LONGEST_LINE = 300
LONGEST_NOTE = 2000
LONGEST_GROUP = 80
SHORT_NAME = 60

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNWANTED = (
    f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_BIDI}\ud800-\uf8ff\ufffe\uffff\ufeff]"
    "|[\U0001fffe\U0001ffff\U000f0000-\U0010ffff]"
)
"""Control characters, bidi overrides, lone surrogates, private ones (Word's bullet U+F0B7)."""

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Line ends of word processors and other systems."""

_ESCAPE_SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])")
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
}


def clean(text: str, longest: int = LONGEST_NOTE) -> str:
    """Text in NFC without control characters, bidi overrides or lone surrogates.

    Line ends become `\\n`; tabs become spaces; outer white space goes, and so does all after
    `longest` characters.
    """
    text = _LINE_END.sub("\n", _ESCAPE_SEQUENCE.sub("", text)).replace("\t", " ")
    if not text.isprintable():  # what is unwanted never is; compiling the pattern takes long
        text = re.sub(_UNWANTED, "", text)
    return unicodedata.normalize("NFC", text).strip()[:longest].rstrip()


def clean_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Like `clean`, on one line with single spaces."""
    return " ".join(clean(text, longest * 2).split())[:longest].rstrip()


_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060]")


def plain(text: str) -> str:
    """The text with entities read, invisible marks out and single spaces."""
    import html  # knows thousands of names, and few commands read pages

    return " ".join(_INVISIBLE.sub("", html.unescape(text)).split())


def fold(text: str) -> str:
    """The text as it is compared: `plain`, without case and with one kind of apostrophe."""
    return plain(text).casefold().replace("\u2019", "'")


def shortened(text: str, longest: int = SHORT_NAME) -> str:
    """The text on one short line, for a running header; an ellipsis stands for what is left out."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def slug(text: str, longest: int = 40) -> str:
    """Lower-case ASCII words joined by `-`: short, readable, and empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:longest].strip("-")


_NAME = re.compile(r"[a-z0-9]{1,64}|[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){0,62}[a-z0-9]")


def is_safe_name(name: str) -> bool:
    """Whether a name that was read may become part of a path: small letters, digits, single `-`.

    The one check of names: nothing that was read from a file becomes a path without it.
    """
    return _NAME.fullmatch(name) is not None and name not in _RESERVED


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet program takes for the beginning of a formula, full-width forms included."""


def spreadsheet_cell(text: str) -> str:
    """Text as a CSV cell that a spreadsheet program takes for text, never for a formula.

    It is for people: nothing reads such a cell back, because a text may begin with a quote itself.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def spreadsheet_column(name: str) -> pl.Expr:
    """`spreadsheet_cell` for a whole column of texts, as an expression."""
    import polars as pl

    column = pl.col(name)
    begins = column.str.head(1).is_in(_FORMULA_STARTS)
    return pl.when(begins).then(pl.concat_str(pl.lit("'"), column)).otherwise(column).alias(name)
