from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral.rules.csv_safety import FORMULA_START, safe_cell, safe_row


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "＝1+1",
     "'=1", "\u200b=1", "-", "+", "+44 1639 =cmd", "-3.5+1", "- a list"],
)  # fmt: skip
def test_formulas_are_made_text(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["-3", "-3.5", "+7", "1,250", "95%", "+44 1639 686868", "+441639686868", "", "Siân",
                                   "a=b", "01639 686868", None, 7, -2.5, True, date(2026, 9, 7)])  # fmt: skip
def test_ordinary_values_stay(value: object) -> None:
    assert safe_cell(value) == value


def test_a_nul_is_dropped_before_looking() -> None:
    assert safe_cell("\x00=1") == "'=1"
    assert safe_row(["=1", 2]) == ["'=1", 2]


@given(st.text())
def test_law_what_starts_like_a_formula_is_a_number_or_a_phone(text: str) -> None:
    cell = safe_cell(text)
    assert isinstance(cell, str)
    if cell.startswith(FORMULA_START):
        assert set(cell) <= set("+-0123456789.,% ()")
