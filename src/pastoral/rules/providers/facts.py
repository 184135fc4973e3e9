"""What the rules need to know of one provider of education outside school. None and "" mean "not recorded"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pastoral.rules.sentences import mark

# A URN of England has six figures; a Welsh school's number has seven, of which the first three are its council's (660 to 681).
SCHOOL_NUMBER = r"^([0-9]{6}|6(6[0-9]|7[0-9]|8[01])[0-9]{4})$"
STATUS_LABELS: dict[str, str] = {
    "applying": mark("Applying"),
    "listed": mark("Listed"),
    "approved": mark("Approved"),
    "suspended": mark("Suspended"),
    "removed": mark("Removed"),
}
REGISTRATION_LABELS: dict[str, str] = {
    "urn": mark("Registered: has a URN"),
    "not_applicable": mark("Not applicable"),
    "in_progress": mark("Application in progress"),
}
AREA_LABELS: dict[str, str] = {
    "safeguarding": mark("safeguarding"),
    "health_and_safety": mark("health and safety"),
    "teaching": mark("teaching and learning"),
}
# Themes of the non-school alternative provision standards (rules catalogue 2.6).
THEME_LABELS: dict[str, str] = {
    "safeguarding": mark("Safeguarding and welfare"),
    "health_and_safety": mark("Health and safety"),
    "admissions": mark("Admissions, support and guidance"),
    "education": mark("Quality of education"),
}
OUTCOME_LABELS: dict[str, str] = {
    "outreach": mark("outreach"),
    "attendance": mark("attendance"),
    "reintegration": mark("return to lessons in school"),
    "english_and_maths": mark("English and maths"),
    "post_16": mark("the step after Year 11"),
    "framework": mark("the national performance framework"),
}


@dataclass(frozen=True, slots=True)
class FullTimeFactors:
    """WOR-UNR-03: what "full time" is judged on, and the judgement. `decision` is full_time or part_time."""

    hours_a_week: float | None = None  # with breaks and independent study
    weeks_a_year: float | None = None
    time_of_day: str = ""
    rules_out_elsewhere: bool | None = None
    decision: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The factors (a to d) and the parts of the judgement that are not recorded."""
        given = {
            "a": self.hours_a_week is not None,
            "b": self.weeks_a_year is not None,
            "c": bool(self.time_of_day.strip()),
            "d": self.rules_out_elsewhere is not None,
            "decision": self.decision in ("full_time", "part_time"),
            "decided_by": bool(self.decided_by.strip()),
        }
        return tuple(name for name, there in given.items() if not there)


@dataclass(frozen=True, slots=True)
class PupilAtSite:
    """One pupil at a provider, from one commissioner. A flag that is None is not known, which is never a pass."""

    pupil: str
    commissioner: str
    hours: float | None = None  # a week at this provider, for this commissioner
    full_time: bool | None = None  # as judged on the four factors
    compulsory_age: bool | None = None
    looked_after: bool | None = None
    ehcp: bool | None = None
    statement: bool | None = None
    idp: bool | None = None
    sen: bool | None = None


@dataclass(frozen=True, slots=True)
class StaffCheck:
    """What the provider declares of one member of staff."""

    who: str
    dbs_on: date | None = None
    references: int | None = None
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """The safeguarding declaration (F-NPT-07). The four confirmations and the undertaking are None until answered."""

    organisation: str = ""
    dbs: bool | None = None
    references: bool | None = None
    training: bool | None = None
    suitability: bool | None = None
    tells_at_once: bool | None = None
    signed_on: date | None = None
    signed_by: str = ""
    position: str = ""
    is_senior: bool | None = None
    returned_to: str = ""
    sent_to_authority_on: date | None = None
    staff: tuple[StaffCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What a provider offers and to whom (WOR-DIR-04, 05); an empty set says nothing about it."""

    least_age: int | None = None
    most_age: int | None = None
    condition: str = ""  # "up to 25 with SEND"
    districts: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # alternative_provision, tuition
    modes: frozenset[str] = frozenset()  # online, face_to_face, both, blended
    needs: frozenset[str] = frozenset()
    place_types: frozenset[str] = frozenset()  # permanent_exclusion, outreach, short_term, sla, restart, at_risk


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """A self-assessment and an authority's result for one theme of the non-school standards (ENG-NSAP-01)."""

    theme: str
    self_assessed_on: date | None = None
    assured_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """One provider as the rules see it."""

    key: str = "provider"
    name: str = ""
    status: str = "listed"
    is_state_school: bool = False  # a maintained or non-maintained school, an academy, a pupil referral unit
    registration: str = ""
    urn: str = ""
    registration_note: str = ""
    on_quality_list: bool = False  # a quality-assured list or purchasing system
    qa_on: date | None = None
    next_qa_on: date | None = None
    areas_assured: frozenset[str] = frozenset()
    approved_until: date | None = None
    themes: tuple[ThemeResult, ...] = ()
    declaration: Declaration | None = None
    pupils: tuple[PupilAtSite, ...] = ()
    tested: str = ""  # the result over all commissioners, for one of them: it may know no more than that
    factors: FullTimeFactors | None = None
    ofsted_told_on: date | None = None
    government_told_on: date | None = None  # the Welsh Government
    visits: tuple[date, ...] = ()
    first_used_on: date | None = None
    offer: Offer = Offer()
    offer_reviewed_on: date | None = None
    outcomes_reported: frozenset[str] = frozenset()

    @property
    def is_used(self) -> bool:
        return bool(self.pupils)

    @property
    def is_registered(self) -> bool:
        """A school by law or by registration; nothing else is taken for one (WOR-DIR-01, 02)."""
        return self.is_state_school or (self.registration == "urn" and is_school_number(self.urn))


def is_school_number(urn: str) -> bool:
    """Whether a number can be a school's at all. One that can not does not make a provider a registered school."""
    return re.match(SCHOOL_NUMBER, urn.strip()) is not None
