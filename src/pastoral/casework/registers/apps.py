from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "pastoral.casework.registers"
    label = "registers"

    def ready(self) -> None:
        from pastoral.casework.placements import at_provider, facts
        from pastoral.foundation.accounts import who
        from pastoral.records.attendance import due, patterns
        from pastoral.records.findings import registry
        from pastoral.records.providers import panels as on_provider

        from . import jobs, links  # noqa: F401  # registers the jobs
        from .confirmed import part
        from .judging import judge_pupils, worth_judging
        from .owed import owed_at
        from .provider_panel import link_panel
        from .queries import stored_patterns
        from .said import REGISTERS
        from .sources import recorded_by_pupil

        due.register(recorded_by_pupil)
        due.register_answers("registers", REGISTERS)
        facts.register(part)
        at_provider.register_due(owed_at)
        on_provider.register(link_panel)
        who.reach_of_link(links.PURPOSE, links.placements_of)
        patterns.register(stored_patterns)
        registry.register("pupils.pupil", judge_pupils, every=worth_judging)
