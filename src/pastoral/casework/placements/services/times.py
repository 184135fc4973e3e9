"""When the child is where: times at the provider and in other settings, the days, and who is responsible in between.

While a placement runs, new times hold from a day that is said. The old ones end the day before and stay on record, each with who
wrote them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers.models import Site
from pastoral.rules.reduced.hours import day_name, plain
from pastoral.rules.sentences import Refused, Sentence, say

from ..facts.deciding import PROVIDER, gaps_of
from ..models import Cover, Elsewhere, Placement, Session
from ..rows import rows_of
from ..week import Stretch, clashes, holds, hours_of, in_force, overlap, week_day
from .changing import Change, changing
from .opening import refuse_dates
from .sharing import renew_copy

# More than a full school week in placements is a slip of the pen (ENG-HRS-01 measures it so; no figure is above it anywhere).
MOST_HOURS = Decimal("32.5")
ENDED = say("AP.ended", "That last day is past. Bring the placement to its end instead: then the report and what comes next are asked for.")
FROM_WHEN = say("AP.times_from", "Say from which day the new times hold: today or later.")


@dataclass(frozen=True)
class Line:
    """One stretch on some weekdays, as it is written on the page. `place` is "provider" or a code of Elsewhere.Where."""

    place: str
    days: tuple[int, ...]
    starts: dt.time
    ends: dt.time
    name: str = ""
    site_id: int | None = None

    def stretches(self) -> list[Stretch]:
        return [Stretch(day, self.starts, self.ends, self.place, self.name) for day in self.days]


@dataclass(frozen=True)
class SchoolTimes:
    """The school's own day and lunch; None leaves it to the authority's rules."""

    starts: dt.time | None = None
    ends: dt.time | None = None
    lunch_starts: dt.time | None = None
    lunch_ends: dt.time | None = None


def set_dates(
    *, placement_id: int, starts_on: dt.date | None, ends_on: dt.date | None, by: Access, version: int | None = None
) -> Placement:
    """The first and the last day. Other placements of the child in that time are looked at again."""
    refuse_dates(starts_on, ends_on)
    with changing(placement_id, "placement.dates_set", by=by, version=version) as change:
        row = change.row
        if row.began_on is not None and starts_on != row.starts_on:
            raise Refused((say("AP.began", "It has started: the first day stays {day}.", day=row.starts_on or row.began_on),))
        if row.stage == Placement.Stage.LIVE and ends_on is not None and ends_on < timezone.localdate():
            raise Refused((ENDED,))
        change.set(starts_on=starts_on, ends_on=ends_on)
        if row.stage == Placement.Stage.ENDING:
            change.set(ended_on=ends_on or row.ended_on)
        refuse_beside(change, at_provider_now(change))
        renew_copy(change)
    return change.row


def set_times(
    *, placement_id: int, lines: Sequence[Line], by: Access, school: SchoolTimes | None = None, since: dt.date | None = None,
    version: int | None = None,
) -> Placement:  # fmt: skip
    """The child's week. While the placement runs, what changes holds from `since`; the old times stay on record.

    Raises `Refused` where two stretches lie over each other, where another placement of the child has that time, and where all
    placements together pass `MOST_HOURS`.
    """
    with changing(placement_id, "placement.times_set", by=by, version=version) as change:
        if wrong := faults(lines, school):
            raise Refused(tuple(wrong))
        at_provider = [one for line in lines if line.place == PROVIDER for one in line.stretches()]
        refuse_beside(change, at_provider, since)
        _write_sessions(change, [line for line in lines if line.place == PROVIDER], since)
        _write_elsewhere(change, [line for line in lines if line.place != PROVIDER], since)
        if school is not None:
            change.set(
                day_starts=school.starts, day_ends=school.ends, lunch_starts=school.lunch_starts, lunch_ends=school.lunch_ends
            )
        change.set(hours_a_week=hours_of(at_provider) if at_provider else None)
        change.tell("placement.times_set")
        renew_copy(change)
    return change.row


def faults(lines: Sequence[Line], school: SchoolTimes | None = None) -> list[Sentence]:
    """What is wrong with the lines by themselves, each with the number of its line (`n`, from 1)."""
    found = []
    for n, line in enumerate(lines, start=1):
        if line.ends <= line.starts:
            found.append(
                say(
                    "AP.line_order", "Line {n}: it ends at {to}, but it starts at {from_}.", n=n, to=f"{line.ends:%H:%M}",
                    from_=f"{line.starts:%H:%M}",
                )
            )  # fmt: skip
        if not line.days:
            found.append(say("AP.line_days", "Line {n}: choose at least one day.", n=n))
    if school is not None and school.starts is not None and school.ends is not None and school.ends <= school.starts:
        found.append(say("AP.school_day", "The school's day must end after it starts."))
    lunch = (school.lunch_starts, school.lunch_ends) if school is not None else (None, None)
    if lunch[0] is not None and lunch[1] is not None and lunch[1] <= lunch[0]:
        found.append(say("AP.lunch", "Lunch must end after it starts."))
    both = overlap([one for line in lines for one in line.stretches()]) if not found else None
    if both is not None:
        one, other = both
        found.append(
            say(
                "AP.line_overlap", "On {day} the child can't be in two places: {first} and {second} lie over each other.",
                day=day_name(one.weekday), first=f"{one.starts:%H:%M}–{one.ends:%H:%M}", second=f"{other.starts:%H:%M}–{other.ends:%H:%M}",
            )
        )  # fmt: skip
    return found


def refuse_beside(change: Change, stretches: Sequence[Stretch], since: dt.date | None = None) -> None:
    """Raises `Refused` where another placement of the child, in the same days, has the same time or too many hours with this one.

    Looked at on the first day that counts (`since` while it runs) and on each later day on which another's times change.
    """
    row, today = change.row, timezone.localdate()
    first = max(today, since or today, row.starts_on or today) if row.is_running else row.starts_on or today
    last = row.ends_on or dt.date.max
    others = _others(change, first, last)
    wrong: list[Sentence] = []
    hours = Decimal(0)
    for day in sorted({first, *(one for other in others for one in _changes(other) if first < one <= last)}):
        total = [*stretches]
        for other in others:
            if (other.starts_on or today) <= day <= (other.ends_on or dt.date.max):
                theirs = [Stretch(one.weekday, one.starts, one.ends, PROVIDER) for one in in_force(other.sessions.all(), day)]
                total += theirs
                wrong += _clash(stretches, theirs, other)
        hours = max(hours, hours_of(total))
    most = Decimal(str(pack_of(row.policy_version_id).policy.value("hours.week_expectation") or MOST_HOURS))
    if hours > most:
        wrong.append(
            say(
                "AP.too_many", "All placements together would be {hours} hours a week. A school week has at most {most}.",
                hours=plain(hours), most=plain(most),
            )
        )  # fmt: skip
    if wrong:
        raise Refused(tuple(dict.fromkeys(wrong)))


def _others(change: Change, first: dt.date, last: dt.date) -> list[Placement]:
    """The child's other open placements that have a day between these two, with their times."""
    today = timezone.localdate()
    found = (
        Placement.objects.visible_to(change.by).filter(pupil=change.row.pupil_id).exclude(pk=change.row.pk)
        .exclude(stage=Placement.Stage.CLOSED).select_related("provider").prefetch_related("sessions")
    )  # fmt: skip
    return [one for one in found if (one.starts_on or today) <= last and first <= (one.ends_on or dt.date.max)]


