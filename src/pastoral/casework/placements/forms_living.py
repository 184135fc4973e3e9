"""The forms of a placement that lives, for the school, the family and the provider."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.placements.destinations import CONCERN_LABELS, LOOKED_AT

from .models import Concern, InTouch, JointReview, Objective, Voice

PARTIES = (
    ("school", _("The school")), ("provider", _("The provider")), ("pupil", _("The child")),
    ("parent", _("A parent or carer")), ("others", _("Others")),
)  # fmt: skip
WHOM = (("provider", _("The provider")), ("pupil", _("The child")), ("parent", _("A parent or carer")))
TOO_LATE = _("The day can't be in the future")
FROM_PROVIDER = ("safeguarding", "adult_conduct", "below_standard", "disagreement")


def said(labels: dict[str, str], only: Iterable[str] = ()) -> Any:
    """The choices of a pure list of message ids, in the reader's language each time the form is made."""

    def choices() -> list[tuple[str, str]]:
        return [(code, gettext(text)) for code, text in labels.items() if not only or code in only]

    return choices


def past_day(label: Any, **more: Any) -> Any:
    return fields.DateField(label, latest=timezone.localdate, too_late=TOO_LATE, **more)


class MonitorForm(PastoralForm):
    """Who of the school's staff follows the child at the provider."""

    user = fields.SelectField(
        _("Somebody with an account here"), choices=(), required=False, prompt=_("Choose, or write a name below"),
    )  # fmt: skip
    name = fields.TextField(_("Or somebody else of the school"), required=False, max_characters=150)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("user") and not (given.get("name") or "").strip():
            self.add_error("name", gettext("Choose somebody, or write a name"))
        return given


class VisitForm(PastoralForm):
    """The school was at the provider."""

    visited_on = past_day(_("When was the visit?"), name=_("the day of the visit"))
    visited_by = fields.TextField(_("Who went?"), max_characters=150, missing=_("Write who went"))
    looked_at = fields.ManyField(_("What was looked at?"), choices=said(LOOKED_AT), missing=_("Choose what was looked at"))
    seen_alone = fields.YesNoField(
        _("Was the child spoken to alone?"), hint=_("Without staff of the provider."),
        missing=_("Say whether the child was spoken to alone"),
    )  # fmt: skip
    note = fields.LongTextField(_("What was seen and heard?"), required=False, rows=5, max_characters=5_000)
    to_do = fields.LongTextField(_("What must be done now, and by whom?"), required=False, rows=3, max_characters=2_000)


class ContactForm(PastoralForm):
    """The school was in touch."""

    on = past_day(_("When?"), name=_("the day"))
    whom = fields.ManyField(_("With whom?"), choices=WHOM, missing=_("Choose with whom"))
    how = fields.ChoiceField(_("How?"), choices=InTouch.How.choices, inline=True, missing=_("Choose how"))
    note = fields.LongTextField(_("What was said?"), required=False, rows=3, max_characters=2_000)


class VoiceForm(PastoralForm):
    """Staff write down what the child or a parent says."""

    of = fields.ChoiceField(_("Who says it?"), choices=Voice.Of.choices, inline=True, missing=_("Choose who says it"))
    name = fields.TextField(_("Their name"), max_characters=150, missing=_("Write their name"))
    on = past_day(_("When?"), name=_("the day"))
    going = fields.ChoiceField(_("How is it going?"), choices=Voice.Going.choices, missing=_("Choose how it is going"))
    said = fields.LongTextField(_("In their own words"), required=False, rows=4, max_characters=5_000)


class MyVoiceForm(PastoralForm):
    """The child or a parent says it themselves, signed in or by link."""

    going = fields.ChoiceField(_("How is it going?"), choices=Voice.Going.choices, missing=_("Choose how it is going"))
    said = fields.LongTextField(
        _("What is good? What should be different?"), required=False, rows=4, max_characters=5_000,
        hint=_("The school reads this. The provider does not."),
    )  # fmt: skip


class ObjectionForm(PastoralForm):
    """ "This is not what we agreed"."""

    objection = fields.LongTextField(
        _("What is different from what was agreed?"), rows=4, max_characters=5_000, missing=_("Write what is different"),
    )  # fmt: skip


class ReviewPlanForm(PastoralForm):
    """The next review."""

    planned_for = fields.DateField(
        _("Day of the review"), name=_("the day of the review"), earliest=timezone.localdate, too_early=_("{Name} must be today or later"),
    )  # fmt: skip
    starts = fields.TimeField(_("Time"), required=False)
    where = fields.TextField(_("Where?"), required=False, max_characters=200)


