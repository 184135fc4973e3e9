"""HIL-PSP-01 to 25 where they are not checks that other authorities share (rules catalogue 2.2)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.psp.catalogue import Look, RuleFinding, rule
from pastoral.rules.psp.preparing import NOT_AGREED
from pastoral.rules.sentences import mark, say


@rule("HIL-PSP-01", mark("No law asks for this plan"), source="Introduction", force="G", effect="INFO")
def hil_psp_01_optional(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status == "deciding":
        yield RuleFinding(
            "HIL-PSP-01", "INFO",
            say("HIL-PSP-01", "No law in England asks for this plan. Once it is opened, the authority's way is followed."),
            say("HIL-PSP-01.remedy", "Decide whether a plan would help."),
            "lead",
        )  # fmt: skip


@rule("HIL-PSP-02", mark("Why the plan was opened is on the record"), source="What is a PSP", force="S", effect="RECORD")
def hil_psp_02_reason(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status in NOT_AGREED and not look.facts.reasons:
        yield RuleFinding(
            "HIL-PSP-02", "INFO",
            say("HIL-PSP-02", "No reason for the plan is recorded."),
            say("HIL-PSP-02.remedy", "Say why: risk of exclusion, social and emotional needs, or another reason."),
            "lead",
        )  # fmt: skip


@rule("HIL-PSP-03", mark("The plan takes the place of a behaviour plan"), source="What is a PSP", force="S", effect="WARN")
def hil_psp_03_replaces_behaviour_plan(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status != "closed" and "behaviour_plan" in facts.other_plans and facts.behaviour_plan_ended_on is None:
        yield RuleFinding(
            "HIL-PSP-03", "WARN",
            say("HIL-PSP-03", "A behaviour plan is still running. This plan takes its place."),
            say("HIL-PSP-03.remedy", "End the behaviour plan and record the day."),
            "lead",
        )  # fmt: skip


@rule("HIL-PSP-04", mark("A plan for learning needs goes on beside this one"), source="What is a PSP", force="S", effect="INFO")
def hil_psp_04_beside_sen_support(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status != "closed" and "sen_support" in look.facts.other_plans and not look.facts.other_plans_linked:
        yield RuleFinding(
            "HIL-PSP-04", "INFO",
            say("HIL-PSP-04", "The plan for special educational needs support goes on at the same time."),
            say("HIL-PSP-04.remedy", "Write how the two plans fit together."),
            "alnco",
        )  # fmt: skip


@rule("HIL-PSP-06", mark("Parents are invited and take part"), source="What is a PSP", force="S", effect="BLOCK")
def hil_psp_06_parent_invited(look: Look) -> Iterator[RuleFinding]:
    invited = {one.party for one in look.facts.attendees if one.invited}
    if look.facts.status == "organising" and "parent" not in invited:
        yield RuleFinding(
            "HIL-PSP-06", "BLOCK",
            say("HIL-PSP-06", "No parent or carer is invited to the meeting."),
            say("HIL-PSP-06.remedy", "Invite a parent or carer, and choose a time that suits them."),
            "lead", about="invitations", gates=("begin_meeting",),
        )  # fmt: skip


@rule("HIL-PSP-07", mark("Which assessments would help is looked at"), source="Setting up", force="S", effect="RECORD")
def hil_psp_07_assessments(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status == "meeting" and not look.facts.assessments:
        yield RuleFinding(
            "HIL-PSP-07", "INFO",
            say("HIL-PSP-07", "No assessment is marked as considered."),
            say("HIL-PSP-07.remedy", "Go through the list and tick what was considered."),
            "lead", about="assessments",
        )  # fmt: skip


@rule("HIL-PSP-08", mark("The pupil is heard first"), source="Before the first meeting", force="S", effect="RECORD")
def hil_psp_08_pupil_first(look: Look) -> Iterator[RuleFinding]:
    given = {one.kind: one for one in look.facts.inputs}
    heard = given.get("child")
    if look.facts.status in ("gathering", "organising") and (heard is None or not heard.is_done):
        yield RuleFinding(
            "HIL-PSP-08", "INFO",
            say("HIL-PSP-08", "The pupil has not been heard yet. Their voice comes first."),
            say("HIL-PSP-08.remedy", "Hear the pupil. Nothing they say about others has consequences for them."),
            "key_adult", about="input:child",
        )  # fmt: skip


@rule("HIL-PSP-09", mark("Somebody from outside the school is invited"), source="PSP guidance", force="S", effect="WARN")
def hil_psp_09_outside_agency(look: Look) -> Iterator[RuleFinding]:
    invited = {one.party for one in look.facts.attendees if one.invited}
    if look.facts.status == "organising" and "professional" not in invited:
        yield RuleFinding(
            "HIL-PSP-09", "WARN",
            say("HIL-PSP-09", "Nobody from outside the school is invited."),
            say("HIL-PSP-09.remedy", "Invite somebody from the authority, or an outreach worker."),
            "lead", about="invitations:outside",
        )  # fmt: skip


@rule("HIL-PSP-10", mark("Who was at the meeting is on the record"), source="Running the initial meeting", force="S", effect="RECORD")
def hil_psp_10_summary(look: Look) -> Iterator[RuleFinding]:
    people = look.facts.attendees
    if look.facts.status == "meeting" and any(one.present is None for one in people):
        yield RuleFinding(
            "HIL-PSP-10", "INFO",
            say("HIL-PSP-10", "It is not recorded of everybody whether they were there."),
            say("HIL-PSP-10.remedy", "Mark who is here and who is not."),
            "lead", about="attendees",
        )  # fmt: skip


@rule("HIL-PSP-13", mark("What follows if no effort is shown is agreed"), source="Plan", force="S", effect="RECORD")
def hil_psp_13_consequences(look: Look) -> Iterator[RuleFinding]:
    if look.facts.status == "meeting" and not look.facts.consequences.strip():
        yield RuleFinding(
            "HIL-PSP-13", "INFO",
            say("HIL-PSP-13", "Nothing says what follows if no effort is shown."),
            say("HIL-PSP-13.remedy", "Agree it together. Rewards should outweigh sanctions."),
            "lead", about="consequences",
        )  # fmt: skip


@rule("HIL-PSP-17", mark("Home and school stay in touch"), source="Ongoing support", force="S", effect="RECORD")
def hil_psp_17_home_contact(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    since = facts.began_on or facts.agreed_on
    if facts.status == "live" and (facts.parents_contacted_on is None or (since is not None and facts.parents_contacted_on < since)):
        yield RuleFinding(
            "HIL-PSP-17", "INFO",
            say("HIL-PSP-17", "No contact with home is recorded since the plan began."),
            say("HIL-PSP-17.remedy", "Talk with the parents or carers and record the day."),
            "key_adult",
        )  # fmt: skip


@rule(
    "HIL-PSP-19", mark("Where a review finds that something fails, more help is named"),
    source="4/8-week review", force="S", effect="RECORD",
)  # fmt: skip
def hil_psp_19_further_measures(look: Look) -> Iterator[RuleFinding]:
    last = look.facts.last_review
    if look.facts.status == "live" and last is not None and not last.final and last.unkept and not last.further_measures.strip():
        yield RuleFinding(
            "HIL-PSP-19", "INFO",
            say("HIL-PSP-19", "The last review found promises that were not kept, and names no further help."),
            say("HIL-PSP-19.remedy", "Agree what else will help."),
            "lead", about="review_measures",
        )  # fmt: skip


@rule("HIL-PSP-21", mark("After success the pupil is praised, and support may go on"), source="If successful", force="S", effect="RECORD")
def hil_psp_21_success(look: Look) -> Iterator[RuleFinding]:
    final = look.facts.final_review
    if look.facts.status in ("live", "reviewed") and final is not None and final.verdict == "successful" and not final.verdict_next:
        yield RuleFinding(
            "HIL-PSP-21", "INFO",
            say("HIL-PSP-21", "The plan was successful. Nothing says whether support goes on."),
            say("HIL-PSP-21.remedy", "Praise the pupil, and say what support goes on."),
            "lead", about="verdict_next",
        )  # fmt: skip


@rule(
    "HIL-PSP-23", mark("After a plan that did not succeed, other ways are considered"),
    source="If not successful", force="S", effect="TASK",
)  # fmt: skip
def hil_psp_23_alternatives(look: Look) -> Iterator[RuleFinding]:
    final = look.facts.final_review
    if look.facts.status == "reviewed" and final is not None and final.verdict == "unsuccessful":
        yield RuleFinding(
            "HIL-PSP-23", "TASK",
            say("HIL-PSP-23", "The plan was not successful, and what comes next is not done."),
            say("HIL-PSP-23.remedy", "Take the next step that was agreed, then close the plan or change it."),
            "lead", about="next_step",
        )  # fmt: skip


@rule("HIL-PSP-24", mark("The authority is asked before a pupil is excluded"), source="Review", force="S", effect="WARN")
def hil_psp_24_ask_before_excluding(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    failed = facts.final_review is not None and facts.final_review.verdict == "unsuccessful" and "exclusion_risk" in facts.reasons
    if facts.status != "closed" and (facts.excluded_on is not None or failed) and facts.wellbeing_informed_on is None:
        yield RuleFinding(
            "HIL-PSP-24", "WARN",
            say("HIL-PSP-24", "The authority's exclusion support has not been asked."),
            say("HIL-PSP-24.remedy", "Write to the exclusion support mailbox before anybody decides to exclude."),
            "head",
        )  # fmt: skip
