"""Signatures (NPT-PSP-14): sealed words, five routes, capacity checked, a refusal with its reason valid, nothing overwritten."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, NotAllowed, Permission, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import PupilGrant
from pastoral.foundation.documents.stored import seal
from pastoral.foundation.outbox.services import send
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils import signatories as deciding
from pastoral.records.pupils.models import CareStatus, Contact
from pastoral.records.pupils.signatories import ParentSignatory
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..content import content_of
from ..models import Plan, Revision, Signature
from .changing import Change, changing

LINK_DAYS = 14


def parent_signatories(by: Access, plan: Plan) -> list[ParentSignatory]:
    """Each contact of the child with what the rules say of their signing in the parent's place."""
    care = CareStatus.objects.visible_to(by).filter(pupil=plan.pupil_id, kind=CareStatus.Kind.LOOKED_AFTER)
    contacts = Contact.objects.visible_to(by).filter(pupil=plan.pupil_id).order_by("priority", "id")
    return deciding.parent_signatories(contacts, care, on=timezone.localdate())


def seal_plan(*, plan_id: int, by: Access) -> Revision:
    """Close the words for signing: a revision with its hash, and a signature asked of the child, the school and each parent.

    The same words again give the same revision: nobody is asked twice for nothing.
    """
    with changing(plan_id, "plan.sealed", by=by) as change:
        plan = change.plan
        if plan.status != Plan.Status.MEETING:
            raise Refused(say("PSP.seal", "Signatures are gathered at the end of the meeting. Begin the meeting first."))
        content = content_of(by, plan)
        digest = seal(content)
        revision = Revision.objects.visible_to(by).filter(plan=plan, sha256=digest).order_by("-number").first()
        if revision is None:
            last = Revision.objects.visible_to(by).filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
            revision = Revision(
                **scope_of(plan.pupil), plan=plan, number=last + 1, content=content, sha256=digest, made_by_id=by.user_id
            )
            revision.save()
        plan.current_revision = revision
        change.record.about(revision, changes={"sha256": digest})
        change.tell("plan.sealed", number=revision.number)
        _ask_everyone(change, revision)
    return revision


def ask_professional(*, plan_id: int, name: str, post: str, by: Access, email: str = "", user_id: int | None = None) -> Signature:
    """Ask one more person, who took part, to sign as a professional."""
    with changing(plan_id, "signature.asked", by=by) as change:
        revision = _current(change.plan)
        row = _new(change, revision, party="professional", name=name, capacity=post or "professional", email=email, user_id=user_id)
    return row


def send_link(*, signature_id: int, by: Access) -> Signature:
    """Send (again) the single-purpose page on which one person reads and signs."""
    found = queries.signature(by, signature_id)
    with changing(found.plan_id, "signature.sent", by=by) as change:
        row = _waiting(signature_id, by, change.plan)
        if not row.email:
            raise Refused(
                (
                    say(
                        "NPT-PSP-14.email",
                        "There is no e-mail address for {name}. Sign on the screen, on paper or by telephone.",
                        name=row.name,
                    ),
                )
            )
        links.revoke("sign", row.pk)
        address = links.make("sign", row.pk, pupil=row.pupil, person=row.name, language=row.language, days=LINK_DAYS, by=by)
        with override(row.language):
            subject = gettext("Please read and sign")
            body = "\n\n".join(
                [
                    gettext("Hello %(name)s,") % {"name": row.name},
                    gettext("A plan was written in a meeting. Please read it and say whether you agree."),
                    gettext("Read and sign on this page: %(address)s") % {"address": address},
                    gettext("You may also say that you do not agree, and why. That is a good answer too."),
                    gettext("The link is for you only. Please do not pass it on."),
                ]
            )
        stamp = timezone.now()
        send(
            key=f"signature-{row.pk}-{stamp:%Y%m%d%H%M%S%f}",
            kind="signature",
            to_name=row.name,
            to_email=row.email,
            language=row.language,
            subject=subject,
            body=body,
            authority_id=row.authority_id,
            school_id=row.school_id,
            pupil=row.pupil,
            by=by,
        )
        change.record.about(row)
        change.tell("signature.sent", who=row.name)
    return row


