"""The release rule (method 3): the one door through which a value about a group leaves slimscan.

Read `rule.py` first. `release` takes what staff scored and the ledger of what was shown before;
it gives what may be shown now and the ledger to keep. Reports, JSON and exports take `Release`,
`ReleasedGroup`, `ReleasedValue` and `ReleasedChange` and nothing else about groups; only this
package can make them.
"""

from slimscan.privacy.change import Reason, ReleasedChange, Verdict, release_changes
from slimscan.privacy.ledger import Ledger
from slimscan.privacy.rule import Delivery, Terms, release
from slimscan.privacy.staff import Staff
from slimscan.privacy.values import (
    MINIMUM,
    TOTAL,
    Cell,
    End,
    People,
    Release,
    ReleasedGroup,
    ReleasedValue,
)

__all__ = [
    "MINIMUM",
    "TOTAL",
    "Cell",
    "Delivery",
    "End",
    "Ledger",
    "People",
    "Reason",
    "Release",
    "ReleasedChange",
    "ReleasedGroup",
    "ReleasedValue",
    "Staff",
    "Terms",
    "Verdict",
    "release",
    "release_changes",
]
