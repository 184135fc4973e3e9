"""The hours engine (HRS-01 to 07): a grid of slots over a cycle of weeks, and what it adds up to.

Minutes are whole numbers; hours are Decimal. Time in two places at once is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pastoral.rules.engine import Policy
from pastoral.rules.sentences import Sentence, mark, say

DAYS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"), mark("Saturday"), mark("Sunday"),
)  # fmt: skip

TAUGHT = "taught"
AWAY = "away"  # no setting has the child; `responsible` says who does
AFTER_SCHOOL = "after_school"  # optional: in no total
KINDS = (TAUGHT, "registration", "worship", "break", "lunch", AFTER_SCHOOL, AWAY)
SETTINGS = ("school", "inclusion_centre", "provider", "home")

FULL_TIME = (
    (0, 2, "hours.foundation_ks1"),
    (3, 6, "hours.ks2"),
    (7, 10, "hours.ks3_year_10"),
    (11, 11, "hours.year_11"),
)

Stretch = tuple[int, int]  # minutes after midnight, from and to


@dataclass(frozen=True, slots=True)
class Slot:
    """One stretch of one day of the cycle. `day` is 1 (Monday) to 7; times are "09:00"; `setting` names one place.

    A week in which the child goes nowhere is told by its `away` slots. Work at home is no setting (NPT-RT-18).
    """

    week: int
    day: int
    starts: str
    ends: str
    kind: str = TAUGHT
    setting: str = "school"
    setting_kind: str = "school"
    activity: str = ""
    responsible: str = ""

    def __post_init__(self) -> None:
        if self.week < 1 or not 1 <= self.day <= 7:
            raise ValueError(f"A slot is in week 1 or later, on day 1 to 7: not week {self.week}, day {self.day}.")
        if minutes(self.ends) <= minutes(self.starts):
            raise ValueError(f"A slot ends ({self.ends}) before it starts ({self.starts}).")
        if self.kind not in KINDS or self.setting_kind not in SETTINGS:
            raise ValueError(f"A slot can't be {self.kind!r} at {self.setting_kind!r}.")

    @property
    def stretch(self) -> Stretch:
        return minutes(self.starts), minutes(self.ends)

    @property
    def in_a_setting(self) -> bool:
        return self.kind != AWAY and self.setting_kind != "home"


@dataclass(frozen=True, slots=True)
class DayTimes:
    """When the school day starts and ends; `day` 0 stands for every day from Monday to Friday."""

    starts: str
    ends: str
    day: int = 0

    def __post_init__(self) -> None:
        if minutes(self.ends) <= minutes(self.starts):
            raise ValueError(f"A school day ends ({self.ends}) before it starts ({self.starts}).")


@dataclass(frozen=True, slots=True)
class Gap:
    """Time of the usual school day in which no setting has the child, and who is responsible then ("" nobody)."""

    week: int
    day: int
    starts: str
    ends: str
    responsible: str = ""

    @property
    def words(self) -> Sentence:
        return say(
            "HRS-05.slot", "{day} of week {week} from {starts} to {ends}",
            day=day_name(self.day), week=self.week, starts=self.starts, ends=self.ends,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoursTest:
    """Taught hours against the full-time figure, for the whole cycle and for each week (HRS-02)."""

    full: Decimal
    average: Decimal
    weeks_under: tuple[int, ...]

    @property
    def is_reduced(self) -> bool:
        return self.average < self.full or bool(self.weeks_under)


def minutes(text: str) -> int:
    """Minutes after midnight of "09:00"; ValueError for anything else."""
    hour, colon, minute = text.partition(":")
    if not colon or not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
        raise ValueError(f"{text!r} is not a time such as 09:00.")
    return int(hour) * 60 + int(minute)


def clock(after_midnight: int) -> str:
    return f"{after_midnight // 60:02d}:{after_midnight % 60:02d}"


def day_name(day: int) -> Sentence:
    return say("HRS-05.day", DAYS[day - 1])


def in_hours(length: int) -> Decimal:
    """Minutes as hours; an uneven third is rounded to the hundredth."""
    return (Decimal(length) / 60).quantize(Decimal("0.01"))


def plain(number: Decimal) -> str:
    """A number without the zeros nobody reads: 24, 23.5."""
    return f"{number.normalize():f}"


def cycle(slots: Iterable[Slot]) -> range:
    """The weeks of the cycle, from 1 to the last one that has a slot."""
    return range(1, max((slot.week for slot in slots), default=0) + 1)


def taught_minutes(slots: Iterable[Slot], week: int) -> int:
    """Taught time of a week over all settings: no lunch, break, registration or worship (HRS-01, HRS-03)."""
    return _total(slot for slot in slots if slot.week == week and slot.kind == TAUGHT and slot.in_a_setting)


def week_minutes(slots: Iterable[Slot], week: int) -> int:
    """Time in school and elsewhere in a week, breaks and lunch included: the English measure (HRS-01, ENG-HRS-01)."""
    return _total(slot for slot in slots if slot.week == week and slot.kind != AFTER_SCHOOL and slot.in_a_setting)


def day_minutes(slots: Iterable[Slot], week: int, day: int, *, taught_only: bool = False) -> int:
    """Time that a setting has the child on one day, taught or all of it."""
    return _total(
        slot
        for slot in slots
        if (slot.week, slot.day) == (week, day)
        and slot.in_a_setting
        and slot.kind != AFTER_SCHOOL
        and (slot.kind == TAUGHT or not taught_only)
    )


def average_taught_hours(slots: tuple[Slot, ...]) -> Decimal:
    """Taught hours a week, averaged over the cycle (HRS-02); 0 for an empty grid."""
    weeks = cycle(slots)
    if not weeks:
        return Decimal(0)
    return (Decimal(sum(taught_minutes(slots, week) for week in weeks)) / len(weeks) / 60).quantize(Decimal("0.01"))


def hours_at(slots: tuple[Slot, ...], setting: str) -> Decimal:
    """Hours a week at one setting, averaged over the whole cycle: what HRS-07 adds up over all commissioners."""
    weeks = cycle(slots)
    own = tuple(slot for slot in slots if slot.setting == setting)
    return in_hours(sum(week_minutes(own, week) for week in weeks)) / len(weeks) if weeks else Decimal(0)


def clashes(slots: tuple[Slot, ...]) -> tuple[tuple[Slot, Slot], ...]:
    """Pairs of slots of different settings that want the child at the same time."""
    here = sorted((slot for slot in slots if slot.in_a_setting), key=lambda slot: (slot.week, slot.day, slot.stretch))
    return tuple(
        (one, other)
        for place, one in enumerate(here)
        for other in here[place + 1 :]
        if (one.week, one.day) == (other.week, other.day)
        and other.stretch[0] < one.stretch[1]
        and one.setting != other.setting
    )


def full_time_hours(year: int | None, policy: Policy) -> Decimal | None:
    """The authority's figure for a full week of teaching in a year group; None where there is none."""
    for first, last, key in FULL_TIME:
        if year is not None and first <= year <= last and policy.value(key) is not None:
            return Decimal(str(policy.value(key)))
    return None


