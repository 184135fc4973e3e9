"""Signatures (NPT-PSP-14): every way to sign, bound to the sealed words, asked again when they change, taken once."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from pastoral.casework.plans.models import SectionAnswers, Signature
from pastoral.casework.plans.services.signing import seal_plan, send_link, sign
from pastoral.casework.plans.services.writing import save_section
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.rules.sentences import Refused

from . import making

PATH = "M12 40L13 42L20.5 60M100 20L120 90"


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(made, "PNG")
    return made.getvalue()


def body(response: Any) -> str:
    return response.content.decode()


def answer(row: Signature, **more: str) -> dict[str, str]:
    return {"answer": "yes", "typed": row.name, "drawn": "", "sha256": row.sha256, **more}


def again(world: Any, row: Signature) -> Signature:
    with world.acting("system") as access:
        return Signature.objects.visible_to(access).get(pk=row.pk)


def link_of(world: Any, row: Signature) -> str:
    """The address in the message that the signer gets."""
    with world.acting("pastoral-lead") as by:
        send_link(signature_id=row.pk, by=by)
    with world.acting("system") as access:
        text = OutboundMessage.objects.visible_to(access).filter(kind="signature").latest("id").body
    found = re.search(r"https?://[^/]+(/\S+)", text)
    assert found
    return found.group(1)


def test_the_list_shows_each_person_their_capacity_and_the_seal(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    page = body(lead.get(reverse("plan-signatures", args=[plan.pk])))
    for words in ("Elin Morgan", "Siân Rees", "Tomos", "Parental responsibility", plan.current_revision.sha256[:6]):
        assert words in page
    assert "The plan can&#39;t be agreed yet" in page or "The plan can't be agreed yet" in page


def test_two_sign_on_the_shared_screen_one_after_the_other(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    rows = making.signatures(world, plan)
    first = reverse("signature-screen", args=[rows["child"].pk])
    assert "Now Tomos Morgan signs" in body(lead.get(first))
    shown = body(lead.get(first + "?read=1"))
    assert making.REASON in shown  # what they sign is on the page
    assert "Signed</h" not in shown  # without what others answered
    went = lead.post(first, answer(rows["child"], typed="", drawn=PATH))
    assert went.status_code == 302
    assert f"/signatures/{rows['school'].pk}/screen/" in went.url
    child = again(world, rows["child"])
    assert (child.answer, child.route, child.drawn, child.sha256) == ("agrees", "screen", PATH, plan.current_revision.sha256)
    assert child.recorded_by.startswith("Siân Rees")


def test_a_double_click_signs_once_and_ends_in_the_same_place(lead: Any, world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["child"]
    address = reverse("signature-screen", args=[row.pk])
    token = re.search(r'name="submission_token" value="([^"]+)"', body(lead.get(address + "?read=1")))
    assert token
    data = answer(row, submission_token=token.group(1))
    assert lead.post(address, data).url == lead.post(address, data).url


@pytest.mark.parametrize("path", ["<svg onload=alert(1)>", "M1 1 a 5 5 0 0 1 2 2", "M" + "1 " * 40_000])
def test_a_drawing_that_is_no_plain_path_is_refused(lead: Any, world: Any, path: str) -> None:
    row = making.signatures(world, making.sealed(world))["child"]
    response = lead.post(reverse("signature-screen", args=[row.pk]), answer(row, typed="", drawn=path))
    assert response.status_code == 422
    assert again(world, row).answer == "waiting"


def test_nothing_is_signed_without_a_name_or_a_drawing(lead: Any, world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["child"]
    response = lead.post(reverse("signature-screen", args=[row.pk]), answer(row, typed=""))
    assert response.status_code == 422
    assert "Type your name, or draw your signature" in body(response)


def test_a_refusal_needs_its_reason_and_is_then_a_valid_answer(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    row = making.signatures(world, plan)["parent"]
    address = reverse("signature-screen", args=[row.pk])
    assert lead.post(address, answer(row, answer="no", reason="")).status_code == 422
    assert lead.post(address, answer(row, answer="no", reason="He needs a quieter room. 🙁")).status_code == 302
    page = body(lead.get(reverse("plan-signatures", args=[plan.pk])))
    assert "He needs a quieter room. 🙁" in page
    assert "Ask again" in page


def test_the_words_signed_must_be_the_words_shown(lead: Any, world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["child"]
    response = lead.post(reverse("signature-screen", args=[row.pk]), answer(row, sha256="0" * 64))
    assert response.status_code == 422
    assert "read it again before you sign" in body(response)


def test_a_change_after_signing_asks_again_and_the_old_answer_stays(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    first = making.signatures(world, plan)["child"]
    with world.acting("pastoral-lead") as by:
        sign(signature_id=first.pk, agrees=True, route="screen", typed="Tomos", by=by)
        version = SectionAnswers.objects.visible_to(by).get(plan=plan, section="working").version
        save_section(plan_id=plan.pk, section="working", answers={"working": "Rugby too."}, version=version, by=by)
    assert making.fresh(world, plan).current_revision_id is None
    with world.acting("pastoral-lead") as by:
        seal_plan(plan_id=plan.pk, by=by)
    second = making.signatures(world, plan)["child"]
    assert second.answer == "waiting"
    assert second.sha256 != first.sha256
    assert again(world, first).answer == "agrees"
    assert "Answers to earlier versions" in body(lead.get(reverse("plan-signatures", args=[plan.pk])))


def test_by_link_the_whole_plan_is_read_in_welsh_and_signed_once(client: Any, world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["parent"]
    address = link_of(world, row)
    page = client.get(address)
    assert page.status_code == 200
    assert '<html lang="cy"' in body(page)
    assert "Y rheswm dros y PSP" in body(page)
    assert making.REASON in body(page)
    went = client.post(address, answer(row, drawn=PATH))
    assert went.status_code == 302
    assert client.get(went.url).status_code == 200
    signed = again(world, row)
    assert (signed.answer, signed.route, signed.recorded_by) == ("agrees", "link", "")
    assert client.get(address).status_code == 410  # a link used twice
    assert client.post(address, answer(row)).status_code == 410


def test_a_link_of_an_older_version_signs_nothing(client: Any, world: Any) -> None:
    plan = making.sealed(world)
    row = making.signatures(world, plan)["parent"]
    address = link_of(world, row)
    with world.acting("pastoral-lead") as by:
        version = SectionAnswers.objects.visible_to(by).get(plan=plan, section="working").version
        save_section(plan_id=plan.pk, section="working", answers={"working": "Rugby."}, version=version, by=by)
    assert client.post(address, answer(row)).status_code == 410
    with world.acting("pastoral-lead") as by:
        seal_plan(plan_id=plan.pk, by=by)
    assert client.get(address).status_code == 410
    assert again(world, row).answer == "waiting"


def test_an_expired_a_resent_and_an_unknown_link(client: Any, world: Any, monday: Any) -> None:
    row = making.signatures(world, making.sealed(world))["parent"]
    first = link_of(world, row)
    second = link_of(world, row)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    assert client.get(reverse("link-sign", kwargs={"token": "unknown"})).status_code == 404
    monday.shift(15 * 24 * 3600)
    assert client.get(second).status_code == 410


def test_a_refused_answer_by_link_does_not_use_the_link_up(client: Any, world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["parent"]
    address = link_of(world, row)
    assert client.post(address, answer(row, sha256="1" * 64)).status_code == 422
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("persona", "party"), [("parent", "parent"), ("young-person", "child"), ("pastoral-lead", "school")])
def test_each_signs_with_their_own_account(client: Any, world: Any, persona: str, party: str) -> None:
    with world.acting("system") as access:
        from pastoral.foundation.audit.recording import recording
        from pastoral.records.pupils.models import Contact

        contact = Contact.objects.visible_to(access).get(name="Elin Morgan")
        contact.user = world.people["parent"]
        with recording("test.linked", by=access, subject=contact):
            contact.save()
    row = making.signatures(world, making.sealed(world))[party]
    making.signed_in(client, world, persona)
    address = reverse("signature", args=[row.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, answer(row)).status_code == 302
    assert again(world, row).route == "account"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("persona", ["teacher", "professional"])
def test_nobody_signs_for_another(client: Any, world: Any, persona: str) -> None:
    row = making.signatures(world, making.sealed(world))["parent"]
    making.signed_in(client, world, persona)
    assert client.post(reverse("signature", args=[row.pk]), answer(row)).status_code == 403
    assert client.post(reverse("signature-screen", args=[row.pk]), answer(row)).status_code == 403
    assert again(world, row).answer == "waiting"


def test_another_authority_does_not_know_that_it_exists(client: Any, world: Any) -> None:
    plan = making.sealed(world)
    row = making.signatures(world, plan)["parent"]
    making.signed_in(client, world, "other-authority")
    for name, key in (("signature-screen", row.pk), ("plan-signatures", plan.pk), ("plan-send", plan.pk), ("plan-history", plan.pk)):
        assert client.get(reverse(name, args=[key])).status_code in (403, 404)


def test_a_call_is_written_down_with_what_was_said(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    row = making.signatures(world, plan)["parent"]
    address = reverse("signature-call", args=[row.pk])
    data = {"answer": "yes", "reason": "", "on-day": "23", "on-month": "11", "on-year": "2026"}
    assert lead.post(address, data).status_code == 422
    assert lead.post(address, data | {"reason": "Agreed on 01632 960123", "on-day": "24"}).status_code == 422  # tomorrow
    assert lead.post(address, data | {"reason": "Agreed on 01632 960123"}).status_code == 302
    assert (again(world, row).answer, again(world, row).route) == ("agrees", "call")


# Django's own temporary file of the refused upload is closed by the interpreter, which warns of it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_paper_needs_a_scan_and_not_50_megabytes_and_not_a_program(lead: Any, world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["parent"]
    address = reverse("signature-paper", args=[row.pk])
    data: dict[str, Any] = {"answer": "yes", "on-day": "23", "on-month": "11", "on-year": "2026"}
    assert lead.post(address, data).status_code == 422
    big = SimpleUploadedFile("scan.png", png() + b"\0" * 50_000_000, "image/png")
    refused = lead.post(address, data | {"scan": big})
    assert refused.status_code == 422
    assert "MB" in body(refused)
    program = SimpleUploadedFile("scan.png", b"MZ\x90\x00" + b"\0" * 100, "image/png")
    assert lead.post(address, data | {"scan": program}).status_code == 422
    good = SimpleUploadedFile("scan.png", png(), "image/png")
    assert lead.post(address, data | {"scan": good}).status_code == 302
    signed = again(world, row)
    assert (signed.route, signed.paper_id is not None) == ("paper", True)
    kept = lead.get(reverse("file", args=[signed.paper_id]))
    assert kept.status_code == 200
    kept.close()


def test_the_page_to_sign_by_hand_carries_the_seal(lead: Any, world: Any) -> None:
    from documents.reading import pdf_text

    row = making.signatures(world, making.sealed(world))["parent"]
    response = lead.get(reverse("signature-page", args=[row.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert row.sha256[:12] in pdf_text(response.content)


def test_could_not_be_asked_lets_the_plan_go_on_but_stays_a_task(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    rows = making.signatures(world, plan)
    assert lead.post(reverse("plan-agree", args=[plan.pk])).status_code == 422  # NPT-PSP-14
    for party in ("child", "school"):
        lead.post(reverse("signature-screen", args=[rows[party].pk]), answer(rows[party]))
    unable = reverse("signature-unable", args=[rows["parent"].pk])
    assert lead.post(unable, {"reason": ""}).status_code == 422
    assert lead.post(unable, {"reason": "At hospital this week"}).status_code == 302
    assert lead.post(reverse("plan-agree", args=[plan.pk])).status_code == 302
    assert making.fresh(world, plan).status == "agreed"
    assert lead.post(reverse("signature-again", args=[rows["parent"].pk])).status_code == 302
    assert making.signatures(world, plan)["parent"].answer == "waiting"


def test_agreeing_says_everything_that_is_missing(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    page = body(lead.post(reverse("plan-agree", args=[plan.pk])))
    for who in ("the child or young person", "the school", "a parent or carer"):
        assert f"Not yet signed by {who}." in page


def test_a_professional_is_asked_too(lead: Any, world: Any) -> None:
    plan = making.sealed(world)
    data = {"name": "Dr Owain Ffoulkes", "post": "Educational psychologist", "email": "owain@demo.invalid"}
    assert lead.post(reverse("plan-professional", args=[plan.pk]), data).status_code == 302
    assert making.signatures(world, plan)["professional"].name == "Dr Owain Ffoulkes"


def test_a_signature_can_not_be_moved_to_other_words(world: Any) -> None:
    row = making.signatures(world, making.sealed(world))["child"]
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        sign(signature_id=row.pk, agrees=True, route="screen", typed="Tomos", sha256="f" * 64, by=by)
