"""The demo's other councils: one for each pack that we ship, and the invented sixth, each with a school, a lead and an officer.

They are invented places that work by a real council's published guidance, so that everybody can see their own plan in their own
words. None of them sees anything of another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Mailbox
from pastoral.records.policy.services import publish, publish_for
from pastoral.records.pupils.models import CareStatus, Contact, Need, Pupil
from pastoral.rules.upn import make_upn

from . import places
from .personas import PERSONAS, Persona
from .provider_stories import HARBOUR

if TYPE_CHECKING:
    from .load import Demo

PUPILS = 14
LA_CODE = "885"


@dataclass(frozen=True)
class Neighbour:
    """An invented council, the folder of the pack it works by, its school, and the two people who can be signed in as."""

    code: str
    name: str
    pack: str  # a folder of policy_packs/authorities, or a path below policy_packs
    school: places.DemoSchool
    lead: Persona
    officer: Persona


def _neighbour(
    code: str, name: str, pack: str, after: str, school: str, town: str, lead: tuple[str, str], officer: tuple[str, str]
) -> Neighbour:
    key = pack.rsplit("/", 1)[-1]
    return Neighbour(
        code, name, pack,
        places.DemoSchool(f"{code}4001", school, "", "Secondary", town, PUPILS, places.SECONDARY),
        Persona(f"lead-{key}", lead[0], Role.PASTORAL_LEAD, "neighbour", lead[1], f"Leads plans at {school}, {name}. {after}"),
        Persona(f"officer-{key}", officer[0], Role.EWO, "neighbour", officer[1], f"Follows the plans of {name}. {after}"),
    )  # fmt: skip


NEIGHBOURS: tuple[Neighbour, ...] = (
    _neighbour("D03", "Harrowmere Borough Council", "hillingdon", "It works by Hillingdon's guidance.", "Ryefield Park School",
               "Harrowmere", ("Amara Boateng", "Assistant head, inclusion"), ("Colin Frost", "Attendance support officer")),
    _neighbour("D04", "Solenthurst County Council", "hampshire", "It works by Hampshire's guidance.", "Netherton Harbour School",
               "Solenthurst", ("Julia Marchetti", "Inclusion manager"), ("Peter Wragg", "Area strategic manager")),
    _neighbour("D05", "Avonbourne Council", "wiltshire", "It works by Wiltshire's guidance.", "Stonebarrow School",
               "Avonbourne", ("Kit Lawson", "Deputy head, pastoral"), ("Maureen Sealy", "Education welfare officer")),
    _neighbour("D06", "Severnham County Council", "worcestershire", "It works by Worcestershire's guidance.", "Malthouse Lane School",
               "Severnham", ("Imran Qureshi", "SENDCo"), ("Beth Calloway", "Education engagement officer")),
    _neighbour("D07", "Vale of Arden Council", "examples/vale-of-arden", "It is invented, and so is its pack: the guide's example.",
               "Hatherley Green School", "Ardenford", ("Rosa Whitlock", "Head of Year 9"), ("Neil Osei", "Inclusion officer")),
)  # fmt: skip

CAST: tuple[Persona, ...] = (*PERSONAS, *(person for each in NEIGHBOURS for person in (each.lead, each.officer)), HARBOUR)


def load_neighbours(demo: Demo) -> dict[str, Demo]:
    """Make every neighbour with its people, its pack and its pupils. Pack folder → the neighbour as a demo of its own."""
    from . import load

    made: dict[str, Demo] = {}
    for neighbour in NEIGHBOURS:
        authority, schools = load._authority((neighbour.code, neighbour.name, ""), "england", (neighbour.school,), demo.today)
        _mailboxes(neighbour, authority.pk)
        here = load.Demo(authority, demo.other, schools, {}, {}, demo.random, demo.today)
        since = demo.today - dt.timedelta(days=800)
        for persona, place in ((neighbour.lead, {"school": schools[0]}), (neighbour.officer, {})):
            user = User.objects.create_user(
                persona.email, name=persona.name, language=persona.language, is_demo=True, demo_persona=persona.key
            )
            here.people[persona.key] = user
            Membership.objects.create(user=user, role=persona.role, post=persona.post, since=since, authority=authority, **place)
        for role, key, name, post in _staff(neighbour):
            user = User.objects.create_user(f"{key}-{neighbour.code.lower()}@demo.invalid", name=name, is_demo=True)
            here.people[key] = user
            Membership.objects.create(user=user, role=role, post=post, since=since, authority=authority, school=schools[0])
        here.people |= {"pastoral-lead": here.people[neighbour.lead.key], "ewo": here.people[neighbour.officer.key]}
        with entered(Access.system(authority_id=authority.pk, doing="demo")) as access:
            folder = settings.POLICY_PACKS / neighbour.pack
            if folder.is_dir():
                for file in sorted(folder.glob("*.toml")):
                    publish(file, authority=authority, by=access)
            else:
                publish_for(authority, by=access, like=neighbour.pack)
            here.pupils[schools[0].pk] = _pupils(here, access)
        made[neighbour.pack] = here
    return made


def tell_of_neighbours(neighbours: dict[str, Demo]) -> None:
    """In each neighbour one plan whose meeting is called and one that lives, told like those of the demo's own authority."""
    from .plan_stories import Telling, tell_each
    from .stories import STORIES

    for index, here in enumerate(neighbours.values()):
        pupils = here.pupils[here.schools[0].pk]
        tell_each(
            here,
            [
                Telling(pupils[0], "pastoral-lead", STORIES[index % 7], "live", 20),
                Telling(pupils[1], "pastoral-lead", STORIES[(index + 3) % 7], "organising", 11),
            ],
        )


