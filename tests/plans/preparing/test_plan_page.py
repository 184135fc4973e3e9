"""The plan's own page and its moves: whose it is, what it says, what it refuses, and that nothing happens twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pastoral.casework.plans.models import Plan
from pastoral.casework.plans.services import moving, opening

from . import making
from .making import text


def test_the_page_takes_fifteen_queries_at_most_at_every_stage_of_preparing(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    plan = making.opened(npt, reasons=("attendance", "exclusion_risk"))
    for action in ("start_gathering", "call_meeting", None):
        making_page = making.queries_of(client, f"/plans/{plan.pk}/")
        assert len(making_page) <= 15, "\n".join(making_page)
        if action is not None:
            with npt.acting("pastoral-lead") as by:
                moving.move(plan_id=plan.pk, action=action, by=by)
    for input in ("staff", "child", "parent", "interventions", "agencies"):
        for number in range(3):
            making.asked(npt, plan, input, f"Person {number}")
    full = making.queries_of(client, f"/plans/{plan.pk}/")
    assert len(full) <= 15, "\n".join(full)


@pytest.mark.parametrize("page", ["", "deciding/", "gathering/", "organising/", "move/withdraw/", "views/"])
def test_others_see_nothing_at_all(npt: Any, browser_of: Any, page: str) -> None:
    plan = making.gathered(npt)
    address = f"/plans/{plan.pk}/{page}"
    # an officer of another authority may not lead anywhere, so the deed is refused before the record is looked for
    assert browser_of("other-authority").get(address).status_code == (404 if page in ("", "views/") else 403)
    with npt.acting("system"):
        other = npt.people["pastoral-lead"].memberships.get()
        other.school = npt.second_school
        other.save()
    assert browser_of("pastoral-lead").get(address).status_code == 404


@pytest.mark.parametrize("persona", ["teacher", "ewo", "monitoring-group", "director"])
def test_who_does_not_lead_reads_and_changes_nothing(npt: Any, browser_of: Any, persona: str) -> None:
    plan = making.gathered(npt)
    client = browser_of(persona)
    page = client.get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    assert 'id="next-title"' not in text(page)
    assert f"/plans/{plan.pk}/deciding/" not in text(page)
    for href in set(re.findall(rf'href="(/plans/{plan.pk}/[^"#]*)', text(page))):
        assert client.get(href).status_code == 200, href  # no link leads to a closed door
    for address in ("deciding/", "gathering/", "gathering/staff/ask/", "organising/", "move/call_meeting/"):
        assert client.get(f"/plans/{plan.pk}/{address}").status_code == 403
        assert client.post(f"/plans/{plan.pk}/{address}", {"reason": "x"}).status_code == 403
    assert making.fresh(npt, plan).status == Plan.Status.GATHERING


@pytest.mark.parametrize("persona", ["parent", "young-person", "professional", "provider"])
def test_the_family_and_those_from_outside_read_a_plain_page(npt: Any, browser_of: Any, persona: str) -> None:
    plan = making.gathered(npt)
    page = browser_of(persona).get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    assert "What the rules say" not in text(page)
    assert f"/plans/{plan.pk}/gathering/" not in text(page)


def test_a_look_is_on_the_record(npt: Any, browser_of: Any) -> None:
    from pastoral.foundation.audit.models import Viewed

    plan = making.opened(npt)
    browser_of("ewo").get(f"/plans/{plan.pk}/")
    seen = [one for one in making.rows(npt, Viewed) if one.subject_type == "plans.plan"]
    assert [(one.subject_id, one.user_id) for one in seen] == [(plan.pk, npt.people["ewo"].pk)]


def test_one_button_moves_the_plan_and_a_second_click_does_not(npt: Any, browser_of: Any) -> None:
    plan = making.opened(npt)
    client, once = browser_of("pastoral-lead"), making.token()
    assert "Start a plan" in text(client.get(f"/plans/{plan.pk}/"))
    sent = {"stage": "deciding", "submission_token": once}
    first = client.post(f"/plans/{plan.pk}/move/start_gathering/", sent)
    second = client.post(f"/plans/{plan.pk}/move/start_gathering/", sent)
    assert first["Location"] == second["Location"] == f"/plans/{plan.pk}/gathering/"
    assert [one.action for one in making.moves(npt)] == ["open", "start_gathering"]


def test_a_tab_that_was_loaded_at_another_stage_is_told(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    sent = {"stage": "gathering", "reason": "Wrong button ŵ", "submission_token": making.token()}
    answer = browser_of("pastoral-lead").post(f"/plans/{plan.pk}/move/step_back/", sent)
    assert answer.status_code == 422
    assert "Somebody else moved this plan on" in text(answer)
    assert "Wrong button ŵ" in text(answer)
    assert making.fresh(npt, plan).status == Plan.Status.ORGANISING


def test_what_stops_the_next_step_is_said_on_the_page_and_by_the_move(npt: Any, browser_of: Any) -> None:
    plan = making.opened(npt)
    with npt.acting("pastoral-lead") as by:
        opening.settle(plan_id=plan.pk, version=None, by=by, lead_id=None)
    client = browser_of("pastoral-lead")
    page = text(client.get(f"/plans/{plan.pk}/"))
    assert "The PSP has no lead." in page
    assert "be done yet" in page
    answer = client.post(f"/plans/{plan.pk}/move/start_gathering/", {"stage": "deciding", "submission_token": making.token()})
    assert answer.status_code == 422
    assert "The PSP has no lead." in text(answer)
    assert making.fresh(npt, plan).status == Plan.Status.DECIDING


@pytest.mark.parametrize("action", ["withdraw", "decide_no_plan"])
def test_closing_asks_why(npt: Any, browser_of: Any, action: str) -> None:
    plan = making.opened(npt)
    client = browser_of("pastoral-lead")
    address = f"/plans/{plan.pk}/move/{action}/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"reason": "  ", "stage": "deciding", "submission_token": making.token()})
    assert refused.status_code == 422
    assert "Give a reason" in text(refused)
    given = {"reason": "Mae'n well nawr 🐑", "stage": "deciding", "submission_token": making.token()}
    assert client.post(address, given).status_code == 302
    now = making.fresh(npt, plan)
    assert (now.status, now.closing_note) == (Plan.Status.CLOSED, "Mae'n well nawr 🐑")
    closed = text(client.get(f"/plans/{plan.pk}/"))
    assert "Mae&#39;n well nawr 🐑" in closed
    assert "Reopen the plan" in closed


@pytest.mark.parametrize("action", ["record_review", "nonsense"])
def test_what_is_no_move_is_not_found(npt: Any, browser_of: Any, action: str) -> None:
    plan = making.opened(npt)
    assert browser_of("pastoral-lead").get(f"/plans/{plan.pk}/move/{action}/").status_code == 404


def test_beginning_the_meeting_needs_a_day(npt: Any, browser_of: Any) -> None:
    plan = making.organised(npt)
    client = browser_of("pastoral-lead")
    assert "The meeting has no date." in text(client.get(f"/plans/{plan.pk}/"))
    answer = client.post(f"/plans/{plan.pk}/move/begin_meeting/", {"stage": "organising", "submission_token": making.token()})
    assert answer.status_code == 422
    assert "The meeting has no date." in text(answer)


def test_the_page_is_whole_without_script_and_in_welsh(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    client = browser_of("pastoral-lead")
    page = text(client.get(f"/plans/{plan.pk}/"))
    assert 'method="post" action="/plans/' in page
    assert "<script>" not in page
    assert " style=" not in page
    npt.people["pastoral-lead"].language = "cy"
    npt.people["pastoral-lead"].save()
    assert "Casglu gwybodaeth" in text(client.get(f"/plans/{plan.pk}/"))
