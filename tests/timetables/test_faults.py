"""Each seeded fault of a reduced timetable: its rule's number, its colour, its sentence, and the page where it is put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.services import opening
from pastoral.config.demo.reduced_faults import FAULTS, Fault
from pastoral.records.findings.registry import FoundNow
from pastoral.rules.sentences import Refused

from . import making

pytestmark = pytest.mark.django_db
AT = {"prepared": making.prepared, "agreed": making.agreed, "running": making.running}


@contextmanager
def tried() -> Iterator[None]:
    """What is done inside is taken back: one timetable serves all faults."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def day_of(days: int | None) -> Iterator[None]:
    """So many days after the first day; None: the day of the test."""
    if days is None:
        yield
        return
    moment = dt.datetime.combine(making.START + dt.timedelta(days=days), dt.time(9), dt.UTC)
    with time_machine.travel(moment, tick=True):
        yield


def found(world: Any, row: Timetable) -> list[FoundNow]:
    with world.acting("system") as by:
        return judge_timetables(by, [row.pk])[row.pk]


def seeded(world: Any, row: Timetable, fault: Fault) -> None:
    with day_of(fault.seeded), world.acting("pastoral-lead") as by:
        fault.seed(making.fresh(world, row), by)


@pytest.mark.parametrize("stage", AT)
def test_each_fault_turns_the_right_colour_with_the_right_explanation(world: Any, lead: Any, stage: str) -> None:
    row = AT[stage](world)
    assert {one.about for one in found(world, row) if one.colour == "red"} <= {"parent"}, "in order, but for the answer"
    for fault in (each for each in FAULTS if each.at == stage):
        with tried():
            seeded(world, row, fault)
            with day_of(fault.days):
                said = [f for f in found(world, row) if f.rule == fault.rule and f.about.startswith(fault.about)]
                assert said, f"{fault.key}: {fault.rule} says nothing of {fault.about}"
                one = said[0]
                assert fault.words in one.sentence.english(), (fault.key, one.sentence)
                assert one.colour == fault.colour, (fault.key, one.colour)
                assert one.remedy is not None, fault.key
            page = lead.get(reverse(one.link_name, args=[one.link_key]))  # today: nobody stays signed in for weeks
            assert page.status_code == 200, (fault.key, one.link_name, page.status_code)


def test_npt_rt_04_medical_without_a_healthcare_plan(world: Any, lead: Any) -> None:
    making.proposed(world)  # another child's, so that the authority's pack is in force
    with world.acting("pastoral-lead") as by:
        row = opening.open_timetable(
            pupil_id=world.cerys.pk, start_on=making.START, end_on=making.END, reason="medical", circumstance="illness", by=by
        )
    one = next(f for f in found(world, row) if f.rule == "NPT-RT-04")
    assert (one.about, one.colour) == ("plan", "red")
    assert one.sentence.english() == "A reduced timetable for medical reasons must be in a healthcare plan."
    assert lead.get(reverse(one.link_name, args=[one.link_key])).status_code == 200
    with world.acting("pastoral-lead") as by:
        opening.settle_details(timetable_id=row.pk, version=None, by=by, healthcare_plan="IHP 7")
    assert "NPT-RT-04" not in {f.rule for f in found(world, row)}


def test_two_that_overlap_are_refused_with_the_reason(world: Any) -> None:
    row = making.proposed(world)
    with world.acting("pastoral-lead") as by, pytest.raises(Refused, match="already has a reduced timetable that is open"):
        opening.open_timetable(pupil_id=row.pupil_id, start_on=making.END, end_on=making.END, reason="medical", by=by)
