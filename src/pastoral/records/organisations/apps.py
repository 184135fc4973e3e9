from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "pastoral.records.organisations"
    label = "organisations"
