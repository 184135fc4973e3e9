"""Reviews of a placement with everybody: planned by the day the rules set, asked to, held, and told (NPT-AP-10, ENG-KC-05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.casework.plans.invitation import calendar_file
from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers import letters
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact
from pastoral.rules import engine
from pastoral.rules.placements import Look, PlacementFacts
from pastoral.rules.sentences import Refused, say

from .. import living
from ..facts import facts_of
from ..models import JointReview, Placement, ProviderReport
from .changing import Change, changing
from .living import not_later_than_today
from .moving import set_last_day, take
from .reporting import ask_report
from .sharing import renew_copy

PAST = say("AP.review_past", "A review is planned for today or later. One that was held is recorded below.")
NOT_PLANNED = say("AP.review_none", "Plan the review first: then everybody can be asked to it.")
NOT_RUNNING = say("AP.review_not_live", "A review is recorded while the placement runs.")
NOBODY = say("AP.review_alone", "Say who took part. A review is held with others, not alone.")
PARTIES = ("school", "provider", "pupil", "parent", "others")


def due_by(row: Placement, facts: PlacementFacts) -> dt.date | None:
    """The last day of the next review: the earliest that any rule in force sets. None where no rule sets one."""
    policy = pack_of(row.policy_version_id).policy
    look = Look(facts, policy, calendar_of(row.school), timezone.localdate(), facts.starts_on)
    return min((one.due for one in engine.judge("placement", look) if one.about == "review" and one.due is not None), default=None)


def plan_review(
    *, placement_id: int, planned_for: dt.date, by: Access, starts: dt.time | None = None, where: str = ""
) -> JointReview:
    """Set or move the day of the next review. The provider is asked for its report a week before (or at once)."""
    if planned_for < timezone.localdate():
        raise Refused((PAST,))
    with changing(placement_id, "placement.review_planned", by=by) as change:
        row = change.row
        found = living.planned_review(by, placement_id)
        planned = found or JointReview(**scope_of(row.pupil), placement=row, by_name=by.actor)
        if (planned.planned_for, planned.starts, planned.where) != (planned_for, starts, where):
            planned.invited_at = None
        planned.planned_for, planned.starts, planned.where = planned_for, starts, where
        planned.save()
        change.record.about(planned, changes={"planned_for": planned_for.isoformat()})
        change.set(next_review_on=planned_for, first_review_on=row.first_review_on or planned_for)
        if row.stage == Placement.Stage.LIVE and row.provider_id is not None:
            ask_report(change, ProviderReport.Kind.REGULAR, due_on=max(timezone.localdate(), planned_for - dt.timedelta(days=7)))
        change.tell("placement.review_planned", day=planned_for)
    return planned


def invite(*, placement_id: int, by: Access) -> list[str]:
    """Write to everybody with the day and a calendar file; gives the names of those who were written to."""
    with changing(placement_id, "placement.review_invited", by=by) as change:
        planned = living.planned_review(by, placement_id)
        if planned is None:
            raise Refused((NOT_PLANNED,))
        told = [name for name, email, language, signed_in in _invited(change)
                if _invite(change, planned, name, email, language, signed_in=signed_in)]  # fmt: skip
        planned.invited_at = timezone.now()
        planned.save()
        change.record.about(planned, changes={"invited": len(told)})
    return told


def _invited(change: Change) -> list[tuple[str, str, str, bool]]:
    """(name, e-mail, language, has an account): the parents, the provider's people, and who leads and watches at school."""
    row, today = change.row, timezone.localdate()
    found: list[tuple[str, str, str, bool]] = []
    for one in Contact.objects.visible_to(change.by).filter(pupil=row.pupil_id, may_be_contacted=True).order_by("priority", "id"):
        if is_current(one, today) and one.email:
            found.append((one.name, one.email, "cy" if one.language in ("cy", "both") else "en-gb", False))
    if row.provider is not None:
        there = letters.leads(row.provider, row.authority_id)
        found += [(one.name, one.email, one.language, one.has_account) for one in there]
    found += [(user.name, user.email, user.language, True) for user in (row.lead, row.monitor_user) if user is not None]
    return [one for place, one in enumerate(found) if one[1] and one[1] not in {other[1] for other in found[:place]}]


