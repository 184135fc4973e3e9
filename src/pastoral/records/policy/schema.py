"""What a policy pack may say. Read from top to bottom: this module is the reference for people who write packs.

A pack is one TOML file for each start date, in one of two layers: a nation's, and an authority's that `extends` it. Shared
pieces may stand in files of their own (`include`). Nothing in a pack is computed: every value comes from a closed list or
within stated bounds. The guide is docs/guides/policy-packs.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import RULES

# ── shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """Text in quotes, not empty."""

    pattern: str = ""
    says: str = ""  # what the pattern means, in words


@dataclass(frozen=True)
class Words:
    """`{ en = "...", cy = "..." }`. Welsh is needed in a pack whose `languages` name it."""


@dataclass(frozen=True)
class Flag:
    """true or false."""


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int
    most: int


@dataclass(frozen=True)
class Number:
    """A number, decimals allowed."""

    least: float
    most: float


@dataclass(frozen=True)
class Day:
    """A date, without quotes: 2025-09-01."""


@dataclass(frozen=True)
class OneOf:
    """One word of a closed list."""

    choices: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list, each item of one shape; `unique` names the key that no two items may share."""

    of: Shape
    least: int = 1
    unique: str = ""


@dataclass(frozen=True)
class Table:
    """A table with these keys and no others."""

    keys: Mapping[str, Shape]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Named:
    """A table whose keys are names of the author's own (`choices` empty) or of a closed list."""

    of: Shape
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """A parameter: its value has the shape that `PARAMETERS` gives for its name."""


@dataclass(frozen=True)
class FormPiece:
    """A section of questions: read by foundation/questions/definitions.py, which says what is wrong with it."""


Shape = Line | Words | Flag | Whole | Number | Day | OneOf | Many | Table | Named | Ruling | FormPiece

