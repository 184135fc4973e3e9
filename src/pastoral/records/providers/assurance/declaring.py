"""The safeguarding declaration: asked by link, signed by link, signed in or on paper, and sent on to the authority (NPT-AP-06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents import stored
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.calendars import calendar_of_authority
from pastoral.records.organisations.models import Mailbox, School
from pastoral.records.organisations.queries import mailboxes
from pastoral.rules.engine import Look
from pastoral.rules.providers import ProviderFacts, StaffCheck
from pastoral.rules.providers.declaration import npt_ap_06_declaration
from pastoral.rules.sentences import Refused, Sentence, say

from .. import letters
from ..models import Declaration, DeclaredStaff, Provider
from . import papers
from .facts import as_declared
from .judging import policy_of

LINK_DAYS = 28
MAILBOXES = ("provider_declarations", "deputy_education_safeguarding_officer")
CONFIRMED = ("dbs", "references", "training", "suitability", "tells_at_once")
UNCONFIRMED = say("DECLARATION.unconfirmed", "All four confirmations and the promise are needed. If one is not true, say so to the school.")
NOT_SENIOR = say("DECLARATION.not_senior", "A senior member of the organisation must sign.")
SIGNED_ALREADY = say("DECLARATION.signed", "This declaration is signed. A change needs a new declaration.")
FUTURE = say("DECLARATION.future", "The day of signing must be today or in the past.")
SAME_PERSON = say("DECLARATION.same_person", "The second person must be somebody else than the one who signed.")
SAW_NOTHING = say("DECLARATION.saw", "Write which papers the second person has seen.")
NO_MAILBOX = say("DECLARATION.no_mailbox", "The authority has no address for declarations yet. Ask it for one.")
NOT_COUNTING = say("DECLARATION.not_counting", "The declaration does not count yet, so it is not sent.")


@dataclass(frozen=True)
class Said:
    """What a declaration says and who signs it."""

    organisation: str
    confirmed: frozenset[str]  # of CONFIRMED
    signed_by: str
    position: str
    is_senior: bool | None
    teaches: bool | None
    returned_to: str
    signed_on: dt.date
    drawn: str = ""
    staff: tuple[StaffCheck, ...] = ()


def ask(
    *, provider_id: int, asked_of: str, email: str, language: str, by: Access, school: School | None = None, authority: Any
) -> Declaration:  # fmt: skip
    """Ask a senior member of a provider by a link that needs no account. The message names no child."""
    by.require(Permission.COMMISSION)
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    row = _new(provider, authority, school, by=by, asked_of=asked_of, asked_email=email, language=language)
    address = links.make("declare", row.pk, provider=provider, person=asked_of, language=language, days=LINK_DAYS, by=by)

    def body() -> str:
        return "\n\n".join([
            gettext("%(place)s asks your organisation for its safeguarding declaration.") % {"place": row.returned_to},
            gettext("A senior member of the organisation signs it here: %(address)s") % {"address": address},
            gettext("The link works for %(days)s days. You need no account. Do not pass it on.") % {"days": LINK_DAYS},
        ])  # fmt: skip

    letters.write(
        letters.Reader(asked_of, email, language), key=f"declaration-{row.pk}-asked", kind="provider",
        subject=lambda: gettext("Please sign the safeguarding declaration"), body=body, authority_id=row.authority_id,
        school_id=row.school_id, by=by,
    )  # fmt: skip
    return row


def on_paper(
    *, provider_id: int, said: Said, by: Access, school: School | None = None, authority: Any, upload: Any = None
) -> Declaration:  # fmt: skip
    """A declaration that came on paper, written in by the school or the authority with the signed page."""
    by.require(Permission.COMMISSION)
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    row = _new(provider, authority, school, by=by)
    file = papers.keep(provider.pk, upload, by=by) if upload is not None else None
    return sign(declaration_id=row.pk, said=said, how=Declaration.How.PAPER, by=by, file=file)


def from_account(*, provider_id: int, authority: Any, said: Said, by: Access) -> Declaration:
    """The provider's lead signs a new declaration for one authority, signed in."""
    by.require(Permission.LEAD_PROVIDER)
    if not leads(by, provider_id):
        raise Provider.DoesNotExist(provider_id)
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    row = _new(provider, authority, None, by=by)
    return sign(declaration_id=row.pk, said=said, how=Declaration.How.ACCOUNT, by=by)


