"""Every code of the published lists, brought in as a school would send it: those in force are kept, each of the others is said."""

from __future__ import annotations

import csv
import datetime as dt
from itertools import product
from pathlib import Path

import pytest

from pastoral.rules.attendance import SETS
from pastoral.rules.attendance.codes import RETIRED_IN_ENGLAND

from .conftest import MONDAY, OLIVIA, TOMOS, Marks

pytestmark = pytest.mark.django_db
HALVES = ("AM", "PM")
NOT_A_MARK_OF_ITS_OWN = {"\\"}  # a present mark is kept by its half day
RETIRED_SINCE = {"Y"}  # the 2024 list still has it; the regulations have Y1 to Y7 in its place


def codes_of(folder: Path, name: str) -> list[str]:
    with (folder / "code-sets" / name).open(encoding="utf-8-sig", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


def each_code(upn: str, codes: list[str]) -> tuple[str, dict[int, str]]:
    """A file with one row for each code, each in a session of its own, and which row has which."""
    days = (MONDAY + dt.timedelta(weeks=week, days=day) for week, day in product(range(6), range(5)))
    sessions = [(day, half) for day in days for half in HALVES][: len(codes)]
    lines = [f"{upn},{day},{half},{code}\n" for (day, half), code in zip(sessions, codes, strict=True)]
    return "UPN,Date,Session,Code\n" + "".join(lines), dict(enumerate(codes, start=2))


def test_every_english_code_in_force_is_taken(marks: Marks, shared_data: Path) -> None:
    text, rows = each_code(OLIVIA, codes_of(shared_data, "attendance_codes_england_2024.csv"))
    report = marks.bring_in(text, school=marks.world.other_school)
    assert {rows[one.row] for one in report.rejected} == RETIRED_SINCE
    assert report.created == len(rows) - len(RETIRED_SINCE)
    kept = set(marks.of(marks.world.olivia).values())
    assert kept | NOT_A_MARK_OF_ITS_OWN == set(rows.values()) - RETIRED_SINCE | NOT_A_MARK_OF_ITS_OWN


def test_codes_that_ended_in_2024_are_said_one_by_one(marks: Marks, shared_data: Path) -> None:
    text, rows = each_code(OLIVIA, codes_of(shared_data, "attendance_codes_england_before_2024-08.csv"))
    report = marks.bring_in(text, school=marks.world.other_school)
    assert {rows[one.row] for one in report.rejected} == set(RETIRED_IN_ENGLAND) & set(rows.values())
    assert all(one.reason.startswith(f"“{rows[one.row]}” is no code that was in force on ") for one in report.rejected)
    assert report.created == len(rows) - len(report.rejected)


def test_wal_reg_05_wales_takes_its_own_codes_and_says_each_english_one(marks: Marks) -> None:
    sets = {one.nation: list(one.codes) for one in SETS}
    text, rows = each_code(TOMOS, sets["wales"])
    report = marks.bring_in(text)
    assert (report.created, report.rejected) == (len(rows), ())
    english = [code for code in sets["england"] if code not in sets["wales"]]
    text, rows = each_code(TOMOS, english)
    report = marks.bring_in(text)
    assert {rows[one.row] for one in report.rejected} == set(english)
    assert (report.created, report.updated) == (0, 0)


def test_a_file_in_which_everything_is_wrong_loses_nothing_that_stands(marks: Marks) -> None:
    marks.bring_in(f"UPN,Date,AM,PM\n{TOMOS},{MONDAY},/,I\n")
    before = marks.of(marks.world.tomos)
    report = marks.bring_in(
        "UPN,Date,AM,PM\n"
        f"{TOMOS},{MONDAY},Q,Q\n"  # 2: no code here
        f"{TOMOS},2026-10-28,/,/\n"  # 3: half term
        f"{TOMOS},2027-01-05,/,/\n"  # 4: to come
        f"{TOMOS},2030-01-05,/,/\n"  # 5: to come
        "X000000000000,2026-09-07,/,/\n"  # 6: nobody
        f"{TOMOS},not a day,/,/\n"  # 7
    )  # fmt: skip
    assert sorted({one.row for one in report.rejected}) == [2, 3, 4, 5, 6, 7]
    assert all(one.reason for one in report.rejected)
    assert (report.created, report.updated, report.marks_left_out) == (0, 0, 12)
    assert marks.of(marks.world.tomos) == before
