"""What a terminal sends as whole keys; the decoding is prompt_toolkit's, on every platform.

Loading it takes a tenth of a second, so this is imported when the first page is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from slimscan.terminal.keys import Key, KeyName

_NAMES = {
    Keys.ControlM: KeyName.ENTER,
    Keys.ControlJ: KeyName.ENTER,
    Keys.ControlH: KeyName.BACKSPACE,
    Keys.Delete: KeyName.DELETE,
    Keys.Left: KeyName.LEFT,
    Keys.Right: KeyName.RIGHT,
    Keys.Up: KeyName.UP,
    Keys.Down: KeyName.DOWN,
    Keys.PageUp: KeyName.PAGE_UP,
    Keys.PageDown: KeyName.PAGE_DOWN,
    Keys.Home: KeyName.HOME,
    Keys.ControlA: KeyName.HOME,
    Keys.End: KeyName.END,
    Keys.ControlE: KeyName.END,
    Keys.ControlU: KeyName.CLEAR,
    Keys.Escape: KeyName.ESCAPE,
}
_SEQUENCE = re.compile(r"\[[0-?]*[ -/]*[@-~]|[]P_^X].*?(?:\x07|\x1b\\|\Z)|.", re.DOTALL)
"""What may stand behind Escape, for sequences that are not in the library's table."""
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class KeyReader:
    """Text as a terminal sends it, piece by piece, to keys."""

    def __init__(self) -> None:
        self._presses: list[KeyPress] = []
        self._parser = Vt100Parser(self._presses.append)
        self.pasting = False
        """Whether a paste has begun whose end has not come yet."""

    def feed(self, text: str) -> tuple[Key, ...]:
        """The keys that are whole with this text."""
        begun, ended = text.rfind(_PASTE_BEGINS), text.rfind(_PASTE_ENDS)
        self.pasting = begun > ended or (self.pasting and ended < 0)
        self._parser.feed(text)
        return self._taken()

    def flush(self) -> tuple[Key, ...]:
        """The keys in what is left, when nothing more comes: Escape, or a paste cut off."""
        if self.pasting:
            return self.feed(_PASTE_ENDS)
        self._parser.flush()
        return self._taken()

    def _taken(self) -> tuple[Key, ...]:
        presses = list(self._presses)
        self._presses.clear()
        return keys_of(presses)


def keys_of(presses: Sequence[KeyPress]) -> tuple[Key, ...]:
    """Our keys for what came at once; raises `KeyboardInterrupt` for Ctrl-C that is only a key.

    What follows Escape in one piece is a key with Alt, or a sequence that the library does not
    know: one key without meaning, however long it is.
    """
    keys: list[Key] = []
    place = 0
    while place < len(presses):
        press = presses[place]
        place += 1
        if press.key is Keys.ControlC:
            raise KeyboardInterrupt
        behind = "".join(one.data[:1] or " " for one in presses[place:])
        if press.key is Keys.Escape and (found := _SEQUENCE.match(behind)):
            keys.append(Key(KeyName.OTHER))
            place += found.end()
        else:
            keys.append(_key(press))
    return tuple(keys)


def _key(press: KeyPress) -> Key:
    if press.key is Keys.BracketedPaste:
        return Key(KeyName.PASTE, press.data)
    if isinstance(press.key, Keys):
        return Key(_NAMES.get(press.key, KeyName.OTHER))
    is_text = press.key.isprintable() and press.key != "\ufffd"
    return Key(KeyName.CHARACTER, press.key) if is_text else Key(KeyName.OTHER)
