from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "pastoral.records.policy"
    label = "policy"
