"""Concerns reach the safeguarding lead at once, and what the school does stays its own (NPT-AP-14, ENG-KC-06, HAM-AP-08, WOR-UNR-06)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from pastoral.casework.placements import clocks
from pastoral.casework.placements import living as reads
from pastoral.casework.placements.facts import facts_of
from pastoral.casework.placements.models import Concern, ConcernReport, Notice
from pastoral.casework.placements.services import sharing, worrying
from pastoral.foundation.access import NotAllowed
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.findings.models import Finding
from pastoral.rules.sentences import Refused
from placements.living_made import live_and_shared, worried
from placements.making import fresh, make_placement
from placements.sharing_made import access_there

pytestmark = pytest.mark.django_db


def letters(world: Any, start: str) -> list[OutboundMessage]:
    with world.acting("system") as by:
        return list(OutboundMessage.objects.visible_to(by).filter(key__startswith=start).order_by("id"))


def concern_of(world: Any, row: Any) -> Concern:
    with world.acting("pastoral-lead") as by:
        return reads.concerns(by, row.pk)[0]


def test_npt_ap_14_the_safeguarding_lead_is_written_to_at_once_without_the_childs_name(world: Any) -> None:
    row, place = live_and_shared(world)
    worried(world, place)
    concern = concern_of(world, row)
    found = letters(world, f"placement-concern-{concern.pk}")
    people = worrying.safeguarding_people(row.school_id)
    assert [one.to_email for one in found] == [one.email for one in people]
    assert found
    for one in found:
        assert "Tomos" not in one.subject + one.body
        assert "bruise" not in one.subject + one.body
    with world.acting("system") as by:
        assert Notice.objects.visible_to(by).filter(placement=row, event="concern", rule="NPT-AP-14").count() == len(found)


def test_npt_ap_14_the_clock_runs_until_somebody_read_it(world: Any) -> None:
    row, place = live_and_shared(world)
    worried(world, place)

    def open_rules() -> set[str]:
        with world.acting("system") as by:
            there = Finding.objects.visible_to(by).filter(subject_type="placements.placement", subject_id=row.pk, cleared_on__isnull=True)
            return set(there.values_list("rule", flat=True))

    assert "NPT-AP-14" in open_rules()
    with world.acting("pastoral-lead") as by:
        worrying.read_concern(concern_id=concern_of(world, row).pk, by=by)
    assert "NPT-AP-14" not in open_rules()


def test_the_provider_sees_that_it_was_read_and_not_what_the_school_wrote(world: Any) -> None:
    row, place = live_and_shared(world)
    report = worried(world, place)
    with world.acting("pastoral-lead") as by:
        worrying.act_on(concern_id=concern_of(world, row).pk, by=by, done="We spoke with his mother.", lado_told_on=timezone.localdate())
    with world.acting("provider-staff"):
        access = access_there(world)
        seen = ConcernReport.objects.visible_to(access).get(pk=report.pk)
        assert seen.read_at is not None
        assert seen.read_by
        assert not Concern.objects.visible_to(access).exists()


def test_parents_read_no_concern_of_others_and_raise_none_in_the_schools_name(world: Any) -> None:
    row, place = live_and_shared(world)
    worried(world, place)
    with world.acting("parent") as by:
        assert not reads.said_by(by, reads.concerns(by, row.pk))
    with world.acting("parent") as by, pytest.raises(NotAllowed):
        worrying.raise_concern(placement_id=row.pk, kind="safeguarding", said="x", raised_by="school", by=by)


def test_the_head_is_written_to_once_when_nobody_reads_it(world: Any) -> None:
    row, place = live_and_shared(world)
    worried(world, place)
    concern = concern_of(world, row)
    later = timezone.now() + clocks.read_within(row) + dt.timedelta(minutes=1)
    with world.acting("system") as by:
        assert worrying.remind_unread(by) == 0
        assert worrying.remind_unread(by, now=later) == 1
        assert worrying.remind_unread(by, now=later) == 0, "a job that runs twice an hour writes nothing again"
    again = [one for one in letters(world, f"placement-concern-{concern.pk}") if one.key.endswith("-again")]
    assert len(again) == 1
    assert concern_of(world, row).head_told_at == later


def test_npt_ap_14_the_hours_are_the_packs_and_the_page_says_that_they_are_ours(lead: Any, world: Any) -> None:
    row, place = live_and_shared(world)
    worried(world, place)
    assert clocks.read_within(row) == dt.timedelta(hours=2)
    page = lead.get(f"/placements/{row.pk}/concerns/{concern_of(world, row).pk}/").content.decode()
    assert "nobody has read after 2 hours goes to the head as well" in page
    assert "the source names no number or wording" in page


def test_a_version_of_before_the_clocks_had_a_name_goes_by_ours(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _place = live_and_shared(world)
    pack = replace(clocks.pack_of(row.policy_version_id), parameters={})
    monkeypatch.setattr(clocks, "pack_of", lambda _version: pack)
    assert clocks.read_within(row) == dt.timedelta(hours=2)
    assert clocks.report_within(row) == dt.timedelta(days=14)
    assert "14 days" in clocks.in_words(row, clocks.FINAL_REPORT)[0]


def test_eng_kc_06_ham_ap_08_wor_unr_06_days_reach_the_rules(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        found = worrying.raise_concern(placement_id=row.pk, kind="adult_conduct", said="He was shouted at.", raised_by="school", by=by)
        day = timezone.localdate()
        worrying.act_on(concern_id=found.pk, by=by, lado_told_on=day, lado_reference="L-12", authority_told_on=day, reviewed_on=day)
        seen = facts_of(by, [fresh(world, row)])[row.pk].concerns[0]
    assert (seen.lado_told_on, seen.authority_told_on, seen.placement_reviewed_on) == (day, day, day)
    assert seen.safeguarding_lead_told_on == day, "who acts on a concern has read it"


def test_what_another_wrote_about_a_concern_is_not_written_over_from_an_old_tab(lead: Any, world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        found = worrying.raise_concern(placement_id=row.pk, kind="safeguarding", said="x", raised_by="school", by=by)
    old = fresh(world, row).version
    with world.acting("head") as by:
        worrying.act_on(concern_id=found.pk, by=by, done="We rang the social worker.")
    stale = lead.post(f"/placements/{row.pk}/concerns/{found.pk}/", {"done": "Nothing yet.", "version": str(old)})
    assert stale.status_code == 422
    assert "Nothing yet." in stale.content.decode()
    with world.acting("pastoral-lead") as by:
        assert reads.concern(by, found.pk).done == "We rang the social worker."


def test_a_day_in_the_future_and_an_empty_concern_are_refused(world: Any) -> None:
    row = make_placement(world, "live")
    with world.acting("pastoral-lead") as by:
        found = worrying.raise_concern(placement_id=row.pk, kind="safeguarding", said="x", raised_by="school", by=by)
        with pytest.raises(Refused):
            worrying.act_on(concern_id=found.pk, by=by, resolved_on=timezone.localdate() + dt.timedelta(days=1))
        with pytest.raises(Refused):
            worrying.raise_concern(placement_id=row.pk, kind="", said=" ", raised_by="school", by=by)


def test_after_access_is_withdrawn_the_provider_tells_nothing_more(world: Any) -> None:
    row, place = live_and_shared(world)
    with world.acting("pastoral-lead") as by:
        sharing.withdraw(placement_id=row.pk, by=by)
    with world.acting("provider-staff") as by:
        with pytest.raises(reads.Place.DoesNotExist):
            reads.place(by, place.pk)
        with pytest.raises(DatabaseError):
            worrying.tell_school(place=place, kind="safeguarding", said="x", by=by)
