"""Pages: the list of pupils, one pupil, and what is kept about them by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once, searches
from pastoral.foundation.questions.merging import Clashing, asked, chosen, opened, sealed, values_of
from pastoral.rules.sentences import Refused

from . import panels, presenter, queries, services
from .facts import year_label
from .forms import CareForm, ContactForm, EndForm, NeedForm, PupilForm

READ_WRITE = ["GET", "HEAD", "POST"]


@allow(Permission.SEE_PUPILS)
@require_http_methods(READ_WRITE)
def listing(request: PastoralRequest) -> HttpResponse:
    """The pupils that this person may see. What was searched for is kept in the session, never in the address."""
    if request.method == "POST":
        key = searches.keep(request.session, request.POST.get("q", ""))
        query = {"s": key, "year": request.POST.get("year", ""), "left": request.POST.get("left", "")}
        return HttpResponseRedirect(f"{reverse('pupils')}?{urlencode({k: v for k, v in query.items() if v})}")
    access = request.access
    text = searches.text_of(request.session, request.GET.get("s", ""))
    year, left = request.GET.get("year", ""), request.GET.get("left") == "on"
    found = page_of(queries.listed(access, text=text, year=year, left=left), request.GET.get("page", 1))
    rows = [{"pupil": pupil, "year": year_label(pupil)} for pupil in found.items]
    years = [(code, label) for code, label in PupilForm.base_fields["year_group"].choices if code]
    context = {
        "list": found, "rows": rows, "q": text, "year": year, "left": left, "years": years,
        "one_school": len({pupil.school_id for pupil in found.items}) < 2 and not access.authority_ids,
        "may_add": access.may(Permission.EDIT_PUPILS), "may_import": access.may(Permission.IMPORT_PUPILS),
        "may_search": bool(access.school_ids or access.authority_ids or len(access.pupil_ids) > 10),
    }  # fmt: skip
    return render(request, "pupils/list.jinja", context)


@allow(Permission.SEE_PUPILS)
@require_http_methods(["GET", "HEAD"])
def one(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """One pupil: as much as this reader may see (presenter.audience)."""
    access = request.access
    pupil = _pupil(request, pupil_id)
    to = presenter.audience(access, pupil)
    contacts = queries.contacts(access, pupil)
    former = queries.former_upns(access, pupil) if to == "staff" else []
    needs, care = queries.needs_and_care(access, pupil) if to in ("staff", "named") else ([], [])
    context = {
        "audience": to,
        "may_edit": to == "staff" and access.may(Permission.EDIT_PUPILS),
        "rows": presenter.details(access, pupil, contacts, former),
        "cards": presenter.contact_cards(access, pupil, contacts),
        "needs": presenter.dated_lines(needs),
        "care": presenter.dated_lines(care) if to == "staff" else [],
        "panels": panels.panels_of(access, pupil, request),
    }
    looked(access, pupil)
    return _page(request, "pupil", pupil, **context)


@allow(Permission.EDIT_PUPILS)
@require_http_methods(READ_WRITE)
def add(request: PastoralRequest) -> HttpResponse:
    """Add a pupil by hand; a likely double is asked about first."""
    from pastoral.records.organisations.queries import schools as schools_of

    access = request.access
    schools = list(schools_of(access).filter(pk__in=access.school_ids))
    if not schools:
        raise Http404
    if request.method == "POST" and (went_to := once.already(access, request.POST.get("submission_token", ""))):
        return HttpResponseRedirect(went_to)
    initial = {"sex": "U", "language": "en-gb", "free_school_meals": False, "travel_assistance": False}
    form = PupilForm(
        request.POST if request.method == "POST" else None, initial=initial, token=once.token(), adding=True
    )
    alike: list[Any] = []
    if form.is_valid():
        wanted = request.POST.get("at_school", "")
        school = next((s for s in schools if str(s.pk) == wanted), schools[0])
        try:
            pupil = services.add_pupil(
                by=access, school=school, values=form.cleaned_data, sure="different" in request.POST
            )
        except services.MaybeSame as same:
            alike = same.pupils
        except Refused as refused:
            _show(form, refused, "upn")
        else:
            went_to = reverse("pupil", kwargs={"pupil_id": pupil.pk})
            once.done(access, form.submission_token, went_to)
            messages.success(request, _("{name} is added.").format(name=pupil.known_as))
            return HttpResponseRedirect(went_to)
    context = {"form": form, "alike": alike, "schools": schools}
    return render(request, "pupils/add.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.EDIT_PUPILS)
@require_http_methods(READ_WRITE)
def edit(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """Change a pupil's details. Where somebody else changed the same field meanwhile, both values are shown."""
    pupil = _editable(request, pupil_id)
    values = values_of(pupil, services.PUPIL_FIELDS)
    form = PupilForm(request.POST if request.method == "POST" else None, initial=_initial(pupil, services.PUPIL_FIELDS))

    def save(base: Any, mine: dict[str, Any]) -> None:
        services.edit_pupil(by=request.access, pupil_id=pupil_id, base=base, mine=mine)

    return _merging(
        request, pupil, form, values, save, title=_("Change details"), said=_("The details are saved."), field="upn"
    )


