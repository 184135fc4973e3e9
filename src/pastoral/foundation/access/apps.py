from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Error, register


class AccessConfig(AppConfig):
    name = "pastoral.foundation.access"
    label = "access"

    def ready(self) -> None:
        register(check_routes)


def check_routes(app_configs: object, **kwargs: object) -> list[Error]:
    """Start-up check of gate 1: names every view that declares no permission."""
    from .routes import every_route, permission_of

    return [
        Error(f"The view of {path} declares no permission: put @allow(Permission....) on it.", id="pastoral.E001")
        for path, name, view in every_route()
        if permission_of(view, name) is None
    ]
