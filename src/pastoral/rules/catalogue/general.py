"""Rules about the rules (SYS) and the gaps of the sources (GAP), with what becomes of each (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry

SYSTEM = "Rules about the rules"
GAPS = "Gaps and contradictions of the sources"

DOCUMENT = ""

ENTRIES = (
    Entry(
        "SYS-01", "Every number of a local rule stands in a dated policy pack",
        source=SYSTEM,
        otherwise="data", reason="Policy packs hold them: records/policy/schema.py lists the parameters.",
    ),  # fmt: skip
    Entry(
        "SYS-02", "A case is judged by the rule in force on the day of the event",
        source=SYSTEM,
        by="pastoral.rules.engine:Look",
    ),  # fmt: skip
    Entry(
        "SYS-03", "England's and Wales's rules are never mixed",
        source=SYSTEM,
        by="pastoral.rules.engine:Policy.in_force",
    ),  # fmt: skip
    Entry(
        "SYS-04", "One role has a local title for each authority",
        source=SYSTEM,
        otherwise="data", reason="Policy packs give each role its title.",
    ),  # fmt: skip
    Entry(
        "SYS-05", "Posts and shared mailboxes are stored, not officers' names",
        source=SYSTEM,
        otherwise="data", reason="Mailboxes have a purpose and an address; a demo sends nothing outside.",
    ),  # fmt: skip
    Entry(
        "SYS-06", "Where a source is silent we say \"no local rule\"",
        source=SYSTEM,
        by="pastoral.rules.engine:Policy.value",
    ),  # fmt: skip
    Entry(
        "GAP-01", "Twelve weeks: calendar or school weeks",
        source=GAPS,
        otherwise="data", reason="Parameter reduced.week_kind.",
    ),  # fmt: skip
    Entry(
        "GAP-02", "A red sign that the green side expects to be managed",
        source=GAPS,
        under=("NPT-AUD-03",),
    ),  # fmt: skip
    Entry(
        "GAP-03", "Enough notice of a meeting has no number",
        source=GAPS,
        otherwise="data", reason="Parameter psp.notice_days; \"no local rule\" where it is empty.",
    ),  # fmt: skip
    Entry(
        "GAP-04", "Each kind of paper has its own recipient",
        source=GAPS,
        otherwise="data", reason="Recipients and mailboxes of the policy pack.",
    ),  # fmt: skip
    Entry(
        "GAP-05", "Alternative provision for behaviour is discouraged, not forbidden",
        source=GAPS,
        under=("NPT-AP-03",),
    ),  # fmt: skip
    Entry(
        "GAP-06", "\"Every six\" without a unit is not used",
        source=GAPS,
        otherwise="data", reason="Hillingdon's pack holds reviews at 4, 8 and 12 weeks.",
    ),  # fmt: skip
    Entry(
        "GAP-07", "Questionnaires that are named but not printed",
        source=GAPS,
        otherwise="data", reason="The pack holds a set of questions, marked as ours.",
    ),  # fmt: skip
    Entry(
        "GAP-08", "The flow chart of Hampshire's guidance is blank",
        source=GAPS,
        otherwise="not-for-software", reason="A gap in the source; the order of the stages is ours.",
    ),  # fmt: skip
    Entry(
        "GAP-09", "Hampshire's guidance rests on law since replaced",
        source=GAPS,
        otherwise="data", reason="National rules carry their dates in force; local practice is kept.",
    ),  # fmt: skip
    Entry(
        "GAP-10", "Consent to share data is asked for but is not the legal gate",
        source=GAPS,
        under=("HAM-AP-12",),
    ),  # fmt: skip
    Entry(
        "GAP-11", "Wiltshire names a plan for reduced provision and does not print it",
        source=GAPS,
        otherwise="data", reason="The pack holds a general plan with the local name.",
    ),  # fmt: skip
    Entry(
        "GAP-12", "Worcestershire's cross-references do not agree",
        source=GAPS,
        otherwise="not-for-software", reason="A slip of the source that changes no rule.",
    ),  # fmt: skip
    Entry(
        "GAP-13", "\"Within 6 days\" against \"from the sixth school day\"",
        source=GAPS,
        under=("WOR-EX-03",),
    ),  # fmt: skip
    Entry(
        "GAP-14", "Worcestershire's guide cites editions since replaced",
        source=GAPS,
        otherwise="data", reason="National rules carry their dates in force.",
    ),  # fmt: skip
    Entry(
        "GAP-15", "Managed moves differ between the nations",
        source=GAPS,
        under=("ENG-MM-01", "ENG-MM-02", "ENG-MM-03"),
    ),  # fmt: skip
)