CODE = Line(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "small letters, digits and single underscores")
FAMILY = Line(r"[A-Z]{2,4}(-[A-Z0-9]+)*", "the beginning of rules' numbers, like NPT or NPT-PSP")
SLUG = Line(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters, digits and single hyphens")

# ── the closed lists ────────────────────────────────────────────────────────────────────────────────────────────────

NATIONS = ("england", "wales")
LANGUAGES = ("en", "cy")

STATUSES: dict[str, Promise] = {
    "VERIFIED": _("Read in the source"),
    "KNOWLEDGE": _("Known practice; the source was not read for it"),
    "CONFLICT": _("The sources do not agree"),
    "NOT ESTABLISHED": _("No source settles it"),
    "OURS": _("Our suggestion; the source names no number or wording"),
}

INPUTS = ("staff", "child", "parent", "interventions", "agencies")
SIGNATORIES = ("child", "school", "parent")
REVIEW_DECISIONS = tuple(PSP.choices)
STAGES = PSP.statuses
RULE_NUMBERS = tuple(sorted({*RULES, "NPT-PSP-21", "NPT-PSP-22"}))
EFFECTS = ("usual", "BLOCK", "WARN", "TASK", "INFO", "OFF")

ROLES = (
    "child", "parent", "social_worker", "lead", "key_adult", "alnco", "head", "dsl", "teacher", "ewo",
    "deputy_safeguarding_officer", "wellbeing_service", "monitoring_group", "director", "inclusion_service",
    "aln_support", "transport", "provider", "elected_members", "authority", "professional",
)  # fmt: skip
# Roles that every pack must give a title.
ROLES_NEEDED = (
    "child", "parent", "social_worker", "lead", "key_adult", "alnco", "head", "ewo", "provider", "authority", "professional",
)  # fmt: skip

EVENTS: dict[str, Promise] = {
    "plan_agreed": _("When a plan is agreed"),
    "review_recorded": _("When a review has been held"),
    "exclusion_risk": _("When the child is at risk of permanent exclusion"),
}
NOTICE_KINDS: dict[str, Promise] = {
    "copy": _("gets a copy"),
    "invite": _("is invited"),
    "tell": _("is told"),
}
CONDITIONS: dict[str, Promise] = {
    "always": _("always"),
    "attendance_or_reduced_hours": _("if attendance is an issue or hours are reduced"),
    "reduced_hours": _("if hours are reduced"),
    "social_worker": _("if the child has a social worker"),
    "alternative_provision": _("if the child is taught by an alternative provider"),
    "exclusion_risk": _("if the reason is risk of permanent exclusion"),
}
REACHED_BY: dict[str, Promise] = {
    "mailbox": _("at the authority's mailbox"),
    "contact": _("at the address in the child's record"),
    "person": _("in Pastoral, as somebody named for the child or the school"),
}
MAILBOXES = (
    "psp",
    "ewo",
    "deputy_education_safeguarding_officer",
    "wellbeing_and_behaviour",
    "transport",
    "provider_declarations",
)

LISTS_NEEDED = ("reasons", "agencies", "factors")
LISTS = (*LISTS_NEEDED, "views_methods")

FORMS = (
    "psp", "review", "views_staff", "views_child", "views_child_primary", "views_parent", "views_interventions", "views_agencies",
)  # fmt: skip
# What a form may place between its sections of questions: tables that have pages of their own.
PARTS = ("attendees", "outcomes", "commitments", "signatures", "progress", "promises_kept")

# Questions that rules and pages read, by form; a pack may word them as it likes but may not leave them out.
QUESTIONS_NEEDED: dict[str, dict[str, str]] = {
    "psp": {
        "reason": "long_text",
        "strategies": "long_text",
        "working": "long_text",
        "child_views": "long_text",
        "child_views_method": "text",
        "factors_no_part": "many_of",
        "adjustments": "long_text",
        "safeguarding": "long_text",
    },
    "review": {"evaluation": "long_text", "child_view": "long_text", "parent_view": "long_text", "decision": "one_of"},
}

# ── parameters ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Parameter:
    """One parameter. `sentence` is read by officers; `topic` where there is no rule, which only an `unset` one may say."""

    of: Shape
    sentence: str | Promise
    topic: str | Promise = ""
    row: int = 0  # of the parameter table in the rules catalogue, section 6
    unset: bool = False


DAYS = Whole(1, 60)

PARAMETERS: dict[str, Parameter] = {
    "psp.plan_status": Parameter(
        OneOf(("expected", "optional", "required", "none")),
        _("Whether a plan is expected: {value}"),
        row=3,
        topic=_("Whether a plan is expected"),
        unset=True,
    ),
    "psp.max_review_weeks": Parameter(Whole(1, 26), _("A review is held at least every {value} calendar weeks"), row=5),
    "psp.first_review_weeks": Parameter(
        Whole(1, 26), _("The first review is held after {value} calendar weeks"), row=5
    ),
    "psp.check_in_days": Parameter(
        Whole(1, 31), _("The key adult meets the child at least every {value} days in term"), row=6
    ),
    "psp.length_weeks": Parameter(
        Whole(1, 104),
        _("A plan lasts at most {value} calendar weeks"),
        row=7,
        topic=_("How long a plan may last"),
        unset=True,
    ),
    "psp.review_decisions": Parameter(
        Many(OneOf(REVIEW_DECISIONS), least=2), _("A review ends with one of these decisions: {value}"), row=8
    ),
    "psp.signatories": Parameter(Many(OneOf(SIGNATORIES)), _("These people sign the plan: {value}"), row=9),
    "psp.copy_to_authority": Parameter(
        Many(OneOf(("plan", "review")), least=0),
        _("The authority gets a copy of each: {value}"),
        row=10,
        topic=_("Copies to the authority"),
        unset=True,
    ),
    "psp.monitoring_group_meets": Parameter(
        OneOf(("termly", "half_termly", "monthly")),
        _("The authority's monitoring group meets: {value}"),
        row=11,
        topic=_("How often the authority's monitoring group meets"),
        unset=True,
    ),
    "psp.notice_days": Parameter(
        DAYS,
        _("People are invited to the meeting at least {value} days before"),
        topic=_("Days of notice before the meeting"),
        unset=True,
    ),
    "psp.outcomes_wanted": Parameter(
        Whole(1, 10), _("A plan has at least {value} outcomes, or says why there are fewer")
    ),
    "psp.inputs_wanted": Parameter(
        Many(OneOf(INPUTS)), _("These views and papers are gathered before the meeting: {value}")
    ),
    "psp.child_view_to_close": Parameter(Flag(), _("The child's own view is needed before a plan ends: {value}")),
    "psp.contribution_days": Parameter(DAYS, _("People have {value} school days to send their views")),
    "psp.chase_days": Parameter(DAYS, _("Somebody who has not answered is reminded after {value} school days")),
    "psp.link_days": Parameter(Whole(1, 90), _("A link sent by message works for {value} days")),
    "psp.alnco_within_days": Parameter(
        DAYS,
        _("The learning needs lead is told within {value} school days"),
        topic=_("By when the learning needs lead is told"),
        unset=True,
    ),
    "psp.staff_within_days": Parameter(
        DAYS,
        _("The child's teachers are told within {value} school days"),
        topic=_("By when the child's teachers are told"),
        unset=True,
    ),
    "psp.wellbeing_within_days": Parameter(
        DAYS,
        _("The authority is told of a risk of permanent exclusion within {value} school days"),
        row=26,
        topic=_("By when the authority is told of a risk of permanent exclusion"),
        unset=True,
    ),
    "psp.send_within_days": Parameter(
        DAYS,
        _("The signed plan reaches the authority within {value} school days"),
        row=10,
        topic=_("By when the signed plan reaches the authority"),
        unset=True,
    ),
    "psp.review_copy_within_days": Parameter(
        DAYS,
        _("The review reaches the authority within {value} school days"),
        row=10,
        topic=_("By when the review reaches the authority"),
        unset=True,
    ),
    "psp.signature_within_days": Parameter(
        DAYS,
        _("Signatures missing at the meeting are given within {value} school days"),
        row=9,
        topic=_("By when missing signatures are given"),
        unset=True,
    ),
    "hours.foundation_ks1": Parameter(
        Number(1, 60),
        _("Full time, reception and Years 1 and 2: {value} hours a week"),
        row=12,
        topic=_("Full-time hours, reception and Years 1 and 2"),
        unset=True,
    ),
    "hours.ks2": Parameter(
        Number(1, 60),
        _("Full time, Years 3 to 6: {value} hours a week"),
        row=12,
        topic=_("Full-time hours, Years 3 to 6"),
        unset=True,
    ),
    "hours.ks3_year_10": Parameter(
        Number(1, 60),
        _("Full time, Years 7 to 10: {value} hours a week"),
        row=12,
        topic=_("Full-time hours, Years 7 to 10"),
        unset=True,
    ),
    "hours.year_11": Parameter(
        Number(1, 60),
        _("Full time, Year 11: {value} hours a week"),
        row=12,
        topic=_("Full-time hours, Year 11"),
        unset=True,
    ),
    "reduced.max_weeks": Parameter(
        Whole(1, 52),
        _("A reduced timetable lasts at most {value} weeks"),
        row=13,
        topic=_("How long a reduced timetable may last"),
        unset=True,
    ),
    "reduced.week_kind": Parameter(
        OneOf(("calendar", "school")),
        _("Those weeks are counted as: {value} weeks"),
        row=13,
        topic=_("Which weeks are counted"),
        unset=True,
    ),
    "reduced.extension_by": Parameter(
        OneOf(ROLES),
        _("A longer one is authorised by: {value}"),
        row=14,
        topic=_("Who authorises a longer one"),
        unset=True,
    ),
    "attendance.code_reduced_hours": Parameter(
        Line(r"[A-Z][0-9]?", "a code of the register"),
        _("Register code for agreed hours out of school: {value}"),
        row=16,
        topic=_("Register code for agreed hours out of school"),
        unset=True,
    ),
    "attendance.code_provider": Parameter(
        Line(r"[A-Z][0-9]?", "a code of the register"),
        _("Register code for attending a provider: {value}"),
        row=17,
        topic=_("Register code for attending a provider"),
        unset=True,
    ),
    "exclusion.lunchtime_days": Parameter(
        Number(0, 1), _("An exclusion over lunchtime counts as {value} of a school day")
    ),
    "exclusion.day_step": Parameter(Number(0, 1), _("Days of exclusion are counted in steps of {value}")),
}

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
        "stages": Named(Table({"title": Words(), "owner": OneOf(ROLES), "source": SOURCE}, frozenset({"source"})), choices=STAGES),
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
        {"extends", "ends_on", "include", "documents", "plan", "parameters", "lists", "roles", "stages", "recipients", "rules",
         "sections", "parts", "forms"}
    ),
)  # fmt: skip

# A file that is included holds pieces only.
PIECE = Table(
    {
        key: shape
        for key, shape in PACK.keys.items()
        if key in ("documents", "lists", "roles", "stages", "sections", "parts", "forms")
    },
    optional=frozenset(PACK.keys),
)
