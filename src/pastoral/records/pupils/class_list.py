"""Class lists: CSV with one pupil in each row, with the headings that schools' systems and spreadsheets use."""

from __future__ import annotations

import io
import re

from pastoral.foundation.documents.csv_rows import UNREADABLE, CsvRows, OpenQuote, rows_of
from pastoral.rules.sentences import say

from .reading import MOST_PUPILS, FileRead, PupilRead, Unreadable, clean_flag, clean_text

# What a heading may be called, letters and digits only → what it is. A leading "child" or "pupil" is dropped first.
HEADINGS: dict[str, str] = {
    **dict.fromkeys(("firstname", "forename", "legalforename", "givenname", "enwcyntaf", "legalfirstname", "forenames"), "forename"),
    **dict.fromkeys(("lastname", "surname", "legalsurname", "familyname", "cyfenw", "legallastname"), "surname"),
    **dict.fromkeys(("middlename", "middlenames", "legalmiddlenames"), "middle_names"),
    **dict.fromkeys(
        ("preferredfirstname", "preferredgivenname", "preferredforename", "preferredname", "knownas", "enwaddewisir"), "preferred_name"
    ),
    **dict.fromkeys(("dateofbirth", "dob", "birthdate", "dyddiadgeni", "born", "birthday"), "date_of_birth"),
    **dict.fromkeys(("yeargroup", "year", "ncyear", "ncyearactual", "nationalcurriculumyear", "blwyddyn", "grwpblwyddyn"), "year_group"),
    **dict.fromkeys(
        ("registration", "registrationgroup", "reggroup", "reg", "tutorgroup", "tutor", "form", "class", "dosbarth"),
        "registration_group",
    ),
    **dict.fromkeys(("upn", "uniquepupilnumber", "currentupn"), "upn"),
    **dict.fromkeys(("formerupn", "formerupns", "previousupn"), "former_upns"),
    **dict.fromkeys(("sex", "gender", "rhyw"), "sex"),
    **dict.fromkeys(("addressline1", "address1", "address", "street", "cyfeiriad"), "address_line_1"),
    **dict.fromkeys(("addressline2", "address2", "locality"), "address_line_2"),
    **dict.fromkeys(("town", "city", "addressline3", "address3", "tref"), "town"),
    **dict.fromkeys(("postcode", "postalcode", "codpost"), "postcode"),
    **dict.fromkeys(("ethnicity", "ethniccode", "ethnicgroup"), "ethnicity"),
    **dict.fromkeys(("firstlanguage", "homelanguage", "language", "iaith"), "first_language"),
    **dict.fromkeys(("fsm", "freeschoolmeals", "freeschoolmeal", "efsm", "fsmeligible"), "free_school_meals"),
    **dict.fromkeys(("sen", "senstatus", "senprovision", "aln", "alnstatus", "alnprovision", "ady"), "needs"),
    **dict.fromkeys(("lookedafter", "cla", "lac", "incare", "childlookedafter"), "care"),
    **dict.fromkeys(("schoolurn", "urn", "schoolnumber", "laestab"), "school"),
}  # fmt: skip
CONTACT = re.compile(
    r"(?:parent|contact|guardian|carer)([1-4])?(name|relationship|relation|email|phone|telephone|mobile|responsibility|pr)(?:address|number)?"
)
CONTACT_PARTS = {
    "relation": "relationship", "phone": "telephone", "mobile": "telephone", "responsibility": "parental_responsibility",
    "pr": "parental_responsibility",
}  # fmt: skip
NEEDS = {
    "k": "sen_support", "sensupport": "sen_support", "senk": "sen_support", "yes": "sen_support", "y": "sen_support",
    "e": "ehcp", "ehcp": "ehcp", "ehcplan": "ehcp", "idp": "school_idp", "schoolidp": "school_idp", "laidp": "la_idp",
    "authorityidp": "la_idp",
}  # fmt: skip
WANTED = say("LIST.wanted", "forename, surname, date of birth")


def plain(heading: str) -> str:
    """A heading with only its letters and digits, small, without "child" or "pupil" before it."""
    letters = "".join(char for char in heading.casefold() if char.isalnum())
    for word in ("child", "pupil", "student", "learner"):
        if letters.startswith(word) and len(letters) > len(word):
            return letters[len(word) :]
    return letters


