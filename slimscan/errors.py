"""What can go wrong, as data: exit codes, problems with their place, errors that carry them.

The words for every `Fault` stand in `reports/languages/<language>/problems.yaml`, one entry a
fault, in every language; code and tests speak of the entry, never of the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum, auto
from pathlib import Path


class ExitCode(IntEnum):
    """The exit codes that users script against."""

    DONE = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    MACHINE = 4
    DONE_WITH_REJECTS = 5
    INTERRUPTED = 130


class Fault(StrEnum):
    """The catalogue: everything slimscan can find wrong, named."""

    # Reading any file
    FILE_MISSING = auto()
    FILE_UNREADABLE = auto()
    FILE_TOO_LARGE = auto()
    NOT_UTF8 = auto()
    UNKNOWN_KIND = auto()
    NOTHING_TO_CHECK = auto()
    # YAML
    YAML_SYNTAX = auto()
    YAML_EMPTY = auto()
    YAML_SECOND_DOCUMENT = auto()
    YAML_TOO_DEEP = auto()
    YAML_TOO_MANY_NODES = auto()
    YAML_ANCHOR = auto()
    YAML_TAG = auto()
    YAML_LONG_SCALAR = auto()
    YAML_DUPLICATE_KEY = auto()
    YAML_KEY_NOT_TEXT = auto()
    YAML_CUT = auto()
    YAML_APOSTROPHE = auto()
    # JSON
    JSON_SYNTAX = auto()
    JSON_DUPLICATE_KEY = auto()
    JSON_NUMBER = auto()
    JSON_TOO_DEEP = auto()
    # The shape of a content file
    KEY_UNKNOWN = auto()
    KEY_MISSING = auto()
    VALUE_EMPTY = auto()
    VALUE_NOT_TEXT = auto()
    VALUE_NOT_NUMBER = auto()
    VALUE_NOT_WHOLE_NUMBER = auto()
    VALUE_NOT_YES_NO = auto()
    VALUE_NOT_LIST = auto()
    VALUE_NOT_MAPPING = auto()
    VALUE_NOT_ONE_OF = auto()
    VALUE_PATTERN = auto()
    VALUE_OUT_OF_RANGE = auto()
    VALUE_TOO_LONG = auto()
    LIST_LENGTH = auto()
    VALUE_INVALID = auto()
    # What belongs together in a questionnaire
    ID_TWICE = auto()
    ID_RESERVED = auto()
    ANSWER_SET_UNKNOWN = auto()
    ANSWER_VALUES_MIXED = auto()
    ANSWER_VALUES_ORDER = auto()
    ANSWER_CODE_TWICE = auto()
    ANSWER_LABEL_TWICE = auto()
    ANCHORS_COUNT = auto()
    ENOUGH_FROM = auto()
    COUNTS_LONG = auto()
    TRANSLATION_MISSING = auto()
    TRANSLATION_EXTRA = auto()
    AUDIENCE_MISSING = auto()
    BANDS_START = auto()
    BANDS_ORDER = auto()
    SIZES_HOLE = auto()
    SOURCE_UNKNOWN = auto()
    QUICK_LEVER = auto()
    OUTCOME_RANGE = auto()
    TARGET_GROUPS = auto()
    QUESTIONNAIRE_OTHER = auto()
    ACTION_MISSING = auto()
    ACTION_TWICE = auto()
    ITEM_UNKNOWN = auto()
    ACTION_UNKNOWN = auto()
    ASPECT_UNKNOWN = auto()
    SECTOR_UNKNOWN = auto()
    WORKSHEET_UNKNOWN = auto()
    WORKSHEETS_NONE = auto()
    CASE_UNKNOWN = auto()
    SIZE_UNKNOWN = auto()
    LAW_UNKNOWN = auto()
    STATUTE_UNKNOWN = auto()
    TABLE_ROW_LENGTH = auto()
    # Choosing
    QUESTIONNAIRE_UNKNOWN = auto()
    LANGUAGE_UNKNOWN = auto()
    QUESTIONNAIRE_LANGUAGE = auto()
    SCHEMA_KIND_UNKNOWN = auto()
    SCAN_UNKNOWN = auto()
    SCAN_NAMELESS = auto()
    SCAN_AMBIGUOUS = auto()
    SCANS_NONE = auto()
    NO_TERMINAL = auto()
    NOTHING_CONFIRMED = auto()
    # Answers
    ANSWER_UNKNOWN = auto()
    ANSWER_ITEM_UNKNOWN = auto()
    ANSWER_CHOICE_UNKNOWN = auto()
    ANSWER_TEXT = auto()
    ANSWER_DATE = auto()
    ANSWER_NUMBER = auto()
    TARGET_RANGE = auto()
    VOTES_UNCLEAR = auto()
    VOTES_TOO_MANY = auto()
    WORKSHOP_ANSWERS = auto()
    ANSWERS_SHAPE = auto()
    ANSWERS_KEY_UNKNOWN = auto()
    # Scans and other files slimscan writes
    SCAN_DAMAGED = auto()
    SCAN_DAMAGED_COPY = auto()
    SCAN_LOST = auto()
    SCAN_EDITED = auto()
    SCAN_READ_ONLY = auto()
    SCAN_IS_REPORT = auto()
    SCAN_NO_REPORT = auto()
    SCAN_HERE_ALREADY = auto()
    SCAN_TWICE = auto()
    SCAN_UNFIT = auto()
    SCAN_NOTHING_TO_RESTORE = auto()
    SCAN_NEWER = auto()
    SCAN_LOCKED = auto()
    SCAN_UNFINISHED = auto()
    SCAN_QUESTIONNAIRE_ELSEWHERE = auto()
    SCAN_QUESTIONNAIRE_GONE = auto()
    SCAN_QUESTIONNAIRE_OTHER = auto()
    SCAN_QUESTIONNAIRE_VERSION = auto()
    CANNOT_WRITE = auto()
    NOT_DURABLE = auto()
    FOLDER_UNREADABLE = auto()
    HOME_UNKNOWN = auto()
    DISK_FULL = auto()
    FILE_EXISTS = auto()
    FOLDER_NOT_EMPTY = auto()
    LEDGER_DAMAGED = auto()
    LEDGER_NEWER = auto()
    LEDGER_MISSING = auto()
    BENCHMARK_SHAPE = auto()
    BENCHMARK_NEWER = auto()
    BENCHMARK_QUESTIONNAIRE = auto()
    BENCHMARK_NOTHING = auto()
    BENCHMARK_SPLIT = auto()
    RESULTS_NONE = auto()
    MONITOR_SAME = auto()
    MONITOR_ORDER = auto()
    MONITOR_QUESTIONNAIRE = auto()
    MONITOR_NOTHING = auto()
    MONITOR_ID_UNKNOWN = auto()
    MONITOR_ID_TWICE = auto()
    MONITOR_PARTICIPANTS = auto()
    MONITOR_PARTICIPANTS_EMPTY = auto()
    MONITOR_PARTICIPANTS_UNSURE = auto()
    MONITOR_PARTICIPANTS_NONE = auto()
    MONITOR_PARTICIPANTS_STRANGE = auto()
    # The plan
    PLAN_ACTION_UNKNOWN = auto()
    PLAN_STATUS = auto()
    PLAN_MOVE = auto()
    PLAN_OWN_TITLE = auto()
    PLAN_OWN_DAYS = auto()
    PLAN_OWN_TWICE = auto()
    PLAN_TEXT_LONG = auto()
    PLAN_BOTH_WAYS = auto()
    PLAN_DATE = auto()
    PLAN_DATES_ORDER = auto()
    PLAN_NOTHING_CHOSEN = auto()
    PLAN_BOOK_NONE = auto()
    PLAN_BOOK_OTHER = auto()
    PLAN_BOOK_UNASKED = auto()
    PLAN_BOOK_UNREAD = auto()
    PLAN_COLUMN_GONE = auto()
    PLAN_ROW_GONE = auto()
    PLAN_ROW_TWICE = auto()
    PLAN_ID_CHANGED = auto()
    PLAN_CELL_FIXED = auto()
    PLAN_ROW_TITLE = auto()
    PLAN_ROW_KNOWN = auto()
    PLAN_MOVED_ON = auto()
    PLAN_UNDECIDED = auto()
    # Comparing
    COMPARE_QUESTIONNAIRE = auto()
    COMPARE_NOTHING_SHARED = auto()
    # Forms and what comes back
    FORM_UNKNOWN = auto()
    FORM_GROUPS = auto()
    FORM_MAIL = auto()
    FORM_OF_LEADER = auto()
    FORM_CODES = auto()
    FORM_DAMAGED = auto()
    FORM_SEAL_KIND = auto()
    LINK_NOT_SECURE = auto()
    SEALED_CHANGED = auto()
    SEALED_OTHER_KEY = auto()
    SEALED_NO_KEY = auto()
    SEAL_KEY_MISSING = auto()
    SEAL_KEY_LOST = auto()
    SEAL_KEY_TAKEN = auto()
    SEAL_KEY_NOT_WRITTEN = auto()
    SEAL_KEY_TYPED = auto()
    SEAL_KEY_ELSEWHERE = auto()
    SEAL_KEY_PROTECTED = auto()
    SEAL_KEY_PASSPHRASE = auto()
    SEAL_KEY_OTHER = auto()
    SEAL_KEY_DAMAGED = auto()
    STAFF_FORGOTTEN = auto()
    FORGET_PAST = auto()
    FORGET_NOTHING = auto()
    STAFF_WAITING = auto()
    OPTIONS_OPPOSED = auto()
    SEAL_KEY_IN_HOME = auto()
    SEAL_KEY_OPEN_COPY = auto()
    SEAL_KEY_HOLDER = auto()
    SEALED_NOT_FOUND = auto()
    FORM_HOLDER_OPEN = auto()
    FORM_QUESTIONNAIRE = auto()
    FORM_VERSION = auto()
    FORM_SCAN = auto()
    ROW_ORGANISATION = auto()
    FORM_AUDIENCE = auto()
    FORM_STAFF = auto()
    ANSWERS_KIND_UNKNOWN = auto()
    TABLE_EMPTY = auto()
    TABLE_NO_ITEMS = auto()
    TABLE_COLUMN_TWICE = auto()
    TABLE_WIDE = auto()
    TABLE_COLUMN_TORN = auto()
    OPTION_COLUMN = auto()
    OPTION_MARKS = auto()
    OPTION_UNKNOWN = auto()
    HEADINGS_CUT = auto()
    HEADERS_IN_TWO_ROWS = auto()
    HEADERS_FROM_TWO_ROWS = auto()
    MAPPING_UNUSED = auto()
    MAPPING_EXISTS = auto()
    ANSWERS_ALIKE = auto()
    ROWS_ALIKE = auto()
    BATCH_ALL_PASSED = auto()
    COLUMN_DECISIVE = auto()
    COLUMNS_NEAR = auto()
    COLUMNS_MORE = auto()
    CODES_WITHOUT_QUESTIONS = auto()
    NUMBERS_BY_ORDER = auto()
    TABLE_ROW_LONG = auto()
    TABLE_BROKEN = auto()
    CELL_REFUSED = auto()
    CELL_ERROR = auto()
    CELL_FORMULA = auto()
    WORKBOOK_UNREADABLE = auto()
    WORKBOOK_TOO_LARGE = auto()
    COLLECT_NOTHING = auto()
    RESPONDENT_UNKNOWN = auto()
    # Many answers at once
    PARQUET_UNREADABLE = auto()
    ANSWERS_OTHER_QUESTIONNAIRE = auto()
    RESPONDENT_TWICE = auto()
    RESPONDENT_TWICE_OTHER = auto()
    ORGANISATION_TWICE_LATER = auto()
    ORGANISATION_TWICE_SAME = auto()
    ORGANISATION_TWICE = auto()
    BATCH_NO_FILES = auto()
    BATCH_NOTHING_SCORED = auto()
    BATCH_NOTHING_ANSWERED = auto()
    BATCH_STRICT = auto()
    BATCH_READER_DIED = auto()
    BATCH_RESULTS_EXIST = auto()
    BATCH_EARLIER_STANDS = auto()
    BATCH_MIXED = auto()
    ENGINE_UNKNOWN = auto()
    ENGINE_WRONG = auto()
    SPARK_MISSING = auto()
    SPARK_FAILED = auto()
    SPARK_WORKERS = auto()
    EXPORT_OTHER_TOOL = auto()
    ARCHIVE_TOO_LARGE = auto()
    ARCHIVE_UNREADABLE = auto()
    EXPORT_NUMBERS = auto()
    PROFILE_NUMBERS = auto()
    ROLES_ARE_NUMBERS = auto()
    CODES_OTHER_SET = auto()
    ANSWERS_NEWER = auto()
    MAPPING_ANSWER = auto()
    MAPPING_TARGET = auto()
    KEPT_IS_KNOWN = auto()
    KEPT_MISSING = auto()
    KEPT_NAME_TAKEN = auto()
    KEPT_NAME_LONG = auto()
    KEPT_MANY = auto()
    TOOL_OTHER_KIND = auto()
    TOOL_UNCLEAR = auto()
    TOOL_UNKNOWN = auto()
    TABLE_ROW_BROKEN = auto()
    # What a file is, whatever its name says
    FILE_IS_WORKBOOK = auto()
    FILE_IS_OLD_WORKBOOK = auto()
    FILE_IS_OPEN_SPREADSHEET = auto()
    FILE_IS_ARCHIVE = auto()
    FILE_IS_GZIP = auto()
    FILE_IS_PDF = auto()
    FILE_IS_PAGE = auto()
    FILE_IS_PARQUET = auto()
    FILE_IS_IMAGE = auto()
    FILE_IS_DOCUMENT = auto()
    # What is said before anything is scored
    LETTERS_DAMAGED = auto()
    CELLS_MERGED = auto()
    HEADER_BELOW = auto()
    COLUMNS_TOGETHER = auto()
    SHEET_CHOSEN = auto()
    ROWS_SHORT = auto()
    SUBMITTED_UNKNOWN = auto()
    ROWS_PASSED = auto()
    FILE_PASSED = auto()
    CODES_OUTSIDE = auto()
    ROLES_UNKNOWN = auto()
    PROFILE_UNKNOWN = auto()
    LEADERS_SEVERAL = auto()
    DATES_UNREAD = auto()
    DATES_AS_NUMBERS = auto()
    OPTION_NEEDS = auto()
    AUDIENCE_LEADERS = auto()
    AUDIENCE_STAFF = auto()
    AUDIENCE_UNDECIDED = auto()
    ORGANISATIONS_TWICE = auto()
    # Why rows of an export are passed over
    PASSED_UNFINISHED = auto()
    PASSED_STATUS = auto()
    PASSED_TEST = auto()
    PASSED_REVIEW = auto()
    PASSED_ENCRYPTED = auto()
    # Reports
    FORMAT_UNKNOWN = auto()
    OUTPUT_OTHER_KIND = auto()
    CHAPTER_UNKNOWN = auto()
    CHAPTERS_NONE = auto()
    EDITION_FORMAT = auto()
    OWN_TEXT_EMPTY = auto()
    PDF_LIBRARY = auto()
    PDF_BY_BROWSER = auto()
    PDF_BROWSER = auto()
    PDF_AS_PAGE = auto()
    PDF_BLOCKED = auto()
    PDF_WARNING = auto()
    PDF_GLYPH = auto()
    TEMPLATE_BROKEN = auto()
    TEMPLATES_NONE = auto()
    CONTRAST_LOW = auto()
    LOGO_REFUSED = auto()
    PDF_UNREADABLE = auto()
    PDF_NO_SCAN = auto()
    # Reports of many organisations
    REPORTS_LOCKED = auto()
    REPORT_WORKER_DIED = auto()
    REPORT_TOO_SLOW = auto()
    REPORT_BROKE = auto()
    WORKERS_NOT_STARTED = auto()
    SHARD_UNKNOWN = auto()
    # The last resort
    OUTPUT_REFUSED = auto()
    OUTPUT_IS_SCAN = auto()
    MACHINE_REFUSED = auto()
    BUG = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: which entry of the catalogue, with what, and where.

    `line` and `column` count from 1; `file` is the path as the user named it.
    """

    fault: Fault
    values: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds no value: an error, or a formula that was never worked out."""

    fault: Fault
    text: str

    def __str__(self) -> str:
        return self.text


class SlimscanError(Exception):
    """Work that cannot go on, with every problem found and the exit code it ends in."""

    exit_code = ExitCode.INPUT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.fault for problem in self.problems))


class InputError(SlimscanError):
    """What was given (a file, an answer, a name) has problems."""


class UsageError(SlimscanError):
    """The command was asked for something it does not do."""

    exit_code = ExitCode.USAGE


class MachineError(SlimscanError):
    """This machine cannot do it: a library is missing, a folder is read-only, the disk is full."""

    exit_code = ExitCode.MACHINE


_remarks: list[Problem] = []


def remark(problem: Problem) -> None:
    """Keep what is to be told when the work is done: it went well, but not quite as was asked."""
    if problem not in _remarks:
        _remarks.append(problem)


def take_remarks() -> tuple[Problem, ...]:
    """What was kept to be told, in order; afterwards nothing is left."""
    taken = tuple(_remarks)
    _remarks.clear()
    return taken


def input_error(fault: Fault, file: str | Path | None = None, **values: object) -> InputError:
    """An `InputError` of one problem."""
    return InputError([Problem(fault, values, None if file is None else str(file))])


def usage_error(fault: Fault, **values: object) -> UsageError:
    """A `UsageError` of one problem."""
    return UsageError([Problem(fault, values)])


def machine_error(fault: Fault, file: str | Path | None = None, **values: object) -> MachineError:
    """A `MachineError` of one problem."""
    return MachineError([Problem(fault, values, None if file is None else str(file))])
