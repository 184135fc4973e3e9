"""Some forty plans at every stage, told through the plans' own services with the clock set to the day of each deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import time_machine
from django.utils import timezone

from pastoral.casework.plans import queries
from pastoral.casework.plans.meeting_page import review_dates
from pastoral.casework.plans.models import Plan
from pastoral.casework.plans.rows import rows_of
from pastoral.casework.plans.services import (
    gathering,
    living,
    moving,
    opening,
    organising,
    papers,
    reviewing,
    sending,
    signing,
    writing,
)
from pastoral.casework.plans.services.changing import SUBJECT, locked_once, looks_held
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import written_together
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.calendars import calendar_of, calendars_kept
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.models import Pupil
from pastoral.rules.calendar import CalendarWeeks, SchoolCalendar, SchoolDays
from pastoral.rules.reviews import latest_review_date

from .local_words import LOCAL
from .stories import STORIES, Story

if TYPE_CHECKING:
    from .load import Demo

STAGES = ("deciding", "gathering", "organising", "meeting", "agreed", "live", "reviewed", "closed")


@dataclass(frozen=True)
class Telling:
    """One plan to be told: whose, which story, how far, when it was opened (school days ago), and its turns."""

    pupil: Pupil
    lead: str
    story: Story
    stage: str
    opened: int
    reviews: int = 0  # after how many the story of a closed or reviewed plan ends
    late: bool = False  # the next review is overdue
    check_ins: bool = True
    ending: str = ""  # of a closed one: "cease", "withdrawn", "no_plan"
    cast: bool = False  # the persons of the cast take part


def tell_stories(demo: Demo, progress: Callable[[int, int], None]) -> None:
    """Tell every plan of the demo's own authority."""
    tell_each(demo, list(_tellings(demo)), progress)


