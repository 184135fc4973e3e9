"""Pages of an import: choose a file, say what each column is, look, answer, import, undo."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.words import say
from pastoral.rules.sentences import Refused
from pastoral.rules.sentences import say as sentence

from .. import imports, presenter, queries, tables
from ..forms import MapForm, UploadForm, show_refusal
from ..models import ProviderImportRow

READ_WRITE = ["GET", "HEAD", "POST"]
SHOWN = ("question", "rejected", "create", "update", "list", "unchanged", "skipped")
CHOOSE = sentence("DIR.choose", "Select whether this is the same provider")


@allow(Permission.MANAGE_DIRECTORY)
@require_safe
def listing(request: PastoralRequest) -> HttpResponse:
    """The imports of this authority."""
    return render(
        request,
        "providers/imports.jinja",
        {"list": page_of(queries.imports_of(request.access), request.GET.get("page", 1))},
    )


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def upload(request: PastoralRequest) -> HttpResponse:
    """Choose a file; it is read, not yet imported."""
    access = request.access
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = imports.upload(
                by=access, authority=queries.authority(access, only_theirs=True), file_name=file.name, content=file.file.read(),
                list_name=form.cleaned_data["list_name"] or "", on_quality_list=bool(form.cleaned_data["on_quality_list"]),
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused.reasons, "file")
        else:
            return redirect("provider-import-map", batch_id=batch.pk)
    return render(request, "providers/import_add.jinja", {"form": form}, status=422 if form.has_errors else 200)


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def columns(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Which heading of the file is which; begun with those that we know."""
    batch = _batch(request, batch_id)
    if batch.status not in ("mapping", "preview"):
        return redirect("provider-import", batch_id=batch.pk)
    form = MapForm(request.POST if request.method == "POST" else None, initial=batch.column_map, columns=batch.columns)
    if form.is_valid():
        chosen = {code: column for code, column in form.cleaned_data.items() if column}
        try:
            imports.preview(by=request.access, batch=batch, column_map=chosen)
        except Refused as refused:
            show_refusal(form, refused.reasons)
        else:
            return redirect("provider-import", batch_id=batch.pk)
    used = set(batch.column_map.values())
    context = {
        "form": form, "batch": batch, "not_used": [column for column in batch.columns if column not in used],
        "examples": [cells for _line, cells in batch.table[:1]],
    }  # fmt: skip
    return render(request, "providers/import_map.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.MANAGE_DIRECTORY)
@require_safe
def one(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """What the file would do, or did."""
    batch = _batch(request, batch_id)
    if batch.status == "mapping":
        return redirect("provider-import-map", batch_id=batch.pk)
    return _show(request, batch)


@allow(Permission.MANAGE_DIRECTORY)
@require_http_methods(READ_WRITE)
def question(request: PastoralRequest, batch_id: int, row_id: int) -> HttpResponse:
    """Is this a provider that we have? Each that it may be, beside what the file says."""
    access, batch = request.access, _batch(request, batch_id)
    try:
        row = queries.import_row(access, batch.pk, row_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if row.outcome == ProviderImportRow.Outcome.REJECTED:
        raise Http404
    errors: list[FormError] = []
    if request.method == "POST":
        decision, _colon, key = request.POST.get("decision", "").partition(":")
        try:
            if not decision:
                raise Refused(CHOOSE)
            imports.answer(
                by=access, batch=batch, row_id=row.pk, decision=decision,
                provider_id=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else None,
            )  # fmt: skip
        except Refused as refused:
            errors = [FormError(say(reason), "#decision-1") for reason in refused.reasons]
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            following = queries.import_rows(access, batch.pk, outcome="question").first()
            if following is not None:
                return redirect("provider-import-question", batch_id=batch.pk, row_id=following.pk)
            return redirect("provider-import", batch_id=batch.pk)
    why = {
        "name": _("It has the same name"), "urn": _("It has the same number"), "alike": _("Its name is nearly the same"),
        "place": _("It has the same postcode and part of the name"),
    }  # fmt: skip
    alike = [
        {
            "provider": provider,
            "why": why[code],
            "ages": presenter.ages(provider) or provider.age_text,
            "districts": presenter.districts(provider),
        }
        for provider, code in imports.candidates_for(access, batch, row)
    ]
    context = {"batch": batch, "row": row, "alike": alike, "errors": errors}
    return render(request, "providers/import_question.jinja", context, status=422 if errors else 200)


@allow(Permission.MANAGE_DIRECTORY)
@require_POST
def commit(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Write the import; a double click ends in the same place."""
    batch = _batch(request, batch_id)
    try:
        imports.commit(by=request.access, batch=batch)
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    messages.success(request, _("The providers are imported."))
    return redirect("provider-import", batch_id=batch_id)


@allow(Permission.MANAGE_DIRECTORY)
@require_POST
def abandon(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Do not import; what the file said is forgotten."""
    batch = _batch(request, batch_id)
    try:
        imports.abandon(by=request.access, batch=batch)
    except Refused as refused:
        return _show(request, batch, refused)
    messages.success(request, _("Nothing was imported, and we do not keep what the file said."))
    return redirect("provider-imports")


@allow(Permission.MANAGE_DIRECTORY)
@require_POST
def undo(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Take a whole import back; what is used stays, and is named."""
    batch = _batch(request, batch_id)
    try:
        done = imports.undo(by=request.access, batch=batch)
    except Refused as refused:
        return _show(request, batch, refused)
    messages.success(
        request,
        ngettext("%(num)s provider was removed.", "%(num)s providers were removed.", done.removed)
        % {"num": done.removed},
    )
    return _show(request, _batch(request, batch_id), kept=done.kept)


def _show(request: PastoralRequest, batch: Any, refused: Refused | None = None, kept: Any = ()) -> HttpResponse:
    access = request.access
    outcomes = Counter(queries.import_rows(access, batch.pk).order_by().values_list("outcome", flat=True))
    labels = dict(ProviderImportRow.Outcome.choices)
    show = request.GET.get("show", "")
    rows = queries.import_rows(access, batch.pk, outcome=show if show in SHOWN else "", problems=show == "problems")
    found = page_of(rows, request.GET.get("page", 1), 50)
    questions = outcomes["question"]
    context = {
        "batch": batch, "counts": [(code, labels[code], outcomes[code]) for code in SHOWN if outcomes[code]], "questions": questions,
        "to_do": outcomes["create"] + outcomes["update"] + outcomes["list"], "list": found, "show": show, "kept": kept,
        "rows": [
            {"row": row, "name": row.values.get("name") or _("No name"), "problems": imports.problem_lines(row)}
            for row in found.items
        ],
        "first_question": queries.import_rows(access, batch.pk, outcome="question").first() if questions else None,
        "columns": [(_(tables.FIELDS[code][0]), column) for code, column in batch.column_map.items() if code in tables.FIELDS],
        "errors": [FormError(say(reason), "") for reason in refused.reasons] if refused else [],
    }  # fmt: skip
    return render(request, "providers/import.jinja", context, status=409 if refused else 200)


def _batch(request: PastoralRequest, batch_id: int) -> Any:
    try:
        return queries.batch(request.access, batch_id)
    except ObjectDoesNotExist:
        raise Http404 from None
