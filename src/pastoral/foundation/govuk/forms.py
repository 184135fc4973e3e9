"""The form behind every page: tidies what was typed, gathers errors for the summary, and draws its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import engines
from django.utils.translation import gettext as _
from markupsafe import Markup

from pastoral.foundation.govuk import fields as kit
from pastoral.foundation.govuk.text import tidy_data

SUBMISSION_TOKEN = "submission_token"  # noqa: S105  # the name of a field


@dataclass(frozen=True)
class FormError:
    """One line of the error summary; `href` leads to the input that is wrong, or is empty for the whole form."""

    text: str
    href: str


@dataclass(frozen=True)
class AnswerRow:
    """One row of "check your answers"."""

    question: str
    answer: str
    change: str
    long: bool = False


class PastoralForm(forms.Form):
    """A form of this kit's fields.

    A form of filters sets `marks_optional = False`: nothing in it is asked for, so nothing need say "(optional)".
    `draft` is what an autosave kept (`text.draft_of`); it goes before `initial`, and posted `data` before both.
    `token` is the idempotency token that the server gave this page; a posted one is kept through errors.
    """

    marks_optional = True

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        draft: Mapping[str, Any] | None = None,
        token: str = "",
        prefix: str | None = None,
    ) -> None:
        self.draft = tidy_data(draft) if draft else None
        self._token = token
        super().__init__(
            data=None if data is None else tidy_data(data), files=files, initial=dict(initial or {}), prefix=prefix
        )

    @property
    def submission_token(self) -> str:
        """The token posted with this form, else the one that the page was given; "" when neither."""
        posted = self.data.get(SUBMISSION_TOKEN) if self.is_bound else None
        return str(posted or self._token)[:200]

    @property
    def has_errors(self) -> bool:
        """True once something was sent and refused."""
        return self.is_bound and bool(self.errors)

    @property
    def has_files(self) -> bool:
        """Whether the form needs multipart encoding."""
        return self.is_multipart()

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self._forget_what_was_not_asked()

    def _forget_what_was_not_asked(self) -> None:
        """A question under a choice that was not made is not asked: no error, and no answer."""
        for controlling, chosen, revealed in self._reveals():
            field = self.fields[revealed]
            asked = chosen in _as_strings(self[controlling].data)
            if not asked:
                self._errors.pop(revealed, None)  # type: ignore[union-attr]  # full_clean has just made it
                self.cleaned_data[revealed] = [] if isinstance(field, kit.ManyField) else None

    def _reveals(self) -> list[tuple[str, str, str]]:
        return [
            (name, value, revealed)
            for name, field in self.fields.items()
            for value, revealed in (getattr(field, "reveals", None) or {}).items()
        ]

    @property
    def revealed_names(self) -> frozenset[str]:
        """The fields that are drawn inside another's choice, so not on their own."""
        return frozenset(revealed for *_, revealed in self._reveals())

    def error_summary(self) -> list[FormError]:
        """The errors in the order of the fields, each with the id of the first input that is wrong."""
        if not self.is_bound:
            return []
        found = self.errors.as_data()
        lines = [FormError(_text(error), "") for error in found.get("__all__", ())]
        for name in self._reading_order():
            for error in found.get(name, ()):
                lines.append(FormError(_text(error), self._href(self[name], error.code or "")))
        return lines

    def _reading_order(self) -> list[str]:
        under: dict[str, list[str]] = {}
        for controlling, _value, revealed in self._reveals():
            under.setdefault(controlling, []).append(revealed)
        hidden = self.revealed_names
        return [part for name in self.fields if name not in hidden for part in (name, *under.get(name, ()))]

    def _href(self, bound: BoundField, code: str) -> str:
        if bound.is_hidden:
            return ""
        if isinstance(bound.field, kit.DateField):
            return f"#{bound.auto_id}-{wrong_parts(code)[0]}"
        return f"#{bound.auto_id}"

    def raw(self, name: str) -> Any:
        """What the input of `name` holds: as posted, else as drafted, else as the initial value."""
        bound = self[name]
        if self.is_bound:
            return bound.data
        widget = bound.field.widget
        if self.draft is not None and not widget.value_omitted_from_data(self.draft, {}, bound.html_name):
            return widget.value_from_datadict(self.draft, {}, bound.html_name)
        value = bound.initial
        return bound.field.input_value(value) if isinstance(bound.field, kit.GovukField) else value

    def render_field(self, name: str, **more: Any) -> Markup:
        """The field as GOV.UK draws it; `more` goes to its macro (`rows=8`, `label_classes="govuk-label--m"`)."""
        return draw(self, name, **more)

    def render_all(self) -> Markup:
        """Every field in its order, those inside a choice in their place."""
        hidden = self.revealed_names
        return Markup("\n").join(draw(self, name) for name in self.fields if name not in hidden)