def sign(*, declaration_id: int, said: Said, how: str, by: Access, link: Any = None, file: Any = None) -> Declaration:
    """Sign what was asked. Raises `Refused` where something is not confirmed, or the dates of staff say otherwise."""
    with recording("declaration.signed", by=by) as record:
        row: Declaration = (
            Declaration.objects.visible_to(by)
            .select_for_update(of=("self",))
            .select_related("provider", "authority")
            .get(pk=declaration_id)
        )
        if row.signed_on is not None or (link is not None and not links.spend(link)):
            raise Refused(SIGNED_ALREADY)
        _write(row, said, how)
        row.file = file
        reasons = _problems(row, said)
        if reasons:
            raise Refused(reasons)
        row.seal = stored.seal(content_of(row, said.staff))
        row.save()
        for one in said.staff:
            DeclaredStaff(
                declaration=row, provider_id=row.provider_id, authority_id=row.authority_id, who=one.who, dbs_on=one.dbs_on,
                references=one.references, trained_on=one.trained_on,
            ).save()  # fmt: skip
        record.about(row, changes={"how": how, "staff": len(said.staff), "needs_second": row.needs_second})
    return row


def second(*, declaration_id: int, saw: str, by: Access, name: str) -> Declaration:
    """Somebody else has seen the papers of the person who signed and teaches there: from then on the declaration counts.

    The school or the authority that has it, or another lead of the provider; never who signed.
    """
    if not (by.may(Permission.COMMISSION) or by.may(Permission.LEAD_PROVIDER)):
        raise NotAllowed(Permission.COMMISSION)
    with recording("declaration.seconded", by=by) as record:
        row: Declaration = Declaration.objects.visible_to(by).select_for_update().get(pk=declaration_id)
        if not (by.may(Permission.COMMISSION) or leads(by, row.provider_id)):
            raise Declaration.DoesNotExist(declaration_id)
        if row.signed_on is None or not row.needs_second or row.second_on is not None:
            raise Refused(NOT_COUNTING)
        # who signed signed in wrote the name above it too, so the account tells as well
        its_account = row.asked_by.partition(" (")[0] if row.how == Declaration.How.ACCOUNT else ""
        if same_name(name, row.signed_by) or (its_account and same_name(name, its_account)):
            raise Refused(SAME_PERSON)
        if not saw.strip():
            raise Refused(SAW_NOTHING)
        row.second_by, row.second_on, row.second_saw = by.actor[:200] or name[:200], timezone.localdate(), saw[:300]
        row.save()
        record.about(row)
    return row


def send_on(*, declaration_id: int, by: Access) -> Declaration:
    """NPT-AP-06: the school sends it to the authority's safeguarding officer; the day is kept. The message holds no paper."""
    by.require(Permission.COMMISSION)
    with recording("declaration.sent", by=by) as record:
        row: Declaration = (
            Declaration.objects.visible_to(by).select_for_update(of=("self",)).select_related("provider").get(pk=declaration_id)
        )
        if not row.counts:
            raise Refused(NOT_COUNTING)
        box = mailbox_of(row.authority_id)
        if box is None:
            raise Refused(NO_MAILBOX)
        if row.sent_on is None:
            row.sent_on, row.sent_by, row.sent_to = timezone.localdate(), by.actor[:200], box.title
            row.save()
            page = settings.BASE_URL + reverse("declaration", args=[row.pk])
            with override("en-gb"):
                subject = gettext("A provider's safeguarding declaration is complete")
                body = "\n\n".join([
                    gettext("Provider: %(name)s") % {"name": row.provider.name},
                    gettext("Sign in to read it: %(address)s") % {"address": page},
                ])  # fmt: skip
            send(
                key=f"declaration-{row.pk}-sent", kind="provider", to_name=box.title, to_email=box.email, language="en-gb",
                subject=subject, body=body, authority_id=row.authority_id, school_id=row.school_id, by=by,
            )  # fmt: skip
        record.about(row, changes={"sent_on": row.sent_on.isoformat()})
    return row


