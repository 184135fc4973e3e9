from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pastoral.rules.duplicates import PupilIdentity, find_duplicates, folded, swapped, within_file

CAI = PupilIdentity(
    "1", "O'Brien-Jones", "Siân", date(2012, 3, 4), "B801200005001", frozenset({"X987654321231"}), "SA13 1PJ"
)
OTHER = PupilIdentity("row 2", "Obrien Jones", "SIAN", date(2012, 3, 4))


@pytest.mark.parametrize(
    ("change", "grade", "code"),
    [
        ({"upn": "b801 200005001", "surname": "Price", "born": date(2011, 1, 1)}, "same", "upn"),
        ({"upn": "X987654321231", "surname": "Price"}, "same", "upn"),
        ({"former_upns": frozenset({"B801200005001"}), "forename": "Al"}, "same", "upn"),
        ({}, "likely", "name_and_birth"),
        ({"surname": "O’BRIEN JONES", "forename": "Sia\u0302n"}, "likely", "name_and_birth"),
        ({"surname": "Price"}, "possible", "one_name_and_birth"),
        ({"forename": "Cai"}, "possible", "one_name_and_birth"),
        ({"born": date(2012, 4, 3)}, "possible", "date_swapped"),
        ({"surname": "Sian", "forename": "Obrien Jones"}, "possible", "names_swapped"),
        ({"born": None, "postcode": "sa131pj"}, "possible", "name_and_postcode"),
    ],
)
def test_matches_are_graded(change: dict[str, object], grade: str, code: str) -> None:
    candidate = replace(OTHER, **change)  # type: ignore[arg-type]  # each case names real fields
    (match,) = find_duplicates([candidate], [CAI])
    assert (match.grade, match.reason.code) == (grade, f"DUPLICATE.{code}")
    assert (match.candidate, match.existing) == ("row 2", "1")


@pytest.mark.parametrize(
    "change",
    [
        {"surname": "Price", "forename": "Cai"},
        {"born": date(2012, 3, 5)},
        {"born": None},
        {"born": date(2012, 4, 3), "surname": "Price"},
        {"surname": "", "forename": ""},
    ],
)
def test_others_are_not_matched(change: dict[str, object]) -> None:
    assert find_duplicates([replace(OTHER, **change)], [CAI]) == ()  # type: ignore[arg-type]  # real fields


def test_twins_are_a_question_not_a_certainty() -> None:
    twin = replace(CAI, key="2", forename="Gwen", upn="A950000178301", former_upns=frozenset())
    assert [match.grade for match in find_duplicates([twin], [CAI])] == ["possible"]


def test_the_surest_comes_first() -> None:
    likely = replace(CAI, key="9", upn="", former_upns=frozenset())
    assert [m.grade for m in find_duplicates([replace(OTHER, upn=CAI.upn)], [likely, CAI])] == ["same", "likely"]


def test_rows_of_one_file_are_compared_once() -> None:
    rows = [replace(OTHER, key="a"), replace(OTHER, key="b"), replace(OTHER, key="c", surname="X", forename="Y")]
    assert [(match.candidate, match.existing) for match in within_file(rows)] == [("b", "a")]


def test_folding_and_swapping() -> None:
    assert folded(" D’Arcy-Łukasz ") == "darcylukasz"
    assert swapped(date(2012, 5, 5)) is None
    assert swapped(date(2012, 5, 20)) is None


def test_a_whole_register_is_matched_quickly() -> None:
    pupils = [
        PupilIdentity(str(n), f"S{n}", f"F{n}", date(2008, 1, 1) + timedelta(days=n % 4000)) for n in range(10_000)
    ]
    began = time.process_time()
    assert len(find_duplicates(pupils[:2000], pupils)) == 2000
    assert time.process_time() - began < 5