def is_reduced(year: int | None, taught: Decimal, policy: Policy) -> bool | None:
    """Whether so many taught hours a week are fewer than full time (NPT-RT-01, T04); None where nothing says."""
    full = full_time_hours(year, policy)
    return None if full is None else taught < full


def against_full_time(slots: tuple[Slot, ...], full: Decimal) -> HoursTest:
    """The grid against a full week: averaged over the cycle and for each week by itself (HRS-02)."""
    under = tuple(week for week in cycle(slots) if Decimal(taught_minutes(slots, week)) < full * 60)
    return HoursTest(full, average_taught_hours(slots), under)


def gaps(slots: tuple[Slot, ...], times: tuple[DayTimes, ...]) -> tuple[Gap, ...]:
    """Where the usual day is not covered, week by week, with the responsible adult named for it (HRS-05)."""
    found: list[Gap] = []
    for week in cycle(slots) or (1,):
        for day in range(1, 8):
            usual = _times_of(day, times)
            if usual is not None:
                own = [slot for slot in slots if (slot.week, slot.day) == (week, day)]
                found.extend(_gaps_of_day(week, day, usual, own))
    return tuple(found)


def uncovered(slots: tuple[Slot, ...], times: tuple[DayTimes, ...]) -> tuple[Gap, ...]:
    """The gaps for which nobody is named."""
    return tuple(gap for gap in gaps(slots, times) if not gap.responsible.strip())


def nobody_for(code: str, open_slots: tuple[Gap, ...]) -> Sentence:
    """The times without a responsible adult, each of them named."""
    return say(
        f"{code}.slots", "Nobody is named as responsible for the child at these times: {slots}.",
        slots=tuple(gap.words for gap in open_slots),
    )  # fmt: skip


def _gaps_of_day(week: int, day: int, usual: DayTimes, slots: list[Slot]) -> Iterable[Gap]:
    free = [(minutes(usual.starts), minutes(usual.ends))]
    for slot in slots:
        if slot.in_a_setting:
            free = _without(free, slot.stretch)
    for start, end in free:
        rest: list[Stretch] = [(start, end)]
        for slot in slots:
            if not slot.in_a_setting and slot.responsible.strip():
                from_, to = max(start, slot.stretch[0]), min(end, slot.stretch[1])
                if from_ < to:
                    rest = _without(rest, (from_, to))
                    yield Gap(week, day, clock(from_), clock(to), slot.responsible)
        for from_, to in rest:
            yield Gap(week, day, clock(from_), clock(to))


def _times_of(day: int, times: tuple[DayTimes, ...]) -> DayTimes | None:
    own = next((each for each in times if each.day == day), None)
    return own or next((each for each in times if each.day == 0 and day <= 5), None)


def _without(stretches: list[Stretch], taken: Stretch) -> list[Stretch]:
    left: list[Stretch] = []
    for start, end in stretches:
        if taken[1] <= start or end <= taken[0]:
            left.append((start, end))
            continue
        if start < taken[0]:
            left.append((start, taken[0]))
        if taken[1] < end:
            left.append((taken[1], end))
    return left


def _total(slots: Iterable[Slot]) -> int:
    """Minutes that the slots cover, overlaps counted once."""
    by_day: dict[tuple[int, int], list[Stretch]] = {}
    for slot in slots:
        by_day.setdefault((slot.week, slot.day), []).append(slot.stretch)
    total = 0
    for stretches in by_day.values():
        reached = 0
        for start, end in sorted(stretches):
            total += max(0, end - max(start, reached))
            reached = max(reached, end)
    return total
