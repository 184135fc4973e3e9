"""By when, in school days: "today", "in 3 school days", "2 school days late"."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.parts import Tone
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar


def due_in_words(due: dt.date | None, *, today: dt.date, calendar: SchoolCalendar | None) -> tuple[str, Tone]:
    """The words and their tone; nothing for what has no date. The plain date where no calendar covers it."""
    if due is None:
        return "", "now"
    tone: Tone = "late" if due < today else "now"
    if due == today:
        return _("Today"), "soon"
    try:
        days = None if calendar is None else calendar.school_days_until(today, due).count
    except CalendarUnknown:
        days = None
    if days is None:
        return (_("Was due %(day)s") if due < today else _("By %(day)s")) % {"day": words.date_long(due)}, tone
    if due < today:
        if days == 0:  # the days between were a weekend or a holiday
            return _("Was due %(day)s") % {"day": near_day(due, today)}, "late"
        return ngettext("%(number)s school day late", "%(number)s school days late", -days) % {"number": -days}, "late"
    if days == 0:  # no school between now and then
        return _("By %(day)s") % {"day": near_day(due, today)}, "soon"
    return (
        ngettext("In %(number)s school day", "In %(number)s school days", days) % {"number": days},
        "soon" if days <= 3 else "now",
    )


def near_day(day: dt.date, today: dt.date) -> str:
    """Today, tomorrow, yesterday, else the weekday and date: words that may stand after "by" or "due"."""
    return words.when(day, today=today) if abs((day - today).days) <= 1 else words.day_and_date(day)
