"""A finding as people read it: the rule, where it stands, what it rests on, what would clear it, who and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.routes import permission_of
from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.parts import Event, Owed, Row, Status, Tone
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import Pack, said
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.sentences import Sentence

from .models import Eased, Easing, Finding, FindingEvent
from .parameters import pack_in_force
from .queries import FALLS_TO
from .wherefrom import Stands, stands

TONES: dict[str, Tone] = {"red": "late", "amber": "soon", "green": "now"}


@dataclass(frozen=True)
class Explained:
    """Everything that the page of one finding says."""

    finding: Finding
    sentence: str
    remedy: str
    effect: Status
    rule_title: str
    rows: list[Row]
    facts: list[Row]
    href: str
    decided: Decided | None
    history: list[Event]


@dataclass(frozen=True)
class Decided:
    """What an officer decided: in words ("Accepted until 4 December 2026"), by whom, and why."""

    text: str
    by: str
    why: str


@dataclass(frozen=True)
class Line:
    """One finding in the list of a record."""

    number: str
    sentence: str
    status: Status
    href: str
    due: str
    who: str
    decided: Decided | None
    cleared: str = ""


def sentence_of(finding: Finding) -> Sentence:
    return Sentence(finding.code, finding.text, tuple(sorted(finding.params.items())))


def remedy_of(finding: Finding) -> Sentence | None:
    if not finding.remedy:
        return None
    return Sentence(f"{finding.code}.remedy", finding.remedy, tuple(sorted(finding.remedy_params.items())))


def explain(
    access: Access, finding: Finding, *, easing: Easing | None, events: list[FindingEvent], today: dt.date
) -> Explained:
    """The page's words. `finding` was read with its pupil, school and owner."""
    pack = pack_in_force(finding.authority_id, finding.since)
    where = stands(finding.rule, pack)
    due, _tone = due_in_words(finding.due_on, today=today, calendar=calendar_of(finding.school))
    rows = [
        Row(_("Rule"), finding.rule),
        Row(_("What the rule asks"), _(where.title) if where.title else ""),
        *standing(where),
        Row(_("Since"), words.date_long(finding.since)),
        Row(_("Found by Pastoral"), _found_on(finding)),
        Row(_("Cleared"), words.date_long(finding.cleared_on)),
        Row(_("By when"), due if finding.cleared_on is None else ""),
        Row(_("Who can put it right"), _who(finding, pack)),
        Row(_("Gone up"), str(finding.get_escalated_display()) if finding.escalated else ""),
    ]
    return Explained(
        finding=finding,
        sentence=words.say(sentence_of(finding)),
        remedy=words.say(remedy_of(finding)),
        effect=effect_of(finding, today=today),
        rule_title=_(where.title) if where.title else finding.rule,
        rows=[row for row in rows if row.answer],
        facts=[_fact_row(access, finding, *fact) for fact in finding.facts.get("said", [])],
        href=address(finding) if can_put_right(access, finding) else "",
        decided=_decided(finding, easing.decided_by_name, easing.reason, today) if easing else None,
        history=[_event(event) for event in events],
    )


def line(finding: Finding, *, today: dt.date, calendar: SchoolCalendar | None, pack: Pack | None) -> Line:
    """`finding` as `queries.for_subject` gives it; `pack` names the roles."""
    due, _tone = due_in_words(finding.due_on, today=today, calendar=calendar)
    return Line(
        number=finding.rule,
        sentence=words.say(sentence_of(finding)),
        status=effect_of(finding, today=today),
        href=reverse("finding", kwargs={"finding_id": finding.pk}),
        due=due if finding.cleared_on is None else "",
        who=_who(finding, pack),
        decided=decided_of(finding, today=today),
        cleared=words.date_long(finding.cleared_on),
    )


def decided_of(finding: Finding, *, today: dt.date) -> Decided | None:
    """What an officer decided of a finding that was read with `easing_by` and `easing_why`."""
    by = getattr(finding, "easing_by", None)
    return _decided(finding, by, getattr(finding, "easing_why", "") or "", today) if by else None


