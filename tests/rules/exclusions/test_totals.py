"""The counters of exclusion: CAL-06 to CAL-10 and the test vectors T05 to T07 and T11 to T13."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.calendar import Break, SchoolCalendar, Term
from pastoral.rules.exclusions import Spell, provision_day, run_of
from pastoral.rules.exclusions.totals import exceeds, in_steps, length, term_of, term_total, year_total

from .conftest import Found

HALF, QUARTER = Decimal("0.5"), Decimal("0.25")


def test_t05_the_sixth_day_over_two_suspensions_back_to_back(calendar: SchoolCalendar) -> None:
    first = Spell(date(2026, 11, 2), date(2026, 11, 6))
    second = Spell(date(2026, 11, 9), date(2026, 11, 10))
    assert provision_day(second, (first,), calendar, 6) == date(2026, 11, 9)
    assert len(run_of(second, (first,), calendar)) == 7
    assert provision_day(first, (), calendar, 6) is None


def test_t06_half_term_neither_breaks_nor_adds(calendar: SchoolCalendar) -> None:
    first = Spell(date(2026, 10, 22), date(2026, 10, 23))
    second = Spell(date(2026, 11, 2), date(2026, 11, 6))
    assert run_of(second, (first,), calendar)[:2] == (date(2026, 10, 22), date(2026, 10, 23))
    assert provision_day(second, (first,), calendar, 6) == date(2026, 11, 5)


def test_t07_the_sixth_school_day_of_a_permanent_exclusion(calendar: SchoolCalendar) -> None:
    permanent = Spell(date(2026, 10, 12), kind="permanent")
    assert provision_day(permanent, (), calendar, 6) == date(2026, 10, 19)
    in_the_holiday = Spell(date(2026, 10, 27), kind="permanent")  # counts from the first school day after it
    assert provision_day(in_the_holiday, (), calendar, 6) == date(2026, 11, 9)
    assert provision_day(permanent, (), calendar, 1) == date(2026, 10, 12)


def test_cal_08_an_attended_day_breaks_the_run_and_an_absent_one_does_not(calendar: SchoolCalendar) -> None:
    first = Spell(date(2026, 11, 2), date(2026, 11, 4))
    second = Spell(date(2026, 11, 6), date(2026, 11, 10))
    assert run_of(second, (first,), calendar) == (date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10))
    ill = frozenset({date(2026, 11, 5)})
    assert len(run_of(second, (first,), calendar, ill)) == 6
    assert date(2026, 11, 5) not in run_of(second, (first,), calendar, ill)


def test_cal_08_lunchtimes_and_separations_are_in_no_run(calendar: SchoolCalendar) -> None:
    lunch = Spell(date(2026, 11, 2), kind="lunchtime", lunchtimes=5)
    assert run_of(lunch, (), calendar) == ()
    assert run_of(Spell(date(2026, 11, 9)), (lunch,), calendar) == (date(2026, 11, 9),)


def test_cal_08_speaks_of_a_run(found: Found) -> None:
    (one,) = found("CAL-08", history=(Spell(date(2026, 10, 22), date(2026, 10, 23)),))
    assert one.sentence.values() == {"run": 4}
    assert found("CAL-08", history=(Spell(date(2026, 10, 19), date(2026, 10, 20)),)) == []


@pytest.mark.parametrize(
    ("spell", "lunchtime", "days"),
    [
        (Spell(date(2026, 11, 2), date(2026, 11, 6)), HALF, "5"),
        (Spell(date(2026, 11, 2), date(2026, 11, 9)), HALF, "6"),  # over a weekend
        (Spell(date(2026, 10, 23), date(2026, 11, 2)), HALF, "2"),  # over half term
        (Spell(date(2026, 11, 2), first_session="pm"), HALF, "0.5"),
        (Spell(date(2026, 11, 2), date(2026, 11, 4), first_session="pm", last_session="am"), QUARTER, "2"),
        (Spell(date(2026, 11, 2), kind="lunchtime", lunchtimes=3), HALF, "1.5"),
        (Spell(date(2026, 11, 2), kind="lunchtime", lunchtimes=3), QUARTER, "0.75"),
        (Spell(date(2026, 11, 2), date(2026, 11, 6), "lunchtime"), QUARTER, "1.25"),
        (Spell(date(2026, 11, 2), kind="permanent"), HALF, "0"),
        (Spell(date(2026, 11, 2), date(2026, 11, 30), "separation"), HALF, "0"),
        (Spell(date(2026, 11, 2), date(2026, 11, 6), cancelled_on=date(2026, 11, 4)), HALF, "2"),
    ],
)
def test_cal_06_days_are_counted_in_quarter_days(
    spell: Spell, lunchtime: Decimal, days: str, calendar: SchoolCalendar
) -> None:
    assert length(spell, calendar, lunchtime) == Decimal(days)


@pytest.mark.parametrize(
    ("number", "lunchtime", "nation", "total", "over"),
    [(10, HALF, "england", "5.0", False), (11, HALF, "england", "5.5", True),
     (20, QUARTER, "wales", "5.00", False), (21, QUARTER, "wales", "5.25", True)],
)  # fmt: skip
def test_cal_07_t11_and_t12_more_than_five_days_of_lunchtimes(
    number: int, lunchtime: Decimal, nation: str, total: str, over: bool, calendar: SchoolCalendar
) -> None:
    spell = Spell(date(2026, 9, 7), kind="lunchtime", lunchtimes=number)
    found = term_total(spell, (), calendar, lunchtime, nation)
    assert (found, exceeds(found, 5)) == (Decimal(total), over)
    assert exceeds(found, None) is False


def test_cal_07_says_so_on_the_threshold_itself(found: Found) -> None:
    week = {"first_day": date(2026, 11, 9), "last_day": date(2026, 11, 13)}
    assert [each.about for each in found("CAL-07", **week)] == ["threshold:board_notice_over_days"]
    assert found("CAL-07") == []


def test_cal_06_says_when_days_make_no_sense(found: Found) -> None:
    assert [each.effect for each in found("CAL-06", last_day=date(2026, 10, 1))] == ["BLOCK"]
    assert [each.effect for each in found("CAL-06", last_day=None, first_session="pm", last_session="am")] == ["BLOCK"]
    assert [each.effect for each in found("CAL-06", stated_days=Decimal("1.3"))] == ["WARN"]
    assert found("CAL-06", stated_days=Decimal("1.5")) == []
    assert in_steps(Decimal("0.75"), QUARTER)
    assert not in_steps(Decimal("0.75"), HALF)


def test_cal_09_a_term_with_two_spells_adds_up_and_another_term_does_not(calendar: SchoolCalendar) -> None:
    autumn = Spell(date(2026, 11, 2), date(2026, 11, 4))
    spring = Spell(date(2027, 1, 4), date(2027, 1, 5))
    assert term_total(spring, (autumn,), calendar, HALF, "england") == 2
    assert year_total(spring, (autumn,), calendar, HALF) == 5
    last_year = Spell(date(2026, 7, 13), date(2026, 7, 17))
    assert year_total(autumn, (last_year,), calendar, HALF) == 3


def test_cal_09_six_terms_are_added_up_by_reference_dates_in_england_only() -> None:
    six = SchoolCalendar(
        terms=(
            Term("1", date(2026, 9, 1), date(2026, 10, 23)), Term("2", date(2026, 11, 2), date(2026, 12, 18)),
            Term("3", date(2027, 1, 4), date(2027, 2, 12)), Term("4", date(2027, 2, 22), date(2027, 3, 25)),
            Term("5", date(2027, 4, 12), date(2027, 5, 28)), Term("6", date(2027, 6, 7), date(2027, 7, 20)),
        )
    )  # fmt: skip
    spell, earlier = Spell(date(2026, 11, 9), date(2026, 11, 11)), (Spell(date(2026, 9, 7), date(2026, 9, 9)),)
    assert term_total(spell, earlier, six, HALF, "england") == 6
    assert term_total(spell, earlier, six, HALF, "wales") == 3
    assert term_of(date(2026, 11, 9), six, "wales").end == date(2026, 12, 18)


def test_cal_10_days_at_another_school_count_and_must_be_entered(found: Found) -> None:
    assert found("CAL-10", moved_this_year=True) != []
    assert found("CAL-10", moved_this_year=True, history_complete=True) == []
    elsewhere = (Spell(date(2026, 9, 7), date(2026, 9, 10), school="another"),)
    assert found("ENG-EX-08", history=elsewhere, notices=()) != []


def test_eng_ex_02_t13_the_half_day_after_45_is_refused(found: Found) -> None:
    (one,) = found("ENG-EX-02", last_day=FIRST, first_session="pm", earlier_days_year=Decimal(45))
    assert one.stops("decide")
    assert found("ENG-EX-02", last_day=FIRST, first_session="pm", earlier_days_year=Decimal("44.5")) == []


FIRST = date(2026, 11, 2)


def test_wal_ex_03_t13_the_quarter_day_after_45_is_refused(found: Found) -> None:
    lunch = {"kind": "lunchtime", "last_day": None, "lunchtimes": 1}
    assert [each.effect for each in found("WAL-EX-03", **lunch, earlier_days_year=Decimal(45))] == ["BLOCK"]
    assert found("WAL-EX-03", **lunch, earlier_days_year=Decimal("44.75")) == []


@pytest.mark.parametrize(("number", "counted"), [("ENG-EX-03", "1.5"), ("WAL-EX-02", "0.75")])
def test_eng_ex_03_and_wal_ex_02_what_a_lunchtime_counts(number: str, counted: str, found: Found) -> None:
    lunch = {"kind": "lunchtime", "last_day": None, "lunchtimes": 3}
    assert found(number, **lunch, stated_days=Decimal(counted)) == []
    (one,) = found(number, **lunch, stated_days=Decimal(3))
    assert one.sentence.values()["counted"] == counted
    assert found(number, kind="lunchtime", last_day=None) != []


def test_a_spell_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends"):
        Spell(date(2026, 11, 3), date(2026, 11, 2))
    with pytest.raises(ValueError, match="not 'holiday'"):
        Spell(date(2026, 11, 3), kind="holiday")


CALENDAR = SchoolCalendar(
    terms=(
        Term("Autumn", date(2026, 9, 1), date(2026, 12, 18), (Break(date(2026, 10, 26), date(2026, 10, 30)),)),
        Term("Spring", date(2027, 1, 4), date(2027, 3, 19), (Break(date(2027, 2, 8), date(2027, 2, 12)),)),
        Term("Summer", date(2027, 4, 5), date(2027, 7, 20), (Break(date(2027, 5, 31), date(2027, 6, 4)),)),
    )
)
STARTS = st.dates(date(2026, 9, 1), date(2027, 6, 1))
LENGTHS = st.integers(0, 20)


@given(start=STARTS, days=LENGTHS, cut=st.integers(0, 20))
def test_cutting_a_suspension_in_two_changes_neither_its_days_nor_its_run(start: date, days: int, cut: int) -> None:
    end = start + timedelta(days=days)
    middle = min(end, start + timedelta(days=cut))
    whole = Spell(start, end)
    if middle == end:
        parts = (whole,)
    else:
        parts = (Spell(start, middle), Spell(middle + timedelta(days=1), end))
    assert sum(length(part, CALENDAR, HALF) for part in parts) == length(whole, CALENDAR, HALF)
    runs = {run_of(part, parts, CALENDAR) for part in parts if length(part, CALENDAR, HALF)}
    assert runs <= {run_of(whole, (), CALENDAR)}


@given(start=STARTS, days=LENGTHS)
def test_the_sixth_day_is_a_school_day_of_the_spell_and_later_spells_come_no_earlier(start: date, days: int) -> None:
    spell = Spell(start, start + timedelta(days=days))
    sixth = provision_day(spell, (), CALENDAR, 6)
    assert (sixth is not None) == (length(spell, CALENDAR, HALF) >= 6)
    if sixth is not None:
        assert CALENDAR.is_school_day(sixth)
        assert spell.first_day <= sixth <= spell.until
        later = provision_day(Spell(start + timedelta(days=1), spell.until), (), CALENDAR, 6)
        assert later is None or later >= sixth
