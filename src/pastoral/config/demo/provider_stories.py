"""The demo's providers of alternative provision: who they are, what was checked of them, and the directory of one neighbour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority
from pastoral.records.providers import factors
from pastoral.records.providers.assurance import declaring, items, standing, visiting
from pastoral.records.providers.assurance.queries import declarations
from pastoral.records.providers.assurance.visiting import Found
from pastoral.records.providers.models import Listing, Provider, Site
from pastoral.rules.providers import StaffCheck

from .personas import Persona

if TYPE_CHECKING:
    from .load import Demo

AREAS = ("safeguarding", "health_and_safety", "teaching")
POLICIES = (
    "safeguarding_policy", "behaviour_policy", "attendance_policy", "needs_policy", "equality_policy", "health_and_safety", "fire",
    "first_aid",
)  # fmt: skip

HARBOUR = Persona(
    "provider-harbour", "Femi Adeyemi", Role.PROVIDER_LEAD, "neighbour", "Centre manager",
    "Leads Harbour Skills Centre, which children of Solenthurst's schools go to. It works by Hampshire's guidance.",
    agency="Harbour Skills Centre",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A provider to be made: its own fields, its sites (name, address, postcode), who leads it."""

    name: str
    lead: str
    sites: tuple[tuple[str, str, str], ...]
    about: str
    more: dict[str, Any] = field(default_factory=dict)


HAFAN = Made(
    "Hafan Workshop", "Bethan Howells",
    (
        ("Hafan Workshop", "Unit 4, Quay Road, Glanafon", "SA11 3QX"),
        ("Hafan Garden", "The Walled Garden, Parc Hafan, Glanafon", "SA11 3QX"),
    ),
    "Motor vehicle, construction and catering in small groups, with English and maths each morning.",
    {"place_types": ["short_term", "at_risk"], "languages": ["en", "cy"], "places": 40, "places_free": 6},
)
HARBOUR_SKILLS = Made(
    "Harbour Skills Centre", HARBOUR.name, (("Harbour Skills Centre", "12 Dock Street, Solenthurst", "SO14 3GG"),),
    "Boat building, catering and sports leadership, with English, maths and science to GCSE.",
    {"place_types": ["short_term", "at_risk", "sla"], "languages": ["en"], "places": 30, "places_free": 4},
)  # fmt: skip
SALTMARSH = Made(
    "Saltmarsh Farm", "Nell Prior", (("Saltmarsh Farm", "Marsh Lane, Solenthurst", "SO45 6AL"),),
    "Animal care and gardening on a working farm, in groups of six.",
    {"place_types": ["short_term"], "languages": ["en"], "places": 12, "places_free": 0},
)  # fmt: skip
DOWNLAND = Made(
    "Downland Learning", "Grace Iveson", (("Downland Learning", "The Old Dairy, Stonebarrow", "SN10 2AB"),),
    "Full-time teaching in groups of five for children who were excluded, from the sixth day.",
    {"place_types": ["permanent_exclusion", "restart"], "languages": ["en"], "places": 16, "places_free": 3},
)  # fmt: skip
FERNLEIGH = Made(
    "Fernleigh Barn", "Rob Hale", (("Fernleigh Barn", "Fernleigh Lane, near Avonbourne", "SP3 5AA"),),
    "Outdoor learning and practical maths for small groups. Not registered as a school.",
    {"place_types": ["short_term"], "languages": ["en"], "places": 8, "places_free": 2},
)  # fmt: skip


def make(made: Made, authority: Authority, today: dt.date) -> Provider:
    """The provider with its sites, and its entry as applying with the authority. Call as Pastoral itself."""
    with _pastoral(authority) as access, recording("provider.added", by=access) as record:
        key = made.name.split()[0].lower()
        row = Provider(
            name=made.name, about=made.about, contact_names=made.lead, email=f"{key}@demo.invalid", telephone="01632 960 100",
            added_by=authority, is_demo=True,
            **{
                "registration": Provider.Registration.NOT_APPLICABLE, "least_age": 11, "most_age": 16, "all_districts": True,
                "kinds": ["alternative_provision"], "modes": ["face_to_face"], "phases": ["secondary"], "places_said_on": today,
                "offer_reviewed_on": today - dt.timedelta(days=70), **made.more,
            },
        )  # fmt: skip
        row.save()
        for number, (name, address, postcode) in enumerate(made.sites):
            kind = Site.Kind.SATELLITE if number else Site.Kind.OWN
            Site(provider=row, name=name, address=address, postcode=postcode, kind=kind).save()
        Listing(authority=authority, provider=row, status_since=today).save()
        record.about(row)
    return row


def hafan(demo: Demo) -> Provider:
    """The provider that two of the cast work for."""
    return make(HAFAN, demo.authority, demo.today)


def of_persona(user: User) -> Provider:
    """The provider that somebody of the cast leads."""
    with entered(access_of(user)) as by:
        found: Provider = Provider.objects.visible_to(by).get()
        return found


