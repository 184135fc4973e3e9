"""The cast of the demo: who they are, and a button to be one of them. None of it exists outside demo mode."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from pastoral.foundation.access import ROLES, Permission, allow

from ..models import User
from ..signing_in import record_sign_in


@allow(Permission.ANYONE, demo_only=True)
@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    there = {user.demo_persona: user for user in User.objects.filter(is_demo=True).exclude(demo_persona="")}
    people = [
        {"persona": persona, "user": there.get(persona.key), "role": ROLES[persona.role].title} for persona in _cast()
    ]
    elsewhere = [one for one in people if one["persona"].where == "neighbour"]
    here = [one for one in people if one["persona"].where != "neighbour"]
    return render(request, "accounts/cast.jinja", {"people": here, "elsewhere": elsewhere, "any": bool(there)})


@allow(Permission.ANYONE, demo_only=True)
def sign_in(request: HttpRequest, persona: str) -> HttpResponse:
    """Signs in as one of the cast; a plain link works too, because nothing here is real."""
    user = User.objects.filter(is_demo=True, is_active=True, demo_persona=persona).first()
    if user is None:
        known = any(each.key == persona for each in _cast())
        return render(request, "accounts/no_persona.jinja", {"key": persona, "known": known}, status=404)
    if not settings.DEMO:  # said twice on purpose: the gate has refused already
        raise Http404
    auth.logout(request)
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_sign_in(user)
    there = request.GET.get("next") or request.POST.get("next") or ""
    safe = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    answer = HttpResponseRedirect(there if safe else "/")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # the persona's own language, not that of the one before
    return answer


def _cast() -> tuple[Any, ...]:
    people: tuple[Any, ...] = import_string(settings.DEMO_CAST)
    return people
