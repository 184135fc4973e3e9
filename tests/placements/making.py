"""A placement at each stage, for tests of every part: `make_placement(world, stage="live", pupil=None, provider=None, **fields)`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pastoral.casework.placements import queries
from pastoral.casework.placements.models import Consultation, Elsewhere, Move, Objective, Placement, Session
from pastoral.casework.placements.services import opening, sharing
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.providers.models import Declaration
from plans.living import making as plans

STARTS = dt.date(2026, 11, 30)  # a Monday
ENDS = dt.date(2027, 3, 24)
STAGES = ("considering", "preparing", "live", "ending", "closed")


@plans.looked_at_once
def make_placement(world: Any, stage: str = "considering", *, pupil: Any = None, provider: Any = None, who: str = "", **fields: Any) -> Any:
    """A placement of Tomos (or `pupil`) at Hafan Workshop (or `provider`), with rows as a full record has them at that stage.

    From "preparing" on it has a site, times on Mondays and Tuesdays, school on the other days, one objective and both consultations.
    `fields` are columns of `Placement`, set last. Live ones began on `STARTS` unless `starts_on` is given. The rules are not asked
    whether it may start: tests of the gates take the services instead.
    """
    child = pupil or world.tomos
    key = who or "pastoral-lead"
    with world.acting("system") as by:
        try:
            version_in_force(child.authority_id, dt.date.today())
        except NoPolicy:
            plans.publish_npt(world)
    with world.acting(key) as by:
        row = opening.open_placement(
            pupil_id=child.pk, by=by, shape="part_time", reason="wellbeing", rationale="Calm mornings with his hands at work.",
        )  # fmt: skip
        if stage != "considering":
            _prepare(by, row, child, provider or world.provider)
        with recording("test.placement", by=by) as record:
            row = Placement.objects.visible_to(by).get(pk=row.pk)
            before, row.stage = row.stage, stage
            if stage not in ("considering", "preparing"):
                row.began_on = fields.get("starts_on", STARTS)
            if stage == "closed":
                row.closed_on, row.ended_on, row.closed_from = ENDS, ENDS, "ending"
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
            if stage != before:
                Move(**scope_of(child), placement=row, action="test", before=before, after=stage, by_name="Test").save()
            record.about(row)
    return fresh(world, row)


@plans.looked_at_once
def make_ready(world: Any, **fields: Any) -> Any:
    """Prepared so that nothing stands in the way of the start in Neath Port Talbot: the plan is live, the provider (here a school)
    has declared and is registered, contacts were shared. `moving.move(placement_id=row.pk, action="start", by=by)` starts it.
    """
    plans.live(world)
    row = make_placement(world, "preparing", **fields)
    with world.acting("system") as by, recording("test.provider", by=by) as record:
        provider = row.provider
        provider.kind, provider.registration, provider.urn = "school", "urn", "990002"
        provider.save()
        Declaration(
            provider=provider, authority=world.authority, asked_by="Test", organisation=provider.name, dbs=True, references=True,
            training=True, suitability=True, tells_at_once=True, signed_by="Gwen Rees", position="Head", is_senior=True,
            signed_on=dt.date(2026, 11, 16), sent_on=dt.date(2026, 11, 17),
        ).save()  # fmt: skip
        record.about(provider)
    with world.acting("pastoral-lead") as by:
        sharing.share(placement_id=row.pk, sets={"contacts": sharing.Given("shared", "Elin Morgan, mother")}, by=by)
    return fresh(world, row)


def _prepare(by: Any, row: Placement, child: Any, provider: Any) -> None:
    with recording("test.placement", by=by) as record:
        found = Placement.objects.visible_to(by).get(pk=row.pk)
        found.provider, found.site, found.setting = provider, provider.sites.first(), "alternative_provision"
        found.starts_on, found.ends_on, found.timeframe = STARTS, ENDS, "Two terms"
        found.purpose, found.baseline = "To come back to lessons through practical work.", "Attends 6 of 10 sessions."
        found.first_review_on = STARTS + dt.timedelta(days=35)
        found.monitor, found.agencies_involved = "Huw Pritchard", False
        found.exit_plan = "Full time at school by Easter."
        found.hours_a_week = 10
        found.save()
        own = {**scope_of(child), "placement": found}
        for weekday in (1, 2):
            Session(**own, weekday=weekday, starts=dt.time(9, 30), ends=dt.time(14, 30), site=found.site).save()
        for weekday in (3, 4, 5):
            Elsewhere(**own, where="school", weekday=weekday, starts=dt.time(8, 40), ends=dt.time(15, 10)).save()
        Objective(
            **own, statement="Attends every session", aims=["motivation", "next_step"], baseline="6 of 10", measured_how="Register",
            unit="sessions a week", baseline_value=6, target_value=10,
        ).save()  # fmt: skip
        for who, name in (("pupil", "Tomos Morgan"), ("parent", "Elin Morgan")):
            Consultation(**own, who=who, name=name, on=dt.date(2026, 11, 18), how="met", said="Yes, try it.", by_name="Test").save()
        record.about(found)


def fresh(world: Any, row: Placement) -> Placement:
    with entered(Access.system(authority_id=row.authority_id, doing="tests")) as by:
        return queries.placement(by, row.pk)
