"""How the pages of the authority say what a query found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pastoral.casework.registers.models import Mark
from pastoral.foundation.govuk.parts import Link, Status, Tone
from pastoral.records.cases.addresses import address
from pastoral.records.providers.models import Listing, TestResult

STANDINGS: dict[str, str | Promise] = {code: words for code, words in Listing.Status.choices}
TESTED: dict[str, str | Promise] = {code: words for code, words in TestResult.Result.choices}
_STANDING_TONES: dict[str, Tone] = {"approved": "good", "listed": "now", "applying": "waiting", "suspended": "late", "removed": "late"}
_TEST_TONES: dict[str, Tone] = {"below": "good", "early_warning": "soon", "unknown": "waiting", "met": "late"}
_SAID: dict[Mark.Answer, tuple[str | Promise, Tone]] = {
    Mark.Answer.CAME: (lazy("Is there"), "good"), Mark.Answer.LATE: (lazy("Came late"), "good"),
    Mark.Answer.ABSENT: (lazy("Did not come"), "late"), Mark.Answer.LEFT_EARLY: (lazy("Left early"), "soon"),
}  # fmt: skip


def standing_of(code: str | None) -> Status:
    """What the authority says of a provider; one on no list is said to be so."""
    if not code:
        return Status(_("On no list"), "soon")
    return Status(str(STANDINGS[code]), _STANDING_TONES[code])


def test_of(code: str | None) -> Status | None:
    """The registration test, where there is something to say."""
    words = {
        "met": _("Works as a school and is not registered"), "early_warning": _("One pupil short of being a school"),
        "unknown": _("Not known whether it must be a school"), "below": _("Below the number for a school"),
    }  # fmt: skip
    return Status(words[code], _TEST_TONES[code]) if code in words else None


test_of.__test__ = False  # type: ignore[attr-defined]  # of a provider


def day_state(day: dt.date | None, today: dt.date, *, soon: int = 7) -> Status | None:
    """Whether a day that is owed is late, near, or neither."""
    if day is None or day > today + dt.timedelta(days=soon):
        return None
    return Status(_("Overdue"), "late") if day < today else Status(_("Due soon"), "soon")


def said_of(mark: Mark | None) -> Status:
    if mark is None:
        return Status(_("Nobody has said"), "waiting")
    words, tone = _SAID[Mark.Answer(mark.answer)]
    return Status(str(words), tone)


def sections(access: Any, current: str) -> list[Link]:
    """The pages of alternative provision; what is about providers and figures is the authority's alone."""
    whole = bool(access.authority_ids)
    pages = [
        ("provision", _("Placements"), True),
        ("provision-where", _("Where is everybody"), True),
        ("provision-providers", _("Providers in use"), whole),
        ("provision-value", _("Spend and value"), whole),
        ("provision-indicators", _("Indicators"), whole),
        ("provision-report", _("Report to members"), whole),
        ("providers", _("Directory"), True),
    ]
    return [Link(text, where, current=name == current) for name, text, shown in pages if shown and (where := address(name))]
