"""How marks are shown: a term as a calendar of small cells, figures, and what was wrong in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.value import Access
from pastoral.foundation.govuk.parts import Link
from pastoral.foundation.govuk.words import day_and_date, say
from pastoral.records.pupils.presenter import FAMILY
from pastoral.rules.attendance import CodesUnknown, codes_in_force
from pastoral.rules.attendance.codes import ATTENDING, AUTHORISED, UNAUTHORISED
from pastoral.rules.attendance.expected import PRESENT
from pastoral.rules.calendar import SchoolCalendar

from .comparing import meets
from .figures import Week
from .fitting import NOTHING_KNOWN, Fit
from .troubles import DAY
from .watching import Marks
from .weeks import SLOTS, code_at, session_at


@dataclass(frozen=True, slots=True)
class Cell:
    """One session; `kind` is its colour: in, late, elsewhere, leave, absent, outside, none, ahead or shut."""

    code: str
    kind: str
    words: str
    agreed: bool = False
    odd: bool = False  # it does not fit what records say


@dataclass(frozen=True, slots=True)
class WeekShown:
    monday: date
    days: tuple[tuple[Cell, Cell], ...]  # Monday to Friday: morning and afternoon


def legend() -> list[tuple[str, str, str]]:
    """(kind, an example of its codes, what it means), in the order of the page."""
    return [
        ("in", "/ \\", _("In school")),
        ("late", "L", _("In school, late")),
        ("elsewhere", "B", _("Educated somewhere else")),
        ("leave", "I", _("Away with leave")),
        ("absent", "O", _("Away without leave, or no reason yet")),
        ("outside", "X", _("Not counted")),
        ("none", "?", _("No mark")),
        ("shut", "", _("No school")),
    ]


def calendar_weeks(
    weeks: list[Week], *, nation: str, calendar: SchoolCalendar, start: date, end: date, today: date, away: frozenset[tuple[date, str]],
    fit: Fit = NOTHING_KNOWN,
) -> list[WeekShown]:
    """Every week from `start` to `end` that has a school day or a mark, oldest first; `fit` is for the staff's eyes only."""
    kept = dict(weeks)
    shown = []
    monday = start - timedelta(days=start.weekday())
    while monday <= end:
        codes = kept.get(monday, "")
        days = [monday + timedelta(days=number) for number in range(5)]
        if codes.strip() or any(start <= day <= end and meets(calendar, day) for day in days):
            cells = [_cell(codes, monday, slot, nation, calendar, today, away, fit) for slot in range(SLOTS)]
            shown.append(WeekShown(monday, tuple((cells[2 * n], cells[2 * n + 1]) for n in range(5))))
        monday += timedelta(weeks=1)
    return shown


def _cell(
    codes: str, monday: date, slot: int, nation: str, calendar: SchoolCalendar, today: date, away: frozenset[tuple[date, str]], fit: Fit
) -> Cell:
    day, half = session_at(monday, slot)
    code = code_at(codes, slot)
    agreed = (day, half) in away
    if code:
        kind, meaning = _of_code(code, nation, day)
    elif not meets(calendar, day):
        kind, meaning = "shut", _("no school")
    elif day >= today:
        kind, meaning = "ahead", _("still to come") if day > today else _("no mark yet")
    else:
        kind, meaning = "none", _("no mark")
    said = {"am": _("morning"), "pm": _("afternoon")}[half]
    words = _("{day}, {half}: {meaning}").format(day=day_and_date(day), half=said, meaning=meaning)
    agreed = agreed and kind != "shut"
    if agreed:
        words = _("{words}, agreed to be out of school").format(words=words)
    proposed = fit.expected.get((day, half))
    if proposed is not None and proposed.codes and kind != "shut":
        words = _("{words}, expected: {codes}").format(words=words, codes=_either(proposed.codes))
    odd = (day, half) in fit.odd
    if odd:
        words = _("{words}. This does not fit").format(words=words)
    return Cell(code or ("?" if kind == "none" else ""), kind, words, agreed, odd)


def _either(codes: tuple[str, ...]) -> str:
    """Codes one of which fits: "/, L or U"."""
    return codes[0] if len(codes) == 1 else _("{first} or {last}").format(first=", ".join(codes[:-1]), last=codes[-1])


@dataclass(frozen=True, slots=True)
class OddLine:
    """One half day that does not fit: what was marked, what the record makes one expect, and each rule that says so."""

    day: date
    half: str
    code: str
    expected: str
    said: list[tuple[str, str, str]]  # (rule's number, what is wrong, what would help)


