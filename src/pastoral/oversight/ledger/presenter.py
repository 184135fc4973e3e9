"""How a ledger is shown: time in words, sentences for the sums, and a bar for each week drawn to scale."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.access import Access
from pastoral.foundation.access.roles import Role
from pastoral.foundation.govuk.parts import Link
from pastoral.foundation.govuk.words import and_list, date_long
from pastoral.rules.calendar import Term
from pastoral.rules.ledger import Ledger, Totals, WeekLine
from pastoral.rules.ledger.offering import ORDER, UNSETTLED

BAR = 300.0  # units of the drawing for the longest week
KINDS = (*ORDER, UNSETTLED)
WALES = "wales"


def time_long(length: int) -> str:
    """61 hours and 30 minutes."""
    hours, rest = divmod(length, 60)
    said_hours = ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": f"{hours:,}"}
    said_rest = ngettext("%(num)s minute", "%(num)s minutes", rest) % {"num": rest}
    if hours and rest:
        return _("{hours} and {minutes}").format(hours=said_hours, minutes=said_rest)
    return said_rest if rest else said_hours


def time_short(length: int) -> str:
    """61 h 30 min, for tables."""
    hours, rest = divmod(length, 60)
    if not rest:
        return _("{hours} h").format(hours=f"{hours:,}")
    return (_("{hours} h {minutes} min") if hours else _("{minutes} min")).format(hours=f"{hours:,}", minutes=rest)


def days_long(sums: Totals) -> str:
    """12 school days, or 2 weeks and 2 days; "" for less than one. Rounded down."""
    whole = sums.whole_days
    if not whole:
        return ""
    said = ngettext("%(num)s school day", "%(num)s school days", whole) % {"num": whole}
    weeks, days = sums.weeks_and_days
    if not weeks:
        return said
    longer = ngettext("%(num)s week", "%(num)s weeks", weeks) % {"num": weeks}
    if days:
        rest = ngettext("%(num)s day", "%(num)s days", days) % {"num": days}
        longer = _("{weeks} and {days}").format(weeks=longer, days=rest)
    return _("{days}, or {weeks}").format(days=said, weeks=longer)


def days_short(sums: Totals) -> str:
    """Whole days of schooling missed, for a table; "more than" where a part of a day is left over."""
    whole = sums.whole_days
    said = ngettext("%(num)s day", "%(num)s days", whole) % {"num": whole}
    return said if sums.is_exact else _("more than {days}").format(days=said)


@dataclass(frozen=True)
class Said:
    """The sums on top, in plain words: the first sentence, and what it is made of."""

    headline: str
    days: str
    parts: tuple[str, ...]
    ahead: str


def sums_said(seen: Ledger, name: str, *, you: bool, term: Term, today: dt.date) -> Said:
    """`you`: the reader is the young person."""
    sums = seen.totals
    since = date_long(seen.weeks[0].monday if term.start < seen.weeks[0].monday else term.start)
    given = {"day": since, "name": name, "time": time_long(sums.missed), "last": date_long(term.end)}
    if sums.missed:
        headline = (
            _("Since {day} you have missed {time} of teaching.")
            if you
            else _("Since {day} {name} has missed {time} of teaching.")
        )
    elif all(week.is_ahead for week in seen.weeks):
        headline = _("No day of this time is over yet.")
    else:
        headline = (
            _("Since {day} you have missed no teaching that we know of.")
            if you
            else _("Since {day} {name} has missed no teaching that we know of.")
        )
    if term.end < today and sums.missed:
        headline = (
            _("From {day} to {last} you missed {time} of teaching.")
            if you
            else _("From {day} to {last} {name} missed {time} of teaching.")
        )
    days = days_long(sums)
    if days:
        days = (_("That is {days}.") if sums.is_exact else _("That is more than {days}.")).format(days=days)
    return Said(headline.format(**given), days, tuple(_parts(sums)), _ahead(seen, term, today))


def _parts(sums: Totals) -> list[str]:
    lines = [
        (sums.by_arrangement, _("{time} because fewer hours were arranged than a full week has")),
        (sums.authorised, _("{time} of what was arranged, absent with leave")),
        (sums.unauthorised, _("{time} of what was arranged, absent without leave or with no reason yet")),
    ]
    found = [text.format(time=time_long(length)) for length, text in lines if length]
    if sums.unknown:
        text = _("Of {time} that was arranged there is no mark: we do not know, and it is not counted as missed.")
        found.append(text.format(time=time_long(sums.unknown)))
    return found


def _ahead(seen: Ledger, term: Term, today: dt.date) -> str:
    more = seen.totals.planned_by_arrangement - seen.totals.by_arrangement
    if term.end < today or more <= 0:
        return ""
    text = _("If everything goes as planned, another {time} will be missed by {day}, because fewer hours are arranged.")
    return text.format(time=time_long(more), day=date_long(term.end))


def entitlement_said(seen: Ledger, nation: str) -> list[str]:
    """What a full week is here and who says so, once for each figure in this time."""
    found = []
    for full in dict.fromkeys(week.full for week in seen.weeks):
        if full.minutes is None:
            found.append(_("No entitlement is set for this year group here, so what was not arranged cannot be counted."))
            continue
        if full.said_by == "school":
            text = _("A full week is {time} of teaching: the school's own times, as no rule gives a figure for this year group.")
        elif nation == WALES:
            text = _("A full week is {time} of teaching, by the rules of the authority for this year group.")
        else:
            text = _("A full week is {time} of teaching: a working figure for this year group. No law in England sets one.")
        found.append(text.format(time=time_long(full.minutes)))
    return found


@dataclass(frozen=True)
class Part:
    """A piece of a bar. `tone` is its setting or what became of it; `planned`: it lies ahead."""

    x: float
    width: float
    tone: str
    planned: bool = False


@dataclass(frozen=True)
class Bar:
    """Above: what was offered, by setting, on the length of what is owed. Below, of past days: what became of it."""

    owed: float
    offered: tuple[Part, ...]
    became: tuple[Part, ...]


@dataclass(frozen=True)
class WeekShown:
    line: WeekLine
    bar: Bar
    owed: str
    offered: str
    settings: str
    home: str
    attended: str
    absent: str
    unknown: str
    missed: str
    running: str
    state: str
    days: str


def weeks_shown(seen: Ledger) -> list[WeekShown]:
    longest = max([1, *(max(week.entitled or 0, week.offered) for week in seen.weeks)])
    return [_week(line, BAR / longest) for line in seen.weeks]


def bar_of(line: WeekLine, scale: float) -> Bar:
    """One week drawn to scale: `scale` units for each minute."""
    offered, became, at = [], [], 0
    rank = {kind: place for place, kind in enumerate(KINDS)}
    for past in (True, False):
        for one in sorted(line.offers, key=lambda one: (rank[one.kind], one.name)):
            length = one.past if past else one.ahead
            if length:
                offered.append(Part(_units(at, scale), _units(length, scale), one.kind, planned=not past))
                at += length
    at = 0
    for tone, length in (("attended", line.attended), ("absent", line.by_absence), ("unknown", line.unknown)):
        if length:
            became.append(Part(_units(at, scale), _units(length, scale), tone))
            at += length
    return Bar(_units(line.entitled or 0, scale), tuple(offered), tuple(became))


def _units(length: int, scale: float) -> float:
    return round(length * scale, 1)


def _week(line: WeekLine, scale: float) -> WeekShown:
    return WeekShown(
        line=line,
        bar=bar_of(line, scale),
        owed=time_short(line.entitled) if line.entitled is not None else _("not set"),
        offered=time_short(line.offered),
        settings=settings_said(line),
        home=_("Work at home: {time}, which is not counted").format(time=time_short(line.at_home)) if line.at_home else "",
        attended="" if line.is_ahead else time_short(line.attended),
        absent=time_short(line.by_absence) if line.by_absence else "",
        unknown=time_short(line.unknown) if line.unknown else "",
        missed="" if line.is_ahead else time_short(line.missed),
        running="" if line.is_ahead else time_short(line.running),
        state=_("Planned") if line.is_ahead else "" if line.is_past else _("This week, partly planned"),
        days="" if line.school_days == 5 else ngettext("%(num)s school day", "%(num)s school days", line.school_days)
        % {"num": line.school_days},
    )


def settings_said(line: WeekLine) -> str:
    """School 8 h, Cwm Farm 4 h."""
    rank = {kind: place for place, kind in enumerate(KINDS)}
    listed = sorted(line.offers, key=lambda one: (rank[one.kind], one.name))
    return ", ".join(f"{setting_name(one.kind, one.name)} {time_short(one.minutes)}" for one in listed if one.minutes)


def setting_name(kind: str, name: str) -> str:
    """A setting in words: its own name, or what it is."""
    words = setting_words()
    return name if kind in ("provider", "tuition") and name not in ("", kind) else words[kind]


def setting_words() -> dict[str, str]:
    return {
        "school": _("School"), "inclusion_centre": _("Inclusion centre"), "provider": _("Provider"), "tuition": _("Tuition"),
        UNSETTLED: _("Place not settled"),
    }  # fmt: skip


def legend(seen: Ledger) -> list[tuple[str, bool, str]]:
    """(tone, whether planned, words) of what stands in the drawing."""
    words = setting_words()
    used = {one.kind for week in seen.weeks for one in week.offers}
    found = [(kind, False, words[kind]) for kind in KINDS if kind in used and kind != UNSETTLED]
    if any(one.ahead for week in seen.weeks for one in week.offers):
        found.append(("ahead", True, _("Dashed edge: planned, still to come")))
    became = [("attended", _("Attended"), "attended"), ("absent", _("Absent"), "by_absence"), ("unknown", _("No mark"), "unknown")]
    found += [(tone, False, text) for tone, text, name in became if any(getattr(week, name) for week in seen.weeks)]
    return found


def span_links(offered: list[Term], chosen: Term, at: str) -> list[Link]:
    """The terms and the school year as links."""
    year = offered[-1]
    terms = [Link(one.name, f"{at}?term={one.start.isoformat()}", current=one is chosen) for one in offered[:-1]]
    return [*terms, Link(year.name, f"{at}?term=year", current=year is chosen)]


def is_their_own(access: Access, pupil: Any) -> bool:
    """Whether the reader is the young person themselves."""
    return access.roles == frozenset({Role.YOUNG_PERSON}) and pupil.pk in access.pupil_ids


def where_said(seen: Ledger) -> str:
    """The settings of a time, for a list: "School, Cwm Farm and work at home"."""
    rank = {kind: place for place, kind in enumerate(KINDS)}
    used = {(rank[one.kind], setting_name(one.kind, one.name)) for week in seen.weeks for one in week.offers
            if one.minutes and one.kind != UNSETTLED}  # fmt: skip
    names = [name for _rank, name in sorted(used)]
    if any(week.at_home for week in seen.weeks):
        names.append(_("work at home"))
    return and_list(names)


def sections(access: Access) -> list[Link]:
    from pastoral.oversight.monitoring.views import sections as monitoring

    return monitoring(access, "ledger")


def export_href(pupil_id: int, term: str) -> str:
    at = reverse("pupil-ledger-export", kwargs={"pupil_id": pupil_id})
    return f"{at}?term={term}" if term else at
