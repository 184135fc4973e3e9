"""The forms of a direction. Each page's fields have the names of what they set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from ..models import Direction
from .kinds import SCHOOL_KINDS

PURPOSES = [
    ("behaviour", _("To improve the child’s behaviour")),
    ("punishment", _("As a punishment, or to let things cool off")),
    ("other", _("Something else")),
]
PEOPLE = [
    ("head", _("The headteacher")),
    ("parent", _("A parent")),
    ("board_nominee", _("Somebody named by the governing board")),
    ("authority", _("The local authority")),
    ("pupil", _("The child")),
    ("provider", _("Where the child is taught")),
]
OUTCOMES = [("continue", _("It goes on")), ("end", _("It ends"))]
NONE = "none"
Placements = Sequence[tuple[str, str]]  # (id, what it is called)


def _kinds() -> list[tuple[str, str]]:
    return [(code, gettext(text)) for code, text in SCHOOL_KINDS.items()]


def _placement_field() -> fields.ChoiceField:
    return fields.ChoiceField(
        _("Is it for one of the child’s placements?"), required=False,
        hint=_("Then its provider gets the notice, and its days are held against those of the direction."),
    )  # fmt: skip


def _offer(form: PastoralForm, placements: Placements) -> None:
    """The child's placements to choose from; without any nothing is asked."""
    if placements:
        found: Any = form.fields["placement"]
        found.choices = [*placements, (NONE, gettext("No, for none of them"))]
    else:
        del form.fields["placement"]


def _with_placement(clean: Mapping[str, Any]) -> dict[str, Any]:
    """`placement_id` in place of the choice, where one was offered; nothing chosen changes nothing."""
    found = {name: value for name, value in clean.items() if name != "placement"}
    if clean.get("placement"):
        found["placement_id"] = None if clean["placement"] == NONE else int(clean["placement"])
    return found


class OpenForm(PastoralForm):
    """The least that begins a record."""

    decided_on = fields.DateField(
        _("When did the governing board decide?"), name=_("the day of the decision"), latest=timezone.localdate,
        hint=_("The law in force on that day counts. For example, 27 3 2027."),
    )  # fmt: skip
    to = fields.ChoiceField(_("Where is the child to be taught?"), choices=Direction.To.choices, missing=_("Choose where"))
    to_name = fields.TextField(
        _("Name of the place"), max_characters=200, required=False, hint=_("Leave it empty where you choose a placement.")
    )
    placement = _placement_field()

    def __init__(self, *args: Any, placements: Placements = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, placements)
        if not placements:
            self.fields["to_name"].hint = ""  # type: ignore[attr-defined]  # every field of ours has a hint

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return _with_placement(self.cleaned_data)


class DecisionForm(PastoralForm):
    """What the board decides, and all that is set with it (ENG-OSD-01, 05, HAM-OSD-01, 03, ENG-26-06)."""

    decided_on = fields.DateField(_("When did the governing board decide?"), name=_("the day of the decision"), latest=timezone.localdate)
    school_kind = fields.ChoiceField(
        _("What kind of school is this?"), choices=_kinds, required=False, hint=_("The law reached academies and referral units later.")
    )
    purpose = fields.ChoiceField(
        _("What is the direction for?"), choices=PURPOSES, required=False,
        hint=_("Only improving behaviour is lawful. Answer honestly."),
    )  # fmt: skip
    to = fields.ChoiceField(_("Where is the child to be taught?"), choices=Direction.To.choices)
    to_name = fields.TextField(_("Name of the place"), max_characters=200, required=False)
    placement = _placement_field()
    starts_on = fields.DateField(_("First day there"), name=_("the first day"), required=False)
    ends_on = fields.DateField(_("Last day there"), name=_("the last day"), required=False)
    timeframe = fields.TextField(_("How long, in words"), max_characters=300, required=False)
    objectives = fields.LongTextField(_("What is the direction to reach?"), rows=4, max_characters=5_000, required=False)
    monitoring = fields.LongTextField(_("Who follows it, and how?"), rows=3, max_characters=5_000, required=False)
    review_every = fields.TextField(
        _("How often is it reviewed?"), max_characters=300, required=False,
        hint=_("What is right for this child. No law names a number. For example, every four weeks."),
    )  # fmt: skip
    first_review_on = fields.DateField(_("Day of the first review"), name=_("the day of the first review"), required=False)
    review_people = fields.ManyField(_("Who takes part in reviews?"), choices=PEOPLE, required=False)
    parents_engaged_on = fields.DateField(_("When did you talk with the parents?"), name=_("the day of the talk"), required=False)
    engagement_attempts = fields.NumberField(_("If you could not, how often did you try?"), minimum=0, maximum=99, required=False)
    engagement = fields.LongTextField(_("What did the parents say, or what did you try?"), rows=3, max_characters=5_000, required=False)
    pupil_views = fields.LongTextField(_("What does the child say?"), rows=3, max_characters=5_000, required=False)

    def __init__(self, *args: Any, placements: Placements = (), leave_out: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, placements)
        for name in leave_out:
            self.fields.pop(name.removesuffix("_id"), None)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        start, end = clean.get("starts_on"), clean.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", gettext("The last day must not be before the first"))
        return clean

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {**_with_placement(self.cleaned_data), "engagement_attempts": int(self.cleaned_data["engagement_attempts"] or 0)}


