"""`pastoral demo load`: the invented authority, told through the same services as real work, over two terms of invented time.

The same names, schools and stories every time; only the dates move with the day on which it is loaded.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pastoral.casework.plans.models import Plan
from pastoral.casework.registers.judging import SUBJECT as PUPIL
from pastoral.casework.registers.judging import worth_judging
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.cases.services import involve
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.models import Authority, ClosedDay, Mailbox, School, Term
from pastoral.records.policy.services import publish_for
from pastoral.records.pupils.models import CareStatus, Contact, Need, Pupil
from pastoral.records.pupils.names import search_name
from pastoral.rules.duplicates import folded
from pastoral.rules.key_stages import Nation, year_group
from pastoral.rules.upn import make_upn

from . import names, places, provider_stories, registers
from .direction_stories import tell_directions
from .faults import rushed_plan
from .neighbours import load_neighbours, tell_of_neighbours
from .personas import BY_KEY, PERSONAS
from .placement_stories import tell_placements
from .plan_stories import tell_stories
from .timetable_stories import tell_reduced

SEED = 20261121
STEPS = 44
Progress = Callable[[int, int, str], None]  # done, of how many, what


class NotEmpty(Exception):
    """There are records already: the demo is never mixed with them."""


@dataclass
class Demo:
    """What later steps need of earlier ones."""

    authority: Authority
    other: Authority
    schools: list[School]
    people: dict[str, User]
    pupils: dict[int, list[Pupil]]  # school id → its pupils
    random: random.Random
    today: dt.date


def load_demo(progress: Progress = lambda done, total, what: None) -> None:
    """Load everything. Raises `NotEmpty` when the database already holds an authority in use."""
    if Authority.objects.filter(in_use=True).exists():
        raise NotEmpty("The database is not empty. Use `pastoral demo reset` to replace a demo.")
    today = timezone.localdate()
    progress(0, STEPS, "Authorities, schools and terms")
    authority, schools = _authority(places.AUTHORITY, "wales", places.SCHOOLS, today)
    other, other_schools = _authority(places.OTHER_AUTHORITY, "england", places.OTHER_SCHOOLS, today)
    demo = Demo(authority, other, schools, {}, {}, random.Random(SEED), today)  # noqa: S311  # not a secret: the same demo each time
    progress(1, STEPS, "People")
    _people(demo, other_schools[0])
    for place in (authority, other):
        with entered(Access.system(authority_id=place.pk, doing="demo")) as access:
            publish_for(place, by=access, like="neath-port-talbot" if place is authority else "")
    progress(2, STEPS, "Pupils")
    for place, here in ((authority, schools), (other, other_schools)):
        with entered(Access.system(authority_id=place.pk, doing="demo")) as access:
            _pupils(demo, here, access, today)
    registers.bring_in(other_schools[0], demo.pupils[other_schools[0].pk], today)
    neighbours = load_neighbours(demo)
    with _september(today):
        tell_stories(demo, lambda done, total: progress(3 + done, 3 + total, "Plans"))
        tell_of_neighbours(neighbours)
        _tell_of_the_rush(demo)
        _name_the_family(demo)
        tell_reduced(demo, neighbours)
        tell_placements(demo, neighbours)
        tell_directions(neighbours)
        _compare_registers(authority)
    _settle_messages(demo)


def _compare_registers(authority: Authority) -> None:
    """What a night would find in the register, so that it is there on the first day."""
    access = Access.system(authority_id=authority.pk, doing="demo")
    with entered(access):
        look_again(PUPIL, list(worth_judging(access).values_list("pk", flat=True)), by=access)


@contextmanager
def _september(today: dt.date) -> Iterator[None]:
    """Nothing may look at the clock of the machine by accident: each story sets its own days."""
    with time_machine.travel(dt.datetime.combine(today, dt.time(9, 0)), tick=True):
        yield


def at(day: dt.date, hour: int = 10, minute: int = 0) -> time_machine.travel:
    """The clock at a moment of one day."""
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone()), tick=True)


def _authority(
    names_of: tuple[str, str, str], nation: str, school_list: tuple[places.DemoSchool, ...], today: dt.date
) -> tuple[Authority, list[School]]:
    code, name, name_cy = names_of
    authority = Authority.objects.create(code=code, name=name, name_cy=name_cy, nation=nation, in_use=True, is_demo=True)
    schools = School.objects.bulk_create(
        School(
            authority=authority,
            number=found.number if nation == "wales" else "",
            urn="" if nation == "wales" else f"99{code[1:]}{index:02}",
            name=found.name,
            name_cy=found.name_cy,
            phase=found.phase,
            town=found.town,
            easting=places.ON_THE_GRID.get(found.number, (None, None))[0],
            northing=places.ON_THE_GRID.get(found.number, (None, None))[1],
            welsh_medium=found.welsh_medium,
            is_demo=True,
            source="demo",
        )
        for index, found in enumerate(school_list)
    )
    terms = places.terms_around(today)
    Term.objects.bulk_create(
        Term(
            authority=authority, name=t.name, starts_on=t.starts_on, ends_on=t.ends_on, half_starts_on=t.half_starts_on,
            half_ends_on=t.half_ends_on,
        )  # fmt: skip
        for t in terms
    )
    ClosedDay.objects.bulk_create(
        ClosedDay(authority=authority, day=t.starts_on, reason="inset", note="Staff training") for t in terms if "Autumn" in t.name
    )
    if nation == "wales":
        Mailbox.objects.bulk_create(Mailbox(authority=authority, purpose=p, title=t, email=e) for p, t, e in places.MAILBOXES)
    return authority, list(schools)


def _people(demo: Demo, other_school: School) -> None:
    since = demo.today - dt.timedelta(days=800)
    home = demo.schools[0]
    hafan = provider_stories.hafan(demo)
    for persona in PERSONAS:
        user = User.objects.create_user(
            persona.email, name=persona.name, language=persona.language, is_demo=True, demo_persona=persona.key
        )
        demo.people[persona.key] = user
        place = {
            "school": {"school": home, "authority": demo.authority},
            "authority": {"authority": demo.authority},
            "other-authority": {"authority": demo.other},
            "provider": {"provider": hafan},
            "nowhere": {},
        }.get(persona.where)
        if persona.role is Role.TEACHER:
            # works at the school, and yet sees only the pupils she is named for
            place = {"school": home, "authority": demo.authority}
        if place is not None:
            Membership.objects.create(user=user, role=persona.role, post=persona.post, since=since, agency=persona.agency, **place)
    for index, school in enumerate(demo.schools):
        name, post = names.STAFF[index % len(names.STAFF)]
        key = f"lead-{index}"
        user = User.objects.create_user(f"{key}@demo.invalid", name=name, is_demo=True)
        demo.people[key] = user
        Membership.objects.create(user=user, role=Role.PASTORAL_LEAD, school=school, authority=demo.authority, post=post, since=since)
    admin = User.objects.create_user("authority-admin@demo.invalid", name="Eleri Watkins", is_demo=True)
    demo.people["authority-admin"] = admin
    Membership.objects.create(user=admin, role=Role.AUTHORITY_ADMIN, authority=demo.authority, post="Systems officer", since=since)
    lead = User.objects.create_user("oak-green@demo.invalid", name="Ruth Allen", is_demo=True)
    demo.people["oak-green"] = lead
    Membership.objects.create(
        user=lead, role=Role.PASTORAL_LEAD, school=other_school, authority=demo.other, post="Head of inclusion", since=since
    )


def _pupils(demo: Demo, schools: list[School], access: Access, today: dt.date) -> None:
    serial = 1
    la_code = "671" if access.authority_ids == {demo.authority.pk} else "885"
    wanted = {s.number or "Oak": s for s in (*places.SCHOOLS, *places.OTHER_SCHOOLS)}
    with recording("demo.pupils", by=access) as record:
        for school in schools:
            spec = wanted.get(school.number) or places.OTHER_SCHOOLS[0]
            made = []
            if school.pk == demo.schools[0].pk:
                made += _morgans(demo, school)
            while len(made) < spec.pupils:
                made.append(_pupil(demo, school, spec.years[len(made) % len(spec.years)]))
            for pupil in made:
                pupil.upn = make_upn(la_code, f"{4000 + schools.index(school):04}", today.year - 4, serial)
                serial += 1
            demo.pupils[school.pk] = Pupil.objects.bulk_create(made)
            around = [row for pupil in demo.pupils[school.pk] for row in _around(demo, pupil)]
            for kind in (Contact, Need, CareStatus):
                kind.objects.bulk_create(row for row in around if type(row) is kind)
        record.about(schools[0].authority, changes={"pupils": serial - 1})


def _morgans(demo: Demo, school: School) -> list[Pupil]:
    """The family of the cast: Tomos in Year 9, his sister Lowri in Year 7."""
    found = []
    for forename, year, sex in (("Tomos", "9", "M"), ("Lowri", "7", "F")):
        pupil = _pupil(demo, school, year)
        pupil.forename, pupil.surname, pupil.sex, pupil.language = forename, "Morgan", sex, "cy"
        pupil.preferred_name, pupil.middle_names, pupil.address_line_1 = "", "", "14 Heol y Nant"
        pupil.search_name = search_name(forename=forename, surname="Morgan")
        found.append(pupil)
    return found


def _pupil(demo: Demo, school: School, year: str) -> Pupil:
    chance = demo.random
    girl = chance.random() < 0.5
    forename = chance.choice(names.GIRLS if girl else names.BOYS)
    surname = chance.choice(names.SURNAMES)
    return Pupil(
        authority_id=school.authority_id,
        school=school,
        forename=forename,
        surname=surname,
        search_name=search_name(forename=forename, surname=surname),
        preferred_name=forename[:3] if chance.random() < 0.06 and len(forename) > 5 else "",
        sex="F" if girl else "M",
        date_of_birth=_born(demo, year),
        year_group=year,
        registration_group=f"{year}{chance.choice('ABC')}",
        language="cy" if school.welsh_medium and chance.random() < 0.6 else "en-gb",
        free_school_meals=chance.random() < 0.24,
        disabled=chance.random() < 0.06,
        address_line_1=f"{chance.randint(1, 90)} {chance.choice(names.STREETS)}",
        town=school.town,
        postcode=f"SA{chance.randint(90, 99)} {chance.randint(1, 9)}{chance.choice('AB')}{chance.choice('DEFG')}",
    )


def _born(demo: Demo, year: str) -> dt.date:
    """A date of birth that puts a child in this year group on the day of loading."""
    number = 0 if year == "R" else int(year)
    start = demo.today.year if demo.today.month >= 9 else demo.today.year - 1
    first = dt.date(start - 5 - number, 9, 1)
    born = first + dt.timedelta(days=demo.random.randint(0, 364))
    found = year_group(born, demo.today, Nation.WALES)
    return born if found is not None and found.number == number else first + dt.timedelta(days=180)


def _around(demo: Demo, pupil: Pupil) -> list[Contact | Need | CareStatus]:
    """Unsaved rows: contacts for every pupil; needs and care for some. Tomos and Lowri have the cast's mother."""
    chance = demo.random
    rows: list[Contact | Need | CareStatus] = []

    def contact(name: str, relationship: str, language: str, **more: object) -> None:
        parental = relationship in ("mother", "father")
        rows.append(
            Contact(
                **scope_of(pupil), name=name, relationship=relationship, language=language, parental_responsibility=parental, **more
            )
        )

    if pupil.surname == "Morgan" and pupil.address_line_1 == "14 Heol y Nant":
        parent = BY_KEY["parent"]
        contact(
            parent.name, "mother", "cy", email=parent.email, user=demo.people["parent"], language_asked_on=demo.today,
            lives_with_child=True,
        )  # fmt: skip
        contact("Gwyn Morgan", "father", "en-gb", telephone="01632 960456", reach_by="telephone", priority=2)
    else:
        forename = chance.choice(names.GIRLS)
        if forename == pupil.forename:  # mother and daughter of one name would be one person on a list of who was there
            forename = names.GIRLS[names.GIRLS.index(forename) - 1]
        address = f"{folded(forename)}.{folded(pupil.surname)}{chance.randint(1, 99)}"
        contact(f"{forename} {pupil.surname}", "mother", pupil.language, email=f"{address}@family.invalid", lives_with_child=True)
        if chance.random() < 0.5:
            contact(
                f"{chance.choice(names.BOYS)} {pupil.surname}", "father", "en-gb", reach_by="telephone",
                telephone=f"01632 960{chance.randint(100, 999)}", priority=2,
            )  # fmt: skip
    since = demo.today - dt.timedelta(days=chance.randint(200, 900))
    if chance.random() < 0.12:
        kind = chance.choice(("school_idp", "la_idp"))
        rows.append(
            Need(
                **scope_of(pupil), kind=kind, detail=chance.choice(("Speech and language", "Dyslexia", "Social and emotional", "Autism")),
                reference=f"IDP-{pupil.pk:05}", since=since, reviewed_on=demo.today - dt.timedelta(days=chance.randint(20, 300)),
            )
        )  # fmt: skip
    if chance.random() < 0.03:
        rows.append(CareStatus(**scope_of(pupil), kind=chance.choice(("cla", "cs", "cp")), since=since))
        contact("Rhian Salter", "social_worker", "en-gb", email="rhian.salter@care.invalid", priority=3)
    return rows


