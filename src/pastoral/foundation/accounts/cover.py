"""Who looks after what somebody owes while they are away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording

from .models import Cover, Membership, User


def covering_for(user: User | int, *, on: dt.date | None = None) -> set[int]:
    """The ids of those whom `user` covers today (or `on`)."""
    day = on or timezone.localdate()
    user_id = user if isinstance(user, int) else user.pk
    return set(
        Cover.objects.filter(covered_by_id=user_id, since__lte=day, until__gte=day).values_list("away_id", flat=True)
    )


def colleagues(access: Access) -> Any:
    """Who can cover for this person: members of the same schools, or of the same authority where they have no school."""
    today = timezone.localdate()
    current = Q(memberships__since__lte=today) & (Q(memberships__until__isnull=True) | Q(memberships__until__gte=today))
    own = Membership.objects.filter(user_id=access.user_id, since__lte=today).filter(
        Q(until__isnull=True) | Q(until__gte=today)
    )
    schools = [each.school_id for each in own if each.school_id]
    authorities = [each.authority_id for each in own if each.authority_id and not each.school_id]
    place = Q(memberships__school_id__in=schools) | Q(
        memberships__authority_id__in=authorities, memberships__school_id__isnull=True
    )
    return User.objects.filter(current & place, is_active=True).exclude(pk=access.user_id).distinct().order_by("name")


def set_cover(*, covered_by: User, since: dt.date, until: dt.date, by: Access) -> Cover:
    """`by` is away from `since` to `until`, both days included."""
    made = Cover(away_id=by.user_id, covered_by=covered_by, since=since, until=until)
    with recording("cover.set", by=by) as record:
        made.save()
        record.about(made, changes={"since": str(since), "until": str(until), "covered_by": covered_by.pk})
    return made


def end_cover(*, cover: Cover, by: Access) -> None:
    """The person is back, or plans have changed."""
    with recording("cover.ended", by=by) as record:
        record.about(cover)
        cover.delete()


def covers_of(access: Access) -> Any:
    """What this person has set, present and to come."""
    return (
        Cover.objects.filter(away_id=access.user_id, until__gte=timezone.localdate())
        .select_related("covered_by")
        .order_by("since")
    )


NOT_A_COLLEAGUE = _("Choose somebody from your own school or council")
