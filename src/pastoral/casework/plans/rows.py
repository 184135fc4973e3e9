"""Everything that hangs on some plans, in one query however many there are: what the facts and the plan's page are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef

from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need

from .models import (
    Attendee,
    CheckIn,
    Commitment,
    Contribution,
    Meeting,
    Outcome,
    Plan,
    Review,
    SectionAnswers,
    Signature,
    StatusChange,
    Submission,
)


@dataclass(frozen=True)
class Rows:
    """What belongs to one plan, each list in its natural order. `contacts`, `needs` and `care` are the pupil's, ended ones too."""

    contributions: list[Contribution] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)  # not the cancelled ones
    attendees: list[Attendee] = field(default_factory=list)
    sections: list[SectionAnswers] = field(default_factory=list)  # of every round
    outcomes: list[Outcome] = field(default_factory=list)  # dropped ones too
    commitments: list[Commitment] = field(default_factory=list)  # not the ended ones
    signatures: list[Signature] = field(default_factory=list)  # not the withdrawn ones; without the drawing
    reviews: list[Review] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    changes: list[StatusChange] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    care: list[CareStatus] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    def planning_meeting(self, round_: int) -> Meeting | None:
        """The planning meeting of a round, the latest where it was called twice."""
        own = [row for row in self.meetings if row.kind == Meeting.Kind.PLANNING and row.round == round_]
        return own[-1] if own else None

    def attendees_of(self, meeting: Meeting | None) -> list[Attendee]:
        return [row for row in self.attendees if meeting is not None and row.meeting_id == meeting.pk]


@dataclass(frozen=True, eq=False)
class _Part:
    model: Any
    by: str  # the column that leads to the plan, or to its pupil
    order: tuple[str, ...]
    only: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in self.model._meta.concrete_fields if column.attname not in self.without]


class _RowAsJson(models.Func):
    """A row's columns as one JSON array. One expression for a whole row: Django takes long over one for each column."""

    output_field = models.JSONField()

    def __init__(self, *key: Any, part: _Part | None = None, **extra: Any) -> None:
        super().__init__(*(key or (F("pk"),)), **extra)
        self.part = part

    def as_sql(self, compiler: Any, connection: Any, **_kwargs: Any) -> Any:
        (key,) = self.get_source_expressions()
        table, quoted = compiler.quote_name_unless_alias(key.alias), connection.ops.quote_name
        # JSON knows no exact decimals: they travel as text
        columns = [
            f"{table}.{quoted(column.column)}" + ("::text" if isinstance(column, models.DecimalField) else "")
            for column in self.part.columns
        ]
        return f"jsonb_build_array({', '.join(columns)})", []


_PARTS: dict[str, _Part] = {
    "contributions": _Part(Contribution, "plan", ("input", "id"), without=("answers",)),
    "meetings": _Part(Meeting, "plan", ("on", "id"), {"cancelled_reason": ""}),
    "attendees": _Part(Attendee, "meeting__plan", ("id",)),
    "sections": _Part(SectionAnswers, "plan", ("id",)),
    "outcomes": _Part(Outcome, "plan", ("number",)),
    "commitments": _Part(Commitment, "plan", ("id",), {"ended_on__isnull": True}),
    "signatures": _Part(Signature, "plan", ("id",), {"withdrawn_at__isnull": True}, without=("drawn",)),
    "reviews": _Part(Review, "plan", ("number",)),
    "check_ins": _Part(CheckIn, "plan", ("on", "id")),
    "submissions": _Part(Submission, "plan", ("id",)),
    "changes": _Part(StatusChange, "plan", ("at", "id")),
    "needs": _Part(Need, "pupil", ("id",)),
    "care": _Part(CareStatus, "pupil", ("id",)),
    "contacts": _Part(Contact, "pupil", ("priority", "id")),
}
_OF_PUPIL = {"needs", "care", "contacts"}


def rows_of(access: Access, plan_ids: Iterable[int], parts: Iterable[str] = ()) -> dict[int, Rows]:
    """Plan id → its rows, as `access` sees them. One query. `parts` names what is wanted, which is quicker; all if left out."""
    chosen = {name: _PARTS[name] for name in parts} or _PARTS
    wanted = {
        f"its_{name}": ArraySubquery(
            part.model.objects.visible_to(access)
            .filter(**{part.by: OuterRef("pupil_id" if name in _OF_PUPIL else "pk")}, **part.only)
            .order_by(*part.order)
            .values(as_json=_RowAsJson(part=part))
        )
        for name, part in chosen.items()
    }
    found = Plan.objects.visible_to(access).filter(pk__in=list(plan_ids)).order_by().values("pk", **wanted)
    return {
        row["pk"]: Rows(**{name: [_made(part, values) for values in row[f"its_{name}"]] for name, part in chosen.items()})
        for row in found
    }


def _made(part: _Part, values: list[Any]) -> Any:
    # JSON knows no dates either; each column's own field reads them back
    read = [
        value if value is None or isinstance(column, models.JSONField) else column.to_python(value)
        for column, value in zip(part.columns, values, strict=True)
    ]
    return part.model.from_db("default", [column.attname for column in part.columns], read)
