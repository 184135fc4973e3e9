"""The stages of a reduced timetable and their gates (3.2), and who is told (3.3)."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.lifecycles import BACK, diagram
from pastoral.rules.reduced import REDUCED, AgreementFacts, Allowed, ExtensionFacts, Refused, decide, notices

from .conftest import AGREED_ON, ENGLAND, GOOD, HILLINGDON, NPT, TODAY, WORCESTERSHIRE


def test_every_stage_is_reached_and_leads_to_the_end() -> None:
    seen, waiting = {REDUCED.first}, deque([REDUCED.first])
    while waiting:
        here = waiting.popleft()
        for status, _action, _choice, target in REDUCED.each_move():
            if status == here and target != BACK and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert seen == set(REDUCED.statuses)
    assert all("withdraw" in REDUCED.moves[status] for status in REDUCED.open_statuses)
    assert {action for moves in REDUCED.moves.values() for action in moves} == set(REDUCED.actions)
    assert "active --> extension" in diagram(REDUCED)


def run(action: str, status: str, calendar: SchoolCalendar, by: Policy = NPT, reason: str = "", **changes: Any) -> Any:
    return decide(action, replace(GOOD, status=status, **changes), by, calendar=calendar, today=TODAY, reason=reason)


def test_a_good_timetable_goes_all_the_way(calendar: SchoolCalendar) -> None:
    way = [
        ("consult", "proposed", "consulted"), ("assess_risk", "consulted", "risk_assessed"),
        ("agree", "risk_assessed", "agreed"), ("notify", "agreed", "notified"), ("begin", "notified", "active"),
        ("end", "active", "closed"),
    ]  # fmt: skip
    for by in (NPT, ENGLAND, HILLINGDON):
        for action, status, following in way:
            answer = run(action, status, calendar, by)
            assert isinstance(answer, Allowed)
            assert answer.next_status == following


@pytest.mark.parametrize(
    ("action", "status", "changes"),
    [
        ("agree", "risk_assessed", {"circumstance": ""}),
        ("agree", "risk_assessed", {"rationale": ""}),
        ("agree", "risk_assessed", {"psp": ""}),
        ("agree", "risk_assessed", {"agreements": ()}),
        ("agree", "risk_assessed", {"ewo_consulted_on": None}),
        ("agree", "risk_assessed", {"risks": ()}),
        ("agree", "risk_assessed", {"slots": ()}),
        ("agree", "risk_assessed", {"end_on": None}),
        ("agree", "risk_assessed", {"steps": ()}),
        ("agree", "risk_assessed", {"monitor": ""}),
        ("notify", "agreed", {"authority_told_on": None, "no_referrals_reason": ""}),
        ("notify", "agreed", {"travel_assistance": True}),
        ("begin", "notified", {"psp_agreed": False}),
        ("authorise", "extension", {"extension": ExtensionFacts(AGREED_ON, date(2026, 12, 18))}),
    ],
)
def test_gates_of_neath_port_talbot(action: str, status: str, changes: dict[str, Any], calendar: SchoolCalendar) -> None:
    assert isinstance(run(action, status, calendar, **changes), Refused)


@pytest.mark.parametrize("changes", [{"agreements": ()}, {"rationale": ""}, {"end_on": None}, {"next_review_on": None}])
def test_gates_of_england(changes: dict[str, Any], calendar: SchoolCalendar) -> None:
    assert isinstance(run("begin", "notified", calendar, ENGLAND, **changes), Refused)


@pytest.mark.parametrize(
    ("outcome", "following"),
    [("increased", "active"), ("unchanged", "active"), ("ended", "closed"), ("extension", "extension")],
)
def test_a_review_leads_where_it_decides(outcome: str, following: str, calendar: SchoolCalendar) -> None:
    answer = run("record_review", "active", calendar, review_now=outcome)
    assert answer == Allowed(following, answer.warnings)


def test_a_review_without_outcome_and_an_action_out_of_turn_are_refused(calendar: SchoolCalendar) -> None:
    assert isinstance(run("record_review", "active", calendar), Refused)
    assert isinstance(run("begin", "proposed", calendar), Refused)
    with pytest.raises(ValueError, match="no action"):
        run("dance", "proposed", calendar)


def test_withdrawing_and_reopening_need_a_reason(calendar: SchoolCalendar) -> None:
    assert isinstance(run("withdraw", "active", calendar), Refused)
    assert run("withdraw", "active", calendar, reason="Moved away").next_status == "closed"
    assert run("reopen", "closed", calendar, reason="By mistake", closed_from="active").next_status == "active"
    assert run("reopen", "closed", calendar, reason="By mistake").next_status == "proposed"


def test_the_directors_decision_opens_the_extension(calendar: SchoolCalendar) -> None:
    given = ExtensionFacts(AGREED_ON, date(2026, 12, 18), decision="authorised", decided_on=AGREED_ON, decided_by="director")
    assert run("authorise", "extension", calendar, extension=given).next_status == "active"


def told(event: str, policy: Policy, **changes: Any) -> list[tuple[str, str]]:
    return [(each.recipient, each.kind) for each in notices(event, replace(GOOD, **changes), policy)]


def test_who_is_told_in_neath_port_talbot() -> None:
    assert told("reduced_starts", NPT) == [
        ("parent", "agree"), ("authority", "copy"), ("ewo", "tell"), ("deputy_safeguarding_officer", "copy"),
    ]  # fmt: skip
    assert ("transport", "copy") in told("reduced_starts", NPT, travel_assistance=True)
    looked_after = told("reduced_starts", NPT, looked_after=True, agreements=(AgreementFacts("social_worker"),))
    assert ("social_worker", "agree") in looked_after
    assert ("parent", "agree") not in looked_after
    assert told("reduced_beyond_limit", NPT) == [("monitoring_group", "tell"), ("director", "agree")]


def test_who_is_told_in_england() -> None:
    assert told("reduced_starts", ENGLAND) == [("parent", "agree")]
    assert told("reduced_starts", WORCESTERSHIRE) == [("parent", "agree"), ("authority", "tell")]
    assert told("reduced_starts", HILLINGDON) == [("parent", "agree"), ("attendance_support", "tell")]
    assert told("reduced_starts", HILLINGDON, looked_after=True, has_social_worker=True, has_ehcp=True) == [
        ("parent", "agree"), ("social_worker", "tell"), ("virtual_school", "tell"), ("authority", "tell"),
    ]  # fmt: skip
    assert told("reduced_beyond_limit", HILLINGDON) == []
    assert told("reduced_starts", replace(NPT, families=("WAL",))) == []  # another Welsh authority: no local rule
    with pytest.raises(ValueError, match="No notices"):
        told("birthday", NPT)
