"""Who is told of a reduced timetable (rules catalogue 3.3), by message or by hand; each telling is on the record."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import Membership
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.queries import mailbox
from pastoral.records.policy.packs import pack_of, said
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact
from pastoral.rules.reduced import ReducedFacts, notices
from pastoral.rules.sentences import Sentence

from ..models import Notice, Timetable
from .changing import Change

# Where a post is reached: by the purpose of the authority's mailbox, or by the role of its people.
MAILBOXES = {
    "authority": "psp", "deputy_safeguarding_officer": "deputy_education_safeguarding_officer", "monitoring_group": "psp",
    "transport": "transport", "virtual_school": "virtual_school",
}  # fmt: skip
PEOPLE = {
    "ewo": Role.EWO, "attendance_support": Role.EWO, "director": Role.DIRECTOR, "monitoring_group": Role.MONITORING_GROUP,
    "deputy_safeguarding_officer": Role.SAFEGUARDING_OFFICER,
}  # fmt: skip
# Agreeing is done by answering; these are told by the notice.
TOLD = ("copy", "tell")


@dataclass(frozen=True)
class Told:
    """One recipient of an event as it reaches them: a post or a person; `email` "" where a copy is handed over."""

    role: str
    title: str
    kind: str
    rule: str
    why: Sentence
    name: str
    email: str = ""
    language: str = "en-gb"


def told(by: Access, row: Timetable, event: str, facts: ReducedFacts) -> list[Told]:
    """Whom the rules name for `reduced_starts` or `reduced_beyond_limit`, each with where they are reached."""
    pack = pack_of(row.policy_version_id)
    found: dict[str, Told] = {}
    for one in notices(event, facts, pack.policy):
        if one.recipient not in found:
            agrees = one.kind == "agree" and event == "reduced_starts"  # by their answer, not by this message
            name, email, language = ("", "", "en-gb") if agrees else _reached(by, row, one.recipient)
            title = said(pack.labels.role(one.recipient))
            found[one.recipient] = Told(
                one.recipient, title, one.kind, one.rule, one.why, name or title, email, language
            )
    return list(found.values())


def tell_all(change: Change, event: str, facts: ReducedFacts) -> None:
    """Inside an open change: everyone the rules name is written to, and it is noted that they were."""
    for one in told(change.by, change.row, event, facts):
        if one.kind in TOLD or event == "reduced_beyond_limit":
            _deliver(change, event, one)


def message(change: Change, event: str, role: str, *, key: str) -> None:
    """One message outside of the matrix: to the EWO, or to the lead of the timetable."""
    row = change.row
    if role == "lead":
        person = row.lead
        to = (person.name, person.email, person.language) if person is not None else ("", "", "en-gb")
    else:
        to = _reached(change.by, row, role)
    pack = pack_of(row.policy_version_id)
    title = said(pack.labels.role(role))
    _write(
        change,
        event,
        Told(role, title, "tell", "", Sentence("RT.message", "", ()), to[0] or title, to[1], to[2]),
        key=key,
    )


def _deliver(change: Change, event: str, to: Told) -> None:
    row = change.row
    count = Notice.objects.visible_to(change.by).filter(timetable=row, event=event, recipient=to.role).count()
    _write(change, event, to, key=f"timetable-{row.pk}-{event}-{to.role}-{count}")


def _write(change: Change, event: str, to: Told, *, key: str) -> None:
    row = change.row
    notice = Notice(
        **scope_of(row.pupil), timetable=row, event=event, recipient=to.role, recipient_name=to.name[:150], rule=to.rule,
        sent_at=timezone.now(), sent_by=change.by.actor,
    )  # fmt: skip
    if to.email:
        with override(to.language):
            subject = {
                "reduced_starts": gettext("A reduced timetable was agreed"),
                "reduced_beyond_limit": gettext("A longer reduced timetable is asked for"),
                "decided": gettext("A longer reduced timetable was decided"),
                "objection": gettext("A family says: this is not what we agreed"),
            }[event]
            page = settings.BASE_URL + reverse("timetable", args=[row.pk])
            body = "\n\n".join([
                subject + ".",
                gettext("School: %(school)s") % {"school": row.school.name},
                gettext("Sign in to read it: %(address)s") % {"address": page},
            ])  # fmt: skip
        notice.message = send(
            key=key, kind="timetable", to_name=to.name, to_email=to.email, language=to.language, subject=subject, body=body,
            authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
        )  # fmt: skip
    notice.save()
    change.record.about(notice, changes={"recipient": to.role, "event": event}, verb="timetable.told")
    change.tell("timetable.told", who=to.name)


def _reached(by: Access, row: Timetable, role: str) -> tuple[str, str, str]:
    """(name, e-mail, language) of a post or a person; empty where nobody is known."""
    today = timezone.localdate()
    if role in ("parent", "social_worker"):
        for one in (
            Contact.objects.visible_to(by).filter(pupil=row.pupil_id, may_be_contacted=True).order_by("priority", "id")
        ):
            worker = one.relationship == Contact.Relationship.SOCIAL_WORKER
            if is_current(one, today) and (worker if role == "social_worker" else one.parental_responsibility):
                return one.name, one.email, "cy" if one.language in ("cy", "both") else "en-gb"
        return "", "", "en-gb"
    box = mailbox(row.authority_id, MAILBOXES[role]) if role in MAILBOXES else None
    if box is not None:
        return box.title, box.email, "en-gb"
    if role in PEOPLE:
        post = (
            Membership.objects.filter(authority=row.authority_id, role=PEOPLE[role], until__isnull=True)
            .select_related("user").order_by("id").first()
        )  # fmt: skip
        if post is not None:
            return post.user.name, post.user.email, post.user.language
    return "", "", "en-gb"
