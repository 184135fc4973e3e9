"""Gathering views (Stage Two, NPT-PSP-08): ask, chase, answer, record for somebody, decline, go on without."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.outbox.services import send
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..models import Contribution, Plan
from .changing import Stale, changing

LINK_DAYS = 21
OPEN = (Contribution.Status.ASKED, Contribution.Status.STARTED)


def ask(
    *,
    plan_id: int,
    input: str,
    person: str,
    by: Access,
    post: str = "",
    agency: str = "",
    email: str = "",
    user_id: int | None = None,
    contact_id: int | None = None,
    language: str = "en-gb",
    due_on: dt.date | None = None,
    style: str = "",
) -> Contribution:
    """Ask one person for one of the five inputs, and send them the page to answer on when there is an address."""
    with changing(plan_id, "contribution.asked", by=by) as change:
        plan = change.plan
        if plan.status not in (Plan.Status.DECIDING, Plan.Status.GATHERING, Plan.Status.ORGANISING, Plan.Status.MEETING):
            raise Refused(say("NPT-PSP-08.late", "Views are gathered before the plan is agreed. This plan is past that stage."))
        row = Contribution(
            **scope_of(plan.pupil),
            plan=plan,
            input=input,
            person=person,
            post=post,
            agency=agency,
            email=email,
            user_id=user_id,
            contact_id=contact_id,
            language=language,
            due_on=due_on,
            style=style,
            asked_by_id=by.user_id,
        )
        row.save()
        change.record.about(row, changes={"input": input, "due_on": due_on.isoformat() if due_on else None})
        change.tell("contribution.asked", who=person, input=input)
        _write_to(row, by=by, key=f"contribution-asked-{row.pk}")
    return row


def chase(*, contribution_id: int, by: Access) -> Contribution:
    """Ask again. Once a day is enough: a second chase on the same day is refused."""
    found = queries.contribution(by, contribution_id)
    with changing(found.plan_id, "contribution.chased", by=by) as change:
        row = _locked(contribution_id, by)
        if row.status not in OPEN:
            raise Refused(say("NPT-PSP-08.answered", "{who} has already answered.", who=row.person))
        if row.chased_at is not None and timezone.localdate(row.chased_at) == timezone.localdate():
            raise Refused(say("NPT-PSP-08.chased", "{who} was already asked again today.", who=row.person))
        row.chased_at = timezone.now()
        row.times_chased += 1
        row.save()
        change.record.about(row, changes={"times_chased": row.times_chased})
        _write_to(row, by=by, key=f"contribution-chased-{row.pk}-{row.times_chased}")
    return row


def save_answer(*, contribution_id: int, answers: dict[str, Any], by: Access, version: int | None = None) -> Contribution:
    """Keep what was typed so far, without sending it. Raises `Stale` when another tab saved first."""
    found = queries.contribution(by, contribution_id)
    _may_answer(found, by)
    with changing(found.plan_id, "contribution.started", by=by, permission=_permission(by)) as change:
        row = _locked(contribution_id, by)
        _check(row, version)
        row.answers = {**row.answers, **answers}
        row.status = Contribution.Status.STARTED
        row.version += 1
        row.save()
        change.record.about(row, changes={"answers": sorted(answers)})
    return row


def answer(
    *, contribution_id: int, answers: dict[str, Any], by: Access, method: str = "", version: int | None = None
) -> Contribution:
    """Give the views. By the person asked (account or link), or recorded for them by the lead."""
    found = queries.contribution(by, contribution_id)
    _may_answer(found, by)
    with changing(found.plan_id, "contribution.answered", by=by, permission=_permission(by)) as change:
        row = _locked(contribution_id, by)
        _check(row, version)
        recorded = by.may(Permission.LEAD_PLANS) and row.user_id != by.user_id
        row.answers = answers
        row.method = method or row.method
        row.status = Contribution.Status.ANSWERED
        row.answered_at = timezone.now()
        row.answered_via = "recorded" if recorded else ("link" if by.link_id else "account")
        row.recorded_by = by.actor if recorded else ""
        row.version += 1
        row.save()
        change.record.about(row, changes={"via": row.answered_via})
        change.tell("contribution.answered", who=row.person, input=row.input)
    return row


def decline(*, contribution_id: int, reason: str, by: Access) -> Contribution:
    """The person asked does not want to answer: that is an answer too, and is on the record."""
    found = queries.contribution(by, contribution_id)
    _may_answer(found, by)
    with changing(found.plan_id, "contribution.declined", by=by, permission=_permission(by)) as change:
        row = _locked(contribution_id, by)
        if row.status not in OPEN:
            raise Refused(say("NPT-PSP-08.answered", "{who} has already answered.", who=row.person))
        row.status = Contribution.Status.DECLINED
        row.declined_reason = reason
        row.answered_at = timezone.now()
        row.answered_via = "link" if by.link_id else "account"
        row.version += 1
        row.save()
        change.record.about(row)
        change.tell("contribution.declined", who=row.person, input=row.input)
    return row


def waive(*, plan_id: int, input: str, reason: str, by: Access) -> Contribution:
    """Go on without one of the five, with a reason. Open requests for it are closed too."""
    if not reason.strip():
        raise Refused(say("NPT-PSP-08.waived", "Say why the meeting goes on without it."))
    with changing(plan_id, "contribution.waived", by=by) as change:
        plan = change.plan
        rows = list(Contribution.objects.visible_to(by).filter(plan=plan, input=input, status__in=OPEN))
        if not rows:
            rows = [Contribution(**scope_of(plan.pupil), plan=plan, input=input, person=str(Contribution.Input(input).label))]
        for row in rows:
            row.status = Contribution.Status.WAIVED
            row.declined_reason = reason
            row.save()
            links.revoke("contribute", row.pk)
            change.record.about(row, changes={"input": input})
        change.tell("contribution.waived", input=input)
    return rows[0]


def _locked(contribution_id: int, by: Access) -> Contribution:
    row: Contribution = Contribution.objects.visible_to(by).select_for_update(of=("self",)).get(pk=contribution_id)
    return row


def _permission(by: Access) -> Permission:
    return Permission.BY_LINK if by.link_id else Permission.CONTRIBUTE


def _may_answer(row: Contribution, by: Access) -> None:
    """The person asked, by account or link; or the lead, who records what was said. Nobody else."""
    if by.link_id or by.may(Permission.LEAD_PLANS):
        return
    if row.user_id is None or row.user_id != by.user_id:
        raise NotAllowed("contribute")


def _check(row: Contribution, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Stale(row)
    if row.status not in OPEN:
        raise Refused(say("NPT-PSP-08.answered", "{who} has already answered.", who=row.person))


def _link_days(row: Contribution) -> int:
    """How long a link works: as the authority says; never less than until the answer is due."""
    days = pack_of(row.plan.policy_version_id).number("psp.link_days") or LINK_DAYS
    until_due = (row.due_on - timezone.localdate()).days + 1 if row.due_on is not None else 0
    return max(days, until_due)


def _write_to(row: Contribution, *, by: Access, key: str) -> None:
    if not row.email:
        return
    address = links.make(
        "contribute", row.pk, pupil=row.pupil, person=row.person, language=row.language, days=_link_days(row), by=by
    )
    with override(row.language):
        subject = gettext("Your views are wanted before a meeting")
        lines = [
            gettext("Hello %(name)s,") % {"name": row.person},
            gettext("A school is getting ready for a meeting and would like to know what you think."),
            gettext("Answer on this page: %(address)s") % {"address": address},
        ]
        if row.due_on is not None:
            from django.utils.formats import date_format

            lines.append(gettext("Please answer by %(date)s.") % {"date": date_format(row.due_on, "j F Y")})
        lines.append(gettext("The link is for you only. Please do not pass it on."))
    send(
        key=key,
        kind="contribution",
        to_name=row.person,
        to_email=row.email,
        language=row.language,
        subject=subject,
        body="\n\n".join(lines),
        authority_id=row.authority_id,
        school_id=row.school_id,
        pupil=row.pupil,
        by=by,
    )
