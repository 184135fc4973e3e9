"""UK-DP-03 and 05 to 10: how long a paper is kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.retention import KEPT, certificate_kept_until, kept_until, months_on, why_not_delete, with_years

BORN = date(2012, 2, 29)


def code(kind: str, today: date, **more: object) -> str:
    found = why_not_delete(kind, today, **more)  # type: ignore[arg-type]  # the facts of one case
    return found.code if found else ""


def test_uk_dp_05_attendance_in_england_for_six_years() -> None:
    ended = date(2020, 7, 20)
    assert code("attendance_england", date(2026, 7, 20), ended_on=ended) == "UK-DP-05.until"
    assert code("attendance_england", date(2026, 7, 21), ended_on=ended) == ""


def test_uk_dp_06_the_pupil_record_to_the_25th_birthday() -> None:
    assert kept_until(KEPT["pupil_record"], born=BORN, ended_on=None) == date(2037, 3, 1)
    assert code("pupil_record", date(2037, 3, 1), born=BORN) == "UK-DP-06.until"
    assert code("pupil_record", date(2037, 3, 2), born=BORN) == ""
    assert code("pupil_record", date(2050, 1, 1)) == "UK-DP-06.unknown"


def test_uk_dp_07_a_sen_file_for_31_years() -> None:
    assert code("sen_file", date(2043, 3, 1), born=BORN) == "UK-DP-07.until"
    assert code("sen_file", date(2043, 3, 2), born=BORN) == ""


def test_uk_dp_08_child_protection_is_looked_at_and_a_legal_hold_stops_everything() -> None:
    assert code("child_protection", date(2037, 3, 2), born=BORN) == "UK-DP-08.look"
    assert code("pupil_record", date(2050, 1, 1), born=BORN, legal_hold=True) == "UK-DP-08.hold"


def test_uk_dp_09_a_plan_with_the_pupil_record_and_an_exclusion_file_by_the_authority_s_schedule() -> None:
    assert code("plan", date(2037, 3, 1), born=BORN) == "UK-DP-09.until"
    assert code("exclusion_file", date(2030, 1, 1), born=BORN, ended_on=date(2023, 5, 5)) == ""
    local = {"exclusion_file": with_years("exclusion_file", from_birth=25, why="Our schedule of 2026")}
    assert code("exclusion_file", date(2030, 1, 1), born=BORN, ended_on=date(2023, 5, 5), schedule=local) == "UK-DP-09.until"


def test_uk_dp_03_a_time_without_a_reason_is_refused() -> None:
    silent = {"plan": with_years("plan", from_birth=1, why=" ")}
    assert code("plan", date(2050, 1, 1), born=BORN, schedule=silent) == "UK-DP-03"
    assert all(keeping.why and keeping.status in ("VERIFIED", "KNOWLEDGE") for keeping in KEPT.values())
    with pytest.raises(KeyError):
        why_not_delete("diary", date(2026, 1, 1))


def test_uk_dp_10_a_certificate_for_six_months() -> None:
    assert certificate_kept_until(date(2026, 5, 4)) == date(2026, 11, 4)
    assert certificate_kept_until(date(2026, 8, 31)) == date(2027, 2, 28)


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.integers(0, 30))
def test_law_months_on_is_in_the_month_that_is_meant(day: date, months: int) -> None:
    later = months_on(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later.day >= 28
