"""A generated authority: 60 schools, 20,000 pupils, 1,500 open PSPs with everything that hangs on them. Written in bulk.

Uses names of nobody. The rows are of the same shape and size as real ones, because page times depend on that.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.casework.plans import models as p
from pastoral.casework.plans.services.changing import SUBJECT
from pastoral.config.demo import names, stories
from pastoral.config.demo.places import terms_around
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.stored import seal
from pastoral.records.cases.models import TimelineEntry
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.models import Authority, Mailbox, School, Term
from pastoral.records.policy.services import publish_for
from pastoral.records.pupils.models import Contact, Need, Pupil
from pastoral.records.pupils.names import search_name
from pastoral.rules.upn import make_upn

SCHOOLS, PUPILS, PLANS = 60, 20_000, 1_500
BATCH = 2_000


@dataclass
class Generated:
    """Keys that the workloads need."""

    officer: User
    lead: User
    plan_live: int
    plan_meeting: int
    pupil: int
    review: int


def generate(say: Callable[[str], None], *, schools: int = SCHOOLS, pupils: int = PUPILS, plans: int = PLANS) -> Generated:
    """Fill an empty database. The same every time but for the dates."""
    chance = random.Random(1)
    today = timezone.localdate()
    authority = Authority.objects.create(code="B01", name="Benchmark", nation="wales", in_use=True, is_demo=True)
    Term.objects.bulk_create(
        Term(
            authority=authority,
            name=t.name,
            starts_on=t.starts_on,
            ends_on=t.ends_on,
            half_starts_on=t.half_starts_on,
            half_ends_on=t.half_ends_on,
        )
        for t in terms_around(today)
    )
    Mailbox.objects.create(authority=authority, purpose="psp", title="PSP mailbox", email="psp@benchmark.invalid")
    made = School.objects.bulk_create(
        School(authority=authority, number=f"B01{index:04}", name=f"School {index:02} of the benchmark", phase="Secondary", source="bench")
        for index in range(schools)
    )
    since = today - dt.timedelta(days=400)
    officer = User.objects.create_user("officer@benchmark.invalid", name="Officer", is_demo=True)
    Membership.objects.create(user=officer, role=Role.EWO, authority=authority, since=since)
    leads = []
    for school in made:
        lead = User.objects.create_user(f"lead{school.pk}@benchmark.invalid", name=f"Lead of {school.name}", is_demo=True)
        Membership.objects.create(user=lead, role=Role.PASTORAL_LEAD, school=school, authority=authority, since=since)
        leads.append(lead)
    with entered(Access.system(authority_id=authority.pk, doing="benchmark")) as access:
        publish_for(authority, by=access)
    say(f"{schools} schools")
    everybody = _pupils(access, made, pupils, chance, today)
    say(f"{pupils} pupils")
    ids = _plans(access, everybody, made, leads, plans, chance, today)
    say(f"{plans} plans")
    for first in range(0, len(ids), 100):
        with entered(access):
            look_again(SUBJECT, ids[first : first + 100], by=access)
    say("findings")
    with entered(access):
        live = p.Plan.objects.visible_to(access).filter(status="live", school=made[0]).order_by("pk").first()
        meeting = p.Plan.objects.visible_to(access).filter(status="meeting", school=made[0]).order_by("pk").first()
        with recording("benchmark.review", by=access) as record:
            review = p.Review(**scope_of(live.pupil), plan=live, number=9, due_on=today)
            review.save()
            record.about(review)
    return Generated(officer, leads[0], live.pk, meeting.pk, live.pupil_id, review.pk)


def _pupils(access: Access, schools: list[School], count: int, chance: random.Random, today: dt.date) -> list[Pupil]:
    everybody: list[Pupil] = []
    for first in range(0, count, BATCH):
        with entered(access), recording("benchmark.pupils", by=access) as record:
            batch = []
            for index in range(first, min(first + BATCH, count)):
                school = schools[index % len(schools)]
                forename, surname = chance.choice(names.GIRLS + names.BOYS), chance.choice(names.SURNAMES)
                batch.append(
                    Pupil(
                        authority_id=school.authority_id, school=school, forename=forename, surname=surname,
                        search_name=search_name(forename=forename, surname=surname),
                        upn=make_upn("671", f"{4000 + index // 1000:04}", 20, index % 1000), year_group=str(7 + index % 5),
                        date_of_birth=dt.date(today.year - 12 - index % 5, 1 + index % 12, 1 + index % 28),
                    )  # fmt: skip
                )
            made = Pupil.objects.bulk_create(batch)
            Contact.objects.bulk_create(
                Contact(
                    **scope_of(x),
                    name=f"Parent of {x.surname}",
                    relationship="mother",
                    parental_responsibility=True,
                    email=f"p{x.pk}@family.invalid",
                )
                for x in made
            )
            Need.objects.bulk_create(
                Need(**scope_of(x), kind="school_idp", reference=f"IDP-{x.pk}", since=today - dt.timedelta(days=200)) for x in made[::8]
            )
            record.about(schools[0].authority, changes={"pupils": len(made)})
            everybody += made
    return everybody


def _plans(
    access: Access, pupils: list[Pupil], schools: list[School], leads: list[User], count: int, chance: random.Random, today: dt.date
) -> list[int]:
    from pastoral.records.policy.queries import version_in_force

    version = version_in_force(schools[0].authority_id, today)
    lead_of = {school.pk: lead for school, lead in zip(schools, leads, strict=True)}
    stages = ("gathering", "organising", "meeting", "live", "live", "live", "live", "live", "agreed", "reviewed")
    ids: list[int] = []
    for first in range(0, count, 250):
        with entered(access), recording("benchmark.plans", by=access) as record:
            plans = []
            for index in range(first, min(first + 250, count)):
                pupil = pupils[index]
                stage = stages[(index // len(schools)) % len(stages)]
                opened = today - dt.timedelta(days=40 + index % 120)
                late = index % 7 == 0
                plans.append(
                    p.Plan(
                        **scope_of(pupil),
                        policy_version=version,
                        status=stage,
                        concern="A worry. " * 30,
                        reasons=list(stories.STORIES[index % 8].reasons),
                        strategies_tried="Tried. " * 30,
                        opened_on=opened,
                        lead=lead_of[pupil.school_id],
                        lead_post="Head of year",
                        key_adult_name="Key Adult",
                        alnco_informed_on=opened,
                        staff_informed_on=opened,
                        agreed_on=opened if stage in ("live", "agreed", "reviewed") else None,
                        starts_on=opened if stage in ("live", "reviewed") else None,
                        last_review_on=None,
                        next_review_on=today + dt.timedelta(days=-5 if late else 10)
                        if stage in ("live", "agreed", "reviewed")
                        else None,
                    )  # fmt: skip
                )
            for plan in p.Plan.objects.bulk_create(plans):
                ids.append(plan.pk)
            for model, rows in _around(plans, today):
                model.objects.bulk_create(rows, batch_size=5_000)
            record.about(schools[0].authority, changes={"plans": len(plans)})
    return ids


def _around(plans: list[p.Plan], today: dt.date) -> Iterator[tuple[Any, list[Any]]]:
    """Everything that hangs on the plans, table by table."""

    def each(make: Callable[[p.Plan, dict[str, Any], stories.Story], list[Any]]) -> list[Any]:
        return [row for i, plan in enumerate(plans) for row in make(plan, scope_of(plan.pupil), stories.STORIES[i % 8])]

    yield (
        p.Contribution,
        each(
            lambda plan, s, story: [
                p.Contribution(
                    **s,
                    plan=plan,
                    input=kind,
                    person=f"Person {kind}",
                    status="answered",
                    answers={"a": story.concern},
                    answered_at=timezone.now(),
                )
                for kind in ("staff", "child", "parent", "interventions", "agencies")
            ]
        ),
    )
    meetings = each(
        lambda plan, s, story: [
            p.Meeting(
                **s, plan=plan, on=plan.opened_on, held_on=plan.opened_on, venue="Room 1", invited_at=timezone.now()
            )
        ]
    )
    yield p.Meeting, meetings
    yield p.Attendee, [
        p.Attendee(**scope_of(m.plan.pupil), meeting=m, name=f"Person {n}", party="school", role="Teacher", reply="coming")
        for m in meetings
        for n in range(5)
    ]
    yield (
        p.SectionAnswers,
        each(
            lambda plan, s, story: [
                p.SectionAnswers(**s, plan=plan, section="working", answers={"working": story.working * 4}),
                p.SectionAnswers(
                    **s,
                    plan=plan,
                    section="child_views",
                    answers={"child_views": story.child, "child_views_method": story.method},
                ),
            ]
        ),
    )
    outcomes = each(
        lambda plan, s, story: [
            p.Outcome(
                **s, plan=plan, number=n, statement=o.statement, positive_change=o.positive_change, measure=o.measure, unit=o.unit,
                starting_point=o.starting_point, baseline=o.baseline, target=o.target, target_on=today, working=story.working,
                not_working=story.staff, what_matters=story.child,
            )  # fmt: skip
            for n, o in enumerate(story.outcomes, 1)
        ]
    )
    yield p.Outcome, outcomes
    promises = each(
        lambda plan, s, story: [
            p.Commitment(**s, plan=plan, party=party, owner_name="Somebody", text=text, by_when=today)
            for party, texts in (
                ("school_proactive", story.school_proactive), ("school_reactive", story.school_reactive), ("parent", story.parent_promise),
                ("child", story.child_promise),
            )  # fmt: skip
            for text in texts
        ]
    )
    yield p.Commitment, promises
    revisions = each(
        lambda plan, s, story: [
            p.Revision(**s, plan=plan, number=1, content={"plan": plan.pk, "text": story.concern * 5}, sha256=seal({"plan": plan.pk}))
        ]
    )
    yield p.Revision, revisions
    yield (
        p.Signature,
        [
            p.Signature(
                **scope_of(r.plan.pupil),
                plan=r.plan,
                revision=r,
                sha256=r.sha256,
                party=party,
                name=f"The {party}",
                capacity=party,
                answer="agrees",
                route="screen",
                answered_on=today,
            )
            for r in revisions
            for party in ("child", "school", "parent")
        ],
    )
    yield (
        p.CheckIn,
        each(
            lambda plan, s, story: [
                p.CheckIn(
                    **s,
                    plan=plan,
                    on=today - dt.timedelta(days=7 * n),
                    scale=1 + n % 5,
                    words=story.check_ins[n % 4],
                    by_name="Key adult",
                )
                for n in range(1, 7)
            ]
        ),
    )
    reviews = each(
        lambda plan, s, story: (
            [
                p.Review(
                    **s,
                    plan=plan,
                    number=1,
                    due_on=today,
                    held_on=today - dt.timedelta(days=20),
                    evaluation="Better.",
                    decision="continue",
                )
            ]
            if plan.status in ("live", "reviewed")
            else []
        )
    )
    yield p.Review, reviews
    first_of = {o.plan_id: o for o in outcomes if o.number == 1}
    yield (
        p.OutcomeProgress,
        [
            p.OutcomeProgress(
                **scope_of(r.plan.pupil), review=r, outcome=first_of[r.plan_id], value=Decimal(2), reached="partly"
            )
            for r in reviews
        ],
    )
    kept_of = {c.plan_id: c for c in promises}
    yield (
        p.CommitmentKept,
        [
            p.CommitmentKept(**scope_of(r.plan.pupil), review=r, commitment=kept_of[r.plan_id], kept="yes")
            for r in reviews
        ],
    )
    yield p.Submission, each(
        lambda plan, s, story: [
            p.Submission(**s, plan=plan, event="agreed", recipient="authority", recipient_name="PSP mailbox", sent_at=timezone.now())
        ]
        if plan.status in ("live", "reviewed")
        else []
    )
    yield p.StatusChange, each(
        lambda plan, s, story: [
            p.StatusChange(**s, plan=plan, action="begin", before="sent", after=plan.status, by_name="Lead")
        ]
    )
    yield TimelineEntry, each(
        lambda plan, s, story: [TimelineEntry(**s, at=timezone.now(), code="plan.opened", params={}, actor="Lead") for _n in range(20)]
    )
