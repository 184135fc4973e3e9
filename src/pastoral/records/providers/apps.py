from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "pastoral.records.providers"
    label = "providers"

    def ready(self) -> None:
        from . import (
            jobs,  # noqa: F401  # registers the night's look at what has run out
            panels,
        )
        from .assurance.panel import assurance_panel

        panels.register(assurance_panel)
