"""How a placement's week is shown: each day with its settings, and the hours against full time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import and_list
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.facts import year_of
from pastoral.rules.ledger.entitlement import full_week
from pastoral.rules.reduced.hours import DAYS as DAY_NAMES
from pastoral.rules.reduced.hours import plain

from .facts.deciding import PROVIDER, settings_of, slots_of, stretches_of
from .models import Elsewhere, Placement, Session
from .rows import Rows
from .week import DAYS, HOME, breaks_count, holds, week_day

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class ShownStretch:
    """One line of a day: from when to when, where; `gap` is time that no setting covers, with who is responsible then."""

    starts: str
    ends: str
    where: str
    gap: bool = False


@dataclass(frozen=True)
class ShownWeek:
    """The week: (day, its lines), hours in each setting, the total and what full time is; "" where nobody says."""

    days: list[tuple[str, list[ShownStretch]]]
    hours: list[tuple[str, str]]
    total: str
    full: str
    full_is: str  # where the figure comes from, in a few words
    is_short: bool


def day_names() -> list[str]:
    """Monday to Friday in the reader's language."""
    return [_(DAY_NAMES[day - 1]) for day in DAYS]


def place_name(place: str, name: str, row: Placement) -> str:
    """A setting as one reads it: the provider's name, "School", "Tuition: Anna"."""
    if place == PROVIDER:
        return row.provider.name if row.provider is not None else _("The provider")
    label = str(dict(Elsewhere.Where.choices).get(place, place))
    return f"{label}: {name}" if name else label


def week_of(row: Placement, own: Rows, day: dt.date) -> ShownWeek:
    """The child's week as it is on a day. No query."""
    stretches = stretches_of(row, own, day)
    gaps = slots_of(row, own, day)
    lines: list[tuple[str, list[ShownStretch]]] = []
    for weekday, name in zip(DAYS, day_names(), strict=True):
        found = [
            ShownStretch(f"{one.starts:%H:%M}", f"{one.ends:%H:%M}", place_name(one.place, one.name, row))
            for one in stretches if one.weekday == weekday
        ]  # fmt: skip
        found += [
            ShownStretch(slot.starts, slot.ends, slot.responsible or _("Nobody is named yet"), gap=True)
            for slot in gaps if slot.day == DAY_NAMES[weekday - 1]
        ]  # fmt: skip
        lines.append((name, sorted(found, key=lambda one: one.starts)))
    settings = settings_of(row, own, day)
    total = sum((Decimal(str(one.hours)) for one in settings if one.hours is not None), Decimal(0))
    full, full_is = full_time_of(row, day)
    names = dict(Elsewhere.Where.choices)
    return ShownWeek(
        days=lines,
        hours=[(str(names.get(one.place, one.place)), plain(Decimal(str(one.hours))) if one.hours is not None else "") for one in settings],
        total=plain(total) if stretches else "",
        full=plain(full) if full is not None else "",
        full_is=full_is,
        is_short=full is not None and bool([one for one in stretches if one.place != HOME]) and total < full,
    )


@dataclass(frozen=True)
class Spell:
    """The week as it was, is or will be between two days: its lines, and who wrote them when."""

    since: dt.date | None
    until: dt.date | None
    is_now: bool
    to_come: bool
    lines: list[str]
    written: list[tuple[str, dt.datetime]]


def spells_of(row: Placement, own: Rows) -> list[Spell]:
    """How the times changed while the placement ran, the newest first; nothing where they never did. No query."""
    rows: list[Session | Elsewhere] = [*own.sessions, *own.elsewhere]
    begins = sorted({one.since for one in rows if one.since is not None} | {one.until + A_DAY for one in rows if one.until is not None})
    if not begins:
        return []
    today, first = week_day(row), row.began_on or row.starts_on
    found = []
    for start, after in pairwise([first, *begins, None]):
        day = start if start is not None else begins[0] - A_DAY
        there = [one for one in rows if holds(one, day)]
        until = after - A_DAY if after is not None else row.ended_on
        if start is not None and until is not None and until < start:  # changed before the first day came
            continue
        written = dict.fromkeys((one.by_name, one.at) for one in there if one.at is not None)
        found.append(
            Spell(start, until, day <= today and (until is None or today <= until), day > today, _lines(row, there), sorted(written))
        )
    return found[::-1]


def _lines(row: Placement, there: list[Session | Elsewhere]) -> list[str]:
    """ "Monday and Tuesday: 09:30–14:30 Hafan Workshop"."""
    found: dict[str, list[int]] = {}
    for one in sorted(there, key=lambda one: (one.starts, one.ends)):
        place = place_name(getattr(one, "where", PROVIDER), getattr(one, "name", ""), row)
        found.setdefault(f"{one.starts:%H:%M}–{one.ends:%H:%M} {place}", []).append(one.weekday)
    ordered = sorted(found.items(), key=lambda one: min(one[1]))
    return [f"{and_list([_(DAY_NAMES[day - 1]) for day in sorted(set(days))])}: {what}" for what, days in ordered]


def full_time_of(row: Placement, day: dt.date) -> tuple[Decimal | None, str]:
    """What full time is for this child, in hours, and by what it is measured; (None, "") where nobody says."""
    policy = pack_of(row.policy_version_id).policy
    if breaks_count(policy):
        return Decimal(str(policy.value("hours.week_expectation"))), _("the school week, with breaks and lunch")
    year = year_of(row.pupil, day)
    week = full_week(year.number if year is not None else None, policy)
    if week.minutes is None:
        return None, ""
    return (Decimal(week.minutes) / 60).quantize(Decimal("0.01")), _("taught time, without lunch")
