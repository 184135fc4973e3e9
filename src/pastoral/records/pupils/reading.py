"""What a file says of one pupil, and what is wrong with it. `ctf.py` and `class_list.py` make these; `imports.py` takes them.

`values` holds only what the row carries: names of Pupil's fields (dates as ISO text), and lists `former_upns`, `contacts`,
`needs` and `care`. A blank is left out, so it can never overwrite anything.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from pastoral.foundation.govuk.text import tidy
from pastoral.rules.key_stages import age_on
from pastoral.rules.sentences import Refused, Sentence, say
from pastoral.rules.upn import Upn, check_former_upn, check_upn

MOST_PUPILS = 5000
OLDEST, YOUNGEST = 26, 1  # years of age that a school's file can hold
LENGTHS = {
    "surname": 100, "forename": 100, "middle_names": 100, "preferred_name": 100, "registration_group": 20, "ethnicity": 10,
    "first_language": 60, "address_line_1": 120, "address_line_2": 120, "town": 80,
}  # fmt: skip
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
RELATIONSHIPS: dict[str, str] = {
    "mother": "mother", "mum": "mother", "mam": "mother", "mummy": "mother", "mom": "mother", "pam": "mother", "mot": "mother",
    "father": "father", "dad": "father", "daddy": "father", "tad": "father", "paf": "father", "fat": "father",
    "stepmother": "step_parent", "stepfather": "step_parent", "stepparent": "step_parent", "stp": "step_parent",
    "stm": "step_parent", "stf": "step_parent", "step": "step_parent", "grandparent": "grandparent", "gpa": "grandparent",
    "grandmother": "grandparent", "grandfather": "grandparent", "nan": "grandparent", "gran": "grandparent",
    "foster": "foster_carer", "fostercarer": "foster_carer", "fosterparent": "foster_carer", "fof": "foster_carer",
    "fom": "foster_carer", "fostermother": "foster_carer", "fosterfather": "foster_carer",
    "guardian": "guardian", "legalguardian": "guardian", "gua": "guardian", "carer": "guardian", "car": "guardian",
    "socialworker": "social_worker", "swr": "social_worker", "sw": "social_worker",
}  # fmt: skip
YES = frozenset({"y", "yes", "true", "t", "1", "ydw", "ydy", "ie"})
NO = frozenset({"n", "no", "false", "f", "0", "na", "nac ydy"})


class Unreadable(Refused):
    """The whole file cannot be read as a list of pupils; the reasons say why and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a row. A `fatal` one keeps the pupil out; any other leaves out that one fact."""

    field: str
    why: Sentence
    fatal: bool = False

    def as_json(self) -> dict[str, Any]:
        """As kept in ImportRow.problems; the sentence is put in the reader's language when it is shown."""
        return {
            "field": self.field, "reason": self.why.text, "params": {k: str(v) for k, v in self.why.params}, "fatal": self.fatal,
        }  # fmt: skip


