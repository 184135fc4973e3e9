"""What the pages of a direction show: stages, findings, the law in words, buttons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.parts import Row, Stage, Status
from pastoral.foundation.govuk.words import date_long, say
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.placements import DIRECTION, Allowed, DirectionFacts, directions

from ..models import Direction, ReviewRequest
from .deciding import actions_for
from .facts import asked_of
from .judging import KIND, look_at, page_of
from .kinds import SCHOOL_KINDS
from .reviewing import held_before

TONES = {"BLOCK": "late", "WARN": "soon", "TASK": "now", "INFO": "quiet"}
ORDER = {"BLOCK": 0, "TASK": 1, "WARN": 2, "INFO": 3}
LAST = ("end", "withdraw", "reopen", "resume")


@dataclass(frozen=True)
class Said:
    """One thing the rules say, and the page on which it is put right."""

    rule: str
    sentence: str
    remedy: str
    status: Status
    href: str


@dataclass(frozen=True)
class Button:
    """One action of this stage: `reasons` say why it can't be taken yet."""

    action: str
    text: str
    reasons: tuple[str, ...]
    asks_why: bool


@dataclass(frozen=True)
class Request:
    """A request for a review, and how it stands: owed, answered by a review since, or needless by the weeks before (T15)."""

    row: ReviewRequest
    words: str
    status: Status


def stages_of(row: Direction) -> list[Stage]:
    order = list(DIRECTION.labels)
    now = order.index(row.stage)
    return [
        Stage(_(DIRECTION.labels[code]), "done" if place < now else "now" if place == now else "later") for place, code in enumerate(order)
    ]


def findings_of(row: Direction, facts: DirectionFacts) -> list[Said]:
    """What the rules say today, what must be put right first."""
    words = {"BLOCK": _("Must be put right"), "WARN": _("Look at this"), "TASK": _("To do"), "INFO": _("Good to know")}
    return [
        Said(one.rule, say(one.sentence), say(one.remedy), Status(words[one.effect], TONES[one.effect]),  # type: ignore[arg-type]  # tones
             reverse(page_of(one.about), args=[row.pk]))
        for one in sorted(engine.judge(KIND, look_at(row, facts)), key=lambda one: (ORDER[one.effect], one.rule))
    ]  # fmt: skip


def buttons_of(row: Direction, facts: DirectionFacts) -> list[Button]:
    return [
        Button(action, _(DIRECTION.actions[action]), () if isinstance(answer, Allowed) else tuple(say(one) for one in answer.reasons),
               action in DIRECTION.needs_reason)
        for action, answer in actions_for(row, facts).items()
    ]  # fmt: skip


def law_in_words(row: Direction, facts: DirectionFacts) -> str:
    """Which law binds this direction, by the kind of school and the day of the decision (T29)."""
    kind = _(SCHOOL_KINDS[row.school_kind]) if row.school_kind in SCHOOL_KINDS else ""
    if not kind:
        return _("Nobody has said yet what kind of school this is. The law depends on it.")
    day = date_long(row.decided_on) if row.decided_on else ""
    if directions.regulated(look_at(row, facts)):
        return _("%(kind)s, decided on %(day)s: the regulations on off-site direction apply.") % {"kind": kind, "day": day}
    return _("%(kind)s, decided on %(day)s: before the regulations reached this kind of school. The older arrangements apply.") % {
        "kind": kind, "day": day,
    }  # fmt: skip


def summary_of(row: Direction, latest: dt.date | None) -> list[Row]:
    """The facts at a glance."""
    shown = [
        (_("Where"), row.to_name or row.get_to_display()),
        (_("Decided on"), date_long(row.decided_on) if row.decided_on else ""),
        (_("First day"), date_long(row.starts_on) if row.starts_on else ""),
        (_("Last day"), date_long(row.ends_on) if row.ends_on else ""),
        (_("Notice given on"), date_long(row.notice_given_on) if row.notice_given_on else ""),
        (_("Last day for the notice"), date_long(latest) if latest else ""),
        (_("How often it is reviewed"), row.review_every),
    ]
    return [Row(label, value or _("Not written yet")) for label, value in shown]


def requests_of(row: Direction, asked: list[ReviewRequest], facts: DirectionFacts, *, family: bool = False) -> list[Request]:
    """Each request with what becomes of it, the latest first; in words for the school, or for the family."""
    weeks = pack_of(row.policy_version_id).policy.value("direction.review_request_weeks")
    held = facts.reviews_held
    found = []
    for one in reversed(asked):
        after = next((day for day in held if day >= one.on), None)
        counts = directions.by_right(asked_of(one), facts)
        before = held_before(held, one.on, weeks) if weeks is not None else None
        if not one.in_writing:
            status, words = Status(_("Not in writing"), "quiet"), _("Only a request in writing obliges the board.")
        elif not counts:
            status = Status(_("Not by right"), "quiet")
            words = (
                _("The authority may ask where it keeps a plan for the child.") if one.asked_by == ReviewRequest.By.AUTHORITY
                else _("A parent may ask until the child is 18, then the young person.")
            )  # fmt: skip
        elif before is not None and before < one.on:
            status = Status(_("No review owed"), "quiet")
            words = _("A review was held on %(day)s, in the %(weeks)s weeks before.") % {"day": date_long(before), "weeks": weeks}
        elif after is not None:
            status, words = Status(_("Held"), "good"), _("A review was held on %(day)s.") % {"day": date_long(after)}
        else:
            status, words = Status(_("A review is owed"), "late"), _("Hold it as soon as you reasonably can.")
            if family:
                words = _("The school must hold it as soon as it reasonably can.")
        found.append(Request(one, words, status))
    return found
