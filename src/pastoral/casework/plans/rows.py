"""Everything that hangs on some plans, in one query however many there are: what the facts and the plan's page are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.base import ModelState

from pastoral.foundation.access import Access
from pastoral.records.pupils.models import CareStatus, Contact, Need

from .models import (
    Attendee,
    CheckIn,
    Commitment,
    CommitmentKept,
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
    kept: list[CommitmentKept] = field(default_factory=list)  # of every review, in drafts too
    check_ins: list[CheckIn] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    changes: list[StatusChange] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    care: list[CareStatus] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    beside: dict[str, list[Any]] = field(default_factory=dict)  # rows of apps above, by the name they registered

    def planning_meeting(self, round_: int) -> Meeting | None:
        """The planning meeting of a round, the latest where it was called twice."""
        own = [row for row in self.meetings if row.kind == Meeting.Kind.PLANNING and row.round == round_]
        return own[-1] if own else None

    def attendees_of(self, meeting: Meeting | None) -> list[Attendee]:
        return [row for row in self.attendees if meeting is not None and row.meeting_id == meeting.pk]


def _exactly(value: Any) -> Any:
    return value


def _reader(column: Any) -> Callable[[Any], Any]:
    """JSON knows no dates, and exact decimals travel as text: the column's own field reads those back."""
    native = (models.IntegerField, models.CharField, models.TextField, models.BooleanField, models.JSONField, models.ForeignKey)
    if isinstance(column, native):
        return _exactly
    read: Callable[[Any], Any] = column.to_python
    return read


@dataclass(frozen=True, eq=False)
class _Part:
    """What hangs on a plan (or on its pupil) in one table. `link` and `only` are SQL; in them `its` is the row of the table."""

    model: Any
    link: str  # which rows: `{outer}` stands for the plan's id, or the pupil's
    order: tuple[str, ...]
    only: str = "true"
    without: tuple[str, ...] = ()
    of_pupil: bool = False

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in self.model._meta.concrete_fields if column.attname not in self.without]

    @cached_property
    def names(self) -> list[str]:
        return [column.attname for column in self.columns]

    @cached_property
    def readers(self) -> list[Callable[[Any], Any]]:
        return [_reader(column) for column in self.columns]

    @cached_property
    def sql(self) -> str:
        """All rows of one plan as one JSON array of arrays; `{outer}` is left for the plan's column."""
        columns = [f'its."{c.column}"' + ("::text" if isinstance(c, models.DecimalField) else "") for c in self.columns]
        order = ", ".join(f'its."{name}"' for name in self.order)
        return (
            f"(select coalesce(jsonb_agg(jsonb_build_array({', '.join(columns)}) order by {order}), '[]'::jsonb) "  # noqa: S608  # names of ours
            f'from "{self.model._meta.db_table}" its where {self.link} and {self.only})'
        )


class _Its(models.Func):
    """The rows of one part. They carry the plan's own pupil, authority and school (a foreign key sees to it), so who sees the
    plan sees them; row security looks again all the same. Written as SQL once: Django takes long over fourteen sub-queries.
    """

    output_field = models.JSONField()
    arity = 1

    def __init__(self, *key: Any, part: _Part | None = None, **extra: Any) -> None:
        super().__init__(*key, **extra)
        self.part = part

    def as_sql(self, compiler: Any, connection: Any, **_kwargs: Any) -> Any:
        outer, params = compiler.compile(self.get_source_expressions()[0])
        return self.part.sql.replace("{outer}", outer), params


_PARTS: dict[str, _Part] = {
    "contributions": _Part(Contribution, "its.plan_id = {outer}", ("input", "id"), without=("answers",)),
    "meetings": _Part(Meeting, "its.plan_id = {outer}", ("on", "id"), only="its.cancelled_reason = ''"),
    "attendees": _Part(Attendee, "its.meeting_id in (select id from plans_meeting where plan_id = {outer})", ("id",)),
    "sections": _Part(SectionAnswers, "its.plan_id = {outer}", ("id",)),
    "outcomes": _Part(Outcome, "its.plan_id = {outer}", ("number",)),
    "commitments": _Part(Commitment, "its.plan_id = {outer}", ("id",), only="its.ended_on is null"),
    "signatures": _Part(Signature, "its.plan_id = {outer}", ("id",), only="its.withdrawn_at is null", without=("drawn",)),
    "reviews": _Part(Review, "its.plan_id = {outer}", ("number",)),
    "kept": _Part(
        CommitmentKept, "its.review_id in (select id from plans_review where plan_id = {outer})", ("id",), without=("comment",)
    ),
    "check_ins": _Part(CheckIn, "its.plan_id = {outer}", ("on", "id")),
    "submissions": _Part(Submission, "its.plan_id = {outer}", ("id",)),
    "changes": _Part(StatusChange, "its.plan_id = {outer}", ("at", "id")),
    "needs": _Part(Need, "its.pupil_id = {outer}", ("id",), of_pupil=True),
    "care": _Part(CareStatus, "its.pupil_id = {outer}", ("id",), of_pupil=True),
    "contacts": _Part(Contact, "its.pupil_id = {outer}", ("priority", "id"), of_pupil=True),
}


_BESIDE: dict[str, _Part] = {}


def register_beside(name: str, part: _Part) -> None:
    """Have rows of an app above read with each plan, in the same query; `facts` gives them their meaning."""
    _BESIDE[name] = part


def rows_of(access: Access, plan_ids: Iterable[int], parts: Iterable[str] = ()) -> dict[int, Rows]:
    """Plan id → its rows, as `access` sees them. One query. `parts` names what is wanted, which is quicker; all if left out."""
    own = {name: _PARTS[name] for name in parts} or _PARTS
    chosen = {**own, **_BESIDE} if own is _PARTS else own
    wanted = {f"its_{name}": _Its(F("pupil_id" if part.of_pupil else "pk"), part=part) for name, part in chosen.items()}
    found = Plan.objects.visible_to(access).filter(pk__in=list(plan_ids)).order_by().values("pk", **wanted)
    return {
        row["pk"]: Rows(
            **{name: [_made(part, values) for values in row[f"its_{name}"]] for name, part in own.items()},
            beside={
                name: [_made(part, values) for values in row[f"its_{name}"]] for name, part in chosen.items() if name not in own
            },
        )
        for row in found
    }


def _made(part: _Part, values: list[Any]) -> Any:
    read = [
        value if value is None or reader is _exactly else reader(value)
        for reader, value in zip(part.readers, values, strict=True)
    ]
    # As `from_db`, without its walk over every column's descriptor, which takes ten times as long as all the rest: a night
    # reads some forty of these for each plan. Every column of the list is there, so nothing is deferred.
    made = part.model.__new__(part.model)
    made.__dict__.update(zip(part.names, read, strict=True))
    made._state = ModelState()
    made._state.adding, made._state.db = False, "default"
    return made


# What other records of casework read what hangs on them with, in the same way.
Part, Its, row_from = _Part, _Its, _made
