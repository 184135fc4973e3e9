"""Plain columns, turned into SQL once for each table and name instead of once for each query.

Half of what Django spends on a query of ours goes into writing out the forty columns of a row. A plain column is always
written the same way, so its text, the list of a table's columns and what must be done to its values are kept.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.backends.postgresql import compiler
from django.db.models.expressions import Col

from .long_lists import as_array


@cache
def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@cache
def _columns(model: Any, alias: str) -> tuple[Col, ...]:
    return tuple(field.get_col(alias) for field in model._meta.concrete_fields)


@cache
def _is_plain(model: Any) -> bool:
    """Whether every column lies in the model's own table, one column to a field."""
    own = model._meta.concrete_model._meta
    return own is model._meta and all(f.model._meta.concrete_model is own.concrete_model and f.column for f in own.concrete_fields)


_converters: dict[tuple[int, int], tuple[Col, list[Any]]] = {}  # by ids: a field's own hash is slow. The column keeps both alive.


def _converters_of(column: Col, given: Any) -> list[Any]:
    key = id(column.target), id(column.output_field)
    known = _converters.get(key)
    if known is None:
        known = column, given.ops.get_db_converters(column) + column.get_db_converters(given)
        _converters[key] = known
    return known[1]


class RememberedColumns(compiler.SQLCompiler):
    """For Django's compiler of reading queries."""

    def compile(self, node: Any) -> Any:
        if type(node) is Col and node.alias:
            return f"{self.quote_name_unless_alias(node.alias)}.{_quoted(node.target.column)}", []
        return as_array(node, self) or super().compile(node)

    def get_default_columns(
        self, select_mask: Any, start_alias: str | None = None, opts: Any = None, from_parent: Any = None
    ) -> Any:
        model = opts.model if opts is not None else self.query.model
        if select_mask or from_parent or model is None or not _is_plain(model):
            return super().get_default_columns(select_mask, start_alias, opts, from_parent)
        return list(_columns(model, start_alias or self.query.get_initial_alias()))

    def get_converters(self, expressions: Any) -> Any:
        columns = [type(e) is Col for e in expressions]
        others = {} if all(columns) else super().get_converters(expressions)
        found: dict[int, Any] = {}
        for index, (expression, is_column) in enumerate(zip(expressions, columns, strict=True)):
            if not is_column:
                if index in others:
                    found[index] = others[index]
            elif converters := _converters_of(expression, self.connection):
                found[index] = (converters, expression)
        return found
