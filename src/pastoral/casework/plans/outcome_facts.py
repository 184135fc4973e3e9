"""From an outcome's row to the facts that the eight tests take, and the tests themselves."""

from __future__ import annotations

import datetime as dt

from pastoral.rules import outcomes as rules

from .models import Outcome

LONGEST_READING_AGE = 12.0  # years; ours: no authority's source gives one (GAP), a child of that age reads it easily


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
        baseline_value=None if row.baseline is None else float(row.baseline),
        target_value=None if row.target is None else float(row.target),
        target_date=row.target_on,
        assessed_need=row.assessed_need,
        answers=tuple(sorted(row.asked_checks.items())),
    )


def eight_tests(row: Outcome, today: dt.date) -> tuple[rules.OutcomeTest, ...]:
    """The eight tests of one outcome, in their order."""
    return rules.check_outcome(outcome_facts(row), today, longest_reading_age=LONGEST_READING_AGE)
