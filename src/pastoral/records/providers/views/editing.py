"""What an officer writes in the directory: a provider, its places, and answers to what a provider said itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.questions import once
from pastoral.rules.sentences import Refused

from .. import matching, profile, queries, services
from ..forms import AddForm, AnswerForm, ProfileForm, SiteForm, show_refusal
from .reading import change_line, provider_or_404

READ_WRITE = ["GET", "HEAD", "POST"]


@allow(Permission.COMMISSION)
@require_http_methods(READ_WRITE)
def add(request: PastoralRequest) -> HttpResponse:
    """A provider that is not here yet: an officer may put it on the list, a school says that it needs it (HAM-AP-16)."""
    access = request.access
    officer = access.may(Permission.MANAGE_DIRECTORY)
    try:
        authority = queries.authority(access, only_theirs=officer)
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method == "POST" and (went_to := once.already(access, request.POST.get("submission_token", ""))):
        return HttpResponseRedirect(went_to)
    form = AddForm(request.POST if request.method == "POST" else None, officer=officer, token=once.token())
    alike = matching.alike_by_hand(access, authority.pk, form.values) if form.is_valid() else []
    if form.is_valid() and (not alike or "different" in request.POST):
        values = form.values
        try:
            provider = services.add_provider(
                by=access, authority=authority, values=values, listed=bool(values.get("listed")), reason=values.get("reason") or "",
                site={"address": values.get("address") or "", "postcode": values.get("postcode") or ""},
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused.reasons)
        else:
            went = reverse("provider", kwargs={"provider_id": provider.pk})
            once.done(access, form.submission_token, went)
            messages.success(request, _("The provider is added."))
            return HttpResponseRedirect(went)
    context = {"form": form, "officer": officer, "authority": authority, "alike": alike}
    return render(request, "providers/add.jinja", context, status=422 if form.has_errors or alike else 200)


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def edit(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """The profile of a provider of our list, changed at once."""
    provider = _ours_or_404(request, provider_id)
    initial = {name: getattr(provider, name) for name in profile.FIELDS}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        posted = request.POST.get("version", "")
        version = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 9 else 0
        try:
            services.save_profile(by=request.access, provider=provider, values=form.values, version=version)
        except Refused as refused:
            show_refusal(form, refused.reasons)
        else:
            messages.success(request, _("The profile is saved."))
            return redirect("provider", provider_id=provider.pk)
    return _form(request, provider, form, _("Change the profile"), version=provider.version)


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def site_add(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """One more place where it teaches."""
    provider = _ours_or_404(request, provider_id)
    form = SiteForm(request.POST if request.method == "POST" else None, initial={"name": provider.name, "kind": "own"})
    if form.is_valid():
        services.save_site(by=request.access, provider=provider, values=form.cleaned_data)
        messages.success(request, _("The place is added."))
        return redirect("provider", provider_id=provider.pk)
    return _form(request, provider, form, _("Add a place where it teaches"))


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def site_edit(request: PastoralRequest, provider_id: int, site_id: int) -> HttpResponse:
    """A place, changed or no longer used."""
    provider = _ours_or_404(request, provider_id)
    site = _site_or_404(request, provider_id, site_id)
    form = SiteForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(site, name) for name in profile.SITE_FIELDS},
    )
    if form.is_valid():
        services.save_site(by=request.access, provider=provider, values=form.cleaned_data, site=site)
        messages.success(request, _("The place is saved."))
        return redirect("provider", provider_id=provider.pk)
    return _form(request, provider, form, _("Change a place"), site=site)


@allow(Permission.MANAGE_DIRECTORY)
@require_POST
def site_close(request: PastoralRequest, provider_id: int, site_id: int) -> HttpResponse:
    """The place is no longer used."""
    provider = _ours_or_404(request, provider_id)
    services.close_site(by=request.access, site=_site_or_404(request, provider_id, site_id))
    messages.success(request, _("The place is closed. What was recorded about it stays."))
    return redirect("provider", provider_id=provider.pk)


@allow(Permission.MANAGE_DIRECTORY)
@require_safe
def changes(request: PastoralRequest) -> HttpResponse:
    """What providers of our list have said about themselves, and nobody has checked."""
    found = page_of(queries.changes_to_check(request.access), request.GET.get("page", 1))
    context = {"list": found, "lines": [change_line(one) for one in found.items]}
    return render(request, "providers/changes.jinja", context)


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def change(request: PastoralRequest, change_id: int) -> HttpResponse:
    """One change: what stands, what the provider says, and the officer's answer."""
    try:
        found = queries.change(request.access, change_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    _ours_or_404(request, found.provider_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        accept = form.cleaned_data["answer"] == "accept"
        try:
            services.decide(by=request.access, change=found, accept=accept, reason=form.cleaned_data["reason"] or "")
        except Refused as refused:
            show_refusal(form, refused.reasons)
        else:
            messages.success(request, _("The change is taken over.") if accept else _("The provider is told why not."))
            return redirect("provider-changes")
    context = {"form": form, "line": change_line(found), "provider": found.provider, "open": found.state == "waiting"}
    return render(request, "providers/change.jinja", context, status=422 if form.has_errors else 200)


def _ours_or_404(request: PastoralRequest, provider_id: int) -> Any:
    """A provider that is on our list, or that our authority added."""
    provider = provider_or_404(request, provider_id)
    if provider.added_by_id not in request.access.authority_ids and not queries.is_listed(request.access, provider_id):
        raise Http404
    return provider


def _site_or_404(request: PastoralRequest, provider_id: int, site_id: int) -> Any:
    try:
        return queries.site(request.access, provider_id, site_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _form(request: PastoralRequest, provider: Any, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "provider": provider,
        "title": title,
        "back": reverse("provider", kwargs={"provider_id": provider.pk}),
        **more,
    }
    return render(request, "providers/form.jinja", context, status=422 if form.has_errors else 200)
