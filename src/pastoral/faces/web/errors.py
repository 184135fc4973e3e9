"""What is said when something goes wrong: plain words, no data, and what was typed is kept where that can be done."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.questions import drafts

# A post whose token is missing or old comes from our own page, opened long ago. The other reasons (a strange origin or
# referrer) mean that another site may have sent it: nothing of that is kept.
FROM_OUR_OWN_PAGE = frozenset({csrf.REASON_NO_CSRF_COOKIE, csrf.REASON_CSRF_TOKEN_MISSING})
OUR_OWN_TOKEN = "CSRF token "  # noqa: S105  # the beginning of a reason, not a secret


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.jinja", status=413)
    return render(request, "errors/400.jinja", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.jinja", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.jinja", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/429.jinja", status=429)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.jinja", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token. What a signed-in person typed becomes the draft of the page that holds the form."""
    page = _page(request)
    kept = _keep(request, page) if reason in FROM_OUR_OWN_PAGE or reason.startswith(OUR_OWN_TOKEN) else False
    return render(request, "errors/form_expired.jinja", {"kept": kept, "back": page}, status=403)


def _page(request: HttpRequest) -> str:
    """The path of the page that holds the form: it may post to another address than its own."""
    referrer = request.headers.get("Referer", "")
    path = urlsplit(referrer).path
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()})
    return path if ours else request.path


def _keep(request: HttpRequest, page: str) -> bool:
    access = getattr(request, "access", None)
    if access is None or access.user_id is None or page.startswith("/accounts/") or request.path.startswith("/accounts/"):
        return False
    try:
        values = draft_of(request.POST)
        return bool(values) and drafts.keep(access, page, values) is not None
    except (drafts.TooBig, RequestDataTooBig):
        return False
