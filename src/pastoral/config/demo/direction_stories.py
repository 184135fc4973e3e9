"""Off-site directions of the demo, in two councils of England: one that runs, one that is being decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import time_machine
from django.utils import timezone

from pastoral.casework.placements.directions import deciding, noticing, queries, reviewing
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.who import access_of
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.pupils.models import Pupil
from pastoral.rules.calendar import SchoolDays

if TYPE_CHECKING:
    from .load import Demo

RUNNING_FOR, TO_COME = 8, 9  # school days since the first day, and until it


def tell_directions(neighbours: dict[str, Demo]) -> None:
    """Wiltshire's has begun and its first review is invited to; Hampshire's has no notice yet."""
    wiltshire, hampshire = neighbours["wiltshire"], neighbours["hampshire"]
    _Telling(wiltshire, _pupil(wiltshire, 9), -RUNNING_FOR, "Downland Trades", "academy").run()
    _Telling(hampshire, _pupil(hampshire, 10), TO_COME, "Harbour Skills Centre", "maintained").decide()


def _pupil(here: Demo, number: int) -> Pupil:
    return here.pupils[here.schools[0].pk][number]


class _Telling:
    def __init__(self, here: Demo, pupil: Pupil, from_today: int, to_name: str, kind: str) -> None:
        self.here, self.pupil, self.to_name, self.kind = here, pupil, to_name, kind
        self.calendar = calendar_of(pupil.school)
        self.starts = self.calendar.add_school_days(here.today, SchoolDays(from_today))
        self.pk = 0

    def decide(self) -> None:
        self._on(-14, self._decide)

    def run(self) -> None:
        self.decide()
        self._on(-9, self._notice)
        self._on(-1, lambda by: deciding.move(direction_id=self.pk, action="start", by=by))
        self._on(4, self._invite)

    def _on(self, school_days: int, deed: Callable[[Access], object]) -> None:
        """A deed so many school days after the first day or before it; never later than today."""
        day = min(self.calendar.add_school_days(self.starts, SchoolDays(school_days)), self.here.today)
        moment = dt.datetime.combine(day, dt.time(11, 5), timezone.get_default_timezone())
        with time_machine.travel(moment, tick=True), entered(access_of(self.here.people["pastoral-lead"])) as by:
            deed(by)

    def _decide(self, by: Access) -> None:
        today, lead = timezone.localdate(), self.here.people["pastoral-lead"]
        self.pk = deciding.open_direction(pupil_id=self.pupil.pk, decided_on=today, by=by).pk
        deciding.settle_decision(
            direction_id=self.pk, version=None, by=by, school_kind=self.kind, purpose="behaviour", to="alternative_provision",
            to_name=self.to_name, starts_on=self.starts, ends_on=self.calendar.add_school_days(self.starts, SchoolDays(29)),
            timeframe="Six weeks",
            objectives="Comes to every half day, and asks for help before leaving a room.",
            monitoring=f"{lead.name} rings each Friday and visits every second week.", review_every="Every four weeks",
            first_review_on=self.calendar.add_school_days(self.starts, SchoolDays(18)), review_people=["head", "parent", "board_nominee"],
            parents_engaged_on=today, engagement="Met at home. They want it to be short.",
            pupil_views="I like making things. I want to come back.",
        )  # fmt: skip
        deciding.settle_notice(
            direction_id=self.pk, version=None, by=by, address="The Old Dairy, Mill Lane", report_to="Joe Iveson", days=30,
            reasons="Four suspensions since September, each in the afternoon. A smaller group, with practical work, is to change that.",
            sessions_a_day=2, starts=dt.time(9), break_starts=dt.time(12), break_ends=dt.time(12, 45), ends=dt.time(15),
        )  # fmt: skip

    def _notice(self, by: Access) -> None:
        noticing.give_notice(direction_id=self.pk, by=by)
        today = timezone.localdate()
        deciding.settle_days(
            direction_id=self.pk, version=None, by=by, notice_to_parent_on=today, notice_to_pupil_on=today, parents_informed_on=today
        )

    def _invite(self, by: Access) -> None:
        for review in queries.reviews(by, [self.pk])[self.pk]:
            reviewing.invite(review_id=review.pk, by=by)
