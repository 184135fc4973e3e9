"""The demo's other councils: each has people, pupils and two plans in the words of its own pack, and sees nothing of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from demo_database import copy_of_the_demo
from pastoral.casework.plans.models import Plan
from pastoral.casework.timetables.judging import judge_timetables
from pastoral.casework.timetables.models import Timetable
from pastoral.casework.timetables.naming import name_of
from pastoral.config.demo.neighbours import NEIGHBOURS, Neighbour
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.accounts.models import User
from pastoral.foundation.accounts.who import access_of
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.packs import pack_of, said
from pastoral.records.providers.models import Declaration


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), copy_of_the_demo():
        yield


def plans_of(persona: str) -> dict[str, Plan]:
    with entered(access_of(User.objects.get(demo_persona=persona))) as access:
        return {plan.status: plan for plan in Plan.objects.visible_to(access).select_related("authority")}


def test_each_neighbour_runs_plans_by_its_own_pack_and_sees_no_other() -> None:
    for neighbour in NEIGHBOURS:
        assert isinstance(neighbour, Neighbour)
        plans = plans_of(neighbour.lead.key)
        assert set(plans) == {"organising", "live"}, neighbour.name
        for plan in plans.values():
            pack = pack_of(plan.policy_version_id)
            assert pack.code == neighbour.pack.rsplit("/", 1)[-1]
            assert plan.authority.name == neighbour.name
        assert {plan.pk for plan in plans.values()} == {plan.pk for plan in plans_of(neighbour.officer.key).values()}
    names = {said(pack_of(plans_of(n.lead.key)["live"].policy_version_id).labels.plan) for n in NEIGHBOURS}
    assert len(names) >= 4, names


def pastoral_at(persona: str) -> Access:
    """Pastoral itself, in the authority of a persona: judgements do not depend on who reads them."""
    found = access_of(User.objects.get(demo_persona=persona))
    return Access.system(authority_id=next(iter(found.home_authority_ids | found.authority_ids)), doing="tests")


def test_reduced_timetables_are_at_every_stage() -> None:
    """Of the demo's own authority, and one that runs in three others."""
    with entered(pastoral_at("director")) as access:
        rows = {row.pk: row for row in Timetable.objects.visible_to(access).select_related("pupil")}
        said_of = {row.pupil.forename: (row, judge_timetables(access, [pk])[pk]) for pk, row in rows.items()}
    stages = sorted(row.status for row in rows.values())
    assert stages == ["active", "active", "active", "closed", "extension", "proposed", "risk_assessed"]
    tomos, found = said_of["Tomos"]
    reds = {one.rule for one in found if one.colour == "red"}
    about = {one.about.partition(":")[0] for one in found if one.rule == "NPT-RT-14"}
    assert (tomos.status, reds, "step" in about) == ("active", {"NPT-RT-18"}, True)  # work at home under a provider's code; a step missed
    assert any(one.rule == "CODE-01" for one in found)
    care = next(found for row, found in said_of.values() if any(one.rule == "NPT-AUD-03" for one in found))
    assert any(one.rule == "NPT-AUD-01" and one.colour == "red" for one in care)
    asked = next(found for row, found in said_of.values() if row.status == "extension")
    assert any((one.rule, one.about, one.colour) == ("NPT-RT-05", "extension", "red") for one in asked)
    called = {}
    for key in ("hillingdon", "wiltshire", "worcestershire"):
        with entered(pastoral_at(f"lead-{key}")) as access:
            row = Timetable.objects.visible_to(access).get()
            assert row.status == "active"
            assert not [one for one in judge_timetables(access, [row.pk])[row.pk] if one.colour in ("red", "amber")], key
            called[key] = name_of(row.policy_version_id)
    assert called["worcestershire"] == "Part-time timetable"
    assert "REP" in called["wiltshire"]


def test_nothing_that_is_sent_logged_or_queued_names_a_child() -> None:
    """Messages leave the house; what happened and what waits to be done is kept for long: by keys, never by a name."""
    every = Access(actor="tests", authority_ids=frozenset(Authority.objects.filter(in_use=True).values_list("pk", flat=True)))
    with entered(every), connection.cursor() as cursor:
        cursor.execute("select forename || ' ' || surname from pupils_pupil")
        names = {name for (name,) in cursor.fetchall()}
        kept: dict[str, list[str]] = {}
        for what, sql in (
            # a young person is called by their own name in what is written to them
            ("message", "select replace(subject || ' ' || body || ' ' || calendar, to_name, '') from outbox_outboundmessage"),
            ("event", "select changes::text || ' ' || reason from audit_event"),
            ("job", "select args::text from procrastinate_jobs"),
        ):
            cursor.execute(sql)
            kept[what] = [text for (text,) in cursor.fetchall()]
    assert len(names) > 100
    assert all(kept.values()), "each of them has something to look at"
    assert not [(what, text) for what, texts in kept.items() for text in texts if any(name in text for name in names)]


@pytest.mark.parametrize("persona", ["director", "officer-hampshire"])
def test_npt_ap_06_the_declarations_of_the_demos_providers_are_with_the_authority(persona: str) -> None:
    with entered(pastoral_at(persona)) as access:
        rows = list(Declaration.objects.visible_to(access))
        assert rows
        for row in rows:
            assert row.counts
            assert row.signed_on is not None
            assert row.sent_on is not None
            assert row.signed_on < row.sent_on
