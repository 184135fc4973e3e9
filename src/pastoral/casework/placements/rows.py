"""What hangs on some placements and is read by the core of their facts: one query, however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from pastoral.casework.plans.rows import Its, Part, row_from
from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need

from .models import Consultation, Cover, Elsewhere, Notice, Objective, Placement, Session


@dataclass(frozen=True)
class Rows:
    """What belongs to one placement, each list in its natural order; `needs`, `care` and `contacts` are the pupil's, ended ones too."""

    consultations: list[Consultation] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)  # all that ever were
    elsewhere: list[Elsewhere] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    care: list[CareStatus] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


_OWN = "its.placement_id = {outer}"
_PARTS = {
    "consultations": ("pk", Part(Consultation, _OWN, ("on", "id"))),
    "objectives": ("pk", Part(Objective, _OWN, ("order", "id"))),
    "sessions": ("pk", Part(Session, _OWN, ("weekday", "starts", "id"))),
    "elsewhere": ("pk", Part(Elsewhere, _OWN, ("weekday", "starts", "id"))),
    "covers": ("pk", Part(Cover, _OWN, ("weekday", "starts", "id"))),
    "notices": ("pk", Part(Notice, _OWN, ("id",))),
    "needs": ("pupil_id", Part(Need, "its.pupil_id = {outer}", ("id",))),
    "care": ("pupil_id", Part(CareStatus, "its.pupil_id = {outer}", ("id",))),
    "contacts": ("pupil_id", Part(Contact, "its.pupil_id = {outer}", ("priority", "id"))),
}


def rows_of(access: Access, placement_ids: Iterable[int]) -> dict[int, Rows]:
    """Placement id → its rows, as `access` sees them. One query."""
    wanted = {f"its_{name}": Its(F(outer), part=part) for name, (outer, part) in _PARTS.items()}
    found = Placement.objects.visible_to(access).filter(pk__in=list(placement_ids)).order_by().values("pk", **wanted)
    return {
        row["pk"]: Rows(
            **{name: [row_from(part, values) for values in row[f"its_{name}"]] for name, (_o, part) in _PARTS.items()}
        )
        for row in found
    }
