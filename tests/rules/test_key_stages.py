"""CAL-13 and CAL-14."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.key_stages import (
    Nation,
    age_before_school_year,
    compulsory_school_age_ends,
    compulsory_school_age_starts,
    is_compulsory_school_age,
    relevant_person,
    school_leaving_date,
    year_group,
)

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("born", "label", "england", "wales"),
    [
        (date(2022, 8, 31), "Reception", "EYFS", "Foundation"),
        (date(2022, 9, 1), "Nursery", "EYFS", "Foundation"),
        (date(2021, 3, 1), "Year 1", "KS1", "Foundation"),
        (date(2020, 3, 1), "Year 2", "KS1", "Foundation"),
        (date(2015, 9, 1), "Year 6", "KS2", "KS2"),
        (date(2015, 8, 31), "Year 7", "KS3", "KS3"),
        (date(2012, 9, 1), "Year 9", "KS3", "KS3"),
        (date(2010, 9, 1), "Year 11", "KS4", "KS4"),
        (date(2009, 9, 1), "Year 12", "Post-16", "Post-16"),
    ],
)
def test_cal_14_year_groups(born: date, label: str, england: str, wales: str) -> None:
    in_england = year_group(born, DAY, Nation.ENGLAND)
    in_wales = year_group(born, DAY, Nation.WALES)
    assert in_england is not None
    assert in_wales is not None
    assert (in_england.label.english(), in_england.key_stage, in_wales.key_stage) == (label, england, wales)


def test_cal_14_nobody_is_in_a_year_group_too_young_or_too_old() -> None:
    assert year_group(date(2026, 1, 1), DAY, Nation.WALES) is None
    assert year_group(date(2030, 1, 1), DAY, Nation.WALES) is None
    assert year_group(date(1990, 1, 1), DAY, Nation.ENGLAND) is None


def test_cal_14_the_year_group_moves_up_on_1_september() -> None:
    before = year_group(date(2012, 5, 5), date(2026, 8, 31), Nation.WALES)
    after = year_group(date(2012, 5, 5), date(2026, 9, 1), Nation.WALES)
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (9, 10)


@pytest.mark.parametrize(
    ("born", "starts"),
    [
        (date(2021, 3, 31), date(2026, 3, 31)),
        (date(2021, 4, 1), date(2026, 8, 31)),
        (date(2021, 9, 1), date(2026, 12, 31)),
        (date(2020, 12, 31), date(2025, 12, 31)),
        (date(2021, 1, 1), date(2026, 3, 31)),
        (date(2020, 2, 29), date(2025, 3, 31)),
    ],
)
def test_cal_13_start(born: date, starts: date) -> None:
    assert compulsory_school_age_starts(born) == starts


def test_cal_13_end_is_the_last_friday_in_june_of_year_11() -> None:
    assert school_leaving_date(2027) == date(2027, 6, 25)
    assert school_leaving_date(2023) == date(2023, 6, 30)
    assert compulsory_school_age_ends(date(2010, 9, 1)) == date(2027, 6, 25)
    assert compulsory_school_age_ends(date(2011, 8, 31)) == date(2027, 6, 25)
    assert compulsory_school_age_ends(date(2011, 9, 1)) == date(2028, 6, 30)


def test_cal_13_of_compulsory_age_or_not() -> None:
    assert is_compulsory_school_age(date(2011, 8, 31), date(2027, 6, 25))
    assert not is_compulsory_school_age(date(2011, 8, 31), date(2027, 6, 26))
    assert not is_compulsory_school_age(date(2022, 1, 1), date(2026, 11, 21))


@given(born=st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_law_eleven_years_at_school(born: date) -> None:
    length = compulsory_school_age_ends(born) - compulsory_school_age_starts(born)
    assert timedelta(days=365 * 10) < length < timedelta(days=366 * 12)
    last = year_group(born, compulsory_school_age_ends(born), Nation.ENGLAND)
    assert last is not None
    assert last.number == 11


@pytest.mark.parametrize(
    ("born", "day", "who"),
    [
        (date(2015, 9, 1), date(2026, 11, 2), ("parent",)),  # 10 on 31 August 2026
        (date(2015, 8, 31), date(2026, 11, 2), ("pupil", "parent")),  # 11 on 31 August 2026
        (date(2015, 9, 2), date(2027, 7, 1), ("parent",)),  # 11 since, but not before the school year began
        (date(2010, 9, 1), date(2027, 6, 25), ("pupil", "parent")),  # the last day of compulsory school age
        (date(2010, 9, 1), date(2027, 6, 26), ("pupil",)),
    ],
)
def test_cal_14_wal_ex_01_the_relevant_person_in_wales(born: date, day: date, who: tuple[str, ...]) -> None:
    assert relevant_person(born, day) == who


@given(born=st.dates(date(2008, 1, 1), date(2021, 1, 1)), days=st.integers(0, 300))
def test_cal_14_law_the_age_that_counts_stands_for_the_whole_school_year(born: date, days: int) -> None:
    assert age_before_school_year(born, date(2026, 9, 1) + timedelta(days=days)) == age_before_school_year(
        born, date(2026, 9, 1)
    )
