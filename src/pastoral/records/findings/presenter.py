"""A finding as people read it: the rule, where it stands, what it rests on, what would clear it, who and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.govuk import words
from pastoral.foundation.govuk.parts import Owed, Row, Status, Tone
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import Pack, pack_of, said, text_of
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.rules.calendar import CalendarUnknown, SchoolCalendar
from pastoral.rules.psp import RULES, Rule
from pastoral.rules.sentences import Sentence

from .models import Finding
from .queries import FALLS_TO

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


def sentence_of(finding: Finding) -> Sentence:
    return Sentence(finding.code, finding.text, tuple(sorted(finding.params.items())))


def remedy_of(finding: Finding) -> Sentence | None:
    if not finding.remedy:
        return None
    return Sentence(f"{finding.code}.remedy", finding.remedy, tuple(sorted(finding.remedy_params.items())))


def explain(access: Access, finding: Finding, *, today: dt.date) -> Explained:
    """The page's words. `finding` was read with its pupil, school and owner."""
    pack = _pack(finding)
    rule = RULES.get(finding.rule)
    due, _tone = due_in_words(finding.due_on, today=today, calendar=calendar_of(finding.school))
    rows = [
        Row(_("Rule"), finding.rule),
        Row(_("What the rule asks"), _(rule.title) if rule else ""),
        *(_standing(rule, pack) if rule else ()),
        Row(_("Since"), words.date_long(finding.since)),
        Row(_("Cleared"), words.date_long(finding.cleared_on)),
        Row(_("By when"), due if finding.cleared_on is None else ""),
        Row(_("Who can put it right"), _who(finding, pack)),
    ]
    return Explained(
        finding=finding,
        sentence=words.say(sentence_of(finding)),
        remedy=words.say(remedy_of(finding)),
        effect=effect_of(finding),
        rule_title=_(rule.title) if rule else finding.rule,
        rows=[row for row in rows if row.answer],
        facts=[Row(_(label), _fact(value)) for label, value in finding.facts.get("said", [])],
        href=address(finding) if can_put_right(access, finding) else "",
    )


def can_put_right(access: Access, finding: Finding) -> bool:
    """Whether it falls to this person, or they lead plans here: others read, and are not sent to a page that refuses them."""
    if access.may(Permission.LEAD_PLANS) or (finding.owner_id is not None and finding.owner_id == access.user_id):
        return True
    return finding.owner_id is None and bool(access.roles & FALLS_TO.get(finding.owner_role, frozenset()))


def effect_of(finding: Finding) -> Status:
    if finding.cleared_on is not None:
        return Status(_("Cleared"), "good")
    return Status(str(finding.get_effect_display()), TONES.get(finding.colour, "quiet"))


def owed_card(finding: Finding, *, today: dt.date, calendar: SchoolCalendar | None) -> Owed:
    """One line of a list of what is owed; it leads to the page that explains it."""
    due, tone = due_in_words(finding.due_on, today=today, calendar=calendar)
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
    if not finding.link_name:
        return ""
    try:
        return reverse(finding.link_name, args=[finding.link_key] if finding.link_key is not None else None)
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


def _no_words() -> str:
    return ""


_FORCE = {
    "M": lambda: _("The guidance says that this must be done."),
    "S": lambda: _("The guidance says that this should be done."),
    "G": lambda: _("The guidance offers this as good practice."),
}


def _pack(finding: Finding) -> Pack | None:
    try:
        return pack_of(version_in_force(finding.authority_id, finding.since).pk)
    except NoPolicy:
        return None


def _standing(rule: Rule, pack: Pack | None) -> tuple[Row, Row]:
    """How strongly the authority's guidance says it, and where; or that it is another council's, which binds nobody here."""
    guidance = _guidance(pack)
    if not guidance:
        return (
            Row(
                _("How strongly"),
                _("There is no local rule on this. It is good practice that another council wrote down."),
            ),
            Row(_("Where it stands"), _("Neath Port Talbot, PSP guidance: %(place)s") % {"place": rule.source}),
        )
    return (
        Row(_("How strongly"), _FORCE.get(rule.force, _no_words)()),
        Row(_("Where it stands"), f"{guidance}: {rule.source}"),
    )


def _guidance(pack: Pack | None) -> str:
    """The title of the authority's own guidance; "" where its pack names none."""
    documents = pack.documents.items() if pack else ()
    return next((said(text_of(document["title"])) for code, document in documents if code.endswith("guidance")), "")


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
