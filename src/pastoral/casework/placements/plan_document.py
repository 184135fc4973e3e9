"""The plan of a placement as a document: what F-HAM-02 asks for, filled from the record. Nothing of the cost or of doubts is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.tree import (
    Answer,
    BothLanguages,
    Box,
    BoxPart,
    Document,
    Fact,
    Facts,
    Grid,
    Heading,
    Language,
    Printable,
    Signature,
    Signatures,
    Table,
)
from pastoral.foundation.documents.wording import say_date
from pastoral.foundation.govuk.words import say
from pastoral.records.pupils.facts import year_label
from pastoral.rules.placements import PlacementFacts
from pastoral.rules.placements.facts import AIM_LABELS, LINKED_PLANS, SETTING_LABELS, SHAPE_LABELS

from . import showing
from .models import Objective, Placement
from .rows import Rows
from .week import week_day

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}


@dataclass(frozen=True)
class _Making:
    row: Placement
    own: Rows
    facts: PlacementFacts
    language: Language
    today: dt.date

    def day(self, day: dt.date | None) -> str:
        return say_date(day, self.language) if day is not None else ""


def document(row: Placement, own: Rows, facts: PlacementFacts, language: str, today: dt.date) -> Printable:
    """The plan as it stands. `language` is "en", "cy" or "both"."""

    def one(code: Language) -> Document:
        return _document(_Making(row, own, facts, code, today))

    if language == "both":
        return BothLanguages(one("cy"), one("en"))
    return one("cy" if language == "cy" else "en")


def _document(making: _Making) -> Document:
    authority = making.row.authority
    with override(DJANGO_CODE[making.language]):
        sections: list[tuple[str, Callable[[_Making], tuple[BoxPart, ...]]]] = [
            (_("The child and the placement"), _header), (_("Who was asked"), _asked), (_("Why this placement"), _why),
            (_("Objectives"), _objectives), (_("The week"), _week), (_("How it is followed, and what comes after"), _after),
            (_("Signatures"), _signatures),
        ]  # fmt: skip
        return Document(
            title=_("Plan of the placement"), language=making.language,
            organisation=str((authority.name_cy or authority.name) if making.language == "cy" else authority.name),
            parts=tuple(Box(title, make(making)) for title, make in sections),
        )  # fmt: skip


def _header(making: _Making) -> tuple[BoxPart, ...]:
    row, pupil = making.row, making.row.pupil
    year = year_label(pupil, making.today)
    return (
        Facts((
            Fact(_("Name"), f"{pupil.forename} {pupil.surname}"), Fact(_("Date of birth"), making.day(pupil.date_of_birth)),
            Fact(_("School"), row.school.name), Fact(_("Year group"), say(year) if year is not None else ""),
            Fact(_("Provider"), row.provider.name if row.provider is not None else ""),
            Fact(_("Where"), row.site.address if row.site is not None else ""),
            Fact(_("Kind of place"), _(SETTING_LABELS[row.setting]) if row.setting in SETTING_LABELS else ""),
            Fact(_("Shape"), _(SHAPE_LABELS[row.shape]) if row.shape in SHAPE_LABELS else ""),
            Fact(_("First day"), making.day(row.starts_on)), Fact(_("Last day"), making.day(row.ends_on)),
            Fact(_("How long"), row.timeframe), Fact(_("First review"), making.day(row.first_review_on)),
            Fact(_("Responsible for the placement"), making.facts.commissioner), Fact(_("Who watches over it"), row.monitor),
            Fact(_("Linked to"), ", ".join(_(LINKED_PLANS[code]) for code in row.linked_plans if code in LINKED_PLANS), wide=True),
        )),
    )  # fmt: skip


def _asked(making: _Making) -> tuple[BoxPart, ...]:
    rows = tuple(
        (one.name or str(one.get_who_display()), making.day(one.on), one.said) for one in making.own.consultations
    )
    return (Table((_("Who"), _("When"), _("What they said")), rows, widths=(3, 2, 7), blank_rows=0 if rows else 3),)


def _why(making: _Making) -> tuple[BoxPart, ...]:
    row = making.row
    return (
        Answer(_("What the placement is for"), row.purpose), Answer(_("Why it meets the child's need"), row.rationale),
        Answer(_("What the assessment of needs found"), row.needs_assessment), Answer(_("What gets in the way of learning"), row.barriers),
        Answer(_("Where the child starts from"), row.baseline), Answer(_("How it fits the timetable and qualifications"), row.complements),
    )  # fmt: skip


def _objectives(making: _Making) -> tuple[BoxPart, ...]:
    rows = tuple(
        (
            one.statement, "\n".join(_(AIM_LABELS[aim]) for aim in one.aims if aim in AIM_LABELS), _start(one), one.measured_how,
            making.day(one.by_when),
        )
        for one in making.own.objectives
    )  # fmt: skip
    headings = (_("Objective"), _("Aims"), _("Where the child starts"), _("How it is measured"), _("By when"))
    return (Table(headings, rows, widths=(4, 3, 3, 3, 2), blank_rows=0 if rows else 3),)


def _start(one: Objective) -> str:
    before, after = one.baseline_value, one.target_value
    if before is None or after is None:
        return one.baseline
    numbers = _("%(before)s to %(after)s %(unit)s") % {
        "before": f"{before.normalize():f}", "after": f"{after.normalize():f}", "unit": one.unit,
    }  # fmt: skip
    return f"{one.baseline}\n{numbers.strip()}".strip()


def _week(making: _Making) -> tuple[BoxPart, ...]:
    week = showing.week_of(making.row, making.own, week_day(making.row))
    lines = max((len(found) for _day, found in week.days), default=0)
    cells = tuple(
        tuple(
            f"{found[n].starts}–{found[n].ends} {found[n].where}" if n < len(found) else "" for _day, found in week.days
        )
        for n in range(lines)
    )
    grid = Grid(tuple(day for day, _found in week.days), tuple(str(n + 1) for n in range(lines)), cells)
    hours = tuple(Fact(place, _("%(hours)s hours a week") % {"hours": hours}) for place, hours in week.hours if hours)
    total = (Fact(_("In all settings together"), _("%(hours)s hours a week") % {"hours": week.total}),) if week.total else ()
    return (grid, Facts((*hours, *total))) if lines else (Answer(_("Times in each setting")),)


def _after(making: _Making) -> tuple[BoxPart, ...]:
    row = making.row
    return (
        Answer(_("How and when progress is assessed"), row.assessment_arrangements),
        Answer(_("Who follows the placement at school, and how"), row.monitoring_arrangements),
        Answer(_("How we know that the child is ready to return"), row.readiness),
        Answer(_("What comes after the placement"), row.exit_plan),
    )


def _signatures(making: _Making) -> tuple[BoxPart, ...]:
    names = (_("The child"), _("Parent or carer"), _("For the school"), _("For the provider"))
    return (Heading(_("We have read this plan"), level=3), Signatures(tuple(Signature(role) for role in names)))
