"""Writing down what a provider's staff say: nothing lost, nothing doubled, a wrong clock put right, two opinions both kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from pastoral.casework.placements.models import Place
from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox import jobs
from pastoral.records.providers.models import Provider, Site
from pastoral.rules.sentences import Refused, Sentence, say

from .day import Due, due_between, places_between
from .models import Batch, Mark, Register

LATEST = 14  # days after which a register is the weekly return's or the telephone's
MOST_OFF = 2_000_000_000  # seconds that are kept of a clock's fault: 63 years
WRONG_CLOCK = 120  # seconds; less is the time that a message takes
SOON = dt.timedelta(minutes=1)

FUTURE = say("REG.future", "This day has not come yet.")
LONG_AGO = say("REG.long_ago", "This day is more than {days} days ago. Telephone the school.", days=LATEST)
NO_NAME = say("REG.name", "Write your name, so that the school knows who took the register.")
NOT_DUE = say("REG.not_due", "This child is not due here in this half day. The place may have ended or its times changed: ask the school.")


@dataclass(frozen=True)
class Said:
    """One answer as a phone or a form gives it. `at` is the phone's own time; `seen` the last mark that was on its page."""

    key: uuid.UUID
    placement_id: int
    half: str
    answer: str
    arrived_at: dt.time | None = None
    left_at: dt.time | None = None
    note: str = ""
    at: dt.datetime | None = None
    seen: int = 0


@dataclass
class Taken:
    """What became of what was sent: saved marks (also those that were saved before) and refusals, by the phone's own keys."""

    saved: dict[uuid.UUID, Mark] = field(default_factory=dict)
    refused: dict[uuid.UUID, Sentence] = field(default_factory=dict)
    clock_off: int = 0

    @property
    def clock_wrong(self) -> bool:
        return abs(self.clock_off) >= WRONG_CLOCK


def register_of(access: Access, *, provider_id: int, on: dt.date, site_id: int | None, group: str) -> Register:
    """The register of a group on a day, made when it is first needed. Inside a recording.

    Raises `Site.DoesNotExist` for a site of another provider, or of none.
    """
    if site_id:
        Site.objects.visible_to(access).only("pk").get(pk=site_id, provider=provider_id)
    own = {"provider_id": provider_id, "on": on, "site_id": site_id or None, "group": group}
    Register.objects.bulk_create([Register(**own)], ignore_conflicts=True)
    found: Register = Register.objects.visible_to(access).get(**own)
    return found


