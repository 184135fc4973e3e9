"""Accounts begin with an invitation: who may invite to what, the letter, opening the account, and links that have ended."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from pastoral.foundation.access import Role
from pastoral.foundation.accounts import invitations
from pastoral.foundation.accounts.models import Invitation, Membership, PupilGrant, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.models import Event
from world import World

from .doing import PASSWORD, mail_sent, password_sign_in, text

SignedIn = Callable[[str], Client]


@pytest.fixture
def administrator(world: World) -> User:
    user = User.objects.create_user("admin@council.example", name="Ceri Admin", demo_persona="admin")
    Membership.objects.create(
        user=user, role=Role.AUTHORITY_ADMIN, authority=world.authority, since=dt.date(2026, 1, 1), post="Administrator"
    )
    world.people["admin"] = user
    return user


def invite(client: Client, **more: str) -> str:
    """Invites through the page; returns the path in the letter."""
    answer = client.post(
        "/accounts/people/invite/",
        {
            "name": "Bethan Hill", "email": "Bethan@School.example", "role": "teacher", "post": "Head of Year 9",
            "language": "cy", **more,
        },
    )  # fmt: skip
    assert answer.status_code == 302, text(answer)
    return path_in(mail_sent()[0].text)


def path_in(letter: str) -> str:
    return re.findall(r"http://127\.0\.0\.1:8000(/accounts/invitation/\S+)", letter)[0]


def test_from_the_invitation_to_the_first_sign_in(world: World, signed_in: SignedIn) -> None:
    path = invite(signed_in("pastoral-lead"))
    letter = mail_sent()[0]
    assert "bethan@school.example" in letter.to.lower()
    assert "Siân Rees (Head of pastoral care)" in letter.text
    stored = Invitation.objects.get()
    assert path.split("/")[-2] not in (stored.token_hash, str(stored.pk))

    stranger = Client()
    form = stranger.get(path)
    assert "Open your account" in text(form)
    assert form.headers["Referrer-Policy"] == "strict-origin"
    done = stranger.post(path, {"name": "Bethan Hill", "password1": PASSWORD, "password2": PASSWORD})
    assert done.headers["Location"] == "/accounts/login/"
    user = User.objects.get(email="bethan@school.example")
    access = access_of(user)
    assert access.roles == {Role.TEACHER}
    assert access.home_authority_ids == {world.authority.pk}
    assert access.actor == "Bethan Hill (Head of Year 9)"
    assert password_sign_in(stranger, "bethan@school.example").status_code == 302
    assert stranger.get("/accounts/").status_code == 200

    used = Client().get(path)
    assert used.status_code == 410
    assert "Your account is already open" in text(used)


def test_a_weak_password_and_two_different_ones_are_refused_and_the_link_still_works(
    world: World, signed_in: SignedIn
) -> None:
    path = invite(signed_in("pastoral-lead"))
    client = Client()
    weak = client.post(path, {"name": "Bethan Hill", "password1": "bethan", "password2": "bethan"})
    assert "12 characters" in text(weak)
    different = client.post(path, {"name": "Bethan Hill", "password1": PASSWORD, "password2": PASSWORD + "x"})
    assert "The two passwords are not the same" in text(different)
    assert 'value="Bethan Hill"' in text(different)
    assert not User.objects.filter(email="bethan@school.example").exists()
    assert client.post(path, {"name": "B", "password1": PASSWORD, "password2": PASSWORD}).status_code == 302


def test_an_old_invitation_says_so_and_can_be_sent_again(world: World, signed_in: SignedIn) -> None:
    lead = signed_in("pastoral-lead")
    path = invite(lead)
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    old = Client().get(path)
    assert old.status_code == 410
    assert "This invitation is too old" in text(old)
    assert "Too old" in text(lead.get("/accounts/people/"))
    lead.post(f"/accounts/invitations/{Invitation.objects.get().pk}/resend/")
    new = path_in(mail_sent()[0].text)
    assert new != path
    assert Client().get(new).status_code == 200
    assert Client().get(path).status_code == 404


def test_a_withdrawn_invitation_says_so(world: World, signed_in: SignedIn) -> None:
    lead = signed_in("pastoral-lead")
    path = invite(lead)
    lead.post(f"/accounts/invitations/{Invitation.objects.get().pk}/withdraw/")
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "was withdrawn" in text(answer)
    refused = Client().post(path, {"name": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert refused.status_code == 410
    assert not User.objects.filter(email="bethan@school.example").exists()


def test_a_made_up_token_is_not_there(world: World) -> None:
    assert Client().get("/accounts/invitation/abcdefgh/").status_code == 404


def test_inviting_the_same_person_again_leaves_one_open_invitation(world: World, signed_in: SignedIn) -> None:
    lead = signed_in("pastoral-lead")
    first = invite(lead)
    second = invite(lead)
    assert first != second
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200


def test_somebody_with_an_account_only_says_yes_to_the_new_role(world: World, signed_in: SignedIn) -> None:
    path = invite(signed_in("pastoral-lead"), email=world.people["provider"].email, role="school_office")
    client = Client()
    assert "A new role for your account" in text(client.get(path))
    assert client.post(path).headers["Location"] == "/accounts/login/"
    assert Role.SCHOOL_OFFICE in access_of(world.people["provider"]).roles
    assert "_auth_user_id" not in client.session


def test_a_school_lead_gives_school_roles_only(world: World, signed_in: SignedIn) -> None:
    lead = signed_in("pastoral-lead")
    page = text(lead.get("/accounts/people/invite/"))
    assert 'value="teacher"' in page
    assert 'value="director"' not in page
    forged = lead.post(
        "/accounts/people/invite/", {"name": "X", "email": "x@y.example", "role": "director", "language": "en-gb"}
    )
    assert forged.status_code == 200
    assert not Invitation.objects.exists()


def test_an_administrator_gives_authority_roles_and_school_leads_of_their_schools(
    world: World, administrator: User, signed_in: SignedIn
) -> None:
    client = signed_in("admin")
    path = invite(client, role="ewo")
    Client().post(path, {"name": "Bethan Hill", "password1": PASSWORD, "password2": PASSWORD})
    assert access_of(User.objects.get(email="bethan@school.example")).authority_ids == {world.authority.pk}

    without_school = client.post(
        "/accounts/people/invite/", {"name": "X", "email": "x@y.example", "role": "head", "language": "en-gb"}
    )
    assert "Choose the school" in text(without_school)
    elsewhere = client.post(
        "/accounts/people/invite/",
        {
            "name": "X",
            "email": "x@y.example",
            "role": "head",
            "language": "en-gb",
            "school": str(world.other_school.pk),
        },
    )
    assert elsewhere.status_code == 200
    assert not Invitation.objects.filter(email="x@y.example").exists()
    assert invite(client, email="head@school.example", role="head", school=str(world.second_school.pk))
    assert Invitation.objects.get(email="head@school.example").school_id == world.second_school.pk


def test_the_rule_of_who_may_invite_stands_without_the_form(world: World, administrator: User) -> None:
    lead, admin = world.access("pastoral-lead"), access_of(administrator)

    def may(access: object, role: Role, school: object = None) -> bool:
        return invitations.may_invite(
            access,  # type: ignore[arg-type]  # an Access
            role=role,
            authority_id=world.authority.pk,
            school_id=getattr(school, "pk", None),
            school_authority_id=getattr(school, "authority_id", None),
        )

    assert may(lead, Role.TEACHER, world.school)
    assert not may(lead, Role.TEACHER, world.second_school)
    assert not may(lead, Role.EWO)
    assert not may(lead, Role.SUPPORT, world.school)
    assert may(admin, Role.EWO)
    assert may(admin, Role.HEAD, world.second_school)
    assert not may(admin, Role.HEAD, world.other_school)
    assert not may(admin, Role.TEACHER, world.school)


def test_people_of_another_school_or_authority_are_not_seen_and_not_ended(world: World, signed_in: SignedIn) -> None:
    page = text(signed_in("pastoral-lead").get("/accounts/people/"))
    assert "Gareth Pugh" in page
    assert "Helen Marsh" not in page
    other = Membership.objects.get(user=world.people["other-authority"])
    assert signed_in("pastoral-lead").post(f"/accounts/people/{other.pk}/end/").status_code == 404
    assert signed_in("teacher").get("/accounts/people/").status_code == 403


def test_another_school_cannot_touch_an_invitation(world: World, signed_in: SignedIn) -> None:
    invite(signed_in("pastoral-lead"))
    stranger = User.objects.create_user("lead2@school.example", name="Other Lead", demo_persona="lead-2")
    Membership.objects.create(
        user=stranger, role=Role.HEAD, authority=world.authority, school=world.second_school, since=dt.date(2026, 1, 1)
    )
    world.people["lead-2"] = stranger
    pk = Invitation.objects.get().pk
    assert signed_in("lead-2").post(f"/accounts/invitations/{pk}/withdraw/").status_code == 404
    assert "Bethan" not in text(signed_in("lead-2").get("/accounts/people/"))


def test_somebody_who_has_left_sees_nothing_at_once(world: World, signed_in: SignedIn) -> None:
    office = signed_in("alnco")
    assert office.get("/accounts/people/").status_code == 200
    membership = Membership.objects.get(user=world.people["alnco"])
    lead = signed_in("pastoral-lead")
    assert "Has Gareth Pugh left?" in text(lead.get(f"/accounts/people/{membership.pk}/end/"))
    lead.post(f"/accounts/people/{membership.pk}/end/")
    assert office.get("/accounts/people/").status_code in (302, 403)
    own = Membership.objects.get(user=world.people["pastoral-lead"])
    assert lead.post(f"/accounts/people/{own.pk}/end/").status_code == 404


def test_a_parent_invited_for_one_child_is_named_for_that_child(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        invitations.invite(
            email="mam@home.example", name="Mam", role=Role.PARENT, authority_id=world.authority.pk, pupil=world.tomos,
            language="cy", by=access,
        )  # fmt: skip
    Client().post(path_in(mail_sent()[0].text), {"name": "Mam", "password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get(email="mam@home.example")
    assert PupilGrant.objects.get(user=user).pupil_id == world.tomos.pk
    assert not Membership.objects.filter(user=user).exists()


def test_the_letter_to_a_welsh_reader_is_in_both_languages_and_names_no_child(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        invitations.invite(
            email="mam@home.example", name="Mam", role=Role.PARENT, authority_id=world.authority.pk, pupil=world.tomos,
            language="cy", by=access,
        )  # fmt: skip
    letter = mail_sent()[0]
    assert "Tomos" not in letter.text + letter.subject
    assert "invites you to Pastoral" in letter.text


def test_every_step_is_on_the_audit_trail(world: World, signed_in: SignedIn) -> None:
    lead = signed_in("pastoral-lead")
    path = invite(lead)
    Client().post(path, {"name": "Bethan Hill", "password1": PASSWORD, "password2": PASSWORD})
    with world.acting("system") as access:
        verbs = list(
            Event.objects.visible_to(access)
            .filter(subject_type="accounts.invitation")
            .order_by("pk")
            .values_list("verb", flat=True)
        )
    assert verbs == ["person.invited", "invitation.accepted"]
