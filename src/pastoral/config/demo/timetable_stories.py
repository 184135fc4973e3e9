"""Reduced timetables of the demo at every stage, told through their own services with the clock set to the day of each deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import time_machine
from django.utils import timezone

from pastoral.casework.plans.models import Plan
from pastoral.casework.plans.services.changing import SUBJECT as PLANS
from pastoral.casework.plans.services.changing import looks_held
from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.models import Step, Timetable
from pastoral.casework.timetables.services import asking, journeys, moving, opening
from pastoral.casework.timetables.services.changing import SUBJECT
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording, written_together
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.calendars import calendar_of, calendars_kept
from pastoral.records.organisations.models import School
from pastoral.records.pupils.models import CareStatus, Contact, Pupil
from pastoral.rules.calendar import SchoolCalendar, SchoolDays

from . import registers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .load import Demo

STAGES = ("proposed", "asked", "running", "extension", "closed")
RUNNING_SINCE = 24  # school days: the fifth week
TWELVE_WEEKS = dt.timedelta(days=83)  # the last of 84 days is the first and 83
NEIGHBOURS = ("hillingdon", "wiltshire", "worcestershire")


@dataclass(frozen=True)
class Case:
    """One reduced timetable to be told: whose, in which stage it is today, and what is different about it."""

    pupil: Pupil
    lead: User
    stage: str
    start: dt.date
    end: dt.date
    reason: str = "mental_health"
    circumstance: str = "intervention"
    rationale: str = "Afternoons end in tears in the corridor; in the mornings {name} works and stays."
    tried: str = "A quiet room after lunch for four weeks, then a mentor in the afternoon lessons. Neither held."
    lessons: int = 4  # at school each day
    steps: tuple[tuple[int, str, str], ...] = ()  # school days after the start, hours a week, what makes it happen
    reached: int = 0  # how many of the steps were reached
    more: dict[str, Any] = field(default_factory=dict)
    consents: tuple[str, ...] = ("parent",)


WAY_BACK = (
    (10, "18.5", "Four calm mornings a week"),
    (20, "20.75", "Lunch in the hall with one friend"),
    (45, "25", "Both afternoons of English"),
)


def tell_reduced(demo: Demo, neighbours: dict[str, Demo]) -> None:
    """Seven of the demo's own authority and its first school's register; and one in three neighbours, by the rules of each."""
    cases = _cases(demo)
    _bring_in_registers(demo, cases)
    with looks_held(), calendars_kept():
        told = [_Teller(demo, case).tell() for case in cases]
        others = [
            (here, _Teller(here, _in_england(here, pack)).tell())
            for pack, here in neighbours.items() if pack in NEIGHBOURS
        ]  # fmt: skip
    _look(demo, told)
    for here, row in others:
        _look(here, [row])


def _look(demo: Demo, rows: Iterable[Timetable]) -> None:
    rows = list(rows)
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access:
        look_again(SUBJECT, [row.pk for row in rows], by=access)
        look_again(PLANS, [row.plan_id for row in rows if row.plan_id is not None], by=access)


def _bring_in_registers(demo: Demo, cases: list[Case]) -> None:
    """The first school's marks say what was agreed, but on two days; and of one girl what nobody agreed."""
    school, today = demo.schools[0], demo.today
    calendar = calendar_of(school)
    told = {}
    for case in cases:
        if case.stage in ("running", "closed") and case.pupil.school_id == school.pk:
            changed = [case.steps[n][0] for n in range(case.reached)]
            until = calendar.add_school_days(case.start, SchoolDays(min(changed))) if changed else today
            told[case.pupil.pk] = registers.of_agreed_mornings(case.start, min(until, today))
    told[cases[0].pupil.pk] = {
        **registers.of_agreed_mornings(cases[0].start, today), **registers.that_does_not_fit(calendar, today),
    }  # fmt: skip
    nobody = _without_plan(demo, school, "10")
    told[nobody.pk] = registers.of_nobodys_agreement(calendar, today)
    registers.bring_in(school, demo.pupils[school.pk], today, told)