def sign(
    *,
    signature_id: int,
    agrees: bool,
    route: str,
    by: Access,
    reason: str = "",
    typed: str = "",
    drawn: str = "",
    paper_id: int | None = None,
    on: dt.date | None = None,
    sha256: str = "",
) -> Signature:
    """Give one answer. `sha256` is the hash of the words that the signer was shown: other words, no signature.

    Routes: screen, call and paper are recorded by staff in the room; link and account are the signer's own.
    """
    found = queries.signature(by, signature_id)
    _may_sign(found, route, by)
    permission = Permission.BY_LINK if by.link_id else Permission.SIGN
    with changing(found.plan_id, "signature.given", by=by, permission=permission) as change:
        row = _waiting(signature_id, by, change.plan)
        if sha256 and sha256 != row.sha256:
            raise Refused(
                (
                    say(
                        "NPT-PSP-14.changed_words",
                        "The plan was changed while you were reading it. Please read it again before you sign.",
                    ),
                )
            )
        if not agrees and not reason.strip():
            raise Refused(say("NPT-PSP-14.reason", "Write why. A reason is needed when somebody does not agree."))
        if agrees and route in (Signature.Route.SCREEN, Signature.Route.LINK, Signature.Route.ACCOUNT) and not (typed.strip() or drawn):
            raise Refused(say("NPT-PSP-14.mark", "Type your name, or draw your signature."))
        if agrees and route == Signature.Route.PAPER and paper_id is None:
            raise Refused(say("NPT-PSP-14.paper", "Add the scan of the signed paper."))
        day = on or timezone.localdate()
        if day > timezone.localdate():
            raise Refused(say("NPT-PSP-14.future", "The date of a signature can't be in the future."))
        if route == Signature.Route.CALL and not reason.strip():
            raise Refused(say("NPT-PSP-14.call", "Write what was said in the call, and the number that was called."))
        row.answer = Signature.Answer.AGREES if agrees else Signature.Answer.REFUSES
        row.route, row.reason, row.typed, row.drawn, row.paper_id = route, reason, typed, drawn, paper_id
        row.answered_at, row.answered_on = timezone.now(), day
        staff_route = route in (Signature.Route.SCREEN, Signature.Route.CALL, Signature.Route.PAPER)
        row.recorded_by = by.actor if staff_route else ""
        row.save()
        links.revoke("sign", row.pk)
        change.record.about(row, changes={"answer": row.answer, "route": route, "sha256": row.sha256})
        change.tell("signature.agrees" if agrees else "signature.refuses", who=row.name)
    return row


def could_not_ask(*, signature_id: int, reason: str, by: Access) -> Signature:
    """Nobody could sign now; why is on the record, and the signature stays a task until somebody does."""
    found = queries.signature(by, signature_id)
    if not reason.strip():
        raise Refused(say("NPT-PSP-14.why", "Say why they can't sign now."))
    with changing(found.plan_id, "signature.not_possible", by=by) as change:
        row = _waiting(signature_id, by, change.plan)
        row.answer, row.reason, row.answered_at = Signature.Answer.UNAVAILABLE, reason, timezone.now()
        row.answered_on, row.recorded_by = timezone.localdate(), by.actor
        row.save()
        change.record.about(row)
        change.tell("signature.not_possible", who=row.name)
    return row


def ask_again(*, signature_id: int, by: Access) -> Signature:
    """A new, waiting signature for somebody who refused or could not be asked. The old answer stays as it was."""
    found = queries.signature(by, signature_id)
    with changing(found.plan_id, "signature.asked", by=by) as change:
        if found.answer in (Signature.Answer.WAITING, Signature.Answer.AGREES):
            raise Refused(say("NPT-PSP-14.once", "{name} has signed, or is still being asked.", name=found.name))
        revision = _current(change.plan)
        row = _new(
            change, revision, party=found.party, name=found.name, capacity=found.capacity, email=found.email,
            user_id=found.user_id, contact_id=found.contact_id, language=found.language, attendee_id=found.attendee_id,
        )  # fmt: skip
    return row


def _ask_everyone(change: Change, revision: Revision) -> None:
    """Ask the child, the school and each parent; or all who are at the meeting, where the authority has everyone sign."""
    if pack_of(change.plan.policy_version_id).psp.everyone_signs:
        _ask_all_present(change, revision)
    else:
        _ask_parties(change, revision)
    # those asked for older words are asked no more
    older = Signature.objects.visible_to(change.by).filter(plan=change.plan, answer=Signature.Answer.WAITING).exclude(revision=revision)
    for row in older:
        row.withdrawn_at = timezone.now()
        row.save()
        links.revoke("sign", row.pk)


PRESENT = "present"  # the capacity of somebody who signs because they were at the meeting
_PARTIES = {"child": Signature.Party.CHILD, "parent": Signature.Party.PARENT, "school": Signature.Party.SCHOOL}


