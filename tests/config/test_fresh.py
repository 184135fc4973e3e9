"""An empty database gets its tables from the models at once; the migrations lead to the very same."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg

from conftest import owner_url
from pastoral.config.database import connection_arguments, create_database_and_role, parse_url

COLUMNS = """select table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable,
  is_identity, column_default from information_schema.columns where table_schema = 'public' order by 1, 2"""
CONSTRAINTS = """select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
  where connamespace = 'public'::regnamespace order by 1, 2"""
INDEXES = "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2"
DONE = "select app, name from django_migrations order by 1, 2"
BY_MIGRATIONS = "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)"


def _made(name: str, program: str) -> dict[str, list[Any]]:
    """What stands in a new database after a program has run on it as the owner."""
    url = owner_url(name)
    with psycopg.connect(**connection_arguments(parse_url(owner_url("postgres"))), autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
    create_database_and_role(url)
    env = {**os.environ, "DATABASE_OWNER_URL": url, "DATABASE_URL": url, "PASTORAL_DATABASE_ROLE": "owner"}
    subprocess.run([sys.executable, "-c", program], check=True, env=env, timeout=900)
    with psycopg.connect(**connection_arguments(parse_url(url))) as connection:
        return {query: connection.execute(query).fetchall() for query in (COLUMNS, CONSTRAINTS, INDEXES, DONE)}


def test_migrations_and_models_lead_to_the_same_tables() -> None:
    at_once = _made(
        "pastoral_fresh_models",
        "import django; django.setup(); from pastoral.config import fresh; assert fresh.is_empty(); fresh.make_tables()",
    )
    step_by_step = _made("pastoral_fresh_migrations", BY_MIGRATIONS)
    assert len(at_once[COLUMNS]) > 1_000
    for query in (COLUMNS, INDEXES, CONSTRAINTS, DONE):
        assert at_once[query] == step_by_step[query]
