"""Hampshire: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry
from pastoral.rules.sentences import mark

DOCUMENT = "Hampshire: attendance guidance, section 9, alternative provision"

ENTRIES = (
    Entry(
        "HAM-AP-01", "The needs assessment is complete and shared at referral",
        source="Planning 1", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-02", "Together the settings give full-time education",
        source="Planning 2", force="S", effects=("CALC", "WARN"),
    ),  # fmt: skip
    Entry(
        "HAM-AP-03", "Part-time provision fits the pupil's course",
        source="Planning 2", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-04", "There is a personal plan with objectives and a baseline",
        source="Planning 3", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-05", "Other plans of the pupil are linked",
        source="Planning 3", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-06", "Placement, progress, attendance and destination are recorded",
        source="Planning 4", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-07", "Liaison and a way to challenge are agreed",
        source="Planning 4", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-08", "The authority is told when provision is below the standard",
        source="Planning, NB", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-09", "The working protocol is signed before the start",
        source="Commissioning", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-10", "How readiness to return is judged is agreed",
        source="Commissioning", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-11", "Eight sets of data are shared before the start",
        source="Commissioning", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-12", "The parent's consent to share data is asked for",
        source="Commissioning", force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-13", "The commissioner keeps in contact with provider and pupil",
        source="Once attending 1", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-14", "Work with other services goes on",
        source="Once attending 2", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-15", "The provider's place on the framework is recorded",
        source="Framework", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-16", "The area manager is asked about an unlisted provider",
        source="Appendix 1, school 7", force="M", effects=("WARN", "TASK"),
    ),  # fmt: skip
    Entry(
        "HAM-AP-17", "The pupil is registered at both from the first day",
        source="Referral and admissions protocol", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-18", "Objectives follow the marks of good provision",
        source="Good AP", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "HAM-AP-19", "The placement has a review date",
        source="Good AP", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-OSD-01", "Objectives, time and reviews are set when a pupil is directed off site",
        source="Appendix 3", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-OSD-02", "A review asked for in writing is held, unless one was within ten weeks",
        source="Appendix 3", force="M", effects=("CALC", "TASK"),
    ),  # fmt: skip
    Entry(
        "HAM-OSD-03", "Parents are involved where possible",
        source="Appendix 3", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HAM-OSD-04", "The outcome of each review is sent",
        source="Appendix 3", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "HAM-END-01", "There is a plan for the return",
        source="End of a placement", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-END-02", "The provider writes a final report",
        source="End of a placement", force="S", effects=("TASK", "WARN"),
    ),  # fmt: skip
    Entry(
        "HAM-END-03", "The pupil is asked how it went",
        source="End of a placement", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HAM-END-04", "A pupil who does not return has somewhere to go",
        source="End of a placement", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "HAM-END-05", "The destination is recorded",
        source="End of a placement", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-ACT-01", "The authority commissions places only at education centres",
        source="Commissioning", force="M", effects=("RECORD",),
        differs=mark(
            "The guidance names no consequence, only who may commission. Pastoral warns the authority, so that nobody overlooks "
            "it, and stops nothing: a child without a place is not kept waiting for it."
        ),
    ),  # fmt: skip
    Entry(
        "HAM-PAR-01", "It is clear when parents are responsible in school hours",
        source="Appendix 1, working protocol", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-PRO-01", "Only two duties of the school may be passed to a provider",
        source="Appendix 1, working protocol", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "HAM-PRO-02", "A provider reports attendance every week",
        source="Appendix 1, working protocol", effects=("TASK", "WARN"),
    ),  # fmt: skip
)
