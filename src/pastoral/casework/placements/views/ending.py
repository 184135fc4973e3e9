"""How a placement ends: bringing it to an end, what is settled, the way back, the checks after it, and Year 11 and after."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked, recording
from pastoral.foundation.govuk.words import date_long
from pastoral.rules.placements.destinations import DESTINATION_LABELS

from .. import forms_ending as forms
from .. import living
from ..models import Placement, Ready
from ..progress import readings, span_of
from ..report_document import FORMATS, file_of
from ..services import ending as services
from .frame import find, section, staff_only, version_of

SETTLED = ("returns_to_school", "destination", "destination_plan", "pupil_view", "verdict", "no_report_reason")


@allow(Permission.COMMISSION)
def begin(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The last day and the reason: from then on the placement is ending."""

    def write(row: Placement, form: Any) -> None:
        services.begin_ending(placement_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.BeginEndingForm, write=write,
        initial=lambda row: {"last_day": row.ends_on or timezone.localdate()}, title=_("Bring the placement to its end"),
        intro=_("The provider is asked for its final report. Until the placement is closed, the provider still sees what was shared."),
        went_to="placement-ending",
    )  # fmt: skip


@allow(Permission.COMMISSION)
def ending(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """What is settled before the placement is closed."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        services.settle(placement_id=row.pk, version=version_of(request), by=access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.SettleForm, write=write,
        initial=lambda row: {name: _plain(getattr(row, name)) for name in SETTLED}, title=_("How it ends, and what comes next"),
        went_to="placement-ending", template="ending", final=lambda row: living.final_report(living.reports(access, row.pk)),
        is_live=lambda row: row.stage == Placement.Stage.LIVE, is_ending=lambda row: row.stage == Placement.Stage.ENDING,
        checks=lambda row: living.checks(access, row.pk),
        destination=lambda row: _(DESTINATION_LABELS[row.destination]) if row.destination in DESTINATION_LABELS else "",
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """Yes and no as the radios name them."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


@allow(Permission.COMMISSION)
def way_back(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The plan of the return, and who holds the child ready."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        services.plan_way_back(placement_id=row.pk, version=version_of(request), by=access, **form.cleaned_data)

    def initial(row: Placement) -> dict[str, Any]:
        found = living.way_back(access, row.pk)
        own = {name: getattr(found, name) for name in ("link_adult", "belonging", "support", "back_on")} if found is not None else {}
        return {"plan": row.reintegration_plan, "readiness": row.readiness, **own}

    def ready(row: Placement) -> list[tuple[str, Ready | None]]:
        said = living.readiness(access, row.pk)
        return [(str(label), said.get(who)) for who, label in Ready.Who.choices]

    return section(
        request, placement_id, form_class=forms.WayBackForm, write=write, initial=initial, title=_("The way back to school"),
        went_to="placement-way-back", template="way_back", ready=ready, checks=lambda row: living.checks(access, row.pk),
        all_ready=lambda row: services.all_ready(living.readiness(access, row.pk)),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def say_ready(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Write down what the child, the provider or the school says about being ready."""

    def write(row: Placement, form: Any) -> None:
        services.say_ready(placement_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.ReadyForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("Is the child ready to come back?"),
        intro=_("The child, the provider and the school each say it. The last word of each counts."), went_to="placement-way-back",
    )  # fmt: skip


@allow(Permission.COMMISSION)
def check(request: PastoralRequest, placement_id: int, check_id: int) -> HttpResponse:
    """Six or thirteen weeks after the return."""
    try:
        found = living.check(request.access, check_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if found.placement_id != placement_id:
        raise Http404

    def write(row: Placement, form: Any) -> None:
        services.record_check(check_id=found.pk, by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.CheckForm, write=write,
        initial=lambda row: {
            "done_on": found.done_on or timezone.localdate(), "attendance": found.attendance, "settled": _plain(found.settled),
            "said": found.said,
        },
        title=_("%(weeks)s weeks after the return") % {"weeks": found.weeks},
        intro=_("Due on %(day)s.") % {"day": date_long(found.due_on)}, went_to="placement-way-back",
    )  # fmt: skip


@allow(Permission.COMMISSION)
def after(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The plan for after Year 11."""
    access = request.access

    def write(row: Placement, form: Any) -> None:
        services.settle(placement_id=row.pk, version=version_of(request), by=access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.TransitionForm, write=write, initial=lambda row: {"transition_plan": row.transition_plan},
        title=_("Year 11 and after"), went_to="placement-after", template="after", kept=lambda row: living.followings(access, row.pk),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def follow(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Where the young person is after Year 11."""

    def write(row: Placement, form: Any) -> None:
        services.follow(placement_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms.FollowingForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("Where the young person is now"), went_to="placement-after",
    )  # fmt: skip


@allow(Permission.COMMISSION)
def report_file(request: PastoralRequest, placement_id: int, report_id: int, file_format: str) -> HttpResponse:
    """A report that was sent, as PDF or Word."""
    access = request.access
    row = find(request, placement_id)
    staff_only(access)
    try:
        found = living.report(access, report_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if found.placement_id != row.pk or found.sent_at is None or file_format not in FORMATS:
        raise Http404
    looked(access, row)
    drawn = readings(living.objectives(access, row.pk), living.points(access, row.pk), **span_of(row))
    with recording("placement.report_printed", by=access, subject=row, changes={"format": file_format}):
        content = file_of(row, found, drawn, file_format=file_format)
    return as_download(content, file_format, found.get_kind_display())
