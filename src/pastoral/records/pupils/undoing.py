"""Undo of a whole import: what nobody has worked with since goes back to what it was; the rest stays, and is named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.value import Access
from pastoral.foundation.audit.recording import Recording, recording
from pastoral.rules.sentences import Refused, say

from .models import ImportRow, Pupil, PupilImport
from .services import search_name_of
from .writing import ADDED, python_value, snapshot

# Rows that point at a pupil and are no casework: who wrote and looked stays on the record, the import is being undone.
NO_CASEWORK = {"audit.Event", "audit.Viewed", "pupils.ImportRow"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A pupil that the undo left as it is, and why."""

    row: int
    pupil_id: int
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Undone:
    removed: int
    restored: int
    kept: tuple[Kept, ...]


def undo(*, by: Access, batch: PupilImport) -> Undone:
    """Take a committed import back. Asked twice, the second changes nothing. Raises `Refused` for one never committed."""
    by.require(Permission.IMPORT_PUPILS)
    locked: PupilImport = PupilImport.objects.visible_to(by).select_for_update().get(pk=batch.pk)
    if locked.status == PupilImport.Status.UNDONE:
        return Undone(0, 0, ())
    if locked.status != PupilImport.Status.COMMITTED:
        raise Refused(say("IMPORT.not_committed", "This import was not finished, so there is nothing to undo."))
    rows = list(
        ImportRow.objects.visible_to(by)
        .filter(batch=locked, pupil__isnull=False, before__isnull=False)
        .select_related("pupil")
    )
    hanging = _hanging([row.pupil_id for row in rows])
    removed = restored = 0
    kept: list[Kept] = []
    with recording("pupils.import_undone", by=by) as record:
        for row in rows:
            reasons = _why_keep(row, hanging[row.pupil_id])
            if reasons:
                kept.append(Kept(row.row, row.pupil_id, row.pupil.known_as, tuple(reasons)))
            elif row.outcome == ImportRow.Outcome.CREATE:
                _remove(record, row, locked)
                removed += 1
            else:
                _restore(record, row, locked)
                restored += 1
        locked.status, locked.undone_at = PupilImport.Status.UNDONE, timezone.now()
        locked.save(update_fields=["status", "undone_at"])
        record.about(locked, changes={"removed": removed, "restored": restored, "kept": len(kept)})
    return Undone(removed, restored, tuple(kept))


def words_for(label: str) -> str:
    """What hangs on a pupil, in words, by the label of its model."""
    names = {
        "plans.Plan": _("a plan"), "cases.Note": _("a note"), "cases.Involvement": _("a person who is involved"),
        "cases.TimelineEntry": _("an entry in the timeline"), "accounts.PupilGrant": _("a person who may see the pupil"),
        "documents.StoredFile": _("a file"), "pupils.Contact": _("a contact that was added or changed"),
        "pupils.Need": _("a need that was added or changed"), "pupils.CareStatus": _("a care status that was added or changed"),
        "pupils.Enrolment": _("an enrolment that was changed"), "pupils.FormerUpn": _("a former UPN"),
    }  # fmt: skip
    return names.get(label, _("other casework"))


def _why_keep(row: ImportRow, hanging: dict[str, dict[int, Any]]) -> list[str]:
    """Reasons to leave a pupil alone; none for one that nobody has touched since the import."""
    before = row.before or {}
    reasons = []
    if row.pupil.version != before["version"]:
        reasons.append(_("their details were changed after the import"))
    for label, found in hanging.items():
        ours = before["added"].get(label.split(".")[1], {}) if label.startswith("pupils.") else {}
        changed = any(str(pk) in ours and snapshot(thing) != ours[str(pk)] for pk, thing in found.items())
        foreign = row.outcome == ImportRow.Outcome.CREATE and any(str(pk) not in ours for pk in found)
        if changed or foreign:
            reasons.append(words_for(label))
    return list(dict.fromkeys(reasons))


def _hanging(ids: list[int]) -> dict[int, dict[str, dict[int, Any]]]:
    """For each pupil: model label → the rows that point at them. One query for each model."""
    found: dict[int, dict[str, dict[int, Any]]] = defaultdict(lambda: defaultdict(dict))
    for relation in Pupil._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if model._meta.label in NO_CASEWORK:
            continue
        name = relation.field.attname
        for row in model._base_manager.filter(**{f"{name}__in": ids}):
            found[getattr(row, name)][model._meta.label][row.pk] = row
    return found


def _take_away(row: ImportRow) -> None:
    for name, ours in (row.before or {})["added"].items():
        for thing in ADDED[name]._base_manager.filter(pk__in=[int(pk) for pk in ours]):
            thing.delete()


def _remove(record: Recording, row: ImportRow, batch: PupilImport) -> None:
    pupil = row.pupil
    record.about(pupil, verb="pupil.removed", changes={"import": batch.pk})
    _take_away(row)
    row.pupil, row.before = None, None
    row.save(update_fields=["pupil", "before"])
    pupil.delete()


def _restore(record: Recording, row: ImportRow, batch: PupilImport) -> None:
    pupil, values = row.pupil, (row.before or {})["values"]
    _take_away(row)
    for name, old in values.items():
        setattr(pupil, name, python_value(name, old))
    if values:
        pupil.search_name = search_name_of(pupil)
        pupil.version += 1
        pupil.save()
    record.about(pupil, verb="pupil.restored", changes={"import": batch.pk, "fields": sorted(values)})