def decision_initial(row: Direction) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in DecisionForm.base_fields if name != "placement"}
    return {**own, "placement": str(row.placement_id or NONE)}


class NoticeForm(PastoralForm):
    """Everything that the notice must say (ENG-OSD-03). It is kept with gaps, and not given with any."""

    marks_optional = False

    address = fields.LongTextField(_("Address of the place"), rows=3, max_characters=500, required=False)
    report_to = fields.TextField(_("Who does the child report to?"), max_characters=150, required=False)
    days = fields.NumberField(_("For how many days?"), name=_("the number of days"), minimum=1, maximum=400, width=4, required=False)
    reasons = fields.LongTextField(_("Reasons"), rows=4, max_characters=5_000, required=False)
    sessions_a_day = fields.ChoiceField(
        _("Sessions in a day"), choices=[("2", _("Two, with a break between them")), ("1", _("One"))],
        missing=_("Choose one or two sessions"),
    )  # fmt: skip
    starts = fields.TimeField(_("When does the day start?"), name=_("the start"), required=False)
    break_starts = fields.TimeField(_("When does the break start?"), name=_("the start of the break"), required=False)
    break_ends = fields.TimeField(
        _("When does the break end?"), name=_("the end of the break"), required=False, hint=_("Leave it empty for one session.")
    )
    ends = fields.TimeField(_("When does the day end?"), name=_("the end"), required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        one = clean.get("sessions_a_day") == "1"
        before = "starts"
        for name in ("ends",) if one else ("break_starts", "break_ends", "ends"):
            if clean.get(name) is not None and clean.get(before) is not None and clean[name] <= clean[before]:
                field: Any = self.fields[name]
                self.add_error(name, field.error(gettext("{Name} must be later than the time before it")))
            before = name if clean.get(name) is not None else before
        return clean

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        clean = dict(self.cleaned_data)
        days = clean["days"]
        return {**clean, "sessions_a_day": int(clean["sessions_a_day"]), "days": int(days) if days is not None else None}


def notice_initial(row: Direction) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in NoticeForm.base_fields}, "sessions_a_day": str(row.sessions_a_day)}


class DaysForm(PastoralForm):
    """What was done outside of Pastoral."""

    notice_to_parent_on = fields.DateField(_("Parents have the notice since"), required=False, latest=timezone.localdate)
    notice_to_pupil_on = fields.DateField(_("A young person of 18 has the notice since"), required=False, latest=timezone.localdate)
    notice_to_authority_on = fields.DateField(_("The authority has the notice since"), required=False, latest=timezone.localdate)
    parents_informed_on = fields.DateField(
        _("Parents have the information that the law names since"), required=False, latest=timezone.localdate
    )
    dual_registered_on = fields.DateField(
        _("Registered at both schools since"), required=False, latest=timezone.localdate,
        hint=_("Where the child is directed to another school."),
    )  # fmt: skip
    council_told_on = fields.DateField(_("Reported to the council on"), required=False, latest=timezone.localdate)

    def __init__(self, *args: Any, leave_out: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in leave_out:
            del self.fields[name]


def days_initial(row: Direction) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DaysForm.base_fields}


