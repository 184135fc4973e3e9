"""The calendar file of a meeting's invitation (RFC 5545): no child's name, only where and when."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

LONDON = ZoneInfo("Europe/London")
LENGTH = dt.timedelta(hours=1)


def calendar_file(
    *, uid: str, sequence: int, on: dt.date, starts_at: dt.time | None, summary: str, place: str, attendee: str
) -> str:
    """One event as text. Without a time it is a whole-day event. A moved meeting keeps its uid and counts `sequence` up."""
    calendar = Calendar()
    calendar.add("prodid", "-//Pastoral//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("summary", summary)
    if starts_at is None:
        event.add("dtstart", on)
        event.add("dtend", on + dt.timedelta(days=1))
    else:
        begin = dt.datetime.combine(on, starts_at, LONDON)
        event.add("dtstart", begin)
        event.add("dtend", begin + LENGTH)
    if place:
        event.add("location", place)
    event["organizer"] = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    event.add("attendee", vCalAddress(f"mailto:{attendee}"))
    calendar.add_component(event)
    return calendar.to_ical().decode()
