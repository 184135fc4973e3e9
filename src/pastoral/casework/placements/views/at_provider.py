"""A provider's home: what it was asked, its pupils, what is due, and the page of one child with what was shared. No script needed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.casework.plans.views.frame import done, form_of, sent_before
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.views import attachment
from pastoral.foundation.govuk.parts import Owed
from pastoral.foundation.govuk.words import day_and_date
from pastoral.records.cases.addresses import address

from .. import at_provider as reads
from ..at_provider_shown import place_parts, waiting_cards
from ..forms_sharing import MessageForm
from ..models import Place
from ..services import messaging

WORK = Permission.WORK_FOR_PROVIDER


def find_place(request: PastoralRequest, place_id: int) -> Place:
    """The child's place, or 404 where this provider may not see it: not shared, taken back, ended, another's."""
    try:
        return reads.place(request.access, place_id)
    except ObjectDoesNotExist:
        raise Http404 from None


@allow(WORK)
@require_safe
def home(request: PastoralRequest) -> HttpResponse:
    access = request.access
    places = reads.places(access)
    owed = [*waiting_cards(reads.referrals(access, states=("asked",))), *(_card(one) for one in reads.due_at(access, places))]
    asks = (
        ("provider-today", _("Today's register")),
        ("own-assurance", _("Our checks and their dates")),
        ("provider-own-profile", _("Our details")),
        ("provider-people", _("People")),
    )
    links = [(href, text) for name, text in asks if (href := address(name))]
    context = {"owed": owed, "places": places, "links": links, "providers": reads.providers(access), "word": messaging.unread(access)}
    return render(request, "placements/at_provider_home.jinja", context)


@allow(WORK)
@require_safe
def pupils(request: PastoralRequest) -> HttpResponse:
    access = request.access
    context = {"places": reads.places(access), "several": len(access.provider_ids) > 1}
    return render(request, "placements/at_provider_pupils.jinja", context)


@allow(WORK)
@require_safe
def pupil(request: PastoralRequest, place_id: int) -> HttpResponse:
    access = request.access
    place = find_place(request, place_id)
    looked(access, place)
    due = [_card(one) for one in reads.due_of(access, place)]
    parts = place_parts(access, place)
    messaging.mark_read(place=place, found=parts["messages_kept"], by=access)
    context = {"place": place, "due": due, "concern": address("provider-concern", place.pk), **parts}
    return render(request, "placements/at_provider_pupil.jinja", context)


@allow(WORK)
@require_safe
def shared_file(request: PastoralRequest, place_id: int, file_id: int) -> HttpResponseBase:
    """A shared file, while it is shared: the look is recorded, and nothing of the child's own record is asked."""
    place = find_place(request, place_id)
    try:
        file: Any = reads.shared_file(request.access, place, file_id)  # kept as every file is
    except ObjectDoesNotExist:
        raise Http404 from None
    return attachment(request.access, file)


@allow(WORK)
def message(request: PastoralRequest, place_id: int) -> HttpResponse:
    """A few words to the home school about this child."""
    again = sent_before(request)
    if again is not None:
        return again
    place = find_place(request, place_id)
    looked(request.access, place)
    form = form_of(request, MessageForm)
    if request.method == "POST" and form.is_valid():
        messaging.from_provider(place=place, words=form.cleaned_data["words"], by=request.access)
        return done(request, reverse("provider-pupil", args=[place.pk]), _("Sent to the school."))
    context: dict[str, Any] = {"place": place, "form": form, "back": reverse("provider-pupil", args=[place.pk])}
    return render(request, "placements/at_provider_message.jinja", context, status=422 if form.has_errors else 200)


def _card(due: reads.Due) -> Owed:
    if due.on is None:
        return Owed(due.text, due.href, tone="soon")
    day = {"day": day_and_date(due.on)}
    if not due.is_owed:
        return Owed(due.text, due.href, due=day["day"], tone="quiet")
    said = _("Was due %(day)s") % day if due.is_late and due.on < timezone.localdate() else _("Due %(day)s") % day
    return Owed(due.text, due.href, due=due.when or said, tone="late" if due.is_late else "soon")


