"""A provider's register of today, with an account or by the day's link; the week's return; who is on site now."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts.links import by_link
from pastoral.foundation.accounts.models import SignedLink
from pastoral.foundation.audit.recording import looked_at_each
from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.parts import Link
from pastoral.records.attendance.weeks import monday_of
from pastoral.rules.sentences import Refused

from . import coming, links, returns, whereabouts
from .asked import Sending, Unreadable, chosen, from_form, from_phone, group_of, half_now
from .day import Due, Group, groups_on
from .models import Mark, Register
from .taking import Taken, providers_of, take

HALVES = {"am": gettext_lazy("Morning"), "pm": gettext_lazy("Afternoon")}


@allow(Permission.ANYONE)
@require_safe
def service_worker(request: PastoralRequest) -> HttpResponse:
    """The script that opens today's register without a signal. It stands here because its reach is the folder it comes from."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _script() -> str:
    return (Path(__file__).parent / "static" / "registers" / "offline.js").read_text(encoding="utf-8")


@allow(Permission.WORK_FOR_PROVIDER)
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: PastoralRequest) -> HttpResponse:
    """Today's register of one group, half day by half day."""
    provider, day = _provider(request), timezone.localdate()
    groups = groups_on(request.access, day, provider.pk)
    return _register(request, groups, day, provider=provider, taker=_name(request), template="registers/today.jinja")


@allow(Permission.WORK_FOR_PROVIDER)
@require_POST
def send(request: PastoralRequest) -> HttpResponse:
    """A phone's list of answers; what is kept of it, and what everybody has said by now, goes back."""
    return _sent(request, provider_id=_provider(request).pk, taker=_name(request), only=None)


@by_link(links.PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def link_register(request: PastoralRequest, link: SignedLink) -> HttpResponse:
    """The same for somebody with the day's link: one group, one day, and their own name."""
    register = links.register_of(link)
    return _register(
        request, _of_link(request, register), register.on, provider=register.provider, taker="", template="registers/link.jinja",
        who=f"link-{link.pk}", by_link=True,
    )  # fmt: skip


@by_link(links.PURPOSE)
@require_POST
def link_send(request: PastoralRequest, link: SignedLink) -> HttpResponse:
    """As `send`, for the day's link."""
    return _sent(request, provider_id=links.register_of(link).provider_id, taker="", only=links.register_of(link))


@allow(Permission.WORK_FOR_PROVIDER)
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: PastoralRequest) -> HttpResponse:
    """The week's attendance of every child, made from the marks: looked at once and sent in one press (HAM-PRO-02)."""
    provider, this_week = _provider(request), monday_of(timezone.localdate())
    monday = _monday(request.GET.get("monday", ""), this_week)
    if request.method == "POST":
        try:
            sent = returns.send(provider_id=provider.pk, monday=monday, by=request.access)
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, words.say(reason))
        else:
            said = ngettext(
                "The week of %(n)s child was sent to the school.", "The weeks of %(n)s children were sent to their schools.", sent
            )
            messages.success(request, said % {"n": sent} if sent else _("The schools have these very numbers already."))
        return HttpResponseRedirect(f"{reverse('provider-week')}?{urlencode({'monday': monday.isoformat(), 'provider': provider.pk})}")
    lines, owed = returns.week_and_owed(request.access, provider.pk, monday)
    looked_at_each(request.access, [line.place for line in lines])
    at = reverse("provider-week")
    of = f"&provider={provider.pk}"
    days = [Link(_("The week before"), f"{at}?monday={(monday - returns.WEEK).isoformat()}{of}")]
    if monday < this_week:
        days.append(Link(_("The week after"), f"{at}?monday={(monday + returns.WEEK).isoformat()}{of}"))
    context = {
        "provider": provider, "monday": monday, "lines": lines, "days": days, "sent": bool(lines) and all(line.as_sent for line in lines),
        "unanswered": sum(line.unanswered for line in lines), "columns": [(one.value, one.label) for one in Mark.Answer],
        "over": monday + dt.timedelta(days=4) <= timezone.localdate(), "owed": owed, "several": providers_of(request.access),
    }  # fmt: skip
    return render(request, "registers/week.jinja", context)


