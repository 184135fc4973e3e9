"""The forms of a working protocol, one for each of its pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.placements.facts import DELEGABLE, PROTOCOL_LABELS

from .models import ProtocolAnswer, ProtocolDraft
from .protocol import BELONGING_LABELS, PROVIDER, PROVIDER_LABELS, SCHOOL

NOTE = 500  # characters
HELD = [(SCHOOL, _("The school")), (PROVIDER, _("The provider, for the school"))]


def numbered(code: str, text: str) -> str:
    """ "2. The attendance record", in the reader's language."""
    said = gettext(text)
    return f"{code}. {said[:1].upper()}{said[1:]}"


class HoldersForm(PastoralForm):
    """Who holds each of the school's ten responsibilities; only 2 and 9 can be passed on (HAM-PRO-01)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in PROTOCOL_LABELS.items():
            if code in DELEGABLE:
                self.fields[f"held_{code}"] = fields.ChoiceField(
                    numbered(code, text), choices=HELD, inline=True, missing=_("Say who holds it")
                )
                self.fields[f"note_{code}"] = fields.TextField(_("Note"), max_characters=NOTE, required=False)
            else:
                self.fields[f"note_{code}"] = fields.TextField(
                    numbered(code, text), hint=_("The school holds this. You can add a note."), max_characters=NOTE, required=False
                )

    def items(self) -> dict[str, dict[str, str]]:
        """What the service takes."""
        clean = self.cleaned_data
        return {code: {"held": clean.get(f"held_{code}") or SCHOOL, "note": clean[f"note_{code}"] or ""} for code in PROTOCOL_LABELS}


def holders_initial(draft: ProtocolDraft | None) -> dict[str, Any]:
    kept = draft.items if draft is not None else {}
    return {
        **{f"held_{code}": kept.get(code, {}).get("held", SCHOOL) for code in DELEGABLE},
        **{f"note_{code}": kept.get(code, {}).get("note", "") for code in PROTOCOL_LABELS},
    }


class TogetherForm(PastoralForm):
    """What the provider does, who stays in touch, challenge, exclusion both ways, and the parents."""

    liaison_school = fields.TextField(_("Who at school stays in touch with the provider?"), max_characters=150, required=False)
    liaison_provider = fields.TextField(_("Who at the provider is the contact?"), max_characters=150, required=False)
    challenge = fields.LongTextField(_("How can a decision be challenged?"), rows=3, max_characters=5_000, required=False)
    excluded_from_school = fields.LongTextField(
        _("What happens at the provider when the child is excluded from school?"), rows=3, max_characters=5_000, required=False
    )
    excluded_from_provider = fields.LongTextField(
        _("What happens at school when the child is excluded from the provider?"), rows=3, max_characters=5_000, required=False,
        hint=_("Think of what lies behind the behaviour."),
    )  # fmt: skip
    parents = fields.LongTextField(
        _("What else was agreed with the parents?"), rows=3, max_characters=5_000, required=False,
        hint=_("The hours in which they are responsible are listed by themselves, from the times of the placement."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in PROVIDER_LABELS.items():
            self.fields[f"provider_{code}"] = fields.TextField(
                numbered(code, text), hint=_("The provider does this. You can say how."), max_characters=NOTE, required=False
            )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        clean = self.cleaned_data
        texts = {name: clean[name] for name in self.base_fields}
        return {**texts, "provider_items": {code: clean[f"provider_{code}"] for code in PROVIDER_LABELS}}


def together_initial(draft: ProtocolDraft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    texts = {name: getattr(draft, name) for name in TogetherForm.base_fields}
    return {**texts, **{f"provider_{code}": draft.provider_items.get(code, "") for code in PROVIDER_LABELS}}


class BelongingForm(PastoralForm):
    """How the child stays a member of the school: each with an owner and how often."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, text in BELONGING_LABELS.items():
            said = gettext(text)
            label = said[:1].upper() + said[1:]
            self.fields[f"owner_{code}"] = fields.TextField(
                gettext("%(what)s: who sees to it?") % {"what": label}, max_characters=150, required=False
            )
            self.fields[f"often_{code}"] = fields.TextField(
                gettext("%(what)s: how often?") % {"what": label}, max_characters=150, required=False
            )

    def belonging(self) -> dict[str, dict[str, str]]:
        """What the service takes."""
        clean = self.cleaned_data
        return {code: {"owner": clean[f"owner_{code}"], "how_often": clean[f"often_{code}"]} for code in BELONGING_LABELS}


def belonging_initial(draft: ProtocolDraft | None) -> dict[str, Any]:
    kept = draft.belonging if draft is not None else {}
    return {
        **{f"owner_{code}": kept.get(code, {}).get("owner", "") for code in BELONGING_LABELS},
        **{f"often_{code}": kept.get(code, {}).get("how_often", "") for code in BELONGING_LABELS},
    }


class SignForm(PastoralForm):
    """A person signs for the school."""

    name = fields.TextField(_("Name of who signs"), max_characters=150)
    post = fields.TextField(_("What they do at school"), max_characters=150, required=False)


class AnswerForm(PastoralForm):
    """A person answers for the provider."""

    state = fields.ChoiceField(
        _("What do you say to it?"),
        choices=[(ProtocolAnswer.State.SIGNED, _("We agree and sign it")), (ProtocolAnswer.State.CHANGE, _("We ask for a change"))],
        reveals={"change": "note"}, missing=_("Say whether you sign it"),
    )  # fmt: skip
    note = fields.LongTextField(_("What should be different?"), rows=3, max_characters=5_000, missing=_("Say what should be different"))
    name = fields.TextField(_("Your name"), max_characters=150)
    post = fields.TextField(_("What you do at the provider"), max_characters=150, required=False)
