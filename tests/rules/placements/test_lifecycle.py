"""The stages of a placement, a direction and a managed move: where each action leads, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.lifecycles import BACK
from pastoral.rules.placements import LIFECYCLES, Allowed, Refused, decide

from .examples import DIRECTION, ENDING, LIVE, MOVE, PLACEMENT, TODAY, policy_of

HAM = policy_of("HAM")
BASES: dict[str, Any] = {
    "placement": PLACEMENT,
    "off_site_direction": replace(DIRECTION, decided_on=TODAY, starts_on=date(2026, 11, 16)),
    "managed_move": MOVE,
}
READY: dict[tuple[str, str], dict[str, Any]] = {("placement", "live"): LIVE, ("placement", "ending"): ENDING}


@pytest.mark.parametrize(
    ("kind", "stage", "action", "choice", "target"),
    [(kind, *move) for kind, lifecycle in LIFECYCLES.items() for move in lifecycle.each_move()],
)
def test_a_record_that_lacks_nothing_takes_every_move(
    calendar: SchoolCalendar, kind: str, stage: str, action: str, choice: str, target: str
) -> None:
    facts = replace(BASES[kind], **{**READY.get((kind, stage), {}), "stage": stage})
    lifecycle = LIFECYCLES[kind]
    back = lifecycle.open_statuses[-1]
    answer = decide(
        action, facts, HAM, calendar=calendar, today=TODAY, choice=choice, closed_from=back, reason="Because"
    )
    assert isinstance(answer, Allowed)
    assert answer.next_stage == (back if target == BACK else target)
    if action in lifecycle.needs_reason:
        assert isinstance(decide(action, facts, HAM, calendar=calendar, today=TODAY, closed_from=back), Refused)


def refused(answer: Allowed | Refused) -> list[str]:
    assert isinstance(answer, Refused)
    return [reason.code for reason in answer.reasons]


def test_what_is_missing_refuses_the_start(calendar: SchoolCalendar) -> None:
    bare = replace(PLACEMENT, baseline="", sites=())
    codes = refused(decide("start", bare, HAM, calendar=calendar, today=TODAY))
    assert set(codes) == {"HAM-AP-04.baseline", "ENG-KC-04.sites"}


def test_a_move_is_not_agreed_without_the_parents(calendar: SchoolCalendar) -> None:
    alone = replace(MOVE, parent_agreed_on=None)
    assert refused(decide("agree", alone, HAM, calendar=calendar, today=TODAY)) == ["ENG-MM-01.consent.parent"]


def test_t30_closing_at_the_end(calendar: SchoolCalendar) -> None:
    no_report = replace(PLACEMENT, **{**ENDING, "final_report_on": None})
    answer = decide("close", no_report, HAM, calendar=calendar, today=TODAY)
    assert isinstance(answer, Allowed)
    assert any(each.code.startswith("HAM-END-02") for each in answer.warnings)
    nowhere = replace(PLACEMENT, **{**ENDING, "destination": ""})
    assert refused(decide("close", nowhere, HAM, calendar=calendar, today=TODAY)) == ["HAM-END-05.destination"]


def test_an_action_of_another_stage_is_refused_and_an_unknown_one_is_an_error(calendar: SchoolCalendar) -> None:
    assert refused(decide("close", PLACEMENT, HAM, calendar=calendar, today=TODAY)) == ["AP.stage"]
    assert refused(decide("record_review", replace(PLACEMENT, **LIVE), HAM, calendar=calendar, today=TODAY)) == ["AP.review"]
    with pytest.raises(ValueError, match="sing"):
        decide("sing", PLACEMENT, HAM, calendar=calendar, today=TODAY)
    with pytest.raises(ValueError, match="lost"):
        decide("start", replace(PLACEMENT, stage="lost"), HAM, calendar=calendar, today=TODAY)