def _invite(change: Change, planned: JointReview, name: str, email: str, language: str, *, signed_in: bool) -> bool:
    row = change.row
    key = f"placement-review-{planned.pk}-{planned.planned_for:%Y%m%d}-{planned.starts or ''}-{email}"

    def body() -> str:
        lines = [
            gettext("Hello %(name)s,") % {"name": name},
            gettext("You are asked to a review meeting. The day is in the file with this message."),
            gettext("Where: %(where)s") % {"where": planned.where} if planned.where else "",
            gettext("Sign in to read more: %(address)s") % {"address": settings.BASE_URL + reverse("home")} if signed_in else "",
            gettext("If you can't come, please tell the school."),
            row.school.name,
        ]
        return "\n\n".join(line for line in lines if line)

    with override(language):
        calendar = calendar_file(
            uid=f"placement-review-{planned.pk}@pastoral", sequence=row.version, on=planned.planned_for, starts_at=planned.starts,
            summary=gettext("Review meeting"), place=planned.where, attendee=email,
        )  # fmt: skip
    send(
        key=key, kind="placement", to_name=name, to_email=email, language=language,
        subject=wording.subject(language, lambda: gettext("A review meeting: please come")), body=wording.body(language, body),
        authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil,
        calendar=calendar, by=change.by,
    )  # fmt: skip
    return True


def record_review(
    *, placement_id: int, held_on: dt.date, took_part: Iterable[str], decision: str, by: Access, said: str = "",
    informed_on: dt.date | None = None, progress: str | None = None, reason: str = "", present: str = "",
    last_day: dt.date | None = None, version: int | None = None,
) -> JointReview:  # fmt: skip
    """A review that was held, and what it decided. The next one is set to the last day that the rules allow.

    Where it ends the placement, `last_day` is the child's last there: left out, it is the planned one, or the day of the review.
    """
    not_later_than_today(held_on)
    if informed_on is not None:
        not_later_than_today(informed_on)
    parties = [one for one in PARTIES if one in set(took_part)]
    with changing(placement_id, "placement.reviewed", by=by, version=version) as change:
        row = change.row
        if row.stage != Placement.Stage.LIVE:
            raise Refused((NOT_RUNNING,))
        if not set(parties) - {"school"}:
            raise Refused((NOBODY,))
        review = living.planned_review(by, placement_id) or JointReview(
            **scope_of(row.pupil), placement=row, planned_for=held_on
        )
        review.held_on, review.took_part, review.decision = held_on, parties, decision
        review.said, review.informed_on, review.by_name, review.present = said, informed_on, by.actor, present[:500]
        review.save()
        change.record.about(review, changes={"held_on": held_on.isoformat(), "decision": decision})
        if progress:
            change.set(progress=progress)
        for one in living.concerns(by, placement_id):
            if one.reviewed_on is None and timezone.localdate(one.raised_at) <= held_on:  # ENG-KC-06: it was looked at again
                one.reviewed_on = held_on
                one.save()
        if decision == JointReview.Decision.END:
            set_last_day(change, last_day or row.ends_on or held_on)
        take(change, "record_review", facts_of(by, [row])[row.pk], choice=decision, reason=reason)
        after = facts_of(by, [row])[row.pk]
        change.set(next_review_on=due_by(row, after) if row.stage == Placement.Stage.LIVE else None)
        renew_copy(change)
    return review


def informed(*, review_id: int, on: dt.date, by: Access) -> JointReview:
    """Parents and professionals heard of the progress that a review saw (NPT-AP-10)."""
    not_later_than_today(on)
    found = living.review(by, review_id)
    with changing(found.placement_id, "placement.review_told", by=by, closed_too=True) as change:
        found.informed_on = on
        found.save()
        change.record.about(found, changes={"informed_on": on.isoformat()})
    return found
