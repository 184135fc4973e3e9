"""One provider and the registration test: the page, the four factors, who was told, the report."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.records.cases.addresses import address

from . import registration
from .forms import FactorsForm, ToldForm
from .registration import Registration
from .showing import sections, test_of

TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@allow(Permission.SEE_MONITORING)
@require_safe
def page(request: PastoralRequest, provider_id: int) -> HttpResponse:
    found = _found(request, provider_id)
    return render(request, "provision/registration.jinja", _context(request, found))


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def factors_page(request: PastoralRequest, provider_id: int) -> HttpResponse:
    found = _found(request, provider_id)
    form = FactorsForm(request.POST or None)
    form.fields["site"].choices = [(str(site.pk), str(site)) for site in found.sites]  # type: ignore[attr-defined]  # a ChoiceField
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        site = given.pop("site")
        registration.judge(provider_id=provider_id, site_id=int(site) if site else None, by=request.access, **given)
        return redirect("provision-registration", provider_id=provider_id)
    return _form(request, found, form, "provision/factors.jinja")


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def told_page(request: PastoralRequest, provider_id: int) -> HttpResponse:
    found = _found(request, provider_id)
    initial = {name: getattr(found.listing, name, None) for name in registration.TOLD}
    form = ToldForm(request.POST or None, initial=initial)
    # each nation's own: nobody in Wales reports to Ofsted
    del form.fields["ofsted_told_on" if found.authority.nation == "wales" else "government_told_on"]
    if request.method == "POST" and form.is_valid():
        registration.told(provider_id=provider_id, by=request.access, **form.cleaned_data)
        return redirect("provision-registration", provider_id=provider_id)
    return _form(request, found, form, "provision/told.jinja")


@allow(Permission.MANAGE_DIRECTORY)
@require_safe
def report_file(request: PastoralRequest, provider_id: int, file_format: str) -> HttpResponseBase:
    if file_format not in TYPES:
        raise Http404
    language = "cy" if (get_language() or "").startswith("cy") else "en"
    try:
        content = registration.report(provider_id=provider_id, language=language, file_format=file_format, by=request.access)
    except ObjectDoesNotExist:
        raise Http404 from None
    headers = {"Content-Disposition": f'attachment; filename="unregistered-school-{provider_id}.{file_format}"'}
    return HttpResponse(content, content_type=TYPES[file_format], headers=headers)


def _found(request: PastoralRequest, provider_id: int) -> Registration:
    try:
        return registration.of(request.access, provider_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _context(request: PastoralRequest, found: Registration) -> dict[str, Any]:
    return {
        "found": found, "tested": test_of(found.result.result) if found.result else None,
        "by_site": [(site, test_of(result)) for site, result in found.by_site], "sections": sections(request.access, "provision-providers"),
        "provider_url": address("provider", found.provider.pk), "may": request.access.may(Permission.MANAGE_DIRECTORY),
        "welsh": found.authority.nation == "wales", "here": reverse("provision-registration", args=[found.provider.pk]),
    }  # fmt: skip


def _form(request: PastoralRequest, found: Registration, form: Any, template: str) -> HttpResponse:
    return render(request, template, {**_context(request, found), "form": form}, status=422 if form.has_errors else 200)
