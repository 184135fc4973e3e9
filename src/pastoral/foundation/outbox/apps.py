from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "pastoral.foundation.outbox"
    label = "outbox"
