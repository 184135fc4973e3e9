"""Reads for the pages about referrals: what was asked and answered, whom one can ask, where need went unmet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.records.providers.models import Listing, Provider
from pastoral.rules.key_stages import age_on
from pastoral.rules.placements.indicators import shown_cells
from pastoral.rules.providers.directory import age_fits, district_fits

from .models import Placement, Referral
from .services import referring

MOST_SHOWN = 100
USABLE = ("applying", "listed", "approved")


def placement_of(access: Access, referral_id: int) -> int:
    """Which placement a referral is of. Raises Referral.DoesNotExist where it is not visible."""
    return int(Referral.objects.visible_to(access).get(pk=referral_id).placement_id)


def shown(access: Access, row: Placement) -> list[Referral]:
    """Every provider that was asked, the last first."""
    return list(referring.open_to(access, row))


def choices_of(access: Access, row: Placement, chosen: Iterable[str] = ()) -> dict[str, Any]:
    """Keywords of `ReferForm`: the providers that the authority lists and has not suspended, those that fit first, with what is known.

    Those in `chosen`, from the directory, are there whatever list they are on; the rules answer for them. Two queries.
    """
    listed = {
        one.provider_id: one.status
        for one in Listing.objects.visible_to(access).filter(authority_id=row.authority_id)
    }
    wanted = {int(one) for one in chosen} | ({row.provider_id} if row.provider_id else set())
    usable = {pk for pk, status in listed.items() if status in USABLE}
    found = list(Provider.objects.visible_to(access).filter(pk__in=usable | wanted))
    age = age_on(row.pupil.date_of_birth, timezone.localdate())
    ranked = sorted(found, key=lambda one: (one.pk not in wanted, _misfits(one, row, age), one.name.casefold()))[:MOST_SHOWN]
    hints = {str(one.pk): _known(one, row, age, listed.get(one.pk, "")) for one in ranked}
    return {"directory": [(str(one.pk), one.name) for one in ranked], "hints": hints}


def _misfits(one: Provider, row: Placement, age: int | None) -> int:
    districts = frozenset() if one.all_districts else frozenset(one.districts)
    return (age_fits(age, one.least_age, one.most_age) is False) + (district_fits(row.district, districts) is False)


def _known(one: Provider, row: Placement, age: int | None, status: str) -> str:
    said = []
    if one.age_text or one.least_age is not None or one.most_age is not None:
        least, most = ("…" if age_limit is None else age_limit for age_limit in (one.least_age, one.most_age))
        said.append(_("ages %(ages)s") % {"ages": one.age_text or f"{least} – {most}"})
    if age_fits(age, one.least_age, one.most_age) is False:
        said.append(_("the child's age is outside"))
    districts = frozenset() if one.all_districts else frozenset(one.districts)
    if district_fits(row.district, districts) is False:
        said.append(_("does not work in %(district)s") % {"district": row.district})
    if one.places_free is not None:
        said.append(_("places free: %(count)s") % {"count": one.places_free})
    if status == "":
        said.append(_("not on the authority's list"))
    return "; ".join(said)


@dataclass(frozen=True)
class Cut:
    """One way of counting referrals that found no place: label → count, None where it is hidden."""

    title: str
    cells: dict[str, int | None]


@dataclass(frozen=True)
class Unmet:
    """What schools asked for and did not get, between two days. No child, no provider, small numbers hidden."""

    since: dt.date
    until: dt.date
    asked: int
    children: int | None
    cuts: tuple[Cut, ...]


def unmet(access: Access, since: dt.date, until: dt.date, *, under: int | None) -> Unmet:
    """Referrals that were declined or not answered, by reason, need, age, district and month. One query."""
    rows = list(
        Referral.objects.visible_to(access)
        .filter(authority_id__in=sorted(access.authority_ids), asked_at__date__gte=since, asked_at__date__lte=until)
        .values("state", "reason", "need", "age", "area", "asked_at", "pupil_id")
    )
    # A child for whom some provider had a place found one; the need of the others went unmet.
    met = {one["pupil_id"] for one in rows if one["state"] in ("accepted", "offered", "chosen")}
    refused = [one for one in rows if one["state"] in ("declined", "lapsed")]
    without = {one["pupil_id"] for one in refused} - met
    open_need = [one for one in refused if one["pupil_id"] in without]
    reasons, needs = dict(Referral.Reason.choices), dict(Referral.Need.choices)

    def children_by(label: Any) -> dict[str, int | None]:
        pairs = {(label(one), one["pupil_id"]) for one in open_need}
        counted = Counter(name for name, _pupil in pairs)
        return shown_cells(dict(sorted(counted.items())), under)

    why = Counter(str(reasons.get(one["reason"], _("No answer in time"))) for one in refused)
    cuts = (
        Cut(_("Why there was no place (answers)"), shown_cells(dict(why.most_common()), under)),
        Cut(_("Need"), children_by(lambda one: str(needs[one["need"]]))),
        Cut(_("Age"), children_by(lambda one: _band(one["age"]))),
        Cut(_("District"), children_by(lambda one: one["area"] or _("Not said"))),
        Cut(_("Month"), children_by(lambda one: f"{one['asked_at']:%Y-%m}")),
    )
    (children,) = shown_cells({"all": len(without)}, under).values() if without else (0,)
    return Unmet(since, until, len(rows), children, cuts)


def _band(age: int | None) -> str:
    if age is None:
        return _("Not said")
    for least, most in ((0, 4), (5, 10), (11, 13), (14, 16)):
        if age <= most:
            return f"{least} – {most}"
    return _("17 and over")
