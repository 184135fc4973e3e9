"""The application as gunicorn serves it, on the Monday of these tests: on a Sunday nobody takes a register."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine

MOMENT = dt.datetime(2026, 11, 23, 9, 40, tzinfo=dt.UTC)


def application(environ: Any, start_response: Any) -> Any:
    """Pastoral's own, made when it is first asked for; from then on its clock goes on from that moment."""
    global _served
    if _served is None:
        from pastoral.config.wsgi import application as ours

        time_machine.travel(MOMENT, tick=True).start()
        _served = ours
    return _served(environ, start_response)


_served: Any = None
