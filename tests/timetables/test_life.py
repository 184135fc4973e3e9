"""From a proposal to full time: gates, a missed step, a longer time that is asked for, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Consent, Notice, Step, Timetable
from pastoral.casework.timetables.services import asking, moving, opening
from pastoral.foundation.access import NotAllowed
from pastoral.rules.sentences import Refused

from . import making

pytestmark = pytest.mark.django_db


def found(world: Any, row: Timetable) -> dict[tuple[str, str], str]:
    with world.acting("system") as by:
        return {(one.rule, one.about): one.effect for one in judge_timetables(by, [row.pk])[row.pk]}


def test_npt_rt_a_proposal_is_held_back_until_everything_is_there(world: Any) -> None:
    row = making.proposed(world)
    said = found(world, row)
    for number, about in (
        ("NPT-RT-06", "parent"), ("NPT-RT-06", "ewo"), ("NPT-RT-09", "risk"), ("NPT-RT-14", "steps"), ("NPT-RT-15", "monitor"),
    ):  # fmt: skip
        assert said[(number, about)] == "BLOCK"
    with world.acting("pastoral-lead") as by, pytest.raises(Refused) as refused:
        moving.move(timetable_id=row.pk, action="consult", by=by)
    assert any("Education Welfare Officer" in reason.text for reason in refused.value.reasons)


def test_the_whole_way_from_a_proposal_to_full_time(world: Any) -> None:
    row = making.running(world)
    assert (row.status, row.began_on, row.agreed_on) == ("active", making.START, dt.date(2026, 11, 23))
    with world.acting("system") as by:
        told = set(Notice.objects.visible_to(by).filter(timetable=row).values_list("recipient", flat=True))
        facts = facts_of(by, [row])[row.pk]
    assert {"authority", "ewo", "deputy_safeguarding_officer"} <= told  # NPT-RT-06, 11, 12
    assert facts.taught_hours == Decimal("16.67")
    # the morning after the first step was to be: a finding
    with time_machine.travel(dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)):
        assert any(about.startswith("step:") for _rule, about in found(world, row))
        with world.acting("pastoral-lead") as by:
            step = Step.objects.visible_to(by).filter(timetable=row).first()
            moving.record_review(
                timetable_id=row.pk, held_on=dt.date(2027, 1, 12), outcome="increased", step_id=step.pk, by=by,
                next_review_on=dt.date(2027, 2, 1),
            )  # fmt: skip
        assert not any(about.startswith("step:") for _rule, about in found(world, row))
    with time_machine.travel(dt.datetime(2027, 2, 19, 9, tzinfo=dt.UTC)):
        assert any(about.startswith("step:") for _rule, about in found(world, row))  # the second one was missed
        with world.acting("pastoral-lead") as by:
            moving.record_review(
                timetable_id=row.pk, held_on=dt.date(2027, 2, 19), outcome="extension", by=by, until=dt.date(2027, 3, 25),
                why="Two more weeks of the step at lunch.",
            )  # fmt: skip
        with world.acting("director") as by, pytest.raises(Refused):  # the group first (NPT-RT-05)
            moving.decide_extension(timetable_id=row.pk, authorise=True, reasons="Yes", by=by)
        with world.acting("pastoral-lead") as by, pytest.raises(NotAllowed):
            moving.decide_extension(timetable_id=row.pk, authorise=True, reasons="Yes", by=by)
        with world.acting("monitoring-group") as by:
            moving.pass_on(timetable_id=row.pk, by=by)
        with world.acting("director") as by:
            moving.decide_extension(
                timetable_id=row.pk, authorise=True, reasons="Good progress.", until=dt.date(2027, 3, 12), by=by
            )
        row = making.fresh(world, row)
        assert (row.status, row.end_on) == ("active", dt.date(2027, 3, 12))
        assert ("NPT-RT-05", "extension") not in found(world, row)
    with time_machine.travel(dt.datetime(2027, 3, 15, 9, tzinfo=dt.UTC)):
        assert found(world, row)[("NPT-RT-03", "ended")] == "TASK"  # nothing continues by itself
        with world.acting("pastoral-lead") as by:
            moving.record_review(timetable_id=row.pk, held_on=dt.date(2027, 3, 15), outcome="ended", by=by)
        row = making.fresh(world, row)
        assert (row.status, row.closed_on, row.closed_from) == ("closed", dt.date(2027, 3, 15), "active")


def test_npt_rt_05_refused_leaves_the_end_as_it_was(world: Any) -> None:
    row = making.running(world)
    with time_machine.travel(dt.datetime(2027, 2, 8, 9, tzinfo=dt.UTC)):
        with world.acting("pastoral-lead") as by:
            moving.record_review(
                timetable_id=row.pk,
                held_on=dt.date(2027, 2, 8),
                outcome="extension",
                until=dt.date(2027, 4, 1),
                why="More time.",
                by=by,
            )
        with world.acting("monitoring-group") as by:
            moving.pass_on(timetable_id=row.pk, by=by)
        with world.acting("director") as by:
            with pytest.raises(Refused):
                moving.decide_extension(timetable_id=row.pk, authorise=False, reasons=" ", by=by)
            moving.decide_extension(timetable_id=row.pk, authorise=False, reasons="Twelve weeks are enough.", by=by)
    row = making.fresh(world, row)
    assert (row.status, row.end_on) == ("active", making.END)


def test_npt_rt_08_a_significant_risk_ends_the_matter(world: Any) -> None:
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        asking.record_risk(timetable_id=row.pk, of="home", outcome="significant", done_on=dt.date(2026, 11, 23), by=by)
        moving.move(timetable_id=row.pk, action="consult", by=by) if found(world, row).get(
            ("NPT-RT-06", "ewo")
        ) is None else None
        with pytest.raises(Refused) as refused:
            moving.move(timetable_id=row.pk, action="assess_risk", by=by)
    assert any("significant" in reason.text for reason in refused.value.reasons)


def test_an_answer_binds_only_to_the_words_that_it_was_given_to(world: Any) -> None:
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by:
        asking.record_answer(
            timetable_id=row.pk, role="parent", name="E", state="agreed", on=dt.date(2026, 11, 23), by=by, unlisted_why="New."
        )
        assert facts_of(by, [making.fresh(world, row)])[row.pk].agreed_by("parent") is not None
        opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=dt.date(2027, 2, 12))
        assert facts_of(by, [making.fresh(world, row)])[row.pk].agreed_by("parent") is None


def test_t16_a_foster_carer_without_delegated_authority_does_not_decide(world: Any) -> None:
    from pastoral.foundation.access.models import scope_of
    from pastoral.foundation.audit.recording import recording
    from pastoral.records.pupils.models import CareStatus

    row = making.prepared(world)
    with world.acting("system") as by, recording("care.added", by=by) as record:
        care = CareStatus(**scope_of(world.tomos), kind="cla", since=dt.date(2026, 1, 1))
        care.save()
        record.about(care)
    with world.acting("pastoral-lead") as by:
        asking.record_answer(
            timetable_id=row.pk,
            role="foster_carer",
            name="F", unlisted_why="New at home.",
            state="agreed",
            on=dt.date(2026, 11, 23),
            by=by,
            delegated=False,
        )
    assert found(world, row)[("NPT-RT-07", "authoriser")] == "BLOCK"


def test_the_mother_answers_herself_in_the_capacity_on_record(world: Any) -> None:
    row = making.prepared(world)
    with world.acting("parent") as by:
        consent = asking.answer_myself(timetable_id=row.pk, state="agreed", by=by)
    assert (consent.role, consent.lives_with, consent.how) == ("parent", True, Consent.How.PASTORAL)
    with world.acting("parent") as by, pytest.raises(Refused):
        asking.answer_myself(timetable_id=row.pk, state="refused", by=by)  # a no has its reason


def test_this_is_not_what_we_agreed_reaches_the_ewo_and_the_school(world: Any) -> None:
    row = making.running(world)
    with world.acting("parent") as by:
        said = asking.object_to(timetable_id=row.pk, said="He is sent home at ten.", by=by)
    with world.acting("system") as by:
        told = set(
            Notice.objects.visible_to(by).filter(timetable=row, event="objection").values_list("recipient", flat=True)
        )
        assert told == {"ewo", "lead"}
        assert facts_of(by, [row])[row.pk].parents_unhappy is True
    with world.acting("ewo") as by:
        asking.answer_objection(objection_id=said.pk, answer="Spoken with the head; it stopped.", by=by)
        assert facts_of(by, [row])[row.pk].parents_unhappy is None


def test_bad_dates_overlaps_and_fewer_hours_are_refused(world: Any) -> None:
    row = making.running(world)
    with world.acting("pastoral-lead") as by:
        for start, end in ((making.START, making.START - dt.timedelta(days=1)), (making.START, making.END)):
            with pytest.raises(Refused):
                opening.open_timetable(pupil_id=world.tomos.pk, start_on=start, end_on=end, reason="medical", by=by)
        fewer = {key: {**cell, "place": "none"} for key, cell in row.cells.items()}
        with pytest.raises(Refused):
            opening.set_grid(timetable_id=row.pk, cells=fewer, version=None, by=by)
        with pytest.raises(Refused):
            opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=dt.date(2027, 6, 1))
        more = {key: {**cell, "place": "school"} for key, cell in row.cells.items()}
        opening.set_grid(timetable_id=row.pk, cells=more, version=None, by=by)


def test_a_stale_page_overwrites_nothing(world: Any) -> None:
    row = making.proposed(world)
    with world.acting("pastoral-lead") as by:
        opening.settle_care(timetable_id=row.pk, version=row.version, by=by, monitor="One")
        with pytest.raises(Refused):
            opening.settle_care(timetable_id=row.pk, version=row.version, by=by, monitor="Two")
    assert making.fresh(world, row).monitor == "One"


def test_npt_psp_02_the_plan_knows_that_hours_are_reduced(world: Any) -> None:
    from pastoral.casework.plans import facts as plans
    from pastoral.casework.plans.queries import plan as plan_of

    row = making.proposed(world)
    with world.acting("system") as by:
        assert plans.facts_of(by, [plan_of(by, row.plan_id)])[row.plan_id].reduced_timetable is True
    with world.acting("pastoral-lead") as by:
        moving.move(timetable_id=row.pk, action="withdraw", reason="Full time works.", by=by)
    with world.acting("system") as by:
        assert plans.facts_of(by, [plan_of(by, row.plan_id)])[row.plan_id].reduced_timetable is False
