"""Who was asked and what they answered; the risks; the steps of the way back; what the family says later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.utils import timezone

from pastoral.foundation.access import Access, Permission, Role
from pastoral.foundation.access.models import scope_of
from pastoral.records.pupils.facts import is_current
from pastoral.rules.sentences import Refused, say

from ..consents import Person, is_theirs, people_of, role_of, seal_now
from ..models import Agency, Consent, Objection, Risk, Step, Timetable
from ..rows import Rows, rows_of
from .changing import Change, changing
from .consenting import ANSWERED, CHANGED, CLOSED, keep, state_of, tell_family
from .telling import message

NO_RIGHT = say(
    "RT.no_right", "The record does not say that you may decide for the child. Please speak with the school."
)
UNLISTED = say(
    "RT.unlisted", "This person is not among the child's contacts. Add them there, or say why somebody else answers."
)


def record_answer(
    *, timetable_id: int, role: str, name: str, state: str, on: dt.date, by: Access, how: str = Consent.How.IN_PERSON,
    delegated: bool | None = None, lives_with: bool | None = None, note: str = "", unlisted_why: str = "",
) -> Consent:  # fmt: skip
    """Staff write down what somebody answered to the words as they stand now (T16: in which capacity).

    Of the child's contacts the record says what they may decide. Anybody else needs a reason (`unlisted_why`).
    """
    with changing(timetable_id, "timetable.answer_recorded", by=by) as change:
        own = rows_of(by, [timetable_id])[timetable_id]
        today = timezone.localdate()
        known = next(
            (one for one in own.contacts
             if is_current(one, today) and role_of(one) == role and one.name.casefold() == name.strip().casefold()),
            None,
        )  # fmt: skip
        if known is None and role != Consent.Role.CHILD and not unlisted_why.strip():
            raise Refused((UNLISTED,))
        if known is not None:
            person = people_of(change.row, own, today).of(known.pk)
            if person is not None and person.refusal is not None:
                raise Refused((person.refusal,))
            foster = role == Consent.Role.FOSTER_CARER
            delegated = known.delegated_authority if foster else None
            lives_with = known.lives_with_child
        earlier = [one for one in own.consents if is_theirs(one, known.pk if known is not None else -1, name.strip(), role)]
        return keep(
            change, role=role, name=name.strip(), contact_id=known.pk if known is not None else None,
            state=state_of(change.row, state == Consent.State.AGREED, earlier), on=on, how=how, delegated=delegated,
            lives_with=lives_with, note=note, unlisted_why=unlisted_why if known is None else "",
        )  # fmt: skip


def answer_myself(*, timetable_id: int, state: str, by: Access, note: str = "", seal: str = "") -> Consent:
    """A parent or the child answers in Pastoral; the capacity is what the school has on record, not what they say."""
    with changing(timetable_id, "timetable.answered", by=by, permission=Permission.SIGN) as change:
        row, own = change.row, rows_of(by, [timetable_id])[timetable_id]
        if seal and seal != seal_now(row):
            raise Refused((CHANGED,))
        person = myself(row, own, by)
        contact = person.contact
        earlier = [one for one in own.consents if is_theirs(one, person.key, person.name, person.role)]
        return keep(
            change, role=person.role, name=person.name, contact_id=contact.pk if contact is not None else None,
            state=state_of(row, state == Consent.State.AGREED, earlier), on=timezone.localdate(), how=Consent.How.PASTORAL,
            delegated=contact.delegated_authority if contact is not None and person.role == Consent.Role.FOSTER_CARER else None,
            lives_with=contact.lives_with_child if contact is not None else None, note=note,
        )  # fmt: skip


def myself(row: Timetable, own: Rows, by: Access) -> Person:
    """Who a parent with an account, or the child, is among those who answer. Raises `Refused` where the record gives no right."""
    people = people_of(row, own, timezone.localdate())
    if Role.YOUNG_PERSON in by.roles:
        return people.answer[-1]
    if Role.PARENT not in by.roles:
        raise Refused((say("RT.family_only", "Only the family answers here."),))
    from pastoral.foundation.accounts.models import User

    account = User.objects.filter(pk=by.user_id or 0).first()
    for one in people.answer:
        same = one.user_id is not None and one.user_id == by.user_id
        if one.contact is not None and (
            same or (account is not None and one.contact.email and one.contact.email.casefold() == account.email.casefold())
        ):
            return one
    raise Refused((NO_RIGHT,))


def save_agency(
    *, timetable_id: int, name: str, consulted_on: dt.date | None, input_on: dt.date | None, by: Access, said: str = ""
) -> Agency:
    """An agency that works with the child: added, or changed where it is there by that name."""
    with changing(timetable_id, "timetable.agency_saved", by=by) as change:
        row = Agency.objects.visible_to(by).filter(timetable=change.row, name__iexact=name.strip()).first()
        row = row or Agency(**scope_of(change.row.pupil), timetable=change.row, name=name.strip())
        row.consulted_on, row.input_on, row.said = consulted_on, input_on, said
        row.save()
        change.record.about(row)
    return row


def record_risk(
    *, timetable_id: int, of: str, outcome: str, done_on: dt.date, by: Access, document: str = "", managed_how: str = "",
    review_on: dt.date | None = None,
) -> Risk:  # fmt: skip
    """One risk assessment. "Managed" says how."""
    with changing(timetable_id, "timetable.risk_recorded", by=by) as change:
        if done_on > timezone.localdate():
            raise Refused((say("RT.risk_future", "A risk assessment can't be from a day to come."),))
        if outcome == Risk.Outcome.MANAGED and not managed_how.strip():
            raise Refused((say("RT.managed_how", "Write down how the risk is managed."),))
        row = Risk(
            **scope_of(change.row.pupil), timetable=change.row, of=of, outcome=outcome, done_on=done_on, document=document,
            managed_how=managed_how, review_on=review_on, by_name=by.actor,
        )  # fmt: skip
        row.save()
        change.record.about(row, changes={"of": of, "outcome": outcome})
    return row


def set_steps(
    *, timetable_id: int, steps: list[tuple[dt.date, Decimal, str]], version: int | None, by: Access
) -> Timetable:
    """The whole way back: (from which day, taught hours a week, what makes it happen). Steps that were reached stay as they are."""
    with changing(timetable_id, "timetable.steps_set", by=by, version=version) as change:
        row = change.row
        if row.is_closed:
            raise Refused((CLOSED,))
        days = [on for on, _hours, _needs in steps]
        if len(set(days)) != len(days):
            raise Refused((say("RT.step_twice", "Two steps are on the same day."),))
        if row.start_on is not None and any(day < row.start_on for day in days):
            raise Refused((say("RT.step_early", "A step is before the first day, {start}.", start=row.start_on),))
        if any(not Decimal(0) <= hours <= Decimal(40) for _on, hours, _needs in steps):
            raise Refused((say("RT.step_hours", "Hours a week are from 0 to 40."),))
        there = {step.on: step for step in Step.objects.visible_to(by).filter(timetable=row)}
        gone = sorted((step for step in there.values() if step.reached_on is None and step.on not in days), key=lambda step: step.on)
        for step, on in zip(list(gone), sorted(day for day in days if day not in there), strict=False):
            gone.remove(step)  # moved to another day: what is prepared for it goes with it
            step.on = on
            there[on] = step
        for step in gone:
            step.delete()
        for on, hours, needs in steps:
            step = there.get(on) or Step(**scope_of(row.pupil), timetable=row, on=on)
            if step.reached_on is None:
                step.hours, step.needs = hours, needs[:500]
                step.save()
        change.changes["steps"] = len(steps)
    return row


def object_to(*, timetable_id: int, said: str, by: Access, contact_id: int | None = None) -> Objection:
    """ "This is not what we agreed": it goes to the EWO and the school's lead at once, with or without words (`contact_id`: by link)."""
    permission = Permission.BY_LINK if by.link_id else Permission.SIGN
    with changing(timetable_id, "timetable.objected", by=by, permission=permission) as change:
        row = Objection(
            **scope_of(change.row.pupil), timetable=change.row, said=said, by_name=by.actor, contact_id=contact_id, user_id=by.user_id
        )
        row.save()
        change.record.about(row)
        change.tell("timetable.objection", who=by.actor.split(" (")[0])
        for role in ("ewo", "lead"):
            message(change, "objection", role, key=f"objection-{row.pk}-{role}")
    return row


