"""What a policy pack may say. Read from top to bottom: this module is the reference for people who write packs.

A pack is one TOML file for each start date, in one of two layers: a nation's, and an authority's that `extends` it. Shared
pieces may stand in files of their own (`include`). Nothing in a pack is computed: every value comes from a closed list or
lies within stated bounds. The words of closed lists are in vocabulary.py, the parameters in parameters.py, the kinds of
value in shapes.py. The guide is docs/guides/policy-packs.md.
"""

from __future__ import annotations

from .parameters import GROUPS, PARAMETERS, Parameter
from .shapes import (
    CODE,
    FAMILY,
    SLUG,
    Day,
    Flag,
    FormPiece,
    Line,
    Many,
    Named,
    Number,
    OneOf,
    Ruling,
    Shape,
    Table,
    Whole,
    Words,
)
from .values import VALUES
from .vocabulary import (
    CODE_CLASSES,
    CONDITIONS,
    EFFECTS,
    EVENTS,
    FORMS,
    FORMS_NEEDED,
    INPUTS,
    LANGUAGES,
    LISTS,
    LISTS_NEEDED,
    MAILBOXES,
    NATIONS,
    NOTICE_KINDS,
    PARTS,
    QUESTIONS_NEEDED,
    REACHED_BY,
    REVIEW_DECISIONS,
    ROLES,
    ROLES_NEEDED,
    RULE_NUMBERS,
    SIGNATORIES,
    STAGES,
    STATUSES,
    TARGET_FIELDS,
    VERDICTS,
)

__all__ = [
    "CODE",
    "CODE_CLASSES",
    "CONDITIONS",
    "EFFECTS",
    "EVENTS",
    "FAMILY",
    "FORMS",
    "FORMS_NEEDED",
    "GROUPS",
    "INPUTS",
    "LANGUAGES",
    "LISTS",
    "LISTS_NEEDED",
    "MAILBOXES",
    "NATIONS",
    "NOTICE_KINDS",
    "PACK",
    "PARAMETERS",
    "PARTS",
    "PIECE",
    "QUESTIONS_NEEDED",
    "REACHED_BY",
    "REVIEW_DECISIONS",
    "ROLES",
    "ROLES_NEEDED",
    "RULE_NUMBERS",
    "RULING_KEYS",
    "SIGNATORIES",
    "SLUG",
    "SOURCE",
    "STAGES",
    "STATUSES",
    "TARGET_FIELDS",
    "TITLE",
    "VALUES",
    "VERDICTS",
    "Day",
    "Flag",
    "FormPiece",
    "Line",
    "Many",
    "Named",
    "Number",
    "OneOf",
    "Parameter",
    "Ruling",
    "Shape",
    "Table",
    "Whole",
    "Words",
]

# ── the file ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Keys of one parameter: a value or "no local rule", where it comes from, how sure that is, and a note for officers.
RULING_KEYS = ("value", "no_local_rule", "source", "status", "note")

# Where a value comes from: a document of the pack and a place in it ("guidance: Stage Five"), or "ours: why".
SOURCE = Line(r"[a-z][a-z0-9-]*: .+", "a document's code, a colon and the place in it")

TITLE = Table({"title": Words()})

PACK = Table(
    {
        "layer": OneOf(("nation", "authority")),
        "code": SLUG,
        "title": Words(),
        "nation": OneOf(NATIONS),
        "extends": Line(r"[a-z]+/\d{4}-\d{2}-\d{2}", "a nation and the start date of its pack, as in wales/2024-09-01"),
        "starts_on": Day(),
        "ends_on": Day(),
        "languages": Many(OneOf(LANGUAGES)),
        "include": Many(Line(r"(\.\./)*[a-z0-9/-]+\.toml", "the path of a .toml file, from this one")),
        "documents": Named(
            Table({"title": Words(), "publisher": Line(), "dated": Line(), "address": Line()}, frozenset({"dated", "address"}))
        ),
        "plan": Table({"name": Words(), "short": Words(), "families": Many(FAMILY)}, frozenset({"families"})),
        "parameters": Named(Named(Ruling())),
        "lists": Named(
            Many(Table({"code": CODE, "text": Words(), "hint": Words()}, frozenset({"hint"})), unique="code"), choices=LISTS
        ),
        "roles": Named(Table({"title": Words(), "does": Words()}, frozenset({"does"})), choices=ROLES),
        # A stage that is passed through at once, because nothing is done in it here, says `uses = false`.
        "stages": Named(
            Table({"title": Words(), "owner": OneOf(ROLES), "source": SOURCE, "uses": Flag()}, frozenset({"source", "uses"})),
            choices=STAGES,
        ),
        # The register's codes, each by its sign: what it means, how it counts, and how sure each of the two is.
        "codes": Named(
            Table(
                {"text": Words(), "counts": OneOf(tuple(CODE_CLASSES)), "source": SOURCE, "status": OneOf(tuple(STATUSES)),
                 "counts_status": OneOf(tuple(STATUSES))},
            )
        ),
        "recipients": Named(
            Many(
                Table(
                    {
                        "role": OneOf(ROLES),
                        "gets": OneOf(tuple(NOTICE_KINDS)),
                        "when": OneOf(tuple(CONDITIONS)),
                        "by": OneOf(tuple(REACHED_BY)),
                        "mailbox": OneOf(MAILBOXES),
                        "source": SOURCE,
                        "status": OneOf(tuple(STATUSES)),
                    },
                    frozenset({"mailbox"}),
                ),
                unique="role",
            ),
            choices=tuple(EVENTS),
        ),
        "rules": Named(OneOf(EFFECTS), choices=RULE_NUMBERS),
        "sections": Named(FormPiece()),
        "parts": Named(TITLE, choices=PARTS),
        "forms": Named(
            Table(
                {"title": Words(), "code": Line(), "order": Many(Line()), "source": SOURCE, "status": OneOf(tuple(STATUSES))},
                frozenset({"code"}),
            ),
            choices=FORMS,
        ),
    },
    optional=frozenset(
        {"extends", "ends_on", "include", "documents", "plan", "parameters", "lists", "roles", "stages", "codes", "recipients",
         "rules", "sections", "parts", "forms"}
    ),
)  # fmt: skip

# A file that is included holds pieces only.
PIECE = Table(
    {
        key: shape
        for key, shape in PACK.keys.items()
        if key
        in (
            "documents",
            "parameters",
            "lists",
            "roles",
            "stages",
            "codes",
            "recipients",
            "rules",
            "sections",
            "parts",
            "forms",
        )
    },
    optional=frozenset(PACK.keys),
)
