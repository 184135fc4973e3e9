"""What apps above show on a pupil's page: they register here when Django starts, so that this app need not know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from markupsafe import Markup

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.value import Access
from pastoral.foundation.govuk.parts import Link

Panel = Callable[[Access, Any], dict[str, Any] | None]
"""(access, pupil) → {"template": a Jinja template, "context": its values}, or None for nothing to show."""
Links = Callable[[Access, int, str], list[Link]]

_panels: list[Panel] = []
_links: list[Links] = []


def register(panel: Panel) -> None:
    """Show `panel` on every pupil's page. Registering it again changes nothing."""
    if panel not in _panels:
        _panels.append(panel)


def register_links(links: Links) -> None:
    """Whose links are the sub navigation of a pupil's pages: (access, pupil's key, URL name of this page)."""
    _links[:] = [links]


def panels_of(access: Access, pupil: Any, request: PastoralRequest = None) -> list[str]:
    """The panels that have something to show, drawn."""
    shown = [panel(access, pupil) for panel in _panels]
    return [Markup(render_to_string(one["template"], one["context"], request)) for one in shown if one is not None]  # noqa: S704  # our own template, which escapes


def links_of(access: Access, pupil_id: int, current: str) -> list[Link]:
    """The sub navigation of a pupil's pages."""
    return _links[0](access, pupil_id, current) if _links else []
