"""How long tests wait for what must happen: generous, for a machine that does much else meanwhile.

What must be fast is measured in `tests/bench`, side by side, never with a clock in a test.
"""

from __future__ import annotations

PATIENCE = 300
"""Seconds that a program, a page or a key may take on a loaded machine."""
