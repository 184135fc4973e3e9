"""The safeguarding declaration: four confirmations, a senior signature, nobody for themselves alone, on to the authority."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.reading import pdf_text
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.organisations.models import Mailbox
from pastoral.records.providers.assurance import declaring, facts, form_document
from pastoral.records.providers.models import Declaration, Listing
from pastoral.rules.providers import StaffCheck
from pastoral.rules.sentences import Refused

from .assuring import days, make_declaration, publish, said, system, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(world: Any) -> Any:
    publish(world.authority)
    return world


def listing(world: Any) -> Listing:
    found: Listing = Listing.objects.visible_to(system(world.authority)).get(provider=world.provider, authority=world.authority)
    return found


def test_npt_ap_06_all_four_confirmations_and_a_senior_signature_are_needed(packed: Any) -> None:
    for wrong, sentence in (
        ({"confirmed": frozenset({"dbs", "references", "training", "tells_at_once"})}, declaring.UNCONFIRMED),
        ({"confirmed": frozenset(declaring.CONFIRMED) - {"tells_at_once"}}, declaring.UNCONFIRMED),
        ({"is_senior": False}, declaring.NOT_SENIOR),
        ({"signed_on": days(1)}, declaring.FUTURE),
    ):
        with pytest.raises(Refused) as refused:
            make_declaration(packed, packed.provider, **wrong)
        assert refused.value.reasons == (sentence,)


def test_npt_ap_06_dates_of_staff_must_bear_out_what_is_confirmed(packed: Any) -> None:
    with pytest.raises(Refused) as refused:
        make_declaration(packed, packed.provider, staff=(StaffCheck("Owen Tudor", days(-4 * 366), 1, days(-60)),))
    codes = {reason.code for reason in refused.value.reasons}
    assert "NPT-AP-06.staff.Owen Tudor.dbs" in codes
    assert "NPT-AP-06.staff.Owen Tudor.references" in codes


def test_f_npt_07_runs_out_with_the_oldest_dbs_check_before_the_year_is_over(packed: Any) -> None:
    make_declaration(packed, packed.provider, staff=(StaffCheck("Owen Tudor", days(-3 * 365 + 20), 2, days(-60)),))
    access = system(packed.authority)
    rows = [listing(packed)]
    there = facts.read(access, rows)
    policy_dates = facts.dates_of(rows, there, facts.of(rows, there), declaring.policy_of(packed.authority.pk))
    (date,) = [one for one in policy_dates[packed.provider.pk] if one.kind == "declaration"]
    assert today() < date.ends_on <= days(21)


@pytest.mark.parametrize("own", [{"teaches": True}, {"signed_by": "owen  tudor"}])
def test_a_declaration_signed_by_its_own_subject_waits_for_a_second_person(packed: Any, own: dict[str, Any]) -> None:
    row = make_declaration(packed, packed.provider, **own)
    assert row.needs_second
    assert not row.counts
    assert facts.declaration_of(system(packed.authority), listing(packed)) is None  # so no child starts on it
    with entered(system(packed.authority)) as access:
        with pytest.raises(Refused):
            declaring.second(declaration_id=row.pk, saw="DBS", by=access, name=row.signed_by.upper())
        with pytest.raises(Refused):
            declaring.second(declaration_id=row.pk, saw=" ", by=access, name="Sian Powell")
        with pytest.raises(Refused):
            declaring.send_on(declaration_id=row.pk, by=access)
        declaring.second(declaration_id=row.pk, saw="DBS certificate of 3 March", by=access, name="Sian Powell")
    counted = facts.declaration_of(system(packed.authority), listing(packed))
    assert counted is not None
    assert counted.pk == row.pk


def test_who_signed_with_an_account_is_no_second_person_under_another_spelling(packed: Any) -> None:
    with packed.acting("provider-lead") as by:
        own = said(signed_by="B. M. Howells", teaches=True)
        row = declaring.from_account(provider_id=packed.provider.pk, authority=packed.authority, said=own, by=by)
        with pytest.raises(Refused):
            declaring.second(declaration_id=row.pk, saw="My own certificate", by=by, name="Bethan Howells")
    with packed.acting("pastoral-lead") as by:
        assert declaring.second(declaration_id=row.pk, saw="DBS certificate of 3 March", by=by, name="Siân Rees").counts


def test_npt_ap_06_the_school_sends_it_on_once_and_the_day_is_kept(packed: Any) -> None:
    Mailbox.objects.create(
        authority=packed.authority, purpose="provider_declarations", title="Deputy Education Safeguarding Officer", email="d@demo.invalid"
    )
    row = make_declaration(packed, packed.provider)
    with packed.acting("pastoral-lead") as access:
        for _again in range(2):
            sent = declaring.send_on(declaration_id=row.pk, by=access)
    assert sent.sent_on == today()
    with packed.acting("system") as access:
        messages = list(OutboundMessage.objects.visible_to(access).filter(key__startswith="declaration-"))
    assert [one.to_email for one in messages] == ["d@demo.invalid"]
    assert "Owen Tudor" not in messages[0].body
    assert "Gwen Rees" not in messages[0].body


def test_npt_ap_06_without_an_address_nothing_is_said_to_be_sent(packed: Any) -> None:
    Mailbox.objects.filter(authority=packed.authority).delete()
    row = make_declaration(packed, packed.provider)
    with entered(system(packed.authority)) as access, pytest.raises(Refused):
        declaring.send_on(declaration_id=row.pk, by=access)
    assert Declaration.objects.visible_to(system(packed.authority)).get(pk=row.pk).sent_on is None


def test_f_npt_07_prints_in_both_languages_with_its_seal(packed: Any) -> None:
    row = make_declaration(packed, packed.provider)
    access = system(packed.authority)
    full = Declaration.objects.visible_to(access).select_related("provider", "authority").get(pk=row.pk)
    content = form_document.made(full, list(full.staff.all()), "both", "pdf", (3, 2))
    text = pdf_text(content)
    assert "F-NPT-07" in text
    assert "Owen Tudor" in text
    assert row.seal[:12] in text.replace("\u200b", "")
    with pytest.raises(KeyError):
        form_document.made(full, [], "fr", "pdf", (3, 2))


ANSWERS = {
    "organisation": "Hafan Workshop", "confirmed": list(declaring.CONFIRMED), "rows": "3", "signed_by": "Gwen Rees", "position": "Director",
    "is_senior": "yes", "teaches": "no", "who_1": "Owen Tudor", "references_1": "2",
}  # fmt: skip


def dated(**more: Any) -> dict[str, Any]:
    checked = days(-50)
    found = dict(ANSWERS)
    for name in ("dbs_on_1", "trained_on_1"):
        found |= {f"{name}-day": checked.day, f"{name}-month": checked.month, f"{name}-year": checked.year}  # type: ignore[dict-item]  # form values
    return found | more


def ask(world: Any) -> tuple[Declaration, str]:
    with world.acting("pastoral-lead") as access:
        row = declaring.ask(
            provider_id=world.provider.pk, asked_of="Gwen Rees", email="gwen@demo.invalid", language="en-gb", by=access,
            school=world.school, authority=world.authority,
        )  # fmt: skip
    with world.acting("system") as access:
        message = OutboundMessage.objects.visible_to(access).get(key=f"declaration-{row.pk}-asked")
    address = next(word for word in message.body.split() if "/l/" in word)
    return row, address[address.index("/providers/") :]


def test_a_senior_member_signs_by_link_without_an_account_once(packed: Any, client: Client) -> None:
    row, path = ask(packed)
    page = client.get(path)
    assert page.status_code == 200
    assert "Ysgol Bro Hebog" in page.content.decode()
    wrong = client.post(path, dated(confirmed=["dbs"]))
    assert wrong.status_code == 422
    done = client.post(path, dated())
    assert done.status_code == 200, done.content.decode()
    row = Declaration.objects.visible_to(system(packed.authority)).get(pk=row.pk)
    assert (row.how, row.signed_by, row.signed_on, row.counts) == ("link", "Gwen Rees", today(), True)
    assert row.seal
    assert row.returned_to == "Ysgol Bro Hebog"
    assert client.get(path).status_code == 410  # used, forwarded or opened again
    assert client.post(path, dated(signed_by="Somebody Else")).status_code == 410


def test_a_link_that_is_guessed_or_late_signs_nothing(packed: Any, client: Client) -> None:
    _row, path = ask(packed)
    assert client.get("/providers/l/guessed-token-that-was-never-made/declare/").status_code == 404
    from pastoral.foundation.accounts.models import SignedLink

    SignedLink.objects.filter(purpose="declare").update(expires_at=timezone.now())
    assert client.post(path, dated()).status_code == 410


def test_the_lead_signs_signed_in_for_one_authority(packed: Any, client: Client) -> None:
    client.force_login(packed.people["provider-lead"])
    assert client.get("/providers/own/assurance/declare/?rows=8").content.decode().count("Date of the DBS check") == 8
    answer = client.post("/providers/own/assurance/declare/", dated(authority=str(packed.authority.pk)))
    assert answer.status_code == 302, answer.content.decode()
    row = Declaration.objects.visible_to(system(packed.authority)).latest("pk")
    assert (row.how, row.authority_id) == ("account", packed.authority.pk)


def test_another_authority_reads_no_declaration_of_ours(packed: Any, client: Client) -> None:
    row = make_declaration(packed, packed.provider)
    client.force_login(packed.people["other-authority"])
    assert client.get(f"/providers/assurance/declarations/{row.pk}/").status_code == 404
    client.force_login(packed.people["provider-staff"])
    assert client.get(f"/providers/assurance/declarations/{row.pk}/").status_code == 403
    client.force_login(packed.people["pastoral-lead"])
    page = client.get(f"/providers/assurance/declarations/{row.pk}/")
    assert page.status_code == 200
    assert "Owen Tudor" in page.content.decode()
    assert client.get(f"/providers/assurance/declarations/{row.pk}/print/?format=docx&language=cy").status_code == 200
    assert said().signed_by in page.content.decode()