@dataclass(slots=True)
class PupilRead:
    """One pupil of a file; `row` is the line of a CSV or the place of the pupil in a CTF, from 1."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def fatal(self) -> bool:
        return any(problem.fatal for problem in self.problems)

    def wrong(self, name: str, why: Sentence, *, fatal: bool = False) -> None:
        self.problems.append(Problem(name, why, fatal))

    def put_text(self, name: str, text: str, *, required: bool = False) -> None:
        """A text of the pupil; too long or (if required) missing is a problem."""
        clean = clean_text(text)
        if not clean:
            if required:
                self.wrong(name, say("PUPIL.missing", "This is missing."), fatal=True)
        elif len(clean) > LENGTHS[name]:
            self.wrong(
                name, say("PUPIL.long", "This is longer than {most} characters.", most=LENGTHS[name]), fatal=required
            )
        else:
            self.values[name] = clean

    def put_birth(self, text: str) -> None:
        """The date of birth: without one, nobody can be told apart."""
        clean = clean_text(text)
        if not clean:
            self.wrong("date_of_birth", say("PUPIL.no_birth", "The date of birth is missing."), fatal=True)
            return
        day = clean_date(clean)
        if isinstance(day, Sentence):
            self.wrong("date_of_birth", day, fatal=True)
            return
        today = dt.date.today()
        if day > today:
            self.wrong("date_of_birth", say("PUPIL.future", "{given} has not come yet.", given=clean[:20]), fatal=True)
        elif not YOUNGEST <= age_on(day, today) <= OLDEST:
            years = age_on(day, today)
            self.wrong(
                "date_of_birth",
                say(
                    "PUPIL.age",
                    "{given} would make the pupil {age} years old. Check the year.",
                    given=clean[:20],
                    age=years,
                ),
                fatal=True,
            )
        else:
            self.values["date_of_birth"] = day.isoformat()

    def put_upn(self, text: str) -> None:
        """A right UPN is kept. A wrong one is not used to tell pupils apart (docs/adr/0005): it stays in the problem."""
        if not clean_text(text):
            return
        checked = check_upn(text)
        if isinstance(checked, Upn):
            self.values["upn"] = checked.text
            return
        for reason in checked.reasons:
            self.wrong(
                "upn",
                say(
                    "PUPIL.upn", "{upn}: {reason} The pupil is taken without it.", upn=checked.text[:20], reason=reason
                ),
            )

    def put_former_upn(self, text: str) -> None:
        if not clean_text(text):
            return
        checked = check_former_upn(text)
        if isinstance(checked, Upn):
            former = self.values.setdefault("former_upns", [])
            if checked.text not in former:
                former.append(checked.text)
        else:
            self.wrong(
                "former_upns", say("PUPIL.former", "{upn} is not a UPN, so it is left out.", upn=checked.text[:20])
            )

    def put_postcode(self, text: str) -> None:
        clean = clean_text(text)
        if not clean:
            return
        found = POSTCODE.fullmatch(re.sub(r"\s+", "", clean).upper())
        if found:
            self.values["postcode"] = f"{found[1]} {found[2]}"
        else:
            self.wrong(
                "postcode", say("PUPIL.postcode", "“{given}” is not a postcode, so it is left out.", given=clean[:20])
            )

    def put_year(self, text: str) -> None:
        clean = clean_text(text)
        if not clean:
            return
        year = clean_year(clean)
        if year:
            self.values["year_group"] = year
        else:
            self.wrong(
                "year_group",
                say("PUPIL.year", "“{given}” is not a year group. Write R or a number from 1 to 14.", given=clean[:20]),
            )

    def put_sex(self, text: str) -> None:
        code = {"f": "F", "g": "F", "m": "M", "b": "M"}.get(clean_text(text)[:1].casefold())
        if code:
            self.values["sex"] = code

    def put_flag(self, name: str, text: str) -> None:
        answer = clean_flag(text)
        if answer is not None:
            self.values[name] = answer

    def put_contact(self, place: int, contact: dict[str, Any]) -> None:
        """A contact with at least a name or a way to reach them; each wrong part is left out and said."""
        name = clean_text(contact.get("name", ""))
        email, telephone = clean_text(contact.get("email", "")), clean_text(contact.get("telephone", ""))
        label = f"contact_{place}"
        if not (name or email or telephone):
            return
        if email:
            try:
                validate_email(email)
            except ValidationError:
                self.wrong(
                    label,
                    say("PUPIL.email", "“{given}” is not an e-mail address, so it is left out.", given=email[:80]),
                )
                email = ""
        if telephone and not 8 <= sum(char.isdigit() for char in telephone) <= 15:
            self.wrong(
                label,
                say("PUPIL.phone", "“{given}” is not a telephone number, so it is left out.", given=telephone[:40]),
            )
            telephone = ""
        if not name:
            if not (email or telephone):
                return
            self.wrong(label, say("PUPIL.nameless", "This contact has no name. Add it after the import."))
            name = "?"
        relation = "".join(char for char in clean_text(contact.get("relationship", "")).casefold() if char.isalpha())
        self.values.setdefault("contacts", []).append(
            {
                "name": name[:150],
                "relationship": RELATIONSHIPS.get(relation, "other"),
                "parental_responsibility": bool(contact.get("parental_responsibility")),
                "email": email[:254],
                "telephone": telephone[:40],
                "priority": min(int(contact.get("priority") or place), 99),
            }
        )


@dataclass(frozen=True)
class FileRead:
    """A whole file: "ctf" or "csv", its pupils, and columns or parts that we do not keep."""

    kind: str
    pupils: list[PupilRead]
    not_kept: tuple[str, ...] = ()


def clean_text(text: object) -> str:
    """One line, tidied."""
    return " ".join(tidy(str(text or "")).split())


def clean_date(text: str) -> dt.date | Sentence:
    """A day written 2013-02-11, 11/02/2013, 11-02-2013 or 11.02.2013; or why it is none."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.Z+]*)?", text)
    parts = (found[1], found[2], found[3]) if found else None
    if parts is None:
        found = re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})(?: [0-9:]*)?", text)
        parts = (found[3], found[2], found[1]) if found else None
    if parts is None and re.fullmatch(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2}", text):
        return say("PUPIL.short_year", "{given} has a year of two digits. Write it like 11/02/2013.", given=text[:20])
    if parts is not None:
        try:
            return dt.date(*(int(part) for part in parts))
        except ValueError:
            pass
    return say("PUPIL.date", "{given} is not a real date. Write it like 11/02/2013.", given=text[:20])


