"""Pastoral refuses to start for real children with what belongs to the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from .models import User


class UnsafeStart(RuntimeError):
    """Something of the demo is left in a live installation. The message says what, and what to do."""


def unsafe() -> list[str]:
    """What is unsafe, each as a sentence for the IT officer; nothing in demo mode. Asks the database once."""
    if settings.DEMO:
        return []
    found = []
    if settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY or len(settings.SECRET_KEY) < 32:
        found.append(
            "PASTORAL_SECRET_KEY is not set, is the demo's own, or is shorter than 32 characters. Set it to a long random "
            "text, for example from: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if settings.DEBUG:
        found.append("PASTORAL_DEBUG is 1. Remove it: error pages would show children's data.")
    if User.objects.filter(is_demo=True).exists():
        found.append(
            "The database holds the accounts of the demo. Start with an empty database; demo data cannot go live."
        )
    return found


def refuse_unsafe_start() -> None:
    """Raises `UnsafeStart` outside demo mode with demo accounts, a default secret or DEBUG."""
    found = unsafe()
    if found:
        raise UnsafeStart("Pastoral does not start in live mode:\n- " + "\n- ".join(found))


@register(Tags.security, Tags.database, deploy=True)
def safe_to_deploy(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The same for `manage check --deploy --database default`."""
    if not databases:
        return []
    return [Error(text, id="pastoral.E001") for text in unsafe()]
