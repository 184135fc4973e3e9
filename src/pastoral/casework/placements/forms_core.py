"""The forms of deciding on a placement. Each page's fields have the names of what they set."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import date_long
from pastoral.rules.engine import Policy
from pastoral.rules.placements.facts import AIM_LABELS, LINKED_PLANS, SETTING_LABELS, SHAPE_LABELS

from .models import Consultation, Objective, Placement

REASONS = {
    "behaviour": _("Behaviour"),
    "learning": _("Learning that school cannot offer"),
    "wellbeing": _("Wellbeing"),
    "illness": _("Illness"),
    "suspension": _("A suspension"),
    "permanent_exclusion": _("A permanent exclusion"),
    "direction": _("An off-site direction, to improve behaviour"),
    "other": _("Another reason"),
}
ARRANGED_BY = {"school": _("The school"), "authority": _("The authority"), "education_centre": _("An education centre of the authority")}
TIERS = {"mainstream": _("Mainstream"), "mainstream_plus": _("Mainstream plus"), "targeted": _("Targeted")}
SEN = {"send": _("Has SEND"), "ehcna": _("An assessment for an EHC plan is under way"), "none": _("Neither")}
PER = {
    "hour": _("an hour"), "day": _("a day"), "week": _("a week"), "term": _("a term"), "placement": _("the whole placement"),
}  # fmt: skip
NATIONS_REASONS = {"wales": frozenset({"direction"})}  # there is no off-site direction in Wales


def _said(labels: dict[str, str]) -> Any:
    """The choices of a pure list of message ids, in the reader's language each time the form is made."""

    def choices() -> list[tuple[str, str]]:
        said = [(code, gettext(text)) for code, text in labels.items()]
        return [(code, text[:1].upper() + text[1:]) for code, text in said]

    return choices


def _past(label: Any, **more: Any) -> fields.DateField:
    return fields.DateField(label, required=False, latest=timezone.localdate, too_late=_("The day can't be in the future"), **more)


