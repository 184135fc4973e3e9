from django.apps import AppConfig


class TimetablesConfig(AppConfig):
    name = "pastoral.casework.timetables"
    label = "timetables"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import ngettext

        from pastoral.casework.plans import facts as plan_facts
        from pastoral.casework.plans.rows import Part, register_beside
        from pastoral.records.attendance import agreed
        from pastoral.records.cases import timeline
        from pastoral.records.findings import registry
        from pastoral.records.policy import registry as pinned
        from pastoral.records.pupils import panels

        from . import jobs  # noqa: F401  # registers the night's colours
        from .beside import says_of_hours
        from .judging import judge_timetables
        from .models import Timetable
        from .panel import timetables_panel
        from .registers import agreed_away
        from .timeline import KINDS, SENTENCES

        register_beside(
            "timetables", Part(Timetable, "its.plan_id = {outer}", ("id",), only="its.status <> 'closed'", without=("periods",))
        )
        plan_facts.HOURS["timetables"] = says_of_hours
        timeline.register(SENTENCES, kinds=KINDS)
        registry.register("timetables.timetable", judge_timetables)
        panels.register(timetables_panel)
        agreed.register(agreed_away)
        pinned.register(
            "timetables.timetable",
            is_open=~Q(status="closed"),
            say=lambda n: ngettext("%(n)s open reduced timetable", "%(n)s open reduced timetables", n) % {"n": n},
        )
