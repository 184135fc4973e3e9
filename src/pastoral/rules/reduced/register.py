"""NPT-RT-16 to 19: what the register must show, and the authority's list of children not in full time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pastoral.rules.reduced import hours
from pastoral.rules.reduced.catalogue import Look, RuleFinding, in_npt, rule
from pastoral.rules.reduced.facts import RUNNING, ReducedFacts, RegisterFacts
from pastoral.rules.sentences import mark, say


@rule(
    "NPT-RT-16", mark("Agreed hours out of school carry their own register code"),
    source="Monitoring and reviewing", force="M", effect="CALC",
)  # fmt: skip
@in_npt
def npt_rt_16_code_out_of_school(look: Look) -> Iterator[RuleFinding]:
    """Inside the agreed dates a session out of school has the code of the pack; work at home is NPT-RT-18's."""
    expected = look.policy.value("attendance.code_reduced_hours")
    for entry in look.facts.register:
        if expected and entry.place == "away" and _inside(look.facts, entry) and entry.code != expected:
            yield RuleFinding(
                "NPT-RT-16", "WARN",
                say(
                    "NPT-RT-16", "{day}: the register says {code} for agreed hours out of school; {expected} is expected.",
                    day=entry.on, code=entry.code or "–", expected=str(expected),
                ),
                say("NPT-RT-16.remedy", "Correct the register, or the timetable if the child was due in school."),
                "lead", about=f"register:{entry.on}:{entry.session}",
            )  # fmt: skip


@rule(
    "NPT-RT-17", mark("Attending a provider counts once the provider confirms it"),
    source="Monitoring and reviewing", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_17_confirmed(look: Look) -> Iterator[RuleFinding]:
    code = look.policy.value("attendance.code_provider")
    for entry in look.facts.register:
        if code and entry.place == "provider" and entry.code == code and entry.confirmed is not True:
            yield RuleFinding(
                "NPT-RT-17", "BLOCK",
                say(
                    "NPT-RT-17", "{day}: code {code} needs the provider's word that the child was there.",
                    day=entry.on, code=str(code),
                ),
                say("NPT-RT-17.remedy", "Ask the provider, then correct or confirm the code."),
                "lead", about=f"register:{entry.on}:{entry.session}", gates=("write_code",),
            )  # fmt: skip


@rule(
    "NPT-RT-18", mark("Work sent home is never attendance"),
    source="Monitoring; AP", force="M", effect="BLOCK",
)  # fmt: skip
@in_npt
def npt_rt_18_work_at_home(look: Look) -> Iterator[RuleFinding]:
    code = look.policy.value("attendance.code_provider")
    for entry in look.facts.register:
        if code and entry.place == "home" and entry.code == code:
            yield RuleFinding(
                "NPT-RT-18", "BLOCK",
                say(
                    "NPT-RT-18", "{day}: the child worked at home, with no provider. Code {code} may not be used.",
                    day=entry.on, code=str(code),
                ),
                say(
                    "NPT-RT-18.remedy", "Use {expected} instead.",
                    expected=str(look.policy.value("attendance.code_reduced_hours") or "–"),
                ),
                "lead", about=f"register:{entry.on}:{entry.session}", gates=("write_code",),
            )  # fmt: skip


@rule(
    "NPT-RT-19", mark("The authority looks at every reduced timetable with its audit matrix"),
    source="NPT CBC will", force="M", effect="CALC",
)  # fmt: skip
@in_npt
def npt_rt_19_audited(look: Look) -> Iterator[RuleFinding]:
    audited = any(judgement.by.strip() and judgement.on is not None for judgement in look.facts.judgements)
    if look.facts.status in RUNNING and look.policy.value("reduced.audit") == "matrix" and not audited:
        yield RuleFinding(
            "NPT-RT-19", "INFO",
            say("NPT-RT-19", "The authority has not looked at this reduced timetable with its audit matrix yet."),
            say("NPT-RT-19.remedy", "Judge the indicators that the record can't settle by itself."),
            "deputy_safeguarding_officer", about="audit",
        )  # fmt: skip


def _inside(facts: ReducedFacts, entry: RegisterFacts) -> bool:
    return facts.start_on is not None and facts.start_on <= entry.on and (facts.end_on is None or entry.on <= facts.end_on)


def panel_list(timetables: Iterable[ReducedFacts]) -> tuple[str, ...]:
    """Whom the group for children absent from education looks at (WIL-CAFE-01): hours reduced now, or about to be.

    Those it has not looked at yet come first, then those it looked at longest ago; by their keys.
    """
    there = [facts for facts in timetables if facts.is_open]
    return tuple(facts.key for facts in sorted(there, key=lambda facts: (facts.panel_reviewed_on or date.min, facts.key)))


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One child on the authority's list: hours taught now, where, who is responsible, since when, when it is next reviewed."""

    key: str
    hours: Decimal | None
    settings: tuple[str, ...]
    responsible: tuple[str, ...]
    since: date | None
    until: date | None
    next_review_on: date | None


def central_register(timetables: Iterable[ReducedFacts]) -> tuple[RegisterRow, ...]:
    """Every child who is not in full-time provision by one of these timetables, longest first (NPT-RT-19)."""
    rows = [
        register_row(facts)
        for facts in timetables
        if facts.status in RUNNING and not facts.inclusion_centre and not facts.staggered_start
    ]
    return tuple(sorted(rows, key=lambda row: (row.since or date.max, row.key)))


def register_row(facts: ReducedFacts) -> RegisterRow:
    """What the list says of one timetable, at whatever stage it is."""
    return RegisterRow(
        facts.key, facts.taught_hours,
        tuple(dict.fromkeys(slot.setting for slot in facts.slots if slot.in_a_setting)),
        tuple(dict.fromkeys(gap.responsible for gap in hours.gaps(facts.slots, facts.school_day) if gap.responsible)),
        facts.start_on, facts.end_on, facts.next_review_on,
    )  # fmt: skip
