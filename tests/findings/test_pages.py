"""The page that explains a finding, and the list of what a person owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from findings.judging import Script, found, judged_by_script
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Viewed
from pastoral.records.findings.easing import ease
from pastoral.records.findings.models import Finding
from pastoral.records.findings.presenter import standing
from pastoral.records.findings.services import judge_everything
from pastoral.records.findings.wherefrom import stands
from pastoral.records.policy.packs import forget_packs
from pastoral.records.policy.services import publish, publish_for
from pastoral.rules.sentences import say

NPT = Path(settings.POLICY_PACKS) / "authorities/neath-port-talbot/2024-09-01.toml"


@pytest.fixture
def script() -> Iterator[Script]:
    with judged_by_script() as made:
        yield made


@pytest.fixture
def finding(world: Any, script: Script) -> Finding:
    forget_packs()
    with entered(world.system()) as by:
        publish(NPT, authority=world.authority, by=by)
    script.says[world.tomos.pk] = [
        found(
            due_on=dt.date(2026, 11, 2), colour="red", owner_id=world.people["pastoral-lead"].pk,
            sentence=say("NPT-PSP-16", "The review was due on {latest}.", latest=dt.date(2026, 11, 2)),
            facts=(("Last review", dt.date(2026, 9, 21)), ("Planned review", None)),
        )
    ]  # fmt: skip
    judge_everything(world.authority.pk)
    with entered(world.system()) as access:
        return Finding.objects.visible_to(access).get()


def signed_in(world: Any, persona: str) -> Client:
    client = Client()
    client.force_login(world.people[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(world: Any, persona: str, address: str) -> tuple[int, str]:
    answer = signed_in(world, persona).get(address)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_a_finding_explains_itself(world: Any, finding: Finding) -> None:
    status, html = page(world, "pastoral-lead", f"/findings/{finding.pk}/")
    assert status == 200
    for words in (
        "NPT-PSP-16",
        "The review was due on ", "2 November 2026.",
        "A review is held at least every six weeks",
        "this must be done",
        "guidance and forms: The School; Stage Five",
        "school days late: was due 2 November 2026",
        "Siân Rees (PSP School Lead)",
        "Hold the review.",
        "Last review", "21 September 2026",
        "Planned review", "Nothing recorded",
    ):  # fmt: skip
        assert words in html, words


def test_another_councils_rule_is_not_said_to_bind_this_one(world: Any, script: Script, finding: Finding) -> None:
    with entered(world.system(world.other_authority)) as by:
        publish_for(world.other_authority, by=by)
    script.says[world.olivia.pk] = [found(owner_role="ewo")]
    judge_everything(world.other_authority.pk)
    with entered(world.system(world.other_authority)) as access:
        theirs = Finding.objects.visible_to(access).get()
    html = page(world, "other-authority", f"/findings/{theirs.pk}/")[1]
    assert "There is no local rule on this." in html
    assert "The guidance says" not in html


def test_only_those_who_can_put_it_right_are_sent_there(world: Any, script: Script, finding: Finding) -> None:
    script.says[world.tomos.pk] = [found(link_name="pupil", link_key=world.tomos.pk)]
    judge_everything(world.authority.pk)
    assert "Go and put it right" in page(world, "pastoral-lead", f"/findings/{finding.pk}/")[1]
    assert "Go and put it right" not in page(world, "director", f"/findings/{finding.pk}/")[1]


def test_opening_it_is_a_look_at_the_child(world: Any, finding: Finding) -> None:
    page(world, "ewo", f"/findings/{finding.pk}/")
    with entered(world.system()):
        (view,) = Viewed.objects.unscoped(reason="test").filter(user_id=world.people["ewo"].pk)
    assert view.pupil_id == world.tomos.pk


@pytest.mark.parametrize(
    ("persona", "status"),
    [("pastoral-lead", 200), ("head", 200), ("ewo", 200), ("teacher", 200), ("other-authority", 404), ("parent", 404),
     ("young-person", 404), ("provider", 404), ("professional", 404), ("support", 403)],
)  # fmt: skip
def test_who_may_open_it(world: Any, finding: Finding, persona: str, status: int) -> None:
    assert page(world, persona, f"/findings/{finding.pk}/")[0] == status


def test_a_cleared_finding_says_so_and_offers_no_remedy(world: Any, script: Script, finding: Finding) -> None:
    script.says.clear()
    judge_everything(world.authority.pk)
    status, html = page(world, "pastoral-lead", f"/findings/{finding.pk}/")
    assert status == 200
    assert "Cleared" in html
    assert "Hold the review." not in html


def test_the_list_holds_what_i_owe_and_leads_to_why(world: Any, finding: Finding) -> None:
    status, html = page(world, "pastoral-lead", "/findings/")
    assert status == 200
    assert f'href="/findings/{finding.pk}/"' in html
    assert "Tomos" in html
    assert "Nothing to do" in page(world, "alnco", "/findings/")[1]


def test_the_list_is_paginated_within_fifteen_queries(world: Any, script: Script) -> None:
    script.says[world.tomos.pk] = [found("NPT-PSP-13", about=f"commitment:{n}") for n in range(60)]
    judge_everything(world.authority.pk)
    client = signed_in(world, "pastoral-lead")
    with CaptureQueriesContext(connection) as asked:
        html = client.get("/findings/?page=3").content.decode()
    assert (
        len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 15
    )  # a request's own transaction is a savepoint here
    assert html.count('<li class="pastoral-owed__card ') == 10


@pytest.mark.parametrize("address", ["/findings/{finding}/", "/findings/{finding}/accept/", "/findings/of/pupils.pupil/{pupil}/"])
def test_each_page_takes_at_most_fifteen_queries(world: Any, script: Script, finding: Finding, address: str) -> None:
    script.says[world.tomos.pk] += [found("NPT-PSP-13", about=f"commitment:{n}") for n in range(20)]
    judge_everything(world.authority.pk)
    with entered(world.access("ewo")) as by:
        until = dt.date.today() + dt.timedelta(days=3)
        ease(finding_id=finding.pk, kind="lowered", reason="Seen, and on its way.", until=until, by=by)
    client = signed_in(world, "ewo")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address.format(finding=finding.pk, pupil=world.tomos.pk))
    assert answer.status_code == 200
    assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 15


def test_the_history_says_what_became_of_it(world: Any, script: Script, finding: Finding) -> None:
    script.says[world.tomos.pk] = [
        found(colour="red", due_on=dt.date(2026, 11, 3), owner_id=world.people["pastoral-lead"].pk)
    ]
    judge_everything(world.authority.pk)
    script.says.clear()
    judge_everything(world.authority.pk)
    html = page(world, "pastoral-lead", f"/findings/{finding.pk}/")[1]
    for words in ("What happened to it", "Found", "Changed", "The day it is due: 2 November 2026, now 3 November 2026", "Cleared"):
        assert words in html, words
    listed = page(world, "pastoral-lead", f"/findings/of/pupils.pupil/{world.tomos.pk}/")[1]
    assert "Nothing is missing today" in listed
    assert "Put right before" in listed
    assert "NPT-PSP-16" in listed


def test_a_fact_leads_to_where_it_is_read_for_those_who_may_open_it(world: Any, script: Script, finding: Finding) -> None:
    script.says[world.tomos.pk] = [
        found(link_name="pupil", link_key=world.tomos.pk, facts=(("Plan opened", dt.date(2026, 9, 1), "pupil-edit"),))
    ]
    judge_everything(world.authority.pk)
    link = f'href="/pupils/{world.tomos.pk}/edit/"'
    assert link in page(world, "pastoral-lead", f"/findings/{finding.pk}/")[1]
    assert link not in page(world, "ewo", f"/findings/{finding.pk}/")[1]


@pytest.mark.parametrize("number", ["HAM-ACT-01", "WIL-QA-01", "HRS-05"])
def test_a_rule_that_acts_otherwise_says_so_on_its_page_and_why(number: str) -> None:
    (told,) = [row for row in standing(stands(number, None)) if row.question == "What Pastoral does"]
    assert "Pastoral" in told.answer or "does not start" in told.answer
    assert [row.answer for row in standing(stands("NPT-PSP-16", None)) if row.question == "What Pastoral does"] == [""]
