"""The judge of directions for findings: facts in bulk, the rules, and where each thing is put right."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.findings.registry import FoundNow
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import RuleFinding
from pastoral.rules.placements import DIRECTION, DirectionFacts, DirectionLook
from pastoral.rules.sentences import mark, say

from ..models import Direction
from . import queries
from .facts import calendar_for, facts_of

KIND = "off_site_direction"
# The page on which each finding is put right, by what it is about.
PAGES = {
    "school_kind": "direction-decide", "pupil_views": "direction-decide", "purpose": "direction-decide", "parents": "direction-decide",
    "starts_on": "direction-decide", "review_every": "direction-decide", "objectives": "direction-decide",
    "timeframe": "direction-decide", "monitoring": "direction-decide", "first_review": "direction-decide",
    "review_people": "direction-decide", "plan_set_on": "direction-decide", "placement": "direction-decide", "notice": "direction-letter",
    "notice_fields": "direction-notice", "information": "direction-dates", "registration": "direction-dates",
    "council": "direction-dates", "review_request": "direction-reviews", "review": "direction-reviews",
    "reintegration": "direction-way-back",
}  # fmt: skip


def page_of(about: str) -> str:
    """The name of the page on which a finding about this can be put right."""
    return PAGES.get(about.partition(":")[0], "direction")


def look_at(row: Direction, facts: DirectionFacts, calendar: SchoolCalendar | None = None) -> DirectionLook:
    """One direction as the rules look at it today."""
    policy = pack_of(row.policy_version_id).policy
    return DirectionLook(facts, policy, calendar or calendar_for(row), timezone.localdate(), facts.decided_on)


def judge_directions(access: Access, direction_ids: list[int]) -> dict[int, list[FoundNow]]:
    """Direction id → what the rules say of it today. As many queries for a thousand as for one."""
    rows = queries.directions(access, direction_ids)
    facts = facts_of(access, rows)
    calendars = calendars_of({row.school_id: row.school for row in rows}.values())
    return {
        row.pk: [
            _found(row, finding, facts[row.pk])
            for finding in engine.judge(KIND, look_at(row, facts[row.pk], calendars[row.school_id]))
        ]
        for row in rows
    }


def _found(row: Direction, finding: RuleFinding, facts: DirectionFacts) -> FoundNow:
    return FoundNow(
        rule=finding.rule, about=finding.about, effect=finding.effect, colour=finding.colour, sentence=finding.sentence,
        remedy=finding.remedy, owner_role=finding.owner, owner_id=row.lead_id if finding.owner in ("head", "governing_board") else None,
        due_on=finding.due, link_name=page_of(finding.about), link_key=row.pk,
        facts=(
            (mark("Stage"), say("AP.status", DIRECTION.labels[facts.stage]), "direction"),
            (mark("Decided on"), facts.decided_on, "direction-decide"),
            (mark("First day"), facts.starts_on, "direction-decide"),
        ),
    )  # fmt: skip
