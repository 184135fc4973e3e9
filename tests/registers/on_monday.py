"""The application as gunicorn serves it, on the Monday of these tests: on a Sunday nobody takes a register."""

from __future__ import annotations

import datetime as dt

import time_machine

from pastoral.config.wsgi import application

__all__ = ["application"]
time_machine.travel(dt.datetime(2026, 11, 23, 9, 40, tzinfo=dt.UTC), tick=True).start()
