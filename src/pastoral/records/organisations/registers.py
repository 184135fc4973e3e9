"""Readers of the national registers of schools and of authorities: CSV as published, streamed row by row.

A register is known by its columns, never by its name: Get Information about Schools and its older EduBase extracts, the
statistics' LAEstab list, the section 41 list, and the Welsh Government's address lists. Encodings are UTF-8 with and
without a byte-order mark, UTF-16 and Windows-1252; separators are comma, semicolon and tab; .gz is unpacked.
"""

from __future__ import annotations

import codecs
import datetime as dt
import gzip
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pastoral.foundation.documents.csv_rows import UNREADABLE, CsvRows, OpenQuote, rows_of
from pastoral.foundation.govuk.text import tidy
from pastoral.foundation.govuk.words import say as spoken
from pastoral.rules.sentences import Refused, Sentence, say

BLANK = frozenset({"", "NA", "N/A", "---", "--", "-", "NULL"})
CHUNK = 1 << 20

# Column as published, letters and digits only → what it is to us.
SCHOOL_COLUMNS: dict[str, str] = {
    "urn": "urn",
    "schoolnumber": "number",
    "laestab": "number",
    "lacode": "la_code",
    "la": "la_code",
    "localauthoritycode": "la_code",
    "localauthority": "la_name",
    "localauthorityname": "la_name",
    "laname": "la_name",
    "estno": "establishment",
    "establishmentnumber": "establishment",
    "name": "name",
    "schoolname": "name",
    "establishmentname": "name",
    "giasestablishmenttype": "kind",
    "typeofestablishment": "kind",
    "typeofestablishmentname": "kind",
    "schooltype": "kind",
    "phaseofeducation": "phase",
    "phaseofeducationname": "phase",
    "sector": "phase",
    "welshmediumtypeseenotes": "welsh_medium",
    "welshmediumtype": "welsh_medium",
    "street": "street",
    "address1": "street",
    "address2": "address_2",
    "address3": "address_3",
    "address4": "address_4",
    "town": "town",
    "postcode": "postcode",
    "easting": "easting",
    "northing": "northing",
    "telephonenumber": "telephone",
    "telephonenum": "telephone",
    "phonenumber": "telephone",
    "statutorylowestage": "lowest_age",
    "statutorylowage": "lowest_age",
    "statutoryhighestage": "highest_age",
    "statutoryhighage": "highest_age",
    "opendate": "opened_on",
    "openingdate": "opened_on",
    "closedate": "closed_on",
    "closingdate": "closed_on",
    "establishmentstatus": "is_open",
    "establishmentstatusname": "is_open",
    "academicyear": "year",
}
LENGTHS = {
    "name": 200,
    "kind": 120,
    "phase": 60,
    "welsh_medium": 60,
    "street": 200,
    "town": 120,
    "postcode": 10,
    "telephone": 40,
}
# Files of the same publishers that hold no schools: one telling column → what they are.
HOLDS_PUPILS = say("REG.holds_pupils", "pupils; import it with `import pupils`")
OTHER_FILES: tuple[tuple[str, Sentence], ...] = (
    ("linkurn", say("REG.holds_links", "links between schools and the schools that came before or after them")),
    ("establishmenttypegroupcode", say("REG.holds_types", "types of establishment")),
    ("schooltypewls", say("REG.holds_welsh_types", "types of school in Wales")),
    ("oldlacode", say("REG.holds_authorities", "local authorities; import it with `import authorities`")),
    ("childfirstname", HOLDS_PUPILS),
    ("upn", HOLDS_PUPILS),
)


