"""Support sessions: opening, ending, and the council's list of them."""

from __future__ import annotations

from django.apps import apps
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pastoral.foundation.access import ROLES, NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.questions import drafts

from .. import support
from ..forms import SupportForm


@allow(Permission.OPEN_SUPPORT_SESSION)
def support_session(request: PastoralRequest) -> HttpResponse:
    access = request.access
    in_use = apps.get_model("organisations.Authority").objects.filter(in_use=True).order_by("name")
    kept = drafts.kept(access, request.path) if request.method == "GET" else None
    form = SupportForm(
        request.POST if request.method == "POST" else None,
        draft=drafts.values_of(kept),
        authorities=[(str(each.pk), each.name) for each in in_use],
    )
    if form.is_bound and form.is_valid():
        drafts.drop(access, request.path)
        support.open_session(
            authority_id=int(form.cleaned_data["authority"]), reason=form.cleaned_data["reason"], by=access
        )
        messages.success(request, _("The support session is open for an hour. The council sees that you are looking."))
        return redirect("support")
    return render(
        request,
        "accounts/support.jinja",
        {"form": form, "open": support.current(access), "minutes": support.MINUTES, "kept": kept},
    )


@allow(Permission.OPEN_SUPPORT_SESSION)
@require_POST
def support_end(request: PastoralRequest) -> HttpResponse:
    support.end_session(by=request.access)
    messages.success(request, _("The support session is ended."))
    return redirect("support")


@allow(Permission.SEE_WHO_LOOKED)
@require_GET
def support_log(request: PastoralRequest) -> HttpResponse:
    access = request.access
    if not any(ROLES[role].staff for role in access.roles):
        # a parent sees who looked at their child, not who looked at the council
        raise NotAllowed(Permission.SEE_WHO_LOOKED)
    page = page_of(support.sessions_at(access), request.GET.get("page"))
    return render(request, "accounts/support_log.jinja", {"list": page})
