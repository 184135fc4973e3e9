"""Accounts of a provider: its leads look after them, an officer invites only the first."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from pastoral.foundation.access import Role
from pastoral.foundation.accounts import at_providers, invitations
from pastoral.foundation.accounts.models import Invitation, Membership
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.providers.models import Provider
from pastoral.rules.sentences import Refused
from plans.living import making as plans


def another_provider(world: Any) -> Any:
    with world.acting("system") as by, recording("test.provider", by=by) as record:
        other = Provider(name="Elsewhere")
        other.save()
        record.about(other)
    return other


def test_the_lead_invites_staff_who_then_work_for_that_provider_only(world: Any, client: Any) -> None:
    lead = plans.signed_in(client, world, "provider-lead")
    assert lead.get("/at-provider/people/invite/").status_code == 200
    sent = lead.post(
        "/at-provider/people/invite/",
        {"name": "Nerys Fychan", "email": "nerys@demo.invalid", "post": "Tutor", "role": "provider_staff"},
    )
    assert sent.status_code == 302
    text = lead.get("/at-provider/people/").content.decode()
    assert "Nerys Fychan" in text
    assert "Owen Tudor" in text
    with world.acting("system") as by:
        body = OutboundMessage.objects.visible_to(by).get(kind="invitation").body
    assert "Hafan Workshop" in body
    token = re.search(r"/(\S+?)/?\s", body[body.index("http"):].replace("http://", "").replace("https://", "") + " ")[1]  # type: ignore[index]  # there is one
    invitation = invitations.by_token(token.rstrip("/").rsplit("/", 1)[-1])
    assert invitation is not None
    user = invitations.accept(invitation=invitation, name="Nerys Fychan", password="long-and-odd-words-7")
    access = access_of(user)
    assert access.provider_ids == {world.provider.pk}
    assert access.roles == {Role.PROVIDER_STAFF}
    assert (access.home_authority_ids, access.authority_ids, access.school_ids) == (frozenset(), frozenset(), frozenset())


def test_staff_who_do_not_lead_look_after_nobody(world: Any, client: Any) -> None:
    staff = plans.signed_in(client, world, "provider-staff")
    assert staff.get("/at-provider/people/").status_code == 403
    assert staff.post("/at-provider/people/invite/", {}).status_code == 403


def test_who_has_left_sees_nothing_from_now_on(world: Any, client: Any) -> None:
    lead = plans.signed_in(client, world, "provider-lead")
    his = Membership.objects.get(user=world.people["provider-staff"])
    assert lead.get(f"/at-provider/people/{his.pk}/end/").status_code == 200
    assert lead.post(f"/at-provider/people/{his.pk}/end/").status_code == 302
    assert world.access("provider-staff").provider_ids == frozenset()


def test_the_last_lead_cannot_end_herself(world: Any, client: Any) -> None:
    lead = plans.signed_in(client, world, "provider-lead")
    hers = Membership.objects.get(user=world.people["provider-lead"])
    lead.post(f"/at-provider/people/{hers.pk}/end/")
    assert world.access("provider-lead").provider_ids == {world.provider.pk}
    Membership.objects.create(
        user=world.people["provider-staff"], role=Role.PROVIDER_LEAD, provider=world.provider, since=dt.date(2026, 1, 1)
    )
    lead.post(f"/at-provider/people/{hers.pk}/end/")
    assert world.access("provider-lead").provider_ids == frozenset()


def test_a_lead_of_one_provider_is_not_the_lead_of_another_he_works_for(world: Any) -> None:
    other = another_provider(world)
    Membership.objects.create(
        user=world.people["provider-lead"], role=Role.PROVIDER_STAFF, provider=other, since=dt.date(2026, 1, 1)
    )
    access = world.access("provider-lead")
    assert access.provider_ids == {world.provider.pk, other.pk}
    assert at_providers.led_by(access) == {world.provider.pk}
    with world.acting("provider-lead") as by, pytest.raises(Refused):
        at_providers.invite(
            provider_id=other.pk, email="a@demo.invalid", name="A", role=Role.PROVIDER_STAFF, authority_id=world.authority.pk, by=by
        )


def test_an_officer_invites_the_first_lead_and_no_second(world: Any, client: Any) -> None:
    other = another_provider(world)
    officer = plans.signed_in(client, world, "ewo")
    assert "Invite its first lead" in officer.get(f"/providers/{other.pk}/").content.decode()
    page = f"/placements/providers/{other.pk}/first-lead/"
    assert officer.get(page).status_code == 200
    given = {"name": "Ann Pym", "email": "ann@demo.invalid", "post": ""}
    assert officer.post(page, given).status_code == 302
    found = Invitation.objects.get(email="ann@demo.invalid")
    assert (found.role, found.provider_id) == ("provider_lead", other.pk)
    assert officer.post(page, {**given, "email": "second@demo.invalid"}).status_code == 422
    taken = f"/placements/providers/{world.provider.pk}/first-lead/"
    assert officer.post(taken, given).status_code == 422


def test_the_lead_of_one_provider_withdraws_no_invitation_of_another(world: Any, client: Any) -> None:
    other = another_provider(world)
    with world.acting("ewo") as by:
        theirs = at_providers.invite(
            provider_id=other.pk, email="a@demo.invalid", name="A", role=Role.PROVIDER_LEAD, authority_id=world.authority.pk, by=by
        )
    lead = plans.signed_in(client, world, "provider-lead")
    assert lead.post(f"/at-provider/people/invitations/{theirs.pk}/withdraw/").status_code == 404
    with world.acting("provider-lead") as by:
        own = at_providers.invite(
            provider_id=world.provider.pk, email="b@demo.invalid", name="B", role=Role.PROVIDER_STAFF,
            authority_id=world.authority.pk, by=by,
        )  # fmt: skip
    assert lead.post(f"/at-provider/people/invitations/{own.pk}/withdraw/").status_code == 302
    own.refresh_from_db()
    assert own.withdrawn_at is not None


def test_a_providers_people_begin_at_their_own_home_with_their_own_menu(world: Any, client: Any) -> None:
    staff = plans.signed_in(client, world, "provider-staff")
    went = staff.get("/")
    assert (went.status_code, went["Location"]) == (302, "/at-provider/")
    text = staff.get("/at-provider/referrals/").content.decode()
    assert 'href="/at-provider/pupils/"' in text
    assert "/at-provider/people/" not in text
    assert "/pupils/search" not in text
    assert re.search(r'govuk-service-navigation__item--active"[^<]*<a[^>]*href="/at-provider/referrals/"', text.replace("\n", " "))
