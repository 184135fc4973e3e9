"""A file of pupils for one school: read, checked, asked about, committed, and if it was wrong undone as a whole.

Nothing is merged silently. A row with the UPN of a pupil we have changes that pupil; a row that only looks like a pupil we
have is a question. A row that would change nothing is neither.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import Access, NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.govuk.words import say as spoken
from pastoral.records.organisations.models import School
from pastoral.rules.duplicates import GRADES, Match, PupilIdentity, Register, within_file
from pastoral.rules.sentences import Refused, Sentence, say

from . import presenter
from .models import FormerUpn, ImportRow, Pupil, PupilImport
from .reading import Problem, PupilRead, read_pupils
from .writing import PLAIN_FIELDS, additions_for, changes_for, write_rows

Outcome = ImportRow.Outcome
ANSWERED = "answered"
PROGRESS_EVERY = 50


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not imported, for the command line: no personal data beyond what the file's own row says."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class PupilImportReport:
    """What an import did; `warnings` are facts left out of rows that were taken."""

    created: int
    updated: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    warnings: tuple[Rejected, ...] = ()
    batch_id: int | None = None


@dataclass
class _Judged:
    outcome: str
    match: Pupil | None = None
    reason: str = ""
    problems: list[Problem] = field(default_factory=list)


def import_pupils(
    path: Path, school: School, *, by: Access, dry_run: bool = False, progress: Any = None
) -> PupilImportReport:
    """The whole of an import without a person to ask: questions are left out and reported. Raises `Unreadable`."""
    with entered(by), transaction.atomic():
        batch = preview(by=by, school=school, file_name=Path(path).name, content=_content(Path(path)))
        rows = list(ImportRow.objects.visible_to(by).filter(batch=batch).select_related("match"))
        questions = [row for row in rows if row.outcome == Outcome.QUESTION]
        with recording("pupils.questions_left_out", by=by) as record:
            for row in questions:
                row.outcome = Outcome.REJECTED
            ImportRow.objects.visible_to(by).bulk_update(questions, ["outcome"])
            record.about(batch, changes={"rows": len(questions)})
        commit(by=by, batch=batch)
        if progress is not None:
            progress(len(rows), len(rows))
        report = report_of(by, batch, questions={row.row: row for row in questions})
        if dry_run:
            transaction.set_rollback(True)
    return report


def _content(path: Path) -> bytes:
    most = settings.UPLOAD_MAX_BYTES
    try:
        with path.open("rb") as file:
            return file.read(most + 1)  # one byte too many tells that there is more, without reading it
    except OSError as error:
        raise Refused(say("FILE.open", "We cannot open this file: {why}", why=str(error.strerror or error))) from error


def preview(*, by: Access, school: School, file_name: str, content: bytes) -> PupilImport:
    """Read a file and say what each row would do; nothing of it is a pupil yet. Raises `Unreadable`."""
    by.require(Permission.IMPORT_PUPILS)
    if school.authority_id is None or (school.pk not in by.school_ids and school.authority_id not in by.authority_ids):
        raise NotAllowed(Permission.IMPORT_PUPILS)
    found = read_pupils(content, most_bytes=settings.UPLOAD_MAX_BYTES)
    for pupil in found.pupils:
        _refuse_other_school(pupil, school)
    judged = _judge(by, school, found.pupils)
    with recording("pupils.previewed", by=by) as record:
        batch = PupilImport(
            authority_id=school.authority_id, school=school, file_name=file_name[:200], file_kind=found.kind,
            sha256=hashlib.sha256(content).hexdigest(), uploaded_by_id=by.user_id,
        )  # fmt: skip
        batch.save()
        ImportRow.objects.bulk_create(
            ImportRow(
                batch=batch,
                authority_id=batch.authority_id,
                school=school,
                row=read.row,
                values=read.values,
                problems=[problem.as_json() for problem in (*read.problems, *one.problems)],
                outcome=one.outcome,
                match=one.match,
                match_reason=one.reason[:60],
            )  # fmt: skip
            for read, one in zip(found.pupils, judged, strict=True)
        )
        record.about(batch, changes={"rows": len(found.pupils), "kind": found.kind})
    return batch


def answer(*, by: Access, batch: PupilImport, row_id: int, decision: str, pupil_id: int | None = None) -> ImportRow:
    """ "same" (as `pupil_id`, or as the match), "different", "leave_out", or "ask_again"."""
    locked = _locked(by, batch)
    if locked.status != PupilImport.Status.PREVIEW:
        raise Refused(say("IMPORT.over", "This import is finished, so its questions cannot be answered any more."))
    row: ImportRow = ImportRow.objects.visible_to(by).select_related("match").get(batch=batch, pk=row_id)
    if row.outcome == Outcome.REJECTED:
        raise Refused(
            say(
                "IMPORT.rejected",
                "This row has an error, so it cannot be imported. Correct the file, then choose it again.",
            )
        )
    if decision == "same":
        row.match = Pupil.objects.visible_to(by).get(pk=pupil_id) if pupil_id else row.match
        if row.match is None:
            raise Refused(say("IMPORT.no_match", "Choose which pupil this is."))
        if row.match.school_id != batch.school_id:
            raise Refused(AT_ANOTHER_SCHOOL)
        row.outcome = Outcome.UPDATE if _would_change(row.match, row.values) else Outcome.UNCHANGED
    elif decision == "different":
        row.outcome = Outcome.CREATE
    elif decision == "leave_out":
        row.outcome = Outcome.SKIPPED
    elif decision == "ask_again":
        row.outcome = Outcome.QUESTION
    else:
        raise Refused(say("IMPORT.decision", "Choose one of the answers."))
    row.match_reason = "" if decision == "ask_again" else f"{ANSWERED}:{decision}"
    with recording("import.answered", by=by) as record:
        row.save(update_fields=["outcome", "match", "match_reason"])
        record.about(batch, changes={"row": row.row, "decision": decision})
    return row


AT_ANOTHER_SCHOOL = say(
    "IMPORT.elsewhere",
    "A pupil with this UPN is at another school in the authority. Ask the authority to move their record.",
)


def candidates(by: Access, batch: PupilImport, row: ImportRow) -> list[tuple[Pupil, Sentence]]:
    """The pupils that a row may be, the likeliest first, each with why."""
    read = PupilRead(row.row, row.values)
    known = _known(by, batch.school, [read])
    matches = Register(identity for _pupil, identity in known.values()).matches(_identity(read))
    return [(known[match.existing][0], match.reason) for match in matches]


def commit(*, by: Access, batch: PupilImport) -> PupilImport:
    """Write the import. Asked twice, the second changes nothing. Raises `Refused` while a question is open."""
    by.require(Permission.IMPORT_PUPILS)
    locked = _locked(by, batch)
    if locked.status == PupilImport.Status.COMMITTED:
        return locked
    if locked.status != PupilImport.Status.PREVIEW:
        raise Refused(
            say("IMPORT.not_open", "This import was undone or given up. Choose the file again to start a new one.")
        )
    _look_again(by, locked)
    rows = list(ImportRow.objects.visible_to(by).filter(batch=locked).select_related("match").order_by("row"))
    open_questions = [row.row for row in rows if row.outcome == Outcome.QUESTION]
    if open_questions:
        raise Refused(
            say(
                "IMPORT.questions",
                "Answer the questions first: {count} rows need an answer.",
                count=len(open_questions),
            )
        )
    with recording("pupils.imported", by=by) as record:
        write_rows(
            record, locked, [row for row in rows if row.outcome in (Outcome.CREATE, Outcome.UPDATE)], AT_ANOTHER_SCHOOL
        )
        locked.status, locked.committed_at = PupilImport.Status.COMMITTED, timezone.now()
        locked.save(update_fields=["status", "committed_at"])
        record.about(locked, changes={"outcomes": dict(Counter(str(row.outcome) for row in rows))})
    return locked


def abandon(*, by: Access, batch: PupilImport) -> PupilImport:
    """Give up an import that was only previewed, and forget what the file said."""
    locked = _locked(by, batch)
    if locked.status != PupilImport.Status.PREVIEW:
        raise Refused(say("IMPORT.over_already", "This import is finished. Undo it instead."))
    with recording("import.abandoned", by=by, subject=locked):
        ImportRow.objects.visible_to(by).filter(batch=locked).delete()
        locked.status = PupilImport.Status.ABANDONED
        locked.save(update_fields=["status"])
    return locked


def report_of(by: Access, batch: PupilImport, *, questions: dict[int, ImportRow] | None = None) -> PupilImportReport:
    """What a committed import did, row by row."""
    asked = questions or {}
    rows = list(ImportRow.objects.visible_to(by).filter(batch=batch).order_by("row"))
    counts = Counter(str(row.outcome) for row in rows)
    rejected, warnings = [], []
    for row in rows:
        for line in presenter.problem_lines(row.problems):
            kept = Rejected(row.row, line["field"], line["reason"])
            if line["fatal"]:
                rejected.append(kept)
            elif row.outcome != Outcome.REJECTED:
                warnings.append(kept)
        if row.row in asked:
            rejected.append(Rejected(row.row, spoken("name"), _why_asked(asked[row.row])))
    return PupilImportReport(
        created=counts[Outcome.CREATE], updated=counts[Outcome.UPDATE], unchanged=counts[Outcome.UNCHANGED],
        rejected=tuple(_once(rejected)), warnings=tuple(warnings), batch_id=batch.pk,
    )  # fmt: skip


def _why_asked(row: ImportRow) -> str:
    if row.match_reason.startswith("row:"):
        return spoken(
            say("IMPORT.same_row", "This may be the same child as row {row} of this file.", row=row.match_reason[4:])
        )
    return spoken(
        say(
            "IMPORT.same_child",
            "This may be the same child as pupil {pupil} in Pastoral. Import the file on the page to answer.",
            pupil=row.match_id,
        )
    )


def _once(rejected: list[Rejected]) -> list[Rejected]:
    return list(dict.fromkeys(rejected))


def _locked(by: Access, batch: PupilImport) -> PupilImport:
    found: PupilImport = PupilImport.objects.visible_to(by).select_for_update().get(pk=batch.pk)
    return found


def _refuse_other_school(read: PupilRead, school: School) -> None:
    named = read.values.pop("school", "")
    if named and named not in {school.urn, school.number}:
        read.wrong(
            "school",
            say("PUPIL.school", "The file says school {number}, and this import is for another school.", number=named),
            fatal=True,
        )


def _look_again(by: Access, batch: PupilImport) -> None:
    """Judge again what nobody answered: pupils may have been added since the preview."""
    rows = list(ImportRow.objects.visible_to(by).filter(batch=batch).select_related("match").order_by("row"))
    waiting = [
        r
        for r in rows
        if not r.match_reason.startswith(ANSWERED) and r.outcome not in (Outcome.REJECTED, Outcome.SKIPPED)
    ]
    judged = _judge(by, batch.school, [PupilRead(row.row, dict(row.values)) for row in waiting])
    changed = []
    for row, one in zip(waiting, judged, strict=True):
        if (row.outcome, row.match) != (one.outcome, one.match):
            row.outcome, row.match, row.match_reason = one.outcome, one.match, one.reason[:60]
            row.problems = [*row.problems, *(problem.as_json() for problem in one.problems)]
            changed.append(row)
    if changed:
        with recording("import.looked_again", by=by, subject=batch, changes={"rows": len(changed)}):
            ImportRow.objects.visible_to(by).bulk_update(changed, ["outcome", "match", "match_reason", "problems"])


def _judge(by: Access, school: School, reads: list[PupilRead]) -> list[_Judged]:
    """What each row would do, in the order given."""
    known = _known(by, school, reads)
    register = Register(identity for _pupil, identity in known.values())
    good = [read for read in reads if not read.fatal]
    earlier = _earlier_in_file(good)
    matches = {read.row: register.matches(_identity(read)) for read in good}
    # A pupil whom one row surely is cannot also be that row's twin.
    claimed = {found[0].existing: row for row, found in matches.items() if found and found[0].grade != "possible"}
    judged = []
    for read in reads:
        if read.fatal:
            judged.append(_Judged(Outcome.REJECTED))
        elif read.row in earlier:
            judged.append(earlier[read.row])
        else:
            free = [
                m for m in matches[read.row] if m.grade != "possible" or claimed.get(m.existing, read.row) == read.row
            ]
            judged.append(_one(read, free, known, school))
    return judged


def _one(
    read: PupilRead, matches: list[Match], known: dict[str, tuple[Pupil, PupilIdentity]], school: School
) -> _Judged:
    if not matches:
        return _Judged(Outcome.CREATE)
    first = matches[0]
    pupil = known[first.existing][0]
    if first.grade == "same":
        if pupil.school_id != school.pk:
            return _Judged(Outcome.REJECTED, problems=[Problem("upn", AT_ANOTHER_SCHOOL, fatal=True)])
        sure = len([m for m in matches if m.grade == "same"]) == 1 and _is_like(read, pupil)
        if not sure:
            return _Judged(Outcome.QUESTION, pupil, first.reason.code)
        change = _would_change(pupil, read.values)
        return _Judged(Outcome.UPDATE if change else Outcome.UNCHANGED, pupil, first.reason.code)
    if first.grade == "likely" and pupil.school_id == school.pk and not _would_change(pupil, read.values):
        return _Judged(Outcome.UNCHANGED, pupil, first.reason.code)
    return _Judged(Outcome.QUESTION, pupil, first.reason.code)


def _is_like(read: PupilRead, pupil: Pupil) -> bool:
    """A UPN alone may be a slip: the date of birth or the surname must fit as well."""
    same_birth = read.values["date_of_birth"] == pupil.date_of_birth.isoformat()
    return same_birth or read.values["surname"].casefold() == pupil.surname.casefold()


def _would_change(pupil: Pupil, values: dict[str, Any]) -> bool:
    return bool(changes_for(pupil, values)) or any(additions_for(pupil, values).values())


def _earlier_in_file(reads: list[PupilRead]) -> dict[int, _Judged]:
    """Rows that repeat an earlier one: with its UPN an error, with its name and birth a question. Twins are neither."""
    found: dict[int, _Judged] = {}
    for match in sorted(within_file([_identity(read) for read in reads]), key=lambda m: GRADES.index(m.grade)):
        row, other = int(match.candidate), match.existing
        if row in found or match.grade == "possible":
            continue
        if match.grade == "same":
            why = say("IMPORT.twice", "The same UPN is also in row {row}, which is the one we take.", row=other)
            found[row] = _Judged(Outcome.REJECTED, problems=[Problem("upn", why, fatal=True)])
        else:
            found[row] = _Judged(Outcome.QUESTION, reason=f"row:{other}")
    return found


def _identity(read: PupilRead) -> PupilIdentity:
    values = read.values
    return PupilIdentity(
        str(read.row), values["surname"], values["forename"], dt.date.fromisoformat(values["date_of_birth"]),
        values.get("upn", ""), frozenset(values.get("former_upns", ())), values.get("postcode", ""),
    )  # fmt: skip


def _known(by: Access, school: School, reads: list[PupilRead]) -> dict[str, tuple[Pupil, PupilIdentity]]:
    """The school's pupils, and any other that `by` sees with a UPN of the file, by key. Six queries at most."""
    good = [read for read in reads if not read.fatal]
    upns = {read.values["upn"] for read in good if "upn" in read.values}
    upns |= {upn for read in good for upn in read.values.get("former_upns", ())}
    seen = Pupil.objects.visible_to(by).select_related("school")
    prefetch = ("contact_set", "need_set", "carestatus_set", "formerupn_set")
    here = list(seen.filter(school=school).prefetch_related(*prefetch))
    formerly = FormerUpn.objects.visible_to(by).filter(upn__in=upns).exclude(school=school).values("pupil_id")
    away = (
        [*seen.exclude(school=school).filter(upn__in=upns), *seen.exclude(school=school).filter(pk__in=formerly)]
        if upns
        else []
    )
    return {
        str(p.pk): (
            p,
            PupilIdentity(
                str(p.pk), p.surname, p.forename, p.date_of_birth, p.upn,
                frozenset(former.upn for former in p.formerupn_set.all()), p.postcode,
            ),
        )
        for p in (*here, *away)
    }  # fmt: skip


__all__ = [
    "PLAIN_FIELDS", "PupilImportReport", "Rejected", "abandon", "answer", "candidates", "commit", "import_pupils", "preview",
    "report_of",
]  # fmt: skip
