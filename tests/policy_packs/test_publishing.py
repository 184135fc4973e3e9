"""Publishing: once, whole, for the right authority, and never changed afterwards."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pastoral.foundation.access import NotAllowed
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.records.policy.faults import BadPack
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.packs import forget_packs, pack_of
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.policy.services import move_to_version, publish, publish_for
from pastoral.rules.sentences import Refused

PACKS = Path(settings.POLICY_PACKS)
NPT = PACKS / "authorities/neath-port-talbot/2024-09-01.toml"
PLAIN = (PACKS / "authorities/plain-wales/2024-09-01.toml").read_text()


@pytest.fixture(autouse=True)
def fresh_packs() -> None:
    forget_packs()


def plain(starts_on: str, more: str = "", **changes: str) -> str:
    text = PLAIN.replace("starts_on = 2024-09-01", f"starts_on = {starts_on}")
    for before, after in changes.items():
        text = text.replace(before, after)
    return text + more


def test_a_published_pack_is_in_force_from_its_day_and_reads_back(world: Any) -> None:
    with entered(world.system()) as by:
        version = publish(NPT, authority=world.authority, by=by)
    assert version_in_force(world.authority.pk, dt.date(2024, 9, 1)) == version
    assert version_in_force(world.authority.pk, dt.date(2026, 11, 21)) == version
    pack = pack_of(version.pk)
    assert pack.psp.max_review_weeks.count == 6
    assert pack_of(version.pk) is pack
    with entered(world.system()):
        event = Event.objects.unscoped(reason="test").filter(verb="policy.published").latest("id")
    assert event.authority_id == world.authority.pk
    assert event.changes["sha256"] == version.sha256


def test_before_the_first_pack_nothing_is_in_force(world: Any) -> None:
    with entered(world.system()) as by:
        publish(NPT, authority=world.authority, by=by)
    with pytest.raises(NoPolicy, match="2024-08-31"):
        version_in_force(world.authority.pk, dt.date(2024, 8, 31))
    with pytest.raises(NoPolicy):
        version_in_force(world.other_authority.pk, dt.date(2026, 11, 21))


def test_publishing_the_same_again_changes_nothing(world: Any) -> None:
    with entered(world.system()) as by:
        first = publish(NPT, authority=world.authority, by=by)
        events = Event.objects.unscoped(reason="test").count()
        again = publish(NPT, authority=world.authority, by=by)
        assert again == first
        assert (PolicyVersion.objects.count(), Event.objects.unscoped(reason="test").count()) == (1, events)


def test_a_comment_or_an_order_of_keys_is_no_change(world: Any) -> None:
    with entered(world.system()) as by:
        first = publish(PLAIN, authority=world.authority, by=by)
        head, tail = PLAIN.rsplit("\n", 2)[0], PLAIN.rsplit("\n", 2)[1]
        assert publish(f"# moved\n{tail}\n{head}\n", authority=world.authority, by=by) == first


def test_other_content_from_the_same_day_is_refused(world: Any) -> None:
    changed = PLAIN.replace("Any Welsh authority", "Some Welsh authority")
    assert changed != PLAIN
    with entered(world.system()) as by:
        publish(PLAIN, authority=world.authority, by=by)
        with pytest.raises(BadPack, match="A published pack never changes"):
            publish(changed, authority=world.authority, by=by)
    assert PolicyVersion.objects.count() == 1


def test_two_versions_live_side_by_side(world: Any) -> None:
    longer = "\n[parameters.psp]\n" + 'outcomes_wanted = { value = 4, source = "ours: a test", status = "OURS" }\n'
    with entered(world.system()) as by:
        old = publish(plain("2024-09-01"), authority=world.authority, by=by)
        new = publish(plain("2026-09-01", longer), authority=world.authority, by=by)
    assert version_in_force(world.authority.pk, dt.date(2026, 8, 31)) == old
    assert version_in_force(world.authority.pk, dt.date(2026, 9, 1)) == new
    assert (pack_of(old.pk).psp.outcomes_wanted, pack_of(new.pk).psp.outcomes_wanted) == (3, 4)


def test_versions_that_overlap_are_refused_in_either_order(world: Any) -> None:
    with entered(world.system()) as by:
        publish(
            plain("2025-09-01", **{"languages": "ends_on = 2026-08-31\nlanguages"}), authority=world.authority, by=by
        )
        with pytest.raises(BadPack, match="runs to 2026-08-31"):
            publish(plain("2026-08-31"), authority=world.authority, by=by)
        with pytest.raises(BadPack, match="does not fit before the published version of 2025-09-01"):
            early = plain("2024-09-01", **{"languages": "ends_on = 2025-09-01\nlanguages"})
            publish(early, authority=world.authority, by=by)
        publish(plain("2026-09-01"), authority=world.authority, by=by)
    assert PolicyVersion.objects.count() == 2


def test_after_a_pack_has_ended_nothing_is_in_force(world: Any) -> None:
    with entered(world.system()) as by:
        publish(
            plain("2025-09-01", **{"languages": "ends_on = 2026-08-31\nlanguages"}), authority=world.authority, by=by
        )
    with pytest.raises(NoPolicy, match="ended on 2026-08-31"):
        version_in_force(world.authority.pk, dt.date(2026, 9, 1))


def test_a_question_may_not_change_its_kind_between_versions(world: Any) -> None:
    def section(kind: str) -> str:
        return f"""
