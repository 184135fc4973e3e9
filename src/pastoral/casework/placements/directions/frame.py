"""What the pages of a direction share: finding it, its frame, and a page that is one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pastoral.casework.plans.views.frame import done, form_of, sent_before, show_refusal
from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts
from pastoral.records.pupils.presenter import identity
from pastoral.rules.sentences import Refused

from ..models import Direction
from . import queries

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
    title: str,
    intro: str = "",
    went_to: str = "direction",
    said: str = "",
    **more: Any,
) -> HttpResponse:
    """A page that is one form about one direction: shown, checked, written by `write`, with what the rules refuse beside it."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, direction_id)
    staff_only(request.access)
    looked(request.access, row)
    form = form_of(request, form_class, initial=initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            write(row, form)
        except Refused as refused:
            show_refusal(form, refused)
            drafts.keep(request.access, request.path, draft_of(request.POST))
        else:
            return done(request, back_to(row, went_to), said or _("Saved."))
    return page(request, "section", row, form=form, title=title, intro=intro, back=back_to(row, went_to), **more)


def version_of(request: PastoralRequest) -> int | None:
    """The version that the page was loaded with."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None


def refused_message(request: PastoralRequest, refused: Refused, went_to: str) -> HttpResponse:
    """What the rules refuse, said at the top of the page that one comes from."""
    for reason in refused.reasons:
        messages.error(request, say(reason))
    return HttpResponseRedirect(went_to)
