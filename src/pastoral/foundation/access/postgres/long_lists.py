"""A long list of keys goes to the database as one array: five thousand places in a query cost more than what is asked for."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import Col
from django.db.models.lookups import In

LONG = 100  # keys; a shorter list stays as Django writes it


def as_array(node: Any, compiler: Any) -> tuple[str, list[Any]] | None:
    """`column = any (array)` for a lookup "in" of many whole numbers on a bigint column; None for every other."""
    if not isinstance(node, In) or not isinstance(node.rhs, (list, tuple, set, frozenset)) or len(node.rhs) <= LONG:
        return None
    if type(node.lhs) is not Col or node.bilateral_transforms:
        return None
    # of the column's own type: PostgreSQL hashes an array only where both sides are of one type
    if node.lhs.output_field.db_type(compiler.connection) != "bigint" or any(type(key) is not int for key in node.rhs):
        return None
    column, _none = compiler.compile(node.lhs)
    return f"{column} = any (%s::bigint[])", [list(node.rhs)]
