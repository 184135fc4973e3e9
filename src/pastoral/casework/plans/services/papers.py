"""The papers of the pre-meeting pack (F-HIL-01): each there, not applicable, or still outstanding."""

from __future__ import annotations

from collections.abc import Mapping

from pastoral.foundation.access import Access
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, say

from ..models import Plan
from .changing import changing

STATES = ("present", "not_applicable", "outstanding")
LONGEST = 300


def set_papers(*, plan_id: int, papers: Mapping[str, Mapping[str, str]], by: Access) -> Plan:
    """Code of a paper → {"state": one of STATES or "", "note": text}. Papers that the authority does not name are refused."""
    with changing(plan_id, "plan.papers_set", by=by) as change:
        plan = change.plan
        if plan.status == Plan.Status.CLOSED:
            raise Refused(say("PLAN-31.closed", "The plan is closed."))
        wanted = pack_of(plan.policy_version_id).psp.documents_wanted
        kept = dict(plan.papers)
        for code, paper in papers.items():
            state = paper.get("state", "")
            if code not in wanted or state not in ("", *STATES):
                raise Refused(say("PLAN-31.unknown", "The authority does not ask for this paper."))
            kept[code] = {"state": state, "note": paper.get("note", "").strip()[:LONGEST]}
        change.set(papers={code: kept[code] for code in wanted if code in kept})
    return plan
