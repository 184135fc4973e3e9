"""To the authority and to everyone who must know (NPT-PSP-15, 17; the notification matrix, 3.3). What was sent is on the record."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import Membership
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.queries import mailbox
from pastoral.records.pupils.models import Contact
from pastoral.rules.psp import PlanFacts, notices
from pastoral.rules.sentences import Refused, say

from ..facts import facts_of
from ..models import Plan, Review, Submission
from .changing import Change, changing, look
from .moving import take
from .paperwork import make_plan_documents, make_review_documents

# Recipients who read in Pastoral and are reached at a functional mailbox of the authority (SYS-05).
MAILBOXES = {
    "authority": "psp",
    "deputy_safeguarding_officer": "deputy_education_safeguarding_officer",
    "wellbeing_service": "wellbeing_and_behaviour",
    "ewo": "education_welfare",
}


def send_plan(*, plan_id: int, by: Access) -> Plan:
    """Send the agreed plan: documents made, everyone in the matrix told, and the plan begins (agreed → sent → live)."""
    with changing(plan_id, "plan.sent", by=by) as change:
        facts = facts_of(by, [change.plan])[plan_id]
        take(change, "send", facts)
        make_plan_documents(change)
        _notify(change, "plan_agreed", facts, Submission.Event.AGREED)
        facts = facts_of(by, [change.plan])[plan_id]
        take(change, "begin", facts)
    return change.plan


def send_review(change: Change, review: Review, facts: PlanFacts) -> None:
    """Inside the recording of a review: its documents, and everyone in the matrix told."""
    make_review_documents(change, review)
    _notify(change, "review_recorded", facts, Submission.Event.REVIEWED, review=review)


def tell_wellbeing_service(*, plan_id: int, by: Access) -> Plan:
    """Make the Wellbeing and Behaviour Service aware of a risk of permanent exclusion (NPT-PSP-07)."""
    with changing(plan_id, "plan.exclusion_risk_told", by=by) as change:
        facts = facts_of(by, [change.plan])[plan_id]
        if not notices("exclusion_risk", facts):
            raise Refused((say("NPT-PSP-07.none", "Risk of permanent exclusion is not among the reasons for this plan."),))
        _notify(change, "exclusion_risk", facts, Submission.Event.EXCLUSION_RISK)
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
        _deliver(change, row, again=f"-again-{timezone.now():%Y%m%d%H%M%S}")
        change.record.about(row)
    return row


def _notify(change: Change, event: str, facts: PlanFacts, kind: str, *, review: Review | None = None) -> None:
    plan = change.plan
    for notice in notices(event, facts):
        for name in _names(change, notice.recipient):
            row = Submission(
                **scope_of(plan.pupil),
                plan=plan,
                event=kind,
                revision=plan.current_revision,
                review=review,
                recipient=notice.recipient,
                recipient_name=name[:150],
            )
            row.save()
            _deliver(change, row)
            change.record.about(row, changes={"recipient": notice.recipient, "event": kind}, verb="submission.made")
            change.tell("submission.made", who=name, recipient=notice.recipient, event=kind)


def _names(change: Change, recipient: str) -> list[str]:
    """Who the recipient is here: people where they are people, the post where it is a post."""
    plan = change.plan
    if recipient == "parent":
        return [c.name for c in _parents(change)] or [gettext("Parent or carer")]
    if recipient == "social_worker":
        workers = Contact.objects.visible_to(change.by).filter(pupil=plan.pupil_id, relationship="social_worker", until__isnull=True)
        return [c.name for c in workers]
    if recipient == "alnco":
        return [m.user.name for m in _alncos(plan)] or ["ALNCo"]
    if recipient in MAILBOXES:
        box = mailbox(plan.authority_id, MAILBOXES[recipient])
        return [box.title if box else recipient.replace("_", " ")]
    return [recipient.replace("_", " ")]


def _parents(change: Change) -> list[Contact]:
    rows = Contact.objects.visible_to(change.by).filter(pupil=change.plan.pupil_id, until__isnull=True, may_be_contacted=True)
    return [c for c in rows if c.parental_responsibility or c.delegated_authority]


def _alncos(plan: Plan) -> list[Membership]:
    return list(Membership.objects.filter(school=plan.school_id, role="alnco", until__isnull=True).select_related("user"))


def _deliver(change: Change, row: Submission, *, again: str = "") -> None:
    """One message with a link and neutral words. Without an address the copy is handed over: staff say when they did."""
    plan = change.plan
    address, language = _address(change, row)
    row.sent_at, row.sent_by = timezone.now(), change.by.actor
    if address:
        with override(language):
            subject = {
                Submission.Event.AGREED: gettext("A plan was agreed"),
                Submission.Event.REVIEWED: gettext("A review was held"),
                Submission.Event.EXCLUSION_RISK: gettext("A school asks you to look at a plan"),
            }[Submission.Event(row.event)]
            page = settings.BASE_URL + reverse("plan", args=[plan.pk])
            body = "\n\n".join(
                [
                    subject + ".",
                    gettext("School: %(school)s") % {"school": plan.school.name},
                    gettext("Sign in to read it: %(address)s") % {"address": page},
                    gettext("If you have no account, the school will give you a copy."),
                ]
            )
        row.message = send(
            key=f"submission-{row.pk}{again}",
            kind="submission",
            to_name=row.recipient_name,
            to_email=address,
            language=language,
            subject=subject,
            body=body,
            authority_id=row.authority_id,
            school_id=row.school_id,
            pupil=plan.pupil,
            by=change.by,
        )
    elif row.recipient == "authority":
        # the authority reads it in Pastoral; a mailbox is only the nudge
        row.sent_at = timezone.now()
    row.save()


def _address(change: Change, row: Submission) -> tuple[str, str]:
    plan = change.plan
    if row.recipient == "parent":
        for contact in _parents(change):
            if contact.name == row.recipient_name:
                return contact.email, "cy" if contact.language in ("cy", "both") else "en-gb"
        return "", "en-gb"
    if row.recipient == "social_worker":
        found = Contact.objects.visible_to(change.by).filter(pupil=plan.pupil_id, name=row.recipient_name).first()
        return (found.email if found else ""), "en-gb"
    if row.recipient == "alnco":
        for membership in _alncos(plan):
            if membership.user.name == row.recipient_name:
                return membership.user.email, membership.user.language
        return "", "en-gb"
    box = mailbox(plan.authority_id, MAILBOXES.get(row.recipient, row.recipient))
    return (box.email if box else ""), "en-gb"
