from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pastoral.faces.web"
    label = "web"
