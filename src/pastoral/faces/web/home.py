"""The home page, "my work": what this person owes and by when, what waits on others, whose plans they look after.

One page of parts; which parts depends on the roles that the person holds. Nothing is shown that is not so today: each part
is read from the record when the page is opened.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.plans import work
from pastoral.foundation.access import Access, Permission, Reach, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import ROLES, Role
from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.parts import Owed, Status
from pastoral.oversight.monitoring import queries as monitoring
from pastoral.oversight.provision import due as due_about_providers
from pastoral.records.cases.addresses import address
from pastoral.records.findings.presenter import can_put_right
from pastoral.records.findings.queries import owed
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.sentences import Sentence

from .due import due_in_words
from .family import child_page

OWED_SHOWN = 12
PROVIDERS_SHOWN = 8
PRESSING = {"late": 0, "soon": 1, "now": 2}
OFFICERS = frozenset({Role.EWO, Role.SAFEGUARDING_OFFICER, Role.INCLUSION_OFFICER})
WATCHERS = frozenset({Role.MONITORING_GROUP, Role.DIRECTOR})
NAMED_STAFF = frozenset({Role.TEACHER, Role.PROVIDER, Role.PROFESSIONAL})


@dataclass
class Home:
    """What the page shows; a part that is None is not there, an empty one says so in a friendly way."""

    owed: list[Owed] | None = None
    owed_more: int = 0
    waits: list[dict[str, Any]] | None = None
    waits_more: int = 0
    meetings: list[dict[str, Any]] | None = None
    plans: dict[str, Any] | None = None
    pupils: list[dict[str, Any]] | None = None
    inbox: dict[str, Any] | None = None
    providers: dict[str, Any] | None = None
    figures: dict[str, Any] | None = None
    children: list[Any] = field(default_factory=list)
    young: Any = None
    support: dict[str, Any] | None = None
    admin: list[tuple[str, str, str]] | None = None


@dataclass(frozen=True)
class Desk:
    """What the parts share, so that nothing is read twice."""

    access: Access
    today: dt.date
    asked: work.Asked


@allow(Permission.SIGNED_IN)
def home_page(request: PastoralRequest) -> HttpResponse:
    access = request.access
    if access.provider_ids and not (access.authority_ids or access.school_ids or access.pupil_ids):
        return redirect("provider-home")
    home = home_of(access)
    first_name = request.user.name.split()[0] if request.user.is_authenticated and request.user.name.strip() else ""
    context = {"home": home, "first_name": first_name, "links": _quick_links(access)}
    return render(request, "web/home.jinja", context)


def home_of(access: Access) -> Home:
    """The parts for this person's roles."""
    home = Home()
    roles = access.roles
    if Role.YOUNG_PERSON in roles:
        home.young = next((child_page(child, access) for child in work.children(access)), None)
    elif Role.PARENT in roles:
        home.children = [child_page(child, access) for child in work.children(access)]
    if roles & {Role.SUPPORT}:
        home.support = _support(access)
    if Role.AUTHORITY_ADMIN in roles:
        home.admin = _admin_links()
    works_with_plans = any(ROLES[role].staff and Permission.SEE_PLANS in ROLES[role].permissions for role in roles)
    if works_with_plans:
        _desk_parts(home, access)
    return home


def _desk_parts(home: Home, access: Access) -> None:
    desk = Desk(access, timezone.localdate(), work.asked(access))
    roles = access.roles
    reaches_school = any(ROLES[role].reach is Reach.SCHOOL for role in roles)
    _owed_part(home, desk)
    if roles & OFFICERS:
        home.inbox = _inbox(desk)
        home.providers = _providers(desk)
    if roles & (OFFICERS | WATCHERS):
        home.figures = _figures(access)
    if reaches_school:
        _waits_part(home, desk)
        home.plans = _plans(desk)
    if roles & NAMED_STAFF and not reaches_school:
        home.pupils = _pupils(desk)
    if reaches_school or roles & NAMED_STAFF:
        home.meetings = [_meeting(one, desk) for one in work.meetings_ahead(access)]


