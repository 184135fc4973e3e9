"""The child, who was asked, the objectives, the plan, hours in all settings and the time that none of them covers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.facts import is_current, year_of
from pastoral.records.pupils.models import CareStatus, Contact, Need
from pastoral.rules.key_stages import age_on, compulsory_school_age_ends, is_compulsory_school_age
from pastoral.rules.placements import Objective, SettingHours, Slot
from pastoral.rules.reduced.hours import DAYS as DAY_NAMES

from ..models import Consultation, Cover, Elsewhere, Placement, Session
from ..rows import Rows, hanging
from ..week import HOME, SchoolDay, Stretch, counted_lunch, day_of, holds, hours_of, in_force, uncovered, week_day

PROVIDER = "provider"


def part(access: Access, rows: list[Placement]) -> dict[int, dict[str, Any]]:
    there = hanging(access, rows)
    return {row.pk: of_row(row, there.get(row.pk, Rows())) for row in rows}


def of_row(row: Placement, own: Rows) -> dict[str, Any]:
    """The fields of one placement from its rows. No query."""
    today = timezone.localdate()
    day = row.starts_on or today
    year, born = year_of(row.pupil, day), row.pupil.date_of_birth
    needs = {need.kind for need in own.needs if is_current(need, today)}
    care = {status.kind for status in own.care if is_current(status, today)}
    agencies = [one for one in own.consultations if one.who == Consultation.Who.AGENCY]
    told = {(notice.event, notice.recipient): timezone.localdate(notice.sent_at) for notice in own.notices}
    return {
        "commissioner": row.lead.name if row.lead is not None else "",
        "home_school": row.school.name,
        "year_group": year.number if year is not None else None,
        "age": age_on(born, day),
        "compulsory_age": is_compulsory_school_age(born, day),
        "compulsory_age_ends_on": compulsory_school_age_ends(born),
        "looked_after": CareStatus.Kind.LOOKED_AFTER in care,
        "has_pep": CareStatus.Kind.LOOKED_AFTER in care,  # every looked-after child has one
        "has_child_protection_plan": CareStatus.Kind.CHILD_PROTECTION in care,
        "has_ehcp": Need.Kind.EHCP in needs,
        "has_social_worker": any(
            one.relationship == Contact.Relationship.SOCIAL_WORKER and is_current(one, today) for one in own.contacts
        ),
        "pupil_consulted_on": _last(own, Consultation.Who.PUPIL),
        "parent_consulted_on": _last(own, Consultation.Who.PARENT),
        "agencies_consulted_on": _last(own, Consultation.Who.AGENCY),
        "agencies": tuple(dict.fromkeys(one.name for one in agencies if one.name)),
        "plan_status": row.plan.status if row.plan is not None else "",
        "objectives": tuple(Objective(one.statement, tuple(one.aims), str(one.pk)) for one in own.objectives),
        "provider": row.provider.name if row.provider is not None else "",
        "settings": settings_of(row, own, week_day(row)),
        "slots": slots_of(row, own, week_day(row)),
        "authority_told_on": told.get(("placement_starts", "authority")),
        "authority_told_of_provider_on": told.get(("new_provider", "authority")),
    }


def stretches_of(row: Placement, own: Rows, day: dt.date) -> list[Stretch]:
    """The child's week on a day: the times at the provider that hold then, and those in other settings."""
    at_provider = [Stretch(one.weekday, one.starts, one.ends, PROVIDER, _provider(row)) for one in in_force(own.sessions, day)]
    return at_provider + [Stretch(one.weekday, one.starts, one.ends, one.where, one.name) for one in own.elsewhere if holds(one, day)]


def settings_of(row: Placement, own: Rows, day: dt.date) -> tuple[SettingHours, ...]:
    """Hours a week in each setting, the provider first. Work at home is left out (NPT-RT-18); without any times there are none."""
    policy = pack_of(row.policy_version_id).policy
    lunch = counted_lunch(policy, day_of(row, policy))
    found: dict[tuple[str, str], list[Stretch]] = {}
    for one in stretches_of(row, own, day):
        if one.place != HOME:
            found.setdefault((one.place, one.name), []).append(one)
    if row.provider_id is not None and not any(place == PROVIDER for place, _name in found):
        return (SettingHours(_provider(row), None, _provider(row)), *_hours(found, lunch))
    return tuple(_hours(found, lunch))


def _hours(found: dict[tuple[str, str], list[Stretch]], lunch: tuple[dt.time, dt.time] | None) -> list[SettingHours]:
    return [
        SettingHours(name or place, float(hours_of(stretches, lunch)), name if place in (PROVIDER, "other") else "")
        for (place, name), stretches in found.items()
    ]


def slots_of(row: Placement, own: Rows, day: dt.date) -> tuple[Slot, ...]:
    """The time of the school's day that no setting covers, with who is responsible. None are known before the times are."""
    return tuple(
        Slot(day_name_of(one.weekday), f"{one.starts:%H:%M}", f"{one.ends:%H:%M}", responsible(one, own.covers))
        for one in uncovered_of(row, own, day)
    )


def uncovered_of(row: Placement, own: Rows, day: dt.date) -> list[Stretch]:
    """The stretches that no setting covers; empty while no times are written, so that nothing is asked for too early."""
    stretches = stretches_of(row, own, day)
    school_day: SchoolDay = day_of(row, pack_of(row.policy_version_id).policy)
    return uncovered(stretches, school_day) if stretches else []


def gaps_of(row: Placement, own: Rows) -> list[tuple[Stretch, dt.date | None]]:
    """The uncovered stretches of the week as it is, then those that a week to come adds, with the day from which it holds."""
    today = week_day(row)
    rows: list[Session | Elsewhere] = [*own.sessions, *own.elsewhere]
    days = sorted({one.since for one in rows if one.since is not None and one.since > today})
    found: dict[str, tuple[Stretch, dt.date | None]] = {one.key: (one, None) for one in uncovered_of(row, own, today)}
    for day in days:
        for one in uncovered_of(row, own, day):
            found.setdefault(one.key, (one, day))
    return list(found.values())


def responsible(one: Stretch, covers: list[Cover]) -> str:
    """Who was named for a stretch that contains this one: shorter gaps keep their adult, new or longer ones have none."""
    for cover in covers:
        if cover.weekday == one.weekday and cover.starts <= one.starts and one.ends <= cover.ends:
            return cover.responsible
    return ""


def day_name_of(weekday: int) -> str:
    """A weekday as rules name it in `Slot.day`."""
    return DAY_NAMES[weekday - 1]


def _provider(row: Placement) -> str:
    return row.provider.name if row.provider is not None else ""


def _last(own: Rows, who: str) -> dt.date | None:
    return max((one.on for one in own.consultations if one.who == who), default=None)
