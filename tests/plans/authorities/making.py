"""A plan of any authority told through the services, from opening to its end: what a school does, in the order that it does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.test import Client

from pastoral.casework.plans.facts import facts_of
from pastoral.casework.plans.meeting_page import calendar_for, review_dates
from pastoral.casework.plans.models import Outcome, Plan, Review, Signature
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
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.accounts.who import access_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.policy.packs import Pack, forget_packs, pack_of
from pastoral.records.policy.services import publish
from pastoral.records.pupils.models import Contact
from pastoral.rules.psp import judge

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CHILD, MOTHER, OUTREACH = "Olivia Hart", "Jane Hart", "Sam Pike"


@dataclass
class Story:
    """One plan for Olivia, led by a member of staff of her school, under the pack that her authority has published."""

    world: Any
    lead: User
    pack: Pack
    plan_id: int = 0

    @contextmanager
    def acting(self) -> Iterator[Access]:
        with entered(access_of(self.lead)) as by:
            yield by

    def browser(self) -> Client:
        client = Client()
        client.force_login(self.lead, backend=BACKEND)
        return client

    @property
    def plan(self) -> Plan:
        with self.acting() as by:
            found = Plan.objects.visible_to(by).select_related("pupil", "school", "authority", "lead", "current_revision")
            return found.get(pk=self.plan_id)

    def rows(self, model: Any, **only: Any) -> list[Any]:
        with self.acting() as by:
            return list(model.objects.visible_to(by).filter(plan=self.plan_id, **only).order_by("id"))

    def rules(self, *effects: str) -> set[str]:
        """Numbers of what the rules say of the plan today."""
        plan = self.plan
        with self.acting() as by:
            found = judge(facts_of(by, [plan])[plan.pk], self.pack.psp, calendar_for(plan), dt.date.today())
        return {one.rule for one in found if not effects or one.effect in effects}

    # ── the way ──

    def opened(self) -> None:
        reasons = [self.pack.choices("reasons")[0].code]
        today = dt.date.today()
        with self.acting() as by:
            plan = opening.open_plan(pupil_id=self.world.olivia.pk, concern="She leaves lessons.", reasons=reasons, by=by)
            self.plan_id = plan.pk
            opening.settle(
                plan_id=plan.pk, version=None, by=by, strategies_tried="A seat by the door.", needs_assessed=True,
                lead_post="Head of year", alnco_informed_on=today, staff_informed_on=today, ewo_involved_on=today, ewo_name="Al Roe",
                chosen_adult_asked_on=today, chosen_adult="Gran", parents_contacted_on=today,
            )  # fmt: skip
            opening.name_key_adult(plan_id=plan.pk, user_id=self.lead.pk, name=self.lead.name, by=by)

    def gathered(self) -> None:
        with self.acting() as by:
            moving.move(plan_id=self.plan_id, action="start_gathering", by=by)
            for kind in self.pack.psp.inputs_wanted:
                style = "primary" if kind == "child" else ""
                row = gathering.ask(plan_id=self.plan_id, input=kind, person=CHILD if kind == "child" else MOTHER, style=style, by=by)
                form = self.pack.views_form(kind, primary=kind == "child")
                question = next(q for s in form.sections for q in s.questions if q.kind == "long_text")
                gathering.answer(contribution_id=row.pk, answers={question.key: "Mornings are loud."}, method="talking", by=by)
            states = {code: {"state": "present", "note": "In the folder"} for code in self.pack.psp.documents_wanted}
            if states:
                papers.set_papers(plan_id=self.plan_id, papers=states, by=by)
            if "pre_meeting" in self.pack.forms:
                self.fill("pre_meeting", by)

    def organised(self, on: dt.date) -> None:
        with self.acting() as by:
            moving.move(plan_id=self.plan_id, action="call_meeting", by=by)
            organising.arrange(plan_id=self.plan_id, on=on, starts_at=dt.time(9, 30), venue="Library", by=by)
            contact = Contact.objects.visible_to(by).get(pupil=self.world.olivia)
            for name, role, party, more in (
                (CHILD, "Pupil", "child", {}),
                (MOTHER, "Mother", "parent", {"contact_id": contact.pk}),
                (self.lead.name, "Head of year", "school", {"user_id": self.lead.pk}),
                (OUTREACH, "Outreach worker", "professional", {"agency": "Outreach"}),
            ):
                organising.add_attendee(plan_id=self.plan_id, name=name, role=role, party=party, by=by, **more)
            organising.send_invitations(plan_id=self.plan_id, by=by)

    def met(self) -> None:
        """The meeting: everybody but the outreach worker is there, and every part of the form is written."""
        with self.acting() as by:
            writing.hold_meeting(plan_id=self.plan_id, by=by)
        plan = self.plan
        with self.acting() as by:
            people = rows_of(by, [plan.pk])[plan.pk].attendees
            organising.record_presence(plan_id=plan.pk, present={one.pk: one.name != OUTREACH for one in people}, by=by)
            self.fill("psp", by)
            for number in range(1, self.pack.psp.outcomes_wanted + 1):
                writing.save_outcome(
                    plan_id=plan.pk, outcome_id=None, by=by, statement=f"I stay in {number} more lessons each week",
                    measure="lessons a week", starting_point="1 lesson", baseline=Decimal(1), target=Decimal(1 + number), unit="lessons",
                    target_on=dt.date.today() + dt.timedelta(days=40), steps="First maths, then art.", reward="Time in the art room",
                    supported_by="Mr Gill meets her at the door", assessment="A tally each Friday",
                )  # fmt: skip
            for party, owner in (("school_proactive", "Mr Gill"), ("school_reactive", "Mr Gill"), ("parent", MOTHER), ("child", CHILD)):
                writing.save_commitment(
                    plan_id=plan.pk, commitment_id=None, by=by, party=party, owner_name=owner, text="Do what we agreed", ongoing=True
                )
            choices = self.pack.psp.check_in_choices
            dates = review_dates(rows_of(by, [plan.pk])[plan.pk], plan, self.pack, calendar_for(plan))
            writing.set_next_review(plan_id=plan.pk, on=dates.suggested, by=by)
            end = dates.fixed.final if dates.fixed and dates.fixed.final else dt.date.today() + dt.timedelta(days=84)
            writing.settle_arrangements(
                plan_id=plan.pk, by=by, check_in_every="weekly" if "weekly" in choices else None,
                ends_on=end if self.pack.psp.end_date_needed else None,
            )  # fmt: skip

    def fill(self, form: str, by: Access) -> None:
        """Something in every question of a form that people fill in."""
        for section in self.pack.forms[form].sections:
            if section.owner == "record":
                continue
            answers = {question.key: answer_to(question) for question in section.questions if question.key != "factors_no_part"}
            writing.save_section(plan_id=self.plan_id, section=section.key, answers=answers, version=0, by=by)

    def agreed(self) -> None:
        with self.acting() as by:
            signing.seal_plan(plan_id=self.plan_id, by=by)
        with self.acting() as by:
            for row in Signature.objects.visible_to(by).filter(plan=self.plan_id, answer="waiting", withdrawn_at__isnull=True):
                signing.sign(signature_id=row.pk, agrees=True, route="screen", typed=row.name, by=by)
            moving.move(plan_id=self.plan_id, action="agree", by=by)

    def begun(self) -> None:
        with self.acting() as by:
            sending.send_plan(plan_id=self.plan_id, by=by)

    def checked_in(self) -> None:
        with self.acting() as by:
            living.check_in(plan_id=self.plan_id, scale=4, words="Better", by=by)

    def reviewed(self, *, final: bool | None = None, **values: Any) -> Review:
        """A review held today: every target partly reached, every promise kept."""
        with self.acting() as by:
            row = reviewing.begin_review(plan_id=self.plan_id, by=by, final=final)
        outcomes = self.rows(Outcome)
        plan = self.plan
        with self.acting() as by:
            kept = {one.pk: {"kept": "yes", "comment": ""} for one in rows_of(by, [plan.pk])[plan.pk].commitments}
            reviewing.save_review(
                review_id=row.pk, by=by, progress={one.pk: {"value": None, "reached": "partly", "comment": ""} for one in outcomes},
                kept=kept, attended_by="All of us", child_view="It helps", parent_view="Calmer", evaluation="She stays longer.", **values,
            )  # fmt: skip
            return reviewing.record_review(review_id=row.pk, held_on=dt.date.today(), by=by)

    def next_review(self) -> dt.date:
        plan = self.plan
        assert plan.next_review_on is not None
        return plan.next_review_on


def answer_to(question: Any) -> Any:
    """An answer that fits a question of a pack."""
    return {
        "many_of": lambda: [question.options[0].value],
        "one_of": lambda: question.options[0].value,
        "yes_no": lambda: True,
        "date": lambda: dt.date.today().isoformat(),
        "number": lambda: "1",
    }.get(question.kind, lambda: "Written at the meeting.")()


def begin(world: Any, code: str) -> Story:
    """The newest pack of an authority of England published at Westmere, and somebody at Oak Green who leads plans there."""
    forget_packs()
    newest = sorted((settings.POLICY_PACKS / "authorities" / code).glob("20*.toml"))[-1]
    with entered(world.system(world.other_authority)) as by:
        version = publish(newest, authority=world.other_authority, by=by)
        with recording("contact.added", by=by) as record:
            contact = Contact(
                pupil=world.olivia, authority=world.other_authority, school=world.other_school, name=MOTHER, relationship="mother",
                parental_responsibility=True, lives_with_child=True, email="parent-of-olivia@demo.invalid",
            )  # fmt: skip
            contact.save()
            record.about(contact)
    lead = User.objects.create_user("lead-at-oak@demo.invalid", name="Priya Shah", language="en-gb", is_demo=True)
    Membership.objects.create(
        user=lead, role=Role.PASTORAL_LEAD, post="Head of year", since=dt.date(2026, 1, 1), school=world.other_school,
        authority=world.other_authority,
    )  # fmt: skip
    return Story(world, lead, pack_of(version.pk))
