"""Changing an agreed plan (NPT-PSP-20): a new round with the same people and words, and everyone signs again."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pastoral.casework.plans import queries
from pastoral.casework.plans.facts import facts_of
from pastoral.casework.plans.services.living import needs_to_change
from pastoral.casework.plans.services.moving import move

from . import making


def test_the_new_round_has_the_same_people_and_words_and_no_signature_binds(world: Any) -> None:
    plan = making.live(world)
    with world.acting("pastoral-lead") as by:
        before = queries.planning_meeting(by, plan)
        assert before is not None
        people = sorted(person.name for person in before.attendees.all())
        assert people
        needs_to_change(plan_id=plan.pk, by=by, parents_contacted_on=timezone.localdate())
        move(plan_id=plan.pk, action="amend", by=by)
        changed = queries.plan(by, plan.pk)
        now = queries.planning_meeting(by, changed)
        assert now is not None
        assert changed.round == plan.round + 1
        assert sorted(person.name for person in now.attendees.all()) == people
        assert all(person.present is None for person in now.attendees.all())
        facts = facts_of(by, [changed])[changed.pk]
        assert facts.child_views == making.CHILD_WORDS
        assert not any(signature.binds for signature in facts.signatures)


def test_an_amended_plan_counts_as_unsent(world: Any) -> None:
    """What went to the authority was another text: the day of sending is forgotten until the new words go (NPT-PSP-15)."""
    plan = making.live(world)
    with world.acting("pastoral-lead") as by:
        assert facts_of(by, [queries.plan(by, plan.pk)])[plan.pk].sent_on == timezone.localdate()
        needs_to_change(plan_id=plan.pk, by=by, parents_contacted_on=timezone.localdate())
        move(plan_id=plan.pk, action="amend", by=by)
        assert queries.submissions(by, plan), "what was sent stays on the record"
        assert facts_of(by, [queries.plan(by, plan.pk)])[plan.pk].sent_on is None


def test_a_provider_does_not_read_the_story_of_the_child_at_school(world: Any) -> None:
    from pastoral.records.cases import timeline

    making.live(world)
    with world.acting("pastoral-lead") as by:
        assert timeline.entries(by, world.tomos).total
    with world.acting("provider") as by:
        assert not timeline.entries(by, world.tomos).total
