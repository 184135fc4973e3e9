"""In England: a resident parent agrees, there is no number of weeks but an end and a review, and the code is C2 (ENG-PTT-01 to 05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.services import asking, moving, opening
from pastoral.records.policy.packs import forget_packs, pack_of
from pastoral.rules.reduced import leave_may_be_coded
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
