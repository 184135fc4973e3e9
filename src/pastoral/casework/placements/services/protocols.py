"""The working protocol: written by the commissioner, sent as sealed words, signed by both sides (HAM-AP-07, 09, HAM-PRO-01)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.word import render_docx
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers import letters
from pastoral.rules import engine
from pastoral.rules.placements import Look
from pastoral.rules.sentences import Refused, say

from .. import protocol
from ..facts import facts_of
from ..facts.protocol import words_now
from ..models import Place, Placement, Protocol, ProtocolAnswer, ProtocolDraft
from ..protocol_document import document
from ..rows import rows_of
from .changing import Change, changing
from .from_provider import at_home, scope_of_place

LINK_DAYS = 30
RENDERERS = {"pdf": render_pdf, "docx": render_docx}
TEXTS = frozenset(protocol.TEXTS)
ANSWERS = frozenset({ProtocolAnswer.State.SIGNED, ProtocolAnswer.State.CHANGE})
NOTHING = say("AP.protocol_nothing", "Nothing is written yet. Say first who holds what.")
NO_PROVIDER = say("AP.protocol_no_provider", "Choose the provider first.")
NOT_SHARED = say("AP.protocol_not_shared", "Share the place with the provider first: until then it sees nothing of the child.")
NOT_SENT = say("AP.protocol_not_sent", "Send the protocol first: what is signed are the words that both sides have.")
CHANGED = say("AP.protocol_changed", "The protocol was changed since it was sent. Send it again, then sign the new words.")
NEWER = say("AP.protocol_newer", "The school has sent newer words. Read those, and sign them.")
SIGNED = say("AP.protocol_signed", "These words are signed already.")
NAME = say("AP.protocol_name", "Write the name of the person who signs.")


def draft_of(by: Access, placement_id: int) -> ProtocolDraft | None:
    """What the commissioner has written so far."""
    found: ProtocolDraft | None = ProtocolDraft.objects.visible_to(by).filter(placement=placement_id).first()
    return found


def latest_of(by: Access, placement_id: int) -> Protocol | None:
    """The words that were sent last."""
    found: Protocol | None = Protocol.objects.visible_to(by).filter(placement=placement_id).order_by("-number").first()
    return found


def answers_of(by: Access, row: Protocol) -> list[ProtocolAnswer]:
    """What each side said to these words, in order."""
    return list(ProtocolAnswer.objects.visible_to(by).filter(protocol=row))


def current_words(by: Access, row: Placement) -> dict[str, Any] | None:
    """The words as they would be sent now; None while nothing is written."""
    return words_now(row, rows_of(by, [row.pk])[row.pk])


def settle(*, placement_id: int, version: int | None, by: Access, **values: Any) -> ProtocolDraft:
    """Write a part of the protocol. What was sent and signed before stays as it was, and no longer counts."""
    allowed = TEXTS | {"items", "provider_items", "belonging"}
    if unknown := set(values) - allowed:
        raise ValueError(f"not fields of a protocol: {sorted(unknown)}")
    with changing(placement_id, "placement.protocol_set", by=by, version=version) as change:
        draft = draft_of(by, placement_id) or ProtocolDraft(**scope_of(change.row.pupil), placement=change.row)
        for name, value in values.items():
            setattr(draft, name, value)
        draft.version += 1
        draft.save()
        change.record.about(draft, changes={name: True for name in values})
    return draft


def send_protocol(*, placement_id: int, by: Access) -> Protocol:
    """Seal the words of now and show them to the provider. Raises `Refused` where the rules keep an item at school (HAM-PRO-01)."""
    with changing(placement_id, "placement.protocol_sent", by=by) as change:
        row = change.row
        words = current_words(by, row)
        if words is None:
            raise Refused((NOTHING,))
        if row.provider is None:
            raise Refused((NO_PROVIDER,))
        if not Place.objects.visible_to(by).filter(placement=row, ended_on__isnull=True).exists():
            raise Refused((NOT_SHARED,))
        _refuse_delegation(by, row)
        before = latest_of(by, placement_id)
        seal = protocol.seal_of(words)
        if before is not None and before.seal == seal:
            raise Refused((say("AP.protocol_same", "These words were sent already."),))
        made = Protocol(
            **scope_of(row.pupil), placement=row, number=(before.number if before else 0) + 1, words=words, seal=seal, sent_by=by.actor
        )
        made.save()
        change.record.about(made, changes={"number": made.number})
        change.tell("placement.protocol_sent")
        _write_to_provider(change, made)
    return made


def sign_for_school(*, placement_id: int, name: str, post: str, by: Access) -> ProtocolAnswer:
    """The school signs the words that were sent, while they are still the words of now."""
    if not name.strip():
        raise Refused((NAME,))
    with changing(placement_id, "placement.protocol_signed", by=by) as change:
        latest = latest_of(by, placement_id)
        if latest is None:
            raise Refused((NOT_SENT,))
        words = current_words(by, change.row)
        if words is None or protocol.seal_of(words) != latest.seal:
            raise Refused((CHANGED,))
        _refuse_delegation(by, change.row)
        _refuse_twice(by, latest, ProtocolAnswer.Side.SCHOOL)
        made = ProtocolAnswer(
            **scope_of(change.row.pupil), placement=change.row, protocol=latest, side=ProtocolAnswer.Side.SCHOOL,
            state=ProtocolAnswer.State.SIGNED, name=name, post=post, seal=latest.seal, on=timezone.localdate(), how="pastoral",
            recorded_by=by.actor,
        )  # fmt: skip
        made.save()
        change.record.about(made)
        change.tell("placement.protocol_signed", who=name)
    return made


def answer_for_provider(
    *, place: Place, protocol_id: int, state: str, name: str, post: str, by: Access, note: str = "", how: str = "pastoral"
) -> ProtocolAnswer:
    """The provider signs the words that it was shown, or asks for a change and says which.

    Raises `ValueError` for any other answer.
    """
    if state not in ANSWERS:
        raise ValueError(f"not an answer to a protocol: {state}")
    if not name.strip():
        raise Refused((NAME,))
    if state == ProtocolAnswer.State.CHANGE and not note.strip():
        raise Refused((say("AP.protocol_why", "Say what should be different."),))
    with recording("placement.protocol_answered", by=by) as record:
        # one answer at a time: a second click finds the first one's, and newer words are sent before or after it
        latest = Protocol.objects.visible_to(by).select_for_update().filter(pk=protocol_id, placement=place.placement_id).first()
        now = latest_of(by, place.placement_id)
        if latest is None or now is None or latest.pk != now.pk:
            raise Refused((NEWER,))
        _refuse_twice(by, latest, ProtocolAnswer.Side.PROVIDER)
        made = ProtocolAnswer(
            **scope_of_place(place), protocol=latest, side=ProtocolAnswer.Side.PROVIDER, state=state, name=name, post=post, note=note,
            seal=latest.seal, on=timezone.localdate(), how=how, recorded_by=by.actor,
        )  # fmt: skip
        made.save()
        record.about(made, changes={"state": state})
        code = "placement.protocol_signed" if state == ProtocolAnswer.State.SIGNED else "placement.protocol_change"
        with at_home(place, code, by=by, who=name):
            pass
    return made


def print_words(row: Protocol, *, heading: dict[str, str], language: str, file_format: str, by: Access, form_code: str) -> bytes:
    """The protocol as the county's template, PDF or Word, as it was sent. Raises `Refused` for what is not offered."""
    if language not in ("en", "cy") or file_format not in RENDERERS:
        raise Refused((say("T27.language", "That language or kind of file is not offered."),))
    with recording("placement.protocol_printed", by=by, subject=row, changes={"format": file_format}):
        return RENDERERS[file_format](document(row, answers_of(by, row), heading, language, form_code))


