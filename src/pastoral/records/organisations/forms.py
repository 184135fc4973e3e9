"""The forms of term dates and closed days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import ChoiceField, DateField, TextField
from pastoral.foundation.govuk.forms import PastoralForm


class TermForm(PastoralForm):
    name = TextField(
        _("Name of the term"), hint=_("For example, Autumn 2026"), name=_("the name of the term"), max_characters=60
    )
    starts_on = DateField(_("First day of term"), name=_("the first day of term"))
    ends_on = DateField(_("Last day of term"), name=_("the last day of term"))
    half_starts_on = DateField(_("First day of half-term"), name=_("the first day of half-term"), required=False)
    half_ends_on = DateField(_("Last day of half-term"), name=_("the last day of half-term"), required=False)


class ClosedForm(PastoralForm):
    reason = ChoiceField(
        _("Why is the school closed to pupils?"),
        choices=(("inset", _("INSET (staff training)")), ("closure", _("Closed (weather, election, other)"))),
        missing=_("Select why the school is closed"),
    )
    first = DateField(_("Day, or first day"), name=_("the day"))
    last = DateField(_("Last day, if it is more than one"), name=_("the last day"), required=False)
    note = TextField(_("Note"), hint=_("For example, polling station"), required=False, max_characters=120)
