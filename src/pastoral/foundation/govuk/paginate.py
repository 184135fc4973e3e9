"""One page of a long list in two queries: one that counts, one that reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import QueryDict

Item = TypeVar("Item")


@dataclass(frozen=True)
class PageOf(Generic[Item]):
    """The items of page `number` (from 1) of `pages`; `total` counts the whole list."""

    items: Sequence[Item]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """At least 1, also of an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place in the list of the first item shown, from 1; 0 in an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of the last item shown."""
        return min(self.number * self.size, self.total)

    def numbers(self) -> list[int | None]:
        """The page numbers to offer, None where some are left out: 1 … 4 5 6 … 20."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        wanted = sorted(number for number in near if 1 <= number <= self.pages)
        offered: list[int | None] = []
        for number in wanted:
            last = offered[-1] if offered else None
            if last is not None and number - last == 2:
                offered.append(number - 1)
            elif last is not None and number - last > 2:
                offered.append(None)
            offered.append(number)
        return offered


def page_of(queryset: Any, number: object = 1, size: int = 25) -> PageOf[Any]:
    """Page `number` (as it came in the address: anything that is no page of the list becomes the nearest one)."""
    total = queryset.count() if hasattr(queryset, "query") else len(queryset)
    pages = max(1, -(-total // size))
    text = str(number)
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
    here = min(max(wanted, 1), pages)
    start = (here - 1) * size
    return PageOf(items=list(queryset[start : start + size]), number=here, size=size, total=total)


def page_href(request: Any, number: int, key: str = "page") -> str:
    """The address of another page of the list that `request` shows: everything else of its query is kept."""
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[key] = str(number)
    return f"?{query.urlencode()}"
