"""A plan's history: each change of stage, each sealed version with what changed in it, and what was sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.stored import seal
from pastoral.foundation.govuk.parts import Event, Status
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.lifecycles import PSP

from .. import queries
from ..differences import differences
from ..models import Revision, Submission
from .frame import find_plan, plan_page
from .readers import staff_only


@allow(Permission.SEE_PLANS)
def history_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Newest first; a version whose words no longer match its seal is said to be damaged."""
    access: Access = request.access
    plan = find_plan(request, plan_id)
    staff_only(access)
    looked(access, plan)
    pack = pack_of(plan.policy_version_id)
    revisions = queries.revisions(access, plan)
    changes = queries.status_changes(access, plan)
    events = [
        Event(
            title=_(PSP.actions[row.action]) if row.action in PSP.actions else _("A plan was opened"),
            at=row.at,
            by=row.by_name,
            text=row.reason,
            status=Status(said(pack.labels.stage(row.after)), "now"),
        )
        for row in reversed(changes)
    ]
    sent = [(row, Submission.Event(row.event).label) for row in queries.submissions(access, plan)]
    return plan_page(
        request, "living/history", plan, events=events, versions=_versions(revisions, pack, plan.current_revision_id), sent=sent
    )


def _versions(revisions: list[Revision], pack: Any, current: int | None) -> list[dict[str, Any]]:
    found = []
    for place, row in enumerate(revisions):
        before = revisions[place - 1] if place else None
        found.append(
            {
                "row": row, "current": row.pk == current, "seal": f"{row.sha256[:6]} {row.sha256[6:12]}",
                "whole": seal(row.content) == row.sha256, "before": before,
                "changes": differences(before.content, row.content, pack) if before else [],
            }
        )  # fmt: skip
    return found[::-1]
