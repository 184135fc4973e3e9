"""Who is told of a direction (table 3.3), by message or by hand; each telling is on the record. Messages name no child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import PupilGrant
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.queries import mailboxes
from pastoral.records.policy.packs import pack_of, said
from pastoral.records.pupils.facts import PupilFacts, facts_of_many
from pastoral.records.pupils.models import Contact
from pastoral.rules.notices import EventFacts, told_under

from ..models import DirectionTold, Place
from .changing import Change
from .facts import has_ehcp, is_adult

# Mailboxes of the authority, the one for this first.
BOXES = {"authority": ("directions", "inclusion"), "virtual_school": ("virtual_school",)}
LINK_DAYS = 90
FAMILY = ("parent", "pupil")


@dataclass(frozen=True)
class To:
    """One who is to be told: a post or a person; `email` "" where it must be done by hand."""

    role: str
    name: str
    email: str = ""
    language: str = "en-gb"
    rule: str = ""
    contact_id: int | None = None
    page: str = ""  # where a provider reads it; others have the page of the direction


def who_gets_notice(change: Change) -> list[To]:
    """Whom the rules name for the notice of this direction, each with where they are reached."""
    row = change.row
    child = facts_of_many(change.by, [row.pupil])[row.pupil_id]
    event = EventFacts(
        has_ehcp=has_ehcp(child), looked_after=child.looked_after, has_social_worker=child.social_worker is not None,
        at_provider=row.placement_id is not None, is_direction=True,
    )  # fmt: skip
    found: list[To] = []
    for one in told_under("direction_notice", event, pack_of(row.policy_version_id).policy):
        if one.recipient == "parent":
            # at 18 the notice is the young person's own (ENG-OSD-04)
            found += [pupil_themselves(change, one.rule)] if is_adult(row) else parents(child, one.rule)
        elif one.recipient == "provider":
            provider = provider_of(change, one.rule)
            found += [provider] if provider is not None else []
        elif one.recipient == "social_worker":
            worker = child.social_worker
            found += [To("social_worker", worker.name, worker.email, rule=one.rule, contact_id=worker.id)] if worker else []
        else:
            found.append(post(change, one.recipient, one.rule))
    return found


def provider_of(change: Change, rule: str = "ENG-OSD-03") -> To | None:
    """The provider of the placement. Until the place is shared it sees nothing of the child, so the copy goes by hand."""
    provider = change.row.placement.provider if change.row.placement is not None else None
    if provider is None:
        return None
    place = Place.objects.visible_to(change.by).filter(
        placement=change.row.placement_id, provider=provider.pk, ended_on__isnull=True
    ).first()  # fmt: skip
    language = "cy" if provider.languages == ["cy"] else "en-gb"
    if place is None:
        return To("provider", provider.name, "", language, rule)
    return To("provider", provider.name, provider.email, language, rule, page=reverse("provider-pupil", args=[place.pk]))


def parents(child: PupilFacts, rule: str = "") -> list[To]:
    """Each adult with parental responsibility who may be written to."""
    return [
        To("parent", one.name, one.email, "cy" if one.language in ("cy", "both") else "en-gb", rule, one.id)
        for one in child.contacts
        if one.parental_responsibility and one.may_be_contacted and one.relationship != Contact.Relationship.SOCIAL_WORKER
    ]


def family(change: Change, rule: str = "") -> list[To]:
    """Who speaks for the child today: the parents, or the young person at 18."""
    if is_adult(change.row, timezone.localdate()):
        return [pupil_themselves(change, rule)]
    return parents(facts_of_many(change.by, [change.row.pupil])[change.row.pupil_id], rule)


def pupil_themselves(change: Change, rule: str) -> To:
    """The young person, reached by their account where they have one."""
    row = change.row
    account = (
        PupilGrant.objects.filter(pupil=row.pupil_id, role=Role.YOUNG_PERSON, until__isnull=True).select_related("user").first()
    )
    name = f"{row.pupil.forename} {row.pupil.surname}"
    return To("pupil", name, account.user.email, account.user.language, rule) if account is not None else To("pupil", name, rule=rule)


def post(change: Change, role: str, rule: str) -> To:
    """A post of the authority, at its mailbox."""
    pack = pack_of(change.row.policy_version_id)
    own = pack.recipient("plan_agreed", role)  # where the council has its papers about a child sent
    boxes = mailboxes(change.row.authority_id)
    wanted = [*BOXES.get(role, ()), own.mailbox if own is not None else "", "psp" if role == "authority" else ""]
    box = next((boxes[purpose] for purpose in wanted if purpose in boxes), None)
    return To(role, box.title, box.email, rule=rule) if box is not None else To(role, said(pack.labels.role(role)), rule=rule)


def tell(change: Change, event: str, recipients: Iterable[To]) -> list[DirectionTold]:
    """Inside an open change: write to each who has an address, and note everybody; without an address the copy goes by hand."""
    made = []
    for to in recipients:
        row = DirectionTold(
            **scope_of(change.row.pupil), direction=change.row, event=event, recipient=to.role, recipient_name=to.name[:150],
            contact_id=to.contact_id if to.role == "parent" else None, rule=to.rule, sent_at=timezone.now(), sent_by=change.by.actor,
        )  # fmt: skip
        row.save()
        if to.email:
            row.message = _message(change, event, to, row)
            row.save()
        change.record.about(row, changes={"recipient": to.role, "event": event}, verb="direction.told")
        change.tell("direction.told", who=to.name)
        made.append(row)
    return made


def subjects() -> dict[str, str]:
    """What each kind of message is about, in the reader's language."""
    return {
        "notice": gettext("Written notice from the school"),
        "invitation": gettext("You are invited to a review"),
        "outcome": gettext("What a review decided"),
        "report": gettext("A school reports an off-site direction"),
        "request": gettext("Somebody asks for a review of an off-site direction"),
    }


def _message(change: Change, event: str, to: To, row: DirectionTold) -> OutboundMessage:
    """What happened in neutral words, and the way to the page: by link for a parent, else by signing in."""
    direction = change.row
    with override(to.language):
        subject = subjects()[event]
        lines = [subject + ".", gettext("School: %(school)s") % {"school": direction.school.name}]
        if to.role == "parent":
            where = links.make(
                "direction", row.pk, pupil=direction.pupil, person=to.name, language=to.language, days=LINK_DAYS, by=change.by
            )
            lines.append(gettext("Read it here: %(address)s") % {"address": where})
        else:
            where = settings.BASE_URL + (to.page or reverse("direction", args=[direction.pk]))
            lines.append(gettext("Sign in to read it: %(address)s") % {"address": where})
    return send(
        key=f"direction-{event}-{row.pk}", kind="direction", to_name=to.name, to_email=to.email, language=to.language, subject=subject,
        body="\n\n".join(lines), authority_id=direction.authority_id, school_id=direction.school_id, pupil=direction.pupil, by=change.by,
    )  # fmt: skip
