"""The policy in force for my authority, as an officer would read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest

from . import presenter, queries, registry
from .differences import differences
from .models import PolicyVersion
from .packs import pack_of, said


@allow(Permission.SEE_POLICY)
def policy_page(request: PastoralRequest) -> HttpResponse:
    """The policy of my own authority, in force today or on a day (`?on=2026-07-26`); of several, the one asked for by code."""
    around = _around(request)
    today = timezone.localdate()
    try:
        version = queries.version_in_force(around["authority"].pk, _day(request, "on") or today)
    except queries.NoPolicy:
        return render(request, "policy/none.jinja", around)
    versions = queries.versions_of(around["authority"].pk)
    rows = presenter.versions(versions, shown=version, today=today)
    return render(
        request, "policy/policy.jinja", {**around, **_shown(version.pk), "version": version, "versions": rows}
    )


@allow(Permission.SEE_POLICY)
def policy_changes(request: PastoralRequest) -> HttpResponse:
    """What a version changes against another (`?old=2024-09-01&new=2026-07-26`); the newest against the one before it."""
    around = _around(request)
    versions = queries.versions_of(around["authority"].pk)  # the newest first
    if not versions:
        return render(request, "policy/none.jinja", around)
    new = _version(versions, _day(request, "new")) if request.GET.get("new") else versions[0]
    earlier = [version for version in versions if version.starts_on < new.starts_on]
    old = _version(versions, _day(request, "old")) if request.GET.get("old") else next(iter(earlier), None)
    if old is None:
        return render(request, "policy/changes.jinja", {**around, "new": new, "old": None, "groups": ()})
    pinned = [text for text, _count in registry.open_records(request.access, [old.pk])[old.pk]]
    shown = {
        "old": old,
        "new": new,
        "groups": presenter.changes(differences(pack_of(old.pk), pack_of(new.pk))),
        "stay": presenter.stay_sentence(pinned) if pinned else "",
    }
    return render(request, "policy/changes.jinja", {**around, **shown})


def _around(request: PastoralRequest) -> dict[str, Any]:
    mine = queries.authorities_of(request.access)
    code = request.GET.get("authority", "")
    authority = next((one for one in mine if one.code == code), None) if code else next(iter(mine), None)
    if authority is None:
        raise Http404
    return {"authority": authority, "authorities": mine}


def _day(request: PastoralRequest, name: str) -> date | None:
    """A day of the address; None where it is not given. Http404 for what is no day."""
    given = request.GET.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as wrong:
        raise Http404 from wrong


def _version(versions: list[PolicyVersion], starts_on: date | None) -> PolicyVersion:
    for version in versions:
        if version.starts_on == starts_on:
            return version
    raise Http404


def _shown(version_id: int) -> dict[str, Any]:
    pack = pack_of(version_id)
    return {
        "pack": pack,
        "title": said(pack.title),
        "plan": said(pack.labels.plan),
        "parameters": presenter.parameters(pack),
        "certainties": presenter.certainties(),
        "codes": presenter.codes(pack),
        "recipients": presenter.recipients(pack),
        "stages": presenter.stages(pack),
        "roles": presenter.roles(pack),
        "lists": presenter.lists(pack),
        "rules": presenter.rules(pack),
        "forms": presenter.forms(pack),
    }
