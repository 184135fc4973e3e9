"""A council's table of providers as CSV: the columns it may have, which heading is which, and what each row says."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from pastoral.foundation.documents.csv_rows import UNREADABLE, CsvRows, OpenQuote, rows_of
from pastoral.records.organisations.registers import read_date
from pastoral.rules.sentences import Refused, Sentence, mark, say

from . import reading, vocabulary

MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_BYTES = 10_000_000

# Field → (what a page calls it, headings that mean it: letters and figures only).
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "name": (mark("Name of the provider"), ("provider", "name", "providername", "settingname", "organisation", "setting", "darparwr")),
    "ap": (mark("Alternative provision: yes or no"), ("ap", "alternativeprovision", "isap")),
    "tuition": (mark("Tuition: yes or no"), ("hometuition", "tuition", "hometuitionyesno")),
    "type": (mark("Type of setting"), ("type", "typeofschool", "schooltype", "settingtype", "establishmenttype")),
    "registration": (
        mark("Registered with the Department for Education"), ("dferegistered", "registered", "registration", "urn", "registrationstatus"),
    ),
    "districts": (mark("Districts"), ("districts", "district", "districtssupported", "area", "areas", "areascovered")),
    "mode": (mark("How it teaches"), ("deliverymode", "mode", "hometuitionmode", "delivery")),
    "ages": (mark("Ages"), ("agerange", "ages", "age", "agegroup", "agegroups")),
    "phase": (mark("Phase"), ("phase", "phases")),
    "about": (mark("What it offers"), ("overview", "overviewofoffer", "about", "description", "offer", "provision")),
    "needs": (mark("Needs it works with"), ("needs", "need", "specialism", "specialisms", "primaryneeds")),
    "place_types": (mark("Kinds of place"), ("placetypes", "placetype", "kindsofplace", "places offered")),
    "languages": (mark("Languages"), ("languages", "language", "languageofteaching", "iaith")),
    "address": (mark("Address"), ("locationaddress", "provisionlocationaddress", "address", "location", "provisionlocation", "cyfeiriad")),
    "postcode": (mark("Postcode"), ("postcode", "codpost")),
    "website": (mark("Website"), ("website", "web", "url", "webaddress", "gwefan")),
    "contact_names": (mark("Contact name"), ("contactnames", "contactname", "contact", "contacts")),
    "email": (mark("Email"), ("emails", "email", "emailaddress", "contactemail", "ebost")),
    "telephone": (mark("Telephone"), ("phones", "phone", "telephone", "tel", "telephonenumber", "contactnumber", "ffon")),
    "places": (mark("How many places it has"), ("places", "capacity", "numberofplaces", "totalplaces")),
    "places_free": (mark("Places free"), ("placesfree", "vacancies", "freeplaces", "availableplaces")),
    "cost": (mark("Cost"), ("cost", "costs", "price", "dailyrate", "rate")),
    "qa_on": (mark("Last quality check"), ("qadate", "qaon", "lastqa", "qualityassured", "lastqualityassurance", "dateofqa")),
    "next_qa_on": (mark("Next quality check"), ("nextqadate", "nextqa", "nextqaon", "nextqualityassurance", "qadue")),
    "name_note": (mark("Note"), ("namenote", "note", "notes", "comment", "comments")),
}  # fmt: skip
NO_NAME = say("DIR.no_name", "The provider’s name is missing. Write it in the file, or delete the row.")
LONG_NAME = say("DIR.long_name", "The name is longer than 200 characters. Shorten it in the file.")


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows as written; a row has its line in the file, from 1."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]
    broken: dict[int, Sentence]  # lines that no reader of CSV understands


@dataclass
class RowRead:
    """What a row says. `values` are fields of Provider, `listing` of Listing; a problem names its column."""

    row: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    listing: dict[str, Any] = field(default_factory=dict)
    sites: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def fatal(self) -> bool:
        return any(problem["fatal"] for problem in self.problems)

    def wrong(self, column: str, reason: Sentence, *, fatal: bool = False) -> None:
        """Keep a problem of one cell: in which column, and what to do."""
        said = {"code": reason.code, "text": reason.text, "params": {name: str(value) for name, value in reason.params}}
        self.problems.append({"column": column, "reason": said, "fatal": fatal})


def decode(content: bytes) -> str:
    """The text of a CSV file, whichever program wrote it. Raises `Refused` for what is no text."""
    if len(content) > MOST_BYTES:
        raise Refused(say("DIR.big", "This file is too big for a list of providers. Ten megabytes is the most."))
    if content[:4] in (b"PK\x03\x04", b"%PDF") or content[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused(
            say(
                "DIR.kind",
                "This is a spreadsheet or a document, not a CSV file. Open it and save it as CSV (comma separated).",
            )
        )
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused(say("DIR.binary", "This file is not a CSV file. Save the list as CSV (comma separated)."))
    return text


def read_table(content: bytes) -> Table:
    """Every row with something in it. Raises `Refused` for a file that is no table with headings."""
    lines, delimiter = _lines(decode(content))
    try:
        return _table(rows_of(lines, delimiter))
    except OpenQuote as found:
        raise Refused(found.sentence) from found


def _table(found: CsvRows) -> Table:
    columns: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    broken: dict[int, Sentence] = {}
    for line, cells in found:
        if cells is None:
            rows.append((line, []))
            broken[line] = UNREADABLE
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _headings(cells)
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            broken[line] = say(
                "DIR.width", "This row has {found} values, and there are {wanted} columns. Look for a comma without quotation marks.",
                found=len(cells), wanted=len(columns),
            )  # fmt: skip
        rows.append((line, [cell.strip() for cell in cells[: len(columns)]]))
        if len(rows) > MOST_ROWS:
            raise Refused(say("DIR.rows", "This file has more than {most} rows. Import it in parts.", most=MOST_ROWS))
    if len(columns) < 2 or not rows:
        raise Refused(
            say(
                "DIR.empty",
                "We found no list in this file. It needs one row with headings and a row for each provider.",
            )
        )
    return Table(columns, rows, broken)


def _lines(text: str) -> tuple[list[str], str]:
    """The lines with their ends, and what parts the cells: as Excel's own first line "sep=;" says, else what the first line has most of."""
    lines = list(io.StringIO(text, newline=""))
    if lines and (said := re.fullmatch(r'"?sep=([,;\t|])"?\s*', lines[0], re.IGNORECASE)):
        return ["\n", *lines[1:]], said[1]
    first = next((line for line in lines if line.strip()), "")
    return lines, max(",;\t|", key=first.count)


