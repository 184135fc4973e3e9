"""A provider's own profile, kept by its lead: changes wait for an officer, places free count at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.rules.sentences import Refused

from .. import presenter, profile, queries, services
from ..forms import LetterForm, PlacesForm, ProfileForm, SiteForm, show_refusal
from ..models import ProfileChange, Provider
from .reading import change_line

READ_WRITE = ["GET", "HEAD", "POST"]


@allow(Permission.LEAD_PROVIDER)
@require_safe
def mine(request: PastoralRequest) -> HttpResponse:
    """The profile as everybody who commissions sees it, what waits to be checked, and what was answered."""
    return _show(request, _own(request))


def _show(
    request: PastoralRequest, provider: Provider, form: PlacesForm | None = None, letters: LetterForm | None = None
) -> HttpResponse:
    access = request.access
    said = queries.own_changes(access, provider.pk)
    context = {
        "provider": provider, "others": [one for one in queries.own_providers(access) if one.pk != provider.pk],
        "offer": presenter.offer_rows(provider), "contact": presenter.contact_rows(provider),
        "registration": presenter.registration(provider),
        "sites": presenter.sites_shown(list(queries.sites(access, [provider.pk]))),
        "waiting": [change_line(one) for one in said if one.state == ProfileChange.State.WAITING],
        "answered": [change_line(one) for one in said if one.state != ProfileChange.State.WAITING],
        "places": form or PlacesForm(initial={"places_free": provider.places_free}),
        "letters": letters or LetterForm(initial={"letter_language": provider.letter_language}),
        "form": form or letters,  # what was sent: its errors stand at the top
    }  # fmt: skip
    wrong = form or letters
    return render(request, "providers/own.jinja", context, status=422 if wrong is not None and wrong.has_errors else 200)


@allow(Permission.LEAD_PROVIDER)
@require_http_methods(READ_WRITE)
def edit(request: PastoralRequest) -> HttpResponse:
    """The whole profile as a form, beginning with what is waiting already."""
    provider = _own(request)
    initial = {name: getattr(provider, name) for name in profile.FIELDS}
    initial |= {
        one.field: one.after
        for one in queries.waiting_changes(request.access, provider.pk)
        if one.field in profile.FIELDS
    }
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    for name in profile.AT_ONCE:
        form.fields.pop(name, None)  # said on the page of the profile, at once
    if form.is_valid():
        asked = services.propose(by=request.access, provider=provider, values=form.values)
        if asked:
            said = ngettext("%(num)s change is waiting to be checked.", "%(num)s changes are waiting to be checked.", len(asked))
            messages.success(request, said % {"num": len(asked)})
        return _back(provider)
    return _form(request, provider, form, _("Change your profile"))


@allow(Permission.LEAD_PROVIDER)
@require_http_methods(READ_WRITE)
def places(request: PastoralRequest) -> HttpResponse:
    """Places free: at once. Its address alone, as after a change of language on the page of an error, is the profile."""
    provider = _own(request)
    if request.method != "POST":
        return _back(provider)
    form = PlacesForm(request.POST)
    if form.is_valid():
        try:
            services.set_places_free(by=request.access, provider=provider, places_free=form.cleaned_data["places_free"])
        except Refused as refused:
            show_refusal(form, refused.reasons, "places_free")
        else:
            messages.success(request, _("Saved. Everybody who commissions sees it now."))
            return _back(provider)
    return _show(request, provider, form)


@allow(Permission.LEAD_PROVIDER)
@require_http_methods(READ_WRITE)
def letter_language(request: PastoralRequest) -> HttpResponse:
    """The language of messages and of pages by link: at once. Its address alone is the profile, as with the places."""
    provider = _own(request)
    if request.method != "POST":
        return _back(provider)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _show(request, provider, letters=form)
    services.set_letter_language(by=request.access, provider=provider, language=form.cleaned_data["letter_language"])
    messages.success(request, _("Saved. We write to you in this language from now on."))
    return _back(provider)


@allow(Permission.LEAD_PROVIDER)
@require_http_methods(READ_WRITE)
def site_add(request: PastoralRequest) -> HttpResponse:
    """A new place, which an officer looks at first."""
    provider = _own(request)
    form = SiteForm(request.POST if request.method == "POST" else None, initial={"kind": "satellite"})
    if form.is_valid():
        services.propose_site(by=request.access, provider=provider, values=form.cleaned_data)
        messages.success(request, _("The place is waiting to be checked."))
        return _back(provider)
    return _form(request, provider, form, _("Add a place where you teach"))


@allow(Permission.LEAD_PROVIDER)
@require_POST
def site_close(request: PastoralRequest, site_id: int) -> HttpResponse:
    """A place that is no longer used."""
    access = request.access
    try:
        site = queries.own_site(access, site_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    services.propose_closing(by=access, provider=site.provider, site=site)
    messages.success(request, _("An officer will check that the place is no longer used."))
    return _back(site.provider)


@allow(Permission.LEAD_PROVIDER)
@require_POST
def take_back(request: PastoralRequest, change_id: int) -> HttpResponse:
    """Take back what nobody has answered."""
    try:
        change = queries.change(request.access, change_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    services.take_back(by=request.access, change=change)
    messages.success(request, _("The change is taken back."))
    return _back(change.provider)


def _own(request: PastoralRequest) -> Provider:
    """The provider that this person leads: the one asked for, else the first by name."""
    mine = queries.own_providers(request.access)
    asked = request.GET.get("provider", "")
    found = next((one for one in mine if str(one.pk) == asked), mine[0] if mine and not asked else None)
    if found is None:
        raise Http404
    return found


def _back(provider: Provider) -> HttpResponse:
    return redirect(f"{reverse('provider-own-profile')}?provider={provider.pk}")


def _form(request: PastoralRequest, provider: Provider, form: Any, title: str) -> HttpResponse:
    back = f"{reverse('provider-own-profile')}?provider={provider.pk}"
    context = {"form": form, "provider": provider, "title": title, "back": back, "own": True}
    return render(request, "providers/form.jinja", context, status=422 if form.has_errors else 200)