class WayBackForm(PastoralForm):
    """How the child comes back (HAM-END-01)."""

    plan = fields.LongTextField(
        _("How does the child come back to school?"), rows=8, max_characters=10_000, required=False,
        hint=_("From which day, with which lessons first, who helps, and how you will see that it works."),
    )  # fmt: skip


class PlanReviewForm(PastoralForm):
    """The day of a review."""

    on = fields.DateField(_("When is the review?"), name=_("the day of the review"), hint=_("Choose a day that suits the parents."))


class ReviewForm(PastoralForm):
    """A review that was held."""

    held_on = fields.DateField(_("When was it held?"), name=_("the day of the review"), latest=timezone.localdate)
    people = fields.ManyField(_("Who took part?"), choices=PEOPLE, reveals={"board_nominee": "nominee"}, missing=_("Choose who took part"))
    nominee = fields.TextField(_("Who came for the board?"), max_characters=150, required=False)
    nominee_is_head = fields.YesNoField(_("Is whoever came for the board the headteacher?"), required=False)
    outcome = fields.ChoiceField(_("What was decided?"), choices=OUTCOMES, missing=_("Choose what was decided"))
    said = fields.LongTextField(_("What was said, and why was it decided so?"), rows=5, max_characters=10_000, required=False)
    next_on = fields.DateField(_("When is the next review?"), name=_("the day of the next review"), required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if "board_nominee" in clean.get("people", ()):
            if not clean.get("nominee"):
                self.add_error("nominee", gettext("Write who came for the board"))
            if clean.get("nominee_is_head") is None:
                self.add_error("nominee_is_head", gettext("Say whether that person is the headteacher"))
        if clean.get("next_on") and clean.get("held_on") and clean["next_on"] <= clean["held_on"]:
            self.add_error("next_on", gettext("The next review must be after this one"))
        return clean


class ByHandForm(PastoralForm):
    """Letters about a review that went by hand, and a changed day."""

    planned_for = fields.DateField(_("Day of the review"), name=_("the day of the review"))
    parents_invited_on = fields.DateField(_("The family was invited on"), required=False, latest=timezone.localdate)
    authority_invited_on = fields.DateField(_("The authority was invited on"), required=False, latest=timezone.localdate)
    outcome_to_parent_on = fields.DateField(_("The family heard the outcome on"), required=False, latest=timezone.localdate)
    outcome_to_authority_on = fields.DateField(_("The authority heard the outcome on"), required=False, latest=timezone.localdate)

    def __init__(self, *args: Any, held: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("planned_for",) if held else ("outcome_to_parent_on", "outcome_to_authority_on"):
            del self.fields[name]


class RequestForm(PastoralForm):
    """A request for a review that came by letter or in talk."""

    on = fields.DateField(_("When was the review asked for?"), name=_("the day of the request"), latest=timezone.localdate)
    asked_by = fields.ChoiceField(
        _("Who asks?"), choices=[("parent", _("A parent")), ("pupil", _("The young person, at 18")), ("authority", _("The authority"))],
        missing=_("Choose who asks"),
    )  # fmt: skip
    name = fields.TextField(_("Name"), max_characters=150)
    in_writing = fields.YesNoField(
        _("Is it in writing?"), hint=_("Only a request in writing obliges the board."), missing=_("Say whether it is in writing")
    )
    words = fields.LongTextField(_("What they wrote or said"), rows=4, max_characters=5_000, required=False)


class AskForm(PastoralForm):
    """The family asks for a review themselves: always in writing."""

    words = fields.LongTextField(
        _("What should the review look at?"), rows=4, max_characters=5_000, required=False, hint=_("You can leave this empty.")
    )
