"""What an import of providers writes, and how it is taken back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, ProtectedError
from django.utils import timezone

from pastoral.foundation.access.value import Access
from pastoral.rules.sentences import say

from .models import Listing, ListingMove, Provider, ProviderImport, ProviderImportRow, Site
from .postcodes import put_on_the_map
from .tables import RowRead

Outcome = ProviderImportRow.Outcome
BATCH = 500
TOGETHER = 100  # providers deleted at once


@dataclass
class Undone:
    """How many providers were removed and put back as before; `kept` has (provider, name) of those that stay."""

    removed: int = 0
    restored: int = 0
    kept: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """A provider that a row is about, with what this authority's last file said of it."""

    provider: Provider
    listing: Listing | None
    sites: list[Site]
    last: ProviderImportRow | None


def read_of(row: ProviderImportRow) -> RowRead:
    """A kept row as it was read."""
    values = {name: value for name, value in row.values.items() if name != "listing"}
    return RowRead(
        row.row, row.cells, values, dict(row.values.get("listing") or {}), list(row.sites), list(row.problems)
    )


def changes_for(by: Access, authority_id: int, reads: dict[int, RowRead]) -> dict[int, bool]:
    """For providers by key: whether the row would change anything of them or of their listing."""
    known = _known(by, authority_id, list(reads))
    return {key: key in known and _would_change(known[key], read, authority_id) for key, read in reads.items()}


def _known(by: Access, authority_id: int, provider_ids: list[int]) -> dict[int, _Known]:
    providers = Provider.objects.visible_to(by).in_bulk(provider_ids)
    listings = {
        one.provider_id: one
        for one in Listing.objects.visible_to(by).filter(authority_id=authority_id, provider_id__in=provider_ids)
    }
    sites: dict[int, list[Site]] = defaultdict(list)
    for site in Site.objects.visible_to(by).filter(provider_id__in=provider_ids, closed_on__isnull=True):
        sites[site.provider_id].append(site)
    rows = ProviderImportRow.objects.visible_to(by).filter(
        authority_id=authority_id, provider_id__in=provider_ids, batch__status=ProviderImport.Status.COMMITTED
    )
    last = {row.provider_id: row for row in rows.order_by("batch__committed_at", "pk")}
    return {key: _Known(provider, listings.get(key), sites[key], last.get(key)) for key, provider in providers.items()}


def _would_change(known: _Known, read: RowRead, authority_id: int) -> bool:
    new, gone = _sites(known, read, authority_id)
    return bool(
        _fields(known, read, authority_id) or _listing_fields(known, read) or new or gone or known.listing is None
    )


def _fields(known: _Known, read: RowRead, authority_id: int) -> dict[str, Any]:
    """Fields of the profile that a row changes: those where the file says something else than this authority's last file did.

    The profile of another authority's provider is only added to, never overwritten.
    """
    before = known.last.values if known.last else {}
    own = known.provider.added_by_id == authority_id
    changed = {}
    for name, value in read.values.items():
        stands = getattr(known.provider, name)
        if value == stands or (known.last and before.get(name) == value) or name == "name":
            continue
        if own or stands in ("", None, [], False):
            changed[name] = value
    if known.provider.school_id is not None:
        for name in ("kind", "registration", "urn", "registration_text"):
            changed.pop(name, None)  # the register of schools says it
    return changed


def _listing_fields(known: _Known, read: RowRead) -> dict[str, Any]:
    if known.listing is None:
        return {}
    before = (known.last.values.get("listing") or {}) if known.last else {}
    return {
        name: value
        for name, value in read.listing.items()
        if before.get(name) != value and str(getattr(known.listing, name) or "") != value
    }


def _sites(known: _Known, read: RowRead, authority_id: int) -> tuple[list[dict[str, str]], list[Site]]:
    """(sites that the file adds, sites that its last version had and this one has not)."""
    if known.provider.added_by_id != authority_id and known.sites:
        return [], []
    before = [_site_key(site) for site in (known.last.sites if known.last else [])]
    wanted = [_site_key(site) for site in read.sites]
    there = {(site.address, site.postcode, site.kind): site for site in known.sites}
    new = [site for site, key in zip(read.sites, wanted, strict=True) if key not in there and key not in before]
    gone = [there[key] for key in before if key not in wanted and key in there]
    return new, gone


def _site_key(site: dict[str, str]) -> tuple[str, str, str]:
    return site["address"], site["postcode"], site["kind"]


