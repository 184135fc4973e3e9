"""Neath Port Talbot: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

TRANSPORT = "Home to School Travel Assistance Service: Request for Change; Appendix 1"
AUDIT = "Appendix 2, audit matrix"

DOCUMENT = "Neath Port Talbot: PSP, reduced timetable and alternative provision guidance"

ENTRIES = (
    Entry(
        "NPT-PSP-01", "What was tried before is on the record",
        source="Purpose of the PSP", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-02", "Reduced hours or alternative provision need a PSP",
        source="Purpose of the PSP; R/TT; AP process", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-03", "A senior member of staff leads the PSP",
        source="Recognising different roles: The School", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-04", "The ALNCo and the staff concerned are told",
        source="The School", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-05", "The Education Welfare Officer is involved where attendance is an issue",
        source="PSP as a collaborative process", force="M", effects=("BLOCK", "WARN"),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-06", "Needs are assessed, and a child with ALN has an IDP",
        source="Stage One", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-07", "The Wellbeing and Behaviour Service hears of a risk of permanent exclusion",
        source="Stage One", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-08", "Views and evidence are gathered before the meeting",
        source="Stage Two", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-09", "The meeting has a day, a place and enough notice",
        source="Stage Three", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-10", "The child chooses an adult to speak for their views",
        source="Stage Three", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-11", "The meeting considers every factor",
        source="Stage Four", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-12", "Outcomes are personal, specific and measurable",
        source="Stage Four; form", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-13", "Everyone acts, not only the child",
        source="Collaborative process; form", force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-14", "The child, the school and a parent sign",
        source="Stage Four", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-15", "The authority has a copy of the signed PSP",
        source="The School; Stage Four", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-16", "A review is held at least every six weeks",
        source="The School; Stage Five", force="M", effects=("CALC", "TASK"),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-17", "The authority has a copy of each review",
        source="Stage Five", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-18", "The key adult meets the child every week",
        source="Stage Five", force="S", effects=("TASK", "WARN"),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-19", "Parents are asked before the plan changes between reviews",
        source="Stage Five", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-20", "A review ends with exactly one decision and what the plan has done",
        source="Stage Five", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-21", "The PSP Monitoring Group meets every term",
        source="The Local Authority", force="M", effects=("CALC",),
        by="pastoral.rules.psp.living:npt_psp_21_monitoring_group",
    ),  # fmt: skip
    Entry(
        "NPT-PSP-22", "The school, and officers where it concerns them, keep a record of the plan",
        source="Stage Four", force="M", effects=("CALC",),
        by="pastoral.rules.psp.living:npt_psp_22_record_holders",
    ),  # fmt: skip
    Entry(
        "NPT-PSP-23", "The PSP feeds the IDP and never replaces it",
        source="Purpose", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-24", "Reasonable adjustments are considered for a disabled child",
        source="Purpose", force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-25", "The child is safe in every arrangement",
        source="The School", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-26", "Where it is hard to reach parents, advice and a smaller meeting are offered",
        source="The Family", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-PSP-27", "The child's voice is in the plan, and how it was heard",
        source="Introduction; The Child", force="S", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-01", "Fewer taught hours than the key stage's figure is a reduced timetable",
        source="What constitutes full-time education", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-02", "One of three exceptional circumstances is the reason, and why is written",
        source="When should an R/TT operate", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-03", "A reduced timetable has an end, usually within 12 weeks",
        source="Definition; Purpose", force="M", effects=("BLOCK", "WARN"),
    ),  # fmt: skip
    Entry(
        "NPT-RT-04", "A purely medical reduction stands in the healthcare plan instead of a PSP",
        source="Introduction", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-05", "The Director authorises more than 12 weeks",
        source="Process (last bullet)", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-06", "Parents, agencies and the EWO are consulted, and the parent agrees",
        source="Process", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-07", "A looked-after child's social worker agrees where the carer may not",
        source="Appendix 1; Appendix 2", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-08", "No reduced timetable where time out of school is a significant risk",
        source="Safeguarding Duties", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-09", "Risks are assessed and managed",
        source="Appendix 1", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-10", "Somebody is named for each hour out of school",
        source="Safeguarding Duties", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-11", "The authority is told when a reduced timetable starts",
        source="Process", force="M", effects=("TASK", "WARN"),
    ),  # fmt: skip
    Entry(
        "NPT-RT-12", "The Deputy Education Safeguarding Officer has the signed plan",
        source="Process", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-13", "The notification holds the checklist, the PSP and the healthcare plan",
        source="Notifying the LA", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-14", "The plan says how hours grow back to full time",
        source="Process", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-15", "A senior member of staff leads the monitoring",
        source="Process; Monitoring", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-16", "Agreed hours out of school are coded C",
        source="Monitoring and reviewing", force="M", effects=("CALC", "WARN"),
    ),  # fmt: skip
    Entry(
        "NPT-RT-17", "Code B needs the provider's confirmation",
        source="Monitoring and reviewing", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-18", "Work sent home is never alternative provision and never code B",
        source="Monitoring; AP", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-19", "The authority keeps a list of all pupils not in full-time provision",
        source="NPT CBC will", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-20", "Additional learning provision can still be reached",
        source="When should an R/TT operate", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-21", "A transport form goes in where times change and travel is assisted",
        source="Appendix 1", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-22", "An inclusion centre of the school or authority is not a reduced timetable",
        source="Definition", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-23", "A staggered start in reception is not a reduced timetable",
        source="Purpose", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-24", "The plan says what work alternative provision does and that return is the aim",
        source="Use of AP as part of R/TT", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-25", "No disability discrimination",
        source="Introduction", force="M", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-RT-26", "A pupil on reduced hours counts as at risk of missing education",
        source="Introduction; R/TT header", force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-01", "What counts as alternative provision",
        source="Definition", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-02", "There is a clear reason, with evidence, for alternative provision",
        source="Process", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-03", "External provision for behaviour alone is flagged",
        source="Introduction", force="S", effects=("WARN",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-04", "Pupil, parents and agencies are consulted",
        source="Process", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-05", "A PSP is in place before alternative provision",
        source="Process", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-06", "The provider's safeguarding declaration is in before the placement",
        source="Safeguarding Duties; Appendix 1", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-07", "The authority is told of the placement and of a new provider",
        source="Monitoring and reviewing; Safeguarding", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-08", "Attendance is recorded every day with code B",
        source="Monitoring", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-09", "Named staff of the school watch attendance, outcomes and safety",
        source="Monitoring", force="M", effects=("BLOCK", "TASK"),
    ),  # fmt: skip
    Entry(
        "NPT-AP-10", "Placements are reviewed regularly with everyone",
        source="Monitoring", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-11", "The pupil stays the full responsibility of the home school",
        source="Monitoring (boxed reminder)", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-12", "The authority keeps a database of providers and visits them",
        source="NPT CBC will", force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-13", "Objectives belong to one of four aims",
        source="Use of AP", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-14", "A provider's concern reaches the safeguarding officer at once",
        source="Declaration", force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-AP-15", "Alternative provision is part of reduced hours or stands alone",
        source="Definition", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-TR-01", "Travel assistance is applied for and the entitlement is confirmed",
        source=TRANSPORT, force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-TR-02", "The transport form is filled in order and sanctioned",
        source=TRANSPORT, force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "NPT-TR-03", "Transport for changed hours is not guaranteed",
        source=TRANSPORT, force="M", effects=("INFO",),
    ),  # fmt: skip
    Entry(
        "NPT-TR-04", "Changed transport is bought under procurement rules",
        source=TRANSPORT, force="M", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "NPT-AUD-01", "The audit's colour is worked out from its indicators",
        source=AUDIT, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-AUD-02", "Each indicator keeps its evidence, who judged it and when",
        source=AUDIT, effects=("RECORD", "CALC"),
    ),  # fmt: skip
    Entry(
        "NPT-AUD-03", "Red because of a child's status may be lowered by an officer with a reason",
        source=AUDIT, effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "NPT-AUD-04", "Progress is seen in hours and attendance over time",
        source=AUDIT, effects=("CALC",),
    ),  # fmt: skip
)
