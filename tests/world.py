"""A small world for tests: two authorities, three schools, a few pupils, the cast, all written through the gates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pastoral.config.demo.personas import PERSONAS
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, PupilGrant, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority, School, Term
from pastoral.records.providers.models import Listing, Provider, Site
from pastoral.records.pupils.models import Contact, Pupil

SINCE = dt.date(2026, 1, 1)


@dataclass
class World:
    authority: Authority
    other_authority: Authority
    school: School
    second_school: School
    other_school: School
    tomos: Pupil  # the pupil everybody is about: persona "young-person", mother Elin Morgan
    cerys: Pupil  # same school
    ifan: Pupil  # second school, same authority
    olivia: Pupil  # another authority
    provider: Provider  # Hafan Workshop, listed by the first authority; personas "provider-lead" and "provider-staff"
    people: dict[str, User] = field(default_factory=dict)

    def access(self, key: str) -> Access:
        """The access of a persona, as the middleware would make it."""
        return access_of(self.people[key])

    def system(self, authority: Authority | None = None) -> Access:
        return Access.system(authority_id=(authority or self.authority).pk, doing="tests")

    @contextmanager
    def acting(self, key: str) -> Iterator[Access]:
        """Inside: row security and the write guard are as in a request of this persona."""
        access = self.system() if key == "system" else self.access(key)
        with entered(access):
            yield access


def make_pupil(access: Access, school: School, forename: str, surname: str, born: dt.date, upn: str = "", **more: object) -> Pupil:
    with recording("pupil.added", by=access) as record:
        pupil = Pupil(
            authority_id=school.authority_id, school=school, forename=forename, surname=surname, date_of_birth=born, upn=upn,
            search_name=f"{forename} {surname}".lower(), **more,
        )  # fmt: skip
        pupil.save()
        record.about(pupil)
    return pupil


def make_terms(authority: Authority) -> None:
    for name, start, end, half_start, half_end in (
        ("Autumn 2025", "2025-09-01", "2025-12-19", "2025-10-27", "2025-10-31"),
        ("Spring 2026", "2026-01-05", "2026-03-27", "2026-02-16", "2026-02-20"),
        ("Summer 2026", "2026-04-13", "2026-07-21", "2026-05-25", "2026-05-29"),
        ("Autumn 2026", "2026-09-01", "2026-12-18", "2026-10-26", "2026-10-30"),
        ("Spring 2027", "2027-01-04", "2027-03-25", "2027-02-15", "2027-02-19"),
        ("Summer 2027", "2027-04-12", "2027-07-21", "2027-05-31", "2027-06-04"),
    ):
        d = dt.date.fromisoformat
        Term.objects.create(
            authority=authority, name=name, starts_on=d(start), ends_on=d(end), half_starts_on=d(half_start), half_ends_on=d(half_end)
        )


def make_hafan(authority: Authority) -> Provider:
    """The provider that the personas work for, with one site, approved by one authority."""
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access, recording("provider.added", by=access) as record:
        hafan = Provider(
            name="Hafan Workshop", registration="not_applicable", email="hafan@demo.invalid", least_age=11, most_age=16,
            all_districts=True, kinds=["alternative_provision"], modes=["face_to_face"], phases=["secondary"], is_demo=True,
        )  # fmt: skip
        hafan.save()
        Site(provider=hafan, name="Hafan Workshop", address="Unit 4, Quay Road, Glanafon", postcode="SA11 3QX").save()
        Listing(authority=authority, provider=hafan, status="approved", on_quality_list=True).save()
        record.about(hafan)
    return hafan


def make_world() -> World:
    here = Authority.objects.create(code="D01", name="Glanafon", name_cy="Glanafon", nation="wales", in_use=True, is_demo=True)
    there = Authority.objects.create(code="D02", name="Westmere", nation="england", in_use=True, is_demo=True)
    make_terms(here)
    make_terms(there)
    bro_hebog = School.objects.create(authority=here, number="D014001", name="Ysgol Bro Hebog", phase="Secondary", is_demo=True)
    coed = School.objects.create(authority=here, number="D014002", name="Coed Isaf School", phase="Secondary", is_demo=True)
    oak = School.objects.create(authority=there, urn="990001", name="Oak Green School", phase="Secondary", is_demo=True)
    with entered(Access.system(authority_id=here.pk, doing="tests")) as access:
        tomos = make_pupil(access, bro_hebog, "Tomos", "Morgan", dt.date(2013, 2, 11), year_group="9", language="cy")
        cerys = make_pupil(access, bro_hebog, "Cerys", "Jenkins", dt.date(2012, 6, 3), year_group="10")
        ifan = make_pupil(access, coed, "Ifan", "Price", dt.date(2014, 1, 20), year_group="8")
        with recording("contact.added", by=access) as record:
            contact = Contact(
                pupil=tomos, authority=here, school=bro_hebog, name="Elin Morgan", relationship="mother",
                parental_responsibility=True, lives_with_child=True, email="parent@demo.invalid", language="cy",
            )  # fmt: skip
            contact.save()
            record.about(contact)
    with entered(Access.system(authority_id=there.pk, doing="tests")) as access:
        olivia = make_pupil(access, oak, "Olivia", "Hart", dt.date(2013, 9, 30), year_group="8")
    hafan = make_hafan(here)
    made = World(here, there, bro_hebog, coed, oak, tomos, cerys, ifan, olivia, hafan)
    for persona in PERSONAS:
        user = User.objects.create_user(
            persona.email, name=persona.name, language=persona.language, is_demo=True, demo_persona=persona.key
        )
        made.people[persona.key] = user
        place = {
            "school": {"school": bro_hebog, "authority": here},
            "authority": {"authority": here},
            "other-authority": {"authority": there},
            "provider": {"provider": hafan},
        }.get(persona.where)
        if place or persona.where == "nowhere":
            Membership.objects.create(user=user, role=persona.role, post=persona.post, since=SINCE, **(place or {}))
        else:
            PupilGrant.objects.create(user=user, pupil=tomos, role=persona.role, since=SINCE)
    return made
