"""To the authority and to everyone who must know (NPT-PSP-15, 17; the notification matrix, 3.3). What was sent is on the record."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import Membership
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.foundation.questions.definitions import Text
from pastoral.records.cases.models import Involvement
from pastoral.records.organisations.queries import mailbox
from pastoral.records.policy.packs import Pack, Recipient, pack_of, said
from pastoral.records.pupils.models import Contact
from pastoral.rules.psp import PlanFacts
from pastoral.rules.sentences import Refused, say

from ..facts import facts_of
from ..models import Plan, Review, Submission
from .changing import Change, changing, look
from .moving import take
from .paperwork import make_plan_documents, make_review_documents


@dataclass(frozen=True)
class Told:
    """One person or post that an event reaches: where, in which language, and what the policy says about why.

    `email` is "" where a copy is handed over or read in Pastoral. `gets` is copy, invite or tell.
    """

    role: str
    title: Text
    gets: str
    when: str
    source: str
    name: str
    email: str = ""
    language: str = "en-gb"


def told(by: Access, plan: Plan, event: str, facts: PlanFacts) -> list[Told]:
    """Whom the pack names for `plan_agreed`, `review_recorded` or `exclusion_risk`, where it applies to this plan (3.3)."""
    found: list[Told] = []
    for recipient in pack_of(plan.policy_version_id).recipients(event):
        if recipient.applies(facts):
            for name, email, language in _reached(by, plan, recipient):
                found.append(
                    Told(recipient.role, recipient.title, recipient.gets, recipient.when, recipient.source, name[:150], email, language)
                )
    return found


def not_told(plan: Plan, event: str, facts: PlanFacts) -> list[Recipient]:
    """Whom the pack names, but not for this plan: its condition does not hold."""
    return [one for one in pack_of(plan.policy_version_id).recipients(event) if not one.applies(facts)]


def send_plan(*, plan_id: int, by: Access) -> Plan:
    """Documents are made, everyone in the matrix is told, and the plan begins: agreed → sent → live.

    Where plans do not go to the authority, agreed → live; the family and others have their copies all the same.
    """
    with changing(plan_id, "plan.sent", by=by) as change:
        facts = facts_of(by, [change.plan])[plan_id]
        goes = pack_of(change.plan.policy_version_id).psp.is_sent
        if goes:
            take(change, "send", facts)
        make_plan_documents(change)
        _notify(change, "plan_agreed", facts, Submission.Event.AGREED)
        if goes:
            facts = facts_of(by, [change.plan])[plan_id]
        take(change, "begin", facts)
    return change.plan


def send_review(change: Change, review: Review, facts: PlanFacts) -> None:
    """Inside the recording of a review: its documents, and everyone in the matrix told."""
    make_review_documents(change, review)
    _notify(change, "review_recorded", facts, Submission.Event.REVIEWED, review=review)


def tell_wellbeing_service(*, plan_id: int, by: Access) -> Plan:
    """Make the authority's service aware of a risk of permanent exclusion (NPT-PSP-07, HIL-PSP-24)."""
    with changing(plan_id, "plan.exclusion_risk_told", by=by) as change:
        facts = facts_of(by, [change.plan])[plan_id]
        event = risk_event(pack_of(change.plan.policy_version_id))
        if not event or not told(by, change.plan, event, facts):
            raise Refused(say("NPT-PSP-07.none", "Risk of permanent exclusion is not among the reasons for this plan."))
        _notify(change, event, facts, Submission.Event.EXCLUSION_RISK)
        change.set(wellbeing_informed_on=timezone.localdate())
    return change.plan


def acknowledge(*, submission_id: int, by: Access) -> Submission:
    """An officer of the authority has it. A second click changes nothing."""
    by.require(Permission.ACKNOWLEDGE_SUBMISSIONS)
    with recording("submission.acknowledged", by=by) as record:
        row: Submission = Submission.objects.visible_to(by).select_for_update(of=("self",)).get(pk=submission_id)
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by = timezone.now(), by.actor
            row.save()
        record.about(row)
    look([row.plan_id], by=by)
    return row


def send_again(*, submission_id: int, by: Access) -> Submission:
    """Send one message again, for example after an address was put right."""
    found = Submission.objects.visible_to(by).select_related("plan__pupil").get(pk=submission_id)
    with changing(found.plan_id, "submission.sent_again", by=by) as change:
        row: Submission = Submission.objects.visible_to(by).select_for_update(of=("self",)).get(pk=submission_id)
        _deliver(change, row, _as_now(change, row), again=f"-again-{timezone.now():%Y%m%d%H%M%S%f}")
        change.record.about(row)
    return row


def risk_event(pack: Pack) -> str:
    """The event of the policy for a risk of permanent exclusion: at once, or before a decision to exclude; "" for neither."""
    return next((event for event in ("exclusion_risk", "before_exclusion") if pack.recipients(event)), "")


EVENTS = {
    Submission.Event.AGREED: "plan_agreed",
    Submission.Event.REVIEWED: "review_recorded",
    Submission.Event.EXCLUSION_RISK: "exclusion_risk",
}


