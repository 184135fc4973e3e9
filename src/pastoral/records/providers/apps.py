from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "pastoral.records.providers"
    label = "providers"
