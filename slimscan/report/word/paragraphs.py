"""A paragraph of Word: its style and what it has beside it."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from slimscan.report.word.manuscript import Manuscript, twips
from slimscan.report.word.runs import NO_FORMAT, Format

_LIST_INDENT = 397
"""How far an item of a list stands in, as its style in `styles.xml.j2` has it."""


@dataclass(frozen=True)
class Paragraph:
    """How a paragraph looks; without a style of its own, the class of what it tells decides."""

    style: str = ""
    letters: Format = NO_FORMAT
    list: int = 0
    """The list that it is an item of."""
    fill: str = ""
    """The colour behind it."""
    right: bool = False
    keep: bool = False
    """Whether it stays on the page of what follows."""
    new_page: bool = False
    depth: int = 0
    """In how many other lists its list stands."""
    line_to: float = 0
    """Up to so many millimetres from the margin a line to write on follows the words."""

    def set(self, runs: str, book: Manuscript) -> str:
        """A paragraph with these runs; nothing when there are none."""
        return self.made(book.marks() + runs) if runs else ""

    def made(self, inside: str = "") -> str:
        """The paragraph itself, also an empty one."""
        looks = [
            f"<w:pStyle w:val={quoteattr(self.style)}/>" if self.style else "",
            "<w:keepNext/>" if self.keep else "",
            "<w:pageBreakBefore/>" if self.new_page else "",
            f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.list}"/></w:numPr>'
            if self.list
            else "",
            f'<w:shd w:val="clear" w:color="auto" w:fill="{self.fill}"/>' if self.fill else "",
            '<w:tabs><w:tab w:val="right" w:leader="underscore" '
            f'w:pos="{twips(self.line_to)}"/></w:tabs>'
            if self.line_to
            else "",
            f'<w:ind w:left="{_LIST_INDENT * (self.depth + 1)}" w:hanging="{_LIST_INDENT}"/>'
            if self.depth
            else "",
            '<w:jc w:val="right"/>' if self.right else "",
        ]
        look = "".join(looks)
        inside += "<w:r><w:tab/></w:r>" if self.line_to else ""
        return f"<w:p><w:pPr>{look}</w:pPr>{inside}</w:p>" if look else f"<w:p>{inside}</w:p>"


GAP = Paragraph("Gap").made()
"""Stands after every table: two tables beside each other would become one."""
