"""Wiltshire's indicators (WIL-KPI) as far as Pastoral knows them: what is counted, and of the others why not. Small numbers hidden."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from pastoral.casework.placements.models import Direction, Following, Placement, Voice
from pastoral.casework.timetables.models import Timetable
from pastoral.foundation.access import Access
from pastoral.foundation.access.together import together
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.packs import Pack
from pastoral.records.providers.models import Listing, Provider
from pastoral.records.pupils.facts import PupilFacts, facts_of_many
from pastoral.records.pupils.models import CareStatus, Need
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.placements.days import provision_due
from pastoral.rules.placements.indicators import INDICATORS, Indicator, shown_cells, shown_count, shown_percent
from pastoral.rules.placements.small_numbers import hidden_parts, limit, year_share_tells, year_tells
from pastoral.rules.providers import is_school_number

from . import queries
from .value import Stay, children_of, parts_of_year, pounds, stays_of, terms_of_year

SIXTH = 6
WHY_NOT: dict[str, str | Promise] = {
    "suspensions": lazy("Pastoral does not keep suspensions. They are in the school's own system."),
    "suspensions_ehcp": lazy("Pastoral does not keep suspensions. They are in the school's own system."),
    "permanent_exclusions": lazy("Pastoral knows only of excluded children for whom a place is looked for."),
    "english_and_maths": lazy("A final report says this in words. There is no mark or grade to count."),
    "absent_from_education": lazy("The group's cases are on the pages of reduced timetables. They are not counted here."),
    "outreach": lazy("Outreach is no placement, and Pastoral does not record it."),
}
CUT_LABELS: dict[str, str | Promise] = {
    "sen": lazy("Special educational needs"), "social_worker": lazy("Social worker"), "reduced_provision": lazy("Reduced timetable"),
    "phase": lazy("Phase"),
}  # fmt: skip
NO_PREMIUM = lazy("Who has the pupil premium is not in Pastoral, so nothing is cut by it.")
VALUES: dict[str, str | Promise] = {
    "sen_support": lazy("SEN support"), "ehcp": lazy("EHCP"), "none": lazy("None"), "yes": lazy("Yes"), "no": lazy("No"),
    "primary": lazy("Primary"), "secondary": lazy("Secondary"), "post_16": lazy("After 16"),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One indicator as it is shown: `said` the figure in words, `why_not` where there is none; `cells` its cut."""

    indicator: Indicator
    said: str = ""
    why_not: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """What the indicators of one time are counted from. Nothing is read after it."""

    start: dt.date
    end: dt.date
    calendar: SchoolCalendar
    stays: list[Stay]
    under: int
    facts: dict[int, PupilFacts]
    excluded: list[Placement]  # with the day of it in this time
    timetables: list[Timetable]  # that ran
    following: list[Following]
    providers: list[Provider]  # on the authority's list, that said how many places they have
    directions: list[Direction]
    voices: list[Voice]

    @property
    def terms(self) -> list[Term]:
        return terms_of_year(self.calendar, self.start, self.end)

    @property
    def reduced(self) -> frozenset[int]:
        return frozenset(row.pupil_id for row in self.timetables)

    @property
    def rows(self) -> list[Placement]:
        return [stay.row for stay in self.stays]

    def cut(self, pupil_id: int, by: str) -> str:
        facts = self.facts.get(pupil_id)
        if by == "reduced_provision":
            return "yes" if pupil_id in self.reduced else "no"
        if facts is None:
            return "none" if by == "sen" else "no"
        if by == "sen":
            return "ehcp" if Need.Kind.EHCP in facts.needs else "sen_support" if Need.Kind.SEN_SUPPORT in facts.needs else "none"
        if by == "social_worker":
            known = {CareStatus.Kind.LOOKED_AFTER, CareStatus.Kind.CHILD_PROTECTION, CareStatus.Kind.CHILD_IN_NEED}
            return "yes" if facts.social_worker is not None or facts.care & known else "no"
        return "primary" if facts.age < 11 else "secondary" if facts.age < 16 else "post_16"


def figures(
    access: Access, authority: Authority, pack: Pack | None, term: Term, today: dt.date, calendar: SchoolCalendar, cut: str = ""
) -> list[Figure]:
    """All sixteen, in the order of the strategy. Five queries at most."""
    under = limit(pack.policy.value("kpi.suppress_under") if pack is not None else None)
    end = min(term.end, today)
    stays = stays_of(access, authority, term.start, end, calendar)
    pupils = {stay.row.pupil_id: stay.row.pupil for stay in stays}
    facts = facts_of_many(access, pupils.values()) if cut and pupils else {}
    known = Known(term.start, end, calendar, stays, under, facts, **together(**_asked(access, authority, term.start, end)))
    return [_figure(one, known, cut) for one in INDICATORS]


