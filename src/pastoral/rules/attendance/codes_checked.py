"""CODE-01 to 04, and Neath Port Talbot's rules on codes C and B: the register against what is known of each session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pastoral.rules.attendance.catalogue import Look, RuleFinding, about, rule
from pastoral.rules.attendance.codes import CodesUnknown, codes_in_force
from pastoral.rules.attendance.counting import attendance, of_agreed
from pastoral.rules.attendance.expected import NOT_IN_PERSON, Expected, expected
from pastoral.rules.attendance.facts import SessionFacts
from pastoral.rules.sentences import mark, say

CODES_SOURCE = "Expected attendance code"
NPT_SOURCE = "Monitoring and reviewing"
CONFIRMED_BY_PROVIDER = ("B", "K", "D")


def expected_of(look: Look, session: SessionFacts) -> Expected | None:
    return expected(session, look.policy, compulsory_age=look.facts.compulsory_age_on(session.on))


def mismatches(look: Look, number: str, sessions: Iterable[SessionFacts]) -> Iterator[RuleFinding]:
    """A finding for each of these sessions whose code does not fit, where the fitting code follows from this number."""
    for session in sessions:
        if not session.code:
            continue
        fitting = expected_of(look, session)
        if fitting is None or fitting.rule != number or fitting.allows(session.code):
            continue
        yield RuleFinding(
            number, "WARN",
            say(
                f"{number}.code", "The register has code {code} on {day} ({half}); from what is known it would be {fitting}.",
                code=session.code, day=session.on, half=session.half, fitting=fitting.codes,
            ),
            say(f"{number}.code.remedy", "Check the register, or correct what is recorded about the session."),
            "ewo", about=about(session),
        )  # fmt: skip


@rule("CODE-01", mark("Codes are proposed and compared, never written"), source=CODES_SOURCE, force="S", effect="CALC")
def code_01_compared(look: Look) -> Iterator[RuleFinding]:
    yield from mismatches(look, "CODE-01", look.facts.sessions)
    for session in look.facts.sessions:
        try:
            known = codes_in_force(look.policy.nation, session.on)
        except CodesUnknown:
            yield RuleFinding(
                "CODE-01", "INFO",
                say("CODE-01.unknown", "The codes that were in force on {day} are not known here.", day=session.on),
                say("CODE-01.unknown.remedy", "Judge this session by the rules of its time."),
                "ewo", about=about(session),
            )  # fmt: skip
            continue
        if session.code and session.code not in known.codes and look.policy.nation != "wales":  # Wales: WAL-REG-05
            yield RuleFinding(
                "CODE-01", "WARN",
                say(
                    "CODE-01.not_in_force",
                    "Code {code} was not in force on {day}.",
                    code=session.code, day=session.on,
                ),
                say("CODE-01.not_in_force.remedy", "Choose a code of the set in force."),
                "ewo", about=about(session),
            )  # fmt: skip


@rule("CODE-02", mark("A session at a provider needs its confirmation"), source=CODES_SOURCE, force="M", effect="BLOCK")
def code_02_confirmed(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if (
            session.code in CONFIRMED_BY_PROVIDER
            and session.place not in NOT_IN_PERSON
            and session.confirmed is not True
        ):
            denied = session.confirmed is False
            yield RuleFinding(
                "CODE-02", "BLOCK",
                say(
                    "CODE-02.denied",
                    "The provider says that the pupil was not there on {day} ({half}).",
                    day=session.on, half=session.half,
                )
                if denied
                else say(
                    "CODE-02", "Code {code} on {day} ({half}) is not confirmed by the provider.",
                    code=session.code, day=session.on, half=session.half,
                ),
                say("CODE-02.remedy", "Ask the provider, or change the code."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip


@rule(
    "CODE-03",
    mark("No confirmation by the end of the day is followed up"),
    source=CODES_SOURCE,
    force="M",
    effect="TASK",
)
def code_03_followed_up(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if session.place == "provider" and session.confirmed is None and session.on < look.today and not session.reason:
            yield RuleFinding(
                "CODE-03", "TASK",
                say(
                    "CODE-03",
                    "The provider did not say whether the pupil came on {day} ({half}).",
                    day=session.on, half=session.half,
                ),
                say("CODE-03.remedy", "Find out where the pupil was, as for any absence."),
                "ewo", session.on, about(session),
            )  # fmt: skip


@rule("CODE-04", mark("Attendance on reduced hours is told in two ways"), source=CODES_SOURCE, force="S", effect="CALC")
def code_04_two_figures(look: Look) -> Iterator[RuleFinding]:
    if not any(session.agreed_away for session in look.facts.sessions):
        return
    whole = attendance(look.facts.sessions, look.policy.nation).percent
    agreed = of_agreed(look.facts.sessions, look.policy.nation).percent
    if whole is not None and agreed is not None:
        yield RuleFinding(
            "CODE-04", "INFO",
            say(
                "CODE-04", "Attendance is {whole} per cent of all sessions, and {agreed} per cent of those agreed.",
                whole=str(whole), agreed=str(agreed),
            ),
            say("CODE-04.remedy", "Tell both figures: agreed hours out of school count as absence with leave."),
            "ewo", about="percentage",
        )  # fmt: skip


@rule("NPT-RT-16", mark("Agreed hours out of school are coded C"), source=NPT_SOURCE, force="M", effect="WARN")
def npt_rt_16_code_c(look: Look) -> Iterator[RuleFinding]:
    wanted = look.policy.value("attendance.code_reduced_hours")
    for session in look.facts.sessions:
        away = session.agreed_away and session.place in NOT_IN_PERSON and not session.reason and not session.excluded
        if wanted and away and session.code and session.code != wanted and look.facts.compulsory_age_on(session.on):
            yield RuleFinding(
                "NPT-RT-16", "WARN",
                say(
                    "NPT-RT-16", "Agreed hours out of school on {day} are coded {code}; the code is {wanted}.",
                    day=session.on, code=session.code, wanted=wanted,
                ),
                say("NPT-RT-16.remedy", "Change the code in the register."),
                "ewo", about=about(session),
            )  # fmt: skip


@rule("NPT-RT-17", mark("Code B needs the provider's confirmation"), source=NPT_SOURCE, force="M", effect="BLOCK")
def npt_rt_17_code_b(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if session.code == "B" and session.place == "provider" and session.confirmed is not True:
            yield RuleFinding(
                "NPT-RT-17", "BLOCK",
                say(
                    "NPT-RT-17",
                    "Code B on {day} ({half}) is not confirmed by the provider.",
                    day=session.on, half=session.half,
                ),
                say("NPT-RT-17.remedy", "Ask the provider whether the pupil was there."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip


@rule(
    "NPT-RT-18",
    mark("Work sent home is never alternative provision and never code B"),
    source="Monitoring; AP",
    force="M",
    effect="BLOCK",
)
def npt_rt_18_never_b_at_home(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if session.code == "B" and session.place in NOT_IN_PERSON:
            yield RuleFinding(
                "NPT-RT-18", "BLOCK",
                say(
                    "NPT-RT-18",
                    "Code B on {day} ({half}) is for work at home. Work sent home is never code B.",
                    day=session.on, half=session.half,
                ),
                say("NPT-RT-18.remedy", "Use code C."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip
