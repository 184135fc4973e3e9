"""Opening a plan, what is settled while deciding, and why a plan leaves its usual way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import lower_first
from pastoral.records.policy.packs import Pack, said
from pastoral.rules.psp import OTHER_PLANS

from ..models import Plan
from ..people import Staff

OTHER = "other"
QUARTER = Decimal("0.25")


class OpenForm(PastoralForm):
    """What a plan begins with."""

    concern = fields.LongTextField(
        _("What worries you, and how does everyone see it?"),
        hint=_("Write what you, the teachers, the family and the child each see. Say what goes well, too."),
        rows=8,
        name=_("what worries you"),
        missing=_("Write what worries you"),
    )
    reasons = fields.ManyField(
        _("Why may a plan be needed?"), hint=_("Choose all that are true."), missing=_("Choose at least one reason")
    )
    strategies_tried = fields.LongTextField(
        _("What has been tried so far, and how did it go?"),
        hint=_("You can add to this later."),
        required=False,
        name=_("what has been tried"),
    )

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_reasons(self, pack)


class DecidingForm(PastoralForm):
    """Everything that is settled while deciding, and kept true until the plan is closed."""

    marks_optional = False  # the page says at its head that nothing has to be complete at once

    concern = fields.LongTextField(
        _("What worries you, and how does everyone see it?"),
        hint=_("From the child, the family, teachers and others. Say what goes well, too."),
        rows=8,
        name=_("what worries you"),
        missing=_("Write what worries you"),
    )
    reasons = fields.ManyField(
        _("Why may a plan be needed?"), hint=_("Choose all that are true."), missing=_("Choose at least one reason")
    )
    strategies_tried = fields.LongTextField(
        _("What has been tried so far, and how did it go?"), required=False, name=_("what has been tried")
    )
    lead_id = fields.SelectField(
        _("Who leads the plan?"), hint=_("A senior member of staff of the school."), required=False, name=_("who leads the plan")
    )
    lead_post = fields.TextField(_("Their post"), required=False, max_characters=120, name=_("the post of who leads"))
    key_adult_id = fields.SelectField(
        _("Who is the key adult?"),
        hint=_("They get on well with the child, and meet them each week."),
        required=False,
        name=_("the key adult"),
    )
    key_adult_name = fields.TextField(
        _("Name of somebody who is not on the list"), required=False, max_characters=150, name=_("the name of the key adult")
    )
    alnco_informed_on = fields.DateField(
        _("When was the ALNCo told?"), required=False, latest=timezone.localdate, name=_("the day the ALNCo was told"),
        too_late=_("The day the ALNCo was told can't be in the future"),
    )  # fmt: skip
    staff_informed_on = fields.DateField(
        _("When were the staff who teach the child told?"), required=False, latest=timezone.localdate,
        name=_("the day the staff were told"), too_late=_("The day the staff were told can't be in the future"),
    )  # fmt: skip
    ewo_involved_on = fields.DateField(
        _("Since when is the education welfare officer involved?"), required=False, latest=timezone.localdate,
        name=_("the day the education welfare officer became involved"),
        too_late=_("The day the education welfare officer became involved can't be in the future"),
    )  # fmt: skip
    ewo_name = fields.TextField(
        _("Name of the education welfare officer"), required=False, max_characters=150, autocomplete="off"
    )
    needs_assessed = fields.YesNoField(_("Have the child's needs been assessed?"), required=False)
    idp_reference = fields.TextField(
        _("Which individual development plan (IDP) does the child have?"), hint=_("Its number or its date."), required=False,
        max_characters=60, name=_("the IDP"),
    )  # fmt: skip
    no_idp_reason = fields.LongTextField(
        _("If there is no IDP, why not?"), required=False, max_characters=2_000, rows=3, count=False, name=_("why there is no IDP")
    )
    idp_outcomes_linked = fields.YesNoField(_("Do the outcomes of this plan fit those of the IDP?"), required=False)
    other_plans = fields.ManyField(
        _("Which other plans does the child have?"), required=False, choices=[(code, text) for code, text in OTHER_PLANS.items()],
    )  # fmt: skip
    other_plans_note = fields.LongTextField(
        _("Which are they, and how do they fit with this one?"), required=False, max_characters=2_000, rows=3, count=False,
        name=_("how the plans fit together"),
    )  # fmt: skip
    behaviour_plan_ended_on = fields.DateField(
        _("When did the behaviour plan end?"), hint=_("This plan takes its place."), required=False, latest=timezone.localdate,
        name=_("the day the behaviour plan ended"), too_late=_("The day the behaviour plan ended can't be in the future"),
    )  # fmt: skip
    attendance_percent = fields.NumberField(
        _("Attendance this year"), required=False, minimum=0, maximum=100, places=1, suffix="%", name=_("attendance")
    )
    exclusions_count = fields.NumberField(
        _("How many times excluded for a fixed time"), required=False, minimum=0, maximum=200, name=_("the number of exclusions")
    )
    exclusion_days = fields.NumberField(
        _("Days excluded in all"), hint=_("Count in quarter days, like 2.5 or 3.25."), required=False, minimum=0, maximum=200,
        places=2, name=_("the days excluded"),
    )  # fmt: skip
    engagement_difficult = fields.YesNoField(
        _("Is it hard to reach the parents or carers?"), required=False, reveals={"yes": "engagement_attempts"}
    )
    engagement_attempts = fields.LongTextField(
        _("What was tried to reach them, and when?"),
        hint=_("One try on each line. The Inclusion Service can advise; a smaller meeting may help."),
        required=False,
        max_characters=5_000,
        name=_("what was tried to reach them"),
    )
    parents_contacted_on = fields.DateField(
        _("When did you last talk to the parents or carers about a change to the plan?"), required=False,
        latest=timezone.localdate, name=_("the day you talked to the parents"),
        too_late=_("The day you talked to the parents can't be in the future"),
    )  # fmt: skip

    def __init__(self, *args: Any, pack: Pack, staff: Iterable[Staff], plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_reasons(self, pack)
        as_the_pack_says(self, pack)
        people = list(staff)
        leads = {str(one.user_id): one.said for one in people if one.senior}
        adults = {str(one.user_id): one.said for one in people}
        if plan.lead is not None:
            leads.setdefault(str(plan.lead_id), plan.lead.name)  # who led stays on the list, also after they left
        if plan.key_adult is not None:
            adults.setdefault(str(plan.key_adult_id), plan.key_adult.name)
        self.fields["lead_id"].choices = list(leads.items())  # type: ignore[attr-defined]  # a SelectField
        self.fields["key_adult_id"].choices = [*adults.items(), (OTHER, _("Somebody else"))]  # type: ignore[attr-defined]  # a SelectField

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean: dict[str, Any] = self.cleaned_data
        days = clean.get("exclusion_days")
        if days is not None and days % QUARTER:
            self.add_error("exclusion_days", str(_("The days excluded are counted in quarter days, like 2.25, 2.5 or 2.75")))
        if clean.get("key_adult_id") == OTHER and not clean.get("key_adult_name"):
            self.add_error("key_adult_name", str(_("Enter the name of the key adult")))
        return clean

    def settled(self) -> dict[str, Any]:
        """The clean values as `services.opening.settle` takes them; the key adult is named apart."""
        clean = {name: value for name, value in self.cleaned_data.items() if name not in ("key_adult_id", "key_adult_name")}
        clean["lead_id"] = int(clean["lead_id"]) if clean["lead_id"] else None
        clean["engagement_difficult"] = bool(clean["engagement_difficult"])
        clean["engagement_attempts"] = clean["engagement_attempts"] or ""
        clean["idp_outcomes_linked"] = bool(clean["idp_outcomes_linked"])
        if "other_plans" in clean:
            clean["other_plans"] = sorted(clean["other_plans"] or [])
            clean["other_plans_note"] = clean["other_plans_note"] or ""
        return clean

    def key_adult(self, staff: Iterable[Staff], plan: Plan) -> tuple[int | None, str]:
        """(account, name) of who was chosen."""
        chosen = self.cleaned_data.get("key_adult_id") or ""
        if chosen in ("", OTHER):
            return None, self.cleaned_data.get("key_adult_name") or ""
        names = {one.user_id: one.name for one in staff}
        return int(chosen), names.get(int(chosen)) or plan.key_adult_name


class ReasonForm(PastoralForm):
    """Why a plan is withdrawn, goes back, is not needed, or is opened again."""

    reason = fields.LongTextField(_("Why?"), max_characters=5_000, name=_("the reason"), missing=_("Give a reason"))


class NoReasonForm(ReasonForm):
    """The same where a reason is welcome and not asked for."""

    reason = fields.LongTextField(_("Why?"), required=False, max_characters=5_000, name=_("the reason"))


def offer_reasons(form: PastoralForm, pack: Pack) -> None:
    """The reasons of the authority's own list."""
    field: Any = form.fields["reasons"]
    field.choices = [(one.code, said(one.text)) for one in pack.choices("reasons")]
    field.hints = {one.code: said(one.hint) for one in pack.choices("reasons") if one.hint}


