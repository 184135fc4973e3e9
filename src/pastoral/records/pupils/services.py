"""Writes: a pupil by hand, contacts, needs, care. Imports have their own module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.value import Access, NotAllowed
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.questions.merging import merged, put, values_of
from pastoral.records.organisations.models import School
from pastoral.rules.duplicates import PupilIdentity, Register
from pastoral.rules.sentences import Refused, say

from . import presenter, queries
from .models import CareStatus, Contact, Enrolment, FormerUpn, Need, Pupil
from .names import search_name, words_of

PUPIL_FIELDS = (
    "upn", "surname", "forename", "middle_names", "preferred_name", "date_of_birth", "sex", "year_group", "registration_group",
    "first_language", "language", "free_school_meals", "disabled", "travel_assistance", "address_line_1", "address_line_2",
    "town", "postcode", "left_on",
)  # fmt: skip
CONTACT_FIELDS = (
    "name", "relationship", "parental_responsibility", "delegated_authority", "lives_with_child", "may_be_contacted", "email",
    "telephone", "language", "language_asked_on", "reach_by", "interpreter", "priority",
)  # fmt: skip
UPN_TAKEN = say(
    "PUPIL.upn_taken", "A pupil at this school, or at another in the authority, already has this UPN. Check it."
)


class MaybeSame(Exception):
    """The pupil to be added may be one that is there already: a question for the person, never answered for them."""

    def __init__(self, pupils: list[Pupil]) -> None:
        super().__init__(f"{len(pupils)} pupils may be the same")
        self.pupils = pupils


def add_pupil(*, by: Access, school: School, values: Mapping[str, Any], sure: bool = False) -> Pupil:
    """Add a pupil by hand. Raises `MaybeSame` unless `sure` that it is another child; `Refused` for a UPN that is taken."""
    by.require(Permission.EDIT_PUPILS)
    if school.pk not in by.school_ids and school.authority_id not in by.authority_ids:
        raise NotAllowed(Permission.EDIT_PUPILS)
    if not sure:
        near = look_alikes(by, values)
        if near:
            raise MaybeSame(near)
    pupil = Pupil(authority_id=school.authority_id, school=school, **values)
    pupil.search_name = search_name_of(pupil)
    with recording("pupil.added", by=by) as record:
        _save_unless_taken(pupil)
        Enrolment(**scope_of(pupil), at_school=school, since=timezone.localdate()).save()
        record.about(pupil, changes={"by": "hand"})
    return pupil


def look_alikes(by: Access, values: Mapping[str, Any]) -> list[Pupil]:
    """Pupils that `by` can see who may be this child, the likeliest first."""
    born: dt.date = values["date_of_birth"]
    candidate = PupilIdentity(
        "new", values["surname"], values["forename"], born, values.get("upn", ""), postcode=values.get("postcode", "")
    )
    seen = Pupil.objects.visible_to(by).select_related("school", "authority")
    near = list(seen.filter(date_of_birth=born)) + list(queries.search(by, f"{values['forename']} {values['surname']}"))
    if values.get("upn"):
        near += list(queries.search(by, values["upn"]))
    known = {str(pupil.pk): pupil for pupil in near}
    found = Register(
        PupilIdentity(key, p.surname, p.forename, p.date_of_birth, p.upn, postcode=p.postcode)
        for key, p in known.items()
    ).matches(candidate)
    formerly = [
        p for p in near if values.get("upn") and p.upn != values["upn"] and p in queries.search(by, values["upn"])
    ]
    return list(dict.fromkeys([*formerly, *(known[match.existing] for match in found)]))


def edit_pupil(*, by: Access, pupil_id: int, base: Mapping[str, Any] | None, mine: Mapping[str, Any]) -> Pupil:
    """Write what changed. Raises `Clashing` where somebody else changed the same field, `Refused` for a UPN that is taken."""
    pupil = _to_write(by, pupil_id)
    current = values_of(pupil, PUPIL_FIELDS)
    old_upn = pupil.upn
    changed = put(pupil, merged(base, mine, current), current)
    if not changed:
        return pupil
    pupil.search_name = search_name_of(pupil)
    pupil.version += 1
    with recording("pupil.edited", by=by, subject=pupil, changes=dict.fromkeys(sorted(changed), True)):
        _save_unless_taken(pupil)
        if "upn" in changed and old_upn:
            note_former_upn(pupil, old_upn)
    return pupil


def note_former_upn(pupil: Pupil, upn: str) -> FormerUpn | None:
    """Keep a UPN that the pupil had; None if it is known already. Call inside a recording."""
    if pupil.formerupn_set.filter(upn=upn).exists():
        return None
    former = FormerUpn(**scope_of(pupil), upn=upn)
    former.save()
    return former


def save_contact(
    *,
    by: Access,
    pupil_id: int,
    contact_id: int | None,
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any],
) -> Contact:
    """Add a contact, or change one. Raises `Clashing` as `edit_pupil` does, and `Refused` for what cannot be true."""
    pupil = _to_write(by, pupil_id)
    if mine.get("delegated_authority") and mine.get("relationship") != Contact.Relationship.FOSTER_CARER:
        raise Refused(say("CONTACT.delegated", "Only a foster carer can have delegated authority (rules 1.1)."))
    if contact_id is None:
        contact = Contact(**scope_of(pupil), since=timezone.localdate(), **mine)
        with recording("contact.added", by=by) as record:
            contact.save()
            record.about(contact, changes={"relationship": contact.relationship, "pr": contact.parental_responsibility})
        return contact
    contact = Contact.objects.visible_to(by).select_for_update(of=("self",)).get(pupil=pupil, pk=contact_id)
    current = values_of(contact, CONTACT_FIELDS)
    changed = put(contact, merged(base, mine, current), current)
    if changed:
        with recording("contact.edited", by=by, subject=contact, changes=dict.fromkeys(sorted(changed), True)):
            contact.save()
    return contact


def end_contact(*, by: Access, pupil_id: int, contact_id: int, on: dt.date) -> Contact:
    """The person is no longer a contact after `on`; the record stays. Raises `Refused`."""
    pupil = _to_write(by, pupil_id)
    contact = queries.contact(by, pupil, contact_id)
    if contact.since and on < contact.since:
        raise Refused(
            say(
                "CONTACT.end", "The last day cannot be before {since}, when they became a contact.", since=contact.since
            )
        )
    contact.until = on
    with recording("contact.ended", by=by, subject=contact, changes={"until": on.isoformat()}):
        contact.save()
    return contact


def save_dated(
    *, by: Access, pupil_id: int, kind: str, row_id: int | None, base: Mapping[str, Any] | None, mine: Mapping[str, Any]
) -> Need | CareStatus:
    """Add or change a need (`kind` "need") or a care status ("care").

    Raises `Clashing` as `edit_pupil` does, and `Refused` for dates that cannot be.
    """
    pupil = _to_write(by, pupil_id)
    model: Any = {"need": Need, "care": CareStatus}[kind]
    row = queries.dated(by, pupil, kind, row_id) if row_id else model(**scope_of(pupil))
    current = values_of(row, mine)
    put(row, merged(base if row_id else current, mine, current), current)
    if row.until and row.until < row.since:
        raise Refused(
            say("DATED.end", "It ends on {until}, before it starts ({since}).", until=row.until, since=row.since)
        )
    same = model.objects.visible_to(by).filter(pupil=pupil, kind=row.kind, until__isnull=True)
    if row_id is None and not row.until and same.exists():
        raise Refused(say("DATED.twice", "This is already recorded and has not ended. Change that one instead."))
    with recording(f"{kind}.{'edited' if row_id else 'added'}", by=by) as record:
        row.save()
        record.about(row, changes={"kind": row.kind, "since": str(row.since), "until": str(row.until or "")})
    return row  # type: ignore[no-any-return]  # one of the two models


def search_name_of(pupil: Pupil) -> str:
    """The pupil's names, folded for search."""
    return search_name(
        forename=pupil.forename,
        surname=pupil.surname,
        middle_names=pupil.middle_names,
        preferred_name=pupil.preferred_name,
    )


def same_person(one: str, other: str) -> bool:
    """Whether two contacts' names are the same words."""
    return sorted(words_of(one)) == sorted(words_of(other))


def _to_write(by: Access, pupil_id: int) -> Pupil:
    """The pupil, locked; raises `Pupil.DoesNotExist`, or NotAllowed for one whom `by` may only see."""
    by.require(Permission.EDIT_PUPILS)
    pupil: Pupil = Pupil.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pupil_id)
    if presenter.audience(by, pupil) != "staff":
        raise NotAllowed(Permission.EDIT_PUPILS)
    return pupil


def _save_unless_taken(pupil: Pupil) -> None:
    try:
        with transaction.atomic():
            pupil.save()
    except IntegrityError as error:
        if "pupil_upn" not in str(error):
            raise
        raise Refused(UPN_TAKEN) from error
