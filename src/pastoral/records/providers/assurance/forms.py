"""What is asked about a provider's assurance."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.documents.signatures import check_path
from pastoral.foundation.govuk import fields, uploads
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.rules.providers import StaffCheck
from pastoral.rules.providers.facts import AREA_LABELS, THEME_LABELS
from pastoral.rules.sentences import mark

from ..models import DatedItem, ThemeStanding, Visit
from .declaring import Said
from .visiting import Found

LANGUAGES = (("en-gb", _("English")), ("cy", _("Welsh and English")))
STAFF_ROWS = 3
MOST_STAFF = 30
CONFIRMATIONS: dict[str, str] = {
    "dbs": mark("Every member of staff has an enhanced DBS check of the last {years} years that raises no concern about safeguarding."),
    "references": mark("There are at least {references} good references for every member of staff, from when they were appointed."),
    "training": mark("Every member of staff has certified safeguarding training, renewed at least every year."),
    "suitability": mark("There is no concern about the suitability of any member of staff to work with children."),
    "tells_at_once": mark("We tell the school's Designated Safeguarding Officer of every concern at once."),
}


def confirmations(years: int | None, references: int | None) -> list[tuple[str, str]]:
    """The four confirmations and the promise, with the authority's numbers; those of the county's form where it says none."""
    values = {"years": years or 3, "references": references or 2}
    return [(code, _now(text).format(**values)) for code, text in CONFIRMATIONS.items()]


def choices(form: PastoralForm, name: str, pairs: list[tuple[str, str]]) -> None:
    """Give a field of choices what it offers on this page."""
    field: Any = form.fields[name]
    field.choices = pairs


class AskForm(PastoralForm):
    """Who is to sign, and where the link goes."""

    asked_of = fields.TextField(_("Name of a senior member of the provider"), max_characters=150, name=_("their name"))
    email = fields.EmailField(_("Their e-mail address"), hint=_("The link goes there. It needs no account and works for 28 days."))
    language = fields.ChoiceField(_("Language of the message"), choices=LANGUAGES, inline=True, name=_("the language"))


class DeclarationForm(PastoralForm):
    """F-NPT-07, with as many members of staff as there are rows."""

    organisation = fields.TextField(_("Name of the organisation"), max_characters=200)
    confirmed = fields.ManyField(
        _("We confirm of all staff employed in the provision"), choices=(),
        hint=_("All of these are needed. If one is not true, do not sign: tell the school."), missing=_("Select each one that you confirm"),
    )  # fmt: skip
    rows = fields.HiddenField()
    signed_by = fields.TextField(_("Name of the person who signs"), max_characters=150, name=_("the name of the person who signs"))
    position = fields.TextField(
        _("Position"), max_characters=150, name=_("their position"), hint=_("For example, director or head of centre")
    )
    is_senior = fields.YesNoField(_("Is this person a senior member of the organisation?"), inline=True, name=_("whether they are senior"))
    teaches = fields.YesNoField(
        _("Does this person also work with the children?"), inline=True, name=_("whether they work with the children"),
        hint=_("If so, somebody else must see their papers as well. Nobody answers for themselves alone."),
    )  # fmt: skip
    signed_on = fields.DateField(
        _("Date"), latest=timezone.localdate, name=_("the date"), too_late=_("{Name} must be today or in the past")
    )
    drawn = fields.HiddenField(required=False)

    def __init__(
        self, *args: Any, rows: int = STAFF_ROWS, years: int | None = None, references: int | None = None, paper: bool = False,
        today: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        asked = self.data.get("rows", "") if self.is_bound else ""
        self.row_count = min(int(asked), MOST_STAFF) if str(asked).isdecimal() else rows
        self.fields["rows"].initial = str(self.row_count)
        choices(self, "confirmed", confirmations(years, references))
        for number in range(1, self.row_count + 1):
            self.fields[f"who_{number}"] = fields.TextField(_("Name"), max_characters=150, required=False)
            self.fields[f"dbs_on_{number}"] = fields.DateField(
                _("Date of the DBS check"), required=False, latest=timezone.localdate, too_late=_("{Name} must be today or in the past")
            )
            self.fields[f"references_{number}"] = fields.NumberField(
                _("How many references"), required=False, minimum=0, maximum=20, width=2
            )
            self.fields[f"trained_on_{number}"] = fields.DateField(
                _("Date of the last safeguarding training"), required=False, latest=timezone.localdate,
                too_late=_("{Name} must be today or in the past"),
            )  # fmt: skip
        if paper:
            self.fields["returned_to"] = fields.TextField(_("Name of the school it is returned to"), max_characters=200)
            self.fields["file"] = fields.FileField(_("The signed page"), kinds=uploads.SCANS, missing=_("Choose the file"))
        if today:
            del self.fields["signed_on"]

    def clean_drawn(self) -> str:
        drawn = self.cleaned_data.get("drawn") or ""
        try:
            return check_path(drawn) if drawn else ""
        except ValueError:
            return ""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, self.row_count + 1):
            other = [found.get(f"{name}_{number}") for name in ("dbs_on", "references", "trained_on")]
            if any(one is not None for one in other) and not found.get(f"who_{number}"):
                self.add_error(f"who_{number}", _now("Enter the name of person %(number)s") % {"number": number})
        return found

    def said(self) -> Said:
        """The clean answers."""
        found = self.cleaned_data
        staff = tuple(
            StaffCheck(found[f"who_{n}"], found.get(f"dbs_on_{n}"), found.get(f"references_{n}"), found.get(f"trained_on_{n}"))
            for n in range(1, self.row_count + 1)
            if found.get(f"who_{n}")
        )
        return Said(
            organisation=found["organisation"], confirmed=frozenset(found["confirmed"]), signed_by=found["signed_by"],
            position=found["position"], is_senior=found["is_senior"], teaches=found["teaches"],
            returned_to=found.get("returned_to") or "", signed_on=found.get("signed_on") or timezone.localdate(),
            drawn=found.get("drawn") or "", staff=staff,
        )  # fmt: skip


class OwnDeclarationForm(DeclarationForm):
    """As the provider's lead signs it, for one of the authorities that list the provider."""

    authority = fields.ChoiceField(_("Which council is it for?"), choices=(), name=_("the council"))


