from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "pastoral.oversight.monitoring"
    label = "monitoring"