def _cases(demo: Demo) -> list[Case]:
    today, home, second, third = demo.today, *demo.schools[:3]
    calendar = calendar_of(home)
    first = calendar.add_school_days(today, SchoolDays(-RUNNING_SINCE))
    ahead = calendar.add_school_days(today, SchoolDays(6))
    longest = _school_day(today - dt.timedelta(days=77), calendar)
    own, there, other = _lives_of(demo, home), _lives_of(demo, second), _lives_of(demo, third)
    lead_home, lead_there = demo.people["pastoral-lead"], demo.people["lead-1"]
    ill = _without_plan(demo, second, "8")
    looked_after = own[2]
    _take_into_care(demo, looked_after, today)
    return [
        Case(own[0], lead_home, "running", first, first + TWELVE_WEEKS, steps=WAY_BACK, reached=1),
        Case(own[3], lead_home, "proposed", ahead, ahead + dt.timedelta(days=60), rationale="", tried=""),
        Case(there[0], lead_there, "asked", ahead, ahead + dt.timedelta(days=55), steps=WAY_BACK),
        Case(
            other[0], demo.people["lead-2"], "extension", longest, longest + TWELVE_WEEKS, steps=WAY_BACK[:2], reached=1,
            rationale="After months at home {name} comes back in small steps.", circumstance="reintegration",
        ),
        Case(
            ill, lead_there, "running", calendar.add_school_days(today, SchoolDays(-12)), today + dt.timedelta(days=40),
            reason="medical", circumstance="illness", rationale="After an operation {name} is tired by lunch time.",
            tried="Rest in the medical room at lunch.", steps=((25, "25", "The consultant's letter"),),
            more={"healthcare_plan": "Individual healthcare plan, agreed with the school nurse"},
        ),
        Case(
            looked_after, lead_home, "running", calendar.add_school_days(today, SchoolDays(-15)),
            today + dt.timedelta(days=45), steps=((20, "20.75", "A second calm fortnight"), (35, "25", "A key adult in the afternoons")),
            consents=("social_worker",),
        ),
        Case(
            own[1], lead_home, "closed", calendar.add_school_days(today, SchoolDays(-40)), today + dt.timedelta(days=10),
            steps=((10, "20.75", "Two lessons more a week"), (30, "25", "All lessons")), reached=1,
        ),
    ]  # fmt: skip


def _in_england(here: Demo, pack: str) -> Case:
    """The neighbour's first pupil has a live plan; under it fewer hours run since last week, and a parent agreed."""
    school = here.schools[0]
    calendar, today = calendar_of(school), here.today
    start = calendar.add_school_days(today, SchoolDays(-4))
    words = {
        "wiltshire": "{name} comes back after the accident; the mornings are what the doctor allows.",
        "worcestershire": "{name} has not come for seven weeks. Two calm mornings were the first in school again.",
    }.get(pack, "{name} panics in the crowded afternoons while the clinic's help begins.")
    return Case(
        _lives_of(here, school)[0], here.people["pastoral-lead"], "running", start, start + dt.timedelta(days=37),
        rationale=words, circumstance="reintegration", lessons=4,
        steps=((12, "18.5", "A calm start each morning"), (24, "25", "A friend at lunch")),
    )  # fmt: skip


def _lives_of(demo: Demo, school: School) -> list[Pupil]:
    """Pupils of a school with a plan in force, the oldest plan first."""
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access:
        live = Plan.objects.visible_to(access).filter(school=school, status=Plan.Status.LIVE)
        return [plan.pupil for plan in live.select_related("pupil__school__authority").order_by("opened_on", "id")]


def _without_plan(demo: Demo, school: School, year: str) -> Pupil:
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access:
        busy = set(Plan.objects.visible_to(access).filter(school=school).values_list("pupil_id", flat=True))
    return next(p for p in demo.pupils[school.pk] if p.pk not in busy and p.year_group == year)


