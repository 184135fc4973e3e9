"""Gate 2, the query: a scoped model's rows can be read only for somebody's eyes, or by a listed exception.

`Model.objects.visible_to(access)` narrows to what `access` may see. `Model.objects.unscoped(reason="...")` is for the few
places that must look wider; a test lists them all. Anything else raises `Unscoped` when the query is compiled, so it
cannot be run, counted, combined, used as a sub-query or offered by a form. Rows reached from a scoped parent already
loaded (`plan.outcomes.all()`) are allowed: the parent was seen first. A school or a person is not such a parent, since
everybody may see those: `school.pupils.visible_to(access)`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import sql

from .value import Access


class Unscoped(RuntimeError):
    """A query did not say whose eyes it is for."""


class ScopedQuery(sql.Query):
    """An SQL query that refuses to be compiled until it is scoped."""

    scoped = False

    def _refuse_unscoped(self) -> None:
        if not self.scoped and not self.is_empty():
            raise Unscoped(
                f"{getattr(self.model, '__name__', self.model)} was queried without saying whose eyes it is for: "
                "use .visible_to(access), or .unscoped(reason=...) and list it."
            )

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_unscoped()
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if klass is not None:
            self._refuse_unscoped()  # update and delete leave this class behind
        return super().chain(klass)

    def combine(self, rhs: Any, connector: str) -> None:
        self._refuse_unscoped()
        if isinstance(rhs, ScopedQuery):
            rhs._refuse_unscoped()
        super().combine(rhs, connector)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_unscoped()
        return super().resolve_expression(*args, **kwargs)


class ScopedQuerySet(models.QuerySet[Any]):
    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or ScopedQuery(model), using, hints)

    def visible_to(self, access: Access) -> Self:
        """Only the rows that `access` may see (the model's `scope_q`)."""
        narrowed = self.filter(self.model.scope_q(access))
        narrowed.query.scoped = True  # type: ignore[attr-defined]  # a ScopedQuery
        return narrowed

    def unscoped(self, *, reason: str) -> Self:
        """Every row. `reason` is for the reader; tests/architecture lists each use."""
        if not reason:
            raise ValueError("unscoped() needs a reason")
        wide = self.all()
        wide.query.scoped = True  # type: ignore[attr-defined]  # a ScopedQuery
        return wide

    def _add_hints(self, **hints: Any) -> None:
        # Django hands a related manager its parent row here: the row was loaded, so its children may be read.
        super()._add_hints(**hints)  # type: ignore[misc]  # private in the stubs
        parent = hints.get("instance")
        if parent is None or not isinstance(self.query, ScopedQuery):
            return
        if getattr(parent, "is_scoped_model", False) and not parent._state.adding:
            self.query.scoped = True

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False) -> Any:
        for queryset in (self, *others):
            if isinstance(queryset.query, ScopedQuery):
                queryset.query._refuse_unscoped()
        combined = super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]  # private in the stubs
        combined.query.scoped = True
        return combined

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise Unscoped(f"Raw SQL on {self.model.__name__} cannot be scoped: write it as a query set.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        from .writing import require_recording

        require_recording(self.model)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> int:
        from .writing import require_recording

        require_recording(self.model)
        return super().bulk_update(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        from .writing import require_recording

        require_recording(self.model)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]  # Django's own marker

    def delete(self) -> tuple[int, dict[str, int]]:
        from .writing import require_recording

        require_recording(self.model)
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]  # Django's own marker


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]  # built at run time
    """The default manager of every scoped model."""

    def get_queryset(self) -> ScopedQuerySet:
        return ScopedQuerySet(self.model, using=self._db, hints=self._hints)


@cache
def _scoped_tables() -> dict[str, str]:
    return {m._meta.db_table: m.__name__ for m in apps.get_models() if getattr(m, "is_scoped_model", False)}


def refuse_scoped_joins(query: Any) -> None:
    """Raises `Unscoped` for a query on a table without a scope that joins one with a scope."""
    model = getattr(query, "model", None)
    if model is None or getattr(model, "is_scoped_model", False):
        return
    tables = _scoped_tables()
    for alias, join in query.alias_map.items():
        if join.table_name in tables and query.alias_refcount.get(alias):
            name = tables[join.table_name]
            raise Unscoped(
                f"{model.__name__} was queried together with {name} without saying whose eyes it is for: "
                f"start from {name}.objects.visible_to(access), and use it in a sub-query if need be."
            )
