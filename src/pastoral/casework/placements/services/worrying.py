"""Concerns about a placement: the provider tells the school's safeguarding lead at once (NPT-AP-14); the school reads and acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access, NotAllowed, Permission, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.foundation.outbox.services import send
from pastoral.records.cases import timeline
from pastoral.rules.placements.facts import CONCERNS
from pastoral.rules.sentences import Refused, say

from .. import clocks, queries
from .. import living as reading
from ..models import Concern, ConcernReport, Notice, Place, Placement
from .changing import SUBJECT, Change, changing
from .from_provider import at_home, scope_of_place

RESTRICTED = "restricted"
KIND = say("AP.concern_kind", "Say what the concern is about.")
WORDS = say("AP.concern_words", "Write what happened.")
# The roles that are written to, the first that somebody at the school holds.
SAFEGUARDING = (Role.DSL, Role.HEAD, Role.PASTORAL_LEAD)


def tell_school(*, place: Place, kind: str, said: str, by: Access) -> ConcernReport:
    """The provider's worry: kept, and the safeguarding lead written to in the same moment. What the school does stays its own."""
    by.require(Permission.WORK_FOR_PROVIDER)
    _check(kind, said)
    now = timezone.now()
    with recording("placement.concern_told", by=by) as record:
        report = ConcernReport(**scope_of_place(place), kind=kind, said=said, raised_at=now, by_name=by.actor)
        report.save()
        record.about(report, changes={"kind": kind})
        with at_home(place, "placement.concern", by=by, level=RESTRICTED) as (row, wide):
            concern = Concern(
                **scope_of(row.pupil), placement=row, report=report, kind=kind, raised_by=Concern.From.PROVIDER,
                by_name=by.actor, said=said, raised_at=now,
            )  # fmt: skip
            concern.save()
            _alert(row, concern, by=wide)
    return report


def raise_concern(
    *, placement_id: int, kind: str, said: str, raised_by: str, by: Access, by_name: str = "", contact_id: int | None = None,
    permission: Permission = Permission.COMMISSION,
) -> Concern:  # fmt: skip
    """A worry of the school, or what a parent or the child says ("this is not what we agreed"). The safeguarding lead is told at once."""
    _check(kind, said)
    by.require(permission)
    with recording("placement.concern_told", by=by) as record:
        row = queries.placement(by, placement_id)
        concern = Concern(
            **scope_of(row.pupil), placement=row, kind=kind, raised_by=raised_by, by_name=(by_name or by.actor)[:200], said=said,
            raised_at=timezone.now(), contact_id=contact_id,
            by_user_id=by.user_id if raised_by in (Concern.From.PARENT, Concern.From.PUPIL) else None,
        )  # fmt: skip
        concern.save()
        record.about(concern, changes={"kind": kind, "from": raised_by})
        family = raised_by in (Concern.From.PARENT, Concern.From.PUPIL)
        timeline.add(
            row.pupil, "placement.objection" if family else "placement.concern", by=by, params={"who": concern.by_name} if family else {},
            level="shared" if family else RESTRICTED, link=("placement", row.pk),
        )  # fmt: skip
        _alert(row, concern, by=by)
    look([row.pk], by=by, subject=SUBJECT)
    return concern


def _check(kind: str, said: str) -> None:
    wrong = [KIND] if kind not in CONCERNS else []
    if not said.strip():
        wrong.append(WORDS)
    if wrong:
        raise Refused(tuple(wrong))


def read_concern(*, concern_id: int, by: Access) -> Concern:
    """Somebody at the school has it in hand: the clock stops, and the provider sees that it was read."""
    found = reading.concern(by, concern_id)
    with changing(found.placement_id, "placement.concern_read", by=by, closed_too=True) as change:
        return _read(change, concern_id)


def _read(change: Change, concern_id: int) -> Concern:
    """Inside an open change: the concern, locked; who acts on it has read it."""
    by = change.by
    row: Concern = Concern.objects.visible_to(by).select_for_update(of=("self",)).get(pk=concern_id)
    if row.read_at is None:
        row.read_at, row.read_by = timezone.now(), by.actor
        row.save()
        change.record.about(row, verb="placement.concern_read")
        if row.report_id is not None:
            report: ConcernReport = ConcernReport.objects.visible_to(by).get(pk=row.report_id)
            report.read_at, report.read_by = row.read_at, by.actor
            report.save()
    return row


ACTS = frozenset({
    "done", "authority_told_on", "ofsted_told_on", "ofsted_reference", "lado_told_on", "lado_reference", "reviewed_on",
    "resolved_on",
})  # fmt: skip