class NeedForm(PastoralForm):
    """What is needed and why (NPT-AP-01 to 03, 15, HAM-AP-01, ENG-AP-02)."""

    setting = fields.SelectField(_("What kind of place is it?"), choices=_said(SETTING_LABELS), missing=_("Choose the kind of place"))
    shape = fields.ChoiceField(_("How much of the week?"), choices=_said(SHAPE_LABELS), missing=_("Choose how much of the week it is"))
    reason = fields.ChoiceField(_("What is the main reason?"), choices=list(REASONS.items()), missing=_("Choose the main reason"))
    rationale = fields.LongTextField(
        _("Why does this provision meet the child's need? What shows it?"), required=False, rows=5,
        hint=_("Say what was tried at school, and what the child will get that school cannot give."),
    )  # fmt: skip
    needs_assessed_on = _past(_("When were the child's needs assessed?"), name=_("the day of the assessment"))
    needs_assessment = fields.LongTextField(_("What did the assessment find?"), required=False, rows=4)
    barriers = fields.LongTextField(_("What gets in the way of learning?"), required=False, rows=3)
    arranged_by = fields.ChoiceField(_("Who arranges it?"), choices=list(ARRANGED_BY.items()), required=False)
    on_home_roll = fields.YesNoField(_("Does the child stay on the school's roll?"), required=False)
    medical_reason = fields.LongTextField(
        _("If it is less than full time for health reasons, what are they?"), required=False, rows=2, max_characters=2_000
    )
    part_time_reason = fields.LongTextField(
        _("If it is less than full time for another reason, what is it?"), required=False, rows=2, max_characters=2_000
    )
    excluded_from = fields.DateField(
        _("If the child is excluded: what was the first day?"), required=False, name=_("the first day of the exclusion")
    )
    without_education_since = _past(
        _("If the child has no suitable education now: since when?"), name=_("the first day without education")
    )
    missed_school_days = fields.NumberField(
        _("If the child is ill: how many school days will be missed this year?"), required=False, minimum=0, maximum=200,
        name=_("the number of days"),
    )  # fmt: skip
    resident_here = fields.YesNoField(_("Does the child live in this authority?"), required=False)
    district = fields.TextField(_("In which district?"), required=False, max_characters=60)

    def __init__(self, *args: Any, nation: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = NATIONS_REASONS.get(nation, frozenset())
        reasons: Any = self.fields["reason"]
        reasons.choices = [(code, text) for code, text in REASONS.items() if code not in left_out]


FIRST = ("setting", "shape", "reason", "rationale", "needs_assessed_on", "needs_assessment")


class OpenForm(NeedForm):
    """What is asked when a place is first looked for; the rest stands on the page of the need."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(FIRST):
            del self.fields[name]


def need_initial(row: Placement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NeedForm.base_fields}


class AskedForm(PastoralForm):
    """Whether agencies work with the child, and what the parents agreed to (NPT-AP-04, ENG-AP-06)."""

    agencies_involved = fields.YesNoField(_("Do other agencies work with the child?"), required=False)
    parent_agreed_on = _past(
        _("When did a parent agree to the placement?"), hint=_("Leave it empty while they have not."), name=_("the day")
    )


class ConsultationForm(PastoralForm):
    """The child, a parent or an agency was asked."""

    who = fields.ChoiceField(_("Who was asked?"), choices=Consultation.Who.choices, missing=_("Choose who was asked"))
    name = fields.TextField(_("Their name"), required=False, max_characters=150, hint=_("For an agency: its name."))
    on = fields.DateField(
        _("When?"), name=_("the day"), latest=timezone.localdate, too_late=_("The day can't be in the future"), missing=_("Write the day")
    )
    how = fields.ChoiceField(_("How?"), choices=Consultation.How.choices, required=False)
    said = fields.LongTextField(_("What did they say?"), required=False, rows=4, hint=_("In their own words, if you can."))
    agreed = fields.YesNoField(_("If it was a parent: do they agree?"), required=False)


class PlanForm(PastoralForm):
    """The plan of the placement (HAM-AP-03 to 05, 10, 19, ENG-AP-05, WAL-EO-02)."""

    purpose = fields.LongTextField(_("What is the placement for?"), required=False, rows=3, max_characters=5_000)
    baseline = fields.LongTextField(
        _("Where does the child start from?"), required=False, rows=4,
        hint=_("Attendance, learning, behaviour, wellbeing. School levels alone are not enough."),
    )  # fmt: skip
    timeframe = fields.TextField(_("How long does it last?"), required=False, max_characters=300, hint=_("For example, two terms."))
    assessment_arrangements = fields.LongTextField(
        _("How and when is progress assessed?"), required=False, rows=3, max_characters=5_000
    )
    monitoring_arrangements = fields.LongTextField(
        _("Who follows the placement at school, how and how often?"), required=False, rows=3, max_characters=5_000
    )
    first_review_on = fields.DateField(_("When is the first review?"), required=False, name=_("the day of the first review"))
    exit_plan = fields.LongTextField(_("What comes after the placement?"), required=False, rows=3, max_characters=5_000)
    reintegration_is_objective = fields.YesNoField(_("Is the child to return to school?"), required=False)
    readiness = fields.LongTextField(
        _("How will you know that the child is ready to return?"), required=False, rows=3, max_characters=5_000
    )
    complements = fields.LongTextField(
        _("How does it fit the child's timetable and qualifications?"), required=False, rows=3, max_characters=5_000,
        hint=_("For a placement that is part of the week, or short."),
    )  # fmt: skip
    linked_plans = fields.ManyField(_("Which other plans of the child is it linked to?"), choices=_said(LINKED_PLANS), required=False)


def plan_initial(row: Placement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PlanForm.base_fields}


class ObjectiveForm(PastoralForm):
    """One objective, what it serves, and how it is measured (HAM-AP-04, NPT-AP-13, HAM-AP-18)."""

    statement = fields.LongTextField(
        _("What will the child achieve?"), rows=3, max_characters=2_000, missing=_("Write what the child will achieve")
    )
    aims = fields.ManyField(_("Which aims does it serve?"), choices=_said(AIM_LABELS), required=False)
    baseline = fields.LongTextField(_("Where does the child start from?"), required=False, rows=2, max_characters=2_000)
    measured_how = fields.LongTextField(_("How is it measured?"), required=False, rows=2, max_characters=2_000)
    unit = fields.TextField(_("Measured in"), required=False, max_characters=40, hint=_("For example, sessions a week."))
    baseline_value = fields.NumberField(_("Number at the start"), required=False, places=2, minimum=-99_999, maximum=99_999)
    target_value = fields.NumberField(_("Number to reach"), required=False, places=2, minimum=-99_999, maximum=99_999)
    by_when = fields.DateField(_("By when?"), required=False, name=_("the day"))


def objective_initial(found: Objective | None) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ObjectiveForm.base_fields} if found is not None else {}


class CheckedForm(PastoralForm):
    """What the school checked about the provider for this child, and who follows the placement (ENG-KC-01, 03, NPT-AP-09, HAM-AP-16)."""

    monitor = fields.TextField(
        _("Which member of the school's staff follows the placement?"), required=False, max_characters=150,
        hint=_("Attendance, outcomes and safety. The provider asks this person first."),
    )  # fmt: skip
    providers_compared = fields.NumberField(
        _("How many providers were looked at?"), required=False, minimum=0, maximum=100, name=_("the number of providers")
    )
    needs_met_on = _past(
        _("When did the school satisfy itself that the provider can meet the child's needs?"), name=_("the day when the school was sure")
    )
    changes_in_writing = fields.YesNoField(
        _("Has the provider agreed to say in writing when something changes, such as its staff?"), required=False
    )
    area_manager_asked_on = _past(
        _("If the provider is not on the list: when was the authority asked about it?"), name=_("the day when the authority was asked")
    )
    dual_from = fields.DateField(
        _("If the child is registered at both: from which day?"), required=False, name=_("the first day"),
        hint=_("Only where the provider is a school. Main at the home school, subsidiary at the provider."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        clean = dict(self.cleaned_data)
        return {**clean, "registration": "dual" if clean["dual_from"] else "home"}


class DatesForm(PastoralForm):
    """The first and the last day."""

    starts_on = fields.DateField(_("First day at the provider"), required=False, name=_("the first day"))
    ends_on = fields.DateField(_("Last day at the provider"), required=False, name=_("the last day"))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        start, end = clean.get("starts_on"), clean.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", gettext("The last day must not be before the first, %(day)s") % {"day": date_long(start)})
        return clean


class CostForm(PastoralForm):
    """What it costs and who pays (WIL-FUND-01, WIL-TIER-01)."""

    cost = fields.NumberField(_("Cost in pounds"), required=False, places=2, minimum=0, maximum=999_999)
    cost_per = fields.ChoiceField(_("For"), choices=list(PER.items()), required=False)
    fund = fields.TextField(_("From which budget is it paid?"), required=False, max_characters=40)
    tier = fields.ChoiceField(_("Which tier of support is it?"), choices=list(TIERS.items()), required=False)
    sen_category = fields.ChoiceField(_("Does the child have SEND?"), choices=list(SEN.items()), required=False)

    def __init__(self, *args: Any, policy: Policy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rule in (("tier", "WIL-TIER-01"), ("sen_category", "WIL-FUND-01")):
            if policy is not None and not policy.in_force(rule):
                del self.fields[name]


def cost_initial(row: Placement) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CostForm.base_fields}