def odd_lines(fit: Fit, marks: Marks, start: date, end: date) -> list[OddLine]:
    """What does not fit in this time, the newest first."""
    lines = []
    for (day, half), found in sorted(fit.odd.items(), reverse=True):
        if start <= day <= end:
            proposed = fit.expected.get((day, half))
            lines.append(
                OddLine(
                    day, {"am": _("morning"), "pm": _("afternoon")}[half], marks.get((day, half), ""),
                    _either(proposed.codes) if proposed is not None and proposed.codes else "",
                    [(one.rule, say(one.sentence), say(one.remedy)) for one in found],
                )
            )  # fmt: skip
    return lines


def _of_code(code: str, nation: str, day: date) -> tuple[str, str]:
    try:
        found = codes_in_force(nation, day).codes.get(code)
    except CodesUnknown:
        found = None
    if found is None:
        return "outside", _("code {code}, which was not in force").format(code=code)
    meaning = say(found.meaning)
    if code == "L":
        return "late", meaning
    kinds = {ATTENDING: "in" if code in PRESENT else "elsewhere", AUTHORISED: "leave", UNAUTHORISED: "absent"}
    return kinds.get(found.counts, "outside"), meaning


def codes_used(weeks: list[WeekShown], nation: str, on: date) -> list[tuple[str, str]]:
    """The codes that stand on the page, with their meaning."""
    seen = {cell.code for week in weeks for day in week.days for cell in day if cell.code not in ("", "?")}
    try:
        known = codes_in_force(nation, on).codes
    except CodesUnknown:
        return []
    return [(code, say(one.meaning)) for code, one in known.items() if code in seen]


def trouble_lines(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Troubles of an import in the reader's language: first row, rows, field, reason, count of marks."""
    return [
        {
            "row": problem["rows"][0], "rows": _rows_said(problem), "field": field_name(problem["field"]), "count": problem["count"],
            "reason": _(problem["reason"]).format(**{name: _spoken(value) for name, value in problem["params"].items()}),
        }
        for problem in problems
    ]  # fmt: skip


def _rows_said(problem: dict[str, Any]) -> str:
    listed = ", ".join(str(row) for row in problem["rows"])
    more = problem["count"] - len(problem["rows"])
    if more <= 0 or len(problem["rows"]) < 10:
        return listed
    return _("{rows} and more").format(rows=listed)


def _spoken(value: str) -> str:
    if value.startswith(DAY):
        return day_and_date(date.fromisoformat(value.removeprefix(DAY)))
    return {"am": _("morning"), "pm": _("afternoon")}.get(value, value)


def field_name(code: str) -> str:
    """A column of a file in words."""
    names = {
        "row": _("whole row"), "upn": _("UPN"), "date": _("date"), "session": _("session"), "code": _("code"), "school": _("school"),
    }  # fmt: skip
    return names.get(code, code)


def shape_name(shape: str) -> str:
    """What kind of file it was, in words."""
    names = {
        "long": _("one mark in each row"),
        "day": _("one day in each row"),
        "wide": _("one pupil in each row"),
    }
    return names.get(shape, "")


def may_see_register(access: Access) -> bool:
    """Whether to offer the page: to the school, the authority and the family, not to those who are only named for a child."""
    return bool(access.school_ids or access.authority_ids) or not access.roles - FAMILY


def term_links(pupil_id: int, terms: list[Any], chosen: Any) -> list[Link]:
    """The terms that have begun, as links."""
    at = reverse("pupil-attendance", kwargs={"pupil_id": pupil_id})
    return [Link(term.name, f"{at}?term={term.start.isoformat()}", current=term == chosen) for term in terms]


SECTIONS = (
    ("attendance-low", gettext_lazy("Low attendance"), Permission.SEE_MONITORING),
    ("part-time-patterns", gettext_lazy("Part-time patterns"), Permission.SEE_MONITORING),
    ("confirmations", gettext_lazy("Who confirmed today"), Permission.EDIT_PUPILS),
    ("register-silences", gettext_lazy("No word today"), Permission.SEE_WHEREABOUTS),
    ("whereabouts", gettext_lazy("Where pupils are now"), Permission.SEE_WHEREABOUTS),
    ("marks-imports", gettext_lazy("Marks"), Permission.IMPORT_PUPILS),
)


def sections(access: Access, current: str) -> list[Link]:
    """The pages of attendance that this person may open."""
    return [Link(str(text), reverse(name), current=name == current) for name, text, needed in SECTIONS if access.may(needed)]


def left_out_said(count: int) -> str:
    return ngettext("%(num)s mark could not be taken", "%(num)s marks could not be taken", count) % {"num": f"{count:,}"}
