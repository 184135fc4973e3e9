"""The pages of a reduced timetable through a browser without script: each opens, few queries, and the whole is filled in by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from pastoral.casework.timetables import grid, queries
from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.models import Notice, Objection, Timetable
from pastoral.casework.timetables.services import asking, moving, telling
from pastoral.foundation.audit.recording import recording
from pastoral.records.pupils.models import CareStatus, Contact, Need
from plans.living import making as plans

from . import making

pytestmark = pytest.mark.django_db

PAGES = (
    "", "agreed/", "details/", "care/", "travel/", "asking/", "asking/answer/", "asking/agency/", "risks/", "periods/", "grid/", "adults/",
    "way-back/?more=3&every=2", "reviews/", "longer/", "told/",
)  # fmt: skip


def only_one(world: Any) -> Timetable:
    with world.acting("system") as by:
        return Timetable.objects.visible_to(by).get()


@pytest.mark.parametrize("stage", ["prepared", "running"])
def test_every_page_opens_in_few_queries(world: Any, lead: Any, stage: str, django_assert_max_num_queries: Any) -> None:
    row = getattr(making, stage)(world)
    lead.get(f"/timetables/{row.pk}/")  # packs and calendars are read once
    for page in PAGES:
        with django_assert_max_num_queries(15):
            answer = lead.get(f"/timetables/{row.pk}/{page}")
        assert answer.status_code == 200, page
    assert b"Tomos" in lead.get(f"/timetables/{row.pk}/").content


def test_a_proposal_is_made_and_the_grid_filled_in_without_script(world: Any, lead: Any) -> None:
    plans.live(world)
    where = f"/timetables/pupil/{world.tomos.pk}/propose/"
    page = lead.get(where)
    form = page.content.decode()
    posted: dict[str, Any] = {"reason": "behaviour", "circumstance": "intervention", "rationale": "Afternoons.", "hours_per_day": "3.33"}
    posted |= date_parts(form, "start_on", making.START) | date_parts(form, "end_on", making.START - dt.timedelta(days=3))
    refused = lead.post(where, posted)
    assert refused.status_code == 422
    assert "The last day must not be before the first" in refused.content.decode()
    assert "Afternoons." in refused.content.decode()  # nothing is lost
    answer = lead.post(where, posted | date_parts(form, "end_on", making.END))
    assert answer.status_code == 302
    row = only_one(world)
    assert row.plan_id is not None
    cells = making.mornings_only(row)
    fields = {f"place-{key}": cell["place"] for key, cell in cells.items()}
    part = lead.post(f"/timetables/{row.pk}/grid/hours/", fields).content.decode()
    assert "16.67 of 24 taught hours a week" in part
    assert "<html" not in part
    monday = {name: value for name, value in fields.items() if name.startswith("place-1-1-")}
    copied = lead.post(f"/timetables/{row.pk}/grid/", monday | {"tool": "copy", "copy_from": "1-1", "copy_to": "rest"})
    assert "16.67 of 24" in copied.content.decode()
    assert only_one(world).cells == {}  # a tool saves nothing
    before = grid.digest_of(row.cells, row.periods, row.weeks)
    assert f'name="seen" value="{before}"' in copied.content.decode()
    assert lead.post(f"/timetables/{row.pk}/grid/", fields | {"seen": before}).status_code == 302
    row = only_one(world)
    assert len(grid.away_of(row.periods, row.cells, row.weeks)) == 5
    stale = lead.post(f"/timetables/{row.pk}/grid/", fields | {"seen": before})
    assert stale.status_code == 422
    assert lead.post(f"/timetables/{row.pk}/adults/", {"everywhere": "Elin Morgan (mother)"}).status_code == 302
    row = only_one(world)
    assert all(one.responsible == "Elin Morgan (mother)" for one in grid.away_of(row.periods, row.cells, row.weeks))


def test_who_is_told_takes_few_queries_with_everybody_there_is_to_tell(
    world: Any, lead: Any, django_assert_max_num_queries: Any
) -> None:
    """Looked after, with a social worker, a statement and help with travel, at the stage before anybody was told and after."""
    with world.acting("system") as by, recording("made", by=by, subject=world.tomos):
        scope = {"pupil": world.tomos, "school": world.school, "authority": world.authority}
        Contact(**scope, name="Rhian Salter", relationship="social_worker", email="salter@demo.invalid").save()
        CareStatus(**scope, kind=CareStatus.Kind.LOOKED_AFTER, since=dt.date(2025, 1, 1)).save()
        Need(**scope, kind=Need.Kind.LA_IDP, since=dt.date(2025, 1, 1)).save()
        type(world.tomos).objects.visible_to(by).filter(pk=world.tomos.pk).update(travel_assistance=True)
    row = making.prepared(world)
    with world.acting("system") as by, recording("agreed", by=by, subject=world.tomos):
        Timetable.objects.visible_to(by).filter(pk=row.pk).update(status="agreed", agreed_on=dt.date(2026, 11, 23))
    where = f"/timetables/{row.pk}/told/"
    lead.get(where)
    with django_assert_max_num_queries(15):
        page = lead.get(where).content.decode()
    assert page.count("Message to ") + page.count("No address on the record") == 4
    with world.acting("system") as by:
        found = queries.timetable(by, row.pk)
        facts = facts_of(by, [found])[row.pk]
        with django_assert_max_num_queries(4):  # mailboxes, contacts, the officer who is named, posts: each once
            told = {one.role for one in telling.told(by, found, "reduced_starts", facts)}
        assert told >= {"authority", "ewo", "deputy_safeguarding_officer", "transport", "social_worker"}
    with world.acting("system") as by, recording("told", by=by, subject=world.tomos):
        for role in told:
            Notice(
                **scope, timetable=row, event="reduced_starts", recipient=role, recipient_name=role, rule="NPT-RT-11",
                sent_at=timezone.now(), sent_by="Siân Rees",
            ).save()  # fmt: skip
    with django_assert_max_num_queries(15):
        assert "Nobody yet." not in lead.get(where).content.decode()


def test_a_longer_time_is_asked_for_in_the_authoritys_own_words(world: Any, lead: Any) -> None:
    page = lead.get(f"/timetables/{making.running(world).pk}/reviews/").content.decode()
    assert "Passed on by: PSP Monitoring Group. Decided by: Director for Education, Leisure and Lifelong Learning." in page
    assert "Propose a reduced timetable" in lead.get(f"/timetables/pupil/{world.cerys.pk}/propose/").content.decode()
    pupil = lead.get(f"/pupils/{world.cerys.pk}/").content.decode()
    assert "Propose fewer hours for a time" in pupil  # nobody's name for it, where there is none yet
    assert "Propose a reduced timetable" not in pupil


def date_parts(form: str, name: str, on: dt.date) -> dict[str, str]:
    separator = next(one for one in ("_", "-", ".") if f'name="{name}{one}day"' in form)
    return {f"{name}{separator}day": str(on.day), f"{name}{separator}month": str(on.month), f"{name}{separator}year": str(on.year)}


def test_times_of_the_day_that_make_no_sense_are_said_line_by_line(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    bad = {"weeks": "2", "kind": ["taught", "taught"], "name": ["1", "2"], "starts": ["9.00", "9:30"], "ends": ["10:00", "09:10"]}
    answer = lead.post(f"/timetables/{row.pk}/periods/", bad)
    assert answer.status_code == 422
    assert "Line 2, “To”: it ends at 09:10, but it starts at 09:30." in answer.content.decode()
    assert 'href="#ends-2"' in answer.content.decode()
    good = bad | {"starts": ["9.00", "1030"], "ends": ["10:00", "11:30"]}
    assert lead.post(f"/timetables/{row.pk}/periods/", good).status_code == 302
    row = only_one(world)
    assert [period["starts"] for period in row.periods] == ["09:00", "10:30"]
    assert row.weeks == 2


def test_the_way_back_is_tried_and_saved(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    page = lead.get(f"/timetables/{row.pk}/way-back/?more=4&every=3").content.decode()
    assert "Use these steps" in page
    assert "Full time from 25 January 2027." in page  # 7.33 hours are missing: two steps, three weeks apart, none in the holidays
    answer = lead.post(f"/timetables/{row.pk}/way-back/", {"on": ["2027-01-11"], "hours": ["24"], "needs": ["All is well"]})
    assert answer.status_code == 302
    assert lead.post(f"/timetables/{row.pk}/way-back/", {"on": ["soon"], "hours": ["x"], "needs": [""]}).status_code == 422


def test_the_family_reads_answers_and_objects(world: Any, client: Any) -> None:
    row = making.prepared(world)
    mother = plans.signed_in(client, world, "parent")
    assert mother.get(f"/timetables/{row.pk}/").status_code == 302
    page = mother.get(f"/timetables/{row.pk}/agreed/").content.decode()
    assert 'name="state"' in page
    assert "Mother is at home" not in page  # a risk assessment is for staff
    assert mother.post(f"/timetables/{row.pk}/agreed/", {"state": "refused"}).status_code == 422
    assert mother.post(f"/timetables/{row.pk}/agreed/", {"state": "agreed"}).status_code == 302
    with world.acting("pastoral-lead") as by:
        for action in ("consult", "assess_risk", "agree", "notify", "begin"):
            moving.move(timetable_id=row.pk, action=action, by=by)
    assert 'name="said"' in mother.get(f"/timetables/{row.pk}/agreed/").content.decode()
    assert mother.post(f"/timetables/{row.pk}/agreed/", {"said": "He is sent home at ten."}).status_code == 302
    with world.acting("system") as by:
        assert Objection.objects.visible_to(by).count() == 1
    for page_ in ("risks/", "asking/", "details/"):
        assert mother.get(f"/timetables/{row.pk}/{page_}").status_code == 403


def test_the_group_passes_on_and_the_director_decides_on_the_page(world: Any, client: Any) -> None:
    import time_machine

    row = making.running(world)
    with time_machine.travel(dt.datetime(2027, 2, 8, 9, tzinfo=dt.UTC)):
        with world.acting("pastoral-lead") as by:
            moving.record_review(
                timetable_id=row.pk, held_on=dt.date(2027, 2, 8), outcome="extension", until=dt.date(2027, 3, 19), why="More time.", by=by
            )
        where = f"/timetables/{row.pk}/longer/"
        group = plans.signed_in(client, world, "monitoring-group")
        assert "Pass it on to the Director" in group.get(where).content.decode()
        assert group.post(f"{where}pass-on/").status_code == 302
        director = plans.signed_in(client, world, "director")
        form = director.get(where).content.decode()
        answer = director.post(
            where, {"authorise": "yes", "reasons": "Good progress."} | date_parts(form, "until", dt.date(2027, 3, 12))
        )
        assert answer.status_code == 302
    assert only_one(world).end_on == dt.date(2027, 3, 12)


@pytest.mark.parametrize(("file_format", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
@pytest.mark.parametrize("language", ["en", "cy", "both"])
def test_t27_the_forms_are_printed(world: Any, lead: Any, file_format: str, begins: bytes, language: str) -> None:
    row = making.agreed(world)
    answer = lead.get(f"/timetables/{row.pk}/print/?language={language}&format={file_format}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)


def test_moving_on_by_button_says_what_is_missing(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    answer = lead.post(f"/timetables/{row.pk}/do/consult/", follow=True)
    assert "Education Welfare Officer has not been asked" in answer.content.decode()
    assert only_one(world).status == "proposed"
    assert lead.post(f"/timetables/{row.pk}/do/withdraw/", follow=True).status_code == 200
    assert only_one(world).status == "proposed"  # it needs a reason
    lead.post(f"/timetables/{row.pk}/do/withdraw/", {"reason": "Full time works."})
    assert only_one(world).status == "closed"


def test_the_pupils_page_leads_there(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    assert f"/timetables/{row.pk}/" in lead.get(f"/pupils/{world.tomos.pk}/").content.decode()
    assert f"/timetables/pupil/{world.cerys.pk}/propose/" in lead.get(f"/pupils/{world.cerys.pk}/").content.decode()


def test_an_objection_is_answered_by_the_ewo(world: Any, client: Any) -> None:
    row = making.running(world)
    with world.acting("parent") as by:
        said = asking.object_to(timetable_id=row.pk, said="Not so.", by=by)
    ewo = plans.signed_in(client, world, "ewo")
    assert "this is not what we agreed" in ewo.get(f"/timetables/{row.pk}/").content.decode()
    assert ewo.post(f"/timetables/{row.pk}/said/{said.pk}/", {"answer": "It stopped."}).status_code == 302
