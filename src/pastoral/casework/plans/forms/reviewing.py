"""The review (NPT-PSP-20): progress of each outcome, each promise, the views, the difference it made, and one decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.govuk.fields import ChoiceField, DateField, HiddenField, LongTextField, NumberField
from pastoral.foundation.govuk.forms import PastoralForm

from ..models import Commitment, Outcome, Review

TEXTS = ("attended_by", "child_view", "parent_view", "evaluation", "decision_note")


def reached_choices() -> list[tuple[str, str]]:
    return [("yes", _("Reached")), ("partly", _("Partly")), ("no", _("Not yet"))]


def kept_choices() -> list[tuple[str, str]]:
    return [("yes", _("Kept")), ("partly", _("Partly kept")), ("no", _("Not kept"))]


class ReviewForm(PastoralForm):
    """Nothing is required while it is a draft; recording it asks for what is missing, all at once."""

    version = HiddenField()
    held_on = DateField(gettext_lazy("When was the review held?"), required=False, latest=timezone.localdate,
                        too_late=gettext_lazy("The review can't have been held in the future"))  # fmt: skip
    attended_by = LongTextField(gettext_lazy("Who was there?"), required=False, max_characters=2_000, rows=2)
    child_view = LongTextField(gettext_lazy("What does the child think of how it is going?"), required=False, max_characters=5_000,
                               hint=gettext_lazy("Use their own words."), rows=4)  # fmt: skip
    parent_view = LongTextField(gettext_lazy("What do parents or carers think?"), required=False, max_characters=5_000, rows=4)
    evaluation = LongTextField(gettext_lazy("What got better, what did not, and why?"), required=False, max_characters=10_000, rows=6)
    decision = ChoiceField(gettext_lazy("What happens now?"), required=False, choices=[])
    decision_note = LongTextField(gettext_lazy("Anything to add about the decision?"), required=False, max_characters=5_000, rows=3)
    next_review_on = DateField(gettext_lazy("When is the next review?"), required=False)

    def __init__(self, *args: Any, outcomes: Iterable[Outcome] = (), commitments: Iterable[Commitment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks_optional = False
        self.outcome_ids = [row.pk for row in outcomes]
        self.commitment_ids = [row.pk for row in commitments]
        for outcome in outcomes:
            said = _("Outcome %(number)s") % {"number": outcome.number}
            self.fields[f"o{outcome.pk}_value"] = NumberField(
                _("%(outcome)s: where is it now?") % {"outcome": said}, required=False, places=2, minimum=-99_999, maximum=99_999,
                suffix=outcome.unit[:20], hint=outcome.measure, width=5,
            )  # fmt: skip
            self.fields[f"o{outcome.pk}_reached"] = ChoiceField(
                _("%(outcome)s: is it reached?") % {"outcome": said}, required=False, choices=reached_choices(), inline=True
            )
            self.fields[f"o{outcome.pk}_comment"] = LongTextField(
                _("%(outcome)s: in words") % {"outcome": said}, required=False, max_characters=5_000, rows=2
            )
        for row in commitments:
            self.fields[f"c{row.pk}_kept"] = ChoiceField(
                _("Was it kept?"), required=False, choices=kept_choices(), inline=True
            )
            self.fields[f"c{row.pk}_comment"] = LongTextField(_("In words"), required=False, max_characters=5_000, rows=1)

    def values(self) -> dict[str, Any]:
        """What services.save_review takes besides the version."""
        clean = self.cleaned_data
        return {
            **{name: clean.get(name) or "" for name in (*TEXTS, "decision")},
            "next_review_on": clean.get("next_review_on"),
            "progress": {
                key: {
                    "value": clean.get(f"o{key}_value"), "reached": clean.get(f"o{key}_reached") or "",
                    "comment": clean.get(f"o{key}_comment") or "",
                }
                for key in self.outcome_ids
            },
            "kept": {
                key: {"kept": clean.get(f"c{key}_kept") or "", "comment": clean.get(f"c{key}_comment") or ""}
                for key in self.commitment_ids
            },
        }  # fmt: skip


def as_initial(review: Review) -> dict[str, Any]:
    """A draft as the form shows it."""
    found: dict[str, Any] = {name: getattr(review, name) for name in (*TEXTS, "decision", "next_review_on")}
    found["version"] = str(review.version)
    for row in review.progress.all():
        key = f"o{row.outcome_id}"
        found |= {f"{key}_value": row.value, f"{key}_reached": row.reached, f"{key}_comment": row.comment}
    for one in review.kept.all():
        found |= {f"c{one.commitment_id}_kept": one.kept, f"c{one.commitment_id}_comment": one.comment}
    return found


def differences(form: ReviewForm, theirs: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """(field, label, mine, theirs) of each field that two people filled in differently, as text."""
    found = []
    for name, field in form.fields.items():
        if name in ("version", "held_on"):
            continue
        mine, other = _text(form.cleaned_data.get(name)), _text(theirs.get(name))
        if other and mine != other:
            found.append((name, str(field.label), mine, other))
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "normalize"):
        return format(value.normalize(), "f")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class ChangeForm(PastoralForm):
    """The plan needs to change before the review: parents are talked with first (NPT-PSP-19)."""

    parents_contacted_on = DateField(
        gettext_lazy("When did you talk with the parents or carers about it?"), required=False,
        hint=gettext_lazy("Leave this empty if you have not talked yet. It stays a task until you have."),
        latest=timezone.localdate, too_late=gettext_lazy("The talk can't be in the future"),
    )  # fmt: skip