def _asked(access: Access, authority: Authority, start: dt.date, end: dt.date) -> dict[str, QuerySet[Any]]:
    """The rows of `Known`, as queries to be read together."""
    listed = Listing.objects.visible_to(access).filter(
        authority=authority, status__in=(Listing.Status.LISTED, Listing.Status.APPROVED)
    )
    within = {"authority": authority, "on__range": (start, end)}
    return {
        "excluded": queries.everyone(access).filter(authority=authority, excluded_from__range=(start, end)).only(
            "pupil_id", "excluded_from", "began_on"
        ),
        "timetables": Timetable.objects.visible_to(access).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=start), authority=authority, began_on__lte=end
        ).only("pupil_id", "began_on", "closed_on"),
        "following": Following.objects.visible_to(access).filter(**within).order_by("on", "pk").only("pupil_id", "status"),
        "providers": Provider.objects.visible_to(access).filter(
            pk__in=listed.order_by().values("provider_id"), places__isnull=False
        ).only("kind", "registration", "urn", "places"),
        "directions": Direction.objects.visible_to(access).filter(
            authority=authority, decided_on__range=(start, end)
        ).only("pupil_id"),
        "voices": Voice.objects.visible_to(access).filter(**within).only("pupil_id", "going"),
    }  # fmt: skip


def _figure(indicator: Indicator, known: Known, cut: str) -> Figure:
    if indicator.code in WHY_NOT:
        return Figure(indicator, why_not=str(WHY_NOT[indicator.code]))
    said, about = COUNTED[indicator.code](known)
    cells: tuple[tuple[str, str], ...] = ()
    if cut and about:
        numbers: dict[str, set[int]] = defaultdict(set)
        for pupil in about:
            numbers[known.cut(pupil, cut)].add(pupil)
        shown = shown_cells({value: len(there) for value, there in numbers.items()}, known.under)
        cells = tuple((str(VALUES[value]), children(count)) for value, count in sorted(shown.items()))
    return Figure(indicator, said or _("Nothing to count in this time"), cells=cells)


Counted = tuple[str, set[int]]
"""The figure in words ("" for nothing to count), and the children whom it is about."""


Answer = tuple[dt.date, bool]
"""The day on which something was so or not, of one child."""


def _share(answers: dict[int, Answer], under: int, terms: Sequence[Term] = ()) -> Counted:
    """ "62.5% of 16", and the children; where the share is hidden, no cut of them either, since it would tell the whole."""
    if not answers:
        return "", set()
    within = [[good for day, good in answers.values() if day in term] for term in terms]
    between = [good for day, good in answers.values() if not any(day in term for term in terms)] if terms else []
    told = year_share_tells([(sum(some), len(some)) for some in (*within, between)], under)
    good = sum(good for _day, good in answers.values())
    share = None if told else shown_percent(good, len(answers), under)
    if share is None:
        return _("too few to show"), set()
    return _("%(percent)s%% of %(whole)s") % {"percent": share, "whole": len(answers)}, set(answers)


def _day_six(known: Known) -> Counted:
    placed: dict[int, Answer] = {}
    for row in known.excluded:
        due = provision_due(row.excluded_from, SIXTH, known.calendar) if row.excluded_from is not None else None
        if row.excluded_from is not None and due is not None and due <= known.end:
            before = row.pupil_id in placed and placed[row.pupil_id][1]
            placed[row.pupil_id] = row.excluded_from, before or (row.began_on is not None and row.began_on <= due)
    return _share(placed, known.under, known.terms)


def _attendance(known: Known) -> Counted:
    marked = [stay for stay in known.stays if stay.marked]
    children_marked = {stay.row.pupil_id for stay in marked}
    if shown_count(len(children_marked), known.under) is None or not marked:
        return hidden_or_none(len(children_marked)), set()
    share = 100 * sum(stay.came for stay in marked) / sum(stay.marked for stay in marked)
    return _("%(percent)s%% of half days") % {"percent": f"{share:.1f}"}, children_marked


def _returns(known: Known) -> Counted:
    ended: dict[int, Answer] = {}  # the last of each child
    for row in sorted(known.rows, key=lambda row: row.ended_on or known.end):
        if row.ended_on is not None and row.ended_on <= known.end:
            ended[row.pupil_id] = row.ended_on, bool(row.returns_to_school)
    return _share(ended, known.under, known.terms)


