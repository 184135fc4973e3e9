"""In England: a resident parent agrees, there is no number of weeks but an end and a review, and the code is C2 (ENG-PTT-01 to 05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.naming import name_of
from pastoral.casework.timetables.services import asking, moving, opening
from pastoral.casework.timetables.services.telling import told
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.models import Mailbox
from pastoral.records.policy.packs import forget_packs, pack_of
from pastoral.records.policy.services import publish_for
from pastoral.rules import engine
from pastoral.rules.reduced import KIND, Look, leave_may_be_coded
from pastoral.rules.sentences import Refused
from plans_made import version_of

pytestmark = pytest.mark.django_db
START, END = dt.date(2026, 11, 30), dt.date(2027, 1, 29)


@pytest.fixture
def westmere(world: Any) -> Iterator[Any]:
    """The plain pack of England in force at the other authority."""
    forget_packs()
    with world_of(world):
        version_of(world.other_authority)
    yield world
    forget_packs()


def world_of(world: Any) -> Any:
    from pastoral.foundation.access.row_security import entered

    return entered(world.system(world.other_authority))


def test_eng_ptt_02_from_a_proposal_to_full_time_under_c2(westmere: Any) -> None:
    with world_of(westmere) as by:
        row = opening.open_timetable(
            pupil_id=westmere.olivia.pk,
            start_on=START,
            end_on=END,
            reason="medical",
            circumstance="illness",
            rationale="After an operation.",
            healthcare_plan="IHP 7",
            by=by,
        )
        last = grid.lessons(row.periods)[-2:]
        cells = {
            grid.key_of(1, day, number): {
                "place": "none" if number in last else "school",
                "what": "",
                "responsible": "Her mother",
            }
            for day in grid.DAYS
            for number in grid.lessons(row.periods)
        }
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
        opening.settle_asked(timetable_id=row.pk, version=None, by=by, ewo_consulted_on=dt.date(2026, 11, 20))
        asking.record_risk(timetable_id=row.pk, of="home", outcome="low", done_on=dt.date(2026, 11, 20), by=by)
        moving.set_next_review(timetable_id=row.pk, on=dt.date(2026, 12, 14), by=by)
        asking.record_answer(
            timetable_id=row.pk,
            role="parent",
            name="N", unlisted_why="New at home.",
            state="agreed",
            on=dt.date(2026, 11, 22),
            by=by,
            lives_with=False,
        )
        for action in ("consult", "assess_risk", "agree", "notify"):
            moving.move(timetable_id=row.pk, action=action, by=by)
        with pytest.raises(Refused):  # a parent with whom the child does not live can't agree to it alone
            moving.move(timetable_id=row.pk, action="begin", by=by)
        asking.record_answer(
            timetable_id=row.pk,
            role="parent",
            name="M", unlisted_why="New at home.",
            state="agreed",
            on=dt.date(2026, 11, 23),
            by=by,
            lives_with=True,
        )
        row = moving.move(timetable_id=row.pk, action="begin", by=by)
        policy = pack_of(row.policy_version_id).policy
        facts = facts_of(by, [queries.timetable(by, row.pk)])[row.pk]
        assert policy.value("attendance.code_reduced_hours") == "C2"
        assert leave_may_be_coded(facts, START, policy) is True
        assert leave_may_be_coded(facts, END + dt.timedelta(days=1), policy) is False
    with time_machine.travel(dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC)), world_of(westmere) as by:
        with pytest.raises(Refused):  # nobody authorises a longer time here: it is agreed anew
            moving.record_review(
                timetable_id=row.pk,
                held_on=dt.date(2026, 12, 14),
                outcome="extension",
                until=dt.date(2027, 3, 1),
                why="More.",
                by=by,
            )
        moving.record_review(timetable_id=row.pk, held_on=dt.date(2026, 12, 14), outcome="ended", by=by)
        assert queries.timetable(by, row.pk).status == "closed"

COUNCILS = {  # the folder of its pack: what it calls it, who is told of it, and the rules of its own
    "hillingdon": ("Reduced timetable", {"attendance_support"}, {"ENG-PTT-08"}),
    "wiltshire": ("Reduced education provision (REP)", {"authority"}, {"WIL-RT-01", "WIL-SG-01"}),
    "worcestershire": ("Part-time timetable", {"authority"}, {"WOR-GEN-09"}),
}
NATIONAL = {"ENG-PTT-01", "ENG-PTT-02", "ENG-PTT-03", "ENG-PTT-04", "ENG-PTT-09", "ENG-PTT-11"}


@pytest.mark.parametrize("council", COUNCILS)
def test_each_council_judges_by_its_own_rules_in_its_own_words(world: Any, council: str) -> None:
    called, told_roles, own = COUNCILS[council]
    forget_packs()
    with world_of(world) as by:
        publish_for(world.other_authority, by=by, like=council)
        mailboxes(world, "reduced_timetables", "attendance_support")
        row = opening.open_timetable(
            pupil_id=world.olivia.pk, start_on=START, end_on=dt.date(2027, 3, 26), reason="behaviour", by=by
        )
        with recording("disabled", by=by, subject=row.pupil):
            type(row.pupil).objects.visible_to(by).filter(pk=row.pupil_id).update(disabled=True)
        cells = {
            grid.key_of(1, day, number): {"place": "none", "what": "", "responsible": ""}
            for day in grid.DAYS for number in grid.lessons(row.periods)[-2:]
        }  # fmt: skip
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
        found = {one.rule for one in judge_timetables(by, [row.pk])[row.pk]}
        row = queries.timetable(by, row.pk)
        facts = replace(facts_of(by, [row])[row.pk], status="agreed")
        policy = pack_of(row.policy_version_id).policy
        found |= {one.rule for one in engine.judge(KIND, Look(facts, policy, calendar_of(row.school), START, START))}
        assert found >= NATIONAL | own
        assert not any(number.startswith("NPT-") and number not in ("NPT-RT-22", "NPT-RT-23") for number in found)
        others = {number for name, (_c, _t, numbers) in COUNCILS.items() if name != council for number in numbers} - own
        assert not (found & (others - {"ENG-PTT-08"})), found
        assert policy.value("attendance.code_reduced_hours") == "C2"
        assert name_of(row.policy_version_id) == called
        reached = {one.role: one.email for one in told(by, row, "reduced_starts", facts) if one.kind == "tell"}
        assert set(reached) == told_roles
        assert set(reached.values()) <= {"reduced_timetables@council.invalid", "attendance_support@council.invalid"}
    forget_packs()


def mailboxes(world: Any, *purposes: str) -> None:
    for purpose in purposes:
        Mailbox.objects.create(
            authority=world.other_authority, purpose=purpose, title=purpose, email=f"{purpose}@council.invalid"
        )
