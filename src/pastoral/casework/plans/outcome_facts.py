"""From an outcome's row to the facts that the eight tests take."""

from __future__ import annotations

from pastoral.rules import outcomes as rules

from .models import Outcome


def outcome_facts(row: Outcome) -> rules.Outcome:
    """The row as `rules.outcomes` sees it."""
    return rules.Outcome(
        statement=row.statement,
        positive_change=row.positive_change,
        working=row.working,
        not_working=row.not_working,
        what_matters=row.what_matters,
        measure=row.measure,
        unit=row.unit,
        starting_point=row.starting_point,
        baseline_value=row.baseline,
        target_value=row.target,
        target_date=row.target_on,
        assessed_need=row.assessed_need,
        asked=tuple(sorted(row.asked_checks.items())),
    )