def _as_now(change: Change, row: Submission) -> Told:
    """The same recipient with the address that is on the record now."""
    pack = pack_of(change.plan.policy_version_id)
    event = risk_event(pack) if row.event == Submission.Event.EXCLUSION_RISK else EVENTS[Submission.Event(row.event)]
    recipient = pack.recipient(event, row.recipient)
    if recipient is None:
        raise Refused(say("NPT-PSP-15.recipient", "{name} is no longer among those who are told.", name=row.recipient_name))
    known = _reached(change.by, change.plan, recipient)
    name, email, language = next((one for one in known if one[0][:150] == row.recipient_name), known[0])
    return Told(recipient.role, recipient.title, recipient.gets, recipient.when, recipient.source, name, email, language)


def _notify(change: Change, event: str, facts: PlanFacts, kind: str, *, review: Review | None = None) -> None:
    plan = change.plan
    for one in told(change.by, plan, event, facts):
        row = Submission(
            **scope_of(plan.pupil), plan=plan, event=kind, revision=plan.current_revision, review=review, recipient=one.role,
            recipient_name=one.name,
        )  # fmt: skip
        row.save()
        _deliver(change, row, one)
        change.record.about(row, changes={"recipient": one.role, "event": kind}, verb="submission.made")
        change.tell("submission.made", who=one.name, recipient=one.role, event=kind)


def _reached(by: Access, plan: Plan, recipient: Recipient) -> list[tuple[str, str, str]]:
    """(name, e-mail, language) of each: people where they are people, otherwise the post at the authority's mailbox."""
    people = {"mailbox": _nobody, "contact": _contacts, "person": _people}[recipient.by](by, plan, recipient.role)
    if people:
        return people
    box = mailbox(plan.authority_id, recipient.mailbox) if recipient.mailbox else None
    if box is not None:
        return [(box.title, box.email, "en-gb")]
    return [(said(recipient.title), "", "en-gb")]


def _nobody(by: Access, plan: Plan, role: str) -> list[tuple[str, str, str]]:
    return []


def _contacts(by: Access, plan: Plan, role: str) -> list[tuple[str, str, str]]:
    """Parents and carers who may be contacted, or the social worker. Each is written to in the language they chose (WAL-CY-03)."""
    today = timezone.localdate()
    rows = [
        c
        for c in Contact.objects.visible_to(by).filter(pupil=plan.pupil_id, may_be_contacted=True).order_by("priority", "id")
        if c.until is None or c.until >= today
    ]
    if role == "social_worker":
        rows = [c for c in rows if c.relationship == Contact.Relationship.SOCIAL_WORKER]
    else:
        rows = [c for c in rows if c.parental_responsibility or c.delegated_authority]
    return [(c.name, c.email, "cy" if c.language in ("cy", "both") else "en-gb") for c in rows]


# Whom a role means at the school or the authority, and as what somebody without that post is involved with the child.
_INVOLVED_AS = {"ewo": Involvement.As.EWO, "provider": Involvement.As.PROVIDER, "alnco": Involvement.As.ALNCO}


def _people(by: Access, plan: Plan, role: str) -> list[tuple[str, str, str]]:
    involved = Involvement.objects.visible_to(by).filter(
        pupil=plan.pupil_id, involved_as=_INVOLVED_AS.get(role, role), until__isnull=True
    )
    found = [(one.name, one.user.email if one.user else one.email, one.user.language if one.user else "en-gb")
             for one in involved.select_related("user").order_by("id")]
    if found or role != "alnco":
        return found
    members = Membership.objects.filter(school=plan.school_id, role=Role.ALNCO, until__isnull=True).select_related("user")
    return [(m.user.name, m.user.email, m.user.language) for m in members.order_by("id")]


def _deliver(change: Change, row: Submission, to: Told, *, again: str = "") -> None:
    """One message with a link and neutral words. Without an address the copy is handed over: staff say when they did."""
    plan = change.plan
    row.sent_at, row.sent_by = timezone.now(), change.by.actor
    if to.email:
        with override(to.language):
            subject = {
                Submission.Event.AGREED: gettext("A plan was agreed"),
                Submission.Event.REVIEWED: gettext("A review was held"),
                Submission.Event.EXCLUSION_RISK: gettext("A school asks you to look at a plan"),
            }[Submission.Event(row.event)]
            page = settings.BASE_URL + reverse("plan", args=[plan.pk])
            body = "\n\n".join(
                [
                    subject + ".",
                    *([gettext("You are asked to come to the next review. The school will tell you when.")] if to.gets == "invite" else []),
                    gettext("School: %(school)s") % {"school": plan.school.name},
                    gettext("Sign in to read it: %(address)s") % {"address": page},
                    gettext("If you have no account, the school will give you a copy."),
                ]
            )
        row.message = send(
            key=f"submission-{row.pk}{again}",
            kind="submission",
            to_name=row.recipient_name,
            to_email=to.email,
            language=to.language,
            subject=subject,
            body=body,
            authority_id=row.authority_id,
            school_id=row.school_id,
            pupil=plan.pupil,
            by=change.by,
        )
    row.save()
