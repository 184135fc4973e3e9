"""What kind of school this is for the law on directions (T29, ENG-26-06), read from the national register's own words."""

from __future__ import annotations

from pastoral.rules.placements.direction_facts import MAINTAINED
from pastoral.rules.sentences import mark

SCHOOL_KINDS: dict[str, str] = {
    MAINTAINED: mark("Maintained by the authority"),
    "academy": mark("Academy or free school"),
    "ap_academy": mark("Academy for alternative provision"),
    "pru": mark("Pupil referral unit"),
}
_KEPT = ("community", "foundation", "voluntary aided", "voluntary controlled", "local authority nursery", "maintained")


def kind_of_school(register: str) -> str:
    """A code of SCHOOL_KINDS from the register's type ("Academy converter", "Community school"); "" where that does not say."""
    text = register.strip().lower()
    if "pupil referral unit" in text:
        return "pru"
    if "academy" in text or "free school" in text or "city technology college" in text:
        return "ap_academy" if "alternative provision" in text else "academy"
    return MAINTAINED if text.startswith(_KEPT) else ""
