"""Starting a placement: what stands in the way and where it is put right; and every other move between stages."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import once
from pastoral.rules.placements import PLACEMENT
from pastoral.rules.sentences import Refused

from ..facts import facts_of
from ..services import deciding, moving
from ..services.telling import recipients_of
from .frame import back_to, done, find, page, refused_message, sent_before, staff_only
from .reading import findings_of, said


@allow(Permission.COMMISSION)
def start(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Each thing that stops the referral or the start, with the page on which it is put right; and who will be told."""
    row, access = find(request, placement_id), request.access
    staff_only(access)
    looked(access, row)
    facts = facts_of(access, [row])[row.pk]
    found = findings_of(row, facts)
    action = "refer" if row.stage == row.Stage.CONSIDERING else "start"
    own = moving.own_reasons(action, row)
    both = moving.proposes_both(row, facts)
    stops = [said(row, one) for one in found if one.stops(action)]
    return page(
        request, "start", row, action=action, token=once.token(), own_reasons=own,
        stops=stops, button="" if own or stops or row.is_running or row.is_closed else _(PLACEMENT.actions[action]),
        later=[said(row, one) for one in found if one.effect == "BLOCK" and not one.stops(action)],
        warns=[said(row, one) for one in found if one.effect == "WARN"],
        both=both and not (row.registration == "dual" and row.dual_from is not None),
        told=recipients_of(access, row, facts) if action == "start" and not (row.is_running or row.is_closed) else [],
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def register_both(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The school confirms that the child is registered at both from the first day (HAM-AP-17)."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    staff_only(request.access)
    try:
        deciding.settle("checked", placement_id=row.pk, by=request.access, registration="dual", dual_from=row.starts_on)
    except Refused as refused:
        return refused_message(request, refused, back_to(row, "placement-start"))
    return done(request, back_to(row, "placement-start"), _("Registered at both: main at the home school, subsidiary at the provider."))


@allow(Permission.COMMISSION)
@require_POST
def move(request: PastoralRequest, placement_id: int, action: str) -> HttpResponse:
    """One button of the overview or of the start page."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    staff_only(request.access)
    try:
        last = parse_date(request.POST.get("ended_on", "").strip())
    except ValueError:
        last = None
    try:
        moving.move(
            placement_id=row.pk, action=action, reason=request.POST.get("reason", "").strip(), ended_on=last, by=request.access
        )
    except Refused as refused:
        return refused_message(request, refused, back_to(row, "placement-start" if action in ("refer", "start") else "placement"))
    except ValueError:
        return HttpResponseRedirect(reverse("placement", args=[row.pk]))
    return done(request, back_to(row), moving.done_words(action))