def read_class_list(text: str) -> FileRead:
    """Every row with something in it. Raises `Unreadable` when the columns that a class list needs are not there."""
    first = next((line for line in text.lstrip("\ufeff").split("\n") if line.strip()), "")
    delimiter = max(",;\t|", key=first.count)
    lines = io.StringIO(text.lstrip("\ufeff").replace("\x00", ""), newline="")
    try:
        return _pupils(rows_of(lines, delimiter))
    except OpenQuote as found:
        raise Unreadable(found.sentence) from found


def _pupils(rows: CsvRows) -> FileRead:
    header = next((cells for _line, cells in rows if cells and any(c.strip() for c in cells)), [])
    places, contacts, not_kept = _columns(header)
    missing = {"forename", "surname", "date_of_birth"} - set(places)
    if missing:
        _refuse(header)
    pupils = []
    for line, cells in rows:
        if cells is None:
            broken = PupilRead(line)
            broken.wrong("row", UNREADABLE, fatal=True)
            pupils.append(broken)
        elif any(cell.strip() for cell in cells):
            pupils.append(_pupil(line, cells, len(header), places, contacts))
        if len(pupils) > MOST_PUPILS:
            break
    if not pupils:
        raise Unreadable(say("LIST.nobody", "This class list has headings but no pupils under them."))
    return FileRead("csv", pupils, tuple(not_kept))


def _refuse(header: list[str]) -> None:
    names = {plain(name) for name in header}
    found = ", ".join(clean_text(name) for name in header if name.strip())[:500] or say("LIST.none", "none")
    if {"schoolname", "establishmentname"} & names or ({"urn", "name"} <= names):
        raise Unreadable(
            say("LIST.schools", "This is a list of schools, not of pupils. Its columns are: {found}.", found=found)
        )
    raise Unreadable(
        say(
            "LIST.columns",
            "A class list needs columns for {wanted}. This file has: {found}.",
            wanted=WANTED,
            found=found,
        )
    )


def _columns(header: list[str]) -> tuple[dict[str, int], dict[tuple[int, str], int], list[str]]:
    places: dict[str, int] = {}
    contacts: dict[tuple[int, str], int] = {}
    not_kept: list[str] = []
    for place, heading in enumerate(header):
        name = plain(heading)
        contact = CONTACT.fullmatch(name)
        if name in HEADINGS and HEADINGS[name] not in places:
            places[HEADINGS[name]] = place
        elif contact:
            contacts.setdefault((int(contact[1] or 1), CONTACT_PARTS.get(contact[2], contact[2])), place)
        elif heading.strip():
            not_kept.append(clean_text(heading)[:60])
    return places, contacts, not_kept


def _pupil(
    line: int, cells: list[str], width: int, places: dict[str, int], contacts: dict[tuple[int, str], int]
) -> PupilRead:
    read = PupilRead(line)
    if any(cell.strip() for cell in cells[width:]):
        read.wrong(
            "row",
            say(
                "LIST.width",
                "This row has {found} values but there are {wanted} columns.",
                found=len(cells),
                wanted=width,
            ),
            fatal=True,
        )
        return read

    def cell(name: str) -> str:
        place = places.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    read.put_upn(cell("upn"))
    for former in re.split(r"[;,/ ]+", cell("former_upns")):
        read.put_former_upn(former)
    read.put_text("surname", cell("surname"), required=True)
    read.put_text("forename", cell("forename"), required=True)
    for name in (
        "middle_names",
        "preferred_name",
        "registration_group",
        "ethnicity",
        "first_language",
        "address_line_1",
        "address_line_2",
        "town",
    ):
        read.put_text(name, cell(name))
    read.put_birth(cell("date_of_birth"))
    read.put_sex(cell("sex"))
    read.put_year(cell("year_group"))
    read.put_postcode(cell("postcode"))
    read.put_flag("free_school_meals", cell("free_school_meals"))
    need = NEEDS.get("".join(char for char in cell("needs").casefold() if char.isalnum()))
    if need:
        read.values["needs"] = [{"kind": need}]
    if clean_flag(cell("care")):
        read.values["care"] = [{"kind": "cla"}]
    if clean_text(cell("school")):
        read.values["school"] = clean_text(cell("school"))[:20]
    for number in sorted({place for place, _part in contacts}):
        parts = {part: cells[at] for (which, part), at in contacts.items() if which == number and at < len(cells)}
        parts["parental_responsibility"] = clean_flag(parts.get("parental_responsibility", "")) is True  # type: ignore[assignment]  # a flag among texts
        read.put_contact(number, parts)
    return read
