"""Table 3.3 of the rules catalogue, walked cell by cell: seventeen events, ten columns."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from pastoral.rules import exclusions, reduced
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.catalogue import by_number
from pastoral.rules.engine import Policy
from pastoral.rules.exclusions.totals import PERMANENT, SUSPENSION
from pastoral.rules.notice_matrix import COLUMNS, CONDITIONS, EVENTS, HOW_SOON_LABELS, KIND_LABELS, MATRIX, EventFacts
from pastoral.rules.notices import Notice, rows_for, told, told_under
from pastoral.rules.psp import PlanFacts
from pastoral.rules.psp import notices as psp_notices

from .exclusions.conftest import GOOD as EXCLUSION
from .exclusions.conftest import POLICIES
from .reduced.conftest import GOOD as REDUCED
from .reduced.conftest import NPT as NPT_POLICY

NOTHING = EventFacts()
EVERYTHING = EventFacts(
    **{each.name: True for each in fields(EventFacts) if each.name != "asked"}, asked=frozenset({"authority", "ewo"})
)
DASH: tuple[str, str] = ("", "")

# For each row, in the order of the reference: the recipients in each of the ten columns when nothing more is known, and when
# every condition holds. A dash of the table is ("", "").
TABLE: list[tuple[str, str, str, tuple[tuple[str, str], ...]]] = [
    ("plan_agreed", "wales", "NPT", (
        ("parent", "parent"), ("authority", "authority"), ("", "ewo"), ("", "deputy_safeguarding_officer"),
        ("", "social_worker"), DASH, DASH, DASH, ("", "provider"), ("alnco", "alnco"),
    )),
    ("review_recorded", "wales", "NPT", (
        ("parent", "parent"), ("authority", "authority"), ("", "ewo"), ("", "deputy_safeguarding_officer"),
        ("", "social_worker"), DASH, DASH, DASH, ("", "provider"), DASH,
    )),
    ("exclusion_risk", "wales", "NPT", (
        DASH, DASH, DASH, DASH, DASH, DASH, DASH, DASH, DASH, ("wellbeing_service", "wellbeing_service"),
    )),
    ("reduced_starts", "wales", "NPT", (
        ("parent", ""), ("authority", "authority"), ("ewo", "ewo"),
        ("deputy_safeguarding_officer", "deputy_safeguarding_officer"), ("", "social_worker"), DASH, DASH, DASH, DASH,
        ("", "transport"),
    )),
    ("reduced_beyond_limit", "wales", "NPT", (
        DASH, ("monitoring_group director", "monitoring_group director"), DASH, DASH, DASH, DASH, DASH, DASH, DASH, DASH,
    )),
    ("reduced_starts", "england", "WOR", (
        ("parent", "parent"), ("authority", "authority"), ("", "ewo"), DASH, ("", "social_worker"), ("", "virtual_school"),
        DASH, DASH, DASH, ("", "aln_support"),
    )),
    ("reduced_starts", "england", "HIL", (
        ("parent", "parent"), ("attendance_support", "attendance_support authority"), ("", "ewo"), DASH,
        ("", "social_worker"), ("", "virtual_school"), DASH, DASH, DASH, ("", "aln_support"),
    )),
    ("placement_starts", "wales", "NPT", (
        ("parent", "parent"), ("authority", "authority"), DASH,
        ("deputy_safeguarding_officer", "deputy_safeguarding_officer"), ("", "social_worker"), DASH, DASH, DASH,
        ("provider", "provider"), ("", "authority"),
    )),
    ("placement_starts", "england", "", (
        ("parent", "parent"), ("", "authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"), DASH, DASH,
        ("provider", "provider"), DASH,
    )),
    ("placement_starts", "england", "HAM", (
        ("parent", "parent"), ("", "area_manager authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"),
        DASH, DASH, ("provider", "provider"), DASH,
    )),
    ("provider_concern", "england", "HAM", (
        DASH, ("", "authority"), DASH, DASH, ("", "social_worker"), DASH, DASH, DASH, DASH, ("dsl", "dsl lado ofsted"),
    )),
    ("provider_concern", "wales", "NPT", (
        DASH, ("", "authority"), DASH, DASH, ("", "social_worker"), DASH, DASH, DASH, DASH, ("dsl", "dsl"),
    )),
    ("suspended", "england", "", (
        ("parent", "parent"), ("authority", "authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"),
        ("governing_board", "governing_board"), DASH, ("", "provider"), DASH,
    )),
    ("permanently_excluded", "england", "", (
        ("parent", "parent"), ("authority", "authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"),
        ("governing_board", "governing_board"), ("", "home_authority"), ("", "provider"), ("authority", "authority"),
    )),
    ("suspended", "wales", "", (
        ("parent", "parent child"), ("authority", "authority"), DASH, DASH, ("", "social_worker"), DASH,
        ("governing_board", "governing_board"), ("", "home_authority"), DASH, DASH,
    )),
    ("permanently_excluded", "wales", "", (
        ("parent", "parent child"), ("authority", "authority"), DASH, DASH, ("", "social_worker"), DASH,
        ("governing_board", "governing_board"), ("", "home_authority"), DASH, DASH,
    )),
    ("exclusion_cancelled", "england", "", (
        ("parent", "parent"), ("authority", "authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"),
        ("governing_board", "governing_board"), DASH, DASH, DASH,
    )),
    ("direction_notice", "england", "", (
        ("parent", "parent"), ("", "authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"), DASH, DASH,
        ("provider", "provider"), DASH,
    )),
    ("managed_move", "england", "WIL", (
        ("parent", "parent"), ("authority", "authority"), DASH, DASH, ("", "social_worker"), ("", "virtual_school"), DASH,
        DASH, ("host_school", "host_school"), DASH,
    )),
    ("managed_move", "england", "WOR", (
        ("parent", "parent"), ("fair_access_panel", "fair_access_panel"), DASH, DASH, ("", "social_worker"),
        ("", "virtual_school"), DASH, DASH, ("host_school", "host_school"), DASH,
    )),
    ("managed_move", "england", "HAM", (
        ("parent", "parent"), DASH, DASH, DASH, ("", "social_worker"), ("", "virtual_school"), DASH, DASH,
        ("host_school", "host_school"), DASH,
    )),
    ("sickness_expected", "england", "", (
        DASH, ("authority", "authority"), ("ewo", "ewo"), DASH, ("", "social_worker"), ("", "virtual_school"), DASH, DASH,
        DASH, DASH,
    )),
]  # fmt: skip
WALK = [
    (event, nation, authority, column, nothing, everything)
    for event, nation, authority, cells in TABLE
    for column, (nothing, everything) in zip(COLUMNS, cells, strict=True)
]


@pytest.mark.parametrize(("event", "nation", "authority", "column", "nothing", "everything"), WALK)
def test_each_cell(event: str, nation: str, authority: str, column: str, nothing: str, everything: str) -> None:
    for facts, expected in ((NOTHING, nothing), (EVERYTHING, everything)):
        found = told(event, facts, nation=nation, authority=authority)
        assert [each.recipient for each in found if each.column == column] == expected.split()


def test_every_row_of_the_matrix_is_walked() -> None:
    assert len(MATRIX) == 17
    walked = {id(row) for event, nation, authority, _cells in TABLE for row in rows_for(event, _families(nation, authority))}
    assert walked == {id(row) for row in MATRIX}


def _families(nation: str, authority: str) -> tuple[str, ...]:
    return (authority, "WAL" if nation == "wales" else "ENG")


CONDITION_CASES: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("plan_agreed", "NPT", "ewo", "copy", {"attendance_issue": True}),
    ("plan_agreed", "NPT", "ewo", "copy", {"reduced_hours": True}),
    ("plan_agreed", "NPT", "deputy_safeguarding_officer", "copy", {"reduced_hours": True}),
    ("plan_agreed", "NPT", "social_worker", "copy", {"has_social_worker": True}),
    ("plan_agreed", "NPT", "provider", "copy", {"at_provider": True}),
    ("review_recorded", "NPT", "social_worker", "invite", {"has_social_worker": True}),
    ("reduced_starts", "NPT", "social_worker", "agree", {"looked_after": True}),
    ("reduced_starts", "NPT", "social_worker", "agree", {"child_protection": True}),
    ("reduced_starts", "NPT", "social_worker", "agree", {"care_and_support": True}),
    ("reduced_starts", "NPT", "transport", "copy", {"travel_assistance": True}),
    ("reduced_starts", "ENG", "virtual_school", "tell", {"looked_after": True}),
    ("reduced_starts", "ENG", "aln_support", "tell", {"has_ehcp": True}),
    ("reduced_starts", "ENG", "ewo", "tell", {"asked": frozenset({"ewo"})}),
    ("reduced_starts", "ENG", "authority", "tell", {"asked": frozenset({"authority"})}),
    ("placement_starts", "NPT", "authority", "invite", {"provider_is_new": True}),
    ("placement_starts", "HAM", "area_manager", "tell", {"provider_is_unlisted": True}),
    ("placement_starts", "WIL", "authority", "tell", {"is_direction": True}),
    ("placement_starts", "ENG", "authority", "tell", {"provider_is_non_school": True}),
    ("provider_concern", "WOR", "lado", "tell", {"adult_conduct": True}),
    ("provider_concern", "WOR", "ofsted", "tell", {"unregistered_school": True}),
    ("provider_concern", "HAM", "authority", "tell", {"below_standard": True}),
    ("suspended", "ENG", "social_worker", "tell", {"has_social_worker": True}),
    ("suspended", "ENG", "virtual_school", "tell", {"looked_after": True}),
    ("suspended", "ENG", "provider", "tell", {"at_provider": True}),
    ("permanently_excluded", "ENG", "home_authority", "tell", {"home_authority_differs": True}),
    ("suspended", "WAL", "child", "tell", {"pupil_is_party": True}),
    ("permanently_excluded", "WAL", "home_authority", "tell", {"home_authority_differs": True}),
    ("direction_notice", "ENG", "authority", "copy", {"has_ehcp": True}),
    ("sickness_expected", "ENG", "virtual_school", "tell", {"looked_after": True}),
]


@pytest.mark.parametrize(("event", "family", "recipient", "kind", "fact"), CONDITION_CASES)
def test_a_condition_tells_the_one_it_is_about(
    event: str, family: str, recipient: str, kind: str, fact: dict[str, Any]
) -> None:
    nation = "wales" if family in ("WAL", "NPT") else "england"
    authority = "" if family in ("WAL", "ENG") else family

    def heard(facts: EventFacts) -> set[tuple[str, str]]:
        return {(each.recipient, each.kind) for each in told(event, facts, nation=nation, authority=authority)}

    assert (recipient, kind) not in heard(NOTHING)
    assert (recipient, kind) in heard(EventFacts(**fact))


def one(found: tuple[Notice, ...], recipient: str) -> Notice:
    (notice,) = [each for each in found if each.recipient == recipient]
    return notice


def test_t28_a_suspended_child_with_social_worker_and_in_care_has_three_extra_notices() -> None:
    both = told("suspended", EventFacts(has_social_worker=True, looked_after=True), nation="england")
    for recipient in ("authority", "social_worker", "virtual_school"):
        assert str(one(both, recipient).how_soon) == "without delay"


@pytest.mark.parametrize(
    ("nation", "facts", "how_soon"),
    [
        ("england", NOTHING, "in the report of the term"),
        ("england", EventFacts(above_term_limit=True), "without delay"),
        ("england", EventFacts(exam_missed=True), "without delay"),
        ("wales", NOTHING, "in the report of the term"),
        ("wales", EventFacts(above_term_limit=True), "within one school day"),
        ("wales", EventFacts(exam_missed=True), "within one school day"),
    ],
)
def test_the_board_hears_at_once_above_five_days_or_before_an_exam(nation: str, facts: EventFacts, how_soon: str) -> None:
    found = told("suspended", facts, nation=nation)
    assert str(one(found, "governing_board").how_soon) == how_soon
    assert str(one(found, "authority").how_soon) == ("without delay" if nation == "england" else how_soon)


def test_a_planned_duty_and_good_practice_are_not_called_duties() -> None:
    planned = one(told("placement_starts", EventFacts(provider_is_non_school=True), nation="england"), "authority")
    assert not planned.is_duty
    practice = one(told("suspended", EventFacts(has_social_worker=True), nation="wales"), "social_worker")
    assert not practice.is_duty
    assert one(told("suspended", NOTHING, nation="wales"), "parent").is_duty


def test_each_notice_has_its_rule_its_source_and_words() -> None:
    catalogue = by_number()
    for event, nation, authority, _cells in TABLE:
        for notice in told(event, EVERYTHING, nation=nation, authority=authority):
            assert notice.source
            assert notice.kind in KIND_LABELS
            assert "{" not in notice.why.english() + notice.how_soon.english()
            assert not notice.rule or notice.rule in catalogue
            assert not notice.rule or notice.rule.partition("-")[0] in _families(nation, authority)


def test_what_the_table_names_exists() -> None:
    for row in MATRIX:
        for cell in row.cells:
            assert cell.column in COLUMNS
            assert cell.when in CONDITIONS
            assert cell.how_soon in HOW_SOON_LABELS
            assert cell.rules
    assert len(EVENTS) == 13


def test_nothing_is_told_across_the_border() -> None:
    assert told("exclusion_cancelled", EVERYTHING, nation="wales") == ()
    assert told("plan_agreed", EVERYTHING, nation="england", authority="HIL") == ()
    assert not any(each.recipient == "virtual_school" for each in told("managed_move", EVERYTHING, nation="wales"))
    with pytest.raises(ValueError, match="birthday"):
        told("birthday", NOTHING, nation="wales")


def test_told_under_takes_who_asks_from_the_policy() -> None:
    asking = Policy("x", "england", {"reduced.tell": ("ewo",)}, ("ENG", "UK"))
    assert "ewo" in {each.recipient for each in told_under("reduced_starts", NOTHING, asking)}
    assert "ewo" not in {each.recipient for each in told_under("reduced_starts", NOTHING, replace(asking, values={}))}


FLAGS = list(product((False, True), repeat=4))


@pytest.mark.parametrize("event", ["plan_agreed", "review_recorded", "exclusion_risk"])
@pytest.mark.parametrize(("attendance", "hours", "worker", "provider"), FLAGS)
def test_the_plans_own_notices_are_those_of_the_table(
    event: str, attendance: bool, hours: bool, worker: bool, provider: bool
) -> None:
    facts = PlanFacts(
        reasons=frozenset({"exclusion_risk", *(("attendance",) if attendance else ())}),
        reduced_timetable=hours,
        has_social_worker=worker,
        alternative_provision=provider,
    )
    mine = told(event, EventFacts(attendance, hours, True, worker, at_provider=provider), nation="wales", authority="NPT")
    assert {(each.recipient, each.kind) for each in mine} == {
        (each.recipient, each.kind) for each in psp_notices(event, facts)
    }


@pytest.mark.parametrize(("looked_after", "protected", "cared", "travel"), FLAGS)
def test_the_notices_of_reduced_hours_are_those_of_the_table(
    looked_after: bool, protected: bool, cared: bool, travel: bool
) -> None:
    own = replace(
        REDUCED, looked_after=looked_after, child_protection=protected, care_and_support=cared, travel_assistance=travel
    )
    facts = EventFacts(looked_after=looked_after, child_protection=protected, care_and_support=cared, travel_assistance=travel)
    for event in ("reduced_starts", "reduced_beyond_limit"):
        theirs = {(each.recipient, each.kind) for each in reduced.notices(event, own, NPT_POLICY)}
        assert theirs == {(each.recipient, each.kind) for each in told_under(event, facts, NPT_POLICY)}


@pytest.mark.parametrize("nation", ["england", "wales"])
@pytest.mark.parametrize("kind", [SUSPENSION, PERMANENT])
@pytest.mark.parametrize(("long", "looked_after", "worker", "elsewhere"), FLAGS)
def test_the_notices_of_an_exclusion_are_those_of_the_table(
    calendar: SchoolCalendar, nation: str, kind: str, long: bool, looked_after: bool, worker: bool, elsewhere: bool
) -> None:
    own = replace(
        EXCLUSION, kind=kind, last_day=date(2026, 11, 9) if long else date(2026, 11, 3), looked_after=looked_after,
        has_social_worker=worker, home_authority_differs=elsewhere, at_provider=elsewhere,
    )  # fmt: skip
    facts = EventFacts(
        above_term_limit=long, looked_after=looked_after, has_social_worker=worker, home_authority_differs=elsewhere,
        at_provider=elsewhere, pupil_is_party=True,
    )  # fmt: skip
    by = POLICIES["ENG" if nation == "england" else "WAL"]
    theirs = exclusions.notices("excluded", own, by, calendar, date(2026, 11, 2))
    event = "permanently_excluded" if kind == PERMANENT else "suspended"
    mine = [each for each in told(event, facts, nation=nation) if each.column != "other"]
    assert {each.recipient.replace("child", "pupil") for each in mine} == {each.recipient for each in theirs}
    soon = {each.recipient: str(each.how_soon) for each in mine}
    for each in theirs:
        if each.recipient not in ("parent", "pupil"):  # whose letter in Wales has a day of its own
            assert soon[each.recipient] == each.why.english()


@pytest.mark.parametrize(("looked_after", "worker"), list(product((False, True), repeat=2)))
def test_the_notices_of_a_cancelled_exclusion_are_those_of_the_table(
    calendar: SchoolCalendar, looked_after: bool, worker: bool
) -> None:
    own = replace(EXCLUSION, cancelled_on=date(2026, 11, 3), looked_after=looked_after, has_social_worker=worker)
    theirs = exclusions.notices("cancelled", own, POLICIES["ENG"], calendar, date(2026, 11, 3))
    facts = EventFacts(looked_after=looked_after, has_social_worker=worker)
    mine = told("exclusion_cancelled", facts, nation="england")
    assert {each.recipient for each in mine} == {each.recipient for each in theirs}
