"""Reads of marks and of their imports. The first argument is always whose eyes it is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from pastoral.foundation.access.value import Access
from pastoral.records.organisations.models import School
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.pupils.models import Pupil
from pastoral.rules.attendance import Attendance
from pastoral.rules.attendance.facts import Half
from pastoral.rules.key_stages import school_year_start

from .agreed import agreed_away
from .figures import Week, figures, figures_of_agreed
from .models import MarkImport, MarkWeek
from .weeks import BLANK, HALVES, SLOTS, WIDTH, clipped, code_at, marked, monday_of, slot_of

Marks = dict[tuple[date, Half], str]
PERSISTENT_FROM = {"england": "at_least", "wales": "more_than"}  # ENG-REG-15, WAL-REG-02; where no pack says how


def marks_of(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> dict[int, Marks]:
    """Pupil's key → (day, half) → code, from `start` to `end`, both included. Every pupil asked for is in it. One query."""
    wanted = list(pupil_ids)
    found = weeks_of(access, wanted, start, end)
    return {pupil: as_marks(found.get(pupil, []), start, end) for pupil in wanted}


def as_marks(weeks: Iterable[Week], start: date, end: date) -> Marks:
    """(day, half) → code, from `start` to `end`, both included."""
    return {
        (day, half): code
        for monday, codes in weeks
        for day, half, code in marked(clipped(codes, monday, start, end), monday)
    }


