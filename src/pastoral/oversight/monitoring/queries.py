"""The list of PSPs, its figures, and the termly report (NPT-PSP-21). Everything is counted in the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Q, Value, When
from django.utils import timezone

from pastoral.casework.plans.models import Plan, Review, Submission
from pastoral.foundation.access import Access
from pastoral.foundation.accounts.models import User
from pastoral.foundation.govuk.paginate import PageOf, page_of
from pastoral.records.organisations.models import School, Term

from .filters import ALL, OPEN, STAGES, Filters

PAGE_SIZE = 50
SOON_DAYS = 14
TO_AUTHORITY = "authority"  # the recipient of a submission that the authority's officers read
Status = Plan.Status
RECEIVED = (
    "event", "sent_at", "sent_by", "acknowledged_at", "acknowledged_by", "school__name", "plan__status",
    "plan__pupil__surname", "plan__pupil__forename", "plan__pupil__preferred_name",
)  # fmt: skip
# What lists and exports show: the long texts of a plan stay where they are.
LISTED = (
    "kind", "status", "opened_on", "next_review_on", "reasons", "key_adult_name", "agreed_on", "last_review_on", "closed_on",
    "pupil__surname", "pupil__forename", "pupil__preferred_name", "pupil__upn", "pupil__date_of_birth", "pupil__year_group",
    "school__name", "lead__name",
)  # fmt: skip


def review_state(plan: Any, today: dt.date) -> str:
    """overdue, soon, fine, or none: only a plan that is live owes a review."""
    if plan.status != Status.LIVE or plan.next_review_on is None:
        return "none"
    days = (plan.next_review_on - today).days
    return "overdue" if days < 0 else "soon" if days <= SOON_DAYS else "fine"


def review_q(state: str, today: dt.date) -> Q:
    """The same as a condition."""
    soon = today + dt.timedelta(days=SOON_DAYS)
    live = Q(status=Status.LIVE)
    return {
        "overdue": live & Q(next_review_on__lt=today),
        "soon": live & Q(next_review_on__gte=today, next_review_on__lte=soon),
        "fine": live & Q(next_review_on__gt=soon),
        "none": ~live,
    }[state]


def plans(access: Access, filters: Filters, *, search: str = "") -> Any:
    """The PSPs that `access` may see, narrowed and ordered; the page and the export both read this."""
    found = _narrowed(access, filters, search=search)
    return _ordered(_staged(found, filters.stage), filters.sort).select_related("pupil", "school", "lead").only(*LISTED)


def page_of_plans(access: Access, filters: Filters, *, search: str = "", page: object = 1) -> PageOf[Plan]:
    """Fifty of them, with `sent_at` and `acknowledged_at` of the latest submission to the authority. Three queries."""
    listed = page_of(plans(access, filters, search=search), page, PAGE_SIZE)
    with_receipts(access, list(listed.items))
    return listed


def with_receipts(access: Access, listed: list[Any]) -> None:
    """Put the latest submission to the authority on each plan as `receipt` (None: nothing was sent). One query."""
    latest: dict[int, Submission] = {}
    sent = Submission.objects.visible_to(access).filter(
        plan_id__in=[plan.pk for plan in listed], recipient=TO_AUTHORITY, sent_at__isnull=False
    )
    for one in sent.order_by("sent_at", "id"):
        latest[one.plan_id] = one
    for plan in listed:
        plan.receipt = latest.get(plan.pk)


def stage_counts(access: Access, filters: Filters, *, search: str = "") -> dict[str, int]:
    """How many at each stage, under every filter but the stage. One query."""
    rows = _narrowed(access, filters, search=search).order_by().values("status").annotate(number=Count("pk"))
    counted = {row["status"]: row["number"] for row in rows}
    return {stage: counted.get(stage, 0) for stage in STAGES}


def schools(access: Access) -> list[tuple[int, str]]:
    """The schools whose PSPs `access` may see, for the filter. One query."""
    seen = Plan.objects.visible_to(access).values("school_id")
    return list(School.objects.filter(pk__in=seen).order_by("name").values_list("pk", "name"))


def leads(access: Access, school: int | None) -> list[tuple[int, str]]:
    """Who leads PSPs there, for the filter. One query."""
    seen = Plan.objects.visible_to(access).filter(lead__isnull=False)
    if school is not None:
        seen = seen.filter(school_id=school)
    return list(User.objects.filter(pk__in=seen.values("lead_id")).order_by("name").values_list("pk", "name"))


def received(access: Access, *, waiting: bool = True) -> Any:
    """Plans and reviews that reached the authority: those not acknowledged, oldest first; or the others, newest first."""
    found = Submission.objects.visible_to(access).filter(recipient=TO_AUTHORITY, sent_at__isnull=False)
    found = found.filter(acknowledged_at__isnull=waiting).select_related("plan__pupil", "school").only(*RECEIVED)
    return found.order_by("sent_at", "id") if waiting else found.order_by("-acknowledged_at", "-id")


@dataclass(frozen=True)
class SchoolFigures:
    """What one school has on the report's day, and what happened there in its term."""

    school_id: int
    school: str
    open: int
    live: int
    overdue: int
    soon: int
    longest_overdue: dt.date | None
    opened: int
    closed: int
    reviews: int = 0
    waiting: int = 0
    quiet: int = 0


