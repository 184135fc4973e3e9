"""What the pages of assurance share: finding the provider, and taking a form once with what the rules refuse beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.rules.sentences import Refused

from ...models import Provider
from .. import queries


def found(read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a read gives, or 404 where this person may not see it."""
    try:
        return read(*args, **kwargs)
    except ObjectDoesNotExist:
        raise Http404 from None


def find_provider(request: PastoralRequest, provider_id: int) -> Provider:
    row: Provider = found(queries.provider, request.access, provider_id)
    return row


def page(request: PastoralRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """422 where the form was refused."""
    if status == 200 and getattr(context.get("form"), "has_errors", False):
        status = 422
    return render(request, f"providers/assurance/{template}.jinja", context, status=status)


def form_page(
    request: PastoralRequest,
    form_class: Any,
    *,
    write: Callable[[Any], str],
    said: str,
    template: str = "form",
    initial: dict[str, Any] | None = None,
    prepare: Callable[[Any], None] | None = None,
    form_kwargs: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """A page that is one form: `write` gives the address that follows; what it refuses stands beside the form, whose words stay."""
    if request.method == "POST":
        went_to = once.already(request.access, request.POST.get("submission_token", ""))
        if went_to:
            return HttpResponseRedirect(went_to)
        form = form_class(request.POST, request.FILES, token=once.token(), initial=initial, **(form_kwargs or {}))
    else:
        form = form_class(token=once.token(), initial=initial, **(form_kwargs or {}))
    if prepare is not None:
        prepare(form)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                next_page = write(form)
        except ObjectDoesNotExist:
            raise Http404 from None
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, say(reason))
        else:
            once.done(request.access, request.POST.get("submission_token", ""), next_page)
            messages.success(request, said)
            return HttpResponseRedirect(next_page)
    return page(request, template, form=form, **context)


def deed(request: PastoralRequest, act: Callable[[], Any], went_to: str, said: str) -> HttpResponse:
    """Something done by one button: what is refused is said at the top of the page that it came from."""
    try:
        with transaction.atomic():
            act()
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, say(reason))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(went_to)
