"""The plan as families read it, words beside it, and its history with what changed between versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from pastoral.casework.plans.models import Revision
from pastoral.casework.plans.services.signing import seal_plan
from pastoral.casework.plans.services.writing import save_section
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.cases.models import Note

from . import making


def text(response: Any) -> str:
    return response.content.decode().replace("&#39;", "'")


@pytest.mark.parametrize("persona", ["parent", "young-person", "professional", "provider", "teacher"])
def test_the_childs_words_come_first_and_everyones_promises_follow(client: Any, world: Any, persona: str) -> None:
    plan = making.live(world)
    making.signed_in(client, world, persona)
    shown = text(client.get(reverse("plan-read", args=[plan.pk])))
    assert shown.index(making.CHILD_WORDS) < shown.index("Open the library at 8:30 each morning")
    assert "Pack the bag together each evening" in shown
    assert making.REASON not in shown  # the worry is not what a family reads first


@pytest.mark.parametrize("persona", ["parent", "provider"])
def test_what_is_not_agreed_yet_is_not_shown(client: Any, world: Any, persona: str) -> None:
    plan = making.sealed(world)
    making.signed_in(client, world, persona)
    shown = text(client.get(reverse("plan", args=[plan.pk])))
    assert "Pack the bag" not in shown


def test_the_young_person_is_asked_to_sign_and_may_read_before(client: Any, world: Any) -> None:
    plan = making.sealed(world)
    row = making.signatures(world, plan)["child"]
    making.signed_in(client, world, "young-person")
    shown = text(client.get(reverse("plan", args=[plan.pk])))
    assert reverse("signature", args=[row.pk]) in shown
    assert "Pack the bag" in shown


def test_a_welsh_reader_is_offered_welsh_first(client: Any, world: Any) -> None:
    plan = making.live(world)
    making.signed_in(client, world, "parent")
    shown = text(client.get(reverse("plan", args=[plan.pk])))
    downloads = shown[shown.index("/files/") :]
    assert "F-NPT-01 Rhaglen Cymorth Bugeiliol cyfarfod cychwynnol" in downloads
    assert downloads.index("Rhaglen Cymorth") < downloads.index("Pastoral Support Programme initial")


def test_words_beside_the_plan_are_kept_and_the_lead_is_told_without_them(client: Any, world: Any) -> None:
    plan = making.live(world)
    making.signed_in(client, world, "parent")
    page = reverse("plan-statement", args=[plan.pk])
    assert client.post(page, {"text": "  "}).status_code == 422
    assert client.post(page, {"text": "Nid wyf yn cytuno â'r llyfrgell."}).status_code == 302
    with world.acting("system") as access:
        note = Note.objects.visible_to(access).get()
        message = OutboundMessage.objects.visible_to(access).get(kind="statement")
    assert note.level == "shared"
    assert "Nid wyf yn cytuno â'r llyfrgell." in note.text
    assert message.to_email == world.people["pastoral-lead"].email
    assert "llyfrgell" not in message.subject + message.body


def test_another_familys_plan_is_not_there(client: Any, world: Any) -> None:
    plan = making.live(world)
    making.signed_in(client, world, "other-authority")
    assert client.get(reverse("plan-read", args=[plan.pk])).status_code == 404
    assert client.post(reverse("plan-statement", args=[plan.pk]), {"text": "x"}).status_code in (403, 404)


def test_history_says_what_changed_between_two_versions(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    with world.acting("pastoral-lead") as by:
        from pastoral.casework.plans.models import SectionAnswers

        row = SectionAnswers.objects.visible_to(by).get(plan=plan, section="working")
        save_section(plan_id=plan.pk, section="working", answers={"working": "Rugby with coach."}, version=row.version, by=by)
        seal_plan(plan_id=plan.pk, by=by)
    shown = text(lead.get(reverse("plan-history", args=[plan.pk])))
    assert "What changed between version 1 and 2" in shown
    assert "Art, and walking in with a friend." in shown
    assert "Rugby with coach." in shown
    assert "Does not match its seal" not in shown


def test_history_says_when_a_version_was_tampered_with(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    with world.acting("pastoral-lead") as by:
        row = Revision.objects.visible_to(by).get(plan=plan)
        row.content = {**row.content, "concern": "Something else"}
        with recording("test.tampered", by=by, subject=row):
            row.save()
    assert "Does not match its seal" in text(lead.get(reverse("plan-history", args=[plan.pk])))


@pytest.mark.parametrize(("persona", "status"), [("parent", 403), ("teacher", 403), ("ewo", 200), ("monitoring-group", 200)])
def test_history_is_for_the_school_and_the_authority(client: Any, world: Any, persona: str, status: int) -> None:
    plan = making.live(world)
    making.signed_in(client, world, persona)
    assert client.get(reverse("plan-history", args=[plan.pk])).status_code == status
