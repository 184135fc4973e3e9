"""The filters of the list, and its search box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from pastoral.casework.plans.models import Plan
from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from .filters import ALL, OPEN, RECEIPT, REVIEW_STATES, SORTS, Filters


class FilterForm(PastoralForm):
    marks_optional = False
    school = fields.SelectField(_("School"), required=False, prompt=_("Every school"))
    stage = fields.SelectField(
        _("Stage"), required=False, prompt=_("Every open stage"),
        choices=[*Plan.Status.choices, (ALL, _("Open and closed"))],
    )  # fmt: skip
    review = fields.SelectField(_("Review"), required=False, prompt=_("Any"), choices=list(REVIEW_STATES.items()))
    lead = fields.SelectField(_("Lead"), required=False, prompt=_("Anybody"))
    reason = fields.SelectField(_("Reason"), required=False, prompt=_("Any"))
    receipt = fields.SelectField(_("Sent to the authority"), required=False, prompt=_("Any"), choices=list(RECEIPT.items()))
    sort = fields.SelectField(
        _("Order"), required=False, prompt=_("Next review, soonest first"),
        choices=[(code, text) for code, text in SORTS.items() if code != "review"],
    )  # fmt: skip
    s = fields.HiddenField()
    # the names of the boxes are from-day and so on
    opened_from = fields.DateField(_("Opened from"), required=False)
    opened_to = fields.DateField(_("Opened to"), required=False)

    def __init__(
        self,
        filters: Filters,
        *,
        schools: Iterable[tuple[int, str]],
        leads: Iterable[tuple[int, str]],
        reasons: Iterable[tuple[str, str]],
        only_school: bool,
    ) -> None:
        super().__init__(initial={**_initial(filters)})
        offered: dict[str, Any] = {"school": schools, "lead": leads, "reason": reasons}
        for name, choices in offered.items():
            self.fields[name].choices = [(str(value), text) for value, text in choices]  # type: ignore[attr-defined]  # a ChoiceField
        if only_school:
            del self.fields["school"]

    def add_prefix(self, field_name: str) -> str:
        return {"opened_from": "from", "opened_to": "to"}.get(field_name, field_name)


def _initial(filters: Filters) -> dict[str, Any]:
    return {
        "school": filters.school, "stage": "" if filters.stage == OPEN else filters.stage, "review": filters.review,
        "lead": filters.lead, "reason": filters.reason, "receipt": filters.receipt,
        "sort": "" if filters.sort == "review" else filters.sort, "s": filters.search,
        "opened_from": filters.opened_from, "opened_to": filters.opened_to,
    }  # fmt: skip
