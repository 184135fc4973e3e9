from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "pastoral.records.findings"
    label = "findings"

    def ready(self) -> None:
        from . import jobs  # noqa: F401  # registers the nightly run
