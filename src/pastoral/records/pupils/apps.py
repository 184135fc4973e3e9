from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "pastoral.records.pupils"
    label = "pupils"

    def ready(self) -> None:
        from pastoral.foundation.accounts import links

        from .link_bearers import may_not_come_in

        links.shut_out(may_not_come_in)
