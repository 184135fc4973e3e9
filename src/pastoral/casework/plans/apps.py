from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "pastoral.casework.plans"
    label = "plans"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import ngettext

        from pastoral.records.cases import timeline
        from pastoral.records.findings import registry
        from pastoral.records.policy import registry as pinned
        from pastoral.records.pupils import panels

        from .judging import judge_plans, open_plans
        from .panel import plans_panel
        from .timeline import KINDS, SENTENCES

        timeline.register(SENTENCES, kinds=KINDS)
        registry.register("plans.plan", judge_plans, every=open_plans)
        panels.register(plans_panel)
        pinned.register(
            "plans.plan",
            is_open=~Q(status="closed"),
            say=lambda n: ngettext("%(n)s open plan", "%(n)s open plans", n) % {"n": n},
        )
