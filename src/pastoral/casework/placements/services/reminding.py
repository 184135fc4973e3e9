"""The checks six and thirteen weeks after a return to school come to mind on their day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access
from pastoral.foundation.outbox.services import send

from ..models import ReturnCheck


def remind_of_checks(access: Access, *, today: dt.date | None = None) -> int:
    """One message for each check that is due and not done, to who leads the placement. The same message never goes twice."""
    due = list(
        ReturnCheck.objects.visible_to(access).filter(done_on__isnull=True, due_on__lte=today or timezone.localdate())
        .select_related("placement__lead", "school")
    )  # fmt: skip
    told = 0
    for one in due:
        lead = one.placement.lead
        if lead is None or not lead.email:
            continue
        with override(lead.language):
            subject = gettext("A check after a return to school is due")
            address = settings.BASE_URL + reverse("placement-check", args=[one.placement_id, one.pk])
            body = "\n\n".join([
                gettext("A pupil came back to school some weeks ago. Please look how it is going, and record it."),
                gettext("Sign in to record it: %(address)s") % {"address": address},
                one.school.name,
            ])  # fmt: skip
        send(
            key=f"placement-check-{one.pk}-{one.due_on:%Y%m%d}", kind="placement", to_name=lead.name, to_email=lead.email,
            language=lead.language, subject=subject, body=body, authority_id=one.authority_id, school_id=one.school_id,
            pupil=one.pupil_id, by=access,
        )  # fmt: skip
        told += 1
    return told
