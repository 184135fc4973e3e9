"""What Hampshire and Wiltshire add to an off-site direction (HAM-OSD-01 to 04, HAM-END-01, WIL-REP-01)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.calendar import CalendarWeeks
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking
from pastoral.rules.placements.directions import OPEN, RUNNING, reviews_owed
from pastoral.rules.placements.registry import CLOSE, START, DirectionLook, direction
from pastoral.rules.sentences import mark, say


@direction(
    "HAM-OSD-01", mark("Objectives, time, monitoring and reviews are set when the direction is made"),
    source="Appendix 3", force="M", effect="BLOCK",
)  # fmt: skip
def ham_osd_01_set_at_the_time(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    late = facts.plan_set_on is not None and facts.decided_on is not None and facts.plan_set_on > facts.decided_on
    if facts.stage in OPEN:
        yield from lacking(
            "HAM-OSD-01", "BLOCK", "governing_board",
            Need(blank(facts.objectives), "objectives", mark("The direction has no objectives."), mark("Set them.")),
            Need(
                blank(facts.timeframe) and facts.ends_on is None, "timeframe",
                mark("Nothing says how long the direction lasts."), mark("Set the time."),
            ),
            Need(
                blank(facts.monitoring), "monitoring",
                mark("Nothing says how the direction is monitored."), mark("Write who does it and how."),
            ),
            Need(
                blank(facts.review_every), "review_every",
                mark("Nothing says how often the direction is reviewed."), mark("Set how often."),
            ),
            Need(
                facts.first_review_on is None, "first_review",
                mark("The first review has no day."), mark("Set the day of the first review."),
            ),
            Need(
                not facts.review_people, "review_people",
                mark("Nothing says who takes part in the reviews."), mark("Name who takes part."),
            ),
            Need(
                late, "plan_set_on",
                mark("This was set on {day}, after the direction was made."),
                mark("Record why; next time set it when the direction is made."),
                {"day": facts.plan_set_on}, effect="WARN", gates=(),
            ),
            gates=START,
        )  # fmt: skip


@direction(
    "HAM-OSD-02", mark("A review asked for in writing is held, unless one was held in the ten weeks before"),
    source="Appendix 3", force="M", effect="TASK",
)  # fmt: skip
def ham_osd_02_requested_review(look: DirectionLook) -> Iterator[RuleFinding]:
    weeks = look.policy.value("direction.review_request_weeks")
    if look.facts.stage in RUNNING and weeks is not None:
        for asked in reviews_owed(look.facts, CalendarWeeks(weeks)):
            yield RuleFinding(
                "HAM-OSD-02", "TASK",
                say("HAM-OSD-02", "A review was asked for in writing on {asked}.", asked=asked),
                say("HAM-OSD-02.remedy", "Hold it as soon as you reasonably can."),
                "governing_board", None, "review_request",
            )  # fmt: skip


@direction(
    "HAM-OSD-03", mark("Parents are involved where possible"),
    source="Appendix 3", force="S", effect="WARN",
)  # fmt: skip
def ham_osd_03_parents(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in OPEN:
        yield from lacking(
            "HAM-OSD-03", "WARN", "head",
            Need(
                facts.parents_engaged_on is None and facts.engagement_attempts < 1, "parents",
                mark("Nothing shows that the parents were involved in the decision."),
                mark("Talk to them, or record what you tried."),
            ),
        )  # fmt: skip


@direction(
    "HAM-OSD-04", mark("The outcome of each review goes to parents, and to the authority where there is a plan"),
    source="Appendix 3", force="S", effect="TASK",
)  # fmt: skip
def ham_osd_04_outcomes(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage not in RUNNING:
        return
    for number, review in enumerate(facts.reviews, start=1):
        if review.held_on is None:
            continue
        about, day = f"review:{review.key or number}", {"day": review.held_on}
        yield from lacking(
            "HAM-OSD-04", "TASK", "head",
            Need(
                review.outcome_to_parent_on is None, about,
                mark("Parents do not have the outcome of the review of {day}."), mark("Send it and record the day."), day,
            ),
            Need(
                facts.has_ehcp and review.outcome_to_authority_on is None, about,
                mark("The authority keeps a plan for the child and does not have the outcome of the review of {day}."),
                mark("Send it and record the day."), day,
            ),
        )  # fmt: skip


@direction(
    "HAM-END-01", mark("There is a plan for the return after a direction"),
    source="End of a placement", force="S", effect="BLOCK",
)  # fmt: skip
def ham_end_01_reintegration(look: DirectionLook) -> Iterator[RuleFinding]:
    if look.facts.stage == "ending":
        yield from lacking(
            "HAM-END-01", "BLOCK", "governing_board",
            Need(
                blank(look.facts.reintegration_plan), "reintegration",
                mark("There is no plan for the child's return to school."), mark("Write the plan and how it is carried out."),
            ),
            gates=CLOSE,
        )  # fmt: skip


@direction(
    "WIL-REP-01", mark("Each direction to alternative provision is reported to the council"),
    source="P5", force="M", effect="TASK",
)  # fmt: skip
def wil_rep_01_direction(look: DirectionLook) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in RUNNING and facts.to_alternative_provision:
        yield from lacking(
            "WIL-REP-01", "TASK", "head",
            Need(
                facts.council_told_on is None, "council",
                mark("The direction has not been reported to the council."), mark("Report it and record the day."),
                due=facts.starts_on,
            ),
        )  # fmt: skip
