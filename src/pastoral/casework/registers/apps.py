from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "pastoral.casework.registers"
    label = "registers"

    def ready(self) -> None:
        from pastoral.records.attendance import due, patterns
        from pastoral.records.findings import registry

        from .judging import judge_pupils, worth_judging
        from .queries import stored_patterns
        from .sources import recorded_by_pupil

        due.register(recorded_by_pupil)
        patterns.register(stored_patterns)
        registry.register("pupils.pupil", judge_pupils, every=worth_judging)