def _changes(other: Placement) -> list[dt.date]:
    """The days on which its week changes: its first, and each from which new times hold."""
    days = [one.since for one in other.sessions.all()] + [other.starts_on]
    return [day for day in days if day is not None]


def _clash(stretches: Sequence[Stretch], theirs: Sequence[Stretch], other: Placement) -> list[Sentence]:
    name = other.provider.name if other.provider is not None else ""
    return [
        say(
            "AP.clash", "On {day} from {starts} to {ends} the child has a place at {provider} already.",
            day=day_name(one.weekday), starts=f"{one.starts:%H:%M}", ends=f"{one.ends:%H:%M}", provider=name,
        )
        for one, _their in clashes(stretches, theirs)[:3]
    ]  # fmt: skip


def at_provider_now(change: Change) -> list[Stretch]:
    """The times at the provider on the day by which the week is read."""
    own = Session.objects.visible_to(change.by).filter(placement=change.row)
    return [Stretch(one.weekday, one.starts, one.ends, PROVIDER) for one in in_force(own, week_day(change.row))]


def _write_sessions(change: Change, lines: Sequence[Line], since: dt.date | None) -> None:
    row, by = change.row, change.by
    sites = {site.pk for site in Site.objects.visible_to(by).filter(provider=row.provider_id)} if row.provider_id else set()
    wanted = {(day, line.starts, line.ends, line.site_id if line.site_id in sites else row.site_id) for line in lines for day in line.days}
    there = list(Session.objects.visible_to(by).filter(placement=row))
    ordered = sorted(wanted, key=lambda one: one[:3])
    new = [Session(weekday=day, starts=starts, ends=ends, site_id=site) for day, starts, ends, site in ordered]
    _keep(change, there, new, since, lambda one: (one.weekday, one.starts, one.ends, one.site_id))


