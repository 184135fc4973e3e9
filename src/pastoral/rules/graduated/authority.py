"""WOR-LA, MM, FAP, EX, TRK, VS, CME and SAFE, and WOR-GEN-16: what goes to the authority and its panels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pastoral.rules.calendar import SchoolCalendar, SchoolDays
from pastoral.rules.graduated.catalogue import Look, RuleFinding, rule
from pastoral.rules.graduated.facts import GraduatedFacts
from pastoral.rules.sentences import mark, say

# Children who have their own way into a school and are never placed through Fair Access (WOR-FAP-01).
NEVER_THROUGH_FAIR_ACCESS: dict[str, str] = {
    "looked_after": mark("looked after"),
    "previously_looked_after": mark("looked after before"),
    "ehcp": mark("has an EHC plan"),
}

# Local papers that are read together with the graduated response (WOR-GEN-16).
PROTOCOLS: dict[str, str] = {
    "fair_access_wanted": mark("the Fair Access Protocol"),
    "managed_move_wanted": mark("the protocol for managed moves"),
    "exclusion_considered_on": mark("the guidance on exclusions"),
    "part_time": mark("the protocol for part-time timetables and staged returns"),
}


def fair_access_excludes(facts: GraduatedFacts) -> tuple[str, ...]:
    """Why this child may not go through Fair Access, as codes; empty if they may (T26)."""
    return tuple(code for code in NEVER_THROUGH_FAIR_ACCESS if getattr(facts, code))


def education_due(first_day: date, calendar: SchoolCalendar) -> date:
    """The sixth school day of a permanent exclusion, its first day counted as one (WOR-EX-03; the law, GAP-13)."""
    return calendar.add_school_days(calendar.school_day_on_or_after(first_day), SchoolDays(5))


@rule("WOR-LA-01", mark("The Inclusion Team advises early"), source="Step 5", force="S", effect="RECORD")
def wor_la_01_inclusion_team(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and facts.at_risk_of_exclusion and facts.inclusion_team_asked_on is None:
        yield RuleFinding(
            "WOR-LA-01", "INFO",
            say("WOR-LA-01", "The pupil is at risk of permanent exclusion and the Inclusion Team has not been asked."),
            say("WOR-LA-01.remedy", "Ask the Inclusion Team for early advice."),
            "lead",
        )  # fmt: skip


@rule(
    "WOR-LA-02", mark("A child who cannot attend because of exclusion goes to the panel"),
    source="Step 5", force="M", effect="CALC",
)  # fmt: skip
def wor_la_02_ccas_panel(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.cannot_attend and facts.ccas_panel_on is None:
        yield RuleFinding(
            "WOR-LA-02", "TASK",
            say("WOR-LA-02", "The child cannot attend school and the panel (CCAS) has not looked at it."),
            say("WOR-LA-02.remedy", "Put the child on the list of the next panel."),
            "authority",
        )  # fmt: skip


@rule("WOR-LA-03", mark("A complex case goes to the Fair Access Panel"), source="Step 5", force="M", effect="RECORD")
def wor_la_03_complex(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    settled = facts.fair_access_panel_on is not None and bool(facts.fair_access_support.strip())
    if facts.complex and not settled:
        yield RuleFinding(
            "WOR-LA-03", "INFO",
            say("WOR-LA-03", "This is a complex case, and what the Fair Access Panel gave is not recorded."),
            say("WOR-LA-03.remedy", "Take the case to the Fair Access Panel and record the support."),
            "authority",
        )  # fmt: skip


@rule(
    "WOR-MM-01", mark("A managed move goes to the half-termly panel"),
    source="Managed Moves", force="S", effect="WARN",
)  # fmt: skip
def wor_mm_01_panel(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    agreed = facts.managed_move_panel_on is not None and facts.both_heads_agree is True
    if facts.managed_move_wanted and not agreed:
        yield RuleFinding(
            "WOR-MM-01", "WARN",
            say("WOR-MM-01", "A managed move is wanted without the Fair Access Panel and the agreement of both headteachers."),
            say("WOR-MM-01.remedy", "Take it to the next Fair Access Panel and record that both headteachers agree."),
            "head",
        )  # fmt: skip


@rule(
    "WOR-FAP-01", mark("Some children are never placed through Fair Access"),
    source="Fair Access Protocol", force="M", effect="BLOCK",
)  # fmt: skip
def wor_fap_01_not_through_fair_access(look: Look) -> Iterator[RuleFinding]:
    why = tuple(say("WOR-FAP-01.why", NEVER_THROUGH_FAIR_ACCESS[code]) for code in fair_access_excludes(look.facts))
    if look.facts.fair_access_wanted and why:
        yield RuleFinding(
            "WOR-FAP-01", "BLOCK",
            say("WOR-FAP-01", "This child may not be placed through Fair Access: {why}.", why=why),
            say("WOR-FAP-01.remedy", "Use the way that the law gives this child: ask the Virtual School or the SEND service."),
            "authority", about="fair_access", gates=("refer_fair_access",),
        )  # fmt: skip


@rule(
    "WOR-EX-01", mark("The Exclusions team is asked at the earliest point"),
    source="Suspensions & PEX", force="S", effect="TASK",
)  # fmt: skip
def wor_ex_01_exclusions_team(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    considered = facts.exclusion_considered_on is not None and facts.exclusion_permanent
    if considered and facts.exclusions_team_asked_on is None:
        yield RuleFinding(
            "WOR-EX-01", "TASK",
            say("WOR-EX-01", "A permanent exclusion is considered and the Exclusions and Reintegration team has not been asked."),
            say("WOR-EX-01.remedy", "Speak with the Exclusions and Reintegration team before deciding."),
            "head", about="exclusion",
        )  # fmt: skip


@rule(
    "WOR-EX-02", mark("The authority's support after a permanent exclusion is recorded"),
    source="Suspensions & PEX", force="S", effect="RECORD",
)  # fmt: skip
def wor_ex_02_support(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.excluded_permanently_on is not None and not facts.support_after_exclusion.strip():
        yield RuleFinding(
            "WOR-EX-02", "INFO",
            say("WOR-EX-02", "Nothing says how the authority helped after the permanent exclusion."),
            say("WOR-EX-02.remedy", "Write down the placement, the talks with parents and the advice to governors."),
            "authority", about="exclusion",
        )  # fmt: skip


@rule("WOR-EX-03", mark("Education starts from the sixth school day"), source="Appendix 1", force="M", effect="CALC")
def wor_ex_03_sixth_day(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.excluded_permanently_on is None:
        return
    due = education_due(facts.excluded_permanently_on, look.calendar)
    if facts.education_starts_on is None:
        yield RuleFinding(
            "WOR-EX-03", "TASK",
            say(
                "WOR-EX-03",
                "Education must start on or before {due}, the sixth school day of the exclusion.",
                due=due,
            ),
            say("WOR-EX-03.remedy", "Arrange full-time education from that day and record when it starts."),
            "authority", due, "exclusion",
        )  # fmt: skip
    elif facts.education_starts_on > due:
        yield RuleFinding(
            "WOR-EX-03", "WARN",
            say(
                "WOR-EX-03.late", "Education starts on {start}; it had to start by {due}.",
                start=facts.education_starts_on, due=due,
            ),
            say("WOR-EX-03.late.remedy", "Bring the start forward, or record why it was late."),
            "authority", about="exclusion", colour="red",
        )  # fmt: skip


@rule(
    "WOR-TRK-01", mark("The tracking team has absence and part-time data"),
    source="Appendix 1", force="M", effect="CALC",
)  # fmt: skip
def wor_trk_01_tracking(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if (facts.part_time or facts.cannot_attend) and not facts.tracked:
        yield RuleFinding(
            "WOR-TRK-01", "INFO",
            say("WOR-TRK-01", "The tracking team does not have this pupil's absence and part-time data."),
            say("WOR-TRK-01.remedy", "Send the data through the Children's Services Portal."),
            "lead",
        )  # fmt: skip


@rule(
    "WOR-TRK-02", mark("Destinations of Year 11 and later are recorded"),
    source="Appendix 1", force="M", effect="RECORD",
)  # fmt: skip
def wor_trk_02_destination(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.closed and (facts.year_group or 0) >= 11 and not facts.destination.strip():
        yield RuleFinding(
            "WOR-TRK-02", "INFO",
            say("WOR-TRK-02", "Where the pupil goes after Year 11 is not recorded."),
            say("WOR-TRK-02.remedy", "Ask the pupil and record the intended destination and any offer."),
            "lead",
        )  # fmt: skip


@rule(
    "WOR-TRK-03", mark("A pupil who works or performs has a licence"),
    source="Appendix 1", force="G", effect="RECORD",
)  # fmt: skip
def wor_trk_03_licence(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.works and not facts.licence.strip():
        yield RuleFinding(
            "WOR-TRK-03", "INFO",
            say("WOR-TRK-03", "The pupil works or performs and no licence is recorded."),
            say("WOR-TRK-03.remedy", "Ask the authority about a licence."),
            "lead",
        )  # fmt: skip


@rule("WOR-VS-01", mark("The Virtual School is involved"), source="Appendix 1", force="M", effect="TASK")
def wor_vs_01_virtual_school(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    theirs = facts.looked_after or facts.previously_looked_after or facts.child_in_need or facts.child_protection
    if not facts.closed and theirs and facts.virtual_school_asked_on is None:
        yield RuleFinding(
            "WOR-VS-01", "TASK",
            say("WOR-VS-01", "The Virtual School has not been asked."),
            say("WOR-VS-01.remedy", "Speak with the Virtual School and record the day."),
            "lead",
        )  # fmt: skip


@rule(
    "WOR-CME-01", mark("A child on no roll and without education is referred"),
    source="Appendix 1", force="M", effect="RECORD",
)  # fmt: skip
def wor_cme_01_missing_education(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if not facts.on_roll and not facts.suitably_educated and facts.cme_referred_on is None:
        yield RuleFinding(
            "WOR-CME-01", "INFO",
            say("WOR-CME-01", "The child is on no roll and not suitably educated, and no referral is recorded."),
            say("WOR-CME-01.remedy", "Refer the child as missing education."),
            "authority",
        )  # fmt: skip


@rule(
    "WOR-SAFE-01", mark("A safeguarding concern goes to the Family Front Door"),
    source="Appendix 1", force="M", effect="TASK",
)  # fmt: skip
def wor_safe_01_front_door(look: Look) -> Iterator[RuleFinding]:
    facts = look.facts
    if facts.safeguarding_concern_on is not None and facts.front_door_told_on is None:
        yield RuleFinding(
            "WOR-SAFE-01", "TASK",
            say(
                "WOR-SAFE-01", "There is a safeguarding concern since {day} and the Family Front Door has not been told.",
                day=facts.safeguarding_concern_on,
            ),
            say("WOR-SAFE-01.remedy", "Tell the Family Front Door now."),
            "dsl", facts.safeguarding_concern_on,
        )  # fmt: skip


@rule("WOR-GEN-16", mark("Other local protocols apply as well"), source="Purpose", force="G", effect="INFO")
def wor_gen_16_protocols(look: Look) -> Iterator[RuleFinding]:
    if look.facts.closed:
        return
    protocols = tuple(say("WOR-GEN-16.one", text) for fact, text in PROTOCOLS.items() if getattr(look.facts, fact))
    if protocols:
        yield RuleFinding(
            "WOR-GEN-16", "INFO",
            say("WOR-GEN-16", "These local papers apply as well: {protocols}.", protocols=protocols),
            say("WOR-GEN-16.remedy", "Read them before you go on. The authority can send them."),
            "lead", about="protocols",
        )  # fmt: skip