class UnknownRegister(Refused):
    """The file is not a register that we can read; the reason says what it is or what is missing."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out: its line in the file, the field and why."""

    row: int
    field: str
    why: Sentence

    @property
    def reason(self) -> str:
        """The reason in the reader's language."""
        return spoken(self.why)

    def as_dict(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {"row": self.row, "field": self.field, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school of a register; `facts` holds only what the row carries, in the types of the School model."""

    line: int
    urn: str
    number: str
    la_code: str
    la_name: str
    year: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """An open CSV: header as found, where each known column stands, and the lines below it."""

    header: list[str]
    places: dict[str, int]
    lines: Iterator[tuple[int, list[str] | Sentence]]
    total: int


@dataclass(frozen=True)
class Register:
    """A file of schools: `kind` names the register, `total` is its number of lines, `rows()` streams it."""

    kind: str
    table: Table
    constants: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> Iterator[SchoolRow | Rejected]:
        """Every row once, in order; a row that cannot be read is a `Rejected`."""
        for line, cells in self.table.lines:
            if isinstance(cells, Sentence):
                yield Rejected(line, "row", cells)
            elif any(cell.strip() for cell in cells):
                yield _school(line, _values(cells, self.table), self.constants)


@contextmanager
def open_register(path: Path) -> Iterator[Register]:
    """A file of schools, open for reading. Raises `UnknownRegister` if it is none."""
    with open_table(path, SCHOOL_COLUMNS) as table:
        names = {plain(name) for name in table.header}
        for column, holds in OTHER_FILES:
            if column in names:
                raise UnknownRegister(
                    say("REG.other", "This file holds no schools. It is a list of {holds}.", holds=holds)
                )
        if "name" not in table.places or not {"urn", "number", "establishment"} & set(table.places):
            raise UnknownRegister(
                say(
                    "REG.unknown",
                    "This is not a list of schools that we know. Its columns are: {found}. We need a column for the name "
                    "(name, SchoolName, EstablishmentName or School Name) and one for the number (URN, LAEstab or School Number).",
                    found=", ".join(name for name in table.header if name)[:500] or say("REG.none", "none"),
                )
            )
        kind, constants = _which(names)
        yield Register(kind, table, constants)


def _which(names: set[str]) -> tuple[str, dict[str, Any]]:
    """The register's name and what the whole file says of each school in it."""
    if "schoolnumber" in names:
        if "sector" in names:
            return "Wales: maintained schools", {}
        if "pupilsseenotes" in names or "pupils" in names:
            return "Wales: independent schools", {"kind": "Independent school"}
        return "Wales: pupil referral units", {"kind": "Pupil referral unit"}
    if "laestab" in names:
        return "England: LAEstab list", {}
    if "s41granted" in names:
        return "England: section 41 list", {}
    return ("England: establishments", {}) if "establishmentname" in names else ("England: state schools", {})


def _school(line: int, values: dict[str, str], constants: dict[str, Any]) -> SchoolRow | Rejected:
    urn, la_code = values.get("urn", ""), values.get("la_code", "")
    number = values.get("number", "")
    if not number and la_code and values.get("establishment"):
        number = la_code + values["establishment"].zfill(4)
    wrong = _wrong_identity(urn, number, la_code, values.get("name", ""))
    if wrong:
        return Rejected(line, *wrong)
    facts: dict[str, Any] = dict(constants)
    for name in ("name", "kind", "phase", "welsh_medium", "street", "town", "postcode", "telephone"):
        if values.get(name):
            facts[name] = values[name]
    rest = [values[name] for name in ("address_2", "address_3", "address_4") if values.get(name)]
    if rest and "town" not in facts:
        facts["town"] = ", ".join(rest)
    for name, most in LENGTHS.items():
        if len(facts.get(name, "")) > most:
            return Rejected(line, name, say("REG.long", "This is longer than {most} characters.", most=most))
    for name in ("lowest_age", "highest_age"):
        if values.get(name):
            if not (values[name].isascii() and values[name].isdigit() and int(values[name]) <= 99):
                return Rejected(
                    line, name, say("REG.age", "“{given}” is not an age in years.", given=values[name][:20])
                )
            facts[name] = int(values[name])
    for name in ("easting", "northing"):
        if values.get(name):
            if not (values[name].isascii() and values[name].isdigit() and len(values[name]) <= 7):
                return Rejected(
                    line, name,
                    say("REG.grid", "“{given}” is not a number of metres on the national grid.", given=values[name][:20]),
                )  # fmt: skip
            facts[name] = int(values[name]) or None  # 0: the register does not know
    for name in ("opened_on", "closed_on"):
        if values.get(name):
            day = read_date(values[name])
            if day is None:
                return Rejected(
                    line,
                    name,
                    say("REG.date", "“{given}” is not a real date. Write it like 01-09-2019.", given=values[name][:20]),
                )
            facts[name] = day
    if values.get("is_open"):
        facts["is_open"] = values["is_open"].lower().startswith("open")
    return SchoolRow(line, urn, number, la_code or number[:3], values.get("la_name", ""), values.get("year", ""), facts)


def _wrong_identity(urn: str, number: str, la_code: str, name: str) -> tuple[str, Sentence] | None:
    if urn and not re.fullmatch(r"[0-9]{6}", urn):
        return "urn", say("REG.urn", "A URN has 6 digits; this is “{given}”.", given=urn[:20])
    if la_code and not re.fullmatch(r"[0-9]{3}", la_code):
        return "la_code", say("REG.la", "An authority's code has 3 digits; this is “{given}”.", given=la_code[:20])
    if number and not re.fullmatch(r"[0-9]{7}", number):
        return "number", say("REG.number", "A school number has 7 digits; this is “{given}”.", given=number[:20])
    if number and la_code and not number.startswith(la_code):
        return "number", say(
            "REG.join", "The school number {number} does not begin with the authority's code {la_code}.",
            number=number, la_code=la_code,
        )  # fmt: skip
    if not urn and not number:
        return "urn", say(
            "REG.nothing", "There is no URN and no school number, so we cannot tell which school this is."
        )
    if not name:
        return "name", say("REG.name", "The school has no name.")
    return None


def read_date(text: str) -> dt.date | None:
    """A day written 01-09-2019, 01/09/2019 or 2019-09-01; None if it is none."""
    for pattern, order in (
        (r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", (3, 2, 1)),
        (r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", (1, 2, 3)),
    ):
        found = re.fullmatch(pattern, text)
        if found:
            try:
                return dt.date(*(int(found[place]) for place in order))
            except ValueError:
                return None
    return None


def _values(cells: list[str], table: Table) -> dict[str, str]:
    found = {name: _tidy_cell(cells[place]) for name, place in table.places.items() if place < len(cells)}
    return {name: text for name, text in found.items() if text.upper() not in BLANK}


def _tidy_cell(text: str) -> str:
    if text.isascii() and text.isprintable():  # nearly every cell of a register
        return " ".join(text.split())
    return " ".join(tidy(text).split())


def plain(name: str) -> str:
    """A header with only its letters and digits, small: "LA (code)" is "lacode"."""
    return "".join(char for char in name.casefold() if char.isalnum())


@contextmanager
def open_table(path: Path, columns: dict[str, str]) -> Iterator[Table]:
    """Any CSV, open; `columns` names what is known (plain header → our name). Raises `UnknownRegister` if it is none."""
    encoding, total, start = _look_at(path)
    with _binary(path) as binary:
        with io.TextIOWrapper(binary, encoding=encoding, errors="replace", newline="") as text:
            delimiter = max(",;\t|", key=start.count) if any(mark in start for mark in ",;\t|") else ","
            rows = _refused(rows_of(_lines(text), delimiter))
            header = [" ".join(name.replace("\ufeff", "").split()) for name in _first(rows)]
            places: dict[str, int] = {}
            for place, name in enumerate(header):
                if plain(name) in columns:
                    places.setdefault(columns[plain(name)], place)
            yield Table(header, places, _checked(rows, len(header)), total)


def _first(rows: CsvRows) -> list[str]:
    return next((cells for _line, cells in rows if cells and any(cell.strip() for cell in cells)), [])


def _refused(rows: CsvRows) -> CsvRows:
    try:
        yield from rows
    except OpenQuote as found:
        raise UnknownRegister(found.sentence) from found


def _lines(text: IO[str]) -> Iterator[str]:
    """Lines, read in pieces so that one huge line does not fill the memory."""
    while line := text.readline(CHUNK):
        yield line.replace("\x00", "")


def _checked(rows: CsvRows, width: int) -> Iterator[tuple[int, list[str] | Sentence]]:
    for line, cells in rows:
        if cells is None:
            yield line, UNREADABLE
            continue
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            yield line, say(
                "REG.width",
                "This row has {found} values but there are {wanted} columns. Put quotation marks around a value that has a "
                "comma in it.",
                found=len(cells), wanted=width,
            )  # fmt: skip
            continue
        yield line, cells


def _binary(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]  # both are binary files


def _look_at(path: Path) -> tuple[str, int, str]:
    """(encoding, number of lines, first line): one pass in pieces, so that memory stays small."""
    try:
        with _binary(path) as file:
            head = file.read(CHUNK)
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                encoding = "utf-16"
            else:
                encoding = "utf-8-sig"
            total, decoder = head.count(b"\n"), codecs.getincrementaldecoder("utf-8")()
            piece, utf8 = head, True
            while piece:
                if utf8 and encoding != "utf-16":
                    try:
                        decoder.decode(piece)
                    except UnicodeDecodeError:
                        utf8 = False
                piece = file.read(CHUNK)
                total += piece.count(b"\n")
    except (OSError, EOFError) as error:
        raise UnknownRegister(say("REG.open", "We cannot open this file: {why}", why=str(error)[:200])) from error
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnknownRegister(
            say("REG.sheet", "This file is a spreadsheet. Save the sheet as CSV and choose that file.")
        )
    if encoding != "utf-16" and b"\x00" in head[:2000]:
        raise UnknownRegister(say("REG.not_text", "This file is not text. Save the sheet as CSV and choose that file."))
    if not head.strip():
        raise UnknownRegister(say("REG.empty", "This file is empty."))
    encoding = encoding if encoding == "utf-16" or utf8 else "cp1252"
    start = head[:20_000].decode(encoding, errors="replace").lstrip("\ufeff\r\n ").split("\n", 1)[0]
    return encoding, max(total, 1), start
