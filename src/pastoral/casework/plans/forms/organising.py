"""The meeting, the adult the child chooses, the people on the list, and their replies."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.govuk import fields
from pastoral.foundation.govuk.forms import PastoralForm

from .gathering import PERSON_LANGUAGES

PARTIES = (
    ("school", _("From the school")),
    ("parent", _("Parent or carer")),
    ("professional", _("Other professional")),
    ("chosen_adult", _("The adult the child chose")),
    ("child", _("The child")),
)


class MeetingForm(PastoralForm):
    """When and where."""

    on = fields.DateField(
        _("On which day is the meeting?"), hint=_("For example, 27 3 2027"), name=_("the day of the meeting"),
        missing=_("Enter the day of the meeting"), earliest=timezone.localdate,
        too_early=_("The day of the meeting must be today or later"),
    )  # fmt: skip
    starts_at = fields.TimeField(
        _("When does it begin?"), hint=_("For example, 3:30pm"), required=False, name=_("the time of the meeting")
    )
    venue = fields.TextField(
        _("Where is it?"), hint=_("A place where the family is at ease, and that they can reach."), required=False, name=_("the place")
    )
    venue_note = fields.TextField(
        _("What was thought of for the place?"), hint=_("For example: quiet, private, a ramp, near the bus."), required=False,
        max_characters=300, name=_("what was thought of"),
    )  # fmt: skip
    chair = fields.TextField(_("Who leads the meeting?"), required=False, max_characters=150, name=_("who leads the meeting"))
    welsh_offered = fields.YesNoField(
        _("Has everybody been offered a meeting in Welsh?"),
        hint=_("The invitation says that Welsh and English are both welcome."), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, bilingual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bilingual:
            del self.fields["welsh_offered"]


class ChosenAdultForm(PastoralForm):
    """Which adult should speak for the child's views: asked of the child, and "nobody" is an answer (NPT-PSP-10)."""

    chosen_adult_asked_on = fields.DateField(
        _("When was the child asked?"), latest=timezone.localdate, name=_("the day the child was asked"),
        missing=_("Enter the day the child was asked"), too_late=_("The day the child was asked can't be in the future"),
    )  # fmt: skip
    chosen_adult = fields.TextField(
        _("Whom did they choose?"), hint=_("Leave this empty if they chose nobody."), required=False, max_characters=150,
        name=_("the adult they chose"), autocomplete="off",
    )  # fmt: skip


class AttendeeForm(PastoralForm):
    """People for the list: by a tick, or by hand."""

    who = fields.ManyField(_("Who should come?"), required=False)
    name = fields.TextField(_("Full name"), required=False, max_characters=150, name=_("the name"), autocomplete="off")
    party = fields.SelectField(_("They come as"), choices=PARTIES, required=False, name=_("what they come as"))
    role = fields.TextField(_("Post, or who they are to the child"), required=False, max_characters=150, name=_("the post"))
    agency = fields.TextField(_("Organisation"), required=False, max_characters=120, name=_("the organisation"))
    email = fields.EmailField(
        _("E-mail address"), hint=_("The invitation goes here. Without one, invite them in another way."), required=False,
        name=_("the e-mail address"), autocomplete="off",
    )  # fmt: skip
    language = fields.ChoiceField(
        _("Their language"), choices=PERSON_LANGUAGES, required=False, inline=True, name=_("their language")
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], hints: dict[str, str], bilingual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bilingual:
            del self.fields["language"]
        who: Any = self.fields["who"]
        who.choices, who.hints = people, hints
        if not people:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean: dict[str, Any] = self.cleaned_data
        typed = any(clean.get(name) for name in ("party", "role", "agency", "email"))
        if not clean.get("name") and typed and "name" not in self.errors:
            self.add_error("name", str(_("Enter the name of the person")))
        elif not clean.get("name") and not clean.get("who") and not self.errors:
            first = "who" if "who" in self.fields else "name"
            self.add_error(first, str(_("Choose somebody, or enter a name")))
        if clean.get("name") and not clean.get("party") and "party" not in self.errors:
            self.add_error("party", str(_("Select what they come as")))
        return clean


class ReplyForm(PastoralForm):
    """Whether somebody can come."""

    coming = fields.YesNoField(
        _("Can you come?"), yes=_("Yes, I will come"), no=_("No, I can't come"), missing=_("Select whether you can come"), inline=False
    )
    note = fields.TextField(
        _("Is there something we should know?"), hint=_("Something you need, another day that suits you, or what you want to say."),
        required=False, max_characters=500, name=_("what we should know"),
    )  # fmt: skip


class RecordedReplyForm(ReplyForm):
    """The same, written down for somebody who told us."""

    coming = fields.YesNoField(
        _("Can they come?"), yes=_("Yes, they will come"), no=_("No, they send apologies"),
        missing=_("Select whether they can come"), inline=False,
    )  # fmt: skip
    note = fields.TextField(_("What did they say?"), required=False, max_characters=500, name=_("what they said"))
