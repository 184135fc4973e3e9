"""The Outcome Sequence and the Support Sequence as forms: one for each step, and one for those who know the way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk.fields import (
    ChoiceField,
    DateField,
    LongTextField,
    ManyField,
    NumberField,
    TextField,
    YesNoField,
)
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules import outcomes, support
from pastoral.rules.psp import PspPolicy

MOST = Decimal(999_999)


# What a target says besides, by field of psp.target_fields, with the column that holds it.
TARGET_COLUMNS = {"step": "steps", "reward": "reward", "support": "supported_by", "assessment": "assessment"}
TARGET_WORDS = {
    "steps": (_("What are the steps on the way?"), _("Small ones first. Say which are for now and which are for later.")),
    "reward": (_("What is the reward?"), _("One that the child really wants. It need not cost money.")),
    "supported_by": (_("Who gives support, and how?"), _("A parent, staff or somebody from outside; and how effort is noticed.")),
    "assessment": (_("How is progress checked, and how often?"), ""),
}


def _tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


class MattersForm(PastoralForm):
    """Step 1."""

    what_matters = LongTextField(
        _("What matters, who matters and where matters?"),
        hint=_("To the child, in their own words as far as you can. What do they hope for?"),
        missing=_("Write what matters to the child"), max_characters=5_000, rows=6,
    )  # fmt: skip


class WorkingForm(PastoralForm):
    """Step 2."""

    working = LongTextField(
        _("What is working now?"), missing=_("Write what is working"), max_characters=5_000,
        hint=_("As the child, the family and the school see it. The plan keeps and builds on this."),
    )  # fmt: skip
    not_working = LongTextField(
        _("What is not working now?"), missing=_("Write what is not working"), max_characters=5_000,
        hint=_("Say what happens, without blame."),
    )  # fmt: skip


class ChangeForm(PastoralForm):
    """Step 3."""

    positive_change = LongTextField(
        _("What positive change is wanted?"), missing=_("Write the change that is wanted"), max_characters=5_000,
        hint=_("Something that is not working gets better, or a hope comes nearer."),
    )  # fmt: skip


class SpecificForm(PastoralForm):
    """Step 4: one specific outcome. The number, the starting point and the date make it measurable.

    `policy` adds what the authority's targets say besides: steps, a reward, who gives support, how progress is checked.
    """

    def __init__(self, *args: Any, policy: PspPolicy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = policy.target_fields if policy is not None else ()
        if policy is not None and not policy.outcome_sequence:
            statement: Any = self.fields["statement"]
            statement.label, statement.missing = _("The target"), _("Write the target")
        if policy is not None and policy.nation != "wales":
            need: Any = self.fields["assessed_need"]
            need.hint = _("Leave empty where no need was assessed. For example: speech and language")
        self.target_names = [column for field, column in TARGET_COLUMNS.items() if field in wanted]
        for name in self.target_names:
            label, hint = TARGET_WORDS[name]
            self.fields[name] = LongTextField(label, hint=hint, required=False, max_characters=2_000, rows=3, count=False)

    statement = LongTextField(
        _("The outcome"), missing=_("Write the outcome"), max_characters=2_000, rows=3,
        hint=_("What will be different for the child, not who does what. For example: I am in my maths lesson at least "
               "3 days a week."),
    )  # fmt: skip
    from_child = YesNoField(_("Is it in the child’s own words?"), required=False)
    measure = TextField(
        _("How will we see it?"), hint=_("For example: maths lessons in a week"), required=False, max_characters=300
    )
    starting_point = TextField(
        _("Where do things stand now?"), hint=_("The starting point, in words. For example: 1 maths lesson a week"),
        required=False, max_characters=300,
    )  # fmt: skip
    unit = TextField(_("What is counted?"), hint=_("For example: lessons a week"), required=False, max_characters=60, width=20)
    baseline = NumberField(_("Number now"), places=2, minimum=-MOST, maximum=MOST, required=False)
    target = NumberField(_("Number wanted"), places=2, minimum=-MOST, maximum=MOST, required=False)
    target_on = DateField(
        _("By when?"), earliest=_tomorrow, too_early=_("The date must be after today"), required=False,
        name=_("the date by which it is reached"),
    )  # fmt: skip
    assessed_need = TextField(
        _("Which assessed need does it meet?"), required=False, max_characters=300,
        hint=_("Leave empty where no need was assessed. For example: speech and language (school IDP)"),
    )  # fmt: skip


class WholeForm(SpecificForm):
    """The quick way: every question of steps 1 to 4 on one page. Only the outcome itself must be written."""

    def __init__(self, *args: Any, policy: PspPolicy | None = None, **kwargs: Any) -> None:
        super().__init__(*args, policy=policy, **kwargs)
        if policy is not None and not policy.outcome_sequence:
            return
        for name in ("what_matters", "working", "not_working", "positive_change"):
            source = next(form for form in (MattersForm, WorkingForm, ChangeForm) if name in form.base_fields)
            made = source(*()).fields[name]
            made.required, made.rows = False, 2
            self.fields[name] = made


class CheckForm(PastoralForm):
    """Step 5: the tests that only people can answer, and the practitioner's own checklist. `asks` are the tests' letters."""

    def __init__(self, *args: Any, asks: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for letter in asks:
            self.fields[f"test_{letter}"] = ChoiceField(
                gettext(ASKED.get(letter, outcomes.TEST_TITLES[letter])),
                choices=(("yes", _("Yes")), ("no", _("No")), ("unsure", _("Not sure"))),
                inline=True,
                required=False,
            )
        self.fields["checklist"] = ManyField(
            _("For you, as a practitioner"),
            choices=[(key, gettext(text)) for key, text in outcomes.PRACTITIONER_CHECKLIST],
            required=False,
        )

    marks_optional = False


# Test h is computed where a solution is found; asked the other way round, so that "yes" is good in every row.
ASKED = {"h": outcomes.TEST_TITLES["h"]}


class SupportForm(PastoralForm):
    """The Support Sequence: the opening question, seven kinds of help in order, personal budgets, the checklist."""

    marks_optional = False

    def __init__(self, *args: Any, of_age: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tried_and_ideas"] = LongTextField(
            gettext(support.OPENING_QUESTION), required=False, max_characters=5_000, rows=3, count=False
        )
        for kind in support.SUPPORT_KINDS:
            prompt = kind.adults if of_age and kind.adults else kind.prompt
            self.fields[f"support_{kind.key}"] = LongTextField(
                f"{kind.number}. {gettext(kind.title)}", hint=gettext(prompt), required=False, max_characters=2_000, rows=2,
                count=False,
            )  # fmt: skip
        self.fields["support_budget"] = LongTextField(
            gettext("Personal budgets"), hint=gettext("Was a personal budget considered, and what was decided?"),
            required=False, max_characters=2_000, rows=2, count=False,
        )  # fmt: skip
        self.fields["checklist"] = ManyField(
            _("For you, as a practitioner"),
            choices=[(key, gettext(text)) for key, text in support.PRACTITIONER_CHECKLIST],
            required=False,
        )

    def support_answers(self) -> dict[str, str]:
        """Kind of support → what was written."""
        keys = [*(kind.key for kind in support.SUPPORT_KINDS), "budget"]
        return {key: self.cleaned_data[f"support_{key}"] for key in keys if self.cleaned_data[f"support_{key}"]}


STEP_FORMS: dict[str, type[PastoralForm]] = {
    "matters": MattersForm,
    "working": WorkingForm,
    "change": ChangeForm,
    "outcome": SpecificForm,
}
