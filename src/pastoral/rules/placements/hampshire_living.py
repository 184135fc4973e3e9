"""Hampshire: a placement that runs and how it ends (HAM-AP-06, 08, 13, 14, HAM-PRO-02, HAM-END-01 to 05)."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.calendar import CalendarDays
from pastoral.rules.engine import RuleFinding
from pastoral.rules.needs import Need, blank, lacking
from pastoral.rules.placements.days import school_days_unconfirmed
from pastoral.rules.placements.facts import PREPARED
from pastoral.rules.placements.registry import CLOSE, Look, placement
from pastoral.rules.sentences import mark, say

WEEK = CalendarDays(7)
ENDED_BY_BOARD = frozenset({"suspension", "permanent_exclusion", "direction"})


@placement(
    "HAM-AP-06", mark("Placement, progress and attendance are recorded"),
    source="Planning 4", force="S", effect="RECORD",
)  # fmt: skip
def ham_ap_06_record(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.is_running:
        yield from lacking(
            "HAM-AP-06", "INFO", "commissioner",
            Need(
                blank(facts.progress), "progress",
                mark("Nothing is recorded of the child's progress at the provider."), mark("Record it at each review."),
            ),
            Need(
                facts.attendance_confirmed_to is None, "attendance",
                mark("No attendance at the provider is recorded."), mark("Ask the provider for it."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-08", mark("The authority hears when provision falls below the agreed standard"),
    source="Planning, NB", force="S", effect="TASK",
)  # fmt: skip
def ham_ap_08_below_standard(look: Look) -> Iterator[RuleFinding]:
    for number, concern in enumerate(look.facts.concerns, start=1):
        if concern.kind in ("below_standard", "disagreement") and concern.authority_told_on is None:
            yield RuleFinding(
                "HAM-AP-08", "TASK",
                say(
                    "HAM-AP-08", "The authority has not been told of the concern of {raised} about the provision.",
                    raised=concern.raised_on,
                ),
                say("HAM-AP-08.remedy", "Tell the authority and record the day."),
                "commissioner", None, f"concern:{concern.key or number}",
            )  # fmt: skip


@placement(
    "HAM-AP-13", mark("The commissioner stays in touch with the provider and the child"),
    source="Once attending 1", force="S", effect="TASK",
)  # fmt: skip
def ham_ap_13_contact(look: Look) -> Iterator[RuleFinding]:
    if look.facts.is_running:
        yield from lacking(
            "HAM-AP-13", "TASK", "commissioner",
            Need(
                look.facts.last_contact_on is None, "contact",
                mark("No contact with the provider and the child is recorded. No local rule says how often."),
                mark("Speak to both and record it."),
            ),
        )  # fmt: skip


@placement(
    "HAM-AP-14", mark("Work with other services goes on"),
    source="Once attending 2", force="S", effect="RECORD",
)  # fmt: skip
def ham_ap_14_services(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage in PREPARED:
        yield from lacking(
            "HAM-AP-14", "INFO", "commissioner",
            Need(
                facts.agencies_involved is None and not facts.agencies, "agencies",
                mark("Nothing says which other services work with the child."),
                mark("Name them, or record that there are none."),
            ),
            Need(
                facts.agencies_involved is True and not facts.agencies, "agencies",
                mark("Other services are involved, but none is named."), mark("Name them."),
            ),
        )  # fmt: skip


@placement(
    "HAM-PRO-02", mark("The provider reports attendance every week"),
    source="Working protocol: provider 2", force="S", effect="TASK",
)  # fmt: skip
def ham_pro_02_weekly_returns(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.is_running or look.policy.value("placement.attendance_report") != "weekly" or facts.starts_on is None:
        return
    if not school_days_unconfirmed(facts, look.calendar, look.today):
        return
    last = facts.attendance_confirmed_to or facts.starts_on
    due = last + WEEK.delta
    late = look.today > due
    yield RuleFinding(
        "HAM-PRO-02", "WARN" if late else "TASK",
        say("HAM-PRO-02.late", "Attendance has not been reported since {last}.", last=last)
        if late
        else say("HAM-PRO-02", "The next report of attendance is due by {due}.", due=due),
        say("HAM-PRO-02.remedy", "The provider sends the attendance of the week."),
        "provider", due, "attendance",
    )  # fmt: skip


@placement(
    "HAM-END-01", mark("There is a plan for the return after a suspension or a direction"),
    source="End of a placement", force="S", effect="BLOCK",
)  # fmt: skip
def ham_end_01_reintegration(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage == "ending" and facts.reason in ENDED_BY_BOARD:
        yield from lacking(
            "HAM-END-01", "BLOCK", "governing_board",
            Need(
                blank(facts.reintegration_plan), "reintegration",
                mark("There is no plan for the child's return to school."), mark("Write the plan and how it is carried out."),
            ),
            gates=CLOSE,
        )  # fmt: skip


@placement(
    "HAM-END-02", mark("The provider writes a final report"),
    source="End of a placement", force="S", effect="TASK",
)  # fmt: skip
def ham_end_02_final_report(look: Look) -> Iterator[RuleFinding]:
    """T30: closing without it is possible, with a warning that asks for the reason."""
    facts = look.facts
    wanted = look.policy.value("placement.final_report") in ("required", "wanted")
    if facts.stage != "ending" or not wanted or facts.final_report_on is not None:
        return
    yield RuleFinding(
        "HAM-END-02", "TASK",
        say("HAM-END-02", "The provider's final report is not here."),
        say("HAM-END-02.remedy", "Write what the child achieved, attendance, and how behaviour changed."),
        "provider", facts.ends_on, "final_report",
    )  # fmt: skip
    yield from lacking(
        "HAM-END-02", "WARN", "commissioner",
        Need(
            blank(facts.no_report_reason), "no_report_reason",
            mark("The placement is to close without a final report, and nothing says why."),
            mark("Wait for the report, or write the reason."), gates=CLOSE,
        ),
    )  # fmt: skip


@placement(
    "HAM-END-03", mark("The child is asked how it went"),
    source="End of a placement", force="S", effect="WARN",
)  # fmt: skip
def ham_end_03_pupil_view(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage == "ending":
        yield from lacking(
            "HAM-END-03", "WARN", "commissioner",
            Need(
                blank(look.facts.pupil_view), "pupil_view",
                mark("The child has not been asked how the placement went."), mark("Ask, and write it in their words."),
            ),
            gates=CLOSE,
        )  # fmt: skip


@placement(
    "HAM-END-04", mark("A child who does not return has education, or work with study, to go to"),
    source="End of a placement", force="S", effect="WARN",
)  # fmt: skip
def ham_end_04_next_place(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.stage == "ending" and facts.returns_to_school is False:
        yield from lacking(
            "HAM-END-04", "WARN", "commissioner",
            Need(
                blank(facts.destination_plan), "destination_plan",
                mark("The child does not return to school, and there is no plan for what comes next."),
                mark("Plan education, or work with part-time study or training."),
            ),
            gates=CLOSE,
        )  # fmt: skip


@placement(
    "HAM-END-05", mark("The destination is recorded"),
    source="End of a placement", force="S", effect="BLOCK",
)  # fmt: skip
def ham_end_05_destination(look: Look) -> Iterator[RuleFinding]:
    if look.facts.stage == "ending" and look.policy.value("placement.destination"):
        yield from lacking(
            "HAM-END-05", "BLOCK", "commissioner",
            Need(
                blank(look.facts.destination), "destination",
                mark("Where the child goes next is not recorded."), mark("Record it before you close the placement."),
            ),
            gates=CLOSE,
        )  # fmt: skip
