"""NPT-PSP-14: who may sign, and as what."""

from __future__ import annotations

from datetime import date

import pytest

from pastoral.rules.signatures import (
    CAPACITY_LABELS,
    Capacity,
    CareFacts,
    ContactFacts,
    Relation,
    may_sign_as_child,
    may_sign_as_parent,
    may_sign_for_school,
    parent_capacity,
)

ON = date(2026, 9, 7)
HOME = CareFacts()
LOOKED_AFTER = CareFacts(looked_after=True)
MOTHER = ContactFacts("Mair", parental_responsibility=True)
GRAN = ContactFacts("Nia", Relation.OTHER)
FOSTER = ContactFacts("Jo", Relation.FOSTER_CARER)
DELEGATED = ContactFacts("Jo", Relation.FOSTER_CARER, delegated_authority=True)
ENDED = ContactFacts("Jo", Relation.FOSTER_CARER, delegated_authority=True, delegated_until=date(2026, 9, 6))
WORKER = ContactFacts("Sam", Relation.SOCIAL_WORKER)
BARRED = ContactFacts("Al", parental_responsibility=True, barred=True)


@pytest.mark.parametrize(
    ("contact", "care", "capacity"),
    [
        (MOTHER, HOME, Capacity.PARENTAL_RESPONSIBILITY),
        (MOTHER, LOOKED_AFTER, Capacity.PARENTAL_RESPONSIBILITY),
        (DELEGATED, LOOKED_AFTER, Capacity.DELEGATED_AUTHORITY),
        (WORKER, LOOKED_AFTER, Capacity.SOCIAL_WORKER),
    ],
)
def test_npt_psp_14_may_sign(contact: ContactFacts, care: CareFacts, capacity: Capacity) -> None:
    assert may_sign_as_parent(contact, care, on=ON) is None
    assert parent_capacity(contact, care, on=ON) is capacity


@pytest.mark.parametrize(
    ("contact", "care", "code"),
    [
        (GRAN, HOME, "parental_responsibility"),
        (GRAN, LOOKED_AFTER, "delegated_authority"),
        (FOSTER, LOOKED_AFTER, "delegated_authority"),
        (FOSTER, HOME, "parental_responsibility"),
        (ENDED, LOOKED_AFTER, "delegation_ended"),
        (WORKER, HOME, "social_worker"),
        (BARRED, HOME, "barred"),
    ],
)
def test_npt_psp_14_may_not_sign(contact: ContactFacts, care: CareFacts, code: str) -> None:
    refusal = may_sign_as_parent(contact, care, on=ON)
    assert refusal is not None
    assert refusal.code == f"NPT-PSP-14.{code}"
    assert contact.name in refusal.english()
    assert parent_capacity(contact, care, on=ON) is None


def test_delegated_authority_holds_on_its_last_day() -> None:
    assert may_sign_as_parent(ENDED, LOOKED_AFTER, on=date(2026, 9, 6)) is None


def test_npt_psp_14_the_school_signs_by_post() -> None:
    posts = frozenset({"lead", "head"})
    assert may_sign_for_school(name="A", post="lead", works_here=True, posts_that_sign=posts) is None
    elsewhere = may_sign_for_school(name="A", post="lead", works_here=False, posts_that_sign=posts)
    junior = may_sign_for_school(name="A", post="key_adult", works_here=True, posts_that_sign=posts)
    assert elsewhere is not None
    assert elsewhere.code == "NPT-PSP-14.school"
    assert junior is not None
    assert junior.code == "NPT-PSP-14.post"


def test_npt_psp_14_nobody_signs_in_the_childs_place() -> None:
    assert may_sign_as_child(signer_is_the_child=True, name="Cai") is None
    assert may_sign_as_child(signer_is_the_child=False, name="Cai") is not None


def test_every_capacity_has_a_label() -> None:
    assert set(CAPACITY_LABELS) == set(Capacity)
