"""Progress against the starting point of each objective, drawn, with the same figures as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pastoral.foundation.documents.charts import Measured, progress_chart
from pastoral.foundation.documents.tree import Chart
from pastoral.records.policy.packs import language_now

from .models import Objective, Placement, ProgressPoint


@dataclass(frozen=True)
class Reading:
    """One objective with what was measured and said; `chart` is None where nothing was measured in numbers."""

    objective: Objective
    points: list[ProgressPoint]
    chart: Chart | None


def readings(
    objectives: Iterable[Objective], points: Mapping[int, list[ProgressPoint]], *, start: dt.date, end: dt.date | None
) -> list[Reading]:
    """Each objective with its readings. The starting point counts from `start`; a target without a day of its own is for `end`."""
    return [Reading(one, points.get(one.pk, []), _chart(one, points.get(one.pk, []), start, end)) for one in objectives]


def span_of(row: Placement) -> dict[str, Any]:
    """From its first day (or since it is looked for) to its last, for `readings`."""
    return {"start": row.began_on or row.starts_on or row.opened_on, "end": row.ends_on}


def _chart(one: Objective, points: list[ProgressPoint], start: dt.date, end: dt.date | None) -> Chart | None:
    measured = [Measured(point.on, point.value) for point in points if point.value is not None]
    if not measured:
        return None
    first = min(start, *(each.day for each in measured))
    by = one.by_when or end
    return progress_chart(
        title=one.statement, measured=measured, language=language_now(), unit=one.unit,
        baseline=Measured(first, one.baseline_value) if one.baseline_value is not None else None,
        target=Measured(by, one.target_value) if one.target_value is not None and by is not None else None,
    )  # fmt: skip
