"""Every page that shows a child leaves a look on the record, and every deed an event: asked of each route in the table."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event, Viewed

from .expectations import EXPECTED
from .matrix import Matrix, routes
from .records import address

# Who asks, of those who may: staff first, whose own name is on no child's page.
ASKERS = ("pastoral-lead", "ewo", "provider-lead", "provider-staff", "safeguarding-officer", "director", "teacher", "parent")
NAME = "Tomos"

# Pages about one child that leave no look of their own, each with its reason.
NO_LOOK = {
    "an empty form under the child's name, reached from a page that was looked at": {
        "commitment-new", "plan-outcome-new", "plan-professional", "pupil-notes-add", "pupil-people-add", "pupil-people-end",
    },
    "asked for every few seconds by a page that was looked at": {"plan-meeting-news"},
    "a question of an import, before it is anybody's record": {"import-question"},
}  # fmt: skip
WRITES = re.compile(r'(?:insert into|update|delete from) "?(\w+)"?', re.IGNORECASE)
# Written without an event: a person's own session, draft and settings, that a form was sent, and the looks themselves.
OWN = {"django_session", "questions_draft", "questions_submission", "audit_viewed", "accounts_user"}


def asker(route: str) -> str | None:
    return next((one for one in ASKERS if EXPECTED[route].to(one) == EXPECTED[route].code), None)


def written(matrix: Matrix, persona: str, where: str, method: str = "GET") -> tuple[int, str, int, int]:
    """(status, text, looks at Tomos, events) of one request, which is undone afterwards."""
    client, system = matrix.client(persona), matrix.world.system()
    with transaction.atomic():
        try:
            before = _counted(system, matrix)
            answer: Any = client.generic(method, where)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            after = _counted(system, matrix)
        finally:
            transaction.set_rollback(True)
    looks, events = (now - then for now, then in zip(after, before, strict=True))
    return answer.status_code, content.decode("utf-8", "ignore"), looks, events


def _counted(system: Any, matrix: Matrix) -> tuple[int, int]:
    with entered(system):
        looks = Viewed.objects.visible_to(system).filter(pupil_id=matrix.world.tomos.pk).count()
        return looks, Event.objects.visible_to(system).count()


def _routes() -> list[str]:
    return sorted(set(EXPECTED) & set(routes()), key=lambda route: (EXPECTED[route].stage, route))


def test_a_page_about_a_child_leaves_a_look_and_a_paper_of_it_too(matrix: Matrix) -> None:
    """A list names several children and is no look at any; whoever opens one of them leaves it."""
    missing, asked = [], 0
    exempt = set().union(*NO_LOOK.values())
    for route in _routes():
        expected, persona = EXPECTED[route], asker(route)
        if expected.code != 200 or not expected.about or persona is None:
            continue
        matrix.at(expected.stage)
        status, text, looks, events = written(matrix, persona, address(route, matrix._routes[route], matrix.ours))
        is_page = text.lstrip().startswith("<")
        if status != 200 or (is_page and NAME not in text):
            continue
        asked += 1
        if not looks and not (events and not is_page) and route not in exempt:
            missing.append(f"{route} ({persona})")
    assert asked > 80, "most of the pages were asked"
    assert not missing, "\n" + "\n".join(missing)


def test_a_deed_leaves_an_event(matrix: Matrix) -> None:
    """Asked with an empty form: some are done, others refused in words. Whatever was written is told."""
    missing, wrote = [], 0
    for route in _routes():
        expected, persona = EXPECTED[route], asker(route)
        if persona is None or expected.code != 405:
            continue
        matrix.at(expected.stage)
        with CaptureQueriesContext(connection) as asked:
            written(matrix, persona, address(route, matrix._routes[route], matrix.ours), "POST")
        tables = {found[1] for one in asked if (found := WRITES.match(one["sql"]))} - OWN
        if tables:
            wrote += 1
        if tables and "audit_event" not in tables:  # in the same transaction, so that both are kept or neither
            missing.append(f"{route} ({persona}): {sorted(tables)}")
    assert wrote > 10, "many of the deeds were done"
    assert not missing, "\n" + "\n".join(missing)