def mailbox_of(authority_id: int) -> Mailbox | None:
    """Where the authority wants declarations sent; its safeguarding officer's post where it has no mailbox of that purpose."""
    boxes = mailboxes(authority_id)
    return next((boxes[purpose] for purpose in MAILBOXES if purpose in boxes), None)


def content_of(row: Declaration, staff: Iterable[StaffCheck]) -> dict[str, Any]:
    """What the seal is made over: every word and date that was signed."""
    return {
        "form": "F-NPT-07", "provider": row.provider_id, "authority": row.authority_id, "organisation": row.organisation,
        **{name: getattr(row, name) for name in CONFIRMED},
        "signed_by": row.signed_by, "position": row.position, "senior": row.is_senior, "teaches": row.teaches,
        "signed_on": row.signed_on, "returned_to": row.returned_to, "drawn": row.drawn,
        "staff": [
            {"who": one.who, "dbs_on": one.dbs_on, "references": one.references, "trained_on": one.trained_on} for one in staff
        ],
    }  # fmt: skip


def same_name(one: str, other: str) -> bool:
    """The same person as far as a name tells: case, spaces and full stops aside."""
    return _bare(one) == _bare(other)


def signs_for_self(said: Said) -> bool:
    """Whether the signatory is among those whose checks they confirm: by their own word, or by the list of staff."""
    return said.teaches is True or any(same_name(one.who, said.signed_by) for one in said.staff)


def _bare(name: str) -> str:
    return " ".join(name.casefold().replace(".", " ").replace("-", " ").split())


def _new(provider: Provider, authority: Any, school: School | None, *, by: Access, **more: Any) -> Declaration:
    returned_to = school.name if school is not None else authority.name
    with recording("declaration.asked", by=by) as record:
        row = Declaration(
            provider=provider, authority=authority, school=school, asked_by=by.actor[:200], organisation=provider.name,
            returned_to=returned_to, **more,
        )  # fmt: skip
        row.save()
        record.about(row)
    return row


def _write(row: Declaration, said: Said, how: str) -> None:
    values: Mapping[str, Any] = {name: name in said.confirmed for name in CONFIRMED} | {
        "organisation": said.organisation, "signed_by": said.signed_by, "position": said.position, "is_senior": said.is_senior,
        "teaches": said.teaches, "returned_to": said.returned_to or row.returned_to, "signed_on": said.signed_on, "how": how,
        "drawn": said.drawn, "needs_second": signs_for_self(said),
    }  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)


def _problems(row: Declaration, said: Said) -> tuple[Sentence, ...]:
    """What is missing from every declaration, and what the authority's rule says of this one."""
    today = timezone.localdate()
    reasons = []
    if said.confirmed != frozenset(CONFIRMED):
        reasons.append(UNCONFIRMED)
    if said.is_senior is not True:
        reasons.append(NOT_SENIOR)
    if said.signed_on > today:
        reasons.append(FUTURE)
    if reasons:
        return tuple(reasons)
    facts = ProviderFacts(name=row.organisation, declaration=as_declared(row, said.staff))
    look = Look(facts, policy_of(row.authority_id), calendar_of_authority(row.authority), today)
    return tuple(found.sentence for found in npt_ap_06_declaration(look) if found.effect == "BLOCK")
