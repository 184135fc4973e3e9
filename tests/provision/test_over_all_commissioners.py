"""T20, T21: the registration test counts the children of all commissioners, and says to none of them whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from pastoral.casework.placements import jobs
from pastoral.casework.placements.services import attending
from pastoral.foundation.access import Access
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.models import Event
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.findings.models import Finding
from pastoral.records.providers.models import Attending, Site, TestResult

from .making import judged, place

pytestmark = pytest.mark.django_db


def result(authority: Any, provider: Any, site: Any = None) -> str:
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access:
        row = TestResult.objects.visible_to(access).filter(authority=authority, provider=provider, site=site).first()
        return row.result if row else ""


def found(authority: Any, rule: str) -> list[Finding]:
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access:
        return list(Finding.objects.visible_to(access).filter(rule=rule, about="registration_test", cleared_on=None))


def told(authority: Any) -> list[OutboundMessage]:
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access:
        return list(OutboundMessage.objects.visible_to(access).filter(kind="provider"))


def events(authority: Any) -> int:
    with entered(Access.system(authority_id=authority.pk, doing="tests")) as access:
        return int(Event.objects.visible_to(access).count())


def test_t20_wal_unr_01_the_fifth_pupil_from_a_second_authority_alerts_both(two: Any) -> None:
    ours, theirs, hafan = two.authority, two.other_authority, two.provider
    judged(ours, hafan)
    judged(theirs, hafan)
    place(two.tomos.school, hafan, "Ada", "Bea", "Cai")
    assert result(ours, hafan) == "below"
    place(two.tomos.school, hafan, "Dil")
    assert result(ours, hafan) == "early_warning", "one pupil before"
    assert result(theirs, hafan) == "", "who has nobody there hears nothing"
    assert told(ours)
    place(two.other_school, hafan, "Eve")
    assert result(ours, hafan) == result(theirs, hafan) == "met"
    assert len(found(ours, "WAL-UNR-01")) == 4
    assert [one.effect for one in found(theirs, "ENG-UNR-01")] == ["BLOCK"]
    letters = [*told(ours), *told(theirs)]
    assert {letter.authority_id for letter in letters} == {ours.pk, theirs.pk}
    for letter in letters:
        for name in ("Ada", "Bea", "Cai", "Dil", "Eve", two.other_authority.name, two.authority.name, two.other_school.name):
            assert name not in letter.subject + letter.body


def test_t21_one_full_time_pupil_with_a_plan_is_enough_and_a_part_time_one_is_not(two: Any) -> None:
    judged(two.other_authority, two.provider)
    judged(two.other_authority, two.provider, hours=10, decision="part_time")
    place(two.other_school, two.provider, "Ann", hours=10, needs=("ehcp",))
    assert result(two.other_authority, two.provider) == "below"
    place(two.other_school, two.provider, "Ben", needs=("ehcp",))
    assert result(two.other_authority, two.provider) == "met"


def test_wor_unr_03_what_nobody_judged_is_a_warning_and_no_pass(two: Any) -> None:
    place(two.other_school, two.provider, "Ann", "Ben", "Cat", "Dan", "Eve")
    assert result(two.other_authority, two.provider) == "unknown"
    assert {one.effect for one in found(two.other_authority, "ENG-UNR-01")} == {"WARN"}
    judged(two.other_authority, two.provider, hours=25, decision="part_time")
    assert result(two.other_authority, two.provider) == "below"


def test_hrs_07_one_child_placed_by_two_authorities_is_one_child(two: Any) -> None:
    judged(two.authority, two.provider)
    judged(two.other_authority, two.provider)
    place(two.tomos.school, two.provider, "Ada", "Bea", "Cai")
    place(two.tomos.school, two.provider, "Gwen", upn="A123456789012")
    place(two.other_school, two.provider, "Gwen", upn="A123456789012")
    assert result(two.authority, two.provider) == "early_warning"


def test_a_child_counts_while_it_is_being_prepared_and_no_more_once_it_has_left(two: Any) -> None:
    judged(two.other_authority, two.provider)
    place(two.other_school, two.provider, "Ann", "Ben", "Cat", "Dan")
    (eve,) = place(two.other_school, two.provider, "Eve", stage="preparing")
    assert result(two.other_authority, two.provider) == "met"
    with entered(Access.system(authority_id=two.other_authority.pk, doing="tests")) as access, recording("test", by=access, subject=eve):
        eve.stage = "closed"
        eve.save()
    attending.keep([eve.pk], authority_id=two.other_authority.pk)
    assert result(two.other_authority, two.provider) == "early_warning"
    assert len(told(two.other_authority)) == len({one.key for one in told(two.other_authority)})


def test_two_sites_with_one_postcode_are_one_place_and_two_places_together_are_a_question(two: Any) -> None:
    hafan = two.provider
    first = hafan.sites.order_by("id").first()
    with entered(two.system()) as access, recording("test", by=access, subject=hafan):
        annexe, far = Site(provider=hafan, name="Annexe", postcode="sa113qx"), Site(provider=hafan, name="Far", postcode="SA1 1AA")
        annexe.save()
        far.save()
    judged(two.other_authority, hafan)
    place(two.other_school, hafan, "Ann", "Ben", "Cat", site=first)
    place(two.other_school, hafan, "Dan", "Eve", site=far)
    assert result(two.other_authority, hafan) == "unknown", "five only together: are they one school?"
    assert result(two.other_authority, hafan, far) == "below"
    place(two.other_school, hafan, "Fay", "Gil", site=annexe)
    assert result(two.other_authority, hafan, first) == result(two.other_authority, hafan) == "met"


def test_a_registered_school_is_not_tested_and_a_registration_in_progress_is(two: Any) -> None:
    hafan = two.provider
    judged(two.other_authority, hafan)
    place(two.other_school, hafan, "Ann", "Ben", "Cat", "Dan", "Eve")
    for registration, urn, expected in (("in_progress", "", "met"), ("urn", "", "met"), ("urn", "2597071", "met"), ("urn", "136000", "")):
        with entered(two.system()) as access, recording("test", by=access, subject=hafan):
            hafan.registration, hafan.urn = registration, urn
            hafan.save()
        attending.examine([hafan.pk])
        assert result(two.other_authority, hafan) == expected, (registration, urn)


def test_row_security_gives_an_authority_its_own_count_only(two: Any) -> None:
    place(two.tomos.school, two.provider, "Ada", "Bea")
    place(two.other_school, two.provider, "Eve")
    seen = {}
    for key in ("ewo", "pastoral-lead", "provider-lead", "parent", "other-authority"):
        with two.acting(key) as access, connection.cursor() as cursor:
            cursor.execute("select count(*) from providers_attending")
            row = cursor.fetchone()
            seen[key] = (row[0], Attending.objects.visible_to(access).count())
    assert seen == {"ewo": (2, 2), "pastoral-lead": (0, 0), "provider-lead": (0, 0), "parent": (0, 0), "other-authority": (1, 1)}


def test_an_unchanged_night_writes_nothing(two: Any) -> None:
    judged(two.other_authority, two.provider)
    place(two.other_school, two.provider, "Ann", "Ben", "Cat", "Dan", counted=False)
    jobs.taught_where()
    assert result(two.other_authority, two.provider) == "early_warning"
    before, letters = events(two.other_authority), len(told(two.other_authority))
    jobs.taught_where()
    assert events(two.other_authority) == before
    assert len(told(two.other_authority)) == letters