class CheckAnswers:
    """The rows of "check your answers" from a valid form (or from its initial values), with links to change each."""

    def __init__(self, form: PastoralForm, *, change: str = "", leave_out: frozenset[str] = frozenset()) -> None:
        self._form, self._change, self._leave_out = form, change, leave_out

    def rows(self) -> list[AnswerRow]:
        """One row per visible field; `change` is the form's address, each link ends at its input."""
        form = self._form
        clean = form.cleaned_data if form.is_bound and form.is_valid() else None
        rows = []
        for name in form._reading_order():
            bound = form[name]
            field = bound.field
            if bound.is_hidden or name in self._leave_out:
                continue
            value = bound.initial if clean is None else clean.get(name)
            if name in form.revealed_names and value in field.empty_values:
                continue
            answer = field.shown(value) if isinstance(field, kit.GovukField) else str(value or "")
            link = f"{self._change}{form._href(bound, '')}" if self._change else ""
            rows.append(AnswerRow(str(field.label), answer or _("Not answered"), link, "\n" in answer))
        return rows


def draw(form: forms.BaseForm, name: str, **more: Any) -> Markup:
    """A field of any Django form, by the macro in `components/field.jinja`."""
    module = _environment().get_template("components/field.jinja").module
    return Markup(module.field(form, name, **more))  # noqa: S704  # a macro of an autoescaping template made it


def wrong_parts(code: str) -> list[str]:
    """Which boxes of a date are wrong, from the code of its error: "parts-day-year" gives day and year."""
    parts = [part for part in code.split("-")[1:] if part in kit.PARTS] if code.startswith("parts-") else []
    return parts or list(kit.PARTS)


def describe(form: forms.BaseForm, name: str) -> dict[str, Any]:
    """Everything that the macro needs to know of one field, for our fields and for other people's."""
    bound = form[name]
    field = bound.field
    errors = form.errors.as_data().get(name, []) if form.is_bound else []
    ours = isinstance(field, kit.GovukField)
    value = form.raw(name) if isinstance(form, PastoralForm) else bound.value()
    return {
        "field": field,
        "macro": field.macro if isinstance(field, kit.GovukField) else _macro_for(field.widget),
        "id": bound.auto_id or bound.html_name,
        "name": bound.html_name,
        "label": str(bound.label),
        "hint": str(field.hint if ours else bound.help_text),
        "optional": not field.required and getattr(form, "marks_optional", True),
        "error": "\n".join(_text(error) for error in errors),
        "wrong": wrong_parts(errors[0].code or "") if errors else [],
        "value": value,
        "chosen": _as_strings(value),
        "parts": kit._date_parts(value) if isinstance(field, kit.DateField) else ("", "", ""),
        "input_type": getattr(field, "input_type", None) or getattr(field.widget, "input_type", "text"),
        "autocomplete": getattr(field, "autocomplete", "") or field.widget.attrs.get("autocomplete", ""),
    }


def _macro_for(widget: forms.Widget) -> str:
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.PasswordInput, "password"),
        (forms.CheckboxInput, "tick"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.Select, "select"),
        (forms.Textarea, "long_text"),
        (forms.HiddenInput, "hidden"),
        (forms.ClearableFileInput, "file"),
    )
    return next((macro for kind, macro in kinds if isinstance(widget, kind)), "text")


def _as_strings(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [str(item) for item in value] if isinstance(value, (list, tuple, set)) else [str(value)]


def _text(error: Any) -> str:
    return " ".join(str(message) for message in error.messages)


def _environment() -> Any:
    backend = next(engine for engine in engines.all() if hasattr(engine, "env"))
    return backend.env
