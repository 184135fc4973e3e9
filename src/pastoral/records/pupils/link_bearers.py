"""A link to somebody around a child stops with them: who may not be contacted any more, or is no contact any more, opens nothing."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.accounts.models import SignedLink

from .facts import is_current
from .models import Contact


def may_not_come_in(access: Access, link: SignedLink) -> bool:
    """Whether the bearer is a contact of the child, and may now not be written to or is one no more. One query, none without a child.

    A bearer who is no contact (a teacher who was asked, an agency) is none of this. The name is the one that was written to.
    """
    if link.pupil_id is None:
        return False
    today = timezone.localdate()
    rows = [one for one in Contact.objects.visible_to(access).filter(pupil=link.pupil_id) if one.name[:150] == link.person]
    return bool(rows) and not any(one.may_be_contacted and is_current(one, today) for one in rows)
