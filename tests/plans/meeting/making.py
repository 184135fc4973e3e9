"""A plan at its meeting, before anything is written: people are there, and what they said before is gathered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pastoral.casework.plans.models import (
    Attendee,
    Commitment,
    Contribution,
    Meeting,
    Outcome,
    Plan,
    SectionAnswers,
    StatusChange,
)
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.policy.packs import forget_packs
from pastoral.records.policy.services import publish

CHILD_WORDS = "Dw i'n hoffi celf a rygbi. I like Mr Rees 🎨"
CONCERN = "Tomos has missed eleven mornings since September."


def begun(world: Any, *, status: str = "meeting") -> Plan:
    """The plan of Tomos, with its meeting today."""
    forget_packs()
    with entered(world.system()) as by:
        version = publish(settings.POLICY_PACKS / "authorities/neath-port-talbot/2024-09-01.toml", authority=world.authority, by=by)
    today, pupil, lead = timezone.localdate(), world.tomos, world.people["pastoral-lead"]
    with world.acting("pastoral-lead") as by, recording("test.plan", by=by) as record:
        plan = Plan(
            **scope_of(pupil), policy_version=version, status=status, concern=CONCERN, reasons=["attendance"],
            strategies_tried="A quiet start in the library.", needs_assessed=True, opened_on=today - dt.timedelta(days=30),
            lead=lead, lead_post="Head of pastoral care", key_adult=world.people["teacher"], key_adult_name="Mari Owen",
            alnco_informed_on=today, staff_informed_on=today, ewo_involved_on=today, chosen_adult_asked_on=today,
            chosen_adult="Mr Rees",
        )  # fmt: skip
        plan.save()
        StatusChange(**scope_of(pupil), plan=plan, action="open", before="", after="deciding", by_name="Test").save()
        meeting = Meeting(**scope_of(pupil), plan=plan, on=today, venue="Library", chair=lead.name, invited_at=timezone.now())
        meeting.held_on = today if status == "meeting" else None
        meeting.save()
        for name, role, party, user in (
            ("Tomos Morgan", "", "child", world.people["young-person"]),
            ("Elin Morgan", "Mother", "parent", world.people["parent"]),
            ("Siân Rees", "Head of pastoral care", "school", lead),
            ("Priya Nair", "Educational psychologist", "professional", world.people["professional"]),
        ):
            reply = "apologies" if party == "professional" else "coming"
            Attendee(
                **scope_of(pupil), meeting=meeting, name=name, role=role, party=party, user=user, invited_at=timezone.now(), reply=reply
            ).save()
        for kind, person, answers in (
            ("child", "Tomos Morgan", {"child_now": {"going_well": CHILD_WORDS}}),
            ("parent", "Elin Morgan", {"going_well": "Mae'n garedig gartref."}),
            ("staff", "Mari Owen", {"going_well": "Draws beautifully.", "concerns": "Leaves before maths."}),
        ):
            Contribution(
                **scope_of(pupil), plan=plan, input=kind, person=person, status="answered", answers=answers,
                method="Talking with Mr Rees" if kind == "child" else "", answered_at=timezone.now(),
            ).save()  # fmt: skip
        record.about(plan)
    return plan


def rows(world: Any, model: Any, **where: Any) -> list[Any]:
    """Rows as the system sees them."""
    with world.acting("system") as access:
        return list(model.objects.visible_to(access).filter(**where).order_by("pk"))


def answers(world: Any, plan: Plan, section: str) -> dict[str, Any]:
    found = rows(world, SectionAnswers, plan=plan, section=section)
    return found[0].answers if found else {}


def outcome(world: Any, plan: Plan, number: int = 1, **values: Any) -> Outcome:
    with world.acting("pastoral-lead") as by, recording("test.outcome", by=by) as record:
        row = Outcome(**scope_of(world.tomos), plan=plan, number=number, **{"statement": "I come in on time on 3 days a week", **values})
        row.save()
        record.about(row)
    return row


def commitment(world: Any, plan: Plan, party: str, text: str, **values: Any) -> Commitment:
    with world.acting("pastoral-lead") as by, recording("test.commitment", by=by) as record:
        given = {"owner_name": "Somebody", "ongoing": True, **values}
        row = Commitment(**scope_of(world.tomos), plan=plan, party=party, text=text, **given)
        row.save()
        record.about(row)
    return row


def count(run: Any) -> list[str]:
    """The statements that a request sends to the database, without the savepoints of the test's own transaction."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        run()
    return [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]


