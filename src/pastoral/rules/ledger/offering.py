"""One day as it was arranged: the minutes of teaching that each setting offers in each half of it.

Only taught time counts (HRS-01), over all settings (HRS-03); work at home is never offered education (NPT-RT-18). Time in two places
at once counts once, for the first of the order below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pastoral.rules.reduced.hours import minutes

from .facts import HOME, SCHOOL, TAUGHT, Arranged

ORDER = (SCHOOL, "inclusion_centre", "provider", "tuition")
UNSETTLED = "unsettled"  # hours that a way back plans for a day whose places nobody has settled
NOON = 12 * 60 + 30  # where no lunch is among the day's times, as in the register

Setting = tuple[str, str]
"""(kind of setting, its name)"""
Stretch = tuple[str, str, str, str, str]
"""(starts, ends, kind, setting kind, setting)"""


@dataclass(frozen=True, slots=True)
class Offered:
    """Minutes of teaching by setting, morning and afternoon; and work at home, which is in neither."""

    am: tuple[tuple[Setting, int], ...] = ()
    pm: tuple[tuple[Setting, int], ...] = ()
    at_home: int = 0

    def half(self, which: str) -> int:
        return sum(length for _setting, length in (self.am if which == "am" else self.pm))


def stretch(one: Arranged) -> Stretch:
    return one.starts, one.ends, one.kind, one.setting_kind, one.setting


@lru_cache(maxsize=20_000)  # most days of most pupils look like another day
def offered(stretches: tuple[Stretch, ...], midday: int) -> Offered:
    """What a day offers. `midday` (minutes after midnight) parts its halves; a lesson that runs over it lies in both."""
    taught = sorted(
        (ORDER.index(kind), name, begin, end)
        for begin, end, what, kind, name in stretches
        if what == TAUGHT and kind in ORDER
    )
    covered, morning = 0, (1 << midday) - 1
    found: tuple[dict[Setting, int], dict[Setting, int]] = ({}, {})
    for place, name, begin, end in taught:
        new = _bits(begin, end) & ~covered
        covered |= new
        for half, part in zip(found, (new & morning, new & ~morning), strict=True):
            if part:
                setting = (ORDER[place], name)
                half[setting] = half.get(setting, 0) + part.bit_count()
    at_home = 0
    for begin, end, what, kind, _name in stretches:
        if what == TAUGHT and kind == HOME:
            at_home |= _bits(begin, end) & ~covered
    return Offered(tuple(found[0].items()), tuple(found[1].items()), at_home.bit_count())


def middays(arranged: Iterable[Arranged]) -> Mapping[int, int]:
    """When lunch begins, by timetable: the earliest lunch anywhere in it. A day without a lunch of its own goes by that."""
    found: dict[int, int] = {}
    for one in arranged:
        if one.kind == "lunch":
            begins = minutes(one.starts)
            found[one.source_id] = min(begins, found.get(one.source_id, begins))
    return found


def midday_of(day: Iterable[Arranged], usual: Mapping[int, int]) -> int:
    """Where the halves of a day part: its own lunch, its timetable's usual one, or half past twelve."""
    entries = list(day)
    own = [minutes(one.starts) for one in entries if one.kind == "lunch"]
    if own:
        return min(own)
    return min((usual[one.source_id] for one in entries if one.source_id in usual), default=NOON)


def _bits(begin: str, end: str) -> int:
    """The minutes of a stretch as the bits of a number."""
    first, after = minutes(begin), minutes(end)
    return (1 << after) - (1 << first) if after > first else 0
