"""What a provider answers to a referral. Its eyes reach no row of the child: what it means at school is written for that one child."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.casework.plans.services.changing import look
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.records.cases import timeline
from pastoral.records.providers.models import Site
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..models import Referral
from .changing import SUBJECT, for_the_child
from .referring import ANSWERED, PAST

NO_DAY = say("AP.answer.day", "Say from which day you have a place.")
NO_REASON = say("AP.answer.reason", "Say why you have no place.")
NO_SITE = say("AP.answer.site", "Choose one of your own places.")


def accept(*, referral_id: int, start: dt.date | None = None, site_id: int | None = None, words: str = "", by: Access) -> Referral:
    """There is a place as it was asked for. `start` is the day, else the one that was wanted."""
    return _answer(Referral.State.ACCEPTED, referral_id, by=by, start=start, site_id=site_id, words=words)


def offer(*, referral_id: int, start: dt.date | None, site_id: int | None = None, words: str = "", by: Access) -> Referral:
    """There is a place, but from another day, or otherwise than asked: the words say how."""
    if start is None:
        raise Refused((NO_DAY,))
    return _answer(Referral.State.OFFERED, referral_id, by=by, start=start, site_id=site_id, words=words)


def decline(*, referral_id: int, reason: str, words: str = "", by: Access) -> Referral:
    """There is no place. The reason is counted by the authority, without names (unmet need)."""
    if reason not in Referral.Reason.values:
        raise Refused((NO_REASON,))
    return _answer(Referral.State.DECLINED, referral_id, by=by, reason=reason, words=words)


def _answer(
    state: str, referral_id: int, *, by: Access, start: dt.date | None = None, site_id: int | None = None, reason: str = "",
    words: str = "",
) -> Referral:  # fmt: skip
    by.require(Permission.WORK_FOR_PROVIDER)
    with recording("placement.referral_answered", by=by) as record:
        row: Referral = (
            Referral.objects.visible_to(by)
            .filter(provider_id__in=sorted(by.provider_ids))
            .select_for_update(of=("self",))
            .select_related("provider")
            .get(pk=referral_id)
        )
        if not row.is_open:
            raise Refused((ANSWERED,))
        first = start or (row.start_wanted if state == Referral.State.ACCEPTED else None)
        if state == Referral.State.ACCEPTED and first is None:
            raise Refused((NO_DAY,))
        if start is not None and start < timezone.localdate():
            raise Refused((PAST,))
        if site_id is not None and not Site.objects.visible_to(by).filter(pk=site_id, provider_id=row.provider_id).exists():
            raise Refused((NO_SITE,))
        row.state, row.start_offered, row.site_offered_id = state, first, site_id
        row.reason, row.answer, row.answered_at, row.answered_by = reason, words, timezone.now(), by.actor
        row.save()
        record.about(row, changes={"state": str(state), "reason": reason})
        _tell_the_school(row, by)
    return row


def _tell_the_school(row: Referral, by: Access) -> None:
    with for_the_child(row, by) as wide:
        placement = queries.placement(wide, row.placement_id)
        with recording("placement.referral_answered", by=wide, subject=placement):
            timeline.add(
                placement.pupil, "sharing.answered", by=wide, params={"provider": row.provider.name}, link=("placement", placement.pk)
            )
            lead = placement.lead
            if lead is not None:
                with override(lead.language):
                    send(
                        key=f"referral-{row.pk}-answer-{row.answered_at:%Y%m%d%H%M%S%f}", kind="placement.referral",
                        to_name=lead.name, to_email=lead.email, language=lead.language,
                        subject=gettext("A provider answered about a place"),
                        body=gettext("A provider answered whether it has a place. Sign in to read it: {page}").format(
                            page=settings.BASE_URL + reverse("placement-referrals", args=[placement.pk])
                        ),
                        authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil_id, by=wide,
                    )  # fmt: skip
        look([placement.pk], by=wide, subject=SUBJECT)
