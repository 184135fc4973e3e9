"""What is read of a case: people, notes, and who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Role
from pastoral.foundation.accounts.models import PupilGrant
from pastoral.foundation.audit.models import Viewed
from pastoral.foundation.govuk.paginate import PageOf, page_of

from .models import Involvement, Note

FAMILY = frozenset({Role.PARENT, Role.YOUNG_PERSON, Role.LINK})


def reads_as_family(access: Access) -> bool:
    """Whether `access` holds no role but those of the family."""
    return not access.roles - FAMILY


def people(access: Access, pupil: Any) -> tuple[list[Involvement], list[Involvement]]:
    """Who is involved now, and who was; `can_sign_in` on each. Two queries."""
    found = list(Involvement.objects.visible_to(access).filter(pupil_id=pupil.pk).select_related("user"))
    today = timezone.localdate()
    # somebody who was invited has an account from the day on which they accepted, under the address that was invited
    addresses = {one.email for one in found if one.email and one.user_id is None}
    accepted = set(
        PupilGrant.objects.filter(pupil_id=pupil.pk, until__isnull=True, user__email__in=addresses).values_list(
            "user__email", flat=True
        )
    )
    for one in found:
        one.can_sign_in = one.user_id is not None or one.email in accepted
    now = [one for one in found if one.until is None or one.until > today]
    return now, [one for one in found if one not in now]


def involvement(access: Access, pupil: Any, involvement_id: int) -> Involvement:
    """One person's place with a pupil. Raises Involvement.DoesNotExist."""
    found: Involvement = Involvement.objects.visible_to(access).get(pk=involvement_id, pupil_id=pupil.pk)
    return found


def notes(access: Access, pupil: Any, page: object = 1) -> PageOf[Note]:
    """Notes that stand (not replaced by a correction), newest first; `replaces` is loaded where `access` may read it."""
    standing = Note.objects.visible_to(access).filter(pupil_id=pupil.pk, replaced_by__isnull=True)
    listed = page_of(standing, page, 20)
    _with_earlier(access, listed.items)
    return listed


def note(access: Access, pupil: Any, note_id: int) -> Note:
    """One note that stands. Raises Note.DoesNotExist."""
    found: Note = Note.objects.visible_to(access).get(pk=note_id, pupil_id=pupil.pk, replaced_by__isnull=True)
    return found


def texts_of(access: Access, note_ids: list[int]) -> dict[int, str]:
    """The text of each standing note that `access` may read. One query."""
    if not note_ids:
        return {}
    found = Note.objects.visible_to(access).filter(pk__in=note_ids, replaced_by__isnull=True)
    return dict(found.values_list("pk", "text"))


def _with_earlier(access: Access, listed: Any) -> None:
    """Put the earlier texts of each note on it as `earlier`, the latest first; only those that `access` may read."""
    known: dict[int, Note] = {}
    wanted = {one.replaces_id for one in listed if one.replaces_id}
    for _step in range(20):  # a chain of corrections is short; each step is one query for all notes together
        if not wanted:
            break
        found = list(Note.objects.visible_to(access).filter(pk__in=sorted(wanted)))
        known.update({one.pk: one for one in found})
        wanted = {one.replaces_id for one in found if one.replaces_id} - known.keys()
    for one in listed:
        one.earlier = []
        before = known.get(one.replaces_id)
        while before is not None:
            one.earlier.append(before)
            before = known.get(before.replaces_id)


@dataclass(frozen=True)
class Look:
    """One person's looks at one child's record on one day."""

    who: str
    user_id: int | None
    day: date
    first: datetime
    last: datetime
    times: int
    kinds: tuple[str, ...]  # "pupils.pupil", "plans.plan", "documents.storedfile"
    support: bool


def who_looked(access: Access, pupil: Any, page: object = 1) -> PageOf[Look]:
    """Who opened this pupil's record, plans and files, one line for each person and day, newest first. Two queries."""
    seen = (
        Viewed.objects.visible_to(access)
        .filter(pupil_id=pupil.pk)
        .annotate(day=TruncDate("at"))
        .values("actor", "user_id", "day")
        .annotate(
            first=Min("at"),
            last=Max("at"),
            times=Count("pk"),
            kinds=ArrayAgg("subject_type", distinct=True),
            support=Count("pk", filter=Q(support_session__isnull=False)),
        )
        .order_by("-last")
    )
    listed = page_of(seen, page, 30)
    looks = [
        Look(
            who=row["actor"], user_id=row["user_id"], day=row["day"], first=row["first"], last=row["last"],
            times=row["times"], kinds=tuple(sorted(row["kinds"])), support=bool(row["support"]),
        )
        for row in listed.items
    ]  # fmt: skip
    return PageOf(items=looks, number=listed.number, size=listed.size, total=listed.total)
