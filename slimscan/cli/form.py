"""`slimscan form`: the questionnaire to fill in elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slimscan.cli.chosen_language import speak
from slimscan.cli.options import (
    LanguageOption,
    OutputOption,
    QuestionnaireOption,
    QuickOption,
    QuietOption,
    SectorOption,
    ThemeOption,
    YesOption,
)
from slimscan.disk.places import DEFAULT_QUESTIONNAIRE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slimscan.forms.form import FormChoices
    from slimscan.forms.form_tools import FormWriter
    from slimscan.questionnaire.loading import Instrument
    from slimscan.questionnaire.models import Audience
    from slimscan.scan.model import Scan
    from slimscan.scan.open_scan import OpenedScan


def form(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="TOOL",
            help="Which tool; see the list above.",
            autocompletion=lambda: list(form_writers()),
        ),
    ] = "html",
    audience: Annotated[
        str | None,
        typer.Option("--audience", metavar="leader|employee", help="Who fills it in."),
    ] = None,
    scan: Annotated[
        str | None, typer.Option("--scan", metavar="SCAN", help="The scan the answers are for.")
    ] = None,
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="NAME", help="The name above the form.")
    ] = "",
    group: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="NAME", help="A team to choose from; may be repeated."),
    ] = None,
    groups: Annotated[
        str, typer.Option("--groups", metavar="A,B,C", help="All teams to choose from.")
    ] = "",
    remarks: Annotated[
        bool, typer.Option("--remarks", help="Ask for a free remark at the end (html).")
    ] = False,
    seal: Annotated[
        bool | None,
        typer.Option(
            "--seal/--open",
            help="Answers that only the holder of the key can read (the default with --scan).",
        ),
    ] = None,
    key_of: Annotated[
        str,
        typer.Option("--key-of", metavar="NAME", help="Who holds the key: the form names them."),
    ] = "",
    link: Annotated[
        str | None,
        typer.Option(
            "--link", metavar="URL", help="Write an invitation to a form that stands there."
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who offers it to firms (scan).")
    ] = "",
    contact: Annotated[
        str, typer.Option("--contact", metavar="TEXT", help="How to reach them (scan).")
    ] = "",
    mail: Annotated[
        str, typer.Option("--mail", metavar="ADDRESS", help="Where answers may be sent (scan).")
    ] = "",
    theme: ThemeOption = None,
    quick: QuickOption = False,
    sector: SectorOption = None,
    output: OutputOption = None,
    questionnaire: QuestionnaireOption = DEFAULT_QUESTIONNAIRE,
    lang: LanguageOption = None,
    yes: YesOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a form of the questionnaire for another tool, and later score the answers it gives.

    \b
    Which tool (--to TOOL):
      html             one page for any browser; works without a network (the default)
      scan             the whole scan as one page: questions, scores and plan, without a network
      xlsform          KoboToolbox and ODK: a workbook to upload
      limesurvey       LimeSurvey: a tab-separated file to import
      surveyjs         SurveyJS: JSON to load
      qualtrics        Qualtrics: a text file to import, one for each language
      google-forms     Google Forms: a script that makes the form, or texts to copy; and a mapping
      microsoft-forms  Microsoft Forms: texts to copy over, and a mapping file
      pdf              on paper: pages to print and tick
      docx             the same in Word: to comment on before it is used, and to print
      xlsx             a workbook with drop-downs, to type paper answers into
      csv              the same as a plain table

    \b
    The way back:
      slimscan collect SCAN FILE...    answers of one firm's staff, added to its scan
      slimscan batch FILE...           answers of many, scored in one go
    """
    language = speak(lang)
    from slimscan import pipeline
    from slimscan.cli.form_key import seal_for, seals, tell_key
    from slimscan.cli.named_scan import open_to_read
    from slimscan.errors import Fault, usage_error
    from slimscan.forms.form import FormChoices, group_names
    from slimscan.forms.form_tools import nearest_form
    from slimscan.language import words
    from slimscan.text import clean_line

    writers = form_writers(_Shown(by, contact, mail, theme))
    if to not in writers:
        nearest = nearest_form(to, writers)
        raise usage_error(Fault.FORM_UNKNOWN, id=to, known=", ".join(writers), nearest=nearest)
    opened = open_to_read(scan, language) if scan else None
    kept = opened.scan if opened else None
    choices = FormChoices(
        language=lang or (kept.language if kept else language),
        audience=_audience(audience, to),
        quick=quick or bool(kept and kept.quick),
        sector=sector or (kept.profile.sector if kept else None),
        groups=group_names([*(group or ()), *groups.split(",")]),
        organisation=clean_line(organisation) or (kept.profile.organisation if kept else ""),
        scan=kept.id if kept else None,
        remarks=remarks,
        follow_up=bool(opened and _was_measured_before(opened)),
    )
    sealed = seals(seal, to, choices)
    if key_of and not sealed:
        raise usage_error(Fault.FORM_HOLDER_OPEN)
    if opened and sealed:
        with opened.changing() as held:
            choices = replace(choices, seal=seal_for(held, clean_line(key_of), language, yes))
    own = None if questionnaire == DEFAULT_QUESTIONNAIRE else questionnaire
    instrument = pipeline.load_for(kept, own) if kept else pipeline.load(questionnaire)
    files = _invitation(instrument, choices, link) if link else writers[to](instrument, choices)
    paths = _write(files, _stem("invitation" if link else to, choices, kept), output, yes)
    if not quiet:
        typer.echo(words(language, "cli")["form.invited" if link else "form.written"], err=True)
    if opened and choices.seal and not quiet:
        tell_key(opened, language)
    for path in paths:
        typer.echo(path)


