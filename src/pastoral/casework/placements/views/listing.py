"""The list of placements of a school or an authority."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from .. import lists
from ..models import Placement
from ..naming import name_of
from .frame import staff_only


class FilterForm(PastoralForm):
    """What the list is narrowed to."""

    marks_optional = False

    q = fields.TextField(gettext_lazy("Name of a pupil or provider"), required=False, max_characters=100)
    stage = fields.SelectField(gettext_lazy("Stage"), required=False)
    provider = fields.SelectField(gettext_lazy("Provider"), required=False)
    school = fields.SelectField(gettext_lazy("School"), required=False)


@allow(Permission.SEE_PLACEMENTS)
def placements(request: PastoralRequest) -> HttpResponse:
    """Every placement that this person can see: the open ones, until another stage is asked for."""
    access = request.access
    staff_only(access)
    form = FilterForm(request.GET or None)
    fields_of: Any = form.fields
    fields_of["stage"].choices = [("open", _("All that are open")), ("all", _("All, closed ones too")), *Placement.Stage.choices]
    fields_of["provider"].choices = lists.providers(access)
    schools = lists.schools(access)
    fields_of["school"].choices = schools
    if not schools:
        del form.fields["school"]
    clean: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    wanted = lists.Wanted(
        stage=clean.get("stage") or lists.OPEN, provider=_number(clean.get("provider")), school=_number(clean.get("school")),
        words=clean.get("q") or "",
    )  # fmt: skip
    found = lists.placements(access, wanted, request.GET.get("page"))
    return render(
        request, "placements/list.jinja",
        {
            "list": found, "lines": [(line.row, name_of(line.row), line.red) for line in found.items], "filter_form": form,
            "active": sum(1 for value in clean.values() if value), "by_school": bool(schools), "in_england": lists.in_england(access),
        },
    )  # fmt: skip


def _number(text: Any) -> int | None:
    return int(text) if text and str(text).isdecimal() else None
