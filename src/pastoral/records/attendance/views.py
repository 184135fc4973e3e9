"""Pages of attendance: a pupil's register, low attendance of a school, and files of marks from choosing to undo."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.access.value import NotAllowed
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.words import say
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.organisations.queries import schools as schools_of
from pastoral.records.pupils.panels import links_of
from pastoral.records.pupils.presenter import audience, identity
from pastoral.records.pupils.queries import pupil as find_pupil
from pastoral.rules.calendar import SchoolCalendar, Term
from pastoral.rules.key_stages import school_year_start
from pastoral.rules.sentences import Refused

from . import importing, presenter, queries
from .agreed import agreed_away
from .figures import figures, figures_of_agreed
from .fitting import NOTHING_KNOWN, fits
from .forms import BELOW, USUAL_BELOW, MarksForm
from .known import known_of, policy_of
from .watching import half_day, watch

TERMS_OFFERED = 6
MOST_ODD = 30  # half days that do not fit, listed under the register


@allow(Permission.SEE_PUPILS)
@require_safe
def register(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """One pupil's marks of a term, session by session. For the school, the authority and the family: reasons can be private."""
    access = request.access
    try:
        pupil = find_pupil(access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if audience(access, pupil) not in ("staff", "family"):
        raise NotAllowed(Permission.SEE_PUPILS)
    looked(access, pupil)
    pupil.school.authority = pupil.authority  # always the pupil's own
    today = timezone.localdate()
    calendar, nation = calendar_of(pupil.school), pupil.authority.nation
    terms, chosen = _terms(calendar, today, request.GET.get("term", ""))
    year_from = school_year_start(today)
    first, last = min(chosen.start, year_from), max(chosen.end, today)
    weeks = queries.weeks_of(access, [pupil.pk], first, last).get(pupil.pk, [])
    fit, pattern, odd = NOTHING_KNOWN, None, []
    if audience(access, pupil) == "staff":
        known = known_of(access, [pupil], today, first, marks={pupil.pk: queries.as_marks(weeks, first, last)})[pupil.pk]
        away = known.around.away
        policy = policy_of(pupil.authority_id, nation, today)
        fit = fits(known.marks, known.around, policy=policy, calendar=calendar, today=today)
        this_year = {session: code for session, code in known.marks.items() if session[0] >= year_from}
        pattern = watch(this_year, known.around, policy=policy, calendar=calendar, today=today)[1]
        odd = presenter.odd_lines(fit, known.marks, chosen.start, chosen.end)
    else:
        away = agreed_away(access, [pupil.pk], first, last).get(pupil.pk, frozenset())
    shown = presenter.calendar_weeks(
        weeks, nation=nation, calendar=calendar, start=chosen.start, end=chosen.end, today=today, away=away, fit=fit
    )
    spans = ((_("This term") if chosen.start <= today <= chosen.end else chosen.name, chosen.start, chosen.end),
             (_("School year so far"), year_from, today))  # fmt: skip
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "links": links_of(access, pupil.pk, "pupil-attendance"),
        "terms": presenter.term_links(pupil.pk, terms, chosen), "chosen": chosen, "weeks": shown, "legend": presenter.legend(),
        "pattern": pattern, "half_days": [half_day(*one) for one in pattern.half_days] if pattern else [],
        "odd": odd[:MOST_ODD], "odd_number": len(odd), "may_see_pattern": access.may(Permission.SEE_MONITORING),
        "codes": presenter.codes_used(shown, nation, chosen.start), "any_marks": bool(weeks), "any_agreed": bool(away),
        "figures": [
            {
                "title": title, "seen": figures(weeks, nation, start, end),
                "agreed": figures_of_agreed(weeks, nation, start, end, away) if away else None,
            }
            for title, start, end in spans
        ],
    }  # fmt: skip
    return render(request, "attendance/register.jinja", context)


def _terms(calendar: SchoolCalendar, today: dt.date, asked: str) -> tuple[list[Term], Term]:
    """The terms that have begun, the newest first, and the one to show. Without term dates: the school year so far."""
    begun = [term for term in sorted(calendar.terms, key=lambda term: term.start, reverse=True) if term.start <= today]
    if not begun:
        year = Term(_("School year so far"), school_year_start(today), today)
        return [], year
    offered = begun[:TERMS_OFFERED]
    return offered, next((term for term in offered if term.start.isoformat() == asked), offered[0])


