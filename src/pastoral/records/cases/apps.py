from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "pastoral.records.cases"
    label = "cases"
