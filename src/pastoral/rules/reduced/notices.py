"""Who is told of a reduced timetable (rules catalogue 3.3: R/TT starts, R/TT beyond its limit, part time in England)."""

from __future__ import annotations

from dataclasses import dataclass

from pastoral.rules.engine import Policy
from pastoral.rules.reduced.facts import ReducedFacts
from pastoral.rules.sentences import Sentence, say

EVENTS = ("reduced_starts", "reduced_beyond_limit")


@dataclass(frozen=True, slots=True)
class Notice:
    """One recipient's part in an event; `kind` is agree, copy or tell. The pack says where each role is reached."""

    recipient: str
    kind: str
    rule: str
    why: Sentence


def notices(event: str, facts: ReducedFacts, policy: Policy) -> tuple[Notice, ...]:
    """Who is told of `reduced_starts` or `reduced_beyond_limit`; ValueError for another event."""
    if event not in EVENTS:
        raise ValueError(f"No notices are defined for {event!r}.")
    if event == "reduced_beyond_limit":
        return _beyond_limit(policy)
    return _in_wales(facts, policy) if policy.nation == "wales" else _in_england(facts, policy)


def _beyond_limit(policy: Policy) -> tuple[Notice, ...]:
    by = policy.value("reduced.extension_by")
    if not by or not policy.in_force("NPT-RT-05"):
        return ()
    why = say("NPT-RT-05.notice", "Hours would stay reduced for longer than the limit.")
    return (Notice("monitoring_group", "tell", "NPT-RT-05", why), Notice(str(by), "agree", "NPT-RT-05", why))


def _in_wales(facts: ReducedFacts, policy: Policy) -> tuple[Notice, ...]:
    if not policy.in_force("NPT-RT-11"):
        return ()
    told = [
        Notice("authority", "copy", "NPT-RT-11", say("NPT-RT-11.notice", "The authority is told by the first day.")),
        Notice("ewo", "tell", "NPT-RT-06", say("NPT-RT-06.notice", "The Education Welfare Officer is always involved.")),
        Notice(
            "deputy_safeguarding_officer", "copy", "NPT-RT-12",
            say("NPT-RT-12.notice", "The Deputy Education Safeguarding Officer has every signed timetable."),
        ),
    ]  # fmt: skip
    if not facts.looked_after:
        told.insert(0, Notice("parent", "agree", "NPT-RT-06", say("NPT-RT-06.parent", "Parents agree before it begins.")))
    if facts.looked_after or facts.child_protection or facts.care_and_support:
        told.append(
            Notice("social_worker", "agree", "NPT-RT-07", say("NPT-RT-07.notice", "The social worker agrees before it begins."))
        )
    if facts.travel_assistance:
        told.append(
            Notice("transport", "copy", "NPT-RT-21", say("NPT-RT-21.notice", "Times change for a child with assisted travel."))
        )
    return tuple(told)


def _in_england(facts: ReducedFacts, policy: Policy) -> tuple[Notice, ...]:
    told = [Notice("parent", "agree", "ENG-PTT-02", say("ENG-PTT-02.notice", "A parent the child lives with agrees."))]
    wanted = tuple(policy.value("reduced.tell") or ())
    if "authority" in wanted or policy.in_force("WOR-GEN-09"):
        rule = next((own for own in ("WOR-GEN-09", "WIL-RT-01") if policy.in_force(own)), "ENG-PTT-08")
        told.append(Notice("authority", "tell", rule, say("ENG-PTT-08.notice", "The authority asks to be told.")))
    officer = next((role for role in ("attendance_support", "ewo") if role in wanted), "")
    if officer and not facts.looked_after:
        told.append(
            Notice(officer, "tell", "ENG-PTT-08", say("ENG-PTT-08.notice.ewo", "The attendance officer asks to be told."))
        )
    if facts.has_social_worker:
        told.append(
            Notice("social_worker", "tell", "ENG-PTT-06", say("ENG-PTT-06.notice", "The child has a social worker."))
        )
    if facts.looked_after:
        told.append(
            Notice("virtual_school", "tell", "ENG-PTT-08", say("ENG-PTT-08.notice.vsh", "The child is looked after."))
        )
    if facts.has_ehcp:
        told.append(Notice("authority", "tell", "ENG-PTT-06", say("ENG-PTT-06.notice.ehcp", "The child has an EHC plan.")))
    return tuple(told)
