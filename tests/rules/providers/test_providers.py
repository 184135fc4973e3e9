"""Providers: the declaration, the directory, and the registration test (T20, T21)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Look, Policy, RuleFinding, judge
from pastoral.rules.providers import (
    Declaration,
    FullTimeFactors,
    Offer,
    ProviderFacts,
    PupilAtSite,
    StaffCheck,
    ThemeResult,
    Wanted,
    declaration_expires,
    wil_net_01_network_meeting,
    wor_dir_04_search,
)
from pastoral.rules.providers.facts import AREA_LABELS, OUTCOME_LABELS, THEME_LABELS

from ..placements.examples import LOCAL, policy_of

Found = Callable[..., list[RuleFinding]]
TODAY = date(2026, 11, 12)

SIGNED = Declaration(
    organisation="The Barn",
    dbs=True,
    references=True,
    training=True,
    suitability=True,
    tells_at_once=True,
    signed_on=date(2026, 9, 1),
    signed_by="Ms Rees",
    position="Manager",
    is_senior=True,
    returned_to="Ysgol Afon",
    sent_to_authority_on=date(2026, 9, 2),
    staff=(StaffCheck("A", date(2024, 1, 15), 2, date(2026, 1, 10)),),
)
FACTORS = FullTimeFactors(12.5, 38, "Mornings", False, "part_time", "Mr Price", TODAY)
PROVIDER = ProviderFacts(
    name="The Barn",
    status="approved",
    registration="not_applicable",
    registration_note="Motor vehicle workshop, mornings",
    qa_on=date(2026, 5, 1),
    next_qa_on=date(2027, 5, 1),
    areas_assured=frozenset(AREA_LABELS),
    approved_until=date(2027, 5, 1),
    themes=tuple(ThemeResult(theme, date(2026, 5, 1)) for theme in THEME_LABELS),
    declaration=SIGNED,
    pupils=(PupilAtSite("1", "A", 12.5, False, True, False, False, False, False, False),),
    factors=FACTORS,
    visits=(date(2026, 5, 1),),
    outcomes_reported=frozenset(OUTCOME_LABELS),
)


def full_time(pupil: str, commissioner: str = "A", **flags: bool | None) -> PupilAtSite:
    """A full-time pupil of compulsory age in no group, unless the flags say otherwise."""
    groups: dict[str, Any] = dict.fromkeys(("looked_after", "ehcp", "statement", "idp", "sen"), False)
    return PupilAtSite(pupil, commissioner, 25, True, True, **{**groups, **flags})


FOUR = tuple(full_time(str(number)) for number in range(4))


@pytest.fixture
def found(calendar: SchoolCalendar) -> Found:
    """What one rule finds of the good provider with these facts changed."""

    def look(number: str, *, on: date = TODAY, by: Policy | None = None, **changes: Any) -> list[RuleFinding]:
        seen: Look[Any, Any] = Look(replace(PROVIDER, **changes), by or policy_of(number), calendar, on)
        return [each for each in judge("provider", seen) if each.rule == number]

    return look


@pytest.mark.parametrize("family", [*LOCAL, "ENG", "WAL"])
def test_a_good_provider_has_no_findings(calendar: SchoolCalendar, family: str) -> None:
    seen: Look[Any, Any] = Look(PROVIDER, policy_of(family), calendar, TODAY)
    assert [str(each.sentence) for each in judge("provider", seen)] == []


def declared(**changes: Any) -> dict[str, Any]:
    return {"declaration": replace(SIGNED, **changes)}


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("NPT-AP-06", "BLOCK", {"declaration": None}, {}),
    ("NPT-AP-06", "BLOCK", declared(signed_on=None), {}),
    ("NPT-AP-06", "BLOCK", declared(dbs=None), {}),
    ("NPT-AP-06", "BLOCK", declared(references=False), {}),
    ("NPT-AP-06", "BLOCK", declared(training=None), {}),
    ("NPT-AP-06", "BLOCK", declared(suitability=None), {}),
    ("NPT-AP-06", "BLOCK", declared(tells_at_once=None), {}),
    ("NPT-AP-06", "BLOCK", declared(is_senior=None), {}),
    ("NPT-AP-06", "BLOCK", declared(position=" "), {}),
    ("NPT-AP-06", "BLOCK", declared(signed_by=""), {}),
    ("NPT-AP-06", "BLOCK", declared(organisation=""), {}),
    ("NPT-AP-06", "BLOCK", declared(returned_to=""), {}),
    ("NPT-AP-06", "BLOCK", declared(staff=(StaffCheck("A", date(2023, 11, 11), 2, TODAY),)),
     declared(staff=(StaffCheck("A", date(2023, 11, 12), 2, TODAY),))),
    ("NPT-AP-06", "BLOCK", declared(staff=(StaffCheck("A", None, 2, TODAY),)), declared(staff=())),
    ("NPT-AP-06", "BLOCK", declared(staff=(StaffCheck("A", TODAY, 1, TODAY),)), {}),
    ("NPT-AP-06", "WARN", declared(staff=(StaffCheck("A", TODAY, 2, date(2025, 11, 11)),)),
     declared(staff=(StaffCheck("A", TODAY, 2, date(2025, 11, 12)),))),
    ("NPT-AP-06", "TASK", declared(sent_to_authority_on=None), {}),
    ("NPT-AP-12", "INFO", {"visits": ()}, {"visits": (), "pupils": ()}),
    ("WOR-DIR-01", "BLOCK", {"registration": ""}, {}),
    ("WOR-DIR-01", "BLOCK", {"registration": "urn"}, {"registration": "urn", "urn": "100000"}),
    ("WOR-DIR-01", "WARN", {"registration_note": ""}, {}),
    ("WOR-DIR-02", "INFO", {"on_quality_list": True}, {"on_quality_list": True, "registration": "urn", "urn": "100000"}),
    ("WOR-DIR-03", "BLOCK", {"status": "suspended"}, {}),
    ("WOR-DIR-03", "BLOCK", {"status": "removed"}, {"status": "listed"}),
    ("WOR-DIR-03", "WARN", {"qa_on": None}, {}),
    ("WOR-DIR-03", "WARN", {"next_qa_on": None}, {}),
    ("WOR-DIR-03", "WARN", {"next_qa_on": date(2026, 11, 11)}, {"next_qa_on": TODAY}),
    ("WIL-QA-01", "BLOCK", {"areas_assured": frozenset({"safeguarding", "teaching"})}, {}),
    ("WIL-QA-01", "BLOCK", {"status": "applying", "approved_until": None}, {"status": "listed", "approved_until": None}),
    ("WIL-QA-01", "BLOCK", {"approved_until": date(2026, 11, 11)}, {"approved_until": TODAY}),
    ("WIL-OUT-01", "INFO", {"outcomes_reported": frozenset()}, {"outcomes_reported": frozenset(), "pupils": ()}),
    ("ENG-NSAP-01", "INFO", {"themes": ()}, {"themes": (), "registration": "urn", "urn": "100000"}),
    ("ENG-NSAP-01", "WARN", {"themes": (ThemeResult("education", TODAY, expires_on=date(2026, 11, 11)),)}, {}),
    ("WOR-UNR-02", "BLOCK", {"pupils": (*FOUR, full_time("5", "B"))}, {"pupils": FOUR[:3]}),
    ("WOR-UNR-02", "WARN", {"pupils": FOUR}, {"is_state_school": True, "pupils": FOUR}),
    ("WOR-UNR-03", "BLOCK", {"factors": None}, {"factors": None, "pupils": ()}),
    ("WOR-UNR-03", "BLOCK", {"factors": replace(FACTORS, rules_out_elsewhere=None)}, {}),
    ("WOR-UNR-03", "BLOCK", {"factors": replace(FACTORS, decision="", decided_by="")}, {}),
    ("ENG-UNR-01", "BLOCK", {"pupils": (full_time("1", ehcp=True),)}, {"pupils": (full_time("1"),)}),
    ("ENG-UNR-02", "INFO", {"pupils": (full_time("1", sen=True),)}, {"pupils": (full_time("1"),)}),
    ("ENG-UNR-04", "WARN", {"pupils": (replace(FOUR[0], full_time=False, hours=18.5),)},
     {"pupils": (replace(FOUR[0], full_time=False, hours=18),)}),
    ("WAL-UNR-01", "BLOCK", {"pupils": (full_time("1", statement=True),)}, {"pupils": (full_time("1", ehcp=True),)}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "effect", "bad", "fine"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_each_rule_speaks_and_is_silent(
    found: Found, number: str, effect: str, bad: dict[str, Any], fine: dict[str, Any]
) -> None:
    findings = found(number, **bad)
    assert effect in {each.effect for each in findings}
    assert all(each.sentence.english() and each.remedy.english() and each.owner for each in findings)
    assert found(number, **fine) == []


def test_f_npt_07_expires_with_the_year_or_the_oldest_check() -> None:
    by = policy_of("NPT")
    assert declaration_expires(SIGNED, by) == date(2027, 1, 15)  # a check of 15 January 2024 is three years old
    assert declaration_expires(replace(SIGNED, staff=()), by) == date(2027, 9, 1)
    young = replace(SIGNED, staff=(StaffCheck("A", TODAY), StaffCheck("B", date(2025, 2, 28))))
    assert declaration_expires(young, by) == date(2027, 9, 1)
    assert declaration_expires(replace(SIGNED, signed_on=None), by) is None
    assert declaration_expires(replace(SIGNED, signed_on=date(2024, 2, 29), staff=()), by) == date(2025, 2, 28)
    silent = policy_of("NPT", placement__declaration_months=None, placement__dbs_years=None)
    assert declaration_expires(SIGNED, silent) is None


def test_npt_ap_06_runs_out(found: Found) -> None:
    assert found("NPT-AP-06", on=date(2027, 1, 9), **declared(staff=(StaffCheck("A", date(2026, 5, 1), 2, TODAY),))) == []
    findings = found("NPT-AP-06", on=date(2027, 9, 2), **declared(staff=()))
    assert [(each.about, each.stops("place")) for each in findings] == [("expired", True)]


def test_npt_ap_06_only_where_declarations_are_how_providers_are_vetted(found: Found) -> None:
    other = policy_of("NPT", placement__vetting=("quality_assurance",))
    assert found("NPT-AP-06", by=other, declaration=None) == []


def test_wor_dir_03_stops_new_placements_only(found: Found) -> None:
    (finding,) = found("WOR-DIR-03", status="suspended")
    assert finding.stops("place")
    assert not finding.stops("start")


def test_eng_nsap_01_speaks_from_august_2025(found: Found) -> None:
    assert found("ENG-NSAP-01", on=date(2025, 7, 31), themes=()) == []
    (finding,) = found("ENG-NSAP-01", on=date(2025, 8, 1), themes=())
    assert len(finding.sentence.values()["themes"]) == 4


def test_t20_the_fifth_pupil_of_another_commissioner_alerts_both(found: Found) -> None:
    (early,) = found("WOR-UNR-02", pupils=FOUR)
    assert (early.effect, early.sentence.code) == ("WARN", "WOR-UNR-02.early")
    assert not early.stops("place")
    stopped, report = found("WOR-UNR-02", pupils=(*FOUR, full_time("5", "B")))
    assert stopped.stops("place")
    assert stopped.remedy.values()["who"] == ("A", "B")
    assert report.effect == "TASK"
    assert len(found("WOR-UNR-02", pupils=(*FOUR, full_time("5", "B")), ofsted_told_on=TODAY)) == 1


def test_t21_one_pupil_with_an_ehcp_is_enough(found: Found) -> None:
    one = (full_time("1", ehcp=True),)
    assert found("ENG-UNR-01", pupils=one)[0].stops("place")
    assert found("ENG-UNR-01", pupils=one, registration="urn", urn="100000") == []
    assert found("ENG-UNR-01", pupils=one, registration="urn")  # a URN that nobody wrote down is none
    assert found("ENG-UNR-01", pupils=one, registration="urn", urn="2597071")  # nor is a number that no school can have
    assert found("ENG-UNR-01", pupils=one, registration="urn", urn="6714012") == []  # a Welsh school's number


def test_wal_unr_01_reports_to_the_welsh_government(found: Found) -> None:
    one = (full_time("1", statement=True),)
    assert any("Welsh Government" in each.remedy.english() for each in found("WAL-UNR-01", pupils=one))
    idp = policy_of("WAL", provider__unregistered_any_of=("statement", "looked_after", "idp"))
    assert found("WAL-UNR-01", by=idp, pupils=(full_time("1", idp=True),))
    assert found("WAL-UNR-01", pupils=(full_time("1", idp=True),)) == []


def test_eng_unr_02_looks_ahead_only_since_the_act(found: Found) -> None:
    sen = {"pupils": (full_time("1", sen=True),)}
    assert found("ENG-UNR-02", on=date(2026, 4, 28), **sen) == []
    (ahead,) = found("ENG-UNR-02", on=date(2026, 4, 29), **sen)
    assert "not settled" in ahead.remedy.english()
    commenced = policy_of("ENG", provider__unregistered_any_of=("looked_after", "ehcp", "sen"))
    assert found("ENG-UNR-02", by=commenced, **sen) == []
    assert found("ENG-UNR-01", by=commenced, **sen)[0].stops("place")


def test_no_local_number_no_test(found: Found) -> None:
    silent = policy_of("ENG", provider__unregistered_pupils=None, provider__full_time_hours=None)
    for number in ("ENG-UNR-01", "ENG-UNR-02", "ENG-UNR-04"):
        assert found(number, by=silent, pupils=(full_time("1", ehcp=True, sen=True),)) == []


BARN = replace(
    PROVIDER,
    offer=Offer(
        11, 16, "", frozenset({"Wychavon"}), frozenset({"secondary"}), frozenset({"alternative_provision"}),
        frozenset({"blended"}), frozenset({"semh"}), frozenset({"short_term"}),
    ),
)  # fmt: skip
TUTORS = replace(
    PROVIDER, key="tutors", registration="in_progress",
    offer=Offer(4, 25, "up to 25 with SEND", frozenset({"Redditch"}), kinds=frozenset({"tuition"}), modes=frozenset({"online"})),
)  # fmt: skip
GONE = replace(BARN, key="gone", status="removed")


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(), ["provider", "tutors"]),
        (Wanted(age=16), ["provider", "tutors"]),
        (Wanted(age=17), ["tutors"]),
        (Wanted(district="Wychavon"), ["provider"]),
        (Wanted(phase="secondary"), ["provider"]),
        (Wanted(kind="tuition"), ["tutors"]),
        (Wanted(mode="online"), ["provider", "tutors"]),
        (Wanted(mode="face_to_face"), ["provider"]),
        (Wanted(need="autism"), ["tutors"]),
        (Wanted(registration="in_progress"), ["tutors"]),
        (Wanted(place_type="short_term"), ["provider"]),
        (Wanted(district="Wychavon", kind="tuition"), []),
    ],
)
def test_wor_dir_04_search(wanted: Wanted, keys: list[str]) -> None:
    assert [each.key for each in wor_dir_04_search((BARN, TUTORS, GONE), wanted)] == keys


def test_wil_net_01_the_network_meets_every_term(calendar: SchoolCalendar) -> None:
    owed = wil_net_01_network_meeting((date(2026, 7, 1),), calendar, TODAY)
    assert owed is not None
    assert (owed.due, owed.owner) == (date(2026, 12, 18), "authority")
    assert wil_net_01_network_meeting((date(2026, 9, 30),), calendar, TODAY) is None
    assert wil_net_01_network_meeting((), calendar, date(2026, 12, 25)) is None
