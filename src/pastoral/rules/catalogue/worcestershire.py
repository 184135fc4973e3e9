"""Worcestershire: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

DIRECTORY = "Appendix 5, directory of providers"
UNREGISTERED = "Appendix 5, Unregistered Alternative Provisions"
STEPS = "Graduated Response, steps 1 to 6"
SELF_REFLECTION = "Inclusion Self-Reflection Tool"

DOCUMENT = "Worcestershire: Graduated Response to Preventing Exclusions, 2023"

ENTRIES = (
    Entry(
        "WOR-GEN-01", "Stepping up or down is a recorded decision",
        source="Guiding Principles", force="M", effects=("CALC", "RECORD"),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-02", "Provision fits the assessed need and adds up",
        source="Guiding Principles", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-03", "Learning needs are looked into before SEMH is called the main need",
        source="Universal", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-04", "The cause behind behaviour is named",
        source="Underlying Reasons", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-05", "Parents are involved from the first sign",
        source="Targeted", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-06", "An early help assessment is considered",
        source="Targeted", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-07", "Assess, plan, do and review are shown",
        source="Evidencing", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-08", "A pupil with SEMH needs is on the SEND register",
        source="Targeted provision", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-09", "The authority is told of a part-time timetable",
        source="Targeted provision", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-10", "A positive handling plan where behaviour is dangerous",
        source="Specialist", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-11", "No exclusion for a reason that is not discipline",
        source="Legislation and Policy", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-12", "Reasonable adjustments are on the record",
        source="Legislation and Policy", force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-13", "Duties to vulnerable pupils are checked before an exclusion",
        source="Legislation and Policy", force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-14", "The level rests on three ratings",
        source="Targeted", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-GEN-15", "Who leads differs from school to school",
        source="Model", effects=("INFO",),
        otherwise="data", reason="The lead of a step is chosen on the record; titles stand in the policy pack.",
    ),  # fmt: skip
    Entry(
        "WOR-GEN-16", "Other local protocols apply as well",
        source="Purpose", effects=("INFO",),
    ),  # fmt: skip
    Entry(
        "WOR-LA-01", "The Inclusion Team advises early",
        source="Step 5", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-LA-02", "A child who cannot attend because of exclusion goes to the panel",
        source="Step 5", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WOR-LA-03", "A complex case goes to the Fair Access Panel",
        source="Step 5", force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-LA-04", "Each short-stay provision has an Education Engagement Officer",
        source="Step 5", force="S", effects=("RECORD",),
        otherwise="not-for-software", reason="The authority assigns its own staff; no case of a pupil shows it.",
    ),  # fmt: skip
    Entry(
        "WOR-MM-01", "A managed move goes to the half-termly panel",
        source="Managed Moves", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-FAP-01", "Some children are never placed through Fair Access",
        source="Fair Access Protocol", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WOR-EX-01", "The Exclusions team is asked at the earliest point",
        source="Suspensions & PEX", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-EX-02", "The authority's support after a permanent exclusion is recorded",
        source="Suspensions & PEX", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-EX-03", "Education starts from the sixth school day",
        source="Appendix 1", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WOR-TRK-01", "The tracking team has absence and part-time data",
        source="Appendix 1", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WOR-TRK-02", "Destinations of Year 11 and later are recorded",
        source="Appendix 1", force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-TRK-03", "A pupil who works or performs has a licence",
        source="Appendix 1", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-VS-01", "The Virtual School is involved",
        source="Appendix 1", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-CME-01", "A child on no roll and without education is referred",
        source="Appendix 1", force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-SAFE-01", "A safeguarding concern goes to the Family Front Door",
        source="Appendix 1", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-DIR-01", "Whether a provider is registered is said, never guessed",
        source=DIRECTORY, force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WOR-DIR-02", "A listing is no proof of registration",
        source=DIRECTORY, force="M", effects=("INFO",),
    ),  # fmt: skip
    Entry(
        "WOR-DIR-03", "An entry has checks with dates, and a status",
        source=DIRECTORY, force="S", effects=("CALC", "BLOCK"),
    ),  # fmt: skip
    Entry(
        "WOR-DIR-04", "Providers can be found by what they offer",
        source=DIRECTORY, force="S", effects=("CALC",),
        by="pastoral.rules.providers.directory:wor_dir_04_search",
    ),  # fmt: skip
    Entry(
        "WOR-DIR-05", "The pupil's age and district fit the offer",
        source=DIRECTORY, force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-UNR-01", "An unregistered setting is not a full-time place",
        source=UNREGISTERED, force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-UNR-02", "The test for an illegal school",
        source=UNREGISTERED, force="M", effects=("CALC", "BLOCK"),
    ),  # fmt: skip
    Entry(
        "WOR-UNR-03", "Whether education is full time is judged by four factors",
        source=UNREGISTERED, force="M", effects=("RECORD", "BLOCK"),
    ),  # fmt: skip
    Entry(
        "WOR-UNR-04", "Purpose, objectives, time and reviews are clear",
        source=UNREGISTERED, force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WOR-UNR-05", "Four questions before an unregistered provider is used",
        source=UNREGISTERED, force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WOR-UNR-06", "A concern goes to Ofsted and to the LADO",
        source=UNREGISTERED, force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WOR-STEP-01", "Steps go up in order; stepping down or skipping needs a reason",
        source=STEPS, force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WOR-STEP-02", "Each decision has who, when, evidence and the next review",
        source=STEPS, effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WOR-STEP-03", "A step is done before the next one begins",
        source=STEPS, effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WOR-STEP-04", "How long a step lasts is the authority's to say",
        source=STEPS, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WOR-SRT-01", "A self-rating has evidence, and a low one an action",
        source=SELF_REFLECTION, effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "WOR-SRT-02", "Ratings are kept for each cycle",
        source=SELF_REFLECTION, effects=("RECORD",),
    ),  # fmt: skip
)
