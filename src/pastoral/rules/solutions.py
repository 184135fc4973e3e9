"""Is a solution embedded in an outcome? (F-NPT-09, test h.) An outcome says what changes, not who or what does it.

Looks for a service, person, session, programme, device or place that someone is to get, use or go to. Ordinary school
words ("attend every lesson", "have three friends") are left alone: only few words may stand between verb and noun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pastoral.rules.sentences import mark

KIND_LABELS: dict[str, str] = {
    "person": mark("a person who helps"),
    "service": mark("a service"),
    "session": mark("sessions or a programme"),
    "device": mark("a thing or device"),
    "place": mark("a place or group to be put in"),
    "other": mark("something that others do"),
}


@dataclass(frozen=True, slots=True)
class Solution:
    """The words that are a solution, and of what kind (a key of `KIND_LABELS`)."""

    found: str
    kind: str


_GET = (
    r"(?:ha(?:ve|s|ving)|gets?|getting|receiv(?:e|es|ing)|be (?:given|provided with|offered|assigned|"
    r"allocated|supported by|"
    r"helped by|accompanied by|seen by|assessed by|mentored by)|us(?:e|es|ing)|wear(?:s|ing)?|carr(?:y|ies|ying)|"
    r"attend(?:s|ing)?|go(?:es|ing)? (?:to|on)|access(?:es|ing)?|have access to|see(?:s|ing)?|work(?:s|ing)? with|"
    r"meet(?:s|ing)?(?: with)?|talk(?:s|ing)? (?:to|with)|speak(?:s|ing)? (?:to|with)|spend(?:s|"
    r"ing)? time (?:with|in)|"
    r"check(?:s|ing)? in with|do(?:es|ing)?|complet(?:e|es|ing)|join(?:s|ing)?|start(?:s|ing)?|follow(?:s|ing)?|"
    r"engag(?:e|es|ing) (?:with|in)|take part in|through|via|by)"
)
_FILL = (
    r"(?:(?:a|an|the|my|his|her|their|our|some|more|any|extra|additional|regular|weekly|daily|fortnightly|"
    r"one|two|three|"
    r"four|five|six|\d+|\w+-\d+|every|each|all|trained|named|dedicated|special|specialist|small|full-time|"
    r"part-time|full|"
    r"time|new|own|school|school's|class|adult|support|of|hour|hours|minutes|days|day|week|a week|designated|trusted|"
    r"individual|1:1|1-1|1-to-1|one-to-one|one to one|literacy|numeracy|reading|maths|social|emotional|"
    r"behaviour|structured|short|red|laminated)\s+){0,6}"
)
_PERSON = (
    r"(?:tas?|lsas?|hltas?|teaching assistants?|learning support assistants?|classroom assistants?|support workers?|"
    r"key ?workers?|youth workers?|mentors?|counsell?ors?|therapists?|social workers?|(?:educational |"
    r"ed )?psychologists?|"
    r"ed psych|school nurse|speech therapist|adult support|1:1 adult|one-to-one adult|learning coach)"
)
_SESSION = (
    r"(?:mentoring|counselling|therapy|art therapy|play therapy|lego therapy|tuition|tutoring|anger management|"
    r"interventions?|"
    r"(?:[\w-]+ )?(?:programmes?|workshops?)|support sessions?|sessions? (?:with|of|about)|check-ins?|"
    r"(?:weekly|daily|mentoring|counselling|therapy|nurture|boxing|wellbeing|social skills|small group|"
    r"anger management|"
    r"elsa|thrive|intervention|1:1|one-to-one|emotional literacy) (?:sessions?|groups?|course|work|lessons?)|"
    r"(?:anger|behaviour|parenting|social skills)[\w ]{0,14} course|1:1 support|one-to-one support|1:1 time|"
    r"in-class support|literacy support|behaviour support|support (?:in|for|from|every|each|with))"
)
_DEVICE = (
    r"(?:time[- ]?out cards?|time[- ]?out pass(?:es)?|exit (?:card|pass)(?:es|s)?|toilet pass|"
    r"report cards?|reward charts?|"
    r"sticker charts?|"
    r"visual timetables?|now and next boards?|laptops?|ipads?|tablets?|chromebooks?|headphones|ear defenders|"
    r"fidget(?: toys?| tools?)?|wobble cushions?|weighted blankets?|apps?|reading pens?|coloured overlays?|"
    r"sand timers?|traffic light cards?|zones of regulation|feelings? (?:chart|diary)|worry (?:box|book))"
)
_PLACE = (
    r"(?:(?:quiet|calm|sensory|nurture|chill[- ]?out|time[- ]?out|isolation|inclusion|"
    r"wellbeing) (?:rooms?|spaces?|areas?|"
    r"hubs?|centres?|units?|base)|safe spaces?|nurture groups?|nurture|the hub|the unit|prus?|pupil referral unit|"
    r"alternative provision|special school|reduced timetable|part-time timetable|smaller class(?:es)?|"
    r"small(?:er)? groups?)"
)
_SERVICE = (
    r"\b(?:camhs|elsas?|emotional literacy support|thrive (?:programme|sessions?|approach)|forest school|"
    r"youth justice service|youth offending team|social services|early help|team around the family|taf|senco support|"
    r"educational psychology|speech and language therap\w+|occupational therap\w+|school[- ]based counselling|"
    r"barnardo'?s|ehcp|ehc plan)\b"
)
_BE_IN = r"(?:be (?:in|on|put (?:in|on)|moved to|placed in|taught in)|move to)"
_DOERS = (
    r"(?:the |a |an |his |her |their |my )?(?:school|staff|teachers?|tas?|teaching assistants?|parents?|"
    r"mum|dad|mam|carers?|"
    r"key ?workers?|mentors?|alnco|senco|head of year|form tutor|local authority|professionals?)"
)
_DOING = (
    r"(?:provide|give|help|support|offer|sit|make sure|refer|put|arrange|meet|work|ensure|deliver|run|"
    r"check|remind|monitor|"
    r"phone|ring|email|report|collect|supervise)"
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("service", _SERVICE),
        ("device", rf"\b{_GET}\s+{_FILL}{_DEVICE}\b"),
        ("session", rf"\b{_GET}\s+{_FILL}{_SESSION}(?!\w)"),
        ("person", rf"\b{_GET}\s+{_FILL}{_PERSON}\b"),
        ("person", rf"\b(?:with|from|by)\s+{_FILL}(?:help|support|supervision) (?:of|from|by)\s+{_FILL}{_PERSON}\b"),
        ("person", rf"\b(?:with|from|by)\s+{_FILL}{_PERSON}(?:'s)? (?:help|support|supervision)\b"),
        ("place", rf"\b(?:{_GET}|{_BE_IN})\s+{_FILL}{_PLACE}\b"),
        ("other", r"\bbe (?:referred|assessed|excluded|reassessed)\b"),
        ("other", r"\b(?:a |make a |have a )?referral (?:to|for)\b"),
        ("other", rf"^\W*{_DOERS}\s+(?:will|to|should|must|can)\s+{_DOING}\b"),
    )
)


def embedded_solution(statement: str) -> Solution | None:
    """The first solution found in an outcome's statement; None if none is seen, which does not prove there is none."""
    text = " ".join(statement.replace("’", "'").split())
    for kind, pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            return Solution(match.group().strip(), kind)
    return None
