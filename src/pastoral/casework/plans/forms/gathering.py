"""Asking for views, going on without them, and the questions that each person answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import FormError, PastoralForm
from pastoral.foundation.govuk.text import tidy_data
from pastoral.foundation.questions.definitions import Form, Language
from pastoral.foundation.questions.forms import QuestionsForm, answers_from, form_for, initial_from, summary_rows
from pastoral.records.policy.packs import Pack, said
from pastoral.records.pupils.models import Language as Languages

from ..models import Contribution

PERSON_LANGUAGES = [(Languages.ENGLISH.value, Languages.ENGLISH.label), (Languages.WELSH.value, Languages.WELSH.label)]


class AskForm(PastoralForm):
    """Ask people on the list, somebody else, or both."""

    who = fields.ManyField(_("Who do you want to ask?"), required=False)
    agency = fields.SelectField(_("Which agency?"), required=False, name=_("the agency"))
    person = fields.TextField(_("Full name"), required=False, max_characters=150, name=_("the name"), autocomplete="off")
    post = fields.TextField(_("Post, or who they are to the child"), required=False, max_characters=150, name=_("the post"))
    email = fields.EmailField(
        _("E-mail address"), hint=_("We send them a page to answer on. They need no account."), required=False,
        name=_("the e-mail address"), autocomplete="off",
    )  # fmt: skip
    language = fields.ChoiceField(
        _("Their language"), choices=PERSON_LANGUAGES, required=False, inline=True, name=_("their language")
    )
    style = fields.ChoiceField(
        _("Which questions suit them?"), choices=Contribution.Style.choices, required=False, name=_("the questions"),
        hint=_("Choose by what they can read and say, not by their age. Tell them why you ask."),
    )  # fmt: skip
    due_on = fields.DateField(
        _("By when should they answer?"), earliest=timezone.localdate, required=False, name=_("the day to answer by"),
        too_early=_("The day to answer by must be today or later"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], hints: Mapping[str, str], pack: Pack, agencies: bool,
        styles: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        if not styles:
            del self.fields["style"]
        if "cy" not in pack.languages:
            del self.fields["language"]
        who: Any = self.fields["who"]
        who.choices, who.hints = people, dict(hints)
        if not people:
            del self.fields["who"]
        if agencies:
            chosen: Any = self.fields["agency"]
            chosen.choices = [(one.code, said(one.text)) for one in pack.choices("agencies")]
        else:
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean: dict[str, Any] = self.cleaned_data
        named = clean.get("person")
        if not named and (clean.get("email") or clean.get("post") or clean.get("agency")) and "person" not in self.errors:
            self.add_error("person", str(_("Enter the name of the person to ask")))
        elif not named and not clean.get("who") and not self.errors:
            first = "who" if "who" in self.fields else "person"
            self.add_error(first, str(_("Choose somebody on the list, or enter a name")))
        if named and "agency" in self.fields and not clean.get("agency") and "agency" not in self.errors:
            self.add_error("agency", str(_("Choose the agency they work for")))
        return clean


PAPER_STATES = (
    ("present", _("There")), ("not_applicable", _("Does not apply")), ("outstanding", _("Still to come")),
)  # fmt: skip


class PapersForm(PastoralForm):
    """The papers of the pre-meeting pack: each there, not applicable, or outstanding, with a note."""

    marks_optional = False

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(pack.psp.documents_wanted)
        for code in self.codes:
            title = said(pack.choice_text("pack_items", code))
            self.fields[f"state_{code}"] = fields.ChoiceField(
                title, choices=PAPER_STATES, required=False, inline=True, classes="govuk-radios--small"
            )
            self.fields[f"note_{code}"] = fields.TextField(
                _("Where it is, or why not"), required=False, max_characters=300, name=_("the note")
            )

    def papers(self) -> dict[str, dict[str, str]]:
        """Code → what services.papers.set_papers takes."""
        clean = self.cleaned_data
        return {code: {"state": clean[f"state_{code}"] or "", "note": clean[f"note_{code}"] or ""} for code in self.codes}


class WaiveForm(PastoralForm):
    """Why the meeting goes on without one of the five."""

    reason = fields.LongTextField(
        _("Why does the meeting go on without it?"), max_characters=2_000, name=_("the reason"),
        missing=_("Say why the meeting goes on without it"),
    )  # fmt: skip


class DeclineForm(PastoralForm):
    """Not wanting to answer is an answer, and no reason is owed."""

    reason = fields.LongTextField(
        _("Do you want to say why?"), required=False, max_characters=2_000, rows=3, count=False, name=_("why")
    )


class MethodForm(PastoralForm):
    """How somebody's views were gathered, where another person writes them down."""

    method = fields.ChoiceField(_("How did they tell you?"), missing=_("Select how they told you"))

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method: Any = self.fields["method"]
        method.choices = [(one.code, said(one.text)) for one in pack.choices("views_methods")]


class Questionnaire:
    """The sections of one form on one page. Answers are one flat JSON; the sections' keys never meet (a pack is checked)."""

    def __init__(
        self,
        definition: Form,
        language: Language,
        *,
        answers: Mapping[str, Any],
        data: Any = None,
        draft: Mapping[str, Any] | None = None,
        complete: bool = True,
    ) -> None:
        self.definition, self.language, self.earlier = definition, language, dict(answers)
        posted = None if data is None else tidy_data(data)
        self.sections: list[tuple[Any, QuestionsForm]] = [
            (
                section,
                form_for(section, language, complete=complete)(posted, initial=initial_from(section, answers), draft=draft),
            )
            for section in definition.sections
        ]

        if not any(question.required for section, _form in self.sections for question in section.questions):
            for form in self.forms:
                form.marks_optional = False  # nothing is asked for, and the page says so: no need to say it at each question

    @property
    def forms(self) -> list[QuestionsForm]:
        return [form for _section, form in self.sections]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def errors(self) -> list[FormError]:
        """The error summary of all sections."""
        return [line for form in self.forms for line in form.error_summary()]

    def answers(self) -> dict[str, Any]:
        """All valid answers; one that is empty is absent."""
        return {key: value for form in self.forms for key, value in answers_from(form, earlier=self.earlier).items()}


def rows_said(definition: Form, answers: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """(question, answer) of everything that was answered."""
    return [
        (row.question, row.answer)
        for section in definition.sections
        for row in summary_rows(section, answers, language)
        if row.answer
    ]


