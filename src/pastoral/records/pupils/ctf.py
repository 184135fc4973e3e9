"""The Common Transfer File (CTF), as the specification has it and as systems really write it.

Parsed without entities, document types or network, whatever the file asks for. Read: identifiers, basic details, address,
contacts with responsibility, SEN provision, free school meals, looked after. Assessments and attendance are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pastoral.rules.sentences import say

from .reading import FileRead, PupilRead, Unreadable, clean_date, clean_flag, clean_text

DECLARATION = re.compile(r"<\?xml\b[^>]{0,200}\?>")
FORBIDDEN = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
LANGUAGES = {"eng": "English", "wel": "Welsh", "cym": "Welsh", "cy": "Welsh", "en": "English"}
NEEDS = {
    "K": "sen_support",
    "A": "sen_support",
    "P": "sen_support",
    "S": "ehcp",
    "E": "ehcp",
    "L": "la_idp",
    "I": "school_idp",
}
NOT_KEPT = {"stageassessments": "assessments", "attendance": "attendance", "schoolhistory": "school history"}


def read_ctf(text: str) -> FileRead:
    """Every pupil of the file, numbered from 1. Raises `Unreadable` for what is no CTF or is not safe to read."""
    root = _parsed(text)
    if _name(root) != "ctfile":
        raise Unreadable(
            say(
                "CTF.root",
                "This XML file is not a Common Transfer File: it begins with <{found}>, and a CTF with <CTfile>.",
                found=clean_text(root.tag)[:60],
            )  # fmt: skip
        )
    pupils = [_pupil(row, element) for row, element in enumerate(_pupils(root), start=1)]
    if not pupils:
        raise Unreadable(say("CTF.nobody", "This Common Transfer File has no pupils in it."))
    seen = {_name(element) for element in root.iter() if isinstance(element.tag, str)}
    return FileRead("ctf", pupils, tuple(words for name, words in NOT_KEPT.items() if name in seen))


def _parsed(text: str) -> Any:
    if FORBIDDEN.search(text):
        raise Unreadable(
            say(
                "CTF.doctype",
                "This XML file has a document type or entities, which a CTF never has. We do not open it, because it could do harm.",
            )
        )
    # Some exports have a second declaration and empty lines before the first element.
    content = DECLARATION.sub("", text).strip().lstrip("\ufeff").replace("\x00", "")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(content.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Unreadable(
            say(
                "CTF.broken",
                "This XML file is broken near line {line}. Export it again from the school's system.",
                line=line,
            )
        ) from error


def _name(element: Any) -> str:
    return etree.QName(element).localname.casefold() if isinstance(element.tag, str) else ""


def _pupils(root: Any) -> Iterator[Any]:
    for element in root.iter():
        if _name(element) == "pupil" and _name(element.getparent()) == "ctfpupildata":
            yield element


def _texts(element: Any, *names: str) -> Iterator[str]:
    """The texts of descendants called one of `names` (small letters), in order; those inside contacts are left alone."""
    for found in element.iter():
        if _name(found) in names and found.text and found.text.strip() and not _inside_contact(found, element):
            yield found.text


def _inside_contact(found: Any, top: Any) -> bool:
    if _name(top) == "contact":
        return False
    return any(_name(parent) == "contact" for parent in found.iterancestors() if parent is not top)


def _text(element: Any, *names: str) -> str:
    """The first that is there, in the order of `names`."""
    return next((text for name in names for text in _texts(element, name)), "")


def _child(element: Any, *names: str) -> Any:
    return next((found for found in element if _name(found) in names), None)


def _pupil(row: int, element: Any) -> PupilRead:
    read = PupilRead(row)
    read.put_upn(_text(element, "upn"))
    for former in _texts(element, "formerupn", "previousupn"):
        read.put_former_upn(former)
    read.put_text("surname", _text(element, "legalsurname", "surname"), required=True)
    read.put_text("forename", _text(element, "legalforename", "forename"), required=True)
    read.put_text("middle_names", _text(element, "middlenames", "legalmiddlenames"))
    preferred = _text(element, "preferredforename")
    if clean_text(preferred) != read.values.get("forename"):
        read.put_text("preferred_name", preferred)
    read.put_birth(_text(element, "dob"))
    read.put_sex(_text(element, "sex", "gender"))
    read.put_year(_text(element, "ncyearactual", "ncyear"))
    read.put_text("registration_group", _text(element, "reggroup", "registrationgroup"))
    read.put_text("ethnicity", _text(element, "ethnicity"))
    _language(read, element)
    _address(read, element)
    _needs(read, element)
    _care(read, element)
    _meals(read, element)
    contacts = [found for found in element.iter() if _name(found) == "contact"]
    for place, contact in enumerate(contacts[:20], start=1):
        _contact(read, place, contact)
    return read


def _language(read: PupilRead, element: Any) -> None:
    spoken = _text(element, "firstlanguage")
    for kind in element.iter():
        if _name(kind) == "type" and clean_text(_text(kind, "languagetype")).upper() in {"F", "H"}:
            spoken = spoken or _text(kind, "language")
    read.put_text("first_language", LANGUAGES.get(clean_text(spoken).casefold(), clean_text(spoken)))


def _address(read: PupilRead, element: Any) -> None:
    read.put_text("address_line_1", _text(element, "addressline1", "street") or _paon(element))
    read.put_text("address_line_2", _text(element, "addressline2", "locality"))
    read.put_text("town", _text(element, "town", "addressline4", "addressline3"))
    read.put_postcode(_text(element, "postcode"))


def _paon(element: Any) -> str:
    return " ".join(part for part in (_text(element, "saon"), _text(element, "paon")) if part)


def _needs(read: PupilRead, element: Any) -> None:
    found: dict[str, dict[str, str]] = {}
    for provision in element.iter():
        code = (
            clean_text(provision.text or "").upper()
            if _name(provision) in {"senprovision", "senstatus", "alnprovision"}
            else ""
        )
        kind = NEEDS.get(code)
        if kind:
            since = clean_date(clean_text(_text(provision.getparent(), "startdate", "senstart")))
            found[kind] = {"kind": kind, "since": "" if not hasattr(since, "isoformat") else since.isoformat()}
    types = [clean_text(text).upper() for text in _texts(element, "sentype")]
    for need in found.values():
        if types:
            need["detail"] = ", ".join(dict.fromkeys(types))[:200]
    if found:
        read.values["needs"] = list(found.values())


def _care(read: PupilRead, element: Any) -> None:
    group = next((found for found in element.iter() if _name(found) == "lookedafter"), None)
    words = _text(group, "incare") or (clean_text(group.text) if group is not None else "") if group is not None else ""
    if clean_flag(words) or clean_flag(_text(element, "incare", "lac")):
        read.values["care"] = [{"kind": "cla"}]


def _meals(read: PupilRead, element: Any) -> None:
    flag = clean_flag(_text(element, "fsmeligible", "freeschoolmeals", "fsm"))
    if flag is None:
        starts = list(_texts(element, "fsmstartdate"))
        if starts:
            flag = len(list(_texts(element, "fsmenddate"))) < len(starts)
    if flag is not None:
        read.values["free_school_meals"] = flag


def _contact(read: PupilRead, place: int, contact: Any) -> None:
    name = " ".join(
        part for part in (clean_text(_text(contact, one)) for one in ("title", "forename", "surname")) if part
    )
    order = clean_text(_text(contact, "order"))
    read.put_contact(
        place,
        {
            "name": name,
            "relationship": _text(contact, "relationship", "contactrelationship"),
            "parental_responsibility": clean_flag(_text(contact, "responsibility", "parentalresponsibility")) is True,
            "email": _text(contact, "email"),
            "telephone": _text(contact, "phoneno", "telephone", "phone"),
            "priority": int(order) if order.isascii() and order.isdigit() and len(order) < 3 else place,
        },
    )
