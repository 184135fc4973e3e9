"""`/healthz`: are the database, the worker and the mail well? For monitoring: no personal data, no sign-in."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import Error as DatabaseProblem
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from pastoral.foundation.access import Permission, allow

PATH = "/healthz"
log = logging.getLogger(__name__)


@allow(Permission.ANYONE)
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when all three are "ok", 503 otherwise."""
    from pastoral.foundation.outbox import health

    found = {"database": _ok(_database_answers), "worker": False, "mail": False}
    if found["database"]:
        found["worker"] = _ok(health.worker_ok)
        found["mail"] = _ok(health.mail_ok)
    return JsonResponse(
        {name: "ok" if well else "failed" for name, well in found.items()}, status=200 if all(found.values()) else 503
    )


class HealthFirst:
    """Answers before anything else does, because everything else needs the database that may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path == PATH else self.get_response(request)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        return bool(cursor.fetchone() == (1,))


def _ok(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseProblem, OSError) as problem:
        log.error("%s could not be checked: %s", check.__name__, type(problem).__name__)
        return False
