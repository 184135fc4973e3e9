"""Reads of pupils. The first argument is always whose eyes it is for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from pastoral.foundation.access.together import together
from pastoral.foundation.access.value import Access
from pastoral.rules.key_stages import school_year_start
from pastoral.rules.upn import normalise

from .facts import PupilFacts, facts_of_many
from .models import CareStatus, Contact, FormerUpn, ImportRow, Need, Pupil, PupilImport
from .names import words_of

YEARS = ("N", "R", *(str(number) for number in range(1, 15)))


def pupil(access: Access, pupil_id: int) -> Pupil:
    """One pupil, with school and authority. Raises `Pupil.DoesNotExist` beyond the reach of `access`."""
    found: Pupil = Pupil.objects.visible_to(access).select_related("school", "authority").get(pk=pupil_id)
    return found


def facts_of(access: Access, pupil: Pupil) -> PupilFacts:
    """What is true of one pupil today. Three queries."""
    return facts_of_many(access, [pupil])[pupil.pk]


def search(access: Access, text: str) -> QuerySet[Pupil]:
    """Pupils by parts of their names (accents and case do not matter), or by a whole UPN, present or former."""
    seen = Pupil.objects.visible_to(access).select_related("school", "authority").order_by("surname", "forename", "pk")
    upn = normalise(text)
    if len(upn) == 13 and any(char.isdigit() for char in upn):
        formerly = FormerUpn.objects.visible_to(access).filter(upn=upn).values("pupil_id")
        return seen.filter(Q(upn=upn) | Q(pk__in=formerly))
    words = words_of(text)[:8]
    if not words:
        return seen.none() if text.strip() else seen
    for word in words:
        seen = seen.filter(search_name__contains=word)
    return seen


def listed(access: Access, *, text: str = "", year: str = "", left: bool = False) -> QuerySet[Pupil]:
    """The list page: pupils on roll (or, with `left`, those who left), narrowed by name and year group."""
    found = search(access, text).filter(left_on__isnull=not left)
    return found.filter(_in_year(year)) if year in YEARS else found


def _in_year(year: str) -> Q:
    """As the school says, or where it does not say, by the date of birth (CAL-14)."""
    number = {"N": -1, "R": 0}.get(year, int(year) if year.isdigit() else 0)
    starts = school_year_start(timezone.localdate()).year
    first, last = dt.date(starts - number - 5, 9, 1), dt.date(starts - number - 4, 8, 31)
    return Q(year_group=year) | Q(year_group="", date_of_birth__range=(first, last))


def contacts(access: Access, pupil: Pupil) -> list[Contact]:
    """Every contact, those who have ended last."""
    found = Contact.objects.visible_to(access).filter(pupil=pupil).order_by("priority", "pk")
    return sorted(found, key=lambda contact: contact.until is not None)


def contact(access: Access, pupil: Pupil, contact_id: int) -> Contact:
    """Raises `Contact.DoesNotExist`."""
    found: Contact = Contact.objects.visible_to(access).get(pupil=pupil, pk=contact_id)
    return found


def needs_and_care(access: Access, pupil: Pupil) -> tuple[list[Need], list[CareStatus]]:
    """Every need and every care status, the newest first. One query."""
    found = together(
        needs=Need.objects.visible_to(access).filter(pupil=pupil).order_by("-since", "-pk"),
        care=CareStatus.objects.visible_to(access).filter(pupil=pupil).order_by("-since", "-pk"),
    )
    return found["needs"], found["care"]


def dated(access: Access, pupil: Pupil, kind: str, row_id: int) -> Any:
    """A need or a care status (`kind` is "need" or "care"). Raises its DoesNotExist."""
    model: Any = {"need": Need, "care": CareStatus}[kind]
    return model.objects.visible_to(access).get(pupil=pupil, pk=row_id)


def former_upns(access: Access, pupil: Pupil) -> list[str]:
    found = FormerUpn.objects.visible_to(access).filter(pupil=pupil).order_by("noted_on", "pk")
    return list(found.values_list("upn", flat=True))


def batch(access: Access, batch_id: int) -> PupilImport:
    """One import. Raises `PupilImport.DoesNotExist`."""
    found: PupilImport = PupilImport.objects.visible_to(access).select_related("school", "uploaded_by").get(pk=batch_id)
    return found


def batches(access: Access) -> QuerySet[PupilImport]:
    """The imports, the newest first."""
    return (
        PupilImport.objects.visible_to(access).select_related("school", "uploaded_by").order_by("-uploaded_at", "-pk")
    )


def rows(access: Access, batch: PupilImport, *, outcome: str = "", problems: bool = False) -> QuerySet[ImportRow]:
    """The rows of an import, in the file's order."""
    found = ImportRow.objects.visible_to(access).filter(batch=batch).select_related("match", "pupil").order_by("row")
    if problems:
        found = found.exclude(problems=[])
    return found.filter(outcome=outcome) if outcome else found


def row(access: Access, batch: PupilImport, row_id: int) -> ImportRow:
    """Raises `ImportRow.DoesNotExist`."""
    found: ImportRow = ImportRow.objects.visible_to(access).select_related("match").get(batch=batch, pk=row_id)
    return found
