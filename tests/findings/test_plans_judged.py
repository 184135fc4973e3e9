"""The plan's judge and the store together: a plan's findings, the facts behind them, and how many queries a night takes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.casework.plans.models import Plan
from pastoral.casework.plans.rests_on import READ_BY, rests_on
from pastoral.casework.plans.services.moving import move
from pastoral.casework.plans.services.opening import open_plan
from pastoral.casework.plans.since import since_of
from pastoral.config.demo.faults import TEN, rushed_plan
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.findings.easing import ease
from pastoral.records.findings.models import Finding
from pastoral.records.findings.queries import for_subject
from pastoral.records.findings.registry import JUDGES
from pastoral.records.findings.services import judge_everything
from pastoral.records.policy.packs import forget_packs
from pastoral.records.policy.services import publish
from pastoral.rules.psp import RULES, OutcomeFacts, PlanFacts, ReviewFacts, RuleFinding, first_of, judge
from pastoral.rules.sentences import say

NPT = Path(settings.POLICY_PACKS) / "authorities/neath-port-talbot/2024-09-01.toml"


@pytest.fixture
def with_policy(world: Any) -> Any:
    forget_packs()
    with entered(world.system()) as by:
        publish(NPT, authority=world.authority, by=by)
    return world


def opened(world: Any, pupil: Any, *reasons: str) -> Plan:
    with entered(world.access("pastoral-lead")) as by:
        return open_plan(pupil_id=pupil.pk, concern="He stays away.", reasons=list(reasons), by=by)


def test_a_new_plan_has_its_findings_at_once_with_the_facts_behind_them(with_policy: Any) -> None:
    plan = opened(with_policy, with_policy.tomos, "attendance")
    with entered(with_policy.access("pastoral-lead")) as access:
        found = {finding.rule: finding for finding in for_subject(access, "plans.plan", plan.pk)}
    assert {"NPT-PSP-01", "NPT-PSP-05"} <= set(found)
    welfare = found["NPT-PSP-05"]
    assert (welfare.effect, welfare.owner_role, welfare.owner_id) == (
        "WARN",
        "lead",
        with_policy.people["pastoral-lead"].pk,
    )
    said = {label: value for label, value, _page in welfare.facts["said"]}
    assert said["Attendance is an issue"] is True
    assert said["Education Welfare Officer involved"] is None
    assert said["Stage"] == say("PSP.status", "Deciding")


def test_a_night_takes_as_many_queries_for_three_plans_as_for_one(with_policy: Any) -> None:
    world = with_policy
    opened(world, world.tomos, "attendance")
    judge_everything(world.authority.pk)
    with CaptureQueriesContext(connection) as one:
        assert judge_everything(world.authority.pk).nothing
    with entered(world.system()) as by:
        for pupil in (world.cerys, world.ifan):
            open_plan(pupil_id=pupil.pk, concern="Worried.", reasons=["behaviour"], by=by)
    judge_everything(world.authority.pk)
    with CaptureQueriesContext(connection) as three:
        assert judge_everything(world.authority.pk).nothing
    assert len(three) == len(one)


def test_an_unchanged_night_leaves_every_row_as_it_was(with_policy: Any) -> None:
    world = with_policy
    with entered(world.access("pastoral-lead")) as by:
        rushed_plan(world.cerys, by=by)
        open_plan(pupil_id=world.tomos.pk, concern="Worried.", reasons=["behaviour"], by=by)
    judge_everything(world.authority.pk)

    def versions() -> list[Any]:
        found = []
        with entered(world.system()), connection.cursor() as cursor:
            for table in ("findings_finding", "findings_findingevent", "findings_easing", "audit_event"):
                cursor.execute(f"select id, xmin::text, ctid::text from {table} order by id")
                found.append(cursor.fetchall())
        return found

    before = versions()
    assert len(before[0]) > 10
    assert len(before[1]) >= len(before[0])
    assert judge_everything(world.authority.pk, batch=1).nothing
    assert versions() == before


def test_a_closed_plan_keeps_no_open_finding_and_is_not_judged_every_night(with_policy: Any) -> None:
    world = with_policy
    plan = opened(world, world.tomos, "attendance")
    with entered(world.access("pastoral-lead")) as by:
        move(plan_id=plan.pk, action="decide_no_plan", by=by, reason="It went well without one.")
        assert for_subject(by, "plans.plan", plan.pk) == []
    with entered(world.system()) as access:
        assert list(JUDGES["plans.plan"].every(access)) == []


def test_every_rule_that_finds_something_says_what_it_rests_on() -> None:
    by_point = {"NPT-PSP-08": "input:staff", "HIL-PSP-08": "input:child", "NPT-PSP-14": "signature:child"}
    assert {first_of(number) for number in RULES} == set(READ_BY) | set(by_point)
    facts = PlanFacts(opened_on=dt.date(2026, 11, 2))
    for number in RULES:
        about = by_point.get(first_of(number), "plan")
        finding = RuleFinding(number, "WARN", say(number, "x"), say(number, "y"), "lead", about=about)
        assert len(rests_on(finding, facts)) > 1, number


def test_facts_never_hold_what_somebody_wrote_about_the_child() -> None:
    secret = "what she told us"
    facts = PlanFacts(
        earlier_strategies=secret, idp_reference=secret, adjustments=secret, safeguarding=secret, venue=secret,
        child_views=secret, child_views_method=secret, fewer_outcomes_reason=secret,
    )  # fmt: skip
    for number in READ_BY:
        finding = RuleFinding(number, "WARN", say(number, "x"), say(number, "y"), "lead")
        assert secret not in repr(rests_on(finding, facts)), number


def test_since_is_the_day_the_reason_arose_not_the_day_of_looking(with_policy: Any) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)):
        plan = opened(with_policy, with_policy.tomos, "attendance")
    with entered(with_policy.system()) as access, recording("test", by=access, subject=with_policy.tomos):
        Finding.objects.visible_to(access).delete()
    judge_everything(with_policy.authority.pk)
    with entered(with_policy.system()) as access:
        found = {one.rule: one for one in for_subject(access, "plans.plan", plan.pk)}
    assert found["NPT-PSP-05"].since == dt.date(2026, 11, 2)
    assert found["NPT-PSP-05"].found_at.date() > dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("finding", "since"),
    [
        (("NPT-PSP-16", "review", dt.date(2026, 11, 10)), dt.date(2026, 11, 11)),
        (("NPT-PSP-16", "review", dt.date(2026, 12, 10)), dt.date(2026, 10, 5)),
        (("NPT-PSP-18", "check_in", dt.date(2026, 11, 16)), dt.date(2026, 11, 17)),
        (("NPT-PSP-17", "review:7", dt.date(2026, 10, 9)), dt.date(2026, 10, 5)),
        (("NPT-PSP-15", "plan", None), dt.date(2026, 9, 14)),
        (("NPT-PSP-08", "input:child", None), dt.date(2026, 9, 3)),
        (("NPT-PSP-14", "signature:child", None), dt.date(2026, 9, 10)),
        (("NPT-PSP-25", "plan", None), None),
    ],
)
def test_each_reason_knows_its_day(finding: tuple[str, str, dt.date | None], since: dt.date | None) -> None:
    number, about, due = finding
    facts = PlanFacts(
        status="live", opened_on=dt.date(2026, 9, 1), agreed_on=dt.date(2026, 9, 14), check_ins=(dt.date(2026, 11, 9),),
        reviews=(ReviewFacts(held_on=dt.date(2026, 10, 5), key="7"),),
    )  # fmt: skip
    stages = {"gathering": dt.date(2026, 9, 3), "meeting": dt.date(2026, 9, 10)}
    one = RuleFinding(number, "TASK", say(number, "x"), say(number, "y"), "lead", due, about=about)
    assert since_of(one, facts, stages, dt.date(2026, 11, 21)) == since


def test_npt_psp_12_names_the_checks_an_outcome_fails_in_words() -> None:
    facts = PlanFacts(status="meeting", outcomes=(OutcomeFacts("1", "Be better", ("a", "h")),))
    policy = load_policy()
    (said,) = [
        one.sentence.english()
        for one in judge(facts, policy, calendar_of_autumn(), dt.date(2026, 11, 20))
        if one.about == "outcome:1"
    ]
    assert said == "“Be better” is not yet: measured from a known starting point, free of a solution."


def load_policy() -> Any:
    from pastoral.records.policy.loading import load
    from pastoral.records.policy.packs import pack_from

    return pack_from(load(NPT, root=Path(settings.POLICY_PACKS))).psp


def calendar_of_autumn() -> Any:
    from pastoral.rules.calendar import SchoolCalendar, Term

    return SchoolCalendar((Term("Autumn", dt.date(2026, 9, 1), dt.date(2026, 12, 18)),))


def test_the_findings_page_of_a_plan_with_ten_faults_names_all_ten_with_their_numbers(with_policy: Any) -> None:
    world = with_policy
    with entered(world.access("pastoral-lead")) as by:
        plan_id = rushed_plan(world.cerys, by=by)
        found = for_subject(by, "plans.plan", plan_id)
    assert {one.rule for one in found} == set(TEN)
    client = Client()
    client.force_login(world.people["ewo"], backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(f"/findings/of/plans.plan/{plan_id}/").content.decode()
    for number in TEN:
        assert f"<strong>{number}</strong>" in html, number
    assert f"{len(found)} things now" in html
    for one in found:
        explained = client.get(f"/findings/{one.pk}/").content.decode()
        assert one.rule in explained
        assert "What would clear it" in explained
        assert "guidance and forms: " in explained  # where it stands
        assert "What it rests on" in explained


def test_the_plans_page_shows_what_an_officer_decided(with_policy: Any) -> None:
    world = with_policy
    with entered(world.access("pastoral-lead")) as by:
        plan_id = rushed_plan(world.cerys, by=by)
    with entered(world.access("ewo")) as by:
        one = next(one for one in for_subject(by, "plans.plan", plan_id) if one.rule == "NPT-PSP-05")
        until = dt.date.today() + dt.timedelta(days=10)
        ease(finding_id=one.pk, kind="accepted", reason="I know of it and see the family on Friday.", until=until, by=by)
    client = Client()
    client.force_login(world.people["pastoral-lead"], backend="allauth.account.auth_backends.AuthenticationBackend")
    with CaptureQueriesContext(connection) as asked:
        html = " ".join(client.get(f"/plans/{plan_id}/").content.decode().split())
    assert "Accepted until" in html
    assert "Carys Lloyd (Education welfare officer)" in html
    assert "I know of it and see the family on Friday." in html
    assert f'href="/findings/of/plans.plan/{plan_id}/"' in html
    assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 15