def write_rows(by: Access, batch: ProviderImport, rows: list[ProviderImportRow]) -> None:
    """Write every row with something to do. Call inside a recording."""
    _create(by, batch, [row for row in rows if row.outcome == Outcome.CREATE])
    _change(by, batch, [row for row in rows if row.outcome in (Outcome.UPDATE, Outcome.LIST) and row.match_id])
    same = [row for row in rows if row.outcome == Outcome.UNCHANGED]
    for row in same:
        row.provider_id = row.match_id
    ProviderImportRow.objects.visible_to(by).bulk_update(same, ["provider"], batch_size=BATCH)


def _create(by: Access, batch: ProviderImport, rows: list[ProviderImportRow]) -> None:
    for first in range(0, len(rows), BATCH):
        part = rows[first : first + BATCH]
        made = Provider.objects.bulk_create([_provider_of(batch, row) for row in part])
        sites = [_site(provider, site) for row, provider in zip(part, made, strict=True) for site in row.sites]
        put_on_the_map(sites)
        Site.objects.bulk_create(sites)
        listings = Listing.objects.bulk_create(
            [_listing(by, batch, provider, row) for row, provider in zip(part, made, strict=True)]
        )
        _moved(by, listings)
        for row, provider in zip(part, made, strict=True):
            row.provider, row.version_after = provider, provider.version
        ProviderImportRow.objects.visible_to(by).bulk_update(part, ["provider", "version_after"])


def _provider_of(batch: ProviderImport, row: ProviderImportRow) -> Provider:
    values = {name: value for name, value in row.values.items() if name != "listing"}
    if row.school is not None:
        values |= {"kind": Provider.Kind.SCHOOL, "school_id": row.school.pk}
        if not values.get("registration") and row.school.urn:
            values |= {"registration": "urn", "urn": row.school.urn, "registration_text": "Register of schools"}
    if "places_free" in values:
        values["places_said_on"] = timezone.localdate()
    return Provider(
        **values, source=f"{batch.file_name} ({batch.list_name})"[:200] if batch.list_name else batch.file_name,
        source_row=row.cells, added_by_id=batch.authority_id,
    )  # fmt: skip


def _site(provider: Provider, site: dict[str, str]) -> Site:
    kind = Site.Kind(site["kind"])
    name = provider.name if kind in (Site.Kind.OWN, Site.Kind.SATELLITE) else str(kind.label)
    return Site(provider=provider, name=name, kind=kind, address=site["address"], postcode=site["postcode"])


def _listing(by: Access, batch: ProviderImport, provider: Provider, row: ProviderImportRow) -> Listing:
    return Listing(
        authority_id=batch.authority_id, provider=provider, status=Listing.Status.LISTED, status_since=timezone.localdate(),
        list_name=batch.list_name, on_quality_list=batch.on_quality_list, framework=Listing.Framework.LISTED,
        reason=str(say("DIR.list", "On the list “{file}”", file=batch.file_name)), **(row.values.get("listing") or {}),
    )  # fmt: skip


def _moved(by: Access, listings: list[Listing]) -> None:
    ListingMove.objects.bulk_create(
        ListingMove(
            listing=one, authority_id=one.authority_id, after=one.status, by_name=by.actor[:200], reason=one.reason
        )
        for one in listings
    )


def _change(by: Access, batch: ProviderImport, rows: list[ProviderImportRow]) -> None:
    known = _known(by, batch.authority_id, [row.match_id for row in rows if row.match_id])
    for row in rows:
        if row.match_id not in known:
            continue
        one, read = known[row.match_id], read_of(row)
        provider = one.provider
        fields = _fields(one, read, batch.authority_id)
        new, gone = _sites(one, read, batch.authority_id)
        before: dict[str, Any] = {"values": {name: getattr(provider, name) for name in fields}, "written": fields}
        for name, value in fields.items():
            setattr(provider, name, value)
        if fields:
            provider.version += 1
            provider.save()
        made = [_site(provider, site) for site in new]
        put_on_the_map(made)
        for site in made:
            site.save()
        for site in gone:
            site.closed_on = timezone.localdate()
            site.save(update_fields=["closed_on"])
        before |= {"new_sites": [site.pk for site in made], "closed_sites": [site.pk for site in gone]}
        if one.listing is None:
            listing = _listing(by, batch, provider, row)
            listing.save()
            _moved(by, [listing])
            before["new_listing"] = listing.pk
        elif changed := _listing_fields(one, read):
            before["listing"] = {name: str(getattr(one.listing, name) or "") for name in changed}
            before["listing_written"] = changed
            for name, value in changed.items():
                setattr(one.listing, name, value)
            one.listing.save(update_fields=list(changed))
        row.provider, row.before, row.version_after = provider, before, provider.version
        row.save(update_fields=["provider", "before", "version_after"])


