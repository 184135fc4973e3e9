"""Asking a route as somebody: a real request, through every gate, undone afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from pastoral.casework.plans.models import Plan
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.routes import every_route, permission_of
from pastoral.records.cases.models import Note
from plans.living import making
from plans_made import make_plan
from world import World

from .records import Records, address
from .who import NAMED, NOBODY, OTHER, SCHOOL_LEADS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STAFF_WORDS = "quokka-of-the-staff-room"
RESTRICTED_WORDS = "axolotl-of-the-circle"


@dataclass(frozen=True)
class Answer:
    """`code` is 401 for "sign in first", so that it is told from other redirects; `text` is what the browser gets."""

    code: int | str
    text: str = ""
    location: str = ""


def routes() -> dict[str, str]:
    """URL name (or the pattern, where there is none) → pattern."""
    return {name or pattern: pattern for pattern, name, _view in every_route()}


class Matrix:
    """`ours` is Tomos, whose plan has been sealed for signing; the rest are children whom some must not see."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ours = Records(world, world.tomos, making.sealed(world))
        self.theirs, self.next_school, self.next_child = (
            Records(world, pupil, make_plan(world, pupil, status="meeting")) for pupil in (world.olivia, world.ifan, world.cerys)
        )
        with self.ours.writing():
            self.ours.of_pupil(Note, text=STAFF_WORDS, level="staff", written_by_name="A")
            self.ours.of_pupil(Note, text=RESTRICTED_WORDS, level="restricted", written_by_name="A")
        views = [(name or pattern, permission_of(view, name)) for pattern, name, view in every_route()]
        self.permissions = dict(views)
        self._routes = routes()
        self._clients: dict[str, Client] = {}
        self._access: dict[str, Access] = {}

    def at(self, stage: str) -> None:
        """Tomos's plan is at this stage from now on."""
        if self.ours.plan.status != stage:
            with self.ours.writing() as system:
                plan = Plan.objects.visible_to(system).get(pk=self.ours.plan.pk)
                plan.status = stage
                if stage == "closed":
                    plan.closed_on, plan.closing_outcome = plan.opened_on, "cease"
                plan.save()
            self.ours.plan = plan

    def client(self, persona: str) -> Client:
        if persona not in self._clients:
            client = Client(raise_request_exception=False)
            if persona != NOBODY:
                client.force_login(self.world.people[persona], BACKEND)
            self._clients[persona] = client
        return self._clients[persona]

    def ask(self, persona: str, route: str, records: Records | None = None, method: str = "GET") -> Answer:
        return self.open(persona, address(route, self._routes[route], records or self.ours), method)

    def open(self, persona: str, where: str, method: str = "GET") -> Answer:
        client = self.client(persona)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        with transaction.atomic():
            try:
                answer: Any = client.generic(method, where)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            except Exception as problem:  # the page for a fault failed too
                return Answer(f"500 ({type(problem).__name__})")
            finally:
                transaction.set_rollback(True)
                for name in set(client.cookies) - set(cookies):
                    del client.cookies[name]
                for name, value in cookies.items():
                    client.cookies[name] = value
        location = answer.headers.get("Location", "")
        if answer.status_code == 302 and location.startswith("/accounts/login/?next="):
            return Answer(401)
        return Answer(answer.status_code, content.decode("utf-8", "ignore"), location)

    def gate_opens(self, persona: str, route: str) -> bool:
        """Whether the first gate lets the persona in, which it decides alike for every method and every record."""
        if persona not in self._access:  # support has no session while the table is asked
            self._access[persona] = Access.nobody() if persona == NOBODY else self.world.access(persona)
        access, permission = self._access[persona], self.permissions[route]
        return permission is not None and (permission is Permission.BY_LINK or access.may(permission))

    def not_for(self, persona: str) -> dict[str, Records]:
        """Children of whom the persona must see nothing: name → records. The nearest first: of the same school, or authority.

        Two who reach as far as each other share the farther ones between them, which keeps the whole table fast.
        """
        if persona == OTHER:
            return {"Tomos": self.ours}
        found: dict[str, Records] = {}
        if persona in SCHOOL_LEADS:
            found["the second school's child"] = self.next_school
        if persona in NAMED:
            found["the other child of the school"] = self.next_child
        if not found or persona in {"pastoral-lead", "teacher", "parent"}:
            found["the other authority's child"] = self.theirs
        return found


__all__ = ["OTHER", "RESTRICTED_WORDS", "STAFF_WORDS", "Answer", "Matrix", "routes"]
