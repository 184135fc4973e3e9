"""Where should this child be now: a school's list, on paper for the office and the fire drill, and one child at any time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked, looked_at_each
from pastoral.records.attendance.presenter import sections
from pastoral.records.organisations.queries import schools as schools_of
from pastoral.records.pupils.presenter import identity
from pastoral.records.pupils.queries import pupil as find_pupil

from . import missing, queries, whereabouts
from .whereabouts import Where

EARLIEST, LATEST = 400, 400  # days back and ahead that a time may be asked for


@allow(Permission.SEE_WHEREABOUTS)
@require_safe
def school_now(request: PastoralRequest) -> HttpResponse:
    """A whole school at one moment: who is out and where, who is missing, how many are simply in school."""
    access, moment = request.access, _moment(request)
    schools = list(schools_of(access))
    school = next((one for one in schools if str(one.pk) == request.GET.get("school", "")), schools[0] if len(schools) == 1 else None)
    found = whereabouts.of(access, queries.pupils_of(access, [school]), moment) if school is not None else []
    out = [one for one in found if one.out]
    looked_at_each(access, [one.pupil for one in out])
    if school is not None and request.GET.get("as") == "pdf":
        return whereabouts.as_pdf(_("Who is out of school"), school.name, moment, [_table(*kind) for kind in _kinds(out)])
    context = {
        "schools": schools, "school": school, "moment": moment, "kinds": _kinds(out), "number": len(found), "out": len(out),
        "in_school": sum(one.kind == "school" for one in found), "no_school": sum(one.kind == "no_school" for one in found),
        "now": "at" not in request.GET,
    }  # fmt: skip
    return render(request, "registers/whereabouts.jinja", context)


@allow(Permission.SEE_WHEREABOUTS)
@require_safe
def silent(request: PastoralRequest) -> HttpResponse:
    """Half days of today of which nobody at a provider has spoken: since when that is known, and who was told (CODE-03)."""
    access, today = request.access, timezone.localdate()
    found = missing.silences(access, today)
    context = {
        "silences": found, "today": today, "sections": sections(access, "register-silences"),
        "elsewhere_schools": len({one.due.place.school_id for one in found}) > 1, "ask": access.may(Permission.EDIT_PUPILS),
    }  # fmt: skip
    return render(request, "registers/silent.jinja", context)


@allow(Permission.SEE_WHEREABOUTS)
@require_safe
def pupil_now(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """One child at one moment; now, where none is asked for."""
    try:
        pupil = find_pupil(request.access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    pupil.school.authority = pupil.authority  # always the pupil's own
    moment = _moment(request)
    looked(request.access, pupil)
    (where,) = whereabouts.of(request.access, [pupil], moment)
    context = {
        "pupil": pupil, "identity": identity(request.access, pupil), "where": where, "moment": moment, "now": "at" not in request.GET
    }  # fmt: skip
    return render(request, "registers/whereabouts_pupil.jinja", context)


def _moment(request: PastoralRequest) -> dt.datetime:
    """The moment asked for, by the clock on the wall; now, where it is none or too far away."""
    now = timezone.localtime()
    try:
        asked = timezone.make_aware(dt.datetime.fromisoformat(request.GET.get("at", "")[:16]))
    except ValueError:
        return now
    return asked if now - dt.timedelta(days=EARLIEST) <= asked <= now + dt.timedelta(days=LATEST) else now


def _kinds(out: list[Where]) -> list[tuple[str, list[Where]]]:
    """Those whom somebody must look for first; then by place."""
    named = (
        (_("Missing, or nobody knows where"), [one for one in out if one.missing]),
        (_("At a provider"), sorted((one for one in out if one.kind == "provider"), key=lambda one: one.place)),
        (_("At home with an adult who is named"), [one for one in out if one.kind == "home"]),
    )
    return [(title, some) for title, some in named if some]


def _table(title: str, some: list[Where]) -> tuple[str, list[str], list[list[Any]]]:
    return title, [_("Name"), _("Where"), _("Until"), _("Who")], [
        [
            str(one.pupil), ", ".join(part for part in (one.place, one.address, one.telephone) if part), one.until,
            one.responsible or one.said,
        ]
        for one in some
    ]
