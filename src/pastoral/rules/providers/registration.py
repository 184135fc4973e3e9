"""Must this place be registered as a school? A pure test over all of its pupils, whoever commissions them (HRS-07).

Both nations ask the same two questions: full-time education for five or more children of compulsory school age, or for one
who is in a group that the law names. Who is in that group differs by nation and by date: the policy names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import attrgetter

from pastoral.rules.providers.facts import PupilAtSite

GROUPS = ("looked_after", "ehcp", "statement", "idp", "sen")
_flags = attrgetter(*GROUPS)


@dataclass(frozen=True, slots=True)
class Taught:
    """One pupil at a provider with the hours of all commissioners together; None is not known."""

    pupil: str
    commissioners: frozenset[str]
    hours: float | None
    full_time: bool | None
    compulsory_age: bool | None
    groups: frozenset[str]  # the pupil is in
    open_groups: frozenset[str]  # nobody has said

    @property
    def is_counted(self) -> bool:
        return self.full_time is True and self.compulsory_age is True

    @property
    def may_count(self) -> bool:
        return self.full_time is not False and self.compulsory_age is not False and not self.is_counted


@dataclass(frozen=True, slots=True)
class RegistrationTest:
    """The answer. `result` is below, early_warning (below, by one pupil), met, or unknown, which is no pass.

    `full_time` counts the pupils who count, `unknown` those who may; `because` holds "number" and the groups that are met;
    `commissioners` are all who must hear of it.
    """

    result: str
    full_time: int
    unknown: int
    because: tuple[str, ...] = ()
    commissioners: tuple[str, ...] = ()


def registration_test(
    pupils: Iterable[PupilAtSite], *, number: int, any_of: Iterable[str], full_time_hours: float | None = None
) -> RegistrationTest:
    """WOR-UNR-02, ENG-UNR-01, WAL-UNR-01: `number` pupils full time, or one of a group in `any_of` (T20, T21).

    ValueError for a group that is none of GROUPS.
    """
    groups = frozenset(any_of)
    if wrong := sorted(groups.difference(GROUPS)):
        raise ValueError(f"No such group of pupils: {', '.join(wrong)}.")
    return _tested(by_pupil(pupils, full_time_hours=full_time_hours), number, groups)


def _tested(taught: Iterable[Taught], number: int, groups: frozenset[str]) -> RegistrationTest:
    taught = tuple(taught)
    sure = [each for each in taught if each.is_counted]
    maybe = [each for each in taught if each.may_count]
    most = len(sure) + len(maybe)
    met = sorted({group for each in sure for group in each.groups & groups})
    because = (*(("number",) if len(sure) >= number else ()), *met)
    in_doubt = (
        most >= number
        or any((each.groups | each.open_groups) & groups for each in maybe)
        or any(each.open_groups & groups for each in sure)
    )
    if because:
        result = "met"
    elif in_doubt:
        result = "unknown"
    else:
        result = "early_warning" if most == number - 1 else "below"
    told = sorted({name for each in taught for name in each.commissioners})
    return RegistrationTest(result, len(sure), len(maybe), because, tuple(told))


def results_by_place(
    rows: Iterable[tuple[Hashable, PupilAtSite]], *, number: int, any_of: Iterable[str], full_time_hours: float | None = None
) -> dict[Hashable, str]:
    """Place → the result of the test there; None → the provider as a whole. A row whose place is None: nobody said where.

    Where a provider has one place, everybody is there. Several that reach the number only together are "unknown": whether they
    are one institution is for people to judge.
    """
    everybody: list[PupilAtSite] = []
    at: dict[Hashable, list[PupilAtSite]] = {}
    rows = tuple(rows)
    times = Counter(each.pupil for _place, each in rows)
    for place, each in rows:
        there = at.setdefault(place, []) if place is not None else []
        # who is part time, or not of that age, and has no second row counts for nobody: most are spared the rest
        if (each.full_time is not False and each.compulsory_age is not False) or times[each.pupil] > 1:
            everybody.append(each)
            there.append(each)
    test = partial(registration_test, number=number, any_of=tuple(any_of), full_time_hours=full_time_hours)
    together = test(everybody).result
    if len(at) < 2:
        return {place: together for place in (None, *at)}
    found: dict[Hashable, str] = {place: test(there).result for place, there in at.items()}
    results = set(found.values())
    if "met" in results:
        found[None] = "met"
    elif "unknown" in results or together in ("met", "unknown"):
        found[None] = "unknown"
    else:
        found[None] = "early_warning" if "early_warning" in results else "below"
    return found


def full_time_by(judged: Iterable[tuple[float, str]], hours: float | None) -> bool | None:
    """WOR-UNR-03: whether a pupil of so many hours a week is full time, by what one commissioner judged there, oldest first.

    `judged` are (factor a: hours a week, "full_time" or "part_time"). A judgement holds for its own hours, full time for more and
    part time for fewer; the latest that holds decides. None: nobody has judged such hours, or the hours are not known.
    """
    if hours is None:
        return None
    answer: bool | None = None
    for at, decision in judged:
        if decision == "full_time" and hours >= at:
            answer = True
        elif decision == "part_time" and hours <= at:
            answer = False
    return answer


def by_pupil(pupils: Iterable[PupilAtSite], *, full_time_hours: float | None = None) -> tuple[Taught, ...]:
    """HRS-07: each pupil once, with the hours of all commissioners added up.

    `full_time_hours` is a yardstick and not the law: whom each commissioner judged part time, but who is there for more than
    that in all, is an open question again.
    """
    rows: dict[str, list[PupilAtSite]] = {}
    for each in pupils:
        rows.setdefault(each.pupil, []).append(each)
    return tuple(_together(pupil, of, full_time_hours) for pupil, of in rows.items())


def _together(pupil: str, rows: list[PupilAtSite], full_time_hours: float | None) -> Taught:
    if len(rows) == 1:  # nearly everybody
        row = rows[0]
        commissioners = frozenset((row.commissioner,)) if row.commissioner else frozenset()
        return Taught(pupil, commissioners, row.hours, row.full_time, row.compulsory_age, *_groups(_flags(row)))
    hours = [row.hours for row in rows]
    known = [each for each in hours if each is not None]
    total = sum(known) if len(known) == len(hours) else None
    full_time = _any(row.full_time for row in rows)
    long = full_time_hours is not None and total is not None and total > full_time_hours
    if full_time is False and (total is None or long):
        full_time = None
    return Taught(
        pupil,
        frozenset(row.commissioner for row in rows if row.commissioner),
        total,
        full_time,
        _any(row.compulsory_age for row in rows),
        *_groups(tuple(_any(answers) for answers in zip(*map(_flags, rows), strict=True))),
    )


@lru_cache(maxsize=3**5)
def _groups(flags: tuple[bool | None, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The groups that a pupil is in, and those of which nobody has said."""
    named = tuple(zip(GROUPS, flags, strict=True))
    return frozenset(g for g, answer in named if answer is True), frozenset(g for g, answer in named if answer is None)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True if one is, None if one may be, else False."""
    given = tuple(answers)
    return True if True in given else (None if None in given else False)
