from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "pastoral.records.cases"
    label = "cases"

    def ready(self) -> None:
        from pastoral.records.pupils import panels

        from . import presenter

        panels.register_links(presenter.pupil_links)
        panels.register(presenter.latest_panel)
