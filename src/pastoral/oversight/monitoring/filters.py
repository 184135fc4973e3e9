"""How the list of PSPs is narrowed and ordered. In the address only as codes and ids: never a name, never a UPN."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

OPEN, ALL = "open", "all"
REVIEW_STATES: dict[str, Words] = {
    "overdue": _("Overdue"), "soon": _("Due within 2 weeks"), "fine": _("Later"), "none": _("No review date"),
}  # fmt: skip
RECEIPT: dict[str, Words] = {"waiting": _("Sent, not yet acknowledged"), "received": _("Acknowledged"), "unsent": _("Not sent")}
SORTS: dict[str, Words] = {
    "review": _("Next review, soonest first"), "pupil": _("Pupil"), "school": _("School"), "stage": _("Stage"),
    "opened": _("Opened, newest first"),
}  # fmt: skip
STAGES = ("deciding", "gathering", "organising", "meeting", "agreed", "sent", "live", "reviewed", "closed")


@dataclass(frozen=True)
class Filters:
    """`stage` is a status, "open" (the default) or "all". `search` is the key of a search kept in the session."""

    school: int | None = None
    stage: str = OPEN
    lead: int | None = None
    review: str = ""
    reason: str = ""
    receipt: str = ""
    opened_from: dt.date | None = None
    opened_to: dt.date | None = None
    sort: str = "review"
    search: str = ""

    @property
    def active(self) -> int:
        """How many filters are in use (the order is none, the search is shown on its own)."""
        return len(self.codes()) - ("sort" in self.codes()) - ("s" in self.codes())

    def codes(self) -> dict[str, str]:
        """What differs from the plain list, as it stands in the address."""
        found = {
            "school": self.school, "stage": "" if self.stage == OPEN else self.stage, "lead": self.lead, "review": self.review,
            "reason": self.reason, "receipt": self.receipt, "sort": "" if self.sort == "review" else self.sort,
            "s": self.search,
        }  # fmt: skip
        codes = {name: str(value) for name, value in found.items() if value}
        for name, day in (("from", self.opened_from), ("to", self.opened_to)):
            if day is not None:
                codes.update({f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)})
        return codes

    def address(self, path: str, **changes: Any) -> str:
        """The path with these filters, some of them changed."""
        query = urlencode(replace(self, **changes).codes() if changes else self.codes())
        return f"{path}?{query}" if query else path

    def for_audit(self) -> dict[str, Any]:
        """The filters as codes; of a search only that there was one."""
        codes: dict[str, Any] = {name: value for name, value in self.codes().items() if name not in ("s", "sort")}
        return {**codes, "search": True} if self.search else codes


def read(given: Mapping[str, Any]) -> Filters:
    """The filters of an address; what is no filter is left out."""
    text = {name: str(given.get(name) or "").strip() for name in ("stage", "review", "reason", "receipt", "sort", "s")}
    return Filters(
        school=_number(given.get("school")),
        stage=text["stage"] if text["stage"] in (*STAGES, ALL) else OPEN,
        lead=_number(given.get("lead")),
        review=text["review"] if text["review"] in REVIEW_STATES else "",
        reason=text["reason"] if text["reason"].replace("_", "").isalnum() and len(text["reason"]) <= 60 else "",
        receipt=text["receipt"] if text["receipt"] in RECEIPT else "",
        opened_from=_day(given, "from"),
        opened_to=_day(given, "to"),
        sort=text["sort"] if text["sort"] in SORTS else "review",
        search=text["s"] if text["s"].isalnum() and len(text["s"]) <= 20 else "",
    )


def _number(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _day(given: Mapping[str, Any], name: str) -> dt.date | None:
    parts = [str(given.get(f"{name}-{part}") or "").strip() for part in ("year", "month", "day")]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None
