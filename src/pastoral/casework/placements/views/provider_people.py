"""The people of a provider, kept by its leads; and an officer's invitation of its first lead."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.casework.plans.views.frame import done, form_of, sent_before, show_refusal
from pastoral.foundation.access import Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import at_providers, invitations
from pastoral.foundation.govuk.words import say
from pastoral.records.providers import queries as directory
from pastoral.records.providers.letters import language_for
from pastoral.records.providers.models import Provider
from pastoral.rules.sentences import Refused

from ..forms_sharing import FirstLeadForm, InviteForm
from ..provider_people import authority_for_letters, led, roles_there

LEAD = Permission.LEAD_PROVIDER


@allow(LEAD)
@require_safe
def people(request: PastoralRequest) -> HttpResponse:
    access = request.access
    context = {
        "people": at_providers.people_of(access),
        "waiting": [(one, invitations.state(one)) for one in at_providers.invitations_of(access)],
        "providers": {one.pk: one for one in led(access)},
        "me": access.user_id,
    }
    return render(request, "placements/at_provider_people.jinja", context)


@allow(LEAD)
def invite(request: PastoralRequest) -> HttpResponse:
    again = sent_before(request)
    if again is not None:
        return again
    access = request.access
    own = led(access)
    form = form_of(
        request, InviteForm, roles=roles_there(), providers=[(str(one.pk), one.name) for one in own] if len(own) > 1 else ()
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        provider_id = int(given["provider"]) if given.get("provider") else own[0].pk
        try:
            at_providers.invite(
                provider_id=provider_id, email=given["email"], name=given["name"], role=Role(given["role"]), post=given["post"],
                authority_id=authority_for_letters(access, provider_id), language=access.language, by=access,
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("provider-people"), _("We have sent an invitation to %(address)s.") % {"address": given["email"]})
    context = {"form": form, "back": reverse("provider-people"), "title": _("Invite somebody")}
    return render(request, "placements/at_provider_invite.jinja", context, status=422 if form.has_errors else 200)


@allow(LEAD)
def end(request: PastoralRequest, membership_id: int) -> HttpResponse:
    """Somebody has left. The last lead stays until there is another."""
    try:
        membership = at_providers.membership(request.access, membership_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        try:
            at_providers.end(membership_id=membership_id, by=request.access)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, say(reason))
        else:
            messages.success(request, _("%(name)s sees nothing here from now on.") % {"name": membership.user.name})
            if membership.user_id == request.access.user_id:
                return redirect("home")
        return redirect("provider-people")
    return render(request, "placements/at_provider_end.jinja", {"membership": membership, "back": reverse("provider-people")})


@allow(LEAD)
@require_POST
def withdraw(request: PastoralRequest, invitation_id: int) -> HttpResponse:
    try:
        at_providers.withdraw(invitation_id=invitation_id, by=request.access)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("provider-people")


@allow(Permission.MANAGE_DIRECTORY)
def first_lead(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """An officer invites the provider's first lead, who then invites everybody else there."""
    again = sent_before(request)
    if again is not None:
        return again
    access = request.access
    try:
        provider: Provider = directory.provider(access, provider_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    form = form_of(request, FirstLeadForm, initial={"email": provider.email})
    if request.method == "POST" and form.is_valid():
        given, kept_by = form.cleaned_data, authority_for_letters(access, provider.pk)
        try:
            at_providers.invite(
                provider_id=provider.pk, email=given["email"], name=given["name"], role=Role.PROVIDER_LEAD, post=given["post"],
                authority_id=kept_by, language=language_for(provider, kept_by) if kept_by is not None else "en-gb", by=access,
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
        else:
            went_to = reverse("provider", args=[provider.pk])
            return done(request, went_to, _("We have sent an invitation to %(address)s.") % {"address": given["email"]})
    context = {
        "form": form, "back": reverse("provider", args=[provider.pk]),
        "title": _("Invite the first lead of %(provider)s") % {"provider": provider.name},
    }  # fmt: skip
    return render(request, "placements/at_provider_invite.jinja", context, status=422 if form.has_errors else 200)
