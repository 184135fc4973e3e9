"""Asking several providers at once whether they have a place, and taking one of the places that are offered."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.records.providers import letters
from pastoral.records.providers.models import Provider
from pastoral.rules import engine
from pastoral.rules.engine import RuleFinding
from pastoral.rules.key_stages import age_on
from pastoral.rules.placements import Look
from pastoral.rules.sentences import Refused, Sentence, say

from ..facts import facts_of
from ..models import Placement, Referral
from .changing import Change, changing
from .sharing import make_way
from .times import move_site

MOST = 10  # providers asked in one go
DAYS_TO_ANSWER = 7
TOO_LATE = say("AP.refer.stage", "Providers are asked before the placement starts.")
NOBODY = say("AP.refer.nobody", "Choose at least one provider.")
TOO_MANY = say("AP.refer.many", "Ask at most {most} providers at once.", most=MOST)
NO_OFFER = say("AP.refer.no_offer", "This provider does not offer a place (any more).")
PAST = say("AP.refer.past", "The first day must not be before today.")
ANSWERED = say("AP.refer.answered", "This was answered or taken back before.")


@dataclass(frozen=True)
class Asked:
    """What every provider is asked: words that do not say who the child is."""

    need: str  # Referral.Need
    words: str
    assessment: str = ""  # shared with the referral (HAM-AP-01)
    hours: Decimal | None = None  # a week
    days: tuple[int, ...] = ()  # ISO weekdays
    start_wanted: dt.date | None = None
    area: str = ""
    answer_by: dt.date | None = None


def refer(
    *, placement_id: int, provider_ids: Iterable[int], asked: Asked, version: int | None = None, by: Access
) -> list[Referral]:
    """Ask these providers. Raises `Refused` with every reason: what the rules stop (HAM-AP-01, WOR-DIR-03), whom one asked before."""
    wanted = sorted(set(provider_ids))
    if not wanted:
        raise Refused((NOBODY,))
    if len(wanted) > MOST:
        raise Refused((TOO_MANY,))
    with changing(placement_id, "placement.referred", by=by, version=version) as change:
        row = change.row
        if row.stage not in (Placement.Stage.CONSIDERING, Placement.Stage.PREPARING):
            raise Refused((TOO_LATE,))
        found = list(Provider.objects.visible_to(by).filter(pk__in=wanted))
        if reasons := [*_named(by, row, asked, words=said_name(row), found=found)]:
            raise Refused(tuple(dict.fromkeys(reasons)))
        made = [_ask(change, provider, asked) for provider in found]
        asked_in_all = Referral.objects.visible_to(by).filter(placement=row).values("provider").distinct().count()
        change.set(providers_compared=max(row.providers_compared or 0, asked_in_all))
        change.tell("sharing.referred", count=len(made))
    return made


def said_name(row: Placement) -> tuple[str, ...]:
    """Names by which the child could be known from the words of a referral."""
    pupil = row.pupil
    return tuple(name for name in (pupil.surname, pupil.forename, pupil.preferred_name) if len(name.strip()) > 2)


def _named(
    by: Access, row: Placement, asked: Asked, *, words: tuple[str, ...], found: list[Provider]
) -> Iterable[Sentence]:
    """Why this may not be sent."""
    text = " ".join((asked.words, asked.assessment)).casefold().replace("’", "'")
    tokens = set(text.replace(",", " ").replace(".", " ").replace("'s ", " ").split())
    for name in words:
        if name.casefold() in tokens:
            yield say("AP.refer.name", "Leave out the child's name: you wrote “{name}”.", name=name)
    open_to = set(
        Referral.objects.visible_to(by)
        .filter(pupil=row.pupil_id, state__in=("asked", "accepted", "offered"))
        .values_list("provider_id", flat=True)
    )
    for provider in found:
        if provider.pk in open_to:
            yield say("AP.refer.again", "{provider} has been asked about this child already.", provider=provider.name)
        for finding in findings_for(by, row, provider, shares_assessment=bool(asked.assessment.strip())):
            if finding.stops("refer"):
                yield say("AP.refer.stopped", "{provider}: {reason}", provider=provider.name, reason=finding.sentence)


def findings_for(by: Access, row: Placement, provider: Provider, *, shares_assessment: bool) -> list[RuleFinding]:
    """What the rules say of this placement if it were with this provider (WOR-DIR-03, WOR-DIR-05, HAM-AP-01)."""
    trial = copy.copy(row)
    trial.provider, trial.site, trial.stage = provider, None, Placement.Stage.CONSIDERING
    facts, today = facts_of(by, [trial])[row.pk], timezone.localdate()
    if shares_assessment and facts.assessment_shared_on is None:
        facts = replace(facts, assessment_shared_on=today)
    policy, calendar = pack_of(row.policy_version_id).policy, calendars_of([row.school])[row.school_id]
    return list(engine.judge("placement", Look(facts, policy, calendar, today, facts.starts_on)))


def doubts(by: Access, row: Placement, provider: Provider) -> list[Sentence]:
    """What to warn of before this provider is asked: the child's age or district is outside its offer (WOR-DIR-05)."""
    said = findings_for(by, row, provider, shares_assessment=True)
    return [one.sentence for one in said if one.about in ("age", "district", "provider_status")]