def _tell_of_the_rush(demo: Demo) -> None:
    """A plan that was hurried to its meeting two days ago: ten rules have something to say about it."""
    with at(demo.today - dt.timedelta(days=2)), entered(access_of(demo.people["pastoral-lead"])) as by:
        busy = set(Plan.objects.visible_to(by).values_list("pupil_id", flat=True))
        free = (pupil for pupil in demo.pupils[demo.schools[0].pk] if pupil.pk not in busy and pupil.year_group == "10")
        rushed_plan(next(free), by=by)


def _name_the_family(demo: Demo) -> None:
    """The mother, Tomos himself and the place outside school may see what is theirs to see: his plan, and for her his sister's too."""
    by_name = {pupil.forename: pupil for pupil in demo.pupils[demo.schools[0].pk] if pupil.address_line_1 == "14 Heol y Nant"}
    tomos, lowri = by_name["Tomos"], by_name["Lowri"]
    named = (("parent", tomos, "parent"), ("parent", lowri, "parent"), ("young-person", tomos, "child"), ("provider", tomos, "provider"))
    with at(demo.today - dt.timedelta(days=150)), entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access:
        for key, pupil, involved_as in named:
            persona, user = BY_KEY[key], demo.people[key]
            involve(pupil, name=persona.name, involved_as=involved_as, by=access, user=user, email=user.email, agency=persona.agency)