def _headings(cells: list[str]) -> list[str]:
    found: list[str] = []
    for number, cell in enumerate(cells[:MOST_COLUMNS], 1):
        name = " ".join(cell.split())[:80] or f"Column {number}"
        found.append(name if name not in found else f"{name} ({number})")
    return found


def plain(heading: str) -> str:
    """A heading with only its letters and figures, small."""
    return "".join(char for char in heading.casefold() if char.isalnum())


def guess_map(columns: list[str]) -> dict[str, str]:
    """Field → heading, where a heading is one that we know."""
    names = {plain(column): column for column in reversed(columns)}
    guessed: dict[str, str] = {}
    taken: set[str] = set()
    for code, (_label, headings) in FIELDS.items():
        for heading in headings:
            column = names.get(heading)
            if column is not None and column not in taken:
                guessed[code] = column
                taken.add(column)
                break
    return guessed


def check_map(column_map: dict[str, str], columns: list[str]) -> dict[str, str]:
    """The map with only what it says. Raises `Refused` for an unknown field or heading, a heading used twice, or no name."""
    kept = {code: column for code, column in column_map.items() if column}
    reasons = []
    for code, column in kept.items():
        if code not in FIELDS:
            reasons.append(
                say("DIR.field", "We know no {field}. What there is: {known}.", field=code, known=", ".join(FIELDS))
            )
        elif column not in columns:
            reasons.append(
                say(
                    "DIR.column",
                    "The file has no column “{column}”. It has: {found}.",
                    column=column,
                    found=", ".join(columns),
                )
            )
    twice = sorted({column for column in kept.values() if list(kept.values()).count(column) > 1})
    reasons += [
        say("DIR.twice", "The column “{column}” is used for two things. Choose one.", column=column) for column in twice
    ]
    if "name" not in kept:
        reasons.append(say("DIR.name_column", "Say which column has the provider’s name."))
    if reasons:
        raise Refused(tuple(reasons))
    return kept


