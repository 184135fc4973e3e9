"""Gate 3, row security: PostgreSQL itself refuses the rows of pupils that the current access does not reach.

`secure_tables()` runs after every migration, as the owner, and may run again at any time. For each table with pupil data it
makes one policy from the settings that `entered()` puts on the transaction, and a composite foreign key so that a row's
authority and school are always its pupil's. `entered(access)` opens the transaction that the settings live in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import connection, models, transaction

from .models import PlacementScoped, ProviderScoped, PupilScoped
from .value import Access

WEB_ROLE = "pastoral_web"
_current: ContextVar[Access | None] = ContextVar("access", default=None)

# Tables that every role may only read and add to.
APPEND_ONLY = ("audit_event", "audit_viewed")
# Tables that only the database's own functions write.
READ_ONLY = ("audit_link", "django_migrations", "pastoral_setup")


def _ids(name: str) -> str:
    # The sub-select is evaluated once for each query, so that an index on the column serves.
    # The cast outside it makes PostgreSQL read one array, not a set of rows.
    return f"(select string_to_array(nullif(current_setting('pastoral.{name}', true), ''), ','))::bigint[]"


def reach_condition(pupil_column: str = "pupil_id") -> str:
    return (
        f"authority_id = any ({_ids('authorities')}) "
        f"or school_id = any ({_ids('schools')}) or {pupil_column} = any ({_ids('pupils')})"
    )


def within(column: str, setting: str) -> str:
    """Rows whose `column` is among the ids of one setting; `_set_reach` names the settings."""
    return f"{column} = any ({_ids(setting)})"


def staff_condition() -> str:
    """Whoever reads reaches a whole authority or a school, so is staff of one."""
    return " or ".join(f"coalesce(current_setting('pastoral.{name}', true), '') <> ''" for name in ("authorities", "schools"))


def shared_condition() -> str:
    """The rows of placements that were shared with whoever reads (V)."""
    return f"placement_id = any ({_ids('placements')})"


def pupil_tables() -> list[str]:
    """Every table that inherits `PupilScoped`, by name."""
    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, PupilScoped))


def policies() -> dict[str, tuple[str, str]]:
    """Table → (which rows may be seen, which may be written). Models that are not `PupilScoped` may say theirs in `row_policy()`."""
    found = {table: (reach_condition(), reach_condition()) for table in pupil_tables()}
    for model in apps.get_models():
        if issubclass(model, PlacementScoped):
            shared = f"{reach_condition()} or {shared_condition()}"
            found[model._meta.db_table] = (shared, shared)
        elif issubclass(model, ProviderScoped):
            asked = f"{reach_condition()} or provider_id = any ({_ids('providers')})"
            found[model._meta.db_table] = (asked, asked)
        own = getattr(model, "row_policy", None)
        if own is not None:
            found[model._meta.db_table] = own()
    return found


def secure_tables() -> None:
    """Create policies, composite keys and the web role's rights. Idempotent; needs the owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Roles belong to the whole server: two databases being migrated at once must not both make it.
        cursor.execute("select pg_advisory_xact_lock(7261839)")
        cursor.execute("select 1 from pg_roles where rolname = %s", [WEB_ROLE])
        if not cursor.fetchone():
            cursor.execute(f"create role {WEB_ROLE} login nosuperuser nocreatedb nocreaterole nobypassrls")
        cursor.execute(f"revoke create on schema public from public, {WEB_ROLE}")
        cursor.execute(f"grant usage on schema public to {WEB_ROLE}")
        cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {WEB_ROLE}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {WEB_ROLE}")
        existing = set(connection.introspection.table_names(cursor))
        for table in APPEND_ONLY:
            if table in existing:
                cursor.execute(f"revoke update, delete, truncate on {table} from {WEB_ROLE}")
        for table in READ_ONLY:
            if table in existing:
                cursor.execute(f"revoke insert, update, delete, truncate on {table} from {WEB_ROLE}")
        for table, (seen, written) in policies().items():
            if table not in existing:
                continue
            cursor.execute(f"alter table {table} enable row level security")
            cursor.execute(f"drop policy if exists reach on {table}")
            cursor.execute(f"create policy reach on {table} for all using ({seen}) with check ({written})")
        for table in pupil_tables():
            if table in existing:
                _tie_scope_to_pupil(cursor, table)


def _tie_scope_to_pupil(cursor: object, table: str) -> None:
    """A row's (pupil, authority, school) must be its pupil's own; when the pupil moves, the row moves with them."""
    name = f"{table}_scope_is_pupils"
    cursor.execute("select 1 from pg_constraint where conname = %s", [name[:63]])  # type: ignore[attr-defined]  # a cursor
    if not cursor.fetchone():  # type: ignore[attr-defined]  # a cursor
        cursor.execute(  # type: ignore[attr-defined]  # a cursor
            f"alter table {table} add constraint {name[:63]} foreign key (pupil_id, authority_id, school_id) "
            "references pupils_pupil (id, authority_id, school_id) on update cascade deferrable initially deferred"
        )


def current_access() -> Access | None:
    """The access whose settings are on the present transaction."""
    return _current.get()


@contextmanager
def entered(access: Access) -> Iterator[Access]:
    """A transaction in which row security lets through what `access` reaches, and nothing else."""
    before = _current.get()
    token = _current.set(access)
    try:
        with transaction.atomic():
            _set_reach(access)
            try:
                yield access
            finally:
                if before is not None and not connection.needs_rollback:
                    _set_reach(before)
                elif connection.in_atomic_block and not connection.needs_rollback:
                    _set_reach(Access.nobody())
    finally:
        _current.reset(token)


def _set_reach(access: Access) -> None:
    settings = {
        "authorities": access.authority_ids,
        "schools": access.school_ids,
        "pupils": access.pupil_ids,
        "providers": access.provider_ids,
        "placements": access.placement_ids,
        "homes": access.home_authority_ids | access.authority_ids,
        "person": {access.user_id} if access.user_id else set(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"set_config('pastoral.{name}', %s, true)" for name in settings),
            [",".join(map(str, sorted(ids))) for ids in settings.values()],
        )


def is_secured(model: type[models.Model]) -> bool:
    """Whether PostgreSQL has row security on for the model's table (asked by a test for every model with a pupil)."""
    with connection.cursor() as cursor:
        cursor.execute("select relrowsecurity from pg_class where relname = %s", [model._meta.db_table])
        row = cursor.fetchone()
    return bool(row and row[0])
