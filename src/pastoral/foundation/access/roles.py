"""Who does what: roles, the permissions each holds, and where its eyes reach. Titles differ by authority (SYS-04); roles do not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that somebody may do. Every page declares exactly one."""

    NOBODY = "nobody"  # a page of a library that we do not offer: always 404
    # People without an account.
    ANYONE = "anyone"  # nothing personal on the page
    BY_LINK = "by_link"  # a signed, expiring, single-purpose link, never a session

    SIGNED_IN = "signed_in"
    SEE_PUPILS = "see_pupils"
    EDIT_PUPILS = "edit_pupils"
    IMPORT_PUPILS = "import_pupils"
    SEE_RESTRICTED_NOTES = "see_restricted_notes"
    WRITE_NOTES = "write_notes"
    INVITE_TO_CASE = "invite_to_case"
    SEE_PLANS = "see_plans"
    LEAD_PLANS = "lead_plans"  # open, move on, edit, review
    CONTRIBUTE = "contribute"  # answer when asked for views
    TAKE_PART_IN_MEETING = "take_part_in_meeting"  # type in the meeting
    CHECK_IN = "check_in"
    SIGN = "sign"
    UPLOAD_FILES = "upload_files"
    SEE_MONITORING = "see_monitoring"  # the authority's lists
    EXPORT = "export"
    ACKNOWLEDGE_SUBMISSIONS = "acknowledge_submissions"
    FORWARD_EXTENSIONS = "forward_extensions"  # the authority's group, on the way to the Director (NPT-RT-05)
    AUDIT_TIMETABLES = "audit_timetables"  # judge the audit matrix, and answer a provisional red (NPT-RT-19, NPT-AUD-02, 03)
    DECIDE_EXTENSIONS = "decide_extensions"  # authorise or refuse longer than the limit (NPT-RT-05)
    EASE_FINDINGS = "ease_findings"  # accept or lower what the rules say, for a time and with a reason
    MANAGE_SCHOOL = "manage_school"  # term dates, people of a school
    MANAGE_AUTHORITY = "manage_authority"  # registers, term dates, people of an authority
    SEE_POLICY = "see_policy"
    SEE_WHO_LOOKED = "see_who_looked"
    SEE_FAILED_MESSAGES = "see_failed_messages"
    SEE_DIRECTORY = "see_directory"  # providers of alternative provision: find, compare, read what was checked
    MANAGE_DIRECTORY = "manage_directory"  # the authority's list: import, check changes, approve, suspend, remove, visits
    COMMISSION = "commission"  # look for a place, refer, share, start, review and end it
    SEE_PLACEMENTS = "see_placements"
    SEE_WHEREABOUTS = "see_whereabouts"  # where every pupil should be now
    WORK_FOR_PROVIDER = "work_for_provider"  # a provider's own home: inbox, pupils, registers, reports, concerns
    LEAD_PROVIDER = "lead_provider"  # a provider's profile, assurance and staff accounts
    OPEN_SUPPORT_SESSION = "open_support_session"


class Reach(StrEnum):
    """How far a role's eyes go (the A, S and P of row security)."""

    AUTHORITY = "authority"
    SCHOOL = "school"
    PUPILS = "pupils"  # named pupils only
    PROVIDER = "provider"  # what was shared with one provider, and its own profile
    NOTHING = "nothing"


class Role(StrEnum):
    PASTORAL_LEAD = "pastoral_lead"
    ALNCO = "alnco"
    TEACHER = "teacher"
    HEAD = "head"
    DSL = "dsl"
    SCHOOL_OFFICE = "school_office"
    EWO = "ewo"
    SAFEGUARDING_OFFICER = "safeguarding_officer"
    INCLUSION_OFFICER = "inclusion_officer"
    MONITORING_GROUP = "monitoring_group"
    DIRECTOR = "director"
    AUTHORITY_ADMIN = "authority_admin"
    PROVIDER = "provider"
    PROFESSIONAL = "professional"
    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    PROVIDER_LEAD = "provider_lead"
    PROVIDER_STAFF = "provider_staff"
    SUPPORT = "support"
    LINK = "link"  # a person who came by a signed link
    SYSTEM = "system"  # nightly work, imports from the command line, limited to one authority


@dataclass(frozen=True)
class RoleDefinition:
    title: str | Promise
    reach: Reach
    permissions: frozenset[Permission]
    staff: bool = True  # staff must use a second factor outside the demo


P = Permission
_READER = frozenset({P.SIGNED_IN, P.SEE_PUPILS, P.SEE_PLANS, P.SEE_DIRECTORY, P.SEE_PLACEMENTS, P.SEE_WHEREABOUTS})
_LEADS = _READER | {
    P.EDIT_PUPILS, P.IMPORT_PUPILS, P.SEE_RESTRICTED_NOTES, P.WRITE_NOTES, P.INVITE_TO_CASE, P.LEAD_PLANS, P.CONTRIBUTE,
    P.TAKE_PART_IN_MEETING, P.CHECK_IN, P.SIGN, P.UPLOAD_FILES, P.SEE_MONITORING, P.EXPORT, P.MANAGE_SCHOOL, P.SEE_POLICY,
    P.SEE_WHO_LOOKED, P.SEE_FAILED_MESSAGES, P.COMMISSION,
}  # fmt: skip
_OFFICER = _READER | {
    P.SEE_RESTRICTED_NOTES, P.WRITE_NOTES, P.CONTRIBUTE, P.TAKE_PART_IN_MEETING, P.UPLOAD_FILES, P.SEE_MONITORING, P.EXPORT,
    P.ACKNOWLEDGE_SUBMISSIONS, P.EASE_FINDINGS, P.SEE_POLICY, P.SEE_WHO_LOOKED, P.SEE_FAILED_MESSAGES, P.MANAGE_DIRECTORY,
    P.COMMISSION,
}  # fmt: skip
_NAMED = frozenset({P.SIGNED_IN, P.SEE_PUPILS, P.SEE_PLANS, P.CONTRIBUTE, P.SEE_PLACEMENTS})
_AT_PROVIDER = frozenset({P.SIGNED_IN, P.WORK_FOR_PROVIDER})

