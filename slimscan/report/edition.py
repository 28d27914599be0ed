"""What an adviser makes of a report: which chapters are in it, and a text of their own around it.

An own text is Markdown: paragraphs, headings, lists, quotes, bold, slanted and links. All else is
text as it was typed: no HTML, no pictures, no links but `https:` and `mailto:`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.errors import Fault, input_error, usage_error
from slimscan.questionnaire.text_file import read_text
from slimscan.report.formats import WITH_CHAPTERS, WITH_OWN_TEXTS, DocumentKind
from slimscan.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markupsafe import Markup

CHAPTERS = (
    "summary",
    "picture",
    "levers",
    "staff",
    "remarks",
    "plan",
    "guide",
    "evidence",
    "help",
    "basis",
    "answers",
    "method",
)
"""What a report can be made of, by the names that its pages and `--chapters` have, in order."""

COMPARISON_CHAPTERS = (
    "summary",
    "topics",
    "answers",
    "staff",
    "plan",
    "beside",
    "left-out",
    "method",
)
"""The same of a comparison."""

SUMMARY_CHAPTERS = ("organisations", "leader", "employee", "closing", "quality", "method")
"""The same of the summary of a batch; `organisations` is a sheet of its workbook alone."""

_LARGEST_TEXT = 64 * 1024
_MARKS = ("heading", "list", "blockquote", "emphasis", "link", "newline", "escape", "entity")
_ADDRESSES = ("https:", "mailto:")
_LEVELS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
"""Headings of an own text stand under the heading of its chapter."""


@dataclass(frozen=True)
class Edition:
    """A choice of chapters (none: all of them), and Markdown to put before and after them."""

    chapters: frozenset[str] = frozenset()
    foreword: str = ""
    closing: str = ""

    def has(self, chapter: str) -> bool:
        """Whether a chapter was asked for."""
        return not self.chapters or chapter in self.chapters


WHOLE = Edition()


@dataclass(frozen=True)
class OwnTextView:
    """An adviser's own text on a page, with the name of who wrote it."""

    html: Markup
    author: str
    lines: tuple[str, ...]
    """The same as plain texts, a paragraph a line, for what has cells and no pages."""

    @property
    def signed(self) -> tuple[str, ...]:
        """Its lines, with the name under them."""
        return (*self.lines, self.author) if self.author else self.lines


def read_edition(
    chapters: str | None,
    foreword: Path | None,
    closing: Path | None,
    known: tuple[str, ...] = CHAPTERS,
) -> Edition:
    """What the options ask for, as `summary,plan` and files of Markdown.

    Raises `UsageError` for a chapter that is not among the known ones, and `InputError` for a file
    that cannot be read, has nothing in it, or is larger than 64 KiB.
    """
    named = frozenset(one.strip() for one in (chapters or "").split(",") if one.strip())
    if (chapters is not None and not named) or (unknown := sorted(named - set(known))):
        wrong = ", ".join(unknown) if named else "-"
        raise usage_error(Fault.CHAPTER_UNKNOWN, id=wrong, known=", ".join(known))
    return Edition(named, _own_text(foreword), _own_text(closing))


def _own_text(path: Path | None) -> str:
    if path is None:
        return ""
    text = clean(read_text(path, _LARGEST_TEXT), _LARGEST_TEXT)
    if not text:
        raise input_error(Fault.OWN_TEXT_EMPTY, path)
    return text


def check_format(edition: Edition, format_: str, kind: DocumentKind) -> None:
    """Raise `UsageError` when a format has no chapters to choose, or no room for an own text."""
    used = (
        ("--chapters", edition.chapters, WITH_CHAPTERS),
        ("--foreword", edition.foreword, WITH_OWN_TEXTS),
        ("--closing", edition.closing, WITH_OWN_TEXTS),
    )
    refused = [(option, able) for option, asked, able in used if asked and format_ not in able]
    if refused:
        known = [one for one in kind.formats if all(one in able for _, able in refused)]
        options = ", ".join(option for option, _ in refused)
        raise usage_error(Fault.EDITION_FORMAT, options=options, id=format_, known=", ".join(known))


def own_text_view(text: str, author: str) -> OwnTextView | None:
    """Markdown as a page shows it; nothing when there is none."""
    from markupsafe import Markup

    if not text:
        return None
    reader = _reader()
    tokens = reader.parse(text)
    lines = tuple(_plain_lines(tokens))
    for token in tokens:
        token.tag = _LEVELS.get(token.tag, token.tag)
    # The reader escapes every text, knows the marks above alone, and checks every address.
    html: str = reader.renderer.render(tokens, reader.options, {})
    return OwnTextView(Markup(html), author, lines)  # noqa: S704


def _plain_lines(tokens: Sequence[Token]) -> Iterator[str]:
    """The texts of Markdown without its marks; an item of a list keeps its dot or number."""
    mark = ""
    for token in tokens:
        if token.type == "list_item_open":
            within = "    " * (token.level // 2)
            mark = within + (f"{token.info}{token.markup} " if token.info else "• ")
        elif token.type == "inline":
            yield mark + "".join(_plain(token.children or ()))
            mark = ""


def _plain(parts: Sequence[Token]) -> Iterator[str]:
    """The words of a paragraph, with the address of a link after what it says."""
    address = ""
    for part in parts:
        if part.type == "link_open":
            address = str(part.attrGet("href") or "")
        elif part.type == "link_close":
            yield f" ({address.removeprefix('mailto:')})"
        else:
            yield " " if part.type == "softbreak" else "\n" * (part.type == "hardbreak")
            yield part.content


def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero", {"html": False, "breaks": False}).enable(list(_MARKS))
    reader.validateLink = _is_allowed  # type: ignore[assignment,method-assign]
    return reader


def _is_allowed(address: str) -> bool:
    return address.strip().lower().startswith(_ADDRESSES)
