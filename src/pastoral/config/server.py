"""Gunicorn's settings: two processes of four threads, loaded once and forked, renewed now and then."""

from __future__ import annotations

import os
from pathlib import Path

bind = f"{os.environ.get('PASTORAL_BIND', '127.0.0.1')}:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("PASTORAL_WEB_PROCESSES") or 2)
worker_class = "gthread"
threads = 4
preload_app = True  # the code is in memory once, shared by both
max_requests = 5000
max_requests_jitter = 500
timeout = 60
graceful_timeout = 15
keepalive = 5
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # gunicorn's heartbeat, not data
accesslog = None  # addresses can hold what somebody searched for
errorlog = "-"
loglevel = "warning"
proc_name = "pastoral"


def post_fork(server: object, worker: object) -> None:
    """A connection must never be shared by two processes."""
    from django.db import connections

    connections.close_all()
