"""Which figures must be left out so that nobody can work a small number out from the others: totals, parts, terms and the year."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

USUAL_LIMIT = 5  # ours, where an authority has set none of its own: fewer children than this are never counted out


def limit(under: int | None) -> int:
    """What an authority's figures go by: its own limit (`kpi.suppress_under`), or ours."""
    return USUAL_LIMIT if under is None else under


@dataclass(frozen=True, slots=True)
class Hidden(Generic[K]):
    """The parts that are not shown, and whether their total may be."""

    parts: frozenset[K]
    total: bool


def hidden_parts(parts: Mapping[K, int], under: int | None, already: Collection[K] = ()) -> Hidden[K]:
    """Parts (how many children each is about) of a total that stands beside them.

    A part under the limit is hidden, and with it the next smallest, until the hidden ones together say nothing of one of them:
    there are at least two, each could be as large as the limit, and they are not all just under it. Where that cannot be reached
    the total is hidden as well.
    """
    if under is None:
        return Hidden(frozenset(already) & parts.keys(), total=False)
    hidden = {name for name, count in parts.items() if count < under or name in already}
    while hidden and not _safe([parts[name] for name in hidden], under):
        if len(hidden) == len(parts):
            return Hidden(frozenset(hidden), total=True)
        smallest = min(parts[name] for name in parts.keys() - hidden)
        hidden |= {name for name, count in parts.items() if count == smallest}  # of two alike, which one was chosen would tell
    return Hidden(frozenset(hidden), total=sum(parts.values()) < under)


def _safe(hidden: list[int], under: int) -> bool:
    together, most = sum(hidden), len(hidden) * (under - 1)
    return len(hidden) > 1 and together >= under + len(hidden) - 1 and (together != most or max(hidden) >= under)


def hidden_shares(shares: Mapping[K, tuple[int, int]], under: int | None, already: Collection[K] = ()) -> Hidden[K]:
    """The same for shares, each (part, whole): neither the part nor the rest of what is hidden may be few."""
    if under is None:
        return Hidden(frozenset(already) & shares.keys(), total=False)
    hidden = {name for name, share in shares.items() if name in already or not _share_is_safe([share], under)}
    shown = sorted(shares.keys() - hidden, key=lambda name: (shares[name][1], str(name)))
    while hidden and not (len(hidden) > 1 and _share_is_safe([shares[name] for name in hidden], under)):
        if not shown:
            return Hidden(frozenset(hidden), total=True)
        hidden.add(shown.pop(0))
    return Hidden(frozenset(hidden), total=not _share_is_safe(shares.values(), under))


def _share_is_safe(shares: Iterable[tuple[int, int]], under: int) -> bool:
    several = list(shares)
    part, whole = sum(share[0] for share in several), sum(share[1] for share in several)
    return min(part, whole - part) >= under


def year_tells(terms: Iterable[tuple[Collection[Hashable], bool]], under: int | None) -> bool:
    """Whether a year's figure less those of its terms would be about few children.

    `terms` holds the children of each part of the year, and whether a figure about that part is shown.
    """
    several = [(set(children), shown) for children, shown in terms if children]
    left = set().union(*(children for children, shown in several if not shown))
    return under is not None and any(shown for _children, shown in several) and 0 < len(left) < under


def year_share_tells(terms: Iterable[tuple[int, int]], under: int | None) -> bool:
    """The same for a share: whether the year less the terms whose own share is shown leaves a few, or all but a few."""
    if under is None:
        return False
    several = [share for share in terms if share[1]]
    left = [share for share in several if not _share_is_safe([share], under)]
    return len(left) < len(several) and bool(left) and not _share_is_safe(left, under)
