"""What surrounds each page: the menu of what this person may open, their name and post. No query of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.page import NavigationLink, Page
from pastoral.records.cases.addresses import address


class Around:
    """Puts `request.page` on the request; it is worked out only if a page is drawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PastoralRequest) -> HttpResponse:
        request.page = SimpleLazyObject(lambda: page_for(request))  # type: ignore[attr-defined]  # read by the layout
        return self.get_response(request)


def page_for(request: PastoralRequest) -> Page:
    """The surroundings of a page for whoever is signed in."""
    access = request.access
    footer = tuple(
        NavigationLink(text, address(name))
        for name, text in (("help", _("Help")), ("privacy", _("Privacy")), ("accessibility", _("Accessibility statement")))
    )
    if access.user_id is None:
        return Page(demo=settings.DEMO, footer=footer)
    name, _bracket, post = access.actor.partition(" (")
    post = post.removesuffix(")")
    return Page(
        navigation=tuple(navigation(access, request.path)),
        signed_in_as=name,
        role=_(post) if post else "",
        sign_out_url=address("account_logout"),
        account_url=address("account"),
        demo=settings.DEMO,
        footer=footer,
    )


def navigation(access: Access, path: str) -> list[NavigationLink]:
    """The parts of the service that this person may open; the part that `path` lies in is current."""
    # a person who reaches whole schools searches; one who is named for a few pupils has them on the home page
    reaches_many = bool(access.authority_ids or access.school_ids)
    offered = [
        ("home", _("My work") if access.may(Permission.SEE_MONITORING) else _("Home"), True),
        ("pupils", _("Pupils"), access.may(Permission.SEE_PUPILS) and reaches_many),
        ("search", _("Search"), access.may(Permission.SEE_PUPILS) and reaches_many),
        ("monitoring-plans", _("Plans"), access.may(Permission.SEE_MONITORING)),
        ("central-record", _("Not full time"), access.may(Permission.SEE_MONITORING)),
        ("attendance-low", _("Attendance"), access.may(Permission.SEE_MONITORING)),
        ("placements", _("Placements"), reaches_many and (access.may(Permission.COMMISSION) or access.may(Permission.SEE_MONITORING))),
        ("providers", _("Providers"), access.may(Permission.SEE_DIRECTORY) and reaches_many),
        ("schools", _("Term dates"), access.may(Permission.MANAGE_SCHOOL)),
        ("policy", _("Policy"), access.may(Permission.SEE_POLICY)),
    ]
    if access.provider_ids:
        if not (reaches_many or access.pupil_ids):
            return at_provider(access, path)
        offered.append(("provider-home", _("At the provider"), True))  # somebody who also works for a school
    links = [(address(name), text) for name, text, shown in offered if shown]
    links = [(href, text) for href, text in links if href]
    places = [href.split("/")[1] for href, _text in links]
    here = path.split("/")[1] if path.count("/") > 1 else ""
    return [NavigationLink(text, href, current=place == here) for (href, text), place in zip(links, places, strict=True)]


def at_provider(access: Access, path: str) -> list[NavigationLink]:
    """The same for somebody who works for a provider: the part whose address is the longest beginning of `path` is current."""
    offered = [
        ("provider-home", _("Home"), True),
        ("provider-referrals", _("Referrals"), True),
        ("provider-pupils", _("Pupils"), True),
        ("provider-today", _("Today"), True),
        ("provider-own-profile", _("Our details"), access.may(Permission.LEAD_PROVIDER)),
        ("provider-people", _("People"), access.may(Permission.LEAD_PROVIDER)),
    ]
    links = [(href, text) for name, text, shown in offered if shown and (href := address(name))]
    here = max((href for href, _text in links if path.startswith(href)), key=len, default="")
    return [NavigationLink(text, href, current=href == here) for href, text in links]
