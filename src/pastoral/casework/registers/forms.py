"""What a provider confirmed of its children's half days, and why a child is away week after week."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.govuk.fields import ChoiceField, DateField, LongTextField, SelectField, TextField, TimeField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.records.attendance.models import PatternReason, SessionConfirmation

from .queries import AtProvider

HALVES = {"am": gettext_lazy("morning"), "pm": gettext_lazy("afternoon")}


class ConfirmForm(PastoralForm):
    """One provider's children on one day: an answer for each half day, and once who said so, how and when."""

    marks_optional = False  # a child about whom nothing was said yet is left out

    said_by = TextField(gettext_lazy("Who at the provider told you?"), max_characters=150)
    how = SelectField(gettext_lazy("How?"), choices=SessionConfirmation.How.choices, name=gettext_lazy("how you were told"))
    said_on = DateField(gettext_lazy("On which day were you told?"), name=gettext_lazy("the day you were told"))
    said_at = TimeField(
        gettext_lazy("At what time?"), name=gettext_lazy("the time you were told"), hint=gettext_lazy("For example, 9:30am")
    )

    def __init__(self, *args: Any, children: list[AtProvider], day: dt.date, **kwargs: Any) -> None:
        now = timezone.localtime()
        super().__init__(*args, initial={"said_on": now.date(), "said_at": now.time().replace(second=0, microsecond=0)}, **kwargs)
        self.day = day
        if day == now.date():
            del self.fields["said_on"]
        for one in children:
            text = _("%(name)s, %(half)s") % {"name": one.pupil, "half": HALVES[one.session.half]}
            self.fields[self.name_of(one)] = ChoiceField(
                text, choices=SessionConfirmation.Answer.choices, required=False, inline=True, name=text
            )
        self.order_fields([*map(self.name_of, children), "said_by", "how", "said_on", "said_at"])
        self.children = children

    @staticmethod
    def name_of(one: AtProvider) -> str:
        return f"answer-{one.key}"

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not any(found.get(self.name_of(one)) for one in self.children):
            self.add_error(None, _("Choose an answer for at least one child."))
        return found

    @property
    def answers(self) -> dict[str, str]:
        """The answers that were given, by the key of each half day."""
        given = {one.key: self.cleaned_data.get(self.name_of(one)) for one in self.children}
        return {key: answer for key, answer in given.items() if answer}

    @property
    def moment(self) -> dt.datetime:
        day = self.cleaned_data.get("said_on") or self.day
        return timezone.make_aware(dt.datetime.combine(day, self.cleaned_data["said_at"]))


class ReasonForm(PastoralForm):
    kind = ChoiceField(
        gettext_lazy("What is the reason?"), choices=PatternReason.Kind.choices, name=gettext_lazy("a reason"),
        hints={
            "elsewhere": gettext_lazy("Say where it is written down, and who agreed it."),
            "codes": gettext_lazy("Say which codes are right."),
        },
    )  # fmt: skip
    text = LongTextField(gettext_lazy("Say more"), max_characters=2_000, rows=4, name=gettext_lazy("the reason in words"))
