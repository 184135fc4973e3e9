"""The search of the directory, and providers side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.govuk.paginate import page_of
from pastoral.rules.providers.directory import Wanted

from .. import postcodes, presenter, queries, searching
from ..forms import SearchForm
from ..models import Provider, Site

MOST_COMPARED = 5
SHOWN = 20


@allow(Permission.SEE_DIRECTORY)
@require_safe
def listing(request: PastoralRequest) -> HttpResponse:
    """The directory: what fits what is asked, those of which it is not known after those that fit."""
    access = request.access
    form = SearchForm(request.GET or None, districts=searching.districts(access))
    asked = form.cleaned_data if form.is_valid() else {}
    near = postcodes.locate(asked["postcode"]) if asked.get("postcode") else None
    search = _search(asked, near)
    rows = searching.found(access, search)
    tally = searching.tally(rows, search.wanted)
    found = page_of(rows, request.GET.get("page", 1), SHOWN)
    keys = [provider.pk for provider in found.items]
    listings = searching.listings_by_provider(access, keys)
    lines = [_line(provider, listings.get(provider.pk), search) for provider in found.items]
    context = {
        "form": form, "list": found, "tally": tally, "search": search, "near": near, "sites_roughly": Site.Located.AREA,
        "no_such_postcode": bool(asked.get("postcode")) and near is None,
        "fitting": [line for line in lines if not line["unknown"]], "perhaps": [line for line in lines if line["unknown"]],
        "active": sum(bool(value) for value in asked.values()), "most_compared": MOST_COMPARED,
        "may_manage": access.may(Permission.MANAGE_DIRECTORY), "may_add": access.may(Permission.COMMISSION),
    }  # fmt: skip
    return render(request, "providers/list.jinja", context, status=422 if form.has_errors else 200)


def _search(asked: dict[str, Any], near: postcodes.Spot | None) -> searching.Search:
    wanted = Wanted(
        age=asked.get("age"), district=asked.get("district") or "", phase=asked.get("phase") or "", kind=asked.get("kind") or "",
        mode=asked.get("mode") or "", need=asked.get("need") or "", registration=asked.get("registration") or "",
        place_type=asked.get("place_type") or "",
    )  # fmt: skip
    return searching.Search(
        wanted=wanted, text=asked.get("q") or "", standing=asked.get("standing") or "", places=bool(asked.get("places")), near=near,
        within_km=int(asked["within"]) if asked.get("within") else None, sort=asked.get("sort") or "name",
    )  # fmt: skip


def _line(provider: Provider, listing: Any, search: searching.Search) -> dict[str, Any]:
    said: Any = provider  # carries what the search worked out
    missing = [
        words
        for known, words in (
            (said.age_known, _("It does not say which ages it takes")),
            (said.need_known, _("It does not say with which needs it works")),
        )
        if not known
    ]
    return {
        "provider": provider, "standing": presenter.standing(listing), "ages": presenter.ages(provider) or provider.age_text,
        "districts": presenter.districts(provider), "registration": presenter.registration(provider),
        "places": presenter.places(provider), "away": presenter.away(getattr(said, "distance", None)), "missing": missing,
        "unknown": said.unknown,
    }  # fmt: skip


@allow(Permission.SEE_DIRECTORY)
@require_safe
def compare(request: PastoralRequest) -> HttpResponse:
    """Up to five providers side by side."""
    access = request.access
    asked = [
        int(key)
        for key in dict.fromkeys(request.GET.getlist("id"))
        if key.isascii() and key.isdigit() and len(key) < 18
    ]
    chosen = queries.providers(access, asked[:MOST_COMPARED])
    keys = [provider.pk for provider in chosen]
    sites: dict[int, list[Site]] = {}
    for site in queries.sites(access, keys):
        sites.setdefault(site.provider_id, []).append(site)
    lines = presenter.compared(chosen, searching.listings_by_provider(access, keys), sites) if chosen else []
    context = {
        "providers": chosen, "same": [line for line in lines if not line.differs], "different": [line for line in lines if line.differs],
        "left_out": len(asked) - MOST_COMPARED if len(asked) > MOST_COMPARED else 0, "most_compared": MOST_COMPARED,
    }  # fmt: skip
    return render(request, "providers/compare.jinja", context)
