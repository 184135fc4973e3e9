"""How the directory is shown: ages, districts and registration in words, a profile as rows, providers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pastoral.foundation.govuk.parts import Row, Status
from pastoral.foundation.govuk.words import date_long
from pastoral.rules.providers import is_school_number

from .models import Listing, Provider, Site
from .profile import label, shown
from .vocabulary import STANDING, STANDING_TONES


def ages(provider: Provider) -> str:
    """The ages of an offer; "" where none could be read."""
    least, most = provider.least_age, provider.most_age
    if least is None and most is None:
        said = ""
    elif most is None:
        said = _("%(least)s and over") % {"least": least}
    elif least is None:
        said = _("Up to %(most)s") % {"most": most}
    else:
        said = _("%(least)s to %(most)s") % {"least": least, "most": most}
    return "; ".join(part for part in (said, provider.age_condition) if part)


def districts(provider: Provider) -> str:
    """Where it works."""
    if provider.all_districts:
        return _("Every district")
    return ", ".join(provider.districts)


def registration(provider: Provider) -> str:
    """WOR-DIR-01: what is said, as it was said."""
    if not provider.registration:
        return _("Nobody has said")
    if provider.registration == Provider.Registration.URN:
        if is_school_number(provider.urn):
            return _("URN %(urn)s") % {"urn": provider.urn}
        return _("Not shown: “%(urn)s” is not a school's number") % {"urn": provider.urn}
    return shown("registration", provider.registration)


def standing(listing: Listing | None) -> Status:
    """How a provider stands with the reader's authority."""
    if listing is None:
        return Status(_("Not on our list"), "waiting")
    return Status(str(STANDING[listing.status]), STANDING_TONES[listing.status])  # type: ignore[arg-type]  # tones of the kit


def places(provider: Provider) -> str:
    """Places free, with the day on which it was said."""
    if provider.places_free is None:
        return ""
    free = (
        _("%(free)s of %(all)s free") % {"free": provider.places_free, "all": provider.places}
        if provider.places is not None
        else _("%(free)s free") % {"free": provider.places_free}
    )
    return f"{free}, {date_long(provider.places_said_on)}" if provider.places_said_on else free


def away(metres: float | None) -> str:
    """A distance in words."""
    if metres is None:
        return ""
    return _("%(number)s km") % {"number": f"{metres / 1000:.1f}" if metres < 10_000 else round(metres / 1000)}


def _with_source(read: str, written: str) -> str:
    """What was read, and beneath it the words of the source where they differ."""
    if not written or written == read:
        return read
    as_written = _("As written: “%(text)s”") % {"text": written}
    return f"{read}\n{as_written}" if read else as_written


def offer_rows(provider: Provider) -> list[Row]:
    """What it offers: as read, and as written where that is more."""
    found = [
        (label("kinds"), shown("kinds", provider.kinds)),
        (label("place_types"), shown("place_types", provider.place_types)),
        (_("Ages"), _with_source(ages(provider), provider.age_text)),
        (label("phases"), shown("phases", provider.phases)),
        (label("districts"), _with_source(districts(provider), provider.district_text)),
        (label("modes"), _with_source(shown("modes", provider.modes), provider.mode_text)),
        (label("needs"), shown("needs", provider.needs)),
        (label("languages"), shown("languages", provider.languages)),
        (_("Places"), places(provider)),
        (label("cost_text"), provider.cost_text),
    ]
    return [Row(question, answer or _("Not said")) for question, answer in found]


def contact_rows(provider: Provider) -> list[Row]:
    """How to reach it; nothing for what is not known."""
    found = [(label(name), getattr(provider, name)) for name in ("contact_names", "telephone", "email", "website")]
    found.append((label("letter_language"), shown("letter_language", provider.letter_language)))
    return [Row(question, answer) for question, answer in found if answer]


@dataclass(frozen=True)
class SiteShown:
    """A place, what kind it is, and how well we know where it is."""

    site: Site
    kind: str
    where: str
    roughly: bool


def sites_shown(sites: Sequence[Site]) -> list[SiteShown]:
    """Each place; a postcode that is not in its address is added."""
    return [
        SiteShown(
            site, str(site.get_kind_display()),
            site.address if site.postcode in site.address else ", ".join(part for part in (site.address, site.postcode) if part),
            site.located_by == Site.Located.AREA,
        )
        for site in sites
    ]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a comparison: what each provider says, and whether they differ."""

    title: str
    answers: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.answers)) > 1


def compared(providers: Sequence[Provider], listings: dict[int, Listing], sites: dict[int, list[Site]]) -> list[Line]:
    """Providers side by side, line by line."""
    getters: list[tuple[str, Any]] = [
        (_("How it stands with us"), lambda one: standing(listings.get(one.pk)).text),
        (label("registration"), registration),
        (label("kinds"), lambda one: shown("kinds", one.kinds)),
        (label("place_types"), lambda one: shown("place_types", one.place_types)),
        (_("Ages"), ages),
        (label("phases"), lambda one: shown("phases", one.phases)),
        (label("districts"), districts),
        (label("modes"), lambda one: shown("modes", one.modes)),
        (label("needs"), lambda one: shown("needs", one.needs)),
        (label("languages"), lambda one: shown("languages", one.languages)),
        (_("Places"), places),
        (label("cost_text"), lambda one: one.cost_text),
        (_("Next quality check"), lambda one: _day(listings.get(one.pk))),
        (_("Where"), lambda one: "\n".join(dict.fromkeys(place.where for place in sites_shown(sites.get(one.pk, []))))),
    ]
    return [Line(title, tuple(get(one) or _("Not said") for one in providers)) for title, get in getters]


def _day(listing: Listing | None) -> str:
    return date_long(listing.next_qa_on) if listing and listing.next_qa_on else ""
