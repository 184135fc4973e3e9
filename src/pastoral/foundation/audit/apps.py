from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "pastoral.foundation.audit"
    label = "audit"
