"""The report to members and schools on use and safeguarding (NPT-AP-12): one term or year, no child named, small numbers hidden."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pastoral.casework.placements.models import Concern
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.together import together
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import Document, Fact, Facts, Heading, Language, Note, Paragraph, Table
from pastoral.foundation.documents.word import render_docx
from pastoral.foundation.documents.wording import say_date
from pastoral.records.organisations.models import Authority
from pastoral.records.policy.packs import Pack
from pastoral.records.providers.models import ListingMove, Visit
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.placements.destinations import CONCERN_LABELS
from pastoral.rules.placements.small_numbers import limit, year_tells
from pastoral.rules.sentences import Refused, say

from . import queries
from .indicators import children
from .registration import DJANGO_CODE
from .showing import STANDINGS, test_of
from .value import Shown, by_provider, pounds, terms_of_year

LANGUAGE = say("PROVIDER.language", "That language or kind of file is not offered.")


@dataclass(frozen=True)
class Told:
    """What the report says, before it is put into words. Counts of children are None where they are hidden."""

    began: int | None
    ended: int | None
    providers: list[Shown]
    total: Shown
    standings: list[tuple[str, int]]
    tests: list[tuple[str, int]]
    visits: int
    visits_overdue: int
    suspended: int
    concerns: list[tuple[str, int | None, int | None]]  # kind, raised, settled
    reviews_late: int | None


def of(access: Access, authority: Authority, pack: Pack | None, term: Term, calendar: SchoolCalendar, today: dt.date) -> Told:
    """Five queries at most."""
    under = limit(pack.policy.value("kpi.suppress_under") if pack is not None else None)
    end = min(term.end, today)
    parts = terms_of_year(calendar, term.start, end)
    providers, total = by_provider(access, authority, term, today, under, calendar)
    read = together(**queries.rows_of_in_use(access), **_asked(access, authority, term.start, end, today))
    in_use = queries.in_use_from(read["providers"], read["visits"])
    raised: dict[str, list[Event]] = defaultdict(list)
    settled: dict[str, list[Event]] = defaultdict(list)
    for one in read["concerns"]:
        (settled if one.resolved_on is not None else raised)[one.kind].append((timezone.localdate(one.raised_at), one.pupil_id))

    def of_days(name: str, rows: Iterable[Any], parts: Sequence[Term] = ()) -> int | None:
        return number_shown([(getattr(row, name), row.pupil_id) for row in rows], under, parts)

    return Told(
        began=of_days("began_on", read["began"], parts),
        ended=of_days("ended_on", read["ended"], parts),
        providers=providers,
        total=total,
        standings=list(Counter(one.standing for one in in_use).items()),
        tests=list(Counter(one.tested for one in in_use if one.tested).items()),
        visits=len(read["held"]),
        visits_overdue=sum(1 for one in in_use if one.visit_due_on is not None and one.visit_due_on < today),
        suspended=len(read["suspended"]),
        concerns=[(kind, *_settled(raised[kind], settled[kind], under, parts)) for kind in sorted({*raised, *settled})],
        reviews_late=of_days("next_review_on", read["late"]),
    )


def _asked(access: Access, authority: Authority, start: dt.date, end: dt.date, today: dt.date) -> dict[str, QuerySet[Any]]:
    """What the report counts beside the providers, as queries to be read together."""
    rows, within = queries.everyone(access).filter(authority=authority), (start, end)
    return {
        "concerns": Concern.objects.visible_to(access).filter(authority=authority, raised_at__date__range=within).order_by("pk").only(
            "kind", "raised_at", "pupil_id", "resolved_on"
        ),
        "began": rows.filter(began_on__range=within).only("pupil_id", "began_on"),
        "ended": rows.filter(ended_on__range=within).only("pupil_id", "ended_on"),
        "late": rows.filter(queries.attention_q(access, "review_late", today)).only("pupil_id", "next_review_on"),
        "held": Visit.objects.visible_to(access).filter(authority=authority, held_on__range=within).only("pk"),
        "suspended": ListingMove.objects.visible_to(access).filter(
            authority=authority, at__date__range=within, after="suspended"
        ).only("pk"),
    }  # fmt: skip


Event = tuple[dt.date, int]
"""The day of something, and the child that it was about."""


def number_shown(events: list[Event], under: int, parts: Sequence[Term] = ()) -> int | None:
    """How many there were; None where few children are in them, or in the part of a year whose own number is not shown."""
    if not events:
        return 0
    if len({pupil for _day, pupil in events}) < under:
        return None
    within = [{pupil for day, pupil in events if day in part} for part in parts]
    between = {pupil for day, pupil in events if not any(day in part for part in parts)} if parts else set()
    told = year_tells([*((children, len(children) >= under) for children in within), (between, False)], under)
    return None if told else len(events)


def _settled(still: list[Event], settled: list[Event], under: int, parts: Sequence[Term]) -> tuple[int | None, int | None]:
    """Of one kind of concern: how many were raised, and how many of them are settled, where neither tells of a few that are not."""
    raised = number_shown([*still, *settled], under, parts)
    several = [number_shown(some, under, parts) for some in (still, settled)]
    return raised, several[1] if raised is not None and None not in several else None


def printed(
    access: Access, authority: Authority, pack: Pack | None, term: Term, calendar: SchoolCalendar, *, language: str, file_format: str
) -> bytes:
    """The report as PDF or Word; that it was printed is on the audit trail. Raises `Refused`."""
    access.require(Permission.SEE_MONITORING)
    if language not in DJANGO_CODE or file_format not in ("pdf", "docx"):
        raise Refused((LANGUAGE,))
    found = of(access, authority, pack, term, calendar, timezone.localdate())
    with recording("placements.reported", by=access) as record:
        record.about(authority, changes={"from": term.start.isoformat(), "to": term.end.isoformat(), "format": file_format})
    printable = document(found, authority, term, "cy" if language == "cy" else "en")
    return render_pdf(printable) if file_format == "pdf" else render_docx(printable)


def document(found: Told, authority: Authority, term: Term, language: Language) -> Document:
    with override(DJANGO_CODE[language]):
        return Document(
            title=_("Alternative provision: use and safeguarding"),
            language=language,
            organisation=(authority.name_cy or authority.name) if language == "cy" else authority.name,
            form_code="PROVISION-REPORT",
            parts=(
                Facts((
                    Fact(_("Time"), f"{term.name}, {say_date(term.start, language)} – {say_date(term.end, language)}"),
                    Fact(_("Printed"), say_date(timezone.localdate(), language)),
                    Fact(_("Children in alternative provision in this time"), children(found.total.children)),
                    Fact(_("Placements that began"), _few(found.began)),
                    Fact(_("Placements that ended"), _few(found.ended)),
                    Fact(_("Reviews overdue now"), _few(found.reviews_late)),
                )),
                Heading(_("Providers in use now")),
                Table(
                    (_("Standing with the council"), _("Providers")),
                    tuple((str(STANDINGS.get(code, _("On no list"))), str(number)) for code, number in found.standings), widths=(5, 2),
                ),
                Table(
                    (_("Test whether it must be a registered school"), _("Providers")),
                    tuple((_test(code), str(number)) for code, number in found.tests), widths=(5, 2),
                ),
                Facts((
                    Fact(_("Visits by the council in this time"), str(found.visits)),
                    Fact(_("Visits overdue now"), str(found.visits_overdue)),
                    Fact(_("Times a provider was suspended"), str(found.suspended)),
                )),
                Heading(_("Safeguarding and other concerns")),
                Table(
                    (_("About"), _("Raised"), _("Settled")),
                    tuple((_(CONCERN_LABELS.get(kind, kind)), _few(raised), _few(settled)) for kind, raised, settled in found.concerns),
                    widths=(5, 2, 2),
                ) if found.concerns else Paragraph(_("No concern was recorded in this time.")),
                Heading(_("Use, spend and what came of it")),
                Table(
                    (
                        _("Provider"), _("Children"), _("Spend"), _("An hour attended"), _("Attendance"), _("Back at school"),
                        _("Destination known"),
                    ),
                    tuple(_line(one) for one in (*found.providers, found.total)), widths=(5, 2, 2, 2, 2, 2, 2),
                ),
                Note(_("Figures about few children are not shown, nor others from which they could be worked out.")),
                Note(_("Spend is an estimate: the price agreed, for what was offered.")),
            ),
        )  # fmt: skip


def _line(one: Shown) -> tuple[str, ...]:
    return (
        one.name or _("All providers"), _few(one.children), pounds(one.spend) or "–", pounds(one.an_hour) or "–", _share(one.attendance),
        _share(one.returned), _share(one.destination),
    )  # fmt: skip


def _few(count: int | None) -> str:
    return _("too few to show") if count is None else str(count)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share}%"


def _test(code: str) -> str:
    status = test_of(code)
    return status.text if status else code


def shown_lines(lines: Iterable[Shown]) -> list[dict[str, Any]]:
    """For the page of spend and value and its file."""
    return [
        {
            "one": one, "children": _few(one.children), "spend": pounds(one.spend) or "–", "hour": pounds(one.an_hour) or "–",
            "attendance": _share(one.attendance), "returned": _share(one.returned), "excluded": _share(one.excluded),
            "destination": _share(one.destination), "unpriced": one.unpriced,
        }
        for one in lines
    ]  # fmt: skip
