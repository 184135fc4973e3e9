"""ENG-REG-04 to 07, 13 and 16, and WAL-REG-05: which code may stand for what."""

from __future__ import annotations

from collections.abc import Iterator

from pastoral.rules.attendance.absence import REGISTERS, TOGETHER, WALES
from pastoral.rules.attendance.catalogue import Look, RuleFinding, about, rule
from pastoral.rules.attendance.codes import codes_in_force
from pastoral.rules.attendance.codes_checked import mismatches
from pastoral.rules.attendance.expected import NOT_IN_PERSON
from pastoral.rules.sentences import mark, say


@rule("ENG-REG-04", mark("Code K only where the authority arranged it"), source=TOGETHER, force="M", effect="BLOCK")
def eng_reg_04_code_k(look: Look) -> Iterator[RuleFinding]:
    yield from mismatches(look, "ENG-REG-04", (one for one in look.facts.sessions if one.arranged_by == "authority"))
    for session in look.facts.sessions:
        if session.code != "K":
            continue
        if session.arranged_by != "authority":
            yield RuleFinding(
                "ENG-REG-04", "BLOCK",
                say(
                    "ENG-REG-04",
                    "Code K on {day} ({half}) is only for education that the authority arranged.",
                    day=session.on, half=session.half,
                ),
                say("ENG-REG-04.remedy", "Use B, P or another code, or record that the authority arranged it."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip
        elif not session.nature.strip():
            yield RuleFinding(
                "ENG-REG-04", "INFO",
                say("ENG-REG-04.nature", "Code K on {day} does not say what kind of education it was.", day=session.on),
                say("ENG-REG-04.nature.remedy", "Write down the kind of education."),
                "ewo", about=about(session),
            )  # fmt: skip


@rule("ENG-REG-05", mark("Code B only for supervised attendance in person"), source=TOGETHER, force="M", effect="BLOCK")
def eng_reg_05_code_b(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if session.code != "B":
            continue
        if session.place in NOT_IN_PERSON:
            yield RuleFinding(
                "ENG-REG-05", "BLOCK",
                say(
                    "ENG-REG-05",
                    "Code B on {day} ({half}) is for work at home or online, which is never attendance.",
                    day=session.on, half=session.half,
                ),
                say("ENG-REG-05.remedy", "Use the code of the absence: C2 for agreed hours, I for illness, C for other leave."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip
        elif session.supervised is not True:
            unknown = session.supervised is None
            yield RuleFinding(
                "ENG-REG-05", "WARN" if unknown else "BLOCK",
                say(
                    "ENG-REG-05.unknown",
                    "Nothing says that the session on {day} ({half}) was supervised.",
                    day=session.on, half=session.half,
                )
                if unknown
                else say(
                    "ENG-REG-05.alone",
                    "The session on {day} ({half}) was not supervised, so it is not code B.",
                    day=session.on, half=session.half,
                ),
                say("ENG-REG-05.supervised.remedy", "Record who supervised it, or use the code of an absence."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip


@rule(
    "ENG-REG-06",
    mark("Agreed hours away are C2; another reason has its own code"),
    source=REGISTERS,
    force="M",
    effect="WARN",
)
def eng_reg_06_agreed_hours(look: Look) -> Iterator[RuleFinding]:
    yield from mismatches(look, "ENG-REG-06", (one for one in look.facts.sessions if one.agreed_away or one.reason))
    for session in look.facts.sessions:
        if session.code == "C2" and not session.agreed_away and look.facts.compulsory_age_on(session.on):
            yield RuleFinding(
                "ENG-REG-06", "WARN",
                say(
                    "ENG-REG-06.no_record",
                    "Code C2 on {day} ({half}) is outside any agreed part-time timetable.",
                    day=session.on, half=session.half,
                ),
                say("ENG-REG-06.no_record.remedy", "Use C2 only inside an agreed record, or correct the code."),
                "ewo", about=about(session),
            )  # fmt: skip


@rule("ENG-REG-07", mark("Below or above school age the code is X, not C2"), source=TOGETHER, force="M", effect="WARN")
def eng_reg_07_not_of_school_age(look: Look) -> Iterator[RuleFinding]:
    yield from mismatches(
        look, "ENG-REG-07", (one for one in look.facts.sessions if one.agreed_away or one.place in NOT_IN_PERSON)
    )
    for session in look.facts.sessions:
        if session.code == "C2" and not session.agreed_away and not look.facts.compulsory_age_on(session.on):
            yield RuleFinding(
                "ENG-REG-07", "WARN",
                say(
                    "ENG-REG-07",
                    "Code C2 on {day} is for a pupil who is not of school age: the code is X.",
                    day=session.on,
                ),
                say("ENG-REG-07.remedy", "Use code X."),
                "ewo", about=about(session),
            )  # fmt: skip


@rule(
    "ENG-REG-13",
    mark("An excluded pupil is E, or B, D or K where education is given"),
    source=TOGETHER,
    force="M",
    effect="WARN",
)
def eng_reg_13_excluded(look: Look) -> Iterator[RuleFinding]:
    yield from mismatches(look, "ENG-REG-13", (one for one in look.facts.sessions if one.excluded))


@rule("ENG-REG-16", mark("Code D only while due at the other school"), source=TOGETHER, force="M", effect="WARN")
def eng_reg_16_code_d(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if session.code == "D" and session.place != "other_school" and not session.registered_there:
            yield RuleFinding(
                "ENG-REG-16", "WARN",
                say(
                    "ENG-REG-16",
                    "Code D on {day} ({half}), but the pupil was not due at another school where also registered.",
                    day=session.on, half=session.half,
                ),
                say("ENG-REG-16.remedy", "Use D only for sessions at the other school. Absence is recorded where the pupil was due."),
                "ewo", about=about(session),
            )  # fmt: skip


@rule("WAL-REG-05", mark("Some English codes do not exist in Wales"), source=WALES, force="M", effect="BLOCK")
def wal_reg_05_not_in_wales(look: Look) -> Iterator[RuleFinding]:
    for session in look.facts.sessions:
        if session.code and session.code not in codes_in_force("wales", session.on).codes:
            yield RuleFinding(
                "WAL-REG-05", "BLOCK",
                say("WAL-REG-05", "Code {code} on {day} does not exist in Wales.", code=session.code, day=session.on),
                say("WAL-REG-05.remedy", "Choose a code of the Welsh set."),
                "ewo", about=about(session), gates=("record_code",),
            )  # fmt: skip
