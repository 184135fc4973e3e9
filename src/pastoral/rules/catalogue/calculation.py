"""Dates (CAL), hours (HRS) and attendance codes (CODE): every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry
from pastoral.rules.sentences import mark

DATES = "Dates and units"
HOURS = "Hours engine"
CODES = "Expected attendance code"

DOCUMENT = ""

ENTRIES = (
    Entry(
        "CAL-01", "Four units of time that never mix",
        source=DATES,
        by="pastoral.rules.calendar:CalendarWeeks",
    ),  # fmt: skip
    Entry(
        "CAL-02", "A school day is a day this school meets",
        source=DATES,
        by="pastoral.rules.calendar:SchoolCalendar.is_school_day",
    ),  # fmt: skip
    Entry(
        "CAL-03", "The day of receipt is day nought",
        source=DATES,
        by="pastoral.rules.calendar:SchoolCalendar.add_school_days",
    ),  # fmt: skip
    Entry(
        "CAL-04", "Twelve weeks are 84 days, both ends counted",
        source=DATES,
        by="pastoral.rules.calendar:within_calendar_weeks",
    ),  # fmt: skip
    Entry(
        "CAL-05", "A review due in a holiday moves earlier",
        source=DATES,
        by="pastoral.rules.reviews:latest_review_date",
    ),  # fmt: skip
    Entry(
        "CAL-06", "Exclusions are counted in quarter days",
        source=DATES,
    ),  # fmt: skip
    Entry(
        "CAL-07", "\"More than\" leaves the threshold itself out",
        source=DATES,
    ),  # fmt: skip
    Entry(
        "CAL-08", "Days in a row: only an attended day breaks them",
        source=DATES,
    ),  # fmt: skip
    Entry(
        "CAL-09", "English terms by reference dates",
        source=DATES,
        by="pastoral.rules.english_terms:term_period",
    ),  # fmt: skip
    Entry(
        "CAL-10", "Days at an earlier school count too",
        source=DATES,
    ),  # fmt: skip
    Entry(
        "CAL-11", "An entry made later works out every deadline again",
        source=DATES,
        otherwise="data",
        reason="Findings are computed afresh from the facts whenever a record changes; the audit chain keeps each change.",
    ),  # fmt: skip
    Entry(
        "CAL-12", "Each decision keeps the version of the rules it was made by",
        source=DATES,
        otherwise="data", reason="Records carry the policy version they began under.",
    ),  # fmt: skip
    Entry(
        "CAL-13", "Compulsory school age",
        source=DATES,
        by="pastoral.rules.key_stages:is_compulsory_school_age",
    ),  # fmt: skip
    Entry(
        "CAL-14", "The Welsh relevant person by age before the school year",
        source=DATES,
        by="pastoral.rules.key_stages:relevant_person",
    ),  # fmt: skip
    Entry(
        "HRS-01", "Taught minutes leave out breaks; the school week includes them",
        source=HOURS, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "HRS-02", "Cycles of weeks are averaged and each week is tested",
        source=HOURS, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "HRS-03", "Hours add up over all settings",
        source=HOURS, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "HRS-04", "Hours on the form equal the grid",
        source=HOURS, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "HRS-05", "Uncovered hours are listed with a responsible adult",
        source=HOURS, effects=("CALC",),
        differs=mark(
            "The hours are worked out and listed everywhere. A placement does not start while nobody is responsible for one of "
            "them: the gates before a placement ask for a responsible adult for each (3.2)."
        ),
    ),  # fmt: skip
    Entry(
        "HRS-06", "Progress is hours a week, week by week",
        source=HOURS, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "HRS-07", "Hours at a provider add up over all commissioners",
        source=HOURS, effects=("CALC",),
        by="pastoral.rules.providers.registration:by_pupil",
    ),  # fmt: skip
    Entry(
        "CODE-01", "Codes are proposed and compared, never written",
        source=CODES, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "CODE-02", "A session at a provider needs its confirmation",
        source=CODES, effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "CODE-03", "No confirmation by the end of the day is followed up",
        source=CODES, effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "CODE-04", "Attendance on reduced hours is told in two ways",
        source=CODES, effects=("CALC",),
    ),  # fmt: skip
)
