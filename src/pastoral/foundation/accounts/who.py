"""From a signed-in person to their `Access`: memberships, named children and open support sessions, as of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from pastoral.foundation.access import ROLES, Access, Permission, Reach, Role

from .models import Membership, PlacementGrant, PupilGrant, SignedLink, SupportSession, User


def access_of(user: User) -> Access:
    """What `user` may see and do now. Three queries, and one more for somebody who works for a provider."""
    today = timezone.localdate()
    current = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    roles: set[Role] = set()
    authorities: set[int] = set()
    schools: set[int] = set()
    homes: set[int] = set()
    providers: set[int] = set()
    led: set[int] = set()
    posts: list[str] = []
    for membership in Membership.objects.filter(current, user=user).select_related("school"):
        role = Role(membership.role)
        roles.add(role)
        posts.append(membership.post or _title(role))
        if membership.authority_id:
            homes.add(membership.authority_id)
        if ROLES[role].reach is Reach.AUTHORITY and membership.authority_id:
            authorities.add(membership.authority_id)
        if ROLES[role].reach is Reach.PROVIDER and membership.provider_id:
            providers.add(membership.provider_id)
            if Permission.LEAD_PROVIDER in ROLES[role].permissions:
                led.add(membership.provider_id)
        if membership.school is not None:
            if membership.school.authority_id:
                homes.add(membership.school.authority_id)
            if ROLES[role].reach is Reach.SCHOOL:
                schools.add(membership.school.pk)
    pupils: set[int] = set()
    for grant in PupilGrant.objects.filter(current, user=user):
        roles.add(Role(grant.role))
        pupils.add(grant.pupil_id)
        if not posts:
            posts.append(_title(Role(grant.role)))
    support = None
    if Role.SUPPORT in roles:
        support = (
            SupportSession.objects.filter(user=user, ended_at__isnull=True, ends_at__gt=timezone.now())
            .order_by("-began_at")
            .first()
        )
        if support is not None:
            authorities.add(support.authority_id)
    return Access(
        user_id=user.pk,
        actor=f"{user.name} ({posts[0]})" if posts else user.name,
        roles=frozenset(roles),
        authority_ids=frozenset(authorities),
        school_ids=frozenset(schools),
        provider_ids=frozenset(providers),
        led_provider_ids=frozenset(led),
        placement_ids=shared_with(providers, today) if providers else frozenset(),
        pupil_ids=frozenset(pupils),
        language=user.language,
        support_session_id=support.pk if support else None,
        home_authority_ids=frozenset(homes),
    )


Reaching = Callable[[SignedLink], frozenset[int]]
_reaching: dict[str, Reaching] = {}


def reach_of_link(purpose: str, reaching: Reaching) -> None:
    """Say which placements a link of this purpose to a provider opens (a register: those of its group on its day). Others: none."""
    _reaching[purpose] = reaching


def reached_by(link: SignedLink) -> frozenset[int]:
    """The placements that the bearer of a link to a provider may see, never more than its provider sees today."""
    reaching = _reaching.get(link.purpose)
    if reaching is None or link.provider_id is None:
        return frozenset()
    return reaching(link) & shared_with([link.provider_id], timezone.localdate())


def _title(role: Role) -> str:
    # The record of what was done names everybody in one language; a page says the title in its own.
    with override("en-gb"):
        return str(ROLES[role].title)


def shared_with(provider_ids: Iterable[int], day: dt.date) -> frozenset[int]:
    """The placements that these providers see on this day. One query."""
    open_then = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
    return frozenset(
        PlacementGrant.objects.filter(open_then, provider__in=sorted(provider_ids)).values_list("placement_id", flat=True)
    )


def access_by_link(link: SignedLink) -> Access:
    """What the bearer of a checked link may see: the one child it is about, or the provider and what its purpose reaches."""
    return Access(
        actor=f"{link.person} (by link)",
        roles=frozenset({Role.LINK}),
        pupil_ids=frozenset({link.pupil_id} - {None}),
        provider_ids=frozenset({link.provider_id} - {None}),
        placement_ids=reached_by(link) if link.provider_id else frozenset(),
        language=link.language,
        link_id=link.pk,
        home_authority_ids=frozenset({link.authority_id} - {None}),
    )
