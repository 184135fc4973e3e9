"""The policy in force for my authority, as an officer would read it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.records.organisations.models import Authority

from . import presenter, queries
from .packs import pack_of, said


@allow(Permission.SEE_POLICY)
def policy_page(request: PastoralRequest) -> HttpResponse:
    """The authority is my own; where I work for several, the one asked for by code, else the first by name."""
    access = request.access
    mine = list(Authority.objects.filter(pk__in=access.home_authority_ids | access.authority_ids).order_by("name"))
    code = request.GET.get("authority", "")
    authority = next((one for one in mine if one.code == code), None) if code else next(iter(mine), None)
    if authority is None:
        raise Http404
    around = {"authority": authority, "authorities": mine}
    try:
        version = queries.version_in_force(authority.pk, timezone.localdate())
    except queries.NoPolicy:
        return render(request, "policy/none.jinja", around)
    return render(request, "policy/policy.jinja", {**around, **_shown(version.pk), "version": version})


def _shown(version_id: int) -> dict[str, Any]:
    pack = pack_of(version_id)
    return {
        "pack": pack,
        "title": said(pack.title),
        "plan": said(pack.labels.plan),
        "parameters": presenter.parameters(pack),
        "recipients": presenter.recipients(pack),
        "stages": presenter.stages(pack),
        "roles": presenter.roles(pack),
        "lists": presenter.lists(pack),
        "rules": presenter.rules(pack),
        "forms": presenter.forms(pack),
    }
