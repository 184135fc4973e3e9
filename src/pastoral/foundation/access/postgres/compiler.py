"""The last look at a query before it becomes SQL.

Reading: a query that starts at a table without a scope (a school, a person) may not join a table that has one. Managers
cannot see such a join; the compiler can. Writing: a scoped table is written inside a recording only, also by a cascade, by
`related.add()` and by Django's own base manager.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler

from ..scope import refuse_scoped_joins
from ..writing import require_recording_for
from .columns import RememberedColumns


class SQLCompiler(RememberedColumns):
    def pre_sql_setup(self, *args: Any, **kwargs: Any) -> Any:
        prepared = super().pre_sql_setup(*args, **kwargs)
        refuse_scoped_joins(self.query)
        return prepared


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        require_recording_for(self.query)
        return super().as_sql(*args, **kwargs)


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        require_recording_for(self.query)
        return super().as_sql(*args, **kwargs)


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        require_recording_for(self.query)
        return super().as_sql(*args, **kwargs)


SQLAggregateCompiler = compiler.SQLAggregateCompiler
