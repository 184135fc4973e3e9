"""Table 3.3 of the rules catalogue as data: events and, for each column, who is told, when that applies and by which rule.

A dash of the table is a column without cells. Numbers that a condition rests on (days in the term, kinds of provider) are
settled before: the facts say only whether it is so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pastoral.rules.sentences import mark

COLUMNS = (
    "parent", "authority", "attendance", "deputy_safeguarding_officer", "social_worker", "virtual_school",
    "governing_board", "home_authority", "provider", "other",
)  # fmt: skip

KIND_LABELS: dict[str, str] = {
    "agree": mark("agrees"),
    "copy": mark("gets a copy"),
    "tell": mark("is told"),
    "invite": mark("is invited"),
    "involve": mark("is involved"),
}
HOW_SOON_LABELS: dict[str, str] = {
    "": mark("as soon as it is settled"),
    "without_delay": mark("without delay"),
    "at_once": mark("at once"),
    "at_start": mark("when it begins"),
    "same_day": mark("the same day, and in writing within one school day"),
    "one_school_day": mark("within one school day"),
    "two_school_days_before": mark("at least two school days before"),
    "termly": mark("in the report of the term"),
    "good_practice": mark("as good practice"),
    "planned": mark("planned as a duty, and not one yet"),
}


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What decides who is told. `asked` are the roles that the authority wants told of reduced hours (`reduced.tell`)."""

    attendance_issue: bool = False
    reduced_hours: bool = False
    exclusion_risk: bool = False
    has_social_worker: bool = False
    looked_after: bool = False
    child_protection: bool = False
    care_and_support: bool = False
    has_ehcp: bool = False
    at_provider: bool = False
    travel_assistance: bool = False
    provider_is_new: bool = False
    provider_is_unlisted: bool = False
    provider_is_non_school: bool = False
    is_direction: bool = False
    below_standard: bool = False
    adult_conduct: bool = False
    unregistered_school: bool = False
    above_term_limit: bool = False  # more than the days in a term that the board hears of at once (five)
    exam_missed: bool = False
    home_authority_differs: bool = False
    pupil_is_party: bool = False  # Wales: the learner is told beside the parent
    asked: frozenset[str] = frozenset()


