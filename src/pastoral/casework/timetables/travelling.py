"""When the child arrives and leaves on each day by the timetable, beside the school's usual times (F-NPT-08, NPT-TR-03)."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.rules.reduced import DayTimes, Slot
from pastoral.rules.reduced.hours import minutes

from .grid import DAYS


@dataclass(frozen=True, slots=True)
class DayTravel:
    """One day of the cycle. A child who goes home in between arrives twice; nobody travels on a day without school."""

    week: int
    day: int
    usual: DayTimes
    arrives: tuple[str, ...]
    leaves: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether the child arrives or leaves at other times than everybody."""
        return (self.arrives, self.leaves) != ((self.usual.starts,), (self.usual.ends,))


def travel_of(slots: tuple[Slot, ...], times: tuple[DayTimes, ...], weeks: int) -> list[DayTravel]:
    """Each day of the cycle on which school is open; nothing without a timetable."""
    usual = {day: found for day in DAYS if (found := next((one for one in times if one.day in (0, day)), None))}
    return [
        DayTravel(week, day, usual[day], *_stretches([one for one in slots if (one.week, one.day) == (week, day)]))
        for week in range(1, weeks + 1)
        for day in DAYS
        if slots and day in usual
    ]


def _stretches(day: list[Slot]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """When the child comes and when they go. Times between lessons that nobody planned are spent where the child is."""
    arrives: list[str] = []
    leaves: list[str] = []
    there = False
    for slot in sorted(day, key=lambda one: minutes(one.starts)):
        if slot.in_a_setting and not there:
            arrives.append(slot.starts)
            leaves.append(slot.ends)
        elif slot.in_a_setting:
            leaves[-1] = slot.ends
        there = slot.in_a_setting
    return tuple(arrives), tuple(leaves)