def _staff(neighbour: Neighbour) -> tuple[tuple[Role, str, str, str], ...]:
    """The two colleagues that a lead asks; nobody signs in as them."""
    number = int(neighbour.code[1:])
    teachers = ("Hannah Ward", "Joel Prentice", "Sunita Rao", "Owen Tandy", "Grace Adeyemi")
    coordinators = ("Laura Finch", "Marcus Hale", "Petra Novak", "Dean Whitmore", "Yasmin Darr")
    return (
        (Role.TEACHER, "teacher", teachers[number % 5], "Form tutor"),
        (Role.ALNCO, "alnco", coordinators[number % 5], "SENCO"),
    )


def _mailboxes(neighbour: Neighbour, authority_id: int) -> None:
    domain = neighbour.name.split()[0].lower()
    Mailbox.objects.bulk_create(
        Mailbox(authority_id=authority_id, purpose=purpose, title=title, email=f"{purpose.replace('_', '-')}@{domain}.invalid")
        for purpose, title in (
            ("psp", "Inclusion team"), ("ewo", "Attendance team"), ("provider_declarations", "Safeguarding in education")
        )
    )


def _pupils(here: Demo, access: Access) -> list[Pupil]:
    """The pupils of the neighbour's school with the people around them."""
    from . import load

    school = here.schools[0]
    made = [load._pupil(here, school, places.SECONDARY[index % 5]) for index in range(PUPILS)]
    start = 4000 + int(here.authority.code[1:]) * 10
    for serial, pupil in enumerate(made, start=1):
        pupil.language = "en-gb"
        pupil.upn = make_upn(LA_CODE, f"{start:04}", here.today.year - 4, serial)
    with recording("demo.pupils", by=access) as record:
        pupils = Pupil.objects.bulk_create(made)
        around = [row for pupil in pupils for row in load._around(here, pupil) if not isinstance(row, Need)]
        for kind in (Contact, CareStatus):
            kind.objects.bulk_create(row for row in around if type(row) is kind)
        record.about(here.authority, changes={"pupils": len(pupils)})
    return pupils