def _refuse_delegation(by: Access, row: Placement) -> None:
    facts, pack = facts_of(by, [row])[row.pk], pack_of(row.policy_version_id)
    seen = Look(facts, pack.policy, calendar_of(row.school), timezone.localdate(), facts.starts_on)
    held = [one for one in engine.judge("placement", seen) if one.stops("sign_protocol")]
    # before a referral the rules are silent, and still nobody signs away what the school must keep
    if held:
        raise Refused(tuple(one.sentence for one in held))


def _refuse_twice(by: Access, latest: Protocol, side: str) -> None:
    mine = [one for one in answers_of(by, latest) if one.side == side]
    if mine and mine[-1].state == ProtocolAnswer.State.SIGNED:
        raise Refused((SIGNED,))


def _write_to_provider(change: Change, made: Protocol) -> None:
    """A link to read and sign, in neutral words: no child's name (idea 4: a provider needs no account)."""
    row = change.row
    provider = row.provider
    if provider is None or not provider.email:
        return
    to = letters.desk(provider, row.authority_id)
    link = links.make("protocol", row.pk, provider=provider, person=provider.name, language=to.page, days=LINK_DAYS, by=change.by)

    def body() -> str:
        return "\n\n".join([
            gettext("A working protocol to read and sign") + ".",
            gettext("School: %(school)s") % {"school": row.school.name},
            gettext("Read and sign it here: %(address)s") % {"address": link},
            gettext("With an account, sign in: %(address)s") % {"address": settings.BASE_URL + reverse("provider-home")},
        ])  # fmt: skip

    letters.write(
        to, key=f"protocol-{made.pk}", kind="placement", subject=lambda: gettext("A working protocol to read and sign"), body=body,
        authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
    )  # fmt: skip

