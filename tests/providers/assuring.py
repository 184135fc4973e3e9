"""Assurance of providers for tests, written through the services.

`publish(authority)` gives an authority a pack; `make_declaration(world, provider, ...)` a signed one, `make_item(...)` a checked date,
`make_visit(...)` one that was held.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.services import publish as publish_pack
from pastoral.records.providers.assurance import declaring, items, visiting
from pastoral.records.providers.assurance.visiting import Found
from pastoral.records.providers.models import DatedItem, Declaration, Provider, Visit
from pastoral.rules.providers import StaffCheck

PACKS = Path(__file__).resolve().parents[2] / "policy_packs" / "authorities"


def today() -> dt.date:
    return timezone.localdate()


def days(number: int) -> dt.date:
    return today() + dt.timedelta(days=number)


def publish(authority: Authority, pack: str = "neath-port-talbot/2024-09-01.toml") -> None:
    with entered(system(authority)) as access:
        publish_pack(PACKS / pack, authority=authority, by=access)


def system(authority: Authority) -> Access:
    return Access.system(authority_id=authority.pk, doing="tests")


def said(**more: Any) -> declaring.Said:
    """A complete declaration, signed today by somebody who does not teach there."""
    given: dict[str, Any] = {
        "organisation": "Hafan Workshop", "confirmed": frozenset(declaring.CONFIRMED), "signed_by": "Gwen Rees", "position": "Director",
        "is_senior": True, "teaches": False, "returned_to": "Ysgol Bro Hebog", "signed_on": today(),
        "staff": (StaffCheck("Owen Tudor", days(-100), 2, days(-60)),),
    }  # fmt: skip
    return declaring.Said(**{**given, **more})


def make_declaration(
    world: Any, provider: Provider, *, authority: Authority | None = None, sent: bool = False, how: str = "paper", **more: Any
) -> Declaration:
    """A signed declaration for the world's first authority; `more` are fields of `said`. `sent` needs a mailbox."""
    whose = authority or world.authority
    with entered(system(whose)) as access:
        row = declaring.on_paper(provider_id=provider.pk, said=said(**more), by=access, authority=whose)
        return declaring.send_on(declaration_id=row.pk, by=access) if sent else row


def make_item(
    world: Any, provider: Provider, kind: str = "insurance", *, authority: Authority | None = None, ends_on: dt.date | None = None,
    dated_on: dt.date | None = None, about: str = "",
) -> DatedItem:  # fmt: skip
    """One dated item, checked."""
    with entered(system(authority or world.authority)) as access:
        given = items.Given(kind, about, None, dated_on, ends_on if ends_on or dated_on else days(200))
        return items.give(provider_id=provider.pk, given=given, by=access)


def make_visit(world: Any, provider: Provider, *, authority: Authority | None = None, met: tuple[str, ...] = (), **more: Any) -> Visit:
    """A visit held today with these areas met (all three if none is said)."""
    met = met or ("safeguarding", "health_and_safety", "teaching")
    with entered(system(authority or world.authority)) as access:
        row = visiting.plan(provider_id=provider.pk, why="approval", by=access)
        return visiting.write_up(
            visit_id=row.pk, held_on=today(), visitors="Sian Powell", found={area: Found("met", "Good.") for area in met}, by=access, **more
        )
