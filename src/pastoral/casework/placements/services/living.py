"""A placement that lives: who watches over it, visits, contact, progress, and what parents and child say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact
from pastoral.rules.placements.destinations import LOOKED_AT, SAFETY
from pastoral.rules.sentences import Refused, say

from ..facts.living import last_contact
from ..models import InTouch, Objective, Place, Placement, ProgressPoint, SafetyVisit, Voice, VoiceAsk
from .changing import Change, changing
from .from_provider import at_home, scope_of_place
from .sharing import renew_copy

LINK_DAYS = 14
WEEK = dt.timedelta(days=7)
"""How often the school speaks with provider and child. No source says how often (HAM-AP-13)."""
FUTURE = say("AP.future", "The day can't be in the future.")
NOTHING = say("AP.nothing_measured", "Write at least one figure or a few words.")
NO_ADDRESS = say("AP.no_address", "There is no e-mail address for this person on the record. Ask them, and write down what they say.")
WHOM = ("provider", "pupil", "parent")


def name_monitor(*, placement_id: int, name: str, by: Access, user_id: int | None = None, version: int | None = None) -> Placement:
    """Who of the home school's staff follows attendance, outcomes and safety (NPT-AP-09)."""
    with changing(placement_id, "placement.monitor_named", by=by, version=version) as change:
        change.set(monitor=name.strip()[:150], monitor_user_id=user_id)
        renew_copy(change)
    return change.row


def record_visit(
    *, placement_id: int, visited_on: dt.date, visited_by: str, looked_at: Iterable[str], seen_alone: bool, by: Access,
    note: str = "", to_do: str = "",
) -> SafetyVisit:  # fmt: skip
    """The home school was there. The child's safety is checked once all three parts of it were looked at."""
    not_later_than_today(visited_on)
    with changing(placement_id, "placement.visited", by=by) as change:
        row = SafetyVisit(
            **scope_of(change.row.pupil), placement=change.row, visited_on=visited_on, visited_by=visited_by,
            looked_at=[one for one in LOOKED_AT if one in set(looked_at)], seen_alone=seen_alone, note=note, to_do=to_do,
            by_name=by.actor,
        )  # fmt: skip
        row.save()
        change.record.about(row, changes={"visited_on": visited_on.isoformat(), "looked_at": row.looked_at})
        change.set(safety_checked_on=_safety_checked(SafetyVisit.objects.visible_to(by).filter(placement=placement_id)))
        change.tell("placement.visited")
    return row


def _safety_checked(visits: Iterable[SafetyVisit]) -> dt.date | None:
    """The day by which each part of safety had been looked at, of the latest round: the oldest of the three latest days."""
    latest = {part: max((one.visited_on for one in visits if part in one.looked_at), default=None) for part in SAFETY}
    days = [day for day in latest.values() if day is not None]
    return min(days) if len(days) == len(SAFETY) else None


def record_contact(
    *, placement_id: int, on: dt.date, whom: Iterable[str], how: str, by: Access, note: str = ""
) -> InTouch:
    """The school spoke with the provider, the child or the parents (HAM-AP-13)."""
    not_later_than_today(on)
    with changing(placement_id, "placement.in_touch", by=by) as change:
        row = InTouch(
            **scope_of(change.row.pupil), placement=change.row, on=on, whom=[one for one in WHOM if one in set(whom)], how=how,
            note=note, by_name=by.actor,
        )  # fmt: skip
        row.save()
        change.record.about(row, changes={"on": on.isoformat(), "whom": row.whom})
    return row


def contact_due(contacts: Iterable[InTouch], row: Placement) -> dt.date | None:
    """A week after provider and child were last spoken with, or after the first day; None while it does not run."""
    if not row.is_running:
        return None
    last = last_contact(contacts) or row.began_on or row.starts_on
    return last + WEEK if last is not None else None


def record_progress(
    *, placement_id: int, on: dt.date, points: Mapping[int, tuple[Decimal | None, str]], by: Access, summary: str | None = None
) -> list[ProgressPoint]:
    """The school's own readings: objective → (number, words). `summary` is what is said of the child's progress as a whole."""
    not_later_than_today(on)
    with changing(placement_id, "placement.progress_recorded", by=by) as change:
        scope = {**scope_of(change.row.pupil), "placement_id": placement_id}
        made = _points(scope, on, points, from_provider=False, by=by)
        if summary is not None:
            change.set(progress=summary)
        if not made and not change.changes:
            raise Refused((NOTHING,))
        for one in made:
            change.record.about(one)
        if made:
            change.tell("placement.progress")
    return made


