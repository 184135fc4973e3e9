"""National law as a floor: a pack may ask for more than it, never for less. Each limit has its number in the rules catalogue.

Only what the catalogue has as read in a source stands here; what is merely known practice may differ from pack to pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pastoral.rules import engine
from pastoral.rules.catalogue.entries import load_rules

from .lines import Path
from .vocabulary import NATIONS

ENGLAND, WALES = ("england",), ("wales",)
SUMMER_2026 = date(2026, 7, 26)
FAMILIES_OF = {"england": ("ENG", "HIL", "HAM", "WIL", "WOR"), "wales": ("WAL", "NPT")}
NATIONAL = {"england": ("ENG", "UK"), "wales": ("WAL", "UK")}
WEAKEST_FIRST = ("OFF", "INFO", "TASK", "WARN", "BLOCK")


@dataclass(frozen=True, slots=True)
class Law:
    """A limit on one parameter. `must`: be at_most, be at_least, be, not_be (one of), hold (a list) `limit`."""

    key: str
    must: str
    limit: Any
    number: str
    sentence: str  # for the author of a pack, in English, as the checker's other sentences are
    nations: tuple[str, ...] = NATIONS
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, nation: object, day: date | None) -> bool:
        """Whether it binds a pack of a nation that starts on a day (a pack without a readable day is held to all)."""
        if nation not in self.nations:
            return False
        after = self.valid_from is None or day is None or self.valid_from <= day
        return after and (self.valid_to is None or day is None or day <= self.valid_to)

    def allows(self, value: Any) -> bool:
        """False for a laxer value; True for a value of another kind, which the schema refuses."""
        match self.must:
            case "be":
                return bool(value == self.limit)
            case "not_be":
                return value not in self.limit
            case "hold":
                return not isinstance(value, list) or self.limit in value
        if isinstance(value, bool) or not isinstance(value, type(self.limit)):
            return True
        return bool(value <= self.limit if self.must == "be_at_most" else value >= self.limit)


def _both(key: str, must: str, limit: Any, english: str, welsh: str, sentence: str) -> tuple[Law, Law]:
    """The same limit in both nations, each under its own number."""
    return (
        Law(key, must, limit, english, sentence, ENGLAND),
        Law(key, must, limit, welsh, sentence, WALES),
    )


_ENGLISH_CODES = ("K", "C1", "C2", "J1", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7")

LAW: tuple[Law, ...] = (
    # the register
    *_both(
        "attendance.register_open_minutes",
        "be_at_most",
        30,
        "ENG-REG-03",
        "WAL-REG-03",
        "a register stays open for at most 30 minutes",
    ),
    *_both(
        "attendance.unauthorised_return_days",
        "be_at_most",
        10,
        "ENG-REG-09",
        "WAL-REG-01",
        "the authority is told after ten school days in a row without leave, at the latest",
    ),
    Law(
        "attendance.sickness_return_days",
        "be_at_most",
        15,
        "ENG-REG-10",
        "the authority is told of 15 school days of illness",
        ENGLAND,
    ),
    Law(
        "attendance.keep_years",
        "be_at_least",
        6,
        "ENG-REG-02",
        "entries in the register are kept for at least six years",
        ENGLAND,
    ),
    Law(
        "attendance.code_reduced_hours",
        "be",
        "C2",
        "ENG-REG-06",
        "hours out of school by agreement are coded C2, never as attendance",
        ENGLAND,
    ),
    Law(
        "attendance.code_reduced_hours",
        "not_be",
        ("B", "D", "P", "V", "W", "J", "L", "/", "\\"),
        "NPT-RT-18",
        "agreed hours out of school are an absence, never attendance",
        WALES,
    ),
    *(
        Law(
            f"attendance.{key}",
            "not_be",
            _ENGLISH_CODES,
            "WAL-REG-05",
            "codes of the English register do not exist in Wales",
            WALES,
        )
        for key in (
            "code_reduced_hours",
            "code_provider",
            "code_dual_registered",
            "code_authority_arranged",
            "code_no_transport",
        )
    ),
    *_both(
        "attendance.code_home",
        "be",
        "never_attending",
        "ENG-REG-05",
        "NPT-RT-18",
        "work at home or online is never attendance, B included",
    ),
    Law("attendance.penalty_sessions", "be", 10, "ENG-REG-14", "the threshold is the nation's: 10 sessions", ENGLAND),
    Law(
        "attendance.penalty_school_weeks",
        "be",
        10,
        "ENG-REG-14",
        "the threshold is the nation's: within 10 school weeks",
        ENGLAND,
    ),
    Law(
        "attendance.persistent_percent", "be_at_most", 10, "WAL-REG-02", "absence is persistent from 10 per cent", WALES
    ),
    # exclusions
    *_both(
        "exclusion.year_limit_days",
        "be_at_most",
        45,
        "ENG-EX-02",
        "WAL-EX-03",
        "a child may be excluded for at most 45 school days in a school year",
    ),
    Law("exclusion.lunchtime_days", "be", 0.5, "ENG-EX-03", "a lunchtime is half a school day in England", ENGLAND),
    Law(
        "exclusion.lunchtime_days", "be", 0.25, "WAL-EX-02", "a lunchtime is a quarter of a school day in Wales", WALES
    ),
    Law(
        "exclusion.provision_from_day",
        "be_at_most",
        6,
        "ENG-EX-12",
        "full-time education begins on the sixth school day, at the latest",
        ENGLAND,
    ),
    Law(
        "exclusion.provision_from_day",
        "be_at_most",
        15,
        "WAL-EX-14",
        "no reading of the Welsh guidance lets education begin after 15 school days",
        WALES,
    ),
    Law(
        "exclusion.notice_within_days",
        "be_at_most",
        1,
        "WAL-EX-04",
        "notice is given in writing within one school day",
        WALES,
    ),
    Law(
        "exclusion.pupil_is_party_from_age",
        "be_at_most",
        11,
        "WAL-EX-01",
        "from the age of 11 the pupil gets the notice as well",
        WALES,
    ),
    *_both(
        "exclusion.board_notice_over_days",
        "be_at_most",
        5,
        "ENG-EX-08",
        "WAL-EX-05",
        "the governors are told of more than five school days in a term",
    ),
    *_both(
        "exclusion.board_must_meet_over_days",
        "be_at_most",
        15,
        "ENG-EX-15",
        "WAL-EX-06",
        "the governors must meet for more than 15 school days in a term",
    ),
    *_both(
        "exclusion.board_meets_within_days",
        "be_at_most",
        15,
        "ENG-EX-15",
        "WAL-EX-06",
        "the governors meet within 15 school days",
    ),
    *_both(
        "exclusion.board_on_request_within_days",
        "be_at_most",
        50,
        "ENG-EX-15",
        "WAL-EX-06",
        "governors who are asked to meet within 50 school days",
    ),
    Law(
        "exclusion.board_earliest_day",
        "be_at_least",
        6,
        "WAL-EX-06",
        "the committee meets on the sixth school day at the earliest",
        WALES,
    ),
    Law(
        "exclusion.decision_within_days",
        "be_at_most",
        1,
        "WAL-EX-08",
        "the decision is sent within one school day",
        WALES,
    ),
    Law(
        "exclusion.review_application_days",
        "be_at_least",
        15,
        "ENG-IRP-01",
        "parents have 15 school days to ask for a review",
        ENGLAND,
    ),
    *_both(
        "exclusion.review_hearing_days",
        "be_at_most",
        15,
        "ENG-IRP-02",
        "WAL-EX-12",
        "it is heard within 15 school days",
    ),
    # directions off site and managed moves
    Law(
        "direction.notice_school_days",
        "be_at_least",
        2,
        "ENG-OSD-02",
        "notice of a direction is given at least two school days before",
        ENGLAND,
    ),
    Law(
        "direction.review_request_weeks",
        "be_at_most",
        10,
        "ENG-OSD-06",
        "only a review in the ten weeks before makes a further one needless",
        ENGLAND,
    ),
    Law(
        "direction.invite_days",
        "be_at_least",
        6,
        "ENG-OSD-07",
        "parents are invited at least six days before a review",
        ENGLAND,
    ),
    Law(
        "direction.academies_from",
        "be_at_most",
        SUMMER_2026,
        "ENG-26-06",
        "the rules on directions bind academies from 26 July 2026",
        ENGLAND,
        valid_from=SUMMER_2026,
    ),
    Law(
        "managed_move.trial_allowed",
        "be",
        False,
        "ENG-26-07",
        "a managed move is for good and never a trial",
        ENGLAND,
        valid_from=SUMMER_2026,
    ),
    # placements and providers
    Law(
        "placement.vetting",
        "hold",
        "written_confirmation",
        "ENG-KC-02",
        "a provider confirms in writing that it has made the checks a school would",
        ENGLAND,
    ),
    *_both(
        "provider.unregistered_pupils",
        "be_at_most",
        5,
        "ENG-UNR-01",
        "WAL-UNR-01",
        "full-time education for five children makes a school",
    ),
    *(
        Law(
            "provider.unregistered_any_of",
            "hold",
            group,
            "ENG-UNR-01",
            f"full-time education for one child who is {words} makes a school",
            ENGLAND,
        )
        for group, words in (("looked_after", "looked after"), ("ehcp", "under an EHC plan"))
    ),
    Law(
        "provider.unregistered_any_of",
        "hold",
        "statement",
        "WAL-UNR-01",
        "full-time education for one child with a statement makes a school",
        WALES,
    ),
)


def breaches(table: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each place where a pack's own table is laxer than the law of its nation. Takes any table, also a faulty one."""
    nation, day = table.get("nation"), table.get("starts_on")
    if nation not in NATIONS:
        return
    yield from _parameters(table, nation, day if isinstance(day, date) else None)
    yield from _families(table, nation)
    yield from _rules(table, nation)


