"""Giving the written notice: kept as a file with its seal, sent to everybody the law names, in time or not (ENG-OSD-02 to 04, T14)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.files import keep_made
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.word import render_docx
from pastoral.records.policy.packs import pack_of
from pastoral.rules.calendar import SchoolDays
from pastoral.rules.placements import latest_notice
from pastoral.rules.placements.direction_facts import NOTICE_LABELS
from pastoral.rules.sentences import Refused, say

from ..models import Direction
from . import queries
from .changing import Change, changing
from .facts import calendar_for, notice_of
from .letter import letter, seal_of
from .telling import post, tell, who_gets_notice

TEMPLATE_VERSION = "2026-11"
RENDERERS = (("pdf", render_pdf), ("docx", render_docx))
NO_FIRST_DAY = say("ENG-OSD-02.starts_on", "The direction has no first day.")


def latest_day(row: Direction) -> dt.date | None:
    """The last day on which notice may be given (T14); None without a first day, a rule, or known terms."""
    days = pack_of(row.policy_version_id).policy.value("direction.notice_school_days")
    return latest_notice(row.starts_on, SchoolDays(days), calendar_for(row)) if row.starts_on and days else None


def give_notice(*, direction_id: int, by: Access) -> Direction:
    """Give the notice today. Raises `Refused` while a field is missing. Late notice may be given: then the start must wait."""
    with changing(direction_id, "direction.notice_given", by=by) as change:
        row = change.row
        if row.stage != Direction.Stage.DECIDING:
            raise Refused((say("OSD.notice_stage", "The direction has started: its notice stays as it was given."),))
        missing = [say("ENG-OSD-03.missing", "The notice does not say: {fields}.", fields=tuple(
            say("ENG-OSD-03.field", NOTICE_LABELS[code]) for code in notice_of(row).missing
        ))] if notice_of(row).missing else []  # fmt: skip
        if row.starts_on is None:
            missing.insert(0, NO_FIRST_DAY)
        if missing:
            raise Refused(tuple(missing))
        today = timezone.localdate()
        change.set(
            notice_given_on=today, notice_seal=seal_of(row), notice_to_parent_on=None, notice_to_pupil_on=None, notice_to_authority_on=None
        )
        made = tell(change, "notice", who_gets_notice(change))
        # a notice has reached somebody when it was sent; without an address the day is recorded by hand
        for role, name in (("parent", "notice_to_parent_on"), ("pupil", "notice_to_pupil_on"), ("authority", "notice_to_authority_on")):
            if any(one.recipient == role and one.message_id is not None for one in made):
                change.set(**{name: today})
        if row.notice_to_parent_on is not None and row.parents_informed_on is None:
            change.set(parents_informed_on=today)  # the page behind the link holds what the law names (ENG-26-06)
        _keep(change)
        change.tell("direction.notice")
    return change.row


def print_notice(*, direction_id: int, file_format: str, by: Access) -> bytes:
    """The letter as it stands, not kept. Raises `Refused` for a kind of file that is not made."""
    row = queries.direction(by, direction_id)
    if file_format not in dict(RENDERERS):
        raise Refused((say("OSD.format", "That kind of file is not offered."),))
    with recording("direction.printed", by=by, subject=row, changes={"format": file_format}):
        return dict(RENDERERS)[file_format](letter(row, review_weeks=weeks_of(row)))


def weeks_of(row: Direction) -> int | None:
    """The weeks within which a review that was held makes a further one needless."""
    found = pack_of(row.policy_version_id).policy.value("direction.review_request_weeks")
    return int(found) if found is not None else None


def tell_council(*, direction_id: int, by: Access) -> Direction:
    """Report the direction to the council (WIL-REP-01): by message, or the day is recorded by hand."""
    with changing(direction_id, "direction.council_told", by=by) as change:
        to = post(change, "authority", "WIL-REP-01")
        if not to.email:
            raise Refused((say("OSD.no_mailbox", "There is no address of the council on the record. Report it, and record the day."),))
        tell(change, "report", [to])
        change.set(council_told_on=timezone.localdate())
    return change.row


def _keep(change: Change) -> None:
    row = change.row
    printable = letter(row, review_weeks=weeks_of(row))
    for file_format, render in RENDERERS:
        keep_made(
            row.pupil, render(printable), kind="direction-notice", subject=row, title=printable.title, language="en",
            file_format=file_format, template_version=f"{TEMPLATE_VERSION}/{row.notice_seal[:24]}",
            policy_version_id=row.policy_version_id, by=change.by,
        )  # fmt: skip
