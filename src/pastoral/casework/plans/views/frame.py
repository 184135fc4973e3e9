"""What the pages of a plan share: finding it, drawing the frame around it, and taking a form once without losing a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.sentences import Refused

from .. import queries
from ..models import Plan
from ..overview import stage_bar


def find_plan(request: PastoralRequest, plan_id: int) -> Plan:
    """The plan, or 404 when this person may not see it."""
    try:
        return queries.plan(request.access, plan_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def plan_page(request: PastoralRequest, template: str, plan: Plan, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page about a plan: with the pupil's identity bar and the bar of stages. 422 where its form was refused."""
    from pastoral.records.pupils.presenter import identity

    pack = pack_of(plan.policy_version_id)
    context = {
        "plan": plan,
        "pack": pack,
        "plan_short": said(pack.labels.plan_short),
        "identity": identity(request.access, plan.pupil),
        "stages_bar": stage_bar(plan, pack),
        "autosave": drafts.address(request.path),
        **more,
    }
    if status == 200 and getattr(more.get("form"), "has_errors", False):
        status = 422
    return render(request, f"plans/{template}.jinja", context, status=status)


def sent_before(request: PastoralRequest) -> HttpResponse | None:
    """Where this very form went when it was first sent: a double click, or the back button and "send" again."""
    if request.method != "POST":
        return None
    went_to = once.already(request.access, request.POST.get("submission_token", ""))
    return HttpResponseRedirect(went_to) if went_to else None


def form_of(request: PastoralRequest, form_class: Any, **kwargs: Any) -> Any:
    """The page's form: as posted, else with what was drafted, else with `initial`. What was refused is kept as a draft."""
    access = request.access
    if request.method != "POST":
        return form_class(draft=drafts.load(access, request.path), token=once.token(), **kwargs)
    form = form_class(request.POST, token=once.token(), **kwargs)
    if not form.is_valid():
        drafts.keep(access, request.path, draft_of(request.POST))
    return form


def done(request: PastoralRequest, went_to: str, said: str = "", *, token: str = "") -> HttpResponse:
    """The form is written: forget its draft, remember its token, say so on the next page."""
    access = request.access
    drafts.drop(access, request.path)
    once.done(access, token or request.POST.get("submission_token", ""), went_to)
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(went_to)


def show_refusal(form: Any, refused: Refused, field: str | None = None) -> None:
    """Each sentence of a refusal becomes an error of the form; nothing that was typed is lost."""
    form.is_valid()
    for reason in refused.reasons:
        form.add_error(field, say(reason))


def one_form(
    request: PastoralRequest, *, form: Any, write: Callable[[Any], Any], leads_to: str, said: str = "", show: Callable[[], HttpResponse]
) -> HttpResponse:  # fmt: skip
    """A page that is one form: what is valid is written and leads on, what the rules refuse stands beside it and stays in the draft."""
    if request.method == "POST" and form.is_valid():
        try:
            write(form)
        except Refused as refused:
            show_refusal(form, refused)
            drafts.keep(request.access, request.path, draft_of(request.POST))
        else:
            return done(request, leads_to, said or _("Saved."))
    return show()


def version_of(request: PastoralRequest) -> int | None:
    """The version that the page was loaded with."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None


def refused_message(request: PastoralRequest, refused: Refused, went_to: str) -> HttpResponse:
    """What the rules refuse, said at the top of the page that one comes from."""
    for reason in refused.reasons:
        messages.error(request, say(reason))
    return HttpResponseRedirect(went_to)
