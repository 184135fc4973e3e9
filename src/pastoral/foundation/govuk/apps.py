from django.apps import AppConfig


class GovukConfig(AppConfig):
    name = "pastoral.foundation.govuk"
    label = "govuk"
