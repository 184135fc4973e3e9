"""Travel: which times change, the travel change form in its three sections, sending it, and what was answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused

from .. import showing, travel_forms
from ..facts import facts_of
from ..form_document import has_travel_form
from ..models import Timetable
from ..services import journeys
from ..travelling import travel_of
from .frame import (
    back_to,
    done,
    find,
    form_of,
    page,
    refused_message,
    section,
    sent_before,
    show_refusal,
    staff_only,
    version_of,
)


@allow(Permission.LEAD_PLANS)
def travel(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """Travel agreed, which times change, and the form where the child gets help with travel and the authority has one."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    assisted = has_travel_form(row, pack_of(row.policy_version_id))
    form_class = travel_forms.TravelForm if assisted else travel_forms.TravelAgreedForm
    form = form_of(request, form_class, initial=_initial(request, row))
    if request.method == "POST" and form.is_valid():
        try:
            journeys.settle_travel(timetable_id=row.pk, version=version_of(request), by=request.access, **form.values())
        except Refused as refused:
            show_refusal(form, refused)
            drafts.keep(request.access, request.path, draft_of(request.POST))
        else:
            return done(request, back_to(row, "timetable-travel" if assisted else "timetable"), _("Saved."))
    facts = facts_of(request.access, [row])[row.pk]
    kept = row.transport
    missing = journeys.missing_to_send(row, facts) if assisted else ()
    return page(
        request, "travel", row, form=form, assisted=assisted, days=_days(row, facts),
        sections=travel_forms.SECTIONS if assisted else (), missing=[say(one) for one in missing], token=once.token(),
        sent=_day(kept.get("sent_on")) if facts.transport is not None and facts.transport.sent_on else "",
        again=bool(kept.get("sent_on")) and not (facts.transport is not None and facts.transport.sent_on),
        signed=_signed(kept) if facts.transport is not None and facts.transport.school_signed_on else "", decision=_decision(kept),
        may_send=not row.is_closed,
    )  # fmt: skip


def _initial(request: PastoralRequest, row: Timetable) -> dict[str, Any]:
    access = request.access
    user = request.user
    return travel_forms.initial_of(
        row, by_name=access.actor.split(" (")[0], by_email=str(getattr(user, "email", "")), post=_post(access.actor)
    )


def _post(actor: str) -> str:
    """ "Huw Pritchard (Pastoral lead)" as "Pastoral lead"."""
    _name, _open, rest = actor.partition(" (")
    return rest.rstrip(")")


def _days(row: Timetable, facts: Any) -> list[dict[str, Any]]:
    """Each day of the cycle beside the school's usual times."""
    names = showing.day_names()
    return [
        {
            "day": names[one.day - 1] if row.weeks == 1 else _("Week %(week)s, %(day)s") % {"week": one.week, "day": names[one.day - 1]},
            "usual": _("%(start)s to %(end)s") % {"start": one.usual.starts, "end": one.usual.ends},
            "now": _and([_("%(start)s to %(end)s") % {"start": a, "end": b} for a, b in zip(one.arrives, one.leaves, strict=True)])
            or _("Not in school"),
            "changes": one.changes,
        }
        for one in travel_of(facts.slots, facts.school_day, row.weeks)
    ]


def _and(texts: list[str]) -> str:
    return _(" and ").join(texts)


def _day(iso: str | None) -> str:
    return date_long(dt.date.fromisoformat(iso)) if iso else ""


def _signed(kept: dict[str, Any]) -> str:
    if not kept.get("school_signed_on"):
        return ""
    return _("%(name)s, %(day)s") % {"name": kept.get("school_signed_by", ""), "day": _day(kept["school_signed_on"])}


def _decision(kept: dict[str, Any]) -> dict[str, str]:
    words = {"agreed": _("Agreed"), "refused": _("Refused")}
    return {
        "words": words.get(kept.get("decision", ""), ""), "on": _day(kept.get("decided_on")), "contract": kept.get("contract", ""),
        "school": _day(kept.get("school_told_on")), "parents": _day(kept.get("parent_told_on")),
    }  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def send_form(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """To the transport service."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    went_to = back_to(row, "timetable-travel")
    try:
        journeys.send_form(timetable_id=row.pk, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, _("The form is sent to the transport service, and kept."))


@allow(Permission.LEAD_PLANS)
def answer(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """What the transport service answered."""

    def write(row: Timetable, form: Any) -> None:
        journeys.record_decision(timetable_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    def initial(row: Timetable) -> dict[str, Any]:
        return {"decided_on": timezone.localdate(), **travel_forms.initial_of(row, post="", by_name="", by_email="")}

    return section(
        request, timetable_id, form_class=travel_forms.TravelAnswerForm, write=write, initial=initial,
        title=_("What the transport service decided"), went_to="timetable-travel",
    )  # fmt: skip
