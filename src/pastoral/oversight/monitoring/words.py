"""What the authority calls the reasons for a PSP."""

from __future__ import annotations

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.packs import pack_of, said


def reason_words(access: Access) -> dict[str, str]:
    """Code → words, from the pack in force at the reader's authority. One query, and one more for a pack not read before."""
    authorities = access.home_authority_ids | access.authority_ids
    in_force = (
        PolicyVersion.objects.filter(authority_id__in=authorities, starts_on__lte=timezone.localdate())
        .order_by("authority_id", "-starts_on")
        .distinct("authority_id")
        .values_list("pk", flat=True)
    )
    return {choice.code: said(choice.text) for version in in_force for choice in pack_of(version).choices("reasons")}
