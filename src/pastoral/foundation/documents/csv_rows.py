"""Rows of a CSV file that somebody chose: none is lost without a word when a quotation mark is left open."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from pastoral.rules.sentences import Sentence, say


class OpenQuote(Exception):
    """Row `line` (from 1) opens a quotation mark that is never closed: every row after it would be part of one cell."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line

    @property
    def sentence(self) -> Sentence:
        return say(
            "FILE.quote",
            "Row {row} opens a quotation mark that is not closed, so the rows after it cannot be read. Close it in the file, then "
            "choose the file again.",
            row=self.line,
        )  # fmt: skip


CsvRows = Iterator[tuple[int, list[str] | None]]

# A cell that is longer than any (131,072 characters): the row is none, those after it are.
UNREADABLE = say("FILE.row", "This row cannot be read. Look for a value that is very long, or a quotation mark that is not closed.")


def rows_of(lines: Iterable[str], delimiter: str) -> CsvRows:
    """(line in the file from 1, its cells or None for an `UNREADABLE` row): only the row that is read is kept. Raises `OpenQuote`."""
    taken: list[str] = []

    def passed_on() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(passed_on(), delimiter=delimiter)
    cells: list[str] | None
    while True:
        first = reader.line_num + 1
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if (cells is None or len(taken) > 1) and sum(line.count('"') for line in taken) % 2:
            raise OpenQuote(first)
        yield first, cells
