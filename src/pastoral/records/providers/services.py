"""Writes of the directory: providers and their sites by an officer, a provider's own changes and what is answered to them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.row_security import entered
from pastoral.foundation.access.value import Access, NotAllowed
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import recording
from pastoral.records.organisations.models import Authority
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.providers.directory import wor_dir_01_registration
from pastoral.rules.providers.registry import Look
from pastoral.rules.sentences import Refused, Sentence, say

from .facts import entry_of
from .matching import schools_of
from .models import Listing, ListingMove, ProfileChange, Provider, Site
from .postcodes import put_on_the_map
from .profile import FIELDS, SITE_FIELDS
from .reading import tidy_postcode

State = ProfileChange.State
CHANGED_MEANWHILE = say(
    "DIR.meanwhile",
    "Somebody else changed this provider while you were writing. What they wrote is shown: look, then save again.",
)


def add_provider(
    *, by: Access, authority: Authority, values: dict[str, Any], site: dict[str, str] | None = None, listed: bool = False,
    list_name: str = "", reason: str = "",
) -> Provider:  # fmt: skip
    """A provider by hand. An officer may put it on the list; one that a school uses is applying and not on the framework (HAM-AP-16)."""
    officer = by.may(Permission.MANAGE_DIRECTORY)
    if not officer:
        by.require(Permission.COMMISSION)
    if authority.pk not in by.authority_ids | by.home_authority_ids:
        raise NotAllowed(Permission.COMMISSION)
    provider = Provider(added_by=authority, source=by.actor[:200], **_own(values))
    provider.school = schools_of(authority.pk, [provider.urn]).same_as(provider.name, provider.urn)
    if provider.school is not None:
        provider.kind = Provider.Kind.SCHOOL
    _refuse_unsaid_registration(provider, may_be_open=not officer)
    with recording("provider.added", by=by) as record:
        provider.save()
        if site and (site.get("address") or site.get("postcode")):
            _save_site(Site(provider=provider), {"name": provider.name, **site})
        on_list = officer and listed
        listing = Listing(
            authority=authority, provider=provider, list_name=list_name, reason=reason, status_since=timezone.localdate(),
            status=Listing.Status.LISTED if on_list else Listing.Status.APPLYING,
            framework=Listing.Framework.LISTED if on_list else Listing.Framework.NOT_LISTED,
        )  # fmt: skip
        listing.save()
        ListingMove(
            listing=listing, authority=authority, after=listing.status, by_name=by.actor[:200], reason=reason
        ).save()
        record.about(provider, changes={"listed": on_list})
    return provider


def save_profile(*, by: Access, provider: Provider, values: dict[str, Any], version: int) -> list[str]:
    """An officer's own changes, at once; returns the fields that changed. Raises `Refused`, also for what was changed meanwhile."""
    by.require(Permission.MANAGE_DIRECTORY)
    with transaction.atomic():
        locked = _locked(by, provider.pk)
        if locked.version != version:
            raise Refused(CHANGED_MEANWHILE)
        changed = [name for name, value in _own(values).items() if getattr(locked, name) != value]
        if not changed:
            return []
        with recording("provider.changed", by=by) as record:
            for name in changed:
                setattr(locked, name, values[name])
            _refuse_unsaid_registration(locked)
            locked.version += 1
            locked.offer_reviewed_on = timezone.localdate()
            locked.save()
            record.about(locked, changes={"fields": sorted(changed)})
    return changed


