"""Who was asked and what they answered; the risks; the steps of the way back; what the family says later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, Permission, Role
from pastoral.foundation.access.models import scope_of
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact
from pastoral.rules.sentences import Refused, say

from ..grid import seal_of
from ..models import Agency, Consent, Objection, Risk, Step, Timetable
from .changing import Change, changing
from .telling import message

NO_RIGHT = say(
    "RT.no_right", "The record does not say that you may decide for the child. Please speak with the school."
)
CLOSED = say("RT.closed", "This reduced timetable is closed.")


def record_answer(
    *, timetable_id: int, role: str, name: str, state: str, on: dt.date, by: Access, how: str = Consent.How.IN_PERSON,
    delegated: bool | None = None, lives_with: bool | None = None, note: str = "",
) -> Consent:  # fmt: skip
    """Staff write down what somebody answered to the words as they stand now (T16: in which capacity)."""
    with changing(timetable_id, "timetable.answer_recorded", by=by) as change:
        return _answer(
            change,
            role=role,
            name=name,
            state=state,
            on=on,
            how=how,
            delegated=delegated,
            lives_with=lives_with,
            note=note,
        )


def answer_myself(*, timetable_id: int, state: str, by: Access, note: str = "") -> Consent:
    """A parent or the child answers in Pastoral; the capacity is what the school has on record, not what they say."""
    with changing(timetable_id, "timetable.answered", by=by, permission=Permission.SIGN) as change:
        if Role.YOUNG_PERSON in by.roles:
            role, known = Consent.Role.CHILD, None
        elif Role.PARENT in by.roles:
            known = _contact_of(change, by)
            foster = known is not None and known.relationship == Contact.Relationship.FOSTER_CARER
            role = Consent.Role.FOSTER_CARER if foster else Consent.Role.PARENT
            if known is None or not (known.parental_responsibility or foster):
                raise Refused((NO_RIGHT,))
        else:
            raise Refused((say("RT.family_only", "Only the family answers here."),))
        return _answer(
            change, role=role, name=by.actor.split(" (")[0][:150], state=state, on=timezone.localdate(), how=Consent.How.PASTORAL,
            delegated=known.delegated_authority if known is not None and role == Consent.Role.FOSTER_CARER else None,
            lives_with=known.lives_with_child if known is not None else None, note=note,
        )  # fmt: skip


def _contact_of(change: Change, by: Access) -> Contact | None:
    from pastoral.foundation.accounts.models import User

    person = User.objects.filter(pk=by.user_id or 0).first()
    today = timezone.localdate()
    for one in Contact.objects.visible_to(by).filter(pupil=change.row.pupil_id):
        same = one.user_id == by.user_id or (
            person is not None and one.email and one.email.casefold() == person.email.casefold()
        )
        if same and is_current(one, today):
            return one
    return None


def _answer(change: Change, *, on: dt.date, state: str, note: str, **values: Any) -> Consent:
    if change.row.is_closed:
        raise Refused((CLOSED,))
    if on > timezone.localdate():
        raise Refused((say("RT.future", "An answer can't be from a day to come."),))
    if state == Consent.State.REFUSED and not note.strip():
        raise Refused((say("RT.why_not", "Write down why they do not agree."),))
    row = Consent(
        **scope_of(change.row.pupil), timetable=change.row, on=on, state=state, note=note, seal=seal_of(change.row),
        by_name=change.by.actor, **values,
    )  # fmt: skip
    row.save()
    change.record.about(row, changes={"role": row.role, "state": row.state})
    change.tell("timetable.answered", who=row.name)
    return row


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
        for step in there.values():
            if step.reached_on is None and step.on not in days:
                step.delete()
        for on, hours, needs in steps:
            step = there.get(on) or Step(**scope_of(row.pupil), timetable=row, on=on)
            if step.reached_on is None:
                step.hours, step.needs = hours, needs[:500]
                step.save()
        change.changes["steps"] = len(steps)
    return row


def object_to(*, timetable_id: int, said: str, by: Access) -> Objection:
    """ "This is not what we agreed": the family's words go to the EWO and the school's lead at once."""
    with changing(timetable_id, "timetable.objected", by=by, permission=Permission.SIGN) as change:
        if not said.strip():
            raise Refused((say("RT.objection_words", "Write what is different from what you agreed."),))
        row = Objection(**scope_of(change.row.pupil), timetable=change.row, said=said, by_name=by.actor)
        row.save()
        change.record.about(row)
        change.tell("timetable.objection", who=by.actor.split(" (")[0])
        for role in ("ewo", "lead"):
            message(change, "objection", role, key=f"objection-{row.pk}-{role}")
    return row


def answer_objection(*, objection_id: int, answer: str, by: Access) -> Objection:
    """The school or the EWO says what was done about it."""
    found = Objection.objects.visible_to(by).get(pk=objection_id)
    if not (by.may(Permission.LEAD_PLANS) or by.may(Permission.ACKNOWLEDGE_SUBMISSIONS)):
        by.require(Permission.LEAD_PLANS)
    with changing(found.timetable_id, "timetable.objection_answered", by=by, permission=Permission.SEE_PLANS) as change:
        row: Objection = Objection.objects.visible_to(by).select_for_update(of=("self",)).get(pk=objection_id)
        if not answer.strip():
            raise Refused((say("RT.answer_words", "Write what was done."),))
        row.answer, row.answered_at, row.answered_by = answer, timezone.now(), by.actor
        row.save()
        change.record.about(row)
    return row
