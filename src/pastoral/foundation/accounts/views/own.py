"""A person's own account: language, password, second factor, and who covers while they are away."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pastoral.foundation.access import ROLES, Access, Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.questions import drafts

from .. import cover
from ..forms import CoverForm
from ..models import Membership, User


@allow(Permission.SIGNED_IN)
@require_GET
def account(request: PastoralRequest) -> HttpResponse:
    user = request.user
    kinds = list(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return render(
        request,
        "accounts/account.jinja",
        {
            "user": user,
            "posts": Membership.objects.filter(user_id=user.pk, until__isnull=True).select_related(
                "school", "authority"
            ),
            "has_password": user.has_usable_password(),
            "has_app": Authenticator.Type.TOTP in kinds,
            "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
            "links": _looked_after(request.access),
            "covers": list(cover.covers_of(request.access)),
            "staff": any(ROLES[role].staff for role in request.access.roles),
            "may_be_away": _works_here(request.access),
        },
    )


def _works_here(access: Access) -> bool:
    """Whether colleagues can cover for this person: not for a family, nor for a place outside school."""
    return any(ROLES[role].staff and role is not Role.PROVIDER for role in access.roles)


def _looked_after(access: Access) -> list[tuple[str, str]]:
    """Pages that this person may open and that no menu shows."""
    staff = _works_here(access)
    offered = (
        ("people", _("People and invitations"), access.may(Permission.MANAGE_SCHOOL)),
        ("failed-messages", _("Messages that could not be sent"), access.may(Permission.SEE_FAILED_MESSAGES)),
        ("support-log", _("When support staff looked"), access.may(Permission.SEE_WHO_LOOKED) and staff),
        ("support", _("Support session"), access.may(Permission.OPEN_SUPPORT_SESSION)),
    )
    return [(reverse(name), text) for name, text, allowed in offered if allowed]


@allow(Permission.ANYONE)
@require_POST
def language(request: PastoralRequest) -> HttpResponse:
    """Sets the language of this browser and, for somebody signed in, of their account; goes back to the same page."""
    wanted = request.POST.get("language", "")
    here = request.POST.get("next", "")
    safe = here.startswith("/") and url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()})
    answer = HttpResponseRedirect(here if safe else "/")
    if wanted not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=wanted)
    translation.activate(wanted)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 24 * 3600, samesite="Lax", httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


@allow(Permission.SIGNED_IN)
@require_POST
def digest(request: PastoralRequest) -> HttpResponse:
    """Turns the morning's message about what this person owes on or off."""
    wanted = request.POST.get("wanted") == "yes"
    User.objects.filter(pk=request.user.pk).update(wants_digest=wanted)
    messages.success(
        request,
        _("You get a message in the morning when you owe something.") if wanted else _("You get no message in the morning."),
    )
    return redirect("account")


@allow(Permission.SIGNED_IN)
def away(request: PastoralRequest) -> HttpResponse:
    access = request.access
    people = {str(person.pk): person for person in cover.colleagues(access)}
    kept = drafts.kept(access, request.path) if request.method == "GET" else None
    form = CoverForm(
        request.POST if request.method == "POST" else None,
        draft=drafts.values_of(kept),
        people=[(key, person.name) for key, person in people.items()],
    )
    if form.is_bound and form.is_valid():
        drafts.drop(access, request.path)
        clean = form.cleaned_data
        cover.set_cover(covered_by=people[clean["covered_by"]], since=clean["since"], until=clean["until"], by=access)
        messages.success(request, _("%(name)s covers for you.") % {"name": people[clean["covered_by"]].name})
        return redirect("away")
    covers = list(cover.covers_of(access))
    return render(
        request, "accounts/away.jinja", {"form": form, "covers": covers, "anybody": bool(people), "kept": kept}
    )


@allow(Permission.SIGNED_IN)
@require_POST
def away_end(request: PastoralRequest, cover_id: int) -> HttpResponse:
    access = request.access
    found = cover.covers_of(access).filter(pk=cover_id).first()
    if found is None:
        raise Http404
    cover.end_cover(cover=found, by=access)
    messages.success(request, _("The cover is ended."))
    return redirect("away")
