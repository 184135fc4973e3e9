"""A file of marks read as a stream: whatever its size, only the present line and what is known of days and pupils is held.

Three shapes: long (UPN, date, session, code), day (UPN, date, AM, PM) and wide (UPN, then one column for each session, headed
"2026-09-07 AM"). Codes are those of the nation on the day of the session. A blank cell or "-" is no mark.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

from pastoral.foundation.documents.csv_rows import UNREADABLE, OpenQuote, rows_of
from pastoral.records.pupils.reading import Unreadable, clean_date, decode
from pastoral.rules.attendance import CodesUnknown, codes_in_force
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.sentences import Sentence, say
from pastoral.rules.upn import normalise

from .troubles import Troubles
from .weeks import HALVES, WIDTH, monday_of, slot_of

NO_MARK = frozenset({"", "-"})
CLOSED = "#"
PRESENT = ("/", "\\")  # a present mark is written by its half day
MOST_REMEMBERED = 20_000  # texts of days and pupils; a file with more is only read more slowly
HEADINGS = {
    "upn": {"upn", "unique pupil number", "pupil upn", "rhif unigryw disgybl"},
    "date": {"date", "day", "session date", "mark date", "dyddiad"},
    "session": {"session", "am/pm", "ampm", "half", "half day", "period", "sesiwn"},
    "code": {"code", "mark", "attendance code", "attendance mark", "cod"},
    "am": {"am", "am mark", "am code", "morning", "bore"},
    "pm": {"pm", "pm mark", "pm code", "afternoon", "prynhawn"},
    "school": {"school", "urn", "school urn", "laestab", "estab", "school number", "dfe number", "establishment"},
}  # fmt: skip
HALF_WORDS = {
    "am": "am", "a": "am", "1": "am", "morning": "am", "bore": "am",
    "pm": "pm", "p": "pm", "2": "pm", "afternoon": "pm", "prynhawn": "pm",
}  # fmt: skip
WIDE_HEADING = re.compile(r"(.+?)[\s_:-]*(am|pm|bore|prynhawn|morning|afternoon)", re.IGNORECASE)

Mark = tuple[int, int, date, int, str]
"""(row of the file, pupil's key, Monday, place in the week, the code)"""


@dataclass(frozen=True, slots=True)
class Session:
    """One half day as the file names it. `codes` are the texts that mean a code there, or `why` it can hold none."""

    monday: date = date.min  # of a half day that can hold a code
    slot: int = 0
    codes: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    closed: bool = False
    key: Hashable = ""
    column: str = "date"
    why: Sentence | None = None


@dataclass
class Register:
    """What a file is read against: the school's numbers, its calendar, its nation, its pupils by UPN, and today."""

    school_name: str
    school_numbers: frozenset[str]
    nation: str
    calendar: SchoolCalendar
    roll: dict[str, int]
    today: date
    is_elsewhere: Callable[[str], bool] = lambda upn: False


class MarkFile:
    """The marks of one open file. `marks()` may be run through again; `troubles` are of the first time."""

    def __init__(self, file: BinaryIO, register: Register) -> None:
        self.register = register
        self.troubles = Troubles()
        self.shape = ""
        self.taken = 0
        self.first_day: date | None = None
        self.last_day: date | None = None
        self._file = file
        self._sessions: dict[tuple[str, str], Session] = {}
        self._unknown: set[str] = set()
        self._met = False  # a pupil of this school, whether or not a mark of theirs could be taken

    def marks(self) -> Iterator[Mark]:
        """Every mark that can be taken, in the order of the file. Raises `Unreadable` for a file that is none of this school."""
        text = self._opened()
        try:
            yield from self._taken(text)
        except OpenQuote as found:
            raise Unreadable(found.sentence) from found
        finally:
            text.detach()  # the file is its owner's to close

    def _taken(self, text: io.TextIOWrapper) -> Iterator[Mark]:
        roll = self.register.roll
        rows = 0
        for row, upn, session, written in self._cells(text):
            rows = row
            if written in NO_MARK:
                continue
            pupil = roll.get(upn)
            if pupil is None:
                pupil = self._pupil(row, upn)
                if pupil is None:
                    continue
            self._met = True
            code = session.codes.get(written)
            if code is None:
                code = self._code(row, session, written)
                if not code:
                    continue
            self.taken += 1
            yield row, pupil, session.monday, session.slot, code
        if not rows:
            raise Unreadable(say("MARKS.no_rows", "This file has a heading and no marks under it."))
        if not self._met and self._unknown:
            raise Unreadable(
                say(
                    "MARKS.other_school",
                    "None of the pupils in this file is on the roll of {school}. Check that you chose the right file and school.",
                    school=self.register.school_name,
                )
            )

    def _opened(self) -> io.TextIOWrapper:
        self._file.seek(0)
        head = self._file.read(5000)
        if not head.strip():
            raise Unreadable(say("MARKS.empty", "This file is empty."))
        decode(head)  # refuses spreadsheets, pictures and the like
        self._file.seek(0)
        encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return io.TextIOWrapper(self._file, encoding=encoding, errors="replace", newline="")

    def _cells(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str, Session, str]]:
        first = text.readline()
        delimiter = max(",;\t", key=first.count)
        rows = rows_of(chain([first], text), delimiter)
        _line, names = next(rows, (0, None))
        heading = [" ".join(cell.split()).casefold() for cell in names or []]
        place = {name: next((i for i, cell in enumerate(heading) if cell in said), -1) for name, said in HEADINGS.items()}
        if place["upn"] < 0:
            raise Unreadable(say("MARKS.no_upn", "This file has no column headed UPN, so we cannot tell whose marks these are."))
        columns = self._columns(heading, place)
        upn_at, date_at = place["upn"], place["date"]
        sessions = self._sessions
        for row, cells in rows:
            if cells is None:
                self.troubles.add(row, "unreadable", "row", UNREADABLE)
                continue
            if not cells or not any(cells):
                continue
            try:
                upn = cells[upn_at]
                if place["school"] >= 0:
                    self._same_school(row, cells[place["school"]])
                if self.shape == "long":
                    key = cells[date_at], cells[columns[0]]
                    yield row, upn, sessions.get(key) or self._session(key), cells[columns[1]].strip()
                elif self.shape == "day":
                    for half, column in zip(HALVES, columns, strict=True):
                        key = cells[date_at], half
                        yield row, upn, sessions.get(key) or self._session(key), cells[column].strip()
                else:
                    for column in columns:
                        key = heading[column], ""
                        yield row, upn, sessions.get(key) or self._session(key), cells[column].strip()
            except IndexError:
                self.troubles.add(
                    row, "short", "row", say("MARKS.short", "This row has fewer columns than the heading, so the rest of it is left out.")
                )

    def _columns(self, heading: list[str], place: dict[str, int]) -> list[int]:
        if place["date"] >= 0 and place["session"] >= 0 and place["code"] >= 0:
            self.shape = "long"
            return [place["session"], place["code"]]
        if place["date"] >= 0 and place["am"] >= 0 and place["pm"] >= 0:
            self.shape = "day"
            return [place["am"], place["pm"]]
        wide = [i for i, cell in enumerate(heading) if WIDE_HEADING.fullmatch(cell) and any(char.isdigit() for char in cell)]
        if wide:
            self.shape = "wide"
            return wide
        raise Unreadable(
            say(
                "MARKS.shape",
                "We cannot tell which sessions these marks are of. Use the columns UPN, Date, Session and Code; or UPN, Date, AM and PM; "
                "or UPN and one column for each session, headed like 2026-09-07 AM.",
            )
        )

    def _same_school(self, row: int, written: str) -> None:
        said = written.strip().replace("/", "")
        if said and said not in self.register.school_numbers and said.casefold() != self.register.school_name.casefold():
            raise Unreadable(
                say(
                    "MARKS.school",
                    "Row {row} says school {number}, and this import is for {school}. Nothing of the file was taken.",
                    row=row, number=said[:40], school=self.register.school_name,
                )
            )  # fmt: skip

    def _session(self, key: tuple[str, str]) -> Session:
        if len(self._sessions) >= MOST_REMEMBERED:
            self._sessions.clear()
        made = self._sessions[key] = self._made(*key)
        if made.day and made.codes and not made.closed:
            self.first_day = min(self.first_day or made.day, made.day)
            self.last_day = max(self.last_day or made.day, made.day)
        return made

    def _made(self, day_text: str, half_text: str) -> Session:
        if not half_text and (found := WIDE_HEADING.fullmatch(day_text)):
            day_text, half_text = found[1], found[2]
        half = HALF_WORDS.get(half_text.strip().casefold())
        if half is None:
            why = say("MARKS.session", "“{given}” is no session. Write AM or PM.", given=half_text.strip()[:20])
            return Session(key=("session", half_text), column="session", why=why)
        day = clean_date(day_text.strip())
        if isinstance(day, Sentence):
            return Session(key=("date", day_text), why=day)
        why_not = self._why_no_school(day)
        if why_not is not None:
            return Session(day=day, closed=True, key=("day", day), why=why_not)
        try:
            known = codes_in_force(self.register.nation, day).codes
        except CodesUnknown:
            why = say("MARKS.codes", "We do not know the register codes that were in force on {day}.", day=day)
            return Session(day=day, key=("codes", day), why=why)
        codes = {code: code.ljust(WIDTH) for code in known}
        codes |= {given: PRESENT[half == "pm"].ljust(WIDTH) for given in PRESENT if given in codes}
        return Session(monday_of(day), slot_of(day, half), codes, day, key=("code", day), column="code")

    def _why_no_school(self, day: date) -> Sentence | None:
        if day > self.register.today:
            return say("MARKS.future", "{day} has not come yet.", day=day)
        try:
            meets = self.register.calendar.is_school_day(day)
        except CalendarUnknown:
            return say("MARKS.no_calendar", "{day} lies outside the term dates that we know.", day=day)
        return None if meets else say("MARKS.no_school", "{day} was no school day, by this school's calendar.", day=day)

    def _pupil(self, row: int, upn: str) -> int | None:
        """A pupil whose UPN is not written as we keep it; else the trouble is noted."""
        tidy = normalise(upn)
        pupil = self.register.roll.get(tidy)
        if pupil is not None:
            if len(self.register.roll) < MOST_REMEMBERED * 2:
                self.register.roll[upn] = pupil
            return pupil
        new = tidy not in self._unknown
        if new and len(self._unknown) < MOST_REMEMBERED:
            self._unknown.add(tidy)
        self.troubles.add(row, ("upn", tidy), "upn", self._why_unknown(tidy) if new else NOT_HERE)
        return None

    def _why_unknown(self, upn: str) -> Sentence:
        if not upn:
            return say("MARKS.upn_missing", "The UPN is missing.")
        if len(self._unknown) <= 500 and self.register.is_elsewhere(upn):
            return say("MARKS.elsewhere", "The pupil with UPN {upn} is at another school.", upn=upn[:20])
        return say("MARKS.unknown", "No pupil of this school has the UPN {upn}.", upn=upn[:20])

    def _code(self, row: int, session: Session, written: str) -> str:
        if session.why is not None:
            if not (session.closed and written == CLOSED):  # a register says itself that the school was closed
                self.troubles.add(row, session.key, session.column, session.why)
            return ""
        code = session.codes.get(written.upper(), "")
        if not code:
            why = say("MARKS.code", "“{code}” is no code that was in force on {day}.", code=written[:10], day=session.day)
            self.troubles.add(row, (session.key, written[:10]), "code", why)
        return code


NOT_HERE = say("MARKS.not_here", "No pupil of this school has this UPN.")


def note_difference(troubles: Troubles, row: int, pupil: int, monday: date, slot: int, session: tuple[date, Any]) -> None:
    """Two marks of one session that differ: neither is taken."""
    why = say(
        "MARKS.twice",
        "There are two marks for {day} ({half}) that differ, so neither is taken.",
        day=session[0],
        half=session[1],
    )
    troubles.add(row, ("twice", pupil, monday, slot), "code", why)
