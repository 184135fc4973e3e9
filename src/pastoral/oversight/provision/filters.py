"""How the list of placements is narrowed and ordered. In the address only as codes and ids: never a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

RUNNING, COMING, CLOSED = "running", "coming", "closed"
STAGES: dict[str, Words] = {RUNNING: _("Running"), COMING: _("Being prepared"), CLOSED: _("Ended")}
ATTENTION: dict[str, Words] = {
    "day_six": _("Excluded for good, and not placed yet"), "review_late": _("Review overdue"), "concern": _("A concern is open"),
    "stopped": _("A rule stops it"), "ending": _("Ends within 2 weeks"), "provider": _("The provider is suspended or removed"),
}  # fmt: skip
SORTS: dict[str, Words] = {
    "review": _("Next review, soonest first"), "since": _("Longest first"), "school": _("School"), "provider": _("Provider"),
}  # fmt: skip


@dataclass(frozen=True)
class Filters:
    stage: str = RUNNING
    school: int | None = None
    provider: int | None = None
    attention: str = ""
    sort: str = "review"

    @property
    def active(self) -> int:
        """How many filters are in use; the stage and the order are shown on their own."""
        return len(self.codes().keys() - {"stage", "sort"})

    def codes(self) -> dict[str, str]:
        """What differs from the plain list, as it stands in the address and on the audit trail."""
        plain = Filters()
        found = {name: getattr(self, name) for name in Filters.__dataclass_fields__}
        return {name: str(value) for name, value in found.items() if value and value != getattr(plain, name)}

    def address(self, path: str, **changes: Any) -> str:
        query = urlencode(replace(self, **changes).codes() if changes else self.codes())
        return f"{path}?{query}" if query else path


def number(given: Any) -> int | None:
    text = str(given or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def read(given: Mapping[str, Any]) -> Filters:
    """The filters of an address; what is no filter is left out."""

    def one_of(name: str, known: Any, usual: str = "") -> str:
        said = str(given.get(name) or "").strip()
        return said if said in known else usual

    return Filters(
        stage=one_of("stage", STAGES, RUNNING), school=number(given.get("school")), provider=number(given.get("provider")),
        attention=one_of("attention", ATTENTION), sort=one_of("sort", SORTS, "review"),
    )  # fmt: skip