[sections.reason]
title = {{ en = "Why", cy = "Pam" }}
owner = "meeting"
questions = [
  {{ key = "reason", kind = "long_text", text = {{ en = "Why?", cy = "Pam?" }} }},
  {{ key = "since", kind = "{kind}", text = {{ en = "Since when?", cy = "Ers pryd?" }} }},
]
"""

    with entered(world.system()) as by:
        publish(plain("2024-09-01", section("date")), authority=world.authority, by=by)
        with pytest.raises(BadPack) as refused:
            publish(plain("2026-09-01", section("text")), authority=world.authority, by=by, name="new.toml")
    (fault,) = refused.value.faults
    assert (fault.file, fault.key) == ("new.toml", "sections.reason.questions[1].kind")
    assert "was date and is now text" in fault.message
    assert plain("2026-09-01", section("text")).split("\n")[fault.line - 1].strip().startswith('{ key = "since"')
    assert PolicyVersion.objects.count() == 1


def test_a_pack_of_the_other_nation_is_refused(world: Any) -> None:
    with entered(world.system(world.other_authority)) as by, pytest.raises(BadPack, match="is in england"):
        publish(NPT, authority=world.other_authority, by=by)


def test_a_nations_own_pack_is_not_published(world: Any) -> None:
    with entered(world.system()) as by, pytest.raises(BadPack, match="is a nation's pack"):
        publish(PACKS / "nations/wales/2024-09-01.toml", authority=world.authority, by=by)


def test_nobody_publishes_for_another_authority(world: Any) -> None:
    with entered(world.system(world.other_authority)) as by, pytest.raises(NotAllowed):
        publish(NPT, authority=world.authority, by=by)
    assert not PolicyVersion.objects.exists()


def test_any_authority_can_start_with_the_plain_pack_of_its_nation(world: Any) -> None:
    for authority, code in ((world.authority, "plain-wales"), (world.other_authority, "plain-england")):
        with entered(world.system(authority)) as by:
            versions = publish_for(authority, by=by)
        assert versions
        assert {pack_of(version.pk).code for version in versions} == {code}


class TestMoving:
    """A record stays on its version until somebody moves it, with a reason."""

    @pytest.fixture
    def record(self, world: Any) -> Any:
        """Something pinned to a version, as a plan is; the pupil's row lends its identity to the audit trail."""
        with entered(world.system()) as by:
            self.old = publish(plain("2024-09-01"), authority=world.authority, by=by)
            self.new = publish(plain("2026-09-01"), authority=world.authority, by=by)
        with entered(world.system(world.other_authority)) as by:
            *_, self.foreign = publish_for(world.other_authority, by=by)
        pinned = world.tomos
        pinned.policy_version_id = self.old.pk
        pinned.save = lambda update_fields: self.saved.append(update_fields)
        self.saved: list[list[str]] = []
        return pinned

    def test_it_moves_with_a_reason_and_the_trail_says_so(self, world: Any, record: Any) -> None:
        with entered(world.access("pastoral-lead")) as by:
            move_to_version(record, self.new, reason="The council asked every school to.", by=by)
        assert record.policy_version_id == self.new.pk
        assert self.saved == [["policy_version"]]
        with entered(world.system()):
            event = Event.objects.unscoped(reason="test").get(verb="policy.moved_to_version")
        assert event.reason == "The council asked every school to."
        assert event.changes == {"policy_version": ["2024-09-01", "2026-09-01"]}

    def test_it_does_not_move_without_a_reason(self, world: Any, record: Any) -> None:
        with entered(world.system()) as by, pytest.raises(Refused):
            move_to_version(record, self.new, reason="  ", by=by)
        assert record.policy_version_id == self.old.pk

    def test_it_does_not_move_to_another_authoritys_policy(self, world: Any, record: Any) -> None:
        with entered(world.system()) as by, pytest.raises(Refused):
            move_to_version(record, self.foreign, reason="mistake", by=by)

    def test_it_does_not_move_back(self, world: Any, record: Any) -> None:
        record.policy_version_id = self.new.pk
        with entered(world.system()) as by, pytest.raises(Refused):
            move_to_version(record, self.old, reason="mistake", by=by)

    def test_moving_to_its_own_version_is_no_event(self, world: Any, record: Any) -> None:
        with entered(world.system()) as by:
            move_to_version(record, self.old, reason="", by=by)
        assert self.saved == []
