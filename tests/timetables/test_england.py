"""In England: a resident parent agrees, there is no number of weeks but an end and a review, and the code is C2 (ENG-PTT-01 to 07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Notice, Timetable
from pastoral.casework.timetables.naming import name_of
from pastoral.casework.timetables.services import asking, grouping, moving, opening
from pastoral.casework.timetables.services.telling import told
from pastoral.foundation.access import Access, Role
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts.models import Membership, User
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.models import Mailbox
from pastoral.records.policy.packs import forget_packs, pack_of
from pastoral.records.policy.services import publish_for
from pastoral.records.pupils.models import Contact, Need
from pastoral.rules import engine
from pastoral.rules.reduced import KIND, Look, leave_may_be_coded
from pastoral.rules.sentences import Refused
from plans.living import making as plans
from plans_made import version_of

pytestmark = pytest.mark.django_db
START, END = dt.date(2026, 11, 30), dt.date(2027, 1, 29)


@pytest.fixture
def westmere(world: Any) -> Iterator[Any]:
    """The plain pack of England in force at the other authority."""
    forget_packs()
    with world_of(world):
        version_of(world.other_authority)
    yield world
    forget_packs()


def world_of(world: Any) -> Any:
    from pastoral.foundation.access.row_security import entered

    return entered(world.system(world.other_authority))


def test_eng_ptt_02_from_a_proposal_to_full_time_under_c2(westmere: Any) -> None:
    with world_of(westmere) as by:
        row = opening.open_timetable(
            pupil_id=westmere.olivia.pk,
            start_on=START,
            end_on=END,
            reason="medical",
            circumstance="illness",
            rationale="After an operation.",
            healthcare_plan="IHP 7",
            by=by,
        )
        last = grid.lessons(row.periods)[-2:]
        cells = {
            grid.key_of(1, day, number): {
                "place": "none" if number in last else "school",
                "what": "",
                "responsible": "Her mother",
            }
            for day in grid.DAYS
            for number in grid.lessons(row.periods)
        }
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
        opening.settle_asked(timetable_id=row.pk, version=None, by=by, ewo_consulted_on=dt.date(2026, 11, 20))
        asking.record_risk(timetable_id=row.pk, of="home", outcome="low", done_on=dt.date(2026, 11, 20), by=by)
        moving.set_next_review(timetable_id=row.pk, on=dt.date(2026, 12, 14), by=by)
        asking.record_answer(
            timetable_id=row.pk,
            role="parent",
            name="N", unlisted_why="New at home.",
            state="agreed",
            on=dt.date(2026, 11, 22),
            by=by,
            lives_with=False,
        )
        for action in ("consult", "assess_risk", "agree", "notify"):
            moving.move(timetable_id=row.pk, action=action, by=by)
        with pytest.raises(Refused):  # a parent with whom the child does not live can't agree to it alone
            moving.move(timetable_id=row.pk, action="begin", by=by)
        asking.record_answer(
            timetable_id=row.pk,
            role="parent",
            name="M", unlisted_why="New at home.",
            state="agreed",
            on=dt.date(2026, 11, 23),
            by=by,
            lives_with=True,
        )
        row = moving.move(timetable_id=row.pk, action="begin", by=by)
        policy = pack_of(row.policy_version_id).policy
        facts = facts_of(by, [queries.timetable(by, row.pk)])[row.pk]
        assert policy.value("attendance.code_reduced_hours") == "C2"
        assert leave_may_be_coded(facts, START, policy) is True
        assert leave_may_be_coded(facts, END + dt.timedelta(days=1), policy) is False
    with time_machine.travel(dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC)), world_of(westmere) as by:
        with pytest.raises(Refused):  # nobody authorises a longer time here: it is agreed anew
            moving.record_review(
                timetable_id=row.pk,
                held_on=dt.date(2026, 12, 14),
                outcome="extension",
                until=dt.date(2027, 3, 1),
                why="More.",
                by=by,
            )
        moving.record_review(timetable_id=row.pk, held_on=dt.date(2026, 12, 14), outcome="ended", by=by)
        assert queries.timetable(by, row.pk).status == "closed"


def ready(by: Access, world: Any, **more: Any) -> Timetable:
    """Everything is written and answered that "agree" asks for in England."""
    values: dict[str, Any] = {
        "start_on": START, "end_on": END, "reason": "medical", "circumstance": "illness", "rationale": "After an operation.",
        "healthcare_plan": "IHP 7", **more,
    }  # fmt: skip
    row = opening.open_timetable(pupil_id=world.olivia.pk, by=by, **values)
    last = grid.lessons(row.periods)[-2:]
    cells = {
        grid.key_of(1, day, number): {"place": "none" if number in last else "school", "what": "", "responsible": "Her mother"}
        for day in grid.DAYS
        for number in grid.lessons(row.periods)
    }
    opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
    opening.settle_asked(timetable_id=row.pk, version=None, by=by, ewo_consulted_on=dt.date(2026, 11, 20))
    for of in ("home", "travel"):
        asking.record_risk(timetable_id=row.pk, of=of, outcome="low", done_on=dt.date(2026, 11, 20), document="RA 3", by=by)
    moving.set_next_review(timetable_id=row.pk, on=dt.date(2026, 12, 14), by=by)
    parent_says(by, row, "agreed")
    for action in ("consult", "assess_risk"):
        moving.move(timetable_id=row.pk, action=action, by=by)
    return queries.timetable(by, row.pk)


def parent_says(by: Access, row: Timetable, state: str) -> None:
    asking.record_answer(
        timetable_id=row.pk, role="parent", name="M", unlisted_why="New at home.", state=state, on=dt.date(2026, 11, 23), by=by,
        lives_with=True, note="" if state == "agreed" else "She wants to be with her friends.",
    )  # fmt: skip


def about(by: Access, row: Timetable, rule: str) -> set[str]:
    """What the findings of this rule are about, as the night and the pages have them."""
    return {one.about for one in judge_timetables(by, [row.pk])[row.pk] if one.rule == rule}


def why_not(by: Access, row: Timetable, action: str) -> str:
    with pytest.raises(Refused) as refused:
        moving.move(timetable_id=row.pk, action=action, by=by)
    return " ".join(one.english() for one in refused.value.reasons)


def test_eng_ptt_05_it_has_an_end_and_the_end_and_its_steps_are_kept(westmere: Any) -> None:
    with world_of(westmere) as by:
        row = ready(by, westmere)
        opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=None)
        assert about(by, row, "ENG-PTT-05") == {"dates"}
        assert "no start and end that can be counted" in why_not(by, row, "agree")
        opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=END)
        parent_says(by, row, "agreed")  # to these dates
        asking.set_steps(
            timetable_id=row.pk, steps=[(dt.date(2027, 1, 11), Decimal(23), "Better")], version=None, by=by
        )
        for action in ("agree", "notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
        assert about(by, row, "ENG-PTT-05") == set()
    with time_machine.travel(dt.datetime(2027, 1, 30, 9, tzinfo=dt.UTC)), world_of(westmere) as by:
        found = about(by, row, "ENG-PTT-05")
        assert "ended" in found
        assert any(one.startswith("step:") for one in found)  # planned for 11 January, and nobody wrote that it was reached


def test_eng_ptt_06_social_worker_and_authority_are_told_and_health_is_linked(westmere: Any) -> None:
    with world_of(westmere) as by:
        with recording("made", by=by, subject=westmere.olivia):
            Contact(
                **scope_of(westmere.olivia), pupil=westmere.olivia, name="Rhian Salter", relationship="social_worker",
                email="salter@council.invalid", may_be_contacted=True,
            ).save()  # fmt: skip
            Need(**scope_of(westmere.olivia), kind=Need.Kind.EHCP, since=dt.date(2024, 9, 1)).save()
        mailboxes(westmere, "psp")
        row = ready(by, westmere)
        assert about(by, row, "ENG-PTT-06") == set()
        opening.settle_details(timetable_id=row.pk, version=None, by=by, healthcare_plan="")
        assert about(by, row, "ENG-PTT-06") == {"healthcare_plan"}
        opening.settle_details(timetable_id=row.pk, version=None, by=by, healthcare_plan="IHP 7")
        moving.move(timetable_id=row.pk, action="agree", by=by)
        assert about(by, row, "ENG-PTT-06") == {"social_worker", "authority"}
        moving.move(timetable_id=row.pk, action="notify", by=by)
        assert about(by, row, "ENG-PTT-06") == set()
        sent = {one.recipient: one.rule for one in Notice.objects.visible_to(by).filter(timetable=row)}
        assert (sent["social_worker"], sent["authority"]) == ("ENG-PTT-06", "ENG-PTT-06")


def test_eng_ptt_07_no_sanction_and_nothing_against_a_parents_no(westmere: Any) -> None:
    with world_of(westmere) as by:
        row = ready(by, westmere, sanction=True)
        assert about(by, row, "ENG-PTT-07") == {"sanction"}
        assert "used as a sanction, or to send the child home" in why_not(by, row, "agree")
        opening.settle_details(timetable_id=row.pk, version=None, by=by, sanction=False)
        assert about(by, row, "ENG-PTT-07") == set()
        parent_says(by, row, "refused")
        assert about(by, row, "ENG-PTT-07") == {"sanction"}
        assert "A parent does not agree: part time would be an unofficial exclusion." in why_not(by, row, "agree")


@pytest.fixture
def wiltshire(world: Any) -> Iterator[Any]:
    forget_packs()
    with world_of(world) as by:
        publish_for(world.other_authority, by=by, like="wiltshire")
    yield world
    forget_packs()


def running_rep(world: Any) -> Timetable:
    with world_of(world) as by:
        row = opening.open_timetable(pupil_id=world.olivia.pk, start_on=START, end_on=END, reason="medical", by=by)
        with recording("begun", by=by, subject=row.pupil):
            Timetable.objects.visible_to(by).filter(pk=row.pk).update(status="active", began_on=START)
        return queries.timetable(by, row.pk)


def panel_findings(world: Any, row: Timetable) -> set[str]:
    with world_of(world) as by:
        return {one.sentence.english() for one in judge_timetables(by, [row.pk])[row.pk] if one.rule == "WIL-CAFE-01"}


def test_wil_cafe_01_what_the_group_said_is_written_on_a_page(
    wiltshire: Any, client: Any, django_assert_max_num_queries: Any
) -> None:
    row = running_rep(wiltshire)
    assert panel_findings(wiltshire, row) == {"The group for children absent from education has not looked at this provision yet."}
    officer, where = plans.signed_in(client, wiltshire, "other-authority"), f"/timetables/{row.pk}/group/"
    overview = officer.get(f"/timetables/{row.pk}/").content.decode()
    assert where in overview
    assert "Children Absent From Education (CAFE) group" in overview
    with django_assert_max_num_queries(15):
        page = officer.get(where)
    assert "Children Absent From Education (CAFE) group" in page.content.decode()
    day = {"reviewed_on-day": "20", "reviewed_on-month": "11", "reviewed_on-year": "2026"}
    assert officer.post(where, day).status_code == 302
    assert panel_findings(wiltshire, row) == {"What the group recommended, and who does it, is not recorded."}
    wrong = officer.post(where, {**day, "acts": "yes"})
    assert wrong.status_code == 422
    assert "Write what the group recommended" in wrong.content.decode()
    words = "Tutor from January: school, 8 January\nVisit: council, 1 December"
    assert officer.post(where, {**day, "acts": "yes", "actions": words}).status_code == 302
    assert panel_findings(wiltshire, row) == set()
    assert "It looked at this on 20 November 2026." in officer.get(f"/timetables/{row.pk}/").content.decode()
    with world_of(wiltshire) as by:
        assert facts_of(by, [queries.timetable(by, row.pk)])[row.pk].panel_actions == 2
        grouping.record_group(timetable_id=row.pk, reviewed_on=dt.date(2026, 11, 23), acts=False, by=by)
        assert facts_of(by, [queries.timetable(by, row.pk)])[row.pk].panel_actions == 0
        with pytest.raises(Refused):
            grouping.record_group(timetable_id=row.pk, reviewed_on=dt.date(2026, 11, 24), by=by)


def test_wil_cafe_01_elsewhere_there_is_no_such_page(westmere: Any, client: Any) -> None:
    row = running_rep(westmere)
    officer = plans.signed_in(client, westmere, "other-authority")
    assert officer.get(f"/timetables/{row.pk}/group/").status_code == 404
    assert f"/timetables/{row.pk}/group/" not in officer.get(f"/timetables/{row.pk}/").content.decode()
    with world_of(westmere) as by, pytest.raises(Refused):
        grouping.record_group(timetable_id=row.pk, reviewed_on=dt.date(2026, 11, 20), by=by)


def test_a_proposal_is_called_what_the_authority_calls_it(wiltshire: Any, client: Any) -> None:
    lead = User.objects.create_user("lead@oak.invalid", name="Ann Oak", language="en-gb")
    Membership.objects.create(
        user=lead, role=Role.PASTORAL_LEAD, since=dt.date(2024, 9, 1), school=wiltshire.olivia.school, authority=wiltshire.other_authority
    )
    client.force_login(lead, backend=plans.BACKEND)
    page = client.get(f"/timetables/pupil/{wiltshire.olivia.pk}/propose/").content.decode()
    assert "<h1 class=\"govuk-heading-l\">Propose: Reduced education provision (REP)</h1>" in page
    row = running_rep(wiltshire)
    assert client.get(f"/timetables/{row.pk}/group/").status_code == 200  # the school's lead may write it down too


COUNCILS = {  # the folder of its pack: what it calls it, who is told of it, and the rules of its own
    "hillingdon": ("Reduced timetable", {"attendance_support"}, {"ENG-PTT-08"}),
    "wiltshire": ("Reduced education provision (REP)", {"authority"}, {"WIL-RT-01", "WIL-SG-01"}),
    "worcestershire": ("Part-time timetable", {"authority"}, {"WOR-GEN-09"}),
}
NATIONAL = {"ENG-PTT-01", "ENG-PTT-02", "ENG-PTT-03", "ENG-PTT-04", "ENG-PTT-09", "ENG-PTT-11"}


@pytest.mark.parametrize("council", COUNCILS)
def test_each_council_judges_by_its_own_rules_in_its_own_words(world: Any, council: str) -> None:
    called, told_roles, own = COUNCILS[council]
    forget_packs()
    with world_of(world) as by:
        publish_for(world.other_authority, by=by, like=council)
        mailboxes(world, "reduced_timetables", "attendance_support")
        row = opening.open_timetable(
            pupil_id=world.olivia.pk, start_on=START, end_on=dt.date(2027, 3, 26), reason="behaviour", by=by
        )
        with recording("disabled", by=by, subject=row.pupil):
            type(row.pupil).objects.visible_to(by).filter(pk=row.pupil_id).update(disabled=True)
        cells = {
            grid.key_of(1, day, number): {"place": "none", "what": "", "responsible": ""}
            for day in grid.DAYS for number in grid.lessons(row.periods)[-2:]
        }  # fmt: skip
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
        found = {one.rule for one in judge_timetables(by, [row.pk])[row.pk]}
        row = queries.timetable(by, row.pk)
        facts = replace(facts_of(by, [row])[row.pk], status="agreed")
        policy = pack_of(row.policy_version_id).policy
        found |= {one.rule for one in engine.judge(KIND, Look(facts, policy, calendar_of(row.school), START, START))}
        assert found >= NATIONAL | own
        assert not any(number.startswith("NPT-") and number not in ("NPT-RT-22", "NPT-RT-23") for number in found)
        others = {number for name, (_c, _t, numbers) in COUNCILS.items() if name != council for number in numbers} - own
        assert not (found & (others - {"ENG-PTT-08"})), found
        assert policy.value("attendance.code_reduced_hours") == "C2"
        assert name_of(row.policy_version_id) == called
        reached = {one.role: one.email for one in told(by, row, "reduced_starts", facts) if one.kind == "tell"}
        assert set(reached) == told_roles
        assert set(reached.values()) <= {"reduced_timetables@council.invalid", "attendance_support@council.invalid"}
    forget_packs()


def mailboxes(world: Any, *purposes: str) -> None:
    for purpose in purposes:
        Mailbox.objects.create(
            authority=world.other_authority, purpose=purpose, title=purpose, email=f"{purpose}@council.invalid"
        )
