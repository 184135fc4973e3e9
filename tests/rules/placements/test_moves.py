"""Managed moves are agreed, permanent, and never a trial."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy, RuleFinding, judge

from .examples import MOVE, policy_of

TODAY = date(2026, 11, 12)


def found(calendar: SchoolCalendar, number: str, by: Policy | None = None, **changes: Any) -> list[RuleFinding]:
    facts = replace(MOVE, **changes)
    seen: Look[Any, Any] = Look(facts, by or policy_of(number), calendar, TODAY, facts.agreed_on)
    return [each for each in judge("managed_move", seen) if each.rule == number]


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("ENG-MM-01", "BLOCK", {"parent_agreed_on": None}, {}),
    ("ENG-MM-01", "BLOCK", {"home_head_agreed_on": None}, {}),
    ("ENG-MM-01", "BLOCK", {"new_head_agreed_on": None}, {}),
    ("ENG-MM-01", "BLOCK", {"exclusion_threatened": True}, {"exclusion_threatened": None}),
    ("ENG-MM-01", "WARN", {"pupil_views": ""}, {}),
    ("ENG-MM-02", "BLOCK", {"is_trial": True}, {"after_direction": True}),
    ("ENG-MM-03", "WARN", {"has_ehcp": True}, {"has_ehcp": True, "plan_amended_on": TODAY}),
    ("ENG-26-07", "BLOCK", {"ends_on": date(2027, 2, 1)}, {"ends_on": date(2027, 2, 1), "agreed_on": date(2026, 7, 25)}),
    ("WIL-REP-01", "TASK", {"stage": "agreed", "council_told_on": None}, {"stage": "agreed"}),
    ("WIL-REP-01", "TASK", {"stage": "moved", "council_told_on": None}, {"council_told_on": None}),
    ("WOR-MM-01", "WARN", {"panel_on": None}, {}),
    ("WOR-MM-01", "WARN", {"best_interest": ""}, {}),
]


@pytest.mark.parametrize(("number", "effect", "bad", "fine"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_each_rule_speaks_and_is_silent(
    calendar: SchoolCalendar, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]
) -> None:
    findings = found(calendar, number, **bad)
    assert effect in {each.effect for each in findings}
    assert all(each.stops("start") for each in findings if each.effect == "BLOCK")
    assert found(calendar, number, **fine) == []


def test_eng_mm_03_says_what_is_not_verified(calendar: SchoolCalendar) -> None:
    (finding,) = found(calendar, "ENG-MM-03", has_ehcp=True)
    assert "not checked against the guidance" in finding.remedy.english()


def test_gap_15_welsh_moves_are_not_judged_by_english_rules(calendar: SchoolCalendar) -> None:
    assert found(calendar, "ENG-MM-02", policy_of("NPT"), is_trial=True) == []