@allow(Permission.SEE_MONITORING)
@require_safe
def low(request: PastoralRequest) -> HttpResponse:
    """Pupils of one school whose attendance this school year is below a share."""
    access = request.access
    schools = list(schools_of(access).filter(is_open=True))
    asked = request.GET.get("school", "")
    school = next((one for one in schools if str(one.pk) == asked), schools[0] if len(schools) == 1 else None)
    below = request.GET.get("below", USUAL_BELOW)
    below = below if below in dict(BELOW) else USUAL_BELOW
    today = timezone.localdate()
    context: dict[str, Any] = {
        "schools": schools, "school": school, "below": below, "choices": BELOW, "since": school_year_start(today),
        "sections": presenter.sections(access, "attendance-low"),
    }  # fmt: skip
    if school is not None:
        lines, counted = queries.low_attendance(access, school, context["since"], today, int(below))
        context |= {"list": page_of(lines, request.GET.get("page", 1), 50), "found": len(lines), "counted": counted}
    return render(request, "attendance/low.jinja", context)


@allow(Permission.IMPORT_PUPILS)
@require_safe
def listing(request: PastoralRequest) -> HttpResponse:
    """The imports of marks of this person's schools."""
    found = page_of(queries.batches(request.access), request.GET.get("page", 1))
    context = {"list": found, "sections": presenter.sections(request.access, "marks-imports")}
    return render(request, "attendance/imports.jinja", context)


@allow(Permission.IMPORT_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: PastoralRequest) -> HttpResponse:
    """Choose a file; it is read and shown, not yet imported."""
    schools = list(schools_of(request.access).filter(pk__in=request.access.school_ids))
    if not schools:
        raise Http404
    choices = [(str(school.pk), school.name) for school in schools]
    form = MarksForm(request.POST, request.FILES, schools=choices) if request.method == "POST" else MarksForm(schools=choices)
    if form.is_valid():
        chosen = form.cleaned_data.get("school") or str(schools[0].pk)
        school = next(school for school in schools if str(school.pk) == chosen)
        file = form.cleaned_data["file"]
        try:
            batch = importing.preview(by=request.access, school=school, file_name=file.name, file=file.file)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", say(reason))
        else:
            return redirect("marks-import", batch_id=batch.pk)
    context = {"form": form, "school": schools[0] if len(schools) == 1 else None}
    return render(request, "attendance/add.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.IMPORT_PUPILS)
@require_safe
def one(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """What a file would do, or did: how many marks, and each trouble with its rows."""
    return _show(request, _batch(request, batch_id))


@allow(Permission.IMPORT_PUPILS)
@require_POST
def commit(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Write the marks; a double click ends in the same place."""
    try:
        importing.commit(by=request.access, batch=_batch(request, batch_id))
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    messages.success(request, _("The marks are imported."))
    return redirect("marks-import", batch_id=batch_id)


@allow(Permission.IMPORT_PUPILS)
@require_POST
def abandon(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Do not import; what the file said is forgotten."""
    try:
        importing.abandon(by=request.access, batch=_batch(request, batch_id))
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    messages.success(request, _("Nothing was imported, and we do not keep what the file said."))
    return redirect("marks-imports")


@allow(Permission.IMPORT_PUPILS)
@require_POST
def undo(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Take a whole import back; marks that a later import changed stay."""
    try:
        weeks = importing.undo(by=request.access, batch=_batch(request, batch_id))
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    said = ngettext("%(num)s week of a pupil is as it was before.", "%(num)s weeks of pupils are as they were before.", weeks)
    messages.success(request, said % {"num": weeks})
    return redirect("marks-import", batch_id=batch_id)


def _show(request: PastoralRequest, batch: Any, refused: Refused | None = None) -> HttpResponse:
    lines = page_of(presenter.trouble_lines(batch.problems), request.GET.get("page", 1), 50)
    context = {
        "batch": batch, "list": lines, "shape": presenter.shape_name(batch.shape), "left_out": presenter.left_out_said(batch.rejected),
        "untold": batch.rejected - sum(problem["count"] for problem in batch.problems) if batch.problems else 0,
        "errors": [FormError(say(reason), "") for reason in refused.reasons] if refused else [],
    }  # fmt: skip
    return render(request, "attendance/import.jinja", context, status=409 if refused else 200)


def _batch(request: PastoralRequest, batch_id: int) -> Any:
    try:
        return queries.batch(request.access, batch_id)
    except ObjectDoesNotExist:
        raise Http404 from None
