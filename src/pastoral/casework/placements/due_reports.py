"""Reports that a provider owes, for its home page and the page of the child."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access

from . import living
from .at_provider import Due
from .models import Place, ProviderReport


def due_reports(access: Access, places: list[Place]) -> Iterable[Due]:
    """One query more than the places, which are read already."""
    there, today = {one.placement_id: one for one in places}, timezone.localdate()
    for report in living.reports_asked(access):
        if (place := there.get(report.placement_id)) is not None:
            what = _("Final report: %(name)s") if report.kind == ProviderReport.Kind.FINAL else _("Report for a review: %(name)s")
            yield Due(
                what % {"name": place.pupil_name}, reverse("provider-report", args=[report.pk]), on=report.due_on,
                is_late=report.due_on < today, place_id=place.pk,
            )  # fmt: skip