def weeks_of(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> dict[int, list[Week]]:
    """The weeks that touch this time, by pupil, oldest first. Where two schools marked a session, the home school's mark counts."""
    rows = week_rows(access, pupil_ids, start, end)
    return weeks_from(rows.values_list("pupil_id", "monday", "codes", "at_school_id", "school_id"))


def week_rows(access: Access, pupil_ids: Iterable[int], start: date, end: date) -> QuerySet[MarkWeek]:
    """The rows that `weeks_from` takes, to be read beside others (`together`)."""
    found: QuerySet[MarkWeek] = MarkWeek.objects.visible_to(access).filter(
        pupil_id__in=list(pupil_ids), monday__range=(monday_of(start), end)
    )
    return found.order_by("pupil_id", "monday", "pk")


def weeks_from(rows: Iterable[tuple[int, date, str, int | None, int]]) -> dict[int, list[Week]]:
    """The weeks of these (pupil, monday, codes, the school of the register, the home school), by pupil."""
    found: dict[int, dict[date, tuple[str, bool]]] = defaultdict(dict)
    for pupil, monday, codes, at_school, school in rows:
        there, there_home = found[pupil].get(monday, ("", False))
        home = at_school == school
        if there:
            codes = _under(codes, there) if there_home else _under(there, codes)
        found[pupil][monday] = codes, home or there_home
    return {pupil: [(monday, codes) for monday, (codes, _home) in weeks.items()] for pupil, weeks in found.items()}


def rows_marked_with(access: Access, day: date, codes: Iterable[str]) -> QuerySet[MarkWeek]:
    """What `marked_with` takes, to be read beside other rows (`together`)."""
    found: QuerySet[MarkWeek] = MarkWeek.objects.visible_to(access).filter(
        monday=monday_of(day), codes__regex="|".join(sorted(frozenset(codes)))
    )
    return found.order_by("pupil_id", "pk").only("pupil_id", "codes")


def marked_with(rows: Iterable[MarkWeek], day: date, codes: Iterable[str]) -> list[tuple[int, Half, str]]:
    """(pupil's key, half, code) of the marks of one day that have one of these codes."""
    wanted, place = frozenset(codes), slot_of(day, "am")
    found = {
        (row.pupil_id, half): code_at(row.codes, place + number)
        for row in rows
        for number, half in enumerate(HALVES)
        if code_at(row.codes, place + number) in wanted
    }
    return [(pupil, half, code) for (pupil, half), code in found.items()]


def _under(lower: str, upper: str) -> str:
    """Two weeks as one: `upper` wherever it has a mark."""
    places = range(0, SLOTS * WIDTH, WIDTH)
    return "".join(upper[i : i + WIDTH] if upper[i : i + WIDTH] != BLANK else lower[i : i + WIDTH] for i in places)


@dataclass(frozen=True, slots=True)
class PupilFigures:
    """One pupil's attendance over a time; `agreed` is None where nothing was agreed in it (CODE-04)."""

    whole: Attendance
    agreed: Attendance | None = None


def figures_of(access: Access, pupil: Pupil, start: date, end: date) -> PupilFigures:
    """One pupil's figures. One query, and those of whoever keeps agreements."""
    weeks = weeks_of(access, [pupil.pk], start, end).get(pupil.pk, [])
    nation = pupil.authority.nation
    away = agreed_away(access, [pupil.pk], start, end).get(pupil.pk, frozenset())
    agreed = figures_of_agreed(weeks, nation, start, end, away) if away else None
    return PupilFigures(figures(weeks, nation, start, end), agreed)


def this_year(access: Access, pupil: Pupil, today: date) -> Attendance | None:
    """Attendance of the school year so far; None where no mark is kept. One query."""
    start = school_year_start(today)
    found = figures(weeks_of(access, [pupil.pk], start, today).get(pupil.pk, []), pupil.authority.nation, start, today)
    return found if found.possible.count else None


@dataclass(frozen=True, slots=True)
class LowLine:
    """A pupil of the list of low attendance; `persistent` by the share and the way of counting of the authority's policy."""

    pupil: Pupil
    seen: Attendance
    persistent: bool
    severe: bool


def low_attendance(access: Access, school: School, start: date, end: date, below: int) -> tuple[list[LowLine], int]:
    """Pupils on roll who attended less than `below` per cent, the lowest first; and how many pupils have marks. Three queries."""
    nation = school.authority.nation if school.authority else ""
    weeks: dict[int, list[Week]] = defaultdict(list)
    kept = MarkWeek.objects.visible_to(access).filter(at_school=school, monday__range=(monday_of(start), end))
    for pupil, monday, codes in kept.values_list("pupil_id", "monday", "codes"):
        weeks[pupil].append((monday, codes))
    counted = {pupil: figures(found, nation, start, end) for pupil, found in weeks.items()}
    counted = {pupil: seen for pupil, seen in counted.items() if seen.possible.count}
    low = {pupil: seen for pupil, seen in counted.items() if seen.absent_more_than(100 - below)}
    share, how, severe = _shares(school, end)
    pupils = Pupil.objects.visible_to(access).filter(pk__in=low, left_on__isnull=True)
    lines = [
        LowLine(
            pupil, low[pupil.pk], _reaches(low[pupil.pk], share, how or PERSISTENT_FROM.get(nation, "at_least")),
            severe is not None and low[pupil.pk].absent_at_least(severe),
        )  # fmt: skip
        for pupil in pupils
    ]
    return sorted(lines, key=lambda one: (one.seen.percent or 0, one.pupil.surname, one.pupil.forename)), len(counted)


def _shares(school: School, on: date) -> tuple[Any, str, Any]:
    """The authority's shares of persistent and severe absence, and how the first is counted; None where it has no rule."""
    try:
        policy = pack_of(version_in_force(school.authority_id or 0, on).pk).policy
    except NoPolicy:
        return None, "", None
    return (
        policy.value("attendance.persistent_percent"),
        policy.value("attendance.persistent_at") or "",
        policy.value("attendance.severe_percent"),
    )


def _reaches(seen: Attendance, share: Any, how: str) -> bool:
    if share is None:
        return False
    return seen.absent_more_than(share) if how == "more_than" else seen.absent_at_least(share)


def batch(access: Access, batch_id: int) -> MarkImport:
    """One import. Raises `MarkImport.DoesNotExist`."""
    found: MarkImport = MarkImport.objects.visible_to(access).select_related("school", "uploaded_by").get(pk=batch_id)
    return found


def batches(access: Access) -> QuerySet[MarkImport]:
    """The imports, the newest first."""
    found: QuerySet[MarkImport] = MarkImport.objects.visible_to(access).select_related("school", "uploaded_by")
    return found.order_by("-uploaded_at", "-pk")