CONDITIONS: dict[str, tuple[str, Callable[[EventFacts], bool]]] = {
    "always": (mark("in every case"), lambda facts: True),
    "attendance_or_hours": (
        mark("if attendance is an issue or hours are reduced"),
        lambda facts: facts.attendance_issue or facts.reduced_hours,
    ),
    "reduced_hours": (mark("if hours are reduced"), lambda facts: facts.reduced_hours),
    "social_worker": (mark("if the child has a social worker"), lambda facts: facts.has_social_worker),
    "social_care": (
        mark("if the child is looked after, or has a child protection or a care and support plan"),
        lambda facts: facts.looked_after or facts.child_protection or facts.care_and_support,
    ),
    "parents_decide": (mark("if the parents decide for the child"), lambda facts: not facts.looked_after),
    "looked_after": (mark("if the child is looked after"), lambda facts: facts.looked_after),
    "ehcp": (mark("if the child has an education, health and care plan"), lambda facts: facts.has_ehcp),
    "at_provider": (mark("if a provider teaches the child"), lambda facts: facts.at_provider),
    "travel": (mark("if travel is assisted"), lambda facts: facts.travel_assistance),
    "new_provider": (mark("if the provider is new"), lambda facts: facts.provider_is_new),
    "unlisted": (mark("if the provider is not on the list"), lambda facts: facts.provider_is_unlisted),
    "non_school": (mark("if the provider is not a school"), lambda facts: facts.provider_is_non_school),
    "direction": (mark("if the child is directed off site"), lambda facts: facts.is_direction),
    "below_standard": (mark("if it falls below the agreed standard"), lambda facts: facts.below_standard),
    "adult_conduct": (mark("if it is about an adult"), lambda facts: facts.adult_conduct),
    "unregistered": (mark("if it may be an unregistered school"), lambda facts: facts.unregistered_school),
    "above_limit": (
        mark("above five days in the term, or if an exam would be missed"),
        lambda facts: facts.above_term_limit or facts.exam_missed,
    ),
    "below_limit": (mark("up to five days in the term"), lambda facts: not (facts.above_term_limit or facts.exam_missed)),
    "other_home": (mark("if the child lives in another authority"), lambda facts: facts.home_authority_differs),
    "other_home_above": (
        mark("if the child lives in another authority, above five days in the term or if an exam would be missed"),
        lambda facts: facts.home_authority_differs and (facts.above_term_limit or facts.exam_missed),
    ),
    "other_home_below": (
        mark("if the child lives in another authority, up to five days in the term"),
        lambda facts: facts.home_authority_differs and not (facts.above_term_limit or facts.exam_missed),
    ),
    "party": (mark("if the learner is told too"), lambda facts: facts.pupil_is_party),
    "authority_asked": (mark("if the authority asks to be told"), lambda facts: "authority" in facts.asked),
    "ewo_asked": (mark("if the attendance officer asks to be told"), lambda facts: "ewo" in facts.asked),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry: in which column, who, what they get, when it applies, and the rules it rests on (the first in force counts).

    `only` is the family for which the entry stands; "" is all that the row is for.
    """

    column: str
    recipient: str  # a role
    kind: str
    rules: tuple[str, ...]
    when: str = "always"
    how_soon: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One event; `only` is the family it happens in: an authority's, a nation's, or "" for all."""

    event: str
    title: str
    cells: tuple[Cell, ...]
    only: str = ""
    source: str = "Rules catalogue 3.3"


_DELAY = "without_delay"

MATRIX: tuple[Row, ...] = (
    Row("plan_agreed", mark("A PSP is agreed"), (
        Cell("parent", "parent", "copy", ("NPT-PSP-14",)),
        Cell("authority", "authority", "copy", ("NPT-PSP-15",)),
        Cell("attendance", "ewo", "copy", ("NPT-PSP-22",), "attendance_or_hours"),
        Cell("deputy_safeguarding_officer", "deputy_safeguarding_officer", "copy", ("NPT-PSP-22",), "reduced_hours"),
        Cell("social_worker", "social_worker", "copy", ("NPT-PSP-22",), "social_worker"),
        Cell("provider", "provider", "copy", ("NPT-PSP-22",), "at_provider"),
        Cell("other", "alnco", "copy", ("NPT-PSP-04",)),
    ), "NPT"),
    Row("review_recorded", mark("A PSP is reviewed"), (
        Cell("parent", "parent", "copy", ("NPT-PSP-14",)),
        Cell("authority", "authority", "copy", ("NPT-PSP-17",)),
        Cell("attendance", "ewo", "copy", ("NPT-PSP-22",), "attendance_or_hours"),
        Cell("deputy_safeguarding_officer", "deputy_safeguarding_officer", "copy", ("NPT-PSP-22",), "reduced_hours"),
        Cell("social_worker", "social_worker", "invite", ("NPT-PSP-22",), "social_worker"),
        Cell("provider", "provider", "copy", ("NPT-PSP-22",), "at_provider"),
    ), "NPT"),
    Row("exclusion_risk", mark("The reason for a PSP is risk of permanent exclusion"), (
        Cell("other", "wellbeing_service", "tell", ("NPT-PSP-07",)),
    ), "NPT"),
    Row("reduced_starts", mark("A reduced timetable starts"), (
        Cell("parent", "parent", "agree", ("NPT-RT-06",), "parents_decide"),
        Cell("authority", "authority", "copy", ("NPT-RT-11",), how_soon="at_start"),
        Cell("attendance", "ewo", "tell", ("NPT-RT-06",)),
        Cell("deputy_safeguarding_officer", "deputy_safeguarding_officer", "copy", ("NPT-RT-12",)),
        Cell("social_worker", "social_worker", "agree", ("NPT-RT-07",), "social_care"),
        Cell("other", "transport", "copy", ("NPT-RT-21",), "travel"),
    ), "NPT"),
    Row("reduced_beyond_limit", mark("A reduced timetable goes beyond 12 weeks"), (
        Cell("authority", "monitoring_group", "tell", ("NPT-RT-05",)),
        Cell("authority", "director", "agree", ("NPT-RT-05",)),
    ), "NPT"),
    Row("reduced_starts", mark("A part-time timetable starts"), (
        Cell("parent", "parent", "agree", ("ENG-PTT-02",)),
        Cell("authority", "authority", "tell", ("WOR-GEN-09",), only="WOR"),
        Cell("authority", "attendance_support", "tell", ("ENG-PTT-08",), only="HIL"),
        Cell("authority", "authority", "tell", ("ENG-PTT-08",), "authority_asked"),
        Cell("attendance", "ewo", "tell", ("ENG-PTT-08",), "ewo_asked"),
        Cell("social_worker", "social_worker", "tell", ("ENG-PTT-06",), "social_worker"),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-PTT-08",), "looked_after"),
        Cell("other", "aln_support", "tell", ("ENG-PTT-06",), "ehcp"),
    ), "ENG"),
    Row("placement_starts", mark("Alternative provision starts"), (
        Cell("parent", "parent", "agree", ("NPT-AP-04",)),
        Cell("authority", "authority", "tell", ("NPT-AP-07",), how_soon="at_start"),
        Cell("deputy_safeguarding_officer", "deputy_safeguarding_officer", "copy", ("NPT-AP-06",)),
        Cell("social_worker", "social_worker", "involve", ("NPT-AP-04",), "social_worker"),
        Cell("provider", "provider", "tell", ("NPT-AP-07",)),
        Cell("other", "authority", "invite", ("NPT-AP-07",), "new_provider"),
    ), "NPT"),
    Row("placement_starts", mark("Alternative provision starts"), (
        Cell("parent", "parent", "tell", ("ENG-AP-06",)),
        Cell("authority", "area_manager", "tell", ("HAM-AP-16",), "unlisted", only="HAM"),
        Cell("authority", "authority", "tell", ("WIL-REP-01",), "direction", only="WIL"),
        Cell("authority", "authority", "tell", ("ENG-NSAP-02",), "non_school", "planned"),
        Cell("social_worker", "social_worker", "involve", ("ENG-KC-01",), "social_worker"),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-KC-01",), "looked_after"),
        Cell("provider", "provider", "copy", ("HAM-AP-11", "ENG-AP-05")),
    ), "ENG"),
    Row("provider_concern", mark("There is a concern about a provider"), (
        Cell("authority", "authority", "tell", ("HAM-AP-08",), "below_standard"),
        Cell("social_worker", "social_worker", "tell", ("ENG-KC-06", "NPT-AP-14"), "social_worker"),
        Cell("other", "dsl", "tell", ("NPT-AP-14", "ENG-KC-06"), how_soon="at_once"),
        Cell("other", "lado", "tell", ("WOR-UNR-06",), "adult_conduct", only="ENG"),
        Cell("other", "ofsted", "tell", ("WOR-UNR-06", "ENG-UNR-01"), "unregistered", only="ENG"),
    )),
    Row("suspended", mark("A pupil is suspended, for however long"), (
        Cell("parent", "parent", "tell", ("ENG-EX-05",), how_soon=_DELAY),
        Cell("authority", "authority", "tell", ("ENG-EX-06",), how_soon=_DELAY),
        Cell("social_worker", "social_worker", "tell", ("ENG-EX-07",), "social_worker", _DELAY),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-EX-07",), "looked_after", _DELAY),
        Cell("governing_board", "governing_board", "tell", ("ENG-EX-08",), "above_limit", _DELAY),
        Cell("governing_board", "governing_board", "tell", ("ENG-EX-08",), "below_limit", "termly"),
        Cell("provider", "provider", "tell", ("ENG-EX-05",), "at_provider", _DELAY),
    ), "ENG"),
    Row("permanently_excluded", mark("A pupil is permanently excluded"), (
        Cell("parent", "parent", "tell", ("ENG-EX-05",), how_soon=_DELAY),
        Cell("authority", "authority", "tell", ("ENG-EX-06",), how_soon=_DELAY),
        Cell("social_worker", "social_worker", "tell", ("ENG-EX-07",), "social_worker", _DELAY),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-EX-07",), "looked_after", _DELAY),
        Cell("governing_board", "governing_board", "tell", ("ENG-EX-08",), how_soon=_DELAY),
        Cell("home_authority", "home_authority", "tell", ("ENG-EX-09",), "other_home", _DELAY),
        Cell("provider", "provider", "tell", ("ENG-EX-05",), "at_provider", _DELAY),
        Cell("other", "authority", "tell", ("ENG-EX-12",)),  # it provides from the sixth school day
    ), "ENG"),
    Row("suspended", mark("A pupil is excluded for a fixed term"), (
        Cell("parent", "parent", "tell", ("WAL-EX-04",), how_soon="same_day"),
        Cell("parent", "child", "tell", ("WAL-EX-01",), "party", "same_day"),
        Cell("authority", "authority", "tell", ("WAL-EX-05",), "above_limit", "one_school_day"),
        Cell("authority", "authority", "tell", ("WAL-EX-05",), "below_limit", "termly"),
        Cell("social_worker", "social_worker", "tell", ("WAL-EX-05",), "social_worker", "good_practice"),
        Cell("governing_board", "governing_board", "tell", ("WAL-EX-05",), "above_limit", "one_school_day"),
        Cell("governing_board", "governing_board", "tell", ("WAL-EX-05",), "below_limit", "termly"),
        Cell("home_authority", "home_authority", "tell", ("WAL-EX-05",), "other_home_above", "one_school_day"),
        Cell("home_authority", "home_authority", "tell", ("WAL-EX-05",), "other_home_below", "termly"),
    ), "WAL"),
    Row("permanently_excluded", mark("A pupil is permanently excluded"), (
        Cell("parent", "parent", "tell", ("WAL-EX-04",), how_soon="same_day"),
        Cell("parent", "child", "tell", ("WAL-EX-01",), "party", "same_day"),
        Cell("authority", "authority", "tell", ("WAL-EX-05",), how_soon="one_school_day"),
        Cell("social_worker", "social_worker", "tell", ("WAL-EX-05",), "social_worker", "good_practice"),
        Cell("governing_board", "governing_board", "tell", ("WAL-EX-05",), how_soon="one_school_day"),
        Cell("home_authority", "home_authority", "tell", ("WAL-EX-05",), "other_home", "one_school_day"),
    ), "WAL"),
    Row("exclusion_cancelled", mark("An exclusion is cancelled"), (
        Cell("parent", "parent", "tell", ("ENG-EX-18",), how_soon=_DELAY),
        Cell("authority", "authority", "tell", ("ENG-EX-18",), how_soon=_DELAY),
        Cell("social_worker", "social_worker", "tell", ("ENG-EX-18",), "social_worker", _DELAY),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-EX-18",), "looked_after", _DELAY),
        Cell("governing_board", "governing_board", "tell", ("ENG-EX-18",), how_soon=_DELAY),
    ), "ENG"),
    Row("direction_notice", mark("Notice of an off-site direction"), (
        Cell("parent", "parent", "copy", ("ENG-OSD-02", "ENG-OSD-04"), how_soon="two_school_days_before"),
        Cell("authority", "authority", "copy", ("ENG-OSD-04",), "ehcp", "two_school_days_before"),
        Cell("social_worker", "social_worker", "involve", ("ENG-OSD-01",), "social_worker"),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-OSD-01",), "looked_after"),
        Cell("provider", "provider", "copy", ("ENG-OSD-03",)),
    ), "ENG"),
    Row("managed_move", mark("A managed move"), (
        Cell("parent", "parent", "agree", ("ENG-MM-01",)),
        Cell("authority", "authority", "tell", ("WIL-REP-01",), only="WIL"),
        Cell("authority", "fair_access_panel", "tell", ("WOR-MM-01",), only="WOR"),
        Cell("social_worker", "social_worker", "involve", ("ENG-MM-01",), "social_worker"),
        Cell("virtual_school", "virtual_school", "involve", ("ENG-MM-01",), "looked_after", only="ENG"),
        Cell("provider", "host_school", "agree", ("ENG-MM-01",)),
    )),
    Row("sickness_expected", mark("Fifteen days of sickness are expected"), (
        Cell("authority", "authority", "tell", ("ENG-REG-10",)),
        Cell("attendance", "ewo", "tell", ("ENG-REG-10",)),
        Cell("social_worker", "social_worker", "tell", ("ENG-REG-10",), "social_worker"),
        Cell("virtual_school", "virtual_school", "tell", ("ENG-REG-10",), "looked_after"),
    ), "ENG"),
)  # fmt: skip

EVENTS = tuple(dict.fromkeys(row.event for row in MATRIX))
