"""Table 3.2 of the rules catalogue, walked cell by cell: what each transition needs, and that its absence is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules import engine
from pastoral.rules.calendar import CalendarWeeks, SchoolCalendar
from pastoral.rules.catalogue import every_rule
from pastoral.rules.engine import Look
from pastoral.rules.exclusions import ExclusionFacts
from pastoral.rules.gates import GATES, Gate, families_of, missing, required, stopping_rules
from pastoral.rules.placements import DirectionFacts, PlacementFacts, Slot
from pastoral.rules.psp import OutcomeFacts, PlanFacts, PspPolicy, ReviewFacts
from pastoral.rules.reduced import ExtensionFacts, ReducedFacts

from .conftest import GOOD as PLAN
from .conftest import NPT_POLICY as PSP_NPT
from .exclusions.conftest import GOOD as EXCLUSION
from .exclusions.conftest import POLICIES as EXCLUSION_POLICIES
from .placements.examples import DIRECTION, ENDING, PLACEMENT, policy_of
from .reduced.conftest import ENGLAND as REDUCED_ENGLAND
from .reduced.conftest import GOOD as REDUCED
from .reduced.conftest import NPT as REDUCED_NPT

TODAY = date(2026, 9, 7)
PSP_HIL: PspPolicy = replace(
    PSP_NPT, families=("ENG", "UK", "CAL", "HIL", "PLAN"), nation="england", signatories=("everyone_present",),
    target_fields=("support",), end_date_needed=True, sections_needed=("assess", "plan", "do", "review"),
    verdicts=("successful", "unsuccessful"), final_review_weeks=CalendarWeeks(12),
)  # fmt: skip

# For each row of the reference: its things in order, each with the rules that see to it where the row is in force.
TABLE: list[tuple[str, str, str, str, list[tuple[str, ...]]]] = [
    ("psp", "agree", "wales", "NPT", [
        ("NPT-PSP-03",), ("NPT-PSP-04",), ("NPT-PSP-27",), ("NPT-PSP-12",), ("NPT-PSP-13",), ("NPT-PSP-14",), ("NPT-PSP-16",),
    ]),
    ("psp", "begin", "england", "HIL", [("HIL-PSP-11",), ("HIL-PSP-14",), ("HIL-PSP-15",), ("HIL-PSP-25",)]),
    ("reduced_timetable", "agree", "wales", "NPT", [
        ("NPT-RT-02",), ("NPT-RT-02",), ("NPT-RT-04",), ("NPT-RT-06", "NPT-RT-07"), ("NPT-RT-06",),
        ("NPT-RT-08", "NPT-RT-09"), ("NPT-RT-10",), ("NPT-RT-03",), ("NPT-RT-14",), ("NPT-RT-15",),
    ]),
    ("reduced_timetable", "notify", "wales", "NPT", [("NPT-RT-13",), ("NPT-RT-04", "NPT-RT-13"), ("NPT-RT-21",)]),
    ("reduced_timetable", "authorise", "wales", "NPT", [("NPT-RT-05",)]),
    ("reduced_timetable", "begin", "england", "", [
        ("ENG-PTT-02",), ("ENG-PTT-01",), ("ENG-PTT-02",), ("ENG-PTT-05",), ("ENG-PTT-03",),
    ]),
    ("placement", "start", "wales", "NPT", [
        ("NPT-AP-11", "WAL-EO-02"), ("NPT-AP-06", "WAL-EO-03"), ("WAL-EO-03",), ("WAL-EO-02",), ("WAL-EO-02",), (),
        ("WAL-EO-02",), ("NPT-PSP-25", "HRS-05"), ("WAL-UNR-01",), ("NPT-AP-05", "WAL-EO-04"), ("WAL-EO-02",),
    ]),
    ("placement", "start", "wales", "", [
        ("WAL-EO-02",), ("WAL-EO-03",), ("WAL-EO-03",), ("WAL-EO-02",), ("WAL-EO-02",), (), ("WAL-EO-02",), ("HRS-05",),
        ("WAL-UNR-01",), ("WAL-EO-04",), ("WAL-EO-02",),
    ]),
    ("placement", "start", "england", "", [
        ("ENG-KC-01",), ("ENG-KC-02",), ("ENG-KC-04",), ("ENG-AP-05",), ("ENG-AP-05",), (), ("ENG-AP-05",), ("HRS-05",),
        ("ENG-UNR-01",), (), ("ENG-AP-05",),
    ]),
    ("placement", "start", "england", "HAM", [
        ("HAM-AP-09", "ENG-KC-01"), ("ENG-KC-02",), ("ENG-KC-04",), ("HAM-AP-04", "ENG-AP-05"), ("HAM-AP-04", "ENG-AP-05"),
        ("HAM-AP-09",), ("HAM-AP-11", "ENG-AP-05"), ("HAM-PAR-01", "HRS-05"), ("ENG-UNR-01",), (),
        ("HAM-AP-19", "ENG-AP-05"),
    ]),
    ("placement", "start", "england", "WIL", [
        ("ENG-KC-01",), ("ENG-KC-02",), ("ENG-KC-04",), ("ENG-AP-05",), ("ENG-AP-05",), (), ("ENG-AP-05",),
        ("WIL-SG-01", "HRS-05"), ("ENG-UNR-01",), (), ("ENG-AP-05",),
    ]),
    ("placement", "start", "england", "WOR", [
        ("ENG-KC-01",), ("ENG-KC-02", "WOR-DIR-03", "WOR-UNR-05"), ("ENG-KC-04",), ("WOR-UNR-04", "ENG-AP-05"),
        ("ENG-AP-05",), (), ("ENG-AP-05",), ("HRS-05",), ("WOR-UNR-02", "ENG-UNR-01"), (), ("WOR-UNR-04", "ENG-AP-05"),
    ]),
    ("off_site_direction", "start", "england", "", [("ENG-OSD-02",), ("ENG-OSD-03",), ("ENG-OSD-05",)]),
    ("off_site_direction", "start", "england", "HAM", [("ENG-OSD-02",), ("ENG-OSD-03",), ("HAM-OSD-01", "ENG-OSD-05")]),
    ("psp", "close", "wales", "NPT", [("NPT-PSP-20",), (), ("NPT-PSP-20",), ()]),
    ("psp", "close", "england", "HIL", [("HIL-PSP-20",), ("HIL-PSP-20",), (), ()]),
    ("placement", "close", "england", "HAM", [
        ("ENG-AP-05",), ("HAM-END-02",), ("HAM-END-03",), ("HAM-END-05", "ENG-AP-05"),
    ]),
    ("placement", "close", "wales", "NPT", [(), (), (), ("WAL-EO-03",)]),
    ("exclusion", "notify", "england", "", [("ENG-EX-05",), ("ENG-EX-06",), ("ENG-EX-07",), ("ENG-EX-08",)]),
    ("exclusion", "notify", "wales", "", [("WAL-EX-04",), ("WAL-EX-05",), (), ("WAL-EX-05",)]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "action", "nation", "authority", "rules"), TABLE)
def test_each_row_needs_what_the_reference_says(
    kind: str, action: str, nation: str, authority: str, rules: list[tuple[str, ...]]
) -> None:
    needed = required(kind, action, nation=nation, authority=authority)
    assert [each.rules for each in needed] == rules
    assert [each.has_rule for each in needed] == [bool(each) for each in rules]
    assert all(each.what.english() for each in needed)
    expected = tuple(dict.fromkeys(rule for each in rules for rule in each))
    assert stopping_rules(kind, action, nation=nation, authority=authority) == expected


def test_every_row_of_the_table_is_walked() -> None:
    walked = {
        (gate.row, gate.kind)
        for kind, action, nation, authority, _rules in TABLE
        for gate in GATES
        if gate.kind == kind and gate.action == action
        and (not gate.only or gate.only in families_of(nation, authority))
    }  # fmt: skip
    assert walked == {(gate.row, gate.kind) for gate in GATES}
    assert len({gate.row for gate in GATES}) == 10


def test_every_rule_of_the_table_judges_its_kind() -> None:
    every_rule()
    for gate in GATES:
        for need in gate.needs:
            assert set(need.numbers) <= set(engine.RULES[gate.kind]), gate.row


LACKING = PlacementFacts(stage="preparing", shape="part_time", slots=(Slot("Friday", "13:00", "15:00"),))
NOT_TOLD = ExclusionFacts(
    first_day=date(2026, 11, 2), last_day=date(2026, 11, 20), has_social_worker=True, looked_after=True,
)  # fmt: skip
LONG = replace(REDUCED, status="extension", end_on=date(2026, 12, 11), extension=ExtensionFacts(TODAY, date(2026, 12, 11)))
UNDECIDED = PlanFacts(status="live", review_now=ReviewFacts(TODAY))
# A record that lacks everything, and where there is one a record that lacks nothing.
RECORDS: dict[tuple[str, str, str], tuple[Any, Any, Any]] = {
    ("psp", "agree", "NPT"): (PlanFacts(status="meeting"), PLAN, PSP_NPT),
    ("psp", "begin", "HIL"): (PlanFacts(status="meeting", outcomes=(OutcomeFacts("1", "Calm"),)), None, PSP_HIL),
    ("reduced_timetable", "agree", "NPT"): (ReducedFacts(), REDUCED, REDUCED_NPT),
    ("reduced_timetable", "notify", "NPT"): (ReducedFacts(status="agreed", travel_assistance=True), REDUCED, REDUCED_NPT),
    ("reduced_timetable", "authorise", "NPT"): (LONG, REDUCED, REDUCED_NPT),
    ("reduced_timetable", "begin", ""): (ReducedFacts(), None, REDUCED_ENGLAND),
    ("off_site_direction", "start", ""): (
        DirectionFacts(school_kind="maintained", starts_on=date(2026, 9, 14)),
        replace(DIRECTION, decided_on=TODAY),
        policy_of("ENG"),
    ),
    ("off_site_direction", "start", "HAM"): (
        DirectionFacts(school_kind="maintained", starts_on=date(2026, 9, 14)),
        replace(DIRECTION, decided_on=TODAY, plan_set_on=TODAY),
        policy_of("HAM"),
    ),
    ("psp", "close", "NPT"): (UNDECIDED, None, PSP_NPT),
    ("psp", "close", "HIL"): (UNDECIDED, None, PSP_HIL),
    **{
        ("placement", action, family): (replace(LACKING, stage=stage), replace(PLACEMENT, **good), policy_of(family or "ENG"))
        for family in ("NPT", "", "HAM", "WIL", "WOR")
        for action, stage, good in (("start", "preparing", {}), ("close", "ending", ENDING))
    },
}


def rows() -> Iterator[tuple[str, str, str, str]]:
    for kind, action, nation, authority, _rules in TABLE:
        yield kind, action, nation, authority


def record_for(kind: str, action: str, nation: str, authority: str) -> tuple[Any, Any, Any]:
    if kind == "exclusion":
        return NOT_TOLD, EXCLUSION, EXCLUSION_POLICIES["ENG" if nation == "england" else "WAL"]
    if kind == "placement" and (nation, authority) == ("wales", ""):
        return LACKING, PLACEMENT, policy_of("WAL")
    return RECORDS[kind, action, authority]


@pytest.mark.parametrize(("kind", "action", "nation", "authority"), list(rows()))
def test_each_thing_that_is_not_there_is_found(
    calendar: SchoolCalendar, kind: str, action: str, nation: str, authority: str
) -> None:
    """For every cell with a rule in force, some finding of that rule is about it and guards the action."""
    lacking, good, policy = record_for(kind, action, nation, authority)
    look: Look[Any, Any] = Look(lacking, policy, calendar, TODAY, None)
    findings = engine.judge(kind, look)
    here = families_of(nation, authority)
    for gate in gates_of(kind, action, here):
        for need in gate.needs:
            if any(rule.partition("-")[0] in here for rule in need.numbers):
                assert any(
                    need.is_about(each) and set(each.gates) & {gate.action, *gate.also} for each in findings
                ), need.what
    if good is not None:
        assert missing(kind, action, Look(good, policy, calendar, TODAY, None)) == ()


def gates_of(kind: str, action: str, here: tuple[str, ...]) -> list[Gate]:
    return [g for g in GATES if (g.kind, g.action) == (kind, action) and (not g.only or g.only in here)]


def test_missing_says_in_words_what_stops_and_what_would_clear_it(calendar: SchoolCalendar) -> None:
    facts = replace(PLACEMENT, baseline="", rationale="")
    found = missing("placement", "start", Look(facts, policy_of("NPT"), calendar, TODAY, None))
    by_rule = {each.rule: each for each in found}
    assert set(by_rule) == {"NPT-AP-02", "WAL-EO-02"}
    assert [str(each) for each in by_rule["WAL-EO-02"].needed] == ["a baseline"]
    assert by_rule["NPT-AP-02"].needed == ()  # stops it too, though the table does not list it
    assert all(each.says.english() and each.remedy.english() for each in found)


def test_an_authority_that_lowers_a_rule_is_not_stopped_by_it(calendar: SchoolCalendar) -> None:
    soft = replace(policy_of("WAL"), severities={"WAL-EO-02": "WARN"})
    facts = replace(PLACEMENT, baseline="")
    assert missing("placement", "start", Look(facts, policy_of("WAL"), calendar, TODAY, None))
    assert missing("placement", "start", Look(facts, soft, calendar, TODAY, None)) == ()


def test_where_no_row_guards_an_action_nothing_is_required() -> None:
    assert required("psp", "begin", nation="wales", authority="NPT") == ()
    assert required("placement", "sing", nation="wales") == ()
    with pytest.raises(KeyError):
        required("psp", "agree", nation="france")
