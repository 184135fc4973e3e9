"""The written notice of a direction as a letter: every field that the law names (ENG-OSD-03), and what the family may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.tree import (
    Answer,
    BothLanguages,
    Box,
    Document,
    Fact,
    Facts,
    Language,
    Paragraph,
    Printable,
)
from pastoral.foundation.govuk.words import date_long

from ..models import Direction
from .words import NoticeWords

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}


@dataclass(frozen=True)
class Heading:
    """Whom the letter is about and who writes it: all that it says beside the words of the notice."""

    pupil: str
    school: str
    school_cy: str = ""
    telephone: str = ""


def heading_of(row: Direction) -> Heading:
    """From the record; a provider's comes from its own place."""
    school = row.school
    return Heading(f"{row.pupil.forename} {row.pupil.surname}", school.name, school.name_cy, school.telephone)


def times_of(words: NoticeWords) -> list[tuple[str, str]]:
    """The times of a day as the notice says them: two sessions with the break between them, or one."""
    if words.sessions_a_day == 1:
        return [(_("The session starts"), words.starts), (_("The session ends"), words.ends)]
    return [
        (_("The morning starts"), words.starts), (_("The break starts"), words.break_starts),
        (_("The break ends"), words.break_ends), (_("The afternoon ends"), words.ends),
    ]  # fmt: skip


def fields_of(words: NoticeWords) -> list[tuple[str, str]]:
    """The short fields of the notice, in order."""
    return [
        (_("Where"), words.to_name), (_("Address"), words.address), (_("Who to report to"), words.report_to),
        (_("First day"), date_long(words.starts_on)), (_("Last day"), date_long(words.ends_on)),
        (_("Number of days"), str(words.days or "")), *times_of(words),
    ]  # fmt: skip


def letter(words: NoticeWords, heading: Heading, language: str = "en", *, review_weeks: int | None = None) -> Printable:
    """The notice in "en", "cy" or "both". It carries the child's name: it is for those who are to have it."""
    if language == "both":
        return BothLanguages(_one(words, heading, "cy", review_weeks), _one(words, heading, "en", review_weeks))
    return _one(words, heading, "cy" if language == "cy" else "en", review_weeks)


def _one(words: NoticeWords, heading: Heading, language: Language, review_weeks: int | None) -> Document:
    with override(DJANGO_CODE[language]):
        asks = _("You may ask the school in writing for a review at any time. It must hold one as soon as it reasonably can.")
        if review_weeks is not None:
            asks += " " + _("It does not have to if one was held in the %(weeks)s weeks before you asked.") % {"weeks": review_weeks}
        school = (heading.school_cy or heading.school) if language == "cy" else heading.school
        where = tuple(Fact(label, value, wide=label == _("Address")) for label, value in fields_of(words))
        about = [Fact(_("Name"), heading.pupil), Fact(_("School"), school)]
        if heading.telephone:
            about.append(Fact(_("Telephone"), heading.telephone))
        about.append(Fact(_("Decided on"), date_long(words.decided_on)))
        about.append(Fact(_("Notice given on"), date_long(words.given_on) or _("Not given yet")))
        return Document(
            title=_("Notice of an off-site direction"),
            language=language,
            organisation=school,
            seal=words.seal if words.given_on is not None else "",  # a draft is not sealed
            parts=(
                Box(_("Who this is about"), (Facts(tuple(about)),)),
                Box(_("Where and when"), (Facts(where),)),
                Box(_("Why, and what it is to reach"), (
                    Answer(_("Reasons"), words.reasons), Answer(_("Objectives"), words.objectives),
                )),
                Box(_("How it is followed"), (
                    Answer(_("How often it is reviewed"), words.review_every), Answer(_("How long"), words.timeframe, 1),
                )),
                Box(_("What you can do"), (Paragraph(_(
                    "A direction is there to improve behaviour. It is not a punishment. You do not have to agree to it, "
                    "and the school should listen to what you think."
                )), Paragraph(asks))),
            ),
        )  # fmt: skip
