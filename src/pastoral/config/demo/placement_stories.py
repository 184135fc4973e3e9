"""Placements of the demo at every stage, told through their own services with the clock set to the day of each deed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import time_machine
from django.utils import timezone

from pastoral.casework.placements import queries
from pastoral.casework.placements.facts.deciding import uncovered_of
from pastoral.casework.placements.models import Objective, Place, Placement, Referral
from pastoral.casework.placements.rows import rows_of
from pastoral.casework.placements.services import (
    answering,
    attending,
    consenting,
    deciding,
    living,
    moving,
    opening,
    protocols,
    referring,
    reviewing,
    sharing,
    times,
)
from pastoral.casework.placements.services.changing import SUBJECT
from pastoral.casework.plans.models import Plan
from pastoral.casework.plans.services.changing import looks_held
from pastoral.casework.registers import taking
from pastoral.casework.registers.day import Due, due_between
from pastoral.casework.timetables.models import Timetable
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import User
from pastoral.foundation.accounts.who import access_of
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.providers import imports
from pastoral.records.providers.models import Provider
from pastoral.records.pupils.models import Contact, Pupil
from pastoral.rules.calendar import SchoolDays
from pastoral.rules.placements.facts import DATA_LABELS, PROTOCOL_LABELS, QUESTION_LABELS

from . import provider_stories

if TYPE_CHECKING:
    from .load import Demo

TAKEN = 25  # school days back from which the registers were taken
STAGES = ("considering", "asked", "preparing", "live")
PUBLISHED = Path(imports.__file__).parent / "data" / "worcestershire"
HALF_NINE, HALF_TWO = dt.time(9, 30), dt.time(14, 30)
LONG_DAY = (dt.time(8, 45), dt.time(15, 15))  # five of them are the 32.5 hours of a school week


@dataclass(frozen=True)
class Telling:
    """One placement: whose, at which provider, how far it has come, and since how many school days."""

    pupil: Pupil
    lead: User
    provider: Provider
    provider_lead: User
    stage: str = "live"
    since: int = 15  # school days from the first day until today; for one to come, until its first day
    days: tuple[int, ...] = (1, 2)  # ISO weekdays at the provider
    hours: tuple[dt.time, dt.time] = (HALF_NINE, HALF_TWO)
    reason: str = "wellbeing"
    rationale: str = "In practical work {name} stays, talks and finishes. In long written lessons {name} leaves the room."
    baseline: str = "Came to 6 of 10 half days in the four weeks before."
    readings: tuple[int, ...] = (6, 8, 9)  # half days a week, fortnight by fortnight
    share_others: bool = True  # the other seven sets of data
    also_asked: tuple[Provider, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def tell_placements(demo: Demo, neighbours: dict[str, Demo]) -> None:
    """The demo's own authority at every stage; a Hampshire school's, a Wiltshire sixth day, a barn near its limit, and a directory."""
    told: list[tuple[Demo, Placement]] = []
    with looks_held():
        told += _own(demo)
        for pack, tell in (("hampshire", _harbour), ("wiltshire", _downland)):
            told += tell(neighbours[pack])
        told += _barn(neighbours["hampshire"], neighbours["wiltshire"])
    _directory(neighbours["worcestershire"])
    for here in {id(here): here for here, _row in told}.values():
        rows = [row for where, row in told if where is here]
        with entered(Access.system(authority_id=here.authority.pk, doing="demo")) as access:
            look_again(SUBJECT, [row.pk for row in rows], by=access)
        attending.keep_all(here.authority.pk)
    attending.examine()


def _own(demo: Demo) -> list[tuple[Demo, Placement]]:
    hafan = provider_stories.of_persona(demo.people["provider-lead"])
    provider_stories.check(hafan, demo, returned_to=demo.schools[0].name, instructor="Owen Tudor", insured_for=20)
    provider_stories.judged(hafan, demo, full_time=False)
    lead = demo.people["provider-lead"]
    home, second, third = (_with_plans(demo, number) for number in range(3))
    people = demo.people
    here, there, elsewhere = people["pastoral-lead"], people["lead-1"], people["lead-2"]
    tellings = [
        Telling(home[0], here, hafan, lead, "live", 24, (1, 2, 3)),
        Telling(second[0], there, hafan, lead, "live", 12, (1, 3), readings=(5,)),
        Telling(second[1], there, hafan, lead, "preparing", 5, (2, 4)),
        Telling(third[0], elsewhere, hafan, lead, "live", 22, (1, 2), readings=(7, 6)),
        Telling(third[1], elsewhere, hafan, lead, "asked", 10),
        Telling(demo.pupils[demo.schools[0].pk][-1], here, hafan, lead, "considering", 15),
    ]
    rows = [_Teller(demo, one).tell() for one in tellings]
    _registers(demo, hafan, demo.people["provider-staff"])
    return [(demo, row) for row in rows]


def _harbour(here: Demo) -> list[tuple[Demo, Placement]]:
    since = here.today - dt.timedelta(days=800)
    harbour = provider_stories.make(provider_stories.HARBOUR_SKILLS, here.authority, here.today)
    saltmarsh = provider_stories.make(provider_stories.SALTMARSH, here.authority, here.today)
    lead = here.people["provider-harbour"] = provider_stories.staff(provider_stories.HARBOUR, harbour, since)
    here.people["provider-saltmarsh"] = provider_stories.lead_of(saltmarsh, provider_stories.SALTMARSH.lead, since)
    for provider, instructor in ((harbour, "Tess Quayle"), (saltmarsh, "Ned Prior")):
        provider_stories.check(provider, here, returned_to=here.schools[0].name, instructor=instructor)
    pupils = _without_placement(here)
    telling = Telling(
        pupils[0], here.people["pastoral-lead"], harbour, lead, "live", 18, (1, 2, 3, 4, 5), LONG_DAY,
        also_asked=(saltmarsh,),
    )  # fmt: skip
    row = _Teller(here, telling).tell()
    _registers(here, harbour, lead)
    return [(here, row)]


def _downland(here: Demo) -> list[tuple[Demo, Placement]]:
    downland = provider_stories.make(provider_stories.DOWNLAND, here.authority, here.today)
    lead = provider_stories.lead_of(downland, provider_stories.DOWNLAND.lead, here.today - dt.timedelta(days=800))
    provider_stories.check(downland, here, returned_to=here.schools[0].name, instructor="Joe Iveson")
    here.people["provider-downland"] = lead
    return []


def _barn(solenthurst: Demo, avonbourne: Demo) -> list[tuple[Demo, Placement]]:
    """Three children full time from one authority and one from the next: four, which is one below the number that makes a school."""
    barn = provider_stories.make(provider_stories.FERNLEIGH, solenthurst.authority, solenthurst.today)
    lead = provider_stories.lead_of(barn, provider_stories.FERNLEIGH.lead, solenthurst.today - dt.timedelta(days=800))
    provider_stories.listed_too(barn, avonbourne)
    told = []
    for here, many in ((solenthurst, 3), (avonbourne, 1)):
        provider_stories.check(barn, here, returned_to=here.schools[0].name, instructor="Kim Hale")
        provider_stories.judged(barn, here, full_time=True)
        for number in range(many):
            telling = Telling(
                _without_placement(here)[4 + number], here.people["pastoral-lead"], barn, lead, "live", 9 + number, (1, 2, 3, 4, 5),
                LONG_DAY, readings=(),
            )  # fmt: skip
            told.append((here, _Teller(here, telling).tell()))
    return told


def _directory(here: Demo) -> None:
    """The directory that a real county has published, for the neighbour that works by its guidance; without people's names."""
    with entered(access_of(here.people["ewo"])) as by:
        for table, name in (("settings", "Settings for excluded pupils"), ("providers", "Dynamic Purchasing System")):
            imports.import_providers(
                PUBLISHED / f"{table}.csv", here.authority, by=by, list_name=name, on_quality_list=table == "providers"
            )


