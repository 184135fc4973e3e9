from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pastoral.foundation.documents"
    label = "documents"
