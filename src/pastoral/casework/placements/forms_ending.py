"""The forms of how a placement ends, and of the provider's reports."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.placements.destinations import DESTINATION_LABELS

from .forms_living import past_day, said
from .models import Following, Ready


class BeginEndingForm(PastoralForm):
    """The last day, and why it ends."""

    last_day = fields.DateField(_("Last day at the provider"), name=_("the last day"))
    reason = fields.LongTextField(_("Why does it end?"), rows=3, max_characters=5_000, missing=_("Write why it ends"))


class SettleForm(PastoralForm):
    """What is on the record before the placement is closed."""

    returns_to_school = fields.YesNoField(_("Does the child go back to the home school?"), required=False)
    destination = fields.SelectField(
        _("Where does the child go next?"), choices=said(DESTINATION_LABELS), required=False, prompt=_("Choose where"),
    )  # fmt: skip
    destination_plan = fields.LongTextField(
        _("The plan for what comes next"), required=False, rows=3, max_characters=5_000,
        hint=_("Education, or work with part-time study or training. Needed where the child does not go back to school."),
    )  # fmt: skip
    pupil_view = fields.LongTextField(
        _("How did it go? What the child says"), required=False, rows=4, max_characters=5_000, hint=_("In the child's own words."),
    )  # fmt: skip
    verdict = fields.LongTextField(_("Did the placement reach what it was for?"), required=False, rows=3, max_characters=5_000)
    no_report_reason = fields.LongTextField(
        _("If there is no final report from the provider: why?"), required=False, rows=2, max_characters=2_000,
    )  # fmt: skip


class WayBackForm(PastoralForm):
    """The return to school."""

    plan = fields.LongTextField(
        _("How does the child come back?"), required=False, rows=5, max_characters=10_000, hint=_("Step by step, and who does what."),
    )  # fmt: skip
    readiness = fields.LongTextField(
        _("How do you know that the child is ready?"), required=False, rows=3, max_characters=5_000,
        hint=_("Agree this with the child and the provider."),
    )  # fmt: skip
    link_adult = fields.TextField(_("The adult at school who is there for the child"), required=False, max_characters=150)
    belonging = fields.LongTextField(
        _("What keeps the child part of the school meanwhile?"), required=False, rows=3, max_characters=5_000,
        hint=_("For example, visits, rewards, trips, a favourite lesson."),
    )  # fmt: skip
    support = fields.LongTextField(
        _("What school and provider do together for the return"), required=False, rows=3, max_characters=5_000
    )
    back_on = fields.DateField(
        _("First day back at school"), required=False, name=_("the first day back"),
        hint=_("Six and thirteen weeks after it the school looks in on the child again."),
    )  # fmt: skip


class ReadyForm(PastoralForm):
    """One of the three says whether the child is ready."""

    who = fields.ChoiceField(_("Who says it?"), choices=Ready.Who.choices, inline=True, missing=_("Choose who says it"))
    by_name = fields.TextField(_("Their name"), max_characters=150, missing=_("Write their name"))
    ready = fields.YesNoField(_("Ready to come back?"), missing=_("Say whether the child is ready"))
    on = past_day(_("When did they say it?"), name=_("the day"))
    said = fields.LongTextField(_("In their words"), required=False, rows=2, max_characters=2_000)


class ProviderReadyForm(PastoralForm):
    """The provider's own word."""

    ready = fields.YesNoField(_("Is the child ready to go back to school?"), missing=_("Say whether the child is ready"))
    said = fields.LongTextField(_("Why do you think so?"), required=False, rows=3, max_characters=2_000)


class CheckForm(PastoralForm):
    """Six or thirteen weeks after the return."""

    done_on = past_day(_("When did you look?"), name=_("the day"))
    attendance = fields.NumberField(
        _("Attendance since the return"), required=False, minimum=0, maximum=100, places=1, suffix="%", name=_("attendance"),
    )  # fmt: skip
    settled = fields.YesNoField(_("Has the child settled?"), missing=_("Say whether the child has settled"))
    said = fields.LongTextField(_("What did you see, and what does the child say?"), required=False, rows=4, max_characters=5_000)


class TransitionForm(PastoralForm):
    """The plan for after Year 11."""

    transition_plan = fields.LongTextField(
        _("The plan for after Year 11"), required=False, rows=6, max_characters=10_000,
        hint=_("Education, work or training, made with the family, the provider and, where there is one, the employer."),
    )  # fmt: skip


class FollowingForm(PastoralForm):
    """Where the young person is now."""

    on = past_day(_("On which day was this so?"), name=_("the day"))
    status = fields.ChoiceField(_("Where are they?"), choices=Following.Status.choices, missing=_("Choose where they are"))
    said = fields.LongTextField(_("What do you know?"), required=False, rows=2, max_characters=2_000)


class AskReportForm(PastoralForm):
    """The provider is asked for its final report."""

    due_on = fields.DateField(
        _("By when?"), name=_("the day"), earliest=timezone.localdate, too_early=_("{Name} must be today or later"),
    )  # fmt: skip


def _part(label: Any, hint: Any = "") -> Any:
    return fields.LongTextField(label, required=False, rows=6, max_characters=10_000, hint=hint)


class ReportForm(PastoralForm):
    """The provider's report: four parts."""

    attainment = _part(_("What the child achieved"), _("In lessons and qualifications, and anything else to be proud of."))
    progress = _part(_("Progress from where the child started"))
    attendance = fields.LongTextField(
        _("Attendance"), required=False, rows=3, max_characters=5_000, hint=_("How many sessions of how many, and what helped.")
    )
    behaviour = _part(_("How behaviour changed"), _("With examples."))


class PaperReportForm(ReportForm):
    """A final report that came on paper: staff copy it."""

    on = past_day(_("When did it come?"), name=_("the day"))
