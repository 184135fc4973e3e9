"""An officer accepts or lowers a finding: with a reason and an end date, on the record, and never silently."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.utils import timezone

from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.audit.recording import recording
from pastoral.rules.sentences import Refused, say

from .models import Eased, Easing, Finding, FindingEvent
from .parameters import days
from .sentences import SentenceEncoder

SHORTEST_REASON = 10


def facts_digest(values: Mapping[str, Any]) -> str:
    """What a finding rests on, as a short text that differs when the facts do. Where a rule names no facts, what it says."""
    said = [fact[:2] for fact in values["facts"].get("said", [])]
    seen = [values["code"], said or values["params"]]
    return sha256(json.dumps(seen, cls=SentenceEncoder, sort_keys=True).encode()).hexdigest()


def latest_day(finding: Finding, *, today: dt.date) -> dt.date:
    """The last day for which a finding may be accepted or lowered from today."""
    return today + dt.timedelta(days=days(finding.authority_id, "findings.accept_at_most_days", on=today))


def ease(*, finding_id: int, kind: str, reason: str, until: dt.date, by: Access) -> Easing:
    """Accept or lower a finding until a day. A decision that holds is replaced, and both stay on the record.

    Raises `Finding.DoesNotExist`, `NotAllowed`, or `Refused` with every reason why not.
    """
    finding = _locked(finding_id, by=by)
    today = timezone.localdate()
    last = latest_day(finding, today=today)
    wrong = [
        sentence
        for is_wrong, sentence in (
            (finding.cleared_on is not None, say("FINDING.cleared", "This is cleared already: there is nothing to accept.")),
            (kind not in Eased.values, say("FINDING.kind", "Choose whether to accept it or to lower it.")),
            (len(reason.strip()) < SHORTEST_REASON, say("FINDING.reason", "Say why in at least 10 characters.")),
            (until < today, say("FINDING.past", "The end date must be today or later.")),
            (until > last, say("FINDING.far", "The end date must be {last} or earlier.", last=last)),
        )
        if is_wrong
    ]
    if wrong:
        raise Refused(tuple(wrong))
    scope = {"pupil_id": finding.pupil_id, "authority_id": finding.authority_id, "school_id": finding.school_id}
    made = Easing(
        **scope, finding=finding, kind=kind, reason=reason.strip(), until=until, facts_seen=facts_digest(vars(finding)),
        decided_by_id=by.user_id, decided_by_name=by.actor,
    )  # fmt: skip
    with recording(f"finding.{kind}", by=by, reason=reason.strip()) as record:
        _open_ones([finding.pk], by).update(
            ended_at=timezone.now(), ended_why=Easing.Ended.TAKEN_BACK, ended_by_name=by.actor
        )
        made.save()
        finding.eased, finding.eased_until, finding.escalated = kind, until, ""
        finding.save(update_fields=["eased", "eased_until", "escalated"])
        FindingEvent(
            **scope, finding=finding, what=kind, actor=by.actor, reason=reason.strip(), changes={"until": until}
        ).save()
        record.about(finding, changes={"rule": finding.rule, "until": until.isoformat()})
    return made


def take_back(*, finding_id: int, by: Access) -> None:
    """The decision no longer holds: the finding counts in full again at once. Nothing happens where none holds."""
    finding = _locked(finding_id, by=by)
    if finding.eased:
        with recording("finding.taken_back", by=by) as record:
            end([finding], Easing.Ended.TAKEN_BACK, by=by)
            finding.save(update_fields=["eased", "eased_until"])
            record.about(finding, changes={"rule": finding.rule})


def end(findings: Iterable[Finding], why: str, *, by: Access) -> None:
    """Inside a recording: the decisions on these end, and each history says so. The findings are saved by the caller."""
    them = list(findings)
    _open_ones([one.pk for one in them], by).update(ended_at=timezone.now(), ended_why=why, ended_by_name=by.actor)
    FindingEvent.objects.bulk_create(
        FindingEvent(
            pupil_id=one.pupil_id, authority_id=one.authority_id, school_id=one.school_id, finding=one,
            what=FindingEvent.What.BACK, actor=by.actor, changes={"why": str(why)},
        )  # fmt: skip
        for one in them
    )
    for one in them:
        one.eased, one.eased_until = "", None


def _open_ones(finding_ids: list[int], by: Access) -> Any:
    return Easing.objects.visible_to(by).filter(finding_id__in=finding_ids, ended_at__isnull=True)


def _locked(finding_id: int, *, by: Access) -> Finding:
    found: Finding = Finding.objects.visible_to(by).select_for_update(of=("self",)).get(pk=finding_id)
    by.require(Permission.EASE_FINDINGS)
    if by.support_session_id is not None:  # support staff look, and change nothing
        raise NotAllowed(Permission.EASE_FINDINGS)
    return found
