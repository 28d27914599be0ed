"""An invitation to a form that was put somewhere: a mail, a reminder, and what a poster says."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from slimscan.errors import Fault, usage_error
from slimscan.forms.form import FormChoices, form_languages, form_sections
from slimscan.forms.form_questions import FORM_WORDS
from slimscan.language import Words, words, words_language
from slimscan.questionnaire.loading import Instrument
from slimscan.text import clean_line

_WIDTH = 72
_LONGEST_LINK = 500
_SECURE = "https://"


@dataclass(frozen=True)
class Invitation:
    """What staff are told, in one language."""

    language: str
    title: str
    organisation: str
    lead: str
    link: str
    points: tuple[str, ...]
    """Who can read what, in the order in which people ask it."""
    hand_in: str
    words: Words


def checked_link(link: str) -> str:
    """The address of a form; raises `UsageError` for one that a browser cannot lock answers on."""
    cleaned = clean_line(link, _LONGEST_LINK)
    if not cleaned.startswith(_SECURE) or len(cleaned.split()) != 1 or cleaned == _SECURE:
        raise usage_error(Fault.LINK_NOT_SECURE, value=cleaned)
    return cleaned


def invitations(instrument: Instrument, choices: FormChoices, link: str) -> tuple[Invitation, ...]:
    """The invitation in every language of the form; raises `UsageError` for a link that is none."""
    address = checked_link(link)
    languages = form_languages(instrument, choices.language)
    return tuple(_invitation(instrument, choices, address, code) for code in languages)


def _invitation(
    instrument: Instrument, choices: FormChoices, link: str, language: str
) -> Invitation:
    say = words(words_language(language), FORM_WORDS)
    minutes = instrument.questionnaire.minutes
    sections = form_sections(instrument, choices)
    lead = say(
        "invitation.lead",
        organisation=choices.organisation or say["invitation.firm"],
        count=sum(len(section.items) for section in sections),
        minutes=minutes.quick if choices.quick else minutes.full,
    )
    seal = choices.seal
    sealed = ""
    if seal:
        key = "invitation.sealed" if seal.holder else "invitation.sealed_firm"
        sealed = say(key, holder=seal.holder, key=seal.key.fingerprint)
    points = (sealed, say["invitation.name"], say["invitation.five"], say["invitation.free"])
    return Invitation(
        language=language,
        title=say["invitation.title"],
        organisation=choices.organisation,
        lead=lead,
        link=link,
        points=tuple(filter(None, points)),
        hand_in=say["invitation.hand_sealed" if seal else "invitation.hand"],
        words=say,
    )


def invitation_text(written: tuple[Invitation, ...]) -> str:
    """The mails as text, one language after the other."""
    return _together([_mail(one, "opening", "subject") for one in written])


def reminder_text(written: tuple[Invitation, ...]) -> str:
    """The mails that remind, one language after the other."""
    return _together([_mail(one, "reminder", "subject_again") for one in written])


def _mail(one: Invitation, opening: str, subject: str) -> list[str]:
    say = one.words
    return [
        say(f"invitation.{subject}", title=one.title),
        "",
        *_lines(say["invitation.dear"]),
        "",
        *_lines(f"{say[f'invitation.{opening}']} {one.lead}"),
        "",
        one.link,
        "",
        *(line for point in one.points for line in _lines(f"* {point}", "  ")),
        "",
        *_lines(one.hand_in),
    ]


def _lines(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _together(mails: list[list[str]]) -> str:
    line = ["", "", "-" * _WIDTH, "", ""]
    lines = [text for number, mail in enumerate(mails) for text in (line if number else []) + mail]
    return "\r\n".join(lines) + "\r\n"
