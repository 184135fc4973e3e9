from django.apps import AppConfig


class TimetablesConfig(AppConfig):
    name = "pastoral.casework.timetables"
    label = "timetables"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import ngettext

        from pastoral.records.cases import timeline
        from pastoral.records.findings import registry
        from pastoral.records.policy import registry as pinned
        from pastoral.records.pupils import panels

        from .judging import judge_timetables
        from .panel import timetables_panel
        from .timeline import KINDS, SENTENCES

        timeline.register(SENTENCES, kinds=KINDS)
        registry.register("timetables.timetable", judge_timetables)
        panels.register(timetables_panel)
        pinned.register(
            "timetables.timetable",
            is_open=~Q(status="closed"),
            say=lambda n: ngettext("%(n)s open reduced timetable", "%(n)s open reduced timetables", n) % {"n": n},
        )
