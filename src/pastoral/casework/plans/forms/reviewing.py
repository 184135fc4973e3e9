"""The review (NPT-PSP-20): progress of each outcome, each promise, the views, the difference it made, and one decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pastoral.foundation.govuk.fields import ChoiceField, DateField, HiddenField, LongTextField, NumberField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.questions.definitions import Question
from pastoral.foundation.questions.forms import cleaned_parts, field_name, value_of
from pastoral.foundation.questions.kinds import KINDS
from pastoral.records.policy.packs import Pack, language_now, said

from ..models import Commitment, Outcome, Review

ONE_FIELD = ("text", "long_text", "one_of", "many_of", "yes_no", "date", "number")  # kinds that are a single input
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

    def __init__(
        self, *args: Any, outcomes: Iterable[Outcome] = (), commitments: Iterable[Commitment] = (), pack: Pack | None = None,
        final: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.marks_optional = False
        self.extra: list[Question] = []
        self.beside_the_end: set[str] = set()
        if pack is not None:
            self._as_the_pack_has_it(pack, final=final)
        self.outcome_ids = [row.pk for row in outcomes]
        self.commitment_ids = [row.pk for row in commitments]
        for outcome in outcomes:
            aims = pack is not None and not pack.psp.outcome_sequence
            name = (_("Target %(number)s") if aims else _("Outcome %(number)s")) % {"number": outcome.number}
            self.fields[f"o{outcome.pk}_value"] = NumberField(
                _("%(outcome)s: where is it now?") % {"outcome": name}, required=False, places=2, minimum=-99_999, maximum=99_999,
                suffix=outcome.unit[:20], hint=outcome.measure, width=5,
            )  # fmt: skip
            self.fields[f"o{outcome.pk}_reached"] = ChoiceField(
                _("%(outcome)s: is it reached?") % {"outcome": name}, required=False, choices=reached_choices(), inline=True
            )
            self.fields[f"o{outcome.pk}_comment"] = LongTextField(
                _("%(outcome)s: in words") % {"outcome": name}, required=False, max_characters=5_000, rows=2
            )
        for row in commitments:
            self.fields[f"c{row.pk}_kept"] = ChoiceField(
                _("Was it kept?"), required=False, choices=kept_choices(), inline=True
            )
            self.fields[f"c{row.pk}_comment"] = LongTextField(_("In words"), required=False, max_characters=5_000, rows=1)

    def _as_the_pack_has_it(self, pack: Pack, *, final: bool) -> None:
        """The questions in the authority's words, those that only it asks, and for the final meeting the verdict."""
        language = language_now()
        code = "review_final" if final and "review_final" in pack.forms else "review"
        for section in pack.forms[code].sections:
            keys = {question.key for question in section.questions}
            if keys & {"decision", "verdict"}:
                self.beside_the_end |= keys
        for question in review_questions(pack, final=final):
            if question.key in self.fields:
                self.fields[question.key].label = question.text.said(language)
                if question.hint:
                    self.fields[question.key].hint = question.hint.said(language)  # type: ignore[attr-defined]  # a GovukField
            elif question.kind in ONE_FIELD and question.key not in ("name", "school"):
                made = KINDS[question.kind].fields(question, language, False)
                self.fields.update({field_name(question, suffix): field for suffix, field in made.items()})
                if question.key not in ("verdict", "verdict_next"):
                    self.extra.append(question)
        if final:
            del self.fields["decision"], self.fields["next_review_on"]
            if "decision_note" not in {question.key for question in review_questions(pack, final=True)}:
                del self.fields["decision_note"]
        else:
            decision = next((one for one in review_questions(pack) if one.key == "decision"), None)
            options = decision.options if decision is not None else ()
            offered: Any = self.fields["decision"]
            offered.choices = [(o.value, said(o.text)) for o in options if o.value in pack.psp.review_decisions]

    def extra_names(self, *, closing: bool) -> list[str]:
        """The inputs of the questions that only this authority asks: those beside the decision or verdict, or all others."""
        keys = {question.key for question in self.extra if (question.key in self.beside_the_end) == closing}
        return [name for name in self.fields if name.partition("__")[0] in keys]

    def answers(self) -> dict[str, Any]:
        """The answers to those questions as JSON."""
        found = {}
        for question in self.extra:
            kind = KINDS[question.kind]
            value = kind.gather(cleaned_parts(question, self.cleaned_data))
            if value is not None:
                found[question.key] = kind.to_json(question, value)
        return found

    def values(self) -> dict[str, Any]:
        """What services.save_review takes besides the version."""
        clean = self.cleaned_data
        return {
            **{name: clean.get(name) or "" for name in (*TEXTS, "decision", "verdict", "verdict_next")},
            "answers": self.answers(),
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


def review_questions(pack: Pack, *, final: bool = False) -> list[Question]:
    """What the authority asks at a review, or at the final meeting, in its order."""
    code = "review_final" if final and "review_final" in pack.forms else "review"
    return [question for section in pack.forms[code].sections for question in section.questions]


def as_initial(review: Review, pack: Pack | None = None) -> dict[str, Any]:
    """A draft as the form shows it."""
    columns = (*TEXTS, "decision", "next_review_on", "verdict", "verdict_next")
    found: dict[str, Any] = {name: getattr(review, name) for name in columns}
    for question in review_questions(pack, final=review.is_final) if pack is not None else ():
        value = value_of(question, review.answers) if question.key in review.answers else None
        if value is not None:
            found |= {field_name(question, suffix): part for suffix, part in KINDS[question.kind].spread(value).items()}
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
