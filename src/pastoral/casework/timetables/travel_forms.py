"""The forms of changed journeys: the travel change form in its three sections (F-NPT-08), and what was answered to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from .models import Timetable

# The headings of the form and the fields under each, in its order (NPT-TR-02).
SECTIONS = (
    (_("Before the form"), ("applied_online", "entitlement")),
    (_("Section A: who asks, at school"), ("a_name", "a_position", "a_email", "a_telephone")),
    (_("Section B: the change"), ("change", "reason")),
    (
        _("Section C: the service that sanctions it"),
        ("c_name", "c_service", "c_position", "c_email", "c_telephone", "c_reason", "sanctioned_on"),
    ),
)


class TravelAgreedForm(PastoralForm):
    """All there is to say of a child who gets no help with travel."""

    travel_agreed_on = fields.DateField(
        _("When was travel agreed with the parents?"), required=False, latest=timezone.localdate,
        too_late=_("The day can't be in the future"),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TravelForm(TravelAgreedForm):
    """Saved as far as it is filled in; what sending needs is said beside the button."""

    marks_optional = False
    applied_online = fields.YesNoField(
        _("Is the online application made?"), required=False, hint=_("Without it, and a confirmed entitlement, the form is not valid.")
    )
    entitlement = fields.TextField(_("Reference of the confirmed entitlement"), required=False, max_characters=60)
    a_name = fields.TextField(_("Name of requester"), required=False, max_characters=150)
    a_position = fields.TextField(_("Position"), required=False, max_characters=150)
    a_email = fields.TextField(_("Email"), required=False, max_characters=200)
    a_telephone = fields.TextField(_("Telephone"), required=False, max_characters=40, width=20)
    change = fields.LongTextField(
        _("The change in full"), required=False, rows=4, max_characters=3_000,
        hint=_("The times of each day are on the form already."),
    )  # fmt: skip
    reason = fields.LongTextField(
        _("Reason in full"), required=False, rows=4, max_characters=3_000,
        hint=_("Write only what the transport service must know."),
    )  # fmt: skip
    c_name = fields.TextField(_("Name"), required=False, max_characters=150)
    c_service = fields.TextField(
        _("Service area"), required=False, max_characters=150, hint=_("The ALN or Pupil Wellbeing service, or the health service.")
    )
    c_position = fields.TextField(_("Position"), required=False, max_characters=150)
    c_email = fields.TextField(_("Email"), required=False, max_characters=200)
    c_telephone = fields.TextField(_("Telephone"), required=False, max_characters=40, width=20)
    c_reason = fields.LongTextField(_("Reason for sanctioning in full"), required=False, rows=4, max_characters=3_000)
    sanctioned_on = fields.DateField(
        _("When did the service sign it?"), required=False, latest=timezone.localdate, too_late=_("The day can't be in the future")
    )
    sign = fields.YesNoField(
        _("Do you sign sections A and B now?"), required=False,
        hint=_("Your name and today's date stand on the form. Other words later need a new signature."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        clean = dict(self.cleaned_data)
        return {**clean, "sign": bool(clean.get("sign"))}


class TravelAnswerForm(PastoralForm):
    """What the transport service decided (NPT-TR-03, NPT-TR-04)."""

    decision = fields.ChoiceField(
        _("What did the transport service decide?"), choices=[("agreed", _("Agreed")), ("refused", _("Refused"))],
        missing=_("Say what was decided"), reveals={"agreed": "contract"},
    )  # fmt: skip
    contract = fields.TextField(
        _("Reference of the new contract"), required=False, max_characters=60,
        hint=_("A changed journey needs a new contract. Leave it empty while there is none."),
    )  # fmt: skip
    decided_on = fields.DateField(
        _("When was it decided?"), latest=timezone.localdate, too_late=_("The day can't be in the future"), missing=_("Enter the day")
    )
    school_told_on = fields.DateField(_("When was the school told?"), required=False, latest=timezone.localdate)
    parent_told_on = fields.DateField(_("When were the parents told?"), required=False, latest=timezone.localdate)


def initial_of(row: Timetable, *, post: str, by_name: str, by_email: str) -> dict[str, Any]:
    """What is kept; section A begins with whoever fills it in."""
    kept = {
        name: dt.date.fromisoformat(value) if name.endswith("_on") and value else value for name, value in row.transport.items()
    }
    start = {"a_name": by_name, "a_email": by_email, "a_position": post, "a_telephone": row.school.telephone}
    return {**start, **kept, "travel_agreed_on": row.travel_agreed_on}
