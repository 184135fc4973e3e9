"""Hillingdon's PSP from opening to its verdict, through the services and the pages that Neath Port Talbot's uses (T03)."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from documents.reading import pdf_text, squeezed
from pastoral.casework.plans.asking import questions_for
from pastoral.casework.plans.form_document import plan_form
from pastoral.casework.plans.forms.gathering import rows_said
from pastoral.casework.plans.models import CheckIn, Commitment, Contribution, Review, Signature
from pastoral.casework.plans.services import moving, paperwork, writing
from pastoral.casework.plans.sharing import readable
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.page import render_html
from pastoral.foundation.documents.word import render_docx
from pastoral.rules.sentences import Refused

from . import making
from .making import CHILD, MOTHER, Story
from .pages import opens, read, words


def at_the_meeting(story: Story) -> Story:
    story.opened()
    story.gathered()
    story.organised(dt.date(2026, 9, 7))
    story.met()
    return story


def live(story: Story) -> Story:
    at_the_meeting(story)
    story.agreed()
    story.begun()
    return story


def travel(monday: Any, day: dt.date) -> None:
    monday.move_to(dt.datetime.combine(day, dt.time(10), tzinfo=dt.UTC))


def test_hillingdon_from_opening_to_success(hillingdon: Story, monday: Any) -> None:
    live(hillingdon)
    assert hillingdon.plan.status == "live"
    assert hillingdon.rules("BLOCK") == {"HIL-PSP-20"}  # only its end waits for the final meeting
    assert hillingdon.next_review() == dt.date(2026, 10, 5)
    assert hillingdon.plan.ends_on == dt.date(2026, 11, 30)
    hillingdon.checked_in()
    for day, following in ((dt.date(2026, 10, 5), dt.date(2026, 11, 2)), (dt.date(2026, 11, 2), dt.date(2026, 11, 30))):
        travel(monday, day)
        row = hillingdon.reviewed(decision="continue", next_review_on=following, answers={"further_measures": "A mentor"})
        assert not row.is_final
        assert hillingdon.next_review() == following
    travel(monday, dt.date(2026, 11, 30))
    row = hillingdon.reviewed(verdict="successful", verdict_next="credit", answers={"verdict_evidence": "The log"})
    assert (row.is_final, row.decision) == (True, "cease")  # the fixed days had come to the final meeting
    plan = hillingdon.plan
    assert (plan.status, plan.closing_outcome) == ("closed", "successful")
    assert "It was judged successful." in opens(hillingdon, "plan")["plan"]
    assert "Final meeting" in opens(hillingdon, "plan-reviews")["plan-reviews"]


def test_hil_psp_18_without_a_date_the_fixed_weeks_hold(hillingdon: Story, monday: Any) -> None:
    at_the_meeting(hillingdon)
    with hillingdon.acting() as by:
        writing.set_next_review(plan_id=hillingdon.plan_id, on=None, by=by)
    assert "HIL-PSP-18" in hillingdon.rules("TASK")
    hillingdon.agreed()
    hillingdon.begun()
    assert hillingdon.next_review() == dt.date(2026, 10, 5)
    travel(monday, dt.date(2026, 10, 5))
    row = hillingdon.reviewed(decision="continue", answers={"further_measures": "A mentor"})
    assert row.next_review_on == hillingdon.next_review() == dt.date(2026, 11, 2)


def test_hil_psp_15_everyone_present_signs(hillingdon: Story) -> None:
    at_the_meeting(hillingdon)
    with hillingdon.acting() as by:
        from pastoral.casework.plans.services import signing

        signing.seal_plan(plan_id=hillingdon.plan_id, by=by)
    asked = hillingdon.rows(Signature)
    assert {row.name for row in asked} == {CHILD, MOTHER, hillingdon.lead.name}  # the outreach worker was not there
    with hillingdon.acting() as by:
        for row in asked[:-1]:
            signing.sign(signature_id=row.pk, agrees=True, route="screen", typed=row.name, by=by)
        with pytest.raises(Refused) as refused:
            moving.move(plan_id=hillingdon.plan_id, action="agree", by=by)
    assert [reason.code for reason in refused.value.reasons] == ["HIL-PSP-15"]
    assert asked[-1].name in str(refused.value)


def test_hil_psp_08_what_a_pupil_says_against_an_adult_is_read_by_few_and_never_at_the_meeting(hillingdon: Story) -> None:
    hillingdon.opened()
    hillingdon.gathered()
    said = "Mr Gill shouts at me."
    with hillingdon.acting() as by, recording("contribution.answered", by=by, subject=hillingdon.plan):
        rows = Contribution.objects.visible_to(by).filter(plan=hillingdon.plan_id, input="child")
        rows.update(answers={**rows.get().answers, "about_adults": said})
        row = rows.get()
    beside = reverse("plan-views", args=[hillingdon.plan_id])
    assert said in read(hillingdon.browser(), beside)  # who leads the plan sees restricted notes
    definition = questions_for(row, hillingdon.plan.pupil, hillingdon.pack)
    everybody: Any = SimpleNamespace(user_id=None, may=lambda permission: False)
    assert "about_adults" in {question.key for section in definition.sections for question in section.questions}
    assert said not in dict(rows_said(readable(definition, row, everybody), row.answers, "en")).values()
    pupil: Any = SimpleNamespace(user_id=7, may=lambda permission: False)
    row.user_id = 7
    assert said in dict(rows_said(readable(definition, row, pupil), row.answers, "en")).values()
    hillingdon.organised(dt.date(2026, 9, 7))
    hillingdon.met()
    shown = read(hillingdon.browser(), reverse("plan-meeting", args=[hillingdon.plan_id]))
    assert "Mornings are loud." in shown
    assert said not in shown
    with hillingdon.acting() as by, recording("contribution.answered", by=by, subject=hillingdon.plan):
        Contribution.objects.visible_to(by).filter(pk=row.pk).update(answers={"about_adults": said})
    assert said not in read(hillingdon.browser(), reverse("plan-meeting", args=[hillingdon.plan_id]))  # the only answer given


def test_hil_psp_14_no_target_without_support(hillingdon: Story) -> None:
    at_the_meeting(hillingdon)
    outcome = making.Outcome
    (row, *_others) = hillingdon.rows(outcome)
    with hillingdon.acting() as by:
        writing.save_outcome(plan_id=hillingdon.plan_id, outcome_id=row.pk, by=by, supported_by="", reward="")
    assert {"HIL-PSP-14", "HIL-PSP-12"} <= hillingdon.rules()
    assert "Nobody is named who gives support" in opens(hillingdon, "plan-check")["plan-check"]


def test_hil_psp_23_unsuccessful_waits_for_what_comes_next(hillingdon: Story, monday: Any) -> None:
    live(hillingdon)
    travel(monday, dt.date(2026, 10, 5))
    hillingdon.reviewed(decision="continue", next_review_on=dt.date(2026, 11, 30))
    travel(monday, dt.date(2026, 11, 30))
    row = hillingdon.reviewed(final=True, verdict="unsuccessful", verdict_next="outreach")
    assert (row.is_final, hillingdon.plan.status) == (True, "reviewed")
    assert "HIL-PSP-23" in hillingdon.rules("TASK")
    page = opens(hillingdon, "plan")["plan"]
    assert "Outreach, in-reach or a dual roll" in page
    assert "Next review" not in page
    with hillingdon.acting() as by:
        moving.move(plan_id=hillingdon.plan_id, action="cease", by=by)
    assert hillingdon.plan.closing_outcome == "unsuccessful"


def test_hil_psp_20_a_plan_is_not_ended_without_its_final_meeting(hillingdon: Story, monday: Any) -> None:
    live(hillingdon)
    travel(monday, dt.date(2026, 10, 5))
    with pytest.raises(Refused) as refused:
        hillingdon.reviewed(final=True, verdict="")
    assert "HIL-PSP-20" in [reason.code for reason in refused.value.reasons]
    hillingdon.reviewed(final=True, verdict="successful", verdict_next="monitored_support")
    assert hillingdon.plan.status == "reviewed"
    hillingdon.checked_in()  # support goes on and is monitored
    assert len(hillingdon.rows(CheckIn)) == 1


def test_the_questions_of_the_pupil_are_chosen_by_what_they_can_do(hillingdon: Story) -> None:
    hillingdon.opened()
    hillingdon.gathered()
    (asked,) = hillingdon.rows(Contribution, input="child")
    assert asked.style == "primary"  # though Olivia is in Year 8
    client = hillingdon.browser()
    page = read(client, reverse("contribution-ask", args=[hillingdon.plan_id, "child"]))
    assert "Choose by what they can read and say, not by their age." in page


def test_papers_are_settled_one_by_one(hillingdon: Story) -> None:
    hillingdon.opened()
    with hillingdon.acting() as by:
        moving.move(plan_id=hillingdon.plan_id, action="start_gathering", by=by)
    assert "PLAN-31" in hillingdon.rules("WARN")
    client = hillingdon.browser()
    address = reverse("plan-gathering", args=[hillingdon.plan_id])
    assert "SENCO's comments" in read(client, address)
    posted = {f"state_{code}": "not_applicable" for code in hillingdon.pack.psp.documents_wanted}
    answer = client.post(address, posted | {"note_behaviour_log": "With Mr Gill"})
    assert answer.status_code == 302
    assert hillingdon.plan.papers["behaviour_log"] == {"state": "not_applicable", "note": "With Mr Gill"}
    assert "PLAN-31" not in hillingdon.rules()
    assert "10 of 10 are there or do not apply" in opens(hillingdon, "plan")["plan"]


def test_the_summary_before_the_meeting_is_a_page_of_its_own(hillingdon: Story) -> None:
    hillingdon.opened()
    with hillingdon.acting() as by:
        moving.move(plan_id=hillingdon.plan_id, action="start_gathering", by=by)
    client = hillingdon.browser()
    address = reverse("plan-form", args=[hillingdon.plan_id, "pre_meeting"])
    assert "What are the pupil's strengths and interests?" in read(client, address)
    answer = client.post(reverse("plan-section", args=[hillingdon.plan_id, "pre_meeting_summary"]), {"pre_why": "She leaves."})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(address)
    assert client.get(reverse("plan-form", args=[hillingdon.plan_id, "incident_support"])).status_code == 404
    printing = reverse("plan-print", args=[hillingdon.plan_id])
    assert "as it stands, PDF" in read(client, address)
    made = client.get(f"{printing}?form=pre_meeting&language=en&format=pdf")
    assert made.headers["Content-Type"] == "application/pdf"
    text = squeezed(pdf_text(made.content))
    for part in ("Pre-meeting summary", "F-HIL-01", "She leaves."):
        assert squeezed(part) in text, part
    empty = squeezed(pdf_text(client.get(f"{printing}?form=pre_meeting&language=en&format=pdf&blank=1").content))
    assert squeezed("Why is a programme being considered now?") in empty
    assert squeezed("She leaves.") not in empty
    for wrong in ("incident_support", "psp_of_somebody"):
        assert client.get(f"{printing}?form={wrong}").status_code == 404


def test_how_often_and_until_when_are_chosen_at_the_meeting(hillingdon: Story) -> None:
    at_the_meeting(hillingdon)
    client = hillingdon.browser()
    meeting = read(client, reverse("plan-meeting", args=[hillingdon.plan_id]))
    assert "How often we meet, and until when" in meeting
    assert "Final meeting: Monday 30 November 2026" in meeting
    sent = {"check_in_every": "fortnightly", "ends_on-day": "30", "ends_on-month": "11", "ends_on-year": "2026"}
    answer = client.post(reverse("plan-section", args=[hillingdon.plan_id, "arrangements"]), sent)
    assert answer.status_code == 302
    assert hillingdon.plan.check_in_every == "fortnightly"
    with hillingdon.acting() as by, pytest.raises(Refused):
        writing.settle_arrangements(plan_id=hillingdon.plan_id, by=by, check_in_every="monthly")


def test_pages_of_each_stage_speak_hillingdons_words(hillingdon: Story, monday: Any) -> None:
    hillingdon.opened()
    seen = [*opens(hillingdon, "plan", "plan-deciding").values()]
    hillingdon.gathered()
    seen += opens(hillingdon, "plan", "plan-gathering", "plan-views").values()
    hillingdon.organised(dt.date(2026, 9, 7))
    seen += opens(hillingdon, "plan", "plan-organising").values()
    hillingdon.met()
    seen += opens(hillingdon, "plan", "plan-meeting", "plan-check", "plan-outcome-new", "commitment-new").values()
    hillingdon.agreed()
    seen += opens(hillingdon, "plan", "plan-signatures", "plan-send").values()
    assert "Begin the plan" in seen[-1]
    hillingdon.begun()
    travel(monday, dt.date(2026, 10, 5))
    hillingdon.reviewed(decision="continue", next_review_on=dt.date(2026, 11, 2))
    (held,) = hillingdon.rows(Review)
    seen += [*opens(hillingdon).values(), read(hillingdon.browser(), reverse("review", args=[held.pk]))]
    for page in seen:
        for foreign in ("ALNCo", "NPT-", "Welsh", "Education Welfare", "individual development plan", "Neath"):
            assert foreign not in page, page
    assert "Sent to the authority" not in seen[0]
    assert "Not sent on" not in seen[0]  # a stage that is not used is not in the bar
    assert "Pre-meeting pack" in seen[0]


def test_the_final_meeting_is_filled_in_on_its_page(hillingdon: Story, monday: Any) -> None:
    live(hillingdon)
    travel(monday, dt.date(2026, 10, 5))
    hillingdon.reviewed(decision="continue", next_review_on=dt.date(2026, 11, 30))
    travel(monday, dt.date(2026, 11, 30))
    client = hillingdon.browser()
    begun = client.post(reverse("review-begin", args=[hillingdon.plan_id]), {"kind": "final"})
    page = client.get(begun.headers["Location"])
    text = page.content.decode()
    assert "Was the plan successful?" in text
    assert 'name="verdict"' in text
    assert 'name="verdict_evidence"' in text
    assert 'name="decision"' not in text
    row = next(one for one in hillingdon.rows(Review) if one.is_final)
    sent: dict[str, Any] = {
        "version": str(row.version), "held_on-day": "30", "held_on-month": "11", "held_on-year": "2026", "attended_by": "All",
        "child_view": "Good", "evaluation": "Calmer", "verdict": "successful", "verdict_next": "credit",
        "verdict_evidence": "The behaviour log", "record": "1",
    }  # fmt: skip
    sent |= {f"o{one.pk}_reached": "yes" for one in hillingdon.rows(making.Outcome)}
    sent |= {f"c{one.pk}_kept": "yes" for one in hillingdon.rows(Commitment)}
    answer = client.post(begun.headers["Location"], sent)
    assert answer.status_code == 302, words(answer)[:1500]
    row = next(one for one in hillingdon.rows(Review) if one.is_final)
    assert (row.verdict, row.answers["verdict_evidence"]) == ("successful", "The behaviour log")
    assert "What follows: Praise the pupil; the programme ends" in read(client, reverse("review", args=[row.pk]))
    assert hillingdon.plan.status == "closed"


def test_the_authoritys_form_is_printed_as_it_has_it(hillingdon: Story) -> None:
    live(hillingdon)
    plan = hillingdon.plan
    with hillingdon.acting() as by:
        printable = paperwork.plan_printable(by, plan, language="en")
        kept = paperwork.stored_of(by, plan)
    page = str(render_html(printable))
    for wanted in ("Pastoral Support Programme: initial meeting", "F-HIL-02", "Consequences if no effort is shown", "Steps on the way",
                  "Mr Gill meets her at the door", "Every week", "30 November 2026", "Signed by everyone present", CHILD,
                  MOTHER):  # fmt: skip
        assert wanted in page, wanted
    assert render_docx(printable)[:2] == b"PK"
    assert {(one.file_format, one.language) for one in kept} == {("pdf", "en"), ("docx", "en")}
    content = plan.current_revision.content
    blank = plan_form(content, signatures=(), seal="", pack=hillingdon.pack, authority=plan.authority, language="en", blank=True)
    assert "Name and role" in str(render_html(blank))
    assert "Mr Gill" not in str(render_html(blank))