def _own(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _refuse_unsaid_registration(provider: Provider, *, may_be_open: bool = False) -> None:
    """WOR-DIR-01: the directory is not saved without a word on registration. A school that adds one may not know it yet."""
    today = timezone.localdate()
    look = Look(entry_of(provider, None), Policy(), SchoolCalendar(estimate_around=today), today)
    stopping: tuple[Sentence, ...] = tuple(
        found.sentence
        for found in wor_dir_01_registration(look)
        if found.stops("save") and not (may_be_open and not provider.registration)
    )
    if stopping:
        raise Refused(stopping)


def save_site(*, by: Access, provider: Provider, values: dict[str, str], site: Site | None = None) -> Site:
    """Add a place where it teaches, or change one."""
    by.require(Permission.MANAGE_DIRECTORY)
    with recording("provider.site_changed" if site else "provider.site_added", by=by) as record:
        kept = _save_site(site or Site(provider=provider), values)
        record.about(provider, changes={"site": kept.pk})
    return kept


def _save_site(site: Site, values: dict[str, str]) -> Site:
    for name in SITE_FIELDS:
        if name in values:
            setattr(site, name, values[name])
    site.postcode = tidy_postcode(site.postcode) or site.postcode
    site.name = site.name or site.provider.name
    put_on_the_map([site])
    site.save()
    return site


def close_site(*, by: Access, site: Site) -> None:
    """A place that is no longer used. It stays known, because children were taught there."""
    by.require(Permission.MANAGE_DIRECTORY)
    if site.closed_on is None:
        with recording("provider.site_closed", by=by) as record:
            site.closed_on = timezone.localdate()
            site.save(update_fields=["closed_on"])
            record.about(site.provider, changes={"site": site.pk})


def locate_again(authority_id: int) -> int:
    """Look up every open place of the providers that an authority added or lists; returns how many moved."""
    by = Access.system(authority_id=authority_id, doing="where places are")
    with entered(by):
        mine = Listing.objects.visible_to(by).filter(authority_id=authority_id).values("provider_id")
        moved = put_on_the_map(Site.objects.visible_to(by).filter(provider_id__in=mine, closed_on__isnull=True))
        if moved:
            with recording("provider.places_located", by=by) as record:
                Site.objects.visible_to(by).bulk_update(moved, ["easting", "northing", "located_by"], batch_size=500)
                record.about(Authority.objects.get(pk=authority_id), changes={"places": len(moved)})
    return len(moved)


# --- what a provider says itself ---


def propose(*, by: Access, provider: Provider, values: dict[str, Any]) -> list[ProfileChange]:
    """A provider's own word on its profile: each field that differs waits for an officer. Saying the old value again takes it back."""
    by.require(Permission.LEAD_PROVIDER)
    _only_own(by, provider)
    with transaction.atomic():
        locked = _locked(by, provider.pk)
        waiting = {one.field: one for one in _waiting(by, locked) if one.site_id is None and one.field in FIELDS}
        asked = []
        with recording("provider.change_asked", by=by) as record:
            for name, value in _own(values).items():
                stands, there = getattr(locked, name), waiting.get(name)
                if value == stands and there is None:
                    continue
                change = there or ProfileChange(provider=locked, field=name)
                if there is not None and there.after == value:
                    continue
                change.before, change.after, change.said_by = stands, value, by.actor[:200]
                if value == stands:
                    change.state = State.WITHDRAWN
                change.save()
                asked.append(change)
            record.about(locked, changes={"fields": sorted(one.field for one in asked)})
    return asked


def propose_site(*, by: Access, provider: Provider, values: dict[str, str]) -> ProfileChange:
    """A new place, said by the provider; commissioners see it as not checked yet."""
    by.require(Permission.LEAD_PROVIDER)
    _only_own(by, provider)
    kept = {name: values.get(name) or "" for name in SITE_FIELDS}
    with recording("provider.change_asked", by=by) as record:
        change = ProfileChange(provider=provider, field="site", after=kept, said_by=by.actor[:200])
        change.save()
        record.about(provider, changes={"fields": ["site"]})
    return change


def propose_closing(*, by: Access, provider: Provider, site: Site) -> ProfileChange:
    """A place that the provider no longer uses; said once."""
    by.require(Permission.LEAD_PROVIDER)
    _only_own(by, provider)
    with transaction.atomic():
        _locked(by, provider.pk)
        there = (
            ProfileChange.objects.visible_to(by)
            .filter(provider=provider, site=site, field="site_closed", state=State.WAITING)
            .first()
        )
        if there is not None:
            found: ProfileChange = there
            return found
        with recording("provider.change_asked", by=by) as record:
            before = {name: getattr(site, name) for name in SITE_FIELDS}
            change = ProfileChange(
                provider=provider, site=site, field="site_closed", before=before, said_by=by.actor[:200]
            )
            change.save()
            record.about(provider, changes={"fields": ["site_closed"]})
    return change


def take_back(*, by: Access, change: ProfileChange) -> None:
    """The provider takes back what nobody has answered yet."""
    by.require(Permission.LEAD_PROVIDER)
    _only_own(by, change.provider)
    with recording("provider.change_taken_back", by=by) as record:
        done = (
            ProfileChange.objects.visible_to(by).filter(pk=change.pk, state=State.WAITING).update(state=State.WITHDRAWN)
        )
        record.about(change.provider, changes={"field": change.field, "done": done})


def set_places_free(*, by: Access, provider: Provider, places_free: int | None) -> None:
    """How many places are free today: at once, with its day, because tomorrow it is worth nothing."""
    by.require(Permission.LEAD_PROVIDER)
    _only_own(by, provider)
    with transaction.atomic():
        locked = _locked(by, provider.pk)
        if places_free is not None and locked.places is not None and places_free > locked.places:
            raise Refused(
                say(
                    "DIR.too_many_free", "{free} places are free, and there are {most} in all. Change one of the two.",
                    free=places_free, most=locked.places,
                )
            )  # fmt: skip
        with recording("provider.places_said", by=by) as record:
            locked.places_free, locked.places_said_on = places_free, timezone.localdate()
            locked.save(update_fields=["places_free", "places_said_on"])
            record.about(locked, changes={"places_free": places_free})


def set_letter_language(*, by: Access, provider: Provider, language: str) -> None:
    """In which language the provider is written to: at once, nobody else has a say in it."""
    by.require(Permission.LEAD_PROVIDER)
    _only_own(by, provider)
    with transaction.atomic(), recording("provider.language_said", by=by) as record:
        locked = _locked(by, provider.pk)
        locked.letter_language = Provider.LetterLanguage(language).value
        locked.save(update_fields=["letter_language"])
        record.about(locked, changes={"letter_language": language})


def decide(*, by: Access, change: ProfileChange, accept: bool, reason: str = "") -> ProfileChange:
    """An officer of an authority that lists the provider takes a change over, or says why not. A second answer changes nothing."""
    by.require(Permission.MANAGE_DIRECTORY)
    with transaction.atomic():
        provider = _locked(by, change.provider_id)
        ours = Listing.objects.visible_to(by).filter(provider=provider, authority_id__in=by.authority_ids)
        authority_id = ours.values_list("authority_id", flat=True).first()
        if authority_id is None:
            raise Refused(
                say("DIR.not_ours", "Only an authority that has this provider on its list checks its profile.")
            )
        kept: ProfileChange = ProfileChange.objects.visible_to(by).get(pk=change.pk)
        if kept.state != State.WAITING:
            return kept
        if not accept and not reason.strip():
            raise Refused(say("DIR.reason", "Write why you do not take this over. The provider reads it."))
        with recording("provider.change_checked", by=by) as record:
            if accept:
                _take_over(provider, kept)
            kept.state = State.ACCEPTED if accept else State.REFUSED
            kept.reason, kept.decided_by, kept.decided_at = reason.strip(), by.actor[:200], timezone.now()
            kept.decided_for_id = authority_id
            kept.save()
            record.about(provider, changes={"field": kept.field, "accepted": accept})
    return kept


def _take_over(provider: Provider, change: ProfileChange) -> None:
    if change.field == "site":
        _save_site(Site(provider=provider), dict(change.after or {}))
    elif change.field == "site_closed":
        if change.site is not None:
            change.site.closed_on = timezone.localdate()
            change.site.save(update_fields=["closed_on"])
    else:
        setattr(provider, change.field, change.after)
        least, most = provider.least_age, provider.most_age
        if least is not None and most is not None and least > most:
            raise Refused(
                say("DIR.ages_crossed", "The youngest age would be above the oldest. Check the other age first.")
            )
        provider.version += 1
        provider.offer_reviewed_on = timezone.localdate()
        provider.save()


def _only_own(by: Access, provider: Provider) -> None:
    if not leads(by, provider.pk):
        raise NotAllowed(Permission.LEAD_PROVIDER)


def _waiting(by: Access, provider: Provider) -> list[ProfileChange]:
    return list(ProfileChange.objects.visible_to(by).filter(provider=provider, state=State.WAITING))


def _locked(by: Access, provider_id: int) -> Provider:
    found: Provider = Provider.objects.visible_to(by).select_for_update().get(pk=provider_id)
    return found
