"""Agreeing to a reduced timetable: who is asked, and each of the ways to answer. What is answered to is shown with its seal, always."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.casework.plans.form_document import signature_page
from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.files import keep_upload
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.questions import once
from pastoral.rules.sentences import Refused

from .. import consents, queries
from ..consent_forms import CallForm, ConsentForm, PaperForm, ToldForm
from ..consents import THE_CHILD, Person, seal_now
from ..facts import facts_of
from ..models import Ask, Consent, Timetable
from ..rows import rows_of
from ..services import consenting
from ..services.consenting import Given
from .family import what_is_proposed
from .frame import back_to, done, find, form_of, page, refused_message, sent_before, show_refusal


@allow(Permission.LEAD_PLANS)
@require_POST
def ask(request: PastoralRequest, timetable_id: int, key: int | None = None) -> HttpResponse:
    """Ask them to answer: a message to one person, or to everyone who has not answered."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    went_to = back_to(row, "timetable-asking")
    try:
        with transaction.atomic():
            asked = consenting.ask_to_answer(timetable_id=row.pk, contact_id=key, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, _("Sent to %(names)s.") % {"names": ", ".join(one.name for one in asked)})


@allow(Permission.LEAD_PLANS)
@require_POST
def send_page(request: PastoralRequest, timetable_id: int, key: int) -> HttpResponse:
    """Send one person the way to the family's page."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    went_to = back_to(row, "timetable-asking")
    try:
        with transaction.atomic():
            sent = consenting.send_page(timetable_id=row.pk, contact_id=key, by=request.access)
    except Refused as refused:
        return refused_message(request, refused, went_to)
    return done(request, went_to, _("The family's page was sent to %(name)s.") % {"name": sent.name})


def _person(request: PastoralRequest, row: Timetable, key: int) -> tuple[Person, Any]:
    own = rows_of(request.access, [row.pk])[row.pk]
    person = consents.people_of(row, own, timezone.localdate()).of(key)
    if person is None or not person.may_answer:
        raise Http404
    return person, own


@allow(Permission.LEAD_PLANS)
def on_screen(request: PastoralRequest, timetable_id: int, key: int) -> HttpResponse:
    """On the shared screen at the meeting: what is proposed, then the answer of one person."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    looked(request.access, row)
    person, own = _person(request, row, key)
    form = _consent_form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                consenting.answer(timetable_id=row.pk, key=key, given=_given(form, Consent.How.SCREEN), by=request.access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, back_to(row, "timetable-asking"), _("The answer of %(name)s is on the record.") % {"name": person.name})
    context = {"row": row, "form": form, "person": person, "back": back_to(row, "timetable-asking"), "seal": _short(seal_now(row)),
               **what_is_proposed(row, own, facts_of(request.access, [row], {row.pk: own})[row.pk])}  # fmt: skip
    return render(request, "timetables/consent_screen.jinja", context, status=422 if form.has_errors else 200)


def _consent_form(request: PastoralRequest, row: Timetable) -> Any:
    if request.method == "POST":
        return ConsentForm(request.POST, token=once.token())
    return ConsentForm(initial={"sha256": seal_now(row)}, token=once.token())


def _given(form: Any, how: str) -> Given:
    clean = form.cleaned_data
    return Given(
        agrees=clean["answer"] == "yes", how=how, note=clean.get("reason") or "", typed=clean.get("typed") or "",
        drawn=clean.get("drawn") or "", seal=clean.get("sha256") or "-",
    )  # fmt: skip


def _short(seal: str) -> str:
    return f"{seal[:6]} {seal[6:12]}"


@allow(Permission.LEAD_PLANS)
def by_call(request: PastoralRequest, timetable_id: int, key: int) -> HttpResponse:
    """Said on the telephone, or by the child in the room, and written down."""
    how = Consent.How.IN_PERSON if key == THE_CHILD else Consent.How.TELEPHONE

    def write(row: Timetable, clean: dict[str, Any]) -> None:
        given = Given(clean["answer"] == "yes", how, note=clean["reason"], heard_by=clean.get("heard_by") or "", on=clean["on"])
        consenting.answer(timetable_id=row.pk, key=key, given=given, by=request.access)

    return _written_down(request, timetable_id, key, ToldForm if key == THE_CHILD else CallForm, write, "consent_told")


