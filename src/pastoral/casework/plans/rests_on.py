"""Which facts a rule looked at, for the page that explains a finding: dates, counts, and whether something is written.

Never what is written: a finding is read by more people than the plan is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import INPUT_LABELS, SIGNATORY_LABELS, InputFacts, PlanFacts, RuleFinding, first_of
from pastoral.rules.psp.living import review_anchor
from pastoral.rules.sentences import mark, say

Fact = tuple[str, object]
Reads = tuple[tuple[str, Callable[[PlanFacts], Any]], ...]

_HOURS: Reads = (
    (mark("Hours are reduced"), lambda f: f.reduced_timetable),
    (mark("Taught by an alternative provider"), lambda f: f.alternative_provision),
)
_LAST_REVIEW = (mark("Last review"), lambda f: f.last_review.held_on if f.last_review else None)
_OPENED = (mark("Plan opened"), lambda f: f.opened_on)
_OTHER_PLANS = (mark("Other plans of the child"), lambda f: len(f.other_plans))
_LINKED = (mark("How they fit together is written"), lambda f: f.other_plans_linked)
_TARGETS = (mark("Targets written"), lambda f: sum(1 for outcome in f.outcomes if outcome.statement.strip()))
_VERDICT = (mark("A verdict is given"), lambda f: bool(f.last_review and f.last_review.verdict))


def _invited(label: str, party: str) -> tuple[str, Callable[[PlanFacts], Any]]:
    return label, lambda f: sum(1 for one in f.attendees if one.invited and one.party == party)


# By the first number of each check (rules/psp/catalogue.py).
READ_BY: dict[str, Reads] = {
    "NPT-PSP-01": ((mark("What was tried before is written down"), lambda f: bool(f.earlier_strategies.strip())),),
    "NPT-PSP-02": (*_HOURS, (mark("Only for a medical reason"), lambda f: f.purely_medical)),
    "NPT-PSP-03": ((mark("Lead"), lambda f: f.lead),),
    "NPT-PSP-04": (
        (mark("Plan opened"), lambda f: f.opened_on),
        (mark("ALNCo told"), lambda f: f.alnco_informed_on),
        (mark("Staff told"), lambda f: f.staff_informed_on),
    ),
    "NPT-PSP-05": (
        (mark("Attendance is an issue"), lambda f: f.attendance_issue),
        _HOURS[0],
        (mark("Education Welfare Officer involved"), lambda f: f.ewo_involved_on),
    ),
    "NPT-PSP-06": (
        (mark("Needs assessed"), lambda f: f.needs_assessed),
        (mark("Has additional learning needs"), lambda f: f.has_aln),
        (mark("Individual development plan named"), lambda f: bool(f.idp_reference.strip())),
    ),
    "NPT-PSP-07": (
        (mark("At risk of permanent exclusion"), lambda f: "exclusion_risk" in f.reasons),
        (mark("Wellbeing and Behaviour Service told"), lambda f: f.wellbeing_informed_on),
    ),
    "NPT-PSP-09": (
        (mark("Date of the meeting"), lambda f: f.meeting_on),
        (mark("Place is known"), lambda f: bool(f.venue.strip())),
        (mark("Last invitation"), lambda f: f.invited_on),
    ),
    "NPT-PSP-10": ((mark("Child asked which adult should speak for them"), lambda f: f.chosen_adult_asked_on),),
    "NPT-PSP-11": ((mark("Factors talked about"), lambda f: len(f.factors_considered)),),
    "NPT-PSP-12": (
        (mark("Outcomes written"), lambda f: sum(1 for outcome in f.outcomes if outcome.statement.strip())),
        (mark("Reason for fewer is written"), lambda f: bool(f.fewer_outcomes_reason.strip())),
    ),
    "NPT-PSP-13": (
        (mark("Commitments written"), lambda f: len(f.commitments)),
        (mark("Who has agreed to act"), lambda f: len({promise.party for promise in f.commitments})),
    ),
    "NPT-PSP-15": ((mark("Plan agreed"), lambda f: f.agreed_on), (mark("Sent to the authority"), lambda f: f.sent_on)),
    "NPT-PSP-16": (
        (mark("Counted from"), review_anchor),
        _LAST_REVIEW,
        (mark("Next review planned"), lambda f: f.next_review_on),
    ),
    "NPT-PSP-17": (
        _LAST_REVIEW,
        (mark("Review sent to the authority"), lambda f: f.last_review.sent_on if f.last_review else None),
    ),
    "NPT-PSP-18": (
        (mark("Plan began"), lambda f: f.began_on),
        (mark("Last check-in"), lambda f: max(f.check_ins, default=None)),
    ),
    "NPT-PSP-19": (
        (mark("Change wanted since"), lambda f: f.change_wanted_on),
        (mark("Parents spoken to"), lambda f: f.parents_contacted_on),
    ),
    "NPT-PSP-20": (
        _LAST_REVIEW,
        (mark("A decision was made"), lambda f: bool(f.last_review and f.last_review.decision)),
        (mark("What the plan has changed is written"), lambda f: bool(f.last_review and f.last_review.evaluation.strip())),
    ),
    "NPT-PSP-23": (
        (mark("Individual development plan named"), lambda f: bool(f.idp_reference.strip())),
        (mark("Outcomes linked to it"), lambda f: f.idp_outcomes_linked),
    ),
    "NPT-PSP-24": (
        (mark("Disabled"), lambda f: f.disabled),
        (mark("Adjustments are written down"), lambda f: bool(f.adjustments.strip())),
    ),
    "NPT-PSP-25": (*_HOURS, (mark("How the child is kept safe is written down"), lambda f: bool(f.safeguarding.strip()))),
    "NPT-PSP-26": (
        (mark("Hard to reach the parents"), lambda f: f.engagement_difficult),
        (mark("Attempts recorded"), lambda f: f.engagement_attempts),
    ),
    "NPT-PSP-27": (
        (mark("The child's views are written down"), lambda f: bool(f.child_views.strip())),
        (mark("How they were heard is written down"), lambda f: bool(f.child_views_method.strip())),
    ),
    "HIL-PSP-01": (_OPENED,),
    "HIL-PSP-02": (_OPENED, (mark("Reasons recorded"), lambda f: len(f.reasons))),
    "HIL-PSP-03": (
        (mark("Has a behaviour plan"), lambda f: "behaviour_plan" in f.other_plans),
        (mark("Behaviour plan ended"), lambda f: f.behaviour_plan_ended_on),
    ),
    "HIL-PSP-04": (_OTHER_PLANS, _LINKED),
    "HIL-PSP-06": (_invited(mark("Parents and carers invited"), "parent"),),
    "HIL-PSP-07": ((mark("Assessments considered"), lambda f: len(f.assessments)),),
    "HIL-PSP-09": (_invited(mark("People from outside the school invited"), "professional"),),
    "HIL-PSP-10": (
        (mark("People on the list"), lambda f: len(f.attendees)),
        (mark("Marked as there or not"), lambda f: sum(1 for one in f.attendees if one.present is not None)),
    ),
    "HIL-PSP-11": ((mark("Parts of the form written"), lambda f: len(f.sections_written)),),
    "HIL-PSP-13": ((mark("Consequences are written down"), lambda f: bool(f.consequences.strip())),),
    "HIL-PSP-14": (_TARGETS,),
    "HIL-PSP-17": (_OPENED,),
    "HIL-PSP-19": (
        _LAST_REVIEW,
        (mark("Promises not kept"), lambda f: f.last_review.unkept if f.last_review else None),
        (mark("More help is named"), lambda f: bool(f.last_review and f.last_review.further_measures.strip())),
    ),
    "HIL-PSP-20": (_LAST_REVIEW, _VERDICT),
    "HIL-PSP-21": (_LAST_REVIEW, _VERDICT),
    "HIL-PSP-23": (_LAST_REVIEW, _VERDICT),
    "HIL-PSP-24": ((mark("At risk of permanent exclusion"), lambda f: "exclusion_risk" in f.reasons), _VERDICT),
    "HIL-PSP-25": ((mark("First meeting"), lambda f: f.first_meeting_on),),
    "HAM-AP-04": (_TARGETS,),
    "HAM-AP-05": (_OTHER_PLANS, _LINKED),
    "WIL-RT-01": (*_HOURS, (mark("Plan agreed"), lambda f: f.agreed_on)),
    "WIL-SG-01": (*_HOURS, (mark("How the child is kept safe is written down"), lambda f: bool(f.safeguarding.strip()))),
    "PLAN-31": (
        (mark("Papers on the list"), lambda f: len(f.papers)),
        (mark("Papers that are there"), lambda f: sum(1 for one in f.papers if one.state == "present")),
    ),
}


def rests_on(finding: RuleFinding, facts: PlanFacts) -> tuple[Fact, ...]:
    """The facts behind one finding, each a label (message id) and a value; the stage always last."""
    kind, _colon, which = finding.about.partition(":")
    if kind == "input":
        own = _input(next((found for found in facts.inputs if found.kind == which), InputFacts(which)))
    elif kind == "signature":
        own = _signature(which, facts)
    else:
        own = tuple((label, read(facts)) for label, read in READ_BY.get(first_of(finding.rule), ()))
    return (*own, (mark("Stage"), say("PSP.status", PSP.labels[facts.status])))


def _input(found: InputFacts) -> tuple[Fact, ...]:
    return (
        (mark("What is wanted"), say("NPT-PSP-08.what", INPUT_LABELS.get(found.kind, found.kind))),
        (mark("Asked for"), found.asked_on),
        (mark("Answer wanted by"), found.reply_by),
        (mark("Answered"), found.state == "answered"),
    )


def _signature(party: str, facts: PlanFacts) -> tuple[Fact, ...]:
    signature = facts.signature_of(party)
    return (
        (mark("Who signs"), say("NPT-PSP-14.who", SIGNATORY_LABELS.get(party, party))),
        (mark("Agreed"), signature.state == "agreed"),
        (mark("A reason is written"), bool(signature.reason.strip())),
        (mark("Still fits what the plan says"), signature.binds),
        (mark("Plan agreed"), facts.agreed_on),
    )
