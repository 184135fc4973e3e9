"""While the plan is live (Stage Five): the weekly check-in (NPT-PSP-18), and contact with parents when it must change (19)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.outbox.services import send
from pastoral.rules.sentences import Refused, say

from ..models import CheckIn, Plan
from .changing import Change, changing


def check_in(
    *,
    plan_id: int,
    scale: int,
    by: Access,
    on: dt.date | None = None,
    words: str = "",
    working: str = "",
    not_working: str = "",
    help_wanted: str = "",
) -> CheckIn:
    """Record one check-in. `scale` is 1 (very hard) to 5 (going well), the child's own choice."""
    day = on or timezone.localdate()
    with changing(plan_id, "plan.check_in", by=by, permission=Permission.CHECK_IN) as change:
        plan = change.plan
        if plan.status not in (Plan.Status.LIVE, Plan.Status.REVIEWED):
            raise Refused(say("NPT-PSP-18.live", "Check-ins begin when the plan is live."))
        if day > timezone.localdate():
            raise Refused(say("NPT-PSP-18.future", "The date of a check-in can't be in the future."))
        if plan.starts_on is not None and day < plan.starts_on:
            raise Refused(say("NPT-PSP-18.before", "The plan began on {start}. Choose that day or a later one.", start=plan.starts_on))
        if not 1 <= scale <= 5:
            raise Refused(say("NPT-PSP-18.scale", "Choose a number from 1 to 5."))
        if CheckIn.objects.visible_to(by).filter(plan=plan, on=day, by=by.user_id).exists():
            raise Refused(say("NPT-PSP-18.twice", "You have already recorded a check-in for {day}.", day=day))
        row = CheckIn(
            **scope_of(plan.pupil), plan=plan, on=day, scale=scale, words=words, working=working, not_working=not_working,
            help_wanted=help_wanted, by_id=by.user_id, by_name=by.actor, by_child=Role.YOUNG_PERSON in by.roles,
        )  # fmt: skip
        row.save()
        change.set(last_check_in_on=max(filter(None, (plan.last_check_in_on, day))))
        change.record.about(row, changes={"on": day.isoformat()})
        change.tell("plan.check_in", on=day)
        if help_wanted.strip() and change.plan.key_adult_id != by.user_id:
            _ask_key_adult(change, row)
    return row


def _ask_key_adult(change: Change, row: CheckIn) -> None:
    """Tell the key adult (without one, the lead) that help is wanted; what was said is read in Pastoral alone."""
    plan = change.plan
    adult = plan.key_adult or plan.lead
    if adult is None:
        return
    with override(adult.language):
        subject = gettext("Somebody would like your help")
        page = settings.BASE_URL + reverse("plan-check-ins", args=[plan.pk])
        body = "\n\n".join([subject + ".", gettext("Sign in to read it: %(address)s") % {"address": page}])
    send(
        key=f"help-wanted-{row.pk}", kind="help-wanted", to_name=adult.name, to_email=adult.email, language=adult.language,
        subject=subject, body=body, authority_id=row.authority_id, school_id=row.school_id, pupil=plan.pupil, by=change.by,
    )  # fmt: skip


def needs_to_change(*, plan_id: int, by: Access, parents_contacted_on: dt.date | None = None) -> Plan:
    """The plan needs to change between reviews: parents are talked to first (NPT-PSP-19)."""
    with changing(plan_id, "plan.change_wanted", by=by) as change:
        if change.plan.status != Plan.Status.LIVE:
            raise Refused(say("NPT-PSP-19.live", "Only a live plan is changed between reviews."))
        change.set(change_wanted_on=change.plan.change_wanted_on or timezone.localdate())
        if parents_contacted_on is not None:
            if parents_contacted_on > timezone.localdate():
                raise Refused(say("NPT-PSP-19.future", "The date of the contact can't be in the future."))
            change.set(parents_contacted_on=parents_contacted_on)
        change.tell("plan.change_wanted")
    return change.plan
