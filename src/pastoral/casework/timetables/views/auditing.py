"""The authority's audit of a reduced timetable: the matrix for staff, a sitting and an answer for officers, the form as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.text import draft_of
from pastoral.foundation.questions import drafts
from pastoral.records.cases.addresses import address
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused

from .. import audit_forms, matrix
from ..attended import RUNNING, calendar_for, with_attendance
from ..facts import facts_of
from ..models import Timetable
from ..rows import Rows, rows_of
from ..services import audit_paper, auditing
from ..services.colouring import has_matrix
from .frame import back_to, done, find, form_of, page, sent_before, show_refusal, staff_only

# Pages of the school's own work, which officers can't open: they find the same on the overview.
FOR_ALL_STAFF = frozenset({"timetable-notices", "timetable", "plan", "pupil", "pupil-attendance"})


@allow(Permission.SEE_PLANS)
@require_safe
def audit(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The colour, why it is so, what would clear it, the matrix in its three groups, and its history."""
    row = _with_matrix(request, timetable_id)
    looked(request.access, row)
    own, found = _matrix(request.access, row)
    pack, may = pack_of(row.policy_version_id), request.access.may(Permission.AUDIT_TIMETABLES) and not row.is_closed
    running = row.status in RUNNING
    return page(
        request, "audit", row, matrix=found, running=running, hrefs=_hrefs(request.access, row), may_judge=may,
        may_rate=may and running and auditing.may_be_answered(found.now), may_lower=auditing.may_be_lowered(found.now),
        ratings=own.ratings[::-1],
        history=matrix.history_of(own.colours), last=matrix.history_of(own.colours[-1:]) if row.is_closed else [],
        lowered=bool(found.now.set_aside), languages=pack.languages, today=timezone.localdate(),
    )  # fmt: skip


@allow(Permission.AUDIT_TIMETABLES)
def judge(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """One sitting: every indicator that people judge, on one page, saved together."""
    again = sent_before(request)
    if again is not None:
        return again
    row = _with_matrix(request, timetable_id)
    looked(request.access, row)
    _own, found = _matrix(request.access, row)
    form = form_of(request, audit_forms.AuditForm)
    if request.method == "POST" and form.is_valid():
        try:
            auditing.judge(timetable_id=row.pk, verdicts=form.verdicts(), by=request.access)
        except Refused as refused:
            show_refusal(form, refused)
            drafts.keep(request.access, request.path, draft_of(request.POST))
        else:
            return done(request, back_to(row, "timetable-audit"), _("What you judged is on the record."))
    groups = [
        (title, [(line, audit_forms.slug(line.code)) for line in lines if line.by_people])
        for title, _hint, lines in found.groups
    ]
    return page(
        request, "audit_judge", row, form=form, groups=groups, back=back_to(row, "timetable-audit"),
        hrefs=_hrefs(request.access, row),
    )  # fmt: skip


@allow(Permission.AUDIT_TIMETABLES)
def rate(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """An officer confirms a red, or lowers one that rests on the child's status, with a reason (NPT-AUD-03)."""
    again = sent_before(request)
    if again is not None:
        return again
    row = _with_matrix(request, timetable_id)
    looked(request.access, row)
    _own, found = _matrix(request.access, row)
    form = None
    if row.status in RUNNING and auditing.may_be_answered(found.now):
        form = form_of(request, audit_forms.RatingForm, lowering=auditing.may_be_lowered(found.now))
    if request.method == "POST":
        if form is None:
            raise NotAllowed("rate")
        if form.is_valid():
            try:
                auditing.rate(timetable_id=row.pk, by=request.access, **form.cleaned_data)
            except Refused as refused:
                show_refusal(form, refused)
                drafts.keep(request.access, request.path, draft_of(request.POST))
            else:
                return done(request, back_to(row, "timetable-audit"), _("Your answer is on the record."))
    reds = [line for line in found.groups[0][2] if line.holds]
    return page(request, "audit_rate", row, form=form, matrix=found, reds=reds, back=back_to(row, "timetable-audit"))


@allow(Permission.SEE_PLANS)
@require_safe
def paper(request: PastoralRequest, timetable_id: int) -> HttpResponse:
    """The matrix as PDF or Word (F-NPT-06), in one of the authority's languages or in both."""
    row = _with_matrix(request, timetable_id)
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    try:
        content = audit_paper.print_now(
            timetable_id=row.pk, language=language, file_format=file_format, by=request.access
        )
    except Refused:
        raise Http404 from None
    return as_download(content, file_format, _("Audit of a reduced timetable"))


def _with_matrix(request: PastoralRequest, timetable_id: int) -> Timetable:
    """404 where this authority has no matrix; the family and those named for the child do not see it."""
    row = find(request, timetable_id)
    if not has_matrix(row) or row.excluded:
        raise Http404
    staff_only(request.access)
    return row


def _matrix(access: Access, row: Timetable) -> tuple[Rows, matrix.Matrix]:
    own = rows_of(access, [row.pk])
    facts = with_attendance(access, [row], own, facts_of(access, [row], own))[row.pk]
    policy, calendar = pack_of(row.policy_version_id).policy, calendar_for(row)
    return own[row.pk], matrix.matrix_of(row, own[row.pk], facts, policy, calendar, timezone.localdate())


def _hrefs(access: Access, row: Timetable) -> dict[str, str]:
    """Page → its address, for those that this reader may open."""
    keys = {"plan": row.plan_id, "pupil": row.pupil_id, "pupil-attendance": row.pupil_id}
    leads = access.may(Permission.LEAD_PLANS)
    names = set(matrix.PAGES.values())
    return {
        name: address(name if leads or name in FOR_ALL_STAFF else "timetable", keys.get(name, row.pk))
        for name in names
        if keys.get(name, row.pk) is not None
    }
