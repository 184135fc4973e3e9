"""Children placed with a provider, for tests of the count over all commissioners and of the authority's own pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pastoral.casework.placements.models import Placement, Session
from pastoral.casework.placements.services import attending
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.policy.services import publish_for
from pastoral.records.providers import factors
from pastoral.records.pupils.models import CareStatus, Need, Pupil
from world import make_pupil

STARTS = dt.date(2026, 11, 2)
BORN = dt.date(2012, 3, 4)


def publish(authority: Any, like: str) -> None:
    """A pack for an authority that has none yet."""
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access:
        try:
            version_in_force(authority.pk, dt.date(2026, 11, 23))
        except NoPolicy:
            publish_for(authority, by=access, like=like)


def place(
    school: Any, provider: Any, *names: str, hours: int = 25, stage: str = "live", needs: tuple[str, ...] = (), looked_after: bool = False,
    upn: str = "", site: Any = None, born: dt.date = BORN, counted: bool = True, **fields: Any,
) -> list[Placement]:  # fmt: skip
    """A placement for a new child of each name: `hours` a week from Monday on, five a day. `fields` are columns of `Placement`."""
    made = []
    with entered(Access.system(authority_id=school.authority_id, doing="tests")) as access, recording("test.placed", by=access) as record:
        version = version_in_force(school.authority_id, dt.date(2026, 11, 23))
        for name in names:
            pupil = make_pupil(access, school, name, "Placed", born, upn)
            pupil = Pupil.objects.visible_to(access).get(pk=pupil.pk)
            for kind in needs:
                Need(**scope_of(pupil), kind=kind, since=dt.date(2025, 9, 1)).save()
            if looked_after:
                CareStatus(**scope_of(pupil), kind="cla", since=dt.date(2025, 9, 1)).save()
            values = {
                "stage": stage, "provider": provider, "site": site or provider.sites.order_by("id").first(), "opened_on": STARTS,
                "starts_on": STARTS, "began_on": STARTS if stage not in ("considering", "preparing") else None,
                "setting": "alternative_provision", "reason": "behaviour", "hours_a_week": hours, "arranged_by": "school",
            }  # fmt: skip
            row = Placement(**scope_of(pupil), policy_version=version, **(values | fields))
            row.save()
            for day in range(hours // 5):
                Session(**scope_of(pupil), placement=row, weekday=1 + day, starts=dt.time(9), ends=dt.time(14), site=row.site).save()
            made.append(row)
        record.about(school)
    if counted:
        attending.keep([row.pk for row in made], authority_id=school.authority_id)
    return made


def judged(authority: Any, provider: Any, *, hours: int = 25, decision: str = "full_time", site: Any = None) -> None:
    """One commissioner's judgement on the four factors, and the test that follows it."""
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access:
        factors.judge(
            provider=provider, authority_id=authority.pk, site=site, hours_a_week=Decimal(hours), weeks_a_year=Decimal(38),
            time_of_day="School hours", rules_out_elsewhere=decision == "full_time", decision=decision, by=access,
        )  # fmt: skip
    attending.examine([provider.pk])
