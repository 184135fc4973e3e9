"""A form that is sent after its sender was signed out is not lost: it becomes their draft, and their page shows it again.

Never kept: passwords, codes, the token that guards the form, files, and anything of the account pages.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.routes import THIRD_PARTY, permission_of
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.questions import drafts

from .models import User

WRITER = "pastoral_writer"
NOTE_SECONDS = 60 * 60 * 24 * 2


def keep_late_form(request: HttpRequest) -> HttpResponse | None:
    """For an idle sign-out: keeps what a signed-in person posts too late, and answers with the way to sign in again."""
    if not _needs_sign_in(request):
        return None
    if request.method in ("GET", "HEAD"):
        return _to_sign_in(request.get_full_path(), "idle")
    user = request.user
    assert isinstance(user, User)  # the idle limit is for people who are signed in
    return _kept(request, user)


def answer_anonymous_post(request: HttpRequest) -> HttpResponse:
    """For a post by nobody to a page for somebody: kept if the browser still says whose it is."""
    user = _writer(request)
    if user is not None:
        return _kept(request, user)
    if _from_autosave(request):
        return JsonResponse({"error": _("You are signed out.")}, status=401)
    return render(request, "accounts/signed_out.jinja", {"next": _page(request)}, status=401)


def _kept(request: HttpRequest, user: User) -> HttpResponse:
    page = _page(request)
    saved = False
    try:
        values = draft_of(request.POST)
        if values and not _is_about_signing_in(request):
            # Only the person's own draft is reached: neither their school nor their pupils.
            own = Access(user_id=user.pk, actor=user.name, language=user.language)
            saved = drafts.keep(own, urlsplit(page).path, values) is not None
    except (drafts.TooBig, RequestDataTooBig, SuspiciousOperation, MultiPartParserError):
        saved = False
    if _from_autosave(request):
        return JsonResponse({"error": _("You are signed out."), "kept": saved}, status=401)
    return _to_sign_in(page, "kept" if saved else "idle")


def _needs_sign_in(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return permission_of(match.func, match.url_name) not in (Permission.ANYONE, Permission.BY_LINK, Permission.NOBODY)


def _is_about_signing_in(request: HttpRequest) -> bool:
    """allauth's pages: passwords, codes and passkeys."""
    try:
        return resolve(request.path_info).url_name in THIRD_PARTY
    except Resolver404:
        return True


def _to_sign_in(page: str, why: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': page, 'late': why})}")


def _page(request: HttpRequest) -> str:
    """The page that holds the form: it may post to another address than its own."""
    referrer = request.headers.get("Referer", "")
    here = urlsplit(referrer)
    if url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()}) and here.path.startswith("/"):
        return here.path + (f"?{here.query}" if here.query else "")
    return request.get_full_path()


def _from_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave" or request.content_type == "application/json"


def remember_writer(request: HttpRequest, response: HttpResponse) -> None:
    """Leave a signed note in the browser of who writes here, for a form that is sent after a sign-out in another tab.

    It opens nothing: all it can do is to put a late form among this person's own drafts.
    """
    user = request.user
    if user.is_authenticated and isinstance(user, User):
        note = {"user": user.pk, "mark": _mark(user)}
        if _note(request) != note:
            response.set_cookie(
                WRITER,
                signing.dumps(note, salt=WRITER),
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )


def _mark(user: User) -> str:
    """Changes with the password; says nothing about it."""
    return sha256(user.get_session_auth_hash().encode()).hexdigest()[:20]


def _note(request: HttpRequest) -> dict[str, Any]:
    try:
        note: dict[str, Any] = signing.loads(request.COOKIES.get(WRITER, ""), salt=WRITER, max_age=NOTE_SECONDS)
    except signing.BadSignature:
        return {}
    return note


def _writer(request: HttpRequest) -> User | None:
    """Who wrote here last: by the session of the browser, or by the note where the session is gone."""
    by_session = _user_of_old_session(request)
    if by_session is not None:
        return by_session
    note = _note(request)
    user = User.objects.filter(pk=note["user"], is_active=True).first() if note else None
    if user is None or not constant_time_compare(str(note["mark"]), _mark(user)):
        return None
    return user


def _user_of_old_session(request: HttpRequest) -> User | None:
    """Whose session the cookie names, if its row is still there, also when its time is over. Never signs anybody in."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(session_key=key).first() if key else None
    if row is None:
        return None
    held = SessionStore().decode(row.session_data)
    if held.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=held.get(SESSION_KEY), is_active=True).first()
    if user is None or not constant_time_compare(held.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return user
