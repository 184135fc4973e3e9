"""What a row of an import would change in a pupil, and the writing of all rows at once; `undoing.py` takes it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.value import Access
from pastoral.foundation.audit.recording import Recording
from pastoral.foundation.questions.merging import as_json
from pastoral.rules.sentences import Sentence

from .models import CareStatus, Contact, Enrolment, FormerUpn, ImportRow, Need, Pupil, PupilImport
from .names import words_of
from .reading import Problem
from .services import search_name_of

PLAIN_FIELDS = (
    "upn", "surname", "forename", "middle_names", "preferred_name", "date_of_birth", "sex", "year_group", "registration_group",
    "ethnicity", "first_language", "free_school_meals", "address_line_1", "address_line_2", "town", "postcode",
)  # fmt: skip
ADDED = {model.__name__: model for model in (FormerUpn, Contact, Need, CareStatus, Enrolment)}


def changes_for(pupil: Pupil, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new) as JSON holds them, for what the row carries and the record says differently."""
    found = {}
    for name in PLAIN_FIELDS:
        if name in values:
            old = as_json(getattr(pupil, name))
            if values[name] != old:
                found[name] = (old, values[name])
    return found


def additions_for(pupil: Pupil, values: dict[str, Any]) -> dict[str, list[Any]]:
    """What the row would add beside the pupil: former UPNs, contacts with a new name, needs and care not yet recorded."""
    today = timezone.localdate()
    former = {row.upn for row in pupil.formerupn_set.all()} | {pupil.upn, values.get("upn", "")}
    names = {tuple(sorted(words_of(contact.name))) for contact in pupil.contact_set.all()}
    reach = {contact.email for contact in pupil.contact_set.all()} | {c.telephone for c in pupil.contact_set.all()}
    needs = {need.kind for need in pupil.need_set.all() if need.until is None or need.until >= today}
    care = {status.kind for status in pupil.carestatus_set.all() if status.until is None or status.until >= today}
    upns = [upn for upn in values.get("former_upns", ()) if upn not in former]
    if pupil.upn and values.get("upn") and values["upn"] != pupil.upn and pupil.upn not in upns:
        upns.append(pupil.upn)  # the UPN that the file replaces
    return {
        "former": upns,
        "contacts": [c for c in values.get("contacts", ()) if not _known_contact(c, names, reach)],
        "needs": [need for need in values.get("needs", ()) if need["kind"] not in needs],
        "care": [status for status in values.get("care", ()) if status["kind"] not in care],
    }


def _known_contact(contact: dict[str, Any], names: set[tuple[str, ...]], reach: set[str]) -> bool:
    key = tuple(sorted(words_of(contact["name"])))
    if key:
        return key in names
    return bool({contact["email"], contact["telephone"]} - {""} & reach) or ("" in {contact["email"]} and () in names)


def write_rows(record: Recording, batch: PupilImport, rows: list[ImportRow], elsewhere: Sentence) -> None:
    """Create and change pupils, each with an event; a UPN that another school holds makes its row a rejected one."""
    created = [row for row in rows if row.outcome == ImportRow.Outcome.CREATE]
    _create(created, batch, elsewhere)
    for row in rows:
        if row.outcome == ImportRow.Outcome.UPDATE and row.match is not None:
            _update(record.by, row, elsewhere)
    added = [(row, thing) for row in rows if row.pupil is not None for thing in _things(row, is_new=row in created)]
    for model in ADDED.values():
        model.objects.bulk_create([thing for _row, thing in added if isinstance(thing, model)])
    for row, thing in added:
        assert row.before is not None
        row.before["added"].setdefault(type(thing).__name__, {})[str(thing.pk)] = snapshot(thing)
    for row in rows:
        if row.pupil is not None and row.before is not None:
            verb = "pupil.added" if row.outcome == ImportRow.Outcome.CREATE else "pupil.edited"
            changed = {"import": batch.pk, "fields": sorted(row.before["values"]), "added": sorted(row.before["added"])}
            record.about(row.pupil, verb=verb, changes=changed)
    ImportRow.objects.visible_to(record.by).bulk_update(
        rows, ["pupil", "before", "outcome", "problems"], batch_size=500
    )


