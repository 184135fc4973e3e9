"""Moving a plan from stage to stage: the rules decide, the service writes (architecture: lifecycles)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import Allowed, PlanFacts, allowed_actions, decide, next_review_of, review_anchor
from pastoral.rules.psp import Refused as MayNot
from pastoral.rules.sentences import Refused

from ..facts import facts_of
from ..models import Plan, Review, StatusChange
from .changing import Change, changing


def actions_for(plan: Plan, facts: PlanFacts, calendar: SchoolCalendar | None = None) -> dict[str, Allowed | MayNot]:
    """Each action of the plan's stage with what the rules answer: shows, hides or explains a button."""
    return allowed_actions(
        plan.status,
        facts,
        pack_of(plan.policy_version_id).psp,
        calendar=calendar or calendar_of(plan.school),
        today=timezone.localdate(),
    )


def move(*, plan_id: int, action: str, by: Access, reason: str = "", version: int | None = None) -> Plan:
    """Take one action. Raises `Refused` with a sentence for each thing that is missing."""
    with changing(plan_id, f"plan.{action}", by=by, version=version, reason=reason) as change:
        take(change, action, facts_of(by, [change.plan])[change.plan.pk], reason=reason)
    return change.plan


def take(change: Change, action: str, facts: PlanFacts, *, reason: str = "", closing_outcome: str = "") -> Allowed:
    """Inside an open change: ask the rules, then write the new stage and an immutable `StatusChange`."""
    plan = change.plan
    today = timezone.localdate()
    answer = decide(
        plan.status,
        action,
        facts,
        pack_of(plan.policy_version_id).psp,
        calendar=calendar_of(plan.school),
        today=today,
        reason=reason,
    )
    if isinstance(answer, MayNot):
        raise Refused(answer.reasons)
    before = plan.status
    _on_arrival(change, action, before, answer.next_status, facts, reason=reason, closing_outcome=closing_outcome)
    plan.status = answer.next_status
    plan.status_since = timezone.now()
    change.changes["status"] = [before, plan.status]
    StatusChange(
        **scope_of(plan.pupil),
        plan=plan,
        action=action,
        before=before,
        after=plan.status,
        by_id=change.by.user_id,
        by_name=change.by.actor,
        reason=reason,
        warnings=[warning.code for warning in answer.warnings],
    ).save()
    change.tell(f"plan.{action}", stage=plan.status)
    return answer


def _on_arrival(
    change: Change, action: str, before: str, after: str, facts: PlanFacts, *, reason: str, closing_outcome: str
) -> None:
    """What a stage brings with it."""
    plan, today = change.plan, timezone.localdate()
    values: dict[str, Any] = {}
    if action == "agree":
        values["agreed_on"] = today
    if action == "begin":
        values["starts_on"] = plan.starts_on or today
        if plan.next_review_on is None:  # where the rule is a task only (HIL-PSP-18): the fixed day of the guidance
            policy, calendar = pack_of(plan.policy_version_id).psp, calendar_of(plan.school)
            values["next_review_on"] = next_review_of(facts, policy, calendar, anchor=review_anchor(facts) or today).suggested
    if action == "amend":
        # a new round of the meeting: the form is copied, so that the last agreed words stay as they were
        values.update(round=plan.round + 1, current_revision=None, agreed_on=None, change_wanted_on=None)
        _copy_sections(change, plan.round, plan.round + 1)
    if after == PSP.closed:
        outcome = closing_outcome or {"decide_no_plan": "no_plan", "cease": _verdict(change) or "cease"}.get(action, "withdrawn")
        values.update(closed_on=today, closing_outcome=outcome, closing_note=reason)
    if before == PSP.closed:
        values.update(closed_on=None, closing_outcome="", closing_note="")
        if after == Plan.Status.LIVE and (plan.next_review_on is None or plan.next_review_on < today):
            values["next_review_on"] = calendar_of(plan.school).next_school_day(today)  # reopened late: review at once
    change.set(**values)


def _verdict(change: Change) -> str:
    """What the final review said of the plan; "" where there was none."""
    found: str | None = (
        Review.objects.visible_to(change.by)
        .filter(plan=change.plan, is_final=True, held_on__isnull=False)
        .order_by("-number")
        .values_list("verdict", flat=True)
        .first()
    )
    return found or ""


def _copy_sections(change: Change, before: int, after: int) -> None:
    from ..models import Attendee, Meeting, SectionAnswers

    plan = change.plan
    for row in SectionAnswers.objects.visible_to(change.by).filter(plan=plan, round=before):
        SectionAnswers(
            **scope_of(plan.pupil), plan=plan, round=after, section=row.section, answers=row.answers, saved_by=row.saved_by
        ).save()
    last = Meeting.objects.visible_to(change.by).filter(plan=plan, round=before, cancelled_reason="").order_by("-on", "-id").first()
    today = timezone.localdate()
    meeting = Meeting(**scope_of(plan.pupil), plan=plan, round=after, on=today, held_on=today, chair=change.by.actor[:150])
    meeting.save()
    # the same people are on the list; who is there this time is said anew
    for person in last.attendees.all() if last is not None else ():
        person.pk, person.meeting, person.present = None, meeting, None
        person.reply, person.replied_at, person.reply_note = Attendee.Reply.NONE, None, ""
        person._state.adding = True
        person.save()
