from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "pastoral.casework.plans"
    label = "plans"
