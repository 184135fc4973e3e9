"""What is typed in the meeting (Stage Four): sections of the form, outcomes, commitments. Several people type at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..facts import ADJUSTMENTS, CHILD_VIEWS, CHILD_VIEWS_METHOD, FACTOR_PREFIX, FACTORS_NO_PART, SAFEGUARDING, facts_of
from ..merging import Merged, merge
from ..models import Commitment, Outcome, Plan, SectionAnswers
from .changing import Change, Stale, changing
from .moving import take

MEETING = Permission.TAKE_PART_IN_MEETING
SETTLED = say("PSP.settled", "The plan is agreed. To change it, use “Change the plan”, so that everyone signs again.")
RULE_QUESTIONS = frozenset({CHILD_VIEWS, CHILD_VIEWS_METHOD, ADJUSTMENTS, SAFEGUARDING})
ADD_ONS = ("incident_support",)
EDITABLE = (Plan.Status.GATHERING, Plan.Status.ORGANISING, Plan.Status.MEETING)


def save_section(*, plan_id: int, section: str, answers: dict[str, Any], version: int, by: Access) -> SectionAnswers:
    """Save one section whole. `version` is what the page was loaded with, 0 for a section nobody has saved.

    Raises `Stale` (holding the row as it is now) when somebody else saved first, so that both texts can be shown.
    Saving the same words again is not a conflict and writes nothing.
    """
    try:
        with changing(plan_id, "section.saved", by=by, permission=MEETING) as change:
            row = _section(change, section)
            if row.answers == answers:
                raise _Same(row)
            if row.version != version:
                raise Stale(row)
            _write_section(change, row, answers)
    except _Same as same:
        return same.row
    return row


@dataclass(frozen=True)
class Together:
    """What became of a section that several people wrote in. `their_name` saved it last before this, at `their_time`."""

    row: SectionAnswers
    merged: Merged
    their_name: str
    their_time: dt.datetime | None


def merge_section(
    *, plan_id: int, section: str, answers: dict[str, Any], base: dict[str, str], keys: Sequence[str], by: Access
) -> Together:
    """Save what one person typed beside what others typed meanwhile. `keys` are the section's questions, `base` the
    fingerprints of the page (merging.py). Where both changed one text, theirs stays until somebody chooses: see `Merged.conflicts`.
    """
    try:
        with changing(plan_id, "section.saved", by=by, permission=MEETING) as change:
            row = _section(change, section)
            merged = merge(answers, row.answers, base, keys)
            together = Together(row, merged, row.saved_by, row.saved_at)
            if merged.answers == row.answers:
                raise _Same(row)
            _write_section(change, row, merged.answers)
    except _Same:
        return together
    return together


class _Same(Exception):
    """Nothing to write: leaves the transaction without an event."""

    def __init__(self, row: SectionAnswers) -> None:
        super().__init__("the same words")
        self.row = row


def _section(change: Change, section: str) -> SectionAnswers:
    plan = change.plan
    _may_still_be_written(plan)
    row: SectionAnswers | None = (
        SectionAnswers.objects.visible_to(change.by)
        .select_for_update(of=("self",))
        .filter(plan=plan, round=plan.round, section=section)
        .first()
    )
    return row or SectionAnswers(**scope_of(plan.pupil), plan=plan, round=plan.round, section=section, version=0)


def _write_section(change: Change, row: SectionAnswers, answers: dict[str, Any]) -> None:
    before = row.answers
    changed = sorted(key for key in set(answers) | set(before) if answers.get(key) != before.get(key))
    row.answers = answers
    row.version += 1
    row.saved_by = change.by.actor
    row.save()
    change.content_changed = True
    # an autosave must be quick: no rule reads words, only whether there are any
    change.looks = any(_a_rule_reads(key, before.get(key), answers.get(key)) for key in changed)
    change.record.about(row, changes={"section": row.section, "questions": changed})


def _a_rule_reads(question: str, before: Any, after: Any) -> bool:
    if question == FACTORS_NO_PART:
        return True
    return (question in RULE_QUESTIONS or question.startswith(FACTOR_PREFIX)) and bool(before) != bool(after)


def save_outcome(*, plan_id: int, outcome_id: int | None, by: Access, version: int | None = None, **values: Any) -> Outcome:
    """Add an outcome (`outcome_id` None) or change one. Raises `Stale` when somebody else saved first."""
    with changing(plan_id, "outcome.saved", by=by, permission=MEETING) as change:
        plan = change.plan
        _may_still_be_written(plan)
        if outcome_id is None:
            last = Outcome.objects.visible_to(by).filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
            row = Outcome(**scope_of(plan.pupil), plan=plan, number=last + 1, version=0)
        else:
            row = Outcome.objects.visible_to(by).select_for_update(of=("self",)).get(pk=outcome_id, plan=plan)
            if version is not None and row.version != version:
                raise Stale(row)
        changed = _set(row, values)
        row.version += 1
        row.save()
        change.content_changed = True
        change.record.about(row, changes={"fields": changed})
    return row


def drop_outcome(*, outcome_id: int, by: Access) -> None:
    """Take an outcome out of the plan; it stays on the record as dropped."""
    found = queries.outcome(by, outcome_id)
    with changing(found.plan_id, "outcome.dropped", by=by, permission=MEETING) as change:
        _may_still_be_written(change.plan)
        row = Outcome.objects.visible_to(by).select_for_update(of=("self",)).get(pk=outcome_id)
        row.state = Outcome.State.DROPPED
        row.save()
        change.content_changed = True
        change.record.about(row)


def save_commitment(
    *, plan_id: int, commitment_id: int | None, by: Access, version: int | None = None, **values: Any
) -> Commitment:
    """Add a promise (`commitment_id` None) or change one. Raises `Stale` when somebody else saved first."""
    with changing(plan_id, "commitment.saved", by=by, permission=MEETING) as change:
        plan = change.plan
        _may_still_be_written(plan)
        if commitment_id is None:
            row = Commitment(**scope_of(plan.pupil), plan=plan, version=0)
        else:
            row = Commitment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=commitment_id, plan=plan)
            if version is not None and row.version != version:
                raise Stale(row)
        changed = _set(row, values)
        row.version += 1
        row.save()
        change.content_changed = True
        change.record.about(row, changes={"fields": changed})
    return row


def end_commitment(*, commitment_id: int, by: Access) -> None:
    """Take a promise out of the plan; it stays on the record with the day it ended."""
    found = queries.commitment(by, commitment_id)
    with changing(found.plan_id, "commitment.ended", by=by, permission=MEETING) as change:
        _may_still_be_written(change.plan)
        row = Commitment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=commitment_id)
        row.ended_on = timezone.localdate()
        row.save()
        change.content_changed = True
        change.record.about(row)


def set_next_review(*, plan_id: int, on: Any, by: Access) -> Plan:
    """The date of the next review. The rules say at "agree" whether it will do (NPT-PSP-16)."""
    with changing(plan_id, "plan.review_date_set", by=by) as change:
        change.set(next_review_on=on)
        change.content_changed = bool(change.changes)
    return change.plan


def settle_arrangements(*, plan_id: int, by: Access, check_in_every: str | None = None, ends_on: dt.date | None = None) -> Plan:
    """How often somebody meets the child (HIL-PSP-16), and when the plan ends (HIL-PSP-25). None leaves what is there."""
    with changing(plan_id, "plan.arrangements_set", by=by) as change:
        plan = change.plan
        _may_still_be_written(plan)
        choices = pack_of(plan.policy_version_id).psp.check_in_choices
        if check_in_every is not None:
            if check_in_every and check_in_every not in choices:
                raise Refused(say("PLAN-18.choice", "Choose one of the ways that the authority offers."))
            change.set(check_in_every=check_in_every)
        if ends_on is not None:
            if ends_on <= plan.opened_on:
                raise Refused(say("PLAN-30.before", "The plan can't end before it was opened on {opened}.", opened=plan.opened_on))
            change.set(ends_on=ends_on)
        change.content_changed = bool(change.changes)
    return plan


def choose_add_on(*, plan_id: int, form: str, wanted: bool, by: Access) -> Plan:
    """Add one of the pack's optional forms (an incident support plan), or leave it out. What was written stays on the record."""
    with changing(plan_id, "plan.add_on_chosen", by=by, permission=MEETING) as change:
        plan = change.plan
        _may_still_be_written(plan)
        if form not in ADD_ONS or form not in pack_of(plan.policy_version_id).forms:
            raise Refused(say("PLAN.add_on", "The authority has no such form."))
        change.set(add_ons=sorted({*plan.add_ons, form} if wanted else {*plan.add_ons} - {form}))
        change.content_changed = bool(change.changes)
    return plan


