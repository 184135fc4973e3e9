"""The forms of a reduced timetable. Each page's fields have the names of what they set."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import date_long
from pastoral.rules.reduced import CIRCUMSTANCE_LABELS, KNOWN_RISK_LABELS, REASON_LABELS
from pastoral.rules.reduced.hours import plain

from . import grid
from .models import HoursReview, Risk, Timetable


def _said(labels: dict[str, str], *, capital: bool = True) -> Any:
    """The choices of a pure list of message ids, in the reader's language each time the form is made."""

    def choices() -> list[tuple[str, str]]:
        said = [(code, gettext(text)) for code, text in labels.items()]
        return [(code, text[:1].upper() + text[1:]) for code, text in said] if capital else said

    return choices


class DetailsForm(PastoralForm):
    """The header of the form, and why (F-NPT-02, NPT-RT-02 to 04)."""

    start_on = fields.DateField(
        _("First day with fewer hours"), hint=_("For example, 27 3 2027"), name=_("the first day")
    )
    end_on = fields.DateField(
        _("Last day with fewer hours"), name=_("the last day"), 
        hint=_("The child is full time from the day after. Keep it as short as you can."),
    )  # fmt: skip
    reason = fields.ChoiceField(
        _("What is the main reason?"), choices=_said(REASON_LABELS), missing=_("Choose the main reason")
    )
    circumstance = fields.ChoiceField(
        _("Which of these is it?"), choices=_said(CIRCUMSTANCE_LABELS), required=False,
        hint=_("Hours may be reduced only in exceptional circumstances."),
    )  # fmt: skip
    rationale = fields.LongTextField(_("Why are fewer hours right for this child now?"), required=False, rows=4)
    avenues_tried = fields.LongTextField(_("What else was tried, and how did it go?"), required=False, rows=4)
    healthcare_plan = fields.TextField(
        _("Which individual healthcare plan is it part of?"), required=False, max_characters=120,
        hint=_("Only where the reason is medical alone. Otherwise it is part of the child's plan."),
    )  # fmt: skip
    hours_per_day = fields.TextField(
        _("Hours a day"), required=False, max_characters=40, width=20,
        hint=_("For example, 3. Or five numbers, from Monday to Friday: 3, 3, 2.5, 0, 3."),
    )  # fmt: skip
    safeguarding_concern = fields.YesNoField(_("Is there a safeguarding concern, whatever the reason?"), required=False)
    managed_move = fields.YesNoField(_("Is it part of a managed move?"), required=False)
    sanction = fields.YesNoField(
        _("Is it a punishment, or a way to let things cool off?"),
        required=False,
        hint=_("That is not lawful. Answer honestly."),
    )
    excluded = fields.ChoiceField(
        _("Is it one of these, which are no reduced timetables?"), required=False,
        choices=[*Timetable.Excluded.choices, ("no", _("Neither"))],
    )  # fmt: skip

    def clean_hours_per_day(self) -> list[str]:
        text = self.cleaned_data["hours_per_day"].replace(";", ",")
        parts = [part.strip() for part in text.split(",") if part.strip()]
        try:
            numbers = [Decimal(part) for part in parts]
        except InvalidOperation:
            raise ValidationError(gettext("Write hours a day as numbers, for example 3 or 2.5")) from None
        if len(numbers) not in (0, 1, 5):
            raise ValidationError(gettext("Write one number, or five from Monday to Friday"))
        if any(not number.is_finite() or not 0 <= number <= 12 for number in numbers):
            raise ValidationError(gettext("Hours a day are from 0 to 12"))
        return [plain(number) if number else "0" for number in numbers]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        start, end = clean.get("start_on"), clean.get("end_on")
        if start and end and end < start:
            self.add_error(
                "end_on", gettext("The last day must not be before the first, %(day)s") % {"day": date_long(start)}
            )
        return clean

    def values(self) -> dict[str, Any]:
        """What the service takes: no answer to a question of yes or no is no, but for safeguarding."""
        clean = dict(self.cleaned_data)
        clean["excluded"] = "" if clean["excluded"] in ("no", "") else clean["excluded"]
        return {**clean, "managed_move": bool(clean["managed_move"]), "sanction": bool(clean["sanction"])}