def choose(*, referral_id: int, version: int | None = None, by: Access) -> Placement:
    """Take the place that this provider offers: it becomes the placement's provider, and the others are thanked."""
    chosen: Referral = Referral.objects.visible_to(by).select_related("provider").get(pk=referral_id)
    with changing(chosen.placement_id, "placement.provider_chosen", by=by, version=version) as change:
        row = change.row
        chosen = _locked(by, referral_id)
        if not chosen.has_offer:
            raise Refused((NO_OFFER,))
        if row.stage not in (Placement.Stage.CONSIDERING, Placement.Stage.PREPARING):
            raise Refused((TOO_LATE,))
        site_id = chosen.site_offered_id or (row.site_id if row.provider_id == chosen.provider_id else None)
        make_way(change, chosen.provider_id)
        move_site(change, chosen.provider_id, site_id)
        change.set(provider_id=chosen.provider_id, site_id=site_id)
        first = chosen.start_offered or chosen.start_wanted
        if first is not None and (row.ends_on is None or first <= row.ends_on):
            change.set(starts_on=first)
        _settle(change, chosen, Referral.State.CHOSEN)
        for other in _open(by, row):
            _settle(change, other, Referral.State.WITHDRAWN)
        change.tell("sharing.chosen", provider=chosen.provider.name)
        return row


def take_back(*, referral_id: int, by: Access) -> None:
    """The school does not ask any more. The provider is told in a kind sentence."""
    found: Referral = Referral.objects.visible_to(by).get(pk=referral_id)
    with changing(found.placement_id, "placement.referral_withdrawn", by=by, closed_too=True) as change:
        found = _locked(by, referral_id)
        if not found.is_open:
            raise Refused((ANSWERED,))
        _settle(change, found, Referral.State.WITHDRAWN)


def take_back_all(change: Change) -> None:
    """Inside a change that closes the placement: nobody is left waiting."""
    for one in _open(change.by, change.row):
        _settle(change, one, Referral.State.WITHDRAWN)


def lapse(authority_id: int) -> int:
    """Referrals that were not answered in time; how many. They count as unmet need."""
    with entered(Access.system(authority_id=authority_id, doing="referrals not answered in time")) as by:
        late = list(Referral.objects.visible_to(by).filter(state=Referral.State.ASKED, answer_by__lt=timezone.localdate()))
        for one in late:
            with recording("placement.referral_lapsed", by=by, subject=one):
                one.state, one.settled_at = Referral.State.LAPSED, timezone.now()
                one.save()
    return len(late)


def open_to(by: Access, row: Placement) -> QuerySet[Referral]:
    """Every provider that was asked about this placement, the last first."""
    found: QuerySet[Referral] = (
        Referral.objects.visible_to(by).filter(placement=row).select_related("provider", "site_offered").order_by("-asked_at", "-pk")
    )
    return found


def _open(by: Access, row: Placement) -> list[Referral]:
    found = Referral.objects.visible_to(by).filter(placement=row, state__in=("asked", "accepted", "offered"))
    return list(found.select_related("provider"))


def _locked(by: Access, referral_id: int) -> Referral:
    found: Referral = (
        Referral.objects.visible_to(by).select_for_update(of=("self",)).select_related("provider").get(pk=referral_id)
    )
    return found


def _ask(change: Change, provider: Provider, asked: Asked) -> Referral:
    row, pupil, today = change.row, change.row.pupil, timezone.localdate()
    made = Referral(
        **scope_of(pupil), placement=row, provider=provider, year_group=pupil.year_group, age=age_on(pupil.date_of_birth, today),
        need=asked.need, words=asked.words, assessment=asked.assessment, hours=asked.hours, days=list(asked.days),
        start_wanted=asked.start_wanted, area=asked.area, asked_by=change.by.actor, asking_school=row.school.name,
        answer_by=asked.answer_by or today + dt.timedelta(days=DAYS_TO_ANSWER),
    )  # fmt: skip
    made.save()
    change.record.about(made, changes={"provider": provider.pk})
    _write(change, made, "asked")
    return made


def _settle(change: Change, one: Referral, state: str) -> None:
    one.state, one.settled_at = state, timezone.now()
    one.save()
    change.record.about(one, changes={"state": str(state)}, verb="placement.referral_settled")
    _write(change, one, str(state))


def _write(change: Change, one: Referral, what: str) -> None:
    """To the provider's own address: neutral words and the way to the page."""
    provider: Any = one.provider
    if not provider.email:
        return
    page = settings.BASE_URL + reverse("provider-referral", args=[one.pk])

    def said() -> tuple[str, str]:
        return {
            "asked": (gettext("A school asks whether you have a place"), gettext("{school} asks whether you have a place.")),
            "chosen": (gettext("Your place was taken up"), gettext("{school} takes up the place that you offered.")),
            "withdrawn": (
                gettext("A referral was taken back"),
                gettext("{school} no longer needs your answer about a place. Thank you for looking at it."),
            ),
        }[what]

    letters.write(
        letters.desk(provider, one.authority_id), key=f"referral-{one.pk}-{what}", kind="placement.referral",
        subject=lambda: said()[0],
        body=lambda: (
            said()[1].format(school=change.row.school.name) + "\n\n" + gettext("Sign in to read it: {page}").format(page=page)
        ),
        authority_id=one.authority_id, school_id=one.school_id, pupil=one.pupil_id, by=change.by,
    )  # fmt: skip