def _parameters(table: Mapping[str, Any], nation: str, day: date | None) -> Iterator[tuple[Path, str]]:
    for law in LAW:
        group, name = law.key.split(".")
        ruling = _inside(_inside(table, "parameters"), group).get(name)
        if (
            isinstance(ruling, Mapping)
            and "value" in ruling
            and law.in_force(nation, day)
            and not law.allows(ruling["value"])
        ):
            yield ("parameters", group, name, "value"), f"is laxer than national law: {law.sentence} ({law.number})"


def _families(table: Mapping[str, Any], nation: str) -> Iterator[tuple[Path, str]]:
    """No rule of the other nation is applied, nor one of its authorities' (SYS-03)."""
    foreign = tuple(family for other, families in FAMILIES_OF.items() if other != nation for family in families)
    listed = _inside(table, "plan").get("families")
    for place, family in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(family, str) and family.split("-")[0] in foreign:
            yield (
                ("plan", "families", place),
                f"“{family}” are rules of the other nation, which do not apply here (SYS-03)",
            )


def _rules(table: Mapping[str, Any], nation: str) -> Iterator[tuple[Path, str]]:
    """A rule of national law that stops something goes on stopping it, and a duty is not switched off."""
    for number, effect in _inside(table, "rules").items():
        family = number.split("-")[0]
        if family in NATIONAL["england" if nation == "wales" else "wales"] and family != "UK" and effect != "OFF":
            yield ("rules", number), "is a rule of the other nation, which does not apply here (SYS-03)"
        if family not in NATIONAL[nation] or effect not in WEAKEST_FIRST:
            continue
        load_rules()
        registered = [rules[number] for rules in engine.RULES.values() if number in rules]
        if effect != "BLOCK" and any("BLOCK" in rule.effect for rule in registered):
            yield ("rules", number), f"cannot be made weaker: it is national law and stops the next step ({number})"
        elif effect == "OFF" and any(rule.force == "M" for rule in registered):
            yield ("rules", number), f"cannot be switched off: it is a duty in national law ({number})"


def _inside(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = table.get(key)
    return inner if isinstance(inner, Mapping) else {}
