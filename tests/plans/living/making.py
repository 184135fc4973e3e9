"""A plan at each late stage: written as the meeting leaves it, then taken on through the real services."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from pastoral.casework.plans.models import (
    Attendee,
    Commitment,
    Meeting,
    Outcome,
    Plan,
    SectionAnswers,
    Signature,
    StatusChange,
)
from pastoral.casework.plans.services import changing
from pastoral.casework.plans.services.moving import move
from pastoral.casework.plans.services.sending import send_plan
from pastoral.casework.plans.services.signing import seal_plan, sign
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.policy.packs import forget_packs
from pastoral.records.policy.services import publish

CHILD_WORDS = "Dw i'n hoffi celf. Nid wyf yn hoffi'r sŵn 🎨"
REASON = "Tomos has missed eleven mornings since September."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def looked_at_once(make: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a record through the real services; the rules look at it once, when it stands, and not after each of twenty steps."""

    @functools.wraps(make)
    def made(world: Any, *args: Any, **more: Any) -> Any:
        if changing.looks_are_held():
            return make(world, *args, **more)
        with changing.looks_held():
            row = make(world, *args, **more)
        with world.acting("system") as by:
            changing.look([row.pk], by=by, subject=row._meta.label_lower)
            if not isinstance(row, Plan) and row.plan_id:
                changing.look([row.plan_id], by=by)
        return row

    return made


def publish_npt(world: Any) -> Any:
    """Neath Port Talbot's pack, published for the world's Welsh authority."""
    forget_packs()
    with entered(world.system()) as by:
        return publish(
            settings.POLICY_PACKS / "authorities/neath-port-talbot/2024-09-01.toml", authority=world.authority, by=by
        )


def written(world: Any, *, reasons: tuple[str, ...] = ("attendance",), meeting_on: dt.date | None = None) -> Plan:
    """A plan at the end of its meeting: every word that the gates ask for is there, and nothing is signed."""
    lead, today = world.people["pastoral-lead"], timezone.localdate()
    on = meeting_on or today
    pupil = world.tomos
    version = publish_npt(world)
    with world.acting("pastoral-lead") as by, recording("test.plan", by=by) as record:
        plan = Plan(
            **scope_of(pupil), policy_version=version, status="meeting", concern=REASON, reasons=list(reasons),
            strategies_tried="A quiet start in the library.", needs_assessed=True, opened_on=on - dt.timedelta(days=30),
            lead=lead, lead_post="Pastoral lead", key_adult=world.people["teacher"], key_adult_name=world.people["teacher"].name,
            alnco_informed_on=on, staff_informed_on=on, ewo_involved_on=on, ewo_name="Glenys Rees",
            attendance_percent=Decimal("81.4"), exclusions_count=2, exclusion_days=Decimal("4.25"),
            chosen_adult_asked_on=on, chosen_adult="Mr Rees", next_review_on=on + dt.timedelta(days=21),
        )  # fmt: skip
        plan.save()
        StatusChange(**scope_of(pupil), plan=plan, action="open", before="", after="deciding", by_name="Test").save()
        meeting = Meeting(
            **scope_of(pupil), plan=plan, on=on, held_on=on, venue="Library", chair=lead.name, invited_at=timezone.now()
        )
        meeting.save()
        for name, role, party, present in (
            ("Tomos Morgan", "Young person", "child", True),
            ("Elin Morgan", "Mother", "parent", True),
            ("Marged Tudor", "Youth worker", "professional", False),
        ):
            Attendee(**scope_of(pupil), meeting=meeting, name=name, role=role, party=party, present=present).save()
        for section, answers in {
            "reason": {"reason": REASON},
            "working": {"working": "Art, and walking in with a friend."},
            "child_views": {"child_views": CHILD_WORDS, "child_views_method": "Talking with Mr Rees while drawing"},
            "factors": {"factors_no_part": ["health", "attachment"], "factor_attendance": "Mornings are hard."},
            "adjustments": {"adjustments": "A quiet way in."},
        }.items():
            SectionAnswers(**scope_of(pupil), plan=plan, section=section, answers=answers).save()
        for number in (1, 2, 3):
            Outcome(
                **scope_of(pupil), plan=plan, number=number, statement=f"I come in on time on {number + 1} days a week",
                positive_change="Mornings feel possible", measure="days on time each week", unit="days",
                starting_point="1 day a week in September", baseline=Decimal(1), target=Decimal(number + 1),
                target_on=on + dt.timedelta(days=40), from_child=number == 1,
                asked_checks={letter: "yes" for letter in "abcdefgh"},
            ).save()  # fmt: skip
        for party, owner, text in (
            ("school_proactive", "Rhian Bowen", "Open the library at 8:30 each morning"),
            ("school_reactive", "Rhian Bowen", "Walk beside Tomos until it is calm"),
            ("parent", "Elin Morgan", "Pack the bag together each evening"),
            ("child", "Tomos", "Send a thumbs up by 8:15"),
            ("professional", "Dr Owain Ffoulkes", "Visit on two mornings"),
        ):
            Commitment(
                **scope_of(pupil), plan=plan, party=party, owner_name=owner, text=text, by_when=on + dt.timedelta(days=14),
                owner_agency="Educational Psychology" if party == "professional" else "",
            ).save()  # fmt: skip
        record.about(plan)
    return plan


@looked_at_once
def sealed(world: Any, **more: Any) -> Plan:
    plan = written(world, **more)
    with world.acting("pastoral-lead") as by:
        seal_plan(plan_id=plan.pk, by=by)
    return fresh(world, plan)


def signatures(world: Any, plan: Plan) -> dict[str, Signature]:
    """Party → its signature of the present revision (the last, where there are several)."""
    with world.acting("system") as access:
        found = Signature.objects.visible_to(access).filter(plan=plan, withdrawn_at__isnull=True).order_by("id")
        return {row.party: row for row in found}


@looked_at_once
def agreed(world: Any, **more: Any) -> Plan:
    plan = sealed(world, **more)
    with world.acting("pastoral-lead") as by:
        for row in signatures(world, plan).values():
            sign(signature_id=row.pk, agrees=True, route="screen", typed=row.name, by=by)
        move(plan_id=plan.pk, action="agree", by=by)
    return fresh(world, plan)


@looked_at_once
def live(world: Any, **more: Any) -> Plan:
    plan = agreed(world, **more)
    with world.acting("pastoral-lead") as by:
        send_plan(plan_id=plan.pk, by=by)
    return fresh(world, plan)


def fresh(world: Any, plan: Plan) -> Plan:
    with world.acting("system") as access:
        return Plan.objects.visible_to(access).select_related("pupil", "school", "authority", "lead", "current_revision").get(pk=plan.pk)


def signed_in(client: Any, world: Any, key: str) -> Any:
    client.force_login(world.people[key], backend=BACKEND)
    return client
