"""Days, the child's week over all settings, and who is responsible in the time that none of them covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import once
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, Sentence

from .. import choosing, forms_core
from ..facts.deciding import gaps_of, responsible
from ..models import Elsewhere, Placement
from ..rows import Rows, rows_of
from ..services import times
from ..showing import day_names, spells_of, week_of
from ..week import day_of, holds, in_force, week_day
from .frame import back_to, done, find, page, section, sent_before, staff_only, version_of

SPARE, MOST = 4, 30
ALL_DAYS = "12345"
SCHOOL_FIELDS = ("day_starts", "day_ends", "lunch_starts", "lunch_ends")


@allow(Permission.COMMISSION)
def dates(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The first and the last day."""

    def write(row: Placement, form: Any) -> None:
        times.set_dates(placement_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms_core.DatesForm, write=write, title=_("First and last day"), went_to="placement-times",
        initial=lambda row: {"starts_on": row.starts_on, "ends_on": row.ends_on},
    )  # fmt: skip


@allow(Permission.COMMISSION)
def week(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The times at the provider and in every other setting, line by line, and what they come to."""
    again = sent_before(request)
    if again is not None:
        return again
    row, access = find(request, placement_id), request.access
    staff_only(access)
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    today = timezone.localdate()
    posted = request.method == "POST"
    lines = _posted(request) if posted else _stored(own, week_day(row))
    school = {name: request.POST.get(name, "").strip() if posted else _clock(getattr(row, name)) for name in SCHOOL_FIELDS}
    since = request.POST.get("since", "").strip() if posted else ""
    errors: list[FormError] = []
    if posted:
        try:
            read = _read(lines)
            times.set_times(
                placement_id=row.pk, lines=read, school=_school(school), since=_day(since), version=version_of(request), by=access
            )
        except Refused as refused:
            errors = [FormError(say(reason), _where(reason)) for reason in refused.reasons]
        else:
            return done(request, back_to(row, "placement-times"), _("Saved."))
    return page(
        request, "times", row, lines=[*lines, *(_empty() for _n in range(SPARE))], school=school, since=since, errors=errors,
        wrong={error.href for error in errors}, days=day_names(), token=once.token(), status=422 if errors else 200,
        places=[("provider", row.provider.name if row.provider is not None else _("The provider")), *_elsewhere()],
        sites=choosing.sites_of(access, [row.provider_id] if row.provider_id else []), week=week_of(row, own, week_day(row)),
        pack_day=day_of(row, pack_of(row.policy_version_id).policy),
        change_from=date_long(today) if row.is_running else "", spells=spells_of(row, own),
    )  # fmt: skip


def _elsewhere() -> list[tuple[str, str]]:
    """The other settings, in a few words: a narrow screen has little room."""
    short: dict[str, str] = {Elsewhere.Where.HOME: _("Work at home"), Elsewhere.Where.TUITION: _("Tuition")}
    return [(code, short.get(code, str(text))) for code, text in Elsewhere.Where.choices]


def _empty() -> dict[str, str]:
    return {"place": "", "days": "", "starts": "", "ends": "", "name": "", "site": ""}


def _stored(own: Rows, day: dt.date) -> list[dict[str, str]]:
    """What stands there as lines: the same stretch on several days is one."""
    found: dict[tuple[str, ...], list[int]] = {}
    for one in in_force(own.sessions, day):
        key = ("provider", _clock(one.starts), _clock(one.ends), "", str(one.site_id or ""))
        found.setdefault(key, []).append(one.weekday)
    for other in (one for one in own.elsewhere if holds(one, day)):
        key = (other.where, _clock(other.starts), _clock(other.ends), other.name, "")
        found.setdefault(key, []).append(other.weekday)
    return [
        {"place": place, "starts": starts, "ends": ends, "name": name, "site": site, "days": "".join(str(day) for day in sorted(days))}
        for (place, starts, ends, name, site), days in found.items()
    ]


def _posted(request: PastoralRequest) -> list[dict[str, str]]:
    """The lines that say anything."""
    post = request.POST
    columns = [post.getlist(name) for name in ("place", "starts", "ends", "name", "site")]
    found = []
    for number, (place, starts, ends, name, site) in enumerate(zip(*columns, strict=False), start=1):
        if starts.strip() or ends.strip():
            days = "".join(day for day in ALL_DAYS if day in post.getlist(f"days-{number}"))
            found.append({"place": place, "starts": starts.strip(), "ends": ends.strip(), "name": name.strip(), "site": site, "days": days})
    return found[:MOST]


def _read(lines: Sequence[dict[str, str]]) -> list[times.Line]:
    """Raises `Refused` with each time that is none."""
    wrong: list[Sentence] = []
    found = []
    for n, line in enumerate(lines, start=1):
        starts, ends = read_time(line["starts"]), read_time(line["ends"])
        for name, value in (("starts", starts), ("ends", ends)):
            if value is None:
                wrong.append(times.no_time(n, name, line[name]))
        if starts is not None and ends is not None:
            found.append(
                times.Line(
                    line["place"] if line["place"] in ("provider", *Elsewhere.Where.values) else "provider",
                    tuple(int(day) for day in line["days"]), starts, ends, line["name"],
                    int(line["site"]) if line["site"].isdecimal() else None,
                )
            )  # fmt: skip
    if wrong:
        raise Refused(tuple(wrong))
    return found


def _school(given: dict[str, str]) -> times.SchoolTimes:
    read = {name: read_time(text) for name, text in given.items()}
    wrong = [times.no_school_time(text) for name, text in given.items() if text and read[name] is None]
    if wrong:
        raise Refused(tuple(wrong))
    return times.SchoolTimes(read["day_starts"], read["day_ends"], read["lunch_starts"], read["lunch_ends"])


def read_time(text: str) -> dt.time | None:
    """ "9:05", "9.05" and "0905" as a time of a day; None for anything else."""
    digits = text.strip().replace(".", ":")
    if digits.isascii() and digits.isdecimal() and len(digits) in (3, 4):
        digits = f"{digits[:-2]}:{digits[-2:]}"
    hour, colon, minute = digits.partition(":")
    if not (colon and hour.isascii() and hour.isdecimal() and minute.isascii() and minute.isdecimal() and len(minute) == 2):
        return None
    return dt.time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _clock(value: dt.time | None) -> str:
    return f"{value:%H:%M}" if value is not None else ""


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _where(reason: Sentence) -> str:
    """The input that a refusal is about; "" for the whole page."""
    values = reason.values()
    field = {"AP.time": str(values.get("field", "starts")), "AP.line_order": "ends", "AP.line_days": "days"}.get(reason.code)
    if field is not None:
        return f"#{field}-{values['n']}"
    return "#since" if reason.code == "AP.times_from" else ""


@allow(Permission.COMMISSION)
def cover(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Who is responsible in each stretch of the school's day that no setting covers (NPT-PSP-25, HAM-PAR-01, WIL-SG-01, HRS-05)."""
    again = sent_before(request)
    if again is not None:
        return again
    row, access = find(request, placement_id), request.access
    staff_only(access)
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    gaps = [one for one, _since in gaps_of(row, own)]
    if request.method == "POST":
        everywhere = request.POST.get("everywhere", "").strip()
        adults = {one.key: request.POST.get(f"adult-{one.key}", "").strip() or everywhere for one in gaps}
        try:
            times.set_cover(placement_id=row.pk, adults=adults, version=version_of(request), by=access)
        except Refused as refused:
            errors = [FormError(say(reason), "") for reason in refused.reasons]
            return _cover_page(request, row, own, errors)
        return done(request, back_to(row), _("Saved."))
    return _cover_page(request, row, own, [])


def _cover_page(request: PastoralRequest, row: Placement, own: Rows, errors: list[FormError]) -> HttpResponse:
    school_day = day_of(row, pack_of(row.policy_version_id).policy)
    return page(
        request, "cover", row, errors=errors, token=once.token(), status=422 if errors else 200,
        gaps=[(one, day_names()[one.weekday - 1], responsible(one, own.covers), since) for one, since in gaps_of(row, own)],
        day_known=school_day.starts is not None and school_day.ends is not None, has_times=bool(own.sessions),
    )  # fmt: skip
