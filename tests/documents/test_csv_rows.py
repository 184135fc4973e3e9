"""Whoever reads a CSV file row by row: a quotation mark that is left open swallows no row without a word."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from pastoral.foundation.documents.csv_rows import OpenQuote, rows_of
from pastoral.records.organisations.registers import UnknownRegister, open_table
from pastoral.records.pupils.class_list import read_class_list
from pastoral.records.pupils.reading import Unreadable

OPEN = '1,a\n2,"b\n3,c\n4,d\n'


def rows(text: str) -> list[tuple[int, list[str]]]:
    return list(rows_of(io.StringIO(text, newline=""), ","))


@pytest.mark.parametrize("text", [OPEN, '1,a\n2,"b\n3,"c"\n4,d\n', '1,a\n2,"' + "x" * 140_000 + "\n3,c\n"])
def test_the_row_that_opens_it_is_named(text: str) -> None:
    with pytest.raises(OpenQuote) as found:
        rows(text)
    assert found.value.line == 2
    assert str(found.value.sentence).startswith("Row 2 opens a quotation mark that is not closed")


def test_a_cell_over_several_lines_and_inches_are_whole() -> None:
    assert rows('1,"a\nb ""c"""\n2,5" pipe\n') == [(1, ["1", 'a\nb "c"']), (3, ["2", '5" pipe'])]


def test_a_class_list_is_refused_with_the_row() -> None:
    with pytest.raises(Unreadable, match="Row 3 opens a quotation mark"):
        read_class_list('Forename,Surname,Date of birth\nA,B,2013-01-02\nC,"D,2013-01-02\nE,F,2013-01-02\n')


def test_a_register_of_schools_is_refused_with_the_row(tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_text('URN,Name\n100001,One\n100002,"Two\n100003,Three\n')
    with pytest.raises(UnknownRegister, match="Row 3 opens a quotation mark"), open_table(path, {"urn": "urn"}) as table:
        assert [cells for _line, cells in table.lines] == []