def clean_year(text: str) -> str:
    """ "Year 9", "Y9", "Bl 9" and "9" are "9"; "Reception" is "R"; "" if it is no year group."""
    word = text.casefold().strip(". ")
    if word in {"r", "reception", "rec", "derbyn", "0", "yr"}:
        return "R"
    if word in {"n", "nursery", "meithrin", "n1", "n2", "-1"}:
        return "N"
    found = re.fullmatch(r"(?:year|yr|y|blwyddyn|bl)?\.? ?([0-9]{1,2})", word)
    return str(int(found[1])) if found and 1 <= int(found[1]) <= 14 else ""


def clean_flag(text: object) -> bool | None:
    """Yes, no, or None for anything else."""
    word = clean_text(text).casefold()
    return True if word in YES else False if word in NO else None


def decode(content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else Windows-1252. Raises `Unreadable` for what is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(
            say("FILE.sheet", "This is a spreadsheet or another packed file. Save it as CSV, then choose that file.")
        )
    if CONTROLS.search(content[:5000]) or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Unreadable(
            say("FILE.not_text", "This is not a CTF or a CSV file. Choose a file that ends in .xml or .csv.")
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_pupils(content: bytes, *, most_bytes: int) -> FileRead:
    """The pupils of a CTF or a class list, whichever the content is. Raises `Unreadable`."""
    from .class_list import read_class_list
    from .ctf import read_ctf

    if len(content) > most_bytes:
        raise Unreadable(
            say(
                "FILE.big",
                "This file is larger than {most} MB. Split it, or ask for one with this school only.",
                most=most_bytes // 1_000_000,
            )
        )
    if not content.strip():
        raise Unreadable(say("FILE.empty", "This file is empty."))
    text = decode(content)
    start = text.lstrip()[:1]
    if start == "<":
        found = read_ctf(text)
    elif start in {"{", "["}:
        raise Unreadable(
            say(
                "FILE.json",
                "This is a JSON file, such as a download from Get Information About Pupils. It is not a class list. "
                "Choose a CTF (.xml) or a class list (.csv).",
            )
        )
    else:
        found = read_class_list(text)
    if len(found.pupils) > MOST_PUPILS:
        raise Unreadable(
            say(
                "FILE.many",
                "This file has more than {most} pupils. Choose a file with this school only.",
                most=MOST_PUPILS,
            )
        )
    return found
