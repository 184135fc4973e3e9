"""Check-ins (NPT-PSP-18) and reviews (NPT-PSP-16, 17, 19, 20; CAL-05): what is asked, what is refused, and what is never lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.reading import pdf_text, squeezed
from pastoral.casework.plans.models import CheckIn, Plan, Review, Submission
from pastoral.casework.plans.services.paperwork import stored_of
from pastoral.casework.plans.services.reviewing import begin_review, save_review
from pastoral.casework.plans.views.reviewing import suggestion
from pastoral.foundation.documents.stored import open_file
from pastoral.foundation.outbox.models import OutboundMessage

from . import making


def text(response: Any) -> str:
    return response.content.decode()


def begun(world: Any, plan: Plan) -> Review:
    with world.acting("pastoral-lead") as by:
        row = begin_review(plan_id=plan.pk, by=by)
    return reread(world, row)


def reread(world: Any, row: Review) -> Review:
    with world.acting("system") as access:
        return Review.objects.visible_to(access).get(pk=row.pk)


def filled(world: Any, plan: Plan, row: Review, **more: str) -> dict[str, str]:
    """A whole review as it is posted, held today."""
    from pastoral.casework.plans import queries

    found = {
        "version": str(row.version), "held_on-day": "23", "held_on-month": "11", "held_on-year": "2026",
        "child_view": "Mae'n well nawr ✨", "parent_view": "Calmer mornings.", "evaluation": "He comes in three days a week.",
        "decision": "continue", "next_review_on-day": "14", "next_review_on-month": "12", "next_review_on-year": "2026",
        "attended_by": "Tomos, Elin, Siân",
    }  # fmt: skip
    with world.acting("system") as access:
        for outcome in queries.outcomes(access, plan):
            found |= {f"o{outcome.pk}_value": "2.5", f"o{outcome.pk}_reached": "partly", f"o{outcome.pk}_comment": "Mondays are hard"}
        for commitment in queries.commitments(access, plan):
            found |= {f"c{commitment.pk}_kept": "yes", f"c{commitment.pk}_comment": ""}
    return found | more


def test_the_key_adult_records_a_check_in_and_it_is_drawn_over_time(client: Any, world: Any, monday: Any) -> None:
    plan = making.live(world)
    making.signed_in(client, world, "teacher")
    page = reverse("plan-check-ins", args=[plan.pk])
    data = {"on-day": "23", "on-month": "11", "on-year": "2026", "scale": "2", "words": "Hard week 😞", "working": "Art"}
    assert client.post(page, data | {"scale": ""}).status_code == 422
    assert client.post(page, data | {"on-day": "24"}).status_code == 422  # tomorrow
    assert client.post(page, data | {"on-month": "10"}).status_code == 422  # before the plan began
    assert client.post(page, data).status_code == 302
    assert client.post(page, data).status_code == 422  # the same day twice
    monday.shift(7 * 24 * 3600)
    client.force_login(world.people["teacher"], backend=making.BACKEND)
    later = {**data, "on-day": "30", "scale": "4"}
    assert client.post(page, later).status_code == 302
    shown = text(client.get(page))
    assert "Hard week 😞" in shown
    assert "Latest: 4 on 30 November 2026." in shown
    assert "<svg" in shown


def test_the_young_person_is_asked_one_thing_at_a_time_and_help_reaches_the_key_adult_without_its_words(
    client: Any, world: Any
) -> None:
    plan = making.live(world)
    making.signed_in(client, world, "young-person")
    page = reverse("check-in", args=[plan.pk])
    assert "Question 1 of 5" in text(client.get(page)) or "1" in text(client.get(page))
    said: dict[str, str] = {}
    for step, answer in enumerate(
        ({"scale": "1"}, {"words": "sŵn"}, {"working": "celf"}, {"not_working": "mathemateg"}, {"help_wanted": "Siarad â fi"})
    ):
        said |= answer
        response = client.post(page, {"step": str(step), **said})
        assert response.status_code == (200 if step < 4 else 302)
    with world.acting("system") as access:
        row = CheckIn.objects.visible_to(access).get(plan=plan)
        assert (row.scale, row.words, row.help_wanted, row.by_child) == (1, "sŵn", "Siarad â fi", True)
        message = OutboundMessage.objects.visible_to(access).get(kind="help-wanted")
    assert message.to_email == world.people["teacher"].email
    for secret in ("Tomos", "Morgan", "Siarad", "sŵn"):
        assert secret not in message.subject + message.body


def test_going_back_in_the_check_in_keeps_what_was_said(client: Any, world: Any) -> None:
    plan = making.live(world)
    making.signed_in(client, world, "young-person")
    page = reverse("check-in", args=[plan.pk])
    response = client.post(page, {"step": "2", "scale": "3", "words": "Rwy'n iawn", "working": "celf", "back": "1"})
    assert "Rwy&#39;n iawn" in text(response)
    assert 'name="working" value="celf"' in text(response)


@pytest.mark.parametrize(("persona", "status"), [("parent", 403), ("professional", 403), ("ewo", 200), ("other-authority", 404)])
def test_what_a_child_says_is_not_for_everyone(client: Any, world: Any, persona: str, status: int) -> None:
    plan = making.live(world)
    making.signed_in(client, world, persona)
    assert client.get(reverse("plan-check-ins", args=[plan.pk])).status_code == status


@pytest.mark.parametrize(
    ("held", "latest"),
    [
        (dt.date(2026, 9, 7), dt.date(2026, 10, 19)),  # T01
        (dt.date(2026, 11, 23), dt.date(2027, 1, 4)),
        (dt.date(2026, 11, 16), dt.date(2026, 12, 18)),  # six weeks end in the Christmas holiday: the last school day before
    ],
)
def test_the_next_review_is_suggested_before_the_latest_and_never_in_a_holiday(world: Any, held: dt.date, latest: dt.date) -> None:
    from pastoral.records.organisations.calendars import calendar_of

    plan = making.live(world)
    calendar = calendar_of(plan.school)
    for number in range(1, 8):
        suggested, last = suggestion(plan, number, held, world.access("pastoral-lead"))
        assert last == latest
        assert suggested <= last
        assert calendar.is_school_day(suggested)
    assert suggestion(plan, 1, held, world.access("pastoral-lead"))[0] < latest


def test_a_review_is_filled_in_recorded_once_and_then_only_read(lead: Any, world: Any) -> None:
    plan = making.live(world)
    assert lead.post(reverse("review-begin", args=[plan.pk])).status_code == 302
    row = begun(world, plan)  # a second beginning finds the same draft
    page = reverse("review", args=[row.pk])
    assert row.number == 1
    shown = text(lead.get(page))
    assert "Monday 4 January 2027" in shown  # the latest
    data = filled(world, plan, row)
    assert lead.post(page, data).status_code == 302
    token = re.search(r'name="submission_token" value="([^"]+)"', text(lead.get(page)))
    assert token
    data |= {"version": str(reread(world, row).version), "record": "1", "submission_token": token.group(1)}
    first = lead.post(page, data)
    assert first.status_code == 302, re.findall(r"error-summary.*?</ul>", text(first), re.S)
    assert lead.post(page, data).url == first.url  # a double click
    held = reread(world, row)
    assert (held.decision, held.next_review_on, held.held_on) == ("continue", dt.date(2026, 12, 14), dt.date(2026, 11, 23))
    assert making.fresh(world, plan).next_review_on == dt.date(2026, 12, 14)
    shown = text(lead.get(page))
    assert "Mae&#39;n well nawr ✨" in shown
    assert "Partly" in shown
    assert "<textarea" not in shown
    with world.acting("pastoral-lead") as by:
        sent = {one.recipient for one in Submission.objects.visible_to(by).filter(review=row)}
        assert {"authority", "parent"} <= sent  # NPT-PSP-17
        made = [file for file in stored_of(by, plan) if file.kind == "psp-review"]
        assert {file.language for file in made} == {"cy", "en"}
        with open_file(next(f for f in made if f.language == "en" and f.file_format == "pdf").sha256) as file:
            printed = squeezed(pdf_text(file.read()))
    for words in ("He comes in three days a week.", "Mondays are hard", "Open the library at 8:30 each morning", "14 December 2026"):
        assert squeezed(words) in printed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": ""}, "The review has no decision."),
        ({"evaluation": ""}, "what the plan has changed so far"),
        ({"held_on-day": "24"}, "held in the future"),
        ({"held_on-month": "10"}, "on or after"),
        ({"next_review_on-day": "27"}, "does not meet"),  # in the holiday
        ({"next_review_on-day": "31", "next_review_on-month": "2", "next_review_on-year": "2027"}, "real date"),
        ({"next_review_on-day": "22", "next_review_on-month": "11"}, "must be after"),
        ({"next_review_on-day": "11", "next_review_on-month": "1", "next_review_on-year": "2027"}, "too late"),
        ({"held_on-day": "", "held_on-month": "", "held_on-year": ""}, "Say when the review was held."),
    ],
)
def test_what_stops_a_review_is_said_and_nothing_is_lost(lead: Any, world: Any, change: dict[str, str], said: str) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    response = lead.post(reverse("review", args=[row.pk]), filled(world, plan, row, record="1", **change))
    assert response.status_code == 422
    assert said in text(response).replace("&#39;", "'")
    assert "Calmer mornings." in text(response)
    assert reread(world, row).held_on is None


def test_every_outcome_and_every_promise_is_asked_for(lead: Any, world: Any) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    data = {k: ("" if k[0] in "oc" and k[1].isdigit() else v) for k, v in filled(world, plan, row, record="1").items()}
    response = text(lead.post(reverse("review", args=[row.pk]), data))
    assert "Say how far outcome 2 has come." in response
    assert "Still open: 5." in response


def test_two_tabs_show_both_texts_and_overwrite_nothing(lead: Any, world: Any) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    mine = filled(world, plan, row, evaluation="My words", parent_view="")
    with world.acting("head") as by:
        save_review(review_id=row.pk, by=by, version=row.version, evaluation="Their words", parent_view="Their parent view")
    response = lead.post(reverse("review", args=[row.pk]), mine)
    assert response.status_code == 409
    shown = text(response)
    assert "My words" in shown
    assert "Their words" in shown
    assert "Their parent view" in shown  # what I left empty, they filled in
    assert reread(world, row).evaluation == "Their words"
    again = mine | {"version": str(reread(world, row).version), "evaluation": "Their words and mine", "parent_view": "Their parent view"}
    assert lead.post(reverse("review", args=[row.pk]), again).status_code == 302
    assert reread(world, row).evaluation == "Their words and mine"


def test_answers_of_ten_thousand_characters_are_kept_and_one_more_is_refused(lead: Any, world: Any) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    page = reverse("review", args=[row.pk])
    assert lead.post(page, filled(world, plan, row, evaluation="ŵ" * 10_001)).status_code == 422
    assert lead.post(page, filled(world, plan, row, evaluation="ŵ" * 10_000)).status_code == 302
    assert len(reread(world, row).evaluation) == 10_000


@pytest.mark.parametrize(("decision", "status"), [("amend", "meeting"), ("cease", "closed"), ("next_steps", "reviewed")])
def test_each_decision_leads_where_the_guidance_says(lead: Any, world: Any, decision: str, status: str) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    more = {"decision": decision, "record": "1"}
    if decision in ("cease", "amend"):
        more |= {"next_review_on-day": "", "next_review_on-month": "", "next_review_on-year": ""}
    response = lead.post(reverse("review", args=[row.pk]), filled(world, plan, row, **more))
    assert response.status_code == 302
    assert making.fresh(world, plan).status == status


def test_a_change_between_reviews_asks_for_the_talk_with_parents(lead: Any, world: Any) -> None:
    plan = making.live(world)
    page = reverse("plan-reviews", args=[plan.pk])
    empty = {"parents_contacted_on-day": "", "parents_contacted_on-month": "", "parents_contacted_on-year": ""}
    assert lead.post(page, empty).status_code == 302
    assert "still to be asked" in text(lead.get(page))
    today = {"parents_contacted_on-day": "23", "parents_contacted_on-month": "11", "parents_contacted_on-year": "2026"}
    assert lead.post(page, today).status_code == 302
    assert "Change the plan now" in text(lead.get(page))
    assert making.fresh(world, plan).parents_contacted_on == dt.date(2026, 11, 23)


@pytest.mark.parametrize(("persona", "status"), [("teacher", 403), ("parent", 403), ("ewo", 403), ("other-authority", 404)])
def test_only_who_leads_fills_in_a_review(client: Any, world: Any, persona: str, status: int) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    making.signed_in(client, world, persona)
    assert client.get(reverse("review", args=[row.pk])).status_code == status


def test_no_page_asks_the_database_more_than_fifteen_times(lead: Any, world: Any) -> None:
    plan = making.live(world)
    row = begun(world, plan)
    pages = [reverse(name, args=[plan.pk]) for name in (
        "plan-signatures", "plan-send", "plan-documents", "plan-check-ins", "plan-reviews", "plan-history", "plan-read",
    )]  # fmt: skip
    counts = {}
    for page in [*pages, reverse("review", args=[row.pk])]:
        with CaptureQueriesContext(connection) as seen:
            assert lead.get(page).status_code == 200
        asked = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        counts[page] = len(asked)
    assert max(counts.values()) <= 15, counts
