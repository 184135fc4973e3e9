"""Plans for tests of lists and home pages: rows as the services would leave them, written in bulk."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from pastoral.casework.plans.models import (
    Commitment,
    Contribution,
    Meeting,
    Outcome,
    Plan,
    Revision,
    Signature,
    Submission,
)
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.loading import load
from pastoral.records.policy.models import PolicyVersion
from world import World


def today() -> dt.date:
    return timezone.localdate()


@lru_cache
def shipped(nation: str) -> dict[str, Any]:
    """The plain pack of a nation, as published."""
    folder = Path(settings.POLICY_PACKS)
    return load(folder / "authorities" / f"plain-{nation}" / "2024-09-01.toml", root=folder)


def version_of(authority: Authority) -> PolicyVersion:
    """The plain pack of the authority's nation, in force."""
    found, _made = PolicyVersion.objects.get_or_create(
        authority=authority, starts_on=dt.date(2024, 9, 1),
        defaults={"content": shipped(authority.nation), "sha256": "0" * 64, "source_file": "test"},
    )  # fmt: skip
    return found


def make_plan(world: World, pupil: Any, *, status: str = "live", review_in: int | None = 20, **more: Any) -> Plan:
    """One PSP; a live one has its next review in so many days (negative: overdue)."""
    owner = Access.system(authority_id=pupil.authority_id, doing="tests")
    values: dict[str, Any] = {
        "status": status, "concern": "Worry", "opened_on": today() - dt.timedelta(days=40), "reasons": ["attendance"],
        "lead": world.people["pastoral-lead"],
    }  # fmt: skip
    if status == "live":
        started = today() - dt.timedelta(days=30)
        values |= {
            "next_review_on": today() + dt.timedelta(days=review_in or 0), "starts_on": started, "agreed_on": started,
        }  # fmt: skip
    if status == "closed":
        values |= {"closed_on": today(), "closing_outcome": "cease"}
    with entered(owner), recording("plan.made", by=owner) as record:
        plan = Plan(**scope_of(pupil), policy_version=version_of(pupil.authority), **(values | more))
        plan.save()
        record.about(plan)
    return plan


def add(plan: Plan, model: Any, **values: Any) -> Any:
    """A row of the plan: a contribution, a meeting, a submission, an outcome, a commitment."""
    owner = Access.system(authority_id=plan.authority_id, doing="tests")
    with entered(owner), recording("row.made", by=owner) as record:
        row = model(pupil_id=plan.pupil_id, authority_id=plan.authority_id, school_id=plan.school_id, plan=plan, **values)
        row.save()
        record.about(row)
    return row


def lived_in(world: World) -> Plan:
    """Tomos has a live plan with everything that a home page shows; Cerys and Ifan have late ones."""
    plan = make_plan(world, world.tomos, review_in=5, chosen_adult="Mr Rees", key_adult=world.people["teacher"])
    revision = add(plan, Revision, number=1, content={}, sha256="1" * 64)
    add(plan, Outcome, number=1, statement="I am in lessons by 9am on four days each week", from_child=True)
    add(plan, Commitment, party="school_proactive", owner_name="Mr Rees", text="Meet Tomos at the gate each morning", ongoing=True)
    add(plan, Commitment, party="child", owner_name="Tomos", text="Come to breakfast club", ongoing=True)
    add(plan, Meeting, on=today() + dt.timedelta(days=9), starts_at=dt.time(14, 0), venue="The library")
    asked = {"parent": "parent", "young-person": "child", "teacher": "staff", "professional": "agency", "provider": "agency"}
    for persona, what in asked.items():
        person = world.people[persona]
        add(plan, Contribution, input=what, person=person.name, user=person, due_on=today() + dt.timedelta(days=3))
    add(plan, Contribution, input="agency", person="Youth worker", due_on=today() - dt.timedelta(days=3))
    for persona, party in (("parent", "parent"), ("young-person", "child")):
        person = world.people[persona]
        add(plan, Signature, revision=revision, sha256="1" * 64, party=party, name=person.name, capacity="x", user=person)
    add(plan, Submission, event="agreed", recipient="authority", recipient_name="PSP mailbox", sent_at=timezone.now(), sent_by="Siân")
    make_plan(world, world.cerys, review_in=-4)
    make_plan(world, world.ifan, review_in=-12, lead=None)
    return plan