def details_initial(row: Timetable) -> dict[str, Any]:
    names = ("start_on", "end_on", "reason", "circumstance", "rationale", "avenues_tried", "healthcare_plan", "safeguarding_concern",
             "managed_move", "sanction")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "hours_per_day": ", ".join(row.hours_per_day),
        "excluded": row.excluded or "no",
    }


class CareForm(PastoralForm):
    """Who watches over it, and what is checked (NPT-RT-15, 20, 24, 25)."""

    monitor = fields.TextField(_("Which senior member of staff watches over it?"), required=False, max_characters=150)
    known_risks = fields.ManyField(
        _("Are any of these known for this child?"), choices=_said(KNOWN_RISK_LABELS), required=False,
        hint=_("This page is for staff alone."),
    )  # fmt: skip
    aln_support_asked_on = fields.DateField(
        _("When was the ALN support team asked?"),
        required=False,
        hint=_("Where the child has a statement, an IDP or an EHC plan."),
    )
    alp_in_place = fields.YesNoField(_("Does the child have additional learning provision?"), required=False)
    alp_checked = fields.YesNoField(_("Is it checked that this provision goes on?"), required=False)
    equality_checked = fields.YesNoField(_("Is it checked that a disabled child is not treated worse?"), required=False)
    provider_work = fields.LongTextField(
        _("What work does the child do at a provider?"),
        required=False,
        rows=3,
        hint=_("Only where the timetable has a provider."),
    )
    provider_purpose = fields.LongTextField(_("What is it for?"), required=False, rows=2)
    provider_leads_back = fields.YesNoField(_("Does it lead back to school as soon as possible?"), required=False)

    def values(self) -> dict[str, Any]:
        clean = dict(self.cleaned_data)
        return {**clean, **{name: bool(clean[name]) for name in ("alp_in_place", "alp_checked", "equality_checked")}}


class AskedForm(PastoralForm):
    ewo_consulted_on = fields.DateField(
        _("When was the education welfare or attendance officer asked?"), required=False, latest=timezone.localdate,
        too_late=_("The day can't be in the future"),
    )  # fmt: skip
    referrals = fields.LongTextField(
        _("Which referrals were made?"), required=False, rows=3, max_characters=2_000,
        hint=_("One on each line: for example social services, team around the family."),
    )  # fmt: skip
    no_referrals_reason = fields.LongTextField(
        _("If none: why is none needed?"), required=False, rows=2, max_characters=2_000
    )


class AgencyForm(PastoralForm):
    name = fields.TextField(
        _("Which agency works with the child or the family?"), max_characters=150, missing=_("Write the agency's name")
    )
    consulted_on = fields.DateField(_("When was it asked?"), required=False, latest=timezone.localdate)
    input_on = fields.DateField(_("When did it answer?"), required=False, latest=timezone.localdate)
    said = fields.LongTextField(_("What did it say?"), required=False, rows=3, max_characters=2_000)


