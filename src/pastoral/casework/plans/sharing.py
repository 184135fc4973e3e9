"""Who reads the answers of everybody: before the meeting those who prepare it, from the meeting on all who take part in it.

Restricted sections (HIL-PSP-08: what a pupil says against an adult) are read by fewer, and never where several look together.
"""

from __future__ import annotations

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.questions.definitions import Form
from pastoral.records.policy.packs import pack_of

from .meeting_page import OTHER_FORMS
from .models import Contribution, Plan
from .services.writing import ADD_ONS

BEFORE = (Plan.Status.DECIDING, Plan.Status.GATHERING, Plan.Status.ORGANISING)


def may_read_views(access: Access, plan: Plan) -> bool:
    """Whether `access`, who sees the plan, may read all answers side by side now."""
    if access.may(Permission.LEAD_PLANS):
        return True
    if not access.may(Permission.TAKE_PART_IN_MEETING):
        return False
    return plan.status not in BEFORE or access.may(Permission.SEE_RESTRICTED_NOTES)


def may_read_form(access: Access, plan: Plan, form: str) -> bool:
    """Whether this plan has a form beside its own, and `access`, who sees the plan, may read it now."""
    there = form in OTHER_FORMS and form in pack_of(plan.policy_version_id).forms
    if not there or (form in ADD_ONS and form not in plan.add_ons):
        return False
    return form != "pre_meeting" or may_read_views(access, plan)


def readable(definition: Form, row: Contribution, access: Access) -> Form:
    """The questions whose answers `access` may read: all of them for who answered and for who sees restricted notes."""
    own = row.user_id is not None and row.user_id == access.user_id
    return definition if own or access.may(Permission.SEE_RESTRICTED_NOTES) else definition.for_everybody
