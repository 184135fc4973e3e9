"""The closed lists of the directory: each code with the words that a page shows. Codes are what is stored and searched."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "alternative_provision": _("Alternative provision"),
    "tuition": _("Tuition at home or elsewhere"),
}
MODES: dict[str, Promise] = {
    "face_to_face": _("Face to face"),
    "online": _("Online"),
    "blended": _("Blended: both together"),
}
PHASES: dict[str, Promise] = {
    "primary": _("Primary"),
    "secondary": _("Secondary"),
    "post_16": _("After 16"),
}
PLACE_TYPES: dict[str, Promise] = {
    "permanent_exclusion": _("Place for a permanently excluded pupil"),
    "outreach": _("Outreach into schools"),
    "short_term": _("Short-term place, registered at both"),
    "sla": _("Place bought by schools under an agreement"),
    "restart": _("Re-start programme"),
    "at_risk": _("Place for a pupil at risk of exclusion"),
}
NEEDS: dict[str, Promise] = {
    "behaviour": _("Behaviour"),
    "anxiety": _("Anxiety or not attending"),
    "mental_health": _("Mental health"),
    "autism": _("Autism or social communication"),
    "adhd": _("Attention and activity (ADHD)"),
    "learning": _("Learning difficulties"),
    "medical": _("A medical need"),
    "trauma": _("Trauma or attachment"),
    "physical": _("A physical or sensory need"),
    "english": _("Learning English"),
    "exploitation": _("At risk of exploitation"),
    "pregnancy": _("Pregnancy or a young parent"),
}
LANGUAGES: dict[str, Promise] = {"en": _("English"), "cy": _("Welsh")}
LETTER_LANGUAGES: dict[str, Promise] = {"en-gb": _("English"), "cy": _("Welsh and English")}
REGISTRATION: dict[str, Promise] = {
    "urn": _("Registered: has a URN"),
    "not_applicable": _("Not applicable"),
    "in_progress": _("Application in progress"),
}
STANDING: dict[str, Promise] = {  # of records.providers.models.Listing.Status
    "applying": _("Applying"),
    "listed": _("Listed"),
    "approved": _("Approved"),
    "suspended": _("Suspended"),
    "removed": _("Removed"),
}
STANDING_TONES = {"applying": "waiting", "listed": "good", "approved": "good", "suspended": "late", "removed": "late"}

LISTS: dict[str, dict[str, Promise]] = {
    "kinds": KINDS, "modes": MODES, "phases": PHASES, "place_types": PLACE_TYPES, "needs": NEEDS, "languages": LANGUAGES,
}  # fmt: skip


def words_of(field: str, codes: list[str]) -> list[str]:
    """The words for stored codes in the order of the list; a code of nobody's list is shown as it is."""
    known = LISTS[field]
    return [str(known[code]) for code in known if code in codes] + [code for code in codes if code not in known]
