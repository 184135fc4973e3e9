"""Outcomes step by step and on one page, the eight checks (T24), support, promises, and the check before signing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from pastoral.casework.plans.models import Commitment, Outcome, Plan, Revision, SectionAnswers, Signature
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording

from .making import commitment, count, outcome, rows

GOOD = {
    "statement": "I am in my maths lesson at least 3 days a week.", "measure": "maths lessons", "unit": "days a week",
    "starting_point": "1 day a week", "baseline": "1", "target": "3", "from_child": "yes", "assessed_need": "",
    "target_on-day": "12", "target_on-month": "2", "target_on-year": "2027",
}  # fmt: skip
FINE = {
    "what_matters": "Art", "working": "Art", "not_working": "Maths", "positive_change": "Maths is possible", "measure": "lessons",
    "unit": "days", "starting_point": "1 day", "baseline": Decimal(1), "target": Decimal(3), "target_on": dt.date(2027, 2, 12),
    "asked_checks": {letter: "yes" for letter in "bcdef"},
}  # fmt: skip


def fields(client: Any, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    form = html.fromstring(answer.content.decode()).xpath("//main//form[@data-autosave]")[0]
    values: dict[str, Any] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def test_an_outcome_step_by_step(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    address = reverse("plan-outcome-new", args=[plan.pk])
    values = fields(lead, address)
    first = lead.post(address, {**values, "what_matters": "Art, and Mr Rees"})
    again = lead.post(address, {**values, "what_matters": "Art, and Mr Rees"})  # double click
    assert first.url == again.url
    (row,) = rows(world, Outcome, plan=plan)
    for step, given in (
        ("working", {"working": "Art", "not_working": "Maths"}),
        ("change", {"positive_change": "To be in maths without fear"}),
        ("outcome", GOOD),
    ):
        address = reverse("outcome", args=[row.pk, step])
        answer = lead.post(address, {**fields(lead, address), **given})
        assert answer.status_code == 302
    assert answer.url == reverse("outcome", args=[row.pk, "check"])
    page = html.fromstring(lead.get(answer.url).content.decode())
    assert "It has a number, a starting point and a date." in page.get_element_by_id("check-a").text_content()
    assert len(page.xpath("//li[contains(@class, 'pastoral-checks__one')]")) == 8
    values = fields(lead, answer.url)
    asked = {f"test_{letter}": "yes" for letter in "bcde"}
    done = lead.post(answer.url, {**values, **asked, "checklist": ["matters", "check"]}, follow=True)
    assert "All eight checks pass" in done.content.decode()
    (row,) = rows(world, Outcome, plan=plan)
    assert (row.baseline, row.target, row.target_on, row.from_child) == (Decimal(1), Decimal(3), dt.date(2027, 2, 12), True)
    assert row.outcome_checklist == {"matters": True, "check": True}


def test_an_outcome_on_one_page(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    address = reverse("plan-outcome-new", args=[plan.pk]) + "?way=quick"
    answer = lead.post(address, {**fields(lead, address), **GOOD})
    assert answer.status_code == 302
    (row,) = rows(world, Outcome, plan=plan)
    assert row.statement == GOOD["statement"]
    assert row.working == ""


def test_a_solution_in_an_outcome_fails_and_its_words_are_marked(plan: Any, at: Any, world: Any) -> None:
    row = outcome(world, plan, **{**FINE, "statement": "I will have a TA in every lesson."})
    page = html.fromstring(at("pastoral-lead").get(reverse("outcome", args=[row.pk, "check"])).content.decode())
    test = page.get_element_by_id("check-h").text_content()
    assert "Does not pass" in test
    assert "have a TA in every lesson".startswith(page.xpath("//mark")[0].text[:9])
    assert "Does not pass" in page.get_element_by_id("check-g").text_content()
    assert "teaching assistant" in page.text_content()


def test_a_date_in_the_past_is_said_and_nothing_is_lost(plan: Any, at: Any, world: Any) -> None:
    lead, row = at("pastoral-lead"), outcome(world, plan)
    address = reverse("outcome", args=[row.pk, "outcome"])
    answer = lead.post(address, {**fields(lead, address), **GOOD, "target_on-year": "2020"})
    assert answer.status_code == 422
    assert "The date must be after today" in answer.content.decode()
    assert GOOD["statement"] in answer.content.decode()
    assert GOOD["statement"] in lead.get(address).content.decode()  # kept as a draft


def test_two_people_change_one_outcome(plan: Any, at: Any, world: Any) -> None:
    lead, ewo, row = at("pastoral-lead"), at("ewo"), outcome(world, plan)
    address = reverse("outcome", args=[row.pk, "outcome"])
    mine, theirs = fields(lead, address), fields(ewo, address)
    assert ewo.post(address, {**theirs, "measure": "registers"}).status_code == 302
    assert lead.post(address, {**mine, "starting_point": "1 day"}).status_code == 302
    row = rows(world, Outcome, pk=row.pk)[0]
    assert (row.measure, row.starting_point) == ("registers", "1 day")
    mine, theirs = fields(lead, address), fields(ewo, address)
    ewo.post(address, {**theirs, "statement": "Theirs"})
    answer = lead.post(address, {**mine, "statement": "Mine"})
    assert answer.status_code == 409
    form = html.fromstring(answer.content.decode()).xpath("//form[@data-conflict]")[0]
    done = lead.post(address, {**dict(form.form_values()), "keep__statement": "both", "both__statement": "Ours"})
    assert done.status_code == 302
    assert rows(world, Outcome, pk=row.pk)[0].statement == "Ours"


def test_an_old_draft_does_not_undo_what_another_saved_since(plan: Any, at: Any, world: Any) -> None:
    lead, ewo, row = at("pastoral-lead"), at("ewo"), outcome(world, plan, measure="old")
    address = reverse("outcome", args=[row.pk, "outcome"])
    mine, theirs = fields(lead, address), fields(ewo, address)
    kept = lead.post(reverse("draft-save") + f"?key={address}", {**mine, "starting_point": "1 day"}, HTTP_X_REQUESTED_WITH="autosave")
    assert kept.status_code == 200
    ewo.post(address, {**theirs, "measure": "new"})
    again = fields(lead, address)
    assert again["starting_point"] == ["1 day"]
    assert lead.post(address, again).status_code == 302
    row = rows(world, Outcome, pk=row.pk)[0]
    assert (row.measure, row.starting_point) == ("new", "1 day")


def test_a_line_of_support_becomes_a_promise_with_one_button(plan: Any, at: Any, world: Any) -> None:
    lead, row = at("pastoral-lead"), outcome(world, plan, **FINE)
    address = reverse("outcome-support", args=[row.pk])
    values = {**fields(lead, address), "support_family": "Walks with his mother", "support_self": "A list", "checklist": ["family"]}
    answer = lead.post(address, {**values, "promise": "family"}, follow=True)
    (made,) = rows(world, Commitment, plan=plan)
    assert (made.party, made.text, made.owner_name, made.outcome_id) == ("parent", "Walks with his mother", "Elin Morgan", row.pk)
    assert "It is now a promise of Elin Morgan" in answer.content.decode()
    kept = rows(world, Outcome, pk=row.pk)[0]
    assert kept.support == {"family": "Walks with his mother", "self": "A list"}
    assert "This is a promise in the plan." in lead.get(address).content.decode()
    # nobody is known who would give the extra support: its page opens with the words in it
    values = {**fields(lead, address), "support_support": "Time with a counsellor", "promise": "support"}
    opened = lead.post(address, values, follow=True)
    assert "Time with a counsellor" in opened.content.decode()
    assert len(rows(world, Commitment, plan=plan)) == 1


def test_promises_are_added_changed_and_ended(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    address = reverse("commitment-new", args=[plan.pk]) + "?party=school_proactive"
    values = fields(lead, address)
    assert values["party"] == ["school_proactive"]
    given = {"text": "Open the library", "owner_name": "Mari Owen", "when": "date"}
    given |= {"by_when-day": "1", "by_when-month": "12", "by_when-year": "2026"}
    assert lead.post(address, {**values, **given}).status_code == 302
    (row,) = rows(world, Commitment, plan=plan)
    assert (row.by_when, row.ongoing, row.owner_id) == (dt.date(2026, 12, 1), False, world.people["teacher"].pk)
    address = reverse("commitment", args=[row.pk])
    assert lead.post(address, {**fields(lead, address), "when": "ongoing"}).status_code == 302
    row = rows(world, Commitment, plan=plan)[0]
    assert (row.by_when, row.ongoing) == (None, True)
    assert lead.post(reverse("commitment-end", args=[row.pk])).status_code == 302
    assert rows(world, Commitment, plan=plan)[0].ended_on == dt.date(2026, 11, 23)


def test_a_professional_has_a_service(plan: Any, at: Any) -> None:
    lead = at("pastoral-lead")
    address = reverse("commitment-new", args=[plan.pk]) + "?party=professional"
    answer = lead.post(address, {**fields(lead, address), "text": "Visit", "owner_name": "Priya Nair", "when": "ongoing"})
    assert answer.status_code == 422
    assert "Enter the service they are from" in answer.content.decode()


def test_a_plan_in_which_only_the_child_acts_is_warned_of(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    commitment(world, plan, "child", "Sit at the front")
    warning = "In this plan only the child has something to do"
    assert warning in lead.get(reverse("plan-meeting", args=[plan.pk])).content.decode()
    assert warning in lead.get(reverse("plan-check", args=[plan.pk])).content.decode()
    commitment(world, plan, "parent", "Walk with him")
    assert warning not in lead.get(reverse("plan-meeting", args=[plan.pk])).content.decode()


@pytest.fixture
def ready(plan: Any, world: Any) -> Plan:
    """Everything is written, and three outcomes."""
    for number in (1, 2, 3):
        outcome(world, plan, number, **FINE)
    for party in ("school_proactive", "parent", "child"):
        commitment(world, plan, party, f"What {party} does")
    with world.acting("pastoral-lead") as by, recording("test.ready", by=by) as record:
        for section, answers in {
            "reason": {"reason": "Mornings"}, "working": {"working": "Art"},
            "child_views": {"child_views": "I like art", "child_views_method": "Talking"},
        }.items():
            SectionAnswers(**scope_of(world.tomos), plan=plan, section=section, answers=answers).save()
        found: Plan = Plan.objects.visible_to(by).get(pk=plan.pk)
        found.next_review_on = dt.date(2026, 12, 14)
        found.save()
        record.about(found)
    return found


def test_check_says_what_is_missing_and_does_not_close_the_words(plan: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    page = lead.get(reverse("plan-check", args=[plan.pk])).content.decode()
    for sentence in ("The child&#39;s views are missing.", "Outcomes written: 0 of 3.", "The next review has no date.",
                     "Nothing is written yet: Reason for PSP."):  # fmt: skip
        assert sentence in page
    assert "Close the words" not in page.replace("close the words for signing.</p>", "")
    refused = lead.post(reverse("plan-seal", args=[plan.pk]))
    assert refused.status_code == 422
    assert rows(world, Revision, plan=plan) == []


def test_closing_the_words_asks_everybody_to_sign(ready: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    answer = lead.get(reverse("plan-check", args=[ready.pk]))
    page = html.fromstring(answer.content.decode())
    assert "Nothing is missing" in page.text_content()
    token = page.xpath("//input[@name='submission_token']/@value")[0]
    address = reverse("plan-seal", args=[ready.pk])
    assert at("ewo").post(address).status_code == 403
    first = lead.post(address, {"submission_token": token})
    again = lead.post(address, {"submission_token": token})
    assert first.url == again.url == reverse("plan-signatures", args=[ready.pk])
    assert len(rows(world, Revision, plan=ready)) == 1
    assert {row.party for row in rows(world, Signature, plan=ready)} == {"child", "school", "parent"}


def test_fewer_outcomes_need_a_reason(ready: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    address = reverse("plan-check", args=[ready.pk])
    assert lead.post(reverse("outcome-drop", args=[rows(world, Outcome, plan=ready)[2].pk])).status_code == 302
    assert "2 of 3 outcomes are written" in lead.get(address).content.decode()
    assert lead.post(address, {"fewer_outcomes_reason": " "}).status_code == 422
    assert lead.post(address, {"fewer_outcomes_reason": "One at a time"}).status_code == 302
    assert "Nothing is missing" in lead.get(address).content.decode()


def test_a_change_after_closing_asks_for_signatures_again(ready: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    lead.post(reverse("plan-seal", args=[ready.pk]))
    assert rows(world, Plan, pk=ready.pk)[0].current_revision_id is not None
    lead.post(reverse("plan-section", args=[ready.pk, "strategies"]), {"strategies": "A new word"})
    assert rows(world, Plan, pk=ready.pk)[0].current_revision_id is None


def test_who_may_change_an_outcome_or_a_promise(plan: Any, at: Any, world: Any) -> None:
    row, promise = outcome(world, plan), commitment(world, plan, "school_proactive", "Open the library")
    pages = [
        reverse("outcome", args=[row.pk, "whole"]), reverse("outcome", args=[row.pk, "check"]), reverse("outcome-support", args=[row.pk]),
        reverse("commitment", args=[promise.pk]), reverse("commitment-new", args=[plan.pk]), reverse("plan-outcome-new", args=[plan.pk]),
        reverse("plan-check", args=[plan.pk]),
    ]  # fmt: skip
    for persona, status in (("teacher", 200), ("parent", 403), ("provider", 403), ("other-authority", 404)):
        client = at(persona)
        assert {address: client.get(address).status_code for address in pages} == dict.fromkeys(pages, status), persona


def test_the_pages_ask_the_database_little(ready: Any, at: Any, world: Any) -> None:
    lead = at("pastoral-lead")
    row, promise = rows(world, Outcome, plan=ready)[0], rows(world, Commitment, plan=ready)[0]
    for address in (
        reverse("plan-check", args=[ready.pk]), reverse("outcome", args=[row.pk, "whole"]), reverse("outcome", args=[row.pk, "check"]),
        reverse("outcome-support", args=[row.pk]), reverse("commitment", args=[promise.pk]),
    ):  # fmt: skip
        lead.get(address)
        seen = count(lambda address=address: lead.get(address))
        assert len(seen) <= 15, "\n".join(sql[:100] for sql in seen)
