"""Counting the queries of a page: fifteen at most, whoever asks; of some pages fewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST = 15


@contextmanager
def at_most_queries(most: int) -> Iterator[None]:
    """Fails with the queries themselves. Savepoints are left out: outside a test they are a transaction's own beginning and end."""
    with CaptureQueriesContext(connection) as seen:
        yield
    asked = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= most, "\n".join([f"{len(asked)} queries:", *(sql[:200] for sql in asked)])


def at_most_fifteen_queries() -> AbstractContextManager[None]:
    return at_most_queries(MOST)
