"""When the next review of a plan is: by an interval (NPT-PSP-16), or at fixed weeks with a final meeting (HIL-PSP-18, 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.psp.facts import PlanFacts, PspPolicy
from pastoral.rules.reviews import latest_review_date, review_schedule, suggested_first_review


@dataclass(frozen=True, slots=True)
class NextReview:
    """`suggested` and `latest` day; `is_final` where the suggested one is the final meeting."""

    suggested: date
    latest: date
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Fixed:
    """The fixed reviews of one plan: interim days, and the final one where there is one."""

    interim: tuple[date, ...]
    final: date | None


def fixed_reviews(start: date, policy: PspPolicy, calendar: SchoolCalendar) -> Fixed:
    """The days of a plan whose first meeting was on `start`, each moved earlier out of a holiday (T03)."""
    final = None if policy.final_review_weeks is None else latest_review_date(start, policy.final_review_weeks, calendar)
    return Fixed(review_schedule(start, policy.review_schedule, calendar), final)


def next_review(
    start: date, anchor: date, *, interim_held: int, final_held: bool, policy: PspPolicy, calendar: SchoolCalendar
) -> NextReview:
    """The next review of a plan that began on `start` and met last on `anchor`; after the final one, by the interval."""
    fixed = fixed_reviews(start, policy, calendar)
    left = [day for day in fixed.interim[interim_held:] if day > anchor]
    days = [*left, *([fixed.final] if fixed.final and fixed.final > anchor else [])]
    if not (fixed.interim or fixed.final) or final_held:
        latest = latest_review_date(anchor, policy.max_review_weeks, calendar)
        suggested = suggested_first_review(
            anchor, first=policy.first_review_weeks, longest=policy.max_review_weeks, calendar=calendar
        )
        return NextReview(min(suggested, latest), latest)
    if not days:  # every fixed day has passed: at once
        soon = calendar.next_school_day(anchor)
        return NextReview(soon, soon, is_final=fixed.final is not None)
    enough = interim_held >= policy.interim_reviews_needed
    latest = left[-1] if left and not enough else days[-1]
    return NextReview(days[0], latest, is_final=not left and fixed.final is not None)


def start_of(facts: PlanFacts, today: date) -> date:
    """The day from which fixed reviews are counted: the first meeting, or until there is one, today."""
    return facts.first_meeting_on or facts.meeting_on or facts.agreed_on or facts.began_on or today


def next_review_of(
    facts: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar, *, anchor: date, recorded: bool = False
) -> NextReview:
    """The next review of a plan. `recorded`: the review being recorded counts as held."""
    now = facts.review_now if recorded else None
    return next_review(
        min(start_of(facts, anchor), anchor),
        anchor,
        interim_held=len(facts.interim_reviews) + (1 if now is not None and not now.final else 0),
        final_held=any(one.final for one in facts.reviews) or (now is not None and now.final),
        policy=policy,
        calendar=calendar,
    )


def decision_of(verdict: str, verdict_next: str) -> str:
    """What a final review does to the plan: it ends, or it waits at "reviewed" for what follows (HIL-PSP-20, 21, 23)."""
    if not verdict:
        return ""
    return "cease" if verdict == "successful" and verdict_next != "monitored_support" else "next_steps"
