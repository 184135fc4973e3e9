"""One promise of the plan: who, what, by when, and which outcome it helps (NPT-PSP-13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import ChoiceField, DateField, LongTextField, SelectField, TextField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.commitments import PARTY_HEADINGS, Party

from ..models import Outcome


def parties() -> list[tuple[str, str]]:
    """The five groups in the order of the form, in the reader's language."""
    return [(party.value, translated(PARTY_HEADINGS[party])) for party in Party]


class CommitmentForm(PastoralForm):
    """`people` are the names on the plan, offered in a list and never required to be one of them."""

    party = ChoiceField(_("Who is this about?"), choices=parties, missing=_("Select whose part this is"))
    text = LongTextField(
        _("What will they do?"), hint=_("Say it so that everyone can tell whether it was done."),
        missing=_("Write what they will do"), max_characters=5_000, rows=3,
    )  # fmt: skip
    owner_name = TextField(_("Who will do it?"), hint=_("A person’s name"), missing=_("Enter who will do it"), max_characters=150)
    owner_agency = TextField(_("Which service are they from?"), required=False, max_characters=120)
    when = ChoiceField(
        _("By when?"), choices=(("date", _("By a date")), ("ongoing", _("All the time, until the next review"))),
        reveals={"date": "by_when"}, missing=_("Select by when"),
    )  # fmt: skip
    by_when = DateField(_("The date"), earliest=timezone.localdate, too_early=_("The date must be today or later"))
    outcome = SelectField(_("Which outcome does it help?"), required=False, prompt=_("No single one"))

    def __init__(self, *args: Any, outcomes: Iterable[Outcome] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]  # a SelectField, made above
            (str(row.pk), f"{row.number}. {row.statement[:90]}") for row in outcomes if row.statement
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("party") == Party.PROFESSIONAL and not cleaned.get("owner_agency") and "owner_agency" not in self.errors:
            self.add_error("owner_agency", ValidationError(translated("Enter the service they are from"), code="required"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """As `services.writing.save_commitment` takes them."""
        given = self.cleaned_data
        by_date = given["when"] == "date"
        return {
            "party": given["party"],
            "text": given["text"],
            "owner_name": given["owner_name"],
            "owner_agency": given["owner_agency"],
            "by_when": given["by_when"] if by_date else None,
            "ongoing": not by_date,
            "outcome_id": int(given["outcome"]) if given["outcome"] else None,
        }
