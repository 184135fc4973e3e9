"""Who is told of a reduced timetable (rules catalogue 3.3), by message or by hand; each telling is on the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.foundation.outbox.services import send
from pastoral.records.cases.models import Involvement
from pastoral.records.organisations.models import Mailbox
from pastoral.records.organisations.queries import mailboxes
from pastoral.records.policy.packs import pack_of, said
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact
from pastoral.rules.reduced import ReducedFacts, notices
from pastoral.rules.sentences import Refused, Sentence, say

from ..form_document import TRAVEL
from ..models import Notice, Timetable
from . import paperwork
from .changing import Change, changing

# Where a post is reached: by the purpose of the authority's mailbox, or by the role of its people.
MAILBOXES = {
    "authority": "psp", "deputy_safeguarding_officer": "deputy_education_safeguarding_officer", "monitoring_group": "psp",
    "transport": "transport", "virtual_school": "virtual_school",
}  # fmt: skip
PEOPLE = {
    "ewo": Role.EWO, "attendance_support": Role.EWO, "director": Role.DIRECTOR, "monitoring_group": Role.MONITORING_GROUP,
    "deputy_safeguarding_officer": Role.SAFEGUARDING_OFFICER,
}  # fmt: skip
# Events whose message leads to the papers, and who gets which of them besides the authority, which gets all (NPT-RT-12, 13).
TRAVEL_CHANGE = "travel_change"
WITH_PAPERS = ("reduced_starts", TRAVEL_CHANGE)
SIGNED = ("reduced", "reduced_primary", "reduced_secondary")
PAPERS_FOR = {"deputy_safeguarding_officer": (*SIGNED, "psp"), "transport": (TRAVEL,)}
NO_ADDRESS = say("RT.no_address", "There is no address for this recipient on the record. Hand over a copy, or ask the authority for it.")
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
    """Whom the rules name for `reduced_starts` or `reduced_beyond_limit`, each with where they are reached. At most four queries."""
    pack = pack_of(row.policy_version_id)
    found: dict[str, Told] = {}
    around = Around(by, row)
    for one in notices(event, facts, pack.policy):
        if one.recipient not in found:
            agrees = one.kind == "agree" and event == "reduced_starts"  # by their answer, not by this message
            name, email, language = ("", "", "en-gb") if agrees else _reached(around, one.recipient)
            title = said(pack.labels.role(one.recipient))
            found[one.recipient] = Told(
                one.recipient, title, one.kind, one.rule, one.why, name or title, email, language
            )
    return list(found.values())


def tell_all(change: Change, event: str, facts: ReducedFacts) -> None:
    """Inside an open change: everyone the rules name is written to, and it is noted that they were, and with which papers.

    The papers of a start are made here. Transport has the form for changed journeys already: it was sent before (NPT-RT-21).
    """
    items = paperwork.keep_pack(change, facts) if event == "reduced_starts" else {}
    has_form = Notice.objects.visible_to(change.by).filter(timetable=change.row, event=TRAVEL_CHANGE).exists()
    for one in told(change.by, change.row, event, facts):
        if one.role == "transport" and has_form:
            continue
        if one.kind in TOLD or event == "reduced_beyond_limit":
            _with_papers(change, _deliver(change, event, one), one, items)


def tell_transport(change: Change) -> Notice:
    """Inside an open change: the request for changed journeys, with its form, to the transport service (NPT-TR-02)."""
    pack = pack_of(change.row.policy_version_id)
    name, email, language = _reached(Around(change.by, change.row), "transport")
    title = said(pack.labels.role("transport"))
    to = Told("transport", title, "copy", "NPT-TR-02", Sentence("RT.message", "", ()), name or title, email, language)
    notice = _deliver(change, TRAVEL_CHANGE, to)
    files = paperwork.keep_travel_form(change)
    _with_papers(change, notice, to, {TRAVEL: paperwork.items_of(TRAVEL, files, change.row)})
    return notice


def send_again(*, notice_id: int, by: Access) -> Notice:
    """The same message once more, to the address that is on the record now; its papers stay those that went with it."""
    found = Notice.objects.visible_to(by).get(pk=notice_id)
    with changing(found.timetable_id, "timetable.told_again", by=by) as change:
        row: Notice = Notice.objects.visible_to(by).select_for_update(of=("self",)).get(pk=notice_id)
        name, email, language = _reached(Around(by, change.row), row.recipient)
        if not email:
            raise Refused((NO_ADDRESS,))
        to = Told(row.recipient, row.recipient_name, "tell", row.rule, Sentence("RT.message", "", ()), name, email, language)
        row.message = _message(change, row.event, to, key=f"timetable-notice-{row.pk}-again-{timezone.now():%Y%m%d%H%M%S%f}")
        row.recipient_name, row.sent_at, row.sent_by = name[:150], timezone.now(), by.actor
        row.save()
        change.record.about(row)
    return row


def notices_of(by: Access, row: Timetable) -> list[Notice]:
    """Who was told of this timetable, each with the message, newest first."""
    return list(Notice.objects.visible_to(by).filter(timetable=row).select_related("message").order_by("-id"))


def timetable_of(by: Access, notice_id: int) -> int:
    """Which timetable a notice is of. Raises Notice.DoesNotExist where it is not visible."""
    return int(Notice.objects.visible_to(by).get(pk=notice_id).timetable_id)


def _with_papers(change: Change, notice: Notice, to: Told, items: Mapping[str, list[dict[str, Any]]]) -> None:
    """Who gets a copy gets papers; the authority all of them (NPT-RT-13), the others those that are theirs (NPT-RT-12)."""
    theirs = PAPERS_FOR.get(to.role, SIGNED if to.kind == "copy" else ())
    found = [one for paper, own in items.items() if to.role == "authority" or paper in theirs for one in own]
    if found:
        paperwork.keep_manifest(change, notice, found)


def message(change: Change, event: str, role: str, *, key: str) -> None:
    """One message outside of the matrix: to the EWO, or to the lead of the timetable."""
    row = change.row
    to = _reached(Around(change.by, row), role)
    pack = pack_of(row.policy_version_id)
    title = said(pack.labels.role(role))
    _write(
        change,
        event,
        Told(role, title, "tell", "", Sentence("RT.message", "", ()), to[0] or title, to[1], to[2]),
        key=key,
    )


def _deliver(change: Change, event: str, to: Told) -> Notice:
    row = change.row
    count = Notice.objects.visible_to(change.by).filter(timetable=row, event=event, recipient=to.role).count()
    return _write(change, event, to, key=f"timetable-{row.pk}-{event}-{to.role}-{count}")


def _write(change: Change, event: str, to: Told, *, key: str) -> Notice:
    row = change.row
    notice = Notice(
        **scope_of(row.pupil), timetable=row, event=event, recipient=to.role, recipient_name=to.name[:150], rule=to.rule,
        sent_at=timezone.now(), sent_by=change.by.actor,
    )  # fmt: skip
    if to.email:
        notice.message = _message(change, event, to, key=key)
    notice.save()
    change.record.about(notice, changes={"recipient": to.role, "event": event}, verb="timetable.told")
    change.tell("timetable.told", who=to.name)
    return notice


def _message(change: Change, event: str, to: Told, *, key: str) -> OutboundMessage:
    """What changed, in neutral words, and the way to the page. No child's name, and no paper: those are read in Pastoral."""
    row = change.row
    with override(to.language):
        subject = {
            "reduced_starts": gettext("A reduced timetable was agreed"),
            "reduced_beyond_limit": gettext("A longer reduced timetable is asked for"),
            "decided": gettext("A longer reduced timetable was decided"),
            "objection": gettext("A family says: this is not what we agreed"),
            "no_longer": gettext("Somebody no longer agrees to a reduced timetable"),
            TRAVEL_CHANGE: gettext("A request to change journeys to and from school"),
        }[event]
        page = settings.BASE_URL + reverse("timetable-documents" if event in WITH_PAPERS else "timetable", args=[row.pk])
        body = "\n\n".join([
            subject + ".",
            gettext("School: %(school)s") % {"school": row.school.name},
            gettext("Sign in to read it: %(address)s") % {"address": page},
        ])  # fmt: skip
    return send(
        key=key, kind="timetable", to_name=to.name, to_email=to.email, language=to.language, subject=subject, body=body,
        authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
    )  # fmt: skip


