"""Deeds of one hand that succeed or fail together may be told to the audit trail in one go; nothing of it may be missing."""

from __future__ import annotations

import pytest

from pastoral.foundation.audit.models import Event
from pastoral.foundation.audit.recording import NoEvent, recording, written_together
from pastoral.records.cases import timeline
from pastoral.records.cases.models import Involvement, TimelineEntry
from pastoral.records.cases.services import involve
from world import World


def told(world: World) -> list[str]:
    found = Event.objects.visible_to(world.access("pastoral-lead")).filter(pupil_id=world.tomos.pk, verb__startswith="test.")
    return list(found.order_by("pk").values_list("verb", flat=True))


def test_every_deed_has_its_event_and_its_line_in_order(world: World) -> None:
    with world.acting("pastoral-lead") as access:
        lines = TimelineEntry.objects.visible_to(access).filter(pupil=world.tomos, code="file.added")
        with written_together():
            for number in (1, 2, 3):
                with recording(f"test.{number}", by=access, subject=world.tomos):
                    timeline.add(world.tomos, "file.added", by=access, params={"title": f"File {number}"})
        assert told(world) == ["test.1", "test.2", "test.3"]
        assert [line.params["title"] for line in lines.order_by("pk")] == ["File 1", "File 2", "File 3"]


def test_a_deed_without_an_event_is_still_an_error(world: World) -> None:
    with world.acting("pastoral-lead") as access, pytest.raises(NoEvent), written_together():
        with recording("test.silent", by=access):
            pass


def test_when_one_deed_fails_none_of_them_happened(world: World) -> None:
    with world.acting("pastoral-lead") as access, pytest.raises(RuntimeError, match="the second failed"), written_together():
        involve(world.tomos, name="Nobody Atall", involved_as="professional", by=access)
        with recording("test.second", by=access, subject=world.tomos):
            raise RuntimeError("the second failed")
    with world.acting("pastoral-lead"):
        assert told(world) == []
        assert not Involvement.objects.visible_to(world.access("pastoral-lead")).filter(name="Nobody Atall").exists()
