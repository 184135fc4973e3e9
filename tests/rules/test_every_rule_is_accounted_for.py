"""Every number of the rule catalogue is implemented, data, not for software, or still to come: none is in none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pastoral.rules import engine
from pastoral.rules.catalogue import OURS, STATUSES, by_number, every_rule
from pastoral.rules.catalogue.entries import found

ROW = re.compile(r"^\|\s*\**([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)\**\s*\|", re.MULTILINE)
# Numbers of running text; "F-HAM-01" and the like are forms.
TEXT = re.compile(r"(?<![A-Z-])((?:CODE|HRS|NPT-AUD|HIL-FORM|HAM-ACT|HAM-PAR|HAM-PRO|WOR-STEP|WOR-SRT)-\d{2})\b")


def test_every_number_has_a_status() -> None:
    assert [each.number for each in every_rule() if each.status not in STATUSES] == []


def test_a_number_that_is_not_judged_says_why() -> None:
    assert [each.number for each in every_rule() if not each.reason.strip()] == []


def test_a_number_has_a_title_and_a_source() -> None:
    assert [each.number for each in every_rule() if not (each.title.strip() and each.source.strip())] == []


def test_what_is_named_as_the_function_of_a_number_is_there() -> None:
    assert [each.number for each in every_rule() if each.entry.by and found(each.entry.by) is None] == []


def test_implemented_is_never_typed() -> None:
    assert [each.number for each in every_rule() if each.entry.otherwise == "implemented"] == []


def test_no_rule_of_the_engine_is_missing_from_the_catalogue() -> None:
    judged = {number for rules in engine.RULES.values() for number in rules}
    assert sorted(judged - set(by_number())) == []


def test_what_is_judged_has_no_other_status_left() -> None:
    left = [each.number for each in every_rule() if each.status == "implemented" and each.entry.otherwise]
    assert left == [], "these are judged now: take `otherwise` and `reason` out of their entries"


def test_a_rule_of_the_engine_has_the_force_of_the_guidance() -> None:
    differing = [
        (each.number, kind)
        for each in every_rule()
        for kind in each.kinds
        if each.entry.force and engine.RULES[kind][each.number].force != each.entry.force
    ]
    assert differing == []


def test_a_rule_acts_as_the_catalogue_has_it_or_its_page_says_why_not() -> None:
    differing = {
        each.number
        for each in every_rule()
        for kind in each.kinds
        if each.entry.effects and engine.RULES[kind][each.number].effect not in each.entry.effects
    }
    assert differing == {each.number for each in every_rule() if each.entry.differs}
    assert all(by_number()[number].reason.endswith(by_number()[number].entry.differs) for number in differing)


def of_the_guidance() -> set[str]:
    return {number for number in by_number() if number.partition("-")[0] not in OURS}


def test_the_catalogue_has_404_numbers() -> None:
    assert len(of_the_guidance()) == 404


def test_the_catalogue_has_the_numbers_of_the_reference(shared_data: Path) -> None:
    reference = shared_data.parent / "domain" / "rules.md"
    if not reference.is_file():
        pytest.skip("the rule reference is not on this machine")
    text = reference.read_text()
    rows = ROW.findall(text)
    assert len(rows) == len(set(rows)) == 378
    assert {*rows, *TEXT.findall(text)} == of_the_guidance()
