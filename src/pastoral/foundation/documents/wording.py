"""The fixed words of a printed form, dates in words, and text made fit to print."""

from __future__ import annotations

import datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.foundation.govuk.text import tidy
from pastoral.foundation.govuk.words import date_long

from .tree import Language

_DJANGO_CODE = {"en": "en-gb", "cy": "cy"}
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": "    ", "\ufffe": None, "\uffff": None})


@lru_cache
def words(language: Language) -> dict[str, str]:
    """The fixed words in one language, whatever language the reader's screen is in."""
    with override(_DJANGO_CODE[language]):
        return {
            "yes": _("Yes"),
            "no": _("No"),
            "signed": _("Signed"),
            "name": _("Name"),
            "date": _("Date"),
            "role": _("Role"),
            "signature_of": _("Drawn signature of {name}"),
            "sealed": _("Sealed copy sha256 {seal}"),
            "page": _("Page {page} of {pages}"),
            "confidential": _("Confidential when filled in"),
            "not_answered": _("Not answered"),
        }


def printable(text: str) -> str:
    """The text in NFC, with one kind of line end, without tabs and without characters that a file format refuses."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text  # most text by far, and many times faster
    return tidy(text).translate(_LINE_ENDS)


def say_date(day: datetime.date, language: Language) -> str:
    """The day in words: `21 November 2026`, `21 Tachwedd 2026`."""
    with override(_DJANGO_CODE[language]):
        return date_long(day)
