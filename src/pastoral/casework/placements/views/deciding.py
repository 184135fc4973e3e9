"""Looking for a place, and deciding on it: need, who was asked, provider, plan, objectives, cost and the four questions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.casework.plans import queries as plans
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import pack_of
from pastoral.records.policy.queries import NoPolicy
from pastoral.records.pupils.presenter import identity
from pastoral.records.pupils.queries import pupil as find_pupil
from pastoral.rules.placements.facts import QUESTION_LABELS
from pastoral.rules.sentences import Refused

from .. import choosing, forms_core, queries
from ..models import Placement
from ..services import deciding, opening
from .frame import (
    back_to,
    done,
    find,
    form_of,
    page,
    refused_message,
    section,
    sent_before,
    show_refusal,
    staff_only,
    version_of,
)


@allow(Permission.COMMISSION)
def open_placement(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """Look for a place for a pupil: why, what kind, how much of the week. The rest comes later."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    try:
        pupil = find_pupil(access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    form = form_of(request, forms_core.OpenForm, nation=pupil.authority.nation, initial={"setting": "alternative_provision"})
    if request.method == "POST" and form.is_valid():
        try:
            row = opening.open_placement(pupil_id=pupil.pk, by=access, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        except NoPolicy:
            form.add_error(None, _("The authority's rules for that day are not in Pastoral yet."))
        else:
            return done(request, reverse("placement", args=[row.pk]), _("The search for a place has begun. This is what is needed next."))
    looked(access, pupil)
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "form": form, "autosave": drafts.address(request.path),
        "back": _where_from(request, pupil.pk), "title": _("Look for a place"),
        "there": [row for row in queries.of_pupil(access, pupil.pk) if not row.is_closed],
    }  # fmt: skip
    return render(request, "placements/open.jinja", context, status=422 if form.has_errors else 200)


def _where_from(request: PastoralRequest, pupil_id: int) -> str:
    """Back to the plan for who comes from it, else to the pupil."""
    plan = plans.open_plan_of(request.access, pupil_id) if request.GET.get("from") == "plan" else None
    return reverse("plan", args=[plan.pk]) if plan is not None else reverse("pupil", args=[pupil_id])


@allow(Permission.COMMISSION)
def need(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """What is needed and why."""

    def write(row: Placement, form: Any) -> None:
        deciding.settle("need", placement_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms_core.NeedForm, write=write, initial=forms_core.need_initial, title=_("Need and reason"),
        form_kwargs=lambda row: {"nation": row.authority.nation},
    )  # fmt: skip


@allow(Permission.COMMISSION)
def asked(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Who was asked and what they said; agencies and the parents' agreement in a form."""

    def write(row: Placement, form: Any) -> None:
        deciding.settle("asked", placement_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms_core.AskedForm, write=write, title=_("Who was asked"), template="asked",
        initial=lambda row: {"agencies_involved": row.agencies_involved, "parent_agreed_on": row.parent_agreed_on},
        consultations=lambda row: queries.consultations(request.access, row.pk),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def consult(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Write down what somebody said."""

    def write(row: Placement, form: Any) -> None:
        deciding.consult(placement_id=row.pk, by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms_core.ConsultationForm, write=write, initial=lambda row: {"on": timezone.localdate()},
        title=_("What somebody said about the placement"), went_to="placement-asked",
    )  # fmt: skip


@allow(Permission.COMMISSION)
def plan(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The plan of the placement; its objectives have a page of their own."""

    def write(row: Placement, form: Any) -> None:
        values = {**form.cleaned_data, "reintegration_is_objective": bool(form.cleaned_data["reintegration_is_objective"])}
        deciding.settle("plan", placement_id=row.pk, version=version_of(request), by=request.access, **values)

    return section(
        request, placement_id, form_class=forms_core.PlanForm, write=write, initial=forms_core.plan_initial,
        title=_("Plan of the placement"),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def objectives(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The objectives, each with how it is measured, and the way to add one."""
    row = find(request, placement_id)
    staff_only(request.access)
    looked(request.access, row)
    return page(request, "objectives", row, objectives=queries.objectives(request.access, row.pk), token=once.token())


@allow(Permission.COMMISSION)
def objective(request: PastoralRequest, placement_id: int, objective_id: int | None = None) -> HttpResponse:
    """Write one objective, or change it."""
    there = queries.objectives(request.access, placement_id) if objective_id is not None else []
    found = next((one for one in there if one.pk == objective_id), None)
    if objective_id is not None and found is None:
        raise Http404

    def write(row: Placement, form: Any) -> None:
        deciding.save_objective(
            placement_id=row.pk, objective_id=objective_id, version=version_of(request) if objective_id is not None else None,
            by=request.access, **form.cleaned_data,
        )  # fmt: skip

    return section(
        request, placement_id, form_class=forms_core.ObjectiveForm, write=write, title=_("An objective"), went_to="placement-objectives",
        initial=lambda row: forms_core.objective_initial(found),
        intro=_("Say it so that everyone can see whether it was reached. One thing in each objective."),
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def remove_objective(request: PastoralRequest, placement_id: int, objective_id: int) -> HttpResponse:
    """Take an objective away before the start."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    staff_only(request.access)
    try:
        deciding.remove_objective(placement_id=row.pk, objective_id=objective_id, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, back_to(row, "placement-objectives"))
    except ObjectDoesNotExist:
        raise Http404 from None
    return done(request, back_to(row, "placement-objectives"), _("The objective is removed."))


@allow(Permission.COMMISSION)
def provider(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """Which provider and where; what the school checked about it for this child; who follows the placement."""

    def write(row: Placement, form: Any) -> None:
        deciding.settle("checked", placement_id=row.pk, version=version_of(request), by=request.access, **form.values())

    words = request.GET.get("q", "").strip()[:100]
    return section(
        request, placement_id, form_class=forms_core.CheckedForm, write=write, title=_("Provider"), template="provider",
        initial=lambda row: {name: getattr(row, name) for name in forms_core.CheckedForm.base_fields}, words=words, token=once.token(),
        choices=lambda row: choosing.listed(request.access, row, words) if words or row.provider_id is None else [],
        sites=lambda row: choosing.sites_of(request.access, [row.provider_id] if row.provider_id else []),
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def choose_provider(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """This provider, at this place."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    staff_only(request.access)
    try:
        deciding.choose_provider(
            placement_id=row.pk, provider_id=_number(request, "provider"), site_id=_number(request, "site"), by=request.access
        )
    except Refused as refused:
        return refused_message(request, refused, back_to(row, "placement-provider"))
    except ObjectDoesNotExist:
        raise Http404 from None
    return done(request, back_to(row, "placement-provider"), _("Saved."))


def _number(request: PastoralRequest, name: str) -> int | None:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() else None


@allow(Permission.COMMISSION)
def cost(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """What it costs, who pays, and where the authority asks for it the tier of support."""

    def write(row: Placement, form: Any) -> None:
        deciding.settle("cost", placement_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, placement_id, form_class=forms_core.CostForm, write=write, initial=forms_core.cost_initial, title=_("Cost"),
        intro=_("The provider and the family do not see this page."),
        form_kwargs=lambda row: {"policy": pack_of(row.policy_version_id).policy},
    )  # fmt: skip


@allow(Permission.COMMISSION)
def questions(request: PastoralRequest, placement_id: int) -> HttpResponse:
    """The four questions before a provider is used that is not a school (WOR-UNR-05), each with what shows the answer."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, placement_id)
    staff_only(request.access)
    looked(request.access, row)
    errors: list[FormError] = []
    given = {code: (one.get("answer", ""), one.get("evidence", "")) for code, one in row.four_answers.items()}
    if request.method == "POST":
        given = {
            code: (request.POST.get(f"answer-{code}", "").strip()[:5_000], request.POST.get(f"evidence-{code}", "").strip()[:5_000])
            for code in QUESTION_LABELS
        }
        try:
            deciding.answer_questions(placement_id=row.pk, answers=given, version=version_of(request), by=request.access)
        except Refused as refused:
            errors = [FormError(say(reason), "") for reason in refused.reasons]
        else:
            return done(request, back_to(row), _("Saved."))
    return page(
        request, "questions", row, token=once.token(), errors=errors, status=422 if errors else 200,
        asked=[(code, _(text), *given.get(code, ("", "")), row.four_answers.get(code, {})) for code, text in QUESTION_LABELS.items()],
    )  # fmt: skip