def explain_fewer_outcomes(*, plan_id: int, reason: str, by: Access) -> Plan:
    with changing(plan_id, "plan.fewer_outcomes", by=by) as change:
        change.set(fewer_outcomes_reason=reason)
        change.content_changed = bool(change.changes)
    return change.plan


def hold_meeting(*, plan_id: int, by: Access) -> None:
    """The meeting begins: its day is recorded as the day it was held, and the plan moves to "meeting"."""
    with changing(plan_id, "plan.begin_meeting", by=by) as change:
        take(change, "begin_meeting", facts_of(by, [change.plan])[plan_id])
        meeting = queries.planning_meeting(by, change.plan)
        if meeting is not None and meeting.held_on is None:
            meeting.held_on = timezone.localdate()
            meeting.save()


def _set(row: Any, values: dict[str, Any]) -> list[str]:
    fields = {field.attname for field in row._meta.concrete_fields} - {"id", "plan_id", "pupil_id", "authority_id", "school_id"}
    unknown = set(values) - fields
    if unknown:
        raise ValueError(f"not fields of {type(row).__name__}: {sorted(unknown)}")
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name, value in values.items():
        setattr(row, name, value)
    return changed


def _may_still_be_written(plan: Plan) -> None:
    if plan.status not in EDITABLE:
        raise Refused(SETTLED)