OTHER_PLAN_FIELDS = ("other_plans", "other_plans_note", "behaviour_plan_ended_on")
OTHER_PLAN_RULES = ("HIL-PSP-03", "HIL-PSP-04", "HAM-AP-05")


def asks_other_plans(pack: Pack) -> bool:
    """Whether the authority's rules look at the child's other plans."""
    return any(pack.psp.in_force(rule) for rule in OTHER_PLAN_RULES)


def as_the_pack_says(form: Any, pack: Pack) -> None:
    """The authority's own titles in the questions that name a post; and only what its rules look at."""
    if not asks_other_plans(pack):
        for name in OTHER_PLAN_FIELDS:
            del form.fields[name]
    elif not pack.psp.in_force("HIL-PSP-03"):
        del form.fields["behaviour_plan_ended_on"]
    if pack.psp.in_force("NPT-PSP-04"):
        return
    alnco, ewo = (lower_first(said(pack.labels.role(code))) for code in ("alnco", "ewo"))
    for name, label, spoken, late in (
        (
            "alnco_informed_on", gettext("When was the %(who)s told?") % {"who": alnco},
            gettext("the day the %(who)s was told") % {"who": alnco}, gettext("This day can't be in the future"),
        ),
        (
            "ewo_involved_on", gettext("Since when is the %(who)s involved?") % {"who": ewo},
            gettext("the day the %(who)s became involved") % {"who": ewo}, gettext("This day can't be in the future"),
        ),
    ):  # fmt: skip
        field = form.fields[name]
        field.label, field.name, field.too_late = label, spoken, late
    form.fields["ewo_name"].label = gettext("Name of the %(who)s") % {"who": ewo}
    form.fields["engagement_attempts"].hint = gettext("One try on each line. The authority can advise; a smaller meeting may help.")
    if pack.nation == "england":
        form.fields["idp_reference"].label = gettext("Which plan does the child have for special educational needs?")
        form.fields["idp_reference"].hint = gettext("An EHC plan or one for SEN support: its number or its date.")
        form.fields["no_idp_reason"].label = gettext("If there is no such plan, why not?")
        form.fields["idp_outcomes_linked"].label = gettext("Do the targets of this plan fit those of that plan?")
        form.fields["exclusions_count"].label = gettext("How many times suspended")
        form.fields["exclusion_days"].label = gettext("Days suspended in all")


