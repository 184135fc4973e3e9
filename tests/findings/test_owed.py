"""To whom a finding falls, and who may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from findings.judging import Script, found, judged_by_script
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import Cover
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import for_subject, owed_by
from pastoral.records.findings.services import judge_everything


@pytest.fixture
def script() -> Iterator[Script]:
    with judged_by_script() as made:
        yield made


def night(world: Any, script: Script, pupil: Any, *findings: Any) -> None:
    script.says[pupil.pk] = list(findings)
    judge_everything(pupil.authority_id)


def rules_owed(world: Any, persona: str) -> list[str]:
    with world.acting(persona) as access:
        return [finding.rule for finding in owed_by(access, 50)]


def test_a_finding_falls_to_the_person_that_the_judge_named(world: Any, script: Script) -> None:
    night(world, script, world.tomos, found(owner_role="lead", owner_id=world.people["alnco"].pk))
    assert rules_owed(world, "alnco") == ["NPT-PSP-16"]
    assert rules_owed(world, "pastoral-lead") == []


@pytest.mark.parametrize(
    ("role", "persona"),
    [("lead", "pastoral-lead"), ("alnco", "alnco"), ("head", "head"), ("ewo", "ewo"), ("key_adult", "teacher")],
)
def test_with_nobody_named_it_falls_to_the_role(world: Any, script: Script, role: str, persona: str) -> None:
    night(world, script, world.tomos, found(owner_role=role))
    assert rules_owed(world, persona) == ["NPT-PSP-16"]
    others = {"alnco", "head", "ewo", "director"} - {persona}
    assert all(rules_owed(world, other) == [] for other in others)


def test_what_is_only_for_information_is_owed_by_nobody(world: Any, script: Script) -> None:
    night(world, script, world.tomos, found(effect="INFO"))
    assert rules_owed(world, "pastoral-lead") == []
    with world.acting("pastoral-lead") as access:
        assert len(for_subject(access, "pupils.pupil", world.tomos.pk)) == 1


def test_what_is_due_first_stands_first_and_what_has_no_date_last(world: Any, script: Script) -> None:
    night(
        world, script, world.tomos,
        found("NPT-PSP-03", "BLOCK"), found("NPT-PSP-17", due_on=dt.date(2026, 12, 1)), found("NPT-PSP-15", due_on=dt.date(2026, 11, 1)),
    )  # fmt: skip
    assert rules_owed(world, "pastoral-lead") == ["NPT-PSP-15", "NPT-PSP-17", "NPT-PSP-03"]


def test_cover_sees_what_the_absent_person_owes_and_only_while_they_are_away(world: Any, script: Script) -> None:
    night(world, script, world.tomos, found(owner_id=world.people["pastoral-lead"].pk))
    assert rules_owed(world, "alnco") == []
    today = dt.date.today()
    cover = Cover.objects.create(
        away=world.people["pastoral-lead"],
        covered_by=world.people["alnco"],
        since=today,
        until=today + dt.timedelta(days=3),
    )
    assert rules_owed(world, "alnco") == ["NPT-PSP-16"]
    cover.since, cover.until = today - dt.timedelta(days=9), today - dt.timedelta(days=1)
    cover.save()
    assert rules_owed(world, "alnco") == []


def test_cover_sees_what_falls_to_the_absent_persons_role(world: Any, script: Script) -> None:
    night(world, script, world.tomos, found(owner_role="lead"))
    today = dt.date.today()
    Cover.objects.create(away=world.people["pastoral-lead"], covered_by=world.people["alnco"], since=today, until=today)
    assert rules_owed(world, "alnco") == ["NPT-PSP-16"]


def test_another_authority_and_another_school_see_nothing(world: Any, script: Script) -> None:
    night(world, script, world.tomos, found(owner_role="ewo"))
    night(world, script, world.ifan, found(owner_role="lead"))
    assert rules_owed(world, "other-authority") == []
    assert rules_owed(world, "pastoral-lead") == []  # Ifan goes to another school
    with world.acting("other-authority") as access:
        assert not Finding.objects.visible_to(access).exists()
        assert not Finding.objects.unscoped(reason="test: row security alone").exists()


def test_a_family_a_provider_and_a_professional_see_only_what_falls_to_them(world: Any, script: Script) -> None:
    professional = world.people["professional"].pk
    night(
        world,
        script,
        world.tomos,
        found("NPT-PSP-26"),
        found("NPT-PSP-08", owner_role="professional", owner_id=professional),
    )
    for persona, seen in (("parent", []), ("young-person", []), ("provider", []), ("professional", ["NPT-PSP-08"])):
        with world.acting(persona) as access:
            assert [f.rule for f in for_subject(access, "pupils.pupil", world.tomos.pk)] == seen, persona


def test_what_is_owed_takes_few_queries(world: Any, script: Script, django_assert_max_num_queries: Any) -> None:
    night(world, script, world.tomos, *[found("NPT-PSP-13", about=f"commitment:{n}") for n in range(30)])
    with entered(world.access("pastoral-lead")) as access, django_assert_max_num_queries(2):
        shown = owed_by(access, 25)
        assert [f"{finding.pupil} {finding.school}" for finding in shown]
    assert len(shown) == 25
