"""The form by which an officer accepts or lowers a finding."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import ChoiceField, DateField, LongTextField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import date_long

from .easing import SHORTEST_REASON
from .models import Eased


class EaseForm(PastoralForm):
    """`last` is the latest end date that the authority allows."""

    kind = ChoiceField(
        _("What do you decide?"), missing=_("Choose what you decide"),
        choices=[(Eased.ACCEPTED.value, _("Accept it")), (Eased.LOWERED.value, _("Lower it"))],
        hints={
            Eased.ACCEPTED.value: _("Nobody is asked to put it right until the end date."),
            Eased.LOWERED.value: _("It stays on the list, one colour lower, and does not go up to anybody."),
        },
    )  # fmt: skip
    reason = LongTextField(
        _("Why?"), missing=_("Say why"), max_characters=1_000, rows=4,
        hint=_("Everybody who reads the record sees this, with your name."),
    )  # fmt: skip
    until = DateField(_("Until when?"), missing=_("Enter the last day on which this holds"), name=_("End date"))

    def __init__(self, *args: Any, last: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        self.fields["until"].hint = _("At the latest %(last)s. The day after, it counts in full again by itself.") % {  # type: ignore[attr-defined]  # a field of ours
            "last": date_long(last)
        }

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason.strip()) < SHORTEST_REASON:
            raise ValidationError(_("Say why in at least 10 characters"), code="too_short")
        return reason

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        whole = "parts-day-month-year"
        if until < timezone.localdate():
            raise ValidationError(_("The end date must be today or later"), code=whole)
        if until > self.last:
            raise ValidationError(_("The end date must be %(last)s or earlier") % {"last": date_long(self.last)}, code=whole)
        return until
