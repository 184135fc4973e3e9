"""The forms of the audit: one sitting over every indicator that people judge, and the answer to a provisional red."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.reduced.audit import INDICATORS, JUDGED

from .models import Rating
from .services.auditing import Verdict

YES, NO = "yes", "no"


def slug(code: str) -> str:
    """The code as part of a field's name: "R-a" → "r_a"."""
    return code.lower().replace("-", "_")


class AuditForm(PastoralForm):
    """A yes or no and its evidence for each judged indicator; what is left empty stays as it was."""

    marks_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in JUDGED:
            words = gettext(INDICATORS[code][1])
            self.fields[f"holds_{slug(code)}"] = fields.ChoiceField(
                words, choices=[(YES, _("Yes, it is so")), (NO, _("No"))], required=False, inline=True
            )
            self.fields[f"evidence_{slug(code)}"] = fields.LongTextField(
                _("What shows it?"), name=_("what shows “%(indicator)s”") % {"indicator": words}, required=False, rows=2,
                max_characters=5_000, count=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for code in JUDGED:
            holds, evidence = f"holds_{slug(code)}", f"evidence_{slug(code)}"
            words = {"indicator": gettext(INDICATORS[code][1])}
            if clean.get(holds) and not clean.get(evidence) and evidence not in self.errors:
                self.add_error(evidence, gettext("Write what shows it: “%(indicator)s”") % words)
            if clean.get(evidence) and not clean.get(holds) and holds not in self.errors:
                self.add_error(holds, gettext("Say yes or no: “%(indicator)s”") % words)
        return clean

    def verdicts(self) -> list[Verdict]:
        return [
            Verdict(code, self.cleaned_data[f"holds_{slug(code)}"] == YES, self.cleaned_data[f"evidence_{slug(code)}"])
            for code in JUDGED
            if self.cleaned_data[f"holds_{slug(code)}"]
        ]


class RatingForm(PastoralForm):
    """An officer's answer to a red (NPT-AUD-03). `lowering`: whether the child's status is what makes it red."""

    answer = fields.ChoiceField(
        _("What is your answer?"), choices=Rating.Answer.choices, missing=_("Choose your answer"), reveals={"lowered": "until"}
    )
    until = fields.DateField(
        _("Until when is it lowered?"), earliest=timezone.localdate, too_early=_("The last day must be today or later"),
        missing=_("Enter the last day"), hint=_("After this day it is red again, until an officer has looked at it."),
    )  # fmt: skip
    reason = fields.LongTextField(_("Your reason"), rows=4, max_characters=5_000, missing=_("Write your reason"))

    def __init__(self, *args: Any, lowering: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lowering:
            answer: Any = self.fields["answer"]
            answer.choices = [one for one in Rating.Answer.choices if one[0] == Rating.Answer.CONFIRMED]
            answer.reveals = {}
            del self.fields["until"]
