"""Who is not in full-time education, narrowed, ordered and counted in the database (NPT-RT-19, WIL-CAFE-01)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from pastoral.casework.plans.rows import Its, Part, row_from
from pastoral.casework.timetables.colours import Colour, colours_of
from pastoral.casework.timetables.facts import PLANS_OF_ALN
from pastoral.casework.timetables.models import ColourChange, Extension, Objection, Timetable
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import pupil_scope_q
from pastoral.foundation.govuk.paginate import PageOf, page_of
from pastoral.records.attendance.patterns import OpenPattern, open_patterns
from pastoral.records.cases.models import Involvement
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import accepted_on
from pastoral.records.organisations.models import School
from pastoral.records.pupils.models import CareStatus, Contact, Need, Pupil
from pastoral.records.pupils.queries import listed as pupils_listed
from pastoral.records.pupils.queries import search as pupils_called
from pastoral.rules.reduced.facts import RUNNING

from .filters import CLOSED, COMING, NOW, OPEN, Filters

PAGE_SIZE = 20
SOON, WEEK = dt.timedelta(days=14), dt.timedelta(days=7)
SUBJECT = "timetables.timetable"
Status = Timetable.Status
STAGED: dict[str, Q] = {
    NOW: Q(status__in=RUNNING),
    COMING: ~Q(status__in=[*RUNNING, Status.CLOSED]),
    OPEN: ~Q(status=Status.CLOSED),
    CLOSED: Q(status=Status.CLOSED, began_on__isnull=False),
}
# What lists show: long texts stay where they are.
LISTED = (
    "status", "reason", "circumstance", "start_on", "began_on", "end_on", "limit_on", "closed_on", "next_review_on", "hours_a_week",
    "adults_missing", "weeks", "periods", "cells", "policy_version_id", "agreed_on", "school__name", "lead__name",
    "pupil__surname", "pupil__forename", "pupil__preferred_name", "pupil__upn", "pupil__date_of_birth", "pupil__year_group",
    "pupil__authority__nation", "authority_id", "school_id",
)  # fmt: skip
_OF_PUPIL = "its.pupil_id = {outer}"
_HANGING = {
    "needs": Part(Need, _OF_PUPIL, ("id",)),
    "care": Part(CareStatus, _OF_PUPIL, ("id",)),
    "workers": Part(Contact, _OF_PUPIL, ("priority", "id"), only="its.relationship = 'social_worker'"),
    "officers": Part(Involvement, _OF_PUPIL, ("since", "id"), only="its.involved_as = 'ewo'"),
}


def everyone(access: Access) -> QuerySet[Timetable]:
    """Every reduced timetable of the reader's authority or schools. What is none by its setting is left out (NPT-RT-22, 23)."""
    reach = pupil_scope_q(replace(access, pupil_ids=frozenset()))  # a head who is also a parent has their own child elsewhere
    found: QuerySet[Timetable] = Timetable.objects.visible_to(access).filter(reach, excluded="")
    return found


def sees_groups(access: Access) -> bool:
    """Whether the reader may know who is looked after or has a plan: the child's school and authority, but not support."""
    return access.support_session_id is None and bool(access.authority_ids or access.school_ids)


def timetables(access: Access, filters: Filters, *, search: str = "") -> QuerySet[Timetable]:
    """The timetables that the page and the export show, narrowed and ordered."""
    return _ordered(access, narrowed(access, filters, search=search).filter(STAGED[filters.stage]), filters.sort)


def page_of_timetables(access: Access, filters: Filters, *, search: str = "", page: object = 1) -> PageOf[Any]:
    """Twenty of them with what hangs on them (`with_hanging`). Four queries, one more where an authority has no audit matrix."""
    keys = timetables(access, filters, search=search).values_list("pk", flat=True)  # sorting whole weeks would take long
    listed = page_of(keys, page, PAGE_SIZE)
    return replace(listed, items=with_hanging(access, list(listed.items)))


def with_hanging(access: Access, ids: list[int]) -> list[Any]:
    """These timetables, in this order, each with `needs`, `care`, `workers`, `officers` (current ones only), `authorised_until`
    and `colour`. Two or three queries.
    """
    today = timezone.localdate()
    wanted = {f"its_{name}": Its(F("pupil_id"), part=part) for name, part in _HANGING.items()}
    found = (
        Timetable.objects.visible_to(access).filter(pk__in=ids).select_related("pupil__authority", "school", "lead").only(*LISTED)
        .annotate(authorised_until=authorised_until(access), **wanted)
    )  # fmt: skip
    by_key: dict[int, Any] = {row.pk: row for row in found}
    colours = colours_of_lists(access, ids)
    rows = [by_key[pk] for pk in ids if pk in by_key]
    for row in rows:
        for name, part in _HANGING.items():
            there = [row_from(part, values) for values in getattr(row, f"its_{name}")]
            setattr(row, name, [one for one in there if _holds(one, today)])
        row.colour = colours.get(row.pk)
    return rows


