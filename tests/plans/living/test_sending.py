"""To the authority and everyone in the matrix (3.3, NPT-PSP-15, 17, 22): every row, each in its language, and on the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from pastoral.casework.plans.facts import facts_of
from pastoral.casework.plans.models import Plan, Submission
from pastoral.casework.plans.services.sending import acknowledge, told
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.cases.services import involve
from pastoral.records.organisations.models import Mailbox
from pastoral.records.pupils.models import Contact

from . import making


def mailboxes(world: Any) -> None:
    for purpose, title in (
        ("psp", "PSP mailbox"), ("deputy_education_safeguarding_officer", "Deputy safeguarding"), ("ewo", "Welfare"),
        ("wellbeing_and_behaviour", "Wellbeing and Behaviour"),
    ):  # fmt: skip
        Mailbox.objects.create(authority=world.authority, purpose=purpose, title=title, email=f"{purpose}@demo.invalid")


def social_worker(world: Any, by: Access) -> None:
    with recording("test.contact", by=by) as record:
        row = Contact(
            **scope_of(world.tomos), name="Rhian Salter", relationship="social_worker", email="rhian@care.invalid", priority=3
        )
        row.save()
        record.about(row)


def roles(world: Any, plan: Plan, event: str, by: Access, **facts: Any) -> set[str]:
    found = replace(facts_of(by, [plan])[plan.pk], **facts)
    return {one.role for one in told(by, plan, event, found)}


ALWAYS = {"parent", "authority"}


@pytest.mark.parametrize(
    ("facts", "more"),
    [
        ({"reasons": frozenset()}, set()),
        ({"reasons": frozenset({"attendance"})}, {"ewo"}),
        ({"reasons": frozenset(), "reduced_timetable": True}, {"ewo", "deputy_safeguarding_officer"}),
        ({"reasons": frozenset(), "has_social_worker": True}, {"social_worker"}),
        ({"reasons": frozenset(), "alternative_provision": True}, {"provider"}),
        ({"reasons": frozenset({"exclusion_risk"})}, set()),
    ],
)
def test_every_row_of_the_matrix(world: Any, facts: dict[str, Any], more: set[str]) -> None:
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        social_worker(world, by)
        facts = {"has_social_worker": False, **facts}
        assert roles(world, plan, "plan_agreed", by, **facts) == ALWAYS | more | {"alnco"}
        assert roles(world, plan, "review_recorded", by, **facts) == ALWAYS | more
        risk = {"wellbeing_service"} if "exclusion_risk" in facts["reasons"] else set()
        assert roles(world, plan, "exclusion_risk", by, **facts) == risk


def test_a_social_worker_gets_a_copy_of_the_plan_and_an_invitation_to_the_review(world: Any) -> None:
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        social_worker(world, by)
        facts = facts_of(by, [plan])[plan.pk]
        kinds = {
            event: next(one.gets for one in told(by, plan, event, facts) if one.role == "social_worker")
            for event in ("plan_agreed", "review_recorded")
        }
    assert kinds == {"plan_agreed": "copy", "review_recorded": "invite"}


def test_each_is_reached_at_their_own_address(world: Any) -> None:
    mailboxes(world)
    plan = making.agreed(world)
    with world.acting("pastoral-lead") as by:
        found = {one.role: one for one in told(by, plan, "plan_agreed", facts_of(by, [plan])[plan.pk])}
        assert (found["parent"].email, found["parent"].language) == ("parent@demo.invalid", "cy")
        assert found["authority"].email == "psp@demo.invalid"
        assert found["ewo"].email == "ewo@demo.invalid"  # nobody is named, so the post
        assert found["alnco"].email == world.people["alnco"].email
        involve(plan.pupil, name="Glenys Rees", involved_as="ewo", by=by, email="glenys@demo.invalid")
        named = {one.role: one for one in told(by, plan, "plan_agreed", facts_of(by, [plan])[plan.pk])}
        assert named["ewo"].email == "glenys@demo.invalid"


def test_the_page_says_who_and_why_before_and_what_and_when_after(lead: Any, world: Any) -> None:
    mailboxes(world)
    plan = making.agreed(world)
    page = reverse("plan-send", args=[plan.pk])
    before = lead.get(page).content.decode()
    for words in ("Elin Morgan", "parent@demo.invalid", "PSP mailbox", "Attendance is an issue", "Who is not told this time"):
        assert words in before
    assert lead.post(reverse("plan-send-now", args=[plan.pk])).status_code == 302
    assert making.fresh(world, plan).status == "live"
    after = lead.get(page).content.decode()
    assert "Plan agreed" in after
    with world.acting("system") as access:
        rows = list(Submission.objects.visible_to(access).filter(plan=plan))
        assert {row.recipient for row in rows} == {"parent", "authority", "ewo", "alnco"}
        assert all(row.sent_at and row.sent_by.startswith("Siân Rees") for row in rows)
        message = OutboundMessage.objects.visible_to(access).get(kind="submission", to_email="parent@demo.invalid")
    assert "Tomos" not in message.subject + message.body  # nothing of the child in a message
    assert message.language == "cy"


def test_sending_twice_sends_once(lead: Any, world: Any) -> None:
    plan = making.agreed(world)
    now = reverse("plan-send-now", args=[plan.pk])
    assert lead.post(now).status_code == 302
    assert lead.post(now).status_code == 422
    with world.acting("system") as access:
        assert Submission.objects.visible_to(access).filter(plan=plan, recipient="authority").count() == 1


def test_an_unagreed_plan_is_not_sent(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    response = lead.post(reverse("plan-send-now", args=[plan.pk]))
    assert response.status_code == 422
    with world.acting("system") as access:
        assert not Submission.objects.visible_to(access).filter(plan=plan).exists()


def test_acknowledged_is_seen_by_the_school_and_send_again_makes_a_second_message(lead: Any, world: Any) -> None:
    mailboxes(world)
    plan = making.live(world)
    with world.acting("system") as access:
        row = Submission.objects.visible_to(access).get(plan=plan, recipient="authority")
    with world.acting("ewo") as officer:
        acknowledge(submission_id=row.pk, by=officer)
    assert "Received" in lead.get(reverse("plan-send", args=[plan.pk])).content.decode()
    assert lead.post(reverse("submission-again", args=[row.pk])).status_code == 302
    with world.acting("system") as access:
        assert OutboundMessage.objects.visible_to(access).filter(kind="submission", to_email="psp@demo.invalid").count() == 2


def test_a_parent_without_an_address_is_handed_a_copy(lead: Any, world: Any) -> None:
    with world.acting("system") as access:
        contact = Contact.objects.visible_to(access).get(name="Elin Morgan")
        contact.email = ""
        with recording("test.changed", by=access, subject=contact):
            contact.save()
    plan = making.live(world)
    assert "Hand over a copy" in lead.get(reverse("plan-send", args=[plan.pk])).content.decode()


@pytest.mark.parametrize(("persona", "status"), [("ewo", 200), ("parent", 403), ("teacher", 403), ("other-authority", 404)])
def test_who_reads_what_was_sent(client: Any, world: Any, persona: str, status: int) -> None:
    plan = making.live(world)
    making.signed_in(client, world, persona)
    assert client.get(reverse("plan-send", args=[plan.pk])).status_code == status
    assert client.post(reverse("plan-send-now", args=[plan.pk])).status_code in (403, 404)


def test_the_documents_page_knows_the_sealed_copy_from_any_other(lead: Any, world: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from pastoral.casework.plans.services.paperwork import stored_of
    from pastoral.foundation.documents.stored import open_file

    plan = making.live(world)
    with world.acting("pastoral-lead") as by:
        kept = next(file for file in stored_of(by, plan) if file.file_format == "pdf")
    with open_file(kept.sha256) as file:
        content = file.read()
    page = reverse("plan-documents", args=[plan.pk])
    good = lead.post(page, {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")})
    assert "This is the sealed copy" in good.content.decode()
    bad = lead.post(page, {"file": SimpleUploadedFile("a.pdf", content.replace(b"%%EOF", b"%%EOF\n"), "application/pdf")})
    assert "This is not a sealed copy" in bad.content.decode()
    blank = lead.get(reverse("plan-print", args=[plan.pk]) + "?language=cy&format=pdf&blank=1")
    assert blank["Content-Type"] == "application/pdf"
    assert lead.get(reverse("plan-print", args=[plan.pk]) + "?language=fr&format=exe").status_code == 404


@pytest.mark.parametrize(("persona", "status"), [("parent", 403), ("teacher", 200), ("professional", 200), ("provider", 403)])
def test_a_draft_is_printed_only_by_those_who_take_part(client: Any, world: Any, persona: str, status: int) -> None:
    plan = making.written(world)
    making.signed_in(client, world, persona)
    assert client.get(reverse("plan-print", args=[plan.pk])).status_code == status
