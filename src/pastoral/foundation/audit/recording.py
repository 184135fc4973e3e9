"""`recording`: the only way to write a scoped model. `looked`: a child's record was opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from pastoral.foundation.access.value import Access
from pastoral.foundation.access.writing import enter_recording, leave_recording

from .models import Event, Viewed


class NoEvent(RuntimeError):
    """A recording was left without saying what happened."""


@dataclass
class Recording:
    """Given by `recording`: say what it was about with `about(...)`; may be called for several subjects."""

    verb: str
    by: Access
    reason: str = ""
    said: list[Event] = field(default_factory=list)

    def about(self, subject: models.Model, *, changes: dict[str, Any] | None = None, verb: str = "") -> None:
        """Add an event about `subject`. `changes` must hold no free text about a child: names of fields, codes, dates, ids."""
        self.said.append(
            Event(
                actor=self.by.actor,
                user_id=self.by.user_id,
                verb=verb or self.verb,
                changes=changes or {},
                reason=self.reason,
                support_session=self.by.support_session_id,
                **_subject(subject, self.by),
            )
        )


@dataclass
class _Together:
    events: list[Event] = field(default_factory=list)
    rows: list[models.Model] = field(default_factory=list)


_together: ContextVar[_Together | None] = ContextVar("written_together", default=None)


@contextmanager
def recording(
    verb: str, *, by: Access, subject: models.Model | None = None, changes: dict[str, Any] | None = None, reason: str = ""
) -> Iterator[Recording]:
    """A transaction in which scoped models may be written; leaving it without an event is an error (`NoEvent`)."""
    together = _together.get()
    with transaction.atomic(savepoint=together is None):
        record = Recording(verb=verb, by=by, reason=reason)
        token = enter_recording()
        try:
            yield record
            if subject is not None:
                record.about(subject, changes=changes)
            if not record.said:
                raise NoEvent(f"{verb!r} wrote without saying what it was about")
            if together is None:
                _write(record.said)
            else:
                together.events += record.said
        finally:
            leave_recording(token)


@contextmanager
def written_together() -> Iterator[None]:
    """Several recordings of one hand in one transaction, all of which succeed or none (the demo's stories): their events are
    written in one go at its end, and there is no way back to the middle."""
    with transaction.atomic():
        kept = _Together()
        token = _together.set(kept)
        try:
            yield
        finally:
            _together.reset(token)
        guard = enter_recording()
        try:
            for model in dict.fromkeys(type(row) for row in kept.rows):
                rows = [row for row in kept.rows if type(row) is model]
                model.objects.bulk_create(rows)  # type: ignore[attr-defined]  # every model of ours has this manager
        finally:
            leave_recording(guard)
        if kept.events:
            _write(kept.events)


def insert(row: models.Model) -> None:
    """Insert a row that nobody reads back in this transaction: at once, or with its like at the end of `written_together`."""
    kept = _together.get()
    if kept is None:
        row.save(force_insert=True)
    else:
        kept.rows.append(row)


def looked(access: Access, subject: models.Model) -> None:
    """Record that `access` opened `subject` (a pupil, a plan, a file)."""
    looked_at_each(access, [subject])


def looked_at_each(access: Access, subjects: Iterable[models.Model]) -> None:
    """Record that `access` opened each of these, as an export of children does. One query, none for nobody."""
    entries = [
        Viewed(
            actor=access.actor,
            user_id=access.user_id,
            support_session=access.support_session_id,
            **_subject(subject, access),
        )
        for subject in subjects
    ]
    if not entries:
        return
    token = enter_recording()
    try:
        _write(entries)
    finally:
        leave_recording(token)


def _write(entries: Sequence[Event | Viewed]) -> None:
    """Insert without asking for the new keys back: PostgreSQL gives back only rows that the writer may read, and a person
    may well do what they may not read about afterwards (a parent who answers by link, somebody in support)."""
    model = type(entries[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    places = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {model._meta.db_table} ({', '.join(f.column for f in fields)}) values "  # noqa: S608  # our own names
            + ", ".join([places] * len(entries)),
            [f.get_db_prep_save(f.pre_save(entry, add=True), connection) for entry in entries for f in fields],
        )


def _subject(subject: models.Model, by: Access) -> dict[str, Any]:
    meta = subject._meta
    is_pupil = meta.label == "pupils.Pupil"
    authority = getattr(subject, "authority_id", None)
    if meta.label == "organisations.Authority":
        authority = subject.pk
    if authority is None and len(by.home_authority_ids) == 1:
        (authority,) = by.home_authority_ids
    school = subject.pk if meta.label == "organisations.School" else getattr(subject, "school_id", None)
    return {
        "subject_type": meta.label_lower,
        "subject_id": subject.pk,
        "authority_id": authority,
        "school_id": school,
        "pupil_id": subject.pk if is_pupil else getattr(subject, "pupil_id", None),
    }
