"""The written notice of a direction as a letter: every field that the law names (ENG-OSD-03), and what the family may do."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.tree import Answer, Box, Document, Fact, Facts, Language, Paragraph
from pastoral.foundation.govuk.words import date_long

from ..models import Direction

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}


def seal_of(row: Direction) -> str:
    """SHA-256 over the words of the notice: what was given is what was written."""
    words = [
        row.to_name, row.address, row.report_to, str(row.days or ""), row.reasons, row.objectives, str(row.sessions_a_day),
        *(str(one or "") for one in (row.starts, row.ends, row.break_starts, row.break_ends, row.starts_on, row.ends_on)),
    ]  # fmt: skip
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def times_of(row: Direction) -> list[tuple[str, str]]:
    """The times of a day as the notice says them: two sessions with the break between them, or one."""

    def clock(time: Any) -> str:
        return time.strftime("%H:%M") if time is not None else ""

    if row.sessions_a_day == 1:
        return [(_("The session starts"), clock(row.starts)), (_("The session ends"), clock(row.ends))]
    return [
        (_("The morning starts"), clock(row.starts)), (_("The break starts"), clock(row.break_starts)),
        (_("The break ends"), clock(row.break_ends)), (_("The afternoon ends"), clock(row.ends)),
    ]  # fmt: skip


def fields_of(row: Direction) -> list[tuple[str, str]]:
    """The short fields of the notice, in order."""
    return [
        (_("Where"), row.to_name), (_("Address"), row.address), (_("Who to report to"), row.report_to),
        (_("First day"), date_long(row.starts_on) if row.starts_on else ""), (_("Last day"), date_long(row.ends_on) if row.ends_on else ""),
        (_("Number of days"), str(row.days or "")), *times_of(row),
    ]  # fmt: skip


def letter(row: Direction, language: Language = "en", *, review_weeks: int | None = None) -> Document:
    """The notice in one language. It carries the child's name: it is for those who are to have it."""
    with override(DJANGO_CODE[language]):
        name = f"{row.pupil.forename} {row.pupil.surname}"
        asks = _("You may ask the school in writing for a review at any time. It must hold one as soon as it reasonably can.")
        if review_weeks is not None:
            asks += " " + _("It does not have to if one was held in the %(weeks)s weeks before you asked.") % {"weeks": review_weeks}
        school = (row.school.name_cy or row.school.name) if language == "cy" else row.school.name
        where = tuple(Fact(label, value, wide=label == _("Address")) for label, value in fields_of(row))
        return Document(
            title=_("Notice of an off-site direction"),
            language=language,
            organisation=school,
            seal=row.notice_seal or seal_of(row),
            parts=(
                Box(_("Who this is about"), (Facts((Fact(_("Name"), name), Fact(_("School"), school))),)),
                Box(_("Where and when"), (Facts(where),)),
                Box(_("Why, and what it is to reach"), (
                    Answer(_("Reasons"), row.reasons), Answer(_("Objectives"), row.objectives),
                )),
                Box(_("How it is followed"), (
                    Answer(_("How often it is reviewed"), row.review_every), Answer(_("How long"), row.timeframe, 1),
                )),
                Box(_("What you can do"), (Paragraph(_(
                    "A direction is there to improve behaviour. It is not a punishment. You do not have to agree to it, "
                    "and the school should listen to what you think."
                )), Paragraph(asks))),
                Box(_("Date"), (Paragraph(date_long(row.notice_given_on) if row.notice_given_on else _("Not given yet")),)),
            ),
        )  # fmt: skip
