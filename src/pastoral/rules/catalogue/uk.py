"""Data protection and accessibility (UK): every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

DATA_PROTECTION = "UK GDPR and Data Protection Act 2018"
ACCESSIBILITY = "Public Sector Bodies Accessibility Regulations 2018"

DOCUMENT = ""

ENTRIES = (
    Entry(
        "UK-INFO-01", "The duty to share information and one identifier",
        source="Children’s Wellbeing and Schools Act 2026", certainty="VERIFIED",
        otherwise="not-for-software", reason="Its start is not established.",
    ),  # fmt: skip
    Entry(
        "UK-DP-01", "The lawful basis is public task, rarely consent",
        source=DATA_PROTECTION, certainty="VERIFIED",
        otherwise="not-for-software", reason="The controller's decision.",
    ),  # fmt: skip
    Entry(
        "UK-DP-02", "Special category data needs a condition and a policy",
        source=DATA_PROTECTION, certainty="VERIFIED",
        otherwise="not-for-software", reason="The controller's policy document.",
    ),  # fmt: skip
    Entry(
        "UK-DP-03", "Retention is justified and written down",
        source=DATA_PROTECTION, certainty="VERIFIED",
        by="pastoral.rules.retention:why_not_delete",
    ),  # fmt: skip
    Entry(
        "UK-DP-04", "An impact assessment and agreements for routine sharing",
        source=DATA_PROTECTION, certainty="VERIFIED",
        otherwise="not-for-software", reason="The controller's own documents.",
    ),  # fmt: skip
    Entry(
        "UK-DP-05", "Attendance is kept for six years in England",
        source=DATA_PROTECTION, certainty="VERIFIED",
        by="pastoral.rules.retention:kept_until",
    ),  # fmt: skip
    Entry(
        "UK-DP-06", "The pupil record is kept to the 25th birthday",
        source=DATA_PROTECTION, certainty="PART VERIFIED",
        by="pastoral.rules.retention:why_not_delete",
    ),  # fmt: skip
    Entry(
        "UK-DP-07", "SEN files are kept for 31 years from birth",
        source=DATA_PROTECTION, certainty="KNOWLEDGE",
        by="pastoral.rules.retention:why_not_delete",
    ),  # fmt: skip
    Entry(
        "UK-DP-08", "Child protection files are kept for 25 years and then looked at",
        source=DATA_PROTECTION, certainty="KNOWLEDGE",
        by="pastoral.rules.retention:why_not_delete",
    ),  # fmt: skip
    Entry(
        "UK-DP-09", "A plan is kept with the pupil record",
        source=DATA_PROTECTION, certainty="KNOWLEDGE",
        by="pastoral.rules.retention:why_not_delete",
    ),  # fmt: skip
    Entry(
        "UK-DP-10", "Of a DBS check the result and date are kept",
        source=DATA_PROTECTION, certainty="KNOWLEDGE",
        by="pastoral.rules.retention:certificate_kept_until",
    ),  # fmt: skip
    Entry(
        "UK-DP-11", "Access by field, reads on record, third parties hidden",
        source=DATA_PROTECTION,
        otherwise="pending",
        reason="Access by field and a record of reads are there; hiding third parties comes with subject access.",
    ),  # fmt: skip
    Entry(
        "UK-ACC-01", "Pages meet WCAG 2.2 AA",
        source=ACCESSIBILITY, certainty="VERIFIED",
        otherwise="data", reason="Tested on every page by axe in the journeys.",
    ),  # fmt: skip
    Entry(
        "UK-ACC-02", "There is an accessibility statement",
        source=ACCESSIBILITY, certainty="VERIFIED",
        otherwise="data", reason="A page of Pastoral.",
    ),  # fmt: skip
    Entry(
        "UK-ACC-03", "Schools are exempt save for essential functions",
        source=ACCESSIBILITY, certainty="VERIFIED",
        otherwise="not-for-software", reason="Says whom the regulations bind; Pastoral meets them for all.",
    ),  # fmt: skip
    Entry(
        "UK-ACC-04", "Documents to download are accessible",
        source=ACCESSIBILITY, certainty="VERIFIED",
        otherwise="data", reason="PDFs are tagged (PDF/UA-1).",
    ),  # fmt: skip
    Entry(
        "UK-ACC-05", "A breach is a failure to make adjustments",
        source=ACCESSIBILITY, certainty="VERIFIED",
        otherwise="not-for-software", reason="A consequence in law.",
    ),  # fmt: skip
)
