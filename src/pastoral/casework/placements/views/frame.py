"""What the pages of a placement share: finding it, its frame, and a page that is one form."""

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
from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.questions import drafts
from pastoral.records.pupils.presenter import identity

from .. import queries
from ..models import Placement
from ..naming import name_of

__all__ = [
    "back_to", "commissions", "done", "find", "form_of", "is_staff", "page", "refused_message", "section", "sent_before",
    "show_refusal", "staff_only", "version_of",
]  # fmt: skip


def find(request: PastoralRequest, placement_id: int) -> Placement:
    """The placement, or 404 when this person may not see it."""
    try:
        return queries.placement(request.access, placement_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def is_staff(access: Access) -> bool:
    """School leaders and people of the authority read the whole record; the family and named people a page of their own."""
    return access.may(Permission.COMMISSION) or access.may(Permission.SEE_MONITORING)


def staff_only(access: Access) -> None:
    """Raises NotAllowed for families, teachers and named professionals."""
    if not is_staff(access):
        raise NotAllowed("staff")


def commissions(access: Access) -> bool:
    """Whether this person writes: a school's leaders, officers of the authority."""
    return access.may(Permission.COMMISSION)


def back_to(row: Placement, name: str = "placement") -> str:
    return reverse(name, args=[row.pk])


def page(request: PastoralRequest, template: str, row: Placement, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page about a placement (`placements/<template>.jinja`), with the pupil's identity bar. 422 where its form was refused."""
    context = {
        "row": row,
        "identity": identity(request.access, row.pupil),
        "autosave": drafts.address(request.path),
        "back": back_to(row),
        "called": name_of(row),
        **more,
    }
    if status == 200 and getattr(more.get("form"), "has_errors", False):
        status = 422
    return render(request, f"placements/{template}.jinja", context, status=status)


def section(
    request: PastoralRequest,
    placement_id: int,
    *,
    form_class: Any,
    write: Callable[[Placement, Any], Any],
    initial: Callable[[Placement], dict[str, Any]],
    title: str,
    intro: str = "",
    went_to: str = "placement",
    template: str = "section",
    button: str = "",
    **more: Any,
) -> HttpResponse:
    """A page that is one form about one placement: shown, checked, written by `write`, with what the rules refuse beside it.

    `form_kwargs`: a function of the row that gives the form's own keywords. Other functions in `more` are called with the row.
    """
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    staff_only(request.access)
    looked(request.access, row)
    kwargs = more.pop("form_kwargs", lambda row: {})(row)
    form = form_of(request, form_class, initial=initial(row), **kwargs)
    shown = {name: value(row) if callable(value) else value for name, value in more.items()}
    return one_form(
        request, form=form, write=lambda form: write(row, form), leads_to=back_to(row, went_to),
        show=lambda: page(request, template, row, form=form, title=title, intro=intro, back=back_to(row, went_to), button=button, **shown),
    )  # fmt: skip
