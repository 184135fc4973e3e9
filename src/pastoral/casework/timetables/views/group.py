"""The page on which somebody writes down what the authority's group for children absent from education said."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.records.policy.packs import pack_of, said

from .. import forms
from ..models import Timetable
from ..services import grouping
from .frame import find, section, version_of


@allow(Permission.SEE_PLANS)
def group(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """For officers and leads, where the authority has such a group (WIL-CAFE-01); elsewhere there is no such page."""
    found = find(request, timetable_id)
    if not grouping.has_group(found) or found.is_closed:
        raise Http404
    if not grouping.may_record(request.access):
        raise NotAllowed("group")

    def initial(row: Timetable) -> dict[str, Any]:
        return {"reviewed_on": row.panel_reviewed_on, "acts": row.panel_acts, "actions": row.panel_actions}

    def write(row: Timetable, form: Any) -> None:
        grouping.record_group(timetable_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, timetable_id, form_class=forms.GroupForm, write=write, initial=initial, title=group_name(found.policy_version_id)
    )


def group_name(policy_version_id: int) -> str:
    """As the authority calls it."""
    roles = pack_of(policy_version_id).labels.roles
    return said(roles["cafe_group"]) if "cafe_group" in roles else _("The group for children absent from education")