def initial_of(plan: Plan) -> dict[str, Any]:
    """A plan's present values as the deciding form shows them."""
    values = {name: getattr(plan, name) for name in DecidingForm.base_fields}
    values["lead_id"] = str(plan.lead_id or "")
    values["key_adult_id"] = str(plan.key_adult_id or "") or (OTHER if plan.key_adult_name else "")
    values["key_adult_name"] = "" if plan.key_adult_id else plan.key_adult_name
    values["engagement_difficult"] = plan.engagement_difficult or None
    values["idp_outcomes_linked"] = plan.idp_outcomes_linked or None
    return values


# ── two tabs: what each of them changed ──


def marks_of(values: Mapping[str, Any]) -> str:
    """A short mark for each value, as one hidden text: what the page was loaded with, without saying it again."""
    return json.dumps({name: _mark(value) for name, value in values.items()}, separators=(",", ":"))


def both_changed(base: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """(fields that we both changed, and differently; fields that only they changed). `base` is what `marks_of` said then."""
    try:
        marks = json.loads(base)
    except ValueError:
        marks = {}
    if not isinstance(marks, dict):
        marks = {}
    clash, only_theirs = set(), set()
    for name, value in mine.items():
        was, mine_now, theirs_now = marks.get(name), _mark(value), _mark(theirs.get(name))
        if theirs_now in (was, mine_now):
            continue
        (only_theirs if mine_now == was else clash).add(name)
    return clash, only_theirs


def _mark(value: Any) -> str:
    if value in (None, "", [], False):
        return ""
    if isinstance(value, list | tuple):
        text = "|".join(sorted(map(str, value)))
    elif isinstance(value, Decimal):
        text = format(value.normalize(), "f")
    else:
        text = " ".join(str(value).split())
    return hashlib.sha256(text.encode()).hexdigest()[:12]
