"""What a school offers at the three levels, the tools of action 1, and what a request for an EHC needs assessment rests on.

Lists of the graduated response (5.4, 5.5 and action 1 of the catalogue), in our own short words; a pack may word them as it likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pastoral.rules.graduated.catalogue import Look, RuleFinding, rule
from pastoral.rules.sentences import mark, say

UNIVERSAL: dict[str, str] = {
    "positive_climate": mark("A positive, inclusive climate with praise"),
    "behaviour_taught": mark("Good behaviour is taught, routines included"),
    "clear_policy": mark("A clear policy, applied to all alike"),
    "quality_first_teaching": mark("Good teaching for all"),
    "support_staff": mark("Support staff who make a difference"),
    "pupil_voice": mark("Looking for solutions, with the pupils' voice"),
    "staff_skilled": mark("Staff trained to meet needs in and out of class"),
    "broad_curriculum": mark("A broad and balanced curriculum"),
    "classrooms": mark("Classrooms that take needs into account"),
    "parents": mark("Partnership with parents"),
    "trauma_informed": mark("A whole school that knows about trauma and attachment"),
}
TARGETED: dict[str, str] = {
    "send_identified": mark("Social, emotional and mental health needs recognised as SEND"),
    "personal_plan": mark("A personal plan with targets that can be measured"),
    "adjustments": mark("Reasonable adjustments and resources"),
    "small_group": mark("Small-group teaching by trained staff"),
    "strategies": mark("Proven strategies, such as nurture or social skills"),
    "environment": mark("An adapted place: workstation, calm area, seating"),
    "adult_support": mark("Support by a trained adult"),
    "ongoing_voice": mark("The pupil and parents are asked all along"),
    "specialist_involved": mark("A specialist from outside, at first"),
    "part_time": mark("A part-time timetable (the authority is told)"),
    "short_placement": mark("A short placement with an alternative provider"),
    "parenting_support": mark("Support for parents"),
}
SPECIALIST: dict[str, str] = {
    "personal_curriculum": mark("A highly personal curriculum"),
    "trusted_adult": mark("A trusted adult as a secure base"),
    "daily_skills": mark("Skills taught every day towards the plan's targets"),
    "breaks": mark("Adapted breaks and lunch"),
    "personal_timetable": mark("A personal timetable, looked at regularly"),
    "safe_space": mark("A safe space that is always free"),
    "structure": mark("Structured routines with pictures"),
    "external_advice": mark("Ongoing advice from outside"),
    "handling_plan": mark("A positive handling plan"),
    "behaviour_plan": mark("An individual behaviour plan"),
}
LEVELS: dict[str, dict[str, str]] = {"universal": UNIVERSAL, "targeted": TARGETED, "specialist": SPECIALIST}
LEVEL_NAMES: dict[str, str] = {
    "universal": mark("universal"),
    "targeted": mark("targeted"),
    "specialist": mark("specialist"),
}
LEVEL_OF_STEP: dict[int, str] = {
    1: "universal", 2: "targeted", 3: "targeted", 4: "targeted", 5: "specialist", 6: "specialist",
}  # fmt: skip

TOOLS: dict[str, str] = {
    "sdq": mark("Strengths and Difficulties Questionnaire (SDQ)"),
    "boxall": mark("Boxall Profile"),
    "wemwbs": mark("Warwick-Edinburgh scale of mental wellbeing"),
    "me_and_my_feelings": mark("Me and My Feelings"),
    "pass": mark("Pupil Attitudes to Self and School"),
}
EHC_EVIDENCE: dict[str, str] = {
    "attainment": mark("attainment and rate of progress"),
    "needs": mark("what the special educational needs are, how far they reach and where they show"),
    "action": mark("what the setting has done already"),
    "progress_with_support": mark("progress only through much more support than usual"),
    "health": mark("physical, emotional and social development and health, with what clinicians and agencies say"),
}


def levels_of(provisions: Iterable[str]) -> frozenset[str]:
    """The levels that some provision of a pupil belongs to; a code of no list belongs to none."""
    given = set(provisions)
    return frozenset(level for level, codes in LEVELS.items() if given & set(codes))


def levels_missing(step: int, provisions: Iterable[str]) -> tuple[str, ...]:
    """The levels up to that of a step from which nothing is given: each level stands on the ones below (WOR-GEN-02)."""
    reached = list(LEVELS).index(LEVEL_OF_STEP[min(max(step, 1), 6)])
    given = levels_of(provisions)
    return tuple(level for level in list(LEVELS)[: reached + 1] if level not in given)


def ehc_evidence_missing(recorded: Iterable[str]) -> tuple[str, ...]:
    """What a request for an EHC needs assessment still needs (action 17a), as codes of EHC_EVIDENCE."""
    given = set(recorded)
    return tuple(code for code in EHC_EVIDENCE if code not in given)


@rule(
    "WOR-GEN-02",
    mark("Provision fits the assessed need and adds up"),
    source="Guiding Principles",
    force="S",
    effect="RECORD",
)
def wor_gen_02_provision(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.closed or facts.step < 2:
        return
    missing = levels_missing(facts.step, facts.provisions)
    if missing:
        yield RuleFinding(
            "WOR-GEN-02", "INFO",
            say(
                "WOR-GEN-02", "No provision is written at these levels: {missing}.",
                missing=tuple(say("WOR-GEN-02.level", LEVEL_NAMES[level]) for level in missing),
            ),
            say("WOR-GEN-02.remedy", "Write down what the pupil gets. What is targeted and specialist comes on top of the universal."),
            "lead", about="provision",
        )  # fmt: skip
