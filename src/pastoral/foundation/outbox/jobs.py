"""Work that is done later: the only module that knows procrastinate.

`enqueue` writes the job in the transaction of the data it is about, so that both are kept or neither. An app registers its
jobs in its own `jobs.py`, which is imported at start-up:

    @job("plans.remind")
    def remind(*, authority_id: int, plan_id: int) -> None: ...

    @periodic("findings.nightly", cron="30 2 * * *")
    def nightly() -> None: ...
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import DjangoApp

from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import Access

logger = logging.getLogger(__name__)
Job = Callable[..., None]
JOBS: dict[str, Job] = {}
FINISHED_JOBS_ARE_KEPT_FOR = "30 days"
WORKER_IS_GONE_AFTER = "2 minutes"


def job(name: str) -> Callable[[Job], Job]:
    """Register a function, called with keyword arguments that JSON can hold, as the job `name`."""

    def register(function: Job) -> Job:
        JOBS[name] = function
        app.task(name=name)(function)
        return function

    return register


def periodic(name: str, *, cron: str) -> Callable[[Job], Job]:
    """Register a function without arguments to be run at the times of `cron` (UTC), once in the whole installation."""

    def register(function: Job) -> Job:
        def at_its_time(timestamp: int = 0) -> None:
            function()

        JOBS[name] = at_its_time
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(at_its_time))
        return function

    return register


def enqueue(name: str, *, at: dt.datetime | None = None, **args: Any) -> int:
    """Have the job `name` run soon, or at `at`, once the present transaction is kept. Returns its number."""
    if name not in JOBS:
        raise LookupError(f"No job is called {name!r}")
    number: int = app.configure_task(name, schedule_at=at).defer(**args)
    return number


@contextmanager
def for_authority(authority_id: int, *, doing: str) -> Iterator[Access]:
    """The eyes and the hand of a job: Pastoral itself, limited to one authority."""
    with entered(Access.system(authority_id=authority_id, doing=doing)) as access:
        yield access


def authorities_in_use() -> list[int]:
    """The keys of the authorities that work in this installation, for jobs that do each in turn."""
    from django.apps import apps

    return list(apps.get_model("organisations.Authority").objects.filter(in_use=True).values_list("pk", flat=True))


def run_waiting(*, names: frozenset[str] | None = None, until: dt.datetime | None = None) -> int:
    """Run the jobs that are due in this process, on this connection: for tests and for a machine without a worker.

    `until` also takes jobs planned up to then. Returns how many ran; an error in one is raised.
    """
    ran = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, task_name, args from procrastinate_jobs where status = 'todo' "
                "and (scheduled_at is null or scheduled_at <= greatest(now(), %s)) "
                "and (%s::text[] is null or task_name = any (%s::text[])) order by id limit 1 for update skip locked",
                [until, *([sorted(names) if names is not None else None] * 2)],
            )
            row = cursor.fetchone()
            if row is None:
                return ran
            cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [row[0]])
        arguments = row[2]
        if isinstance(arguments, str):
            import json

            arguments = json.loads(arguments)
        JOBS[row[1]](**arguments)
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [row[0]])
        ran += 1


def run_worker(*, concurrency: int = 2) -> None:
    """The worker process: takes jobs until it is told to stop (SIGINT, SIGTERM). In demo mode it also catches the mail."""
    from . import catcher

    # The jobs share the app whose connector is Django's own, so that what they enqueue commits with what they write;
    # only the worker's fetching and listening uses the other connector.
    worker = DjangoApp(connector=app.connector.get_worker_connector())
    worker.tasks = app.tasks
    worker.periodic_registry = app.periodic_registry
    with catcher.running() if settings.DEMO else _nothing():
        worker.run_worker(
            concurrency=concurrency,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=5.0,
            stalled_worker_timeout=60.0,
            shutdown_graceful_timeout=20.0,
            delete_jobs="never",
        )


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@periodic("outbox.rescue", cron="*/2 * * * *")
def rescue() -> None:
    """Give back the jobs of a worker that was killed, and forget finished jobs after a month."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select procrastinate_retry_job_v2(job.id, now(), null, null, null) from procrastinate_jobs job "
            "left join procrastinate_workers worker on worker.id = job.worker_id where job.status = 'doing' "
            "and (worker.id is null or worker.last_heartbeat < now() - %s::interval)",
            [WORKER_IS_GONE_AFTER],
        )
        rescued = cursor.fetchall()
        cursor.execute(
            "delete from procrastinate_periodic_defers where job_id in (select job.id from procrastinate_jobs job "
            "where job.status in ('succeeded', 'cancelled') and not exists (select 1 from procrastinate_events event "
            "where event.job_id = job.id and event.at > now() - %s::interval))",
            [FINISHED_JOBS_ARE_KEPT_FOR],
        )
        cursor.execute(
            "delete from procrastinate_jobs job where job.status in ('succeeded', 'cancelled') and not exists "
            "(select 1 from procrastinate_events event where event.job_id = job.id and event.at > now() - %s::interval) "
            "and not exists (select 1 from procrastinate_periodic_defers defer where defer.job_id = job.id)",
            [FINISHED_JOBS_ARE_KEPT_FOR],
        )
    if rescued:
        logger.warning("%d jobs of a worker that stopped were given back", len(rescued))
