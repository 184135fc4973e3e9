"""What the reader's authority calls its plans, and the reasons for one."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.govuk.words import and_list
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.packs import pack_of, said


@dataclass(frozen=True)
class Words:
    """`plan` is the plan's name, "" where no policy is in force; `reasons` code → words."""

    plan: str = ""
    reasons: dict[str, str] = field(default_factory=dict)


def words_here(access: Access) -> Words:
    """From the pack in force at the reader's authority. One query, and one more for a pack not read before."""
    authorities = access.home_authority_ids | access.authority_ids
    in_force = (
        PolicyVersion.objects.filter(authority_id__in=authorities, starts_on__lte=timezone.localdate())
        .order_by("authority_id", "-starts_on")
        .distinct("authority_id")
        .values_list("pk", flat=True)
    )
    packs = [pack_of(version) for version in in_force]
    return Words(
        plan=and_list(dict.fromkeys(said(pack.labels.plan) for pack in packs)),
        reasons={choice.code: said(choice.text) for pack in packs for choice in pack.choices("reasons")},
    )
