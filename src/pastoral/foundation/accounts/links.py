"""Ways in for people without an account: a random token in a message, one purpose, one record, an end, and no session.

A page for a purpose is named `link-<purpose>` and takes `token` in its address (`path("l/<str:token>/sign/", view,
name="link-sign")`), or says its name with `page_for`. Only the SHA-256 of a token is stored.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.govuk.page import Page

from .models import SignedLink
from .who import access_by_link

_PAGES: dict[str, str] = {}
ShutOut = Callable[[Access, SignedLink], bool]
_shut_out: list[ShutOut] = []
# The address holds the token, so it goes nowhere. Not "no-referrer": browsers then send `Origin: null` with a form, which
# the guard against forged forms must refuse; "strict-origin" gives away the host alone, to ourselves too.
REFERRER_POLICY = "strict-origin"


def page_for(purpose: str, url_name: str) -> None:
    """Say which page serves a purpose, where it is not called `link-<purpose>`."""
    _PAGES[purpose] = url_name


def shut_out(check: ShutOut) -> None:
    """Another part may say that a bearer must not come in any more, whatever the link says: asked at each opening, as the bearer."""
    if check not in _shut_out:
        _shut_out.append(check)


def make(
    purpose: str, subject_id: int, *, pupil: Any = None, provider: Any = None, person: str, language: str, days: int, by: Access,
    until: dt.datetime | None = None,
) -> str:  # fmt: skip
    """A new link about a pupil, or to a provider; returns its whole address, which is known to nobody but the caller.

    It ends after `days`, or at `until` where a moment is given. `language` "": nobody has said, so the reader's browser decides.
    """
    token = secrets.token_urlsafe(32)
    link = SignedLink(
        purpose=purpose, subject_id=subject_id, token_hash=_hash(token), pupil_id=getattr(pupil, "pk", None),
        authority_id=getattr(pupil, "authority_id", None), school_id=getattr(pupil, "school_id", None),
        provider_id=getattr(provider, "pk", None), person=person[:150], language=language,
        expires_at=until or timezone.now() + dt.timedelta(days=days),
    )  # fmt: skip
    with recording("link.made", by=by) as record:
        link.save()
        record.about(link, changes={"purpose": purpose, "days": days})
    return f"{settings.BASE_URL}{_path(purpose, token)}"


def by_link(
    purpose: str, *, used_too: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view that takes `token`: gives it `link` instead, with the bearer's access set and row security entered.

    Unknown: 404. Expired, withdrawn or used, or a bearer who is shut out: a page that says so, 410. `used_too` lets a used link
    in (a page of thanks).
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @allow(Permission.BY_LINK)
        @wraps(view)
        def checked(request: PastoralRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            link = find(token)
            if link is None or link.purpose != purpose:
                raise Http404
            request.page = Page(demo=settings.DEMO)  # type: ignore[attr-defined]  # whoever is signed in here has no part in it
            if link.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(link.language)
            ended = why_ended(link)
            if ended and not (ended == "used" and used_too):
                return _private(render(request, "accounts/link_ended.jinja", {"why": ended, "link": link}, status=410))
            access = access_by_link(link)
            request.access = access  # type: ignore[attr-defined]  # in place of WhoIsAsking's
            with entered(access):
                if any(check(access, link) for check in _shut_out):
                    return _private(render(request, "accounts/link_ended.jinja", {"why": "withdrawn", "link": link}, status=410))
                return _private(view(request, *args, link=link, **kwargs))

        return checked

    return decorate


@allow(Permission.BY_LINK)
@require_safe
def enter(request: PastoralRequest, token: str) -> HttpResponse:
    """The short address of any link: leads to the page of its purpose."""
    link = find(token)
    if link is None:
        raise Http404
    path = _path(link.purpose, token)
    if path == request.path:
        raise Http404
    return _private(redirect(path))


def find(token: str) -> SignedLink | None:
    """The link with this token, ended or not."""
    return SignedLink.objects.filter(token_hash=_hash(token)).first()


def why_ended(link: SignedLink) -> str:
    """ "withdrawn", "used" or "expired"; "" while it works."""
    if link.revoked_at:
        return "withdrawn"
    if link.used_at:
        return "used"
    return "expired" if link.expires_at <= timezone.now() else ""


def spend(link: SignedLink) -> bool:
    """Mark a single-use link as used by its deed. False if somebody was faster: then the deed was done already."""
    now = timezone.now()
    first = SignedLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now) == 1
    if first:
        link.used_at = now
    return first


def revoke(purpose: str, subject_id: int) -> int:
    """Stop every link to this record; returns how many still worked."""
    return SignedLink.objects.filter(
        purpose=purpose, subject_id=subject_id, revoked_at__isnull=True, used_at__isnull=True
    ).update(revoked_at=timezone.now())


def _path(purpose: str, token: str) -> str:
    try:
        return reverse(_PAGES.get(purpose, f"link-{purpose}"), kwargs={"token": token})
    except NoReverseMatch:
        return reverse("link", kwargs={"token": token})


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = REFERRER_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