@allow(Permission.LEAD_PLANS)
def on_paper(request: PastoralRequest, timetable_id: int, key: int) -> HttpResponse:
    """Signed on paper; the scan is kept with its hash."""

    def write(row: Timetable, clean: dict[str, Any]) -> None:
        kept = keep_upload(
            row.pupil, clean["scan"], kind="signed-paper", subject=row, title=_("Signed page"), by=request.access
        )
        given = Given(clean["answer"] == "yes", Consent.How.PAPER, note=clean.get("reason") or "", paper_id=kept.pk, on=clean["on"])
        consenting.answer(timetable_id=row.pk, key=key, given=given, by=request.access)

    return _written_down(request, timetable_id, key, PaperForm, write, "consent_paper")


def _written_down(
    request: PastoralRequest, timetable_id: int, key: int, form_class: Any, write: Any, template: str
) -> HttpResponse:
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, timetable_id)
    looked(request.access, row)
    person, _own = _person(request, row, key)
    if form_class is PaperForm and request.method == "POST":
        form = PaperForm(request.POST, request.FILES, token=once.token())
    else:
        form = form_of(request, form_class, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                write(row, form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, back_to(row, "timetable-asking"), _("The answer of %(name)s is on the record.") % {"name": person.name})
    return page(
        request, template, row, form=form, person=person, back=back_to(row, "timetable-asking"), seal=_short(seal_now(row)),
        child=key == THE_CHILD,
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_safe
def paper_page(request: PastoralRequest, timetable_id: int, key: int) -> HttpResponse:
    """The page to print for one person to sign by hand; it goes with the printed timetable and carries its seal."""
    row = find(request, timetable_id)
    looked(request.access, row)
    person, _own = _person(request, row, key)
    content = render_pdf(
        signature_page(
            name=person.name, role=str(Consent.Role(person.role).label), title=_("Reduced timetable"), number=row.version,
            seal=seal_now(row), authority=row.authority, language="both" if person.language == "cy" else "en",
        )
    )  # fmt: skip
    return as_download(content, "pdf", _("Signature page"))


@links.by_link("consent")
def link_consent(request: PastoralRequest, link: Any) -> HttpResponse:
    """Without an account: exactly what is proposed, then yes or no. Once; the words are those that were sent, or nothing is answered."""
    asked, row = _by_link(request, link)
    own = rows_of(request.access, [row.pk])[row.pk]
    person = consents.people_of(row, own, timezone.localdate()).of(asked.contact_id or -1)
    if request.method != "POST":
        looked(request.access, row)
    gone = row.is_closed or person is None or not person.may_answer
    if gone or asked.seal != seal_now(row) or asked.answer_id is not None:
        return render(request, "timetables/link_older.jinja", {"row": row, "asked": asked, "gone": gone}, status=410)
    form = _consent_form(request, row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            fresh = links.spend(link)
            taken = fresh and _take(form, asked, request)
            if fresh and not taken:
                transaction.set_rollback(True)
        if taken or not fresh:
            return HttpResponseRedirect(reverse("link-consent-done", kwargs={"token": _token(request)}))
    facts = facts_of(request.access, [row], {row.pk: own})[row.pk]
    context = {"row": row, "asked": asked, "person": person, "form": form, "seal": _short(asked.seal), **what_is_proposed(row, own, facts)}
    return render(request, "timetables/link_consent.jinja", context, status=422 if form.has_errors else 200)


def _take(form: Any, asked: Ask, request: PastoralRequest) -> bool:
    try:
        with transaction.atomic():
            consenting.answer_by_link(ask_id=asked.pk, given=_given(form, Consent.How.LINK), by=request.access)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


@links.by_link("consent", used_too=True)
def link_consent_done(request: PastoralRequest, link: Any) -> HttpResponse:
    """What was answered, and what happens next."""
    asked, row = _by_link(request, link)
    if asked.answer is None:
        return HttpResponseRedirect(reverse("link-consent", kwargs={"token": _token(request)}))
    return render(request, "timetables/link_done.jinja", {"row": row, "answer": asked.answer})


def _by_link(request: PastoralRequest, link: Any) -> tuple[Ask, Timetable]:
    try:
        asked = queries.ask(request.access, link.subject_id)
        row = queries.timetable(request.access, asked.timetable_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    if asked.pupil_id != link.pupil_id:
        raise Http404
    return asked, row


def _token(request: PastoralRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""
