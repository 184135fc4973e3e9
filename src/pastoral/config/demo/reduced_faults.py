"""One fault at a time in a reduced timetable that is otherwise in order: what each is, and what the rules say of it.

For the demo, which shows some of them, and for a test that walks all of them: number, colour, sentence and where it is put right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.services import asking, moving, opening
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.pupils.models import CareStatus, Pupil


@dataclass(frozen=True)
class Fault:
    """`seed(timetable, by)` does it to one at the stage `at`; `days` after the first day the rules say it in these `words`."""

    key: str
    at: str  # "prepared" (nobody has answered), "agreed" or "running"
    seed: Callable[[Timetable, Access], object]
    rule: str
    about: str
    colour: str
    words: str  # a part of the sentence
    days: int | None = None  # when it is seen; None: at once
    seeded: int | None = None  # when it is done, in days after the first day; None: at once
    more: dict[str, Any] = field(default_factory=dict)  # of the proposal


def _beyond_the_limit(row: Timetable, by: Access) -> None:
    assert row.start_on is not None
    opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=row.start_on + dt.timedelta(days=100))


def _nobody_responsible(row: Timetable, by: Access) -> None:
    away = grid.away_of(row.periods, row.cells, row.weeks)[0]
    opening.set_adults(timetable_id=row.pk, adults={away.key: ""}, told_on=None, version=None, by=by)


def _foster_carer(row: Timetable, by: Access) -> None:
    into_care(row.pupil, dt.date(row.opened_on.year, 1, 1), by=by)
    asking.record_answer(
        timetable_id=row.pk, role="foster_carer", name="F. Carer", state="agreed", on=timezone.localdate(), by=by, delegated=False,
        unlisted_why="Came to the meeting; the social worker is away.",
    )  # fmt: skip


def into_care(pupil: Pupil, since: dt.date, *, by: Access) -> None:
    """The child is looked after from this day."""
    with recording("demo.care", by=by) as record:
        status = CareStatus(**scope_of(pupil), kind=CareStatus.Kind.LOOKED_AFTER, since=since)
        status.save()
        record.about(status)


def _significant(row: Timetable, by: Access) -> None:
    asking.record_risk(timetable_id=row.pk, of="home", outcome="significant", done_on=timezone.localdate(), by=by)


def _unmanaged(row: Timetable, by: Access) -> None:
    asking.record_risk(timetable_id=row.pk, of="community", outcome="unmanaged", done_on=timezone.localdate(), by=by)


def _assisted_travel(row: Timetable, by: Access) -> None:
    with recording("demo.travel", by=by, subject=row.pupil):
        Pupil.objects.visible_to(by).filter(pk=row.pupil_id).update(travel_assistance=True)


def _same_hours_twice(row: Timetable, by: Access) -> None:
    assert row.began_on is not None
    for days in (14, 28):
        moving.record_review(
            timetable_id=row.pk, held_on=row.began_on + dt.timedelta(days=days), outcome="unchanged", with_pupil=True,
            with_parents=True, said="The same for now.", by=by,
        )  # fmt: skip


def _told_late(row: Timetable, by: Access) -> None:
    moving.move(timetable_id=row.pk, action="notify", by=by)


def _no_monitor(row: Timetable, by: Access) -> None:
    opening.settle_care(timetable_id=row.pk, version=None, by=by, monitor="")


def _no_end(row: Timetable, by: Access) -> None:
    opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=None)


def _no_way_back(row: Timetable, by: Access) -> None:
    asking.set_steps(timetable_id=row.pk, steps=[], version=None, by=by)


def _other_hours(row: Timetable, by: Access) -> None:
    opening.settle_details(timetable_id=row.pk, version=None, by=by, hours_per_day=["6"])


def _answered(state: str) -> Callable[[Timetable, Access], object]:
    def answer(row: Timetable, by: Access) -> None:
        asking.record_answer(
            timetable_id=row.pk, role="parent", name="Elin Morgan", state=state, on=timezone.localdate(), by=by, lives_with=True,
            note="He is to be in school like everybody else.",
        )  # fmt: skip

    return answer


def _nothing(row: Timetable, by: Access) -> None:
    """Only time goes by."""


def _until_it_ends(row: Timetable, by: Access) -> None:
    """Only time goes by, beyond the last day."""


FAULTS = (
    Fault("no_end", "prepared", _no_end, "NPT-RT-03", "dates", "red", "no start and end that can be counted"),
    Fault(
        "beyond_the_limit", "prepared", _beyond_the_limit, "NPT-RT-05", "extension", "red",
        "It would last 101 days. Going on beyond",
    ),
    Fault("nobody_responsible", "prepared", _nobody_responsible, "NPT-RT-10", "slots", "red", "Monday"),
    Fault("consent_refused", "prepared", _answered("refused"), "NPT-RT-06", "parent", "red", "A parent does not agree"),
    Fault("consent_withdrawn", "running", _answered("withdrawn"), "NPT-RT-06", "parent", "red", "agree", days=8, seeded=7),
    Fault("foster_carer", "prepared", _foster_carer, "NPT-RT-07", "authoriser", "red", "The foster carer may not decide this alone"),
    Fault("significant_risk", "prepared", _significant, "NPT-RT-08", "risk", "red", "at significant risk: hours may not be reduced"),
    Fault("unmanaged_risk", "prepared", _unmanaged, "NPT-RT-09", "risk:community", "red", "nothing yet keeps the child safe"),
    Fault("travel_without_form", "prepared", _assisted_travel, "NPT-RT-21", "transport", "red", "travel change form has not been sent"),
    Fault("no_monitor", "prepared", _no_monitor, "NPT-RT-15", "monitor", "red", "No senior member of staff is named"),
    Fault("no_way_back", "prepared", _no_way_back, "NPT-RT-14", "steps", "red", "No steps back to full time are planned"),
    Fault("other_hours", "prepared", _other_hours, "HRS-04", "hours_per_day", "amber", "The header says 6 hours a day"),
    Fault("told_late", "agreed", _told_late, "NPT-RT-11", "authority", "amber", "after the first day", days=4, seeded=3),
    Fault("step_missed", "running", _nothing, "NPT-RT-14", "step:", "amber", "week", days=43),
    Fault("no_increase", "running", _same_hours_twice, "HRS-06", "progress", "amber", "have not gone up", days=30, seeded=29),
    Fault("not_ended", "running", _until_it_ends, "NPT-RT-03", "ended", "red", "but it is still open", days=90),
)  # fmt: skip
BY_KEY = {fault.key: fault for fault in FAULTS}


def seed(key: str, timetable_id: int, *, by: Access) -> None:
    """Put one fault into a timetable that is there."""
    BY_KEY[key].seed(queries.timetable(by, timetable_id), by)