def read_objection(*, objection_id: int, by: Access) -> Objection:
    """The EWO or the school has read it and sees to it; the family reads who. A second click changes nothing."""
    with _taking_up(objection_id, "timetable.objection_read", by) as (_change, row):
        _read(row, by)
        row.save()
    return row


def answer_objection(*, objection_id: int, answer: str, by: Access) -> Objection:
    """The school or the EWO says what was done about it. Whoever said it gets a message."""
    with _taking_up(objection_id, "timetable.objection_answered", by) as (change, row):
        if not answer.strip():
            raise Refused((say("RT.answer_words", "Write what was done."),))
        _read(row, by)
        row.answer, row.answered_at, row.answered_by = answer, timezone.now(), by.actor
        row.save()
        own = rows_of(by, [change.row.pk])[change.row.pk]
        for person in people_of(change.row, own, timezone.localdate()).answer:
            said_it = row.contact_id == person.key or (row.user_id is not None and row.user_id == person.user_id)
            if person.email and person.contact is not None and said_it:
                tell_family(change, own, person, subject=ANSWERED)
    return row


def _read(row: Objection, by: Access) -> None:
    if row.read_at is None:
        row.read_at, row.read_by = timezone.now(), by.actor


@contextmanager
def _taking_up(objection_id: int, verb: str, by: Access) -> Iterator[tuple[Change, Objection]]:
    found = Objection.objects.visible_to(by).get(pk=objection_id)
    if not (by.may(Permission.LEAD_PLANS) or by.may(Permission.ACKNOWLEDGE_SUBMISSIONS)):
        by.require(Permission.LEAD_PLANS)
    with changing(found.timetable_id, verb, by=by, permission=Permission.SEE_PLANS) as change:
        row: Objection = Objection.objects.visible_to(by).select_for_update(of=("self",)).get(pk=objection_id)
        yield change, row
        change.record.about(row)
