from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "pastoral.records.findings"
    label = "findings"