@allow(Permission.EDIT_PUPILS)
@require_http_methods(READ_WRITE)
def contact(request: PastoralRequest, pupil_id: int, contact_id: int = 0) -> HttpResponse:
    """Add a contact, or change one."""
    pupil = _editable(request, pupil_id)
    kept = _or_404(queries.contact, request.access, pupil, contact_id) if contact_id else None
    if request.method == "POST" and (went_to := once.already(request.access, request.POST.get("submission_token", ""))):
        return HttpResponseRedirect(went_to)
    initial = _initial(kept, services.CONTACT_FIELDS) if kept else {
        "priority": len(queries.contacts(request.access, pupil)) + 1, "may_be_contacted": True, "delegated_authority": False,
    }  # fmt: skip
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial, token=once.token())
    values = values_of(kept, services.CONTACT_FIELDS) if kept else {}

    def save(base: Any, mine: dict[str, Any]) -> None:
        services.save_contact(by=request.access, pupil_id=pupil_id, contact_id=contact_id or None, base=base, mine=mine)
        once.done(request.access, form.submission_token, reverse("pupil", kwargs={"pupil_id": pupil_id}))

    title = _("Change a contact") if kept else _("Add a contact")
    return _merging(request, pupil, form, values, save, title=title, said=_("The contact is saved."), contact=kept)


@allow(Permission.EDIT_PUPILS)
@require_http_methods(READ_WRITE)
def contact_end(request: PastoralRequest, pupil_id: int, contact_id: int) -> HttpResponse:
    """Somebody is no longer a contact; the record of them stays."""
    pupil = _editable(request, pupil_id)
    kept = _or_404(queries.contact, request.access, pupil, contact_id)
    form = EndForm(request.POST if request.method == "POST" else None)

    def save(values: dict[str, Any]) -> None:
        services.end_contact(by=request.access, pupil_id=pupil_id, contact_id=contact_id, **values)

    title = _("End {name} as a contact").format(name=kept.name)
    return _plain(request, pupil, form, save, title=title, said=_("The contact has ended."))


@allow(Permission.EDIT_PUPILS)
@require_http_methods(READ_WRITE)
def dated(request: PastoralRequest, pupil_id: int, kind: str, row_id: int = 0) -> HttpResponse:
    """Add or change a need, or a care status, with its dates."""
    pupil = _editable(request, pupil_id)
    kept = _or_404(queries.dated, request.access, pupil, kind, row_id) if row_id else None
    form_class: type[PastoralForm] = NeedForm if kind == "need" else CareForm
    initial = _initial(kept, form_class.base_fields) if kept else {}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    values = values_of(kept, form_class.base_fields) if kept else {}

    def save(base: Any, mine: dict[str, Any]) -> None:
        services.save_dated(by=request.access, pupil_id=pupil_id, kind=kind, row_id=row_id or None, base=base, mine=mine)

    titles = {
        ("need", True): _("Change a need"), ("need", False): _("Add a need"),
        ("care", True): _("Change a care status"), ("care", False): _("Add a care status"),
    }  # fmt: skip
    return _merging(request, pupil, form, values, save, title=titles[kind, kept is not None], said=_("Saved."))


def _plain(
    request: PastoralRequest, pupil: Any, form: PastoralForm, save: Callable[[dict[str, Any]], None], *, title: str, said: str
) -> HttpResponse:
    if form.is_valid():
        try:
            save(form.cleaned_data)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, said)
            return redirect("pupil", pupil_id=pupil.pk)
    return _page(request, "form", pupil, form=form, title=title, base="")


def _merging(
    request: PastoralRequest, pupil: Any, form: PastoralForm, values: dict[str, Any], save: Callable[[Any, dict[str, Any]], None], *,
    title: str, said: str, field: str | None = None, contact: Any = None,
) -> HttpResponse:  # fmt: skip
    """A form that may meet somebody else's change (see questions/merging.py)."""
    base = opened(request.POST.get("base", "")) if request.method == "POST" else values
    if form.is_valid():
        try:
            save(base, chosen(request.POST, form.cleaned_data, base))
        except Clashing as clashing:
            return _page(request, "clash", pupil, status=409, title=title, **asked(form, request.POST, clashing))
        except Refused as refused:
            _show(form, refused, field)
        else:
            messages.success(request, said)
            return redirect("pupil", pupil_id=pupil.pk)
    carried = sealed(base) if base is not None else ""
    return _page(request, "form", pupil, form=form, title=title, base=carried, contact=contact)


def _initial(row: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _pupil(request: PastoralRequest, pupil_id: int) -> Any:
    return _or_404(queries.pupil, request.access, pupil_id)


def _editable(request: PastoralRequest, pupil_id: int) -> Any:
    """The pupil; 403 for one whom this person sees only because they are named for the child."""
    pupil = _pupil(request, pupil_id)
    if presenter.audience(request.access, pupil) != "staff":
        raise services.NotAllowed(Permission.EDIT_PUPILS)
    if request.method == "GET":
        looked(request.access, pupil)  # the form shows what is on the record
    return pupil


def _or_404(read: Callable[..., Any], *args: Any) -> Any:
    try:
        return read(*args)
    except ObjectDoesNotExist:
        raise Http404 from None


def _show(form: PastoralForm, refused: Refused, field: str | None = None) -> None:
    for reason in refused.reasons:
        form.add_error(field, say(reason))


def _page(request: PastoralRequest, template: str, pupil: Any, *, status: int = 0, **more: Any) -> HttpResponse:
    context = {
        "pupil": pupil,
        "identity": presenter.identity(request.access, pupil),
        "links": panels.links_of(request.access, pupil.pk, "pupil"),
        **more,
    }
    wrong = getattr(more.get("form"), "has_errors", False)
    return render(request, f"pupils/{template}.jinja", context, status=status or (422 if wrong else 200))
