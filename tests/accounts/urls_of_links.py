"""The project's addresses and one page for bearers of links, for the tests of `links`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from pastoral.config.urls import handler400, handler403, handler404, handler500  # noqa: F401  # the error pages
from pastoral.config.urls import urlpatterns as project_urls
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.models import SignedLink
from pastoral.records.pupils.models import Pupil


@links.by_link("test")
def answer(request: HttpRequest, link: SignedLink) -> HttpResponse:
    access = request.access  # type: ignore[attr-defined]  # set by by_link
    if request.method == "POST":
        return HttpResponse("done" if links.spend(link) else "somebody was faster")
    seen = Pupil.objects.unscoped(reason="what row security lets through").values_list("forename", flat=True)
    return HttpResponse(f"{access.actor}|{','.join(sorted(seen))}|{sorted(map(str, access.roles))}")


@links.by_link("test", used_too=True)
def thanks(request: HttpRequest, link: SignedLink) -> HttpResponse:
    return HttpResponse("thank you")


urlpatterns = [
    path("l/<str:token>/test/", answer, name="link-test"),
    path("l/<str:token>/thanks/", thanks, name="link-test-thanks"),
    *project_urls,
]
