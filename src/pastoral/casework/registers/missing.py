"""Nobody at the provider has said who came: the school hears at one hour of the policy, the authority's officer at the next (CODE-03)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.access import Access, Role
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.services import send
from pastoral.records.attendance.due import confirmations
from pastoral.records.attendance.known import policy_of
from pastoral.records.organisations.models import Authority
from pastoral.rules.attendance.facts import Half
from pastoral.rules.engine import Policy

from .day import Due, due_between
from .models import NoAnswer

SCHOOL_HOURS: dict[Half, str] = {"am": "placement.no_answer_school", "pm": "placement.no_answer_school_afternoon"}
OFFICER_HOURS: dict[Half, str] = {"am": "placement.no_answer_officer", "pm": "placement.no_answer_officer_afternoon"}
AT_SCHOOL = (Role.SCHOOL_OFFICE, Role.PASTORAL_LEAD)


def unanswered(access: Access, day: dt.date) -> list[Due]:
    """The half days at providers of which nobody has said anything, neither the provider nor the school for it."""
    silent = [one for one in due_between(access, day, day) if one.mark is None]
    if not silent:
        return []
    answers = confirmations(access, {one.place.pupil_id for one in silent}, day, day)
    return [one for one in silent if (one.place.pupil_id, day, one.half) not in answers]


def hour_passed(policy: Policy, name: str, now: dt.datetime) -> bool:
    """Whether the policy's hour has come today; never where it sets none (SYS-06)."""
    hour = policy.value(name)
    return bool(hour) and now.time() >= dt.time.fromisoformat(str(hour))


def chase(access: Access, authority: Authority, now: dt.datetime) -> int:
    """Tell who must hear of it by now, each of them once for each half day. Returns how many messages went out.

    `now` is local time. Who was told is kept, so that a second run changes nothing.
    """
    today, policy = now.date(), policy_of(authority.pk, authority.nation, now.date())
    to_school = {half for half, name in SCHOOL_HOURS.items() if hour_passed(policy, name, now)}
    to_officer = {half for half, name in OFFICER_HOURS.items() if hour_passed(policy, name, now)}
    if not to_school | to_officer:
        return 0
    silent = [one for one in unanswered(access, today) if one.half in to_school | to_officer]
    if not silent:
        return 0
    known = {(row.placement_id, row.half): row for row in NoAnswer.objects.visible_to(access).filter(on=today)}
    school_news: dict[tuple[int, Half], list[Due]] = defaultdict(list)
    officer_news: dict[Half, list[Due]] = defaultdict(list)
    with recording("register.no_answer", by=access) as record:
        for one in silent:
            row = known.get((one.place.placement_id, one.half)) or _new(one, now)
            if one.half in to_school and row.school_told_at is None:
                row.school_told_at = now
                school_news[one.place.school_id, one.half].append(one)
            if one.half in to_officer and row.officer_told_at is None:
                row.officer_told_at = now
                officer_news[one.half].append(one)
            row.save()
        record.about(authority, changes={"half_days": len(silent), "on": today.isoformat()})
        sent = 0
        for (school_id, half), some in school_news.items():
            for user in _people(AT_SCHOOL, school=school_id):
                key = f"no-answer-{today}-{half}-school-{school_id}-{user.pk}"
                sent += _write(user, some, half, key=key, school_id=school_id, by=access)
        for half, some in officer_news.items():
            for user in _people((Role.EWO,), authority=authority.pk):
                key = f"no-answer-{today}-{half}-officer-{authority.pk}-{user.pk}"
                sent += _write(user, some, half, key=key, school_id=None, by=access)
    return sent


def _new(one: Due, now: dt.datetime) -> NoAnswer:
    place = one.place
    return NoAnswer(
        pupil_id=place.pupil_id, authority_id=place.authority_id, school_id=place.school_id, placement_id=place.placement_id,
        on=one.on, half=one.half, since=now,
    )  # fmt: skip


def _people(roles: Iterable[Role], **where: int) -> list[User]:
    today = timezone.localdate()
    rows = Membership.objects.filter(role__in=list(roles), since__lte=today, user__is_active=True, **where).exclude(until__lt=today)
    return list({row.user_id: row.user for row in rows.select_related("user").order_by("pk")}.values())


def _write(user: User, some: list[Due], half: Half, *, key: str, school_id: int | None, by: Access) -> int:
    number, page = len(some), settings.BASE_URL + reverse("register-silences")

    def text() -> str:
        return wording.letter(
            user.name,
            ngettext(
                "Nobody at a provider has said whether %(number)s child came this %(half)s.",
                "Nobody at a provider has said whether %(number)s children came this %(half)s.", number,
            ) % {"number": number, "half": _("morning") if half == "am" else _("afternoon")},
            _("Ask the provider now, and find out where the child is. Sign in to see who it is: %(address)s") % {"address": page},
        )  # fmt: skip

    send(
        key=key, kind="register", to_name=user.name, to_email=user.email, language=user.language,
        subject=wording.subject(user.language, lambda: _("A provider has not sent its register")),
        body=wording.body(user.language, text), authority_id=some[0].place.authority_id, school_id=school_id, by=by,
    )  # fmt: skip
    return 1


@dataclass(frozen=True)
class Silence:
    """A half day of which nobody has spoken, with since when it is known and who was told."""

    due: Due
    row: NoAnswer | None


def silences(access: Access, day: dt.date) -> list[Silence]:
    """For the pages of school and authority: what is still unanswered now, by provider and name."""
    rows = {(row.placement_id, row.half): row for row in NoAnswer.objects.visible_to(access).filter(on=day)}
    found = [Silence(one, rows.get((one.place.placement_id, one.half))) for one in unanswered(access, day)]
    return sorted(found, key=lambda one: (one.due.place.provider.name, one.due.place.pupil_name, one.due.half))
