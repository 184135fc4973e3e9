"""The SQL of an import: marks streamed into a table of this transaction, gathered by week, laid over what stands, taken back.

All of it runs as the web role inside `entered(access)`: row security decides which pupils' rows are there. Callers hold a
recording. Parameters are always passed, never written into the text; columns and places come from the constants below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from .weeks import BLANK, NOTHING, SLOTS, WIDTH, session_at

DIFFER = "??"  # stands where a file gives two marks for one session that differ
LOCK = 8_210_000_000  # before a school's key: one import of a school writes at a time


def _slot(column: str, slot: int) -> str:
    return f"substr({column}, {slot * WIDTH + 1}, {WIDTH})"


def _each(expression: Any, joined: str = " || ") -> str:
    return joined.join(f"({expression(slot)})" for slot in range(SLOTS))


def _laid_over(new: str, old: str) -> str:
    """What stands, with the marks of the file in their places."""
    parts = _each(lambda s: f"case when {_slot(new, s)} = '{BLANK}' then {_slot(old, s)} else {_slot(new, s)} end")
    return f"case when {old} is null then {new} else {parts} end"


@dataclass(frozen=True, slots=True)
class Counts:
    """Sessions: new here, different from what stood here, the same; and pupils in the file."""

    created: int
    changed: int
    unchanged: int
    pupils: int


def open_table() -> None:
    """An empty table for the marks of one file; it goes with the transaction."""
    _run(
        f"create temp table if not exists marks_read (pupil bigint, monday date, codes varchar({len(NOTHING)})) on commit drop"
    )
    _run("truncate marks_read")


def pour(weeks: Iterable[tuple[int, date, str]]) -> None:
    """Add weeks, complete or in part, in one COPY."""
    with connection.cursor() as cursor, cursor.cursor.copy("copy marks_read (pupil, monday, codes) from stdin") as copy:
        lines: list[str] = []
        for pupil, monday, codes in weeks:
            escaped = codes.replace("\\", "\\\\")
            lines.append(f"{pupil}\t{monday}\t{escaped}\n")
            if len(lines) == 2000:
                copy.write("".join(lines))
                lines.clear()
        copy.write("".join(lines))


def join_parts() -> None:
    """One row for each pupil and week, where a file came to the same week in several stretches."""
    whole = _each(
        lambda s: (
            f"case when bool_or({_slot('codes', s)} = '{DIFFER}') "
            f"or min(nullif({_slot('codes', s)}, '{BLANK}')) <> max(nullif({_slot('codes', s)}, '{BLANK}')) then '{DIFFER}' "
            f"else coalesce(max(nullif({_slot('codes', s)}, '{BLANK}')), '{BLANK}') end"
        )
    )
    _run("create index on marks_read (pupil, monday)")
    _run(
        f"with parts as (select pupil, monday from marks_read group by pupil, monday having count(*) > 1), "  # noqa: S608  # our own constants
        f"joined as (select pupil, monday, {whole} as codes from marks_read join parts using (pupil, monday) group by pupil, monday), "
        "gone as (delete from marks_read using parts where marks_read.pupil = parts.pupil and marks_read.monday = parts.monday) "
        "insert into marks_read select pupil, monday, codes from joined"
    )


def differing(most: int) -> set[tuple[int, date, int]]:
    """Sessions with two marks that differ: (pupil's key, Monday, place)."""
    rows = _run(f"select pupil, monday, codes from marks_read where codes like '%%{DIFFER}%%' limit %s", [most])  # noqa: S608  # our own constant
    return {
        (pupil, monday, slot)
        for pupil, monday, codes in rows
        for slot in range(SLOTS)
        if codes[slot * WIDTH : (slot + 1) * WIDTH] == DIFFER
    }


def keep(batch: Any) -> Counts:
    """Keep what was read under its import, beside what stands now; says what it would do."""
    _run(
        "insert into attendance_importedweek (batch_id, authority_id, school_id, pupil_key, monday, codes, before) "  # noqa: S608  # our own constants
        f"select %s, %s, %s, m.pupil, m.monday, replace(m.codes, '{DIFFER}', '{BLANK}'), w.codes from marks_read m "
        "left join attendance_markweek w on w.pupil_id = m.pupil and w.at_school_id = %s and w.monday = m.monday "
        f"where replace(m.codes, '{DIFFER}', '{BLANK}') <> '{NOTHING}'",
        [batch.pk, batch.authority_id, batch.school_id, batch.school_id],
    )
    return count(batch)


def count(batch: Any) -> Counts:
    has = _each(lambda s: f"({_slot('codes', s)} <> '{BLANK}')::int", " + ")
    had = _each(lambda s: f"({_slot('codes', s)} <> '{BLANK}' and {_slot('before', s)} <> '{BLANK}')::int", " + ")
    other = _each(
        lambda s: f"({_slot('codes', s)} <> '{BLANK}' and {_slot('before', s)} not in ('{BLANK}', {_slot('codes', s)}))::int", " + "
    )
    ((all_of_them, there, changed, pupils),) = _run(
        f"select coalesce(sum({has}), 0), coalesce(sum(case when before is null then 0 else {had} end), 0), "  # noqa: S608  # our own constants
        f"coalesce(sum(case when before is null then 0 else {other} end), 0), count(distinct pupil_key) "
        "from attendance_importedweek where batch_id = %s",
        [batch.pk],
    )
    return Counts(all_of_them - there, changed, there - changed, pupils)


def look_again(batch: Any) -> None:
    """What stands may have changed since the file was looked at."""
    _run(
        "update attendance_importedweek s set before = (select w.codes from attendance_markweek w where w.pupil_id = s.pupil_key "
        "and w.at_school_id = s.school_id and w.monday = s.monday) where s.batch_id = %s",
        [batch.pk],
    )


def write(batch: Any) -> None:
    """Lay the marks over what stands; afterwards only the weeks that changed are kept under the import."""
    over = _laid_over("s.codes", "s.before")
    _run(
        "insert into attendance_markweek as w (pupil_id, authority_id, school_id, at_school_id, monday, codes, batch_id) "  # noqa: S608  # our own constants
        f"select s.pupil_key, p.authority_id, p.school_id, s.school_id, s.monday, {over}, s.batch_id "
        "from attendance_importedweek s join pupils_pupil p on p.id = s.pupil_key "
        f"where s.batch_id = %s and (s.before is null or {over} <> s.before) "
        "on conflict (pupil_id, at_school_id, monday) do update set codes = excluded.codes, batch_id = excluded.batch_id",
        [batch.pk],
    )
    _run(
        "delete from attendance_importedweek s where s.batch_id = %s and s.before is not null "  # noqa: S608  # our own constants
        f"and {_laid_over('s.codes', 's.before')} = s.before",
        [batch.pk],
    )


def take_back(batch: Any) -> int:
    """Each session that still has this import's mark gets back what stood before; returns the weeks that changed."""
    put_back = _each(
        lambda s: (
            f"case when {_slot('s.codes', s)} <> '{BLANK}' and {_slot('w.codes', s)} = {_slot('s.codes', s)} "
            f"then coalesce({_slot('s.before', s)}, '{BLANK}') else {_slot('w.codes', s)} end"
        )
    )
    changed = _changed(
        f"update attendance_markweek w set codes = {put_back} from attendance_importedweek s where s.batch_id = %s "  # noqa: S608  # our own constants
        f"and w.pupil_id = s.pupil_key and w.at_school_id = s.school_id and w.monday = s.monday and w.codes <> {put_back}",
        [batch.pk],
    )
    _run(
        "delete from attendance_markweek w using attendance_importedweek s where s.batch_id = %s and w.pupil_id = s.pupil_key "  # noqa: S608  # our own constants
        f"and w.at_school_id = s.school_id and w.monday = s.monday and w.codes = '{NOTHING}'",
        [batch.pk],
    )
    forget(batch)
    return changed


def forget(batch: Any) -> None:
    """What the file said is not kept any longer."""
    _run("delete from attendance_importedweek where batch_id = %s", [batch.pk])


def one_at_a_time(school_id: int) -> None:
    """Wait until no other transaction writes marks of this school."""
    _run("select pg_advisory_xact_lock(%s)", [LOCK + school_id])


def when_of(found: tuple[int, date, int]) -> tuple[date, str]:
    return session_at(found[1], found[2])


def _run(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []


def _changed(sql: str, params: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