ROLES: dict[Role, RoleDefinition] = {
    Role.PASTORAL_LEAD: RoleDefinition(_("Pastoral lead"), Reach.SCHOOL, _LEADS),
    Role.ALNCO: RoleDefinition(_("Additional learning needs co-ordinator"), Reach.SCHOOL, _LEADS),
    Role.DSL: RoleDefinition(_("Designated safeguarding lead"), Reach.SCHOOL, _LEADS),
    Role.HEAD: RoleDefinition(_("Headteacher"), Reach.SCHOOL, _LEADS),
    Role.SCHOOL_OFFICE: RoleDefinition(
        _("School office"), Reach.SCHOOL, _READER | {P.EDIT_PUPILS, P.IMPORT_PUPILS, P.UPLOAD_FILES}
    ),
    Role.TEACHER: RoleDefinition(
        _("Teacher or key adult"), Reach.PUPILS,
        _NAMED | {P.WRITE_NOTES, P.TAKE_PART_IN_MEETING, P.CHECK_IN, P.SIGN, P.UPLOAD_FILES},
    ),  # fmt: skip
    Role.EWO: RoleDefinition(_("Education welfare officer"), Reach.AUTHORITY, _OFFICER | {P.AUDIT_TIMETABLES}),
    Role.SAFEGUARDING_OFFICER: RoleDefinition(
        _("Deputy education safeguarding officer"), Reach.AUTHORITY, _OFFICER | {P.AUDIT_TIMETABLES}
    ),
    Role.INCLUSION_OFFICER: RoleDefinition(_("Inclusion officer"), Reach.AUTHORITY, _OFFICER),
    Role.MONITORING_GROUP: RoleDefinition(
        _("PSP monitoring group member"), Reach.AUTHORITY,
        _READER | {P.SEE_MONITORING, P.EXPORT, P.SEE_POLICY, P.SEE_WHO_LOOKED, P.FORWARD_EXTENSIONS, P.AUDIT_TIMETABLES},
    ),  # fmt: skip
    Role.DIRECTOR: RoleDefinition(
        _("Director of education"), Reach.AUTHORITY,
        _READER | {P.SEE_MONITORING, P.EXPORT, P.SEE_POLICY, P.DECIDE_EXTENSIONS},
    ),  # fmt: skip
    Role.AUTHORITY_ADMIN: RoleDefinition(
        _("Authority administrator"), Reach.AUTHORITY,
        frozenset({P.SIGNED_IN, P.MANAGE_AUTHORITY, P.MANAGE_SCHOOL, P.SEE_POLICY, P.SEE_FAILED_MESSAGES}),
    ),  # fmt: skip
    Role.PROVIDER: RoleDefinition(_("Alternative provider"), Reach.PUPILS, _NAMED),
    Role.PROVIDER_LEAD: RoleDefinition(_("Lead of an alternative provider"), Reach.PROVIDER, _AT_PROVIDER | {P.LEAD_PROVIDER}),
    Role.PROVIDER_STAFF: RoleDefinition(_("Staff of an alternative provider"), Reach.PROVIDER, _AT_PROVIDER),
    Role.PROFESSIONAL: RoleDefinition(
        _("Agency professional"), Reach.PUPILS, _NAMED | {P.TAKE_PART_IN_MEETING, P.SIGN, P.UPLOAD_FILES}
    ),
    Role.PARENT: RoleDefinition(_("Parent or carer"), Reach.PUPILS, _NAMED | {P.SIGN, P.SEE_WHO_LOOKED}, staff=False),
    Role.YOUNG_PERSON: RoleDefinition(
        _("Young person"), Reach.PUPILS, _NAMED | {P.SIGN, P.CHECK_IN, P.SEE_WHO_LOOKED}, staff=False
    ),
    Role.SUPPORT: RoleDefinition(_("Support"), Reach.NOTHING, frozenset({P.SIGNED_IN, P.OPEN_SUPPORT_SESSION})),
    Role.LINK: RoleDefinition(_("By link"), Reach.PUPILS, frozenset({P.BY_LINK}), staff=False),
    Role.SYSTEM: RoleDefinition(_("Pastoral itself"), Reach.AUTHORITY, frozenset(Permission)),
}

# What a support session may do, once its reason is given: look, never change.
SUPPORT_SESSION_PERMISSIONS = frozenset({P.SEE_PUPILS, P.SEE_PLANS, P.SEE_MONITORING, P.SEE_POLICY, P.SEE_FAILED_MESSAGES})
