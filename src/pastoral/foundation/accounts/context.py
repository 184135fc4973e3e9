"""What the sign-in page needs to know of this installation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def signing_in(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """For templates: `sign_in_providers()` (name and address of each council's own sign-in) and `in_demo()`."""
    return {"sign_in_providers": providers, "in_demo": lambda: settings.DEMO}


def providers() -> list[dict[str, str]]:
    """The OpenID Connect providers of PASTORAL_OIDC."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [
        {
            "name": app.get("name") or app["provider_id"],
            "href": reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}),
        }
        for app in apps
    ]
