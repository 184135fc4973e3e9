"""Agreeing to a reduced timetable as a plan is signed: who may (T16), the ways to answer, and words that changed meanwhile."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pastoral.casework.timetables import consents
from pastoral.casework.timetables.facts import facts_of
from pastoral.casework.timetables.grid import seal_of
from pastoral.casework.timetables.models import Ask, Consent, Timetable, Words
from pastoral.casework.timetables.rows import rows_of
from pastoral.casework.timetables.services import asking, consenting, moving, opening
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox.models import OutboundMessage
from pastoral.records.pupils.models import CareStatus, Contact
from pastoral.rules.sentences import Refused
from plans.living import making as plans

from . import making

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def contact(world: Any, name: str, relationship: str, **more: Any) -> Contact:
    with world.acting("system") as by, recording("contact.added", by=by) as record:
        row = Contact(**scope_of(world.tomos), name=name, relationship=relationship, **more)
        row.save()
        record.about(row)
    return row


def in_care(world: Any, kind: str = "cla") -> None:
    with world.acting("system") as by, recording("care.added", by=by) as record:
        care = CareStatus(**scope_of(world.tomos), kind=kind, since=dt.date(2026, 1, 1))
        care.save()
        record.about(care)


def people(world: Any, row: Timetable) -> consents.People:
    with world.acting("system") as by:
        return consents.people_of(making.fresh(world, row), rows_of(by, [row.pk])[row.pk], TODAY)


def mother(world: Any) -> Contact:
    with world.acting("system") as by:
        return Contact.objects.visible_to(by).get(name="Elin Morgan")


def answers(world: Any) -> list[Consent]:
    with world.acting("system") as by:
        return list(Consent.objects.visible_to(by).order_by("id"))


def last_message(world: Any, **which: Any) -> OutboundMessage:
    with world.acting("system") as by:
        return OutboundMessage.objects.visible_to(by).filter(kind="timetable", **which).latest("id")


def address_in(message: OutboundMessage) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", message.body)
    assert found
    return found.group(1)


def asked(world: Any, row: Timetable) -> str:
    """The address in the message that the mother gets."""
    with world.acting("pastoral-lead") as by:
        consenting.ask_to_answer(timetable_id=row.pk, by=by)
    return address_in(last_message(world, to_email="parent@demo.invalid"))


def date_fields(name: str, on: dt.date) -> dict[str, str]:
    """The three inputs of a date, however they are called."""
    return {f"{name}{sign}{part}": str(getattr(on, part)) for sign in "_-." for part in ("day", "month", "year")}


def by_link(row: Timetable, **more: str) -> dict[str, str]:
    return {"answer": "yes", "typed": "Elin Morgan", "drawn": "", "sha256": seal_of(row), **more}


def test_npt_rt_06_by_link_without_an_account_in_the_readers_language_and_once(world: Any, client: Any) -> None:
    row = making.prepared(world)
    address = asked(world, row)
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="cy"' in text
    for shown in ("30", "2026", "21", "2027", "08:40", "12:40", "Elin Morgan (mother)", "<svg"):
        assert shown in text, shown
    assert "Mother is at home" not in text  # a risk assessment is for staff
    assert client.post(address, by_link(row, answer="no", typed="")).status_code == 422  # a no has its reason, and the link stays
    assert client.post(address, by_link(row, typed="")).status_code == 422  # a yes has its mark
    went = client.post(address, by_link(row))
    assert went.status_code == 302
    assert client.get(went.url).status_code == 200
    (answer,) = answers(world)
    assert (answer.state, answer.how, answer.role, answer.lives_with) == ("agreed", "link", "parent", True)
    assert answer.contact_id == mother(world).pk
    assert answer.seal == seal_of(row)
    assert client.get(address).status_code == 410  # a link used twice
    assert client.post(address, by_link(row)).status_code == 410
    assert len(answers(world)) == 1


def test_the_words_that_were_answered_to_are_kept(world: Any) -> None:
    row = making.prepared(world)
    asked(world, row)
    with world.acting("system") as by:
        words = Words.objects.visible_to(by).get(timetable=row)
    assert (words.seal, words.start_on, words.cells) == (seal_of(row), making.START, row.cells)


def test_a_link_about_older_words_answers_nothing_and_says_so_kindly(world: Any, client: Any) -> None:
    row = making.prepared(world)
    address = asked(world, row)
    with world.acting("pastoral-lead") as by:
        opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=dt.date(2027, 2, 12))
    refused = client.post(address, by_link(row))
    assert refused.status_code == 410
    assert answers(world) == []
    client.cookies["pastoral_language"] = "en-gb"
    newer = asked(world, row)
    assert client.get(address).status_code == 410  # the older link was withdrawn
    assert client.get(newer).status_code == 200


def test_a_link_ends_after_its_days_and_for_who_is_no_contact_any_more(world: Any, client: Any) -> None:
    row = making.prepared(world)
    address = asked(world, row)
    with time_machine.travel(dt.datetime(2026, 12, 8, 10, tzinfo=dt.UTC)):
        assert client.get(address).status_code == 410
    with world.acting("system") as by, recording("contact.changed", by=by) as record:
        one = Contact.objects.visible_to(by).get(name="Elin Morgan")
        one.may_be_contacted = False  # a court order
        one.save()
        record.about(one)
    assert client.get(address).status_code == 410
    assert client.post(address, by_link(row)).status_code == 410
    assert answers(world) == []


def test_t16_who_may_answer_comes_from_the_record(world: Any) -> None:
    row = making.prepared(world)
    contact(world, "Gareth Morgan", "father", parental_responsibility=True)
    contact(world, "Nain Morgan", "grandparent")
    contact(world, "Rhys Barred", "father", parental_responsibility=True, may_be_contacted=False, email="r@demo.invalid")
    contact(world, "Mair Social", "social_worker")
    found = people(world, row)
    assert [(one.name, one.decides) for one in found.answer] == [("Elin Morgan", True), ("Gareth Morgan", True), ("Tomos", False)]
    assert {one.name for one in found.may_not} == {"Nain Morgan", "Rhys Barred", "Mair Social"}
    assert all(one.email == "" for one in found.may_not if one.name == "Rhys Barred")


@pytest.mark.parametrize(("delegated", "rule"), [(True, None), (False, "BLOCK")])
def test_t16_a_foster_carer_decides_only_with_delegated_authority(world: Any, delegated: bool, rule: str | None) -> None:
    row = making.prepared(world)
    in_care(world)
    carer = contact(world, "Ffion Care", "foster_carer", delegated_authority=delegated, lives_with_child=True)
    person = people(world, row).of(carer.pk)
    assert person is not None
    assert person.decides is delegated
    with world.acting("pastoral-lead") as by:
        given = consenting.Given(True, Consent.How.TELEPHONE, note="Rang 01639 555 111.", heard_by="S. Lewis, H. Pritchard")
        consenting.answer(timetable_id=row.pk, key=carer.pk, given=given, by=by)
    assert finding(world, row, "NPT-RT-07") == rule
    if not delegated:
        worker = contact(world, "Mair Social", "social_worker")
        with world.acting("pastoral-lead") as by:
            consenting.answer(timetable_id=row.pk, key=worker.pk, given=given, by=by)
        assert finding(world, row, "NPT-RT-07") is None


def test_npt_rt_07_a_parents_yes_does_not_decide_for_a_looked_after_child(world: Any) -> None:
    row = making.prepared(world)
    in_care(world)
    with world.acting("parent") as by:
        asking.answer_myself(timetable_id=row.pk, state="agreed", by=by)
    assert finding(world, row, "NPT-RT-07") == "BLOCK"


def finding(world: Any, row: Timetable, rule: str) -> str | None:
    from pastoral.records.organisations.calendars import calendar_of
    from pastoral.records.policy.packs import pack_of
    from pastoral.rules import engine
    from pastoral.rules.reduced import KIND, Look

    with world.acting("system") as by:
        there = making.fresh(world, row)
        facts = facts_of(by, [there])[row.pk]
        look = Look(facts, pack_of(there.policy_version_id).policy, calendar_of(there.school), TODAY, facts.start_on)
        return next((one.effect for one in engine.judge(KIND, look) if one.rule == rule and one.about != "agency:Youth service"), None)


@pytest.mark.parametrize("first", ["yes", "no"])
def test_npt_rt_06_a_refusal_by_the_other_parent_stops_it_and_is_shown(world: Any, lead: Any, first: str) -> None:
    row = making.prepared(world)
    father = contact(world, "Gareth Morgan", "father", parental_responsibility=True)

    def mother_agrees() -> None:
        with world.acting("parent") as by:
            asking.answer_myself(timetable_id=row.pk, state="agreed", by=by)

    if first == "yes":
        mother_agrees()
    with world.acting("pastoral-lead") as by:
        given = consenting.Given(False, Consent.How.TELEPHONE, note="He wants full days. 01639 1.", heard_by="S. Lewis, H. P.")
        consenting.answer(timetable_id=row.pk, key=father.pk, given=given, by=by)
    if first == "no":
        mother_agrees()
    with world.acting("pastoral-lead") as by:
        for action in ("consult", "assess_risk"):
            moving.move(timetable_id=row.pk, action=action, by=by)
        with pytest.raises(Refused) as refused:
            moving.move(timetable_id=row.pk, action="agree", by=by)
    assert any("unofficial exclusion" in reason.text for reason in refused.value.reasons)
    page = lead.get(f"/timetables/{row.pk}/asking/").content.decode()
    assert "Elin Morgan agrees and Gareth Morgan does not" in page


def test_somebody_who_is_not_on_the_record_answers_only_with_a_reason(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        asking.record_answer(timetable_id=row.pk, role="parent", name="Somebody", state="agreed", on=TODAY, by=by)
    where = f"/timetables/{row.pk}/asking/answer/"
    posted = {"role": "social_worker", "name": "Mair Social", "state": "agreed", "how": "telephone",
              **date_fields("on", TODAY)}  # fmt: skip
    assert lead.post(where, posted).status_code == 422
    assert lead.post(where, {**posted, "unlisted_why": "New worker, not entered yet."}).status_code == 302
    (answer,) = answers(world)
    assert (answer.contact_id, answer.unlisted_why) == (None, "New worker, not entered yet.")
    assert "not among the child" in lead.get(f"/timetables/{row.pk}/asking/").content.decode()


def test_on_the_screen_by_call_and_on_paper(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    here = f"/timetables/{row.pk}/asking/{mother(world).pk}"
    assert "this is what is proposed" in lead.get(f"{here}/screen/").content.decode()
    assert lead.post(f"{here}/screen/", by_link(row)).status_code == 302
    day = date_fields("on", TODAY)
    assert lead.post(f"{here}/told/", {"answer": "yes", "reason": "Yes. 01639 1.", **day}).status_code == 422  # who listened
    call = {"answer": "yes", "reason": "Yes. 01639 1.", "heard_by": "S. L. and H. P.", **day}
    assert lead.post(f"{here}/told/", call).status_code == 302
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(made, "PNG")
    assert lead.get(f"{here}/page-to-sign/").content.startswith(b"%PDF")
    assert lead.post(f"{here}/paper/", {"answer": "yes", **day}).status_code == 422  # without the scan
    scan = SimpleUploadedFile("scan.png", made.getvalue(), "image/png")
    assert lead.post(f"{here}/paper/", {"answer": "yes", "scan": scan, **day}).status_code == 302
    assert [(one.how, one.paper_id is not None, one.heard_by) for one in answers(world)] == [
        ("screen", False, ""), ("telephone", False, "S. L. and H. P."), ("paper", True, ""),
    ]  # fmt: skip


def test_the_childs_own_view_is_recorded_and_decides_nothing(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    day = date_fields("on", TODAY)
    where = f"/timetables/{row.pk}/asking/0/told/"
    assert lead.post(where, {"answer": "yes", "reason": "Mae'n iawn.", **day}).status_code == 302
    (answer,) = answers(world)
    assert (answer.role, answer.how, answer.note) == ("child", "in_person", "Mae'n iawn.")
    assert finding(world, row, "NPT-RT-06") == "BLOCK"  # no parent has agreed


def test_changed_hours_ask_everyone_again_and_say_why(world: Any, lead: Any) -> None:
    row = making.prepared(world)
    with world.acting("parent") as by:
        asking.answer_myself(timetable_id=row.pk, state="agreed", by=by)
    cells = {key: ({**cell, "place": "school"} if key.startswith("1-1-") else cell) for key, cell in row.cells.items()}
    with world.acting("pastoral-lead") as by:
        opening.set_grid(timetable_id=row.pk, cells=cells, version=None, by=by)
        opening.settle_details(timetable_id=row.pk, version=None, by=by, end_on=dt.date(2027, 2, 12))
    page = lead.get(f"/timetables/{row.pk}/asking/").content.decode()
    assert "Ask again" in page
    assert "The dates were 30 November 2026 to 21 February 2027." in page
    assert "The hours were 16.67 a week; now they are 18.33." in page
    assert "Ask them to answer" in page
    assert lead.post(f"/timetables/{row.pk}/asking/send/").status_code == 302
    with world.acting("system") as by:
        assert [one.name for one in Ask.objects.visible_to(by)] == ["Elin Morgan"]


def test_nothing_is_asked_before_there_is_something_to_agree_to(world: Any, lead: Any) -> None:
    row = making.proposed(world)
    assert "that is what people agree to" in lead.get(f"/timetables/{row.pk}/asking/").content.decode()
    with world.acting("pastoral-lead") as by, pytest.raises(Refused):
        consenting.ask_to_answer(timetable_id=row.pk, by=by)


def test_pages_of_consent_need_few_queries(world: Any, lead: Any, client: Any, django_assert_max_num_queries: Any) -> None:
    row = making.prepared(world)
    key = mother(world).pk
    lead.get(f"/timetables/{row.pk}/asking/")
    for page in ("asking/", f"asking/{key}/screen/", f"asking/{key}/told/", f"asking/{key}/paper/", "agreed/"):
        with django_assert_max_num_queries(15):
            assert lead.get(f"/timetables/{row.pk}/{page}").status_code == 200, page
    address = asked(world, row)
    lead.logout()
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("excluded", "words", "rule"),
    [
        ("inclusion_centre", "at a pupil inclusion centre: this is not a reduced timetable", "NPT-RT-22"),
        ("staggered_start", "Only reception pupils have a staggered start", "NPT-RT-23"),  # Tomos is in Year 9
    ],
)
def test_npt_rt_22_and_23_excluded_cases_say_why_on_the_page(world: Any, lead: Any, excluded: str, words: str, rule: str) -> None:
    plans.live(world)
    posted = {"reason": "mental_health", "circumstance": "reintegration", "rationale": "So that he settles.", "excluded": excluded}
    posted |= date_fields("start_on", making.START) | date_fields("end_on", making.END)
    page = lead.post(f"/timetables/pupil/{world.tomos.pk}/propose/", posted, follow=True).content.decode()
    assert "is not a reduced timetable: " in page[: page.index("What the rules say")]  # said at once, with the reason
    rules = page[page.index("What the rules say") :]
    assert words in rules
    assert rule in rules


def test_a_second_reduction_over_the_same_days_is_refused_with_words(world: Any, client: Any) -> None:
    row = making.running(world)
    with time_machine.travel(dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC)):
        with world.acting("pastoral-lead") as by:
            moving.move(timetable_id=row.pk, action="end", by=by)
        lead = plans.signed_in(client, world, "pastoral-lead")
        where = f"/timetables/pupil/{world.tomos.pk}/propose/"
        posted = date_fields("start_on", dt.date(2026, 12, 7)) | date_fields("end_on", dt.date(2027, 1, 29))
        answer = lead.post(where, {"reason": "behaviour", "circumstance": "intervention", "rationale": "Again.", **posted})
    assert answer.status_code == 422
    assert "Two may not overlap" in answer.content.decode()
    assert "Again." in answer.content.decode()  # nothing is lost
