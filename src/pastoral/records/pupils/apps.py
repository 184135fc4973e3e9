from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "pastoral.records.pupils"
    label = "pupils"
