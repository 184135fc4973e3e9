"""The demo's other councils: each has people, pupils and two plans in the words of its own pack, and sees nothing of the others."""

from __future__ import annotations

import pytest

from pastoral.casework.plans.models import Plan
from pastoral.config.demo import load
from pastoral.config.demo.neighbours import NEIGHBOURS, Neighbour
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import User
from pastoral.foundation.accounts.who import access_of
from pastoral.records.policy.packs import pack_of, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo without the forty plans of its own authority, which another test loads whole."""
    monkeypatch.setattr(load, "tell_stories", lambda demo, progress: None)
    monkeypatch.setattr(load, "_name_the_family", lambda demo: None)
    load.load_demo()


def plans_of(persona: str) -> dict[str, Plan]:
    with entered(access_of(User.objects.get(demo_persona=persona))) as access:
        return {plan.status: plan for plan in Plan.objects.visible_to(access).select_related("authority")}


def test_each_neighbour_runs_plans_by_its_own_pack_and_sees_no_other(neighbours: None) -> None:
    for neighbour in NEIGHBOURS:
        assert isinstance(neighbour, Neighbour)
        plans = plans_of(neighbour.lead.key)
        assert set(plans) == {"organising", "live"}, neighbour.name
        for plan in plans.values():
            pack = pack_of(plan.policy_version_id)
            assert pack.code == neighbour.pack.rsplit("/", 1)[-1]
            assert plan.authority.name == neighbour.name
        assert {plan.pk for plan in plans.values()} == {plan.pk for plan in plans_of(neighbour.officer.key).values()}
    names = {said(pack_of(plans_of(n.lead.key)["live"].policy_version_id).labels.plan) for n in NEIGHBOURS}
    assert len(names) >= 4, names