class Around:
    """Who there is to be told of one timetable: each kind is read once, when it is first asked for."""

    def __init__(self, by: Access, row: Timetable) -> None:
        self.by, self.row = by, row

    @cached_property
    def boxes(self) -> Mapping[str, Mailbox]:
        return mailboxes(self.row.authority_id)

    @cached_property
    def contacts(self) -> list[Contact]:
        """The child's own who may be written to now, the first to be asked first."""
        today = timezone.localdate()
        found = Contact.objects.visible_to(self.by).filter(pupil=self.row.pupil_id, may_be_contacted=True)
        return [one for one in found.order_by("priority", "id") if is_current(one, today)]

    @cached_property
    def ewo(self) -> Involvement | None:
        """The one who is named for the child."""
        there = Involvement.objects.visible_to(self.by).filter(
            pupil=self.row.pupil_id, involved_as=Involvement.As.EWO, until__isnull=True
        )
        found: Involvement | None = there.select_related("user").order_by("id").first()
        return found

    @cached_property
    def posts(self) -> dict[str, User]:
        """Role → who has held the authority's post for longest."""
        there = Membership.objects.filter(authority=self.row.authority_id, role__in=PEOPLE.values(), until__isnull=True)
        return {post.role: post.user for post in there.select_related("user").order_by("-id")}


def _reached(around: Around, role: str) -> tuple[str, str, str]:
    """(name, e-mail, language) of a post or a person; empty where nobody is known."""
    row = around.row
    if role == "lead":
        return (row.lead.name, row.lead.email, row.lead.language) if row.lead is not None else ("", "", "en-gb")
    if role in ("parent", "social_worker"):
        for one in around.contacts:
            worker = one.relationship == Contact.Relationship.SOCIAL_WORKER
            if worker if role == "social_worker" else one.parental_responsibility:
                return one.name, one.email, "cy" if one.language in ("cy", "both") else "en-gb"
        return "", "", "en-gb"
    if role in ("ewo", "attendance_support"):
        named = around.ewo
        if named is not None and (named.user is not None or named.email):
            known = named.user
            return (named.name, known.email, known.language) if known is not None else (named.name, named.email, "en-gb")
    for purpose in _purposes(row, role):
        if (box := around.boxes.get(purpose)) is not None:
            return box.title, box.email, "en-gb"
    if role in PEOPLE:
        post = around.posts.get(PEOPLE[role])
        if post is not None:
            return post.name, post.email, post.language
        if (box := around.boxes.get("psp")) is not None:  # nobody holds the post today: the authority must still hear of it
            return box.title, box.email, "en-gb"
    return "", "", "en-gb"


def _purposes(row: Timetable, role: str) -> list[str]:
    """The mailboxes of a role, the authority's own for fewer hours first: its pack says which (WIL-RT-01, WOR-GEN-09, ENG-PTT-08)."""
    own = pack_of(row.policy_version_id).recipient("reduced_timetable", role)
    found = [own.mailbox if own is not None else "", MAILBOXES.get(role, "")]
    return list(dict.fromkeys(purpose for purpose in found if purpose))
