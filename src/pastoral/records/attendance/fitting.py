"""Each half day of one child beside what was expected of it: for the child's own page. Nothing is written (CODE-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pastoral.rules.attendance import Expected, expected
from pastoral.rules.attendance.facts import Half
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy, RuleFinding
from pastoral.rules.key_stages import is_compulsory_school_age

from .comparing import COMPARED, meets, with_mark
from .watching import Around, Marks, beyond_records, judged

At = tuple[date, Half]


@dataclass(frozen=True, slots=True)
class Fit:
    """By half day: the codes that fit what the record says, and what the rules find wrong with what is marked."""

    expected: Mapping[At, Expected] = field(default_factory=dict)
    odd: Mapping[At, tuple[RuleFinding, ...]] = field(default_factory=dict)


NOTHING_KNOWN = Fit()


def fits(marks: Marks, around: Around, *, policy: Policy, calendar: SchoolCalendar, today: date) -> Fit:
    """Every half day that a record settles, and every other that has a code one must account for."""
    due = [
        with_mark(one, marks.get((one.on, one.half), ""), policy)
        for one in around.due
        if one.on <= today and meets(calendar, one.on)
    ]
    proposed: dict[At, Expected] = {}
    for one in due:
        compulsory = around.born is None or is_compulsory_school_age(around.born, one.on)
        fitting = expected(one, policy, compulsory_age=compulsory)
        if fitting is not None:
            proposed[one.on, one.half] = fitting
    odd: dict[At, list[RuleFinding]] = defaultdict(list)
    by_name: dict[str, At] = {}
    # a session without a mark has nothing wrong with its mark; a provider who has not answered is asked all the same
    sessions = [one for one in due if one.code or one.place == "provider"] + beyond_records(marks, around)
    for one in sessions:
        by_name[f"session:{one.on.isoformat()}:{one.half}"] = (one.on, one.half)
    for found in judged(sessions, around.born, policy, calendar, today, COMPARED):
        if found.about in by_name:
            odd[by_name[found.about]].append(found)
    return Fit(proposed, {at: tuple(them) for at, them in odd.items()})
