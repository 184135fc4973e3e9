"""The audit chain, on a database of its own with real commits, tampered with as its owner could."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from conftest import clone_database, owner_url, web_url
from pastoral.config.database import connection_arguments, parse_url

EVENT = (
    "insert into audit_event (at, actor, authority_id, subject_type, subject_id, verb, changes, reason) "
    "values (now(), %s, %s, 'test', %s, 'test.done', '{\"field\": true}', '')"
)
VIEWED = "insert into audit_viewed (at, actor, authority_id, subject_type, subject_id) values (now(), %s, %s, 'test', %s)"


@pytest.fixture
def name() -> Iterator[str]:
    database = clone_database(f"pastoral_audit_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with owner(database) as connection:
        connection.execute("insert into organisations_authority (code, ons_code, name, name_cy, nation, in_use, is_demo) values "
                           "('D01', '', 'A', '', 'wales', true, true), ('D02', '', 'B', '', 'wales', true, true)")  # fmt: skip
    yield database
    with psycopg.connect(**connection_arguments(parse_url(owner_url("postgres"))), autocommit=True) as connection:
        connection.execute(f"drop database {database} with (force)")


def owner(database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(**connection_arguments(parse_url(owner_url(database))))


def as_web(database: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(**connection_arguments(parse_url(web_url(database))))
    connection.execute("set role pastoral_web")
    connection.commit()
    return connection


def authorities(database: str) -> list[int]:
    with owner(database) as connection:
        return [row[0] for row in connection.execute("select id from organisations_authority order by id")]


def verify(database: str) -> tuple[int, dict[str, Any]]:
    """`pastoral audit verify --json` as an IT officer runs it: exit code and answer."""
    done = subprocess.run(
        [sys.executable, "-m", "pastoral.config.cli", "audit", "verify", "--json"],
        env={**os.environ, "DATABASE_URL": web_url(database), "DATABASE_OWNER_URL": owner_url(database)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def fill(database: str, count: int = 6) -> int:
    first = authorities(database)[0]
    with as_web(database) as connection:
        for number in range(count):
            connection.execute(EVENT if number % 2 else VIEWED, ["somebody", first, number])
            connection.commit()
    return first


def test_the_chain_holds_after_many_transactions_at_once(name: str) -> None:
    first, second = authorities(name)
    failures: list[Exception] = []

    def many(seed: int) -> None:
        try:
            with as_web(name) as connection:
                for number in range(20):
                    # in two chains each, in opposite orders, some rolled back: what would deadlock or leave gaps
                    for authority in (first, second, None) if seed % 2 else (None, second, first):
                        connection.execute(EVENT if number % 2 else VIEWED, ["somebody", authority, number])
                    connection.rollback() if number % 5 == 0 else connection.commit()
        except psycopg.Error as problem:
            failures.append(problem)

    threads = [threading.Thread(target=many, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    code, answer = verify(name)
    assert (code, answer["sound"]) == (0, True)
    assert {head["chain"]: head["length"] for head in answer["heads"]} == {0: 96, first: 96, second: 96}


TAMPERING: dict[str, tuple[str, str]] = {
    "a changed event": ("update audit_event set actor = 'somebody else' where id = (select min(id) from audit_event)", "changed"),
    "a changed look": ("update audit_viewed set subject_id = 99 where id = (select min(id) from audit_viewed)", "changed"),
    "a changed time": ("update audit_event set at = at - interval '1 day' where id = (select min(id) from audit_event)", "changed"),
    "changed details": ("update audit_event set changes = '{}' where id = (select min(id) from audit_event)", "changed"),
    "a missing event": ("delete from audit_event where id = (select min(id) from audit_event)", "missing"),
    "a missing event with its link": (
        "with gone as (delete from audit_event where id = (select min(id) from audit_event) returning id) "
        "delete from audit_link l using gone where l.entry = gone.id and l.\"table\" = 'audit_event'",
        "missing link before this one",
    ),
    "two events that changed places": (
        "update audit_event e set subject_id = o.subject_id, at = o.at from audit_event o "
        "where e.id in (select min(id) from audit_event) and o.id in (select max(id) from audit_event)",
        "changed",
    ),
    "two links that changed places": (
        "alter table audit_link drop constraint link_position; "
        "update audit_link set position = case position when 2 then 3 else 2 end where position in (2, 3)",
        "re-ordered or replaced",
    ),
    "a link whose hash was made to fit": (
        "update audit_event set actor = 'x' where id = (select min(id) from audit_event); "
        "update audit_link k set hash = audit_hash(k.previous, k.position, k.\"table\", audit_content(to_jsonb(e))) "
        "from audit_event e where e.id = k.entry and k.\"table\" = 'audit_event' and e.actor = 'x'",
        "re-ordered or replaced",
    ),
    "an event slipped in beside the chain": (
        "alter table audit_event disable trigger chain; "
        + EVENT % ("'forger'", "(select min(id) from organisations_authority)", "1"),
        "not in the chain",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_verify_finds(name: str, what: str) -> None:
    fill(name)
    assert verify(name)[0] == 0
    statement, problem = TAMPERING[what]
    with owner(name) as connection:
        connection.execute(statement)
    code, answer = verify(name)
    assert code == 1
    assert answer["sound"] is False
    assert problem in {fault["problem"] for fault in answer["faults"]}


def test_a_column_that_a_later_version_adds_leaves_the_chain_whole(name: str) -> None:
    fill(name)
    with owner(name) as connection:
        connection.execute("alter table audit_event add column later text")
    assert verify(name)[0] == 0


def test_a_chain_that_was_cut_short_shows_in_its_head(name: str) -> None:
    fill(name)
    before = verify(name)[1]["heads"]
    with owner(name) as connection:
        connection.execute(
            "with gone as (delete from audit_link where position = (select max(position) from audit_link) returning \"table\", entry) "
            "delete from audit_event e using gone where gone.entry = e.id and gone.\"table\" = 'audit_event'"
        )
    code, answer = verify(name)
    assert code == 0, "the rest is still a chain: only a head kept elsewhere tells"
    assert answer["heads"] != before


ATTEMPTS: dict[str, Callable[[psycopg.Connection[Any], int], None]] = {
    "a temporary table in place of the chain": lambda c, a: c.execute(
        "create temp table audit_link (id serial, chain bigint, position bigint, \"table\" text, entry bigint, day date, "
        "previous text, hash text)"
    ) and None,
    "a search path of its own": lambda c, a: c.execute("set search_path = pg_temp") and None,
    "another time zone": lambda c, a: c.execute("set timezone = 'Asia/Tokyo'") and None,
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_web_role_cannot_lead_the_chain_astray(name: str, attempt: str) -> None:
    first = fill(name, 2)
    with as_web(name) as connection:
        ATTEMPTS[attempt](connection, first)
        connection.execute(EVENT.replace("audit_event", "public.audit_event"), ["somebody", first, 1])
        connection.commit()
    code, answer = verify(name)
    assert (code, answer["heads"][0]["length"]) == (0, 3)
