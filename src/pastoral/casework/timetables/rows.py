"""Everything that hangs on some timetables, in one query however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from pastoral.casework.plans.models import Outcome, Review
from pastoral.casework.plans.rows import Its, Part, row_from
from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need

from .models import (
    Agency,
    Ask,
    ColourChange,
    Consent,
    Extension,
    HoursReview,
    Judgement,
    Move,
    Notice,
    Objection,
    Rating,
    Risk,
    Step,
    Timetable,
    Words,
)


@dataclass(frozen=True)
class Rows:
    """What belongs to one timetable, each list in its natural order; `needs`, `care` and `contacts` are the pupil's, ended ones too."""

    consents: list[Consent] = field(default_factory=list)  # without the drawing
    asks: list[Ask] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)  # what was put to people, without the grid
    agencies: list[Agency] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    reviews: list[HoursReview] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    colours: list[ColourChange] = field(default_factory=list)
    targets: list[Outcome] = field(default_factory=list)  # of the plan, not the dropped ones
    plan_reviews: list[Review] = field(default_factory=list)  # of the plan, drafts too
    needs: list[Need] = field(default_factory=list)
    care: list[CareStatus] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


_OWN = "its.timetable_id = {outer}"
_PARTS = {
    "consents": ("pk", Part(Consent, _OWN, ("on", "id"), without=("drawn",))),
    "asks": ("pk", Part(Ask, _OWN, ("id",))),
    "words": ("pk", Part(Words, _OWN, ("id",), without=("periods", "cells"))),
    "agencies": ("pk", Part(Agency, _OWN, ("id",))),
    "risks": ("pk", Part(Risk, _OWN, ("done_on", "id"))),
    "steps": ("pk", Part(Step, _OWN, ("on", "id"))),
    "reviews": ("pk", Part(HoursReview, _OWN, ("held_on", "id"))),
    "extensions": ("pk", Part(Extension, _OWN, ("id",))),
    "notices": ("pk", Part(Notice, _OWN, ("id",))),
    "objections": ("pk", Part(Objection, _OWN, ("id",))),
    "moves": ("pk", Part(Move, _OWN, ("id",))),
    "judgements": ("pk", Part(Judgement, _OWN, ("id",))),
    "ratings": ("pk", Part(Rating, _OWN, ("id",))),
    "colours": ("pk", Part(ColourChange, _OWN, ("id",))),
    "targets": ("plan_id", Part(Outcome, "its.plan_id = {outer}", ("number",), only="its.state <> 'dropped'")),
    "plan_reviews": ("plan_id", Part(Review, "its.plan_id = {outer}", ("number",))),
    "needs": ("pupil_id", Part(Need, "its.pupil_id = {outer}", ("id",))),
    "care": ("pupil_id", Part(CareStatus, "its.pupil_id = {outer}", ("id",))),
    "contacts": ("pupil_id", Part(Contact, "its.pupil_id = {outer}", ("priority", "id"))),
}


def rows_of(access: Access, timetable_ids: Iterable[int]) -> dict[int, Rows]:
    """Timetable id → its rows, as `access` sees them. One query."""
    wanted = {f"its_{name}": Its(F(outer), part=part) for name, (outer, part) in _PARTS.items()}
    found = Timetable.objects.visible_to(access).filter(pk__in=list(timetable_ids)).order_by().values("pk", **wanted)
    return {
        row["pk"]: Rows(
            **{name: [row_from(part, values) for values in row[f"its_{name}"]] for name, (_o, part) in _PARTS.items()}
        )
        for row in found
    }
