"""A direction at each stage, taken on through the real services: `england(world)`, then `decided`, `noticed`, `running`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pastoral.casework.placements.directions import deciding, noticing, queries
from pastoral.casework.placements.models import Direction, DirectionReview, Placement
from pastoral.casework.placements.services import opening, sharing
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, PupilGrant, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Mailbox
from pastoral.records.policy.services import publish_for
from pastoral.records.pupils.models import Contact, Need
from plans.living.making import BACKEND

SINCE = dt.date(2026, 1, 1)
STARTS = dt.date(2026, 11, 16)  # a Monday: T14
DECIDED = dt.date(2026, 11, 6)


@dataclass
class England:
    """The school of Olivia with a head of pastoral care, an officer of its authority, and Olivia's father with an account."""

    world: Any
    lead: User
    officer: User
    father: User

    @contextmanager
    def acting(self, who: str = "lead") -> Iterator[Access]:
        with entered(access_of(getattr(self, who))) as access:
            yield access

    def browser(self, client: Any, who: str = "lead") -> Any:
        client.force_login(getattr(self, who), backend=BACKEND)
        return client


def england(world: Any, *, like: str = "plain-england", school_kind: str = "Community school", ehcp: bool = False) -> England:
    """The other authority of the world, working by every version of a pack, with its people."""
    authority, school, child = world.other_authority, world.olivia.school, world.olivia
    with entered(world.system(authority)) as by:
        publish_for(authority, by=by, like=like)
        Mailbox.objects.create(authority=authority, purpose="inclusion", title="Inclusion team", email="inclusion@westmere.invalid")
        school.kind = school_kind
        school.save()
        lead = _person("lead@oak.invalid", "Grace Okoro")
        Membership.objects.create(user=lead, role=Role.PASTORAL_LEAD, school=school, authority=authority, since=SINCE)
        officer = _person("officer@westmere.invalid", "Pat Dunn")
        Membership.objects.create(user=officer, role=Role.INCLUSION_OFFICER, authority=authority, since=SINCE)
        father = _person("father@hart.invalid", "Sam Hart")
        PupilGrant.objects.create(user=father, pupil=child, role=Role.PARENT, since=SINCE)
        with recording("test.contact", by=by) as record:
            contact = Contact(
                **scope_of(child), name="Sam Hart", relationship="father", parental_responsibility=True, lives_with_child=True,
                email="father@hart.invalid", user=father, may_be_contacted=True,
            )  # fmt: skip
            contact.save()
            if ehcp:
                Need(**scope_of(child), kind=Need.Kind.EHCP, since=SINCE).save()
            record.about(contact)
    return England(world, lead, officer, father)


def _person(email: str, name: str) -> User:
    return User.objects.create_user(email, name=name, is_demo=True)


def opened(here: England, *, decided_on: dt.date = DECIDED) -> Direction:
    """Nothing but the day of the decision."""
    with here.acting() as by:
        return deciding.open_direction(pupil_id=here.world.olivia.pk, decided_on=decided_on, by=by)


DECISION: dict[str, Any] = {
    "purpose": "behaviour", "to_name": "Quay Workshop", "starts_on": STARTS, "ends_on": dt.date(2027, 2, 12), "objectives": "Calm lessons.",
    "timeframe": "One term", "monitoring": "Grace Okoro rings each Friday.", "review_every": "Every four weeks",
    "first_review_on": dt.date(2026, 12, 14), "review_people": ["head", "parent", "board_nominee"],
    "parents_engaged_on": dt.date(2026, 11, 5), "pupil_views": "I like making things.",
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "address": "4 Quay Road, Westmere", "report_to": "Jo Marsh", "days": 55, "reasons": "Six suspensions since May.", "sessions_a_day": 2,
    "starts": dt.time(9), "break_starts": dt.time(12), "break_ends": dt.time(12, 40), "ends": dt.time(15),
}  # fmt: skip


def decided(here: England, *, decided_on: dt.date = DECIDED, **more: Any) -> Direction:
    """Everything of the decision and of the notice is written; the notice is not given."""
    row = opened(here, decided_on=decided_on)
    with here.acting() as by:
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, **{**DECISION, **more})
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, **NOTICE)
    return fresh(here, row)


def given_and_started(here: England, row: Direction) -> Direction:
    """The notice of what is written, and the start."""
    with here.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
        deciding.move(direction_id=row.pk, action="start", by=by)
    return fresh(here, row)


def noticed(here: England, **more: Any) -> Direction:
    """The notice is given."""
    row = decided(here, **more)
    with here.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
    return fresh(here, row)


def running(here: England, **more: Any) -> Direction:
    """It has started."""
    row = noticed(here, **more)
    with here.acting() as by:
        deciding.move(direction_id=row.pk, action="start", by=by)
    return fresh(here, row)


def fresh(here: England, row: Direction) -> Direction:
    with here.acting() as by:
        return queries.direction(by, row.pk)


def first_review(row: Direction, by: Access) -> DirectionReview:
    """The review that was set with the decision: the start has planned it for 14 December."""
    found: DirectionReview = queries.reviews(by, [row.pk])[row.pk][0]
    assert found.planned_for == DECISION["first_review_on"]
    return found


def placed(here: England, *, share: bool = True) -> Placement:
    """A placement of Olivia at Hafan Workshop from the day on which directions start here; shared with it, or not yet."""
    provider = here.world.provider
    with here.acting() as by:
        row = opening.open_placement(
            pupil_id=here.world.olivia.pk, by=by, reason="behaviour", provider=provider, site=provider.sites.first(), starts_on=STARTS,
            ends_on=dt.date(2027, 2, 12),
        )  # fmt: skip
        if share:
            sharing.share(placement_id=row.pk, sets={"contacts": sharing.Given("shared", "Sam Hart, father")}, by=by)
    return row


def at_provider(here: England) -> Access:
    """The eyes of a member of Hafan Workshop's staff, as of now."""
    found: Access = here.world.access("provider-staff")
    return found
