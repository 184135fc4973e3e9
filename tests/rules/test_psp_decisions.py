"""The PSP's stages: what may be done where, and the gate to "agreed" (rules catalogue 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.commitments import Commitment, Party
from pastoral.rules.lifecycles import BACK, PSP, diagram, every, markdown
from pastoral.rules.psp import Allowed, PlanFacts, PspPolicy, Refused, ReviewFacts, allowed_actions, decide

TODAY = date(2026, 9, 7)
Decide = Callable[..., Allowed | Refused]


@pytest.fixture
def take(good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> Decide:
    """`decide` on the good plan with these facts changed."""

    def act(status: str, action: str, *, reason: str = "", on: date = TODAY, **changes: Any) -> Allowed | Refused:
        return decide(status, action, replace(good, **changes), policy, calendar=calendar, today=on, reason=reason)

    return act


def codes(answer: Allowed | Refused) -> list[str]:
    assert isinstance(answer, Refused), answer
    return [sentence.code for sentence in answer.reasons]


def test_the_whole_way(take: Decide) -> None:
    review = ReviewFacts(date(2026, 9, 28), "continue", "Calmer", "It helps", next_on=date(2026, 11, 9))
    after: dict[str, Any] = {"agreed_on": TODAY, "sent_on": TODAY, "began_on": TODAY}
    way: list[tuple[str, str, dict[str, Any], str]] = [
        ("deciding", "start_gathering", {}, "gathering"),
        ("gathering", "call_meeting", {}, "organising"),
        ("organising", "begin_meeting", {}, "meeting"),
        ("meeting", "agree", {}, "agreed"),
        ("agreed", "send", {"agreed_on": TODAY}, "sent"),
        ("sent", "begin", after, "live"),
        ("live", "record_review", {**after, "review_now": review}, "live"),
        ("live", "record_review", {**after, "review_now": replace(review, decision="amend")}, "meeting"),
        ("live", "record_review", {**after, "review_now": replace(review, decision="next_steps")}, "reviewed"),
        ("live", "record_review", {**after, "review_now": replace(review, decision="cease")}, "closed"),
        ("reviewed", "resume", after, "live"),
        ("reviewed", "cease", {**after, "reviews": (review,), "next_review_on": None}, "closed"),
    ]
    for status, action, changes, target in way:
        answer = take(status, action, **changes)
        assert isinstance(answer, Allowed), (status, action, answer)
        assert answer.next_status == target


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lead": ""}, "NPT-PSP-03"),
        ({"alnco_informed_on": None}, "NPT-PSP-04"),
        ({"child_views": ""}, "NPT-PSP-27"),
        ({"child_views_method": ""}, "NPT-PSP-27.method"),
        ({"outcomes": ()}, "NPT-PSP-12"),
        ({"commitments": (Commitment(Party.PARENT, "x", "y", TODAY),)}, "NPT-PSP-13.school"),
        ({"commitments": (Commitment(Party.SCHOOL_REACTIVE, "x", "y", TODAY),)}, "NPT-PSP-13.parent"),
        ({"next_review_on": None}, "NPT-PSP-16"),
        ({"next_review_on": date(2026, 10, 20)}, "NPT-PSP-16.late"),
        ({"next_review_on": date(2026, 9, 6)}, "NPT-PSP-16.before"),
        ({"reduced_timetable": True, "ewo_involved_on": TODAY}, "NPT-PSP-25"),
        ({"reduced_timetable": True, "safeguarding": "Nan"}, "NPT-PSP-05.hours"),
    ],
)
def test_gate_to_agreed_names_what_is_missing(take: Decide, changes: dict[str, Any], code: str) -> None:
    assert codes(take("meeting", "agree", **changes)) == [code]


def test_gate_to_agreed_three_signatures(take: Decide) -> None:
    answer = take("meeting", "agree", signatures=())
    assert codes(answer) == ["NPT-PSP-14"] * 3
    assert isinstance(answer, Refused)
    assert "a parent or carer" in answer.reasons[2].english()


def test_gate_to_agreed_names_everything_at_once(take: Decide) -> None:
    assert len(codes(take("meeting", "agree", lead="", child_views="", signatures=(), outcomes=()))) == 6


def test_warnings_do_not_stop(take: Decide) -> None:
    answer = take("gathering", "call_meeting", inputs=())
    assert isinstance(answer, Allowed)
    assert len(answer.warnings) == 5


def test_agreeing_says_what_is_owed_next(take: Decide) -> None:
    answer = take("meeting", "agree")
    assert isinstance(answer, Allowed)
    assert [task.code for task in answer.tasks] == ["NPT-PSP-15"]


def test_no_stage_can_be_skipped(take: Decide) -> None:
    assert codes(take("deciding", "agree")) == ["PSP.stage"]
    assert codes(take("closed", "withdraw", reason="x")) == ["PSP.stage"]
    answer = take("gathering", "record_review")
    assert isinstance(answer, Refused)
    assert "Gathering views" in answer.reasons[0].english()


def test_a_meeting_needs_a_date(take: Decide) -> None:
    assert codes(take("organising", "begin_meeting", meeting_on=None)) == ["NPT-PSP-09.date"]


@pytest.mark.parametrize(
    ("status", "action"),
    [("deciding", "decide_no_plan"), ("meeting", "step_back"), ("live", "withdraw"), ("closed", "reopen")],
)
def test_some_actions_need_a_reason(take: Decide, status: str, action: str) -> None:
    assert codes(take(status, action, reason=" ", closed_from="live")) == ["PSP.reason"]
    assert isinstance(take(status, action, reason="Moved house", closed_from="live"), Allowed)


def test_reopening_goes_back_to_where_it_was(take: Decide) -> None:
    for was in PSP.open_statuses:
        answer = take("closed", "reopen", reason="Closed by mistake", closed_from=was)
        assert isinstance(answer, Allowed)
        assert answer.next_status == was
    unknown = take("closed", "reopen", reason="Closed by mistake", closed_from="")
    assert isinstance(unknown, Allowed)
    assert unknown.next_status == "deciding"


def test_npt_psp_20_a_review_is_refused_without_what_it_needs(take: Decide) -> None:
    live: dict[str, Any] = {"agreed_on": TODAY, "sent_on": TODAY, "began_on": TODAY}
    review = ReviewFacts(date(2026, 9, 28), "continue", "Calmer", "It helps", next_on=date(2026, 11, 9))
    assert codes(take("live", "record_review", **live)) == ["NPT-PSP-20.none"]
    for change, code in (
        ({"decision": ""}, "NPT-PSP-20"),
        ({"evaluation": ""}, "NPT-PSP-20.evaluation"),
        ({"next_on": None}, "NPT-PSP-16"),
        ({"next_on": date(2026, 11, 10)}, "NPT-PSP-16.late"),
        ({"next_on": date(2026, 10, 28)}, "NPT-PSP-16.holiday"),
        ({"next_on": date(2026, 9, 28)}, "NPT-PSP-16.before"),
        ({"decision": "cease", "child_view": ""}, "NPT-PSP-20.child_view"),
    ):
        assert codes(take("live", "record_review", **live, review_now=replace(review, **change))) == [code]
    quiet = take("live", "record_review", **live, review_now=replace(review, child_view=""))
    assert isinstance(quiet, Allowed)


def test_npt_psp_14_a_change_after_signing_stops_sending(take: Decide, good: PlanFacts) -> None:
    stale = tuple(replace(signature, binds=False) for signature in good.signatures)
    assert codes(take("agreed", "send", agreed_on=TODAY, signatures=stale)) == ["NPT-PSP-14.changed"] * 3
    assert codes(take("meeting", "agree", signatures=stale)) == ["NPT-PSP-14.changed"] * 3


def test_npt_psp_02_closing_is_refused_while_hours_are_reduced(take: Decide) -> None:
    changes: dict[str, Any] = {"reduced_timetable": True, "ewo_involved_on": TODAY, "safeguarding": "Nan"}
    assert codes(take("live", "withdraw", reason="x", **changes)) == ["NPT-PSP-02.running"]


def test_allowed_actions_lists_this_stage_only(good: PlanFacts, policy: PspPolicy, calendar: SchoolCalendar) -> None:
    actions = allowed_actions("meeting", replace(good, lead=""), policy, calendar=calendar, today=TODAY)
    assert list(actions) == ["agree", "step_back", "withdraw"]
    assert isinstance(actions["agree"], Refused)
    assert isinstance(actions["withdraw"], Allowed)


def test_unknown_words_are_programming_errors(take: Decide) -> None:
    with pytest.raises(ValueError, match="no status"):
        take("dreaming", "agree")
    with pytest.raises(ValueError, match="no action"):
        take("meeting", "dance")


def test_the_table_is_whole() -> None:
    assert set(PSP.moves) == set(PSP.labels)
    reached = {PSP.first}
    for _ in PSP.labels:
        reached |= {t for s, _a, _c, t in PSP.each_move() if s in reached and t != BACK}
    assert reached == set(PSP.labels)
    for _status, action, choice, target in PSP.each_move():
        assert action in PSP.actions
        assert (target in PSP.labels or target == BACK)
        assert not choice or choice in PSP.choices
    assert {action for _s, action, _c, _t in PSP.each_move()} == set(PSP.actions)


def test_the_diagram_shows_every_stage() -> None:
    drawn = diagram(PSP)
    assert drawn.startswith("stateDiagram-v2")
    assert all(f"    {status}: " in drawn for status in PSP.statuses)


def test_the_documentation_is_fresh() -> None:
    folder = Path(__file__).parents[2] / "docs/lifecycles"
    for lifecycle in every():
        written = (folder / f"{lifecycle.code}.md").read_text(encoding="utf-8")
        assert written == markdown(lifecycle), "run: python -m pastoral.rules.lifecycles docs/lifecycles"


def test_npt_psp_02_no_plan_is_no_answer_where_hours_are_to_be_reduced(take: Decide) -> None:
    assert codes(take("deciding", "decide_no_plan", reason="x", reduced_timetable=True)) == ["NPT-PSP-02"]
    assert isinstance(take("deciding", "decide_no_plan", reason="x"), Allowed)
