"""Pages of an import: choose a file, look at what it would do, answer questions, import, undo."""

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
from pastoral.foundation.govuk.words import date_long, say
from pastoral.rules.sentences import Refused
from pastoral.rules.sentences import say as sentence

from . import imports, presenter, queries, undoing
from .forms import ImportForm
from .writing import changes_for

CHOOSE = sentence("IMPORT.choose", "Select whether this is the same child")
SHOWN = ("question", "rejected", "create", "update", "unchanged", "skipped")


@allow(Permission.IMPORT_PUPILS)
@require_safe
def listing(request: PastoralRequest) -> HttpResponse:
    """The imports of this person's schools."""
    return render(
        request, "pupils/imports.jinja", {"list": page_of(queries.batches(request.access), request.GET.get("page", 1))}
    )


@allow(Permission.IMPORT_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: PastoralRequest) -> HttpResponse:
    """Choose a file; it is read and shown, not yet imported."""
    from pastoral.records.organisations.queries import schools as schools_of

    schools = list(schools_of(request.access).filter(pk__in=request.access.school_ids))
    if not schools:
        raise Http404
    choices = [(str(school.pk), school.name) for school in schools]
    form = (
        ImportForm(request.POST, request.FILES, schools=choices)
        if request.method == "POST"
        else ImportForm(schools=choices)
    )
    if form.is_valid():
        chosen = form.cleaned_data.get("school") or str(schools[0].pk)
        school = next(school for school in schools if str(school.pk) == chosen)
        file = form.cleaned_data["file"]
        try:
            batch = imports.preview(by=request.access, school=school, file_name=file.name, content=file.file.read())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", say(reason))
        else:
            return redirect("import", batch_id=batch.pk)
    context = {"form": form, "school": schools[0] if len(schools) == 1 else None}
    return render(request, "pupils/import_add.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.IMPORT_PUPILS)
@require_safe
def one(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """What the file would do, or did: counts, questions, rows with problems, every row."""
    return _show(request, _batch(request, batch_id))


@allow(Permission.IMPORT_PUPILS)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PastoralRequest, batch_id: int, row_id: int) -> HttpResponse:
    """Is this the same child? The row and each pupil it may be, side by side."""
    batch = _batch(request, batch_id)
    row = _or_404(queries.row, request.access, batch, row_id)
    if row.outcome == "rejected":
        raise Http404  # a row that cannot be read (it may lack even a surname) asks nothing
    errors: list[FormError] = []
    if request.method == "POST":
        decision, _colon, key = request.POST.get("decision", "").partition(":")
        try:
            if not decision:
                raise Refused(CHOOSE)
            imports.answer(
                by=request.access, batch=batch, row_id=row.pk, decision=decision,
                pupil_id=int(key) if key.isascii() and key.isdigit() else None,
            )  # fmt: skip
        except Refused as refused:
            errors = [FormError(say(reason), "#decision-1") for reason in refused.reasons]
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            following = queries.rows(request.access, batch, outcome="question").first()
            if following is not None:
                return redirect("import-question", batch_id=batch.pk, row_id=following.pk)
            return redirect("import", batch_id=batch.pk)
    alike = [
        {"pupil": pupil, "why": why, "rows": _compared(row, pupil)}
        for pupil, why in imports.candidates(request.access, batch, row)
    ]
    same_row = row.match_reason.removeprefix("row:") if row.match_reason.startswith("row:") else ""
    context = {
        "batch": batch, "row": row, "alike": alike, "same_row": same_row, "errors": errors, "born": _born(row),
        "left": queries.rows(request.access, batch, outcome="question").count(),
    }  # fmt: skip
    return render(request, "pupils/import_question.jinja", context, status=422 if errors else 200)


@allow(Permission.IMPORT_PUPILS)
@require_POST
def commit(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Write the import; a double click ends in the same place."""
    batch = _batch(request, batch_id)
    try:
        imports.commit(by=request.access, batch=batch)
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    messages.success(request, _("The pupils are imported."))
    return redirect("import", batch_id=batch_id)


@allow(Permission.IMPORT_PUPILS)
@require_POST
def abandon(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Do not import; what the file said is forgotten."""
    try:
        imports.abandon(by=request.access, batch=_batch(request, batch_id))
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    messages.success(request, _("Nothing was imported, and we do not keep what the file said."))
    return redirect("imports")


@allow(Permission.IMPORT_PUPILS)
@require_POST
def undo(request: PastoralRequest, batch_id: int) -> HttpResponse:
    """Take a whole import back; pupils with casework stay, and are named."""
    try:
        done = undoing.undo(by=request.access, batch=_batch(request, batch_id))
    except Refused as refused:
        return _show(request, _batch(request, batch_id), refused)
    removed = ngettext("%(num)s pupil was removed", "%(num)s pupils were removed", done.removed) % {"num": done.removed}
    restored = ngettext("%(num)s was put back as before", "%(num)s were put back as before", done.restored) % {
        "num": done.restored
    }
    messages.success(request, f"{removed}. {restored}.")
    return _show(request, _batch(request, batch_id), kept=done.kept)


def _show(request: PastoralRequest, batch: Any, refused: Refused | None = None, kept: Any = ()) -> HttpResponse:
    access = request.access
    outcomes = Counter(queries.rows(access, batch).order_by().values_list("outcome", flat=True))
    labels = presenter.outcome_labels()
    show = request.GET.get("show", "")
    rows = queries.rows(access, batch, outcome=show if show in SHOWN else "", problems=show == "problems")
    found = page_of(rows, request.GET.get("page", 1), 50)
    context = {
        "batch": batch,
        "counts": [(code, labels[code], outcomes[code]) for code in SHOWN if outcomes[code]],
        "questions": outcomes["question"],
        "to_do": outcomes["create"] + outcomes["update"],
        "problem_rows": queries.rows(access, batch, problems=True).count(),
        "list": found,
        "rows": [_line(batch, row) for row in found.items],
        "show": show,
        "kept": kept,
        "first_question": queries.rows(access, batch, outcome="question").first() if outcomes["question"] else None,
        "errors": [FormError(say(reason), "") for reason in refused.reasons] if refused else [],
    }
    return render(request, "pupils/import.jinja", context, status=409 if refused else 200)


def _line(batch: Any, row: Any) -> dict[str, Any]:
    values = row.values
    return {
        "row": row,
        "name": " ".join(part for part in (values.get("forename"), values.get("surname")) if part) or _("No name"),
        "born": _born(row),
        "problems": presenter.problem_lines(row.problems),
        "may_answer": batch.status == "preview"
        and row.outcome != "rejected"
        and bool(row.match_id or row.match_reason),
    }


def _born(row: Any) -> Any:
    from datetime import date

    text = row.values.get("date_of_birth")
    return date.fromisoformat(text) if text else None


def _compared(row: Any, pupil: Any) -> list[dict[str, Any]]:
    """What the file and the record say, field by field, differences marked."""
    from datetime import date

    changes = changes_for(pupil, row.values)
    names = (
        "forename",
        "surname",
        "date_of_birth",
        "upn",
        "year_group",
        "registration_group",
        "postcode",
        "address_line_1",
    )
    lines = []
    for name in dict.fromkeys((*names, *changes)):
        file, ours = row.values.get(name, ""), getattr(pupil, name)
        if name == "date_of_birth":
            file, ours = date_long(date.fromisoformat(file)) if file else "", date_long(ours)
        if file in ("", None) and ours in ("", None):
            continue
        label = presenter.field_name(name)
        lines.append({"field": label[:1].upper() + label[1:], "file": file, "ours": ours, "differs": name in changes})
    return lines


def _batch(request: PastoralRequest, batch_id: int) -> Any:
    return _or_404(queries.batch, request.access, batch_id)


def _or_404(read: Any, *args: Any) -> Any:
    try:
        return read(*args)
    except ObjectDoesNotExist:
        raise Http404 from None
