"""Who is told of a placement (rules catalogue 3.3), by message or by hand; each telling is on the record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.foundation.outbox.services import send
from pastoral.records.policy.packs import pack_of
from pastoral.rules import notices
from pastoral.rules.notices import EventFacts
from pastoral.rules.placements import PlacementFacts

from ..models import Notice, Placement
from .changing import Change
from .reaching import Around, Reached

# What the message of an event says: neutral words, no child and no provider. Each part adds its own events.
SUBJECTS: dict[str, str | Promise] = {
    "placement_starts": _("A placement in alternative provision starts"),
    "new_provider": _("A provider of alternative provision is used for the first time"),
    "placement_ends": _("A placement in alternative provision has ended"),
}
# The page that a message leads to, where it is not the overview; its address takes `placement_id`.
PAGES: dict[str, str] = {}
# Who agreed already, or was invited in another way, needs no message.
TOLD = ("copy", "tell", "involve")


def tell(
    change: Change, event: str, *recipients: str | Reached, rule: str = "", key: str = "", link: str = "", again: bool = False
) -> list[Notice]:
    """Inside an open change: write to each recipient (a role such as "authority", or `Reached`) about an event of `SUBJECTS`.

    A notice is kept for each, with the message where there is an address; without one a copy is handed over. Somebody who was told
    of this event before is not told a second time, unless `again`. `link` is an absolute address to lead to; `key` parts several
    messages of one event (a concern's own key).
    """
    around = Around(change.by, change.row)
    before = set() if again else told_before(change, event, key)
    found = []
    for one in recipients:
        to = around.reached(one) if isinstance(one, str) else one
        if to.role not in before:
            found.append(_write(change, event, to, rule=rule, key=key, link=link))
    return found


def told_before(change: Change, event: str, key: str = "") -> set[str]:
    """The roles that were told of this event."""
    there = Notice.objects.visible_to(change.by).filter(placement=change.row.pk, event=event_code(event, key))
    return set(there.values_list("recipient", flat=True))


def event_code(event: str, key: str = "") -> str:
    """What a notice is kept under: the event, and which of several it was."""
    return f"{event}:{key}"[:30] if key else event


def tell_by_matrix(change: Change, event: str, facts: PlacementFacts, **also: bool) -> list[Notice]:
    """Everyone whom table 3.3 names for an event (`placement_starts`), each by the rule that says so. `also` are `EventFacts`."""
    policy = pack_of(change.row.policy_version_id).policy
    found: list[Notice] = []
    for one in notices.told_under(event, event_facts(facts, **also), policy):
        if one.kind in TOLD and (one.is_duty or one.recipient == "authority"):
            found += tell(change, event, one.recipient, rule=one.rule)
        elif one.kind == "invite":
            found += tell(change, "new_provider", one.recipient, rule=one.rule)
    return found


def event_facts(facts: PlacementFacts, **also: bool) -> EventFacts:
    """What decides who is told, as far as the placement says it."""
    values: dict[str, Any] = {
        "has_social_worker": facts.has_social_worker, "looked_after": facts.looked_after, "has_ehcp": facts.has_ehcp,
        "child_protection": facts.has_child_protection_plan, "at_provider": bool(facts.provider),
        "provider_is_new": facts.provider_is_new is True, "provider_is_unlisted": facts.provider_framework == "not_listed",
        "provider_is_non_school": facts.is_non_school, "is_direction": facts.reason == "direction",
        "reduced_hours": facts.shape == "part_of_reduced_timetable", **also,
    }  # fmt: skip
    return EventFacts(**values)


def _write(change: Change, event: str, to: Reached, *, rule: str, key: str, link: str) -> Notice:
    row = change.row
    notice = Notice(
        **scope_of(row.pupil), placement=row, event=event_code(event, key), recipient=to.role, recipient_name=to.name[:150], rule=rule,
        sent_at=timezone.now(), sent_by=change.by.actor,
    )  # fmt: skip
    if to.email:
        notice.message = _message(change, event, to, key=key, link=link)
    notice.save()
    change.record.about(notice, changes={"recipient": to.role, "event": event}, verb="placement.told")
    change.tell("placement.told", who=to.name)
    return notice


def _message(change: Change, event: str, to: Reached, *, key: str, link: str) -> OutboundMessage:
    """What happened, in neutral words, and the way to the page. No child's name: that is read in Pastoral."""
    row: Any = change.row
    count = Notice.objects.visible_to(change.by).filter(placement=row.pk, event=event_code(event, key), recipient=to.role).count()
    page = link or settings.BASE_URL + reverse(PAGES.get(event, "placement"), args=[row.pk])

    def body() -> str:
        return "\n\n".join([
            f"{SUBJECTS[event]}.",
            gettext("School: %(school)s") % {"school": row.school.name},
            gettext("Sign in to read it: %(address)s") % {"address": page},
        ])  # fmt: skip

    return send(
        key=f"placement-{row.pk}-{event}-{key}-{to.role}-{count}", kind="placement", to_name=to.name, to_email=to.email,
        language=to.language, subject=wording.subject(to.language, lambda: str(SUBJECTS[event])), body=wording.body(to.language, body),
        authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
    )  # fmt: skip


def recipients_of(by: Access, row: Placement, facts: PlacementFacts, event: str = "placement_starts") -> list[tuple[str, str]]:
    """Whom an event would be told to, as (who, how they are reached), before it is done. At most four queries."""
    around = Around(by, row)
    found: dict[str, str] = {}
    for one in notices.told_under(event, event_facts(facts), pack_of(row.policy_version_id).policy):
        if (one.kind in TOLD and (one.is_duty or one.recipient == "authority")) or one.kind == "invite":
            to = around.reached(one.recipient)
            found.setdefault(to.name, to.email)
    return list(found.items())