def take(
    *, provider_id: int, on: dt.date, site_id: int | None, group: str, key: uuid.UUID, said: Iterable[Said], by_name: str, by: Access,
    phone_now: dt.datetime | None = None,
) -> Taken:
    """Keep the answers of one sending. The same sending again adds nothing. Raises `Refused` for the whole, refuses marks one by one.

    Whoever comes second without having seen the first answer is kept too, and the register asks which is right.
    """
    if not (by.may(Permission.WORK_FOR_PROVIDER) or by.may(Permission.BY_LINK)) or provider_id not in by.provider_ids:
        raise NotAllowed(Permission.WORK_FOR_PROVIDER)
    now, today = timezone.now(), timezone.localdate()
    if on > today:
        raise Refused((FUTURE,))
    if on < today - dt.timedelta(days=LATEST):
        raise Refused((LONG_AGO,))
    if not by_name.strip():
        raise Refused((NO_NAME,))
    answers = list(said)
    off = round((now - phone_now).total_seconds()) if phone_now is not None else 0
    taken = Taken(clock_off=max(-MOST_OFF, min(off, MOST_OFF)))
    with recording("register.taken", by=by) as record:
        made = register_of(by, provider_id=provider_id, on=on, site_id=site_id, group=group)
        # one at a time, so that each knows the last word before it
        register: Register = Register.objects.visible_to(by).select_for_update(of=("self",)).get(pk=made.pk)
        ids = {one.placement_id for one in answers}
        places = [one for one in places_between(by, on, on, placements=ids) if one.provider_id == provider_id]
        due: dict[tuple[int, str], Due] = {(one.place.placement_id, one.half): one for one in due_between(by, on, on, places=places)}
        sent_before = Mark.objects.visible_to(by).filter(placement_id__in=ids, key__in=[one.key for one in answers])
        known = {(mark.placement_id, mark.key): mark for mark in sent_before}
        batch = Batch.objects.visible_to(by).filter(register=register, key=key).first()
        rows: dict[uuid.UUID, Mark] = {}
        last: dict[tuple[int, str], Mark] = {at: one.mark for at, one in due.items() if one.mark is not None}
        for one in answers:
            if (one.placement_id, one.key) in known:
                taken.saved[one.key] = known[one.placement_id, one.key]
                continue
            place = due.get((one.placement_id, one.half))
            if place is None or one.answer not in Mark.Answer.values:
                taken.refused[one.key] = NOT_DUE
                continue
            if one.key in rows:
                continue
            if batch is None:
                batch = Batch(
                    register=register, key=key, by_name=by_name.strip()[:150], by_user_id=by.user_id, link_id=by.link_id,
                    phone_now=phone_now, clock_off=taken.clock_off, received_at=now,
                )  # fmt: skip
                batch.save(force_insert=True)
            before = last.get((one.placement_id, one.half))
            rows[one.key] = last[one.placement_id, one.half] = _mark(place, one, batch, before, taken.clock_off, now)
        if rows:
            Mark.objects.bulk_create(rows.values())
        taken.saved |= rows
        for mark in rows.values():
            record.about(mark, changes={"on": on.isoformat(), "half": mark.half, "answer": mark.answer})
        if not rows:
            record.about(register, changes={"unchanged": True})
        if taken.clock_wrong and rows:
            record.about(register, verb="register.clock_wrong", changes={"seconds": taken.clock_off})
        for authority_id in {mark.authority_id for mark in rows.values()}:
            mine = sorted({mark.placement_id for mark in rows.values() if mark.authority_id == authority_id})
            jobs.enqueue("registers.look", authority_id=authority_id, placement_ids=mine, on=on.isoformat())
    return taken


def _mark(due: Due, one: Said, batch: Batch, before: Mark | None, clock_off: int, now: dt.datetime) -> Mark:
    place = due.place
    said_at = _said_at(due.on, one.at, clock_off, now)
    return Mark(
        **scope_of_place(place), batch=batch, key=one.key, on=due.on, half=one.half, answer=one.answer, arrived_at=one.arrived_at,
        left_at=one.left_at, note=one.note.strip()[:500], phone_at=one.at, said_at=said_at, received_at=now, by_name=batch.by_name,
        by_user_id=batch.by_user_id, seen=one.seen, against_id=_against(one, batch, before),
    )  # fmt: skip


def _said_at(on: dt.date, phone_at: dt.datetime | None, clock_off: int, now: dt.datetime) -> dt.datetime:
    """The phone's time by our clock, never later than now.

    Nobody spoke of a day before it began: where that comes out, the phone's clock was set between the answer and the sending, and
    all that is known is when it came.
    """
    if phone_at is None:
        return now
    said_at = min(phone_at + dt.timedelta(seconds=clock_off), now)
    return said_at if timezone.localdate(said_at) >= on else now


def _against(one: Said, batch: Batch, before: Mark | None) -> int | None:
    """The mark that this one contradicts without its writer having seen it. Who saw the last word settles what was open."""
    if before is None or (before.pk is not None and before.pk <= one.seen):
        return None
    same_hand = before.pk is None or _same_person(before, batch)
    return before.against_id if same_hand or before.answer == one.answer else before.pk


def _same_person(before: Mark, batch: Batch) -> bool:
    """Somebody corrects their own word: an account is known by itself, a link's bearer by the name they typed."""
    if before.by_user_id is not None or batch.by_user_id is not None:
        return before.by_user_id == batch.by_user_id
    return before.by_name.casefold() == batch.by_name.casefold()


def scope_of_place(place: Place) -> dict[str, int]:
    """The columns of a row about this place."""
    return {
        "pupil_id": place.pupil_id, "authority_id": place.authority_id, "school_id": place.school_id, "placement_id": place.placement_id
    }  # fmt: skip


def providers_of(access: Access) -> list[Provider]:
    """The providers that this person works for."""
    return list(Provider.objects.visible_to(access).filter(pk__in=sorted(access.provider_ids)).order_by("name", "pk"))
