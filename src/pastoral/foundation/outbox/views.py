"""The list of messages that could not be sent, and the mail of the demo."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup, escape

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.fields import LongTextField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.questions import drafts

from . import catcher, queries, services
from .models import OutboundMessage

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


class DealtWithForm(PastoralForm):
    note = LongTextField(
        gettext_lazy("What did you do instead?"),
        hint=gettext_lazy("For example: “Phoned on Monday”. Do not write about a child here."),
        missing=gettext_lazy("Say what you did instead"),
        max_characters=1_000,
        rows=3,
    )


@allow(Permission.SEE_FAILED_MESSAGES)
@require_GET
def failed_list(request: PastoralRequest) -> HttpResponse:
    page = page_of(queries.failed(request.access), request.GET.get("page"))
    return render(request, "outbox/failed_list.jinja", {"list": page})


@allow(Permission.SEE_FAILED_MESSAGES)
@require_POST
def try_again(request: PastoralRequest, message_id: int) -> HttpResponse:
    services.try_again(message=_failed(request, message_id), by=request.access)
    messages.success(request, _("We are sending the message again."))
    return redirect("failed-messages")


@allow(Permission.SEE_FAILED_MESSAGES)
def deal_with(request: PastoralRequest, message_id: int) -> HttpResponse:
    message = _failed(request, message_id)
    access = request.access
    kept = drafts.kept(access, request.path) if request.method == "GET" else None
    form = DealtWithForm(request.POST if request.method == "POST" else None, draft=drafts.values_of(kept))
    if form.is_bound and form.is_valid():
        drafts.drop(access, request.path)
        services.deal_with(message=message, note=form.cleaned_data["note"], by=access)
        messages.success(request, _("The message is off the list."))
        return redirect("failed-messages")
    return render(request, "outbox/deal_with.jinja", {"form": form, "message": message, "kept": kept})


@allow(Permission.ANYONE, demo_only=True)
@require_GET
def demo_mail(request: PastoralRequest) -> HttpResponse:
    page = page_of(catcher.names(), request.GET.get("page"))
    rows = [found for name in page.items if (found := catcher.read(name)) is not None]
    return render(request, "outbox/demo_mail.jinja", {"list": page, "rows": rows})


@allow(Permission.ANYONE, demo_only=True)
@require_GET
def demo_message(request: PastoralRequest, name: str) -> HttpResponse:
    found = _caught(name)
    return render(request, "outbox/demo_message.jinja", {"found": found, "text": with_links(found.text)})


@allow(Permission.ANYONE, demo_only=True)
@require_GET
def demo_attachment(request: PastoralRequest, name: str, number: int) -> HttpResponse:
    for attachment in _caught(name).attachments:
        if attachment.number == number:
            plain = re.sub(r"[^A-Za-z0-9._-]", "_", attachment.name)
            return HttpResponse(
                attachment.content,
                content_type=attachment.content_type,
                headers={"Content-Disposition": f'attachment; filename="{plain}"'},
            )
    raise Http404


def with_links(text: str) -> Markup:
    """Plain text as HTML: line breaks kept, addresses made into links."""
    parts: list[Markup] = []
    at = 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup('<a class="govuk-link" href="{0}">{0}</a>').format(found.group()))
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("<br>\n").join(Markup("").join(parts).splitlines())


def _failed(request: PastoralRequest, message_id: int) -> OutboundMessage:
    try:
        return queries.failed_message(request.access, message_id)
    except OutboundMessage.DoesNotExist as absent:
        raise Http404 from absent


def _caught(name: str) -> catcher.Caught:
    found = catcher.read(name)
    if found is None:
        raise Http404
    return found
