"""NPT-PSP-15 to 20: sending, reviews and check-ins; NPT-PSP-21 and 22, which are about more than one plan's text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.calendar import CalendarDays, SchoolCalendar
from pastoral.rules.psp.catalogue import Also, Look, RuleFinding, rule
from pastoral.rules.psp.facts import CHECK_IN_DAYS, PlanFacts
from pastoral.rules.psp.preparing import AGREED, due_after
from pastoral.rules.psp.schedule import next_review_of
from pastoral.rules.reviews import check_review_date
from pastoral.rules.sentences import Sentence, mark, say

NO_FIXED_NUMBER = "HAM-AP-19"  # a review date is needed; how long a placement or plan lasts is not given as a number


@rule(
    "NPT-PSP-15", mark("The authority has a copy of the signed PSP"),
    source="The School; Stage Four", force="M", effect="TASK",
    also=(Also("PLAN-15"),),
)  # fmt: skip
def npt_psp_15_plan_sent(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status in AGREED and facts.sent_on is None and look.policy.is_sent:
        yield RuleFinding(
            "NPT-PSP-15", "TASK",
            say("NPT-PSP-15", "The signed PSP has not been sent to the authority."),
            say("NPT-PSP-15.remedy", "Send the signed PSP."),
            "lead", due_after(look, facts.agreed_on, look.policy.send_within), gates=("begin",),
        )  # fmt: skip


def review_anchor(facts: PlanFacts) -> date | None:
    """The day from which the next review is counted: the last review or the meeting, whichever is later."""
    last = facts.last_review
    days = [day for day in (facts.meeting_on, last.held_on if last else None) if day is not None]
    return max(days, default=facts.agreed_on or facts.began_on)


def latest_review(look: Look) -> date | None:
    """The last day for the next review; None before there was a meeting."""
    anchor = review_anchor(look.facts)
    return None if anchor is None else next_review_of(look.facts, look.policy, look.calendar, anchor=anchor).latest


@rule(
    "NPT-PSP-16", mark("A review is held at least every six weeks"),
    source="The School; Stage Five", force="M", effect="CALC",
    also=(
        Also("HIL-PSP-18", "4/8-week review", "S", "TASK", mark("Reviews are held at four or eight weeks")),
        Also(NO_FIXED_NUMBER, "Good AP", "S", "BLOCK", mark("The plan has a review date")), Also("PLAN-16"),
    ),
)  # fmt: skip
def npt_psp_16_next_review(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status not in ("meeting", *AGREED):
        return
    anchor = review_anchor(facts) or look.today
    latest = next_review_of(facts, look.policy, look.calendar, anchor=anchor).latest
    if facts.status == "reviewed" and facts.final_review is not None:
        return  # after the final meeting there is nothing left to be held at a fixed day
    gates = ("agree", "send", "begin", "resume")
    if facts.next_review_on is None:
        yield RuleFinding(
            "NPT-PSP-16", "BLOCK",
            say("NPT-PSP-16", "The next review has no date."),
            say("NPT-PSP-16.remedy", "Choose a school day on or before {latest}.", latest=latest),
            "lead", about="review_date", gates=gates,
        )  # fmt: skip
        return
    for sentence in check_review_date(facts.next_review_on, anchor, latest, look.calendar):
        yield RuleFinding(
            "NPT-PSP-16", _how_strongly(look, facts.next_review_on, latest), sentence,
            say("NPT-PSP-16.change", "Change the date of the next review."),
            "lead", about="review_date", gates=gates,
        )  # fmt: skip
    if look.facts.status in ("live", "reviewed"):
        due = min(facts.next_review_on, latest)
        yield RuleFinding(
            "NPT-PSP-16", "TASK",
            say("NPT-PSP-16.overdue", "The review was due on {due} and is not recorded.", due=due)
            if due < look.today
            else say("NPT-PSP-16.due", "The next review is due on {due}.", due=due),
            say("NPT-PSP-16.hold", "Hold the review and record it."),
            "lead", due, about="review",
        )  # fmt: skip


def _how_strongly(look: Look, proposed: date, latest: date) -> str:
    """A late date only warns where the guidance asks for a date and gives no number (HAM-AP-19): the weeks are then ours."""
    return "WARN" if proposed > latest and look.policy.in_force(NO_FIXED_NUMBER) else "BLOCK"


@rule(
    "NPT-PSP-17", mark("The authority has a copy of each review"),
    source="Stage Five", force="M", effect="TASK",
    also=(Also("PLAN-17"),),
)  # fmt: skip
def npt_psp_17_reviews_sent(look: Look) -> Iterator[RuleFinding]:
    for number, review in enumerate(look.facts.reviews, start=1):
        if review.sent_on is None and look.policy.reviews_are_sent:
            yield RuleFinding(
                "NPT-PSP-17", "TASK",
                say("NPT-PSP-17", "The review of {held} has not been sent to the authority.", held=review.held_on),
                say("NPT-PSP-17.remedy", "Send the review."),
                "lead", due_after(look, review.held_on, look.policy.review_copy_within),
                f"review:{review.key or number}",
            )  # fmt: skip


@rule(
    "NPT-PSP-18", mark("The key adult meets the child every week"),
    source="Stage Five", force="S", effect="TASK",
    also=(Also("HIL-PSP-16", "Ongoing support", "S"), Also("PLAN-18"),),
)  # fmt: skip
def npt_psp_18_check_in(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    last = max(facts.check_ins, default=None)
    start = max((day for day in (last, facts.began_on) if day is not None), default=None)
    if facts.status == "meeting" and look.policy.check_in_choices and not facts.check_in_every:
        yield RuleFinding(
            "NPT-PSP-18", "WARN",
            say("NPT-PSP-18.often", "It is not settled how often somebody meets the child."),
            say("NPT-PSP-18.often.remedy", "Choose with the child how often."),
            "lead", about="check_in_every", gates=("agree",),
        )  # fmt: skip
    if look.facts.status != "live" or start is None:
        return
    days = CHECK_IN_DAYS.get(facts.check_in_every, look.policy.check_in_days.count)
    # A week that ends in a holiday is due on the first day back: a gap counts only in term.
    due = look.calendar.school_day_on_or_after(start + CalendarDays(days).delta)
    if due < look.today and last is not None:
        sentence = say("NPT-PSP-18.gap", "The last check-in was on {last}, more than a week ago.", last=last, due=due)
    elif due < look.today:
        sentence = say("NPT-PSP-18.none", "The plan began on {start}; there has been no check-in yet.", start=start)
    else:
        sentence = say("NPT-PSP-18", "The next check-in is due on {due}.", due=due)
    yield RuleFinding(
        "NPT-PSP-18", "WARN" if due < look.today else "TASK", sentence,
        say("NPT-PSP-18.remedy", "Meet the child: what is working, what is not?"),
        "key_adult", due, about="check_in",
    )  # fmt: skip


@rule(
    "NPT-PSP-19", mark("Parents are asked before the plan changes between reviews"),
    source="Stage Five", force="S", effect="TASK",
    also=(Also("HIL-PSP-22", "If not successful", "S"), Also("PLAN-19"),),
)  # fmt: skip
def npt_psp_19_parents_contacted(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if look.facts.status != "live" or facts.change_wanted_on is None:
        return
    if facts.parents_contacted_on is None or facts.parents_contacted_on < facts.change_wanted_on:
        yield RuleFinding(
            "NPT-PSP-19", "TASK",
            say("NPT-PSP-19", "The plan needs to change, but the parents have not been asked yet."),
            say("NPT-PSP-19.remedy", "Talk with the parents about what could change and record it."),
            "lead", gates=("amend",),
        )  # fmt: skip


@rule(
    "NPT-PSP-20", mark("A review ends with exactly one decision and what the plan has done"),
    source="Stage Five", force="S", effect="BLOCK",
    also=(Also("PLAN-20"),),
)  # fmt: skip
def npt_psp_20_review_decided(look: Look) -> Iterator[RuleFinding]:
    """Judges the review being recorded, or the last one of a plan at "reviewed" that is about to close."""
    review = look.facts.review_now if look.facts.status == "live" else look.facts.last_review
    if look.facts.status not in ("live", "reviewed") or review is None:
        return
    gates = ("record_review", "cease")
    if review.decision not in look.policy.review_decisions and not review.final:
        yield RuleFinding(
            "NPT-PSP-20", "BLOCK",
            say("NPT-PSP-20", "The review has no decision."),
            say("NPT-PSP-20.remedy", "Choose one: continue, change, end, or discuss next steps."),
            "lead", about="review_decision", gates=gates,
        )  # fmt: skip
    if not review.evaluation.strip():
        yield RuleFinding(
            "NPT-PSP-20", "BLOCK",
            say("NPT-PSP-20.evaluation", "Nothing says what the plan has changed so far."),
            say("NPT-PSP-20.evaluation.remedy", "Write what got better, what did not, and why."),
            "lead", about="review_evaluation", gates=gates,
        )  # fmt: skip
    if look.policy.child_view_to_close and not review.child_view.strip():
        yield RuleFinding(
            "NPT-PSP-20", "BLOCK",
            say("NPT-PSP-20.child_view", "The child's own view of the review is missing."),
            say("NPT-PSP-20.child_view.remedy", "Ask the child what they think and write it down."),
            "key_adult", about="review_child_view", gates=("end_plan",),
        )  # fmt: skip
    if look.facts.status == "live":
        yield from _next_date(look)


def _next_date(look: Look) -> Iterator[RuleFinding]:
    review = look.facts.review_now
    if review is None or review.final or review.decision not in ("continue", "next_steps"):
        return
    latest = next_review_of(look.facts, look.policy, look.calendar, anchor=review.held_on, recorded=True).latest
    sentences: tuple[Sentence, ...] = (say("NPT-PSP-16", "The next review has no date."),)
    effect = "BLOCK"
    if review.next_on is not None:
        sentences = check_review_date(review.next_on, review.held_on, latest, look.calendar)
        effect = _how_strongly(look, review.next_on, latest)
    for sentence in sentences:
        yield RuleFinding(
            "NPT-PSP-16", effect, sentence,
            say("NPT-PSP-16.remedy", "Choose a school day on or before {latest}.", latest=latest),
            "lead", about="review_next_date", gates=("record_review",),
        )  # fmt: skip


def npt_psp_21_monitoring_group(
    meetings: tuple[date, ...], calendar: SchoolCalendar, today: date
) -> RuleFinding | None:
    """Whether the authority's PSP Monitoring Group still owes this term's meeting; None if held, or in a holiday."""
    term = calendar.term_containing(today)
    if term is None or any(day in term and day <= today for day in meetings):
        return None
    return RuleFinding(
        "NPT-PSP-21", "TASK",
        say("NPT-PSP-21", "The PSP Monitoring Group has not met this term."),
        say("NPT-PSP-21.remedy", "Hold the meeting on or before {end}.", end=term.end),
        "authority", term.end, about="monitoring_group", colour="amber",
    )  # fmt: skip


def npt_psp_22_record_holders(facts: PlanFacts) -> frozenset[str]:
    """Which roles keep a record of the PSP, and so may see it."""
    holders = {"school"}
    if facts.attendance_issue or facts.reduced_timetable:
        holders.add("ewo")
    if facts.reduced_timetable:
        holders.add("deputy_safeguarding_officer")
    return frozenset(holders)
