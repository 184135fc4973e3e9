"""Telling an authority that a provider has come near, or reached, the number at which it must be a school (WOR-UNR-02, T20)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.queries import mailbox

from .models import TestResult
from .testing import DOING, Changed

ALARMING = ("early_warning", "met")
OFFICERS = (Role.SAFEGUARDING_OFFICER, Role.INCLUSION_OFFICER, Role.EWO)
MAILBOX = "alternative_provision"


def alarm(changed: Iterable[Changed]) -> None:
    """Write to each authority whose result became alarming, in Pastoral's own name: not even who placed the child is said."""
    for one in changed:
        if one.after in ALARMING and not (one.before == "met" and one.after == "early_warning"):
            with entered(Access.system(authority_id=one.authority_id, doing=DOING)) as access:
                _tell(access, one)


def _tell(access: Access, one: Changed) -> None:
    row = TestResult.objects.visible_to(access).filter(authority=one.authority_id, provider=one.provider_id, site=None).first()
    if row is None:
        return
    page = settings.BASE_URL + reverse("provider", args=[one.provider_id])
    for who, name, email, language in _people(one.authority_id):
        with override(language):
            subject = (
                gettext("A provider you use works as a school that is not registered")
                if one.after == "met"
                else gettext("A provider you use is one pupil short of being a school")
            )
            body = "\n\n".join([
                subject + ".",
                gettext("Children of all councils were counted together. We do not say whose they are."),
                gettext("Sign in to see what to do: %(address)s") % {"address": page},
            ])  # fmt: skip
        send(
            key=f"registration-{row.pk}-{one.after}-{row.tested_at:%Y%m%d%H%M%S%f}-{who}", kind="provider", to_name=name, to_email=email,
            language=language, subject=subject, body=body, authority_id=one.authority_id, by=access,
        )  # fmt: skip
    with recording("provider.alarm", by=access) as record:
        row.told_at = timezone.now()
        row.save(update_fields=["told_at"])
        record.about(row, changes={"provider": one.provider_id, "result": one.after})


def _people(authority_id: int) -> list[tuple[str, str, str, str]]:
    """(key, name, address, language): the authority's officers for alternative provision, and its mailbox where it has one."""
    posts = Membership.objects.filter(authority=authority_id, role__in=OFFICERS, until__isnull=True, school=None)
    users = {post.user_id: post.user for post in posts.select_related("user").order_by("id") if post.user.email}
    found = [(str(key), user.name, user.email, user.language) for key, user in users.items()]
    box = mailbox(authority_id, MAILBOX)
    return [*found, ("box", box.title, box.email, "en-gb")] if box is not None else found
