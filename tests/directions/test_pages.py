"""The pages of a direction: a school from the decision to the notice, the family signed in and by link, the authority that reads."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from docx import Document

from pastoral.casework.placements.directions import deciding, queries
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.pupils.models import Contact

from . import making
from .making import England

pytestmark = pytest.mark.django_db


def day(name: str, on: dt.date) -> dict[str, Any]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def test_a_school_directs_gives_notice_in_time_and_starts(england: England, client: Any) -> None:
    lead, child = england.browser(client), england.world.olivia
    opening = f"/directions/open/{child.pk}/"
    assert "only to improve behaviour" in lead.get(opening).content.decode()
    answer = lead.post(opening, {**day("decided_on", making.DECIDED), "to": "alternative_provision", "to_name": "Quay Workshop"})
    here = answer["Location"]
    page = lead.get(here).content.decode()
    assert "Maintained by the authority, decided on" in page  # T29 on screen
    assert "The direction has no first day." in page
    decision = {
        **day("decided_on", making.DECIDED), "school_kind": "maintained", "purpose": "behaviour", "to": "alternative_provision",
        "to_name": "Quay Workshop", **day("starts_on", making.STARTS), "objectives": "Calm lessons.", "review_every": "Every four weeks",
        "pupil_views": "I like making things.", "engagement_attempts": "2",
    }  # fmt: skip
    assert lead.post(f"{here}decision/", decision).status_code == 302
    assert "The last day for the notice is 12 November 2026" in lead.get(f"{here}letter/").content.decode()  # T14
    notice = {
        "address": "4 Quay Road", "report_to": "Jo Marsh", "days": "55", "reasons": "Six suspensions.", "sessions_a_day": "2",
        "starts": "9:00", "break_starts": "12:00", "break_ends": "12:40", "ends": "15:00",
    }  # fmt: skip
    assert lead.post(f"{here}notice/", notice).status_code == 302
    assert lead.post(f"{here}letter/give/").status_code == 302
    given = lead.get(f"{here}letter/").content.decode()
    assert "Given on 9 November 2026" in given
    assert "Sam Hart" in given
    assert lead.post(f"{here}move/start/").status_code == 302
    assert "It begins on 16 November 2026" in lead.get(here).content.decode()
    with time_machine.travel(dt.datetime(2026, 11, 16, 10, tzinfo=dt.UTC)):
        lead = england.browser(client)
        assert "It is running" in lead.get(here).content.decode()
    word = Document(io.BytesIO(lead.get(f"{here}letter/print/?format=docx").content))
    said = "\n".join([*(cell.text for table in word.tables for line in table.rows for cell in line.cells)])
    assert all(words in said for words in ("4 Quay Road", "Jo Marsh", "55", "12:40", "Six suspensions.", "10 weeks"))
    assert lead.get(f"{here}letter/print/?format=exe").status_code == 404


def test_wal_ex_19_in_wales_the_page_says_that_there_is_no_such_power(client: Any, world: Any) -> None:
    from plans.living import making as plans

    with world.acting("system"):
        plans.publish_npt(world)
    lead = plans.signed_in(client, world, "pastoral-lead")
    page = lead.get(f"/directions/open/{world.tomos.pk}/").content.decode()
    assert "There is none in Wales" in page
    assert "Begin the record" not in page
    refused = lead.post(f"/directions/open/{world.tomos.pk}/", {**day("decided_on", dt.date(2026, 11, 9)), "to": "school"})
    assert refused.status_code == 422
    assert "Off-site direction" not in lead.get(f"/pupils/{world.tomos.pk}/").content.decode()


def test_a_father_reads_the_notice_and_asks_for_a_review_signed_in(england: England, client: Any) -> None:
    row = making.decided(england)
    father = england.browser(client, "father")
    before = father.get(f"/directions/{row.pk}/", follow=True).content.decode()
    assert "Nothing is settled" in before
    assert "Six suspensions" not in before  # the draft of a notice is the school's
    row = making.given_and_started(england, row)
    page = father.get(f"/directions/{row.pk}/family/").content.decode()
    assert "Six suspensions since May." in page
    assert "Jo Marsh" in page
    assert father.post(f"/directions/{row.pk}/family/", {"words": "It is too far."}).status_code == 302
    assert "A review is owed" in father.get(f"/directions/{row.pk}/family/").content.decode()
    assert father.get(f"/directions/{row.pk}/decision/").status_code == 403
    with england.acting() as by:
        asked = queries.requests(by, [row.pk])[row.pk]
        assert [(one.asked_by, one.name, one.in_writing, one.how) for one in asked] == [("parent", "Sam Hart", True, "page")]


def test_a_parent_asks_by_link_and_the_link_ends_with_parental_responsibility(england: England, client: Any) -> None:
    row = making.running(england)
    with england.acting() as by:
        message = OutboundMessage.objects.visible_to(by).get(kind="direction")
    found = re.search(r"http://[^/]+(/directions/l/\S+/)", message.body)
    assert found is not None
    here = found.group(1)
    assert "Six suspensions since May." in client.get(here).content.decode()
    assert client.post(here, {"words": "Please look at the journey."}).status_code == 302
    assert client.post(here, {"words": "Please look at the journey."}).status_code == 302  # a second click
    with england.acting() as by:
        asked = queries.requests(by, [row.pk])[row.pk]
        assert [(one.name, one.how) for one in asked] == [("Sam Hart", "link")]
        with recording("test.contact", by=by, subject=row.pupil):
            Contact.objects.visible_to(by).filter(pupil=row.pupil_id).update(parental_responsibility=False)
    gone = client.get(here)
    assert gone.status_code == 410
    assert "Six suspensions" not in gone.content.decode()


def test_t15_an_officer_asks_for_the_authority_and_the_page_says_what_becomes_of_it(england: England, client: Any) -> None:
    row = making.running(england)
    officer = england.browser(client, "officer")
    form = {**day("on", dt.date(2026, 11, 9)), "asked_by": "authority", "name": "Pat Dunn", "in_writing": "yes", "words": ""}
    assert officer.post(f"/directions/{row.pk}/reviews/asked/", form).status_code == 302
    assert "Not by right" in officer.get(f"/directions/{row.pk}/reviews/").content.decode()  # no plan is kept for the child
    assert officer.get(f"/directions/{row.pk}/").status_code == 200
    assert officer.get(f"/directions/{row.pk}/decision/").status_code == 403  # the school's own act
    assert row.pupil.surname in officer.get("/directions/").content.decode()


def test_reviews_planned_invited_held_and_told_on_the_pages(england: England, client: Any) -> None:
    row = making.running(england)
    lead = england.browser(client)
    here = f"/directions/{row.pk}/reviews/"
    assert lead.post(here, day("on", dt.date(2026, 11, 30))).status_code == 302
    with england.acting() as by:
        review = queries.reviews(by, [row.pk])[row.pk][0]
    assert "The last day for it: 24 November 2026" in lead.get(here).content.decode()
    assert lead.post(f"/directions/reviews/{review.pk}/invite/").status_code == 302
    with time_machine.travel(dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC)):
        lead = england.browser(client)  # three weeks later nobody is signed in any more
        held = {
            **day("held_on", dt.date(2026, 11, 30)), "people": ["head", "parent", "board_nominee"], "nominee": "Ann Lee",
            "nominee_is_head": "no", "outcome": "continue", "said": "Calmer already.",
        }  # fmt: skip
        assert lead.post(f"/directions/reviews/{review.pk}/", held).status_code == 302
        assert lead.post(f"/directions/reviews/{review.pk}/tell/").status_code == 302
        page = lead.get(here).content.decode()
    assert "For the board: Ann Lee." in page
    assert "The family heard it on 30 November 2026" in page


def test_the_pages_take_few_queries(england: England, client: Any, django_assert_max_num_queries: Any) -> None:
    row = making.running(england)
    with england.acting() as by:
        deciding.settle_way_back(direction_id=row.pk, version=None, plan="Mornings first.", by=by)
    lead = england.browser(client)
    for address in ("/directions/", f"/directions/{row.pk}/", f"/directions/{row.pk}/letter/", f"/directions/{row.pk}/reviews/"):
        lead.get(address)
        with django_assert_max_num_queries(15):
            assert lead.get(address).status_code == 200, address