def read_row(line: int, columns: list[str], cells: list[str], column_map: dict[str, str]) -> RowRead:
    """One provider, every cell kept beside what was read of it."""
    by_column = dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
    row = RowRead(line, {column: cell for column, cell in by_column.items() if cell})
    text = {code: by_column.get(column_map.get(code, ""), "") for code in FIELDS}
    name = " ".join(text["name"].split())
    if not name:
        row.wrong(column_map["name"], NO_NAME, fatal=True)
    elif len(name) > 200:
        row.wrong(column_map["name"], LONG_NAME, fatal=True)
    row.values["name"] = name[:200]
    _plain_texts(row, text, column_map)
    _offer(row, text, column_map)
    _registration(row, text, column_map)
    _numbers_and_days(row, text, column_map)
    _places(row, text, column_map)
    return row


def _plain_texts(row: RowRead, text: dict[str, str], column_map: dict[str, str]) -> None:
    about = "\n".join(part for part in (text["about"], text["name_note"]) if part)
    if about:
        row.values["about"] = about[:10_000]
    for code, most in (("contact_names", 300), ("telephone", 200)):
        if text[code] and not reading.is_nothing(text[code]):
            row.values[code] = " ".join(text[code].split())[:most]
    if text["cost"]:
        row.values["cost_text"] = " ".join(text["cost"].split())[:300]
    if text["email"] and not reading.is_nothing(text["email"]):
        addresses = re.findall(r"[^\s;,<>]+@[^\s;,<>]+\.[^\s;,<>]+", text["email"])
        if not addresses:
            row.wrong(
                column_map["email"],
                say("DIR.email", "This is not an email address. The provider is imported without one."),
            )
        else:
            row.values["email"] = addresses[0].lower()[:254]
            if len(addresses) > 1:
                row.wrong(
                    column_map["email"],
                    say(
                        "DIR.emails",
                        "There are {count} addresses. The first is used; the others stay with the row.",
                        count=len(addresses)),
                )  # fmt: skip
    site = text["website"]
    if site and not reading.is_nothing(site):
        if re.fullmatch(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?", site) and len(site) < 190:
            row.values["website"] = site if "://" in site else f"https://{site}"
        else:
            row.wrong(
                column_map["website"],
                say("DIR.website", "This is not a web address. The provider is imported without one."),
            )


def _offer(row: RowRead, text: dict[str, str], column_map: dict[str, str]) -> None:
    values = row.values
    kinds = []
    for code, kind in (("ap", "alternative_provision"), ("tuition", "tuition")):
        said = reading.read_flag(text[code])
        if said:
            kinds.append(kind)
        elif said is None and text[code]:
            row.wrong(
                column_map[code], say("DIR.flag", "Write yes or no. “{text}” was not read.", text=text[code][:60])
            )
    if text["type"]:
        values["kind"] = _kind_of(text["type"])
        kinds = kinds or ["alternative_provision"]
    if kinds:
        values["kinds"] = kinds
    about = text["about"]
    ages_text = text["ages"] or ("" if reading.is_nothing(text["phase"]) else text["phase"])
    ages = reading.read_ages(ages_text)
    if ages_text:
        values |= {
            "age_text": " ".join(ages_text.split())[:200], "least_age": ages.least, "most_age": ages.most,
            "age_condition": ages.condition[:200],
        }  # fmt: skip
        if not ages.known and not reading.is_nothing(ages_text):
            row.wrong(
                column_map["ages" if text["ages"] else "phase"],
                say(
                    "DIR.ages",
                    "We could not read ages from “{text}”. A search shows them as not known.",
                    text=ages_text[:80]),
            )  # fmt: skip
    if phases := reading.phases_of(" ".join((text["phase"] or ages_text).split()), ages):
        values["phases"] = phases
    if text["districts"]:
        districts = reading.read_districts(text["districts"])
        values |= {
            "district_text": " ".join(text["districts"].split())[:300], "districts": list(districts.names),
            "all_districts": districts.every,
        }  # fmt: skip
        if districts.unread:
            row.wrong(
                column_map["districts"],
                say("DIR.districts", "We could not read districts from “{text}”.", text=text["districts"][:80]),
            )
    if text["mode"]:
        values["mode_text"] = " ".join(text["mode"].split())[:300]
        values["modes"] = reading.read_modes(text["mode"])
        if not values["modes"] and not reading.is_nothing(text["mode"]):
            row.wrong(
                column_map["mode"],
                say("DIR.mode", "We could not read from “{text}” how it teaches.", text=text["mode"][:80]),
            )
    for code in ("needs", "place_types", "languages"):
        if text[code]:
            known = [(key, str(words)) for key, words in vocabulary.LISTS[code].items()]
            codes, other = reading.read_codes(text[code], known)
            values[code] = codes + ([one[:40] for one in other] if code == "needs" else [])
            if other and code != "needs":
                row.wrong(column_map[code], say("DIR.codes", "We do not know “{text}”.", text=", ".join(other)[:120]))
    if "place_types" not in values and about and (types := reading.read_place_types(about)):
        values["place_types"] = types


def _kind_of(text: str) -> str:
    """Only what says outright that it is a school: a forest school or "not a school" is none, and is tested (WOR-DIR-01)."""
    if re.search(r"education centre", text, re.IGNORECASE):
        return "education_centre"
    if re.search(r"\b(?:non|not|no|unregistered|outside|forest|beach)\b", text, re.IGNORECASE):
        return "non_school"
    return "school" if re.search(r"\b(?:schools?|academy|referral unit|pru)\b", text, re.IGNORECASE) else "non_school"


def _registration(row: RowRead, text: dict[str, str], column_map: dict[str, str]) -> None:
    """WOR-DIR-01: three values, as written; anything else is left open and said."""
    if "registration" not in column_map:
        return
    written = " ".join(text["registration"].split())
    read = reading.read_registration(written)
    row.values |= {"registration": read.status, "urn": read.urn, "registration_text": written[:200]}
    if not read.status:
        row.wrong(
            column_map["registration"],
            say("WOR-DIR-01.import", "The file does not say whether the provider is registered as a school. Somebody must say."),
        )  # fmt: skip
    elif read.odd_length:
        row.wrong(
            column_map["registration"],
            say(
                "WOR-DIR-01.digits",
                "{urn} is kept as given. A school in England has a URN of six figures; this has {count}.",
                urn=read.urn, count=len(read.urn)),
        )  # fmt: skip


def _numbers_and_days(row: RowRead, text: dict[str, str], column_map: dict[str, str]) -> None:
    for code in ("places", "places_free"):
        if text[code] and not reading.is_nothing(text[code]):
            if text[code].isascii() and text[code].isdigit() and int(text[code]) < 10_000:
                row.values[code] = int(text[code])
            else:
                row.wrong(
                    column_map[code],
                    say("DIR.number", "Write a whole number. “{text}” was not read.", text=text[code][:40]),
                )
    for code in ("qa_on", "next_qa_on"):
        if text[code] and not reading.is_nothing(text[code]):
            day = read_date(text[code])
            if day is None:
                row.wrong(
                    column_map[code],
                    say(
                        "DIR.day", "Write a date, for example 27/03/2027. “{text}” was not read.", text=text[code][:40]
                    ),
                )
            else:
                row.listing[code] = day.isoformat()


def _places(row: RowRead, text: dict[str, str], column_map: dict[str, str]) -> None:
    """Sites: an address may hold several; a postcode of its own column goes to an address that has none."""
    sites = reading.read_sites(text["address"])
    postcode = reading.tidy_postcode(text["postcode"])
    if text["postcode"] and not postcode and not reading.is_nothing(text["postcode"]):
        row.wrong(
            column_map["postcode"], say("DIR.postcode", "This is not a postcode. The address is kept without one.")
        )
    if postcode and not any(site.postcode for site in sites):
        own = [site for site in sites if site.kind == "own"]
        sites = (
            reading.SiteRead(own[0].address if own else "", postcode),
            *(site for site in sites if site.kind != "own"),
        )
    row.sites = [{"address": site.address[:400], "postcode": site.postcode, "kind": site.kind} for site in sites]
