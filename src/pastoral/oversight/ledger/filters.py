"""How the list of hours missed is narrowed. In the address only as codes and ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pastoral.records.pupils.queries import YEARS

REDUCED, ABSENT = "reduced", "absent"
COVERS: dict[str, str | Promise] = {REDUCED: _("On reduced hours"), ABSENT: _("Absent, not on reduced hours")}
PLACES: dict[str, str | Promise] = {
    "school": _("School"), "inclusion_centre": _("Inclusion centre"), "provider": _("Provider"), "tuition": _("Tuition"),
    "home": _("Work at home"),
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """`cover` says which pupils; `term` is the first day of a term, or "year"."""

    cover: str = REDUCED
    school: int | None = None
    year: str = ""
    place: str = ""
    term: str = ""

    @property
    def active(self) -> int:
        return sum(bool(one) for one in (self.school, self.year, self.place))

    def codes(self) -> dict[str, str]:
        """What differs from the plain list, as it stands in the address."""
        found = {
            "cover": "" if self.cover == REDUCED else self.cover, "school": self.school, "year": self.year, "place": self.place,
            "term": self.term,
        }  # fmt: skip
        return {name: str(value) for name, value in found.items() if value}

    def address(self, path: str, **changes: Any) -> str:
        """The path with these filters, some of them changed."""
        query = urlencode((replace(self, **changes) if changes else self).codes())
        return f"{path}?{query}" if query else path


def read(given: Mapping[str, Any]) -> Filters:
    """The filters of an address; what is no filter is left out."""
    text = {name: str(given.get(name) or "").strip() for name in ("cover", "school", "year", "place", "term")}
    number = text["school"]
    return Filters(
        cover=text["cover"] if text["cover"] in COVERS else REDUCED,
        school=int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None,
        year=text["year"] if text["year"] in YEARS else "",
        place=text["place"] if text["place"] in PLACES and text["cover"] != ABSENT else "",
        term=text["term"] if len(text["term"]) <= 10 else "",
    )