def _owed_part(home: Home, desk: Desk) -> None:
    """Findings that this person is to deal with, then what was asked of them by name."""
    findings = list(owed(desk.access).select_related("pupil", "school__authority")[: 2 * OWED_SHOWN])
    asked = [*desk.asked.views_of_me, *desk.asked.signatures_of_me]
    schools = {one.school_id: one.school for one in [*findings, *asked]}
    calendars = calendars_of(schools.values()) if schools else {}
    by_name = [_asked_card(one, desk, calendars) for one in asked]
    cards = [_finding_card(one, desk, calendars) for one in findings]
    late_first = sorted([*cards, *by_name], key=lambda card: PRESSING.get(card.tone, 3))
    home.owed, home.owed_more = late_first[:OWED_SHOWN], max(0, len(late_first) - OWED_SHOWN)


def _finding_card(finding: Any, desk: Desk, calendars: dict[int, SchoolCalendar]) -> Owed:
    due, tone = due_in_words(finding.due_on, today=desk.today, calendar=calendars.get(finding.school_id))
    if finding.eased_on(desk.today):  # an officer lowered it
        tone = "now"
    said = words.say(finding)
    remedy = words.say(Sentence(finding.code, finding.remedy, tuple(finding.remedy_params.items()))) if finding.remedy else ""
    return Owed(
        title=remedy or said,
        why=said if remedy else "",
        # who cannot put it right themselves (it has gone up to them) reads why, and what was done about it
        href=(can_put_right(desk.access, finding) and address(finding.link_name, finding.link_key)) or address("finding", finding.pk),
        about=f"{finding.pupil}",
        due=due,
        tone=tone,
    )


def _asked_card(one: Any, desk: Desk, calendars: dict[int, SchoolCalendar]) -> Owed:
    """A contribution or a signature that this person was asked for."""
    is_view = hasattr(one, "input")
    pupil = one.plan.pupil
    due, tone = due_in_words(getattr(one, "due_on", None), today=desk.today, calendar=calendars.get(one.school_id))
    if is_view:
        title = _("Give your views about %(child)s") % {"child": pupil}
        href = address("contribution", one.pk)
    else:
        title = _("Sign the plan of %(child)s") % {"child": pupil}
        href = address("signature", one.pk)
    return Owed(title=title, href=href or address("plan", one.plan_id), due=due, tone=tone, about=_asked_when(one))


def _asked_when(one: Any) -> str:
    return _("Asked %(day)s") % {"day": words.when(timezone.localtime(one.asked_at).date())}


def _waits_part(home: Home, desk: Desk) -> None:
    """What others were asked for and have not done yet, the oldest first."""
    rows = []
    for view in desk.asked.views_of_others:
        what = _("%(person)s: views") % {"person": view.person}
        late = view.due_on is not None and view.due_on < desk.today
        rows.append((view.asked_at, what, view, late))
    for signature in desk.asked.signatures_of_others:
        rows.append((signature.asked_at, _("%(person)s: signature") % {"person": signature.name}, signature, False))
    rows.sort(key=lambda row: row[0])
    home.waits = [
        {
            "what": what, "pupil": str(one.plan.pupil), "href": address("plan", one.plan_id), "asked": _asked_when(one),
            "status": Status(_("Late"), "late") if late else None,
        }
        for _asked_at, what, one, late in rows[:8]
    ]  # fmt: skip
    home.waits_more = max(0, len(rows) - 8)


def _plans(desk: Desk) -> dict[str, Any]:
    found = work.open_plans(desk.access)
    return {
        "rows": [_plan_row(plan, desk) for plan in found.listed],
        "total": found.total,
        "overdue": found.overdue,
        "soon": found.soon,
        "all": address("monitoring-plans"),
    }


def _plan_row(plan: Any, desk: Desk) -> dict[str, Any]:
    state = monitoring.review_state(plan, desk.today)
    tag = {"overdue": Status(_("Review overdue"), "late"), "soon": Status(_("Review soon"), "soon")}.get(state)
    return {
        "pupil": str(plan.pupil),
        "href": address("plan", plan.pk),
        "stage": str(monitoring.Status(plan.status).label),
        "review": plan.next_review_on if state != "none" else None,
        "lead": plan.lead.name if "lead" in plan._state.fields_cache and plan.lead else "",
        "status": tag,
    }


