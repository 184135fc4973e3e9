"""The fixed words of a printed form, dates in words, and text made fit to print."""

from __future__ import annotations

import datetime
import unicodedata
from functools import lru_cache

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from .tree import Language

# C0 and C1 controls (but tab and newline), surrogates, and non-characters: XML and PDF refuse them.
_FORBIDDEN = {code: None for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if code not in (0x09, 0x0A)}


@lru_cache
def words(language: Language) -> dict[str, str]:
    """The fixed words in one language, whatever language the reader's screen is in."""
    with override("cy" if language == "cy" else "en-gb"):
        return {
            "yes": _("Yes"),
            "no": _("No"),
            "signed": _("Signed"),
            "name": _("Name"),
            "date": _("Date"),
            "role": _("Role"),
            "answer": _("Answer"),
            "signature_of": _("Drawn signature of {name}"),
            "sealed": _("Sealed copy sha256 {seal}"),
            "page": _("Page {page} of {pages}"),
            "ticked": _("Ticked"),
            "not_ticked": _("Not ticked"),
            "to_fill": _("To be filled in"),
            "reserved": _("Confidential when filled in"),
        }


def printable(text: str) -> str:
    """The text in NFC with one kind of line end and without characters that no file format can carry."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", text).translate(_FORBIDDEN)


def say_date(day: datetime.date, language: Language) -> str:
    """The day in words: `21 November 2026`, `21 Tachwedd 2026`."""
    return format_date(day, "d MMMM y", locale="cy" if language == "cy" else "en_GB")