@allow(Permission.WORK_FOR_PROVIDER)
@require_safe
def on_site(request: PastoralRequest) -> HttpResponse:
    """Who is here now, to be called out at the meeting point; on paper with `?as=pdf`."""
    provider, now = _provider(request), timezone.localtime()
    sites = whereabouts.on_site(request.access, provider.pk, now)
    looked_at_each(request.access, [one.place for site in sites for one in site.children])
    if request.GET.get("as") == "pdf":
        return whereabouts.as_pdf(
            _("Who is here now"), provider.name, now,
            [(site.name, [_("Name"), _("Year"), _("Said"), _("Home school")], [
                [
                    one.place.pupil_name, one.place.year_group, whereabouts.word_of(one),
                    f"{one.place.school_name} {one.place.home_telephone}".strip(),
                ]
                for one in site.children
            ]) for site in sites],
        )  # fmt: skip
    return render(request, "registers/on_site.jinja", {
        "provider": provider, "sites": sites, "now": now, "word": whereabouts.word_of, "several": providers_of(request.access),
    })  # fmt: skip


def _provider(request: PastoralRequest) -> Any:
    """The provider asked for, of those that this person works for; the first where none is named."""
    mine, asked = providers_of(request.access), request.GET.get("provider", "")
    found = next((one for one in mine if str(one.pk) == asked), None) if asked else next(iter(mine), None)
    if found is None:
        raise Http404
    return found


def _name(request: PastoralRequest) -> str:
    return request.access.actor.partition(" (")[0]


def _monday(given: str, latest: dt.date) -> dt.date:
    """The Monday of the day asked for, a year back at most; this week's where it is none."""
    try:
        return max(min(monday_of(dt.date.fromisoformat(given)), latest), latest - 52 * returns.WEEK)
    except ValueError:
        return latest


def _of_link(request: PastoralRequest, register: Register) -> list[Group]:
    """The link's own group alone, even where its children are due elsewhere as well."""
    own = (register.site_id or 0, register.group)
    return [one for one in groups_on(request.access, register.on, register.provider_id) if (one.site_id, one.name) == own]


def _register(
    request: PastoralRequest, groups: list[Group], day: dt.date, *, provider: Any, taker: str, template: str, who: str = "",
    by_link: bool = False,
) -> HttpResponse:  # fmt: skip
    group = chosen(groups, request.GET.get("group", ""))
    if group is None and request.GET.get("group"):
        raise Http404
    half = half_now(group, request.GET.get("half", "")) if group is not None else "am"
    several = [] if by_link else providers_of(request.access)
    own = {"provider": provider.pk} if len(several) > 1 else {}  # whoever works for two stays with the one that was chosen
    here = f"{request.path}?{urlencode({**own, 'group': group.key if group is not None else '', 'half': half})}"
    errors: list[Any] = []
    name = taker or request.POST.get("by_name", "")
    if request.method == "POST" and group is not None:
        try:
            batch, said = from_form(request.POST, group.of(half))
            taken = take(
                provider_id=provider.pk, on=day, site_id=group.site_id, group=group.name, key=batch, said=said, by_name=name,
                by=request.access,
            )  # fmt: skip
        except Unreadable:
            return HttpResponseBadRequest()
        except Refused as refused:
            errors = [{"text": words.say(reason), "href": "#by_name"} for reason in refused.reasons]
        else:
            _tell(request, taken)
            return HttpResponseRedirect(here)
    children = group.of(half) if group is not None else []
    looked_at_each(request.access, [one.place for one in children])
    context = {
        "groups": groups, "group": group, "half": half, "halves": HALVES, "day": day, "children": children, "taker": name, "errors": errors,
        "batch": uuid.uuid4(), "answers": [(one.value, one.label) for one in Mark.Answer], "by_link": by_link, "site_of": _site_of(groups),
        "who": who or "-".join(str(part) for part in ("user", request.access.user_id, *own.values())),
        "send": f"{request.path}send/" + (f"?{urlencode(own)}" if own else ""),
        "provider": provider, "several": several, "own": own, "next": _next(request, day, provider, by_link) if group is None else None,
        "said": sum(one.mark is not None for one in children), "letters": _letters(), "word": whereabouts.said_by, "question": _question,
    }  # fmt: skip
    return render(request, template, context, status=422 if errors else 200)


