"""The fields of a provider's profile: what each is called, how it is shown, and which a provider keeps up to date itself."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .vocabulary import LETTER_LANGUAGES, LISTS, REGISTRATION, words_of

FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "about": gettext_lazy("What it offers"),
    "kinds": gettext_lazy("Kind of offer"),
    "place_types": gettext_lazy("Kinds of place"),
    "modes": gettext_lazy("How it teaches"),
    "phases": gettext_lazy("Phases"),
    "least_age": gettext_lazy("Youngest age"),
    "most_age": gettext_lazy("Oldest age"),
    "age_condition": gettext_lazy("Ages that hold only for some"),
    "needs": gettext_lazy("Needs it works with"),
    "all_districts": gettext_lazy("Works in every district"),
    "districts": gettext_lazy("Districts"),
    "languages": gettext_lazy("Languages it teaches in"),
    "letter_language": gettext_lazy("Language we write to it in"),
    "places": gettext_lazy("Places in all"),
    "cost_text": gettext_lazy("Cost"),
    "contact_names": gettext_lazy("Contact"),
    "email": gettext_lazy("Email"),
    "telephone": gettext_lazy("Telephone"),
    "website": gettext_lazy("Website"),
    "registration": gettext_lazy("Registered as a school"),
    "urn": gettext_lazy("URN"),
    "registration_text": gettext_lazy("Note on registration"),
}
AT_ONCE = ("places_free", "letter_language")  # changed by the provider without anybody looking first
SITE_FIELDS = ("name", "kind", "address", "postcode", "run_by")


def label(field: str) -> str:
    """What a field is called; a site's own change says so."""
    if field in ("site", "site_closed"):
        return _("A place where it teaches") if field == "site" else _("A place it no longer uses")
    return str(FIELDS[field])


def shown(field: str, value: Any) -> str:
    """A value in words; "" where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if field in LISTS:
        return ", ".join(words_of(field, list(value)))
    if field == "letter_language":
        return str(LETTER_LANGUAGES.get(value, value))
    if field == "districts":
        return ", ".join(value)
    if field == "registration":
        return str(REGISTRATION.get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return ", ".join(
            part
            for part in (value.get("name"), value.get("address"), value.get("postcode"), value.get("run_by"))
            if part
        )
    return str(value)
