"""Reviews of a direction and requests for one: invitation, who came, what was decided, who heard it (ENG-OSD-05 to 09, T15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.facts import facts_of_many
from pastoral.rules.calendar import CalendarDays, CalendarWeeks
from pastoral.rules.placements import latest_invitation, review_is_owed
from pastoral.rules.placements.directions import reviews_owed
from pastoral.rules.sentences import Refused, say

from ..models import Direction, DirectionReview, ReviewRequest
from . import queries
from .changing import Change, changing
from .deciding import take
from .facts import facts_of, has_ehcp, is_adult
from .noticing import weeks_of
from .telling import To, family, post, tell

NOT_HELD = say("OSD.not_held", "This review has not been held yet.")
FUTURE = say("OSD.future", "Record only what has been done: none of these days can be in the future.")
INVITED = ("parents_invited_on", "authority_invited_on")
TOLD = ("outcome_to_parent_on", "outcome_to_authority_on")


def latest_invitation_day(row: Direction, review_on: dt.date) -> dt.date | None:
    """The last day on which the family may be invited to a review of that day; None where no rule says."""
    days = pack_of(row.policy_version_id).policy.value("direction.invite_days")
    return latest_invitation(review_on, CalendarDays(days)) if days is not None else None


def plan_review(*, direction_id: int, on: dt.date, by: Access) -> DirectionReview:
    """Set the day of a review."""
    with changing(direction_id, "direction.review_planned", by=by) as change:
        row = change.row
        _refuse_day(change, on)
        review = DirectionReview(**scope_of(row.pupil), direction=row, planned_for=on)
        review.save()
        change.record.about(review, changes={"planned_for": on.isoformat()})
        change.tell("direction.review_planned", day=on)
    return review


def invite(*, review_id: int, by: Access) -> DirectionReview:
    """Invite the family, and the authority where it keeps a plan (ENG-OSD-07, 09). Late invitations go too; the rule says that they are."""
    with _changing(review_id, "direction.review_invited", by) as (change, review):
        _still_planned(review)
        if review.parents_invited_on is not None:
            raise Refused((say("OSD.invited", "The family was invited on {day}.", day=review.parents_invited_on),))
        today = timezone.localdate()
        sent = tell(change, "invitation", [*family(change, "ENG-OSD-07"), *_authority(change, "ENG-OSD-09")])
        if any(one.recipient in ("parent", "pupil") and one.message_id is not None for one in sent):
            review.parents_invited_on = today
        if any(one.recipient == "authority" and one.message_id is not None for one in sent):
            review.authority_invited_on = today
        review.save()
        change.record.about(review)
        if review.parents_invited_on is None:
            change.changes["by_hand"] = True
    return review


def set_review(*, review_id: int, by: Access, version: int | None = None, **values: Any) -> DirectionReview:
    """Move a planned review, or record invitations and outcomes that went by hand.

    Who was invited to another day was not invited to this one: a moved review asks for new invitations.
    """
    allowed = {"planned_for", "parents_invited_on", "authority_invited_on", "outcome_to_parent_on", "outcome_to_authority_on"}
    if unknown := set(values) - allowed:
        raise ValueError(f"not fields of a review: {sorted(unknown)}")
    with _changing(review_id, "direction.review_set", by, version) as (change, review):
        if review.held_on is not None:
            values.pop("planned_for", None)  # its day is the day it was held
        elif any(values.get(name) for name in TOLD):
            raise Refused((NOT_HELD,))
        if any(day is not None and day > timezone.localdate() for name, day in values.items() if name != "planned_for"):
            raise Refused((FUTURE,))
        if values.get("planned_for", review.planned_for) != review.planned_for:
            _refuse_day(change, values["planned_for"], but=review)
            values |= {name: None for name in INVITED if values.get(name) == getattr(review, name)}
        for name, value in values.items():
            setattr(review, name, value)
        review.save()
        change.record.about(review, changes={name: value.isoformat() if value else None for name, value in values.items()})
    return review


def hold(
    *, review_id: int, held_on: dt.date, people: list[str], outcome: str, by: Access, nominee: str = "",
    nominee_is_head: bool | None = None, said: str = "", next_on: dt.date | None = None, version: int | None = None,
) -> DirectionReview:  # fmt: skip
    """A review that was held: who took part and what it decided; ending takes the direction to its end."""
    with _changing(review_id, "direction.reviewed", by, version) as (change, review):
        row, today = change.row, timezone.localdate()
        _still_planned(review)
        if held_on > today or (row.began_on is not None and held_on < row.began_on):
            raise Refused((say("OSD.review_day", "A review is held on a day since it began, and not on a day to come."),))
        if "board_nominee" in people and not nominee.strip():
            raise Refused((say("OSD.nominee", "Write who came for the board."),))
        if "board_nominee" not in people:
            nominee, nominee_is_head = "", None
        if next_on is not None and next_on <= held_on:
            raise Refused((say("OSD.next_review", "The next review must be after this one."),))
        review.held_on, review.people, review.outcome, review.said = held_on, people, outcome, said
        review.nominee, review.nominee_is_head = nominee, nominee_is_head
        review.save()
        take(change, "record_review", facts_of(by, [row])[row.pk], choice=outcome)
        if next_on is not None and not any(
            one.planned_for == next_on and one.held_on is None for one in queries.reviews(by, [row.pk])[row.pk]
        ):
            following = DirectionReview(**scope_of(row.pupil), direction=row, planned_for=next_on)
            following.save()
            change.record.about(following, changes={"planned_for": next_on.isoformat()})
        change.record.about(review, changes={"outcome": outcome})
    return review


def tell_outcome(*, review_id: int, by: Access) -> DirectionReview:
    """The family hears what was decided, and the authority where it keeps a plan (ENG-OSD-08, HAM-OSD-04)."""
    with _changing(review_id, "direction.outcome_told", by, closed_too=True) as (change, review):
        if review.held_on is None:
            raise Refused((NOT_HELD,))
        if review.outcome_to_parent_on is not None:
            raise Refused((say("OSD.outcome_told", "The family heard it on {day}.", day=review.outcome_to_parent_on),))
        today = timezone.localdate()
        sent = tell(change, "outcome", [*family(change, "ENG-OSD-08"), *_authority(change, "HAM-OSD-04")])
        if any(one.recipient in ("parent", "pupil") and one.message_id is not None for one in sent):
            review.outcome_to_parent_on = today
        if any(one.recipient == "authority" and one.message_id is not None for one in sent):
            review.outcome_to_authority_on = today
        review.save()
        change.record.about(review)
    return review


def ask_for_review(
    *, direction_id: int, asked_by: str, name: str, by: Access, permission: Permission, on: dt.date | None = None,
    in_writing: bool = True, words: str = "", how: str = "record",
) -> ReviewRequest:  # fmt: skip
    """Somebody asks for a review. Whether one is owed is worked out from the day that it was asked (`owed`)."""
    with changing(direction_id, "direction.review_asked", by=by, permission=permission) as change:
        row, day = change.row, on or timezone.localdate()
        if not row.is_running:
            raise Refused((say("OSD.not_running", "A review can be asked for while the direction runs."),))
        if day > timezone.localdate() or (row.decided_on is not None and day < row.decided_on):
            raise Refused((say("OSD.request_day", "Say a day since the direction was decided, and not a day to come."),))
        asked = ReviewRequest(
            **scope_of(row.pupil), direction=row, on=day, asked_by=asked_by, name=name[:150], in_writing=in_writing, words=words, how=how,
            recorded_by=by.actor,
        )  # fmt: skip
        asked.save()
        change.record.about(asked, changes={"on": day.isoformat(), "by": asked_by})
        change.tell("direction.review_asked", who=name)
        if how != "record" and row.lead is not None:
            tell(change, "request", [To("lead", row.lead.name, row.lead.email, row.lead.language)])
    return asked


def owed_since(row: Direction, access: Access) -> list[dt.date]:
    """The days of the requests that still oblige the board to hold a review (ENG-OSD-06, HAM-OSD-02)."""
    weeks = weeks_of(row)
    return list(reviews_owed(facts_of(access, [row])[row.pk], CalendarWeeks(weeks))) if weeks is not None else []


def held_before(held: Iterable[dt.date], asked_on: dt.date, weeks: int) -> dt.date | None:
    """The review that was held in so many weeks before a request and makes a further one needless; None where one is owed (T15)."""
    days = sorted((day for day in held if day <= asked_on), reverse=True)
    return next((day for day in days if not review_is_owed(asked_on, (day,), CalendarWeeks(weeks))), None)


def may_ask(row: Direction, role: str) -> bool:
    """Whether a parent (until 18) or the pupil (from 18) asks for themselves today."""
    return (role == "pupil") == is_adult(row, timezone.localdate())


@contextmanager
def _changing(
    review_id: int, verb: str, by: Access, version: int | None = None, *, closed_too: bool = False
) -> Iterator[tuple[Change, DirectionReview]]:
    """`changing` for the direction of a review, with the review locked."""
    with changing(queries.review(by, review_id).direction_id, verb, by=by, version=version, closed_too=closed_too) as change:
        review: DirectionReview = DirectionReview.objects.visible_to(by).select_for_update(of=("self",)).get(pk=review_id)
        yield change, review


def _authority(change: Change, rule: str) -> list[To]:
    child = facts_of_many(change.by, [change.row.pupil])[change.row.pupil_id]
    return [post(change, "authority", rule)] if has_ehcp(child) else []


def _refuse_day(change: Change, on: dt.date, but: DirectionReview | None = None) -> None:
    """Raises `Refused` for a day before the start, or one on which a review is planned already."""
    row = change.row
    if row.starts_on is not None and on < row.starts_on:
        raise Refused((say("OSD.review_early", "A review is held once the direction has started, on {day}.", day=row.starts_on),))
    others = [one for one in queries.reviews(change.by, [row.pk]).get(row.pk, []) if but is None or one.pk != but.pk]
    if any(one.planned_for == on and one.held_on is None for one in others):
        raise Refused((say("OSD.review_twice", "A review is planned for {day} already.", day=on),))


def _still_planned(review: DirectionReview) -> None:
    if review.held_on is not None:
        raise Refused((say("OSD.held", "This review was held on {day}.", day=review.held_on),))