def _was_measured_before(opened: OpenedScan) -> bool:
    """Whether the form is for a later measurement, which asks about the time since the first."""
    from slimscan.scan.store import home_shelf
    from slimscan.scan_list import was_measured_before

    return was_measured_before(opened.shelf or home_shelf(), opened.scan)


@dataclass(frozen=True)
class _Shown:
    """What a page shows of whoever offers it, as typed."""

    by: str = ""
    contact: str = ""
    mail: str = ""
    theme: Path | None = None


def form_writers(shown: _Shown | None = None) -> Mapping[str, FormWriter]:
    """What makes the form for each tool; what looks like a report is made where reports are."""
    from slimscan.forms.form_tools import FORMS

    return {**FORMS, "scan": partial(_scan_page, shown or _Shown()), "pdf": _paper, "docx": _word}


def _scan_page(shown: _Shown, instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    from slimscan.forms.form import form_languages, refuse_unknown_sector
    from slimscan.report.look import look_of
    from slimscan.report.scan_page.page import PageChoices, offered_by, scan_page

    refuse_unknown_sector(instrument, choices.sector)
    chosen = PageChoices(
        language=form_languages(instrument, choices.language)[0],
        quick=choices.quick,
        organisation=choices.organisation,
        sector=choices.sector,
        offered=offered_by(shown.by, shown.contact, shown.mail),
    )
    return {".html": scan_page(instrument, chosen, look_of(shown.theme, None))}


def _paper(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    from datetime import date

    from slimscan.forms.paper import paper_form
    from slimscan.report.worksheets.paper_form import paper_form_pdf

    form = paper_form(instrument, choices)
    return {".pdf": paper_form_pdf(form, date.today(), form.texts)}


def _invitation(instrument: Instrument, choices: FormChoices, link: str) -> dict[str, bytes]:
    """A mail, a reminder and a poster, for a form that stands at an address."""
    from datetime import date

    from slimscan.forms.invitation import invitation_text, invitations, reminder_text
    from slimscan.report.worksheets.poster import poster_pdf

    told = invitations(instrument, choices, link)
    return {
        ".txt": invitation_text(told).encode("utf-8-sig"),
        "-reminder.txt": reminder_text(told).encode("utf-8-sig"),
        "-poster.pdf": poster_pdf(told, date.today()),
    }


def _word(instrument: Instrument, choices: FormChoices) -> dict[str, bytes]:
    from datetime import date

    from slimscan.forms.paper import paper_form
    from slimscan.report.worksheets.paper_form import paper_form_docx

    return {".docx": paper_form_docx(paper_form(instrument, choices), date.today())}


def _audience(name: str | None, tool: str) -> Audience:
    """Who fills it in; the whole scan as a page is for the leader alone."""
    from slimscan.errors import Fault, usage_error

    if name is None:
        return "leader" if tool == "scan" else "employee"
    if tool == "scan" and name != "leader":
        raise usage_error(Fault.FORM_OF_LEADER)
    audiences: dict[str, Audience] = {"leader": "leader", "employee": "employee"}
    if name in audiences:
        return audiences[name]
    raise usage_error(
        Fault.ANSWER_CHOICE_UNKNOWN, item="--audience", value=name, accepted=", ".join(audiences)
    )


def _stem(tool: str, choices: FormChoices, scan: Scan | None) -> str:
    from slimscan.text import slug

    firm = (slug(choices.organisation), scan.id if scan else "")
    kind = "scan" if tool == "scan" else "form"
    parts = (f"slimscan-{kind}", "" if tool in ("html", "scan") else tool, *firm)
    return "-".join(part for part in parts if part)


def _write(
    files: Mapping[str, bytes], stem: str, output: Path | None, overwrite: bool
) -> list[Path]:
    """Write the form's files, the first where it was asked and the others beside it.

    Raises `InputError` where another file is in the way: answers may be typed in it already.
    """
    from slimscan.disk.durable import PASSED_ON, write_durably
    from slimscan.report.formats import check_ending
    from slimscan.report.scan.files import place_for

    first, *others = files
    check_ending(output, Path(f"form{first}").suffix.removeprefix("."))
    path = place_for(f"{stem}{first}", output, None, overwrite)
    is_page = path.suffix not in _TYPED_IN
    contents = {path: files[first]}
    contents |= {path.with_name(path.stem + ending): files[ending] for ending in others}
    for place, content in contents.items():
        same = place.is_file() and place.read_bytes() == content
        mine = place == path and is_page
        place_for(place.name, None, place.parent, overwrite or same or mine)
    for place, content in contents.items():
        write_durably(place, content, PASSED_ON)
    return list(contents)


_TYPED_IN = (".csv", ".xlsx")
"""How tables end, in which people type their answers."""
