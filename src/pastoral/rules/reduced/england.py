"""ENG-PTT-01 to 11 and ENG-HRS-01, 02: part-time timetables in England; WOR-GEN-09, WIL-RT-01, WIL-SG-01, WIL-CAFE-01.

Where an authority names no number of weeks there is none: England's guidance asks for the shortest time necessary.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.reduced import hours
from pastoral.rules.reduced.agreeing import FIRST_GATES, end_findings
from pastoral.rules.reduced.catalogue import Look, RuleFinding, rule, usual_day
from pastoral.rules.reduced.facts import AGREED, RUNNING
from pastoral.rules.reviews import latest_review_date
from pastoral.rules.sentences import mark, say

GUIDANCE = "Full time and part-time timetables"
REGULATIONS_2024 = date(2024, 8, 19)  # SI 2024/208
FULL_WEEK_FROM = date(2024, 9, 1)


@rule(
    "ENG-PTT-01", mark("Only in very exceptional circumstances, in the child's best interests"),
    source=GUIDANCE, force="M", effect="BLOCK",
)  # fmt: skip
def eng_ptt_01_exceptional(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_open and not (facts.circumstance and facts.rationale.strip()):
        yield RuleFinding(
            "ENG-PTT-01", "BLOCK",
            say("ENG-PTT-01", "Nothing says what is so exceptional, and why part time is best for this child now."),
            say("ENG-PTT-01.remedy", "Write both down, or keep the child full time."),
            "lead", about="rationale", gates=FIRST_GATES,
        )  # fmt: skip


@rule(
    "ENG-PTT-02", mark("A parent the child lives with agrees to the times and dates"),
    source="Regulation 11(6), SI 2024/208", force="M", effect="BLOCK", valid_from=REGULATIONS_2024,
)  # fmt: skip
def eng_ptt_02_resident_parent(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_open:
        return
    parent = facts.agreed_by("parent")
    if parent is None:
        sentence = say("ENG-PTT-02", "No parent has agreed to part-time education.")
        remedy = say("ENG-PTT-02.remedy", "Talk with a parent the child lives with; without a yes, keep full time.")
    elif parent.lives_with is not True:
        sentence = say("ENG-PTT-02.home", "It is not recorded that the child normally lives with the parent who agreed.")
        remedy = say("ENG-PTT-02.home.remedy", "Ask a parent the child normally lives with.")
    elif not parent.times_and_dates or not facts.slots:
        sentence = say("ENG-PTT-02.times", "The agreement does not name the times and dates of attendance.")
        remedy = say("ENG-PTT-02.times.remedy", "Fill in the timetable and have the parent agree to it.")
    else:
        sentence = None
    if sentence is not None:
        yield RuleFinding(
            "ENG-PTT-02", "BLOCK", sentence, remedy, "lead", about="parent", gates=("begin", "use_code"),
        )  # fmt: skip
    if facts.compulsory_age is not True:
        yield RuleFinding(
            "ENG-PTT-02", "BLOCK",
            say("ENG-PTT-02.age", "This code is only for a child who is of compulsory school age all the time; below it, use X."),
            say("ENG-PTT-02.age.remedy", "Check the date of birth, or use code X."),
            "lead", about="age", gates=("use_code",),
        )  # fmt: skip


@rule(
    "ENG-PTT-03", mark("The shortest time, and regular reviews with child and parents"),
    source=GUIDANCE, force="M", effect="BLOCK",
)  # fmt: skip
def eng_ptt_03_reviews(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_open:
        return
    if facts.next_review_on is None:
        yield RuleFinding(
            "ENG-PTT-03", "BLOCK",
            say("ENG-PTT-03", "No review is planned."),
            say("ENG-PTT-03.remedy", "Choose the day of the next review, with the child and the parents."),
            "lead", about="review", gates=("begin",),
        )  # fmt: skip
    elif facts.status in RUNNING and facts.next_review_on < look.today:
        yield RuleFinding(
            "ENG-PTT-03", "TASK",
            say("ENG-PTT-03.overdue", "The review was due on {due} and is not recorded.", due=facts.next_review_on),
            say("ENG-PTT-03.overdue.remedy", "Hold the review and record it."),
            "lead", facts.next_review_on, about="review",
        )  # fmt: skip
    elif (last := latest_review(look)) is not None and facts.next_review_on > last:
        yield RuleFinding(
            "ENG-PTT-03", "WARN",
            say("ENG-PTT-03.interval", "The next review is planned for later than {last}, the last day for it.", last=last),
            say("ENG-PTT-03.late.remedy", "Choose an earlier day."),
            "lead", about="review",
        )  # fmt: skip
    elif facts.end_on is not None and facts.next_review_on > facts.end_on:
        yield RuleFinding(
            "ENG-PTT-03", "WARN",
            say("ENG-PTT-03.late", "The next review comes after the end on {end}.", end=facts.end_on),
            say("ENG-PTT-03.late.remedy", "Choose an earlier day."),
            "lead", about="review",
        )  # fmt: skip
    for review in facts.reviews:
        if review.with_pupil is False or review.with_parents is False:
            yield RuleFinding(
                "ENG-PTT-03", "WARN",
                say("ENG-PTT-03.without", "The review of {held} was held without the child or the parents.", held=review.held_on),
                say("ENG-PTT-03.without.remedy", "Ask them for their view and record it; invite both next time."),
                "lead", about=f"review:{review.held_on}",
            )  # fmt: skip


@rule("ENG-PTT-04", mark("Not to manage behaviour"), source=GUIDANCE, force="S", effect="WARN")
def eng_ptt_04_behaviour(look: Look) -> Iterator[RuleFinding]:
    if look.facts.is_open and look.facts.reason == "behaviour":
        yield RuleFinding(
            "ENG-PTT-04", "WARN",
            say("ENG-PTT-04", "Behaviour is given as the reason. Part time should not be used to manage behaviour."),
            say("ENG-PTT-04.remedy", "Look for support in full time; if another need is the reason, record that."),
            "head", about="reason",
        )  # fmt: skip


@rule(
    "ENG-PTT-05", mark("It has an end, by which the child is full time or in alternative provision"),
    source=GUIDANCE, force="M", effect="BLOCK",
)  # fmt: skip
def eng_ptt_05_time_limit(look: Look) -> Iterator[RuleFinding]:
    """Only that there is an end and that it is kept; how long is ENG-PTT-08, where an authority says so."""
    if look.facts.is_open:
        yield from (found for found in end_findings("ENG-PTT-05", look) if found.about != "length")


@rule(
    "ENG-PTT-06", mark("Social worker and authority are told, and health needs are linked to their plan"),
    source=GUIDANCE, force="S", effect="TASK",
)  # fmt: skip
def eng_ptt_06_told(look: Look) -> Iterator[RuleFinding]:
    """National text not read (KNOWLEDGE); councils' practice is. Hence tasks and a warning, nothing that stops."""
    facts = look.facts
    if not facts.is_open:
        return
    told = (
        (
            facts.has_social_worker and facts.social_worker_told_on is None and facts.status in AGREED, "social_worker",
            mark("The child's social worker has not been told of the part-time timetable."),
            mark("Tell the social worker and record the date."),
        ),
        (
            facts.has_ehcp and facts.authority_told_on is None and facts.status in AGREED, "authority",
            mark("The child has an EHC plan, and the authority has not been told."),
            mark("Tell the authority's SEN team and record the date."),
        ),
    )  # fmt: skip
    for missing, about, sentence, remedy in told:
        if missing:
            yield RuleFinding(
                "ENG-PTT-06", "TASK", say(f"ENG-PTT-06.{about}", sentence), say(f"ENG-PTT-06.{about}.remedy", remedy),
                "lead", about=about,
            )  # fmt: skip
    if facts.purely_medical and not facts.healthcare_plan.strip():
        yield RuleFinding(
            "ENG-PTT-06", "WARN",
            say("ENG-PTT-06.health", "The reason is medical, and no healthcare plan is linked."),
            say("ENG-PTT-06.health.remedy", "Link the individual healthcare plan."),
            "lead", about="healthcare_plan",
        )  # fmt: skip


