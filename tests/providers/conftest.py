"""What these tests read between two acts, they read as somebody of every authority; each act and each request has a reach of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered


@pytest.fixture(autouse=True)
def reads_for_every_authority(request: pytest.FixtureRequest) -> Iterator[None]:
    """Authorities that a test makes have keys that follow those of the world. The command line must say for itself whose work it does."""
    whose = [name for name in ("world", "county") if name in request.fixturenames]
    if not whose or request.node.path.name == "test_cli.py":
        yield
        return
    made = request.getfixturevalue(whose[0])
    first = made.authority.pk if whose[0] == "world" else made.pk
    every = frozenset(range(first, first + 50))
    with entered(Access(actor="tests", authority_ids=every)):
        yield
