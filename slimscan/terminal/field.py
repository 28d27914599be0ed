"""A line of text being typed: pure, one key at a time."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.terminal.keys import Key, KeyName


@dataclass(frozen=True)
class Field:
    """What was typed so far, and the place of the cursor in it, counted in characters."""

    text: str = ""
    cursor: int = 0

    @classmethod
    def holding(cls, text: str) -> Field:
        """A field with a text in it and the cursor at its end."""
        return cls(text, len(text))

    def after(self, key: Key) -> Field:
        """The field after this key; a pasted line end becomes a space."""
        before, behind = self.text[: self.cursor], self.text[self.cursor :]
        match key.name:
            case KeyName.CHARACTER | KeyName.PASTE:
                typed = "".join(c if c.isprintable() else " " for c in key.text)
                return Field(before + typed + behind, self.cursor + len(typed))
            case KeyName.BACKSPACE:
                return Field(before[:-1] + behind, max(0, self.cursor - 1))
            case KeyName.DELETE:
                return Field(before + behind[1:], self.cursor)
            case KeyName.LEFT:
                return Field(self.text, max(0, self.cursor - 1))
            case KeyName.RIGHT:
                return Field(self.text, min(len(self.text), self.cursor + 1))
            case KeyName.HOME:
                return Field(self.text, 0)
            case KeyName.END:
                return Field.holding(self.text)
            case KeyName.CLEAR:
                return Field(behind, 0)
            case _:
                return self
