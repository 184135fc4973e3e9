"""One message each morning to everybody who owes something: never more, never about what is no longer so, and no child named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.access import ROLES, Access, Reach
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.cover import covering_for
from pastoral.foundation.accounts.models import Cover, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.govuk import words
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.calendars import calendars_of
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar

from .escalation import TO_BE_DONE
from .models import Finding
from .parameters import pack_in_force
from .presenter import due_in_words
from .queries import accepted_on, owed
from .services import look_again
from .wherefrom import stands

MOST_LINES = 10
MOST_JUDGED = 200  # of one person's list; the night has judged all of them a few hours before


def send_digests(authority_id: int) -> int:
    """A message to each person of an authority who owes something today. Returns how many. A second call sends nothing more."""
    judged: dict[str, set[int]] = defaultdict(set)
    today = timezone.localdate()
    return sum(_sent(user, authority_id, judged, today) for user in _people(authority_id, today))


def _people(authority_id: int, today: dt.date) -> list[User]:
    """Whoever may owe something: staff of the authority and its schools, people named as owners, and those who cover for them."""
    with entered(Access.system(authority_id=authority_id, doing="the morning's messages")) as access:
        open_ones = Finding.objects.visible_to(access).filter(cleared_on__isnull=True, effect__in=TO_BE_DONE)
        owners = set(
            open_ones.exclude(accepted_on(today))
            .filter(owner__isnull=False)
            .order_by()
            .values_list("owner_id", flat=True)
            .distinct()
        )
    current = Q(memberships__since__lte=today) & (Q(memberships__until__isnull=True) | Q(memberships__until__gte=today))
    place = Q(memberships__authority_id=authority_id) | Q(memberships__school__authority_id=authority_id)
    covering = Cover.objects.filter(away_id__in=owners, since__lte=today, until__gte=today)
    others = owners | set(covering.values_list("covered_by_id", flat=True))
    return list(
        User.objects.filter((current & place) | Q(pk__in=others), is_active=True, wants_digest=True)
        .exclude(email="")
        .distinct()
        .order_by("pk")
    )


def _sent(user: User, authority_id: int, judged: dict[str, set[int]], today: dt.date) -> bool:
    access = access_of(user)
    if not any(ROLES[role].staff for role in access.roles):
        return False
    with entered(access):
        _judge_again(access, authority_id, judged)
        found = list(owed(access).filter(authority_id=authority_id).select_related("owner")[: MOST_LINES + 1])
        total = len(found) if len(found) <= MOST_LINES else owed(access).filter(authority_id=authority_id).count()
        late = owed(access).filter(authority_id=authority_id, due_on__lt=today).count() if found else 0
    calendars = calendars_of({one.school_id: one.school for one in found}.values()) if found else {}
    if not found or not _works_today(access, calendars.values(), today):
        return False
    away = covering_for(user)
    message = send(
        key=f"digest:{user.pk}:{authority_id}:{today.isoformat()}",
        kind="digest",
        to_name=user.name,
        to_email=user.email,
        language=user.language,
        subject=wording.subject(user.language, lambda: _subject(total, late)),
        body=wording.body(
            user.language, lambda: _letter(user, found[:MOST_LINES], total, calendars, away=away, today=today)
        ),
        authority_id=authority_id,
        by=Access.system(authority_id=authority_id, doing="the morning's messages"),
    )
    User.objects.filter(pk=user.pk).update(digest_at=message.created_at)
    return True


def _judge_again(access: Access, authority_id: int, judged: dict[str, set[int]]) -> None:
    """What the person would be told of is judged now, once in a morning, so that nothing is said that is no longer so."""
    listed = owed(access).filter(authority_id=authority_id).order_by("due_on", "pk")
    wanted: dict[str, set[int]] = defaultdict(set)
    for subject_type, subject_id in listed.values_list("subject_type", "subject_id")[:MOST_JUDGED]:
        wanted[subject_type].add(subject_id)
    for subject_type, ids in wanted.items():
        fresh = ids - judged[subject_type]
        if fresh:
            look_again(subject_type, fresh, by=Access.system(authority_id=authority_id, doing="the morning's messages"))
            judged[subject_type] |= fresh


def _works_today(access: Access, calendars: Iterable[SchoolCalendar], today: dt.date) -> bool:
    """School staff are written to on the days their schools meet; staff of the authority on weekdays."""
    if any(ROLES[role].reach is Reach.AUTHORITY for role in access.roles):
        return today.weekday() < 5
    return any(_meets(calendar, today) for calendar in calendars)


def _meets(calendar: SchoolCalendar, today: dt.date) -> bool:
    try:
        return calendar.is_school_day(today)
    except CalendarUnknown:
        return today.weekday() < 5


def _subject(total: int, late: int) -> str:
    things = ngettext("%(number)s thing to do", "%(number)s things to do", total) % {"number": total}
    if not late:
        return things
    return _("%(things)s, %(late)s late") % {"things": things, "late": late}


def _letter(
    user: User, found: list[Any], total: int, calendars: dict[int, SchoolCalendar], *, away: set[int], today: dt.date
) -> str:
    lines = [_line(one, user, calendars, away=away, today=today) for one in found]
    more = total - len(found)
    return wording.letter(
        user.name,
        _("This is what waited for you on %(day)s in the morning.") % {"day": words.day_and_date(today)},
        *lines,
        ngettext("And %(number)s more.", "And %(number)s more.", more) % {"number": more} if more > 0 else _("That is all."),
        _("All of it: %(address)s") % {"address": settings.BASE_URL + reverse("findings")},
        _("If you want no such messages, say so in your account: %(address)s")
        % {"address": settings.BASE_URL + reverse("account")},
    )


def _line(one: Finding, user: User, calendars: dict[int, SchoolCalendar], *, away: set[int], today: dt.date) -> str:
    """The rule's title, never its sentence: a sentence may quote what is written about the child."""
    title = stands(one.rule, pack_in_force(one.authority_id, today)).title
    due, _tone = due_in_words(one.due_on, today=today, calendar=calendars.get(one.school_id))
    why = ""
    if one.owner is not None and one.owner_id in away:
        why = _("You cover for %(name)s.") % {"name": one.owner.name}
    elif one.escalated and one.owner_id != user.pk:
        why = _("It has waited too long and has gone up to you.")
    link = settings.BASE_URL + reverse("finding", kwargs={"finding_id": one.pk})
    parts = (f"* {_(title) if title else one.rule} ({one.school})", due, why, link)
    return "\n  ".join(part for part in parts if part)