def _with_plans(demo: Demo, school: int) -> list[Pupil]:
    """Children of a school who have an agreed programme and no reduced timetable, in the order in which they came."""
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access:
        reduced = Timetable.objects.visible_to(access).exclude(status="closed").values("pupil")
        open_plans = Plan.objects.visible_to(access).filter(school=demo.schools[school], agreed_on__isnull=False)
        open_plans = open_plans.exclude(status="closed").exclude(pupil__in=reduced)
        return [plan.pupil for plan in open_plans.select_related("pupil__authority", "pupil__school").order_by("pk")]


def _without_placement(here: Demo) -> list[Pupil]:
    return here.pupils[here.schools[0].pk][3:]


class _Teller:
    """Plays one placement from the search to its stage."""

    def __init__(self, demo: Demo, telling: Telling) -> None:
        self.demo, self.telling, self.pupil = demo, telling, telling.pupil
        self.calendar = calendar_of(telling.pupil.school)
        ahead = telling.stage != "live"
        self.starts = self.calendar.add_school_days(demo.today, SchoolDays(telling.since if ahead else -telling.since))
        self.pk = 0

    def tell(self) -> Placement:
        stage = STAGES.index(self.telling.stage)
        self._on(-14, self._open)
        if stage >= STAGES.index("asked"):
            self._on(-12, self._ask)
        if stage >= STAGES.index("preparing"):
            self._on(-10, self._answer, provider=True)
            self._on(-9, self._choose)
            self._on(-7, self._prepare)
            self._on(-6, self._share)
            self._on(-5, self._protocol)
            self._on(-4, self._sign, provider=True)
        if stage >= STAGES.index("live"):
            self._on(-3, self._start)
            self._live()
        with entered(Access.system(authority_id=self.demo.authority.pk, doing="demo")) as access:
            return queries.placement(access, self.pk)

    # the clock and the hand

    def _on(self, school_days: int, deed: Callable[[Access], object], *, provider: bool = False) -> None:
        """A deed so many school days after the first day of the placement, or before it; never later than today."""
        day = self.calendar.add_school_days(self.starts, SchoolDays(school_days)) if school_days else self.starts
        moment = dt.datetime.combine(min(day, self.demo.today), dt.time(10, 20), timezone.get_default_timezone())
        with time_machine.travel(moment, tick=True):
            with entered(access_of(self.telling.provider_lead if provider else self.telling.lead)) as by:
                deed(by)

    # the deeds

    def _open(self, by: Access) -> None:
        one, today = self.telling, timezone.localdate()
        row = opening.open_placement(
            pupil_id=self.pupil.pk, by=by, shape="full_time" if len(one.days) == 5 else "part_time", reason=one.reason,
            rationale=one.rationale.replace("{name}", self.pupil.known_as), needs_assessed_on=today, agencies_involved=False,
            needs_assessment="Reads well, loses the thread in long tasks, works best in a small group with something to make.",
            barriers="No bus before nine.", resident_here=True, **one.more,
        )  # fmt: skip
        self.pk = row.pk
        deciding.consult(placement_id=row.pk, who="pupil", on=today, name=self.pupil.known_as, how="met", said="I want to try it.", by=by)
        parent = self._parent(by)
        deciding.consult(
            placement_id=row.pk, who="parent", on=today, name=parent.name if parent else "A parent", how="met", agreed=True,
            said="Anything that keeps my child learning.", by=by,
        )  # fmt: skip

    def _ask(self, by: Access) -> None:
        one = self.telling
        referring.refer(
            placement_id=self.pk, provider_ids=[one.provider.pk, *(other.pk for other in one.also_asked)], by=by,
            asked=referring.Asked(
                need=Referral.Need.values[0], words="Works well in practical tasks and small groups. Needs a calm start to the day.",
                assessment="Reads well, loses the thread in long tasks.", hours=Decimal(5 * len(one.days)), days=one.days,
                start_wanted=self.starts,
            ),
        )  # fmt: skip

    def _answer(self, by: Access) -> None:
        asked = Referral.objects.visible_to(by).get(placement_id=self.pk, provider=self.telling.provider)
        answering.accept(referral_id=asked.pk, words="We have a place in the Monday group.", by=by)
        for other in self.telling.also_asked:
            user = self.demo.people["provider-saltmarsh"]
            with entered(access_of(user)) as there:
                elsewhere = Referral.objects.visible_to(there).get(placement_id=self.pk, provider=other)
                answering.decline(referral_id=elsewhere.pk, reason="full", words="Full until the spring.", by=there)

    def _choose(self, by: Access) -> None:
        asked = Referral.objects.visible_to(by).get(placement_id=self.pk, provider=self.telling.provider)
        referring.choose(referral_id=asked.pk, by=by)

    def _prepare(self, by: Access) -> None:
        one, pk, today = self.telling, self.pk, timezone.localdate()
        site = one.provider.sites.order_by("pk").first()
        deciding.choose_provider(placement_id=pk, provider_id=one.provider.pk, site_id=site.pk, by=by)
        deciding.settle(
            "plan", placement_id=pk, by=by, purpose="To come back to lessons through work with the hands.", baseline=one.baseline,
            timeframe="Two terms, reviewed each half term.",
            assessment_arrangements="The provider's tracker, and the school's tests each term.",
            monitoring_arrangements="Register each half day, a call each week, a visit each half term.",
            exit_plan="Back to all lessons, two mornings at a time.", complements="English and maths stay with the school's own teachers.",
            reintegration_is_objective=True, readiness="Eight of ten half days for four weeks, and a good word from both sides.",
            first_review_on=self.calendar.add_school_days(self.starts, SchoolDays(20)),
        )  # fmt: skip
        deciding.settle(
            "checked", placement_id=pk, by=by, providers_compared=3, needs_met_on=today, changes_in_writing=True,
            monitor=one.lead.name, monitor_user_id=one.lead.pk,
        )  # fmt: skip
        deciding.settle(
            "cost", placement_id=pk, by=by, tier="targeted", fund="school", sen_category="none", cost=Decimal(85), cost_per="day"
        )
        deciding.save_objective(
            placement_id=pk, statement="Comes to every half day", aims=["motivation", "next_step"], baseline=one.baseline,
            measured_how="The register", unit="half days a week", baseline_value=Decimal(6), target_value=Decimal(10), by=by,
        )  # fmt: skip
        deciding.save_objective(
            placement_id=pk, statement="Reaches the first unit of a practical qualification", aims=["attainment"],
            baseline="None begun", measured_how="The provider's assessment", by=by,
        )  # fmt: skip
        deciding.answer_questions(
            placement_id=pk, by=by,
            answers={code: ("As the agreement says", "The provider's file, seen at the visit") for code in QUESTION_LABELS},
        )  # fmt: skip
        times.set_dates(placement_id=pk, starts_on=self.starts, ends_on=self.starts + dt.timedelta(days=150), by=by)
        others = tuple(day for day in (1, 2, 3, 4, 5) if day not in one.days)
        lines = [times.Line("provider", one.days, *one.hours, site_id=site.pk)]
        if others:
            lines.append(times.Line("school", others, dt.time(8, 40), dt.time(15, 10)))
        times.set_times(placement_id=pk, lines=lines, by=by)
        row, own = queries.placement(by, pk), rows_of(by, [pk])[pk]
        parent = self._parent(by)
        adults = {gap.key: parent.name if parent else "The carer" for gap in uncovered_of(row, own, self.starts)}
        times.set_cover(placement_id=pk, adults=adults, by=by)

    def _share(self, by: Access) -> None:
        contact = self._parent(by)
        consenting.ask(
            placement_id=self.pk, contact_id=contact.pk if contact else None, person="" if contact else "A parent", how="met",
            asked_on=timezone.localdate(), answer="yes", words="Yes, so that they know how to help.", by=by,
        )  # fmt: skip
        words = {
            "assessment": "Reading age 13. Working at the expected level in maths.", "attendance": "61 per cent this year.",
            "individual_plans": "A calm start, a card to leave the room, praise in private.", "key_staff": self.telling.lead.name,
            "contacts": f"{contact.name}, {contact.telephone or 'by e-mail'}" if contact else "The carer, through the school",
        }  # fmt: skip
        sets = {
            code: sharing.Given("shared", words[code]) if code in words else sharing.Given("none")
            for code in DATA_LABELS
            if self.telling.share_others or code in words
        }
        sharing.share(placement_id=self.pk, sets=sets, by=by)

    def _protocol(self, by: Access) -> None:
        protocols.settle(
            placement_id=self.pk, version=None, by=by,
            items={code: {"held": "provider" if code == "2" else "school", "note": ""} for code in PROTOCOL_LABELS},
            provider_items={"1": "A call each Friday", "2": "The register, each half day"},
            belonging={"link_adult": {"owner": self.telling.lead.name, "how_often": "each week"}},
            parents="The family is responsible until the gate in the morning and from the gate in the afternoon.",
            liaison_school=self.telling.lead.name, liaison_provider=self.telling.provider_lead.name,
            challenge="Either side asks for a meeting within five school days; after that the authority is asked.",
            excluded_from_school="The place goes on while the exclusion lasts, if that is safe.",
            excluded_from_provider="The school is rung at once and teaches the child from the next day.",
        )  # fmt: skip
        protocols.send_protocol(placement_id=self.pk, by=by)
        protocols.sign_for_school(placement_id=self.pk, name=self.telling.lead.name, post="For the school", by=by)

    def _sign(self, by: Access) -> None:
        place = Place.objects.visible_to(by).get(placement_id=self.pk)
        sent = protocols.latest_of(by, self.pk)
        assert sent is not None
        protocols.answer_for_provider(
            place=place, protocol_id=sent.pk, state="signed", name=self.telling.provider_lead.name, post="For the provider", by=by
        )

    def _start(self, by: Access) -> None:
        row = queries.placement(by, self.pk)
        if row.stage == Placement.Stage.CONSIDERING:
            moving.move(placement_id=self.pk, action="refer", by=by)
        moving.move(placement_id=self.pk, action="start", by=by)

    def _live(self) -> None:
        one = self.telling
        for number, value in enumerate(one.readings):
            self._on(5 + 10 * number, lambda by, value=value: self._measure(by, value))
        for week in range(one.since // 5):
            self._on(4 + 5 * week, self._contact)
        if one.since >= 20:
            self._on(
                20,
                lambda by: reviewing.record_review(
                    placement_id=self.pk, held_on=timezone.localdate(), took_part=["school", "provider", "pupil", "parent"],
                    decision="continue", said="It goes better than before. The mornings are calm.", informed_on=timezone.localdate(),
                    progress="More half days, and the first unit begun.", by=by,
                ),
            )  # fmt: skip
            self._on(
                16,
                lambda by: living.record_visit(
                    placement_id=self.pk, visited_on=timezone.localdate(), visited_by=one.lead.name,
                    looked_at=["safeguarding", "wellbeing", "health_safety"], seen_alone=True, by=by,
                    note="At ease, and proud of the bench.",
                ),
            )  # fmt: skip

    def _measure(self, by: Access, value: int) -> None:
        objective = Objective.objects.visible_to(by).filter(placement_id=self.pk).order_by("order").first()
        living.record_progress(
            placement_id=self.pk, on=timezone.localdate(), points={objective.pk: (Decimal(value), "")}, by=by,
            summary="More half days than before, and calmer mornings.",
        )  # fmt: skip

    def _contact(self, by: Access) -> None:
        living.record_contact(
            placement_id=self.pk, on=timezone.localdate(), whom=["provider", "pupil"], how="call", note="A good week.", by=by
        )

    def _parent(self, by: Access) -> Contact | None:
        parents = Contact.objects.visible_to(by).filter(pupil=self.pupil, parental_responsibility=True)
        found: Contact | None = parents.order_by("-lives_with_child", "pk").first()
        return found


def _registers(demo: Demo, provider: Provider, user: User) -> None:
    """Five weeks of registers, as the provider's people took them; today's is still to be taken."""
    calendar = calendar_of(demo.schools[0])
    for back in range(TAKEN, 0, -1):
        day = calendar.add_school_days(demo.today, SchoolDays(-back))
        moment = dt.datetime.combine(day, dt.time(9, 50), timezone.get_default_timezone())
        with time_machine.travel(moment, tick=True), entered(access_of(user)) as by:
            due = [one for one in due_between(by, day, day) if one.place.provider_id == provider.pk]
            groups: dict[tuple[int, str], list[Due]] = {}
            for one in due:
                groups.setdefault(one.group, []).append(one)
            for (site, group), those in groups.items():
                said = [
                    taking.Said(uuid.uuid4(), one.place.placement_id, one.half, "absent" if (back + n) % 9 == 0 else "came")
                    for n, one in enumerate(those)
                ]
                taking.take(
                    provider_id=provider.pk, on=day, site_id=site, group=group, key=uuid.uuid4(), said=said, by_name=user.name, by=by
                )
