"""The release minimum: about how many people a value must be before it leaves the program."""

from __future__ import annotations

MINIMUM = 5
"""The fewest people that a shown value may be about. It may be raised, never lowered."""
