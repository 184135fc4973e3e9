"""Reads of reduced timetables. Every function takes whose eyes it is for."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.foundation.access import Access, Role
from pastoral.foundation.accounts.models import Membership
from pastoral.records.cases.models import Involvement

from .models import Ask, Timetable

DoesNotExist = Timetable.DoesNotExist


def timetable(access: Access, timetable_id: int) -> Timetable:
    """One timetable with its pupil, school, authority, plan and lead. Raises `DoesNotExist` when it is not visible."""
    found: Timetable = (
        Timetable.objects.visible_to(access)
        .select_related("pupil", "school", "authority", "plan", "lead")
        .get(pk=timetable_id)
    )
    # always the pupil's own: row security keeps them equal
    found.school.authority = found.authority
    found.pupil.school, found.pupil.authority = found.school, found.authority
    return found


def of_pupil(access: Access, pupil_id: int) -> list[Timetable]:
    """A pupil's reduced timetables, the open one first, then the latest."""
    rows = Timetable.objects.visible_to(access).filter(pupil=pupil_id).order_by("-opened_on", "-pk")
    return sorted(rows, key=lambda row: row.is_closed)


def ask(access: Access, ask_id: int) -> Ask:
    """One message to somebody, with the answer to it. Raises `Ask.DoesNotExist` when it is not visible."""
    found: Ask = Ask.objects.visible_to(access).select_related("answer").get(pk=ask_id)
    return found


@dataclass(frozen=True)
class Reached:
    """Somebody by name, and how they are reached; "" where the record does not say."""

    name: str = ""
    email: str = ""
    telephone: str = ""


def ewo_of(access: Access, row: Timetable) -> Reached:
    """The Education Welfare Officer who is named for the child, else the authority's."""
    named = (
        Involvement.objects.visible_to(access).filter(pupil=row.pupil_id, involved_as=Involvement.As.EWO, until__isnull=True)
        .select_related("user").order_by("id").first()
    )  # fmt: skip
    if named is not None:
        return Reached(named.name, named.user.email if named.user is not None else named.email, named.telephone)
    post = (
        Membership.objects.filter(authority=row.authority_id, role=Role.EWO, until__isnull=True)
        .select_related("user").order_by("id").first()
    )  # fmt: skip
    return Reached(post.user.name, post.user.email) if post is not None else Reached()
