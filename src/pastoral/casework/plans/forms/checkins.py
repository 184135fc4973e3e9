"""The weekly talk: for the key adult on one page, for the young person one question on each screen."""

from __future__ import annotations

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import ChoiceField, DateField, LongTextField
from pastoral.foundation.govuk.forms import PastoralForm

# The face is only beside the words: nobody needs to see it to choose.
SCALE: tuple[tuple[str, str, str | Promise], ...] = (
    ("1", "😞", _("Very hard")),
    ("2", "🙁", _("Hard")),
    ("3", "😐", _("In between")),
    ("4", "🙂", _("Going quite well")),
    ("5", "😀", _("Going well")),
)


def scale_choices() -> list[tuple[str, str]]:
    """1 to 5, each with its words; the face comes last, so that the words are heard first."""
    return [(value, f"{value} – {words} {face}") for value, face, words in SCALE]


def scale_words(value: int) -> str:
    return str(SCALE[value - 1][2]) if 1 <= value <= len(SCALE) else ""


class CheckInForm(PastoralForm):
    """What the key adult writes down together with the child."""

    on = DateField(_("When did you talk?"), latest=timezone.localdate, too_late=_("The date can't be in the future"))
    scale = ChoiceField(
        _("How does the child say it is going?"), hint=_("Let the child choose."), choices=scale_choices,
        missing=_("Choose a number from 1 to 5"),
    )  # fmt: skip
    words = LongTextField(_("In the child's own words"), required=False, max_characters=5_000, rows=3)
    working = LongTextField(_("What is working?"), required=False, max_characters=5_000, rows=3)
    not_working = LongTextField(_("What is not working?"), required=False, max_characters=5_000, rows=3)
    help_wanted = LongTextField(_("What help do they want?"), required=False, max_characters=2_000, rows=2)


class HowForm(PastoralForm):
    scale = ChoiceField(_("How is it going this week?"), heading=True, choices=scale_choices, missing=_("Choose one"))


class WordsForm(PastoralForm):
    words = LongTextField(_("Do you want to say more?"), heading=True, required=False, max_characters=5_000, rows=5,
                          hint=_("You can leave this empty."))  # fmt: skip


class WorkingForm(PastoralForm):
    working = LongTextField(_("What is working?"), heading=True, required=False, max_characters=5_000, rows=5,
                            hint=_("You can leave this empty."))  # fmt: skip


class NotWorkingForm(PastoralForm):
    not_working = LongTextField(_("What is not working?"), heading=True, required=False, max_characters=5_000, rows=5,
                                hint=_("You can leave this empty."))  # fmt: skip


class HelpForm(PastoralForm):
    help_wanted = LongTextField(_("Would you like help with something?"), heading=True, required=False, max_characters=2_000, rows=5,
                                hint=_("If you write something here, your key adult gets a message to talk with you."))  # fmt: skip


STEPS: tuple[type[PastoralForm], ...] = (HowForm, WordsForm, WorkingForm, NotWorkingForm, HelpForm)
STEP_FIELDS = ("scale", "words", "working", "not_working", "help_wanted")
