"""Changed journeys of a child who gets help with travel: the form in its three sections, sending it, and the answer (NPT-TR-01 to 04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.reduced import KIND, Look, ReducedFacts
from pastoral.rules.sentences import Refused, Sentence, say

from ..consents import seal_now
from ..facts import facts_of
from ..form_document import has_travel_form
from ..models import Timetable
from .changing import Change, changing
from .telling import tell_transport

GATE = "send_transport_form"
SCHOOL = ("a_name", "a_position", "a_email", "a_telephone", "change", "reason")
SANCTION = ("c_name", "c_service", "c_position", "c_email", "c_telephone", "c_reason", "sanctioned_on")
ONLINE = ("applied_online", "entitlement")
ANSWER = ("decision", "decided_on", "contract", "school_told_on", "parent_told_on")
NO_FORM = say("NPT-RT-21.no_form", "The child gets no help with travel, so there is no form to send.")
EMPTY = say("NPT-TR-02.empty", "Nothing of the travel change form is filled in yet.")
NOT_SENT = say("NPT-TR-03.not_sent", "The form has not been sent yet, so there is no answer to it.")
NO_WORDS = say("NPT-TR-02.words", "Write who asks, the change in full and the reason in full before you sign.")


def settle_travel(
    *, timetable_id: int, travel_agreed_on: dt.date | None, by: Access, version: int | None = None, sign: bool = False, **form: Any
) -> Timetable:
    """When travel was agreed with the parents, and the form's fields. `sign` signs the school's sections by who is at the keyboard.

    Other words or other times after a signature ask for a new one, and after it was sent for sending again.
    """
    with changing(timetable_id, "timetable.travel_set", by=by, version=version) as change:
        if change.row.is_closed:
            raise Refused((say("RT.closed", "This reduced timetable is closed."),))
        if unknown := set(form) - {*SCHOOL, *SANCTION, *ONLINE}:
            raise ValueError(f"not fields of the travel form: {sorted(unknown)}")
        before = change.row.transport
        kept = {**before, **_as_json(form)}
        if _of(kept, SCHOOL) != _of(before, SCHOOL):
            kept |= {"school_signed_on": "", "school_signed_by": "", "sent_on": ""}
        if _of(kept, SANCTION) != _of(before, SANCTION):
            kept["sent_on"] = ""
        kept["change_described"] = bool(kept.get("change") and kept.get("reason"))
        kept["sanctioned_by"] = ", ".join(filter(None, (kept.get("c_name"), kept.get("c_service")))) if kept.get("c_service") else ""
        if sign:
            if not (kept["change_described"] and kept.get("a_name")):
                raise Refused((NO_WORDS,))
            if before.get("signed_seal", seal_now(change.row)) != seal_now(change.row):
                kept |= {"sanctioned_on": "", "sent_on": ""}  # it was sanctioned for other times
            kept |= {
                "school_signed_on": timezone.localdate().isoformat(), "school_signed_by": by.actor,
                "signed_seal": seal_now(change.row),
            }  # fmt: skip
        change.set(travel_agreed_on=travel_agreed_on, transport={name: value for name, value in kept.items() if value not in (None, "")})
    return change.row


def send_form(*, timetable_id: int, by: Access) -> Timetable:
    """To the transport service. Raises `Refused` with what is missing (NPT-TR-01, NPT-TR-02)."""
    with changing(timetable_id, "timetable.travel_sent", by=by) as change:
        row = change.row
        if missing := missing_to_send(row, facts_of(by, [row])[timetable_id]):
            raise Refused(missing)
        change.set(transport={**row.transport, "sent_on": timezone.localdate().isoformat(), "sent_seal": seal_now(row)})
        tell_transport(change)
        change.tell("timetable.travel_sent")
    return row


def missing_to_send(row: Timetable, facts: ReducedFacts) -> tuple[Sentence, ...]:
    """What the rules say stands in the way of sending the form; nothing where it may go."""
    pack = pack_of(row.policy_version_id)
    if not has_travel_form(row, pack):
        return (NO_FORM,)
    if facts.transport is None:
        return (EMPTY,)
    look = Look(facts, pack.policy, calendar_of(row.school), timezone.localdate(), facts.start_on)
    return tuple(dict.fromkeys(one.sentence for one in engine.judge(KIND, look) if one.stops(GATE)))


def record_decision(*, timetable_id: int, by: Access, version: int | None = None, **answer: Any) -> Timetable:
    """What the transport service decided, the new contract's reference, and when school and parents were told (NPT-TR-03, 04)."""
    with changing(timetable_id, "timetable.travel_decided", by=by, version=version) as change:
        _require_sent(change)
        if unknown := set(answer) - set(ANSWER):
            raise ValueError(f"not fields of the answer: {sorted(unknown)}")
        before = change.row.transport
        kept = {**before, **_as_json(answer)}
        change.set(transport={name: value for name, value in kept.items() if value not in (None, "")})
        if kept.get("decision") and kept.get("decision") != before.get("decision"):
            change.tell("timetable.travel_decided")
    return change.row


def _require_sent(change: Change) -> None:
    if not change.row.transport.get("sent_on"):
        raise Refused((NOT_SENT,))


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value.strip() if isinstance(value, str) else value
        for name, value in values.items()
    }


def _of(kept: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: kept[name] for name in names if kept.get(name) not in (None, "")}
