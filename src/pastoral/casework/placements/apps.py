from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "pastoral.casework.placements"
    label = "placements"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import ngettext

        from pastoral.casework.plans import facts as plan_facts
        from pastoral.casework.plans.rows import Part, register_beside
        from pastoral.foundation.accounts.who import reach_of_link
        from pastoral.records.cases import timeline
        from pastoral.records.findings import registry
        from pastoral.records.policy import registry as pinned
        from pastoral.records.providers import panels as on_provider
        from pastoral.records.providers.assurance import standing
        from pastoral.records.pupils import panels

        from . import (
            jobs,  # noqa: F401  # registers the night's count of who is taught where
            jobs_living,  # noqa: F401  # registers what is asked about again while placements live and after they end
        )
        from .at_provider import register_due
        from .beside import says_of_hours
        from .directions.starting import register_directions
        from .due_checks import due_checks
        from .due_reports import due_reports
        from .judging import judge_placements
        from .models import Placement
        from .panel import placements_panel
        from .provider_moves import provider_moved
        from .provider_people import people_panel
        from .timeline import KINDS, SENTENCES

        register_beside("placements", Part(Placement, "its.plan_id = {outer}", ("id",), only="its.stage not in ('considering', 'closed')"))
        plan_facts.HOURS["placements"] = says_of_hours
        timeline.register(SENTENCES, kinds=KINDS)
        registry.register("placements.placement", judge_placements)
        panels.register(placements_panel)
        on_provider.register(people_panel)
        register_due(due_reports, by_child=True)
        register_due(due_checks)
        standing.on_move(provider_moved)
        pinned.register(
            "placements.placement",
            is_open=~Q(stage="closed"),
            say=lambda n: ngettext("%(n)s open placement", "%(n)s open placements", n) % {"n": n},
        )
        register_directions()
        reach_of_link("protocol", lambda link: frozenset({link.subject_id}))  # the one placement that it is about
