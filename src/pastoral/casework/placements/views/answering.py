"""A provider's inbox: what schools ask, and its answers. No page here names a child."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.casework.plans.views.frame import done, form_of, sent_before, show_refusal
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.records.providers.queries import sites
from pastoral.rules.sentences import Refused

from .. import at_provider as reads
from ..at_provider_shown import asked_rows, listed
from ..forms_sharing import ACCEPT, DECLINE, AnswerForm
from ..models import Referral
from ..services import answering

WORK = Permission.WORK_FOR_PROVIDER


@allow(WORK)
@require_safe
def inbox(request: PastoralRequest) -> HttpResponse:
    """Waiting for us first, then what waits on the school, then what is settled."""
    return render(request, "placements/at_provider_referrals.jinja", listed(reads.referrals(request.access)))


@allow(WORK)
def referral(request: PastoralRequest, referral_id: int) -> HttpResponse:
    again = sent_before(request)
    if again is not None:
        return again
    access = request.access
    try:
        row = reads.referral(access, referral_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    looked(access, row)
    form = None
    if row.is_open:
        there = [(str(site.pk), site.name) for site in sites(access, [row.provider_id])]
        form = form_of(request, AnswerForm, initial=_initial(row), sites=there)
        if request.method == "POST" and form.is_valid():
            try:
                _write(request, row, form.cleaned_data)
            except Refused as refused:
                show_refusal(form, refused)
            else:
                return done(request, reverse("provider-referrals"), _("Your answer is with the school."))
    context = {"row": row, "form": form, "rows": asked_rows(row), "back": reverse("provider-referrals")}
    wrong = form is not None and form.has_errors
    return render(request, "placements/at_provider_referral.jinja", context, status=422 if wrong else 200)


def _initial(row: Referral) -> dict[str, object]:
    kinds = {"accepted": "accept", "offered": "offer"}
    return {
        "answer": kinds.get(row.state, ""), "start": row.start_offered or row.start_wanted, "first": row.start_offered,
        "site": str(row.site_offered_id or ""), "words": row.answer,
    }  # fmt: skip


def _write(request: PastoralRequest, row: Referral, given: dict[str, object]) -> None:
    by, site = request.access, given.get("site")
    site_id = int(str(site)) if site else None
    words = str(given.get("words") or "")
    if given["answer"] == ACCEPT:
        answering.accept(referral_id=row.pk, start=given.get("start"), site_id=site_id, words=words, by=by)  # type: ignore[arg-type]  # a date field
    elif given["answer"] == DECLINE:
        answering.decline(referral_id=row.pk, reason=str(given.get("reason") or ""), words=words, by=by)
    else:
        answering.offer(referral_id=row.pk, start=given.get("first"), site_id=site_id, words=words, by=by)  # type: ignore[arg-type]  # a date field