def _decided(finding: Finding, by: str, why: str, today: dt.date) -> Decided | None:
    kind = finding.eased_on(today)
    if not kind:
        return None
    until = {"until": words.date_long(finding.eased_until)}
    text = _("Accepted until %(until)s") if kind == Eased.ACCEPTED else _("Lowered until %(until)s")
    return Decided(text % until, by, why)


def can_put_right(access: Access, finding: Finding) -> bool:
    """Whether it falls to this person, or they lead plans here: others read, and are not sent to a page that refuses them."""
    if access.may(Permission.LEAD_PLANS) or (finding.owner_id is not None and finding.owner_id == access.user_id):
        return True
    return finding.owner_id is None and bool(access.roles & FALLS_TO.get(finding.owner_role, frozenset()))


_ONE_LOWER = {"red": "amber", "amber": "green"}


def effect_of(finding: Finding, *, today: dt.date) -> Status:
    """The word and the colour; one colour lower while an officer has it lowered, quiet while it is accepted."""
    if finding.cleared_on is not None:
        return Status(_("Cleared"), "good")
    eased = finding.eased_on(today)
    text = str(finding.get_effect_display())
    if eased == Eased.ACCEPTED:
        return Status(_("Accepted for now"), "quiet")
    if eased == Eased.LOWERED:
        return Status(_("Lowered for now"), TONES.get(_ONE_LOWER.get(finding.colour, ""), "quiet"))
    return Status(text, TONES.get(finding.colour, "quiet"))


def owed_card(finding: Finding, *, today: dt.date, calendar: SchoolCalendar | None) -> Owed:
    """One line of a list of what is owed; it leads to the page that explains it."""
    due, tone = due_in_words(finding.due_on, today=today, calendar=calendar)
    if finding.eased_on(today):
        tone = "now"
    return Owed(
        title=words.say(sentence_of(finding)),
        href=reverse("finding", kwargs={"finding_id": finding.pk}),
        about=str(finding.pupil),
        due=due,
        tone="late" if finding.colour == "red" and tone == "now" else tone,
        why=finding.rule,
    )


def address(finding: Finding) -> str:
    """The page on which it can be put right; "" where there is none."""
    return _reversed(finding.link_name, finding.link_key)


# Kinds of record with a page of their own; the others are found on their pupil's.
PAGES_OF_RECORDS = {"plans.plan": "plan"}


def page_of_record(subject_type: str, subject_id: int, pupil_id: int) -> str:
    """The page that the list of a record's findings goes back to."""
    return _reversed(PAGES_OF_RECORDS.get(subject_type, ""), subject_id) or _reversed("pupil", pupil_id)


def _reversed(name: str, key: int | None) -> str:
    if not name:
        return ""
    try:
        return reverse(name, args=[key] if key is not None else None)
    except NoReverseMatch:
        return ""


def due_in_words(due: dt.date | None, *, today: dt.date, calendar: SchoolCalendar | None) -> tuple[str, Tone]:
    """In school days, with the date; the date alone where no calendar covers it."""
    if due is None:
        return "", "now"
    tone: Tone = "late" if due < today else "soon" if due == today else "now"
    try:
        days = None if calendar is None else calendar.school_days_until(today, due).count
    except CalendarUnknown:
        days = None
    day = words.date_long(due)
    if due == today:
        return _("Today, %(day)s") % {"day": day}, tone
    if days is None or days == 0:
        return (_("Was due %(day)s") if due < today else _("By %(day)s")) % {"day": day}, tone
    if due < today:
        late = ngettext(
            "%(number)s school day late: was due %(day)s", "%(number)s school days late: was due %(day)s", abs(days)
        )
        return late % {"number": abs(days), "day": day}, tone
    left = ngettext("In %(number)s school day, by %(day)s", "In %(number)s school days, by %(day)s", days)
    return left % {"number": days, "day": day}, "soon" if days <= 3 else tone