def _post_16(known: Known) -> Counted:
    latest = {row.pupil_id: (row.on, row.status) for row in known.following}
    said = {
        pupil: (day, status != Following.Status.NEET) for pupil, (day, status) in latest.items() if status != Following.Status.UNKNOWN
    }  # fmt: skip
    return _share(said, known.under, known.terms)


def _offered_full_time(known: Known) -> Counted:
    """By the hours at the provider alone where the placement is full time on its own; beside lessons, school makes it full."""
    full = {row.pupil_id: False for row in known.rows}
    for row in known.rows:
        full[row.pupil_id] |= row.shape == "full_time"
    return _share({pupil: (known.end, so) for pupil, so in full.items()}, known.under)


def _reduced(known: Known) -> Counted:
    days = [((row.closed_on or known.end) - row.began_on).days for row in known.timetables if row.began_on is not None]
    count = shown_count(len(known.reduced), known.under)
    if not known.reduced or count is None:
        return hidden_or_none(len(known.reduced)), set()
    weeks = sum(days) / len(days) / 7 if days else 0
    return _("%(children)s, %(weeks)s weeks each on average") % {"children": children(count), "weeks": f"{weeks:.0f}"}, set(known.reduced)


def _places(known: Known) -> Counted:
    there = {True: 0, False: 0}
    for one in known.providers:
        registered = one.registration == Provider.Registration.URN and is_school_number(one.urn)
        there[one.kind != Provider.Kind.NON_SCHOOL or registered] += one.places or 0
    if not any(there.values()):
        return _("No provider has said how many places it has"), set()
    return (
        _("%(registered)s at registered providers, %(others)s at others")
        % {"registered": there[True], "others": there[False]}, set(),
    )  # fmt: skip


def _directions(known: Known) -> Counted:
    rows = {row.pupil_id for row in known.directions}
    return (children(shown_count(len(rows), known.under)) if rows else ""), rows


def _voice(known: Known) -> Counted:
    rows = known.voices
    asked = {row.pupil_id for row in rows}
    if not rows or len(asked) < known.under:
        return hidden_or_none(len(asked)), set()
    well = {row.pupil_id for row in rows if row.going == Voice.Going.WELL}
    # children, and not answers: one child may have said a lot of them
    few = min(len(well), len({row.pupil_id for row in rows if row.going != Voice.Going.WELL})) < known.under
    share = None if few else shown_percent(sum(row.going == Voice.Going.WELL for row in rows), len(rows), None)
    said = {"number": len(rows), "percent": "–" if share is None else f"{share}%"}
    return _("%(number)s answers, %(percent)s say it goes well") % said, asked


def _spend(known: Known) -> Counted:
    """By fund. The page of spend and value has the total, so a fund that is hidden takes the next smallest with it."""
    funds: dict[str, list[Stay]] = defaultdict(list)
    for stay in known.stays:
        if stay.spent is not None:
            funds[stay.row.fund or _("no fund named")].append(stay)
    numbers = {fund: len({stay.row.pupil_id for stay in stays}) for fund, stays in funds.items()}
    told = {
        fund for fund, stays in funds.items()
        if year_tells([(there, len(there) >= known.under) for there in map(children_of, parts_of_year(stays, known.terms))], known.under)
    }  # fmt: skip
    hidden = hidden_parts(numbers, known.under, told).parts
    parts = []
    for fund, stays in sorted(funds.items()):
        said = _("too few children to show") if fund in hidden else pounds(sum(stay.spent or 0 for stay in stays))
        parts.append(f"{fund}: {said}")
    return "; ".join(parts), {stay.row.pupil_id for stays in funds.values() for stay in stays}


COUNTED: dict[str, Callable[[Known], Counted]] = {
    "day_six": _day_six, "attendance": _attendance, "returns": _returns, "post_16": _post_16, "offered_full_time": _offered_full_time,
    "reduced_provision": _reduced, "places": _places, "directions_and_moves": _directions, "voice": _voice, "spend": _spend,
}  # fmt: skip


def children(count: int | None) -> str:
    """ "7 children"; a hidden count says only that it is small."""
    if count is None:
        return _("too few to show")
    return ngettext("%(num)s child", "%(num)s children", count) % {"num": count}


def hidden_or_none(count: int) -> str:
    return _("too few to show") if count else ""
