"""A council's table of providers: read, mapped, looked at, asked about, imported, and if it was wrong undone as a whole.

Nothing is merged silently: a row with the name of a provider on the authority's own list changes that one; a row that is only like a
provider is a question. The same file again changes nothing, and what a person changed since the last file stays.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import Access, NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.govuk.words import say as spoken
from pastoral.records.organisations.models import Authority, School
from pastoral.rules.sentences import Refused, Sentence, say

from . import tables, writing
from .matching import Candidate, Directory, Schools, directory_of, schools_of
from .models import Provider, ProviderImport, ProviderImportRow
from .reading import plain_name
from .tables import RowRead, Table

Outcome = ProviderImportRow.Outcome
Status = ProviderImport.Status


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not imported, or a cell that was not read, for the command line."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class ProviderImportReport:
    """What an import did; `notes` are cells of imported rows that were left unread."""

    created: int
    updated: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    notes: tuple[Rejected, ...] = ()
    batch_id: int | None = None


def import_providers(
    path: Path, authority: Authority, *, by: Access, column_map: dict[str, str] | None = None, list_name: str = "",
    on_quality_list: bool = False, dry_run: bool = False, progress: Any = None,
) -> ProviderImportReport:  # fmt: skip
    """The whole of an import without a person to ask: questions are left out and reported. Raises `Refused`."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise Refused(say("FILE.open", "We cannot open this file: {why}", why=str(error.strerror or error))) from error
    with entered(by), transaction.atomic():
        batch = upload(
            by=by, authority=authority, file_name=Path(path).name, content=content, list_name=list_name,
            on_quality_list=on_quality_list,
        )  # fmt: skip
        preview(by=by, batch=batch, column_map={**tables.guess_map(batch.columns), **(column_map or {})})
        rows = list(ProviderImportRow.objects.visible_to(by).filter(batch=batch))
        asked = {row.pk for row in rows if row.outcome == Outcome.QUESTION}
        if asked:
            with recording("providers.questions_left_out", by=by) as record:
                ProviderImportRow.objects.visible_to(by).filter(pk__in=asked).update(
                    outcome=Outcome.SKIPPED, decision="leave_out"
                )
                record.about(batch, changes={"rows": len(asked)})
        commit(by=by, batch=batch)
        if progress is not None:
            progress(len(rows), len(rows))
        report = _report(by, batch, asked)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _report(by: Access, batch: ProviderImport, asked: set[int]) -> ProviderImportReport:
    rows = list(ProviderImportRow.objects.visible_to(by).filter(batch=batch))
    counts = Counter(str(row.outcome) for row in rows)
    rejected: list[Rejected] = []
    notes: list[Rejected] = []
    for row in rows:
        if row.pk in asked:
            rejected.append(Rejected(row.row, spoken("name"), spoken(ASKED)))
        for line in problem_lines(row):
            (rejected if row.outcome == Outcome.REJECTED else notes).append(
                Rejected(row.row, line["column"], line["reason"])
            )
    return ProviderImportReport(
        counts[Outcome.CREATE], counts[Outcome.UPDATE] + counts[Outcome.LIST], counts[Outcome.UNCHANGED],
        tuple(rejected), tuple(notes), batch.pk,
    )  # fmt: skip


ASKED = say("DIR.asked", "This may be a provider that we have already. Import the file on the page to answer.")


def problem_lines(row: ProviderImportRow) -> list[dict[str, Any]]:
    """What was wrong with a row, in the reader's language: column, reason, fatal."""
    lines = []
    for problem in row.problems:
        said = problem["reason"]
        sentence = Sentence(said["code"], said["text"], tuple(sorted(said["params"].items())))
        lines.append({"column": problem["column"], "reason": spoken(sentence), "fatal": problem["fatal"]})
    return lines