def move_site(change: Change, provider_id: int | None, site_id: int | None) -> None:
    """Inside a change of provider or place, before it: times at the place that is left are at the new one.

    While the placement runs they are so from today, and what was stays. A place of another provider is never kept (ENG-KC-04).
    """
    row, today = change.row, timezone.localdate()
    own = set(Site.objects.visible_to(change.by).filter(provider=provider_id).values_list("pk", flat=True)) if provider_id else set()
    for one in Session.objects.visible_to(change.by).filter(placement=row):
        over = one.until is not None and one.until < today and row.is_running
        if over or one.site_id == site_id or (one.site_id != row.site_id and one.site_id in own):
            continue
        moved = one
        if row.is_running and (one.since or row.began_on or today) < today:
            moved = Session(
                **scope_of(row.pupil), placement=row, weekday=one.weekday, starts=one.starts, ends=one.ends, since=today, until=one.until
            )
            one.until = today - dt.timedelta(days=1)
            one.save()
        moved.site_id, moved.by_name, moved.at = site_id, change.by.actor[:200], timezone.now()
        moved.save()


def _write_elsewhere(change: Change, lines: Sequence[Line], since: dt.date | None) -> None:
    wanted = {(day, line.starts, line.ends, line.place, line.name[:150]) for line in lines for day in line.days}
    there = list(Elsewhere.objects.visible_to(change.by).filter(placement=change.row))
    new = [Elsewhere(weekday=day, starts=starts, ends=ends, where=where, name=name) for day, starts, ends, where, name in sorted(wanted)]
    _keep(change, there, new, since, lambda one: (one.weekday, one.starts, one.ends, one.where, one.name))


def _keep(
    change: Change, there: Sequence[Any], new: Sequence[Any], since: dt.date | None, same: Callable[[Any], tuple[Any, ...]],
) -> None:
    """Before the start the times are written anew; afterwards they change from a day, and what was stays. `same` says what a row is."""
    row, today = change.row, timezone.localdate()
    from_day: dt.date | None = None
    if not row.is_running:
        for one in there:
            one.delete()
    else:
        if {same(one) for one in there if holds(one, since or max(today, row.starts_on or today))} == {same(one) for one in new}:
            return
        if since is None or since < today:
            raise Refused((FROM_WHEN,))
        from_day = since
        for one in there:
            if one.since is not None and one.since >= from_day:
                one.delete()  # times that were to come are replaced too
            elif one.until is None or one.until >= from_day:
                one.until = from_day - dt.timedelta(days=1)
                one.save()
    same_for_all = {
        **scope_of(row.pupil), "placement": row, "since": from_day, "by_name": change.by.actor[:200], "at": timezone.now(),
    }  # fmt: skip
    for one in new:
        for name, value in same_for_all.items():
            setattr(one, name, value)
        one.save()


def set_cover(*, placement_id: int, adults: Mapping[str, str], by: Access, version: int | None = None) -> Placement:
    """Who is responsible in each stretch that no setting covers: the stretch's key (`Stretch.key`) → a name; "" for nobody yet.

    The weeks to come count as well, so that nobody waits for a name until the day on which new times hold.
    """
    with changing(placement_id, "placement.cover_set", by=by, version=version) as change:
        row = change.row
        own = rows_of(by, [row.pk])[row.pk]
        Cover.objects.visible_to(by).filter(placement=row).delete()
        for one, _since in gaps_of(row, own):
            name = adults.get(one.key, "").strip()[:150]
            if name:
                Cover(
                    **scope_of(row.pupil), placement=row, weekday=one.weekday, starts=one.starts, ends=one.ends, responsible=name
                ).save()
        change.set(slots_listed_on=timezone.localdate())
    return change.row


def no_time(n: int, field: str, text: str) -> Sentence:
    """Line `n` has something in `field` ("starts", "ends") that is no time of a day."""
    return say("AP.time", "Line {n}: “{text}” is no time of a day. Write it as 09:00.", n=n, text=text, field=field)


def no_school_time(text: str) -> Sentence:
    return say("AP.school_time", "“{text}” is no time of a day. Write it as 09:00.", text=text)
