"""For people without an account, each by a link of one purpose: giving their views, and replying to an invitation.

A page here says no more of the child than the first name, and nothing of what others wrote.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.links import by_link
from pastoral.foundation.govuk.words import clock
from pastoral.records.policy.packs import language_now, pack_of, said
from pastoral.rules.sentences import Refused

from .. import queries
from ..asking import questions_for
from ..forms.gathering import DeclineForm
from ..forms.organising import ReplyForm
from ..models import Attendee, Contribution
from ..services import gathering, organising
from .frame import show_refusal
from .gathering import WAITING, answer_form, take_answer


@by_link("contribute", used_too=True)
def contribute(request: PastoralRequest, link: Any) -> HttpResponse:
    """The questions of one person. They may save and come back; sending uses the link up."""
    access, row = _asked(request, link)
    token = _token(request)
    pack, language = pack_of(row.plan.policy_version_id), language_now()
    definition = questions_for(row, row.pupil, pack)
    if request.method != "POST" and (link.used_at is not None or row.status not in WAITING):
        return _already(request, row, status=410)
    asked = answer_form(request, row, definition, language, draft=None, recorded=False, pack=pack)
    if request.method == "POST":
        sent = take_answer(request, asked, row, by=access)
        if sent == "answered":
            links.spend(link)
            return HttpResponseRedirect(reverse("link-contribute-thanks", args=[token]))
        if sent == "saved":
            return HttpResponseRedirect(f"{request.path}?saved=1")
    child = row.input == Contribution.Input.CHILD
    return render(
        request,
        "plans/preparing/link_contribute.jinja",
        {
            "row": row, "asked": asked, "errors": asked["errors"], "title": said(definition.title), "child": child,
            "about": "" if child else _first_name(row.pupil), "saved": "saved" in request.GET,
            "autosave": reverse("link-contribute-save", args=[token]), "decline": reverse("link-contribute-decline", args=[token]),
        },
        status=422 if asked["errors"] else 200,
    )  # fmt: skip


@by_link("contribute")
@require_POST
def contribute_save(request: PastoralRequest, link: Any) -> HttpResponse:
    """Keeps what was typed so far, while it is typed: JSON {version, saved_at}, and with 400 {error} for what can't be read yet."""
    access, row = _asked(request, link)
    pack, language = pack_of(row.plan.policy_version_id), language_now()
    post = request.POST.copy()
    post["later"] = "1"
    request.POST = post  # type: ignore[assignment]  # a copy with one more value
    asked = answer_form(request, row, questions_for(row, row.pupil, pack), language, draft=None, recorded=False, pack=pack)
    post.pop("version", None)
    if take_answer(request, asked, row, by=access) != "saved":
        return _keep_what_can_be_read(asked, row, by=access)
    row.refresh_from_db(from_queryset=Contribution.objects.visible_to(access))
    return JsonResponse({"version": row.version, "saved_at": clock(timezone.now())})


def _keep_what_can_be_read(asked: dict[str, Any], row: Contribution, *, by: Access) -> JsonResponse:
    """Half a date is no reason to lose a page of words: the other answers are kept, and the date is named."""
    told: dict[str, Any] = {"error": " ".join(error.text for error in asked["errors"])}
    readable = asked["questions"].answers()
    if readable and row.status in WAITING:
        told["version"] = gathering.save_answer(contribution_id=row.pk, answers=readable, by=by).version
    return JsonResponse(told, status=400)


@by_link("contribute")
def contribute_decline(request: PastoralRequest, link: Any) -> HttpResponse:
    """Not wanting to answer; no reason is owed."""
    access, row = _asked(request, link)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            gathering.decline(contribution_id=row.pk, reason=form.cleaned_data["reason"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            links.spend(link)
            return HttpResponseRedirect(reverse("link-contribute-thanks", args=[_token(request)]))
    back = reverse("link-contribute", args=[_token(request)])
    return render(
        request, "plans/preparing/link_decline.jinja", {"form": form, "row": row, "back": back}, status=422 if form.has_errors else 200
    )


@by_link("contribute", used_too=True)
def contribute_thanks(request: PastoralRequest, link: Any) -> HttpResponse:
    """Thanks. What was written is not shown again: the link may be read by others."""
    _access, row = _asked(request, link)
    if row.status in WAITING:
        return HttpResponseRedirect(reverse("link-contribute", args=[_token(request)]))
    return _already(request, row)


@by_link("reply")
def reply(request: PastoralRequest, link: Any) -> HttpResponse:
    """Coming, or apologies. The answer may be changed until the meeting."""
    access = request.access
    try:
        attendee = queries.attendee(access, link.subject_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=reply_initial(attendee))
    if request.method == "POST" and form.is_valid():
        try:
            organising.reply(attendee_id=attendee.pk, coming=form.cleaned_data["coming"], note=form.cleaned_data["note"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return HttpResponseRedirect(f"{request.path}?thanks=1")
    return render(
        request,
        "plans/preparing/link_reply.jinja",
        {
            "attendee": attendee, "meeting": attendee.meeting, "form": form, "past": attendee.meeting.on < timezone.localdate(),
            "thanks": "thanks" in request.GET and attendee.reply != Attendee.Reply.NONE,
            "bilingual": organising.bilingual(attendee.meeting.plan), "mine": attendee.party == "child",
            "about": _first_name(attendee.pupil),
        },
        status=422 if form.has_errors else 200,
    )  # fmt: skip


def reply_initial(attendee: Attendee) -> dict[str, Any]:
    """The reply as the form shows it."""
    coming = {Attendee.Reply.COMING: True, Attendee.Reply.APOLOGIES: False}.get(attendee.reply)  # type: ignore[call-overload]  # a TextChoices value is its string
    return {"coming": coming, "note": attendee.reply_note}


def _asked(request: PastoralRequest, link: Any) -> tuple[Access, Contribution]:
    access = request.access
    try:
        return access, queries.contribution(access, link.subject_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _already(request: PastoralRequest, row: Contribution, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "plans/preparing/link_thanks.jinja",
        {"row": row, "declined": row.status == Contribution.Status.DECLINED, "waived": row.status == Contribution.Status.WAIVED},
        status=status,
    )


def _token(request: PastoralRequest) -> str:
    match = request.resolver_match
    assert match is not None  # a view was found
    return str(match.kwargs["token"])


def _first_name(pupil: Any) -> str:
    return str(pupil.preferred_name or pupil.forename)
