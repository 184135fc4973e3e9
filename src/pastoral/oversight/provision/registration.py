"""One provider and the registration test: what the authority judged, what the test says, and the report of an unregistered school."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.casework.placements.services import attending
from pastoral.foundation.access import Access, NotAllowed, Permission
from pastoral.foundation.access.together import together
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import (
    Document,
    Fact,
    Facts,
    Heading,
    Language,
    Note,
    Paragraph,
    Signature,
    Signatures,
    Table,
)
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.documents.wording import say_date
from pastoral.records.organisations.models import Authority
from pastoral.records.providers import factors
from pastoral.records.providers.models import Attending, FactorJudgement, Listing, Provider, Site, TestResult
from pastoral.rules.providers import is_school_number
from pastoral.rules.sentences import Refused, say

from .showing import test_of

DJANGO_CODE: dict[Language, str] = {"en": "en-gb", "cy": "cy"}
TOLD = ("ofsted_told_on", "government_told_on", "lado_told_on")
LANGUAGE = say("PROVIDER.language", "That language or kind of file is not offered.")


@dataclass(frozen=True)
class Own:
    """What the authority may count: its own children at the provider."""

    children: int
    full_time: int
    unknown: int
    in_groups: int  # full time, and looked after or with a plan


@dataclass(frozen=True)
class Registration:
    """Everything of the page. `result` is over all commissioners: a word, and never a number."""

    provider: Provider
    authority: Authority
    listing: Listing | None
    result: TestResult | None
    by_site: tuple[tuple[Site, str], ...]
    own: Own
    judgements: tuple[FactorJudgement, ...]
    sites: tuple[Site, ...]

    @property
    def is_registered(self) -> bool:
        one = self.provider
        return one.kind != Provider.Kind.NON_SCHOOL or (one.registration == Provider.Registration.URN and is_school_number(one.urn))


def authority_of(access: Access) -> Authority:
    """The one authority that somebody reads and writes for. Raises `NotAllowed` for people of schools."""
    found = Authority.objects.filter(pk__in=access.authority_ids).order_by("name").first()
    if found is None:
        raise NotAllowed(Permission.SEE_MONITORING)
    return found


def only_authorities(access: Access) -> None:
    """Raises `NotAllowed` for people of schools. No query."""
    if not access.authority_ids:
        raise NotAllowed(Permission.SEE_MONITORING)


def of(access: Access, provider_id: int) -> Registration:
    """Five queries. Raises `Provider.DoesNotExist`."""
    authority = authority_of(access)
    provider = Provider.objects.visible_to(access).get(pk=provider_id)
    now = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    read = together(
        listings=Listing.objects.visible_to(access).filter(authority=authority, provider=provider),
        there=Attending.objects.visible_to(access).filter(now, authority=authority, provider=provider),
        sites=Site.objects.visible_to(access).filter(provider=provider, closed_on__isnull=True).order_by("pk"),
    )
    results = list(
        TestResult.objects.visible_to(access).filter(authority=authority, provider=provider).select_related("site").order_by("site_id")
    )
    return Registration(
        provider=provider,
        authority=authority,
        listing=next(iter(read["listings"]), None),
        result=next((row for row in results if row.site_id is None), None),
        by_site=tuple((row.site, row.result) for row in results if row.site is not None),
        own=_own(read["there"]),
        judgements=tuple(one for one in factors.judgements(access, provider.pk) if one.authority_id == authority.pk),
        sites=tuple(read["sites"]),
    )


def _own(rows: list[Attending]) -> Own:
    full = [row for row in rows if row.full_time is True]
    return Own(
        children=len({row.person for row in rows}),
        full_time=len({row.person for row in full}),
        unknown=len({row.person for row in rows if row.full_time is None or row.compulsory_age is None}),
        in_groups=len({row.person for row in full if row.looked_after or row.ehcp or row.idp}),
    )


def judge(*, provider_id: int, by: Access, site_id: int | None, **given: Any) -> FactorJudgement:
    """Record the four factors and a decision, then test the provider again for everybody who has a child there."""
    authority = authority_of(by)
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    site = Site.objects.visible_to(by).get(pk=site_id, provider=provider) if site_id is not None else None
    with transaction.atomic():
        row = factors.judge(provider=provider, authority_id=authority.pk, site=site, by=by, **given)
        attending.examine([provider.pk])
    return row


def told(*, provider_id: int, by: Access, **days: Any) -> Listing:
    """Keep the days on which Ofsted, the Welsh Government and the LADO were told (WOR-UNR-06)."""
    by.require(Permission.MANAGE_DIRECTORY)
    authority = authority_of(by)
    provider = Provider.objects.visible_to(by).get(pk=provider_id)
    with recording("listing.reported", by=by) as record:
        row = Listing.objects.visible_to(by).select_for_update(of=("self",)).filter(authority=authority, provider=provider).first()
        row = row or Listing(authority=authority, provider=provider, status_since=timezone.localdate())
        changed = [name for name in TOLD if name in days and getattr(row, name) != days[name]]
        changes = {name: days[name].isoformat() if days[name] else None for name in changed}
        for name in changes:
            setattr(row, name, days[name])
        row.version += 1
        row.save()
        record.about(row, changes=changes)
    return row


def report(*, provider_id: int, language: str, file_format: str, by: Access) -> bytes:
    """The report for Ofsted and the LADO, or in Wales for the inspectorate and the Welsh Government; no child is named in it."""
    by.require(Permission.MANAGE_DIRECTORY)
    if language not in DJANGO_CODE or file_format not in ("pdf", "docx"):
        raise Refused((LANGUAGE,))
    found = of(by, provider_id)
    with recording("provider.report_printed", by=by) as record:
        record.about(found.provider, changes={"language": language, "format": file_format})
    printable = document(found, by.actor, "cy" if language == "cy" else "en")
    return render_pdf(printable) if file_format == "pdf" else render_docx(printable)


def document(found: Registration, who: str, language: Language) -> Document:
    """Which provider, where, what is known of the children there, what was judged, and who was told when."""
    welsh = found.authority.nation == "wales"
    with override(DJANGO_CODE[language]):
        provider, own, today = found.provider, found.own, timezone.localdate()
        result = test_of(found.result.result) if found.result else None
        return Document(
            title=_("Report of a place that may be an unregistered school"),
            language=language,
            organisation=(found.authority.name_cy or found.authority.name) if language == "cy" else found.authority.name,
            form_code="UNREGISTERED-SCHOOL",
            parts=(
                Facts((
                    Fact(
                        _("To"),
                        _("the inspectorate and the Welsh Government") if welsh else _("Ofsted, and the designated officer (LADO)"),
                    ),
                    Fact(_("Date"), say_date(today, language)),
                    Fact(_("From"), who),
                    Fact(_("Provider"), provider.name),
                    Fact(_("Telephone"), provider.telephone),
                    Fact(_("Email"), provider.email),
                    Fact(_("Registration as it is published"), str(provider.get_registration_display() or _("nobody has said"))),
                )),
                Heading(_("Where it teaches")),
                Table(
                    (_("Place"), _("Address"), _("Postcode"), _("Run by")),
                    tuple((site.name, site.address, site.postcode, site.run_by or provider.name) for site in found.sites),
                    widths=(3, 5, 2, 3), blank_rows=0 if found.sites else 2,
                ),
                Heading(_("What we know")),
                Facts((
                    Fact(_("Registration test, over all councils that place children there"), result.text if result else _("not tested")),
                    Fact(_("Our own children there"), str(own.children)),
                    Fact(_("Of them full time"), str(own.full_time)),
                    Fact(_("Of them full time and looked after, or with a plan"), str(own.in_groups)),
                    Fact(_("Of them not known"), str(own.unknown)),
                )),
                Paragraph(_("Other councils may have children there too. Pastoral counts them, and does not tell us how many they are.")),
                Heading(_("How full time was judged")),
                Table(
                    (
                        _("On"), _("By"), _("Hours a week"), _("Weeks a year"), _("Time of day"), _("Rules out education elsewhere"),
                        _("Decision"),
                    ),
                    tuple(_judged(one, language) for one in found.judgements),
                    widths=(2, 3, 2, 2, 3, 2, 2), blank_rows=0 if found.judgements else 1,
                ),
                Heading(_("Who was told")),
                Facts(tuple(Fact(label, say_date(day, language) if day else _("not yet")) for label, day in _told(found.listing, welsh))),
                Note(_("No child is named in this report. We give their details to those who ask with a right to know.")),
                Signatures((Signature(_("For the authority")),)),
            ),
        )  # fmt: skip


def _judged(one: FactorJudgement, language: Language) -> tuple[str, ...]:
    return (
        say_date(one.decided_on, language), one.decided_by, _plain(one.hours_a_week), _plain(one.weeks_a_year), one.time_of_day,
        _("Yes") if one.rules_out_elsewhere else _("No"), str(one.get_decision_display()),
    )  # fmt: skip


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _told(listing: Listing | None, welsh: bool) -> list[tuple[str, Any]]:
    lado = (_("The designated officer for safeguarding (LADO)"), listing.lado_told_on if listing else None)
    if welsh:
        return [(_("The Welsh Government"), listing.government_told_on if listing else None), lado]
    return [(_("Ofsted"), listing.ofsted_told_on if listing else None), lado]
