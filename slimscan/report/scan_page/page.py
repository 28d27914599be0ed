"""The scan as one HTML file that needs no network: questions, scores and plan, as on a report.

Everything is inside: the scan program (`program.py`), the texts (`texts.py`), fonts, style and
behaviour. Nothing leaves the browser: the page's own security rule allows no connection.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from slimscan.disk.one_file import font_faces, one_script, script_json, security_hash
from slimscan.disk.places import reports_folder
from slimscan.errors import Fault, usage_error
from slimscan.language import words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.report.look import PLAIN, Look
from slimscan.report.scan_page.program import scan_program
from slimscan.report.scan_page.texts import OWN_ROOM, scan_texts
from slimscan.report.templates import environment
from slimscan.scan.answer_file import FORM_FORMAT, FORM_KIND
from slimscan.text import LONGEST_GROUP, clean_line

INTERPRETER = ("scan_program", "scan_advice", "scan_dates", "scan_result")
"""The scripts that compute; nothing in them knows a page."""
_SCRIPTS = (
    *INTERPRETER, "page_elements", "scan_state", "scan_saved", "scan_numbers", "page_question",
    "scan_pages", "scan_charts", "scan_scores", "scan_plan", "scan_report", "page_clear", "scan",
)  # fmt: skip
_ASKING = ("form", "scan_asking")
_READING = ("base", "charts", "screen", "pages", "scan_report")
_FACES = (("regular", 400), ("bold", 700), ("black", 900))


_MAIL = re.compile(r"[A-Za-z0-9.!#$*+/=^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Offered:
    """By whom a page is offered to firms: an adviser, a branch organisation."""

    name: str = ""
    contact: str = ""
    """A line that says how to reach them."""
    mail: str = ""
    """Where a firm may send its answers; they are never in the address."""


@dataclass(frozen=True)
class PageChoices:
    """What the maker of a page chose."""

    language: str
    """The one language of the page, of those of the questionnaire."""
    quick: bool = False
    """Only the quick scan can be done; else the firm chooses."""
    organisation: str = ""
    sector: str | None = None
    offered: Offered = Offered()
    page: str = field(default_factory=lambda: secrets.token_hex(6))
    """Keeps what a browser remembers of one page apart from another one."""


def offered_by(name: str, contact: str, mail: str) -> Offered:
    """Who offers a page, as typed; raises `UsageError` for what is no mail address."""
    if mail and not _MAIL.fullmatch(mail):
        raise usage_error(Fault.FORM_MAIL, value=clean_line(mail, LONGEST_GROUP))
    return Offered(clean_line(name), clean_line(contact), mail)


def scan_page(
    instrument: Instrument, choices: PageChoices, look: Look = PLAIN, made_on: date | None = None
) -> bytes:
    """The page as UTF-8."""
    from markupsafe import Markup

    language = choices.language
    own = look.theme.style(for_pdf=False) if look.theme else ""
    styles = [font_faces("Report Text", _FACES), f"{_style(_ASKING)}\n{own}"]
    styles += [f"{_style(_READING)}\n{own}"]
    script = one_script(_SCRIPTS)
    data = _data(instrument, choices, made_on or date.today())
    page = (
        environment()
        .get_template("scan.html.j2")
        .render(
            language=words_language(language),
            title=data["texts"]["title"],
            noscript=words(words_language(language), OWN_ROOM)["noscript"],
            # Our own files, and colours that were checked.
            styles=[Markup(text) for text in styles],  # noqa: S704
            hashes=[security_hash(text) for text in styles],
            script=Markup(script),  # noqa: S704 our own files
            script_hash=security_hash(script),
            theme=look.theme,
            data=Markup(script_json(_short(data))),  # noqa: S704 `<` is escaped
        )
    )
    return page.encode()


def _data(instrument: Instrument, choices: PageChoices, made_on: date) -> dict[str, Any]:
    """All that the page computes with, says, and stamps on what it saves."""
    questionnaire = instrument.questionnaire
    return {
        "page": choices.page,
        "stamp": {
            "format": FORM_FORMAT,
            "kind": FORM_KIND,
            "questionnaire": {
                "id": questionnaire.id,
                "version": questionnaire.version,
                "content_hash": instrument.content_hash,
            },
            "audience": "leader",
            "language": choices.language,
        },
        "scopes": ["quick"] if choices.quick else ["full", "quick"],
        "organisation": choices.organisation,
        "sector": choices.sector,
        "offered": asdict(choices.offered),
        "program": scan_program(instrument, choices.quick, made_on),
        "texts": scan_texts(instrument, choices.language),
    }


def _style(names: tuple[str, ...]) -> str:
    folder = reports_folder() / "styles"
    return "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)


def _short(data: Any) -> Any:
    """The same data, whole numbers without their `.0`."""
    if isinstance(data, dict):
        return {key: _short(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_short(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data
