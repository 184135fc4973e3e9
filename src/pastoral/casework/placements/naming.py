"""What a placement is called on screen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .models import Placement


def name_of(row: Placement) -> str:
    """“Placement at Hafan Workshop”, or “Looking for a place” while there is no provider. No query where the provider is loaded."""
    if row.provider_id is None or row.provider is None:
        return _("Looking for a place")
    return _("Placement at %(provider)s") % {"provider": row.provider.name}
