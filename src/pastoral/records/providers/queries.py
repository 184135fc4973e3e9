"""Reads of the directory. The first argument is always whose eyes they are for."""

from __future__ import annotations

from django.db.models import QuerySet

from pastoral.foundation.access.value import Access
from pastoral.foundation.accounts.at_providers import led_by
from pastoral.records.organisations.models import Authority

from .models import Listing, ProfileChange, Provider, ProviderImport, ProviderImportRow, Site


def provider(access: Access, provider_id: int) -> Provider:
    """Raises `Provider.DoesNotExist`."""
    found: Provider = Provider.objects.visible_to(access).select_related("school").get(pk=provider_id)
    return found


def sites(access: Access, provider_ids: list[int]) -> QuerySet[Site]:
    """Every site of these providers that is not closed, in the order in which they were added."""
    found: QuerySet[Site] = Site.objects.visible_to(access).filter(provider_id__in=provider_ids, closed_on__isnull=True)
    return found.order_by("provider_id", "pk")


def listings(access: Access, provider_ids: list[int]) -> QuerySet[Listing]:
    """What the reader's own authorities say of these providers."""
    found: QuerySet[Listing] = Listing.objects.visible_to(access).filter(provider_id__in=provider_ids)
    return found.select_related("authority")


def providers(access: Access, provider_ids: list[int]) -> list[Provider]:
    """Those of these providers that the reader may see, in the order asked."""
    found = Provider.objects.visible_to(access).in_bulk(provider_ids)
    return [found[key] for key in provider_ids if key in found]


def site(access: Access, provider_id: int, site_id: int) -> Site:
    """An open place of this provider. Raises `Site.DoesNotExist`."""
    found: Site = (
        Site.objects.visible_to(access)
        .select_related("provider")
        .get(provider_id=provider_id, closed_on__isnull=True, pk=site_id)
    )
    return found


def waiting_changes(access: Access, provider_id: int) -> list[ProfileChange]:
    """What a provider has said and nobody has checked."""
    return list(
        ProfileChange.objects.visible_to(access)
        .filter(provider_id=provider_id, state=ProfileChange.State.WAITING)
        .select_related("site")
    )


def change(access: Access, change_id: int) -> ProfileChange:
    """Raises `ProfileChange.DoesNotExist`."""
    found: ProfileChange = ProfileChange.objects.visible_to(access).select_related("provider", "site").get(pk=change_id)
    return found


def changes_to_check(access: Access) -> QuerySet[ProfileChange]:
    """Everything that waits for an officer of one of these authorities, the oldest first."""
    ours = (
        Listing.objects.visible_to(access).filter(authority_id__in=sorted(access.authority_ids)).values("provider_id")
    )
    waiting: QuerySet[ProfileChange] = ProfileChange.objects.visible_to(access).filter(
        state=ProfileChange.State.WAITING, provider_id__in=ours
    )
    return waiting.select_related("provider", "site").order_by("said_at", "pk")


def own_changes(access: Access, provider_id: int, most: int = 30) -> list[ProfileChange]:
    """A provider's own changes, the newest first."""
    mine = (
        ProfileChange.objects.visible_to(access)
        .filter(provider_id=provider_id)
        .exclude(state=ProfileChange.State.WITHDRAWN)
    )
    return list(mine.select_related("site").order_by("-said_at", "-pk")[:most])


def own_providers(access: Access) -> list[Provider]:
    """The providers that this person leads, by name."""
    return list(Provider.objects.visible_to(access).filter(pk__in=sorted(led_by(access))))


def authority(access: Access, only_theirs: bool = False) -> Authority:
    """The authority that a person adds providers for. Raises `Authority.DoesNotExist`."""
    wanted = access.authority_ids if only_theirs else access.authority_ids | access.home_authority_ids
    found = Authority.objects.filter(pk__in=sorted(wanted)).order_by("name").first()
    if found is None:
        raise Authority.DoesNotExist("nobody's authority")
    return found


def imports_of(access: Access) -> QuerySet[ProviderImport]:
    """The imports of this person's authorities, the newest first."""
    found: QuerySet[ProviderImport] = ProviderImport.objects.visible_to(access).select_related("authority")
    return found.defer("table")


def batch(access: Access, batch_id: int) -> ProviderImport:
    """Raises `ProviderImport.DoesNotExist`."""
    found: ProviderImport = ProviderImport.objects.visible_to(access).select_related("authority").get(pk=batch_id)
    return found


def import_rows(
    access: Access, batch_id: int, *, outcome: str = "", problems: bool = False
) -> QuerySet[ProviderImportRow]:
    """The rows of an import in the order of the file."""
    rows: QuerySet[ProviderImportRow] = (
        ProviderImportRow.objects.visible_to(access)
        .filter(batch_id=batch_id)
        .select_related("match", "provider", "school")
    )
    if outcome:
        rows = rows.filter(outcome=outcome)
    return rows.exclude(problems=[]) if problems else rows


def import_row(access: Access, batch_id: int, row_id: int) -> ProviderImportRow:
    """Raises `ProviderImportRow.DoesNotExist`."""
    found: ProviderImportRow = ProviderImportRow.objects.visible_to(access).get(batch_id=batch_id, pk=row_id)
    return found


def own_site(access: Access, site_id: int) -> Site:
    """An open place of one of the person's own providers. Raises `Site.DoesNotExist`."""
    mine = Site.objects.visible_to(access).filter(provider_id__in=sorted(access.provider_ids), closed_on__isnull=True)
    found: Site = mine.select_related("provider").get(pk=site_id)
    return found


def is_listed(access: Access, provider_id: int) -> bool:
    """Whether one of the person's own authorities lists it, whatever it says of it."""
    ours = Listing.objects.visible_to(access).filter(authority_id__in=sorted(access.authority_ids))
    return bool(ours.filter(provider_id=provider_id).exists())
