"""The calendar of the test vectors (rules catalogue, 3.6)."""

from __future__ import annotations

from datetime import date

import pytest

from pastoral.rules.calendar import Break, SchoolCalendar, Term


@pytest.fixture(scope="session")
def calendar() -> SchoolCalendar:
    """Monday to Friday, half term 26 to 30 October 2026, no INSET; a whole school year."""
    return SchoolCalendar(
        terms=(
            Term("Autumn", date(2026, 9, 1), date(2026, 12, 18), (Break(date(2026, 10, 26), date(2026, 10, 30)),)),
            Term("Spring", date(2027, 1, 4), date(2027, 3, 19), (Break(date(2027, 2, 8), date(2027, 2, 12)),)),
            Term("Summer", date(2027, 4, 5), date(2027, 7, 20), (Break(date(2027, 5, 31), date(2027, 6, 4)),)),
        ),
        bank_holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 5, 3), date(2027, 5, 31)}),
    )
