"""Asking providers about a place: what was asked of whom, what they answered, and taking one of the places."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.rules.sentences import Refused

from ..forms_sharing import ReferForm
from ..models import Placement
from ..referrals_shown import choices_of, placement_of, shown
from ..services import moving, referring
from .frame import back_to, commissions, done, find, page, refused_message, section, staff_only


@allow(Permission.SEE_PLACEMENTS)
@require_safe
def referrals(request: PastoralRequest, placement_id: int) -> HttpResponse:
    row = find(request, placement_id)
    staff_only(request.access)
    looked(request.access, row)
    asked = shown(request.access, row)
    may = commissions(request.access) and row.stage in (Placement.Stage.CONSIDERING, Placement.Stage.PREPARING)
    return page(request, "referrals", row, asked=asked, writes=may)


@allow(Permission.COMMISSION)
def ask(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """One form for several providers. `?provider=` from the directory ticks one."""
    chosen = [one for one in request.GET.getlist("provider") if one.isdecimal()]

    def initial(row: Placement) -> dict[str, Any]:
        return {
            "providers": chosen or ([str(row.provider_id)] if row.provider_id else []), "hours": _plain(row.hours_a_week),
            "start_wanted": row.starts_on, "area": row.district, "assessment": row.needs_assessment,
        }  # fmt: skip

    def write(row: Placement, form: Any) -> None:
        given = form.cleaned_data
        referring.refer(
            placement_id=row.pk, provider_ids=[int(one) for one in given["providers"]], by=request.access,
            asked=referring.Asked(
                need=given["need"], words=given["words"], assessment=given["assessment"], hours=given["hours"],
                days=tuple(int(one) for one in given["days"]), start_wanted=given["start_wanted"], area=given["area"],
                answer_by=given["answer_by"],
            ),
        )  # fmt: skip

    return section(
        request, placement_id, form_class=ReferForm, write=write, initial=initial, title=_("Ask providers about a place"),
        intro=_("Each provider you tick gets the same words at the same time. None of them learns the child's name."),
        went_to="placement-referrals", button=_("Send"),
        form_kwargs=lambda row: choices_of(request.access, row, chosen),
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def choose(request: PastoralRequest, referral_id: int) -> HttpResponse:
    return _settle(request, referral_id, moving.take_up, _("The place is taken up, and the other providers are told."))


@allow(Permission.COMMISSION)
@require_POST
def take_back(request: PastoralRequest, referral_id: int) -> HttpResponse:
    return _settle(request, referral_id, referring.take_back, _("The provider is told that you no longer ask."))


def _settle(request: PastoralRequest, referral_id: int, write: Any, said: str) -> HttpResponse:
    try:
        placement_id = placement_of(request.access, referral_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    went_to = back_to(find(request, placement_id), "placement-referrals")
    try:
        write(referral_id=referral_id, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, said)


def address_of(placement_id: int) -> str:
    """Where the referrals of a placement are."""
    return reverse("placement-referrals", args=[placement_id])


def _plain(hours: Decimal | None) -> str:
    """10, 12.5: without the noughts of the column."""
    return "" if hours is None else f"{hours:f}".rstrip("0").rstrip(".")
