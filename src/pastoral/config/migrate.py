"""`pastoral migrate`: tables as the owner, then the audit chain, the cache table, and the gates on every table."""

from __future__ import annotations

from pathlib import Path

import pastoral.foundation.audit as audit


def migrate(*, quiet: bool = True) -> None:
    """Bring the database up to date. Must run in a process started with PASTORAL_DATABASE_ROLE=owner. Idempotent."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from pastoral.foundation.access.row_security import secure_tables

    if settings.ENVIRONMENT.database_role != "owner":
        raise RuntimeError("Migrations need the owner: start with PASTORAL_DATABASE_ROLE=owner")
    call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute((Path(audit.__file__).parent / "sql" / "chain.sql").read_text().replace("%", "%%"), [])
    secure_tables()


if __name__ == "__main__":
    import os

    os.environ["PASTORAL_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.config.settings")
    from pastoral.config import database

    database.prepare()
    import django

    django.setup()
    migrate()
