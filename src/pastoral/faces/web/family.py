"""A child's plan in plain words, for the child and for their parents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.plans.work import ChildPlan
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.govuk import words
from pastoral.records.cases.addresses import address

from .due import near_day


@dataclass(frozen=True)
class Todo:
    """One big button: what to do, and a line that says what it is."""

    text: str
    more: str
    href: str


@dataclass(frozen=True)
class ChildPage:
    """What the family's home shows of one child."""

    name: str
    where: str  # one or two plain sentences: how far the plan is
    todo: tuple[Todo, ...] = ()
    wanted: tuple[str, ...] = ()  # the changes that were agreed
    promises: tuple[tuple[str, tuple[str, ...]], ...] = ()  # whose, what
    adult: str = ""
    meeting: str = ""
    plan_href: str = ""
    pupil_href: str = ""
    looked_href: str = ""
    next_review: Any = None
    other: tuple[Todo, ...] = field(default=())


def child_page(child: ChildPlan, access: Access) -> ChildPage:
    """Plain words for each stage; nothing is promised that is not on the record."""
    plan, pupil = child.plan, child.pupil
    first = pupil.preferred_name or pupil.forename
    mine = Permission.CHECK_IN in access.permissions and access.pupil_ids == frozenset({pupil.pk})
    return ChildPage(
        name=first,
        where=_where(child, first, mine=mine),
        todo=tuple(_todo(child, access, first, mine=mine)),
        wanted=tuple(outcome.statement for outcome in child.outcomes if outcome.statement) if child.is_agreed else (),
        promises=_promises(child) if child.is_agreed else (),
        adult=(plan.chosen_adult or plan.key_adult_name) if plan else "",
        meeting=_meeting(child),
        plan_href=address("plan", plan.pk) if plan else "",
        pupil_href=address("pupil", pupil.pk),
        looked_href=address("pupil-who-looked", pupil.pk),
        next_review=plan.next_review_on if plan and plan.status == "live" else None,
    )


def _where(child: ChildPlan, first: str, *, mine: bool) -> str:
    plan = child.plan
    if plan is None:
        return _("You have no plan at the moment.") if mine else _("%(name)s has no plan at the moment.") % {"name": first}
    to_the_child = {
        "deciding": _("School is thinking about how to help you. They will talk to you about it."),
        "gathering": _("School is asking people what they think, and you too. What you say matters most."),
        "organising": _("A meeting about your plan is being arranged."),
        "meeting": _("Your plan is being written together with you."),
        "agreed": _("Your plan is ready. The next step is that everybody signs it."),
        "sent": _("Your plan is agreed and the council has it."),
        "live": _("Your plan is running."),
        "reviewed": _("People are talking about what should happen next. They will ask you."),
    }
    to_a_parent = {
        "deciding": _("The school is deciding with you whether %(name)s needs a plan."),
        "gathering": _("The school is asking everybody for their views about %(name)s, before a meeting."),
        "organising": _("The school is arranging a meeting about %(name)s."),
        "meeting": _("The plan for %(name)s is being written together."),
        "agreed": _("The plan for %(name)s is agreed. The next step is that everybody signs it."),
        "sent": _("The plan for %(name)s is signed and the council has it."),
        "live": _("%(name)s has a plan, and it is running."),
        "reviewed": _("The next steps for %(name)s are being discussed."),
    }
    return to_the_child.get(plan.status, "") if mine else to_a_parent.get(plan.status, "") % {"name": first}


def _todo(child: ChildPlan, access: Access, first: str, *, mine: bool) -> list[Todo]:
    plan = child.plan
    if plan is None:
        return []
    on_plan = address("plan", plan.pk)
    found = []
    for view in child.views:
        href = address("contribution", view.pk) or on_plan
        text = _("Say what you think") if mine else _("Give your views about %(name)s") % {"name": first}
        more = _("By %(day)s") % {"day": near_day(view.due_on, timezone.localdate())} if view.due_on else _("Before the meeting")
        found.append(Todo(text, more, href))
    for signature in child.signatures:
        href = address("signature", signature.pk) or on_plan
        found.append(Todo(_("Read and sign the plan"), _("You can also say that you do not agree."), href))
    if child.reply is not None and child.reply.reply == "none" and child.meeting is not None:
        href = address("attendee-reply", child.reply.pk) or on_plan
        found.append(Todo(_("Say if you can come to the meeting"), words.day_and_date(child.meeting.on), href))
    if mine and plan.status == "live":
        href = address("check-in", plan.pk) or on_plan
        found.append(Todo(_("Check in"), _("Say how it is going this week."), href))
    return [one for one in found if one.href]


def _promises(child: ChildPlan) -> tuple[tuple[str, tuple[str, ...]], ...]:
    whose = (
        (_("School promises"), ("school_proactive", "school_reactive")),
        (_("At home"), ("parent",)),
        (_("Other people promise"), ("professional",)),
        (child.pupil.preferred_name or child.pupil.forename, ("child",)),
    )
    found = []
    for title, parties in whose:
        texts = tuple(one.text for one in child.commitments if one.party in parties)
        if texts:
            found.append((title, texts))
    return tuple(found)


def _meeting(child: ChildPlan) -> str:
    one = child.meeting
    if one is None:
        return ""
    day = words.day_and_date(one.on)
    when = _("%(day)s at %(time)s") % {"day": day, "time": words.clock(one.starts_at)} if one.starts_at else day
    return f"{when}, {one.venue}" if one.venue else when
