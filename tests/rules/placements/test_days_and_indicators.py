"""Days that placements are counted by, what kind of provision it is, and Wiltshire's indicators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.placements import (
    SettingHours,
    arranged_as,
    belongs_on_the_register,
    data_owner,
    half_term_ends,
    is_alternative_provision,
    kinds_that_apply,
    provision_due,
    section_19_applies,
)
from pastoral.rules.placements.indicators import (
    CUTS,
    INDICATORS,
    shown_cells,
    shown_count,
    shown_percent,
)

from .examples import PLACEMENT


def test_half_terms_end_on_a_school_day(calendar: SchoolCalendar) -> None:
    assert half_term_ends(date(2026, 9, 7), calendar) == date(2026, 10, 23)
    assert half_term_ends(date(2026, 10, 23), calendar) == date(2026, 10, 23)
    assert half_term_ends(date(2026, 10, 24), calendar) == date(2026, 12, 18)  # in the holiday: of the next half
    assert half_term_ends(date(2026, 12, 25), calendar) == date(2027, 2, 5)
    assert half_term_ends(date(2027, 7, 21), calendar) is None  # no term is known that far
    assert half_term_ends(date(2026, 9, 7), SchoolCalendar(estimate_around=date(2026, 9, 7))) is None


def test_t07_provision_is_owed_from_the_sixth_school_day(calendar: SchoolCalendar) -> None:
    assert provision_due(date(2026, 10, 12), 6, calendar) == date(2026, 10, 19)
    assert provision_due(date(2026, 10, 22), 6, calendar) == date(2026, 11, 5)  # over half term
    assert provision_due(date(2026, 10, 10), 1, calendar) == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("setting", "wales", "england"),
    [
        ("alternative_provision", True, True),
        ("inclusion_centre", False, True),
        ("in_school_unit", False, True),
        ("home_education", True, False),
        ("section_61", True, False),
        ("", True, True),
    ],
)
def test_npt_ap_01_and_eng_ap_03_what_is_alternative_provision(setting: str, wales: bool, england: bool) -> None:
    assert is_alternative_provision(setting, "wales") is wales
    assert is_alternative_provision(setting, "england") is england


def test_npt_ap_11_the_home_school_owns_the_record() -> None:
    assert data_owner(replace(PLACEMENT, provider="The Barn")) == "Ysgol Afon"


def test_npt_ap_15_a_part_of_a_reduced_timetable_passes_both_sets_of_rules() -> None:
    assert kinds_that_apply("part_of_reduced_timetable") == ("placement", "reduced_timetable")
    assert kinds_that_apply("full_time") == ("placement",)


@pytest.mark.parametrize(
    ("arranged_by", "reason", "expected"),
    [
        ("authority", "direction", "by_authority"),
        ("school", "direction", "by_direction"),
        ("school", "suspension", "during_suspension"),
        ("school", "learning", "by_agreement"),
        ("", "learning", ""),
    ],
)
def test_eng_ap_02_who_arranges_it(arranged_by: str, reason: str, expected: str) -> None:
    assert arranged_as(replace(PLACEMENT, arranged_by=arranged_by, reason=reason)) == expected


def test_eng_s19_01_the_duty_is_not_lost_to_a_blank() -> None:
    ill = replace(PLACEMENT, reason="illness")
    assert section_19_applies(replace(ill, compulsory_age=None), date(2026, 9, 7))
    assert not section_19_applies(replace(ill, compulsory_age=False), date(2026, 9, 7))
    assert not section_19_applies(replace(ill, reason="learning"), date(2026, 9, 7))


def test_eng_cnis_01_who_belongs_on_the_register() -> None:
    assert belongs_on_the_register(PLACEMENT) is True
    assert belongs_on_the_register(replace(PLACEMENT, on_home_roll=False)) is False
    assert belongs_on_the_register(replace(PLACEMENT, arranged_by="authority")) is False
    assert belongs_on_the_register(replace(PLACEMENT, on_home_roll=None)) is None
    assert belongs_on_the_register(replace(PLACEMENT, settings=())) is None
    assert belongs_on_the_register(replace(PLACEMENT, settings=(SettingHours("B", None, "B"),))) is None
    assert belongs_on_the_register(replace(PLACEMENT, settings=(SettingHours("B", 0, "B"),))) is False


def test_wil_kpi_sixteen_indicators_in_order_and_five_cuts() -> None:
    assert [each.number for each in INDICATORS] == list(range(1, 17))
    assert len({each.code for each in INDICATORS}) == 16
    assert all(each.title and each.measures for each in INDICATORS)
    assert set(CUTS) == {"sen", "social_worker", "pupil_premium", "reduced_provision", "phase"}
    assert CUTS["sen"] == ("sen_support", "ehcna", "ehcp", "none")


def test_wil_kpi_fewer_than_six_are_not_shown() -> None:
    assert [shown_count(count, 6) for count in (0, 5, 6, 7)] == [None, None, 6, 7]
    assert shown_count(1, None) == 1  # no local rule
    assert shown_percent(6, 12, 6) == 50.0
    assert shown_percent(5, 100, 6) is None
    assert shown_percent(95, 100, 6) is None  # the rest would be five children
    assert shown_percent(0, 0, None) is None


def test_wil_kpi_a_single_hidden_cell_can_not_be_worked_out_from_the_total() -> None:
    assert shown_cells({"ehcp": 3, "ehcna": 9, "none": 40}, 6) == {"ehcp": None, "ehcna": None, "none": 40}
    assert shown_cells({"ehcp": 3, "ehcna": 4, "none": 40}, 6) == {"ehcp": None, "ehcna": None, "none": 40}
    assert shown_cells({"yes": 6, "no": 40}, 6) == {"yes": 6, "no": 40}
    assert shown_cells({"yes": 3}, 6) == {"yes": None}
