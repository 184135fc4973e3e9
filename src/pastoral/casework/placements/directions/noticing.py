"""Giving the written notice: kept as a file with its seal, sent to everybody the law names, in time or not (ENG-OSD-02 to 04, T14)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.files import keep_made
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import versions
from pastoral.foundation.documents.word import render_docx
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.facts import facts_of_many
from pastoral.rules.calendar import DAY, CalendarUnknown, SchoolDays
from pastoral.rules.placements import latest_notice
from pastoral.rules.placements.direction_facts import NOTICE_LABELS
from pastoral.rules.sentences import Refused, say

from ..models import Direction
from . import queries
from .changing import Change, changing
from .deciding import NOTICE_STAYS
from .facts import calendar_for, notice_of
from .handing import renew_copy
from .letter import heading_of, letter
from .telling import post, tell, who_gets_notice
from .words import words_of, written

TEMPLATE_VERSION = "2026-11"
RENDERERS = {"pdf": render_pdf, "docx": render_docx}
CODES = {"en-gb": "en", "cy": "cy", "both": "both"}
NO_FIRST_DAY = say("ENG-OSD-02.starts_on", "The direction has no first day.")


def latest_day(row: Direction) -> dt.date | None:
    """The last day on which notice may be given (T14); None without a first day, a rule, or known terms."""
    days = pack_of(row.policy_version_id).policy.value("direction.notice_school_days")
    return latest_notice(row.starts_on, SchoolDays(days), calendar_for(row)) if row.starts_on and days else None


def school_days_of(row: Direction) -> int | None:
    """How many school days lie between its first and last day, both counted; None without both, or without known terms."""
    if row.starts_on is None or row.ends_on is None:
        return None
    try:
        return calendar_for(row).school_days_between(row.starts_on - DAY, row.ends_on).count
    except CalendarUnknown:
        return None


def give_notice(*, direction_id: int, by: Access, version: int | None = None) -> Direction:
    """Give the notice today, in the words of `version`. Raises `Refused` while a field is missing, and where it is given already.

    Late notice may be given: then the start must wait.
    """
    with changing(direction_id, "direction.notice_given", by=by, version=version) as change:
        row = change.row
        if row.notice_given_on is not None:
            raise Refused((say("OSD.given", "This notice was given on {day}.", day=row.notice_given_on),))
        if row.stage != Direction.Stage.DECIDING:
            raise Refused((NOTICE_STAYS,))
        missing = [say("ENG-OSD-03.missing", "The notice does not say: {fields}.", fields=tuple(
            say("ENG-OSD-03.field", NOTICE_LABELS[code]) for code in notice_of(row).missing
        ))] if notice_of(row).missing else []  # fmt: skip
        if row.starts_on is None:
            missing.insert(0, NO_FIRST_DAY)
        if missing:
            raise Refused(tuple(missing))
        today = timezone.localdate()
        words = replace(written(row), given_on=today)
        change.set(notice_given_on=today, notice_words=words.as_json, notice_seal=words.seal)
        renew_copy(change)
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


def print_notice(*, direction_id: int, language: str, file_format: str, by: Access) -> bytes:
    """The letter as it was given, or as it is written so far; not kept. Raises `Refused` for what is not offered."""
    row = queries.direction(by, direction_id)
    if file_format not in RENDERERS or language not in languages_of(row, by):
        raise Refused((say("T27.language", "That language or kind of file is not offered."),))
    with recording("direction.printed", by=by, subject=row, changes={"language": language, "format": file_format}):
        return RENDERERS[file_format](letter(words_of(row), heading_of(row), language, review_weeks=weeks_of(row)))


def languages_of(row: Direction, by: Access) -> tuple[str, ...]:
    """The languages of the authority's papers and of the family: one that reads Welsh gets it from an English school as well."""
    welsh = "cy" in pack_of(row.policy_version_id).languages or bool(_family_languages(row, by) & {"cy", "both"})
    return ("en", "cy", "both") if welsh else ("en",)


def _family_languages(row: Direction, by: Access) -> set[str]:
    """Each language that somebody with parental responsibility or the child reads: "en", "cy" or "both"."""
    child = facts_of_many(by, [row.pupil])[row.pupil_id]
    wanted = {one.language for one in child.contacts if one.parental_responsibility} | {row.pupil.language}
    return {CODES[language] for language in wanted if language in CODES}


def weeks_of(row: Direction) -> int | None:
    """The weeks within which a review that was held makes a further one needless."""
    found = pack_of(row.policy_version_id).policy.value("direction.review_request_weeks")
    return int(found) if found is not None else None


def tell_council(*, direction_id: int, by: Access) -> Direction:
    """Report the direction to the council (WIL-REP-01): by message, or the day is recorded by hand."""
    with changing(direction_id, "direction.council_told", by=by) as change:
        if change.row.council_told_on is not None:
            raise Refused((say("OSD.council_told", "It was reported to the council on {day}.", day=change.row.council_told_on),))
        to = post(change, "authority", "WIL-REP-01")
        if not to.email:
            raise Refused((say("OSD.no_mailbox", "There is no address of the council on the record. Report it, and record the day."),))
        tell(change, "report", [to])
        change.set(council_told_on=timezone.localdate())
    return change.row


def _keep(change: Change) -> None:
    """In English, which the school keeps, and in each language that the family reads (T27)."""
    row = change.row
    for language in sorted({"en", *_family_languages(row, change.by)}):
        printable = letter(words_of(row), heading_of(row), language, review_weeks=weeks_of(row))
        for file_format, render in RENDERERS.items():
            keep_made(
                row.pupil, render(printable), kind="direction-notice", subject=row, title=versions(printable)[0].title, language=language,
                file_format=file_format, template_version=f"{TEMPLATE_VERSION}/{row.notice_seal[:24]}",
                policy_version_id=row.policy_version_id, by=change.by,
            )  # fmt: skip
