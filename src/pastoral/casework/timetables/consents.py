"""Who answers to a reduced timetable, in which capacity and to which words; and what is said where an answer is taken back.

A person is known by the key of their contact on the record; the child by 0; somebody who is not on the record by their name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import date_long
from pastoral.records.findings.registry import FoundNow
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import CareStatus, Contact
from pastoral.records.pupils.signatories import parent_signatories
from pastoral.rules.calendar import SchoolCalendar, SchoolDays
from pastoral.rules.engine import COLOURS, Policy
from pastoral.rules.reduced import ReducedFacts
from pastoral.rules.reduced.agreeing import authoriser_agreed
from pastoral.rules.reduced.hours import plain
from pastoral.rules.sentences import Sentence, mark, say

from .grid import seal_of
from .models import Ask, Consent, Objection, Timetable, Words
from .rows import Rows

THE_CHILD = 0
SETTLED = (Timetable.Status.AGREED, Timetable.Status.NOTIFIED, Timetable.Status.ACTIVE, Timetable.Status.EXTENSION)
_SUPPORTED = (CareStatus.Kind.CHILD_PROTECTION, CareStatus.Kind.CARE_AND_SUPPORT, CareStatus.Kind.CHILD_IN_NEED)
UNASKED_WORKER = say(
    "RT.worker_not_needed", "A social worker decides only for a looked-after child, or agrees where the child has a plan of care."
)


@dataclass(frozen=True)
class Person:
    """One person who may answer, or the reason why not. `decides`: their yes counts as the family's or the authority's."""

    key: int
    name: str
    role: str  # Consent.Role
    decides: bool
    refusal: Sentence | None = None
    contact: Contact | None = None
    language: str = "en-gb"
    email: str = ""
    user_id: int | None = None
    answer: Consent | None = None  # to the words as they stand
    before: Consent | None = None  # the last one to other words
    asked: Ask | None = None  # the last message about the words as they stand

    @property
    def may_answer(self) -> bool:
        return self.refusal is None

    @property
    def waits(self) -> bool:
        return self.may_answer and self.answer is None


@dataclass(frozen=True)
class People:
    """Everybody around the child who answers, who may not, and answers of people who are not on the record."""

    answer: list[Person] = field(default_factory=list)
    may_not: list[Person] = field(default_factory=list)
    unlisted: list[Consent] = field(default_factory=list)

    def of(self, key: int) -> Person | None:
        return next((one for one in [*self.answer, *self.may_not] if one.key == key), None)

    @property
    def undecided(self) -> list[Person]:
        return [one for one in self.answer if one.waits]


def seal_now(row: Timetable) -> str:
    """The seal of the words that people answer to: as agreed while it runs, as they stand while it is prepared."""
    return row.agreed_seal or seal_of(row)


def language_of(contact: Contact) -> str:
    return "cy" if contact.language in ("cy", "both") else "en-gb"


def people_of(row: Timetable, own: Rows, today: dt.date) -> People:
    """Who may answer today, by the record and the rules (T16). No query."""
    seal = seal_now(row)
    worker_agrees = any(each.kind in _SUPPORTED and is_current(each, today) for each in own.care)
    looked_after = any(each.kind == CareStatus.Kind.LOOKED_AFTER and is_current(each, today) for each in own.care)
    answering: list[Person] = []
    may_not: list[Person] = []
    for found in parent_signatories(own.contacts, own.care, on=today):
        contact, refusal = found.contact, found.refusal
        role = role_of(contact)
        if role == Consent.Role.SOCIAL_WORKER and refusal is not None and contact.may_be_contacted:
            refusal = None if worker_agrees else UNASKED_WORKER
        decides = refusal is None and not (looked_after and role == Consent.Role.PARENT)
        if role == Consent.Role.FOSTER_CARER and refusal is not None and contact.may_be_contacted and looked_after:
            refusal = None  # what they think is heard and written down; it does not decide (T16)
        person = Person(
            contact.pk, contact.name, role, decides, refusal, contact, language_of(contact),
            contact.email if contact.may_be_contacted else "", contact.user_id,
            *_answers(own, contact.pk, contact.name, role, seal), _asked(own, contact.pk, seal),
        )  # fmt: skip
        (may_not if refusal is not None else answering).append(person)
    name = row.pupil.preferred_name or row.pupil.forename
    child = Person(
        THE_CHILD, name, Consent.Role.CHILD, False, None, None,
        "cy" if row.pupil.language in ("cy", "both") else "en-gb", "", None,
        *_answers(own, THE_CHILD, name, Consent.Role.CHILD, seal),
    )  # fmt: skip
    known = {one.key for one in [*answering, *may_not]}
    names = {(one.role, one.name.casefold()) for one in [*answering, *may_not]}
    unlisted = [
        one
        for one in own.consents
        if one.role != Consent.Role.CHILD
        and one.contact_id not in known
        and (one.contact_id is not None or (one.role, one.name.casefold()) not in names)
    ]
    return People([*answering, child], may_not, unlisted)


def role_of(contact: Contact) -> str:
    """In which capacity a contact answers; anyone with parental responsibility as a parent."""
    return {
        Contact.Relationship.FOSTER_CARER: Consent.Role.FOSTER_CARER,
        Contact.Relationship.SOCIAL_WORKER: Consent.Role.SOCIAL_WORKER,
    }.get(Contact.Relationship(contact.relationship), Consent.Role.PARENT)  # fmt: skip


def _answers(own: Rows, key: int, name: str, role: str, seal: str) -> tuple[Consent | None, Consent | None]:
    """(the last answer to these words, the last to others)."""
    mine = [one for one in own.consents if is_theirs(one, key, name, role)]
    now = [one for one in mine if one.seal == seal]
    before = [one for one in mine if one.seal != seal]
    return (now[-1] if now else None, before[-1] if before else None)


def is_theirs(one: Consent, key: int, name: str, role: str) -> bool:
    if role == Consent.Role.CHILD:
        return one.role == role
    return one.contact_id == key or (
        one.contact_id is None and one.role == role and one.name.casefold() == name.casefold()
    )


def _asked(own: Rows, key: int, seal: str) -> Ask | None:
    found = [one for one in own.asks if one.contact_id == key and one.seal == seal and not one.reads]
    return found[-1] if found else None


def why_again(before: Consent, row: Timetable, words: Sequence[Words], hours_now: str) -> list[str]:
    """What is different from what somebody answered to: dates, hours, or which lessons."""
    old = next((one for one in words if one.seal == before.seal), None)
    if old is None:
        return [_("The dates or the timetable were changed since.")]
    said = []
    if (old.start_on, old.end_on) != (row.start_on, row.end_on) and old.start_on and old.end_on:
        said.append(
            _("The dates were %(start)s to %(end)s.") % {"start": date_long(old.start_on), "end": date_long(old.end_on)}
        )
    if plain(old.hours) != hours_now:
        said.append(_("The hours were %(before)s a week; now they are %(now)s.") % {"before": plain(old.hours), "now": hours_now})
    return said or [_("Other lessons or other times are at school than before.")]


def disagreement(people: People) -> tuple[list[str], list[str]]:
    """Names of those who decide and say yes, and of those who say no, where they differ; otherwise nothing."""
    yes = [one.name for one in people.answer if one.decides and one.answer is not None and one.answer.state == "agreed"]
    no = [one.name for one in people.answer if one.decides and one.answer is not None and one.answer.state != "agreed"]
    return (yes, no) if yes and no else ([], [])


def taken_back(row: Timetable, consents: Iterable[Consent]) -> list[Consent]:
    """Answers under the agreed words by which somebody no longer agrees, and that they have not changed since."""
    seal = seal_now(row)
    latest: dict[tuple[str, object], Consent] = {}
    for one in consents:
        if one.seal == seal:
            latest[one.role, one.contact_id or one.name.casefold()] = one
    return [one for one in latest.values() if one.state == Consent.State.WITHDRAWN]


def findings_of(
    row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar, today: dt.date
) -> list[FoundNow]:
    """A yes that was taken back while it runs, and "this is not what we agreed" that nobody has taken up."""
    if row.is_closed:
        return []
    rule = "NPT-RT-06" if policy.in_force("NPT-RT-06") else "ENG-PTT-02"
    found = [_no_longer(row, one, facts, rule) for one in taken_back(row, own.consents)] if row.status in SETTLED else []
    days = policy.value("reduced.objection_days")
    limit = SchoolDays(int(days)) if days is not None else None
    return [*found, *(_objected(row, one, rule, calendar, limit, today) for one in own.objections if one.answered_at is None)]


def _no_longer(row: Timetable, one: Consent, facts: ReducedFacts, rule: str) -> FoundNow:
    family = authoriser_agreed(facts) if facts.looked_after else facts.agreed_by("parent") is not None
    stops = one.role != Consent.Role.CHILD and not family
    return FoundNow(
        rule=rule,
        about=f"no_longer:{one.pk}",
        effect="BLOCK" if stops else "WARN",
        colour=COLOURS["BLOCK" if stops else "WARN"],
        sentence=say("RT.no_longer", "{name} no longer agrees since {day}.", name=one.name, day=one.on),
        remedy=say("RT.no_longer.remedy", "Hold a review now or end it: without a yes from home the child is full time.")
        if stops
        else say("RT.no_longer.talk", "Talk with them, hold a review and write down what was said."),
        owner_role="lead",
        owner_id=row.lead_id,
        due_on=one.on,
        link_name="timetable-reviews",
        link_key=row.pk,
        facts=((mark("Last day"), row.end_on, "timetable-details"),),
        since=one.on,
    )


def _objected(
    row: Timetable, one: Objection, rule: str, calendar: SchoolCalendar, limit: SchoolDays | None, today: dt.date
) -> FoundNow:
    from django.utils import timezone

    said_on = timezone.localdate(one.said_at)
    due = calendar.add_school_days(said_on, limit) if limit is not None else None
    late = one.read_at is None and due is not None and today > due
    effect = "WARN" if late else "TASK"
    if one.read_at is not None:
        sentence = say("RT.objection_read", "A family says that this is not what was agreed. Nobody has answered yet.")
    elif late:
        sentence = say("RT.objection_late", "A family says that this is not what was agreed. Nobody took it up by {due}.", due=due)
    else:
        sentence = say("RT.objection", "A family says that this is not what was agreed.")
    return FoundNow(
        rule=rule,
        about=f"objection:{one.pk}",
        effect=effect,
        colour=COLOURS[effect],
        sentence=sentence,
        remedy=say("RT.objection.remedy", "Talk with the family and say what was done."),
        owner_role="lead" if one.read_at is not None else "ewo",
        owner_id=row.lead_id if one.read_at is not None else None,
        due_on=due,
        link_name="timetable",
        link_key=row.pk,
        facts=((mark("Said on"), said_on, "timetable"),),
        since=said_on,
    )
