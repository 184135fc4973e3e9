"""A pupil's rows as frozen values, for rules and for the parts above."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pastoral.foundation.access.together import together
from pastoral.foundation.access.value import Access
from pastoral.rules.key_stages import Nation, YearGroup, age_on, year_group
from pastoral.rules.sentences import Sentence, say

from .models import CareStatus, Contact, Need, Pupil


@dataclass(frozen=True, slots=True)
class ContactNow:
    """An adult who is a contact today."""

    id: int
    name: str
    relationship: str  # Contact.Relationship
    parental_responsibility: bool
    delegated_authority: bool
    lives_with_child: bool
    may_be_contacted: bool
    email: str
    telephone: str
    language: str
    language_asked_on: dt.date | None
    reach_by: str
    interpreter: str
    user_id: int | None

    @property
    def may_agree(self) -> bool:
        """Whether this adult may agree for the child: parental responsibility, or delegated authority (1.1)."""
        return self.parental_responsibility or self.delegated_authority


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """What is true of a pupil on `on`. `needs` and `care` hold the codes of Need.Kind and CareStatus.Kind."""

    pupil_id: int
    on: dt.date
    age: int
    year: YearGroup | None
    year_label: Sentence | None
    language: str
    contacts: tuple[ContactNow, ...]
    needs: frozenset[str]
    care: frozenset[str]
    free_school_meals: bool
    disabled: bool | None

    @property
    def may_agree(self) -> tuple[ContactNow, ...]:
        return tuple(contact for contact in self.contacts if contact.may_agree)

    @property
    def social_worker(self) -> ContactNow | None:
        return next((c for c in self.contacts if c.relationship == Contact.Relationship.SOCIAL_WORKER), None)

    @property
    def looked_after(self) -> bool:
        return CareStatus.Kind.LOOKED_AFTER in self.care


def facts_of_many(access: Access, pupils: Iterable[Pupil], *, on: dt.date | None = None) -> dict[int, PupilFacts]:
    """The facts of pupils that `access` may see, by key. One query, however many pupils; `authority` should be loaded."""
    day = on or timezone.localdate()
    wanted = list(pupils)
    ids = [pupil.pk for pupil in wanted]
    contacts: dict[int, list[ContactNow]] = defaultdict(list)
    needs: dict[int, set[str]] = defaultdict(set)
    care: dict[int, set[str]] = defaultdict(set)
    read = together(
        contacts=Contact.objects.visible_to(access).filter(pupil_id__in=ids),
        needs=Need.objects.visible_to(access).filter(pupil_id__in=ids), care=CareStatus.objects.visible_to(access).filter(pupil_id__in=ids),
    )  # fmt: skip
    for contact in read["contacts"]:
        if is_current(contact, day):
            contacts[contact.pupil_id].append(_contact(contact))
    for rows, found in ((read["needs"], needs), (read["care"], care)):
        for row in rows:
            if is_current(row, day):
                found[row.pupil_id].add(row.kind)
    return {
        pupil.pk: PupilFacts(
            pupil_id=pupil.pk,
            on=day,
            age=age_on(pupil.date_of_birth, day),
            year=year_of(pupil, day),
            year_label=year_label(pupil, day),
            language=pupil.language,
            contacts=tuple(contacts[pupil.pk]),
            needs=frozenset(needs[pupil.pk]),
            care=frozenset(care[pupil.pk]),
            free_school_meals=pupil.free_school_meals,
            disabled=pupil.disabled,
        )
        for pupil in wanted
    }


def is_current(row: Any, day: dt.date) -> bool:
    """Whether a dated row holds on `day`; its last day still counts."""
    return (row.since is None or row.since <= day) and (row.until is None or row.until >= day)


def year_of(pupil: Pupil, day: dt.date) -> YearGroup | None:
    """The year group: as the school says, else by the date of birth."""
    chronological = year_group(pupil.date_of_birth, day, Nation(pupil.authority.nation))
    said = {"R": 0, "N": -1}.get(pupil.year_group, int(pupil.year_group) if pupil.year_group.isdigit() else None)
    if said is None or (chronological is not None and chronological.number == said):
        return chronological
    # A pupil taught out of their year: the key stage is that of the year they are taught in.
    born = dt.date(day.year - (0 if day.month >= 9 else 1) - said - 5, 9, 1)
    return year_group(born, day, Nation(pupil.authority.nation))


def year_label(pupil: Pupil, day: dt.date | None = None) -> Sentence | None:
    """ "Year 9", "Reception"; None beyond school."""
    on = day or timezone.localdate()
    if pupil.year_group.isdigit():
        return say("YEAR", "Year {number}", number=int(pupil.year_group))
    year = year_of(pupil, on)
    return year.label if year else None


def _contact(row: Contact) -> ContactNow:
    return ContactNow(
        id=row.pk, name=row.name, relationship=row.relationship, parental_responsibility=row.parental_responsibility,
        delegated_authority=row.delegated_authority, lives_with_child=row.lives_with_child,
        may_be_contacted=row.may_be_contacted, email=row.email, telephone=row.telephone, language=row.language,
        language_asked_on=row.language_asked_on, reach_by=row.reach_by, interpreter=row.interpreter, user_id=row.user_id,
    )  # fmt: skip
