"""What the pages of a direction share: finding it, its frame, and a page that is one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
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
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts
from pastoral.records.pupils.presenter import identity

from ..models import Direction
from . import queries
from .changing import CLOSED

__all__ = [
    "back_to", "done", "find", "form_of", "is_staff", "page", "refused_message", "section", "sent_before", "show_refusal", "staff_only",
    "version_of",
]  # fmt: skip


def find(request: PastoralRequest, direction_id: int) -> Direction:
    """The direction, or 404 when this person may not see it."""
    try:
        return queries.direction(request.access, direction_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def is_staff(access: Access) -> bool:
    """School leaders and people of the authority read it whole; the family and named people a page of their own."""
    return access.may(Permission.LEAD_PLANS) or access.may(Permission.SEE_MONITORING)


def staff_only(access: Access) -> None:
    """Raises NotAllowed for families, teachers and named professionals."""
    if not is_staff(access):
        raise NotAllowed("staff")


def back_to(row: Direction, name: str = "direction") -> str:
    return reverse(name, args=[row.pk])


def page(request: PastoralRequest, template: str, row: Direction, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page about a direction (`placements/directions/<template>.jinja`), with the identity bar. 422 where its form was refused."""
    context = {
        "row": row, "identity": identity(request.access, row.pupil), "autosave": drafts.address(request.path), "back": back_to(row), **more,
    }  # fmt: skip
    if status == 200 and getattr(more.get("form"), "has_errors", False):
        status = 422
    return render(request, f"placements/directions/{template}.jinja", context, status=status)


def section(
    request: PastoralRequest,
    direction_id: int,
    *,
    form_class: Any,
    write: Callable[[Direction, Any], Any],
    initial: Callable[[Direction], dict[str, Any]],
    fitting: Callable[[Direction], dict[str, Any]] = lambda row: {},
    title: str,
    intro: str = "",
    went_to: str = "direction",
    said: str = "",
    **more: Any,
) -> HttpResponse:
    """A page that is one form about one direction: shown, checked, written by `write`, with what the rules refuse beside it.

    `fitting` says what the form is made with for this direction. A closed direction is read, not written.
    """
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, direction_id)
    staff_only(request.access)
    looked(request.access, row)
    if row.is_closed and request.method != "POST":
        messages.info(request, say(CLOSED))
        return HttpResponseRedirect(back_to(row))
    form = form_of(request, form_class, initial=initial(row), **fitting(row))
    return one_form(
        request, form=form, write=lambda form: write(row, form), leads_to=back_to(row, went_to), said=said,
        show=lambda: page(request, "section", row, form=form, title=title, intro=intro, back=back_to(row, went_to), **more),
    )  # fmt: skip
