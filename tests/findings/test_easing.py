"""An officer accepts or lowers a finding: on the record, never silent, and back by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from findings.judging import Script, found, judged_by_script
from pastoral.foundation.access import NotAllowed
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.records.findings import easing
from pastoral.records.findings.models import Easing, Finding, FindingEvent
from pastoral.records.findings.queries import for_subject, owed_by
from pastoral.records.findings.services import Looked, judge_everything
from pastoral.rules.sentences import Refused, say

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)  # a Monday
TODAY = NOW.date()
WHY = "The family is away until the fourth. Agreed with the school."


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def script() -> Iterator[Script]:
    with judged_by_script() as made:
        yield made


def late(**more: Any) -> Any:
    return found(
        colour="red", due_on=dt.date(2026, 11, 20), facts=(("Last review", dt.date(2026, 10, 5)),),
        sentence=say("NPT-PSP-16.overdue", "The review was due on {due}.", due=dt.date(2026, 11, 20)), **more,
    )  # fmt: skip


@pytest.fixture
def finding(world: Any, script: Script) -> Finding:
    script.says[world.tomos.pk] = [late()]
    judge_everything(world.authority.pk)
    with entered(world.system()) as access:
        return Finding.objects.visible_to(access).get()


def ease(world: Any, finding: Finding, kind: str = "accepted", until: dt.date = dt.date(2026, 12, 4), who: str = "ewo") -> Easing:
    with entered(world.access(who)) as by:
        return easing.ease(finding_id=finding.pk, kind=kind, reason=WHY, until=until, by=by)


def present(world: Any) -> Finding:
    with entered(world.system()) as access:
        (one,) = for_subject(access, "pupils.pupil", world.tomos.pk)
    return one


def owed(world: Any, who: str = "pastoral-lead") -> list[str]:
    with world.acting(who) as access:
        return [one.rule for one in owed_by(access, 9)]


def history(world: Any) -> list[str]:
    with entered(world.system()) as access:
        return list(FindingEvent.objects.visible_to(access).order_by("pk").values_list("what", flat=True))


def test_what_is_accepted_is_owed_by_nobody_and_stays_on_the_record(world: Any, finding: Finding) -> None:
    assert owed(world) == ["NPT-PSP-16"]
    ease(world, finding)
    assert owed(world) == []
    one = present(world)
    assert (one.easing_by, one.easing_why) == ("Carys Lloyd (Education welfare officer)", WHY)
    assert history(world) == ["opened", "accepted"]
    with entered(world.system()):
        event = Event.objects.unscoped(reason="test").get(verb="finding.accepted")
    assert (event.reason, event.changes) == (WHY, {"rule": "NPT-PSP-16", "until": "2026-12-04"})


def test_it_comes_back_by_itself_the_day_after_the_end_date(world: Any, finding: Finding, clock: Any) -> None:
    ease(world, finding)
    clock.move_to(dt.datetime(2026, 12, 4, 23, 0, tzinfo=dt.UTC))
    assert judge_everything(world.authority.pk).nothing or present(world).eased == "accepted"
    assert owed(world) == []
    clock.move_to(dt.datetime(2026, 12, 5, 0, 30, tzinfo=dt.UTC))
    assert owed(world) == ["NPT-PSP-16"]  # at once, before the night has run
    assert judge_everything(world.authority.pk) == Looked(changed=1)
    one = present(world)
    assert (one.eased, one.easing_by) == ("", None)
    assert "back" in history(world)
    with entered(world.system()) as access:
        assert Easing.objects.visible_to(access).get().ended_why == "date"


def test_it_comes_back_when_the_facts_change(world: Any, script: Script, finding: Finding) -> None:
    ease(world, finding)
    assert judge_everything(world.authority.pk).nothing
    script.says[world.tomos.pk] = [found(colour="red", due_on=dt.date(2026, 11, 20), facts=(("Last review", None),))]
    judge_everything(world.authority.pk)
    assert present(world).eased == ""
    assert owed(world) == ["NPT-PSP-16"]
    with entered(world.system()) as access:
        assert Easing.objects.visible_to(access).get().ended_why == "facts"


def test_another_owner_or_due_day_alone_leaves_the_decision(world: Any, script: Script, finding: Finding) -> None:
    ease(world, finding)
    script.says[world.tomos.pk] = [late(owner_id=world.people["alnco"].pk)]
    assert judge_everything(world.authority.pk) == Looked(changed=1)
    assert present(world).eased == "accepted"


def test_a_finding_put_right_ends_the_decision(world: Any, script: Script, finding: Finding) -> None:
    ease(world, finding)
    script.says.clear()
    judge_everything(world.authority.pk)
    with entered(world.system()) as access:
        assert Easing.objects.visible_to(access).get().ended_why == "cleared"
    script.says[world.tomos.pk] = [late()]
    judge_everything(world.authority.pk)
    assert owed(world) == ["NPT-PSP-16"]  # a new one, about which nobody has decided


def test_what_is_lowered_stays_owed_and_goes_up_to_nobody(world: Any, finding: Finding, clock: Any) -> None:
    ease(world, finding, "lowered", until=dt.date(2027, 1, 15))
    assert owed(world) == ["NPT-PSP-16"]
    clock.move_to(dt.datetime(2026, 12, 17, 9, 0, tzinfo=dt.UTC))
    judge_everything(world.authority.pk)
    assert present(world).escalated == ""
    assert owed(world, "head") == []


def test_a_new_decision_replaces_the_old_one_and_both_stay(world: Any, finding: Finding) -> None:
    ease(world, finding)
    ease(world, finding, "lowered")
    assert present(world).eased == "lowered"
    with entered(world.system()) as access:
        ended = [one.ended_why for one in Easing.objects.visible_to(access).order_by("pk")]
    assert ended == ["taken", ""]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"until": dt.date(2026, 11, 22)}, "The end date must be today or later."),
        ({"until": dt.date(2027, 11, 22)}, "The end date must be Tuesday 23 February 2027 or earlier."),
        ({"reason": "   ok    "}, "Say why in at least 10 characters."),
        ({"kind": "forgiven"}, "Choose whether to accept it or to lower it."),
    ],
)
def test_bad_decisions_are_refused_with_the_reason(world: Any, finding: Finding, values: dict[str, Any], says: str) -> None:
    given = {"kind": "accepted", "reason": WHY, "until": dt.date(2026, 12, 4), **values}
    with entered(world.access("ewo")) as by, pytest.raises(Refused) as refused:
        easing.ease(finding_id=finding.pk, by=by, **given)
    assert [reason.english() for reason in refused.value.reasons] == [says]
    assert history(world) == ["opened"]


def test_only_officers_decide_and_only_of_their_authority(world: Any, finding: Finding) -> None:
    for who in ("pastoral-lead", "head", "director", "monitoring-group"):
        with entered(world.access(who)) as by, pytest.raises(NotAllowed):
            easing.ease(finding_id=finding.pk, kind="accepted", reason=WHY, until=TODAY, by=by)
    with entered(world.access("other-authority")) as by, pytest.raises(Finding.DoesNotExist):
        easing.ease(finding_id=finding.pk, kind="accepted", reason=WHY, until=TODAY, by=by)


def signed_in(world: Any, persona: str) -> Client:
    client = Client()
    client.force_login(world.people[persona], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def sent(**more: str) -> dict[str, str]:
    return {"kind": "accepted", "reason": WHY, "until-day": "4", "until-month": "12", "until-year": "2026", **more}


def test_the_page_takes_a_decision_and_everybody_sees_it(world: Any, finding: Finding) -> None:
    client = signed_in(world, "ewo")
    address = f"/findings/{finding.pk}/accept/"
    assert "Accept or lower this" in page(client.get(f"/findings/{finding.pk}/"))
    assert "At the latest 23 February 2027" in page(client.get(address))
    assert client.post(address, sent()).status_code == 302
    for who in ("ewo", "pastoral-lead"):
        html = page(signed_in(world, who).get(f"/findings/{finding.pk}/"))
        for words in ("Accepted until 4 December 2026", "Carys Lloyd", WHY, "Accepted for now", "What happened to it"):
            assert words in html, (who, words)
    assert "Take this back" in page(client.get(f"/findings/{finding.pk}/"))
    assert "Take this back" not in page(signed_in(world, "pastoral-lead").get(f"/findings/{finding.pk}/"))
    listed = page(client.get(f"/findings/of/pupils.pupil/{world.tomos.pk}/"))
    assert "NPT-PSP-16" in listed
    assert "Accepted until 4 December 2026" in listed
    assert client.post(f"/findings/{finding.pk}/accept/take-back/").status_code == 302
    assert owed(world) == ["NPT-PSP-16"]
    assert history(world) == ["opened", "accepted", "back"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"until-year": "2025"}, "The end date must be today or later"),
        ({"until-year": "2028"}, "The end date must be 23 February 2027 or earlier"),
        ({"until-month": "13"}, "End date must be a real date"),
        ({"reason": ""}, "Say why"),
        ({"reason": "short"}, "Say why in at least 10 characters"),
        ({"kind": ""}, "Choose what you decide"),
    ],
)
def test_what_was_typed_survives_a_wrong_entry(world: Any, finding: Finding, wrong: dict[str, str], says: str) -> None:
    answer = signed_in(world, "ewo").post(f"/findings/{finding.pk}/accept/", sent(**wrong))
    html = page(answer)
    assert answer.status_code == 200
    assert "There is a problem" in html
    assert says in html
    if "reason" not in wrong:
        assert WHY in html
    assert history(world) == ["opened"]
