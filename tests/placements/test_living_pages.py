"""The pages of a placement that lives and ends: each opens in few queries, takes its form, and its family and provider read their own."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from pastoral.casework.placements import living as reads
from pastoral.casework.placements.models import Concern, Voice
from pastoral.casework.placements.services import ending, reviewing
from pastoral.foundation.outbox.models import OutboundMessage
from placements.living_made import ended, live_and_shared, measured, reviewed, worried
from plans.living import making as plans

pytestmark = pytest.mark.django_db
STAFF = (
    "watch", "visits", "contact", "voices", "progress", "reviews", "review-plan", "reports", "report-copy", "concerns", "end",
    "ending", "way-back", "ready", "after", "follow", "family",
)  # fmt: skip
LOOKED = os.environ.get("PASTORAL_PAGES_TO")  # somebody wants to look at them


def kept(name: str, answer: Any) -> str:
    text = answer.content.decode()
    if LOOKED:
        Path(LOOKED, f"{name}.html").write_text(text, encoding="utf-8")
    return text


def full(world: Any) -> tuple[Any, Any]:
    """Live, shared, measured, reviewed, worried about, with a way back."""
    row, place = live_and_shared(world)
    measured(world, row)
    reviewed(world, row)
    worried(world, place)
    with world.acting("pastoral-lead") as by:
        reviewing.plan_review(placement_id=row.pk, planned_for=dt.date(2026, 12, 11), starts=dt.time(10), where="Room 4", by=by)
        ending.plan_way_back(placement_id=row.pk, by=by, plan="Mornings first.", back_on=dt.date(2026, 9, 7))
        ending.say_ready(placement_id=row.pk, who="pupil", ready=True, on=dt.date(2026, 11, 20), by=by, by_name="Tomos")
    return row, place


def test_every_page_opens_in_few_queries(world: Any, lead: Any, django_assert_max_num_queries: Any) -> None:
    row, _place = full(world)
    lead.get(reverse("placement-reviews", args=[row.pk]))  # packs and calendars are read once
    for name in STAFF:
        with django_assert_max_num_queries(15, info=name):
            answer = lead.get(reverse(f"placement-{name}", args=[row.pk]))
        assert answer.status_code == 200, name
        kept(name, answer)
    with world.acting("pastoral-lead") as by:
        concern = reads.concerns(by, row.pk)[0]
        check = reads.checks(by, row.pk)[0]
    for name, key in (("concern", concern.pk), ("check", check.pk)):
        with django_assert_max_num_queries(15):
            answer = lead.get(reverse(f"placement-{name}", args=[row.pk, key]))
        assert answer.status_code == 200, name
        kept(name, answer)


def test_a_visit_a_review_and_a_concern_go_through_their_pages(world: Any, lead: Any) -> None:
    row, _place = live_and_shared(world)
    day = {"visited_on-day": "18", "visited_on-month": "11", "visited_on-year": "2026"}
    answer = lead.post(reverse("placement-visits", args=[row.pk]), {
        **day, "visited_by": "Huw", "looked_at": ["safeguarding", "wellbeing", "health_safety"], "seen_alone": "yes", "note": "Calm.",
    })  # fmt: skip
    assert answer.status_code == 302
    assert "Safety checked" in kept("visits-after", lead.get(reverse("placement-visits", args=[row.pk])))
    refused = lead.post(reverse("placement-visits", args=[row.pk]), {"visited_by": "Huw"})
    assert refused.status_code == 422
    held = {"held_on-day": "20", "held_on-month": "11", "held_on-year": "2026"}
    last_day = {"last_day-day": "20", "last_day-month": "11", "last_day-year": "2026"}
    words = {"took_part": ["pupil", "parent"], "said": "Good.", "decision": "end", **last_day}
    assert lead.post(reverse("placement-reviews", args=[row.pk]), {**held, **words}).status_code == 302
    given = {"raised_by": "school", "kind": "below_standard", "said": "No lessons on Monday."}
    assert lead.post(reverse("placement-concerns", args=[row.pk]), given).status_code == 302
    with world.acting("pastoral-lead") as by:
        concern = reads.concerns(by, row.pk)[0]
    assert lead.post(reverse("placement-concern-read", args=[row.pk, concern.pk])).status_code == 302
    assert "Nobody has read it yet" not in lead.get(reverse("placement-concern", args=[row.pk, concern.pk])).content.decode()


def test_the_family_reads_its_page_says_how_it_goes_and_that_it_is_not_what_was_agreed(world: Any, client: Any) -> None:
    row, _place = full(world)
    parent = plans.signed_in(client, world, "parent")
    here = reverse("placement-family", args=[row.pk])
    text = kept("family-parent", parent.get(here))
    assert "Hafan Workshop" in text
    assert "bruise" not in text, "the provider's concern is not for this page"
    assert parent.post(here, {"ask": "voice", "going": "well", "said": "He is up early."}).status_code == 302
    assert parent.post(here, {"ask": "objection", "objection": ""}).status_code == 422
    assert parent.post(here, {"ask": "objection", "objection": "He is sent home at noon."}).status_code == 302
    with world.acting("system") as by:
        said = Concern.objects.visible_to(by).get(raised_by="parent")
        assert (said.kind, said.by_user_id) == ("disagreement", world.people["parent"].pk)
        assert Voice.objects.visible_to(by).get().of == "parent"
    assert "He is sent home at noon." in kept("family-said", parent.get(here))


def test_wil_voice_01_a_parent_answers_by_link(world: Any, lead: Any, client: Any) -> None:
    row, _place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        contact = reads.family_contacts(by, row.pupil_id, dt.date(2026, 11, 23))[0]
    assert lead.post(reverse("placement-voice-ask", args=[row.pk, contact.pk])).status_code == 302
    with world.acting("system") as by:
        body = OutboundMessage.objects.visible_to(by).get(key__startswith="placement-voice-").body
    assert "Tomos" not in body
    address = next(word for word in body.split() if "/voice/" in word)
    here = address[address.index("/placements/") :]
    client.logout()
    assert "Elin Morgan" in kept("link-voice", client.get(here))
    for _twice in range(2):
        assert client.post(here, {"ask": "voice", "going": "mixed", "said": "Tired."}).status_code == 302
    assert client.post(here, {"ask": "voice"}).status_code == 422
    with world.acting("pastoral-lead") as by:
        assert [(one.how, one.going) for one in reads.voices(by, row.pk)] == [("link", "mixed")]
        assert reads.asks(by, row.pk)[0].answers.count() == 1


def test_npt_ap_14_the_provider_tells_a_concern_and_writes_its_report_on_its_own_pages(world: Any, client: Any) -> None:
    row, place = live_and_shared(world)
    ended(world, row)
    there = plans.signed_in(client, world, "provider-lead")
    here = reverse("provider-concern", args=[place.pk])
    assert there.get(here).status_code == 200
    assert there.post(here, {"kind": "safeguarding", "said": "He was hungry."}).status_code == 302
    assert "not read yet" in kept("provider-concern", there.get(here))
    progress = reverse("provider-progress", args=[place.pk])
    with world.acting("system") as by:
        objective = reads.objectives(by, row.pk)[0].pk
        owed = reads.reports(by, row.pk)[0]
    day = {"on-day": "23", "on-month": "11", "on-year": "2026"}
    assert there.post(progress, {**day, f"value_{objective}": "9", f"words_{objective}": "Better."}).status_code == 302
    kept("provider-progress", there.get(progress))
    assert there.post(reverse("provider-ready", args=[place.pk]), {"ready": "yes", "said": "Yes."}).status_code == 302
    report = reverse("provider-report", args=[owed.pk])
    kept("provider-report", there.get(report))
    words = {"attainment": "Level 1", "progress": "Up", "attendance": "41 of 44", "behaviour": "Calm"}
    assert there.post(report, {"attainment": "Level 1"}).status_code == 422
    assert there.post(report, {"attainment": "Level 1", "do": "keep"}).status_code == 302
    assert there.post(report, words).status_code == 302
    assert there.get(report).status_code == 302, "what was sent stays as it is"
    staff = plans.signed_in(client, world, "pastoral-lead")
    assert "41 of 44" in kept("report", staff.get(reverse("placement-report", args=[row.pk, owed.pk])))
    assert staff.get(reverse("placement-report-file", args=[row.pk, owed.pk, "pdf"])).content.startswith(b"%PDF")
