"""How the central record is narrowed and ordered. In the address only as codes and ids: never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pastoral.records.pupils.queries import YEARS

Words = str | Promise

NOW, COMING, OPEN, CLOSED = "now", "coming", "open", "closed"
STAGES: dict[str, Words] = {
    NOW: _("Not full time now"), COMING: _("Being prepared"), OPEN: _("All that are open"), CLOSED: _("Ended"),
}  # fmt: skip
COLOURS: dict[str, Words] = {"red": _("Red"), "amber": _("Amber"), "green": _("Green"), "not_rated": _("Not yet rated")}
REVIEW_STATES: dict[str, Words] = {
    "late": _("Late"), "week": _("Due within a week"), "later": _("Later"), "none": _("No day set"),
}  # fmt: skip
ENDS: dict[str, Words] = {"soon": _("Within 2 weeks"), "past": _("The last day is over"), "limit": _("Past the authority's limit")}
CARE: dict[str, Words] = {"nobody": _("Nobody is named for some hours"), "said": _("The family says it is not as agreed")}
GROUPS: dict[str, Words] = {
    "looked_after": _("Looked after"), "plan": _("With an IDP or EHCP"), "social_worker": _("With a social worker"),
}  # fmt: skip
SORTS: dict[str, Words] = {
    "review": _("Next review, soonest first"), "colour": _("Colour, red first"), "hours": _("Fewest hours first"),
    "since": _("Longest first"), "end": _("Last day, soonest first"), "school": _("School"), "pupil": _("Name"),
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """`search` is the key of a search kept in the session; `mine`: only children for whom the reader is named as the EWO."""

    stage: str = NOW
    school: int | None = None
    year: str = ""
    colour: str = ""
    review: str = ""
    ends: str = ""
    care: str = ""
    group: str = ""
    mine: bool = False
    sort: str = "review"
    search: str = ""

    @property
    def active(self) -> int:
        """How many filters are in use (stage, order and search are shown on their own)."""
        return len(self.codes().keys() - {"stage", "sort", "s"})

    def codes(self) -> dict[str, str]:
        """What differs from the plain list, as it stands in the address."""
        plain = Filters()
        found = {
            "stage": self.stage, "school": self.school, "year": self.year, "colour": self.colour, "review": self.review,
            "ends": self.ends, "care": self.care, "group": self.group, "mine": "yes" if self.mine else "", "sort": self.sort,
            "s": self.search,
        }  # fmt: skip
        return {name: str(value) for name, value in found.items() if value and value != getattr(plain, name, None)}

    def address(self, path: str, **changes: Any) -> str:
        """The path with these filters, some of them changed."""
        query = urlencode(replace(self, **changes).codes() if changes else self.codes())
        return f"{path}?{query}" if query else path

    def cleared(self) -> Filters:
        """Only the stage, the order and the search."""
        return Filters(stage=self.stage, sort=self.sort, search=self.search)

    def for_audit(self) -> dict[str, Any]:
        """The filters as codes; of a search only that there was one."""
        codes: dict[str, Any] = {name: value for name, value in self.codes().items() if name not in ("s", "sort")}
        return {**codes, "search": True} if self.search else codes


def read(given: Mapping[str, Any]) -> Filters:
    """The filters of an address; what is no filter is left out."""
    text = {name: str(given.get(name) or "").strip() for name in Filters().__dict__}
    search, school = str(given.get("s") or "").strip(), text["school"]

    def one_of(name: str, known: Any, usual: str = "") -> str:
        return text[name] if text[name] in known else usual

    return Filters(
        stage=one_of("stage", STAGES, NOW),
        school=int(school) if school.isascii() and school.isdigit() and len(school) < 16 else None,
        year=one_of("year", YEARS),
        colour=one_of("colour", COLOURS),
        review=one_of("review", REVIEW_STATES),
        ends=one_of("ends", ENDS),
        care=one_of("care", CARE),
        group=one_of("group", GROUPS),
        mine=text["mine"] == "yes",
        sort=one_of("sort", SORTS, "review"),
        search=search if search.isalnum() and len(search) <= 20 else "",
    )
