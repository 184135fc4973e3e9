"""Opening a plan and the deciding page, through real requests."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pastoral.casework.plans.models import Plan

WORRY = "Tomos leaves lessons. Mam says he does not sleep. Ŵyn bach 🐑 â ê î ô û ŷ."


def open_it(client: Any, pupil: Any, **more: Any) -> Any:
    data = {"concern": WORRY, "reasons": ["behaviour"], "strategies_tried": "", "submission_token": str(uuid.uuid4()), **more}
    return client.post(f"/plans/open/{pupil.pk}/", data)


def plans_of(world: Any) -> list[Plan]:
    with world.acting("system") as access:
        return list(Plan.objects.visible_to(access).order_by("pk"))


def test_a_lead_opens_a_plan_and_comes_to_its_page(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    page = client.get(f"/plans/open/{npt.tomos.pk}/")
    assert page.status_code == 200
    assert "At risk of permanent exclusion" in page.content.decode()
    answer = open_it(client, npt.tomos)
    (plan,) = plans_of(npt)
    assert answer.status_code == 302 and answer["Location"] == f"/plans/{plan.pk}/"
    assert plan.concern == WORRY and plan.reasons == ["behaviour"] and plan.lead == npt.people["pastoral-lead"]
    shown = client.get(answer["Location"])
    assert shown.status_code == 200, shown.content.decode()[:2000]
    assert "Deciding on a PSP" in shown.content.decode()


def test_the_plan_page_takes_fifteen_queries_at_most(npt: Any, browser_of: Any) -> None:
    client = browser_of("pastoral-lead")
    went = open_it(client, npt.tomos)["Location"]
    client.get(went)
    with CaptureQueriesContext(connection, ) as seen:
        client.get(went)
    said = [query["sql"][:90] for query in seen.captured_queries]
    assert len(said) <= 15, "\n".join(said)
