"""NPT-AP-01 to 15 (without 12, which is about the provider) and NPT-PSP-25 for a placement."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking
from pastoral.rules.placements.days import next_review_due, school_days_unconfirmed
from pastoral.rules.placements.facts import CONSIDERED, PREPARED, RUNNING, SETTING_LABELS, SHAPE_LABELS, PlacementFacts
from pastoral.rules.placements.registry import START, Look, placement
from pastoral.rules.sentences import mark, say

PLAN_AGREED = frozenset({"agreed", "sent", "live", "reviewed"})
# Settings that a nation does not call alternative provision.
NOT_AP = {
    "wales": frozenset({"inclusion_centre", "in_school_unit"}),
    "england": frozenset({"home_education", "section_61"}),
}


def is_alternative_provision(setting: str, nation: str) -> bool:
    """NPT-AP-01 and ENG-AP-03: whether being taught there is alternative provision in this nation.

    A blank setting counts as alternative provision: what is not known is looked at, not passed over.
    """
    return setting not in NOT_AP.get(nation, frozenset())


def data_owner(facts: PlacementFacts) -> str:
    """NPT-AP-11: the school that owns the record of a placement is always the home school, whoever teaches."""
    return facts.home_school


def applies(look: Look, stages: tuple[str, ...]) -> bool:
    """At one of these stages, in a setting that is alternative provision in Wales."""
    return look.facts.stage in stages and is_alternative_provision(look.facts.setting, "wales")


@placement(
    "NPT-AP-01", mark("What is alternative provision, and what is not"),
    source="Definition", force="M", effect="CALC",
)  # fmt: skip
def npt_ap_01_definition(look: Look) -> Iterator[RuleFinding]:
    setting = look.facts.setting
    if look.facts.stage not in CONSIDERED:
        return
    if not is_alternative_provision(setting, "wales"):
        yield RuleFinding(
            "NPT-AP-01", "INFO",
            say(
                "NPT-AP-01", "This is not alternative provision: {setting}.",
                setting=say("NPT-AP-01.setting", SETTING_LABELS.get(setting, setting)),
            ),
            say("NPT-AP-01.remedy", "Record it as support in school. The rules about providers do not apply."),
            "lead", about="setting",
        )  # fmt: skip
    yield from lacking(
        "NPT-AP-01", "WARN", "lead",
        Need(
            blank(setting), "setting",
            mark("Nothing says what kind of setting this is."), mark("Choose the kind of setting."),
        ),
    )  # fmt: skip


@placement(
    "NPT-AP-02", mark("There is a clear reason, with evidence, why the provision meets the need"),
    source="Process", force="M", effect="BLOCK",
)  # fmt: skip
def npt_ap_02_rationale(look: Look) -> Iterator[RuleFinding]:
    if applies(look, CONSIDERED):
        yield from lacking(
            "NPT-AP-02", "BLOCK", "lead",
            Need(
                blank(look.facts.rationale), "rationale",
                mark("Nothing says why this provision meets the child's need."),
                mark("Write the reason and the evidence for it."),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "NPT-AP-03", mark("Provision outside school is not the answer to behaviour"),
    source="Introduction", force="S", effect="WARN",
)  # fmt: skip
def npt_ap_03_behaviour(look: Look) -> Iterator[RuleFinding]:
    if applies(look, CONSIDERED) and look.facts.reason == "behaviour":
        yield RuleFinding(
            "NPT-AP-03", "WARN",
            say(
                "NPT-AP-03",
                "The reason is behaviour. The Welsh Government does not think it right to buy provision for that.",
            ),
            say("NPT-AP-03.remedy", "Look for the need behind the behaviour, and write what else was tried."),
            "lead", about="reason",
        )  # fmt: skip


@placement(
    "NPT-AP-04", mark("The child, the parents and the agencies are asked"),
    source="Process", force="M", effect="BLOCK",
)  # fmt: skip
def npt_ap_04_consultation(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, CONSIDERED):
        yield from lacking(
            "NPT-AP-04", "BLOCK", "lead",
            Need(
                facts.pupil_consulted_on is None, "consulted:pupil",
                mark("The child has not been asked about the provision."),
                mark("Ask the child and record the day."), owner="key_adult",
            ),
            Need(
                facts.parent_consulted_on is None, "consulted:parent",
                mark("The parents have not been asked about the provision."), mark("Ask them and record the day."),
            ),
            Need(
                facts.agencies_involved is None, "consulted:agencies",
                mark("Nothing says whether other agencies are involved."),
                mark("Name the agencies, or record that there are none."),
            ),
            Need(
                facts.agencies_involved is True and facts.agencies_consulted_on is None, "consulted:agencies",
                mark("The agencies involved have not been asked."), mark("Ask them and record the day."),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "NPT-AP-05", mark("A PSP is in place before alternative provision"),
    source="Process", force="M", effect="BLOCK",
)  # fmt: skip
def npt_ap_05_plan(look: Look) -> Iterator[RuleFinding]:
    if applies(look, CONSIDERED) and look.policy.value("placement.plan_needed"):
        yield from lacking(
            "NPT-AP-05", "BLOCK", "lead",
            Need(
                look.facts.plan_status not in PLAN_AGREED, "plan",
                mark("There is no agreed PSP for this placement."), mark("Agree the PSP first."),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "NPT-AP-06", mark("The provider's safeguarding declaration is signed and sent before the placement"),
    source="Safeguarding Duties; Appendix 1", force="M", effect="BLOCK",
)  # fmt: skip
def npt_ap_06_declaration(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not applies(look, PREPARED):
        return
    day = facts.starts_on if facts.stage == "preparing" and facts.starts_on else look.today
    expires = facts.declaration_expires_on
    yield from lacking(
        "NPT-AP-06", "BLOCK", "provider",
        Need(
            facts.declaration_on is None, "declaration",
            mark("The provider has not signed the safeguarding declaration."),
            mark("Ask a senior member of the provider to sign it."),
        ),
        Need(
            facts.declaration_on is not None and expires is not None and expires < day, "declaration:expired",
            mark("The provider's safeguarding declaration runs out on {expires}."),
            mark("Ask for a new declaration."), {"expires": expires},
        ),
        Need(
            facts.declaration_on is not None and facts.declaration_sent_on is None, "declaration:sent",
            mark("The authority does not have the provider's safeguarding declaration."),
            mark("Send it to the Deputy Education Safeguarding Officer and record the day."),
            effect="TASK", owner="lead", gates=(), due=facts.starts_on,
        ),
        gates=START,
    )  # fmt: skip


@placement(
    "NPT-AP-07", mark("The authority is told at the start, and of every new provider"),
    source="Monitoring and reviewing; Safeguarding", force="M", effect="TASK",
)  # fmt: skip
def npt_ap_07_authority_told(look: Look) -> Iterator[RuleFinding]:
    facts, tells = look.facts, look.policy.value("placement.tell_authority") or ()
    if applies(look, RUNNING):
        yield from lacking(
            "NPT-AP-07", "TASK", "lead",
            Need(
                "at_start" in tells and facts.authority_told_on is None, "authority_told",
                mark("The authority has not been told that the placement began."),
                mark("Tell the authority and record the day."),
            ),
            Need(
                "new_provider" in tells and facts.provider_is_new is True
                and facts.authority_told_of_provider_on is None,
                "new_provider",
                mark("The authority has not been told of this new provider."),
                mark("Tell the authority, so that it can visit."),
            ),
            due=facts.starts_on,
        )  # fmt: skip


@placement(
    "NPT-AP-08", mark("Attendance is recorded every day, with the right code"),
    source="Monitoring", force="M", effect="CALC",
)  # fmt: skip
def npt_ap_08_daily_attendance(look: Look) -> Iterator[RuleFinding]:
    facts, code = look.facts, look.policy.value("attendance.code_provider")
    if not applies(look, RUNNING):
        return
    if look.policy.value("placement.attendance_report") in (None, "daily", "session"):
        days = school_days_unconfirmed(facts, look.calendar, look.today)
        yield from lacking(
            "NPT-AP-08", "WARN", "provider",
            Need(
                days > 0, "attendance",
                mark("School days whose attendance the provider has not confirmed: {days}."),
                mark("Ask the provider for the attendance of each day."), {"days": days},
            ),
        )  # fmt: skip
    wrong = tuple(sorted(facts.codes_used - {code})) if code else ()
    yield from lacking(
        "NPT-AP-08", "WARN", "lead",
        Need(
            bool(wrong), "codes",
            mark("Attendance at the provider is recorded with {wrong}, not with {code}."),
            mark("Correct the register."), {"wrong": wrong, "code": str(code)},
        ),
    )  # fmt: skip


@placement(
    "NPT-AP-09", mark("A named member of the school's staff follows attendance, outcomes and safety"),
    source="Monitoring", force="M", effect="BLOCK",
)  # fmt: skip
def npt_ap_09_monitor(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, PREPARED):
        yield from lacking(
            "NPT-AP-09", "BLOCK", "lead",
            Need(
                blank(facts.monitor), "monitor",
                mark("Nobody at the school is named to follow the child's attendance and progress."),
                mark("Name a member of staff."),
            ),
            Need(
                facts.is_running and facts.safety_checked_on is None, "safety",
                mark("The child's safety at the provider has not been checked."),
                mark("Check safeguarding, wellbeing, health and safety there, and record the day."),
                effect="TASK", gates=(),
            ),
            gates=START,
        )  # fmt: skip


@placement(
    "NPT-AP-10", mark("The placement is reviewed regularly, and everyone hears of the progress"),
    source="Monitoring", force="M", effect="TASK",
)  # fmt: skip
def npt_ap_10_reviews(look: Look) -> Iterator[RuleFinding]:
    """The source names no interval; the one of the PSP is used where the policy says so."""
    facts = look.facts
    if not applies(look, RUNNING):
        return
    weeks = look.policy.value("psp.max_review_weeks")
    anchor = facts.last_review_on or facts.starts_on
    by_plan = look.policy.value("placement.review") == "plan_interval" and weeks and anchor
    due = next_review_due(anchor, CalendarWeeks(int(weeks)), look.calendar) if by_plan and anchor else None
    if due is not None:
        yield RuleFinding(
            "NPT-AP-10", "TASK",
            say("NPT-AP-10", "The placement is reviewed by {due}.", due=due),
            say("NPT-AP-10.remedy", "Hold the review with everyone involved and record it."),
            "lead", due, "review",
        )  # fmt: skip
    elif facts.last_review_on is None and facts.first_review_on is None:
        yield RuleFinding(
            "NPT-AP-10", "TASK",
            say("NPT-AP-10.none", "No review is planned. There is no local rule on how often."),
            say("NPT-AP-10.none.remedy", "Set a day for the review."), "lead", None, "review",
        )  # fmt: skip
    untold = [review.held_on for review in facts.reviews if review.informed_on is None]
    yield from lacking(
        "NPT-AP-10", "TASK", "lead",
        Need(
            bool(untold), "informed",
            mark("Parents and professionals have not heard of the progress seen in the review of {last}."),
            mark("Tell them and record the day."), {"last": max(untold, default=None)},
        ),
    )  # fmt: skip


@placement(
    "NPT-AP-11", mark("The child stays the home school's full responsibility"),
    source="Monitoring (boxed reminder)", force="M", effect="CALC",
)  # fmt: skip
def npt_ap_11_home_school(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, CONSIDERED):
        yield from lacking(
            "NPT-AP-11", "BLOCK", "lead",
            Need(
                blank(data_owner(facts)), "home_school",
                mark("No home school is named for the child."), mark("Name the school that is responsible."),
                gates=START,
            ),
            Need(
                facts.on_home_roll is False, "roll",
                mark("The child is not on the roll of the home school, which is responsible for the placement."),
                mark("Put the child back on the roll, or end the placement."), effect="WARN",
            ),
        )  # fmt: skip


@placement(
    "NPT-AP-13", mark("Objectives follow the four aims of alternative provision"),
    source="Use of AP", force="S", effect="RECORD",
)  # fmt: skip
def npt_ap_13_aims(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    untagged = tuple(each.statement for each in facts.objectives if not each.aims)
    if applies(look, PREPARED):
        yield from lacking(
            "NPT-AP-13", "INFO", "lead",
            Need(
                bool(untagged), "aims",
                mark("Objectives that serve none of the four aims: {untagged}."),
                mark("Tick the aim that each objective serves."), {"untagged": untagged},
            ),
            Need(
                bool(facts.objectives) and not any("next_step" in each.aims for each in facts.objectives), "next_step",
                mark("No objective names the child's next step."),
                mark("Add one: return to school, college, training or work."),
            ),
        )  # fmt: skip


@placement(
    "NPT-AP-14", mark("The provider tells the school of any concern at once"),
    source="Declaration", force="M", effect="RECORD",
)  # fmt: skip
def npt_ap_14_concerns(look: Look) -> Iterator[RuleFinding]:
    if not applies(look, CONSIDERED):
        return
    for number, concern in enumerate(look.facts.concerns, start=1):
        if concern.safeguarding_lead_told_on is None:
            yield RuleFinding(
                "NPT-AP-14", "TASK",
                say(
                    "NPT-AP-14",
                    "The concern of {raised} has not reached the school's Designated Safeguarding Officer.",
                    raised=concern.raised_on,
                ),
                say("NPT-AP-14.remedy", "Tell the officer now and record the time."),
                "provider", concern.raised_on, f"concern:{concern.key or number}",
            )  # fmt: skip


@placement(
    "NPT-AP-15", mark("The shape of the placement decides which rules apply"),
    source="Definition", force="M", effect="CALC",
)  # fmt: skip
def npt_ap_15_shape(look: Look) -> Iterator[RuleFinding]:
    if applies(look, PREPARED):
        yield from lacking(
            "NPT-AP-15", "WARN", "lead",
            Need(
                look.facts.shape not in SHAPE_LABELS, "shape",
                mark("Nothing says whether this is full time or part of a reduced timetable."),
                mark("Choose one: it decides which rules apply."),
            ),
        )  # fmt: skip


def kinds_that_apply(shape: str) -> tuple[str, ...]:
    """NPT-AP-15: the kinds of record whose rules a placement of this shape must pass."""
    return ("placement", "reduced_timetable") if shape == "part_of_reduced_timetable" else ("placement",)


@placement(
    "NPT-PSP-25", mark("The child is safe in every arrangement"),
    source="The School", force="M", effect="BLOCK",
)  # fmt: skip
def npt_psp_25_safe_in_every_slot(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if applies(look, PREPARED):
        for slot in facts.slots:
            yield from lacking(
                "NPT-PSP-25", "BLOCK", "lead",
                Need(
                    blank(slot.responsible), f"slot:{slot.day}:{slot.starts}",
                    mark("Nobody is responsible for the child on {day} from {starts} to {ends}."),
                    mark("Name the adult who is."), {"day": slot.day_said, "starts": slot.starts, "ends": slot.ends},
                ),
                gates=START,
            )  # fmt: skip
