"""Looking again: opens, changes, clears, and writes nothing where nothing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from findings.judging import Script, found, judged_by_script
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import for_subject, history_of
from pastoral.records.findings.services import Looked, judge_everything, look_again
from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.sentences import Sentence, say

PUPIL = "pupils.pupil"


@pytest.fixture
def script() -> Iterator[Script]:
    with judged_by_script() as made:
        yield made


def rows(access: Any) -> list[Finding]:
    return list(Finding.objects.visible_to(access).order_by("pk"))


def events() -> int:
    return Event.objects.unscoped(reason="test").count()


def look(world: Any, *pupils: Any) -> Looked:
    with entered(world.access("pastoral-lead")) as by:
        return look_again(PUPIL, [pupil.pk for pupil in pupils or (world.tomos,)], by=by)


def test_a_finding_opens_once_and_stays_while_it_is_said(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found(due_on=dt.date(2026, 11, 30))]
    assert look(world) == Looked(opened=1)
    with entered(world.system()) as access:
        before = events()
        (finding,) = rows(access)
    assert (finding.pupil_id, finding.school_id, finding.authority_id) == (
        world.tomos.pk,
        world.school.pk,
        world.authority.pk,
    )
    assert (finding.rule, finding.effect, finding.due_on) == ("NPT-PSP-16", "TASK", dt.date(2026, 11, 30))
    assert look(world) == Looked()
    with entered(world.system()) as access:
        assert (events(), len(rows(access))) == (before, 1)


def test_looking_again_at_nothing_new_writes_nothing(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found(), found("NPT-PSP-18", "WARN")]
    look(world)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look(world)
    written = [q["sql"] for q in asked if q["sql"].split()[0].lower() in ("insert", "update", "delete")]
    assert written == []


def test_a_finding_clears_the_day_it_is_no_longer_said_and_its_history_stays(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found()]
    look(world)
    script.says[world.tomos.pk] = []
    assert look(world) == Looked(cleared=1)
    with entered(world.system()) as access:
        (finding,) = rows(access)
        assert finding.cleared_on is not None
        assert for_subject(access, PUPIL, world.tomos.pk) == []
    script.says[world.tomos.pk] = [found()]
    assert look(world) == Looked(opened=1)
    with entered(world.system()) as access:
        assert [f.cleared_on is None for f in history_of(access, PUPIL, world.tomos.pk)] == [True, False]


def test_a_finding_that_gets_graver_keeps_since_when(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found(colour="amber")]
    look(world)
    with entered(world.system()) as access:
        (finding,) = rows(access)
        first = finding.pk
    script.says[world.tomos.pk] = [found(colour="red", sentence=say("NPT-PSP-16.late", "The review is late."))]
    assert look(world) == Looked(changed=1)
    with entered(world.system()) as access:
        (finding,) = rows(access)
    assert (finding.pk, finding.colour, finding.text) == (first, "red", "The review is late.")


def test_one_event_for_each_record_names_the_rules(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found("NPT-PSP-16"), found("NPT-PSP-18")]
    look(world)
    script.says[world.tomos.pk] = [found("NPT-PSP-18")]
    look(world)
    with entered(world.system()):
        said = Event.objects.unscoped(reason="test").filter(verb="findings.changed").order_by("pk")
        assert [event.changes for event in said] == [
            {"opened": ["NPT-PSP-16", "NPT-PSP-18"]},
            {"cleared": ["NPT-PSP-16"]},
        ]
        assert {(event.subject_type, event.subject_id) for event in said} == {(PUPIL, world.tomos.pk)}


def test_sentences_come_back_as_they_were_put_in(world: Any, script: Script) -> None:
    names = (say("NPT-PSP-11.factor", "Attendance"), say("NPT-PSP-11.factor", "Attachment"))
    sentence = say(
        "NPT-PSP-11", "By {day}: {names} in {weeks}.", day=dt.date(2026, 12, 1), names=names, weeks=CalendarWeeks(6)
    )
    script.says[world.tomos.pk] = [
        found("NPT-PSP-11", sentence=sentence, facts=(("Last review", dt.date(2026, 10, 1)),))
    ]
    look(world)
    with entered(world.system()) as access:
        (finding,) = rows(access)
    assert finding.params["day"] == dt.date(2026, 12, 1)
    assert all(isinstance(name, Sentence) for name in finding.params["names"])
    assert finding.params["weeks"] == 6
    assert finding.facts == {"said": [["Last review", dt.date(2026, 10, 1)]]}
    assert look(world) == Looked()


def test_two_things_said_about_one_point_are_two_findings(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [
        found("NPT-PSP-13", about="commitment:4", sentence=say("NPT-PSP-13.owner", "Say who.")),
        found("NPT-PSP-13", about="commitment:4", sentence=say("NPT-PSP-13.date", "Say when.")),
    ]
    assert look(world) == Looked(opened=2)
    assert look(world) == Looked()


def test_the_judgement_is_the_same_whoever_saved(world: Any, script: Script) -> None:
    with entered(world.access("parent")) as by:
        look_again(PUPIL, [world.tomos.pk], by=by)
    (eyes,) = script.eyes
    assert eyes.authority_ids == {world.authority.pk}


def test_nobody_has_a_record_judged_that_they_cannot_see(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found()]
    with entered(world.access("other-authority")) as by:
        assert look_again(PUPIL, [world.tomos.pk], by=by) == Looked()
    assert script.asked == []


def test_a_kind_of_record_without_a_judge_is_left_alone(world: Any) -> None:
    with entered(world.system()) as by:
        assert look_again("plans.nothing", [1], by=by) == Looked()


class TestEveryNight:
    def test_it_judges_each_pupil_of_the_authority_and_no_other(self, world: Any, script: Script) -> None:
        for pupil in (world.tomos, world.cerys, world.ifan, world.olivia):
            script.says[pupil.pk] = [found()]
        assert judge_everything(world.authority.pk, batch=2) == Looked(opened=3)
        assert [len(ids) for ids in script.asked] == [2, 1]
        with entered(world.system(world.other_authority)) as access:
            assert rows(access) == []

    def test_an_unchanged_night_writes_nothing(self, world: Any, script: Script) -> None:
        script.says[world.tomos.pk] = [found()]
        judge_everything(world.authority.pk)
        with CaptureQueriesContext(connection) as asked:
            assert judge_everything(world.authority.pk) == Looked()
        written = [q["sql"] for q in asked if q["sql"].split()[0].lower() in ("insert", "update", "delete")]
        assert written == []

    def test_its_queries_grow_with_batches_and_not_with_records(self, world: Any, script: Script) -> None:
        judge_everything(world.authority.pk)
        with CaptureQueriesContext(connection) as one_batch:
            judge_everything(world.authority.pk, batch=3)
        with CaptureQueriesContext(connection) as three_batches:
            judge_everything(world.authority.pk, batch=1)
        assert len(one_batch) < len(three_batches)
        assert len(one_batch) <= 14

    def test_what_is_open_about_a_record_that_is_gone_is_cleared(self, world: Any, script: Script) -> None:
        script.says[world.tomos.pk] = [found()]
        look(world)
        with entered(world.system()) as access:
            from pastoral.foundation.audit.recording import recording

            with recording("test", by=access, subject=world.tomos):
                Finding.objects.visible_to(access).update(subject_id=999_999_999)
        script.says.clear()
        assert judge_everything(world.authority.pk) == Looked(cleared=1)
