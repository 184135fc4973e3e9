"""Meeting mode by requests: what it shows, what a save keeps, two people in one section, and who may do what."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from pastoral.casework.plans.models import Attendee, Plan, SectionAnswers

from .making import CHILD_WORDS, CONCERN, answers, begun, count, outcome, rows

AUTOSAVE = {"HTTP_X_REQUESTED_WITH": "autosave"}


def page_of(client: Any, plan: Any) -> Any:
    answer = client.get(reverse("plan-meeting", args=[plan.pk]))
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def form_values(page: Any, section: str) -> dict[str, Any]:
    """What a browser would send of one section's form."""
    form = page.get_element_by_id(f"section-{section}").xpath(".//form")[0]
    values: dict[str, Any] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def save(client: Any, plan: Any, section: str, values: dict[str, Any], **more: Any) -> Any:
    return client.post(reverse("plan-section", args=[plan.pk, section]), values, **more)


def test_the_page_follows_the_form_of_the_pack(plan: Any, at: Any) -> None:
    page = page_of(at("pastoral-lead"), plan)
    order = [element.get("id").removeprefix("section-") for element in page.xpath("//section[@data-meeting-section]")]
    assert order == [
        "header", "attendees", "reason", "strategies", "working", "child_views", "factors", "outcomes", "commitments",
        "adjustments", "safeguarding", "review_date",
    ]  # fmt: skip
    assert len(page.xpath("//*[@class='pastoral-factor']")) == 13
    text = page.text_content()
    assert "What people said before the meeting" in text
    assert "Draws beautifully." in text
    assert "18 December" not in text
    assert "Monday 4 January 2027" in text  # six weeks after 23 November, and the first day after the holiday
    assert "No school from 19 December 2026 to 3 January 2027" in text


def test_every_pack_has_the_questions_that_the_rules_read() -> None:
    from django.conf import settings

    from pastoral.casework.plans.facts import (
        ADJUSTMENTS,
        CHILD_VIEWS,
        CHILD_VIEWS_METHOD,
        FACTOR_PREFIX,
        FACTORS_NO_PART,
        SAFEGUARDING,
    )
    from pastoral.casework.plans.meeting_page import keys_of, section_of
    from pastoral.records.policy.loading import load
    from pastoral.records.policy.packs import pack_from

    files = sorted((settings.POLICY_PACKS / "authorities").rglob("2*.toml"))
    assert len(files) >= 3
    for file in files:
        pack = pack_from(load(file, root=settings.POLICY_PACKS, name=file.name))
        sections = [section for key in pack.layouts["psp"].order if (section := section_of(pack, key))]
        keys = {key for section in sections for key in keys_of(section)}
        assert {CHILD_VIEWS, CHILD_VIEWS_METHOD, ADJUSTMENTS, SAFEGUARDING, FACTORS_NO_PART, "reason", "strategies", "working"} <= keys
        assert {key.removeprefix(FACTOR_PREFIX) for key in keys if key.startswith(FACTOR_PREFIX)} == set(pack.psp.factors)
        assert len(pack.psp.factors) == 13 or pack.psp.families[-2] in ("HIL", "WOR", "HAM", "WIL")


