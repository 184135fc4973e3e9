"""The way back: a step that was reached, and a week that nobody has changed yet (NPT-RT-14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pastoral.rules.reduced.way_back import Planned, behind_sentences, week_behind

REACHED = Planned(date(2027, 1, 11), Decimal(18), date(2027, 1, 12))
TO_COME = Planned(date(2027, 2, 8), Decimal(25))


def test_npt_rt_14_a_week_with_fewer_hours_than_the_step_that_was_reached_is_behind() -> None:
    assert week_behind([REACHED, TO_COME], Decimal("16.67")) == REACHED
    sentence, _remedy = behind_sentences(REACHED, Decimal("16.67"))
    assert str(sentence) == "The step to 18 hours a week was reached on Tuesday 12 January 2027, but the timetable still has 16.67."


def test_npt_rt_14_lessons_need_not_add_up_to_whole_hours() -> None:
    assert week_behind([REACHED], Decimal("17.96")) is None
    assert week_behind([REACHED], Decimal("17.94")) == REACHED


def test_npt_rt_14_a_step_to_come_puts_nothing_behind() -> None:
    assert week_behind([TO_COME], Decimal("16.67")) is None
    assert week_behind([REACHED], None) is None
