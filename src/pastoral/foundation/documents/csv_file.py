"""A list as a CSV file: every cell safe to open in a spreadsheet, written as its rows are read, never held whole in memory."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.http import FileResponse

from pastoral.rules.csv_safety import safe_cell

CONTENT_TYPE = "text/csv; charset=utf-8"
IN_MEMORY = 2_000_000  # bytes; what is longer goes to a file without a name


def new_file() -> IO[bytes]:
    """A temporary file that the answer closes after sending."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


def write(target: IO[bytes], headings: Iterable[str], rows: Iterable[Sequence[Any]]) -> int:
    """Headings and rows at the end of `target`; gives back how many rows there were. None is an empty cell, a day is ISO 8601."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)  # the mark tells Excel it is UTF-8
    writer = csv.writer(text)
    writer.writerow([cell(heading) for heading in headings])
    number = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        number += 1
    text.flush()
    text.detach()
    return number


def written(headings: Iterable[str], rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """The file, at its start, and how many rows it has."""
    target = new_file()
    number = write(target, headings, rows)
    target.seek(0)
    return target, number


def download(content: IO[bytes], name: str) -> FileResponse:
    """The answer of a page: `name` without its ending."""
    return FileResponse(content, as_attachment=True, filename=f"{name}.csv", content_type=CONTENT_TYPE)


def cell(value: Any) -> str:
    if value is None:
        return ""
    return str(safe_cell(value.isoformat() if isinstance(value, dt.date) else str(value)))