def _settle_messages(demo: Demo) -> None:
    """Messages of the invented past were sent then; only those of the last two days still go out, to the catcher."""
    from pastoral.foundation.outbox.models import OutboundMessage

    recent = timezone.now() - dt.timedelta(days=2)
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access, recording("demo.messages", by=access) as record:
        old = OutboundMessage.objects.visible_to(access).filter(created_at__lt=recent, status="queued")
        from django.db.models import F

        old.update(status="sent", sent_at=F("created_at") + dt.timedelta(minutes=1), attempts=1)
        record.about(demo.authority)


def reset_demo(progress: Progress = lambda done, total, what: None) -> None:
    """Empty a demo database and load it again. Refused where there is anything but a demo. Runs as the owner."""
    if not settings.DEMO:
        raise NotEmpty("`demo reset` works in demo mode only.")
    if Authority.objects.filter(in_use=True, is_demo=False).exists():
        raise NotEmpty("There are authorities here that are not the demo's. Nothing was changed.")
    progress(0, STEPS, "Emptying")
    with connection.cursor() as cursor:
        kept = {"django_migrations", "django_content_type"}
        tables = [t for t in connection.introspection.table_names(cursor) if t not in kept and not t.startswith("procrastinate_")]
        cursor.execute("truncate " + ", ".join(f'"{t}"' for t in tables) + " restart identity cascade")
    load_demo(progress)


__all__ = ["Demo", "NotEmpty", "at", "involve", "load_demo", "reset_demo"]