def figures(
    access: Access, *, since: dt.date | None = None, until: dt.date | None = None, only_now: bool = False
) -> list[SchoolFigures]:
    """One line for each school with PSPs, the most overdue first. Four queries; one when `only_now` leaves out the rest.

    `opened`, `closed` and `reviews` count what happened from `since` to `until`; `quiet` are live plans without a check-in
    for three weeks; `waiting` are submissions that nobody at the authority has acknowledged.
    """
    today = timezone.localdate()
    since, until = since or dt.date(1900, 1, 1), until or today
    mine = Plan.objects.visible_to(access).filter(kind=Plan.Kind.PSP)
    overdue, soon = review_q("overdue", today), review_q("soon", today)
    rows = (
        mine.order_by()
        .values("school_id", "school__name")
        .annotate(
            open=Count("pk", filter=~Q(status=Status.CLOSED)),
            live=Count("pk", filter=Q(status=Status.LIVE)),
            overdue=Count("pk", filter=overdue),
            soon=Count("pk", filter=soon),
            opened=Count("pk", filter=Q(opened_on__gte=since, opened_on__lte=until)),
            closed=Count("pk", filter=Q(status=Status.CLOSED, closed_on__gte=since, closed_on__lte=until)),
            oldest=Min("next_review_on", filter=overdue),
        )
    )
    if only_now:
        return _figures(rows, {}, {}, {})
    held = Review.objects.visible_to(access).filter(held_on__gte=since, held_on__lte=until)
    reviews = _by_school(held)
    waiting = _by_school(received(access))
    long_ago = today - dt.timedelta(days=21)
    unheard = Q(last_check_in_on__isnull=True) | Q(last_check_in_on__lte=long_ago)
    quiet = _by_school(mine.filter(unheard, status=Status.LIVE, starts_on__lte=long_ago))
    return _figures(rows, reviews, waiting, quiet)


def _figures(rows: Any, reviews: dict[int, int], waiting: dict[int, int], quiet: dict[int, int]) -> list[SchoolFigures]:
    made = [
        SchoolFigures(
            school_id=row["school_id"], school=row["school__name"], open=row["open"], live=row["live"],
            overdue=row["overdue"], soon=row["soon"], longest_overdue=row["oldest"],
            opened=row["opened"], closed=row["closed"], reviews=reviews.get(row["school_id"], 0),
            waiting=waiting.get(row["school_id"], 0), quiet=quiet.get(row["school_id"], 0),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.overdue, one.longest_overdue or dt.date.max, -one.open, one.school))


def total_of(rows: list[SchoolFigures]) -> SchoolFigures:
    """The sum line."""
    days = [row.longest_overdue for row in rows if row.longest_overdue]
    sums = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("open", "live", "overdue", "soon", "opened", "closed", "reviews", "waiting", "quiet")
    }
    return SchoolFigures(school_id=0, school="", longest_overdue=min(days, default=None), **sums)


def overdue_plans(access: Access, limit: int = 300) -> list[Plan]:
    """The plans whose review is late, by school and then the longest overdue first."""
    today = timezone.localdate()
    found = Plan.objects.visible_to(access).filter(review_q("overdue", today)).select_related("pupil", "school", "lead").only(*LISTED)
    return list(found.order_by("school__name", "next_review_on", "pk")[:limit])


def terms(access: Access) -> list[Term]:
    """The authority's terms that have begun, newest first. One query."""
    begun = Term.objects.filter(school__isnull=True, starts_on__lte=timezone.localdate())
    return list(begun.filter(authority_id__in=access.home_authority_ids | access.authority_ids).order_by("-starts_on")[:9])


def _by_school(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().select_related(None).values("school_id").annotate(number=Count("pk")).values_list("school_id", "number"))


def _narrowed(access: Access, filters: Filters, *, search: str) -> Any:
    found = Plan.objects.visible_to(access).filter(kind=Plan.Kind.PSP)
    exact = {
        "school_id": filters.school, "lead_id": filters.lead,
        "opened_on__gte": filters.opened_from, "opened_on__lte": filters.opened_to,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.reason:
        found = found.filter(reasons__contains=[filters.reason])
    if filters.review:
        found = found.filter(review_q(filters.review, timezone.localdate()))
    if filters.receipt:
        found = _by_receipt(access, found, filters.receipt)
    if search:
        from pastoral.records.pupils.queries import search as pupils_called

        found = found.filter(pupil_id__in=pupils_called(access, search).order_by().values("pk"))
    return found


def _by_receipt(access: Access, found: Any, receipt: str) -> Any:
    # Sub-queries that do not look back at each plan: PostgreSQL reads each once, also under row security.
    sent = Submission.objects.visible_to(access).filter(recipient=TO_AUTHORITY, sent_at__isnull=False)
    all_sent = sent.order_by().values("plan_id")
    waiting = sent.filter(acknowledged_at__isnull=True).order_by().values("plan_id")
    if receipt == "unsent":
        return found.exclude(pk__in=all_sent)
    return found.filter(pk__in=waiting) if receipt == "waiting" else found.filter(pk__in=all_sent).exclude(pk__in=waiting)


def _staged(found: Any, stage: str) -> Any:
    if stage == OPEN:
        return found.exclude(status=Status.CLOSED)
    return found if stage == ALL else found.filter(status=stage)


def _ordered(found: Any, sort: str) -> Any:
    name = ("pupil__surname", "pupil__forename", "pk")
    if sort == "pupil":
        return found.order_by(*name)
    if sort == "school":
        return found.order_by("school__name", *name)
    if sort == "opened":
        return found.order_by("-opened_on", *name)
    if sort == "stage":
        place = Case(*[When(status=stage, then=Value(n)) for n, stage in enumerate(STAGES)], output_field=IntegerField())
        return found.order_by(place, *name)
    # Only a live plan owes a review, so the others come after, in the order in which they were opened.
    due = Case(When(status=Status.LIVE, then=F("next_review_on")), default=None)
    return found.order_by(due.asc(nulls_last=True), "opened_on", "pk")
