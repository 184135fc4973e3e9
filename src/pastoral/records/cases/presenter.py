"""How a pupil's case looks on the page: sub navigation, timeline, people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.govuk.parts import Event, Link, Status
from pastoral.records.attendance.presenter import may_see_register

from . import timeline
from .addresses import address
from .models import Note, TimelineEntry
from .queries import Look

TONES = {Note.Level.RESTRICTED: "private", Note.Level.STAFF: "waiting", Note.Level.SHARED: "quiet"}


def pupil_links(access: Access, pupil_id: int, current: str) -> list[Link]:
    """The pages of one pupil; `current` is the URL name of the page that shows them."""
    pages = [
        ("pupil", _("About"), Permission.SEE_PUPILS),
        ("pupil-attendance", _("Attendance"), Permission.SEE_PUPILS),
        ("pupil-ledger", _("Hours"), Permission.SEE_PLANS),
        ("pupil-timeline", _("Timeline"), Permission.SEE_PUPILS),
        ("pupil-people", _("People"), Permission.SEE_PUPILS),
        ("pupil-notes", _("Notes"), Permission.SEE_PUPILS),
        ("pupil-who-looked", _("Who looked"), Permission.SEE_WHO_LOOKED),
    ]
    if not may_see_register(access):
        pages = [one for one in pages if one[0] not in ("pupil-attendance", "pupil-ledger")]
    return [
        Link(text, address(name, pupil_id), current=name == current) for name, text, needed in pages if access.may(needed)
    ]


def level_status(level: str) -> Status | None:
    """A tag for what not everybody sees; nothing for what is shared."""
    words = {Note.Level.RESTRICTED: _("Restricted"), Note.Level.STAFF: _("Staff only")}
    return Status(words[level], TONES[level]) if level in words else None  # type: ignore[arg-type, index]  # a TextChoices value is its string


def events_of(entries: list[TimelineEntry], texts: Mapping[int, str]) -> list[Event]:
    """Lines of the timeline as the component takes them; `texts` are of the notes that the reader may see."""
    made = []
    for entry in entries:
        is_note = entry.link_name == "pupil-note"
        made.append(
            Event(
                title=timeline.sentence_of(entry),
                at=entry.at,
                by=entry.actor,
                text=texts.get(entry.link_key or 0, "") if is_note else "",
                href="" if is_note else address(entry.link_name, entry.link_key),
                status=level_status(entry.level),
            )
        )
    return made


def looked_at(look: Look) -> str:
    """What was opened, in plain words: "the record and a plan"."""
    from pastoral.foundation.govuk.words import and_list

    said = {
        "pupils.pupil": _("the record"), "plans.plan": _("a plan"), "documents.storedfile": _("a file"),
        "placements.place": _("what was shared with a provider"), "placements.sharedfile": _("a file shared with a provider"),
    }  # fmt: skip
    return and_list([said.get(kind, _("part of the record")) for kind in look.kinds])


def who(look: Look, access: Access) -> Any:
    """Names and posts; the reader is "you"."""
    return _("You") if look.user_id is not None and look.user_id == access.user_id else look.who


def latest_panel(access: Access, pupil: Any) -> dict[str, Any] | None:
    """The newest lines of the timeline, for the pupil's own page."""
    found = timeline.latest(access, pupil, 3)
    if not found:
        return None
    more = address("pupil-timeline", pupil.pk)
    return {"template": "cases/latest.jinja", "context": {"events": events_of(found, {}), "more": more}}
