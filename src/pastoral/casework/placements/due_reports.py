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
    names = {one.pk: one.pupil_name for one in places}
    today = timezone.localdate()
    for report, place in living.owed_reports(access):
        if place.pk in names:
            what = _("Final report: %(name)s") if report.kind == ProviderReport.Kind.FINAL else _("Report for a review: %(name)s")
            yield Due(
                what % {"name": names[place.pk]}, reverse("provider-report", args=[report.pk]), on=report.due_on,
                is_late=report.due_on < today, place_id=place.pk,
            )  # fmt: skip