def upload(
    *,
    by: Access,
    authority: Authority,
    file_name: str,
    content: bytes,
    list_name: str = "",
    on_quality_list: bool = False,
) -> ProviderImport:
    """Read a file as a table; which column is what is asked next. Raises `Refused` for a file that is none."""
    by.require(Permission.MANAGE_DIRECTORY)
    if authority.pk not in by.authority_ids:
        raise NotAllowed(Permission.MANAGE_DIRECTORY)
    table = tables.read_table(content)
    with recording("providers.uploaded", by=by) as record:
        batch = ProviderImport(
            authority=authority, file_name=file_name[:200], sha256=hashlib.sha256(content).hexdigest(), list_name=list_name[:120],
            on_quality_list=on_quality_list, columns=table.columns, column_map=tables.guess_map(table.columns),
            table=[[line, cells] for line, cells in table.rows], uploaded_by_name=by.actor[:200],
        )  # fmt: skip
        batch.save()
        for line, reason in table.broken.items():
            _broken_row(batch, line, reason).save()
        record.about(batch, changes={"rows": len(table.rows)})
    return batch


def _broken_row(batch: ProviderImport, line: int, reason: Sentence) -> ProviderImportRow:
    read = RowRead(line, {})
    read.wrong("", reason, fatal=True)
    return ProviderImportRow(
        batch=batch, authority_id=batch.authority_id, row=line, problems=read.problems, outcome=Outcome.REJECTED
    )


def preview(*, by: Access, batch: ProviderImport, column_map: dict[str, str]) -> ProviderImport:
    """Say what each row would do with these columns; may be asked again with other columns. Raises `Refused`."""
    by.require(Permission.MANAGE_DIRECTORY)
    locked = _locked(by, batch)
    if locked.status not in (Status.MAPPING, Status.PREVIEW):
        raise Refused(OVER)
    kept = tables.check_map(column_map, locked.columns)
    table = Table(locked.columns, [(line, cells) for line, cells in locked.table], {})
    with recording("providers.previewed", by=by) as record:
        rows = ProviderImportRow.objects.visible_to(by).filter(batch=locked)
        broken = set(rows.filter(values={}, cells={}).values_list("row", flat=True))
        rows.exclude(row__in=broken).delete()
        reads = [tables.read_row(line, table.columns, cells, kept) for line, cells in table.rows if line not in broken]
        judged = _judge(by, locked.authority_id, reads)
        ProviderImportRow.objects.bulk_create(
            [_row_of(locked, read, one) for read, one in zip(reads, judged, strict=True)], batch_size=500
        )
        locked.column_map, locked.status = kept, Status.PREVIEW
        locked.save(update_fields=["column_map", "status"])
        record.about(locked, changes={"columns": sorted(kept)})
    batch.refresh_from_db()
    return locked


@dataclass
class _Judged:
    outcome: str
    match_id: int | None = None
    why: str = ""
    like_row: int | None = None
    school: School | None = None


def _row_of(batch: ProviderImport, read: RowRead, judged: _Judged) -> ProviderImportRow:
    return ProviderImportRow(
        batch=batch, authority_id=batch.authority_id, row=read.row, cells=read.cells,
        values={**read.values, "listing": read.listing}, sites=read.sites, problems=read.problems, outcome=judged.outcome,
        match_id=judged.match_id, why=judged.why, like_row=judged.like_row, school=judged.school,
    )  # fmt: skip


def _judge(by: Access, authority_id: int, reads: list[RowRead]) -> list[_Judged]:
    directory = directory_of(by, authority_id)
    schools = schools_of(authority_id, [str(read.values.get("urn") or "") for read in reads])
    found = [[] if read.fatal else directory.candidates(read) for read in reads]
    sure = [candidates[0].provider_id for candidates in found if candidates and candidates[0].sure]
    changes = writing.changes_for(by, authority_id, {
        candidates[0].provider_id: read
        for read, candidates in zip(reads, found, strict=True)
        if candidates and candidates[0].sure
    })  # fmt: skip
    first_with: dict[str, int] = {}
    judged = []
    for read, candidates in zip(reads, found, strict=True):
        judged.append(_one(read, candidates, directory, schools, first_with, changes, sure))
    return judged


