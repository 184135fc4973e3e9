"""Where a postcode is, as far as the registers of schools tell: Pastoral keeps no table of postcodes.

The middle of the schools with the same postcode; else of those whose postcodes begin the same (the outward code), which is rough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from pastoral.records.organisations.models import School

from .models import Site
from .reading import tidy_postcode

OUTWARD = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the national grid, in metres; `by` is of Site.Located, `schools` how many it is the middle of."""

    postcode: str
    easting: int
    northing: int
    by: str
    schools: int


def locate(text: str) -> Spot | None:
    """Where a postcode, or its first half, is; None where no register of schools knows any like it. One query."""
    whole = tidy_postcode(text)
    first_half = whole.split(" ")[0] if whole else _outward(text)
    if not first_half:
        return None
    same, near = Q(postcode=whole) if whole else Q(pk__in=[]), Q(postcode__startswith=f"{first_half} ")
    found = School.objects.filter(near, easting__isnull=False, northing__isnull=False).aggregate(
        east=Avg("easting", filter=same), north=Avg("northing", filter=same), number=Count("pk", filter=same),
        wide_east=Avg("easting"), wide_north=Avg("northing"), wide=Count("pk"),
    )  # fmt: skip
    if found["number"]:
        return Spot(whole, round(found["east"]), round(found["north"]), Site.Located.POSTCODE, found["number"])
    if found["wide"]:
        return Spot(
            whole or first_half, round(found["wide_east"]), round(found["wide_north"]), Site.Located.AREA, found["wide"]
        )
    return None


def _outward(text: str) -> str:
    found = OUTWARD.fullmatch(text.strip())
    return found[1].upper() if found else ""


def put_on_the_map(sites: Iterable[Site]) -> list[Site]:
    """Fill in where sites are from their postcodes; gives those that changed, unsaved. One query for them all."""
    wanted = list(sites)
    first_halves = {site.postcode.split(" ")[0] for site in wanted if " " in site.postcode}
    whole: dict[str, list[tuple[int, int]]] = defaultdict(list)
    near: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if first_halves:
        begins = Q(pk__in=[])
        for half in sorted(first_halves):
            begins |= Q(postcode__startswith=f"{half} ")
        known = School.objects.filter(begins, easting__isnull=False, northing__isnull=False)
        for postcode, east, north in known.values_list("postcode", "easting", "northing"):
            if east is not None and north is not None:
                whole[postcode].append((east, north))
                near[postcode.split(" ")[0]].append((east, north))
    changed = []
    for site in wanted:
        before = (site.easting, site.northing, site.located_by)
        exact, wide = whole.get(site.postcode), near.get(site.postcode.split(" ")[0])
        spots = exact or wide
        if spots:
            site.easting = round(sum(east for east, _north in spots) / len(spots))
            site.northing = round(sum(north for _east, north in spots) / len(spots))
            site.located_by = Site.Located.POSTCODE if exact else Site.Located.AREA
        else:
            site.easting = site.northing = None
            site.located_by = ""
        if before != (site.easting, site.northing, site.located_by):
            changed.append(site)
    return changed
