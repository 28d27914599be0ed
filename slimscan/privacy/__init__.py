"""The release rule (method 3): the one door through which a value about a group leaves slimscan.

Read `rule.py` first. `release` takes what staff scored and the ledger of what was shown before;
it gives what may be shown now and the ledger to keep. `deliver` does so with the ledger of people
in the home (`book.py`), and is what the rest of slimscan calls. Reports, JSON and exports take
`Release`, `ReleasedGroup`, `ReleasedValue` and `ReleasedChange` and nothing else about groups; only
this package can make them. `first_wave.py` asks the rule once for all
organisations that are alike. Figures about organisations pass `organisations.py`.
"""

from slimscan.privacy.akin import PoolDocument
from slimscan.privacy.book import Book, has_book, open_book
from slimscan.privacy.change import (
    Reason,
    ReleasedChange,
    Verdict,
    mean_estimate,
    release_changes,
    welch_estimate,
)
from slimscan.privacy.delivering import Delivered, deliver
from slimscan.privacy.delivery import Delivery
from slimscan.privacy.kept_release import release_document, release_from, remarks_from
from slimscan.privacy.ledger import Ledger
from slimscan.privacy.loan import (
    Loan,
    LoanTooSmall,
    keep_decided,
    lend,
    person_keys,
    settle_on_loan,
)
from slimscan.privacy.migration import is_old_book, read_old_book, read_old_ledger
from slimscan.privacy.number_rows import LONG
from slimscan.privacy.organisations import (
    EVERYWHERE,
    LEAST_ORGANISATIONS,
    CellPlace,
    coarse_mean,
    coarse_share,
    count_band,
    divisions,
    may_be_apart,
    names_of,
    place_of,
    shown_cells,
    shown_groups,
)
from slimscan.privacy.people import NOT_GIVEN, NOT_KNOWN, OPTIONS, Row, sign_at
from slimscan.privacy.people_sets import KeepSet, mark_of_set, packed_group, packed_set
from slimscan.privacy.pools import FewChanged, Led, MayTell, MemberSets, PoolFigures
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.remarks import NO_REMARKS, ReleasedRemarks, release_remarks
from slimscan.privacy.rests import Rest
from slimscan.privacy.rule import Terms, release
from slimscan.privacy.same_firms import FirmNumbers, SameFirm
from slimscan.privacy.session import Session, Writing, blank_session
from slimscan.privacy.signer import Signer
from slimscan.privacy.staff import ScoreColumns, Staff
from slimscan.privacy.t_distribution import Estimate
from slimscan.privacy.values import (
    TOTAL,
    Cell,
    End,
    Moments,
    People,
    Release,
    ReleasedGroup,
    ReleasedValue,
    ScaleKind,
    coarse_spread,
    end_of,
    kind_of,
    outcome_kind,
    people_of,
    without_groups,
)
from slimscan.privacy.witness import Witness

__all__ = [
    "EVERYWHERE",
    "LEAST_ORGANISATIONS",
    "LONG",
    "MINIMUM",
    "NOT_GIVEN",
    "NOT_KNOWN",
    "NO_REMARKS",
    "OPTIONS",
    "TOTAL",
    "Book",
    "Cell",
    "CellPlace",
    "Delivered",
    "Delivery",
    "End",
    "Estimate",
    "FewChanged",
    "FirmNumbers",
    "KeepSet",
    "Led",
    "Ledger",
    "Loan",
    "LoanTooSmall",
    "MayTell",
    "MemberSets",
    "Moments",
    "People",
    "PoolDocument",
    "PoolFigures",
    "Reason",
    "Release",
    "ReleasedChange",
    "ReleasedGroup",
    "ReleasedRemarks",
    "ReleasedValue",
    "Rest",
    "Row",
    "SameFirm",
    "ScaleKind",
    "ScoreColumns",
    "Session",
    "Signer",
    "Staff",
    "Terms",
    "Verdict",
    "Witness",
    "Writing",
    "blank_session",
    "coarse_mean",
    "coarse_share",
    "coarse_spread",
    "count_band",
    "deliver",
    "divisions",
    "end_of",
    "has_book",
    "is_old_book",
    "keep_decided",
    "kind_of",
    "lend",
    "mark_of_set",
    "may_be_apart",
    "mean_estimate",
    "names_of",
    "open_book",
    "outcome_kind",
    "packed_group",
    "packed_set",
    "people_of",
    "person_keys",
    "place_of",
    "read_old_book",
    "read_old_ledger",
    "release",
    "release_changes",
    "release_document",
    "release_from",
    "release_remarks",
    "remarks_from",
    "settle_on_loan",
    "shown_cells",
    "shown_groups",
    "sign_at",
    "welch_estimate",
    "without_groups",
]
