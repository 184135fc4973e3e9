"""Which of a child's contacts may decide in the parents' place on a day, and as what (NPT-PSP-14, NPT-RT-07): for plans and timetables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pastoral.rules.sentences import Sentence
from pastoral.rules.signatures import CareFacts, ContactFacts, Relation, may_sign_as_parent, parent_capacity

from .facts import is_current
from .models import CareStatus, Contact

_RELATIONS = {"foster_carer": Relation.FOSTER_CARER, "social_worker": Relation.SOCIAL_WORKER, "other": Relation.OTHER}


@dataclass(frozen=True)
class ParentSignatory:
    """A contact of the child: as what they may sign (a code of `rules.signatures.Capacity`), or the sentence that says why not."""

    contact: Contact
    capacity: str
    refusal: Sentence | None


def parent_signatories(
    contacts: Iterable[Contact], care: Iterable[CareStatus], *, on: dt.date
) -> list[ParentSignatory]:
    """Each contact who is one on that day, with what the rules say of their deciding. No query."""
    looked_after = any(
        each.kind == CareStatus.Kind.LOOKED_AFTER and (each.until is None or each.until >= on) for each in care
    )
    rules = CareFacts(looked_after=looked_after)
    found = []
    for contact in contacts:
        if not is_current(contact, on):
            continue
        facts = ContactFacts(
            name=contact.name,
            relation=_RELATIONS.get(contact.relationship, Relation.PARENT),
            parental_responsibility=contact.parental_responsibility,
            delegated_authority=contact.delegated_authority,
            barred=not contact.may_be_contacted,
        )
        capacity = parent_capacity(facts, rules, on=on)
        found.append(
            ParentSignatory(contact, capacity.value if capacity else "", may_sign_as_parent(facts, rules, on=on))
        )
    return found
