from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "pastoral.records.attendance"
    label = "attendance"
