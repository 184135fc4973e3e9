"""Dates, times, lists and the rules' sentences in words, in the language of the person who reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from babel.dates import format_date
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from pastoral.rules.sentences import Counted

NO_BREAK = "\u00a0"


class Sentence(Protocol):
    """What the rules return: a text with {named} places, and what goes into them."""

    @property
    def text(self) -> str: ...
    @property
    def params(self) -> Any: ...


def date_long(value: dt.date | dt.datetime | None) -> str:
    """7 September 2026, or 7 Medi 2026; empty for None."""
    return "" if value is None else _format(value, "d MMMM y")


def date_short(value: dt.date | dt.datetime | None) -> str:
    """7 Sep 2026, or 7 Medi 2026; for tables."""
    return "" if value is None else _format(value, "d MMM y")


def day_and_date(value: dt.date | dt.datetime | None) -> str:
    """Monday 7 September 2026, or Dydd Llun 7 Medi 2026."""
    return "" if value is None else _format(value, "EEEE d MMMM y")


def clock(value: dt.time | dt.datetime | None) -> str:
    """9am, 2:05pm; the time of day as a letter from school writes it."""
    if value is None:
        return ""
    at = timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    hour = at.hour % 12 or 12
    half = _("am") if at.hour < 12 else _("pm")
    return f"{hour}:{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def date_time(value: dt.datetime | None) -> str:
    """7 September 2026 at 2:05pm."""
    if value is None:
        return ""
    return _("{date} at {time}").format(date=date_long(value), time=clock(value))


def when(value: dt.date | dt.datetime | None, *, today: dt.date | None = None) -> str:
    """Today, tomorrow, "on Thursday" within six days, otherwise the date; with the time if `value` has one."""
    if value is None:
        return ""
    day = _day(value)
    days = (day - (today or timezone.localdate())).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        words = near[days]
    elif 1 < days < 7:
        words = _("on {weekday}").format(weekday=_format(day, "EEEE"))
    elif -7 < days < -1:
        words = _("last {weekday}").format(weekday=_format(day, "EEEE"))
    else:
        words = date_long(day)
    if isinstance(value, dt.datetime):
        return _("{date} at {time}").format(date=words, time=clock(value))
    return words


def nl2p(value: object) -> Markup:
    """Typed text as paragraphs: escaped, an empty line begins a paragraph, a single line break stays one."""
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return Markup("").join(Markup('<p class="govuk-body">{}</p>').format(nl2br(part)) for part in parts)


def nl2br(value: object) -> Markup:
    """Typed text, escaped, with its line breaks."""
    lines = str("" if value is None else value).replace("\r\n", "\n").strip().split("\n")
    return Markup("<br>").join(escape(line) for line in lines)


def in_textarea(value: object) -> Markup:
    """Typed text inside <textarea>: line breaks as &#10;, so that no macro's indentation gets into it."""
    text = str("" if value is None else value).replace("\r\n", "\n")
    return Markup("&#10;").join(text.split("\n"))


def say(sentence: Sentence | str | None) -> str:
    """A rule's sentence in the reader's language; dates, lists and sentences inside it are put in words too."""
    if sentence is None:
        return ""
    if isinstance(sentence, str):
        return _(sentence) if sentence else ""
    params = sentence.params
    named = dict(params.items() if isinstance(params, Mapping) else params)
    return _(sentence.text).format(**{name: _spoken(value) for name, value in named.items()})


def and_list(values: Iterable[object]) -> str:
    """a, b and c."""
    items = [str(_spoken(value)) for value in values]
    if len(items) < 2:
        return "".join(items)
    return _("{first} and {last}").format(first=", ".join(items[:-1]), last=items[-1])


def lower_first(value: object) -> str:
    """A label inside a sentence: "Meeting date" gives "meeting date"; "UPN" and "ALN need" stay."""
    text = str(value)
    return text if len(text) > 1 and (text[1].isupper() or not text[1].isalpha()) else text[:1].lower() + text[1:]


def thousands(value: int) -> str:
    """10000 as 10,000."""
    return f"{value:,}"


def file_size(size: int) -> str:
    """Bytes in words: 640 KB, 12 MB."""
    if size < 1_000_000:
        return _("{number} KB").format(number=max(1, round(size / 1000)))
    number = f"{size / 1_000_000:.1f}".removesuffix(".0")
    return _("{number} MB").format(number=number)


def _spoken(value: object) -> object:
    if isinstance(value, (dt.date, dt.datetime)):
        return day_and_date(value)
    if isinstance(value, dt.time):
        return clock(value)
    if isinstance(value, (tuple, list, frozenset, set)):
        return and_list(value)
    if isinstance(value, (str, Promise)):
        return str(value)
    if hasattr(value, "text") and hasattr(value, "params"):
        return say(value)
    return value.count if isinstance(value, Counted) else value


def _day(value: dt.date | dt.datetime) -> dt.date:
    if not isinstance(value, dt.datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


def _format(value: dt.date | dt.datetime, pattern: str) -> str:
    welsh = (translation.get_language() or "en").startswith("cy")
    return _written(_day(value), pattern, "cy" if welsh else "en_GB")


@lru_cache(maxsize=2_000)
def _written(day: dt.date, pattern: str, locale: str) -> str:
    # a list of plans says the same few days again and again
    return format_date(day, pattern, locale=locale)
