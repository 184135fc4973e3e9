"""Every route, every persona, records of two authorities: a real request through all three gates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from world import make_world

from .expectations import EXPECTED
from .matrix import Matrix, routes
from .who import EVERYBODY, OTHER

REFUSED = {401, 403, 404}


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """One world for the whole matrix: each request is undone, so each finds it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix(make_world())
        transaction.set_rollback(True)


def test_every_route_is_in_the_table_and_nothing_else() -> None:
    missing, gone = set(routes()) - set(EXPECTED), set(EXPECTED) - set(routes())
    assert not missing, f"expectations.py says nothing about {sorted(missing)}: run propose.py, read, decide"
    assert not gone, f"expectations.py has routes that are gone: {sorted(gone)}"


@pytest.mark.parametrize("route", sorted(set(EXPECTED) & set(routes())))
def test_route(matrix: Matrix, route: str) -> None:
    expected = EXPECTED[route]
    wrong = []

    def check(persona: str, what: str, code: int, wanted: int | None) -> None:
        # "Only by POST" shows nothing either; whether the POST is refused is asked below.
        refused = REFUSED | ({405} if expected.code == 405 and "posting" not in what else set())
        if code != wanted if wanted is not None else code not in refused:
            wrong.append(f"{persona} {what}: got {code}, expected {wanted or 'a refusal'}")

    for persona in sorted(EVERYBODY):
        if not (expected.about and persona == OTHER):
            check(persona, "about ours", matrix.ask(persona, route), expected.to(persona))
            if expected.posts and expected.to(persona) is None and matrix.gate_opens(persona, route):
                check(persona, "posting about ours", matrix.ask(persona, route, method="POST"), None)
        if not expected.about or not matrix.gate_opens(persona, route):
            continue
        stranger = persona == OTHER  # to whom ours is the other authority's
        check(persona, "about the other authority's", matrix.ask(persona, route, theirs=not stranger), None)
        if expected.posts:
            answer = matrix.ask(persona, route, theirs=not stranger, method="POST")
            check(persona, "posting about the other authority's", answer, None)
    assert not wrong, "\n" + "\n".join(wrong)
