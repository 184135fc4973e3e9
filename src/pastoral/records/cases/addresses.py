"""The address of a page that a row of the record names: lines outlive the pages that they once led to."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def address(name: str, *keys: Any) -> str:
    """The path of the route `name`, or "" where there is no such page (any more)."""
    if not name:
        return ""
    try:
        return reverse(name, args=[key for key in keys if key is not None])
    except NoReverseMatch:
        return ""
