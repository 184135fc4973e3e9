"""What other parts of Pastoral show on a provider's page: they register here when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from markupsafe import Markup

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.value import Access

Panel = Callable[[Access, Any], dict[str, Any] | None]
"""(access, provider) → {"template": a Jinja template, "context": its values}, or None for nothing to show."""

_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Show `panel` on every provider's page. Registering it again changes nothing."""
    if panel not in _panels:
        _panels.append(panel)


def panels_of(access: Access, provider: Any, request: PastoralRequest | None = None) -> list[str]:
    """The panels that have something to show, drawn."""
    shown = [panel(access, provider) for panel in _panels]
    return [Markup(render_to_string(one["template"], one["context"], request)) for one in shown if one is not None]  # noqa: S704  # our own template, which escapes
