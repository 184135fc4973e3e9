"""A file of marks for one school: read as a stream, looked at, imported, and if it was wrong undone as a whole.

What the rows say is laid over what stands, session by session: a file never takes away a mark that it does not mention.
The same file again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import Access, NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.models import School
from pastoral.records.pupils.models import Enrolment, FormerUpn, Pupil
from pastoral.rules.sentences import Refused, say

from . import presenter, staging
from .models import MarkImport
from .reading import MarkFile, Register, note_difference
from .troubles import MOST
from .weeks import BLANK, SLOTS

WEEKS_HELD = 40_000  # pupils' weeks in memory at a time, some 20 MB
PROGRESS_EVERY = 100_000
Progress = Callable[[int], None]  # marks read so far


@dataclass(frozen=True, slots=True)
class Rejected:
    """A trouble of a file for the command line, at the first of its rows."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class MarkImportReport:
    """Sessions that an import made, changed and found as they were; what it left out, and how many marks that is."""

    created: int
    updated: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    marks_left_out: int
    batch_id: int | None = None


def import_marks(
    path: Path, school: School, *, by: Access, dry_run: bool = False, progress: Progress | None = None
) -> MarkImportReport:
    """The whole of an import without a person to look at it first. Raises `Refused` for a file that cannot be taken."""
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # closed below; what cannot be opened is told plainly
    except OSError as error:
        raise Refused(say("FILE.open", "We cannot open this file: {why}", why=str(error.strerror or error))) from error
    with file, entered(by), transaction.atomic():
        batch = preview(by=by, school=school, file_name=Path(path).name, file=file, progress=progress)
        commit(by=by, batch=batch, looked_at_now=True)
        batch.refresh_from_db()
        report = MarkImportReport(
            batch.created, batch.changed, batch.unchanged,
            tuple(Rejected(line["row"], line["field"], line["reason"]) for line in presenter.trouble_lines(batch.problems)),
            batch.rejected, None if dry_run else batch.pk,
        )  # fmt: skip
        if dry_run:
            transaction.set_rollback(True)
    return report


def preview(
    *, by: Access, school: School, file_name: str, file: BinaryIO, progress: Progress | None = None
) -> MarkImport:
    """Read a file and say what it would do; none of it is a mark of the register yet. Raises `Unreadable`."""
    by.require(Permission.IMPORT_PUPILS)
    if school.authority_id is None or (school.pk not in by.school_ids and school.authority_id not in by.authority_ids):
        raise NotAllowed(Permission.IMPORT_PUPILS)
    found = MarkFile(file, register_of(by, school))
    with recording("marks.previewed", by=by) as record:
        batch = MarkImport(
            authority_id=school.authority_id, school=school, file_name=file_name[:200], sha256=_digest(file), shape="",
            uploaded_by_id=by.user_id,
        )  # fmt: skip
        staging.open_table()
        _pour(found, progress)
        batch.shape, batch.first_day, batch.last_day = found.shape, found.first_day, found.last_day
        batch.save()
        counted = staging.keep(batch)
        batch.created, batch.changed, batch.unchanged = counted.created, counted.changed, counted.unchanged
        batch.pupils, batch.rejected, batch.problems = counted.pupils, found.troubles.marks, found.troubles.as_json()
        batch.save()
        record.about(batch, changes={"marks": found.taken, "left_out": batch.rejected, "shape": batch.shape})
    return batch


def register_of(by: Access, school: School) -> Register:
    """What a file of this school is read against: its pupils by every UPN they have had, and those who are here part of the week."""
    here = Q(school=school) | Q(pk__in=Enrolment.objects.visible_to(by).filter(at_school=school).values("pupil_id"))
    seen = Pupil.objects.visible_to(by).filter(here)
    roll = {
        upn: pupil
        for upn, pupil in FormerUpn.objects.visible_to(by).filter(pupil__in=seen).order_by("pk").values_list("upn", "pupil_id")
    }
    roll |= {upn: pupil for upn, pupil in seen.exclude(upn="").values_list("upn", "pk")}
    nation = school.authority.nation if school.authority else ""
    return Register(
        school_name=school.name, school_numbers=frozenset({school.urn, school.number} - {""}), nation=nation,
        calendar=calendar_of(school), roll=roll, today=timezone.localdate(),
        is_elsewhere=lambda upn: Pupil.objects.visible_to(by).filter(upn=upn).exists(),
    )  # fmt: skip