class ReviewForm(PastoralForm):
    """A review that was held."""

    held_on = past_day(_("When was it held?"), name=_("the day of the review"))
    took_part = fields.ManyField(_("Who took part?"), choices=PARTIES, missing=_("Choose who took part"))
    present = fields.TextField(
        _("Names of those who were there"), required=False, max_characters=500, hint=_("For example, Elin Morgan and Gwen Rees."),
    )  # fmt: skip
    said = fields.LongTextField(
        _("What was said and agreed?"), rows=6, max_characters=10_000, hint=_("Everybody who takes part can read this, the provider too."),
        missing=_("Write what was said and agreed"),
    )  # fmt: skip
    progress = fields.LongTextField(
        _("The child's progress so far"), required=False, rows=3, max_characters=5_000,
        hint=_("From the starting point to today: learning, attendance, behaviour."),
    )  # fmt: skip
    decision = fields.ChoiceField(
        _("What was decided?"), choices=JointReview.Decision.choices, missing=_("Choose what was decided"), reveals={"end": "last_day"},
    )  # fmt: skip
    last_day = fields.DateField(_("Last day at the provider"), name=_("the last day"))
    informed_on = past_day(_("When did parents and professionals hear of the progress?"), required=False, name=_("the day"))


class InformedForm(PastoralForm):
    """Parents and professionals heard of what a review saw."""

    on = past_day(_("When were they told?"), name=_("the day"))


class ConcernForm(PastoralForm):
    """A worry that the school writes down, whoever had it."""

    raised_by = fields.ChoiceField(_("Whose worry is it?"), choices=Concern.From.choices, missing=_("Choose whose worry it is"))
    by_name = fields.TextField(_("Their name"), required=False, max_characters=150, hint=_("If it is not you."))
    kind = fields.ChoiceField(_("What is it about?"), choices=said(CONCERN_LABELS), missing=_("Choose what it is about"))
    said = fields.LongTextField(_("What happened?"), rows=6, max_characters=10_000, missing=_("Write what happened"))


class ProviderConcernForm(PastoralForm):
    """The provider's page for a phone: two questions."""

    kind = fields.ChoiceField(_("What is it about?"), choices=said(CONCERN_LABELS, FROM_PROVIDER), missing=_("Choose what it is about"))
    said = fields.LongTextField(
        _("What happened?"), rows=6, max_characters=10_000, missing=_("Write what happened"),
        hint=_("When, where, who was there, and what was said, in their own words."),
    )  # fmt: skip


class ConcernActForm(PastoralForm):
    """What the school did about a concern, in confidence."""

    done = fields.LongTextField(
        _("What did you do?"), required=False, rows=5, max_characters=10_000, hint=_("The provider and the family do not read this."),
    )  # fmt: skip
    authority_told_on = past_day(_("When was the authority told?"), required=False, name=_("the day"))
    lado_told_on = past_day(
        _("When was the designated officer (LADO) told?"), required=False, name=_("the day"), hint=_("For what an adult did or said."),
    )  # fmt: skip
    lado_reference = fields.TextField(_("Their reference"), required=False, max_characters=60, width=20)
    ofsted_told_on = past_day(
        _("When was the inspectorate told?"), required=False, name=_("the day"), hint=_("For a place that may be an unregistered school."),
    )  # fmt: skip
    ofsted_reference = fields.TextField(_("The inspectorate's reference"), required=False, max_characters=60, width=20)
    reviewed_on = past_day(_("When was the placement looked at again because of it?"), required=False, name=_("the day"))
    resolved_on = past_day(_("When was it settled?"), required=False, name=_("the day"))


class AnswerForm(PastoralForm):
    """The school's answer to what a parent or the child said."""

    answer = fields.LongTextField(_("Your answer"), rows=4, max_characters=5_000, missing=_("Write your answer"))


class ProgressForm(PastoralForm):
    """A reading of each objective: made for the objectives of one placement by `progress_form`."""

    on = past_day(_("On which day?"), name=_("the day"))

    def points(self) -> dict[int, tuple[Decimal | None, str]]:
        """Objective → (number, words)."""
        keys = [int(name.removeprefix("words_")) for name in self.fields if name.startswith("words_")]
        given = self.cleaned_data
        return {key: (given.get(f"value_{key}"), given.get(f"words_{key}") or "") for key in keys}


def progress_form(objectives: Iterable[Objective], *, with_summary: bool) -> type[ProgressForm]:
    """A form with a number (where it is measured in numbers) and words for each objective."""
    made: dict[str, Any] = {}
    for number, one in enumerate(objectives, start=1):
        if one.baseline_value is not None or one.target_value is not None or one.unit:
            made[f"value_{one.pk}"] = fields.NumberField(
                gettext("%(number)s. How far?") % {"number": number}, required=False, places=2, suffix=one.unit, hint=one.statement[:200],
                minimum=-999_999, maximum=999_999,
            )  # fmt: skip
        made[f"words_{one.pk}"] = fields.LongTextField(
            gettext("%(number)s. In words") % {"number": number}, required=False, rows=2, max_characters=2_000, hint=one.statement[:200],
        )  # fmt: skip
    if with_summary:
        made["summary"] = fields.LongTextField(
            gettext("The child's progress as a whole"), required=False, rows=4, max_characters=10_000,
        )  # fmt: skip
    return type("PlacementProgressForm", (ProgressForm,), made)
