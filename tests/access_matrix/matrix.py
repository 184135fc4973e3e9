"""Asking a route as somebody: a real request, through every gate, undone afterwards."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.test import Client

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.routes import every_route, permission_of
from world import World

from .records import Records, address
from .who import NOBODY, OTHER

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def routes() -> dict[str, str]:
    """URL name (or the pattern, where there is none) → pattern."""
    return {name or pattern: pattern for pattern, name, _view in every_route()}


class Matrix:
    def __init__(self, world: World) -> None:
        self.ours = Records(world, world.tomos)
        self.theirs = Records(world, world.olivia)
        self._world = world
        self._permissions = {name or pattern: permission_of(view, name) for pattern, name, view in every_route()}
        self._clients: dict[str, Client] = {}

    def client(self, persona: str) -> Client:
        if persona not in self._clients:
            client = Client(raise_request_exception=False)
            if persona != NOBODY:
                client.force_login(self._world.people[persona], BACKEND)
            self._clients[persona] = client
        return self._clients[persona]

    def ask(self, persona: str, route: str, *, theirs: bool = False, method: str = "GET") -> Any:
        """The answer's code; 401 for "sign in first", so that it is told from other redirects."""
        # "Ours" is the record of the persona's own authority for all but one of them.
        records = self.theirs if theirs else self.ours
        where = address(route, routes()[route], records)
        client = self.client(persona)
        with transaction.atomic():
            try:
                answer = client.generic(method, where)
            except Exception as problem:  # the page for a fault failed too
                return f"500 ({type(problem).__name__})"
            finally:
                transaction.set_rollback(True)
        if answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next="):
            return 401
        return answer.status_code

    def gate_opens(self, persona: str, route: str) -> bool:
        """Whether the first gate lets the persona in, which it decides alike for every method and every record."""
        if persona == NOBODY:
            access = Access.nobody()
        else:
            access = self._world.access(persona)
        permission = self._permissions[route]
        return permission is not None and (permission is Permission.BY_LINK or access.may(permission))

    def row(self, route: str) -> dict[str, int]:
        """What each persona gets from GET about ours."""
        return {persona: self.ask(persona, route) for persona in (*sorted(self._world.people), NOBODY)}


__all__ = ["OTHER", "Matrix", "routes"]
