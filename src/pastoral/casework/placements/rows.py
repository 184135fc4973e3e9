"""What hangs on some placements and is read by their facts and pages: one query, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from pastoral.casework.plans.rows import Its, Part, row_from
from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need

from .models import (
    Concern,
    Consent,
    Consultation,
    Cover,
    Direction,
    Elsewhere,
    InTouch,
    JointReview,
    Move,
    Notice,
    Objective,
    Placement,
    Protocol,
    ProtocolAnswer,
    ProtocolDraft,
    ProviderReport,
    Referral,
    Session,
    SharedSet,
    Voice,
)


@dataclass(frozen=True)
class Rows:
    """What belongs to one placement, each list in its natural order; `needs`, `care` and `contacts` are the pupil's, ended ones too."""

    consultations: list[Consultation] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)  # all that ever were
    elsewhere: list[Elsewhere] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    reviews: list[JointReview] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)
    in_touch: list[InTouch] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    reports: list[ProviderReport] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    sets: list[SharedSet] = field(default_factory=list)  # shared now, or "none exists"
    consents: list[Consent] = field(default_factory=list)
    protocol_drafts: list[ProtocolDraft] = field(default_factory=list)  # none or one
    protocols: list[Protocol] = field(default_factory=list)  # as they were sent
    protocol_answers: list[ProtocolAnswer] = field(default_factory=list)
    directions: list[Direction] = field(default_factory=list)  # those that are for this placement, closed ones too
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
    "moves": ("pk", Part(Move, _OWN, ("id",))),
    "notices": ("pk", Part(Notice, _OWN, ("id",))),
    "reviews": ("pk", Part(JointReview, _OWN, ("id",))),
    "concerns": ("pk", Part(Concern, _OWN, ("raised_at", "id"))),
    "in_touch": ("pk", Part(InTouch, _OWN, ("on", "id"))),
    "voices": ("pk", Part(Voice, _OWN, ("on", "id"))),
    "reports": ("pk", Part(ProviderReport, _OWN, ("id",))),
    "referrals": ("pk", Part(Referral, _OWN, ("asked_at", "id"))),
    "sets": ("pk", Part(SharedSet, _OWN, ("id",), only="its.withdrawn_at is null")),
    "consents": ("pk", Part(Consent, _OWN, ("asked_on", "id"))),
    "protocol_drafts": ("pk", Part(ProtocolDraft, _OWN, ("id",))),
    "protocols": ("pk", Part(Protocol, _OWN, ("number",))),
    "protocol_answers": ("pk", Part(ProtocolAnswer, _OWN, ("id",))),
    "directions": ("pk", Part(Direction, _OWN, ("id",))),
    "needs": ("pupil_id", Part(Need, "its.pupil_id = {outer}", ("id",))),
    "care": ("pupil_id", Part(CareStatus, "its.pupil_id = {outer}", ("id",))),
    "contacts": ("pupil_id", Part(Contact, "its.pupil_id = {outer}", ("priority", "id"))),
}


def hanging(access: Access, placements: Sequence[Placement]) -> dict[int, Rows]:
    """The rows of placements as `facts_of` read them for its parts; one query where it did not."""
    there: dict[int, Rows] = {row.pk: row.hangs for row in placements if hasattr(row, "hangs")}
    return there if len(there) == len(placements) else rows_of(access, [row.pk for row in placements])


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
