"""Reduced timetables written straight into the tables, each as a test wants it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pastoral.casework.timetables import grid
from pastoral.casework.timetables.counted import count
from pastoral.casework.timetables.models import ColourChange, Timetable
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.services import publish_for
from world import World

TODAY = dt.date(2026, 11, 23)


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def mornings(periods: list[grid.Period], *, afternoon: str = "none", with_: str = "Elin Morgan") -> dict[str, grid.Cell]:
    """Four lessons at school each morning; after lunch `afternoon`, with this adult."""
    late = grid.lessons(periods)[4:]
    return {
        grid.key_of(1, day, n): {"place": afternoon if n in late else "school", "what": "", "responsible": with_ if n in late else ""}
        for day in grid.DAYS
        for n in grid.lessons(periods)
    }


def timetable(world: World, pupil: Any, *, colour: str = "", with_: str = "Elin Morgan", **values: Any) -> Timetable:
    """One that runs since four weeks, with mornings only, unless `values` say otherwise."""
    system = world.system(pupil.authority)
    with entered(system):
        version = PolicyVersion.objects.filter(authority_id=pupil.authority_id).order_by("-starts_on").first()
        if version is None:
            publish_for(pupil.authority, by=system, like="neath-port-talbot" if pupil.authority == world.authority else "")
            version = PolicyVersion.objects.filter(authority_id=pupil.authority_id).order_by("-starts_on").first()
        with recording("test.timetable", by=system) as record:
            periods = list(grid.SECONDARY)
            row = Timetable(
                **scope_of(pupil),
                **{
                    "policy_version": version, "status": "active", "opened_on": days(-40), "start_on": days(-28), "end_on": days(40),
                    "began_on": days(-28), "agreed_on": days(-30), "reason": "behaviour", "circumstance": "intervention",
                    "next_review_on": days(20), "periods": periods, "cells": mornings(periods, with_=with_), **values,
                },
            )  # fmt: skip
            count(row)
            row.save()
            if colour:
                ColourChange(**scope_of(pupil), timetable=row, **_change(colour)).save()
            record.about(row)
    return row


def _change(colour: str) -> dict[str, Any]:
    known = {field.name for field in ColourChange._meta.get_fields()}
    return {name: value for name, value in (("colour", colour), ("provisional", False)) if name in known}