def authorised_until(access: Access) -> Subquery:
    """Until when the last longer time was authorised (NPT-RT-05); null where none was."""
    given = Extension.objects.visible_to(access).filter(timetable=OuterRef("pk"), decision=Extension.Decision.AUTHORISED)
    return Subquery(given.order_by("-id").values("until")[:1])


def _holds(row: Any, day: dt.date) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or row.until >= day)


def colours_of_lists(access: Access, ids: list[int]) -> dict[int, Colour]:
    """The audit's colour; where the authority has no matrix, the worst of what the rules say. One query, or two."""
    colours = colours_of(access, ids)
    rest = [pk for pk in ids if pk not in colours]
    if not rest:
        return colours
    worst: dict[int, str] = {}
    for pk, colour in _found(access).filter(subject_id__in=rest).values_list("subject_id", "colour"):
        worst[pk] = "red" if "red" in (colour, worst.get(pk)) else "amber"
    today = timezone.localdate()
    return colours | {pk: Colour(worst.get(pk, "green"), False, today) for pk in rest}


def _found(access: Access) -> Any:
    """What the rules say of timetables now, but for what an officer accepted."""
    pressing = Finding.objects.visible_to(access).filter(
        subject_type=SUBJECT, cleared_on__isnull=True, colour__in=("red", "amber")
    )
    return pressing.exclude(accepted_on(timezone.localdate())).order_by()


def _colour_q(access: Access) -> dict[str, Q]:
    """The colours as conditions. Sub-queries that do not look back at each row: PostgreSQL reads each once."""
    latest = ColourChange.objects.visible_to(access).order_by("timetable_id", "-id").distinct("timetable_id")
    changes = ColourChange.objects.visible_to(access).filter(pk__in=latest.values("pk"))

    def rated(colour: str) -> Q:
        return Q(pk__in=changes.filter(colour=colour).values("timetable_id"))

    unrated = ~Q(pk__in=ColourChange.objects.visible_to(access).values("timetable_id"))
    red = Q(pk__in=_found(access).filter(colour="red").values("subject_id"))
    amber = Q(pk__in=_found(access).filter(colour="amber").values("subject_id"))
    return {
        "red": rated("red") | (unrated & red),
        "amber": rated("amber") | (unrated & ~red & amber),
        "not_rated": rated("not_rated"),
        "green": rated("green") | (unrated & ~red & ~amber),
    }


def narrowed(access: Access, filters: Filters, *, search: str = "") -> QuerySet[Timetable]:
    """Under every filter but the stage."""
    found, today = everyone(access), timezone.localdate()
    if filters.school is not None:
        found = found.filter(school_id=filters.school)
    if filters.year:
        found = found.filter(pupil_id__in=pupils_listed(access, year=filters.year).order_by().values("pk"))
    if filters.colour:
        found = found.filter(_colour_q(access)[filters.colour])
    if filters.review:
        found = found.filter(review_q(filters.review, today))
    if filters.ends:
        found = found.filter(ends_q(filters.ends, today))
    if filters.care == "nobody":
        found = found.filter(adults_missing__gt=0)
    elif filters.care:
        unanswered = Objection.objects.visible_to(access).filter(answered_at__isnull=True)
        found = found.filter(pk__in=unanswered.order_by().values("timetable_id"))
    if filters.group and sees_groups(access):
        found = found.filter(pupil_id__in=_group(access, filters.group, today).order_by().values("pupil_id"))
    if filters.mine:
        found = found.filter(pupil_id__in=mine(access))
    if search:
        found = found.filter(pupil_id__in=pupils_called(access, search).order_by().values("pk"))
    return found


def review_q(state: str, today: dt.date) -> Q:
    return {
        "late": Q(next_review_on__lt=today),
        "week": Q(next_review_on__gte=today, next_review_on__lte=today + WEEK),
        "later": Q(next_review_on__gt=today + WEEK),
        "none": Q(next_review_on__isnull=True),
    }[state]


def ends_q(state: str, today: dt.date) -> Q:
    return {
        "soon": Q(end_on__gte=today, end_on__lte=today + SOON),
        "past": Q(end_on__lt=today),
        "limit": Q(limit_on__lt=today),
    }[state]


def _group(access: Access, group: str, today: dt.date) -> Any:
    holds = (Q(since__isnull=True) | Q(since__lte=today)) & (Q(until__isnull=True) | Q(until__gte=today))
    if group == "looked_after":
        return CareStatus.objects.visible_to(access).filter(holds, kind=CareStatus.Kind.LOOKED_AFTER)
    if group == "plan":
        return Need.objects.visible_to(access).filter(holds, kind__in=PLANS_OF_ALN)
    return Contact.objects.visible_to(access).filter(holds, relationship=Contact.Relationship.SOCIAL_WORKER)


