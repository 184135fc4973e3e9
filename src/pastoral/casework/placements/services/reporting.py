"""Reports that the provider owes: asked for, written on its own page, sent once (HAM-END-02)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.records.providers import letters
from pastoral.rules.sentences import Refused, say

from .. import clocks, living
from ..models import Place, ProviderReport
from .changing import Change, changing
from .from_provider import at_home

WRITTEN = ("attainment", "progress", "attendance", "behaviour")
SENT = say("AP.report_sent", "This report was sent already. It stays as it is.")
MISSING = {
    "attainment": say("AP.report_attainment", "Write what the child achieved, in lessons and qualifications too."),
    "progress": say("AP.report_progress", "Write how the child progressed from where it started."),
    "attendance": say("AP.report_attendance", "Write how the child attended."),
    "behaviour": say("AP.report_behaviour", "Write how the child\u2019s behaviour changed, with examples."),
}


def ask_report(change: Change, kind: str, *, due_on: dt.date) -> ProviderReport | None:
    """Inside an open change: the provider owes a report by a day. A report owed already keeps its words and gets the day.

    None where a final report was sent: it is not asked for twice.
    """
    by, row = change.by, change.row
    mine = [one for one in living.reports(by, row.pk) if one.kind == kind]
    if kind == ProviderReport.Kind.FINAL and any(one.sent_at is not None for one in mine):
        return None
    report = next((one for one in mine if one.sent_at is None), None)
    is_new = report is None
    if report is None:
        report = ProviderReport(**scope_of(row.pupil), placement=row, kind=kind, asked_on=timezone.localdate(), due_on=due_on)
    report.due_on = due_on
    report.save()
    change.record.about(report, changes={"kind": kind, "due_on": due_on.isoformat()})
    if is_new:
        _write_to_provider(change, report)
    return report


def ask_at_end(change: Change) -> None:
    """Inside the move that brings a placement to its end: the provider is asked for its final report."""
    row, today = change.row, timezone.localdate()
    if row.provider_id is not None:
        last = row.ended_on or row.ends_on or today
        ask_report(change, ProviderReport.Kind.FINAL, due_on=max(today, last + clocks.report_within(row)))


def ask_final_report(*, placement_id: int, due_on: dt.date, by: Access) -> ProviderReport | None:
    """Ask the provider for the final report by a day."""
    with changing(placement_id, "placement.report_asked", by=by) as change:
        return ask_report(change, ProviderReport.Kind.FINAL, due_on=due_on)


def _write_to_provider(change: Change, report: ProviderReport) -> None:
    row = change.row
    if row.provider_id is None or row.provider is None:
        return
    page = settings.BASE_URL + reverse("provider-report", args=[report.pk])

    def body() -> str:
        return "\n\n".join([
            gettext("%(school)s asks for a report about a placement.") % {"school": row.school.name},
            gettext("Sign in to write it: %(address)s") % {"address": page},
        ])  # fmt: skip

    for number, to in enumerate(letters.leads(row.provider, row.authority_id)):
        letters.write(
            to, key=f"placement-report-{report.pk}-{number}", kind="placement", subject=lambda: gettext("A school asks for a report"),
            body=body, authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
        )  # fmt: skip


def save_report(*, report_id: int, by: Access, send_it: bool, **words: str) -> ProviderReport:
    """The provider writes its report; `send_it` sends it to the school, whole. Raises `Refused` with each part that is missing."""
    by.require(Permission.WORK_FOR_PROVIDER)
    if unknown := set(words) - set(WRITTEN):
        raise ValueError(f"not parts of a report: {sorted(unknown)}")
    with recording("placement.report_written", by=by) as record:
        report: ProviderReport = ProviderReport.objects.visible_to(by).select_for_update(of=("self",)).get(pk=report_id)
        if report.sent_at is not None:
            raise Refused((SENT,))
        for name, value in words.items():
            setattr(report, name, value.strip())
        if send_it:
            _refuse_gaps(report)
            report.sent_at, report.by_name = timezone.now(), by.actor
        report.save()
        record.about(report, changes={"sent": send_it})
        if send_it:
            place: Place = Place.objects.visible_to(by).get(placement=report.placement_id)
            final = report.kind == ProviderReport.Kind.FINAL
            with at_home(place, "placement.final_report" if final else "placement.report", by=by):
                pass
    return report


def _refuse_gaps(report: ProviderReport) -> None:
    """A final report has all four parts; a regular one says at least how it progresses."""
    needed = WRITTEN if report.kind == ProviderReport.Kind.FINAL else ("progress",)
    missing = tuple(MISSING[name] for name in needed if not getattr(report, name))
    if missing:
        raise Refused(missing)


def record_paper_report(*, placement_id: int, on: dt.date, by: Access, **words: str) -> ProviderReport:
    """A final report that came on paper or by mail: staff copy its four parts."""
    if on > timezone.localdate():
        raise Refused((say("AP.future", "The day can't be in the future."),))
    with changing(placement_id, "placement.report_copied", by=by) as change:
        mine = living.reports(by, placement_id)
        if any(one.kind == ProviderReport.Kind.FINAL and one.sent_at is not None for one in mine):
            raise Refused((SENT,))
        report = living.final_report(mine) or ProviderReport(
            **scope_of(change.row.pupil), placement=change.row, kind=ProviderReport.Kind.FINAL, asked_on=on, due_on=on
        )
        for name in WRITTEN:
            setattr(report, name, words.get(name, "").strip())
        _refuse_gaps(report)
        report.sent_at, report.by_name = timezone.now(), by.actor
        report.save()
        change.record.about(report)
        change.tell("placement.final_report")
    return report
