"""A direction that is for a placement: tied on its page, held against it, and its provider has the notice and nothing else (ADR 0008)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pastoral.casework.placements import at_provider as reads
from pastoral.casework.placements.directions import deciding, handing, noticing, queries
from pastoral.casework.placements.directions.facts import facts_of
from pastoral.casework.placements.directions.judging import judge_directions
from pastoral.casework.placements.models import Direction, DirectionNotice, DirectionTold
from pastoral.casework.placements.services import moving, opening, sharing
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.rules.sentences import Refused
from plans.living import making as plans

from . import making
from .making import England

pytestmark = pytest.mark.django_db


def day(name: str, on: dt.date) -> dict[str, Any]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def tied(here: England, placement: Any) -> Direction:
    """Everything is written, the notice is not given, and it is for this placement."""
    return making.decided(here, placement_id=placement.pk)


def said(here: England, row: Direction) -> set[str]:
    with here.acting() as by:
        return {one.sentence.english() for one in judge_directions(by, [row.pk])[row.pk]}


def test_from_the_placements_page_it_opens_with_the_placement_chosen(england: England, client: Any) -> None:
    placement = making.placed(england)
    lead, child = england.browser(client), england.world.olivia
    here = f"/directions/open/{child.pk}/?placement={placement.pk}"
    assert here.replace("&", "&amp;") in lead.get(f"/placements/{placement.pk}/").content.decode()
    page = lead.get(here).content.decode()
    assert "Placement at Hafan Workshop" in page
    assert f'value="{placement.pk}" checked' in page
    answer = lead.post(here, {**day("decided_on", making.DECIDED), "to": "alternative_provision", "placement": placement.pk})
    assert answer.status_code == 302
    with england.acting() as by:
        row = queries.of_pupil(by, child.pk)[0]
        assert (row.placement_id, row.to_name, row.starts_on) == (placement.pk, "Hafan Workshop", making.STARTS)
        assert row.address == "Unit 4, Quay Road, Glanafon"
    there = lead.get(f"/placements/{placement.pk}/").content.decode()
    assert f"/directions/{row.pk}/" in there
    assert here not in there


def test_only_open_placements_of_this_child_can_be_chosen(england: England, client: Any) -> None:
    placement = making.placed(england)
    lead, child = england.browser(client), england.world.olivia
    form = {**day("decided_on", making.DECIDED), "to": "alternative_provision"}
    refused = lead.post(f"/directions/open/{child.pk}/", {**form, "placement": placement.pk + 1000})
    assert refused.status_code == 422
    with england.acting() as by:
        moving.move(placement_id=placement.pk, action="withdraw", reason="No place.", by=by)
        with pytest.raises(Refused, match="open placement of this pupil"):
            deciding.open_direction(pupil_id=child.pk, decided_on=making.DECIDED, by=by, placement_id=placement.pk)
    assert "Is it for one of" not in lead.get(f"/directions/open/{child.pk}/").content.decode()


def test_the_choice_is_changed_while_it_is_decided_and_stays_once_it_runs(england: England, client: Any) -> None:
    placement = making.placed(england)
    row = making.decided(england)
    lead, here = england.browser(client), f"/directions/{row.pk}/decision/"
    assert "Placement at Hafan Workshop" in lead.get(here).content.decode()
    with england.acting() as by:
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, placement_id=placement.pk)
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, placement_id=None)
    assert making.fresh(england, row).placement_id is None
    row = making.given_and_started(england, row)
    assert "Placement at Hafan Workshop" not in lead.get(here).content.decode()
    with england.acting() as by, pytest.raises(Refused, match="has started"):
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, placement_id=placement.pk)


def test_eng_osd_03_the_rules_hold_the_two_against_each_other(england: England) -> None:
    placement = making.placed(england, share=False)
    row = tied(england, placement)
    with england.acting() as by:
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, starts_on=dt.date(2026, 11, 17))
    assert any("its placement on" in one for one in said(england, row))
    with england.acting() as by:
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, starts_on=making.STARTS)
        noticing.give_notice(direction_id=row.pk, by=by)
    assert "Hafan Workshop does not have the notice." in said(england, row)  # the place is not shared yet
    with england.acting() as by:
        told = DirectionTold.objects.visible_to(by).get(direction=row, recipient="provider")
        assert told.message_id is None  # to be handed over
        sharing.share(placement_id=placement.pk, sets={"contacts": sharing.Given("shared", "Sam Hart")}, by=by)
    found = said(england, row)
    assert not any("Hafan" in one or "placement" in one for one in found)
    with england.acting() as by:
        moving.move(placement_id=placement.pk, action="withdraw", reason="No place.", by=by)
    assert "The placement that this direction is for is closed." in said(england, row)


def test_the_provider_reads_the_notice_and_nothing_of_the_record(england: England, client: Any) -> None:
    placement = making.placed(england)
    row = tied(england, placement)
    with england.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
        message = OutboundMessage.objects.visible_to(by).get(kind="direction", to_email=england.world.provider.email)
    place_id = _place_id(england)
    assert "Olivia" not in message.subject + message.body
    assert f"/at-provider/pupils/{place_id}/" in message.body
    with entered(making.at_provider(england)) as there:
        (notice,) = DirectionNotice.objects.visible_to(there)
        assert Direction.objects.visible_to(there).count() == 0  # the school's own
        assert DirectionTold.objects.visible_to(there).count() == 0
    staff = plans.signed_in(client, england.world, "provider-staff")
    here = f"/at-provider/pupils/{place_id}/direction/{notice.pk}/"
    assert here in staff.get(f"/at-provider/pupils/{place_id}/").content.decode()
    page = staff.get(here).content.decode()
    assert all(words in page for words in ("4 Quay Road, Westmere", "Jo Marsh", "55", "12:40", "Six suspensions since May."))
    assert "Grace Okoro rings each Friday" not in page  # how the school follows it is its own
    assert staff.get(f"{here}print/?format=docx").status_code == 200
    assert staff.get(f"{here}print/?language=cy").status_code == 404  # this provider works in English
    assert staff.get(f"/directions/{row.pk}/").status_code in (403, 404)


def _place_id(here: England) -> int:
    with entered(making.at_provider(here)) as there:
        return reads.places(there)[0].pk


def test_what_the_provider_has_ends_with_the_notice_the_direction_and_the_place(england: England, client: Any) -> None:
    placement = making.placed(england)
    row = tied(england, placement)
    with england.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
    place_id = _place_id(england)

    def has() -> list[str]:
        with entered(making.at_provider(england)) as there:
            return [one.seal for one in reads.at_place(there, reads.place(there, place_id)).notices]

    first = has()
    assert first == [making.fresh(england, row).notice_seal]
    with england.acting() as by:
        deciding.settle_notice(direction_id=row.pk, version=None, by=by, report_to="Somebody else")
    assert has() == []  # those words no longer hold
    with england.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
    assert len(has()) == 1
    assert has() != first
    with england.acting() as by:
        deciding.move(direction_id=row.pk, action="withdraw", reason="Another way.", by=by)
    assert has() == []
    with england.acting() as by:
        deciding.move(direction_id=row.pk, action="reopen", reason="It did not hold.", by=by)
    assert len(has()) == 1
    staff = plans.signed_in(client, england.world, "provider-staff")
    with entered(making.at_provider(england)) as there:
        here = f"/at-provider/pupils/{place_id}/direction/{DirectionNotice.objects.visible_to(there).get(withdrawn_at=None).pk}/"
    assert staff.get(here).status_code == 200
    with england.acting() as by:
        sharing.withdraw(placement_id=placement.pk, by=by)
    assert staff.get(here).status_code == 404


def test_a_notice_for_one_child_is_not_read_through_the_place_of_another(england: England, client: Any) -> None:
    placement = making.placed(england)
    row = tied(england, placement)
    with england.acting() as by:
        noticing.give_notice(direction_id=row.pk, by=by)
        other = opening.open_placement(pupil_id=row.pupil_id, by=by, provider=england.world.provider)
        place = sharing.share(placement_id=other.pk, sets={"contacts": sharing.Given("shared", "Sam Hart")}, by=by)
    with entered(making.at_provider(england)) as there:
        notice = DirectionNotice.objects.visible_to(there).get()
        with pytest.raises(DirectionNotice.DoesNotExist):
            handing.copy_of(there, reads.place(there, place.pk), notice.pk)
    staff = plans.signed_in(client, england.world, "provider-staff")
    assert staff.get(f"/at-provider/pupils/{place.pk}/direction/{notice.pk}/").status_code == 404


def test_a_provider_that_comes_later_is_sent_the_notice_by_a_button(england: England, client: Any) -> None:
    placement = making.placed(england)
    row = making.noticed(england)
    lead = england.browser(client)
    here = f"/directions/{row.pk}/letter/to-provider/"
    assert "no placement with a provider" in lead.post(here, follow=True).content.decode()
    with england.acting() as by:  # tied after the notice was given: the provider hears of it, and the notice holds
        deciding.settle_decision(direction_id=row.pk, version=None, by=by, placement_id=placement.pk)
        row = queries.direction(by, row.pk)
        assert row.notice_given_on is not None
        facts = facts_of(by, [row])[row.pk]
        assert facts.placement is not None
        assert facts.placement.provider_has_notice
        assert DirectionTold.objects.visible_to(by).filter(direction=row, recipient="provider").count() == 1
    assert "The provider has this notice" in lead.post(here, follow=True).content.decode()
