"""NPT-PSP-13: everyone acts, not only the child."""

from __future__ import annotations

from datetime import date

from pastoral.rules.commitments import PARTY_HEADINGS, Commitment, Party, check_commitment, only_child_acts, school_acts

CHILD = Commitment(Party.CHILD, "Be on time")
SCHOOL = Commitment(Party.SCHOOL_REACTIVE, "A quiet talk after a row", owner="Mrs Hughes", by=date(2026, 10, 1))


def test_npt_psp_13_only_the_child_acts() -> None:
    assert only_child_acts([CHILD])
    assert only_child_acts([CHILD, Commitment(Party.PARENT, "  ")])
    assert not only_child_acts([CHILD, SCHOOL])
    assert not only_child_acts([])


def test_npt_psp_13_either_half_is_the_school_acting() -> None:
    assert school_acts([SCHOOL])
    assert school_acts([Commitment(Party.SCHOOL_PROACTIVE, "x")])
    assert not school_acts([CHILD])


def test_npt_psp_13_owner_and_date() -> None:
    assert check_commitment(SCHOOL, agreed_on=date(2026, 9, 1)) == ()
    found = [sentence.code for sentence in check_commitment(CHILD)]
    assert found == ["NPT-PSP-13.owner", "NPT-PSP-13.date"]
    assert [s.code for s in check_commitment(Commitment(Party.PARENT, " "))] == ["NPT-PSP-13.text"]
    assert [s.code for s in check_commitment(SCHOOL, agreed_on=date(2026, 10, 2))] == ["NPT-PSP-13.past"]


def test_a_long_promise_is_quoted_short() -> None:
    (owner, _) = check_commitment(Commitment(Party.CHILD, "walk away and " * 500))
    assert len(owner.english()) < 120
    assert "…" in owner.english()


def test_every_party_has_a_heading() -> None:
    assert set(PARTY_HEADINGS) == set(Party)
