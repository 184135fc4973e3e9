from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    name = "pastoral.oversight.provision"
    label = "provision"
