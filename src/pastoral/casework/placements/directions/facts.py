"""From the rows of directions to the frozen facts that rules/placements/directions.py takes: one query for any number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.pupils.facts import PupilFacts, is_current
from pastoral.records.pupils.models import CareStatus, Need
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.key_stages import age_on
from pastoral.rules.placements import DirectedPlacement, DirectionFacts, DirectionNotice
from pastoral.rules.placements import DirectionReview as ReviewHeld
from pastoral.rules.placements import ReviewRequest as Asked
from pastoral.rules.placements.directions import ADULT

from ..models import Direction, ReviewRequest
from .rows import Rows, rows_of


def facts_of(access: Access, directions: Iterable[Direction], own: Mapping[int, Rows] | None = None) -> dict[int, DirectionFacts]:
    """Direction's key → its facts. One query, or none where what hangs on the directions is given."""
    rows = list(directions)
    there = rows_of(access, [row.pk for row in rows]) if own is None else own
    return {row.pk: _of(row, there.get(row.pk, Rows())) for row in rows}


def calendar_for(row: Direction) -> SchoolCalendar:
    """The school's calendar, read once for this row."""
    if not hasattr(row, "calendar_read"):
        row.calendar_read = calendar_of(row.school)
    found: SchoolCalendar = row.calendar_read
    return found


def is_adult(row: Direction, on: dt.date | None = None) -> bool:
    """Whether the pupil is 18 on a day; without one when the direction starts: then the notice is theirs (ENG-OSD-04)."""
    return age_on(row.pupil.date_of_birth, on or row.starts_on or timezone.localdate()) >= ADULT


def has_ehcp(child: PupilFacts) -> bool:
    return Need.Kind.EHCP in child.needs


def notice_of(row: Direction) -> DirectionNotice:
    """The notice as it stands; its fields may still be missing."""
    return DirectionNotice(
        given_on=row.notice_given_on, address=row.address, report_to=row.report_to, days=row.days, reasons=row.reasons,
        objectives=row.objectives, sessions_a_day=row.sessions_a_day, starts=_clock(row.starts), ends=_clock(row.ends),
        break_starts=_clock(row.break_starts), break_ends=_clock(row.break_ends), to_parent_on=row.notice_to_parent_on,
        to_pupil_on=row.notice_to_pupil_on, to_authority_on=row.notice_to_authority_on,
    )  # fmt: skip


def asked_of(one: ReviewRequest) -> Asked:
    """A request for a review as the rules see it."""
    return Asked(one.on, one.asked_by, one.in_writing)


def _of(row: Direction, own: Rows) -> DirectionFacts:
    today = timezone.localdate()
    needs = {need.kind for need in own.needs if is_current(need, today)}
    care = {status.kind for status in own.care if is_current(status, today)}
    return DirectionFacts(
        stage=row.stage, key=str(row.pk), school_kind=row.school_kind, decided_on=row.decided_on, starts_on=row.starts_on,
        ends_on=row.ends_on, purpose=row.purpose, objectives=row.objectives, timeframe=row.timeframe, monitoring=row.monitoring,
        review_every=row.review_every, first_review_on=row.first_review_on, review_people=frozenset(row.review_people),
        plan_set_on=row.plan_set_on, notice=notice_of(row), pupil_is_adult=is_adult(row),
        born_on=row.pupil.date_of_birth, placement=_placement_of(row, own),
        has_ehcp=Need.Kind.EHCP in needs,
        looked_after=CareStatus.Kind.LOOKED_AFTER in care,
        to_school=row.to == Direction.To.SCHOOL, dual_registered_on=row.dual_registered_on,
        to_alternative_provision=row.to == Direction.To.PROVIDER, parents_engaged_on=row.parents_engaged_on,
        engagement_attempts=row.engagement_attempts, pupil_views=row.pupil_views, parents_informed_on=row.parents_informed_on,
        requests=tuple(asked_of(one) for one in own.requests),
        reviews=tuple(
            ReviewHeld(
                held_on=one.held_on, planned_for=one.planned_for, parents_invited_on=one.parents_invited_on,
                authority_invited_on=one.authority_invited_on, people=frozenset(one.people), nominee_is_head=one.nominee_is_head,
                outcome_to_parent_on=one.outcome_to_parent_on, outcome_to_authority_on=one.outcome_to_authority_on, key=str(one.pk),
            )
            for one in own.reviews
        ),
        council_told_on=row.council_told_on, reintegration_plan=row.reintegration_plan,
    )  # fmt: skip


def _placement_of(row: Direction, own: Rows) -> DirectedPlacement | None:
    """The provider has the notice once it has a copy and the place is shared with it."""
    there = row.placement
    if there is None:
        return None
    let_in = {one.provider_id for one in own.places}
    return DirectedPlacement(
        stage=there.stage, starts_on=there.starts_on, provider=there.provider.name if there.provider is not None else "",
        provider_has_notice=any(one.provider_id == there.provider_id and one.provider_id in let_in for one in own.copies),
    )  # fmt: skip


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time is not None else ""
