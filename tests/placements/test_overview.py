"""The overview of a placement, the pupil's panel and the judge: each opens, and few queries are asked."""

from __future__ import annotations

from typing import Any

import pytest

from pastoral.casework.placements.facts import facts_of
from pastoral.records.findings.models import Finding

from . import making

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", making.STAGES)
def test_the_overview_opens_at_every_stage_in_few_queries(world: Any, lead: Any, stage: str, django_assert_max_num_queries: Any) -> None:
    row = making.make_placement(world, stage)
    lead.get(f"/placements/{row.pk}/")  # packs and calendars are read once
    with django_assert_max_num_queries(15):
        answer = lead.get(f"/placements/{row.pk}/")
    assert answer.status_code == 200
    assert "Tomos" in answer.content.decode()


def test_the_rules_look_at_a_placement_that_is_opened(world: Any) -> None:
    row = making.make_placement(world)
    with world.acting("pastoral-lead") as by:
        found = {one.rule for one in Finding.objects.visible_to(by).filter(subject_type="placements.placement", subject_id=row.pk)}
    assert {"NPT-AP-04", "NPT-AP-05"} <= found


def test_hrs_05_slots_are_what_no_setting_covers(world: Any) -> None:
    row = making.make_placement(world, "preparing", day_starts="08:40", day_ends="15:10")
    with world.acting("pastoral-lead") as by:
        facts = facts_of(by, [row])[row.pk]
    assert [(slot.day, slot.starts, slot.ends) for slot in facts.slots] == [
        ("Monday", "08:40", "09:30"), ("Monday", "14:30", "15:10"), ("Tuesday", "08:40", "09:30"), ("Tuesday", "14:30", "15:10"),
    ]  # fmt: skip
    assert facts.weekly_hours == 10 + 3 * 6.5
