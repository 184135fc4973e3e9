"""Worcestershire's positive behaviour support plan, with an incident support plan and the county's own review (F-WOR-01 to 03)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from pastoral.casework.plans.models import Review
from pastoral.casework.plans.services import paperwork, writing
from pastoral.foundation.documents.page import render_html

from .making import Story
from .pages import opens, read


def at_the_meeting(story: Story) -> Story:
    story.opened()
    story.gathered()
    story.organised(dt.date(2026, 9, 7))
    story.met()
    return story


def travel(monday: Any, day: dt.date) -> None:
    monday.move_to(dt.datetime.combine(day, dt.time(10), tzinfo=dt.UTC))


def test_worcestershire_from_opening_to_a_new_plan(worcestershire: Story, monday: Any) -> None:
    story = at_the_meeting(worcestershire)
    assert {number.partition("-")[0] for number in story.rules()} <= {"WOR", "PLAN"}
    story.agreed()
    story.begun()
    assert story.plan.status == "live"
    travel(monday, story.next_review())
    row = story.reviewed(
        decision="amend", answers={"worked": "Meeting her at the door", "learnt": "Noise is the trigger", "further_measures": "Headphones"}
    )
    assert story.plan.status == "meeting"  # re-planned: everyone meets again
    page = read(story.browser(), reverse("review", args=[row.pk]))
    for words in ("What progress have we seen?", "What did we learn?", "Noise is the trigger", "What next: what will be"):
        assert words in page, words


def test_wor_gen_07_an_empty_part_of_the_form_is_told_and_stops_nothing(worcestershire: Story) -> None:
    story = at_the_meeting(worcestershire)
    assert "WOR-GEN-07" not in story.rules()
    part = story.pack.psp.sections_needed[0]
    with story.acting() as by:
        writing.save_section(plan_id=story.plan_id, section=part, answers={}, version=1, by=by)
    assert "WOR-GEN-07" in story.rules("WARN")
    assert "WOR-GEN-07" not in story.rules("BLOCK")
    assert "A part of the form is still empty: Assess." in opens(story, "plan-check")["plan-check"]


def test_an_incident_support_plan_is_added_where_it_helps(worcestershire: Story) -> None:
    story = at_the_meeting(worcestershire)
    client = story.browser()
    meeting = read(client, reverse("plan-meeting", args=[story.plan_id]))
    assert "Incident Support Plan" in meeting
    assert "Not every plan needs this form." in meeting
    address = reverse("plan-form", args=[story.plan_id, "incident_support"])
    assert client.get(address).status_code == 404  # not before it is added
    added = client.post(reverse("plan-add-on", args=[story.plan_id, "incident_support"]), {"wanted": "yes"})
    assert added.headers["Location"] == address
    assert "What shows that the child is getting anxious?" in read(client, address)
    sent = {"incident_situations": "Fire drills", "incident_signs": "She hums"}
    assert client.post(reverse("plan-section", args=[story.plan_id, "incident"]), sent).status_code == 302
    plan = story.plan
    with story.acting() as by:
        page = str(render_html(paperwork.plan_printable(by, plan, language="en")))
    assert "When things go wrong" in page
    assert "She hums" in page
    assert "She hums" in read(client, reverse("plan-check", args=[story.plan_id]))
    client.post(reverse("plan-add-on", args=[story.plan_id, "incident_support"]), {"wanted": "no"})
    plan = story.plan
    with story.acting() as by:
        assert "She hums" not in str(render_html(paperwork.plan_printable(by, plan, language="en")))


def test_pages_of_each_stage_speak_worcestershires_words(worcestershire: Story, monday: Any) -> None:
    story = at_the_meeting(worcestershire)
    seen = [*opens(story, "plan", "plan-meeting", "plan-check", "plan-deciding", "plan-outcome-new").values()]
    story.agreed()
    seen += opens(story, "plan", "plan-signatures", "plan-send").values()
    story.begun()
    travel(monday, story.next_review())
    story.reviewed(decision="continue", next_review_on=story.next_review() + dt.timedelta(days=14))
    (held,) = story.rows(Review)
    seen += [*opens(story).values(), read(story.browser(), reverse("review", args=[held.pk]))]
    for page in seen:
        for foreign in ("PSP", "Pastoral Support Programme", "ALNCo", "NPT-", "Welsh", "individual development plan", "Final meeting"):
            assert foreign not in page, (foreign, page[max(0, page.find(foreign) - 200) : page.find(foreign) + 100])
    assert "Person-Centred Plan" in seen[0]


def test_the_documents_are_worcestershires_own_forms(worcestershire: Story) -> None:
    story = at_the_meeting(worcestershire)
    story.agreed()
    story.begun()
    plan = story.plan
    with story.acting() as by:
        page = str(render_html(paperwork.plan_printable(by, plan, language="en")))
        titles = {one.title for one in paperwork.stored_of(by, plan)}
    assert titles == {"F-WOR-01 Positive Behaviour Support Plan (PBSP)"}
    for words in ("Who is this child?", "How will we make school a rewarding place for this child?", "Person-Centred Plan"):
        assert words in page, words
