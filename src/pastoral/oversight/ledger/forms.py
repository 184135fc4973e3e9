"""The filters of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.records.pupils.queries import YEARS

from .filters import ABSENT, PLACES, REDUCED, Filters


class FilterForm(PastoralForm):
    marks_optional = False
    school = fields.SelectField(_("School"), required=False, prompt=_("Every school"))
    year = fields.SelectField(_("Year group"), required=False, prompt=_("Every year"), choices=[(one, one) for one in YEARS])
    place = fields.SelectField(_("Where"), required=False, prompt=_("Anywhere"), choices=list(PLACES.items()))
    term = fields.HiddenField()
    cover = fields.HiddenField()

    def __init__(self, filters: Filters, *, schools: Iterable[tuple[int, str]]) -> None:
        initial: dict[str, Any] = {
            "school": filters.school, "year": filters.year, "place": filters.place, "term": filters.term,
            "cover": "" if filters.cover == REDUCED else filters.cover,
        }  # fmt: skip
        super().__init__(initial=initial)
        offered = [(str(key), name) for key, name in schools]
        self.fields["school"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        if len(offered) < 2:
            del self.fields["school"]
        if filters.cover == ABSENT:
            del self.fields["place"]