def staff(persona: Persona, provider: Provider, since: dt.date) -> User:
    """Somebody of the cast who works for a provider."""
    user = User.objects.create_user(persona.email, name=persona.name, is_demo=True, demo_persona=persona.key)
    Membership.objects.create(user=user, role=persona.role, post=persona.post, since=since, provider=provider, agency=persona.agency)
    return user


def lead_of(provider: Provider, name: str, since: dt.date) -> User:
    """A provider's lead who is not of the cast."""
    user = User.objects.create_user(f"{name.split()[0].lower()}-{provider.pk}@demo.invalid", name=name, is_demo=True)
    Membership.objects.create(user=user, role=Role.PROVIDER_LEAD, post="Manager", since=since, provider=provider)
    return user


def check(provider: Provider, here: Demo, *, returned_to: str, instructor: str, insured_for: int = 200) -> None:
    """An officer's work of some weeks ago: declaration, dates, a visit in three areas, and the approval that rests on them."""
    today, long_ago = here.today, here.today - dt.timedelta(days=75)
    officer = access_of(here.people["ewo"])
    with _acting(access_of(here.people["pastoral-lead"])) as by:  # counts for this school alone (ENG-KC-02)
        given = items.Given("confirmation", "", None, long_ago, today + dt.timedelta(days=250))
        items.give(provider_id=provider.pk, given=given, by=by)
    with _acting(officer) as by:
        declaring.on_paper(
            provider_id=provider.pk, authority=here.authority, by=by,
            said=declaring.Said(
                organisation=provider.name, confirmed=frozenset(declaring.CONFIRMED), signed_by=f"{provider.contact_names}",
                position="Head of centre", is_senior=True, teaches=False, returned_to=returned_to, signed_on=long_ago,
                staff=(StaffCheck(instructor, today - dt.timedelta(days=400), 2, today - dt.timedelta(days=120)),),
            ),
        )  # fmt: skip
        for kind in POLICIES:
            items.give(provider_id=provider.pk, given=items.Given(kind, "", None, long_ago, today + dt.timedelta(days=290)), by=by)
        for kind, days in (("insurance", insured_for), ("confirmation", 250)):
            items.give(provider_id=provider.pk, given=items.Given(kind, "", None, long_ago, today + dt.timedelta(days=days)), by=by)
        for site in provider.sites.all():
            items.give(provider_id=provider.pk, given=items.Given("premises", "", site.pk, long_ago, today + dt.timedelta(days=290)), by=by)
        visit = visiting.plan(provider_id=provider.pk, why="approval", by=by)
        seen = {area: Found("met", "Seen, and as it should be.") for area in AREAS}
        visiting.write_up(
            visit_id=visit.pk, held_on=long_ago, visitors="Two officers of the authority", found=seen, by=by,
            next_due_on=today + dt.timedelta(days=110), approved_until=today + dt.timedelta(days=290),
        )  # fmt: skip
        listing = Listing.objects.visible_to(by).get(provider=provider, authority=here.authority)
        standing.move(
            listing_id=listing.pk, move="approve", by=by, reason="Seen in three areas; declaration and dates are complete.",
            approved_until=today + dt.timedelta(days=290),
        )  # fmt: skip
    sent_on(provider, here)


def sent_on(provider: Provider, here: Demo) -> None:
    """NPT-AP-06: the school sends the declaration on to the authority's safeguarding officer, a day after it was signed."""
    from .load import at

    lead = access_of(here.people["pastoral-lead"])
    with _acting(lead) as by:
        declaration = declarations(by, provider.pk)[0]
    with at(here.today - dt.timedelta(days=74)), _acting(lead) as by:
        declaring.send_on(declaration_id=declaration.pk, by=by)


def listed_too(provider: Provider, here: Demo) -> None:
    """Another authority begins to look at the same provider."""
    with _acting(access_of(here.people["ewo"])) as by:
        standing.add(authority_id=here.authority.pk, provider_id=provider.pk, by=by)


def judged(provider: Provider, here: Demo, *, full_time: bool) -> None:
    """What an authority's officer says of the four factors (WOR-UNR-03): five long days are all of a child's education, two are not."""
    with _acting(access_of(here.people["ewo"])) as by:
        factors.judge(
            provider=provider, authority_id=here.authority.pk, site=None, hours_a_week=Decimal(25 if full_time else 15),
            weeks_a_year=Decimal(38), time_of_day="Nine to three on every school day" if full_time else "Two or three days of the week",
            rules_out_elsewhere=full_time, decision="full_time" if full_time else "part_time",
            reason="No time is left for school elsewhere." if full_time else "The child is at school on the other days.", by=by,
        )  # fmt: skip


@contextmanager
def _pastoral(authority: Authority) -> Iterator[Access]:
    with entered(Access.system(authority_id=authority.pk, doing="demo")) as access:
        yield access


@contextmanager
def _acting(access: Access) -> Iterator[Access]:
    with entered(access) as by:
        yield by