def _next(request: PastoralRequest, day: dt.date, provider: Any, by_link: bool) -> Any:
    """When there is a register again, for the page of a day on which nobody is due. A link is of its own day only."""
    return None if by_link else coming.next_due(request.access, day, provider_id=provider.pk)


def _tell(request: PastoralRequest, taken: Taken) -> None:
    if taken.refused:
        for sentence in {str(words.say(one)) for one in taken.refused.values()}:
            messages.error(request, sentence)
    if taken.saved:
        messages.success(request, _("Saved. The schools can see it now."))
    elif not taken.refused:
        messages.info(request, _("Nothing had changed."))


def _letters() -> dict[str, str]:
    """The key on a keyboard for each answer; translators choose theirs."""
    return {"came": _("c"), "late": _("l"), "absent": _("n"), "left_early": _("e")}


def _site_of(groups: list[Group]) -> dict[str, str]:
    """How each register is called: the group, the place, or both where there are several."""
    several = len({one.site_id for one in groups}) > 1
    named = {}
    for one in groups:
        site = one.children[0].session.site or one.children[0].place.site
        parts = [one.name, site.name if site is not None and (several or not one.name) else ""]
        named[one.key] = ", ".join(part for part in parts if part) or _("Everybody")
    return named


def _sent(request: PastoralRequest, *, provider_id: int, taker: str, only: Register | None) -> HttpResponse:
    try:
        given: Sending = from_phone(request.body)
    except Unreadable:
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    if only is not None and given.on != only.on:
        return JsonResponse({"error": _("This link is for another day.")}, status=400)
    try:
        site_id, group = (only.site_id, only.group) if only is not None else group_of(given.group)
        taken = take(
            provider_id=provider_id, on=given.on, site_id=site_id, group=group, key=given.key, said=given.said,
            by_name=taker or given.by_name, by=request.access, phone_now=given.now,
        )  # fmt: skip
    except (Unreadable, ObjectDoesNotExist):
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    except Refused as refused:
        return JsonResponse({"error": " ".join(str(words.say(reason)) for reason in refused.reasons)}, status=422)
    there = [one for each in groups_on(request.access, given.on, provider_id) for one in each.children]
    return JsonResponse({
        "saved": [str(key) for key in taken.saved],
        "refused": {str(key): str(words.say(sentence)) for key, sentence in taken.refused.items()},
        "clock": _clock(taken),
        "children": [_state(one) for one in there],
        "at": words.clock(timezone.localtime()),
    })  # fmt: skip


def _clock(taken: Taken) -> str:
    if not taken.clock_wrong:
        return ""
    minutes = abs(taken.clock_off) // 60
    away = _("%(hours)s hours") % {"hours": minutes // 60} if minutes >= 120 else _("%(minutes)s minutes") % {"minutes": minutes}
    said = _("This phone's clock is %(away)s slow.") if taken.clock_off > 0 else _("This phone's clock is %(away)s fast.")
    return said % {"away": away} + " " + _("We have put the times right. Please set the clock.")


def _state(one: Due) -> dict[str, Any]:
    mark = one.mark
    return {
        "placement": one.place.placement_id, "half": one.half, "mark": mark.pk if mark is not None else 0,
        "answer": mark.answer if mark is not None else "", "said": whereabouts.said_by(one), "question": _question(one),
    }  # fmt: skip


def _question(one: Due) -> str:
    other, last = one.question, one.mark
    if other is None or last is None:
        return ""
    return _("%(one)s said “%(answer)s”, and %(two)s said “%(other)s”. Which is right?") % {
        "one": other.by_name, "answer": other.get_answer_display(), "two": last.by_name, "other": last.get_answer_display(),
    }  # fmt: skip
