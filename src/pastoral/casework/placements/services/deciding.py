"""Deciding on a placement: need, who was asked, provider, plan, objectives, cost and the four questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.casework.plans import queries as plans
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.records.providers.models import Provider, Site
from pastoral.rules.placements.facts import AIM_LABELS, QUESTION_LABELS
from pastoral.rules.sentences import Refused, say

from ..models import Consultation, Objective, Placement
from .changing import changing
from .sharing import make_way, renew_copy
from .times import move_site

# What each page may set; each is one field.
NEED = frozenset({
    "setting", "shape", "reason", "rationale", "arranged_by", "on_home_roll", "needs_assessed_on", "needs_assessment", "barriers",
    "excluded_from", "without_education_since", "resident_here", "district", "missed_school_days", "medical_reason", "part_time_reason",
})  # fmt: skip
ASKED = frozenset({"agencies_involved", "parent_agreed_on"})
PLAN = frozenset({
    "purpose", "baseline", "timeframe", "assessment_arrangements", "monitoring_arrangements", "exit_plan", "complements",
    "reintegration_is_objective", "readiness", "first_review_on", "linked_plans",
})  # fmt: skip
CHECKED = frozenset({
    "providers_compared", "needs_met_on", "changes_in_writing", "area_manager_asked_on", "monitor", "monitor_user", "monitor_user_id",
    "registration", "dual_from",
})  # fmt: skip
COST = frozenset({"tier", "fund", "sen_category", "cost", "cost_per"})
PAGES = {"need": NEED, "asked": ASKED, "plan": PLAN, "checked": CHECKED, "cost": COST}

STARTED = say(
    "AP.provider_started", "The child is at this provider. To go to another one, end this placement and look for a new place."
)
TO_COME = say("AP.to_come", "The day can't be in the future.")
NOT_ITS_SITE = say("AP.site", "That place is not one of this provider's.")
SITE_KEPT = say("AP.site_kept", "The child is there now: say at which place. The school must know it at every moment.")


def settle(page: str, *, placement_id: int, by: Access, version: int | None = None, **values: Any) -> Placement:
    """Set fields of one page of `PAGES`. ValueError for a field that the page does not have; `Refused` as in `changing`."""
    if unknown := set(values) - PAGES[page]:
        raise ValueError(f"not fields of this page: {sorted(unknown)}")
    with changing(placement_id, f"placement.{page}_set", by=by, version=version) as change:
        change.set(**values)
        if change.row.plan is None:
            change.set(plan=plans.open_plan_of(by, change.row.pupil_id))
        if page == "checked":
            renew_copy(change)  # the provider reads who to ask at school
    return change.row


def choose_provider(
    *, placement_id: int, provider_id: int | None, by: Access, site_id: int | None = None, version: int | None = None
) -> Placement:
    """Say at which provider, and where, the child is to be taught; None takes the choice back. Refused once it has started."""
    with changing(placement_id, "placement.provider_chosen", by=by, version=version) as change:
        row = change.row
        if row.is_running and provider_id != row.provider_id:
            raise Refused((STARTED,))
        provider = Provider.objects.visible_to(by).get(pk=provider_id) if provider_id is not None else None
        site = _site(by, provider, site_id)
        if row.is_running and site is None and row.site_id is not None:
            raise Refused((SITE_KEPT,))
        chosen = provider is not None and provider.pk != row.provider_id
        make_way(change, provider_id)
        move_site(change, provider.pk if provider is not None else None, site.pk if site is not None else None)
        change.set(provider=provider, site=site)
        if chosen and provider is not None:
            change.tell("placement.provider_chosen", provider=provider.name)
        renew_copy(change)
    return change.row


def _site(by: Access, provider: Provider | None, site_id: int | None) -> Site | None:
    """The site that was named, or the only one there is."""
    if provider is None:
        return None
    open_sites = list(Site.objects.visible_to(by).filter(provider=provider, closed_on__isnull=True))
    if site_id is None:
        return open_sites[0] if len(open_sites) == 1 else None
    found: Site | None = next((site for site in open_sites if site.pk == site_id), None)
    if found is None:
        raise Refused((NOT_ITS_SITE,))
    return found


def consult(
    *, placement_id: int, who: str, on: dt.date, by: Access, name: str = "", how: str = "", said: str = "", agreed: bool | None = None
) -> Consultation:
    """Write down that the child, a parent or an agency was asked (NPT-AP-04); a parent's yes sets the day of agreement (ENG-AP-06)."""
    with changing(placement_id, "placement.consulted", by=by) as change:
        if on > timezone.localdate():
            raise Refused((TO_COME,))
        row = change.row
        if who == Consultation.Who.AGENCY and not name.strip():
            raise Refused((say("AP.agency_name", "Name the agency."),))
        asked = Consultation(
            **scope_of(row.pupil), placement=row, who=who, name=name.strip()[:150], on=on, how=how, said=said, by_name=by.actor
        )
        asked.save()
        change.record.about(asked, changes={"who": who, "on": on.isoformat()})
        if who == Consultation.Who.AGENCY:
            change.set(agencies_involved=True)
        if who == Consultation.Who.PARENT and agreed is not None:
            change.set(parent_agreed_on=on if agreed else None)
        change.tell("placement.consulted", who=asked.name or asked.get_who_display())
    return asked


