"""One timeline of everything: what each event is called, how an event is added, and how the list is read.

Apps above register their own sentences: `register({"plan.agreed": _("The plan was agreed")}, kinds={"plan": _("Plans")})`.
The part of a code before its dot is its kind, by which the list can be narrowed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import insert
from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.paginate import PageOf, page_of

from .models import Note, TimelineEntry

Words = str | Promise
PAGE_SIZE = 25

SENTENCES: dict[str, Words] = {
    "person.involved": _("{name} is now involved: {as}."),
    "person.ended": _("{name} is no longer involved: {as}."),
    "note.written": _("A note was written."),
    "note.corrected": _("A note was corrected."),
    "file.added": _("A file was added: {title}."),
}
KINDS: dict[str, Words] = {"person": _("People"), "note": _("Notes"), "file": _("Files")}


def register(sentences: Mapping[str, Words], *, kinds: Mapping[str, Words] | None = None) -> None:
    """Add an app's own codes; a code that another app has with other words is an error."""
    for code, sentence in sentences.items():
        if "." not in code:
            raise ValueError(f"{code!r} has no kind before a dot")
        if str(SENTENCES.setdefault(code, sentence)) != str(sentence):
            raise ValueError(f"{code!r} is registered twice with different words")
    KINDS.update(kinds or {})


def add(
    pupil: Any,
    code: str,
    *,
    by: Access,
    params: Mapping[str, Any] | None = None,
    level: str = Note.Level.SHARED,
    link: tuple[str, int] | None = None,
    at: dt.datetime | None = None,
) -> TimelineEntry:
    """Write one line, inside an open recording. `params` fill the sentence: text, numbers, dates or lazily translated words."""
    if code not in SENTENCES:
        raise ValueError(f"{code!r} is no registered code of the timeline")
    entry = TimelineEntry(
        **scope_of(pupil),
        at=at or timezone.now(),
        code=code,
        params={name: _kept(value) for name, value in (params or {}).items()},
        actor=by.actor,
        level=level,
        link_name=link[0] if link else "",
        link_key=link[1] if link else None,
    )
    insert(entry)
    return entry


def entries(access: Access, pupil: Any, page: object = 1, *, kind: str = "") -> PageOf[TimelineEntry]:
    """A page of what `access` may read of one pupil's timeline, the newest first. Two queries."""
    found = TimelineEntry.objects.visible_to(access).filter(pupil_id=pupil.pk)
    if kind in KINDS:
        found = found.filter(code__startswith=f"{kind}.")
    return page_of(found, page, PAGE_SIZE)


def latest(access: Access, pupil: Any, count: int = 5) -> list[TimelineEntry]:
    """The newest lines, for a summary. One query."""
    return list(TimelineEntry.objects.visible_to(access).filter(pupil_id=pupil.pk)[:count])


def sentence_of(entry: TimelineEntry) -> str:
    """What happened, in the reader's language."""
    template = str(SENTENCES.get(entry.code) or gettext("Something was added to the record"))
    values = {name: _spoken(value) for name, value in entry.params.items()}
    try:
        return template.format_map(values)
    except KeyError:  # an older line, written before the sentence had this gap
        return template


def _kept(value: Any) -> Any:
    """Dates and translatable words are kept so that they can be said in the reader's own language."""
    if isinstance(value, dt.datetime):
        return {"date": timezone.localtime(value).date().isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, Promise):
        with translation.override("en-gb"):
            return {"words": str(value)}
    return value


def _spoken(value: Any) -> str:
    if isinstance(value, dict) and "date" in value:
        return words.date_long(dt.date.fromisoformat(value["date"]))
    if isinstance(value, dict) and "words" in value:
        return gettext(value["words"])
    return str(value)