def _take_into_care(demo: Demo, pupil: Pupil, today: dt.date) -> None:
    """Looked after since the spring, with a social worker: whoever may decide is not who answers for other children."""
    since = today - dt.timedelta(days=230)
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as by, recording("demo.care", by=by) as record:
        CareStatus(**scope_of(pupil), kind=CareStatus.Kind.LOOKED_AFTER, since=since).save()
        Contact(
            **scope_of(pupil), name="Rhian Salter", relationship=Contact.Relationship.SOCIAL_WORKER, priority=3,
            email="rhian.salter@care.invalid",
        ).save()  # fmt: skip
        record.about(pupil)


def _school_day(day: dt.date, calendar: SchoolCalendar) -> dt.date:
    while not calendar.is_school_day(day):
        day += dt.timedelta(days=1)
    return day


class _Teller:
    """Plays one case from its proposal to its stage. Each deed sets the clock to its own day."""

    def __init__(self, demo: Demo, case: Case) -> None:
        self.demo, self.case, self.pupil = demo, case, case.pupil
        self.england = demo.authority.nation == "england"
        self.calendar = calendar_of(case.pupil.school)
        self.prepared_on = min(self._day(-6), self.calendar.add_school_days(demo.today, SchoolDays(-1)))
        self.pk = 0

    def tell(self) -> Timetable:
        stage = self.case.stage
        self._on(self.prepared_on, self._propose)
        if stage != "proposed":
            self._on(self.prepared_on, self._prepare, hour=12)
        if STAGES.index(stage) >= STAGES.index("running"):
            self._on(self._day(-4), self._agree)
            self._on(self._day(-3), lambda by: self._move(by, "notify"))
            self._on(self.case.start, lambda by: self._move(by, "begin"), hour=8)
            for number in range(self.case.reached):
                self._on(self._step_day(number), lambda by, n=number: self._raise(by, n), hour=14)
        if stage == "extension":
            self._ask_for_longer()
        elif stage == "closed":
            self._on(self._step_day(self.case.reached), self._full_time, hour=14)
        with entered(Access.system(authority_id=self.demo.authority.pk, doing="demo")) as access:
            return queries.timetable(access, self.pk)

    # the clock and the hand

    def _day(self, school_days: int) -> dt.date:
        """So many school days after the first day, or before it."""
        return self.calendar.add_school_days(self.case.start, SchoolDays(school_days)) if school_days else self.case.start

    def _step_day(self, number: int) -> dt.date:
        return self._day(self.case.steps[number][0])

    def _on(self, day: dt.date, deed: Callable[[Access], object], *, who: str = "", hour: int = 10) -> None:
        moment = dt.datetime.combine(min(day, self.demo.today), dt.time(hour, 20), timezone.get_default_timezone())
        user = self.demo.people[who] if who else self.case.lead
        with time_machine.travel(moment, tick=True), _acting(access_of(user)) as by:
            deed(by)

    # the deeds

    def _propose(self, by: Access) -> None:
        case = self.case
        self.pk = opening.open_timetable(
            pupil_id=self.pupil.pk, start_on=case.start, end_on=case.end, reason=case.reason, circumstance=case.circumstance,
            rationale=case.rationale.replace("{name}", self.pupil.known_as), avenues_tried=case.tried, by=by, **case.more,
        ).pk  # fmt: skip

    def _prepare(self, by: Access) -> None:
        case, pk, today = self.case, self.pk, timezone.localdate()
        row = queries.timetable(by, pk)
        away = grid.lessons(row.periods)[case.lessons :]
        cells = {
            grid.key_of(1, day, number): {"place": "none" if number in away else "school", "what": "", "responsible": ""}
            for day in grid.DAYS
            for number in grid.lessons(row.periods)
        }
        who = self._parent(by)
        name = who.name if who is not None else "The foster carer"
        opening.settle_details(timetable_id=pk, version=None, by=by, safeguarding_concern=False)
        opening.set_grid(timetable_id=pk, cells=cells, version=None, by=by)
        adults = {one.key: name for one in grid.away_of(row.periods, cells, 1)}
        opening.set_adults(timetable_id=pk, adults=adults, told_on=today, version=None, by=by)
        opening.settle_asked(
            timetable_id=pk, version=None, by=by, ewo_consulted_on=today, referrals="Child and family counselling",
            no_referrals_reason="",
        )  # fmt: skip
        asking.save_agency(timetable_id=pk, name="Youth service", consulted_on=today, input_on=today, by=by)
        for of, how in (("home", f"{name} is at home in the afternoons."), ("travel", "Is fetched by car at the new time.")):
            asking.record_risk(
                timetable_id=pk, of=of, outcome="managed", done_on=today, managed_how=how, document="In the pupil's file", by=by
            )
        opening.settle_care(
            timetable_id=pk, version=None, by=by, monitor=self.demo.people["pastoral-lead"].name, alp_checked=True,
            aln_support_asked_on=today, equality_checked=True,
        )  # fmt: skip
        journeys.settle_travel(timetable_id=pk, by=by, travel_agreed_on=today)
        steps = [(self._day(after), Decimal(hours), needs) for after, hours, needs in case.steps]
        asking.set_steps(timetable_id=pk, steps=steps, version=None, by=by)
        moving.set_next_review(timetable_id=pk, on=self._next_review(case.reached), by=by)
        for action in ("consult", "assess_risk"):
            moving.move(timetable_id=pk, action=action, by=by)

    def _next_review(self, reached: int) -> dt.date:
        """The day of the step after those that were reached; of the last one, where all were."""
        return self._step_day(min(reached, len(self.case.steps) - 1))

    def _parent(self, by: Access) -> Contact | None:
        there = Contact.objects.visible_to(by).filter(pupil=self.pupil, parental_responsibility=True)
        return there.order_by("-lives_with_child", "priority", "id").first()

    def _agree(self, by: Access) -> None:
        today = timezone.localdate()
        care = CareStatus.objects.visible_to(by).filter(pupil=self.pupil, until__isnull=True).exists()
        who = self._parent(by)
        for role in dict.fromkeys((*self.case.consents, *(("social_worker",) if care else ()))):
            parent = role == "parent" and who is not None
            asking.record_answer(
                timetable_id=self.pk, role=role, name=who.name if parent and who is not None else "Rhian Salter", state="agreed",
                on=today, by=by, lives_with=True if parent else None, unlisted_why="" if parent else "Said so in writing to the school.",
            )  # fmt: skip
        self._move(by, "agree")

    def _move(self, by: Access, action: str) -> None:
        moving.move(timetable_id=self.pk, action=action, by=by)

    def _raise(self, by: Access, number: int) -> None:
        steps = list(Step.objects.visible_to(by).filter(timetable=self.pk).order_by("on"))
        moving.record_review(
            timetable_id=self.pk, held_on=timezone.localdate(), outcome="increased", step_id=steps[number].pk, with_pupil=True,
            with_parents=True, said="It went well, also on the Monday with the supply teacher.", by=by,
            next_review_on=self._next_review(number + 1),
        )  # fmt: skip

    def _full_time(self, by: Access) -> None:
        moving.record_review(
            timetable_id=self.pk, held_on=timezone.localdate(), outcome="ended", with_pupil=True, with_parents=True, by=by,
            said="All lessons for two weeks, and lunch in the hall. Everyone agrees that it is over.",
        )  # fmt: skip

    def _ask_for_longer(self) -> None:
        asked_on = self.calendar.add_school_days(self.demo.today, SchoolDays(-3))
        until = self.calendar.add_school_days(self.case.end, SchoolDays(15))
        self._on(
            asked_on,
            lambda by: moving.record_review(
                timetable_id=self.pk, held_on=timezone.localdate(), outcome="extension", with_pupil=True, with_parents=True, by=by,
                until=until, why="The step at lunch came three weeks late. Three more weeks would do.",
            ),
        )  # fmt: skip
        self._on(
            self.calendar.add_school_days(self.demo.today, SchoolDays(-1)),
            lambda by: moving.pass_on(timetable_id=self.pk, by=by), who="monitoring-group",
        )  # fmt: skip


@contextmanager
def _acting(access: Access) -> Iterator[Access]:
    with entered(access) as by, written_together():
        yield by
