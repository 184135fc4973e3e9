"""How a provider stands, what runs out next, its papers; the officer's list over all providers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.parts import Link
from pastoral.rules.providers.facts import THEME_LABELS
from pastoral.rules.providers.standing import moves_from

from ...models import Listing, ThemeStanding
from .. import papers, queries, showing
from ..judging import Standing, policy_of, standings
from .frame import find_provider, found, page

MOVES = {
    "list": gettext_lazy("Put it on the list"),
    "approve": gettext_lazy("Approve it"),
    "suspend": gettext_lazy("Suspend it"),
    "reinstate": gettext_lazy("Take it back"),
    "remove": gettext_lazy("Remove it"),
}
SHOWN = ("now", "soon", "visits", "all")


@allow(Permission.SEE_DIRECTORY)
@require_safe
def one(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """Everything known of a provider's safety and quality, as the reader's own authority sees it."""
    access, provider = request.access, find_provider(request, provider_id)
    listing = queries.listing_of(access, provider.pk)
    standing: Standing | None = None
    if listing is not None:
        (standing,) = standings(access, [listing])
    policy = standing.policy if standing is not None else policy_of(min(access.home_authority_ids, default=0))
    hanging = queries.hanging(access, provider.pk, listing)
    officer = access.may(Permission.MANAGE_DIRECTORY) and (listing is None or listing.authority_id in access.authority_ids)
    names_staff = access.may(Permission.MANAGE_DIRECTORY) or access.may(Permission.COMMISSION)
    return page(
        request, "one", provider=provider, standing=standing, tag=showing.standing_tag(standing) if standing else None,
        dates=showing.date_lines(standing, names=names_staff) if standing else [],
        items=showing.item_lines(queries.items(access, provider.pk), policy),
        declarations=[(row, showing.declaration_tag(row)) for row in queries.declarations(access, provider.pk)],
        visits=hanging.visits, moved=hanging.moves, themes=themes_of(hanging.themes), officer=officer,
        names_staff=names_staff, commissions=access.may(Permission.COMMISSION),
        deeds=[(move, str(MOVES[move])) for move in moves_from(listing.status)] if officer and listing is not None else [],
    )  # fmt: skip


def themes_of(rows: list[ThemeStanding]) -> list[dict[str, Any]]:
    """Each theme with the provider's own newest word and the newest of an authority; rows come newest first."""
    return [
        {
            "title": _(label),
            "own": next((row for row in rows if row.theme == code and row.authority_id is None), None),
            "seen": next((row for row in rows if row.theme == code and row.authority_id is not None), None),
        }
        for code, label in THEME_LABELS.items()
    ]


@allow(Permission.MANAGE_DIRECTORY)
@require_safe
def every(request: PastoralRequest) -> HttpResponse:
    """The officer's list: what has run out, what soon will, what waits for a check, which visits are due."""
    access = request.access
    show = request.GET.get("show", "now")
    show = show if show in SHOWN else "now"
    rows = list(queries.listings(access).filter(authority__in=access.authority_ids).exclude(status=Listing.Status.REMOVED))
    found_all = standings(access, rows)
    keys = [row.provider_id for row in rows]
    waiting, late = queries.waiting(access, keys), queries.late_actions(access, timezone.localdate())
    visits = queries.visits_due(access)
    lines = [_line(each, waiting, late) for each in sorted(found_all, key=lambda each: (each.first_end, each.facts.name))]
    wanted = {
        "now": [line for line in lines if line["out"] or line["late"] or line["waiting"] or line["actions"] or line["down"]],
        "soon": [line for line in lines if line["soon"]],
        "all": lines,
        "visits": [],
    }
    listed = page_of(wanted[show], request.GET.get("page"), 25)
    counts = {"now": len(wanted["now"]), "soon": len(wanted["soon"]), "visits": len(visits), "all": len(lines)}
    today = timezone.localdate()
    titles = {"now": _("Needs you now"), "soon": _("Runs out soon"), "visits": _("Visits due"), "all": _("All")}
    tabs = [Link(titles[code], f"{reverse('assurance')}?show={code}", code == show, counts[code]) for code in SHOWN]
    return page(request, "every", list=listed, tabs=tabs, show=show, visits=visits, today=today)


def _line(one: Standing, waiting: dict[int, int], late: dict[int, int]) -> dict[str, Any]:
    row = one.listing
    return {
        "provider": row.provider, "listing": row, "tag": showing.standing_tag(one), "out": one.out, "late": one.late, "soon": one.soon,
        "waiting": waiting.get(row.provider_id, 0), "actions": late.get(row.provider_id, 0),
        "down": row.status == Listing.Status.SUSPENDED, "blocks": [found for found in one.findings if found.effect == "BLOCK"],
    }  # fmt: skip


@allow(Permission.SIGNED_IN)
@require_safe
def file(request: PastoralRequest, file_id: int) -> HttpResponseBase:
    """A paper of a provider, for its lead and for those who check or use it."""
    answer: HttpResponseBase = found(papers.attachment, request.access, file_id)
    return answer
