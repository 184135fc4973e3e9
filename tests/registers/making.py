"""Children at a provider for tests of registers: placements, places, times and grants as sharing leaves them, in bulk."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from pastoral.casework.placements.models import Place, Placement, Session
from pastoral.casework.registers import taking
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import PlacementGrant
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import School
from pastoral.records.policy.queries import version_in_force
from pastoral.records.policy.services import publish_for
from pastoral.records.providers.models import Provider

MONDAY = dt.date(2026, 11, 23)
FIRST, LAST = dt.date(2026, 11, 2), dt.date(2026, 12, 18)
ALL_DAY = ((1, "09:30", "15:00"), (2, "09:30", "15:00"), (3, "09:30", "12:00"))


def policy_for(school: School, like: str = "neath-port-talbot") -> Any:
    """The version in force for the school's authority; published when it has none."""
    from pastoral.records.policy.queries import NoPolicy

    try:
        return version_in_force(school.authority_id, MONDAY)
    except NoPolicy:
        with entered(Access.system(authority_id=school.authority_id, doing="tests")) as access:
            publish_for(school.authority, by=access, like=like)
        return version_in_force(school.authority_id, MONDAY)


def placed(
    provider: Provider, pupils: list[Any], *, times: tuple[tuple[int, str, str], ...] = ALL_DAY, group: str = "", first: dt.date = FIRST,
    last: dt.date = LAST, like: str = "neath-port-talbot", **more: Any,
) -> list[Placement]:
    """Live placements of these pupils, shared with the provider. Two dozen rows a go, whoever the pupils' school is."""
    site = provider.sites.unscoped(reason="tests").order_by("pk").first()
    found = []
    for pupil in pupils:
        version = policy_for(pupil.school, like)
        with entered(Access.system(authority_id=pupil.authority_id, doing="tests")) as by, recording("test.placed", by=by) as record:
            row = Placement(
                **scope_of(pupil), policy_version=version, stage="live", opened_on=first, provider=provider, site=site, starts_on=first,
                ends_on=last, began_on=first, **{"arranged_by": "school", "on_home_roll": True, "shape": "part_time", **more},
            )  # fmt: skip
            row.save()
            own = {**scope_of(pupil), "placement": row}
            Place(
                **own, provider=provider, site=site, pupil_name=f"{pupil.forename} {pupil.surname}", year_group=pupil.year_group,
                school_name=pupil.school.name, home_contact="Huw Pritchard", home_telephone="01639 000000", group=group, first_on=first,
                last_on=last, shared_on=first,
            ).save()  # fmt: skip
            for weekday, starts, ends in times:
                Session(**own, weekday=weekday, starts=dt.time.fromisoformat(starts), ends=dt.time.fromisoformat(ends)).save()
            PlacementGrant.objects.create(provider=provider, placement=row, since=first, until=None)
            record.about(row)
            found.append(row)
    return found


def said(placement: Placement, answer: str = "came", half: str = "am", **more: Any) -> taking.Said:
    return taking.Said(key=more.pop("key", None) or uuid.uuid4(), placement_id=placement.pk, half=half, answer=answer, **more)


def take(world: Any, answers: list[taking.Said], *, persona: str = "provider-staff", on: dt.date = MONDAY, **more: Any) -> taking.Taken:
    """What a member of staff of Hafan Workshop says."""
    with world.acting(persona) as by:
        return taking.take(
            provider_id=world.provider.pk, on=on, site_id=None, group="", said=answers, by=by,
            **{"key": uuid.uuid4(), "by_name": world.people[persona].name, **more},
        )  # fmt: skip
