"""Filters of the list, the four factors, and the days on which others were told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.records.providers.models import FactorJudgement

from .filters import ATTENTION, SORTS, Filters


class FilterForm(PastoralForm):
    marks_optional = False
    school = fields.SelectField(_("School"), required=False, prompt=_("Every school"))
    provider = fields.SelectField(_("Provider"), required=False, prompt=_("Every provider"))
    attention = fields.SelectField(_("What to look at"), required=False, prompt=_("Everything"), choices=list(ATTENTION.items()))
    sort = fields.SelectField(
        _("Order"), required=False, prompt=SORTS["review"], choices=[pair for pair in SORTS.items() if pair[0] != "review"]
    )
    stage = fields.HiddenField()

    def __init__(self, filters: Filters, *, schools: Iterable[tuple[int, str]], providers: Iterable[tuple[int, str]]) -> None:
        codes = filters.codes()
        super().__init__(initial={name: codes.get(name, "") for name in self.base_fields})
        _choose(self.fields["school"], schools)
        _choose(self.fields["provider"], providers)
        if len(self.fields["school"].choices) < 2:  # type: ignore[attr-defined]  # a ChoiceField
            del self.fields["school"]


def _choose(field: Any, pairs: Iterable[tuple[int, str]]) -> None:
    field.choices = [(str(key), name) for key, name in pairs]


class FactorsForm(PastoralForm):
    """The four factors and the decision (WOR-UNR-03)."""

    site = fields.SelectField(_("Which place"), required=False, prompt=_("Wherever it teaches"))
    hours_a_week = fields.NumberField(
        _("Hours a week of a child there"), hint=_("With breaks and time for study alone."), minimum=0, maximum=80, places=2,
        name=_("the hours a week"),
    )  # fmt: skip
    weeks_a_year = fields.NumberField(_("Weeks in a year"), minimum=1, maximum=52, places=1, name=_("the weeks in a year"))
    time_of_day = fields.TextField(_("Time of day"), hint=_("For example, 9:30 to 14:30 on school days."), name=_("the time of day"))
    rules_out_elsewhere = fields.YesNoField(_("Does this rule out full-time education anywhere else?"), name=_("whether it rules it out"))
    decision = fields.ChoiceField(
        _("What do you decide?"), choices=FactorJudgement.Decision.choices, name=_("what you decide"),
        hint=_("There is no number of hours in the law. Full time is all, or nearly all, of a child's education."),
    )  # fmt: skip
    reason = fields.LongTextField(_("Why"), required=False, rows=3, max_characters=2_000)


class ToldForm(PastoralForm):
    """On which days the report went out (WOR-UNR-06)."""

    ofsted_told_on = fields.DateField(_("Ofsted was told on"), required=False, latest=timezone.localdate)
    government_told_on = fields.DateField(_("The Welsh Government was told on"), required=False, latest=timezone.localdate)
    lado_told_on = fields.DateField(
        _("The designated officer for safeguarding (LADO) was told on"), required=False, latest=timezone.localdate
    )