def test_autosave_keeps_the_words_and_says_when(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    values = form_values(page_of(lead, plan), "reason")
    answer = save(lead, plan, "reason", {**values, "reason": "Ŵyl y gwanwyn 🎉\n\nline"}, **AUTOSAVE)
    assert answer.status_code == 200
    assert answer.json()["saved_at"] == "10am"
    assert answers(world, plan, "reason") == {"reason": "Ŵyl y gwanwyn 🎉\n\nline"}
    assert "Saved by Siân Rees" in page_of(lead, plan).get_element_by_id("section-reason").text_content()


def test_saving_without_script_says_what_was_saved_and_when(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    values = form_values(page_of(lead, plan), "working")
    answer = save(lead, plan, "working", {**values, "working": "Art"}, follow=True)
    assert answer.redirect_chain[-1][0].endswith("#section-working")
    assert "What is working was saved at 10am." in answer.content.decode()


def test_two_people_in_different_factors_both_keep_their_words(plan: Any, at: Any, world: Any) -> None:
    lead, ewo = at("pastoral-lead"), at("ewo")
    mine, theirs = form_values(page_of(lead, plan), "factors"), form_values(page_of(ewo, plan), "factors")
    assert save(ewo, plan, "factors", {**theirs, "factor_attendance": "81%", "factors_no_part": ["health"]}, **AUTOSAVE).status_code == 200
    first = save(lead, plan, "factors", {**mine, "factor_home": "A new baby", "factors_no_part": ["attachment"]}, **AUTOSAVE)
    assert first.status_code == 200
    kept = answers(world, plan, "factors")
    assert (kept["factor_attendance"], kept["factor_home"]) == ("81%", "A new baby")
    assert set(kept["factors_no_part"]) == {"health", "attachment"}
    # the lead's page still shows no text about attendance: going on typing elsewhere does not take it away
    again = {**mine, "factor_home": "A new baby.", "factors_no_part": ["attachment"], "autosave_version": first.json()["version"]}
    assert save(lead, plan, "factors", again, **AUTOSAVE).status_code == 200
    assert answers(world, plan, "factors")["factor_attendance"] == "81%"


@pytest.mark.parametrize(("keep", "kept"), [("mine", "Mine é"), ("theirs", "Theirs"), ("both", "Theirs and mine")])
def test_two_texts_are_both_shown_and_one_is_chosen(plan: Any, at: Any, world: Any, keep: str, kept: str) -> None:
    lead, ewo = at("pastoral-lead"), at("ewo")
    mine, theirs = form_values(page_of(lead, plan), "child_views"), form_values(page_of(ewo, plan), "child_views")
    save(ewo, plan, "child_views", {**theirs, "child_views": "Theirs"}, **AUTOSAVE)
    answer = save(lead, plan, "child_views", {**mine, "child_views": "Mine é", "child_views_method": "A talk"}, **AUTOSAVE)
    assert answer.status_code == 409
    fragment = html.fromstring(answer.content.decode())
    text = fragment.text_content()
    assert "Mine é" in text
    assert "Theirs" in text
    assert "Carys Lloyd" in text
    # what does not clash is safe already, and nothing of the other's was overwritten
    assert answers(world, plan, "child_views") == {"child_views": "Theirs", "child_views_method": "A talk"}
    form = next(iter(fragment.xpath("descendant-or-self::form")))
    chosen = {**dict(form.form_values()), "keep__child_views": keep, "both__child_views": "Theirs and mine"}
    done = lead.post(form.get("action"), chosen)
    assert done.status_code == 302
    assert answers(world, plan, "child_views") == {"child_views": kept, "child_views_method": "A talk"}


def test_without_script_a_conflict_is_a_page(plan: Any, at: Any) -> None:
    lead, ewo = at("pastoral-lead"), at("ewo")
    mine = form_values(page_of(lead, plan), "reason")
    save(ewo, plan, "reason", {**mine, "reason": "Theirs"})
    answer = save(lead, plan, "reason", {**mine, "reason": "Mine"})
    assert answer.status_code == 409
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//h1")
    assert {"Mine", "Theirs"} <= {element.text for element in page.xpath("//section//p")}


def test_the_same_words_again_write_nothing(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    values = {**form_values(page_of(lead, plan), "reason"), "reason": "Once"}
    save(lead, plan, "reason", values)
    version = rows(world, Plan, pk=plan.pk)[0].version
    assert save(lead, plan, "reason", values).status_code == 302  # double click, or back and Save again
    assert rows(world, Plan, pk=plan.pk)[0].version == version
    assert rows(world, SectionAnswers, plan=plan, section="reason")[0].version == 1


def test_what_the_child_wrote_is_copied_in_with_one_button(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    values = {**form_values(page_of(lead, plan), "child_views"), "child_views": "Said today: yes.", "copy": "child"}
    assert save(lead, plan, "child_views", values).status_code == 302
    kept = answers(world, plan, "child_views")
    assert kept["child_views"].startswith("Said today: yes.")
    assert CHILD_WORDS in kept["child_views"]
    assert kept["child_views_method"] == "Talking with Mr Rees"
    assert "Copy in what Tomos" not in page_of(lead, plan).text_content()
    reason = {**form_values(page_of(lead, plan), "reason"), "copy": "concern"}
    save(lead, plan, "reason", reason)
    assert answers(world, plan, "reason") == {"reason": CONCERN}


def test_ten_thousand_characters_are_kept_and_one_more_is_said(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    values = form_values(page_of(lead, plan), "reason")
    assert save(lead, plan, "reason", {**values, "reason": "a" * 10_000}).status_code == 302
    answer = save(lead, plan, "reason", {**values, "reason": "b" * 10_001})
    assert answer.status_code == 422
    assert "10,000 characters or fewer" in answer.content.decode()
    assert "b" * 10_001 in answer.content.decode()
    assert answers(world, plan, "reason")["reason"] == "a" * 10_000


def test_who_is_here(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    people = rows(world, Attendee, meeting__plan=plan)
    values = form_values(page_of(lead, plan), "attendees")
    given = {f"present_{people[0].pk}": "yes", f"present_{people[3].pk}": "no"}
    assert save(lead, plan, "attendees", {**values, **given}, **AUTOSAVE).status_code == 200
    assert [row.present for row in rows(world, Attendee, meeting__plan=plan)] == [True, None, None, False]


def date_of(day: dt.date) -> dict[str, str]:
    return {"next_review_on-day": str(day.day), "next_review_on-month": str(day.month), "next_review_on-year": str(day.year)}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 12, 14), ""),
        (dt.date(2026, 12, 25), "The school does not meet on Friday 25 December 2026"),
        (dt.date(2027, 2, 1), "is too late for the next review"),
        (dt.date(2026, 11, 23), "The review must be after the meeting"),
    ],
)
def test_the_next_review_is_a_school_day_in_time(plan: Any, at: Any, world: Any, day: dt.date, said: str) -> None:
    lead = at("pastoral-lead")
    answer = save(lead, plan, "review_date", date_of(day))
    assert answer.status_code == (422 if said else 302)
    assert said in answer.content.decode()
    assert rows(world, Plan, pk=plan.pk)[0].next_review_on == (None if said else day)


def test_an_impossible_date_is_said_and_kept_on_the_page(plan: Any, at: Any) -> None:
    impossible = {"next_review_on-day": "31", "next_review_on-month": "2", "next_review_on-year": "2027"}
    answer = save(at("pastoral-lead"), plan, "review_date", impossible)
    assert answer.status_code == 422
    assert 'value="31"' in answer.content.decode()


def test_figures(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    values = {**form_values(page_of(lead, plan), "header"), "attendance_percent": "81.4", "exclusions_count": "2", "exclusion_days": "4.25"}
    assert save(lead, plan, "header", values).status_code == 302
    found = rows(world, Plan, pk=plan.pk)[0]
    assert (float(found.attendance_percent), found.exclusions_count, float(found.exclusion_days)) == (81.4, 2, 4.25)
    assert save(lead, plan, "header", {**values, "attendance_percent": "140"}).status_code == 422


def test_who_may(plan: Any, at: Any, world: Any) -> None:
    address = reverse("plan-meeting", args=[plan.pk])
    expected = {
        "pastoral-lead": 200, "alnco": 200, "head": 200, "teacher": 200, "ewo": 200, "professional": 200,
        "safeguarding-officer": 200, "monitoring-group": 403, "director": 403, "provider": 403, "parent": 403,
        "young-person": 403, "other-authority": 404, "support": 403,
    }  # fmt: skip
    assert {persona: at(persona).get(address).status_code for persona in expected} == expected
    assert save(at("other-authority"), plan, "reason", {"reason": "x"}).status_code == 404
    assert save(at("parent"), plan, "reason", {"reason": "x"}).status_code == 403
    assert answers(world, plan, "reason") == {}


def test_what_only_the_lead_does_is_not_offered_to_others(plan: Any, at: Any, world: Any) -> None:
    teacher = at("teacher")
    page = page_of(teacher, plan)
    assert page.get_element_by_id("section-review_date").xpath(".//form") == []
    assert page.get_element_by_id("section-header").xpath(".//form") == []
    assert save(teacher, plan, "review_date", date_of(dt.date(2026, 12, 14))).status_code == 403
    assert save(teacher, plan, "header", {"exclusions_count": "9"}).status_code == 403
    assert save(teacher, plan, "working", {"working": "He helps others"}).status_code == 302


def test_begin_the_meeting(world: Any, at: Any) -> None:
    plan = begun(world, status="organising")
    lead = at("pastoral-lead")
    assert "Begin the meeting" in page_of(lead, plan).text_content()
    assert "Begin the meeting" not in page_of(at("ewo"), plan).text_content()
    address = reverse("plan-meeting-begin", args=[plan.pk])
    assert at("ewo").post(address).status_code == 403
    assert lead.post(address).status_code == 302
    assert lead.post(address).status_code == 302  # a double click
    assert rows(world, Plan, pk=plan.pk)[0].status == "meeting"


def test_a_plan_that_is_agreed_takes_no_more_words_and_shows_those_typed(plan: Any, at: Any, world: Any) -> None:
    from pastoral.foundation.audit.recording import recording

    with world.acting("pastoral-lead") as by, recording("test.plan", by=by) as record:
        found = Plan.objects.visible_to(by).get(pk=plan.pk)
        found.status = "agreed"
        found.save()
        record.about(found)
    lead = at("pastoral-lead")
    assert lead.get(reverse("plan-meeting", args=[plan.pk])).status_code == 302
    answer = save(lead, plan, "reason", {"reason": "Too late, but not lost"})
    assert answer.status_code == 422
    assert "Too late, but not lost" in answer.content.decode()


def test_news_are_what_others_changed(plan: Any, at: Any, world: Any) -> None:
    lead, ewo = at("pastoral-lead"), at("ewo")
    address = reverse("plan-meeting-news", args=[plan.pk])
    have = rows(world, Plan, pk=plan.pk)[0].version
    assert lead.get(address, {"have": have}).json() == {"version": have}
    save(ewo, plan, "working", {"working": "Rugby"})
    outcome(world, plan)
    told = lead.get(address, {"have": have}).json()
    (section,) = told["sections"]
    assert section["values"] == {"working": "Rugby"}
    assert re.match(r"Saved by Carys Lloyd .*, 10am", section["note"])
    assert "I come in on time" in told["lists"]["outcomes"]
    assert ewo.get(address, {"have": have}).json()["sections"][0]["note"] == ""
    assert at("other-authority").get(address, {"have": have}).status_code == 404


def test_a_form_sent_after_signing_out_comes_back(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    page_of(lead, plan)
    address = reverse("plan-meeting", args=[plan.pk])
    session = lead.session
    session["last_seen"] = 1
    session.save()
    values = {"reason": "Typed for an hour", "section": "reason", "version": ""}
    late = save(lead, plan, "reason", values, HTTP_REFERER=f"http://testserver{address}")
    assert late.status_code == 302
    again = at("pastoral-lead")
    page = page_of(again, plan)
    assert "Typed for an hour" in page.get_element_by_id("section-reason").xpath(".//textarea")[0].text_content()
    assert "We kept what you typed" in page.text_content()
    save(again, plan, "reason", form_values(page, "reason"))
    assert answers(world, plan, "reason") == {"reason": "Typed for an hour"}
    assert "We kept what you typed" not in page_of(again, plan).text_content()


def test_a_meeting_page_and_a_save_ask_the_database_little(plan: Any, at: Any, world: Any) -> None:
    for number in (1, 2, 3):
        outcome(world, plan, number)
    lead = at("pastoral-lead")
    values = form_values(page_of(lead, plan), "reason")
    seen = count(lambda: lead.get(reverse("plan-meeting", args=[plan.pk])))
    assert len(seen) <= 15, "\n".join(sql[:120] for sql in seen)
    saved = count(lambda: save(lead, plan, "reason", {**values, "reason": "One"}, **AUTOSAVE))
    assert len(saved) <= 15, "\n".join(sql[:120] for sql in saved)
    asked = count(lambda: lead.get(reverse("plan-meeting-news", args=[plan.pk]), {"have": "0"}))
    assert len(asked) <= 15, "\n".join(sql[:120] for sql in asked)
