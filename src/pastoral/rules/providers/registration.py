"""Must this place be registered as a school? A pure test over all of its pupils, whoever commissions them (HRS-07).

Both nations ask the same two questions: full-time education for five or more children of compulsory school age, or for one
who is in a group that the law names. Who is in that group differs by nation and by date: the policy names it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from pastoral.rules.providers.facts import PupilAtSite

GROUPS = ("looked_after", "ehcp", "statement", "idp", "sen")
_flags = attrgetter(*GROUPS)
Flags = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """How one policy tests: how many pupils, or one of which groups, and the yardstick of hours."""

    number: int
    any_of: tuple[str, ...] = ()
    full_time_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What one pupil is to the test: one who counts, one who may, or neither."""

    counts: bool
    may_count: bool
    groups: frozenset[str]  # the pupil is in
    open_groups: frozenset[str]  # nobody has said


@dataclass(frozen=True, slots=True)
class Taught:
    """One pupil at a provider with the hours of all commissioners together; None is not known."""

    pupil: str
    commissioners: frozenset[str]
    hours: float | None
    full_time: bool | None
    compulsory_age: bool | None
    flags: Flags  # of GROUPS

    @property
    def standing(self) -> Standing:
        return _standing(self.full_time, self.compulsory_age, self.flags)


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
    taught = by_pupil(pupils, full_time_hours=full_time_hours)
    result, sure, maybe, because = _judged([each.standing for each in taught], number, _known(any_of))
    told = sorted({name for each in taught for name in each.commissioners})
    return RegistrationTest(result, sure, maybe, because, tuple(told))


def _known(any_of: Iterable[str]) -> frozenset[str]:
    groups = frozenset(any_of)
    if wrong := sorted(groups.difference(GROUPS)):
        raise ValueError(f"No such group of pupils: {', '.join(wrong)}.")
    return groups


def _judged(standings: Iterable[Standing], number: int, groups: frozenset[str]) -> tuple[str, int, int, tuple[str, ...]]:
    """The result, how many count, how many may, and because of what."""
    sure = maybe = 0
    met: set[str] = set()
    in_doubt = False
    for each in standings:
        if each.counts:
            sure += 1
            met |= each.groups & groups
            in_doubt = in_doubt or not groups.isdisjoint(each.open_groups)
        elif each.may_count:
            maybe += 1
            in_doubt = in_doubt or not groups.isdisjoint(each.open_groups) or not groups.isdisjoint(each.groups)
    because = (*(("number",) if sure >= number else ()), *sorted(met))
    if because:
        result = "met"
    elif in_doubt or sure + maybe >= number:
        result = "unknown"
    else:
        result = "early_warning" if sure + maybe == number - 1 else "below"
    return result, sure, maybe, because


def counts_for_nobody(full_time: bool | None, compulsory_age: bool | None) -> bool:
    """Whether a row settles that its pupil does not count, where the pupil has no other row: most are spared the test."""
    return full_time is False or compulsory_age is False


def results_by_place(
    rows: Iterable[tuple[Hashable, PupilAtSite]], terms: Collection[Terms], *, places: Iterable[Hashable] = ()
) -> dict[Terms, dict[Hashable, str]]:
    """Terms → place → the result of the test there; None → the provider as a whole. A row whose place is None: nobody said where.

    `places` are those that have a pupil, whether or not a row is given: rows of pupils who count for nobody may be left out.
    Where a provider has one place, everybody is there. Several that reach the number only together are "unknown": whether they
    are one institution is for people to judge.
    """
    everybody: list[PupilAtSite] = []
    at: dict[Hashable, list[PupilAtSite]] = {place: [] for place in places if place is not None}
    for place, each in rows:
        everybody.append(each)
        if place is not None:
            at.setdefault(place, []).append(each)
    looked_at = {None: everybody, **at} if len(at) > 1 else {None: everybody}
    settled, open_rows = {}, {}
    for place, some in looked_at.items():
        settled[place], open_rows[place] = _standings(some)
    found: dict[Terms, dict[Hashable, str]] = {}
    for own in terms:
        there = {
            place: [*settled[place], *(_together(who, of, own.full_time_hours).standing for who, of in rows.items())]
            for place, rows in open_rows.items()
        }
        found[own] = _by_place(there, tuple(at), own)
    return found


def _by_place(there: Mapping[Hashable, list[Standing]], places: Iterable[Hashable], own: Terms) -> dict[Hashable, str]:
    groups = _known(own.any_of)
    found = {place: _judged(some, own.number, groups)[0] for place, some in there.items()}
    together = found.pop(None)
    if not found:
        return {place: together for place in (None, *places)}
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
    return tuple(_together(pupil, of, full_time_hours) for pupil, of in _rows_of(pupils).items())


def _rows_of(pupils: Iterable[PupilAtSite]) -> dict[str, list[PupilAtSite]]:
    rows: dict[str, list[PupilAtSite]] = {}
    for each in pupils:
        rows.setdefault(each.pupil, []).append(each)
    return rows


def _standings(pupils: Iterable[PupilAtSite]) -> tuple[list[Standing], dict[str, list[PupilAtSite]]]:
    """What each pupil of one row is, whatever the yardstick: nearly everybody. And the rows of those who have several."""
    rows = _rows_of(pupils)
    alone = [_standing(of[0].full_time, of[0].compulsory_age, _flags(of[0])) for of in rows.values() if len(of) == 1]
    return alone, {pupil: of for pupil, of in rows.items() if len(of) > 1}


def _together(pupil: str, rows: list[PupilAtSite], full_time_hours: float | None) -> Taught:
    commissioners = frozenset(row.commissioner for row in rows if row.commissioner)
    if len(rows) == 1:
        row = rows[0]
        return Taught(pupil, commissioners, row.hours, row.full_time, row.compulsory_age, _flags(row))
    hours = [row.hours for row in rows]
    known = [each for each in hours if each is not None]
    total = sum(known) if len(known) == len(hours) else None
    full_time = _any(row.full_time for row in rows)
    long = full_time_hours is not None and total is not None and total > full_time_hours
    if full_time is False and (total is None or long):
        full_time = None
    flags = tuple(_any(answers) for answers in zip(*map(_flags, rows), strict=True))
    return Taught(pupil, commissioners, total, full_time, _any(row.compulsory_age for row in rows), flags)


@lru_cache(maxsize=4_096)
def _standing(full_time: bool | None, compulsory_age: bool | None, flags: Flags) -> Standing:
    counts = full_time is True and compulsory_age is True
    return Standing(
        counts, not counts and not counts_for_nobody(full_time, compulsory_age),
        frozenset(group for group, answer in zip(GROUPS, flags, strict=True) if answer is True),
        frozenset(group for group, answer in zip(GROUPS, flags, strict=True) if answer is None),
    )  # fmt: skip


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True if one is, None if one may be, else False."""
    given = tuple(answers)
    return True if True in given else (None if None in given else False)