def _ask_all_present(change: Change, revision: Revision) -> None:
    """Everyone who is marked as present (HIL-PSP-15). A parent signs as one who was there: no order of a court is asked about."""
    plan, by = change.plan, change.by
    meeting = queries.planning_meeting(by, plan)
    present = [one for one in meeting.attendees.all() if one.present] if meeting else []
    there = Signature.objects.visible_to(by).filter(plan=plan, revision=revision, withdrawn_at__isnull=True)
    have = {row.attendee_id for row in there}
    for one in present:
        if one.pk not in have:
            party = _PARTIES.get(one.party, Signature.Party.PROFESSIONAL)
            child = party == Signature.Party.CHILD
            _new(
                change, revision, party=party, name=one.name, capacity="child" if child else (one.role or PRESENT)[:60], email=one.email,
                user_id=one.user_id or (_account_of_child(plan.pupil_id) if child else None), contact_id=one.contact_id,
                language=one.language, attendee_id=one.pk,
            )  # fmt: skip
    # who turned out not to be there is not asked
    gone = [row for row in there if row.answer == Signature.Answer.WAITING and row.attendee_id not in {one.pk for one in present}]
    for row in gone:
        if row.attendee_id is not None:
            row.withdrawn_at = timezone.now()
            row.save()
            links.revoke("sign", row.pk)


def _ask_parties(change: Change, revision: Revision) -> None:
    plan, by = change.plan, change.by
    there = Signature.objects.visible_to(by).filter(plan=plan, revision=revision, withdrawn_at__isnull=True)
    have = {(row.party, row.contact_id) for row in there}
    if ("child", None) not in have:
        pupil = plan.pupil
        _new(
            change, revision, party="child", name=pupil.known_as, capacity="child", language=_language(pupil.language),
            user_id=_account_of_child(pupil.pk),
        )  # fmt: skip
    if ("school", None) not in have and plan.lead is not None:
        _new(change, revision, party="school", name=plan.lead.name, capacity=plan.lead_post or "school_post", user_id=plan.lead_id)
    signatories = [s for s in parent_signatories(by, plan) if s.refusal is None]
    for found in signatories:
        contact = found.contact
        if ("parent", contact.pk) not in have:
            _new(
                change, revision, party="parent", name=contact.name, capacity=found.capacity, email=contact.email,
                contact_id=contact.pk, user_id=contact.user_id, language=_language(contact.language),
            )  # fmt: skip
    if not signatories and ("parent", None) not in have:
        # nobody on the record may sign for the family: the gate must show it, not pass in silence
        _new(change, revision, party="parent", name=gettext("Parent or carer (nobody on the record may sign)"), capacity="")
    if signatories:
        # somebody may sign for the family now: the row that said nobody could is done with
        for row in there:
            if row.party == Signature.Party.PARENT and not row.capacity and row.answer == Signature.Answer.WAITING:
                row.withdrawn_at = timezone.now()
                row.save()


def _new(change: Change, revision: Revision, *, party: str, name: str, capacity: str, **more: object) -> Signature:
    row = Signature(
        **scope_of(change.plan.pupil), plan=change.plan, revision=revision, sha256=revision.sha256, party=party, name=name,
        capacity=capacity, **more,
    )  # fmt: skip
    row.save()
    change.record.about(row, changes={"party": party, "capacity": capacity}, verb="signature.asked")
    return row


def _waiting(signature_id: int, by: Access, plan: Plan) -> Signature:
    row: Signature = Signature.objects.visible_to(by).select_for_update(of=("self",)).get(pk=signature_id)
    if row.withdrawn_at is not None or row.revision_id != plan.current_revision_id:
        raise Refused(say("NPT-PSP-14.older", "The plan was changed after this was sent. You will be asked to sign the new words."))
    if row.answer != Signature.Answer.WAITING:
        raise Refused(say("NPT-PSP-14.answered", "{name} has already answered.", name=row.name))
    return row


def _may_sign(row: Signature, route: str, by: Access) -> None:
    """In the room, by call and on paper: recorded by who leads. By link or account: the signer alone."""
    if route in (Signature.Route.SCREEN, Signature.Route.CALL, Signature.Route.PAPER):
        by.require(Permission.LEAD_PLANS)
    elif (route == Signature.Route.ACCOUNT and row.user_id != by.user_id) or (route == Signature.Route.LINK and not by.link_id):
        raise NotAllowed("sign")
    if row.party == "parent" and not row.capacity:
        raise Refused(
            (
                say(
                    "NPT-PSP-14.nobody",
                    "Nobody on the record may sign for the family. Add a contact with parental responsibility first.",
                ),
            )
        )


def _current(plan: Plan) -> Revision:
    if plan.current_revision is None:
        raise Refused(say("PSP.unsealed", "Check the plan and close the words for signing first."))
    return plan.current_revision


def _account_of_child(pupil_id: int) -> int | None:
    found: int | None = (
        PupilGrant.objects.filter(pupil_id=pupil_id, role=Role.YOUNG_PERSON, until__isnull=True)
        .values_list("user_id", flat=True)
        .first()
    )
    return found


def _language(preference: str) -> str:
    return "cy" if preference in ("cy", "both") else "en-gb"