def commit(*, by: Access, batch: MarkImport, looked_at_now: bool = False) -> MarkImport:
    """Write the marks. Asked twice, the second changes nothing. `looked_at_now`: within the transaction of the preview."""
    by.require(Permission.IMPORT_PUPILS)
    locked = _locked(by, batch)
    if locked.status == MarkImport.Status.COMMITTED:
        return locked
    if locked.status != MarkImport.Status.PREVIEW:
        raise Refused(
            say("IMPORT.not_open", "This import was undone or given up. Choose the file again to start a new one.")
        )
    with recording("marks.imported", by=by) as record:
        staging.one_at_a_time(locked.school_id)
        if not looked_at_now:
            staging.look_again(locked)
            counted = staging.count(locked)
            locked.created, locked.changed, locked.unchanged = counted.created, counted.changed, counted.unchanged
        staging.write(locked)
        locked.status, locked.committed_at = MarkImport.Status.COMMITTED, timezone.now()
        locked.save()
        record.about(
            locked, changes={"created": locked.created, "changed": locked.changed, "unchanged": locked.unchanged}
        )
    return locked


def abandon(*, by: Access, batch: MarkImport) -> MarkImport:
    """Give up an import that was only looked at, and forget what the file said."""
    by.require(Permission.IMPORT_PUPILS)
    locked = _locked(by, batch)
    if locked.status != MarkImport.Status.PREVIEW:
        raise Refused(say("IMPORT.over_already", "This import is finished. Undo it instead."))
    with recording("marks.abandoned", by=by, subject=locked):
        staging.forget(locked)
        locked.status, locked.problems = MarkImport.Status.ABANDONED, []
        locked.save(update_fields=["status", "problems"])
    return locked


def undo(*, by: Access, batch: MarkImport) -> int:
    """Take a whole import back: marks that a later import changed stay. Returns pupils' weeks put back; 0 the second time."""
    by.require(Permission.IMPORT_PUPILS)
    locked = _locked(by, batch)
    if locked.status == MarkImport.Status.UNDONE:
        return 0
    if locked.status != MarkImport.Status.COMMITTED:
        raise Refused(say("IMPORT.not_committed", "This import was not finished, so there is nothing to undo."))
    with recording("marks.import_undone", by=by) as record:
        staging.one_at_a_time(locked.school_id)
        weeks = staging.take_back(locked)
        locked.status, locked.undone_at = MarkImport.Status.UNDONE, timezone.now()
        locked.save(update_fields=["status", "undone_at"])
        record.about(locked, changes={"weeks": weeks})
    return weeks


def _locked(by: Access, batch: MarkImport) -> MarkImport:
    found: MarkImport = MarkImport.objects.visible_to(by).select_for_update().get(pk=batch.pk)
    return found


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    made = hashlib.sha256()
    while part := file.read(1 << 20):
        made.update(part)
    return made.hexdigest()


def _pour(found: MarkFile, progress: Progress | None) -> None:
    """From the stream into the transaction's own table, a stretch at a time."""
    held: dict[tuple[int, date], list[str]] = {}
    parts = 0
    for number, (row, pupil, monday, slot, code) in enumerate(found.marks(), 1):
        key = pupil, monday
        week = held.get(key)
        if week is None:
            if len(held) >= WEEKS_HELD:
                _flush(held)
                parts += 1
            week = held[key] = [BLANK] * SLOTS
        if week[slot] != code:
            if week[slot] == BLANK:
                week[slot] = code
            else:
                week[slot] = staging.DIFFER
                note_difference(found.troubles, row, pupil, monday, slot, staging.when_of((pupil, monday, slot)))
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(number)
    _flush(held)
    if parts:
        _across_stretches(found)


def _flush(held: dict[tuple[int, date], list[str]]) -> None:
    staging.pour((pupil, monday, "".join(week)) for (pupil, monday), week in held.items())
    held.clear()


def _across_stretches(found: MarkFile) -> None:
    """Marks of one session that stand far apart in a file: the file is run through again to say in which rows."""
    staging.join_parts()
    known = {key for key in found.troubles.found if isinstance(key, tuple) and key[0] == "twice"}
    doubtful = {one for one in staging.differing(MOST) if ("twice", *one) not in known}
    if not doubtful:
        return
    again = MarkFile(found._file, found.register)
    for row, pupil, monday, slot, _code in again.marks():
        if (pupil, monday, slot) in doubtful:
            note_difference(found.troubles, row, pupil, monday, slot, staging.when_of((pupil, monday, slot)))