def _pupils(desk: Desk) -> list[dict[str, Any]]:
    checks_in = desk.access.may(Permission.CHECK_IN)
    return [
        {
            "pupil": str(pupil),
            "href": address("pupil", pupil.pk),
            "school": str(pupil.school),
            "plans": [
                {
                    **_plan_row(plan, desk),
                    "check_in": address("plan-check-ins", plan.pk) if checks_in and plan.status == "live" else "",
                    "last_check_in": plan.last_check_in_on,
                }
                for plan in pupil.open_plans
            ],
        }
        for pupil in work.named_pupils(desk.access)
    ]


def _meeting(one: Any, desk: Desk) -> dict[str, Any]:
    return {
        "pupil": str(one.plan.pupil),
        "href": address("plan", one.plan_id),
        "kind": str(one.get_kind_display()),
        "on": one.on,
        "at": one.starts_at,
        "venue": one.venue,
    }


def _inbox(desk: Desk) -> dict[str, Any]:
    listed, total = work.received_waiting(desk.access)
    return {
        "rows": [{"one": one, "href": address("plan", one.plan_id)} for one in listed],
        "total": total,
        "all": address("monitoring-received"),
    }


def _providers(desk: Desk) -> dict[str, Any] | None:
    """What is owed about providers in use: no child's finding says it. Nothing where nothing is."""
    tasks = due_about_providers.to_do(desk.access, desk.today)
    if not tasks:
        return None
    cards = []
    for task in tasks[:PROVIDERS_SHOWN]:
        due, _tone = due_in_words(task.due, today=desk.today, calendar=None)
        since = _("since %(day)s") % {"day": words.date_long(task.since)} if task.since is not None else ""
        cards.append(Owed(title=task.title, href=task.href, about=task.provider, due=due or since, tone=task.tone, why=task.why))
    return {"cards": cards, "more": len(tasks) - len(cards), "all": address("assurance")}


def _figures(access: Access) -> dict[str, Any]:
    rows = monitoring.figures(access, only_now=True)
    return {
        "rows": rows[:10],
        "more": max(0, len(rows) - 10),
        "total": monitoring.total_of(rows),
        "plans": address("monitoring-plans"),
        "report": address("monitoring-report"),
    }


def _support(access: Access) -> dict[str, Any]:
    from pastoral.foundation.accounts.support import current

    return {"session": current(access), "href": address("support")}


def _admin_links() -> list[tuple[str, str, str]]:
    offered = (
        ("people", _("People and invitations"), _("Who works in the authority and its schools.")),
        ("schools", _("Schools and term dates"), _("What every day that is due is counted by.")),
        ("policy", _("Policy"), _("The rules and forms of the authority.")),
        ("failed-messages", _("Messages that could not be sent"), _("What somebody should have got, and did not.")),
    )
    return [(address(name), title, text) for name, title, text in offered if address(name)]


def _quick_links(access: Access) -> list[tuple[str, str]]:
    """The few things that people come for without owing them. An administrator has them as cards."""
    if Role.AUTHORITY_ADMIN in access.roles:
        return []
    offered = (
        ("central-record-day", _("Today: who is not in full-time education"), Permission.SEE_MONITORING),
        ("provision", _("Alternative provision: every placement"), Permission.SEE_MONITORING),
        ("pupil-add", _("Add a pupil"), Permission.EDIT_PUPILS),
        ("imports", _("Import pupils"), Permission.IMPORT_PUPILS),
        ("people", _("People and invitations"), Permission.MANAGE_SCHOOL),
        ("schools", _("Term dates and closed days"), Permission.MANAGE_SCHOOL),
        ("failed-messages", _("Messages that could not be sent"), Permission.SEE_FAILED_MESSAGES),
    )
    # a support session may look at what its own permissions open, and has no school of its own to manage
    return [(address(name), text) for name, text, needed in offered if access.may(needed) and address(name)]
