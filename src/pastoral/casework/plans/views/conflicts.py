"""A text that two people changed: both are shown, and the answer is posted to the same address as the form itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.records.pupils.presenter import identity

from ..merging import Merged
from ..models import Plan

_NOT_CARRIED = {"csrfmiddlewaretoken", "version", "autosave_version", "copy", "resolve"}
_CHOICES = ("keep__", "mine__", "theirs__", "both__")


def is_autosave(request: PastoralRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def posted(request: PastoralRequest) -> QueryDict:
    """The form as sent; where it answers a conflict, each text as it was chosen: mine, theirs, or both as edited."""
    data = request.POST
    if "resolve" not in data:
        return data
    chosen = data.copy()
    for name in data.getlist("resolve"):
        chosen[name] = data.get(f"{data.get(f'keep__{name}', 'both')}__{name}", data.get(f"both__{name}", ""))
    return chosen


def conflict_answer(
    request: PastoralRequest, *, labels: dict[str, str], merged: Merged, their_name: str, their_time: dt.datetime | None,
    fresh: str, back: str, title: str, plan: Plan,
) -> HttpResponse:  # fmt: skip
    """409: a fragment for the script, a page for everybody else. `fresh` is the token of what is saved now."""
    from django.utils.translation import gettext as _

    data = posted(request)
    context = {
        "plan": plan,
        "title": title,
        "action": request.path,
        "back": back,
        "their_name": their_name or _("somebody else"),
        "their_time": their_time,
        "fresh": fresh,
        "questions": [
            {"name": name, "label": labels.get(name, name), "mine": mine, "theirs": theirs}
            for name, (mine, theirs) in merged.conflicts.items()
        ],
        "carried": _carried(data, set(merged.conflicts)),
    }
    if is_autosave(request):
        return render(request, "plans/meeting/_conflict.jinja", context, status=409)
    context["identity"] = identity(request.access, plan.pupil)
    return render(request, "plans/meeting/conflict.jinja", context, status=409)


def _carried(data: Any, conflicts: set[str]) -> list[tuple[str, str]]:
    """Everything else that was on the form travels with the answer, so that nothing typed is lost."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in _NOT_CARRIED and name not in conflicts and not name.startswith(_CHOICES)
        for value in values
    ]
