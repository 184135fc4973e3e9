"""Marks counted: percentages against a count by hand, of the whole and of the agreed, and the list of low attendance."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from pastoral.records.attendance import agreed, queries
from pastoral.records.attendance.figures import figures, figures_of_agreed
from pastoral.records.attendance.weeks import clipped, code_at, marked, packed, session_at, slot_of
from pastoral.records.policy.services import publish_for
from pastoral.rules.attendance import codes_in_force

from .conftest import CERYS, MONDAY, TODAY, TOMOS, Marks, day_file

FRIDAY = MONDAY + dt.timedelta(days=4)


def test_a_week_is_packed_and_read_back() -> None:
    codes = packed({0: "/", 3: "C2", 9: "\\"})
    assert len(codes) == 20
    assert [code_at(codes, slot) for slot in range(10)] == ["/", "", "", "C2", "", "", "", "", "", "\\"]
    assert list(marked(codes, MONDAY)) == [(MONDAY, "am", "/"), (MONDAY + dt.timedelta(days=1), "pm", "C2"), (FRIDAY, "pm", "\\")]
    assert [slot_of(*session_at(MONDAY, slot)) for slot in range(10)] == list(range(10))


def test_a_week_is_clipped_to_the_days_asked_for() -> None:
    full = packed(dict.fromkeys(range(10), "/"))
    assert clipped(full, MONDAY, MONDAY, FRIDAY) == full
    assert clipped(full, MONDAY, MONDAY + dt.timedelta(days=3), FRIDAY).strip() == ("/ " * 4).strip()
    assert not clipped(full, MONDAY, FRIDAY + dt.timedelta(days=1), FRIDAY + dt.timedelta(days=9)).strip()


@pytest.mark.parametrize("nation", ["england", "wales"])
def test_figures_agree_with_a_count_by_hand(nation: str) -> None:
    chance = random.Random(4)
    known = codes_in_force(nation, MONDAY).codes
    weeks, by_hand = [], {"attending": 0, "authorised": 0, "unauthorised": 0, "not_possible": 0, "administrative": 0}
    start, end = MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(weeks=20, days=1)
    for number in range(22):
        monday = MONDAY + dt.timedelta(weeks=number)
        marks = {slot: chance.choice([*known, ""]) for slot in range(10)}
        weeks.append((monday, packed(marks)))
        for slot, code in marks.items():
            if code and start <= monday + dt.timedelta(days=slot // 2) <= end:
                by_hand[known[code].counts] += 1
    seen = figures(weeks, nation, start, end)
    assert (seen.attended.count, seen.authorised.count, seen.unauthorised.count) == (
        by_hand["attending"], by_hand["authorised"], by_hand["unauthorised"],
    )  # fmt: skip


def test_code_04_two_figures_of_reduced_hours() -> None:
    """Mornings only for a week, one of them missed: 4 of 10 sessions, and 4 of the 5 that were agreed."""
    codes = packed({slot: "C" if slot % 2 else "/" for slot in range(10)} | {2: "O"})
    away = frozenset(session_at(MONDAY, slot) for slot in range(1, 10, 2))
    assert figures([(MONDAY, codes)], "wales", MONDAY, FRIDAY).percent == Decimal("40.0")
    assert figures_of_agreed([(MONDAY, codes)], "wales", MONDAY, FRIDAY, away).percent == Decimal("80.0")


@pytest.mark.django_db
def test_figures_of_a_pupil_with_and_without_an_agreement(marks: Marks, monkeypatch: pytest.MonkeyPatch) -> None:
    marks.bring_in(day_file((TOMOS, MONDAY, "/", "C"), (TOMOS, FRIDAY, "O", "C")))
    tomos = marks.world.tomos
    with marks.world.acting("pastoral-lead") as access:
        found = queries.figures_of(access, tomos, MONDAY, FRIDAY)
        assert (found.whole.percent, found.agreed) == (Decimal("25.0"), None)
        monkeypatch.setattr(agreed, "_sources", [])
        agreed.register(lambda access, pupils, start, end: {tomos.pk: frozenset({(MONDAY, "pm"), (FRIDAY, "pm")})})
        found = queries.figures_of(access, tomos, MONDAY, FRIDAY)
        assert found.agreed is not None
        assert (found.whole.percent, found.agreed.percent) == (Decimal("25.0"), Decimal("50.0"))
        year = queries.this_year(access, tomos, TODAY)
        assert year is not None
        assert year.possible.count == 4
        assert queries.this_year(access, marks.world.cerys, TODAY) is None


@pytest.mark.django_db
def test_low_attendance_lists_the_lowest_first_with_what_the_policy_calls_persistent(marks: Marks) -> None:
    world = marks.world
    with world.acting("system") as access:
        publish_for(world.authority, by=access, like="neath-port-talbot")
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    low = ((TOMOS, day, "O", "O" if day == MONDAY else "\\") for day in days)
    marks.bring_in(day_file(*low, *((CERYS, day, "/", "\\") for day in days)))
    with world.acting("ewo") as access:
        lines, counted = queries.low_attendance(access, world.school, MONDAY, TODAY, 90)
    assert counted == 2
    assert [(line.pupil.pk, line.seen.percent, line.persistent) for line in lines] == [(world.tomos.pk, Decimal("40.0"), True)]


@pytest.mark.django_db
def test_exactly_the_share_is_not_below_it_and_not_persistent_in_wales(marks: Marks) -> None:
    """WAL-REG-02: more than 10 per cent."""
    world = marks.world
    with world.acting("system") as access:
        publish_for(world.authority, by=access, like="neath-port-talbot")
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    marks.bring_in(day_file(*((TOMOS, day, "O" if day == MONDAY else "/", "\\") for day in days)))
    with world.acting("ewo") as access:
        assert queries.low_attendance(access, world.school, MONDAY, TODAY, 90) == ([], 1)
        ((line,), _counted) = queries.low_attendance(access, world.school, MONDAY, TODAY, 95)
    assert (line.seen.percent, line.persistent) == (Decimal("90.0"), False)
