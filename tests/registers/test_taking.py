"""A register is taken: nothing lost, nothing doubled, a wrong clock put right, two opinions both kept, and the school sees it at once."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
import time_machine

from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.models import Place, Session
from pastoral.casework.registers import at_places, queries
from pastoral.casework.registers.asked import from_phone
from pastoral.casework.registers.day import groups_on, halves_of
from pastoral.casework.registers.models import Batch, Mark
from pastoral.foundation.accounts.models import PlacementGrant
from pastoral.foundation.audit.recording import recording
from pastoral.records.attendance.due import confirmations, recorded
from pastoral.rules.sentences import Refused
from world import World

from .making import MONDAY, placed, said, take

pytestmark = pytest.mark.django_db


def marks(world: World) -> list[Mark]:
    with world.acting("provider-lead") as by:
        return list(Mark.objects.visible_to(by).order_by("pk"))


@pytest.mark.parametrize(
    ("starts", "ends", "halves"),
    [
        ("09:30", "15:00", ("am", "pm")), ("09:30", "12:30", ("am",)), ("12:00", "15:00", ("pm",)), ("11:45", "12:45", ("am",)),
        ("13:00", "13:10", ("pm",)),
    ],
)  # fmt: skip
def test_the_half_days_of_a_stretch(starts: str, ends: str, halves: tuple[str, ...]) -> None:
    assert halves_of(dt.time.fromisoformat(starts), dt.time.fromisoformat(ends)) == halves


def test_what_was_sent_twice_is_kept_once(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    one, batch = said(row), uuid.uuid4()
    first = take(world, [one], key=batch)
    again = take(world, [one], key=batch)
    other = take(world, [one])  # the phone made a new batch of the same answer
    assert first.saved.keys() == again.saved.keys() == other.saved.keys() == {one.key}
    assert [mark.answer for mark in marks(world)] == ["came"]


def test_every_answer_is_kept_and_the_last_one_counts(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "absent")])
    take(world, [said(row, "late", arrived_at=dt.time(10, 5), note="Calm and well.")])
    assert [mark.answer for mark in marks(world)] == ["absent", "late"]
    with world.acting("provider-staff") as by:
        (group,) = groups_on(by, MONDAY)
    assert [(one.half, one.mark.answer if one.mark else "") for one in group.children] == [("am", "late"), ("pm", "")]


def test_two_staff_of_one_register_are_both_kept_and_asked_which_is_right(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "came")], persona="provider-lead")
    take(world, [said(row, "absent")], persona="provider-staff")  # without having seen the other's
    with world.acting("provider-lead") as by:
        one = groups_on(by, MONDAY)[0].of("am")[0]
    assert one.mark is not None
    assert (one.mark.answer, one.mark.by_name) == ("absent", "Owen Tudor")
    assert one.question is not None
    assert (one.question.answer, one.question.by_name) == ("came", "Bethan Howells")
    # their own second word, from a phone that has still not seen the other's, settles nothing
    take(world, [said(row, "late")], persona="provider-staff")
    with world.acting("provider-lead") as by:
        assert groups_on(by, MONDAY)[0].of("am")[0].question is not None
    take(world, [said(row, "came", seen=marks(world)[-1].pk)], persona="provider-lead")  # who has seen all of it
    with world.acting("provider-lead") as by:
        one = groups_on(by, MONDAY)[0].of("am")[0]
    assert one.question is None
    assert len(one.marks) == 4


def test_two_staff_who_say_the_same_are_asked_nothing(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "came")], persona="provider-lead")
    take(world, [said(row, "came")], persona="provider-staff")
    with world.acting("provider-lead") as by:
        assert groups_on(by, MONDAY)[0].of("am")[0].question is None


def test_a_phone_with_the_wrong_clock_is_noticed_and_put_right(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    phone = dt.datetime(2026, 11, 22, 7, 40, tzinfo=dt.UTC)  # a day and two hours behind
    taken = take(world, [said(row, at=phone - dt.timedelta(minutes=10))], phone_now=phone)
    assert taken.clock_wrong
    assert taken.clock_off == pytest.approx(26 * 3600, abs=5)
    (mark,) = marks(world)
    assert mark.on == MONDAY
    assert mark.phone_at == phone - dt.timedelta(minutes=10)
    assert abs(mark.said_at - dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)) < dt.timedelta(seconds=10)
    with world.acting("provider-lead") as by:
        assert Batch.objects.visible_to(by).get().clock_off == taken.clock_off


@pytest.mark.parametrize("clock", ["1970-01-01T00:04:00+00:00", "2010-01-01T00:00:00+00:00"])
def test_a_phone_whose_clock_was_never_set_is_believed_all_the_same(world: World, clock: str) -> None:
    (row,) = placed(world.provider, [world.tomos])
    moment = dt.datetime.fromisoformat(clock)
    taken = take(world, [said(row, at=moment)], phone_now=moment)
    (mark,) = taken.saved.values()
    assert taken.clock_wrong
    assert abs(mark.said_at - mark.received_at) < dt.timedelta(seconds=2)
    sent = {"key": str(uuid.uuid4()), "placement": row.pk, "half": "am", "answer": "came", "at": clock}
    given = {"batch": str(uuid.uuid4()), "now": clock, "on": MONDAY.isoformat(), "group": "0:", "marks": [sent]}
    assert from_phone(json.dumps(given).encode()).now == moment


def test_a_clock_that_was_set_between_the_answer_and_the_sending_says_nothing_of_the_hour(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    before = dt.datetime(1970, 1, 1, 0, 4, tzinfo=dt.UTC)
    (mark,) = take(world, [said(row, at=before)], phone_now=dt.datetime.now(dt.UTC)).saved.values()
    assert (mark.said_at, mark.phone_at) == (mark.received_at, before)


def test_a_phone_ahead_of_its_time_says_nothing_from_the_future(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    now = dt.datetime.now(dt.UTC)
    take(world, [said(row, at=now + dt.timedelta(hours=3))], phone_now=now)
    (mark,) = marks(world)
    assert mark.said_at <= dt.datetime.now(dt.UTC)


def test_a_child_who_left_is_not_listed_and_refused_in_words(world: World) -> None:
    left, stays = placed(world.provider, [world.tomos, world.cerys])
    with world.acting("system") as by, recording("test.ended", by=by) as record:
        place = Place.objects.visible_to(by).get(placement=left)
        place.ended_on = MONDAY - dt.timedelta(days=3)
        place.save()
        record.about(place)
    with world.acting("provider-staff") as by:
        assert {one.place.pupil_name for one in groups_on(by, MONDAY)[0].children} == {"Cerys Jenkins"}
    gone, there = said(left), said(stays)
    taken = take(world, [gone, there])
    assert taken.refused.keys() == {gone.key}
    assert "may have ended" in str(taken.refused[gone.key].text)
    assert taken.saved.keys() == {there.key}


def test_who_is_not_shared_any_more_cannot_be_marked(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    PlacementGrant.objects.filter(placement=row).update(until=MONDAY - dt.timedelta(days=1))
    one = said(row)
    assert take(world, [one]).refused.keys() == {one.key}
    assert marks(world) == []


@pytest.mark.parametrize("day", [MONDAY + dt.timedelta(days=1), MONDAY - dt.timedelta(days=21)])
def test_a_day_to_come_and_a_day_long_past_are_refused(world: World, day: dt.date) -> None:
    (row,) = placed(world.provider, [world.tomos])
    with pytest.raises(Refused):
        take(world, [said(row)], on=day)


def test_code_02_the_school_sees_the_providers_word_at_once(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    take(world, [said(row, "left_early", left_at=dt.time(11))])
    with world.acting("pastoral-lead") as by:
        answer = confirmations(by, [world.tomos.pk], MONDAY, MONDAY)[world.tomos.pk, MONDAY, "am"]
        assert (answer.answer, answer.said_by, answer.provider) == ("came", "Owen Tudor", "Hafan Workshop")
        first, second = queries.at_providers(by, MONDAY)
    assert (first.session.half, first.provider, first.proposed) == ("am", "Hafan Workshop", ("B",))
    assert (second.session.half, second.answer, second.proposed) == ("pm", None, ())


def test_npt_rt_17_a_placement_speaks_for_its_half_day_once(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos])
    with world.acting("system") as by, recording("test", by=by, subject=row):
        for starts, ends in (("09:30", "11:00"), ("10:30", "12:00")):  # two times that overlap
            Session(
                pupil=world.tomos, authority=world.authority, school=world.school, placement=row, weekday=1,
                starts=dt.time.fromisoformat(starts), ends=dt.time.fromisoformat(ends),
            ).save()  # fmt: skip
    with world.acting("pastoral-lead") as by:
        found = recorded(by, [world.tomos.pk], MONDAY, MONDAY)[world.tomos.pk].sessions
    assert [(one.half, one.place, one.arranged_by) for one in found] == [("am", "provider", "school"), ("pm", "provider", "school")]


@pytest.mark.parametrize(
    ("more", "place", "arranged_by", "dual"),
    [
        ({"arranged_by": "authority"}, "provider", "authority", False),
        ({"registration": "dual", "dual_from": MONDAY}, "provider", "school", True),
        ({"registration": "dual", "dual_from": MONDAY + dt.timedelta(days=1)}, "provider", "school", False),
        ({"setting": "inclusion_centre"}, "school", "school", False),
    ],
)
def test_table_3_4_what_the_register_should_show(world: World, more: dict[str, object], place: str, arranged_by: str, dual: bool) -> None:
    placed(world.provider, [world.tomos], **more)
    with world.acting("pastoral-lead") as by:
        one = at_places.due_at_places(by, [world.tomos.pk], MONDAY, MONDAY)[world.tomos.pk][0]
    assert (one.place, one.arranged_by, one.registered_there) == (place, arranged_by, dual)


def test_npt_ap_08_confirmed_up_to_the_day_before_the_first_silence(world: World) -> None:
    (row,) = placed(world.provider, [world.tomos], first=dt.date(2026, 11, 16))

    def confirmed() -> object:
        with world.acting("pastoral-lead") as by:
            return facts_of(by, [row])[row.pk].attendance_confirmed_to

    assert confirmed() is None
    for day, halves in ((16, ("am", "pm")), (17, ("am",)), (18, ("am",))):
        take(world, [said(row, half=half) for half in halves], on=dt.date(2026, 11, day))
    assert confirmed() == dt.date(2026, 11, 16)  # nobody has spoken of Tuesday's afternoon
    take(world, [said(row, half="pm")], on=dt.date(2026, 11, 17))
    assert confirmed() == dt.date(2026, 11, 22)  # until yesterday: today is still open
    take(world, [said(row), said(row, half="pm")])
    assert confirmed() == MONDAY


def test_no_child_is_due_on_a_day_without_school(world: World) -> None:
    placed(world.provider, [world.tomos], first=dt.date(2026, 10, 1))
    with time_machine.travel(dt.datetime(2026, 10, 26, 9, tzinfo=dt.UTC)), world.acting("provider-staff") as by:  # half-term
        assert groups_on(by, dt.date(2026, 10, 26)) == []
