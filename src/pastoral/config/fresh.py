"""The tables of an empty database, made at once from the models.

Migrations say how one shape of the tables became the next; they cost a minute, since each step draws up every model anew. Where
there is nothing to change they are only noted as done. `tests/config/test_fresh.py` holds the two ways to the same result.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# Apps of libraries that know nothing of ours, so that their migrations cost little: procrastinate's are written in SQL, and those of
# Django made keys of another width than its models say today.
BY_MIGRATIONS = ("procrastinate", "contenttypes", "auth", "sessions")


def is_empty() -> bool:
    """Whether no table of ours was ever made here."""
    return "accounts_user" not in connection.introspection.table_names()


def make_tables() -> None:
    """Every table as the models say, and every migration noted as done, in one transaction. Needs an empty database."""
    for app in BY_MIGRATIONS:
        call_command("migrate", app, verbosity=0, interactive=False)
    with transaction.atomic():
        with connection.schema_editor(atomic=False) as editor:
            for model in apps.get_models():
                options = model._meta
                if options.app_label not in BY_MIGRATIONS and options.can_migrate(connection) and options.managed and not options.swapped:
                    editor.create_model(model)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        loader = MigrationLoader(connection)
        for app, name in loader.graph.nodes:
            if (app, name) not in loader.applied_migrations:
                recorder.record_applied(app, name)
