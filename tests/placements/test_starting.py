"""A placement starts when nothing stands in the way, everyone of table 3.3 hears of it once, and the provider loses sight at the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from counting import at_most_fifteen_queries
from pastoral.casework.placements import queries
from pastoral.casework.placements.models import Placement
from pastoral.casework.placements.services import moving
from pastoral.foundation.accounts.models import PlacementGrant
from pastoral.foundation.outbox.models import OutboundMessage
from plans.living import making as plans

from . import making

pytestmark = pytest.mark.django_db


def test_npt_ap_07_the_authority_hears_of_the_start_and_of_a_new_provider(world: Any, lead: Any) -> None:
    row = making.make_ready(world)
    page = lead.get(f"/placements/{row.pk}/start/").content.decode()
    assert "Nothing stands in the way." in page
    assert lead.post(f"/placements/{row.pk}/do/start/", {}).status_code == 302
    with world.acting("pastoral-lead") as by:
        started = queries.placement(by, row.pk)
        assert (started.stage, started.began_on, started.registration) == ("live", making.STARTS, "home")
        told = [(one.event, one.recipient, one.rule) for one in queries.notices(by, row.pk)]
        # once each: the start, and this provider's first use, which the authority visits
        assert sorted(told) == sorted(set(told))
        assert ("placement_starts", "authority", "NPT-AP-07") in told
        assert ("new_provider", "authority", "NPT-AP-07") in told
        sent = OutboundMessage.objects.visible_to(by).filter(kind="placement")
        assert not any("Tomos" in one.subject + one.body or "Hafan" in one.subject + one.body for one in sent)

    # Ended and closed: what the provider sees ends with it.
    with world.acting("pastoral-lead") as by:
        assert PlacementGrant.objects.filter(placement_id=row.pk, until=None).exists()
        moving.move(placement_id=row.pk, action="end", by=by, ended_on=dt.date(2026, 11, 23))
        row = queries.placement(by, row.pk)
        row = _with_destination(row, by)
        moving.move(placement_id=row.pk, action="close", by=by)
        assert not PlacementGrant.objects.filter(placement_id=row.pk, until=None).exists()
        closed = queries.placement(by, row.pk)
        assert (closed.stage, closed.closed_from, closed.ended_on) == ("closed", "ending", dt.date(2026, 11, 23))


@pytest.mark.parametrize("stage", ["preparing", "live"])
@pytest.mark.parametrize("page", ["", "start/", "plan/print/"])
def test_a_placements_pages_take_few_queries_once_it_runs_too(world: Any, lead: Any, stage: str, page: str) -> None:
    began = {"began_on": dt.date(2026, 11, 16)} if stage == "live" else {}
    address = f"/placements/{making.make_placement(world, stage, **began).pk}/{page}"
    lead.get(address)  # what is kept for every reader is read once
    with at_most_fifteen_queries():
        assert lead.get(address).status_code == 200


def _with_destination(row: Any, by: Any) -> Any:
    from pastoral.foundation.audit.recording import recording

    with recording("test.placement", by=by, subject=row):
        row.destination = "school"
        row.save()
    return row


def test_npt_ap_05_looking_for_a_place_begins_on_the_plans_page_too(world: Any, lead: Any) -> None:
    plan = plans.live(world)
    page = lead.get(f"/plans/{plan.pk}/").content.decode()
    begin = f"/placements/pupil/{world.tomos.pk}/look/?from=plan"
    assert f'href="{begin}"' in page
    assert f'href="/plans/{plan.pk}/">Back' in lead.get(begin).content.decode()
    need = {"setting": "alternative_provision", "reason": "wellbeing", "shape": "part_time", "rationale": "Calm mornings."}
    answer = lead.post(begin, need)
    assert answer.status_code == 302
    with world.acting("pastoral-lead") as by:
        row = Placement.objects.visible_to(by).get(pupil=world.tomos)
    assert row.plan_id == plan.pk
    teacher = plans.signed_in(Client(), world, "teacher")
    assert begin not in teacher.get(f"/plans/{plan.pk}/").content.decode()