def _one(
    read: RowRead, candidates: list[Candidate], directory: Directory, schools: Schools, first_with: dict[str, int],
    changes: dict[int, bool], sure: list[int],
) -> _Judged:  # fmt: skip
    if read.fatal:
        return _Judged(Outcome.REJECTED)
    school = _school(read, schools)
    name = plain_name(str(read.values["name"]))
    earlier = first_with.setdefault(name, read.row)
    match = candidates[0] if candidates else None
    key = match.provider_id if match else None
    if earlier != read.row:
        return _Judged(Outcome.QUESTION, key, "row", earlier, school)
    if match is None:
        return _Judged(Outcome.CREATE, school=school)
    if match.sure and sure.count(match.provider_id) == 1:
        return _Judged(
            Outcome.UPDATE if changes[match.provider_id] else Outcome.UNCHANGED, key, match.why, None, school
        )
    return _Judged(Outcome.QUESTION, key, match.why, None, school)


def _school(read: RowRead, schools: Schools) -> School | None:
    """The school that a provider is as well; a number that no register knows is said."""
    urn = str(read.values.get("urn") or "")
    school = schools.same_as(str(read.values["name"]), urn)
    if school is not None:
        read.wrong(
            "",
            say(
                "DIR.school",
                "This is also a school of the register: {name}, {number}.",
                name=school.name,
                number=school.urn or school.number,
            ),
        )
    elif urn:
        read.wrong(
            "",
            say(
                "WOR-DIR-01.unknown",
                "No register of schools here knows the number {urn}. It is kept as given.",
                urn=urn,
            ),
        )
    return school


def answer(
    *, by: Access, batch: ProviderImport, row_id: int, decision: str, provider_id: int | None = None
) -> ProviderImportRow:
    """ "same" (as `provider_id`), "different" or "leave_out"."""
    by.require(Permission.MANAGE_DIRECTORY)
    locked = _locked(by, batch)
    if locked.status != Status.PREVIEW:
        raise Refused(OVER)
    row: ProviderImportRow = ProviderImportRow.objects.visible_to(by).get(batch=locked, pk=row_id)
    if row.outcome == Outcome.REJECTED:
        raise Refused(say("DIR.rejected", "This row has an error. Correct the file, then choose it again."))
    if decision == "same":
        if provider_id is None:
            raise Refused(say("DIR.which", "Choose which provider this is."))
        provider: Provider = Provider.objects.visible_to(by).get(pk=provider_id)
        read = writing.read_of(row)
        listed = provider.pk in directory_of(by, locked.authority_id).ours
        changed = writing.changes_for(by, locked.authority_id, {provider.pk: read})[provider.pk]
        row.match = provider
        row.outcome = Outcome.LIST if not listed else Outcome.UPDATE if changed else Outcome.UNCHANGED
    elif decision == "different":
        row.match, row.outcome = None, Outcome.CREATE
    elif decision == "leave_out":
        row.outcome = Outcome.SKIPPED
    else:
        raise Refused(say("DIR.decision", "Choose one of the answers."))
    row.decision = decision
    with recording("providers.answered", by=by) as record:
        row.save(update_fields=["match", "outcome", "decision"])
        record.about(locked, changes={"row": row.row, "decision": decision})
    return row


def candidates_for(by: Access, batch: ProviderImport, row: ProviderImportRow) -> list[tuple[Provider, str]]:
    """The providers that a row may be, the likeliest first, each with why (name, urn, alike, place)."""
    found = directory_of(by, batch.authority_id).candidates(writing.read_of(row))
    rows = Provider.objects.visible_to(by).in_bulk([one.provider_id for one in found])
    return [(rows[one.provider_id], one.why) for one in found if one.provider_id in rows]


