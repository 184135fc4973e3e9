"""Reads of a placement that lives or ends. Every function takes whose eyes it is for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from pastoral.foundation.access import Access
from pastoral.foundation.accounts.models import Membership
from pastoral.records.pupils.facts import is_current
from pastoral.records.pupils.models import Contact

from .models import (
    Concern,
    ConcernReport,
    Following,
    InTouch,
    JointReview,
    Objective,
    Place,
    Placement,
    ProgressPoint,
    ProviderReport,
    Ready,
    ReturnCheck,
    SafetyVisit,
    Voice,
    VoiceAsk,
    WayBack,
)


def school_people(access: Access, placement_id: int) -> list[tuple[int, str]]:
    """(account, name) of who works at the home school today. Empty where the placement is not visible."""
    school = Placement.objects.visible_to(access).filter(pk=placement_id).values_list("school_id", flat=True)
    posts = Membership.objects.filter(school__in=list(school), until__isnull=True, user__is_active=True)
    return list(dict.fromkeys(posts.order_by("user__name", "id").values_list("user_id", "user__name")))


def visits(access: Access, placement_id: int) -> list[SafetyVisit]:
    return list(SafetyVisit.objects.visible_to(access).filter(placement=placement_id))


def contacts_made(access: Access, placement_id: int) -> list[InTouch]:
    return list(InTouch.objects.visible_to(access).filter(placement=placement_id))


def reviews(access: Access, placement_id: int) -> list[JointReview]:
    return list(JointReview.objects.visible_to(access).filter(placement=placement_id))


def planned_review(access: Access, placement_id: int) -> JointReview | None:
    """The review to come, if one is planned."""
    found: JointReview | None = JointReview.objects.visible_to(access).filter(placement=placement_id, held_on__isnull=True).first()
    return found


def review(access: Access, review_id: int) -> JointReview:
    """Raises `JointReview.DoesNotExist` when it is not visible."""
    found: JointReview = JointReview.objects.visible_to(access).get(pk=review_id)
    return found


def concerns(access: Access, placement_id: int) -> list[Concern]:
    return list(Concern.objects.visible_to(access).filter(placement=placement_id))


def concern(access: Access, concern_id: int) -> Concern:
    """Raises `Concern.DoesNotExist` when it is not visible."""
    found: Concern = Concern.objects.visible_to(access).get(pk=concern_id)
    return found


def said_by(access: Access, concerns: Iterable[Concern]) -> list[Concern]:
    """What this very person of the family said: by their account, or by their name where they came by a link."""
    rows = [one for one in concerns if one.raised_by in (Concern.From.PARENT, Concern.From.PUPIL)]
    if access.user_id is not None:
        return [one for one in rows if one.by_user_id == access.user_id]
    return [one for one in rows if one.by_name == access.actor]


def concern_reports(access: Access, placement_id: int) -> list[ConcernReport]:
    return list(ConcernReport.objects.visible_to(access).filter(placement=placement_id))


def objectives(access: Access, placement_id: int) -> list[Objective]:
    return list(Objective.objects.visible_to(access).filter(placement=placement_id))


def points(access: Access, placement_id: int) -> dict[int, list[ProgressPoint]]:
    """Objective → its readings, the first first."""
    found: dict[int, list[ProgressPoint]] = defaultdict(list)
    for one in ProgressPoint.objects.visible_to(access).filter(placement=placement_id):
        found[one.objective_id].append(one)
    return dict(found)


def voices(access: Access, placement_id: int) -> list[Voice]:
    return list(Voice.objects.visible_to(access).filter(placement=placement_id))


def asks(access: Access, placement_id: int) -> list[VoiceAsk]:
    """Who was asked by link, each with its message and the answers."""
    found: QuerySet[VoiceAsk] = VoiceAsk.objects.visible_to(access).filter(placement=placement_id)
    return list(found.select_related("message").prefetch_related("answers"))


def ask(access: Access, ask_id: int) -> VoiceAsk:
    """Raises `VoiceAsk.DoesNotExist` when it is not visible."""
    found: VoiceAsk = VoiceAsk.objects.visible_to(access).select_related("contact").get(pk=ask_id)
    return found


def family_contacts(access: Access, pupil_id: int, today: dt.date) -> list[Contact]:
    """Parents and carers who may be written to today, the first to be asked first."""
    rows = Contact.objects.visible_to(access).filter(pupil=pupil_id, may_be_contacted=True).order_by("priority", "id")
    return [one for one in rows if is_current(one, today) and one.relationship != Contact.Relationship.SOCIAL_WORKER]


def reports(access: Access, placement_id: int) -> list[ProviderReport]:
    return list(ProviderReport.objects.visible_to(access).filter(placement=placement_id))


def report(access: Access, report_id: int) -> ProviderReport:
    """Raises `ProviderReport.DoesNotExist` when it is not visible."""
    found: ProviderReport = ProviderReport.objects.visible_to(access).get(pk=report_id)
    return found


def final_report(found: Iterable[ProviderReport]) -> ProviderReport | None:
    """The final report: the one that was sent, else the one that is owed."""
    finals = [one for one in found if one.kind == ProviderReport.Kind.FINAL]
    return next((one for one in finals if one.sent_at is not None), finals[0] if finals else None)


def way_back(access: Access, placement_id: int) -> WayBack | None:
    found: WayBack | None = WayBack.objects.visible_to(access).filter(placement=placement_id).first()
    return found


def readiness(access: Access, placement_id: int) -> dict[str, Ready]:
    """Who → their last word on whether the child is ready to return."""
    return {one.who: one for one in Ready.objects.visible_to(access).filter(placement=placement_id)}


def checks(access: Access, placement_id: int) -> list[ReturnCheck]:
    return list(ReturnCheck.objects.visible_to(access).filter(placement=placement_id))


def check(access: Access, check_id: int) -> ReturnCheck:
    """Raises `ReturnCheck.DoesNotExist` when it is not visible."""
    found: ReturnCheck = ReturnCheck.objects.visible_to(access).get(pk=check_id)
    return found


def followings(access: Access, placement_id: int) -> list[Following]:
    return list(Following.objects.visible_to(access).filter(placement=placement_id))


def place(access: Access, place_id: int) -> Place:
    """A place as its provider sees it. Raises `Place.DoesNotExist` when it is not shared with this person's provider."""
    found: Place = Place.objects.visible_to(access).select_related("provider", "site").get(
        pk=place_id, placement_id__in=sorted(access.placement_ids)
    )
    return found


def place_of(access: Access, placement_id: int) -> Place | None:
    """The same by its placement; None where it is not shared with this person's provider."""
    mine = sorted(access.placement_ids & {placement_id})
    found: Place | None = Place.objects.visible_to(access).select_related("provider", "site").filter(placement_id__in=mine).first()
    return found


def owed_reports(access: Access) -> list[tuple[ProviderReport, Any]]:
    """Reports that were asked for and are not here yet, of all the children a provider has, each with its place."""
    places = {one.placement_id: one for one in Place.objects.visible_to(access).filter(placement__in=sorted(access.placement_ids))}
    return [(row, places[row.placement_id]) for row in reports_asked(access) if row.placement_id in places]


def reports_asked(access: Access) -> list[ProviderReport]:
    """The same without their places. One query."""
    rows = ProviderReport.objects.visible_to(access).filter(sent_at=None, placement__in=sorted(access.placement_ids))
    return list(rows.order_by("due_on", "id"))
