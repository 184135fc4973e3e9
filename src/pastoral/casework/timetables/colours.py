"""The colour that each timetable was last given by the audit matrix, for lists: as stored, nothing is worked out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.govuk.parts import Status, Tone

from .models import ColourChange

TONES: dict[str, Tone] = {"green": "good", "amber": "soon", "red": "late", "not_rated": "quiet"}
ORDER = {"red": 0, "amber": 1, "not_rated": 2, "green": 3}


@dataclass(frozen=True, slots=True)
class Colour:
    """`code` is green, amber, red or not_rated; `provisional`: red that no officer has confirmed yet; `since` its first day."""

    code: str
    provisional: bool
    since: dt.date

    @property
    def words(self) -> str:
        return words_of(self.code, provisional=self.provisional)

    @property
    def status(self) -> Status:
        """For `components/badge.jinja`: the colour and the word together."""
        return Status(self.words, TONES[self.code])

    @property
    def order(self) -> int:
        """The most pressing first: red, amber, not yet rated, green."""
        return ORDER[self.code]


def words_of(code: str, *, provisional: bool = False) -> str:
    """ "Red, not confirmed yet", "Amber", "Not yet rated"."""
    return _("Red, not confirmed yet") if provisional else str(ColourChange.Colour(code).label)


def colours_of(access: Access, timetable_ids: Iterable[int]) -> dict[int, Colour]:
    """Timetable id → its latest colour; those that never had one are left out (no matrix here, or it does not run). One query."""
    rows = (
        ColourChange.objects.visible_to(access).filter(timetable_id__in=list(timetable_ids))
        .order_by("timetable_id", "-id").distinct("timetable_id")
        .values_list("timetable_id", "colour", "provisional", "at")
    )  # fmt: skip
    return {pk: Colour(colour, provisional, timezone.localdate(at)) for pk, colour, provisional, at in rows}


def kept_colours(access: Access, timetable_id: int) -> list[ColourChange]:
    """Every colour that one timetable had, the oldest first. One query."""
    return list(ColourChange.objects.visible_to(access).filter(timetable=timetable_id).order_by("id"))
