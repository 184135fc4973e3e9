"""On a provider's page, for schools and officers: how the register of each day gets there, and what to do where it cannot."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from pastoral.foundation.access import Access, Permission


def link_panel(access: Access, provider: Any) -> dict[str, Any] | None:
    """None for whoever neither places children nor keeps the directory. No query."""
    officer = access.may(Permission.MANAGE_DIRECTORY)
    if not (officer or access.may(Permission.COMMISSION)):
        return None
    return {
        "template": "registers/provider_panel.jinja",
        "context": {
            "email": provider.email, "telephone": provider.telephone,
            "edit": reverse("provider-edit", args=[provider.pk]) if officer else "",
            "confirm": reverse("confirmations") if access.may(Permission.EDIT_PUPILS) else "",
        },
    }  # fmt: skip
