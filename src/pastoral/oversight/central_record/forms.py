"""The filters of the central record as a form."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.records.pupils.queries import YEARS

from .filters import CARE, COLOURS, ENDS, GROUPS, REVIEW_STATES, SORTS, Filters

YEAR_CHOICES = [("N", _("Nursery")), ("R", _("Reception")), *((year, year) for year in YEARS if year.isdigit())]


class FilterForm(PastoralForm):
    marks_optional = False
    school = fields.SelectField(_("School"), required=False, prompt=_("Every school"))
    year = fields.SelectField(_("Year group"), required=False, prompt=_("Any"), choices=YEAR_CHOICES)
    colour = fields.SelectField(_("Colour"), required=False, prompt=_("Any"), choices=list(COLOURS.items()))
    review = fields.SelectField(_("Next review"), required=False, prompt=_("Any"), choices=list(REVIEW_STATES.items()))
    ends = fields.SelectField(_("Last day"), required=False, prompt=_("Any"), choices=list(ENDS.items()))
    care = fields.SelectField(_("Care"), required=False, prompt=_("Any"), choices=list(CARE.items()))
    group = fields.SelectField(_("Group"), required=False, prompt=_("Any"), choices=list(GROUPS.items()))
    mine = fields.SelectField(
        _("Whose"), required=False, prompt=_("Everybody"), choices=[("yes", _("Those I am the education welfare officer of"))]
    )
    sort = fields.SelectField(
        _("Order"), required=False, prompt=SORTS["review"], choices=[pair for pair in SORTS.items() if pair[0] != "review"]
    )
    stage = fields.HiddenField()
    s = fields.HiddenField()

    def __init__(self, filters: Filters, *, schools: Iterable[tuple[int, str]], only_school: bool) -> None:
        codes = filters.codes()
        super().__init__(initial={name: codes.get(name, "") for name in self.base_fields})
        self.fields["school"].choices = [(str(key), name) for key, name in schools]  # type: ignore[attr-defined]  # a ChoiceField
        if only_school:
            del self.fields["school"], self.fields["mine"]
