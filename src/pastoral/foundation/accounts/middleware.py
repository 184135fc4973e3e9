"""Who is asking, for how long a person may leave the screen alone, in which language, and with which second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from pastoral.foundation.access import ROLES, Access, Permission
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.routes import permission_of

from .late import answer_anonymous_post, keep_late_form, remember_writer
from .support import current
from .who import access_of

LAST_SEEN = "last_seen"
HAS_SECOND_FACTOR = "has_second_factor"
# Pages that a member of staff without a second factor can still open: those that lead to one, and the way out.
ON_THE_WAY = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "account_reauthenticate", "account_logout",
    "account_set_password", "language", "healthz",
}  # fmt: skip


class IdleLimit:
    """Signs a person out after IDLE_MINUTES without a request. What they post too late is kept as their draft (see `late`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get(LAST_SEEN, now)
            if now - last > settings.IDLE_MINUTES * 60:
                answer = keep_late_form(request)
                auth.logout(request)
                if answer is not None:
                    return answer
            elif now - last > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return self.get_response(request)

    def process_view(
        self, request: PastoralRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A form sent by nobody to a page for somebody: after the guard against forged forms, before the gates."""
        if request.method in ("GET", "HEAD", "OPTIONS") or request.user.is_authenticated:
            return None
        match = request.resolver_match
        permission = permission_of(view, match.url_name if match else None)
        if permission in (None, Permission.ANYONE, Permission.BY_LINK, Permission.NOBODY):
            return None
        if getattr(view, "demo_only", False) and not settings.DEMO:
            return None
        return answer_anonymous_post(request)


class WhoIsAsking:
    """Puts the frozen `Access` on the request; the other gates read nothing else. Pages are in the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.access = access_of(user) if user.is_authenticated else Access.nobody()  # type: ignore[attr-defined, arg-type]  # our user model
        if user.is_authenticated:
            translation.activate(user.language)  # type: ignore[union-attr]  # as above
            request.LANGUAGE_CODE = user.language  # type: ignore[attr-defined, union-attr]  # as above
        request.support = current(request.access)  # type: ignore[attr-defined]  # for the banner; no query for anybody else
        response = self.get_response(request)
        remember_writer(request, response)
        return response


class SecondFactorFirst:
    """Outside the demo, staff set up a second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: PastoralRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if settings.DEMO or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is not None and (
            match.url_name in ON_THE_WAY or permission_of(view, match.url_name) is Permission.BY_LINK
        ):
            return None
        access = request.access
        if not any(ROLES[role].staff for role in access.roles):
            return None
        if not request.session.get(HAS_SECOND_FACTOR):
            if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
                return redirect("mfa_index")
            # Staff cannot remove their last one (adapter.SecondFactor), so this stays true as long as the session.
            request.session[HAS_SECOND_FACTOR] = True
        return None
