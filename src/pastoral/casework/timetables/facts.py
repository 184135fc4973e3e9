"""From rows to the frozen facts that rules/reduced takes: in bulk, one query for any number of timetables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.casework.plans.models import Plan, Review
from pastoral.foundation.access import Access
from pastoral.records.pupils.facts import is_current, year_of
from pastoral.records.pupils.models import CareStatus, Contact, Need
from pastoral.rules.key_stages import is_compulsory_school_age
from pastoral.rules.reduced import (
    AgencyFacts,
    AgreementFacts,
    ExtensionFacts,
    JudgementFacts,
    RatingFacts,
    ReducedFacts,
    ReducedReviewFacts,
    RiskFacts,
    StepFacts,
    TransportFacts,
)
from pastoral.rules.reduced.hours import average_taught_hours

from .grid import hours_from, school_day, seal_of, slots_of
from .models import Consent, Extension, HoursReview, Judgement, Notice, Rating, Risk, Timetable
from .rows import Rows, rows_of

TRANSPORT_DATES = ("school_signed_on", "sanctioned_on", "sent_on", "school_told_on", "parent_told_on")
TRANSPORT_TEXTS = ("entitlement", "sanctioned_by", "decision", "contract")
TRANSPORT_TICKS = ("applied_online", "change_described")
SIGNED_FOR = {"school_signed_on": "signed_seal", "sanctioned_on": "signed_seal", "sent_on": "sent_seal"}
TRANSPORT_FIELDS = (*TRANSPORT_TICKS, *TRANSPORT_TEXTS, *TRANSPORT_DATES)
AGREED, REFUSED = "agreed", "refused"  # a yes that was taken back is a no
PLANS_OF_ALN = (Need.Kind.SCHOOL_IDP, Need.Kind.LA_IDP, Need.Kind.EHCP)


def facts_of(
    access: Access, timetables: Iterable[Timetable], rows: Mapping[int, Rows] | None = None
) -> dict[int, ReducedFacts]:
    """Timetable id → its facts. One query, or none where `rows` are given; loaded with pupil, plan and authority."""
    found = list(timetables)
    there = rows_of(access, [one.pk for one in found]) if rows is None else rows
    return {one.pk: _facts(one, there[one.pk]) for one in found}


def _facts(row: Timetable, own: Rows) -> ReducedFacts:
    today = timezone.localdate()
    slots = slots_of(row.periods, row.cells, row.weeks)
    plan = row.plan
    seal = row.agreed_seal or seal_of(row)
    born, year = row.pupil.date_of_birth, year_of(row.pupil, today)
    ends = [day for day in (row.start_on, row.end_on) if day is not None]
    needs = {need.kind for need in own.needs if is_current(need, today)}
    care = {status.kind for status in own.care if is_current(status, today)}
    targets = [target for target in own.targets if target.statement.strip()]
    told = _told(own.notices)
    return ReducedFacts(
        status=row.status,
        key=str(row.pk),
        closed_from=row.closed_from,
        year=year.number if year is not None else None,
        compulsory_age=all(is_compulsory_school_age(born, day) for day in ends) if ends else None,
        looked_after=CareStatus.Kind.LOOKED_AFTER in care,
        child_protection=CareStatus.Kind.CHILD_PROTECTION in care,
        care_and_support=bool(care & {CareStatus.Kind.CARE_AND_SUPPORT, CareStatus.Kind.CHILD_IN_NEED}),
        has_social_worker=any(
            one.relationship == Contact.Relationship.SOCIAL_WORKER and is_current(one, today) for one in own.contacts
        ),
        has_plan=bool(needs & set(PLANS_OF_ALN)),
        has_ehcp=Need.Kind.EHCP in needs,
        disabled=bool(row.pupil.disabled),
        travel_assistance=row.pupil.travel_assistance,
        known_risks=frozenset(row.known_risks),
        inclusion_centre=row.excluded == Timetable.Excluded.INCLUSION_CENTRE,
        staggered_start=row.excluded == Timetable.Excluded.STAGGERED_START,
        agreed_on=row.agreed_on,
        start_on=row.start_on,
        end_on=row.end_on,
        reason=row.reason,
        circumstance=row.circumstance,
        managed_move=row.managed_move,
        rationale=row.rationale,
        avenues_tried=row.avenues_tried,
        sanction=row.sanction,
        safeguarding_concern=row.safeguarding_concern,
        hours_per_day=hours_from(row.hours_per_day),
        slots=slots,
        school_day=school_day(row.periods),
        psp=str(plan.pk) if plan is not None else "",
        psp_agreed=plan is not None and plan.agreed_on is not None,
        psp_short_targets=bool(targets),
        psp_long_targets=bool(targets) and bool(own.steps),
        psp_reviews_kept=_reviews_kept(plan, own.plan_reviews, today),
        rep=str(plan.pk) if plan is not None else "",
        healthcare_plan=row.healthcare_plan,
        provider_work=row.provider_work,
        provider_purpose=row.provider_purpose,
        provider_leads_back=row.provider_leads_back,
        alp_in_place=row.alp_in_place,
        alp_checked=row.alp_checked,
        equality_checked=row.equality_checked,
        monitor=row.monitor,
        steps=tuple(StepFacts(step.on, step.hours) for step in own.steps),
        next_review_on=row.next_review_on,
        agreements=tuple(_agreement(consent, row) for consent in _standing([one for one in own.consents if one.seal == seal])),
        ewo_consulted_on=row.ewo_consulted_on,
        agencies=tuple(AgencyFacts(agency.name, agency.consulted_on, agency.input_on) for agency in own.agencies),
        referrals=tuple(line.strip() for line in row.referrals.splitlines() if line.strip()),
        no_referrals_reason=row.no_referrals_reason,
        aln_support_asked_on=row.aln_support_asked_on,
        risks=_risks(own.risks),
        travel_agreed_on=row.travel_agreed_on,
        transport=_transport(row.transport, seal),
        authority_told_on=told.get("authority"),
        deputy_sent_on=told.get("deputy_safeguarding_officer"),
        social_worker_told_on=told.get("social_worker"),
        virtual_school_told_on=told.get("virtual_school"),
        ewo_told_on=told.get("ewo") or told.get("attendance_support"),
        parents_told_slots_on=row.parents_told_slots_on,
        reviews=tuple(
            ReducedReviewFacts(review.held_on, review.outcome, review.with_pupil, review.with_parents)
            for review in own.reviews
        ),
        history=_history(row, own.reviews, average_taught_hours(slots) if slots else None),
        extension=_extension(own.extensions[-1] if own.extensions else None),
        parents_unhappy=True if any(one.answered_at is None for one in own.objections) else None,
        judgements=_judgements(own.judgements),
        rating=_rating(own.ratings),
        panel_reviewed_on=row.panel_reviewed_on,
        panel_actions=None if row.panel_acts is None else len([line for line in row.panel_actions.splitlines() if line.strip()]),
    )


def _reviews_kept(plan: Plan | None, held: list[Review], today: dt.date) -> bool | None:
    """Whether each review of the plan was held by its day and none is overdue; None before there is a day to keep."""
    if plan is None or (plan.next_review_on is None and not held):
        return None
    in_time = all(review.held_on <= review.due_on for review in held if review.held_on is not None)
    return in_time and (plan.next_review_on is None or plan.next_review_on >= today)


def _judgements(rows: list[Judgement]) -> tuple[JudgementFacts, ...]:
    """The latest of each indicator: somebody may look twice on one day, and the second look counts."""
    latest = {row.code: row for row in rows}
    return tuple(JudgementFacts(row.code, row.holds, row.evidence, row.by_name, row.on) for row in latest.values())


def _rating(rows: list[Rating]) -> RatingFacts | None:
    if not rows:
        return None
    last = rows[-1]
    return RatingFacts(last.answer, last.reason, last.by_name, last.on, last.until)


def _history(row: Timetable, reviews: list[HoursReview], taught: Decimal | None) -> tuple[StepFacts, ...]:
    """Hours a week as they were in force: what was agreed, then what each review said."""
    if row.began_on is None:
        return ()
    known = [review for review in reviews if review.hours is not None]
    first = known[0].hours_before if known else taught
    later = [StepFacts(review.held_on, review.hours) for review in known if review.hours is not None]
    return tuple([*([StepFacts(row.began_on, first)] if first is not None else []), *later])


def _standing(consents: list[Consent]) -> list[Consent]:
    """Each person's last answer, those who say no last: the rules hear the last of a role, and the order in which two parents
    were reached must not decide. One no from somebody who may decide keeps the child full time (NPT-RT-06).
    """
    known = {(one.role, one.name.casefold()): one.contact_id for one in consents if one.contact_id is not None}
    latest: dict[tuple[str, object], Consent] = {}
    for one in consents:
        name = one.name.casefold()
        latest[one.role, one.contact_id or known.get((one.role, name)) or name] = one
    return sorted(latest.values(), key=lambda one: one.state != Consent.State.AGREED)


def _agreement(consent: Consent, row: Timetable) -> AgreementFacts:
    return AgreementFacts(
        consent.role, AGREED if consent.state == Consent.State.AGREED else REFUSED, consent.on, consent.delegated, consent.lives_with,
        times_and_dates=row.start_on is not None and row.end_on is not None and bool(row.periods),
    )  # fmt: skip


def _risks(rows: list[Risk]) -> tuple[RiskFacts, ...]:
    """The last assessment of each kind: one that found a risk is answered by a later one, not by forgetting it."""
    last = {risk.of: risk for risk in rows}
    return tuple(
        RiskFacts(risk.of, risk.done_on, risk.outcome, risk.document, risk.review_on) for risk in last.values()
    )


def _transport(kept: dict[str, Any], seal: str) -> TransportFacts | None:
    """The travel change form. Signed or sent for other times than those of `seal` (SIGNED_FOR), it is neither."""
    kept = {name: value for name, value in kept.items() if kept.get(SIGNED_FOR.get(name, ""), seal) == seal}
    if not any(kept.values()):
        return None
    dates: dict[str, Any] = {name: dt.date.fromisoformat(kept[name]) if kept.get(name) else None for name in TRANSPORT_DATES}
    texts: dict[str, Any] = {name: str(kept.get(name) or "") for name in TRANSPORT_TEXTS}
    return TransportFacts(
        applied_online=kept.get("applied_online"), change_described=bool(kept.get("change_described")), **dates, **texts
    )


def _extension(row: Extension | None) -> ExtensionFacts | None:
    if row is None:
        return None
    return ExtensionFacts(row.asked_on, row.until, row.via_group_on, row.decision, row.decided_on, row.decided_by)


def _told(rows: list[Notice]) -> dict[str, dt.date]:
    """Role → the first day on which it was told that hours are reduced."""
    found: dict[str, dt.date] = {}
    for row in rows:
        if row.event == "reduced_starts":
            found.setdefault(row.recipient, timezone.localdate(row.sent_at))
    return found