def save_objective(
    *, placement_id: int, statement: str, by: Access, objective_id: int | None = None, aims: list[str] | None = None, baseline: str = "",
    measured_how: str = "", unit: str = "", baseline_value: Decimal | None = None, target_value: Decimal | None = None,
    by_when: dt.date | None = None, version: int | None = None,
) -> Objective:  # fmt: skip
    """Write an objective, or change one (`objective_id`). `aims` are codes of AIM_LABELS; ValueError for another."""
    if unknown := set(aims or ()) - set(AIM_LABELS):
        raise ValueError(f"no such aims: {sorted(unknown)}")
    with changing(placement_id, "placement.objective_written", by=by, version=version) as change:
        row = change.row
        there = Objective.objects.visible_to(by).filter(placement=row)
        if objective_id is not None:
            objective: Objective = there.get(pk=objective_id)
        else:
            objective = Objective(**scope_of(row.pupil), placement=row, order=min(there.count() + 1, 99))
        objective.statement, objective.aims, objective.baseline = statement, list(aims or ()), baseline
        objective.measured_how, objective.unit = measured_how, unit
        objective.baseline_value, objective.target_value, objective.by_when = baseline_value, target_value, by_when
        objective.save()
        change.record.about(objective)
    return objective


def remove_objective(*, placement_id: int, objective_id: int, by: Access) -> None:
    """Take an objective away. Refused once the placement has started: then it is part of what was agreed."""
    with changing(placement_id, "placement.objective_removed", by=by) as change:
        if change.row.is_running:
            raise Refused((say("AP.objective_kept", "The placement has started: its objectives stay. Change the words instead."),))
        found = Objective.objects.visible_to(by).get(pk=objective_id, placement=change.row)
        change.record.about(found)
        found.delete()


def answer_questions(*, placement_id: int, answers: Mapping[str, tuple[str, str]], by: Access, version: int | None = None) -> Placement:
    """The four questions (WOR-UNR-05): code → (answer, what shows it). Who answered and when is kept with each that changed."""
    if unknown := set(answers) - set(QUESTION_LABELS):
        raise ValueError(f"no such questions: {sorted(unknown)}")
    with changing(placement_id, "placement.questions_answered", by=by, version=version) as change:
        kept = dict(change.row.four_answers)
        for code, (answer, evidence) in answers.items():
            before = kept.get(code, {})
            if (before.get("answer", ""), before.get("evidence", "")) != (answer, evidence):
                kept[code] = {"answer": answer, "evidence": evidence, "by": by.actor, "on": timezone.localdate().isoformat()}
        change.set(four_answers=kept)
    return change.row
