"""Hampshire's personalised plan, Wiltshire's REP and a plain authority's plan run by their packs alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from pastoral.casework.plans.models import Outcome, Submission
from pastoral.casework.plans.services import moving, paperwork, policies, writing
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.documents.page import render_html
from pastoral.rules.sentences import Refused

from . import making
from .making import Story
from .pages import opens, read


def at_the_meeting(world: Any, code: str) -> Story:
    story = making.begin(world, code)
    story.opened()
    story.gathered()
    story.organised(dt.date(2026, 9, 7))
    story.met()
    return story


WAYS = {
    # authority: (families of what its rules may say, whether the plan goes to the council, what its pages say)
    "hampshire": ({"HAM", "PLAN"}, False, "Personalised Plan for Intervention"),
    "wiltshire": ({"WIL", "PLAN"}, True, "REP"),
    "plain-england": ({"PLAN"}, True, "Pastoral Support Programme"),
}


@pytest.mark.parametrize("code", WAYS)
def test_a_plan_from_opening_to_its_end(world: Any, monday: Any, code: str) -> None:
    families, is_sent, name = WAYS[code]
    story = at_the_meeting(world, code)
    assert {number.partition("-")[0] for number in story.rules()} <= families
    seen = [*opens(story, "plan", "plan-meeting", "plan-deciding", "plan-check").values()]
    story.agreed()
    seen += opens(story, "plan", "plan-send").values()
    story.begun()
    assert story.plan.status == "live"
    assert bool(story.rows(Submission, recipient="authority")) is is_sent
    monday.move_to(dt.datetime.combine(story.next_review(), dt.time(10), tzinfo=dt.UTC))
    story.reviewed(decision="cease")
    assert story.plan.status == "closed"
    seen += [*opens(story, "plan", "plan-reviews", "plan-documents", "plan-history").values()]
    for page in seen:
        for foreign in ("ALNCo", "NPT-", "Welsh", "individual development plan", "Final meeting", "Neath"):
            assert foreign not in page, (foreign, page[max(0, page.find(foreign) - 200) : page.find(foreign) + 100])
    assert any(name in page for page in seen)
    plan = story.plan
    with story.acting() as by:
        page = str(render_html(paperwork.plan_printable(by, plan, language="en")))
    assert story.pack.forms["psp"].title.en in page


def test_ham_ap_04_no_plan_without_its_baseline(world: Any) -> None:
    story = at_the_meeting(world, "hampshire")
    (row, *_others) = story.rows(Outcome)
    with story.acting() as by:
        writing.save_outcome(plan_id=story.plan_id, outcome_id=row.pk, by=by, starting_point="", baseline=None, assessment="")
    assert "HAM-AP-04" in story.rules("BLOCK")
    page = read(story.browser(), reverse("outcome", args=[row.pk, "whole"]))
    assert "How is progress checked, and how often?" in page
    assert "What is the reward?" not in page  # not asked in Hampshire


def test_wil_sg_01_a_rep_names_who_is_responsible(world: Any) -> None:
    story = at_the_meeting(world, "wiltshire")
    with story.acting() as by:
        writing.save_section(plan_id=story.plan_id, section="safeguarding", answers={}, version=1, by=by)
    assert "WIL-SG-01" in story.rules("BLOCK")


def test_a_plan_moves_to_newer_rules_with_a_reason(world: Any, tmp_path: Any) -> None:
    """Begun under Hampshire's pack; the authority then publishes a pack that starts later."""
    from django.conf import settings

    from pastoral.records.policy.services import publish

    story = making.begin(world, "hampshire")
    story.opened()
    older = story.plan.policy_version_id
    client = story.browser()
    address = reverse("plan-policy", args=[story.plan_id])
    assert "There are no newer rules." in read(client, address)
    root = tmp_path / "packs"
    import shutil

    shutil.copytree(settings.POLICY_PACKS, root)
    pack = sorted((root / "authorities" / "hampshire").glob("20*.toml"))[-1]
    later = pack.with_name("2026-09-01.toml")
    later.write_text(pack.read_text().replace("starts_on = 2026-07-26", "starts_on = 2026-09-01"))
    with entered(world.system(world.other_authority)) as by:
        newer = publish(later, authority=world.other_authority, by=by)
    assert story.plan.policy_version_id == older  # nothing moves by itself
    assert "Newer rules started on 1 September 2026" in read(client, address)
    with story.acting() as by, pytest.raises(Refused):
        policies.move_policy(plan_id=story.plan_id, version_id=newer.pk, reason=" ", by=by)
    assert client.post(address, {"reason": "", "version": str(newer.pk)}).status_code == 422
    assert client.post(address, {"reason": "The council asked us to.", "version": str(newer.pk)}).status_code == 302
    assert story.plan.policy_version_id == newer.pk
    with story.acting() as by:
        moving.move(plan_id=story.plan_id, action="start_gathering", by=by)  # judged by the newer pack from now on
