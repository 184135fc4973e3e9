"""What these tests read between two acts, they read as somebody of every authority; each act and each request has a reach of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.records.organisations.models import Authority


@pytest.fixture(autouse=True)
def reads_for_every_authority(request: pytest.FixtureRequest) -> Iterator[None]:
    """Those there are, and those that a test makes next. The command line must say for itself whose work it does."""
    whose = [name for name in ("world", "county") if name in request.fixturenames]
    if not whose or request.node.path.name == "test_cli.py":
        yield
        return
    request.getfixturevalue(whose[0])
    with connection.cursor() as cursor:
        cursor.execute("select last_value from organisations_authority_id_seq")
        last = cursor.fetchone()[0]
    every = frozenset({*Authority.objects.values_list("pk", flat=True), *range(last + 1, last + 20)})
    with entered(Access(actor="tests", authority_ids=every)):
        yield