def snapshot(row: Any) -> dict[str, Any]:
    """The fields of a row as they are, but for its keys and the scope that follows the pupil."""
    left_out = {"id", "pupil", "authority", "school"}
    return {f.name: as_json(getattr(row, f.attname)) for f in row._meta.concrete_fields if f.name not in left_out}


def _create(rows: list[ImportRow], batch: PupilImport, elsewhere: Sentence) -> None:
    pupils = [_new(row.values, batch) for row in rows]
    try:
        with transaction.atomic():
            Pupil.objects.bulk_create(pupils, batch_size=500)
    except IntegrityError as error:
        if "pupil_upn" not in str(error):
            raise
        for pupil in pupils:
            pupil.pk = None
        _create_singly(rows, pupils, elsewhere)
    for row, pupil in zip(rows, pupils, strict=True):
        if row.outcome == ImportRow.Outcome.CREATE:
            row.pupil, row.before = pupil, {"version": pupil.version, "values": {}, "added": {}}


def _create_singly(rows: list[ImportRow], pupils: list[Pupil], elsewhere: Sentence) -> None:
    for row, pupil in zip(rows, pupils, strict=True):
        try:
            with transaction.atomic():
                pupil.save(force_insert=True)
        except IntegrityError:
            _reject(row, elsewhere)


def _reject(row: ImportRow, why: Sentence) -> None:
    row.outcome = ImportRow.Outcome.REJECTED
    row.problems = [*row.problems, Problem("upn", why, fatal=True).as_json()]


def _new(values: dict[str, Any], batch: PupilImport) -> Pupil:
    pupil = Pupil(authority_id=batch.authority_id, school_id=batch.school_id)
    for name in PLAIN_FIELDS:
        if name in values:
            setattr(pupil, name, python_value(name, values[name]))
    pupil.search_name = search_name_of(pupil)
    return pupil


def _update(by: Access, row: ImportRow, elsewhere: Sentence) -> None:
    pupil: Pupil = Pupil.objects.visible_to(by).select_for_update(of=("self",)).get(pk=row.match_id)
    changes = changes_for(pupil, row.values)
    row.pending = additions_for(pupil, row.values)  # type: ignore[attr-defined]  # until _things writes it
    for name, (_old, new) in changes.items():
        setattr(pupil, name, python_value(name, new))
    if changes:
        pupil.search_name = search_name_of(pupil)
        pupil.version += 1
        try:
            with transaction.atomic():
                pupil.save()
        except IntegrityError as error:
            if "pupil_upn" not in str(error):
                raise
            _reject(row, elsewhere)
            return
    row.pupil = pupil
    row.before = {"version": pupil.version, "values": {name: old for name, (old, _new) in changes.items()}, "added": {}}


def _things(row: ImportRow, *, is_new: bool) -> list[Any]:
    """The rows to add beside the pupil of an import row, unsaved."""
    pupil, today = row.pupil, timezone.localdate()
    assert pupil is not None
    values = row.values
    add = {
        "former": values.get("former_upns", ()), "contacts": values.get("contacts", ()), "needs": values.get("needs", ()),
        "care": values.get("care", ()),
    } if is_new else row.pending  # type: ignore[attr-defined]  # set by _update  # fmt: skip
    scope = scope_of(pupil)
    made: list[Any] = [FormerUpn(**scope, upn=upn) for upn in add["former"] if upn != pupil.upn]
    made += [Contact(**scope, **contact, since=today) for contact in add["contacts"]]
    made += [
        Need(**scope, kind=n["kind"], detail=n.get("detail", ""), since=_day(n.get("since"), today))
        for n in add["needs"]
    ]
    made += [CareStatus(**scope, kind=status["kind"], since=today) for status in add["care"]]
    if is_new:
        made.append(Enrolment(**scope, at_school_id=pupil.school_id, since=today))
    return made


def python_value(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name == "date_of_birth" else value


def _day(text: str | None, otherwise: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else otherwise