def report_progress(*, place: Place, on: dt.date, points: Mapping[int, tuple[Decimal | None, str]], by: Access) -> list[ProgressPoint]:
    """The provider's readings, from its own page. The home school reads them at once."""
    not_later_than_today(on)
    by.require(Permission.WORK_FOR_PROVIDER)
    with recording("placement.progress_reported", by=by) as record:
        made = _points(scope_of_place(place), on, points, from_provider=True, by=by)
        if not made:
            raise Refused((NOTHING,))
        for one in made:
            record.about(one)
    with at_home(place, "placement.progress", by=by):
        return made


def _points(
    scope: dict[str, int], on: dt.date, points: Mapping[int, tuple[Decimal | None, str]], *, from_provider: bool, by: Access
) -> list[ProgressPoint]:
    known = set(Objective.objects.visible_to(by).filter(placement=scope["placement_id"], pk__in=points).values_list("pk", flat=True))
    made = []
    for key, (value, said) in points.items():
        if key in known and (value is not None or said.strip()):
            point = ProgressPoint(
                **scope, objective_id=key, on=on, value=value, said=said, from_provider=from_provider, by_name=by.actor
            )
            point.save()
            made.append(point)
    return made


def record_voice(
    *, placement_id: int, of: str, name: str, going: str, said: str, by: Access, on: dt.date | None = None,
    how: str = Voice.How.TOLD, asked: VoiceAsk | None = None, permission: Permission = Permission.COMMISSION,
) -> Voice:  # fmt: skip
    """What the child or a parent says of the placement. While it ends, the child's words are how it went (HAM-END-03)."""
    day = on or timezone.localdate()
    not_later_than_today(day)
    with changing(placement_id, "placement.voice", by=by, permission=permission) as change:
        at_end = change.row.stage == Placement.Stage.ENDING
        row = Voice(
            **scope_of(change.row.pupil), placement=change.row, of=of, name=name[:200], on=day, going=going, said=said, how=how,
            at_end=at_end, asked=asked,
        )  # fmt: skip
        row.save()
        change.record.about(row, changes={"of": of, "how": how})
        if at_end and of == Voice.Of.PUPIL:
            change.set(pupil_view=said.strip() or str(row.get_going_display()))
        change.tell("placement.heard", who=name)
    return row


def ask_for_voice(*, placement_id: int, contact_id: int | None, by: Access) -> VoiceAsk:
    """Write to a parent, or to the child at their own address, and ask how it goes. Raises `Refused` without an address."""
    with changing(placement_id, "placement.voice_asked", by=by) as change:
        row, today = change.row, timezone.localdate()
        contact = None
        if contact_id is not None:
            found = Contact.objects.visible_to(by).filter(pupil=row.pupil_id, may_be_contacted=True, pk=contact_id).first()
            contact = found if found is not None and is_current(found, today) else None
        if contact is None or not contact.email:
            raise Refused((NO_ADDRESS,))
        ask = VoiceAsk(**scope_of(row.pupil), placement=row, contact=contact, name=contact.name)
        ask.save()
        language = "cy" if contact.language in ("cy", "both") else "en-gb"
        ask.message = _voice_letter(change, ask, contact, language)
        ask.save()
        change.record.about(ask, changes={"days": LINK_DAYS})
    return ask


def _voice_letter(change: Change, ask: VoiceAsk, contact: Contact, language: str) -> Any:
    row = change.row
    address = links.make(
        "placement-voice", ask.pk, pupil=row.pupil, person=contact.name, language=language, days=LINK_DAYS, by=change.by
    )
    with override(language):
        subject = gettext("How is it going? The school would like to hear from you")
        body = "\n\n".join([
            gettext("Hello %(name)s,") % {"name": contact.name},
            gettext("The school would like to know how things are going. It takes two minutes."),
            gettext("Answer on this page: %(address)s") % {"address": address},
            gettext("The link is for you only. Please do not pass it on."),
            row.school.name,
        ])  # fmt: skip
    return send(
        key=f"placement-voice-{ask.pk}", kind="placement", to_name=contact.name, to_email=contact.email, language=language,
        subject=subject, body=body, authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
    )  # fmt: skip


def not_later_than_today(day: dt.date) -> None:
    if day > timezone.localdate():
        raise Refused((FUTURE,))
