"""Pages: the schools of an authority, and the term dates, INSET days and closures of an authority or a school."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.access.roles import Permission
from pastoral.foundation.access.routes import allow
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions.merging import Clashing, asked, chosen, opened, sealed, values_of
from pastoral.rules.key_stages import school_year_start
from pastoral.rules.sentences import Refused

from . import queries, services
from .forms import ClosedForm, TermForm
from .queries import Place


@allow(Permission.MANAGE_SCHOOL)
@require_safe
def schools(request: PastoralRequest) -> HttpResponse:
    """The schools that this person works in, or all of their authority."""
    text = " ".join(request.GET.get("q", "").split())[:100]
    found = page_of(queries.schools(request.access, text), request.GET.get("page", 1))
    authorities = queries.authorities(request.access) if request.access.may(Permission.MANAGE_AUTHORITY) else []
    return render(request, "organisations/schools.jinja", {"list": found, "q": text, "authorities": authorities})


@allow(Permission.MANAGE_SCHOOL)
@require_safe
def calendar(request: PastoralRequest, kind: str, key: int) -> HttpResponse:
    """Terms, closed days and the year, with each school day."""
    here = _place(request, kind, key)
    now = school_year_start(timezone.localdate()).year
    text = request.GET.get("year", "")
    starts = int(text) if text.isascii() and text.isdigit() and len(text) == 4 and abs(int(text) - now) <= 10 else now
    own, inherited = queries.terms(here)
    closed_days = queries.closed_days(here)
    return render(
        request,
        "organisations/calendar.jinja",
        {
            "here": here,
            "starts": starts,
            "year": queries.school_year(here, starts, closed_days),
            "terms": own,
            "inherited": inherited,
            "closed": closed_days,
        },
    )


@allow(Permission.MANAGE_SCHOOL)
@require_http_methods(["GET", "HEAD", "POST"])
def term(request: PastoralRequest, kind: str, key: int, term_id: int = 0) -> HttpResponse:
    """Add a term, or change one. `?from=` starts a school's own term from one of the authority's."""
    here = _place(request, kind, key)
    kept = _or_404(queries.term, here, term_id) if term_id else None
    model = kept
    copied = request.GET.get("from", "")
    if kept is None and here.school and copied.isascii() and copied.isdigit():
        model = next((t for t in queries.terms(here)[1] if t.pk == int(copied)), None)
    initial = {name: getattr(model, name) for name in TermForm.base_fields} if model else {}
    form = TermForm(request.POST if request.method == "POST" else None, initial=initial)
    values = values_of(kept, TermForm.base_fields) if kept else {}
    base = opened(request.POST.get("base", "")) if request.method == "POST" else values
    if form.is_valid():
        try:
            mine = chosen(request.POST, form.cleaned_data, base)
            if kept is None:
                services.save_term(by=request.access, here=here, **form.cleaned_data)
            else:
                services.change_term(by=request.access, here=here, term_id=kept.pk, base=base, mine=mine)
        except Clashing as clashing:
            context = {"here": here, **asked(form, request.POST, clashing)}
            return render(request, "organisations/term_clash.jinja", context, status=409)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("The term dates are saved."))
            return redirect("calendar", kind=kind, key=key)
    context = {"here": here, "form": form, "term": kept, "base": sealed(base) if kept and base is not None else ""}
    return render(request, "organisations/term.jinja", context)


@allow(Permission.MANAGE_SCHOOL)
@require_POST
def term_remove(request: PastoralRequest, kind: str, key: int, term_id: int) -> HttpResponse:
    here = _place(request, kind, key)
    services.remove_term(by=request.access, here=here, term=_or_404(queries.term, here, term_id))
    messages.success(request, _("The term is removed."))
    return redirect("calendar", kind=kind, key=key)


@allow(Permission.MANAGE_SCHOOL)
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: PastoralRequest, kind: str, key: int) -> HttpResponse:
    """Add INSET days or a closure."""
    here = _place(request, kind, key)
    form = ClosedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.close_days(by=request.access, here=here, **form.cleaned_data)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, _("The closed days are saved."))
            return redirect("calendar", kind=kind, key=key)
    return render(request, "organisations/closed.jinja", {"here": here, "form": form})


@allow(Permission.MANAGE_SCHOOL)
@require_POST
def closed_remove(request: PastoralRequest, kind: str, key: int, day_id: int) -> HttpResponse:
    here = _place(request, kind, key)
    services.open_again(by=request.access, here=here, day=_or_404(queries.closed_day, here, day_id))
    messages.success(request, _("The day is a school day again."))
    return redirect("calendar", kind=kind, key=key)


def _place(request: PastoralRequest, kind: str, key: int) -> Place:
    return _or_404(queries.place, request.access, kind, key)


def _or_404(read: Any, *args: Any) -> Any:
    try:
        return read(*args)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _show(form: PastoralForm, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(None, say(reason))
