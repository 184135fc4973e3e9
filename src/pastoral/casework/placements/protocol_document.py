"""The working protocol on paper: the county's template (F-HAM-01), from the words as they were sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.documents.tree import (
    Answer,
    Box,
    Document,
    Fact,
    Facts,
    Language,
    Paragraph,
    Signature,
    Signatures,
    Table,
)
from pastoral.foundation.govuk.words import date_long
from pastoral.rules.placements.facts import PROTOCOL_LABELS

from .models import Protocol, ProtocolAnswer
from .protocol import BELONGING_LABELS, PROVIDER_LABELS, SCHOOL

DJANGO_CODE = {"en": "en-gb", "cy": "cy"}


def document(row: Protocol, answers: list[ProtocolAnswer], heading: dict[str, str], language: str, form_code: str) -> Document:
    """One language. `heading`: who is it about and between whom, as {"pupil", "school", "provider"}."""
    tongue: Language = "cy" if language == "cy" else "en"
    words: dict[str, Any] = row.words
    with override(DJANGO_CODE[tongue]):
        held = (_("The school"), _("The provider"))
        return Document(
            title=_("Working protocol"),
            language=tongue,
            organisation=heading["school"],
            form_code=form_code,
            seal=row.seal,
            parts=(
                Box(_("Who and when"), (Facts((
                    Fact(_("Child"), heading["pupil"]), Fact(_("School"), heading["school"]), Fact(_("Provider"), heading["provider"]),
                    Fact(_("First day"), _day(words["starts_on"])), Fact(_("Last day"), _day(words["ends_on"])),
                    Fact(_("How long"), words["timeframe"]),
                )), Answer(_("What kind of help it is"), words["purpose"]), Answer(_("Objectives"), "\n".join(words["objectives"])))),
                Box(_("Responsibilities of the school"), (Table(
                    (_("Responsibility"), _("Held by"), _("Note")),
                    tuple(
                        (f"{one['code']} {_(PROTOCOL_LABELS[one['code']])}", held[0 if one["held"] == SCHOOL else 1], one["note"])
                        for one in words["items"]
                    ),
                    widths=(6, 3, 5),
                ),), note=_("Only 2 and 9 may be passed to the provider.")),
                Box(_("Responsibilities of the provider"), (Table(
                    (_("Responsibility"), _("Note")),
                    tuple((f"{one['code']} {_(PROVIDER_LABELS[one['code']])}", one["note"]) for one in words["provider_items"]),
                    widths=(7, 7),
                ),)),
                Box(_("Responsibilities of the parents"), (
                    _slots(words["slots"]), Answer(_("What else was agreed with the parents"), words["parents"]),
                ), note=_("It must be clear exactly when parents are responsible for the child in school hours.")),
                Box(_("Staying in touch"), (
                    Facts((Fact(_("At school"), words["liaison_school"]), Fact(_("At the provider"), words["liaison_provider"]))),
                    Answer(_("How a decision is challenged"), words["challenge"]),
                )),
                Box(_("Exclusion"), (
                    Answer(_("If the child is excluded from school"), words["excluded_from_school"]),
                    Answer(_("If the child is excluded from the provider"), words["excluded_from_provider"]),
                )),
                Box(_("Staying a member of the school"), (Table(
                    (_("What"), _("Who sees to it"), _("How often")),
                    tuple((_(BELONGING_LABELS[one["code"]]), one["owner"], one["how_often"]) for one in words["belonging"]),
                    widths=(6, 4, 4),
                ),)),
                Box(_("Signatures"), (Signatures(tuple(_signature(side, answers) for side in ProtocolAnswer.Side)),)),
            ),
        )  # fmt: skip


def _slots(slots: list[dict[str, str]]) -> Paragraph | Table:
    if not slots:
        return Paragraph(_("There are no school hours without a setting."))
    rows = tuple((_(one["day"]), one["starts"], one["ends"], one["responsible"] or _("Nobody yet")) for one in slots)
    return Table((_("Day"), _("Starts"), _("Ends"), _("Who is responsible")), rows, widths=(4, 2, 2, 5))


def _signature(side: ProtocolAnswer.Side, answers: list[ProtocolAnswer]) -> Signature:
    mine = [one for one in answers if one.side == side]
    if not mine:
        return Signature(str(side.label))
    last = mine[-1]
    name = f"{last.name}, {last.post}" if last.post else last.name
    return Signature(str(side.label), name, str(last.get_state_display()), date_long(last.on), note=last.note)


def _day(day: str) -> str:
    return date_long(dt.date.fromisoformat(day)) if day else ""
