"""What must be there before a record moves on: table 3.2 of the rules catalogue, whole, over all kinds of record.

The table says which rules guard each thing; the rules themselves judge. A thing that no rule in force here asks for is "no
local rule" (SYS-06): it stays in the answer, and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pastoral.rules.engine import Look, RuleFinding, judge
from pastoral.rules.sentences import Sentence, mark, say

NATIONAL = ("UK", "CAL", "HRS", "CODE", "SYS")
NATION_FAMILIES = {"wales": ("WAL", *NATIONAL), "england": ("ENG", *NATIONAL)}


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing that must be there, and the rules that see to it; which of them are in force depends on the authority.

    A rule that sees to several things is named with what its finding is about: "WAL-EO-02#baseline".
    """

    what: str
    rules: tuple[str, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(rule.partition("#")[0] for rule in self.rules)

    def is_about(self, found: RuleFinding) -> bool:
        """Whether a finding says that this is missing."""
        for rule in self.rules:
            number, _hash, about = rule.partition("#")
            if number == found.rule and (not about or found.about == about or found.about.startswith(f"{about}:")):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Gate:
    """One row of the table: a kind of record, the action that the row guards, and for whom.

    `only` is a family (an authority's or a nation's); "" is everybody. `also` are actions on the way that the same rules
    stop: a plan that may not begin is stopped when it is agreed.
    """

    row: str
    kind: str
    action: str
    needs: tuple[Needed, ...]
    only: str = ""
    also: tuple[str, ...] = ()


GATES: tuple[Gate, ...] = (
    Gate("PSP → agreed (NPT)", "psp", "agree", (
        Needed(mark("somebody who leads the plan"), ("NPT-PSP-03",)),
        Needed(mark("the ALNCo told"), ("NPT-PSP-04",)),
        Needed(mark("the child's views"), ("NPT-PSP-27",)),
        Needed(mark("three outcomes, or the reason why there are fewer"), ("NPT-PSP-12",)),
        Needed(mark("something that the school and the family do"), ("NPT-PSP-13",)),
        Needed(mark("three signatures, or the reason why one is missing"), ("NPT-PSP-14",)),
        Needed(mark("a review in time"), ("NPT-PSP-16",)),
    ), only="NPT"),
    Gate("PSP → active (HIL)", "psp", "begin", (
        Needed(mark("all four parts: assess, plan, do, review"), ("HIL-PSP-11",)),
        Needed(mark("support for every target"), ("HIL-PSP-14",)),
        Needed(mark("the signature of everybody present"), ("HIL-PSP-15",)),
        Needed(mark("a last day"), ("HIL-PSP-25",)),
    ), only="HIL", also=("agree",)),
    Gate("R/TT → agreed (NPT)", "reduced_timetable", "agree", (
        Needed(mark("one of the three circumstances"), ("NPT-RT-02#circumstance",)),
        Needed(mark("the reasons, with evidence"), ("NPT-RT-02#rationale",)),
        Needed(mark("a PSP, or a healthcare plan where it is only medical"), ("NPT-RT-04",)),
        Needed(mark("the agreement of the parent, or of who may decide for a looked-after child"), (
            "NPT-RT-06#parent", "NPT-RT-06#social_worker", "NPT-RT-07",
        )),
        Needed(mark("the Education Welfare Officer involved"), ("NPT-RT-06#ewo",)),
        Needed(mark("a risk assessment that does not find significant risk"), ("NPT-RT-08", "NPT-RT-09")),
        Needed(mark("a responsible adult for every uncovered slot"), ("NPT-RT-10",)),
        Needed(mark("a first and a last day"), ("NPT-RT-03",)),
        Needed(mark("the steps back to full time"), ("NPT-RT-14",)),
        Needed(mark("a named member of staff who monitors it"), ("NPT-RT-15",)),
    ), only="NPT"),
    Gate("R/TT → LA notified (NPT)", "reduced_timetable", "notify", (
        Needed(mark("the checklist of eight items"), ("NPT-RT-13",)),
        Needed(mark("the PSP or the healthcare plan"), ("NPT-RT-04", "NPT-RT-13")),
        Needed(mark("the transport form, where travel is assisted"), ("NPT-RT-21",)),
    ), only="NPT"),
    Gate("R/TT beyond 12 weeks (NPT)", "reduced_timetable", "authorise", (
        Needed(mark("the Director's decision"), ("NPT-RT-05",)),
    ), only="NPT"),
    Gate("Part-time timetable → active (England)", "reduced_timetable", "begin", (
        Needed(mark("the agreement of a parent the child lives with"), ("ENG-PTT-02",)),
        Needed(mark("an exceptional reason"), ("ENG-PTT-01",)),
        Needed(mark("agreed dates and times"), ("ENG-PTT-02",)),
        Needed(mark("a last day"), ("ENG-PTT-05",)),
        Needed(mark("a review"), ("ENG-PTT-03",)),
    ), only="ENG"),
    Gate("AP → start (all)", "placement", "start", (
        Needed(mark("somebody who commissions it and is responsible"), (
            "HAM-AP-09#commissioner", "NPT-AP-11#home_school", "ENG-KC-01#commissioner", "WAL-EO-02#commissioner",
        )),
        Needed(mark("a provider that has been checked"), (
            "NPT-AP-06", "ENG-KC-02", "WOR-DIR-03", "WOR-UNR-05", "WAL-EO-03#registration",
        )),
        Needed(mark("the address of every site"), ("ENG-KC-04", "WAL-EO-03#sites", "WAL-EO-03#site")),
        Needed(mark("objectives"), (
            "HAM-AP-04#objectives", "WOR-UNR-04#objectives", "ENG-AP-05#objectives", "WAL-EO-02#objectives",
        )),
        Needed(mark("a baseline"), ("HAM-AP-04#baseline", "ENG-AP-05#baseline", "WAL-EO-02#baseline")),
        Needed(mark("the working protocol"), ("HAM-AP-09#protocol", "HAM-AP-09#purpose")),
        Needed(mark("data shared, or a note that there is none"), ("HAM-AP-11", "ENG-AP-05#shared", "WAL-EO-02#shared")),
        Needed(mark("a responsible adult for every uncovered slot"), ("HAM-PAR-01", "WIL-SG-01", "NPT-PSP-25", "HRS-05")),
        Needed(mark("the test whether the provider must register as a school"), ("WOR-UNR-02", "ENG-UNR-01", "WAL-UNR-01")),
        Needed(mark("an agreed PSP"), ("NPT-AP-05", "WAL-EO-04")),
        Needed(mark("the day of the first review"), (
            "HAM-AP-19", "WOR-UNR-04#first_review", "ENG-AP-05#first_review", "WAL-EO-02#first_review",
        )),
    )),
    Gate("OSD → start (England)", "off_site_direction", "start", (
        Needed(mark("notice at least two school days before"), ("ENG-OSD-02",)),
        Needed(mark("a notice with all of its fields"), ("ENG-OSD-03",)),
        Needed(mark("a plan of the reviews"), ("HAM-OSD-01", "ENG-OSD-05")),
    ), only="ENG"),
    Gate("PSP / placement → closed", "psp", "close", (
        Needed(mark("how it ended"), ("NPT-PSP-20", "HIL-PSP-20", "PLAN-20")),
        Needed(mark("the final report"), ("HIL-PSP-20",)),
        Needed(mark("the child's view"), ("NPT-PSP-20", "PLAN-20")),
        Needed(mark("where the child goes next"), ()),
    ), also=("end_plan", "record_review")),
    Gate("PSP / placement → closed", "placement", "close", (
        Needed(mark("how it ended"), ("ENG-AP-05#verdict",)),
        Needed(mark("the final report"), ("HAM-END-02",)),
        Needed(mark("the child's view"), ("HAM-END-03",)),
        Needed(mark("where the child goes next"), ("HAM-END-05", "ENG-AP-05#destination", "WAL-EO-03#destination")),
    )),
    Gate("Suspension → notified", "exclusion", "notify", (
        Needed(mark("the notice to the parent"), ("ENG-EX-05", "WAL-EX-04")),
        Needed(mark("the authority told"), ("ENG-EX-06", "WAL-EX-05#notice:authority")),
        Needed(mark("the social worker and the Virtual School Head told, where there are any"), ("ENG-EX-07",)),
        Needed(mark("the governors told, above the limit"), ("ENG-EX-08", "WAL-EX-05#notice:governing_board")),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Required:
    """One thing that must be there for an authority; no `rules` in force means that there is no local rule."""

    what: Sentence
    rules: tuple[str, ...]

    @property
    def has_rule(self) -> bool:
        return bool(self.rules)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that stops a transition now, in words: what was needed, what the rule found, and what would clear it."""

    rule: str
    needed: tuple[Sentence, ...]
    says: Sentence
    remedy: Sentence
    about: str


def families_of(nation: str, authority: str = "") -> tuple[str, ...]:
    """The families in force for a nation ("england", "wales") and an authority's family ("NPT"). KeyError for another nation."""
    return (authority, *NATION_FAMILIES[nation]) if authority else NATION_FAMILIES[nation]


def gates_for(kind: str, action: str, families: Iterable[str]) -> tuple[Gate, ...]:
    """The rows that guard an action of a kind of record where these families are in force."""
    here = frozenset(families)
    return tuple(
        gate
        for gate in GATES
        if gate.kind == kind and action in (gate.action, *gate.also) and (not gate.only or gate.only in here)
    )


def required(kind: str, action: str, *, nation: str, authority: str = "") -> tuple[Required, ...]:
    """What table 3.2 asks for before this action, with the rules that see to it here; empty where no row guards it."""
    families = families_of(nation, authority)
    return tuple(
        Required(say("GATE.needed", need.what), tuple(rule for rule in dict.fromkeys(need.numbers) if _in(rule, families)))
        for gate in gates_for(kind, action, families)
        for need in gate.needs
    )


def stopping_rules(kind: str, action: str, *, nation: str, authority: str = "") -> tuple[str, ...]:
    """The rules that can stop this action here, each once, in the order of the table."""
    needed = required(kind, action, nation=nation, authority=authority)
    return tuple(dict.fromkeys(rule for each in needed for rule in each.rules))


def missing(kind: str, action: str, look: Look[Any, Any]) -> tuple[Missing, ...]:
    """What stops this action for one record now. A rule that is not in the table stops it too, with nothing `needed`."""
    gates = [gate for gate in GATES if gate.kind == kind and action in (gate.action, *gate.also)]
    actions = {action, *(step for gate in gates if gate.action == action for step in gate.also)}
    found: list[Missing] = []
    for each in judge(kind, look):
        if each.stops(*actions):
            needs = dict.fromkeys(need.what for gate in gates for need in gate.needs if need.is_about(each))
            needed = tuple(say("GATE.needed", what) for what in needs)
            found.append(Missing(each.rule, needed, each.sentence, each.remedy, each.about))
    return tuple(found)


def _in(rule: str, families: tuple[str, ...]) -> bool:
    return any(rule == family or rule.startswith(f"{family}-") for family in families)
