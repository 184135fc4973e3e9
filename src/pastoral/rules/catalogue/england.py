"""The law and guidance of England: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

REGISTERS = "School Attendance (Pupil Registration) (England) Regulations, SI 2024/208; Working together"
PART_TIME = "Working together to improve school attendance; SI 2024/208, regulation 11"
EXCLUSION = "SI 2012/1033; Suspension and permanent exclusion guidance"
EXCLUSION_2026 = "Suspension and permanent exclusion guidance, in force 26 July 2026"
DIRECTION = "Education Act 2002, section 29A; SI 2010/1156; managed moves guidance"
ARRANGING = "Arranging alternative provision, 5 February 2025"
NON_SCHOOL = "Non-school alternative provision: voluntary national standards, August 2025"
KCSIE = "Keeping children safe in education"
SECTION_19 = "Education Act 1996, sections 19 and 19A"
UNREGISTERED = (
    "Education and Skills Act 2008; Children’s Wellbeing and Schools Act 2026 (s43); Education Act 1996 (s463)"
)
NOT_IN_SCHOOL = "Children’s Wellbeing and Schools Act 2026"

DOCUMENT = ""

ENTRIES = (
    Entry(
        "ENG-REG-01", "The register is taken at the start of each half day",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-02", "Register entries are kept for six years",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-03", "The register is open for 30 minutes at most",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-04", "Code K only where the authority arranged it",
        source=REGISTERS, certainty="PART VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-05", "Code B only for supervised attendance in person",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-06", "Agreed hours away are C2; another reason has its own code",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-07", "Below or above school age the code is X, not C2",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-08", "Code N is replaced within five school days",
        source=REGISTERS, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-REG-09", "Ten days of unauthorised absence are reported",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-10", "Fifteen school days of expected illness are reported",
        source=REGISTERS, certainty="PART VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-11", "A new pupil is reported within five days, a leaver too",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-12", "Attendance data is shared with the department every day",
        source=REGISTERS, certainty="PART VERIFIED",
        otherwise="not-for-software", reason="The school's register system sends it; Pastoral is not the register.",
    ),  # fmt: skip
    Entry(
        "ENG-REG-13", "An excluded pupil is E, or B, D or K where education is given",
        source=REGISTERS, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-REG-14", "Ten unauthorised sessions in ten school weeks reach the penalty threshold",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REG-15", "Persistent absence from 10 per cent, severe from 50",
        source=REGISTERS, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-REG-16", "Code D only while due at the other school",
        source=REGISTERS, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-HRS-01", "The school week is 32.5 hours in mainstream schools",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-HRS-02", "Taught hours of the Ombudsman are another measure than the school week",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-01", "Part time only exceptionally, for the pupil's good and for a time",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-02", "A parent the pupil lives with agrees to the times and dates",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-03", "The shortest time, with regular reviews",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-04", "Part time is not a way to manage behaviour",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-05", "There is a time limit",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-06", "The social worker and the authority are told where there is one, or an EHC plan",
        source=PART_TIME, certainty="PART VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-07", "Part time is never a sanction or an unofficial exclusion",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-08", "Six weeks at most in Hillingdon, and the officer is told",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-09", "Part time because of SEN or disability is a risk under the Equality Act",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-10", "The wording of the 2024 edition on part time",
        source=PART_TIME, certainty="NOT ESTABLISHED",
        otherwise="not-for-software", reason="Not established: the reference read the 2022 wording only.",
    ),  # fmt: skip
    Entry(
        "ENG-PTT-11", "Risks at home and on the way are assessed in writing",
        source=PART_TIME, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-01", "Only the head excludes, on disciplinary grounds",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-02", "At most 45 school days of suspension in a school year",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-03", "A lunchtime counts as half a day",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-04", "A suspension is not extended or converted",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-05", "Parents are told without delay and in writing",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-06", "The authority is told of every suspension",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-07", "The social worker and the Virtual School Head are told",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-08", "The governing board is told above its thresholds",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-09", "The home authority is told of a permanent exclusion",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-10", "The notice of provision comes in time",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-11", "Work is set and marked for the first five days",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-12", "Full-time education from the sixth day in a row",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-13", "Two exceptions to education from the sixth day",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-14", "A looked-after child has education from the first day",
        source=EXCLUSION, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-EX-15", "When the governing board must meet",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-16", "What a term is for these thresholds",
        source=EXCLUSION, certainty="PART VERIFIED",
        by="pastoral.rules.english_terms:term_period",
    ),  # fmt: skip
    Entry(
        "ENG-EX-17", "Meetings are face to face unless a parent asks",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-18", "The head may cancel an exclusion before the board meets",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-EX-19", "The decision is written, with reasons and rights",
        source=EXCLUSION, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-01", "Fifteen school days to apply for a review",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-02", "The hearing is within fifteen school days",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-03", "Who sits on the review panel",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-04", "What the review panel can decide",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-05", "A SEN expert if the parent asks",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-06", "The board reconsiders within ten school days",
        source=EXCLUSION, certainty="PART VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-07", "Papers five school days before",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-08", "A posted notice counts from the second working day",
        source=EXCLUSION, certainty="VERIFIED",
        by="pastoral.rules.exclusions.deadlines:deemed_received",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-09", "The name leaves the roll only after the review",
        source=EXCLUSION, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-IRP-10", "Six months for a claim of disability discrimination",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REI-01", "There is a strategy for the return",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-REI-02", "Reduced hours on return only exceptionally",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-26-01", "The guidance of 2026 is about disciplinary exclusion only",
        source=EXCLUSION_2026, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-26-02", "Safeguarding separation is not a suspension",
        source=EXCLUSION_2026, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-26-03", "The code for separation is not established",
        source=EXCLUSION_2026, certainty="NOT ESTABLISHED",
    ),  # fmt: skip
    Entry(
        "ENG-26-04", "Off-rolling is defined and watched",
        source=EXCLUSION_2026, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-26-05", "An interim plan review is considered for a looked-after child",
        source=EXCLUSION_2026, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-26-06", "Directions off site apply to academies and pupil referral units too",
        source=EXCLUSION_2026, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-26-07", "A managed move is permanent and no trial",
        source=EXCLUSION_2026, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-01", "A direction is to improve behaviour, not a punishment",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-02", "Notice two school days before",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-03", "The notice holds all its particulars",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-04", "Who gets the notice",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-05", "Reviews at intervals that fit the pupil",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-06", "A review that is asked for",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-07", "Parents are invited six days before",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-08", "The outcome is told promptly",
        source=DIRECTION, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-09", "Who takes part in a review since July 2026",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-OSD-10", "Registered at both schools if directed to another school",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-MM-01", "A managed move is voluntary and permanent",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-MM-02", "A trial is a direction first",
        source=DIRECTION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-MM-03", "An EHC plan is changed before a managed move",
        source=DIRECTION, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-AP-01", "The guidance on alternative provision of February 2025",
        source=ARRANGING, certainty="VERIFIED",
        otherwise="not-for-software",
        reason="Says which guidance counts; its rules are judged under their own numbers.",
    ),  # fmt: skip
    Entry(
        "ENG-AP-02", "What counts as alternative provision in England",
        source=ARRANGING, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-AP-03", "Home education is not alternative provision",
        source=ARRANGING, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-AP-04", "Full time is expected",
        source=ARRANGING, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-AP-05", "A personal plan with objectives, baseline, reviews and exit",
        source=ARRANGING, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-AP-06", "Parents agree to it, save where the pupil is directed",
        source=ARRANGING, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-NSAP-01", "A provider's self-assessment and checks by theme",
        source=NON_SCHOOL,
    ),  # fmt: skip
    Entry(
        "ENG-NSAP-02", "What the government intends for places outside schools",
        source=NON_SCHOOL, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-NSAP-03", "Time limits outside schools",
        source=NON_SCHOOL, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-KC-01", "The placing school stays responsible",
        source=KCSIE, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-KC-02", "The provider confirms its staff checks in writing",
        source=KCSIE, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-KC-03", "The provider tells of changes that bring risk",
        source=KCSIE, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-KC-04", "The school knows where the child is",
        source=KCSIE, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-KC-05", "Placements are reviewed every half term",
        source=KCSIE, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-KC-06", "A concern leads to a review at once",
        source=KCSIE, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-S19-01", "The authority arranges education for a child who would go without",
        source=SECTION_19, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-S19-02", "Not in the last six weeks of school age with no exams left",
        source=SECTION_19, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-S19-03", "Full time unless health says less",
        source=SECTION_19, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-S19-04", "After 15 days of illness education is arranged",
        source=SECTION_19, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-UNR-01", "When a provider must register as a school",
        source=UNREGISTERED, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-UNR-02", "The rewritten test of the Act of 2026",
        source=UNREGISTERED, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-UNR-03", "When that part of the Act starts",
        source=UNREGISTERED, certainty="VERIFIED",
        otherwise="not-for-software",
        reason="Not established; the day it starts is a date in the pack once it is known.",
    ),  # fmt: skip
    Entry(
        "ENG-UNR-04", "Over 18 hours in the day is likely full time",
        source=UNREGISTERED, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "ENG-CNIS-01", "Who is on the authority's register of children not in school",
        source=NOT_IN_SCHOOL, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "ENG-CNIS-02", "The register of children not in school has not started",
        source=NOT_IN_SCHOOL, certainty="VERIFIED",
        otherwise="not-for-software", reason="Not in force: it waits for regulations.",
    ),  # fmt: skip
    Entry(
        "ENG-CNIS-03", "Hours by place and provider are kept for that register",
        source=NOT_IN_SCHOOL,
    ),  # fmt: skip
)