_FORCE = {
    "M": lambda: _("The guidance says that this must be done."),
    "S": lambda: _("The guidance says that this should be done."),
    "G": lambda: _("The guidance offers this as good practice."),
}


def standing(where: Stands) -> tuple[Row, ...]:
    """How strongly it is said, where it stands and how sure that is; another council's rule binds nobody here."""
    if where.ours:
        return (Row(_("How strongly"), _("No guidance asks for this. It is Pastoral's own early warning.")),)
    if not where.here:
        strongly = _("There is no local rule on this. It is good practice that another council wrote down.")
    else:
        strongly = _FORCE[where.force]() if where.force in _FORCE else ""
    return (
        Row(_("How strongly"), strongly),
        Row(_("Where it stands"), where.source),
        Row(_("How sure this is"), "" if where.settled else _("This is not settled in the guidance: ask before you rely on it.")),
        Row(_("What Pastoral does"), _(where.differs) if where.differs else ""),
    )


def _found_on(finding: Finding) -> str:
    found = timezone.localdate(finding.found_at)
    return words.date_long(found) if found != finding.since else ""


def may_open(access: Access, href: str) -> bool:
    """Whether this person holds what the page at an address asks for."""
    try:
        match = resolve(href)
    except Resolver404:
        return False
    return access.may(permission_of(match.func, match.url_name) or Permission.NOBODY)


def _fact_row(access: Access, finding: Finding, label: str, value: Any, name: str = "") -> Row:
    href = _reversed(name, finding.link_key)
    there = href if href and may_open(access, href) else ""
    return Row(_(label), _fact(value), there, _("Look at"))


_CHANGED = {
    "text": lambda: _("what it says"), "params": lambda: _("what it says"), "remedy": lambda: _("what would clear it"),
    "facts": lambda: _("the facts"), "owner_role": lambda: _("whom it falls to"), "owner_id": lambda: _("whom it falls to"),
    "effect": lambda: _("how grave it is"), "colour": lambda: _("how grave it is"), "since": lambda: _("since when"),
}  # fmt: skip
_WHY_BACK = {str(value): label for value, label in Easing.Ended.choices}


def _event(event: FindingEvent) -> Event:
    return Event(title=str(event.get_what_display()), at=event.at, by=event.actor, text=_event_text(event))


def _event_text(event: FindingEvent) -> str:
    """What the history says of one event beyond its title."""
    changes = event.changes
    lines = []
    if "until" in changes:
        lines.append(_("Until %(until)s") % {"until": words.date_long(changes["until"])})
    if "why" in changes:
        lines.append(str(_WHY_BACK.get(changes["why"], "")))
    if "escalated" in changes:
        lines.append(str(dict(Finding._meta.get_field("escalated").flatchoices).get(changes["escalated"][1], "")))
    if "due_on" in changes:
        old, new = (words.date_long(day) or _("no day") for day in changes["due_on"])
        lines.append(_("The day it is due: %(old)s, now %(new)s") % {"old": old, "new": new})
    named = dict.fromkeys(_CHANGED[name]() for name in changes if name in _CHANGED)
    if named:
        lines.append(_("Other now: %(what)s") % {"what": words.and_list(named)})
    if event.reason:
        lines.append(event.reason)
    return "\n".join(lines)


def _who(finding: Finding, pack: Pack | None) -> str:
    role = said(pack.labels.role(finding.owner_role)) if pack and finding.owner_role else ""
    name = finding.owner.name if finding.owner is not None else ""
    return f"{name} ({words.lower_first(role)})" if name and role else name or role


def _fact(value: Any) -> str:
    if isinstance(value, dt.date):
        return words.date_long(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == "":
        return _("Nothing recorded")
    if isinstance(value, list):
        return words.and_list(value) or _("Nothing recorded")
    return words.say(value) if isinstance(value, Sentence) else str(value)
