"""Who may sign a plan, and as what (NPT-PSP-14, NPT-RT-07; actors of rules catalogue 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pastoral.rules.sentences import Sentence, mark, say


class Capacity(StrEnum):
    """As what someone signs."""

    CHILD = "child"
    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    DELEGATED_AUTHORITY = "delegated_authority"
    SOCIAL_WORKER = "social_worker"
    SCHOOL_POST = "school_post"
    PROFESSIONAL = "professional"


CAPACITY_LABELS: dict[Capacity, str] = {
    Capacity.CHILD: mark("The child or young person"),
    Capacity.PARENTAL_RESPONSIBILITY: mark("A parent or carer with parental responsibility"),
    Capacity.DELEGATED_AUTHORITY: mark("A foster carer with delegated authority"),
    Capacity.SOCIAL_WORKER: mark("The child's social worker"),
    Capacity.SCHOOL_POST: mark("For the school"),
    Capacity.PROFESSIONAL: mark("Another professional"),
}


class Relation(StrEnum):
    """What a contact is to the child, as far as signing goes."""

    PARENT = "parent"
    FOSTER_CARER = "foster_carer"
    SOCIAL_WORKER = "social_worker"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A person around the child. `barred` is a court order that keeps them from deciding or being told."""

    name: str
    relation: Relation = Relation.PARENT
    parental_responsibility: bool = False
    delegated_authority: bool = False
    delegated_until: date | None = None
    barred: bool = False


@dataclass(frozen=True, slots=True)
class CareFacts:
    """The child's care status on the day."""

    looked_after: bool = False
    care_order: bool = False


def may_sign_as_parent(contact: ContactFacts, care: CareFacts, *, on: date) -> Sentence | None:
    """Why a contact may not sign in the parent's place on a day; None if they may.

    A foster carer needs delegated authority, otherwise the looked-after child's social worker signs. Anyone else
    needs parental responsibility.
    """
    code = "NPT-PSP-14"
    if contact.barred:
        return say(
            f"{code}.barred",
            "{name} may not sign: a court order is recorded. Ask the safeguarding lead.",
            name=contact.name,
        )
    if contact.relation is Relation.SOCIAL_WORKER:
        if care.looked_after:
            return None
        return say(
            f"{code}.social_worker",
            "{name} may not sign for the parent: a social worker does so only for a looked-after child.",
            name=contact.name,
        )
    if contact.relation is Relation.FOSTER_CARER or not contact.parental_responsibility:
        return _without_responsibility(contact, care, on=on)
    return None


def _without_responsibility(contact: ContactFacts, care: CareFacts, *, on: date) -> Sentence | None:
    code = "NPT-PSP-14"
    if contact.parental_responsibility and not care.looked_after:
        return None
    if contact.delegated_authority and care.looked_after:
        if contact.delegated_until is None or contact.delegated_until >= on:
            return None
        return say(
            f"{code}.delegation_ended",
            "{name}'s delegated authority ended on {until}. Ask the child's social worker to sign.",
            name=contact.name,
            until=contact.delegated_until,
        )
    if care.looked_after:
        return say(
            f"{code}.delegated_authority",
            "{name} has no delegated authority. Ask the child's social worker to sign.",
            name=contact.name,
        )
    return say(
        f"{code}.parental_responsibility",
        "{name} is not recorded as having parental responsibility, so cannot sign as parent or carer.",
        name=contact.name,
    )


def parent_capacity(contact: ContactFacts, care: CareFacts, *, on: date) -> Capacity | None:
    """As what a contact would sign in the parent's place; None if they may not."""
    if may_sign_as_parent(contact, care, on=on) is not None:
        return None
    if contact.relation is Relation.SOCIAL_WORKER:
        return Capacity.SOCIAL_WORKER
    if care.looked_after and (contact.relation is Relation.FOSTER_CARER or not contact.parental_responsibility):
        return Capacity.DELEGATED_AUTHORITY
    return Capacity.PARENTAL_RESPONSIBILITY


def may_sign_for_school(*, name: str, post: str, works_here: bool, posts_that_sign: frozenset[str]) -> Sentence | None:
    """Why someone may not sign for the school; None if they may. `posts_that_sign` comes from the policy pack."""
    if not works_here:
        return say("NPT-PSP-14.school", "{name} does not work at the child's school.", name=name)
    if post not in posts_that_sign:
        return say("NPT-PSP-14.post", "{name}'s post does not sign plans for the school.", name=name)
    return None


def may_sign_as_child(*, signer_is_the_child: bool, name: str) -> Sentence | None:
    """Why someone may not sign as the child: nobody signs in the child's place."""
    if signer_is_the_child:
        return None
    return say("NPT-PSP-14.child", "Only {name} can sign as the child or young person.", name=name)
