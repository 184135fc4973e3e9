"""Off-site direction: notice, reviews, who is bound from when (T14, T15, T29), and what two authorities add."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pastoral.rules.calendar import CalendarWeeks, SchoolCalendar, SchoolDays
from pastoral.rules.engine import Look, Policy, RuleFinding, judge
from pastoral.rules.placements import DirectedPlacement, DirectionReview, ReviewRequest, latest_notice, review_is_owed
from pastoral.rules.placements.direction_facts import NOTICE_LABELS

from .examples import DIRECTION, NOTICE, policy_of

Found = Callable[..., list[RuleFinding]]
TODAY = date(2026, 11, 12)


@pytest.fixture
def found(calendar: SchoolCalendar) -> Found:
    """What one rule finds of the good direction with these facts changed."""

    def look(number: str, *, on: date = TODAY, by: Policy | None = None, **changes: Any) -> list[RuleFinding]:
        facts = replace(DIRECTION, **changes)
        seen: Look[Any, Any] = Look(facts, by or policy_of(number), calendar, on, facts.decided_on)
        return [each for each in judge("off_site_direction", seen) if each.rule == number]

    return look


@pytest.mark.parametrize("family", ["HAM", "WIL", "WOR", "ENG"])
def test_a_good_direction_has_no_findings(calendar: SchoolCalendar, family: str) -> None:
    seen: Look[Any, Any] = Look(DIRECTION, policy_of(family), calendar, TODAY, DIRECTION.decided_on)
    assert [str(each.sentence) for each in judge("off_site_direction", seen)] == []


LIVE: dict[str, Any] = {"stage": "live", "council_told_on": TODAY}
HELD = DirectionReview(
    held_on=date(2026, 11, 27),
    parents_invited_on=date(2026, 11, 20),
    people=frozenset({"head", "parent", "board_nominee"}),
    nominee_is_head=False,
    outcome_to_parent_on=date(2026, 11, 30),
)
TO_COME = DirectionReview(planned_for=date(2026, 11, 27))
THERE = DirectedPlacement(stage="preparing", starts_on=date(2026, 11, 16), provider="Quay Workshop", provider_has_notice=True)
ASKED = (ReviewRequest(date(2026, 11, 20)),)


def reviewed(**changes: Any) -> dict[str, Any]:
    return {**LIVE, "reviews": (replace(HELD, **changes),)}


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("ENG-OSD-01", "BLOCK", {"purpose": ""}, {}),
    ("ENG-OSD-01", "BLOCK", {"purpose": "punishment"}, {}),
    ("ENG-OSD-01", "INFO", {"parents_engaged_on": None}, {"parents_engaged_on": None, "engagement_attempts": 2}),
    ("ENG-OSD-02", "BLOCK", {"notice": None}, {}),
    ("ENG-OSD-02", "BLOCK", {"starts_on": None}, {}),
    ("ENG-OSD-02", "BLOCK", {"notice": replace(NOTICE, given_on=date(2026, 11, 13))}, {}),
    ("ENG-OSD-02", "BLOCK", {"notice": replace(NOTICE, to_parent_on=date(2026, 11, 13))},
     {"notice": replace(NOTICE, to_parent_on=date(2026, 11, 12))}),
    ("ENG-OSD-03", "BLOCK", {"notice": replace(NOTICE, report_to=" ")}, {}),
    ("ENG-OSD-03", "WARN", {"placement": replace(THERE, stage="closed")}, {"placement": THERE}),
    ("ENG-OSD-03", "WARN", {"placement": replace(THERE, starts_on=date(2026, 11, 17))}, {"placement": replace(THERE, starts_on=None)}),
    ("ENG-OSD-03", "WARN", {"placement": replace(THERE, stage="live", starts_on=date(2026, 11, 17))},
     {"placement": replace(THERE, stage="live", starts_on=date(2026, 10, 5))}),
    ("ENG-OSD-03", "TASK", {"placement": replace(THERE, provider_has_notice=False)},
     {"placement": replace(THERE, provider="", provider_has_notice=False)}),
    ("ENG-OSD-03", "BLOCK", {"notice": replace(NOTICE, break_ends="")},
     {"notice": replace(NOTICE, break_starts="", break_ends="", sessions_a_day=1)}),
    ("ENG-OSD-04", "BLOCK", {"notice": replace(NOTICE, to_parent_on=None)}, {}),
    ("ENG-OSD-04", "BLOCK", {"pupil_is_adult": True},
     {"pupil_is_adult": True, "notice": replace(NOTICE, to_parent_on=None, to_pupil_on=TODAY)}),
    ("ENG-OSD-04", "BLOCK", {"has_ehcp": True}, {"has_ehcp": True, "notice": replace(NOTICE, to_authority_on=TODAY)}),
    ("ENG-OSD-05", "BLOCK", {"review_every": ""}, {"review_every": "", "decided_on": date(2012, 12, 31)}),
    ("ENG-OSD-05", "TASK", LIVE, {**LIVE, "reviews": (TO_COME,)}),
    ("ENG-OSD-05", "TASK", {**LIVE, "reviews": (replace(TO_COME, planned_for=date(2026, 11, 11)),)}, {**LIVE, "stage": "ending"}),
    ("ENG-OSD-06", "TASK", {**LIVE, "requests": ASKED}, {"requests": ASKED}),
    ("ENG-OSD-07", "WARN", reviewed(parents_invited_on=date(2026, 11, 22)), reviewed(parents_invited_on=date(2026, 11, 21))),
    ("ENG-OSD-07", "TASK", {**LIVE, "reviews": (TO_COME,)}, {**LIVE, "stage": "ending", "reviews": (TO_COME,)}),
    ("ENG-OSD-08", "TASK", reviewed(outcome_to_parent_on=None), reviewed()),
    ("ENG-OSD-09", "WARN", reviewed(people=frozenset({"parent", "board_nominee"})), reviewed()),
    ("ENG-OSD-09", "WARN", reviewed(people=frozenset({"head", "board_nominee"})), {"reviews": ()}),
    ("ENG-OSD-09", "WARN", reviewed(nominee_is_head=True), reviewed(nominee_is_head=None)),
    ("ENG-OSD-09", "WARN", {**reviewed(), "has_ehcp": True}, {**reviewed(authority_invited_on=TODAY), "has_ehcp": True}),
    ("ENG-OSD-10", "WARN", {"to_school": True}, {"to_school": True, "dual_registered_on": TODAY}),
    ("ENG-26-06", "WARN", {"school_kind": ""}, {"school_kind": "pru"}),
    ("ENG-26-06", "WARN", {"pupil_views": ""}, {"pupil_views": "", "decided_on": date(2026, 7, 25)}),
    ("ENG-26-06", "WARN", {"parents_informed_on": None}, {}),
    ("HAM-OSD-01", "BLOCK", {"objectives": ""}, {}),
    ("HAM-OSD-01", "BLOCK", {"timeframe": "", "ends_on": None}, {"timeframe": ""}),
    ("HAM-OSD-01", "BLOCK", {"monitoring": ""}, {}),
    ("HAM-OSD-01", "BLOCK", {"review_every": ""}, {}),
    ("HAM-OSD-01", "BLOCK", {"first_review_on": None}, {}),
    ("HAM-OSD-01", "BLOCK", {"review_people": frozenset()}, {}),
    ("HAM-OSD-01", "WARN", {"plan_set_on": date(2026, 11, 11)}, {"plan_set_on": date(2026, 11, 9)}),
    ("HAM-OSD-02", "TASK", {**LIVE, "requests": ASKED}, LIVE),
    ("HAM-OSD-03", "WARN", {"parents_engaged_on": None}, {"parents_engaged_on": None, "engagement_attempts": 1}),
    ("HAM-OSD-04", "TASK", reviewed(outcome_to_parent_on=None), reviewed()),
    ("HAM-OSD-04", "TASK", {**reviewed(), "has_ehcp": True}, {**reviewed(outcome_to_authority_on=TODAY), "has_ehcp": True}),
    ("HAM-END-01", "BLOCK", {"stage": "ending", "reintegration_plan": ""}, {"reintegration_plan": ""}),
    ("WIL-REP-01", "TASK", {"stage": "live"}, {"stage": "live", "to_alternative_provision": False}),
    ("WIL-REP-01", "TASK", {"stage": "live"}, LIVE),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "bad", "fine"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_each_rule_speaks_and_is_silent(
    found: Found, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]
) -> None:
    findings = found(number, **bad)
    assert effect in {each.effect for each in findings}
    assert all(each.sentence.english() and each.remedy.english() and each.owner for each in findings)
    assert found(number, **fine) == []


def test_t14_two_school_days_of_notice(found: Found, calendar: SchoolCalendar) -> None:
    assert latest_notice(date(2026, 11, 16), SchoolDays(2), calendar) == date(2026, 11, 12)
    (late,) = found("ENG-OSD-02", notice=replace(NOTICE, given_on=date(2026, 11, 13)))
    assert late.stops("start")
    assert late.sentence.values()["latest"] == date(2026, 11, 12)
    assert found("ENG-OSD-02", notice=replace(NOTICE, given_on=date(2026, 11, 12))) == []


def test_t14_half_term_is_no_notice(calendar: SchoolCalendar) -> None:
    assert latest_notice(date(2026, 11, 2), SchoolDays(2), calendar) == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("held", "owed"),
    [
        (date(2026, 9, 10), True),
        (date(2026, 9, 11), False),  # exactly seventy days before: inside
        (date(2026, 9, 12), False),
    ],
)
def test_t15_a_review_in_the_ten_weeks_before_the_request(found: Found, held: date, owed: bool) -> None:
    request = date(2026, 11, 20)
    assert request - held - timedelta(days=70) in (timedelta(days=1), timedelta(0), timedelta(days=-1))
    assert review_is_owed(request, (held,), CalendarWeeks(10)) is owed
    reviews = (replace(HELD, held_on=held),)
    for number in ("ENG-OSD-06", "HAM-OSD-02"):
        assert bool(found(number, on=request, **LIVE, requests=ASKED, reviews=reviews)) is owed


@pytest.mark.parametrize(
    ("request_", "has_ehcp", "owed"),
    [
        (ReviewRequest(date(2026, 11, 20), "parent"), False, True),
        (ReviewRequest(date(2026, 11, 20), "pupil"), False, True),
        (ReviewRequest(date(2026, 11, 20), "authority"), True, True),
        (ReviewRequest(date(2026, 11, 20), "authority"), False, False),
        (ReviewRequest(date(2026, 11, 20), "parent", in_writing=False), False, False),
        (ReviewRequest(date(2026, 11, 20), "provider"), True, False),
    ],
)
def test_eng_osd_06_who_may_ask(found: Found, request_: ReviewRequest, has_ehcp: bool, owed: bool) -> None:
    assert bool(found("ENG-OSD-06", **LIVE, requests=(request_,), has_ehcp=has_ehcp)) is owed


@pytest.mark.parametrize(
    ("born", "by", "owed"),
    [
        (date(2008, 11, 20), "pupil", True),  # 18 on the day of the request
        (date(2008, 11, 20), "parent", False),
        (date(2008, 11, 21), "pupil", False),
        (date(2008, 11, 21), "parent", True),
    ],
)
def test_eng_osd_06_the_young_person_asks_from_18(found: Found, born: date, by: str, owed: bool) -> None:
    asked = (ReviewRequest(date(2026, 11, 20), by),)
    assert bool(found("ENG-OSD-06", **LIVE, requests=asked, born_on=born)) is owed


def test_eng_osd_06_is_settled_by_a_review_after_the_request(found: Found) -> None:
    assert found("ENG-OSD-06", **LIVE, requests=ASKED, reviews=(HELD,)) == []


@pytest.mark.parametrize("school", ["academy", "ap_academy", "pru"])
def test_t29_an_academy_is_bound_from_26_july_2026(found: Found, school: str) -> None:
    nothing = {"school_kind": school, "notice": None, "purpose": "", "review_every": ""}
    before = {"decided_on": date(2026, 7, 20), **nothing}
    for number in (f"ENG-OSD-{n:02}" for n in range(1, 11)):
        assert found(number, **before) == []
    (transitional,) = found("ENG-26-06", **before)
    assert transitional.effect == "INFO"
    assert "older arrangements" in transitional.sentence.english()
    assert "not settled" in transitional.remedy.english()
    after = {"decided_on": date(2026, 7, 27), **nothing}
    for number in ("ENG-OSD-01", "ENG-OSD-02", "ENG-OSD-03", "ENG-OSD-04", "ENG-OSD-05"):
        assert any(each.stops("start") for each in found(number, **after)), number
    assert found("ENG-26-06", **after) == []


def test_t29_on_the_day_itself_and_for_a_maintained_school(found: Found) -> None:
    assert found("ENG-OSD-05", school_kind="academy", decided_on=date(2026, 7, 26), review_every="")
    assert found("ENG-OSD-05", school_kind="academy", decided_on=date(2026, 7, 25), review_every="") == []
    assert found("ENG-OSD-05", decided_on=date(2026, 7, 20), review_every="")  # maintained: bound before too
    assert found("ENG-OSD-05", school_kind="", review_every="")  # since that day every kind of school is
    assert found("ENG-OSD-05", school_kind="", decided_on=date(2026, 7, 25), review_every="") == []
    unset = policy_of("ENG", direction__academies_from=None)
    assert found("ENG-OSD-05", by=unset, school_kind="academy", review_every="") == []


def test_eng_osd_09_only_for_decisions_from_26_july_2026(found: Found) -> None:
    alone = reviewed(people=frozenset())
    assert found("ENG-OSD-09", **alone)
    assert found("ENG-OSD-09", **alone, decided_on=date(2026, 7, 25)) == []


def test_eng_osd_03_names_every_field(found: Found) -> None:
    (finding,) = found("ENG-OSD-03", notice=None)
    assert len(finding.sentence.values()["fields"]) == len(NOTICE_LABELS) == 9


def test_eng_osd_02_beyond_the_known_terms_says_so(found: Found) -> None:
    (finding,) = found("ENG-OSD-02", starts_on=date(2090, 1, 10))
    assert finding.stops("start")
    assert "too far" in finding.sentence.english()


def test_eng_osd_07_and_08_count_calendar_days(found: Found) -> None:
    planned = {**LIVE, "reviews": (DirectionReview(planned_for=date(2026, 11, 27)),)}
    (owed,) = found("ENG-OSD-07", on=date(2026, 11, 21), **planned)
    (late,) = found("ENG-OSD-07", on=date(2026, 11, 22), **planned)
    assert (owed.due, owed.effect, late.effect) == (date(2026, 11, 21), "TASK", "WARN")
    assert found("ENG-OSD-08", **reviewed(outcome_to_parent_on=None))[0].due == date(2026, 12, 3)
    unset = policy_of("ENG", direction__outcome_days=None, direction__invite_days=None)
    assert found("ENG-OSD-08", by=unset, **reviewed(outcome_to_parent_on=None))[0].due is None
    assert found("ENG-OSD-07", by=unset, **planned) == []


def test_wal_ex_19_no_english_direction_in_wales(found: Found, calendar: SchoolCalendar) -> None:
    facts = replace(DIRECTION, notice=None, purpose="")
    seen: Look[Any, Any] = Look(facts, policy_of("NPT"), calendar, TODAY, facts.decided_on)
    (only,) = judge("off_site_direction", seen)
    assert (only.rule, only.stops("start")) == ("WAL-EX-19", True)
    assert found("WAL-EX-19", by=policy_of("NPT"), stage="closed") == []
    assert found("WAL-EX-19", by=policy_of("ENG")) == []
