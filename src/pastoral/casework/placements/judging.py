"""The judge of placements for findings: facts in bulk, the rules, and the page on which each thing is put right."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.findings.registry import FoundNow
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.engine import RuleFinding
from pastoral.rules.placements import PLACEMENT, Look, PlacementFacts
from pastoral.rules.sentences import mark, say

from . import queries
from .facts import facts_of
from .models import Placement

KIND = "placement"
# What a finding is about (the part before its colon) → the page on which it is put right. Each part adds its own lines.
PAGES = {
    "protocol": "placement-protocol", "liaison": "placement-protocol-together", "challenge": "placement-protocol-together",
    "setting": "placement-need", "reason": "placement-need", "rationale": "placement-need", "shape": "placement-need",
    "arranged_by": "placement-need", "assessment": "placement-need", "commissioner": "placement-need", "roll": "placement-need",
    "home_school": "placement-need", "plan": "placement-need", "section_19": "placement-need", "illness": "placement-need",
    "sixth_day": "placement-need", "part_time": "placement-need",
    "consulted": "placement-asked", "agreement": "placement-asked", "agencies": "placement-asked",
    "linked": "placement-plan", "purpose": "placement-plan", "baseline": "placement-plan", "timeframe": "placement-plan",
    "assessment_arrangements": "placement-plan", "monitoring_arrangements": "placement-plan", "exit": "placement-plan",
    "complements": "placement-plan", "first_review": "placement-plan", "length": "placement-plan",
    "objectives": "placement-objectives", "aims": "placement-objectives", "next_step": "placement-objectives",
    "hours": "placement-times", "package": "placement-times",
    "slot": "placement-cover", "slots": "placement-cover",
    "cost": "placement-cost", "fund": "placement-cost", "fund_amount": "placement-cost", "sen_category": "placement-cost",
    "tier": "placement-cost",
    "question": "placement-questions",
    "providers_compared": "placement-provider", "needs_met": "placement-provider", "changes": "placement-provider",
    "area_manager": "placement-provider", "framework": "placement-provider", "registration": "placement-provider",
    "provider_status": "placement-provider", "age": "placement-provider", "district": "placement-provider",
    "approved": "placement-provider", "sites": "placement-provider", "site": "placement-provider",
    "registration_test": "placement-provider",
    "data": "placement-sharing", "consent": "placement-sharing", "assessment_shared": "placement-referrals",
    "monitor": "placement-watch", "safety": "placement-visits", "contact": "placement-contact", "voice": "placement-voices",
    "progress": "placement-progress", "review": "placement-reviews", "informed": "placement-reviews",
    "concern": "placement-concerns", "final_report": "placement-reports", "no_report_reason": "placement-ending",
    "pupil_view": "placement-ending", "destination": "placement-ending", "destination_plan": "placement-ending",
    "reintegration": "placement-way-back", "readiness": "placement-way-back", "transition": "placement-after",
    "verdict": "placement-ending",
}  # fmt: skip


def page_of(about: str) -> str:
    """The name of the page on which a finding about this can be put right; the overview for one that nobody has claimed."""
    return PAGES.get(about, PAGES.get(about.partition(":")[0], "placement"))


def judge_placements(access: Access, placement_ids: list[int]) -> dict[int, list[FoundNow]]:
    """Placement id → what the rules say of it today. As many queries for a thousand as for one."""
    rows = queries.placements(access, placement_ids)
    facts = facts_of(access, rows)
    calendars = calendars_of({row.school_id: row.school for row in rows}.values())
    today = timezone.localdate()
    found: dict[int, list[FoundNow]] = {}
    for row in rows:
        own, policy = facts[row.pk], pack_of(row.policy_version_id).policy
        said = engine.judge(KIND, Look(own, policy, calendars[row.school_id], today, own.starts_on))
        found[row.pk] = [_found(row, finding, own) for finding in said]
    return found


def _found(row: Placement, finding: RuleFinding, facts: PlacementFacts) -> FoundNow:
    return FoundNow(
        rule=finding.rule, about=finding.about, effect=finding.effect, colour=finding.colour, sentence=finding.sentence,
        remedy=finding.remedy, owner_role=finding.owner, owner_id=row.lead_id if finding.owner in ("lead", "commissioner") else None,
        due_on=finding.due, link_name=page_of(finding.about), link_key=row.pk,
        facts=(
            (mark("Stage"), say("AP.status", PLACEMENT.labels[facts.stage]), "placement"),
            (mark("First day"), facts.starts_on, "placement"),
            (mark("Last day"), facts.ends_on, "placement"),
        ),
    )  # fmt: skip