class SecondForm(PastoralForm):
    """Somebody else has seen the papers of the person who signed."""

    saw = fields.LongTextField(
        _("Which of their papers have you seen?"), rows=3, max_characters=300, missing=_("Write which papers you have seen"),
        hint=_("For example: DBS certificate of 3 February 2026, two references, training certificate of 14 September 2026."),
    )  # fmt: skip


class ItemForm(PastoralForm):
    """One dated item, with its paper."""

    kind = fields.SelectField(_("What is it?"), choices=DatedItem.Kind.choices, prompt=_("Choose one"), name=_("what it is"))
    about = fields.TextField(
        _("Whose or which?"), max_characters=150, required=False, name=_("the answer"),
        hint=_("For example the member of staff, the insurer, or the name of the policy."),
    )  # fmt: skip
    site = fields.SelectField(_("At which site?"), choices=(), required=False, prompt=_("All sites"))
    dated_on = fields.DateField(
        _("Date on the paper"), required=False, latest=timezone.localdate, too_late=_("{Name} must be today or in the past"),
        name=_("the date on the paper"),
    )
    ends_on = fields.DateField(
        _("Last day on which it is good"), required=False, hint=_("For a policy, the day of its next review."), name=_("the last day")
    )
    school = fields.SelectField(_("Which of your schools received it?"), choices=(), required=False, prompt=_("Choose one"))
    file = fields.FileField(_("The paper"), kinds=uploads.ALL_KINDS, required=False)


class CheckForm(PastoralForm):
    """An officer's word on what was given."""

    accepted = fields.ChoiceField(
        _("Have you seen the paper, and is it right?"), reveals={"no": "note"}, missing=_("Say whether it is right"),
        choices=(("yes", _("Yes, it counts from now")), ("no", _("No")), ("retire", _("It no longer matters"))),
        hints={"retire": _("For example, the member of staff has left.")},
    )  # fmt: skip
    note = fields.LongTextField(_("Why not?"), rows=3, max_characters=500, hint=_("The provider reads this."), missing=_("Say why not"))