def undo_rows(by: Access, batch: ProviderImport) -> Undone:
    """Take the rows of an import back, the last first. Call inside a recording."""
    done = Undone()
    rows = (
        ProviderImportRow.objects.visible_to(by).filter(batch=batch, provider__isnull=False).select_related("provider")
    )
    made = [row.provider for row in rows.order_by("-row") if row.outcome == Outcome.CREATE]
    removed = _removed(by, made, batch.authority_id)
    for row in rows.order_by("-row"):
        if row.outcome != Outcome.CREATE and row.before:
            _put_back(by, row)
            done.restored += 1
    done.removed = len(removed)
    done.kept += [(provider.pk, provider.name) for provider in made if provider.pk not in removed]
    return done


def _removed(by: Access, providers: list[Provider], authority_id: int) -> set[int]:
    """Delete providers that nobody has worked with: whatever points at one keeps it, also what this reader cannot see."""
    worked_with = {provider.pk for provider in providers if provider.version > 1} | _pointed_at([one.pk for one in providers])
    moved = ListingMove.objects.visible_to(by).filter(listing__provider__in=[one.pk for one in providers])
    often = moved.order_by().values("listing__provider").annotate(moves=Count("pk")).filter(moves__gt=1)
    worked_with |= set(often.values_list("listing__provider", flat=True))
    free = [provider.pk for provider in providers if provider.pk not in worked_with]
    removed: set[int] = set()
    for first in range(0, len(free), TOGETHER):
        part = free[first : first + TOGETHER]
        if _deleted(by, part, authority_id):
            removed.update(part)
        else:  # one of them is held by a row that is hidden from us
            removed.update(key for key in part if _deleted(by, [key], authority_id))
    return removed


def _pointed_at(provider_ids: list[int]) -> set[int]:
    """Those of these providers that a row of any table points at. One query for each table that can."""
    found: set[int] = set()
    for relation in Provider._meta.related_objects:
        if relation.related_model in (Site, Listing, ProviderImportRow):
            continue
        rows: Any = relation.related_model.objects  # type: ignore[attr-defined]  # every model of ours has this manager
        if getattr(relation.related_model, "is_scoped_model", False):
            rows = rows.unscoped(reason="whether anything at all points at a provider that an undone import would remove")
        name = relation.field.attname
        found |= set(rows.filter(**{f"{name}__in": provider_ids}).order_by().values_list(name, flat=True))
    return found


def _deleted(by: Access, provider_ids: list[int], authority_id: int) -> bool:
    """All of them or none."""
    try:
        with transaction.atomic():
            Listing.objects.visible_to(by).filter(provider__in=provider_ids, authority_id=authority_id).delete()
            Provider.objects.visible_to(by).filter(pk__in=provider_ids).delete()
            connection.check_constraints()  # a row that row security hides from us points at it all the same
    except (ProtectedError, IntegrityError):
        return False
    return True


def _put_back(by: Access, row: ProviderImportRow) -> None:
    """Fields that still hold what the import wrote become what they were; what changed since stays."""
    before: dict[str, Any] = row.before or {}
    provider = row.provider
    if provider is None:
        return
    back = {
        name: value
        for name, value in before["values"].items()
        if getattr(provider, name) == before["written"].get(name)
    }
    for name, value in back.items():
        setattr(provider, name, value)
    if back:
        provider.version += 1
        provider.save()
    for site in Site.objects.visible_to(by).filter(pk__in=before.get("closed_sites", [])):
        site.closed_on = None
        site.save(update_fields=["closed_on"])
    _try_delete(Site.objects.visible_to(by).filter(pk__in=before.get("new_sites", [])))
    if before.get("new_listing"):
        _try_delete(
            Listing.objects.visible_to(by).filter(pk=before["new_listing"], status=Listing.Status.LISTED, version=1)
        )
    for name, value in (before.get("listing") or {}).items():
        for listing in Listing.objects.visible_to(by).filter(provider=provider, authority_id=row.authority_id):
            if str(getattr(listing, name) or "") == before["listing_written"][name]:
                setattr(listing, name, value or None)
                listing.save(update_fields=[name])


def _try_delete(rows: Any) -> None:
    """Delete what nothing points at; leave the rest."""
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
                connection.check_constraints()
        except (ProtectedError, IntegrityError):
            continue
