"""How a provider's status moves: what has passed, what soon will, and what holds a move up."""

from __future__ import annotations

from datetime import date

import pytest

from pastoral.rules.engine import RuleFinding
from pastoral.rules.providers.standing import DATE_LABELS, MOVES, Dated, decide, moves_from, passed, running_out
from pastoral.rules.sentences import Refused, say

TODAY = date(2026, 11, 22)
INSURANCE = Dated("insurance", date(2026, 11, 21))
LAST_DAY = Dated("dbs", TODAY, "Owen")
LATER = Dated("declaration", date(2026, 12, 20))


def stop(rule: str, about: str, *gates: str) -> RuleFinding:
    return RuleFinding(rule, "BLOCK", say(rule, "Missing."), say(f"{rule}.remedy", "Look."), "authority", None, about, gates)


def test_the_last_good_day_is_still_good() -> None:
    assert passed([LAST_DAY, INSURANCE], ["dbs", "insurance"], TODAY) == (INSURANCE,)
    assert passed([LAST_DAY], ["dbs"], date(2026, 11, 23)) == (LAST_DAY,)


def test_only_what_the_authority_says_takes_a_status_down() -> None:
    assert passed([INSURANCE], ["declaration"], TODAY) == ()
    assert passed([INSURANCE], None, TODAY) == ()


def test_the_oldest_comes_first() -> None:
    older = Dated("approval", date(2026, 1, 1))
    assert passed([INSURANCE, older], ["insurance", "approval"], TODAY) == (older, INSURANCE)


def test_what_runs_out_soon_is_still_good_and_within_the_days() -> None:
    assert running_out([INSURANCE, LAST_DAY, LATER], 28, TODAY) == (LAST_DAY, LATER)
    assert running_out([LATER], 27, TODAY) == ()
    assert running_out([LAST_DAY], None, TODAY) == ()


def test_what_ends_is_said_in_words() -> None:
    assert Dated("fire", TODAY, "Hafan Garden").sentence.english() == "fire risk assessment (Hafan Garden), until Sunday 22 November 2026"
    assert LAST_DAY.sentence.english() == "DBS check, until Sunday 22 November 2026"  # whose it is, few may know
    assert set(DATE_LABELS) >= {"declaration", "approval", "quality_assurance"}


@pytest.mark.parametrize(
    ("move", "status", "after"),
    [
        ("list", "applying", "listed"), ("approve", "applying", "approved"), ("approve", "listed", "approved"),
        ("suspend", "approved", "suspended"), ("remove", "suspended", "removed"), ("reinstate", "removed", "listed"),
    ],
)  # fmt: skip
def test_each_move_has_its_way(move: str, status: str, after: str) -> None:
    assert decide(move, status=status, reason="Because") == after


def test_nobody_moves_from_where_a_move_does_not_begin() -> None:
    for move, (before, _after) in MOVES.items():
        for status in {"applying", "listed", "approved", "suspended", "removed"} - before:
            with pytest.raises(Refused):
                decide(move, status=status, reason="Because")
    assert moves_from("removed") == ("reinstate",)


def test_wil_qa_01_stops_approval_and_not_a_place_on_the_list() -> None:
    finding = stop("WIL-QA-01", "area:safeguarding", "approve")
    with pytest.raises(Refused):
        decide("approve", status="listed", findings=[finding])
    assert decide("list", status="applying", findings=[finding]) == "listed"
    with pytest.raises(Refused):
        decide("reinstate", status="suspended", to="approved", reason="Good again", findings=[finding])
    assert decide("reinstate", status="suspended", to="listed", reason="Good again", findings=[finding]) == "listed"


def test_wor_unr_02_no_list_takes_in_an_illegal_school() -> None:
    finding = stop("WOR-UNR-02", "registration_test", "place")
    for move, status in (("list", "applying"), ("approve", "listed"), ("reinstate", "suspended")):
        with pytest.raises(Refused):
            decide(move, status=status, reason="Because", findings=[finding])
    assert decide("suspend", status="listed", reason="Because", findings=[finding]) == "suspended"


def test_every_reason_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        decide("reinstate", status="suspended", to="approved", findings=[stop("WIL-QA-01", "x", "approve")], out=[INSURANCE])
    assert [reason.code for reason in refused.value.reasons] == ["STANDING.reason", "WIL-QA-01", "STANDING.out"]