@rule("ENG-PTT-07", mark("Never a sanction, never an unofficial exclusion"), source=GUIDANCE, force="M", effect="BLOCK")
def eng_ptt_07_no_sanction(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_open and (facts.sanction or facts.refused_by("parent")):
        yield RuleFinding(
            "ENG-PTT-07", "BLOCK",
            say("ENG-PTT-07", "Fewer hours are used as a sanction, or to send the child home: that is an unofficial exclusion.")
            if facts.sanction
            else say("ENG-PTT-07.refused", "A parent does not agree: part time would be an unofficial exclusion."),
            say("ENG-PTT-07.remedy", "Bring the child back to full time today."),
            "head", about="sanction", gates=(*FIRST_GATES, "use_code"),
        )  # fmt: skip


@rule(
    "ENG-PTT-08", mark("No longer than the authority allows, and its officers are told"),
    source=f"{GUIDANCE} (authority's page)", force="S", effect="WARN",
)  # fmt: skip
def eng_ptt_08_local_limit(look: Look) -> Iterator[RuleFinding]:
    """Limit and recipients are the authority's own (`reduced.max_weeks`, `reduced.tell`); without them it is silent."""
    facts = look.facts
    if not facts.is_open:
        return
    if facts.start_on is not None and facts.end_on is not None:
        yield from (found for found in end_findings("ENG-PTT-08", look) if found.about == "length")
    told = {
        "ewo": facts.ewo_told_on,
        "attendance_support": facts.ewo_told_on,
        "virtual_school": facts.virtual_school_told_on,
        "social_worker": facts.social_worker_told_on,
    }
    for role in look.policy.value("reduced.tell") or ():
        if role not in told or told[role] is not None or facts.status not in AGREED:
            continue
        # A looked-after child's officer is the Virtual School's; any other child's is the attendance officer.
        for_looked_after = {"virtual_school": True, "ewo": False, "attendance_support": False}.get(role)
        if for_looked_after is not None and for_looked_after != facts.looked_after:
            continue
        if role == "social_worker" and not facts.has_social_worker:
            continue
        yield RuleFinding(
            "ENG-PTT-08", "TASK",
            say("ENG-PTT-08.virtual_school", "The Virtual School officer has not been told.")
            if role == "virtual_school"
            else say("ENG-PTT-08.social_worker", "The child's social worker has not been told.")
            if role == "social_worker"
            else say("ENG-PTT-08.ewo", "The attendance officer has not been told."),
            say("ENG-PTT-08.told.remedy", "Tell them of the part-time timetable and record the date."),
            "lead", about=f"tell:{role}",
        )  # fmt: skip


@rule(
    "ENG-PTT-09", mark("Part time because of SEN or a disability risks discrimination"),
    source=GUIDANCE, force="M", effect="WARN",
)  # fmt: skip
def eng_ptt_09_equality(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_open and (facts.disabled or facts.has_ehcp or facts.reason == "aln") and not facts.equality_checked:
        yield RuleFinding(
            "ENG-PTT-09", "WARN",
            say("ENG-PTT-09", "The child has special needs or a disability, and nobody has checked for discrimination."),
            say("ENG-PTT-09.remedy", "Check it, with the adjustments that would make full time possible."),
            "alnco", about="equality",
        )  # fmt: skip


@rule(
    "ENG-PTT-11", mark("The risks at home and on the way are assessed in writing"),
    source=f"{GUIDANCE} (adviser)", force="S", effect="WARN",
)  # fmt: skip
def eng_ptt_11_risks(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_open:
        return
    written = {risk.of for risk in facts.risks if risk.done_on is not None and risk.outcome and risk.document.strip()}
    for of, sentence in (
        ("home", mark("The risks of the time at home are not assessed in writing.")),
        ("travel", mark("The risks on the way to and from school at other times are not assessed in writing.")),
    ):
        if of not in written:
            yield RuleFinding(
                "ENG-PTT-11", "WARN",
                say(f"ENG-PTT-11.{of}", sentence),
                say("ENG-PTT-11.remedy", "Write the assessment and link it; inspectors ask for it."),
                "dsl", about=f"risk:{of}",
            )  # fmt: skip


@rule(
    "ENG-HRS-01", mark("A mainstream school's week has 32.5 hours"), source=GUIDANCE, force="S", effect="INFO",
    valid_from=FULL_WEEK_FROM,
)  # fmt: skip
def eng_hrs_01_school_week(look: Look) -> Iterator[RuleFinding]:
    """The school's own week from start to end of each day, breaks and lunch included; not the child's."""
    facts = look.facts
    expected = look.policy.value("hours.week_expectation")
    if not facts.is_open or expected is None or not facts.mainstream or not facts.school_day:
        return
    week = school_week_hours(facts.school_day)
    if week < Decimal(str(expected)):
        yield RuleFinding(
            "ENG-HRS-01", "INFO",
            say(
                "ENG-HRS-01", "The school's own week is {week} hours, breaks included; {expected} are expected of it.",
                week=hours.plain(week), expected=str(expected),
            ),
            say("ENG-HRS-01.remedy", "Nothing to do for this child; the expectation is on the school."),
            "head", about="school_week",
        )  # fmt: skip


def latest_review(look: Look) -> date | None:
    """The last day for the next review where the authority names an interval (`reduced.review_weeks`); None elsewhere."""
    weeks, facts = look.policy.value("reduced.review_weeks"), look.facts
    anchor = max((review.held_on for review in facts.reviews), default=facts.start_on)
    if weeks is None or anchor is None:
        return None
    return latest_review_date(anchor, CalendarWeeks(int(weeks)), look.calendar)


def told_by(look: Look) -> date | None:
    """By when the authority is told, as it says itself: by the first day, on agreement, or without a day."""
    when = look.policy.value("reduced.notice_to_authority")
    return {"by_start": look.facts.start_on, "on_agreement": look.facts.agreed_on}.get(str(when))


def school_week_hours(times: tuple[hours.DayTimes, ...]) -> Decimal:
    """Hours of the school's week, Monday to Friday, breaks and lunch included (ENG-HRS-01)."""
    slots = tuple(
        hours.Slot(1, day, own.starts, own.ends)
        for day in range(1, 6)
        for own in [next((each for each in times if each.day == day), None) or next((e for e in times if e.day == 0), None)]
        if own is not None
    )
    return hours.in_hours(hours.week_minutes(slots, 1))


@rule(
    "ENG-HRS-02", mark("Taught hours are compared with the Ombudsman's figures, not with 32.5"),
    source=GUIDANCE, force="G", effect="INFO",
)  # fmt: skip
def eng_hrs_02_taught_hours(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    full = hours.full_time_hours(facts.year, look.policy)
    taught = facts.taught_hours
    if facts.is_open and full is not None and taught is not None and taught < full:
        yield RuleFinding(
            "ENG-HRS-02", "INFO",
            say(
                "ENG-HRS-02", "{taught} taught hours a week. The Ombudsman works with {full} for this year group.",
                taught=hours.plain(taught), full=hours.plain(full),
            ),
            say("ENG-HRS-02.remedy", "Do not compare it with the school's week of 32.5 hours: that counts breaks too."),
            "lead", about="hours",
        )  # fmt: skip


@rule(
    "WOR-GEN-09", mark("The authority is told of every part-time timetable"),
    source="Targeted provision", force="M", effect="TASK",
)  # fmt: skip
def wor_gen_09_authority_told(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.status in AGREED and facts.authority_told_on is None:
        yield RuleFinding(
            "WOR-GEN-09", "TASK",
            say("WOR-GEN-09", "The authority has not been told of the part-time timetable."),
            say("WOR-GEN-09.remedy", "Tell the authority and record the date."),
            "lead", told_by(look), about="authority",
        )  # fmt: skip


@rule(
    "WIL-RT-01", mark("A child on less than full time has a reduced education provision plan"),
    source="P4", force="M", effect="BLOCK",
)  # fmt: skip
def wil_rt_01_rep(look: Look) -> Iterator[RuleFinding]:
    if look.facts.is_open and not look.facts.rep.strip():
        yield RuleFinding(
            "WIL-RT-01", "BLOCK",
            say("WIL-RT-01", "There is no reduced education provision plan (REP)."),
            say("WIL-RT-01.remedy", "Write the REP and link it here."),
            "lead", about="plan", gates=FIRST_GATES,
        )  # fmt: skip
    wanted = "authority" in (look.policy.value("reduced.tell") or ())
    if wanted and look.facts.status in AGREED and look.facts.authority_told_on is None:
        yield RuleFinding(
            "WIL-RT-01", "TASK",
            say("WIL-RT-01.authority", "The authority asks for a copy of each REP, and has none of this one."),
            say("WIL-RT-01.authority.remedy", "Send it and record the date."),
            "lead", told_by(look), about="authority",
        )  # fmt: skip


@rule(
    "WIL-SG-01", mark("Each uncovered hour of the usual day has a responsible adult, and parents know"),
    source="P5", force="M", effect="BLOCK",
)  # fmt: skip
def wil_sg_01_uncovered_hours(look: Look) -> Iterator[RuleFinding]:
    facts, times = look.facts, usual_day(look)
    if not facts.is_open or not facts.slots or not times:
        return
    every = hours.gaps(facts.slots, times)
    nobody = hours.uncovered(facts.slots, times)
    if nobody:
        yield RuleFinding(
            "WIL-SG-01", "BLOCK", hours.nobody_for("WIL-SG-01", nobody),
            say("WIL-SG-01.remedy", "Name the adult who is responsible for each of these times."),
            "lead", about="slots", gates=FIRST_GATES,
        )  # fmt: skip
    if every and facts.parents_told_slots_on is None:
        yield RuleFinding(
            "WIL-SG-01", "BLOCK",
            say("WIL-SG-01.parents", "The parents have not been told which hours are not covered, and who is responsible."),
            say("WIL-SG-01.parents.remedy", "Tell them and record the date."),
            "lead", about="parents", gates=("begin",),
        )  # fmt: skip


@rule(
    "WIL-CAFE-01", mark("The group for children absent from education looks at the provision"),
    source="P5", force="M", effect="RECORD",
)  # fmt: skip
def wil_cafe_01_panel(look: Look) -> Iterator[RuleFinding]:
    """A child on reduced hours is not in full-time provision, and so is on the group's list."""
    facts = look.facts
    if facts.status not in AGREED:
        return
    if facts.panel_reviewed_on is None:
        yield RuleFinding(
            "WIL-CAFE-01", "INFO",
            say("WIL-CAFE-01", "The group for children absent from education has not looked at this provision yet."),
            say("WIL-CAFE-01.remedy", "Put the child on the list for its next meeting."),
            "authority", about="panel",
        )  # fmt: skip
    elif facts.panel_actions is None:
        yield RuleFinding(
            "WIL-CAFE-01", "INFO",
            say("WIL-CAFE-01.actions", "What the group recommended, and who does it, is not recorded."),
            say("WIL-CAFE-01.actions.remedy", "Record its actions with owners and dates, or that there are none."),
            "authority", about="panel",
        )  # fmt: skip
