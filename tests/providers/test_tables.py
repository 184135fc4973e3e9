"""Files as people really send them: nothing is lost without a word, and what is wrong is said with its row."""

from __future__ import annotations

import pytest

from pastoral.records.providers import tables
from pastoral.rules.sentences import Refused

HEAD = "provider,age_range,location_address\n"


def said(content: str | bytes) -> str:
    with pytest.raises(Refused) as refused:
        tables.read_table(content if isinstance(content, bytes) else content.encode())
    (reason,) = refused.value.reasons
    return str(reason)


@pytest.mark.parametrize(
    "text",
    [
        'Good,5-16,1 High Street\nBad,5-16,"2 High Street\nLost,5-16,3 High Street\nLost too,5-16,4 High Street\n',
        'Good,5-16,1 High Street\nBad,5-16,"2 High Street\nLost,5-16,"3 High Street"\nLost too,5-16,4 High Street\n',
        'Good,5-16,1 High Street\nBad,5-16,"' + "x" * 140_000 + "\nLost,5-16,4 High Street\n",
    ],
)
def test_a_quotation_mark_left_open_swallows_no_row(text: str) -> None:
    assert "Row 3 opens a quotation mark that is not closed" in said(HEAD + text)


def test_an_address_over_several_lines_and_inches_are_no_open_quotation_marks() -> None:
    table = tables.read_table((HEAD + 'Farm,5-16,"1 High Street\nWorcester, ""the barn"""\nPipe 5" Works,5-16,2 High Street\n').encode())
    assert [(line, cells[0]) for line, cells in table.rows] == [(2, "Farm"), (4, 'Pipe 5" Works')]
    assert table.rows[0][1][2] == '1 High Street\nWorcester, "the barn"'


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', ""])
def test_semicolons_are_read_with_and_without_a_first_line_that_says_so(first: str) -> None:
    table = tables.read_table((first + "provider;age_range\nFarm, Hub and Co;5-16\n").encode())
    assert table.columns == ["provider", "age_range"]
    assert table.rows == [(3 if first else 2, ["Farm, Hub and Co", "5-16"])]


def test_a_heading_that_stands_twice_is_kept_twice() -> None:
    table = tables.read_table(b"provider,provider,age_range\nOne,Two,5-16\n")
    assert table.columns == ["provider", "provider (2)", "age_range"]
    assert tables.guess_map(table.columns) == {"name": "provider", "ages": "age_range"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    assert tables.read_table("provider,about\nCaffi Crêpe,Café\n".encode(encoding)).rows[0][1] == ["Caffi Crêpe", "Café"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no list"),
        (HEAD.encode(), "no list"),
        (b"PK\x03\x04\x14\x00", "save it as CSV"),
        ("provider,about\nx,y\n".encode("utf-16-le"), "not a CSV file"),
        (b"x" * (tables.MOST_BYTES + 1), "too big"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    assert words in said(content)
