"""Plans at the stage that a test begins with, made by the services as the pastoral lead."""

from __future__ import annotations

import re
import uuid
from typing import Any

from pastoral.casework.plans.models import Attendee, Contribution, Meeting, Plan, StatusChange
from pastoral.casework.plans.services import gathering, moving, opening
from pastoral.foundation.outbox.models import OutboundMessage

LONG = ("Ŵyn bach 🐑 â ê î ô û ŷ. " * 500)[:9_990].strip()


def opened(world: Any, *, reasons: tuple[str, ...] = ("behaviour",)) -> Plan:
    with world.acting("pastoral-lead") as by:
        return opening.open_plan(pupil_id=world.tomos.pk, concern="He leaves lessons.", reasons=list(reasons), by=by)


def gathered(world: Any, **more: Any) -> Plan:
    plan = opened(world, **more)
    with world.acting("pastoral-lead") as by:
        return moving.move(plan_id=plan.pk, action="start_gathering", by=by)


def organised(world: Any) -> Plan:
    plan = gathered(world)
    with world.acting("pastoral-lead") as by:
        return moving.move(plan_id=plan.pk, action="call_meeting", by=by)


def asked(world: Any, plan: Plan, input: str, person: str, **more: Any) -> Contribution:
    with world.acting("pastoral-lead") as by:
        return gathering.ask(plan_id=plan.pk, input=input, person=person, by=by, **more)


def fresh(world: Any, row: Any) -> Any:
    with world.acting("system") as access:
        return type(row).objects.visible_to(access).get(pk=row.pk)


def rows(world: Any, model: Any) -> list[Any]:
    with world.acting("system") as access:
        return list(model.objects.visible_to(access).order_by("pk"))


def plans(world: Any) -> list[Plan]:
    return rows(world, Plan)


def contributions(world: Any) -> list[Contribution]:
    return rows(world, Contribution)


def meetings(world: Any) -> list[Meeting]:
    return rows(world, Meeting)


def attendees(world: Any) -> list[Attendee]:
    return rows(world, Attendee)


def moves(world: Any) -> list[StatusChange]:
    return rows(world, StatusChange)


def messages(world: Any) -> list[OutboundMessage]:
    return rows(world, OutboundMessage)


def link_in(message: OutboundMessage) -> str:
    """The path of the page that a message leads to."""
    found = re.search(r"https?://[^/\s]+(/plans/l/\S+)", message.body)
    assert found is not None, message.body
    return found[1]


def queries_of(client: Any, path: str) -> list[str]:
    """The statements that a page takes, its second time round; savepoints are the tests' own."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return [one["sql"][:100] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]


def token() -> str:
    return str(uuid.uuid4())


def text(answer: Any) -> str:
    return answer.content.decode()
