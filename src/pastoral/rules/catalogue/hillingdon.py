"""Hillingdon: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

DOCUMENT = "Hillingdon: PSP good practice, January 2021"

ENTRIES = (
    Entry(
        "HIL-PSP-01", "A PSP is not required by law in England",
        source="Introduction", effects=("INFO",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-02", "A PSP is opened for a stated reason",
        source="What is a PSP", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-03", "A PSP replaces a behaviour plan",
        source="What is a PSP", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-04", "A SEN support plan runs beside the PSP",
        source="What is a PSP", force="S", effects=("INFO",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-05", "The school makes at least one new commitment",
        source="What is a PSP", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-06", "The parent is invited and can add to the targets",
        source="What is a PSP", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-07", "A range of assessments is considered",
        source="Setting up", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-08", "The pupil is heard before the meeting",
        source="Before the first meeting", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-09", "A parent and an outside agency are invited",
        source="PSP guidance", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-10", "The first meeting is in school time, with a summary",
        source="Running the initial meeting", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-11", "Assess, plan, do and review are all filled in",
        source="Initial meeting format", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-12", "Targets are SMART, stepped and rewarded",
        source="Plan", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-13", "Consequences are named; rewards outweigh them",
        source="Plan", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-14", "Each target names who supports it",
        source="Do", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-15", "Everyone present signs",
        source="Running the initial meeting", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-16", "Progress is looked at every week or fortnight",
        source="Ongoing support", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-17", "Home and school keep in touch",
        source="Ongoing support", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-18", "Reviews at 4 weeks, 8 weeks or both",
        source="4/8-week review", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-19", "Targets may be changed at an interim review",
        source="4/8-week review", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-20", "At 12 weeks the PSP is judged successful or not",
        source="12-week final meeting", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-21", "A successful PSP has evidence",
        source="If successful", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-22", "Parents are asked when a plan fails between reviews",
        source="If not successful", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-23", "An unsuccessful PSP leads to other options",
        source="If not successful", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-24", "The authority is asked before the school decides to exclude",
        source="Review", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HIL-PSP-25", "A PSP has an end date",
        source="Review", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HIL-FORM-01", "The questionnaires' questions are set by the authority",
        source="Before the first meeting", effects=("RECORD",),
        otherwise="data", reason="Forms of the policy pack.",
    ),  # fmt: skip
)
