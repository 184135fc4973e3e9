"""The closed lists of policy packs: every word that a pack may use where it may not use its own."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pastoral.rules.catalogue import SOURCES
from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import RULES

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
# "everyone_present" stands alone: whoever came to the meeting signs.
SIGNATORIES = ("child", "school", "parent", "everyone_present")
REVIEW_DECISIONS = tuple(PSP.choices)
VERDICTS = ("successful", "unsuccessful")
TARGET_FIELDS = ("step", "measure", "reward", "support", "baseline", "assessment")
STAGES = PSP.statuses
# Every number of the rule catalogue, and the working rules of our own that are registered for plans.
RULE_NUMBERS = tuple(sorted({*RULES, *(entry.number for source in SOURCES for entry in source.ENTRIES)}))
EFFECTS = ("usual", "BLOCK", "WARN", "TASK", "INFO", "OFF")

ROLES = (
    "child", "parent", "social_worker", "lead", "key_adult", "alnco", "head", "dsl", "teacher", "ewo", "mentor",
    "deputy_safeguarding_officer", "wellbeing_service", "monitoring_group", "director", "inclusion_service",
    "aln_support", "transport", "provider", "elected_members", "authority", "professional",
    "governing_board", "commissioner", "virtual_school", "home_authority", "outreach_worker", "host_school",
    "exclusion_support", "attendance_support", "inclusion_team", "exclusions_team", "tracking_team", "area_manager",
    "cafe_group", "sla_group", "inclusion_group", "ccas_panel", "fair_access_panel", "family_front_door", "lado", "ofsted",
)  # fmt: skip
# Roles that every pack must give a title.
ROLES_NEEDED = (
    "child", "parent", "social_worker", "lead", "key_adult", "alnco", "head", "ewo", "provider", "authority", "professional",
    "dsl", "director", "transport", "governing_board", "commissioner", "home_authority",
)  # fmt: skip

EVENTS: dict[str, Promise] = {
    "plan_agreed": _("When a plan is agreed"),
    "review_recorded": _("When a review has been held"),
    "exclusion_risk": _("When the child is at risk of permanent exclusion"),
    "before_exclusion": _("Before a decision to exclude for good"),
    "reduced_timetable": _("When hours are reduced"),
    "placement": _("When a placement with a provider starts"),
    "provider_concern": _("When a provider is worried about a child"),
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
    "looked_after": _("if the child is looked after"),
    "alternative_provision": _("if the child is taught by an alternative provider"),
    "exclusion_risk": _("if the reason is risk of permanent exclusion"),
}
REACHED_BY: dict[str, Promise] = {
    "mailbox": _("at the authority's mailbox"),
    "contact": _("at the address in the child's record"),
    "person": _("in Pastoral, as somebody named for the child or the school"),
}
# What an authority's mailbox is for. Addresses are never in a pack (SYS-05).
MAILBOXES = (
    "psp",
    "ewo",
    "deputy_education_safeguarding_officer",
    "wellbeing_and_behaviour",
    "transport",
    "provider_declarations",
    "reduced_timetables",
    "exclusions",
    "exclusion_support",
    "exclusions_and_reintegration",
    "attendance_support",
    "virtual_school",
    "inclusion_team",
    "provision_area_manager",
    "directions_and_moves",
)

LISTS_NEEDED = ("reasons", "agencies", "factors")
# pack_items: the papers of the pre-meeting pack; verdict_next_steps: what may follow the last review.
LISTS = (*LISTS_NEEDED, "views_methods", "pack_items", "verdict_next_steps")

FORMS_NEEDED = (
    "psp", "review", "views_staff", "views_child", "views_child_primary", "views_parent", "views_interventions", "views_agencies",
)  # fmt: skip
# pre_meeting: the summary before the first meeting; incident_support: what to do when things go wrong; review_final: the last
# review, where it asks for more than the others. The papers of a reduced timetable are filled in by the record alone.
REDUCED_FORMS = ("reduced", "reduced_primary", "reduced_secondary", "reduced_checklist", "reduced_travel")
FORMS = (*FORMS_NEEDED, "pre_meeting", "incident_support", "review_final", *REDUCED_FORMS)
# What a form may place between its sections of questions: tables that have pages of their own.
PLAN_PARTS = ("attendees", "outcomes", "commitments", "signatures", "progress", "promises_kept")
PARTS = (*PLAN_PARTS, "responsible", "way_back", "agreements", "week_by_day", "week_by_lesson", "travel_times")

# Questions that rules and pages read, by form; a pack may word them as it likes but may not leave them out of a form it has.
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
    "review_final": {
        "evaluation": "long_text", "child_view": "long_text", "parent_view": "long_text", "verdict": "one_of",
        "verdict_next": "one_of",
    },
}  # fmt: skip

# How a register's code counts. England's law and Wales's guidance name their classes differently; these are the common five.
CODE_CLASSES: dict[str, Promise] = {
    "attending": _("attending"),
    "authorised": _("authorised absence"),
    "unauthorised": _("unauthorised absence"),
    "not_possible": _("not a possible attendance"),
    "administrative": _("administrative"),
}
