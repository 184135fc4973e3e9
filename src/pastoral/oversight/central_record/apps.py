from django.apps import AppConfig


class CentralRecordConfig(AppConfig):
    name = "pastoral.oversight.central_record"
    label = "central_record"
