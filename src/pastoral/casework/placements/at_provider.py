"""What a provider's people read: their referrals, their places, what was shared. Nothing here touches a child's record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.records.providers.models import Provider, Site

from .models import DirectionNotice, Message, Objective, Place, Protocol, Referral, Session, SharedFile, SharedSet


@dataclass(frozen=True)
class Due:
    """Something that the provider owes: a report, a weekly return, a date of its own assurance that comes near."""

    text: str
    href: str
    on: date | None = None
    is_late: bool = False
    place_id: int | None = None  # of one child
    is_owed: bool = True  # else it only says what comes next
    when: str = ""  # the day in words, where it is not "due"


DueOf = Callable[[Access, list[Place]], Iterable[Due]]
_due: dict[DueOf, bool] = {}


def register_due(ask: DueOf, *, by_child: bool = False) -> None:
    """Another part says what a provider owes: asked with the provider's access and its open places (with
    provider, site, school and authority), in a few queries.

    `by_child`: each `Due` names its `place_id`, so it is asked for the page of one child as well.
    """
    _due[ask] = by_child


def due_at(access: Access, places: list[Place]) -> list[Due]:
    """All that is owed, the most urgent first; what has no date comes last."""
    return _sorted(one for ask in _due for one in ask(access, places))


def due_of(access: Access, place: Place) -> list[Due]:
    """What is owed for one child."""
    asked = [ask for ask, by_child in _due.items() if by_child]
    return _sorted(one for ask in asked for one in ask(access, [place]) if one.place_id == place.pk)


def _sorted(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda one: (one.on is None, one.on or date.max, one.text))


def providers(access: Access) -> list[Provider]:
    """Those that this person works for."""
    return list(Provider.objects.visible_to(access).filter(pk__in=sorted(access.provider_ids)))


def places(access: Access) -> list[Place]:
    """The children that the provider has or will have, whom it may see today. One query."""
    found = Place.objects.visible_to(access).filter(placement_id__in=sorted(access.placement_ids))
    return list(found.select_related("provider", "site", "school__authority"))


def place(access: Access, place_id: int) -> Place:
    """One of them, with whether a working protocol was sent. Raises Place.DoesNotExist for any other: ended, taken back, another's."""
    sent = Protocol.objects.visible_to(access).filter(placement=OuterRef("placement"))
    found = Place.objects.visible_to(access).filter(placement_id__in=sorted(access.placement_ids)).annotate(has_protocol=Exists(sent))
    one: Place = found.select_related("provider", "site").get(pk=place_id)
    return one


def referrals(access: Access, *, states: Iterable[str] = ()) -> list[Referral]:
    """What this person's providers were asked, the newest first; only these states where some are named."""
    found = Referral.objects.visible_to(access).filter(provider_id__in=sorted(access.provider_ids))
    if states:
        found = found.filter(state__in=list(states))
    return list(found.select_related("provider", "site_offered"))


def referral(access: Access, referral_id: int) -> Referral:
    """Raises Referral.DoesNotExist for another provider's."""
    found = Referral.objects.visible_to(access).filter(provider_id__in=sorted(access.provider_ids))
    one: Referral = found.select_related("provider", "site_offered").get(pk=referral_id)
    return one


def shared_sets(access: Access, place: Place) -> list[SharedSet]:
    """What is shared now, each with `its_files`: key, title and size in bytes. One query."""
    files = SharedFile.objects.visible_to(access).filter(shared_set=OuterRef("pk"), withdrawn_at__isnull=True).order_by("pk")
    found = SharedSet.objects.visible_to(access).filter(placement_id=place.placement_id, withdrawn_at__isnull=True)
    return list(found.annotate(its_files=ArraySubquery(files.values(one=JSONObject(pk="pk", title="title", size="size")))))


def shared_file(access: Access, place: Place, file_id: int) -> SharedFile:
    """A file of what is shared with this place. Raises SharedFile.DoesNotExist for one taken back, or of another child."""
    found: SharedFile = SharedFile.objects.visible_to(access).get(
        pk=file_id, placement_id=place.placement_id, withdrawn_at__isnull=True, shared_set__withdrawn_at__isnull=True
    )
    return found


@dataclass(frozen=True)
class AtPlace:
    """What hangs on one place, beside what was shared."""

    sessions: list[Session]  # the times that hold today or later, with their sites
    objectives: list[Objective]
    messages: list[Message]
    notices: list[DirectionNotice]  # of off-site directions, as they hold now


def at_place(access: Access, place: Place) -> AtPlace:
    """One query."""
    today, mine = timezone.localdate(), {"placement_id": place.placement_id}
    times = Session.objects.visible_to(access).filter(**mine)
    found = together(
        sessions=times, sites=Site.objects.visible_to(access).filter(pk__in=times.order_by().values("site_id")),
        objectives=Objective.objects.visible_to(access).filter(**mine), messages=_messages(access, place),
        notices=DirectionNotice.objects.visible_to(access).filter(**mine, provider=place.provider_id, withdrawn_at__isnull=True),
    )  # fmt: skip
    sites = {site.pk: site for site in found["sites"]}
    sessions = [one for one in found["sessions"] if one.until is None or one.until >= today]
    for one in sessions:
        if one.site_id is not None:
            one.site = sites.get(one.site_id)
    return AtPlace(sessions, found["objectives"], found["messages"], found["notices"])


def messages(access: Access, place: Place) -> list[Message]:
    """Since the place was shared with this provider: what was said with one before it is not for this one."""
    return list(_messages(access, place))


def _messages(access: Access, place: Place) -> QuerySet[Message]:
    found: QuerySet[Message] = Message.objects.visible_to(access).filter(
        placement_id=place.placement_id, at__date__gte=place.shared_on
    )
    return found
