"""Wiltshire: every number, with what becomes of it in the software (see `entries.py`)."""

from pastoral.rules.catalogue.entries import Entry
from pastoral.rules.sentences import mark

PRIORITIES = "Strategy, five priorities"

DOCUMENT = "Wiltshire: strategic approach to alternative provision"

ENTRIES = (
    Entry(
        "WIL-P1", "Shared understanding of alternative provision",
        source=PRIORITIES,
        otherwise="not-for-software",
        reason="A priority of the council's strategy; what follows from it stands in the WIL rules.",
    ),  # fmt: skip
    Entry(
        "WIL-P2", "Consistent and inclusive education",
        source=PRIORITIES,
        otherwise="not-for-software",
        reason="A priority of the council's strategy; what follows from it stands in the WIL rules.",
    ),  # fmt: skip
    Entry(
        "WIL-P3", "Broad provision that improves outcomes",
        source=PRIORITIES,
        otherwise="not-for-software",
        reason="A priority of the council's strategy; what follows from it stands in the WIL rules.",
    ),  # fmt: skip
    Entry(
        "WIL-P4", "Good local provision",
        source=PRIORITIES,
        otherwise="not-for-software",
        reason="A priority of the council's strategy; what follows from it stands in the WIL rules.",
    ),  # fmt: skip
    Entry(
        "WIL-P5", "Every pupil in alternative provision is offered full-time education",
        source=PRIORITIES,
        otherwise="not-for-software",
        reason="A priority of the council's strategy; what follows from it stands in the WIL rules.",
    ),  # fmt: skip
    Entry(
        "WIL-RT-01", "A pupil on less than full time has a reduced provision plan",
        source="P4", force="M", effects=("BLOCK",),
    ),  # fmt: skip
    Entry(
        "WIL-SG-01", "Each uncovered hour from 9 to 3 has a responsible adult",
        source="P5", force="M", effects=("CALC", "BLOCK"),
    ),  # fmt: skip
    Entry(
        "WIL-CAFE-01", "A panel looks at each pupil without full-time provision",
        source="P5", force="M", effects=("CALC", "RECORD"),
    ),  # fmt: skip
    Entry(
        "WIL-REP-01", "Directions off site and managed moves are reported to the council",
        source="P5", force="M", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WIL-D6-01", "The council of residence provides from the sixth day",
        source="P3–P5", force="M", effects=("CALC",),
    ),  # fmt: skip
    Entry(
        "WIL-QA-01", "An approved provider passed three checks",
        source="P3, P4", force="M", effects=("BLOCK",),
        differs=mark(
            "The rule stops a provider being called approved; Pastoral does that on the provider's page. The guidance does not "
            "say that only approved providers may be used, so for a placement Pastoral warns."
        ),
    ),  # fmt: skip
    Entry(
        "WIL-VOICE-01", "Parents and pupils in alternative provision are asked regularly",
        source="P1, P5", force="S", effects=("TASK",),
    ),  # fmt: skip
    Entry(
        "WIL-FUND-01", "The fund and the amount are recorded",
        source="P2, P3", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WIL-TIER-01", "Support is one of three tiers",
        source="P2", force="S", effects=("RECORD",),
    ),  # fmt: skip
    Entry(
        "WIL-NET-01", "Providers meet every term",
        source="P1", force="S", effects=("TASK",),
        by="pastoral.rules.providers.oversight:wil_net_01_network_meeting",
    ),  # fmt: skip
    Entry(
        "WIL-P16-01", "A Year 11 pupil in alternative provision has a plan for afterwards",
        source="P3", force="S", effects=("TASK", "RECORD"),
    ),  # fmt: skip
    Entry(
        "WIL-OUT-01", "A provider's offer is looked at by six outcomes",
        source="P3–P5", force="S", effects=("CALC",),
    ),  # fmt: skip
)