def commit(*, by: Access, batch: ProviderImport) -> ProviderImport:
    """Write the import. Asked twice, the second changes nothing. Raises `Refused` while a question is open."""
    by.require(Permission.MANAGE_DIRECTORY)
    locked = _locked(by, batch)
    if locked.status == Status.COMMITTED:
        return locked
    if locked.status != Status.PREVIEW:
        raise Refused(
            OVER if locked.status != Status.MAPPING else say("DIR.map_first", "Say first what each column is.")
        )
    _look_again(by, locked)
    rows = list(
        ProviderImportRow.objects.visible_to(by).filter(batch=locked).select_related("match", "school").order_by("row")
    )
    questions = sum(row.outcome == Outcome.QUESTION for row in rows)
    if questions:
        raise Refused(say("DIR.questions", "Answer the questions first: {count} rows need an answer.", count=questions))
    with recording("providers.imported", by=by) as record:
        writing.write_rows(by, locked, rows)
        locked.status, locked.committed_at, locked.table = Status.COMMITTED, timezone.now(), []
        locked.save(update_fields=["status", "committed_at", "table"])
        record.about(locked, changes={"outcomes": dict(Counter(str(row.outcome) for row in rows))})
    return locked


def _look_again(by: Access, batch: ProviderImport) -> None:
    """Judge again what nobody answered: the directory may have changed since the preview."""
    rows = [
        row
        for row in ProviderImportRow.objects.visible_to(by).filter(batch=batch, decision="").order_by("row")
        if row.outcome not in (Outcome.REJECTED, Outcome.SKIPPED)
    ]
    reads = [writing.read_of(row) for row in rows]
    changed = []
    for row, one in zip(rows, _judge(by, batch.authority_id, reads), strict=True):
        if (row.outcome, row.match_id, row.like_row) != (one.outcome, one.match_id, one.like_row):
            row.outcome, row.match_id, row.why, row.like_row = one.outcome, one.match_id, one.why, one.like_row
            changed.append(row)
    if changed:
        with recording("providers.looked_again", by=by, subject=batch, changes={"rows": len(changed)}):
            ProviderImportRow.objects.visible_to(by).bulk_update(changed, ["outcome", "match", "why", "like_row"])


def abandon(*, by: Access, batch: ProviderImport) -> None:
    """Give up an import that was only looked at, and forget what the file said."""
    by.require(Permission.MANAGE_DIRECTORY)
    locked = _locked(by, batch)
    if locked.status not in (Status.MAPPING, Status.PREVIEW):
        raise Refused(OVER)
    with recording("providers.abandoned", by=by, subject=locked):
        ProviderImportRow.objects.visible_to(by).filter(batch=locked).delete()
        locked.status, locked.table = Status.ABANDONED, []
        locked.save(update_fields=["status", "table"])


def undo(*, by: Access, batch: ProviderImport) -> writing.Undone:
    """Take a whole import back. What somebody changed since stays, and so does a provider that is used; they are named."""
    by.require(Permission.MANAGE_DIRECTORY)
    locked = _locked(by, batch)
    if locked.status == Status.UNDONE:
        return writing.Undone()
    if locked.status != Status.COMMITTED:
        raise Refused(say("DIR.not_committed", "This import was not finished, so there is nothing to undo."))
    with recording("providers.import_undone", by=by) as record:
        done = writing.undo_rows(by, locked)
        locked.status, locked.undone_at = Status.UNDONE, timezone.now()
        locked.save(update_fields=["status", "undone_at"])
        record.about(locked, changes={"removed": done.removed, "restored": done.restored, "kept": len(done.kept)})
    return done


OVER = say("DIR.over", "This import is finished or was given up. Choose the file again to start a new one.")


def _locked(by: Access, batch: ProviderImport) -> ProviderImport:
    found: ProviderImport = ProviderImport.objects.visible_to(by).select_for_update().get(pk=batch.pk)
    return found