class ThemesForm(PastoralForm):
    """One theme of the standards."""

    theme = fields.ChoiceField(_("Which theme?"), choices=(), name=_("the theme"))
    result = fields.ChoiceField(_("How far is it met?"), choices=ThemeStanding.Result.choices, name=_("how far it is met"))
    evidence = fields.LongTextField(_("What shows it?"), rows=5, max_characters=5_000, missing=_("Say what shows it"))
    expires_on = fields.DateField(_("Until when does this hold?"), required=False, name=_("the last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, "theme", [(code, _now(label)) for code, label in THEME_LABELS.items()])


class PlanVisitForm(PastoralForm):
    """A visit that is to be made."""

    why = fields.ChoiceField(_("Why is it visited?"), choices=Visit.Why.choices, name=_("why it is visited"))
    site = fields.SelectField(_("At which site?"), choices=(), required=False, prompt=_("All sites"))
    due_on = fields.DateField(_("By which day?"), required=False, name=_("the day of the visit"))


class WriteUpForm(PastoralForm):
    """What was found in the three areas."""

    held_on = fields.DateField(_("Date of the visit"), latest=timezone.localdate, too_late=_("{Name} must be today or in the past"))
    visitors = fields.TextField(_("Who visited?"), max_characters=300, name=_("who visited"))
    next_due_on = fields.DateField(_("Next visit by"), required=False)
    approved_until = fields.DateField(_("Approval holds until"), required=False, hint=_("Leave it empty if you approve nothing now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area, label in AREA_LABELS.items():
            said = _now(label)
            self.fields[f"result_{area}"] = fields.ChoiceField(
                said[:1].upper() + said[1:], choices=(*ThemeStanding.Result.choices, ("not_seen", _("Not looked at"))), inline=True,
                missing=_now("Say what you found in: %(area)s") % {"area": said},
            )  # fmt: skip
            self.fields[f"found_{area}"] = fields.LongTextField(_("What did you find?"), rows=4, max_characters=5_000, required=False)
        self.areas = tuple(AREA_LABELS)
        self.order_fields(
            ("held_on", "visitors", *(f"{name}_{area}" for area in AREA_LABELS for name in ("result", "found")), "next_due_on")
        )

    def found(self) -> dict[str, Found]:
        clean = self.cleaned_data
        return {
            area: Found(clean[f"result_{area}"], clean.get(f"found_{area}") or "")
            for area in self.areas
            if clean[f"result_{area}"] != "not_seen"
        }


class ActionForm(PastoralForm):
    """Something to put right."""

    area = fields.ChoiceField(_("In which area?"), choices=(), name=_("the area"))
    action = fields.LongTextField(_("What has to be put right?"), rows=3, max_characters=500, missing=_("Say what has to be put right"))
    owner = fields.TextField(_("Who does it?"), max_characters=150, name=_("who does it"))
    due_on = fields.DateField(_("By when?"), name=_("by when"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, "area", [(code, _now(label)) for code, label in AREA_LABELS.items()])


class DoneForm(PastoralForm):
    """The provider says that something is put right."""

    note = fields.LongTextField(_("What did you do?"), rows=3, max_characters=500, missing=_("Say what you did"))


class MoveForm(PastoralForm):
    """A change of status. Which fields there are follows from the move."""

    reason = fields.LongTextField(
        _("Why?"), rows=4, max_characters=2_000, hint=_("Those who use the provider read this."), missing=_("Say why")
    )
    to = fields.ChoiceField(
        _("How does it stand from now on?"), choices=(("listed", _("Listed")), ("approved", _("Approved"))), name=_("how it stands")
    )
    approved_until = fields.DateField(_("Approved until"), required=False, earliest=lambda: timezone.localdate() + dt.timedelta(days=1),
                                      too_early=_("{Name} must be in the future"))  # fmt: skip

    def __init__(self, *args: Any, move: str = "approve", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move in ("list", "approve"):
            self.fields["reason"].required = False
        if move != "reinstate":
            del self.fields["to"]
        if move not in ("approve", "reinstate"):
            del self.fields["approved_until"]