class GroupForm(PastoralForm):
    """What the group for children absent from education said (WIL-CAFE-01)."""

    marks_optional = False

    reviewed_on = fields.DateField(
        _("When did the group last look at this child's provision?"), latest=timezone.localdate,
        too_late=_("The day can't be in the future"), missing=_("Enter the day"),
    )  # fmt: skip
    acts = fields.YesNoField(_("Did it recommend anything?"), required=False, reveals={"yes": "actions"})
    actions = fields.LongTextField(
        _("What did it recommend?"), required=False, rows=4, max_characters=5_000,
        hint=_("One on each line: what is to be done, who does it, and by when."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("acts") and not clean.get("actions") and "actions" not in self.errors:
            self.add_error("actions", gettext("Write what the group recommended"))
        return clean


class RiskForm(PastoralForm):
    of = fields.ChoiceField(_("What was assessed?"), choices=Risk.Of.choices, missing=_("Choose what was assessed"))
    outcome = fields.ChoiceField(_("What was found?"), choices=Risk.Outcome.choices, missing=_("Choose what was found"))
    managed_how = fields.LongTextField(_("How is the risk managed?"), required=False, rows=3, max_characters=5_000)
    done_on = fields.DateField(
        _("When was it done?"),
        latest=timezone.localdate,
        too_late=_("The day can't be in the future"),
        missing=_("Enter the day"),
    )
    document = fields.TextField(
        _("Where is the document?"), required=False, hint=_("For example its number, or where it is kept.")
    )
    review_on = fields.DateField(_("When is it looked at again?"), required=False)


class ReviewForm(PastoralForm):
    held_on = fields.DateField(
        _("When was the review held?"),
        latest=timezone.localdate,
        too_late=_("The day can't be in the future"),
        missing=_("Enter the day"),
    )
    with_pupil = fields.YesNoField(_("Did the child take part?"), required=False)
    with_parents = fields.YesNoField(_("Did a parent take part?"), required=False)
    said = fields.LongTextField(_("What was said?"), required=False, rows=4, max_characters=5_000)
    outcome = fields.ChoiceField(
        _("What was decided?"), choices=HoursReview.Outcome.choices, missing=_("Choose what was decided"),
        reveals={"increased": "step_id", "extension": "until"},
    )  # fmt: skip
    step_id = fields.SelectField(_("Which step was reached?"), choices=[], required=False, prompt=_("Choose a step"))
    until = fields.DateField(_("Until when should it go on?"), required=False)
    why = fields.LongTextField(
        _("If a longer time is asked for: why?"), required=False, rows=3, max_characters=5_000
    )
    next_review_on = fields.DateField(_("When is the next review?"), required=False)

    def __init__(self, *args: Any, steps: list[tuple[str, str]], may_extend: bool, extended_by: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step, outcome = cast(Any, self.fields["step_id"]), cast(Any, self.fields["outcome"])
        step.choices = steps
        if not may_extend:
            outcome.choices = [one for one in HoursReview.Outcome.choices if one[0] != "extension"]
            outcome.reveals = {"increased": "step_id"}
            del self.fields["until"], self.fields["why"]
        else:
            cast(Any, self.fields["why"]).hint = extended_by


class NextReviewForm(PastoralForm):
    on = fields.DateField(_("When is the next review?"), missing=_("Enter the day of the next review"))


class DecisionForm(PastoralForm):
    """The Director's answer."""

    authorise = fields.YesNoField(
        _("Do you authorise it?"), missing=_("Say whether you authorise it"), reveals={"yes": "until"}
    )
    until = fields.DateField(_("Until when?"), required=False)
    reasons = fields.LongTextField(_("Your reasons"), rows=4, max_characters=5_000, missing=_("Write your reasons"))


class ReasonForm(PastoralForm):
    reason = fields.LongTextField(_("Why?"), rows=3, max_characters=2_000, missing=_("Write why"))


class VariantForm(PastoralForm):
    """A way back to try out: how much more each time, and how often."""

    marks_optional = False
    more = fields.NumberField(
        _("Hours more at each step"), places=2, minimum=Decimal("0.5"), maximum=15, required=False
    )
    every = fields.NumberField(_("Weeks between steps"), minimum=1, maximum=12, required=False)


PLACE_LABELS = {
    "school": _("School"),
    "inclusion_centre": _("Inclusion centre"),
    "provider": _("Provider"),
    "tuition": _("Tuition"),
    "home": _("Work at home"),
    "none": _("Not in school"),
}
KIND_LABELS = {
    "taught": _("Lessons"),
    "registration": _("Registration"),
    "worship": _("Worship"),
    "break": _("Break"),
    "lunch": _("Lunch"),
}


def period_name(period: grid.Period) -> str:
    """ "Lesson 3", "Lunch", or what the school calls it."""
    name = period.get("name", "")
    if period["kind"] == "taught":
        return gettext("Lesson %(number)s") % {"number": name} if name.isdigit() else name or gettext("Lessons")
    return name or str(KIND_LABELS[period["kind"]])
