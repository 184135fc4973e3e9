from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "pastoral.foundation.outbox"
    label = "outbox"

    def ready(self) -> None:
        from . import delivery  # noqa: F401  # registers the jobs
