"""A pack asks for more than national law, never for less: each limit by its number, at the line where it stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pastoral.records.policy.faults import BadPack
from pastoral.records.policy.law import LAW, breaches
from pastoral.records.policy.loading import load
from pastoral.records.policy.schema import PARAMETERS
from pastoral.rules.catalogue import by_number

PACKS = Path(settings.POLICY_PACKS)
PLAIN = {nation: sorted((PACKS / f"authorities/plain-{nation}").glob("*.toml"))[-1] for nation in ("england", "wales")}
SUMMER_2026 = dt.date(2026, 7, 26)


def pack(nation: str, value: Any, key: str, day: dt.date = SUMMER_2026) -> dict[str, Any]:
    group, name = key.split(".")
    return {"nation": nation, "starts_on": day, "parameters": {group: {name: {"value": value}}}}


def said(table: dict[str, Any]) -> str:
    return "\n".join(message for _path, message in breaches(table))


# number, nation, parameter, a value that is lawful, a value that is laxer
CASES: list[tuple[str, str, str, Any, Any]] = [
    ("ENG-REG-02", "england", "attendance.keep_years", 6, 5),
    ("ENG-REG-03", "england", "attendance.register_open_minutes", 30, 31),
    ("WAL-REG-03", "wales", "attendance.register_open_minutes", 20, 45),
    ("ENG-REG-05", "england", "attendance.code_home", "never_attending", "B"),
    ("NPT-RT-18", "wales", "attendance.code_home", "never_attending", "B"),
    ("ENG-REG-06", "england", "attendance.code_reduced_hours", "C2", "B"),
    ("NPT-RT-18", "wales", "attendance.code_reduced_hours", "C", "B"),
    ("WAL-REG-05", "wales", "attendance.code_reduced_hours", "C", "C2"),
    ("ENG-REG-09", "england", "attendance.unauthorised_return_days", 10, 11),
    ("WAL-REG-01", "wales", "attendance.unauthorised_return_days", 5, 11),
    ("ENG-REG-10", "england", "attendance.sickness_return_days", 15, 16),
    ("ENG-REG-14", "england", "attendance.penalty_sessions", 10, 20),
    ("WAL-REG-02", "wales", "attendance.persistent_percent", 10, 20),
    ("ENG-EX-02", "england", "exclusion.year_limit_days", 45, 46),
    ("WAL-EX-03", "wales", "exclusion.year_limit_days", 30, 46),
    ("ENG-EX-03", "england", "exclusion.lunchtime_days", 0.5, 0.25),
    ("WAL-EX-02", "wales", "exclusion.lunchtime_days", 0.25, 0.5),
    ("ENG-EX-08", "england", "exclusion.board_notice_over_days", 5, 6),
    ("WAL-EX-05", "wales", "exclusion.board_notice_over_days", 5, 6),
    ("ENG-EX-12", "england", "exclusion.provision_from_day", 6, 7),
    ("WAL-EX-14", "wales", "exclusion.provision_from_day", 15, 16),
    ("ENG-EX-15", "england", "exclusion.board_meets_within_days", 15, 16),
    ("WAL-EX-06", "wales", "exclusion.board_earliest_day", 6, 5),
    ("WAL-EX-01", "wales", "exclusion.pupil_is_party_from_age", 11, 14),
    ("WAL-EX-04", "wales", "exclusion.notice_within_days", 1, 2),
    ("WAL-EX-08", "wales", "exclusion.decision_within_days", 1, 5),
    ("ENG-IRP-01", "england", "exclusion.review_application_days", 20, 10),
    ("ENG-IRP-02", "england", "exclusion.review_hearing_days", 15, 20),
    ("WAL-EX-12", "wales", "exclusion.review_hearing_days", 15, 20),
    ("ENG-OSD-02", "england", "direction.notice_school_days", 2, 1),
    ("ENG-OSD-06", "england", "direction.review_request_weeks", 10, 12),
    ("ENG-OSD-07", "england", "direction.invite_days", 6, 3),
    ("ENG-26-06", "england", "direction.academies_from", SUMMER_2026, dt.date(2027, 9, 1)),
    ("ENG-26-07", "england", "managed_move.trial_allowed", False, True),
    ("ENG-KC-02", "england", "placement.vetting", ["framework", "written_confirmation"], ["framework"]),
    ("ENG-UNR-01", "england", "provider.unregistered_pupils", 5, 6),
    ("WAL-UNR-01", "wales", "provider.unregistered_pupils", 5, 6),
    ("ENG-UNR-01", "england", "provider.unregistered_any_of", ["looked_after", "ehcp"], ["ehcp"]),
    ("WAL-UNR-01", "wales", "provider.unregistered_any_of", ["statement"], ["looked_after"]),
]  # fmt: skip


@pytest.mark.parametrize(("number", "nation", "key", "lawful", "laxer"), CASES)
def test_a_laxer_value_is_refused_with_the_laws_number(
    number: str, nation: str, key: str, lawful: Any, laxer: Any
) -> None:
    assert said(pack(nation, lawful, key)) == ""
    assert f"({number})" in said(pack(nation, laxer, key))


def test_every_number_of_the_table_has_a_case() -> None:
    assert {law.number for law in LAW} == {number for number, *_rest in CASES}
    assert {law.number for law in LAW} <= set(by_number())


def test_every_limit_is_of_a_parameter_that_there_is() -> None:
    assert {law.key for law in LAW} <= set(PARAMETERS)


def test_sys_02_a_law_binds_from_its_day() -> None:
    """Managed moves could begin as trials until the guidance of 26 July 2026."""
    before = pack("england", True, "managed_move.trial_allowed", dt.date(2026, 7, 25))
    assert said(before) == ""
    assert "(ENG-26-07)" in said(before | {"starts_on": SUMMER_2026})


def test_sys_03_the_law_of_one_nation_does_not_bind_the_other() -> None:
    assert said(pack("wales", 0.25, "exclusion.lunchtime_days")) == ""
    assert "(ENG-EX-03)" in said(pack("england", 0.25, "exclusion.lunchtime_days"))
    assert said(pack("wales", 1, "direction.notice_school_days")) == ""


def test_sys_03_no_family_and_no_rule_of_the_other_nation() -> None:
    table = {"nation": "wales", "plan": {"families": ["NPT", "HIL-PSP"]}, "rules": {"ENG-EX-02": "BLOCK"}}
    assert [path for path, _message in breaches(table)] == [("plan", "families", 1), ("rules", "ENG-EX-02")]


def national_rule(*, blocks: bool) -> str:
    """An English rule that the engine registers as a duty: one that stops something, or one that does not."""
    from pastoral.rules import engine
    from pastoral.rules.catalogue.entries import load_rules

    load_rules()
    found = sorted(
        number
        for rules in engine.RULES.values()
        for number, rule in rules.items()
        if number.startswith("ENG-") and rule.force == "M" and ("BLOCK" in rule.effect) is blocks
    )
    return found[0]


@pytest.mark.parametrize("effect", ["OFF", "INFO", "WARN"])
def test_a_blocking_rule_of_national_law_is_not_weakened(effect: str) -> None:
    number = national_rule(blocks=True)
    found = said({"nation": "england", "rules": {number: effect}})
    assert found == f"cannot be made weaker: it is national law and stops the next step ({number})"
    assert said({"nation": "england", "rules": {number: "BLOCK"}}) == ""
    assert said({"nation": "england", "rules": {number: "usual"}}) == ""


def test_a_duty_of_national_law_is_not_switched_off() -> None:
    number = national_rule(blocks=False)
    assert f"cannot be switched off: it is a duty in national law ({number})" in said(
        {"nation": "england", "rules": {number: "OFF"}}
    )
    assert said({"nation": "england", "rules": {number: "INFO"}}) == ""


def test_a_council_may_weaken_what_is_its_own() -> None:
    assert said({"nation": "wales", "rules": {"NPT-PSP-02": "OFF"}}) == ""


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"nation": ["england"]},
        {"nation": "england", "parameters": 3, "plan": [], "rules": "x"},
        {"nation": "england", "parameters": {"exclusion": {"year_limit_days": {"value": [1]}}}},
        {"nation": "england", "starts_on": "soon", "rules": {"ENG-EX-02": ["OFF"]}, "plan": {"families": 7}},
        {"nation": "wales", "plan": {"families": [3]}, "parameters": {"exclusion": {"year_limit_days": 46}}},
    ],
)
def test_a_faulty_table_is_no_accident(table: dict[str, Any]) -> None:
    assert said(table) == ""


def test_the_checker_names_file_line_key_and_number() -> None:
    text = PLAIN["england"].read_text() + (
        "\n[parameters.exclusion]\n"
        'year_limit_days = { value = 60, source = "ours: x", status = "OURS" }\n'
        "\n[parameters.direction]\n"
        'notice_school_days = { value = 1, source = "ours: x", status = "OURS" }\n'
    )
    with pytest.raises(BadPack) as bad:
        load(text.encode(), root=PACKS, name="lax.toml")
    lines = text.split("\n")
    assert [(fault.key, lines[fault.line - 1].split(" ")[0]) for fault in bad.value.faults] == [
        ("parameters.exclusion.year_limit_days.value", "year_limit_days"),
        ("parameters.direction.notice_school_days.value", "notice_school_days"),
    ]
    assert "(ENG-EX-02)" in bad.value.faults[0].message
    assert "(ENG-OSD-02)" in bad.value.faults[1].message


def test_every_pack_we_ship_is_within_the_law() -> None:
    files = sorted(PACKS.glob("nations/*/*.toml")) + sorted(PACKS.glob("authorities/*/*.toml"))
    assert len(files) >= 5
    for file in files:
        load(file, root=PACKS)
