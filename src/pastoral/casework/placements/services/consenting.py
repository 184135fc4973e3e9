"""Consent to sharing is always asked for, and the answer kept, whatever it is (HAM-AP-12). It does not stop what must be shared."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import SignedLink
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.records.cases import timeline
from pastoral.records.pupils.models import Contact
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..models import Consent
from .changing import SUBJECT, changing

PURPOSE = "share-consent"
DAYS = 14
NO_ADDRESS = say("AP.consent.address", "There is no e-mail address for this person. Ask in another way.")
FUTURE = say("AP.consent.future", "The day must not be after today.")
NO_NAME = say("AP.consent.name", "Say who was asked.")
LATE = say("AP.consent.late", "This was answered before.")


def ask(
    *, placement_id: int, contact_id: int | None = None, person: str = "", how: str, asked_on: dt.date | None = None,
    answer: str = "", words: str = "", by: Access,
) -> Consent:  # fmt: skip
    """Somebody was asked, by link (a message goes out) or in person; an answer given at once is kept with it."""
    day = asked_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused((FUTURE,))
    with changing(placement_id, "placement.consent_asked", by=by) as change:
        row = change.row
        contact = Contact.objects.visible_to(by).get(pk=contact_id, pupil=row.pupil_id) if contact_id else None
        name = contact.name if contact is not None else person.strip()
        if not name:
            raise Refused((NO_NAME,))
        by_link = how == Consent.How.LINK
        if by_link and (contact is None or not contact.email):
            raise Refused((NO_ADDRESS,))
        made = Consent(
            **scope_of(row.pupil), placement=row, contact=contact, person=name, how=how, asked_on=day, asked_by=by.actor,
            answer="" if by_link else answer, words="" if by_link else words,
            answered_on=day if answer and not by_link else None,
        )  # fmt: skip
        made.save()
        change.record.about(made)
        change.tell("sharing.consent_asked", who=name)
        if by_link and contact is not None:
            _write(made, contact, by)
        elif answer in (Consent.Answer.YES, Consent.Answer.NO):
            change.tell("sharing.consent_answered", who=name)
    return made


def note_answer(*, consent_id: int, answer: str, words: str = "", on: dt.date | None = None, by: Access) -> Consent:
    """The school writes down what somebody answered, or that nobody did."""
    found: Consent = Consent.objects.visible_to(by).get(pk=consent_id)
    with changing(found.placement_id, "placement.consent_answered", by=by) as change:
        row: Consent = Consent.objects.visible_to(by).select_for_update(of=("self",)).get(pk=consent_id)
        row.answer, row.words, row.answered_on = answer, words, on or timezone.localdate()
        row.save()
        change.record.about(row, changes={"answer": answer})
        change.tell("sharing.consent_answered", who=row.person)
    links.revoke(PURPOSE, consent_id)
    return row


def of_link(link: SignedLink, by: Access) -> Consent:
    """What the bearer of a link was asked. Raises Consent.DoesNotExist."""
    row: Consent = Consent.objects.visible_to(by).select_related("placement__provider", "school").get(pk=link.subject_id)
    return row


def answer_by_link(*, link: SignedLink, answer: str, words: str, by: Access) -> Consent:
    """The person's own answer. A link is spent by it; a second answer is refused."""
    if not links.spend(link):
        raise Refused((LATE,))
    with recording("placement.consent_answered", by=by) as record:
        row: Consent = Consent.objects.visible_to(by).select_for_update(of=("self",)).get(pk=link.subject_id)
        row.answer, row.words, row.answered_on = answer, words, timezone.localdate()
        row.save()
        record.about(row, changes={"answer": answer})
        placement = queries.placement(by, row.placement_id)
        timeline.add(
            placement.pupil, "sharing.consent_answered", by=by, params={"who": row.person}, link=("placement", placement.pk)
        )
    look([row.placement_id], by=by, subject=SUBJECT)
    return row


def of_placement(by: Access, placement_id: int) -> list[Consent]:
    return list(Consent.objects.visible_to(by).filter(placement=placement_id).select_related("contact"))


def _write(row: Consent, contact: Contact, by: Access) -> None:
    language = "cy" if contact.language in ("cy", "both") else "en-gb"
    address = links.make(PURPOSE, row.pk, pupil=contact.pupil, person=contact.name, language=language, days=DAYS, by=by)
    with override(language):
        send(
            key=f"share-consent-{row.pk}", kind="placement.consent", to_name=contact.name, to_email=contact.email, language=language,
            subject=gettext("The school asks for your answer"),
            body=gettext("The school asks whether it may share information with a provider. Read it and answer here: {page}").format(
                page=address
            ),
            authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil_id, by=by,
        )  # fmt: skip

