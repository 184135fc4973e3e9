from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.upn import LA_CODES, LETTERS, Upn, UpnProblems, check_former_upn, check_upn, make_upn

VECTORS = Path(__file__).parents[3] / "shared/data/code-sets/upn_test_vectors.csv"


def codes(text: str) -> list[str]:
    checked = check_upn(text)
    return [reason.code for reason in checked.reasons] if isinstance(checked, UpnProblems) else []


@pytest.mark.parametrize("text", ["B801200005001", "A950000178301", "H243278544154", "X845212818005"])
def test_the_check_letter_is_right(text: str) -> None:
    assert "UPN.check_letter" not in codes(text)


@pytest.mark.parametrize("text", ["A801200005001", "R247962919251", "W428558133462", "B801200005002"])
def test_the_check_letter_is_wrong(text: str) -> None:
    assert codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A801200005001", "UPN.check_letter"),
        ("X80120000A001", "UPN.digits"),
        ("E000200005001", "UPN.la"),
        ("A38100178301", "UPN.length"),
        ("R421962919251", "UPN.la"),
        ("X817558133462", "UPN.la"),
        ("X0000y0000000", "UPN.digits"),
        ("1234567891234", "UPN.first"),
        ("A23456789123I", "UPN.last"),
        ("A23456789123O", "UPN.last"),
        ("", "UPN.missing"),
        ("   ", "UPN.missing"),
        ("X98721238", "UPN.length"),
        ("B80120000500\u0661", "UPN.last"),
        ("B8012000050\u06611", "UPN.digits"),
        ("😀" * 13, "UPN.first"),
    ],
)
def test_each_reason_is_said(text: str, code: str) -> None:
    assert code in codes(text)


def test_it_is_forgiving_about_spaces_dashes_and_case() -> None:
    assert check_upn(" b801 2000-05001\t") == Upn("B801200005001")


def test_a_temporary_upn_counts_its_letter() -> None:
    rest = "80120000500A"
    assert check_upn(f"{LETTERS[_sum(rest) % 23]}{rest}") == Upn(f"{LETTERS[_sum(rest) % 23]}{rest}")
    checked = check_upn(f"{LETTERS[_sum(rest) % 23]}{rest}")
    assert isinstance(checked, Upn)
    assert checked.is_temporary
    assert checked.la_code == "801"
    assert "UPN.check_letter" in codes(f"{LETTERS[(_sum(rest) + 1) % 23]}{rest}")


def _sum(rest: str) -> int:
    return sum((n + 2) * (int(c) if c.isdigit() else LETTERS.index(c)) for n, c in enumerate(rest))


def test_a_former_upn_needs_only_the_form() -> None:
    assert check_former_upn("X987654321231") == Upn("X987654321231")
    assert isinstance(check_former_upn("X98721238"), UpnProblems)
    assert isinstance(check_upn("X987654321231"), UpnProblems)


def test_welsh_authorities_are_known() -> None:
    assert {"671", "660", "681", "943"} <= LA_CODES
    assert not {"817", "421", "000"} & LA_CODES


@given(
    la=st.sampled_from(sorted(LA_CODES)), school=st.integers(0, 9999), year=st.integers(0, 99), n=st.integers(0, 999)
)
def test_law_what_we_make_is_valid(la: str, school: int, year: int, n: int) -> None:
    made = make_upn(la, f"{school:04}", 2000 + year, n)
    assert check_upn(made) == Upn(made)


@given(n=st.integers(0, 999), place=st.integers(1, 12), digit=st.integers(0, 9))
def test_law_one_wrong_digit_is_always_found(n: int, place: int, digit: int) -> None:
    made = make_upn("671", "4059", 2019, n)
    changed = made[:place] + str(digit) + made[place + 1 :]
    assert changed == made or isinstance(check_upn(changed), UpnProblems)


def test_no_upn_from_impossible_parts() -> None:
    with pytest.raises(ValueError, match="No UPN"):
        make_upn("817", "4059", 2019, 1)
    with pytest.raises(ValueError, match="No UPN"):
        make_upn("671", "40595", 2019, 1)


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared reference data is not on this machine")
def test_the_published_vectors() -> None:
    with VECTORS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    judged = [row for row in rows if row["check_letter_matches"]]
    assert len(judged) >= 8
    for row in judged:
        found = codes(row["upn"])
        assert ("UPN.check_letter" in found) == (row["check_letter_matches"] == "no"), row
