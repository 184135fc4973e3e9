"""The forms of the meeting: the pack's own sections, the figures, who came, the next review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import ChoiceField, DateField, LongTextField, NumberField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions.definitions import Language, Section
from pastoral.foundation.questions.forms import QuestionsForm, form_for, initial_from
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.psp import CHECK_IN_LABELS
from pastoral.rules.reviews import check_review_date

from ..models import Attendee


@lru_cache(maxsize=256)
def _section_class(section: Section, language: Language) -> type[QuestionsForm]:
    made = form_for(section, language, complete=False)
    made.marks_optional = False  # in a meeting nothing must be filled in at once
    return made


def section_form(
    section: Section,
    language: Language,
    answers: Mapping[str, Any],
    *,
    data: Mapping[str, Any] | None = None,
    draft: Mapping[str, Any] | None = None,
) -> QuestionsForm:
    """One section of the pack's form, with what is saved. Nothing is required while people are talking."""
    return _section_class(section, language)(data, initial=initial_from(section, answers), draft=draft)


class FiguresForm(PastoralForm):
    """The figures in the form's first box, as they are on the day of the meeting."""

    marks_optional = False

    attendance_percent = NumberField(_("Attendance"), minimum=0, maximum=100, places=1, required=False, suffix="%")
    exclusions_count = NumberField(_("Number of exclusions"), minimum=0, maximum=999, required=False)
    exclusion_days = NumberField(
        _("Number of days excluded"), hint=_("Quarters of a day count, like 1.25"), minimum=0, maximum=999, places=2,
        required=False,
    )  # fmt: skip


class PresenceForm(PastoralForm):
    """Who was there: a yes or no for each person invited. Fields are named `present_<attendee id>`."""

    marks_optional = False

    def __init__(self, *args: Any, attendees: Iterable[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for attendee in attendees:
            self.fields[f"present_{attendee.pk}"] = ChoiceField(
                attendee.name,
                choices=(("yes", _("Here")), ("no", _("Not here"))),
                inline=True,
                required=False,
                classes="govuk-radios--small",
            )


class ReviewDateForm(PastoralForm):
    """The next review: a school day after the meeting and no later than the authority's interval (NPT-PSP-16, CAL-05)."""

    next_review_on = DateField(_("Date of the next review"), missing=_("Enter the date of the next review"))

    def __init__(
        self, *args: Any, meeting_on: dt.date, latest: dt.date, calendar: SchoolCalendar, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bounds = (meeting_on, latest, calendar)

    def clean_next_review_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["next_review_on"]
        for sentence in check_review_date(day, *self._bounds):
            self.add_error("next_review_on", say(sentence))
        return day


class ArrangementsForm(PastoralForm):
    """How often somebody meets the child, and when the plan ends, where the authority's plans say so."""

    marks_optional = False

    def __init__(self, *args: Any, choices: Iterable[str], ends: bool, earliest: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(choices)
        if offered:
            self.fields["check_in_every"] = ChoiceField(
                _("How often does somebody meet the child to see how it goes?"),
                choices=[(code, gettext(CHECK_IN_LABELS[code])) for code in offered], required=False,
            )  # fmt: skip
        if ends:
            self.fields["ends_on"] = DateField(
                _("When does the plan end?"), required=False, earliest=earliest, name=_("the day on which the plan ends"),
                too_early=_("The plan must end after the meeting"),
            )  # fmt: skip


class FewerOutcomesForm(PastoralForm):
    """Why there are fewer outcomes than the form has room for (NPT-PSP-12)."""

    fewer_outcomes_reason = LongTextField(
        _("Why are there fewer outcomes?"),
        hint=_("For example: the child chose to begin with one change."),
        missing=_("Say why there are fewer outcomes"),
        rows=3,
        max_characters=2_000,
    )
