"""An exclusion that breaks no rule, in England and in Wales, and the policies it is judged by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.exclusions import KIND, NOTICE_LABELS, Case, ExclusionFacts, Look, NoticeFacts, case_of
from pastoral.rules.exclusions.facts import HEARD_LABELS, RETURN_LABELS

COMMON: dict[str, Any] = {
    "exclusion.year_limit_days": 45, "exclusion.provision_from_day": 6, "exclusion.board_notice_over_days": 5,
    "exclusion.board_must_meet_over_days": 15, "exclusion.board_meets_within_days": 15,
    "exclusion.board_on_request_within_days": 50, "exclusion.review_application_days": 15,
    "exclusion.review_hearing_days": 15, "exclusion.reconsider_days": 10,
}  # fmt: skip
ENGLAND = Policy(
    "plain-england", "england", {**COMMON, "exclusion.lunchtime_days": 0.5, "exclusion.day_step": 0.5}, ("ENG", "UK", "CAL")
)
WALES = Policy(
    "plain-wales", "wales",
    {
        **COMMON, "exclusion.lunchtime_days": 0.25, "exclusion.day_step": 0.25, "exclusion.board_earliest_day": 6,
        "exclusion.notice_within_days": 1, "exclusion.decision_within_days": 1,
        "exclusion.provision_alternative_days": 15,
    },
    ("WAL", "UK", "CAL"),
)  # fmt: skip
HILLINGDON = replace(ENGLAND, authority="hillingdon", families=(*ENGLAND.families, "HIL"))
WORCESTERSHIRE = replace(ENGLAND, authority="worcestershire", families=(*ENGLAND.families, "WOR"))
POLICIES = {"ENG": ENGLAND, "WAL": WALES, "CAL": ENGLAND, "HIL": HILLINGDON, "WOR": WORCESTERSHIRE}

FIRST = date(2026, 11, 2)  # a Monday, the first day after half term

GOOD = ExclusionFacts(
    status="notified",
    first_day=FIRST,
    last_day=date(2026, 11, 3),
    decided_on=FIRST,
    decided_by="head",
    ground="serious_breach",
    reason="He threw a chair at another pupil.",
    on_probabilities=True,
    born=date(2013, 5, 1),
    year=8,
    notices=(
        NoticeFacts("parent", FIRST, FIRST),
        NoticeFacts("pupil", FIRST, FIRST),
        NoticeFacts("authority", FIRST),
        NoticeFacts("governing_board", FIRST),
    ),
    notice_contents=frozenset(NOTICE_LABELS),
    provision_notice_on=FIRST,
    provision_notice_complete=True,
    return_fields=frozenset(RETURN_LABELS),
    work_set_on=FIRST,
    work_marked=True,
    heard=frozenset(HEARD_LABELS),
    reintegration_planned_on=FIRST,
    authority_asked_on=date(2026, 10, 20),
    last_resort="Everything in the plan was tried for two terms.",
)

Found = Callable[..., list[RuleFinding]]


@pytest.fixture
def found(calendar: SchoolCalendar) -> Found:
    """The findings of one rule for the good exclusion with these facts changed, by the policy of the rule's family."""

    def look(number: str, *, on: date = FIRST, by: Policy | None = None, **changes: Any) -> list[RuleFinding]:
        facts = replace(GOOD, **changes)
        policy = by or POLICIES[number.split("-")[0]]
        return [
            each for each in engine.judge(KIND, Look(facts, policy, calendar, on, facts.first_day)) if each.rule == number
        ]

    return look


@pytest.fixture
def case(calendar: SchoolCalendar) -> Callable[..., Case]:
    """The case of the good exclusion with these facts changed."""

    def make(*, by: Policy = ENGLAND, on: date = FIRST, **changes: Any) -> Case:
        facts = replace(GOOD, **changes)
        made = case_of(Look(facts, by, calendar, on, facts.first_day))
        assert made is not None
        return made

    return make
