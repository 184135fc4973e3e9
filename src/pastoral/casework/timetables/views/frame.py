"""What the pages of a reduced timetable share: finding it, its frame, and a page that is one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pastoral.casework.plans.views.frame import (
    done,
    form_of,
    one_form,
    refused_message,
    sent_before,
    show_refusal,
    version_of,
)
from pastoral.casework.plans.views.readers import is_staff, staff_only
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import drafts
from pastoral.records.pupils.presenter import identity

from .. import queries
from ..models import Timetable
from ..naming import name_of

__all__ = [
    "back_to",
    "done",
    "find",
    "form_of",
    "is_staff",
    "page",
    "refused_message",
    "section",
    "sent_before",
    "show_refusal",
    "staff_only",
    "version_of",
]


def find(request: PastoralRequest, timetable_id: int) -> Timetable:
    """The timetable, or 404 when this person may not see it."""
    try:
        return queries.timetable(request.access, timetable_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def back_to(row: Timetable, name: str = "timetable") -> str:
    return reverse(name, args=[row.pk])


def page(request: PastoralRequest, template: str, row: Timetable, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page about a timetable, with the pupil's identity bar. 422 where its form was refused."""
    context = {
        "row": row,
        "identity": identity(request.access, row.pupil),
        "autosave": drafts.address(request.path),
        "back": back_to(row),
        "called": name_of(row.policy_version_id),
        **more,
    }
    if status == 200 and getattr(more.get("form"), "has_errors", False):
        status = 422
    return render(request, f"timetables/{template}.jinja", context, status=status)


def section(
    request: PastoralRequest,
    timetable_id: int,
    *,
    form_class: Any,
    write: Callable[[Timetable, Any], Any],
    initial: Callable[[Timetable], dict[str, Any]],
    title: str,
    intro: str = "",
    went_to: str = "timetable",
    template: str = "section",
    button: str = "",
    **more: Any,
) -> HttpResponse:
    """A page that is one form about one timetable: shown, checked, written by `write`, with what the rules refuse beside it."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    staff_only(request.access)
    looked(request.access, row)
    kwargs = more.pop("form_kwargs", lambda row: {})(row)
    form = form_of(request, form_class, initial=initial(row), **kwargs)
    return one_form(
        request, form=form, write=lambda form: write(row, form), leads_to=back_to(row, went_to),
        show=lambda: page(request, template, row, form=form, title=title, intro=intro, back=back_to(row, went_to), button=button, **more),
    )  # fmt: skip
