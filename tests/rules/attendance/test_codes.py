"""The codes of both nations as data, and the code expected for a session (table 3.4; CODE-01 to 03, ENG-REG, WAL-REG)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.attendance import AttendanceFacts, CodesUnknown, SessionFacts, codes_in_force, expected
from pastoral.rules.attendance.codes import RETIRED_IN_ENGLAND
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy

DAY = date(2026, 11, 4)
TODAY = date(2026, 11, 5)
ENGLAND = Policy(
    "plain-england", "england", {"attendance.code_reduced_hours": "C2", "attendance.reason_within_days": 5},
    ("ENG", "UK", "CAL", "CODE"),
)  # fmt: skip
WALES = Policy("plain-wales", "wales", {"attendance.code_reduced_hours": "C"}, ("WAL", "UK", "CAL", "CODE"))
NPT = replace(WALES, authority="neath-port-talbot", families=(*WALES.families, "NPT"))
TOO_YOUNG = date(2023, 1, 1)


def test_eng_reg_codes_of_england_since_19_august_2024() -> None:
    codes = codes_in_force("england", date(2024, 8, 19))
    assert len(codes.codes) == 34
    by_class = {how: {c for c in codes.codes if codes.counts(c) == how} for how in ("attending", "unauthorised")}
    assert by_class == {"attending": {"/", "\\", "L", "K", "V", "P", "W", "B"}, "unauthorised": {"G", "N", "O", "U"}}
    assert (codes.counts("D"), codes.counts("C2"), codes.counts("X")) == ("not_possible", "authorised", "not_possible")
    assert not set(RETIRED_IN_ENGLAND) & set(codes.codes)
    with pytest.raises(CodesUnknown, match="2024-08-18"):
        codes_in_force("england", date(2024, 8, 18))


def test_wal_reg_05_the_welsh_set_of_2010() -> None:
    codes = codes_in_force("wales", DAY)
    assert len(codes.codes) == 26
    assert not {"K", "C1", "C2", "J1", "Q", "Y1", "Y7"} & set(codes.codes)
    assert (codes.counts("D"), codes.counts("J")) == ("attending", "attending")  # differs from England
    with pytest.raises(CodesUnknown):
        codes_in_force("scotland", DAY)


# what is known of the session, whether of school age, England's codes, Wales's codes
TABLE: list[tuple[str, dict[str, Any], bool, set[str], set[str]]] = [
    ("in school", {"present": True}, True, {"/", "\\", "L", "U"}, {"/", "\\", "L", "U"}),
    ("agreed hours", {"agreed_away": True, "place": "home", "present": False}, True, {"C2"}, {"C"}),
    ("agreed hours, too young", {"agreed_away": True, "place": "home"}, False, {"X"}, {"X"}),
    ("provider, single roll", {"place": "provider", "present": True, "arranged_by": "school"}, True, {"B"}, {"B"}),
    ("sport", {"place": "provider", "present": True, "activity": "sport"}, True, {"P"}, {"P"}),
    ("visit", {"place": "provider", "present": True, "activity": "visit"}, True, {"V"}, {"V"}),
    ("work experience", {"place": "provider", "present": True, "activity": "work"}, True, {"W"}, {"W"}),
    ("interview", {"place": "provider", "present": True, "activity": "interview"}, True, {"J1"}, {"J"}),
    ("also registered", {"place": "provider", "present": True, "registered_there": True}, True, {"D"}, {"D"}),
    ("other school", {"place": "other_school", "present": True}, True, {"D"}, {"D"}),
    ("authority arranged", {"place": "provider", "present": True, "arranged_by": "authority"}, True, {"K"}, {"B"}),
    ("excluded, nothing", {"excluded": True, "place": "nowhere"}, True, {"E"}, {"E"}),
    ("excluded, taught", {"excluded": True, "place": "provider", "present": True}, True, {"B"}, {"B"}),
    ("absent from provider", {"place": "provider", "present": False}, True, {"N", "O", "G"}, {"N", "O", "G"}),
    ("ill under agreed hours", {"reason": "illness", "agreed_away": True, "place": "home"}, True, {"I"}, {"I"}),
    ("appointment", {"reason": "appointment", "present": False}, True, {"M"}, {"M"}),
    ("no transport", {"reason": "no_transport", "present": False}, True, {"Q"}, {"N", "O", "G"}),
    ("detained", {"reason": "detained", "present": False}, True, {"Y5"}, {"N", "O", "G"}),
]


@pytest.mark.parametrize(("facts", "of_age", "england", "wales"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_code_01_the_expected_code(facts: dict[str, Any], of_age: bool, england: set[str], wales: set[str]) -> None:
    session = SessionFacts(DAY, **facts)
    for policy, wanted in ((ENGLAND, england), (WALES, wales)):
        found = expected(session, policy, compulsory_age=of_age)
        assert found is not None
        assert set(found.codes) == wanted


def test_code_01_work_at_home_or_online_is_never_attendance() -> None:
    for place in ("home", "online"):
        for policy in (ENGLAND, WALES):
            found = expected(SessionFacts(DAY, place=place, present=True, arranged_by="authority"), policy)
            assert found is not None
            known = codes_in_force(policy.nation, DAY)
            assert all(known.counts(code) != "attending" for code in found.codes)


def test_code_01_separation_is_not_settled_until_an_authority_says_so() -> None:
    apart = SessionFacts(DAY, separated=True)
    nothing = expected(apart, ENGLAND)
    assert nothing is not None
    assert nothing.codes == ()
    assert nothing.allows("C")
    set_here = replace(ENGLAND, values={"attendance.code_separation": "C"})
    assert expected(apart, set_here).codes == ("C",)  # type: ignore[union-attr]  # not None: just seen above


def test_code_01_an_authority_s_own_codes_go_before_the_nation_s() -> None:
    own = replace(
        WALES,
        values={
            "attendance.code_reduced_hours": "H", "attendance.code_provider": "P", "attendance.code_dual_registered": "B",
            "attendance.code_authority_arranged": "V", "attendance.code_no_transport": "Y",
        },
    )  # fmt: skip
    there: dict[str, Any] = {"place": "provider", "present": True}
    for facts, code in (
        ({"agreed_away": True, "place": "home"}, "H"),
        (there, "P"),
        ({**there, "registered_there": True}, "B"),
        ({**there, "arranged_by": "authority"}, "V"),
        ({"reason": "no_transport", "present": False}, "Y"),
    ):
        found = expected(SessionFacts(DAY, **facts), own)
        assert found is not None
        assert found.codes == (code,)


def test_code_01_too_little_is_known() -> None:
    assert expected(SessionFacts(DAY), ENGLAND) is None
    assert expected(SessionFacts(DAY, present=True), Policy()) is None


@pytest.fixture
def found(calendar: SchoolCalendar) -> Any:
    """Number and effect of each finding about one session, and its first sentence."""

    def look(policy: Policy, number: str, *, born: date | None = None, **session: Any) -> list[str]:
        facts = AttendanceFacts(born=born, boarder=True, sessions=(SessionFacts(session.pop("on", DAY), **session),))
        seen = engine.judge("attendance", Look(facts, policy, calendar, TODAY))
        return [one.effect for one in seen if one.rule == number]

    return look


AT_PROVIDER: dict[str, Any] = {"place": "provider", "present": True, "arranged_by": "school", "supervised": True, "confirmed": True}
HOME: dict[str, Any] = {"place": "home", "present": True}
CASES: list[tuple[Policy, str, str, dict[str, Any], dict[str, Any]]] = [
    (ENGLAND, "CODE-01", "WARN", {"code": "O", "present": True}, {"code": "/", "present": True}),
    (ENGLAND, "CODE-01", "WARN", {"code": "H", "present": None}, {"code": "C", "present": None}),
    (ENGLAND, "CODE-01", "INFO", {"on": date(2024, 7, 1), "code": "H"}, {"code": "I", "reason": "illness"}),
    (ENGLAND, "CODE-02", "BLOCK", {**AT_PROVIDER, "code": "B", "confirmed": None}, {**AT_PROVIDER, "code": "B"}),
    (WALES, "CODE-02", "BLOCK", {**AT_PROVIDER, "code": "B", "confirmed": False}, {**AT_PROVIDER, "code": "B"}),
    (
        ENGLAND, "CODE-03", "TASK",
        {"place": "provider", "confirmed": None},
        {"place": "provider", "confirmed": None, "on": TODAY},
    ),
    (ENGLAND, "ENG-REG-04", "BLOCK", {**AT_PROVIDER, "code": "K"}, {**AT_PROVIDER, "code": "B"}),
    (
        ENGLAND, "ENG-REG-04", "INFO",
        {**AT_PROVIDER, "code": "K", "arranged_by": "authority"},
        {**AT_PROVIDER, "code": "K", "arranged_by": "authority", "nature": "Tuition centre"},
    ),
    (ENGLAND, "ENG-REG-04", "WARN", {**AT_PROVIDER, "code": "B", "arranged_by": "authority"}, {**AT_PROVIDER, "code": "B"}),
    (ENGLAND, "ENG-REG-05", "BLOCK", {**HOME, "code": "B"}, {**HOME, "code": "C"}),
    (ENGLAND, "ENG-REG-05", "BLOCK", {**AT_PROVIDER, "code": "B", "supervised": False}, {**AT_PROVIDER, "code": "B"}),
    (ENGLAND, "ENG-REG-05", "WARN", {**AT_PROVIDER, "code": "B", "supervised": None}, {**AT_PROVIDER, "code": "P", "supervised": None}),
    (
        ENGLAND, "ENG-REG-06", "WARN",
        {"code": "C", "agreed_away": True, "place": "home"},
        {"code": "C2", "agreed_away": True, "place": "home"},
    ),
    (
        ENGLAND, "ENG-REG-06", "WARN",
        {"code": "C2", "reason": "illness", "agreed_away": True},
        {"code": "I", "reason": "illness", "agreed_away": True},
    ),
    (ENGLAND, "ENG-REG-06", "WARN", {"code": "C2"}, {"code": "C2", "born": TOO_YOUNG}),
    (
        ENGLAND, "ENG-REG-07", "WARN",
        {"code": "C2", "agreed_away": True, "place": "home", "born": TOO_YOUNG},
        {"code": "X", "agreed_away": True, "place": "home", "born": TOO_YOUNG},
    ),
    (ENGLAND, "ENG-REG-07", "WARN", {"code": "C2", "born": TOO_YOUNG}, {"code": "C2"}),
    (ENGLAND, "ENG-REG-08", "TASK", {"code": "N", "present": False}, {"code": "O", "present": False}),
    (
        ENGLAND, "ENG-REG-13", "WARN",
        {"code": "C", "excluded": True, "place": "nowhere"},
        {"code": "E", "excluded": True, "place": "nowhere"},
    ),
    (ENGLAND, "ENG-REG-13", "WARN", {**AT_PROVIDER, "code": "E", "excluded": True}, {**AT_PROVIDER, "code": "B", "excluded": True}),
    (ENGLAND, "ENG-REG-16", "WARN", {**AT_PROVIDER, "code": "D"}, {**AT_PROVIDER, "code": "D", "registered_there": True}),
    (WALES, "WAL-REG-05", "BLOCK", {"code": "C2"}, {"code": "C"}),
    (NPT, "NPT-RT-16", "WARN", {"code": "I", "agreed_away": True, "place": "home"}, {"code": "C", "agreed_away": True, "place": "home"}),
    (NPT, "NPT-RT-17", "BLOCK", {**AT_PROVIDER, "code": "B", "confirmed": None}, {**AT_PROVIDER, "code": "B"}),
    (NPT, "NPT-RT-18", "BLOCK", {**HOME, "code": "B"}, {**AT_PROVIDER, "code": "B"}),
]  # fmt: skip
NAMED = [f"{case[1]}-{at}" for at, case in enumerate(CASES)]


@pytest.mark.parametrize(("policy", "number", "effect", "bad", "fine"), CASES, ids=NAMED)
def test_each_code_rule_passes_and_fails(
    found: Any, policy: Policy, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]
) -> None:
    assert found(policy, number, **bad) == [effect]
    assert found(policy, number, **fine) == []


def test_t18_npt_rt_18_code_b_at_home_with_worksheets_is_blocked(calendar: SchoolCalendar) -> None:
    facts = AttendanceFacts(sessions=(SessionFacts(DAY, code="B", place="home", nature="worksheets"),), boarder=True)
    for policy, number in ((NPT, "NPT-RT-18"), (ENGLAND, "ENG-REG-05")):
        seen = {one.rule: one for one in engine.judge("attendance", Look(facts, policy, calendar, TODAY))}
        assert seen[number].stops("record_code")


def test_t19_eng_reg_05_an_online_tutor_at_home_is_an_absence(found: Any) -> None:
    online: dict[str, Any] = {"place": "online", "present": True, "supervised": True, "confirmed": True}
    assert found(ENGLAND, "ENG-REG-05", code="B", **online) == ["BLOCK"]
    right = expected(SessionFacts(DAY, **online), ENGLAND)
    assert right is not None
    assert not right.allows("B")
    assert right.allows("C2")


def test_no_nation_s_code_rule_reaches_into_the_other(found: Any) -> None:
    assert found(WALES, "ENG-REG-05", code="B", **HOME) == []
    assert found(ENGLAND, "WAL-REG-05", code="C2") == []
    assert found(WALES, "NPT-RT-18", code="B", **HOME) == []
    assert found(WALES, "CODE-01", code="B", **HOME) == ["WARN"]
