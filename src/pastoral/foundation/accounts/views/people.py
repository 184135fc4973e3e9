"""The people of a school or an authority: who they are, inviting more, and opening an account from an invitation."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pastoral.foundation.access import Access, NotAllowed, Permission, Role, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.govuk.page import Page
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.questions import drafts

from .. import invitations
from ..forms import AcceptForm, InviteForm
from ..models import Invitation, User


@allow(Permission.MANAGE_SCHOOL)
@require_GET
def people(request: PastoralRequest) -> HttpResponse:
    access = request.access
    waiting = [(each, invitations.state(each)) for each in invitations.invitations_seen_by(access)[:100]]
    return render(
        request,
        "accounts/people.jinja",
        {
            "list": page_of(invitations.people_seen_by(access), request.GET.get("page")),
            "waiting": waiting,
            "me": access.user_id,
        },
    )


@allow(Permission.MANAGE_SCHOOL)
def invite(request: PastoralRequest) -> HttpResponse:
    access = request.access
    schools = {str(school.pk): school for school in _schools(access)}
    kept = drafts.kept(access, request.path) if request.method == "GET" else None
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        draft=drafts.values_of(kept),
        roles=invitations.roles_to_give(access),
        places=[(key, school.name) for key, school in schools.items()],
        initial={"language": access.language},
    )
    if form.is_bound and form.is_valid():
        clean = form.cleaned_data
        role = Role(clean["role"])
        school = None if role in invitations.AUTHORITY_ROLES else _chosen(schools, clean.get("school"))
        if role not in invitations.AUTHORITY_ROLES and school is None:
            form.add_error("school" if "school" in form.fields else None, _("Choose the school"))
        else:
            authority_id = school.authority_id if school else min(access.authority_ids, default=None)
            if not invitations.may_invite(
                access, role=role, authority_id=authority_id, school_id=school.pk if school else None,
                school_authority_id=school.authority_id if school else None,
            ):  # fmt: skip
                raise NotAllowed(Permission.MANAGE_SCHOOL)
            invitations.invite(
                email=clean["email"], name=clean["name"], role=role, authority_id=authority_id,
                school_id=school.pk if school else None, post=clean["post"], language=clean["language"], by=access,
            )  # fmt: skip
            drafts.drop(access, request.path)
            messages.success(request, _("We have sent an invitation to %(address)s.") % {"address": clean["email"]})
            return redirect("people")
    return render(request, "accounts/invite.jinja", {"form": form, "kept": kept})


@allow(Permission.MANAGE_SCHOOL)
@require_POST
def resend(request: PastoralRequest, invitation_id: int) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    invitations.resend(invitation=invitation, by=request.access)
    messages.success(request, _("We have sent the invitation again. The link before it does not work any more."))
    return redirect("people")


@allow(Permission.MANAGE_SCHOOL)
@require_POST
def withdraw(request: PastoralRequest, invitation_id: int) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    invitations.withdraw(invitation=invitation, by=request.access)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people")


@allow(Permission.MANAGE_SCHOOL)
def end(request: PastoralRequest, membership_id: int) -> HttpResponse:
    access = request.access
    membership = invitations.people_seen_by(access).filter(pk=membership_id).first()
    if membership is None or membership.user_id == access.user_id:
        raise Http404
    if request.method == "POST":
        invitations.end_membership(membership=membership, by=access)
        messages.success(request, _("%(name)s sees nothing here from now on.") % {"name": membership.user.name})
        return redirect("people")
    return render(request, "accounts/end_membership.jinja", {"membership": membership})


@allow(Permission.ANYONE)
def accept(request: PastoralRequest, token: str) -> HttpResponse:
    """The link of an invitation: a name and a password open the account; who has one already only says yes."""
    request.page = Page(demo=settings.DEMO)  # type: ignore[attr-defined]  # whoever is signed in here has no part in it
    invitation = invitations.by_token(token, held=request.method == "POST")
    if invitation is None:
        raise Http404
    state = invitations.state(invitation)
    if state != "open":
        return _private(render(request, "accounts/invitation_ended.jinja", {"why": state}, status=410))
    existing = User.objects.filter(email=invitation.email).first()
    if existing is not None:
        if request.method == "POST" and existing.is_active:
            invitations.accept(invitation=invitation, existing=existing)
            messages.success(request, _("You have the new role. Sign in to use it."))
            return redirect("account_login")
        return _private(render(request, "accounts/accept_existing.jinja", {"invitation": invitation}))
    form = AcceptForm(
        request.POST if request.method == "POST" else None, email=invitation.email, initial={"name": invitation.name}
    )
    if form.is_bound and form.is_valid():
        invitations.accept(
            invitation=invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password1"]
        )
        messages.success(request, _("Your account is open. Sign in with your e-mail address and your password."))
        return redirect("account_login")
    return _private(render(request, "accounts/accept.jinja", {"form": form, "invitation": invitation}))


def _schools(access: Access) -> Any:
    schools = apps.get_model("organisations.School").objects.filter(is_open=True)
    if access.may(Permission.MANAGE_AUTHORITY):
        return schools.filter(Q(authority_id__in=access.authority_ids) | Q(pk__in=access.school_ids)).order_by("name")
    return schools.filter(pk__in=access.school_ids).order_by("name")


def _chosen(schools: dict[str, Any], key: str | None) -> Any:
    if key:
        return schools.get(key)
    return next(iter(schools.values())) if len(schools) == 1 else None


def _invitation(request: PastoralRequest, invitation_id: int) -> Invitation:
    seen = invitations.invitations_seen_by(request.access)
    found: Invitation | None = seen.filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


def _private(response: HttpResponse) -> HttpResponse:
    from ..links import REFERRER_POLICY

    response.headers["Referrer-Policy"] = REFERRER_POLICY
    return response
