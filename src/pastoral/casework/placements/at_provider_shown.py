"""How a provider's pages show what was read: cards of what waits, the parts of one child's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.govuk.parts import Owed
from pastoral.foundation.govuk.words import date_long, say
from pastoral.rules.placements.facts import DATA_LABELS

from . import at_provider as reads
from .models import Place, Referral, SharedSet


def waiting_cards(rows: Iterable[Referral]) -> list[Owed]:
    """Referrals that nobody has answered."""
    return [
        Owed(
            _("A school asks for a place: %(need)s") % {"need": one.get_need_display()},
            reverse("provider-referral", args=[one.pk]),
            about=", ".join(part for part in (one.asking_school, one.area) if part),
            due=_("Answer by %(day)s") % {"day": date_long(one.answer_by)} if one.answer_by else "",
            tone="soon",
        )
        for one in rows
    ]


def place_parts(access: Access, place: Place) -> dict[str, Any]:
    """What the page of one child holds: the sets shared, each with its files, the times, the aims, the messages, notices of directions."""
    sets = {one.data: one for one in reads.shared_sets(access, place)}
    shown = [
        {
            "title": say(label),
            "row": sets[code],
            "is_none": sets[code].state == SharedSet.State.NONE,
            "files": getattr(sets[code], "its_files", []),
        }
        for code, label in DATA_LABELS.items()
        if code in sets
    ]
    there = reads.at_place(access, place)
    return {
        "sets": shown,
        "sessions": [(WEEKDAYS[one.weekday - 1], one) for one in there.sessions],
        "objectives": there.objectives,
        "messages_kept": there.messages,
        "notices": there.notices,
    }


def listed(rows: Iterable[Referral]) -> dict[str, list[Referral]]:
    """The inbox in three parts: ours to answer, the school's to choose, settled."""
    found: dict[str, list[Referral]] = {"waiting": [], "answered": [], "settled": []}
    for one in rows:
        part = "waiting" if one.state == Referral.State.ASKED else "answered" if one.has_offer else "settled"
        found[part].append(one)
    return found


def asked_rows(one: Referral) -> list[tuple[str, str]]:
    """What is asked, as question and answer; blanks are left out."""
    days = ", ".join(str(WEEKDAYS[day - 1]) for day in one.days if 1 <= day <= 7)
    rows = [
        (_("School"), one.asking_school),
        (_("Year group"), one.year_group),
        (_("Age"), str(one.age) if one.age is not None else ""),
        (_("Need"), one.get_need_display()),
        (_("Area"), one.area),
        (_("Hours a week"), f"{float(one.hours):g}" if one.hours is not None else ""),
        (_("Days"), days),
        (_("First day wanted"), date_long(one.start_wanted)),
        (_("Asked by"), one.asked_by),
        (_("Answer by"), date_long(one.answer_by)),
    ]
    return [(question, answer) for question, answer in rows if answer]