def act_on(*, concern_id: int, by: Access, version: int | None = None, **what: Any) -> Concern:
    """What the school did, in confidence: whom it told and when, whether the placement was reviewed, and when it was settled.

    `version` is the placement's: what somebody else wrote meanwhile is not written over.
    """
    if unknown := set(what) - ACTS:
        raise ValueError(f"not what is done about a concern: {sorted(unknown)}")
    found = reading.concern(by, concern_id)
    today = timezone.localdate()
    for name, value in what.items():
        if name.endswith("_on") and value is not None and value > today:
            raise Refused((say("AP.future", "The day can't be in the future."),))
    with changing(found.placement_id, "placement.concern_acted", by=by, version=version, closed_too=True) as change:
        row = _read(change, concern_id)
        for name, value in what.items():
            setattr(row, name, value)
        row.save()
        change.record.about(row, changes={name: value.isoformat() for name, value in what.items() if isinstance(value, dt.date)})
    return row


def answer_family(*, concern_id: int, answer: str, by: Access, version: int | None = None) -> Concern:
    """What a parent or the child reads about what they said."""
    found = reading.concern(by, concern_id)
    if found.raised_by not in (Concern.From.PARENT, Concern.From.PUPIL):
        raise NotAllowed("answer")
    with changing(found.placement_id, "placement.concern_answered", by=by, version=version, closed_too=True) as change:
        row = _read(change, concern_id)
        row.answer, row.answered_at, row.answered_by = answer, timezone.now(), by.actor
        row.save()
        change.record.about(row)
    return row


def safeguarding_people(school_id: int) -> list[User]:
    """The designated safeguarding leads of the school; where there is none, its head, then its pastoral leads."""
    posts = list(
        Membership.objects.filter(school=school_id, role__in=SAFEGUARDING, until__isnull=True, user__is_active=True)
        .select_related("user").order_by("id")
    )  # fmt: skip
    for role in SAFEGUARDING:
        if found := [post.user for post in posts if post.role == role]:
            return list(dict.fromkeys(found))
    return []


def _alert(row: Placement, concern: Concern, *, by: Access, again: bool = False) -> None:
    """An urgent message to the safeguarding leads, in neutral words and without the child's name."""
    people = safeguarding_people(row.school_id)
    for person in people:
        message = _letter(row, concern, person, by=by, again=again)
        Notice(
            **scope_of(row.pupil), placement=row, event="concern", recipient="dsl", recipient_name=person.name[:150],
            rule="NPT-AP-14", sent_at=timezone.now(), sent_by=by.actor, message=message,
        ).save()  # fmt: skip


def _letter(row: Placement, concern: Concern, person: User, *, by: Access, again: bool) -> OutboundMessage:
    with override(person.language):
        subject = gettext("Urgent: a concern about a placement is waiting for you")
        body = "\n\n".join([
            gettext("A concern was raised about a placement at an alternative provider. Please read it now."),
            gettext("Sign in to read it: %(address)s")
            % {"address": settings.BASE_URL + reverse("placement-concern", args=[row.pk, concern.pk])},
            gettext("If a child is in danger, ring 999 first."),
            row.school.name,
        ])  # fmt: skip
    return send(
        key=f"placement-concern-{concern.pk}-{person.pk}{'-again' if again else ''}", kind="placement", to_name=person.name,
        to_email=person.email, language=person.language, subject=subject, body=body, authority_id=row.authority_id,
        school_id=row.school_id, pupil=row.pupil, by=by,
    )  # fmt: skip


def remind_unread(access: Access, *, now: dt.datetime | None = None) -> int:
    """Concerns that nobody read in the time that the pack gives: the head is written to as well, once. How many went out now."""
    moment = now or timezone.now()
    waiting = (
        Concern.objects.visible_to(access).filter(read_at__isnull=True, resolved_on__isnull=True, head_told_at__isnull=True)
        .select_related("placement__school", "placement__pupil")
    )  # fmt: skip
    late = [one for one in waiting if one.raised_at + clocks.read_within(one.placement) < moment]
    written = 0
    for one in late:
        posts = Membership.objects.filter(school=one.school_id, role=Role.HEAD, until__isnull=True, user__is_active=True)
        heads = [post.user for post in posts.select_related("user")]
        if not heads:  # asked again at the next turn: a school without a head today may have one tomorrow
            continue
        with recording("placement.concern_reminded", by=access, subject=one):
            for head in heads:
                _letter(one.placement, one, head, by=access, again=True)
            one.head_told_at = moment
            one.save()
        written += 1
    return written
