"""Which code the register should show for a session, from where the pupil was due (table 3.4; CODE-01: proposed, never written)."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.rules.attendance.facts import SessionFacts
from pastoral.rules.engine import Policy

ENGLAND, WALES = "england", "wales"
PRESENT = ("/", "\\", "L")
ACTIVITY_CODES = {"sport": "P", "visit": "V", "work": "W"}
REASON_CODES = {"illness": "I", "appointment": "M", "religious": "R"}
# Where no pack says otherwise (catalogue section 6, rows 16, 17 and 29).
AGREED_AWAY = {ENGLAND: "C2", WALES: "C"}
BY_AUTHORITY = {ENGLAND: "K", WALES: "B"}
NO_TRANSPORT = {ENGLAND: "Q"}
NOT_IN_PERSON = ("home", "online", "nowhere")
TAUGHT_ELSEWHERE = ("provider", "other_school")
TAUGHT_BY_SCHOOL = ("school", "centre")  # the mark itself says who was there
AT_CENTRE = {ENGLAND: ("B", "D", "K"), WALES: ("B", "D")}  # for a centre outside the school; the record does not say which it is


@dataclass(frozen=True, slots=True)
class Expected:
    """The codes that fit; empty where the guidance does not settle it. `rule` is the number that says so."""

    codes: tuple[str, ...]
    rule: str

    def allows(self, code: str) -> bool:
        """Whether the register's code agrees; where nothing is settled every code does."""
        return not self.codes or code in self.codes


def expected(session: SessionFacts, policy: Policy, *, compulsory_age: bool = True) -> Expected | None:
    """The codes that fit what is known of a session; None where too little is known, or for another nation."""
    nation = policy.nation
    if nation not in (ENGLAND, WALES):
        return None
    if nation == ENGLAND and session.separated:
        settled = policy.value("attendance.code_separation")
        return Expected((settled,) if settled else (), "ENG-26-03")
    if nation == ENGLAND and session.reason == "detained":
        return Expected(("Y5",), "CODE-01")
    no_transport = policy.value("attendance.code_no_transport") or NO_TRANSPORT.get(nation)
    if session.reason == "no_transport" and no_transport:
        return Expected((no_transport,), "CODE-01")
    if session.place in TAUGHT_ELSEWHERE and session.present:
        return _elsewhere(session, policy)
    if session.excluded:
        return Expected(("E",), "ENG-REG-13" if nation == ENGLAND else "CODE-01")
    if session.reason in REASON_CODES and not session.present:
        return Expected((REASON_CODES[session.reason],), "ENG-REG-06" if nation == ENGLAND else "CODE-01")
    if session.agreed_away or session.place in NOT_IN_PERSON:
        return _away(session, policy, compulsory_age)
    if session.present is None:
        return None
    if session.place == "school" and session.present:
        return Expected((*PRESENT, "U"), "CODE-01")
    if session.place == "centre" and session.present:
        return Expected((*PRESENT, "U", *AT_CENTRE[nation]), "CODE-01")
    return Expected(("N", "O", "G"), "CODE-01")  # absent without a reason: not known yet, then without leave


def _away(session: SessionFacts, policy: Policy, compulsory_age: bool) -> Expected:
    """Out of school by agreement, or working at home or online: an absence, whatever is learnt there."""
    nation = policy.nation
    if not compulsory_age:
        return Expected(("X",), "ENG-REG-07" if nation == ENGLAND else "CODE-01")
    if session.agreed_away:
        away = policy.value("attendance.code_reduced_hours") or AGREED_AWAY[nation]
        return Expected((away,), "ENG-REG-06" if nation == ENGLAND else "CODE-01")
    if nation == ENGLAND:
        return Expected(("C2", "I", "C", "M", "E", "N", "O"), "ENG-REG-05")
    return Expected((AGREED_AWAY[nation], "I", "M", "E", "N", "O"), "CODE-01")


def _elsewhere(session: SessionFacts, policy: Policy) -> Expected:
    """Taught at a provider or another school, and there."""
    nation = policy.nation
    rule = "ENG-REG-13" if session.excluded and nation == ENGLAND else "CODE-01"
    if session.registered_there or session.place == "other_school":
        return Expected((policy.value("attendance.code_dual_registered") or "D",), rule)
    if session.arranged_by == "authority":
        code = policy.value("attendance.code_authority_arranged") or BY_AUTHORITY[nation]
        return Expected((code,), "ENG-REG-04" if nation == ENGLAND else "CODE-01")
    if session.activity in ACTIVITY_CODES:
        return Expected((ACTIVITY_CODES[session.activity],), rule)
    if session.activity == "interview":
        return Expected(("J1",) if nation == ENGLAND else ("J",), rule)
    return Expected((policy.value("attendance.code_provider") or "B",), rule)
