"""Views: asking, chasing, going on without, answering with an account or by a link, and reading them side by side."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pastoral.casework.plans.models import Contribution
from pastoral.casework.plans.services import gathering, moving
from pastoral.foundation.accounts import links

from . import making
from .making import text

STAFF = {"going_well": "Reads aloud with pleasure ŵ 🐑", "concerns": "Leaves the room.", "tried": "A laptop."}


def ask(client: Any, plan: Any, input: str, **sent: Any) -> Any:
    due = timezone.localdate() + dt.timedelta(days=7)
    usual = {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year, "submission_token": making.token()}
    return client.post(f"/plans/{plan.pk}/gathering/{input}/ask/", usual | sent)


@pytest.fixture
def by_link(npt: Any) -> tuple[Contribution, str]:
    """A psychologist asked by e-mail, and the path of her link."""
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "agencies", "Priya Nair", email="priya@example.org", agency="Educational Psychology")
    return row, making.link_in(making.messages(npt)[-1])


def test_several_people_are_asked_at_once_with_the_packs_day(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    client = browser_of("pastoral-lead")
    page = text(client.get(f"/plans/{plan.pk}/gathering/staff/ask/"))
    assert "Mari Owen" in page
    people = [npt.people["teacher"].pk, npt.people["alnco"].pk]
    answer = ask(client, plan, "staff", who=[f"user-{key}" for key in people])
    assert answer.status_code == 302
    assert sorted(row.user_id for row in making.contributions(npt)) == sorted(people)
    assert len(making.messages(npt)) == 2
    page = text(client.get(f"/plans/{plan.pk}/gathering/"))
    assert "Mari Owen" in page
    assert "Waiting" in page


def test_an_agency_is_asked_by_name_and_address(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    client = browser_of("pastoral-lead")
    assert "Youth Justice and Early Intervention" in text(client.get(f"/plans/{plan.pk}/gathering/agencies/ask/"))
    refused = ask(client, plan, "agencies", person="Priya Nair", email="not an address", agency="")
    assert refused.status_code == 422
    assert "correct format" in text(refused)
    assert "Choose the agency" in text(refused)
    assert "not an address" in text(refused)
    assert ask(client, plan, "agencies", person="Priya Nair", email="p@example.org", agency="health", language="cy").status_code == 302
    (row,) = making.contributions(npt)
    assert (row.person, row.agency, row.email, row.language) == ("Priya Nair", "Health", "p@example.org", "cy")


def test_who_has_an_account_for_the_child_finds_the_page_in_their_work_too(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    person = npt.people["professional"]
    client = browser_of("pastoral-lead")
    ask(client, plan, "agencies", person="Priya Nair", agency="educational_psychology", email=person.email.upper())
    ask(client, plan, "agencies", person="Helen Marsh", agency="health", email=npt.people["other-authority"].email)
    assert [row.user_id for row in making.contributions(npt)] == [person.pk, None]


def test_nobody_chosen_or_a_day_gone_by_is_refused(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    client = browser_of("pastoral-lead")
    assert "Choose somebody on the list" in text(ask(client, plan, "staff"))
    past = {"due_on-day": 1, "due_on-month": 1, "due_on-year": 2020}
    answer = ask(client, plan, "staff", who=[f"user-{npt.people['alnco'].pk}"], **past)
    assert answer.status_code == 422
    assert "must be today or later" in text(answer)
    assert ask(client, plan, "staff", who=[f"user-{npt.people['other-authority'].pk}"]).status_code == 422
    assert making.contributions(npt) == []


def test_a_double_click_asks_once(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    client, once = browser_of("pastoral-lead"), making.token()
    for _click in range(2):
        ask(client, plan, "agencies", person="Priya Nair", agency="health", submission_token=once)
    assert len(making.contributions(npt)) == 1


def test_chasing_is_once_a_day(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "staff", "Mari Owen", email="m@example.org")
    client = browser_of("pastoral-lead")
    for _click in range(2):
        client.post(f"/plans/contributions/{row.pk}/ask-again/", {"submission_token": ""})
    assert making.fresh(npt, row).times_chased == 1
    assert "already asked again today" in text(client.get(f"/plans/{plan.pk}/gathering/"))


def test_going_on_without_needs_a_reason_and_stops_the_links(npt: Any, browser_of: Any, by_link: tuple[Contribution, str]) -> None:
    row, path = by_link
    client = browser_of("pastoral-lead")
    address = f"/plans/{row.plan_id}/gathering/agencies/go-on-without/"
    assert client.post(address, {"reason": "", "submission_token": making.token()}).status_code == 422
    assert client.post(address, {"reason": "Nobody else is involved.", "submission_token": making.token()}).status_code == 302
    assert making.fresh(npt, row).status == Contribution.Status.WAIVED
    assert Client().get(path).status_code == 410
    assert "Nobody else is involved." in text(client.get(f"/plans/{row.plan_id}/gathering/"))


# ── with an account ──


def test_the_person_asked_answers_and_nobody_else_does(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    mine = making.asked(npt, plan, "staff", "Mari Owen", user_id=npt.people["teacher"].pk)
    other = making.asked(npt, plan, "staff", "Gareth Pugh", user_id=npt.people["alnco"].pk)
    with npt.acting("alnco") as by:
        gathering.answer(contribution_id=other.pk, answers={**STAFF, "concerns": "A secret of Gareth's."}, by=by)
    teacher = browser_of("teacher")
    page = text(teacher.get(f"/plans/contributions/{mine.pk}/"))
    assert "What goes well with this child?" in page
    assert "A secret of Gareth" not in page
    assert teacher.get(f"/plans/contributions/{other.pk}/").status_code == 403
    assert browser_of("parent").get(f"/plans/contributions/{mine.pk}/").status_code == 403
    assert browser_of("other-authority").get(f"/plans/contributions/{mine.pk}/").status_code == 404
    assert browser_of("director").get(f"/plans/contributions/{mine.pk}/").status_code == 403
    answer = teacher.post(f"/plans/contributions/{mine.pk}/", {**STAFF, "version": "1", "submission_token": making.token()})
    assert answer.status_code == 302
    now = making.fresh(npt, mine)
    assert (now.status, now.answers, now.answered_via) == ("answered", STAFF, "account")
    thanks = text(teacher.get(answer["Location"]))
    assert "Thank you" in thanks
    assert STAFF["going_well"] in thanks


def test_saved_for_later_then_sent(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "staff", "Mari Owen", user_id=npt.people["teacher"].pk)
    teacher = browser_of("teacher")
    address = f"/plans/contributions/{row.pk}/"
    kept = teacher.post(address, {"going_well": making.LONG, "later": "1", "version": "1", "submission_token": making.token()})
    assert kept.status_code == 302
    assert making.fresh(npt, row).status == "started"
    assert making.LONG[:500] in text(teacher.get(address))
    refused = teacher.post(address, {"going_well": making.LONG, "version": "2", "submission_token": making.token()})
    assert refused.status_code == 422
    assert making.LONG[:500] in text(refused)
    assert text(refused).count("Enter ") >= 2


def test_two_windows_of_one_person_see_both_texts(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "staff", "Mari Owen", user_id=npt.people["teacher"].pk)
    teacher, address = browser_of("teacher"), f"/plans/contributions/{row.pk}/"
    first = {"concerns": "First window.", "later": "1", "version": "1", "submission_token": making.token()}
    assert teacher.post(address, first).status_code == 302
    answer = teacher.post(address, {**STAFF, "concerns": "Second window.", "version": "1", "submission_token": making.token()})
    assert answer.status_code == 422
    assert "First window." in text(answer)
    assert "Second window." in text(answer)
    again = teacher.post(address, {**STAFF, "concerns": "Both.", "version": "2", "submission_token": making.token()})
    assert again.status_code == 302
    assert making.fresh(npt, row).answers["concerns"] == "Both."


def test_a_signed_out_form_and_a_draft_are_not_lost(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "staff", "Mari Owen", user_id=npt.people["teacher"].pk)
    teacher, address = browser_of("teacher"), f"/plans/contributions/{row.pk}/"
    saved = teacher.post(f"/drafts/?key={address}", {"going_well": "Half a thought ŵ"})
    assert saved.status_code == 200
    assert "Half a thought ŵ" in text(teacher.get(address))


def test_the_child_has_plain_words_in_their_language_and_may_say_no(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "child", "Tomos Morgan", user_id=npt.people["young-person"].pk, language="cy")
    child, address = browser_of("young-person"), f"/plans/contributions/{row.pk}/"
    page = text(child.get(address))
    assert "Beth wyt ti'n ei hoffi".replace("'", "&#39;") in page
    assert "pastoral-child" in page
    empty = child.post(address, {"version": "1", "submission_token": making.token()})
    assert empty.status_code == 422
    assert child.get(f"{address}decline/").status_code == 200
    assert child.post(f"{address}decline/", {"reason": "", "submission_token": making.token()}).status_code == 302
    assert making.fresh(npt, row).status == "declined"
    assert child.get(address).status_code == 200


def test_younger_children_have_simpler_questions(npt: Any) -> None:
    from pastoral.casework.plans.asking import is_young

    npt.tomos.year_group = "5"
    assert is_young(npt.tomos)
    npt.tomos.year_group = "R"
    assert is_young(npt.tomos)
    npt.tomos.year_group = "7"
    assert not is_young(npt.tomos)
    npt.tomos.year_group = ""
    assert not is_young(npt.tomos)
    npt.tomos.date_of_birth = dt.date(timezone.localdate().year - 8, 1, 1)
    assert is_young(npt.tomos)


def test_the_lead_writes_down_what_somebody_said(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "child", "Tomos Morgan")
    lead, address = browser_of("pastoral-lead"), f"/plans/contributions/{row.pk}/"
    assert "How did they tell you?" in text(lead.get(address))
    refused = lead.post(address, {"good_at": "Rugby", "version": "1", "submission_token": making.token()})
    assert refused.status_code == 422
    assert "Select how they told you" in text(refused)
    sent = {"good_at": "Rugby", "method": "drawing", "version": "1", "submission_token": making.token()}
    assert lead.post(address, sent).status_code == 302
    now = making.fresh(npt, row)
    assert (now.answered_via, now.method, now.recorded_by) == ("recorded", "drawing", npt.access("pastoral-lead").actor)


def test_side_by_side_is_for_who_prepares_and_for_everybody_once_the_meeting_begins(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    row = making.asked(npt, plan, "staff", "Mari Owen", user_id=npt.people["teacher"].pk)
    with npt.acting("teacher") as by:
        gathering.answer(contribution_id=row.pk, answers=STAFF, by=by)
    address = f"/plans/{plan.pk}/views/"
    assert STAFF["going_well"] in text(browser_of("pastoral-lead").get(address))
    assert browser_of("ewo").get(address).status_code == 200
    assert browser_of("professional").get(address).status_code == 403
    assert browser_of("parent").get(address).status_code == 403
    with npt.acting("system") as by:
        moving.move(plan_id=plan.pk, action="call_meeting", by=by)
        from pastoral.casework.plans.services import organising, writing

        organising.arrange(plan_id=plan.pk, on=timezone.localdate(), by=by)
        writing.hold_meeting(plan_id=plan.pk, by=by)
    assert browser_of("professional").get(address).status_code == 200
    said = making.queries_of(browser_of("pastoral-lead"), address)
    assert len(said) <= 15, "\n".join(said)


def test_the_gathering_page_takes_fifteen_queries_at_most(npt: Any, browser_of: Any) -> None:
    plan = making.gathered(npt)
    for number in range(12):
        making.asked(npt, plan, "staff", f"Person {number}")
    said = making.queries_of(browser_of("pastoral-lead"), f"/plans/{plan.pk}/gathering/")
    assert len(said) <= 15, "\n".join(said)


# ── by link ──


def test_a_link_says_no_more_than_the_first_name(npt: Any, by_link: tuple[Contribution, str]) -> None:
    _row, path = by_link
    page = Client().get(path)
    assert page.status_code == 200
    shown = text(page)
    assert "About Tomos" in shown
    for private in ("Morgan", "2013", npt.tomos.upn or "D014001", "He leaves lessons", "Bro Hebog"):
        assert private not in shown
    assert page["Cache-Control"] == "no-store"


def test_by_link_saved_sent_and_used_up(npt: Any, by_link: tuple[Contribution, str]) -> None:
    row, path = by_link
    visitor = Client()
    kept = visitor.post(path, {"doing": "Meets him weekly ŵ", "later": "1"})
    assert kept.status_code == 302
    assert "Meets him weekly ŵ" in text(visitor.get(path))
    refused = visitor.post(path, {"doing": "", "working": "Drawing 🐑"})
    assert refused.status_code == 422
    assert "Drawing 🐑" in text(refused)
    sent = {"doing": "Meets him weekly ŵ", "working": "Drawing 🐑"}
    answer = visitor.post(path, sent)
    assert answer.status_code == 302
    thanks = visitor.get(answer["Location"])
    assert "Thank you" in text(thanks)
    assert "Meets him" not in text(thanks)
    now = making.fresh(npt, row)
    assert (now.status, now.answered_via, now.answers) == ("answered", "link", sent)
    again = visitor.get(path)
    assert again.status_code == 410
    assert "Meets him" not in text(again)
    assert visitor.post(path, sent)["Location"] == answer["Location"]  # a double click ends where the first one did
    other = visitor.post(path, {"doing": "Something else."})
    assert other.status_code == 422
    assert "Something else." in text(other)
    assert making.fresh(npt, row).answers == sent


def test_autosave_by_link_keeps_what_is_typed(npt: Any, by_link: tuple[Contribution, str]) -> None:
    row, path = by_link
    answer = Client().post(f"{path}save/", {"doing": "Half a thought"})
    assert answer.status_code == 200
    assert answer.json()["version"] == making.fresh(npt, row).version
    assert making.fresh(npt, row).answers == {"doing": "Half a thought"}
    long = Client().post(f"{path}save/", {"doing": "x" * 10_001, "working": "Drawing"})
    assert long.status_code == 400
    assert "10,000" in long.json()["error"]
    now = making.fresh(npt, row)
    assert now.answers == {"doing": "Half a thought", "working": "Drawing"}, "what can be read is kept"
    assert long.json()["version"] == now.version


def test_links_that_have_ended(npt: Any, by_link: tuple[Contribution, str]) -> None:
    row, path = by_link
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=60), tick=True):
        late = Client().post(path, {"doing": "Too late"})
        assert late.status_code == 410
    assert Client().get("/plans/l/wrong-token-altogether/views/").status_code == 404
    assert Client().get(path.replace("/views/", "/reply/")).status_code == 404  # a link has one purpose
    links.revoke("contribute", row.pk)
    assert Client().get(path).status_code == 410
    assert making.fresh(npt, row).status == "asked"


def test_by_link_somebody_may_say_no(npt: Any, by_link: tuple[Contribution, str]) -> None:
    row, path = by_link
    answer = Client().post(f"{path}decline/", {"reason": "Not allowed to share."})
    assert answer.status_code == 302
    assert "all right not to answer" in text(Client().get(answer["Location"]))
    now = making.fresh(npt, row)
    assert (now.status, now.declined_reason) == ("declined", "Not allowed to share.")