def tell_each(
    demo: Demo, tellings: list[Telling], progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Tell these plans, then let the rules look once at all of them."""
    ids: list[int] = []
    with looks_held(), calendars_kept():
        for number, telling in enumerate(tellings, start=1):
            progress(number, len(tellings))
            ids.append(_Teller(demo, telling).tell())
    with entered(Access.system(authority_id=demo.authority.pk, doing="demo")) as access:
        look_again(SUBJECT, ids, by=access)


def _tellings(demo: Demo) -> list[Telling]:
    """Which pupils have which plans. Tomos's is live with two reviews; his sister's views are being gathered."""
    chance = demo.random
    home = demo.schools[0]
    here = demo.pupils[home.pk]
    tomos, lowri = here[0], here[1]
    chosen = [
        Telling(tomos, "pastoral-lead", STORIES[0], "live", 78, cast=True),
        Telling(lowri, "pastoral-lead", STORIES[2], "gathering", 5, cast=True),
    ]
    spread = (
        ("deciding", 4), ("gathering", 5), ("organising", 4), ("meeting", 3), ("agreed", 2), ("live", 13), ("reviewed", 2), ("closed", 6),
    )  # fmt: skip
    used = {tomos.pk, lowri.pk}
    wanted = [stage for stage, count in spread for _each in range(count)]
    endings = iter(("cease", "cease", "no_plan", "cease", "withdrawn", "cease"))
    for index, stage in enumerate(wanted):
        school = demo.schools[index % len(demo.schools)]
        pool = [p for p in demo.pupils[school.pk] if p.pk not in used]
        pupil = pool[chance.randrange(len(pool))]
        used.add(pupil.pk)
        primary = school.phase == "Primary"
        story = STORIES[7] if primary and pupil.year_group in ("R", "1", "2", "3") else STORIES[index % 7]
        lead = "pastoral-lead" if school.pk == home.pk else f"lead-{demo.schools.index(school)}"
        opened = {"deciding": 3, "gathering": 7, "organising": 11, "meeting": 16, "agreed": 18, "reviewed": 62, "closed": 70}.get(
            stage, 24 + 7 * (index % 9)
        )
        reviews = {"reviewed": 2, "closed": 2}.get(stage, 0)  # a live one is reviewed as often as it falls due
        late = stage == "live" and index % 4 == 1
        chosen.append(
            Telling(
                pupil, lead, story, stage, opened, reviews=reviews, late=late,
                check_ins=index % 5 != 2, ending=next(endings) if stage == "closed" else "",
            )  # fmt: skip
        )
    return chosen


class _Teller:
    """Plays one telling from opening to its stage. Each step sets the clock to its own day."""

    def __init__(self, demo: Demo, telling: Telling) -> None:
        self.demo = demo
        self.telling = telling
        self.story = telling.story
        self.pupil = telling.pupil
        self.name = telling.pupil.preferred_name or telling.pupil.forename
        self.calendar: SchoolCalendar = calendar_of(telling.pupil.school)
        self.start = self.calendar.add_school_days(demo.today, SchoolDays(-telling.opened))
        self.plan_id = 0
        self.hands: dict[str, Access] = {}  # whoever acted in this story already: what they may do stays the same in it

    def tell(self) -> int:
        for step, reaches in (
            (self._open, "deciding"), (self._gather, "gathering"), (self._organise, "organising"), (self._meet, "meeting"),
            (self._agree, "agreed"), (self._live, "live"),
        ):  # fmt: skip
            if STAGES.index(self.telling.stage) < STAGES.index(reaches):
                break
            step()
            if self.telling.ending == "no_plan":
                self._act(
                    3,
                    lambda by: moving.move(
                        plan_id=self.plan_id,
                        action="decide_no_plan",
                        by=by,
                        reason="Things got better after the form tutor changed the seating.",
                    ),
                )
                break
        return self.plan_id

    # the clock and the hand

    def _day(self, school_days: int) -> dt.date:
        return self.calendar.add_school_days(self.start, SchoolDays(school_days))

    def _act(self, school_days: int, deed: Callable[[Access], object], *, who: str = "", hour: int = 10) -> object:
        """Do one deed on the day so many school days after the start, as the lead or as one of the cast; never later than today."""
        return self._on(self._day(school_days), deed, who=who, hour=hour)

    def _on(self, day: dt.date, deed: Callable[[Access], object], *, who: str = "", hour: int = 10) -> object:
        moment = dt.datetime.combine(min(day, self.demo.today), dt.time(hour, 5), timezone.get_default_timezone())
        hand = who or self.telling.lead
        with time_machine.travel(moment, tick=True):
            with entered(self._hand(hand)) as by, written_together(), locked_once():
                return deed(by)

    def _hand(self, key: str) -> Access:
        if key not in self.hands:
            self.hands[key] = access_of(self.demo.people[key])
        return self.hands[key]

    def _said(self, text: str) -> str:
        return text.replace("{name}", self.name)

    # the steps

    def _open(self) -> None:
        story = self.story

        def deed(by: Access) -> None:
            plan = opening.open_plan(
                pupil_id=self.pupil.pk, concern=self._said(story.concern), reasons=list(story.reasons),
                strategies_tried=self._said(story.tried), by=by,
            )  # fmt: skip
            self.plan_id = plan.pk
            opening.settle(
                plan_id=plan.pk, version=None, by=by, lead_id=by.user_id, lead_post="Head of pastoral care", needs_assessed=True,
                alnco_informed_on=timezone.localdate() if self.telling.stage != "deciding" else None,
                attendance_percent=Decimal(self.demo.random.randint(610, 970)) / 10,
                exclusions_count=2 if "exclusion_risk" in story.reasons else 0,
                exclusion_days=Decimal("3.5") if "exclusion_risk" in story.reasons else Decimal(0),
                idp_reference=self._idp(by),
            )  # fmt: skip

        self._act(0, deed, hour=15)

    def _idp(self, by: Access) -> str:
        from pastoral.records.pupils.models import Need

        found = Need.objects.visible_to(by).filter(pupil=self.pupil, kind__in=["school_idp", "la_idp"]).first()
        return found.reference if found else ""

    def _gather(self) -> None:
        story, plan_id = self.story, self.plan_id

        def begin(by: Access) -> None:
            values: dict[str, object] = {"staff_informed_on": timezone.localdate()}
            if "attendance" in story.reasons:
                values |= {"ewo_involved_on": timezone.localdate(), "ewo_name": self.demo.people["ewo"].name}
            opening.settle(plan_id=plan_id, version=None, by=by, **values)
            mari = self.demo.people["teacher"]
            at_home = self.pupil.school_id == self.demo.schools[0].pk
            opening.name_key_adult(
                plan_id=plan_id, user_id=mari.pk if at_home else None, name=mari.name if at_home else "Leon Baptiste", by=by
            )
            moving.move(plan_id=plan_id, action="start_gathering", by=by)
            if "exclusion_risk" in story.reasons and pack_of(queries.plan(by, plan_id).policy_version_id).recipients("exclusion_risk"):
                sending.tell_wellbeing_service(plan_id=plan_id, by=by)

        self._act(1, begin)
        self._act(1, self._ask, hour=11)
        done = self.telling.stage != "gathering"
        partly = {"interventions", "staff"} if self.telling.opened > 4 else set()
        self._act(5, lambda by: self._answer(by, None if done else partly), hour=13)
        if done:
            self._act(6, self._papers)

    def _papers(self, by: Access) -> None:
        """The pre-meeting pack, where the authority has one: its papers and its summary."""
        plan = queries.plan(by, self.plan_id)
        pack = pack_of(plan.policy_version_id)
        if pack.psp.documents_wanted:
            states = {code: {"state": "present", "note": ""} for code in pack.psp.documents_wanted}
            states[pack.psp.documents_wanted[-1]] = {"state": "not_applicable", "note": ""}
            papers.set_papers(plan_id=plan.pk, papers=states, by=by)
        for section in pack.forms["pre_meeting"].sections if "pre_meeting" in pack.forms else ():
            given = {q.key: self._said(LOCAL[q.key]) for q in section.questions if q.key in LOCAL}
            if given:
                writing.save_section(plan_id=plan.pk, section=section.key, answers=given, version=0, by=by)

    def _ask(self, by: Access) -> None:
        due = self.calendar.add_school_days(timezone.localdate(), SchoolDays(8))
        people = self.demo.people
        cast = self.telling.cast
        contact = next(iter(queries_contacts(by, self.pupil)), None)
        at_home = self.pupil.school_id == self.demo.schools[0].pk
        teacher = people["teacher"] if at_home else None

        def ask(kind: str, person: str, **more: object) -> None:
            gathering.ask(plan_id=self.plan_id, input=kind, person=person, by=by, due_on=due, **more)

        ask(
            "staff",
            teacher.name if teacher else "Tom Ridley",
            post="Teacher",
            user_id=teacher.pk if teacher else None,
            email=teacher.email if teacher else "",
        )
        child = people["young-person"] if cast and self.pupil.forename == "Tomos" else None
        ask("child", self.pupil.known_as, user_id=child.pk if child else None, language=_short(self.pupil.language))
        if contact is not None:
            ask(
                "parent",
                contact.name,
                contact_id=contact.pk,
                email=contact.email,
                user_id=contact.user_id,
                language=_short(contact.language),
            )
        ask("interventions", people["alnco"].name, post="ALNCo", user_id=people["alnco"].pk if at_home else None)
        if self.story.professional:
            agency, _what = self.story.professional[0]
            priya = people["professional"] if cast else None
            if priya is not None:
                agency = "Educational Psychology Service"
            ask(
                "agencies",
                priya.name if priya else f"{agency} worker",
                agency=agency,
                user_id=priya.pk if priya else None,
                email=priya.email if priya else "",
            )
            if priya is not None:
                from pastoral.records.cases.services import involve

                involve(self.pupil, name=priya.name, involved_as="professional", by=by, user=priya, email=priya.email, agency=agency)
        else:
            gathering.waive(plan_id=self.plan_id, input="agencies", reason="No agency is working with the family now.", by=by)

    def _answer(self, by: Access, only: set[str] | None) -> None:
        plan = queries.plan(by, self.plan_id)
        texts = {
            "staff": self.story.staff, "child": self.story.child, "parent": self.story.parent, "interventions": self.story.tried,
            "agencies": self.story.agency,
        }  # fmt: skip
        for row in queries.contributions(by, plan):
            if row.status in ("asked", "started") and (only is None or row.input in only):
                answers = views_answers(plan, row.input, self._said(texts[row.input]), self._said(self.story.working))
                gathering.answer(contribution_id=row.pk, answers=answers, method=self.story.method if row.input == "child" else "", by=by)

    def _organise(self) -> None:
        self._act(8, lambda by: moving.move(plan_id=self.plan_id, action="call_meeting", by=by))
        meeting_day = self._day(14)

        def arrange(by: Access) -> None:
            organising.arrange(
                plan_id=self.plan_id, on=max(meeting_day, timezone.localdate()), starts_at=dt.time(14, 0), venue="The family room",
                venue_note="Side entrance, tea and coffee there", welsh_offered=True, chair="", by=by,
            )  # fmt: skip
            opening.settle(
                plan_id=self.plan_id, version=None, by=by, chosen_adult_asked_on=timezone.localdate(),
                chosen_adult=self.demo.people["teacher"].name,
            )
            plan = queries.plan(by, self.plan_id)
            add = organising.add_attendee
            add(plan_id=plan.pk, name=self.pupil.known_as, party="child", role="Pupil", by=by)
            for contact in queries_contacts(by, self.pupil)[:2]:
                add(
                    plan_id=plan.pk, name=contact.name, party="parent", role=str(contact.get_relationship_display()), email=contact.email,
                    contact_id=contact.pk, user_id=contact.user_id, language=_short(contact.language), by=by,
                )  # fmt: skip
            add(plan_id=plan.pk, name=plan.lead.name, party="school", role="PSP lead", user_id=plan.lead_id, by=by)
            if self.story.professional:
                agency, _what = self.story.professional[0]
                add(
                    plan_id=plan.pk,
                    name=f"{agency} worker",
                    party="professional",
                    role=agency,
                    agency=agency,
                    email="worker@agency.invalid",
                    by=by,
                )
            organising.send_invitations(plan_id=plan.pk, by=by)

        self._act(8, arrange, hour=12)
        self._act(10, self._reply)

    def _reply(self, by: Access) -> None:
        meeting = queries.planning_meeting(by, queries.plan(by, self.plan_id))
        if meeting is None:
            return
        for index, attendee in enumerate(meeting.attendees.all()):
            if index != 3 or self.telling.stage != "organising":
                organising.reply(attendee_id=attendee.pk, coming=index != 2 or attendee.party != "parent", by=by)

    def _meet(self) -> None:
        story = self.story

        def hold(by: Access) -> None:
            writing.hold_meeting(plan_id=self.plan_id, by=by)
            plan = queries.plan(by, self.plan_id)
            meeting = queries.planning_meeting(by, plan)
            if meeting is not None:
                present = {a.pk: a.reply != "apologies" for a in meeting.attendees.all()}
                organising.record_presence(plan_id=plan.pk, present=present, by=by)
            answers = {
                "reason": {"reason": self._said(story.concern)},
                "strategies": {"strategies": self._said(story.tried)},
                "working": {"working": self._said(story.working), "not_working": self._said(story.staff)},
                "child": {"child_views": self._said(story.child), "child_views_method": self._said(story.method)},
            }
            known = merged(answers) | {key: self._said(text) for key, text in LOCAL.items()}
            for section in known_sections(plan):
                given = {key: value for key, value in known.items() if key in section_keys(plan, section)}
                given |= factor_answers(plan, section, self._said(story.staff))
                if given:
                    writing.save_section(plan_id=plan.pk, section=section, answers=given, version=0, by=by)
            half = self.telling.stage == "meeting"
            for outcome in story.outcomes[: 1 if half else 3]:
                writing.save_outcome(
                    plan_id=plan.pk, outcome_id=None, by=by, statement=outcome.statement, positive_change=outcome.positive_change,
                    starting_point=outcome.starting_point, measure=outcome.measure, unit=outcome.unit, baseline=outcome.baseline,
                    target=outcome.target, from_child=outcome.from_child, working=self._said(story.working),
                    not_working=self._said(story.staff), what_matters=self._said(story.child),
                    asked_checks=dict.fromkeys("abcdef", "yes"), **self._target(plan),
                    target_on=self.calendar.add_school_days(timezone.localdate(), SchoolDays(50)),
                )  # fmt: skip
            self._promises(by, half)
            if not half:
                self._dates(by, plan)

        self._act(14, hold, hour=14)

    def _target(self, plan: Plan) -> dict[str, str]:
        """What an authority asks of a target beyond the outcome itself."""
        words = {
            "steps": "First one lesson a day, then two, then all of a morning.",
            "reward": "Ten minutes on the school radio desk",
            "supported_by": self.demo.people["teacher"].name,
            "assessment": "Counted each Friday from the register and the card",
        }
        asked = {"step": "steps", "reward": "reward", "support": "supported_by", "assessment": "assessment"}
        wanted = pack_of(plan.policy_version_id).psp.target_fields
        return {column: words[column] for field, column in asked.items() if field in wanted}

    def _dates(self, by: Access, plan: Plan) -> None:
        """The next review, and where the authority asks for them the end of the plan and how often it is looked at."""
        policy = pack_of(plan.policy_version_id).psp
        dates = review_dates(rows_of(by, [plan.pk])[plan.pk], plan, pack_of(plan.policy_version_id), self.calendar)
        fixed = dates.fixed is not None and dates.fixed.final is not None
        later = self.calendar.add_school_days(timezone.localdate(), SchoolDays(24))
        on = dates.suggested if fixed else min(later, dates.latest)
        writing.set_next_review(plan_id=plan.pk, on=on, by=by)
        if policy.end_date_needed or policy.check_in_choices:
            end = dates.fixed.final if fixed else timezone.localdate() + dt.timedelta(days=84)
            writing.settle_arrangements(
                plan_id=plan.pk, by=by, ends_on=end if policy.end_date_needed else None,
                check_in_every="weekly" if "weekly" in policy.check_in_choices else None,
            )  # fmt: skip

    def _promises(self, by: Access, half: bool) -> None:
        story = self.story
        soon = self.calendar.add_school_days(timezone.localdate(), SchoolDays(15))
        adult = self.demo.people["teacher"].name
        rows: list[tuple[str, str, str, str]] = [("school_proactive", adult, "", text) for text in story.school_proactive]
        if not half:
            rows += [("school_reactive", "Head of year", "", text) for text in story.school_reactive]
            rows += [("parent", "Home", "", text) for text in story.parent_promise]
            rows += [("child", self.name, "", text) for text in story.child_promise]
            rows += [("professional", f"{agency} worker", agency, text) for agency, text in story.professional]
        for party, owner, agency, text in rows:
            writing.save_commitment(
                plan_id=self.plan_id, commitment_id=None, by=by, party=party, owner_name=owner, owner_agency=agency,
                text=self._said(text), by_when=None if party == "school_reactive" else soon, ongoing=party == "school_reactive",
            )  # fmt: skip

    def _next_review(self, day: dt.date, school_days: int) -> dt.date:
        latest = latest_review_date(day, CalendarWeeks(6), self.calendar)
        return min(self.calendar.add_school_days(day, SchoolDays(school_days)), latest)

    def _agree(self) -> None:
        def sign(by: Access) -> None:
            signing.seal_plan(plan_id=self.plan_id, by=by)
            for row in queries.signatures(by, queries.plan(by, self.plan_id)):
                if row.party == "parent" and not row.capacity:
                    signing.could_not_ask(signature_id=row.pk, reason="We are finding out who may sign.", by=by)
                elif row.party == "parent" and row.contact is not None and not row.contact.lives_with_child:
                    signing.sign(
                        signature_id=row.pk,
                        agrees=True,
                        route="call",
                        reason="Read out on the telephone; he said yes to all of it.",
                        by=by,
                    )
                else:
                    signing.sign(signature_id=row.pk, agrees=True, route="screen", typed=row.name, by=by)
            moving.move(plan_id=self.plan_id, action="agree", by=by)

        self._act(14, sign, hour=15)

    def _live(self) -> None:
        self._act(15, lambda by: sending.send_plan(plan_id=self.plan_id, by=by), hour=9)
        if self.telling.opened % 3:
            self._act(16, self._acknowledge, who="ewo")
        day, number = self._day(15), 0
        while True:
            plan_due = self._due()
            if plan_due is None or plan_due > self.demo.today:
                break
            if self.telling.late and self.demo.today - plan_due < dt.timedelta(days=45):
                break  # the one review that is overdue
            number += 1
            self._check_ins(day, plan_due)
            final = number == self.telling.reviews and self.telling.stage != "live"
            decision = "continue"
            if final and self.telling.stage == "reviewed":
                decision = "next_steps"
            elif final and self.telling.ending == "cease":
                decision = "cease"
            self._on(plan_due, lambda by, n=number, d=decision: self._review(by, n, d), hour=14)
            day = plan_due
            if decision != "continue":
                break
        if self.telling.ending == "withdrawn":
            self._on(
                self.demo.today - dt.timedelta(days=6),
                lambda by: moving.move(
                    plan_id=self.plan_id, action="withdraw", by=by, reason="The family moved to another area."
                ),
            )
        elif self.telling.stage == "live" and self.telling.check_ins:
            self._check_ins(day, self.demo.today)

    def _due(self) -> dt.date | None:
        with entered(self._hand(self.telling.lead)) as by:
            return queries.plan(by, self.plan_id).next_review_on

    def _acknowledge(self, by: Access) -> None:
        for row in queries.submissions(by, queries.plan(by, self.plan_id)):
            if row.recipient == "authority":
                sending.acknowledge(submission_id=row.pk, by=by)

    def _check_ins(self, after: dt.date, until: dt.date) -> None:
        words = self.story.check_ins
        day, number = self.calendar.add_school_days(after, SchoolDays(4)), 0
        while day < until:
            text = words[number % len(words)]
            scale = min(5, 2 + number % 3 + (1 if number > 3 else 0))
            self._on(
                day,
                lambda by, d=day, s=scale, t=text: living.check_in(
                    plan_id=self.plan_id, scale=s, words=t, working="", not_working="", on=d, by=by
                ),
                hour=12,
            )
            day, number = self.calendar.add_school_days(day, SchoolDays(5)), number + 1

    def _review(self, by: Access, number: int, decision: str) -> None:
        plan = queries.plan(by, self.plan_id)
        review = reviewing.begin_review(plan_id=plan.pk, by=by)
        share = Decimal(number) / Decimal(3 if decision != "cease" else number)
        progress = {}
        for outcome in queries.outcomes(by, plan):
            start, target = outcome.baseline or Decimal(0), outcome.target or Decimal(0)
            value = (start + (target - start) * share).quantize(Decimal(1))
            reached = "yes" if value == target else "partly"
            progress[outcome.pk] = {"value": value, "reached": reached, "comment": ""}
        kept = {
            promise.pk: {"kept": "partly" if index % 4 == 3 else "yes", "comment": ""}
            for index, promise in enumerate(queries.commitments(by, plan))
        }
        today = timezone.localdate()
        reviewing.save_review(
            review_id=review.pk, by=by, progress=progress, kept=kept, attended_by=f"{self.pupil.known_as}, home, {plan.lead.name}",
            child_view=self._said(self.story.check_ins[number % len(self.story.check_ins)]),
            parent_view=self._said(self.story.parent), decision=decision,
            evaluation=self._said("{name} has come further than at the last review. What was promised was mostly done."),
            decision_note="", next_review_on=None if decision == "cease" else self._next_review(today, 22),
        )  # fmt: skip
        reviewing.record_review(review_id=review.pk, held_on=today, by=by)


def queries_contacts(by: Access, pupil: Pupil) -> list:
    """The adults who may sign for the child, in order."""
    from pastoral.records.pupils.models import Contact

    return list(Contact.objects.visible_to(by).filter(pupil=pupil, parental_responsibility=True).order_by("priority"))


def _short(language: str) -> str:
    return "cy" if language in ("cy", "both") else "en-gb"


def views_answers(plan, kind: str, text: str, working: str) -> dict[str, str]:
    """The story's words under the questions of the pack's own form for this input."""
    form = pack_of(plan.policy_version_id).views_form(kind, primary=plan.school.phase == "Primary")
    keys = [q.key for section in form.sections for q in section.questions if q.kind in ("long_text", "text")]
    answers = dict.fromkeys(keys[:1], text)
    if len(keys) > 1:
        answers[keys[1]] = working
    return answers


def known_sections(plan) -> list[str]:
    return [section.key for section in plan_form(plan).sections]


def plan_form(plan):
    """The pack's form for the plan itself."""
    return pack_of(plan.policy_version_id).forms[plan.kind]


def section_keys(plan, section: str) -> set[str]:
    for found in plan_form(plan).sections:
        if found.key == section:
            return {q.key for q in found.questions}
    return set()


def merged(answers: dict[str, dict[str, str]]) -> dict[str, str]:
    return {key: value for section in answers.values() for key, value in section.items()}


def factor_answers(plan, section: str, text: str) -> dict[str, object]:
    """Two factors written about; the others talked about and of no part."""
    keys = section_keys(plan, section)
    factors = sorted(k for k in keys if k.startswith("factor_"))
    if not factors:
        return {}
    written = dict.fromkeys(factors[:2], text)
    return {**written, "factors_no_part": [k.removeprefix("factor_") for k in factors[2:]]}