def mine(access: Access) -> Any:
    """Keys of the children for whom the reader is named as the education welfare officer, as a sub-query."""
    today = timezone.localdate()
    named = Involvement.objects.visible_to(access).filter(
        Q(until__isnull=True) | Q(until__gte=today), involved_as=Involvement.As.EWO, user_id=access.user_id or 0
    )
    return named.order_by().values("pupil_id")


def _ordered(access: Access, found: QuerySet[Timetable], sort: str) -> QuerySet[Timetable]:
    name = ("pupil__surname", "pupil__forename", "pk")
    if sort == "pupil":
        return found.order_by(*name)
    if sort == "school":
        return found.order_by("school__name", *name)
    if sort == "hours":
        return found.order_by(F("hours_a_week").asc(nulls_first=True), *name)
    if sort == "since":
        return found.order_by(F("start_on").asc(nulls_last=True), "pk")
    if sort == "end":
        return found.order_by(F("end_on").asc(nulls_last=True), "pk")
    if sort == "colour":
        colours = _colour_q(access)
        place = Case(
            *[When(colours[code], then=Value(n)) for n, code in enumerate(("red", "amber", "not_rated"))],
            default=Value(3), output_field=IntegerField(),
        )  # fmt: skip
        return found.order_by(place, F("next_review_on").asc(nulls_last=True), "pk")
    return found.order_by(F("next_review_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Counts:
    """How many there are under the filters, by stage; and of those not full time now, how many need somebody to look."""

    now: int
    coming: int
    open: int
    closed: int
    late: int
    limit: int
    past: int
    nobody: int


def counts(access: Access, filters: Filters, *, search: str = "") -> Counts:
    """One query."""
    today = timezone.localdate()
    now = STAGED[NOW]
    found = narrowed(access, filters, search=search).order_by()
    return Counts(
        **found.aggregate(
            **{stage: Count("pk", filter=condition) for stage, condition in STAGED.items()},
            late=Count("pk", filter=now & review_q("late", today)),
            limit=Count("pk", filter=now & ends_q("limit", today)),
            past=Count("pk", filter=now & ends_q("past", today)),
            nobody=Count("pk", filter=now & Q(adults_missing__gt=0)),
        )
    )


def schools(access: Access) -> list[tuple[int, str]]:
    """The schools that have any, for the filter. One query."""
    there = everyone(access).order_by().values("school_id")
    return list(School.objects.filter(pk__in=there).order_by("name").values_list("pk", "name"))


@dataclass(frozen=True)
class AtSchool:
    """One school of the map: how many are not in full-time education now, and how many of those are of which colour."""

    school_id: int
    name: str
    town: str
    easting: int | None
    northing: int | None
    number: int = 0
    red: int = 0
    amber: int = 0
    not_rated: int = 0
    late: int = 0
    not_agreed: int = 0  # part-time by the register, and nobody agreed it

    @property
    def together(self) -> int:
        return self.number + self.not_agreed

    @property
    def worst(self) -> str:
        """The worst colour of its children; a pattern that nobody agreed is red. "" without any."""
        if not self.together:
            return ""
        if self.red or self.not_agreed:
            return "red"
        return "amber" if self.amber else "not_rated" if self.not_rated else "green"


def by_school(access: Access) -> list[AtSchool]:
    """Every open school of the reader's authority or their own, those with the most children first. Three queries."""
    today, colours = timezone.localdate(), _colour_q(access)
    rows: Any = (
        everyone(access).filter(STAGED[NOW]).order_by().values("school_id")
        .annotate(
            number=Count("pk"),
            late=Count("pk", filter=review_q("late", today)),
            **{code: Count("pk", filter=colours[code]) for code in ("red", "amber", "not_rated")},
        )
    )  # fmt: skip
    counted: dict[int, dict[str, int]] = {row.pop("school_id"): row for row in rows}
    seen: dict[int, int] = {}
    for one in patterns(access):
        seen[one.school_id] = seen.get(one.school_id, 0) + 1
    reach = Q(authority_id__in=access.authority_ids) | Q(pk__in=access.school_ids)
    there = Q(is_open=True) | Q(pk__in=[*counted, *seen])
    found = School.objects.filter(reach, there).only("name", "town", "easting", "northing")
    made = [
        AtSchool(
            school.pk, school.name, school.town, school.easting, school.northing,
            not_agreed=seen.get(school.pk, 0), **counted.get(school.pk, {}),
        )
        for school in found
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.together, one.name))


def patterns(access: Access, school: int | None = None) -> list[OpenPattern]:
    """Part-time patterns in the marks that nobody agreed, the longest-standing first. One query."""
    return open_patterns(access, None if school is None else [school])


def pupils_of(access: Access, ids: list[int]) -> dict[int, Pupil]:
    """One query."""
    found: dict[int, Pupil] = {
        pupil.pk: pupil
        for pupil in Pupil.objects.visible_to(access).select_related("school", "authority").filter(pk__in=ids)
    }
    return found
