"""The law and guidance of Wales: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

REGISTERS = "Education (Pupil Registration) (Wales) Regulations 2010, SI 2010/1954, and guidance"
EXCLUSION = "SI 2003/3227 (W.308); exclusion guidance 294/2024"
EOTAS = "EOTAS framework for action 2017; Education Act 1996, section 19A"
LANGUAGE = "Welsh Language Standards (No. 1) Regulations 2015"

DOCUMENT = ""

ENTRIES = (
    Entry(
        "WAL-S19-01", "Wales has the same duty in section 19A",
        source="Education Act 1996, sections 19 and 19A", certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-UNR-01", "When a Welsh provider must register as a school",
        source="Education and Skills Act 2008; Children’s Wellbeing and Schools Act 2026 (s43); Education Act 1996 (s463)",
        certainty="PART VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-REG-01", "Ten days of unauthorised absence are reported",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-REG-02", "Persistent absence is more than 10 per cent",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-REG-03", "The register is open for 30 minutes at most",
        source=REGISTERS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-REG-04", "Registers are kept for three years",
        source=REGISTERS, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "WAL-REG-05", "Some English codes do not exist in Wales",
        source=REGISTERS, certainty="KNOWLEDGE",
    ),  # fmt: skip
    Entry(
        "WAL-EX-01", "Who the relevant person is",
        source=EXCLUSION, certainty="VERIFIED",
        by="pastoral.rules.key_stages:relevant_person",
    ),  # fmt: skip
    Entry(
        "WAL-EX-02", "A lunchtime counts as a quarter of a day",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-03", "At most 45 school days in a year",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-04", "Told without delay, in writing within a school day",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-05", "Committee and authority are told within a school day",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-06", "When the committee meets",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-07", "The committee meets before an exam at risk",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-08", "The decision is told within a school day",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-09", "Who may speak to the governors",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-10", "Who sits on the committee",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-11", "What the appeal panel can decide",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-12", "An appeal in writing, in time",
        source=EXCLUSION, certainty="PART VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-13", "Who sits on the appeal panel",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-14", "When full-time education starts is not settled",
        source=EXCLUSION, certainty="CONFLICT",
    ),  # fmt: skip
    Entry(
        "WAL-EX-15", "Remote meetings are allowed on conditions",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-16", "A return for each exclusion every term",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-17", "Two grounds, and not minor matters",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-18", "The balance of probabilities",
        source=EXCLUSION, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EX-19", "English steps are not applied in Wales",
        source=EXCLUSION, certainty="KNOWLEDGE",
        by="pastoral.rules.engine:Policy.in_force",
    ),  # fmt: skip
    Entry(
        "WAL-EO-01", "What education otherwise than at school covers",
        source=EOTAS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EO-02", "The authority's duty and the local rules apply together",
        source=EOTAS, certainty="VERIFIED",
        by="pastoral.rules.engine:Policy.in_force",
    ),  # fmt: skip
    Entry(
        "WAL-EO-03", "Provision is notified, checked and recorded",
        source=EOTAS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-EO-04", "Part time off site only through a PSP",
        source=EOTAS, certainty="VERIFIED",
    ),  # fmt: skip
    Entry(
        "WAL-CY-01", "The Welsh Language Standards apply to councils",
        source=LANGUAGE, certainty="VERIFIED",
        otherwise="not-for-software", reason="Says whom the Standards bind.",
    ),  # fmt: skip
    Entry(
        "WAL-CY-02", "A supplied system is covered too",
        source=LANGUAGE, certainty="VERIFIED",
        otherwise="not-for-software",
        reason="Says whom the Standards bind; every page of Pastoral is in Welsh and English.",
    ),  # fmt: skip
    Entry(
        "WAL-CY-03", "The preferred language is asked, kept and used",
        source=LANGUAGE, certainty="PART VERIFIED",
        by="pastoral.rules.languages:languages_for",
    ),  # fmt: skip
    Entry(
        "WAL-CY-04", "Forms, services and letters are in both languages",
        source=LANGUAGE, certainty="KNOWLEDGE",
        otherwise="data",
        reason="The packs of Welsh authorities carry both languages; the screens change at a click.",
    ),  # fmt: skip
    Entry(
        "WAL-CY-05", "Welsh is offered at meetings about a person",
        source=LANGUAGE, certainty="KNOWLEDGE",
        by="pastoral.rules.languages:check_meeting_language",
    ),  # fmt: skip
    Entry(
        "WAL-CY-06", "Schools are not bound, forms of the authority are",
        source=LANGUAGE, certainty="VERIFIED",
        otherwise="not-for-software", reason="Says whom the Standards bind.",
    ),  # fmt: skip
)
