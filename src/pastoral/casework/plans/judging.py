"""The plan's judge for findings: facts in bulk, the rules, and who owes what (findings.registry)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.findings.registry import FoundNow
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.drift import Sign, signs
from pastoral.rules.engine import COLOURS
from pastoral.rules.psp import PlanFacts, RuleFinding, first_of, judge

from .courses import courses_of
from .facts import facts_of
from .models import Plan
from .rests_on import rests_on
from .rows import rows_of
from .since import Stages, since_of, stages_of

# Where each finding leads: the page on which it can be put right.
PAGES = {
    "input": "plan-gathering", "date": "plan-organising", "venue": "plan-organising", "invitations": "plan-organising",
    "notice": "plan-organising", "outcome": "plan-meeting", "commitments": "plan-meeting", "commitment": "plan-meeting",
    "child_views": "plan-meeting", "child_views_method": "plan-meeting", "signature": "plan-signatures",
    "review_date": "plan-meeting", "review": "plan-reviews", "check_in": "plan-check-ins", "review_decision": "plan-reviews",
    "attendees": "plan-meeting", "section": "plan-meeting", "end_date": "plan-meeting", "check_in_every": "plan-meeting",
    "assessments": "plan-meeting", "consequences": "plan-meeting", "papers": "plan-gathering", "final_review": "plan-reviews",
    "verdict": "plan-reviews", "verdict_next": "plan-reviews", "review_measures": "plan-reviews",
}  # fmt: skip
BY_RULE = {
    "NPT-PSP-01": "plan-deciding", "NPT-PSP-03": "plan-deciding", "NPT-PSP-04": "plan-deciding", "NPT-PSP-05": "plan-deciding",
    "NPT-PSP-06": "plan-deciding", "NPT-PSP-07": "plan-deciding", "NPT-PSP-10": "plan-organising", "NPT-PSP-11": "plan-meeting",
    "NPT-PSP-12": "plan-meeting", "NPT-PSP-13": "plan-meeting", "NPT-PSP-15": "plan-send", "NPT-PSP-17": "plan-reviews",
    "NPT-PSP-19": "plan-deciding", "NPT-PSP-24": "plan-meeting", "NPT-PSP-26": "plan-deciding",
    "HIL-PSP-02": "plan-deciding", "HIL-PSP-03": "plan-deciding", "HIL-PSP-04": "plan-deciding", "HIL-PSP-17": "plan-deciding",
    "HIL-PSP-24": "plan-deciding", "HAM-AP-05": "plan-deciding", "WIL-SG-01": "plan-meeting",
}  # fmt: skip
# Where a fact is read, if not on the page on which the finding is put right; by its label in rests_on.py.
READ_ON = {
    "Stage": "plan", "Plan opened": "plan", "Plan began": "plan", "Plan agreed": "plan-signatures", "Counted from": "plan-reviews",
    "Last review": "plan-reviews", "Next review planned": "plan-reviews", "Last check-in": "plan-check-ins",
    "Lead": "plan-deciding", "Attendance is an issue": "plan-deciding",
}  # fmt: skip
DRIFTS_AT = frozenset({"meeting", "agreed", "sent", "live", "reviewed"})


def open_plans(access: Access) -> Any:
    """The plans that a night looks at; of a closed one it still looks at what is open about it."""
    return Plan.objects.visible_to(access).exclude(status=Plan.Status.CLOSED)


def judge_plans(access: Access, plan_ids: list[int]) -> dict[int, list[FoundNow]]:
    """Plan id → what the rules say of it today. A fixed number of queries for any number of plans."""
    plans = list(
        Plan.objects.visible_to(access).filter(pk__in=plan_ids).select_related("pupil", "school", "lead")
    )
    rows = rows_of(access, [plan.pk for plan in plans])
    facts = facts_of(access, plans, rows)
    calendars = calendars_of({plan.school_id: plan.school for plan in plans}.values())
    courses = courses_of(access, plans, rows)
    today = timezone.localdate()
    found: dict[int, list[FoundNow]] = {}
    for plan in plans:
        own, stages = facts[plan.pk], stages_of(rows[plan.pk].changes)
        said = judge(own, pack_of(plan.policy_version_id).psp, calendars[plan.school_id], today)
        found[plan.pk] = [_found(plan, finding, own, stages, today) for finding in said]
        if plan.status in DRIFTS_AT:
            found[plan.pk] += [_drift(plan, sign) for sign in signs(courses[plan.pk], today)]
    return found


def _drift(plan: Plan, sign: Sign) -> FoundNow:
    page = "plan-meeting" if sign.rule == "DRIFT-03" else "plan-reviews"
    return FoundNow(
        rule=sign.rule,
        about=sign.about,
        effect=sign.effect,
        colour=COLOURS[sign.effect],
        sentence=sign.sentence,
        remedy=sign.remedy,
        owner_role="lead",
        owner_id=plan.lead_id,
        link_name=page,
        link_key=plan.pk,
        facts=tuple((label, value, page) for label, value in sign.facts),
        since=sign.since,
    )


def page_of(finding: RuleFinding) -> str:
    """The name of the page on which a finding can be put right."""
    return PAGES.get(finding.about.split(":")[0]) or BY_RULE.get(first_of(finding.rule), "plan")


def _found(plan: Plan, finding: RuleFinding, facts: PlanFacts, stages: Stages, today: dt.date) -> FoundNow:
    page = page_of(finding)
    # a key adult without an account cannot be asked here: the lead sees to it, and is named as the lead
    owner = "lead" if finding.owner == "key_adult" and plan.key_adult_id is None and plan.lead_id is not None else finding.owner
    owners = {"lead": plan.lead_id, "key_adult": plan.key_adult_id}
    return FoundNow(
        rule=finding.rule,
        about=finding.about,
        effect=finding.effect,
        colour=finding.colour,
        sentence=finding.sentence,
        remedy=finding.remedy,
        owner_role=owner,
        owner_id=owners.get(owner),
        due_on=finding.due,
        link_name=page,
        link_key=plan.pk,
        facts=tuple((label, value, READ_ON.get(label, page)) for label, value in rests_on(finding, facts)),
        since=since_of(finding, facts, stages, today),
    )
