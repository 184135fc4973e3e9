"""Signatures: who is asked, and each of the ways to sign (NPT-PSP-14). What is signed is shown with its seal, always."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, NotAllowed, Permission, allow
from pastoral.foundation.accounts import links
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.files import keep_upload
from pastoral.foundation.documents.page import render_html
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.signatures import signature_svg
from pastoral.foundation.govuk.forms import FormError
from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.policy.packs import language_now, pack_of, said
from pastoral.rules.psp import Refused as MayNot
from pastoral.rules.sentences import Refused

from .. import queries
from ..facts import facts_of
from ..form_document import DRAWN_SIZE, plan_form, signature_page
from ..forms.signing import CallForm, EmptyForm, PaperForm, ProfessionalForm, SignForm, UnableForm
from ..models import Plan, Signature
from ..services import moving, signing
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal

CAPACITIES = {
    "child": gettext_lazy("The child or young person"),
    "parental_responsibility": gettext_lazy("Parental responsibility"),
    "delegated_authority": gettext_lazy("Delegated authority"),
    "social_worker": gettext_lazy("Social worker"),
    "school_post": gettext_lazy("For the school"),
    "professional": gettext_lazy("Other professional"),
    "present": gettext_lazy("Was at the meeting"),
}
STATES = {
    Signature.Answer.WAITING: (gettext_lazy("Waiting"), "waiting"),
    Signature.Answer.AGREES: (gettext_lazy("Signed"), "good"),
    Signature.Answer.REFUSES: (gettext_lazy("Does not agree"), "soon"),
    Signature.Answer.UNAVAILABLE: (gettext_lazy("Could not be asked"), "late"),
}


@allow(Permission.LEAD_PLANS)
def signatures_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Who is asked, what each has answered, and whether the plan can be agreed now."""
    plan = find_plan(request, plan_id)
    looked(request.access, plan)
    return _signatures(request, plan, EmptyForm(token=once.token()))


def _signatures(request: HttpRequest, plan: Plan, form: EmptyForm, *, status: int = 200) -> HttpResponse:
    access: Access = request.access
    rows = queries.signatures(access, plan)
    now = [row for row in rows if row.revision_id == plan.current_revision_id]
    older = [row for row in rows if row.revision_id != plan.current_revision_id and row.answer != Signature.Answer.WAITING]
    reasons: tuple[Any, ...] = ()
    if plan.status == Plan.Status.MEETING and plan.current_revision_id is not None:
        answer = moving.actions_for(plan, facts_of(access, [plan])[plan.pk]).get("agree")
        reasons = answer.reasons if isinstance(answer, MayNot) else ()
    token = once.token()
    errors = [FormError(line.text, "") for line in form.error_summary()] if form.has_errors else []
    return plan_page(
        request, "living/signatures", plan, status=status, errors=errors, token=token,
        signers=[_signer(row, now, token) for row in now], older=[_signer(row, rows, token) for row in older],
        reasons=[say(reason) for reason in reasons], waiting=[row for row in now if row.answer == Signature.Answer.WAITING],
        short_seal=_short(plan.current_revision.sha256) if plan.current_revision else "",
    )  # fmt: skip


def _signer(row: Signature, all_rows: list[Signature], token: str) -> dict[str, Any]:
    """One person's line: state, how and when, and what can be done now."""
    text, tone = STATES[Signature.Answer(row.answer)]
    asked_again = any(
        other.pk > row.pk and other.party == row.party and other.name == row.name and other.revision_id == row.revision_id
        for other in all_rows
    )
    unasked = row.party == Signature.Party.PARENT and not row.capacity
    return {
        "row": row,
        "party": Signature.Party(row.party).label,
        "capacity": CAPACITIES.get(row.capacity, row.capacity),
        "status": Status(_("Nobody may sign") if unasked else str(text), "late" if unasked else tone),  # type: ignore[arg-type]  # a tone
        "route": Signature.Route(row.route).label if row.route else "",
        "drawing": drawing(row),
        "waiting": row.answer == Signature.Answer.WAITING and not unasked,
        "unasked": unasked,
        "again": row.answer in (Signature.Answer.REFUSES, Signature.Answer.UNAVAILABLE) and not asked_again,
        "seal": _short(row.sha256),
        "send_token": own_token(token, f"send-{row.pk}"),
        "again_token": own_token(token, f"again-{row.pk}"),
    }


def own_token(token: str, button: str) -> str:
    """Each button of a page has a token of its own, made from the page's: pressing one never silences another."""
    try:
        return str(uuid5(UUID(token), button))
    except ValueError:
        return once.token()


def drawing(row: Signature) -> str:
    """The drawn signature as an SVG picture; `signature_svg` lets nothing through but numbers and commands."""
    return signature_svg(row.drawn, DRAWN_SIZE) if row.drawn else ""


def _short(sha256: str) -> str:
    return f"{sha256[:6]} {sha256[6:12]}"


def _find(request: HttpRequest, signature_id: int) -> Signature:
    try:
        row = queries.signature(request.access, signature_id)
        row.plan = queries.plan(request.access, row.plan_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return row


def words_of(row: Signature, *, level: int = 2) -> Any:
    """The whole plan as it was sealed, in the reader's language, for a page; without the signatures of others."""
    pack = pack_of(row.plan.policy_version_id)
    return render_html(
        plan_form(
            row.revision.content, signatures=(), seal=row.revision.sha256, pack=pack, authority=row.plan.authority,
            language=language_now() if language_now() in pack.languages else "en", blank=False, signing=False,
        ),
        heading_level=level,
    )  # fmt: skip


def is_open(row: Signature) -> bool:
    """Whether an answer is still waited for, to the words that stand now."""
    return row.answer == Signature.Answer.WAITING and row.withdrawn_at is None and row.revision_id == row.plan.current_revision_id


@allow(Permission.SIGN)
def signature(request: HttpRequest, signature_id: int) -> HttpResponse:
    """The signer's own page, with an account; what was answered, once they have."""
    access: Access = request.access
    row = _find(request, signature_id)
    if row.user_id != access.user_id:
        if not access.may(Permission.LEAD_PLANS):
            raise NotAllowed("sign")
        return HttpResponseRedirect(reverse("plan-signatures", args=[row.plan_id]) + f"#signer-{row.pk}")
    again = sent_before(request)
    if again is not None:
        return again
    looked(access, row.plan)
    if not is_open(row):
        return plan_page(request, "living/signed", row.plan, row=row, drawing=drawing(row), newer=_newer(row, access))
    form = _sign_form(request, row)
    if request.method == "POST" and form.is_valid() and _take(form, row, route=Signature.Route.ACCOUNT, by=access):
        return done(request, request.path, _("Thank you. Your answer is on the record."))
    return plan_page(request, "living/sign", row.plan, row=row, form=form, words=words_of(row), seal=_short(row.sha256))


def _newer(row: Signature, access: Access) -> Signature | None:
    """The same person's signature under newer words, if they are being asked for it."""
    mine = [one for one in queries.signatures(access, row.plan) if one.user_id == access.user_id and one.pk > row.pk]
    return next((one for one in mine if one.answer == Signature.Answer.WAITING), None)


def _sign_form(request: HttpRequest, row: Signature) -> Any:
    if request.method == "POST":
        return SignForm(request.POST, token=once.token())
    return SignForm(initial={"sha256": row.sha256}, token=once.token())


def _take(form: Any, row: Signature, *, route: str, by: Access) -> bool:
    """Write the answer. False, with the reasons on the form, where it is refused."""
    clean = form.cleaned_data
    agrees = clean["answer"] == "yes"
    try:
        with transaction.atomic():
            signing.sign(
                signature_id=row.pk, agrees=agrees, route=route, by=by, reason=clean.get("reason") or "",
                typed=clean.get("typed") or "", drawn=clean.get("drawn") or "", sha256=clean["sha256"],
            )  # fmt: skip
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


@allow(Permission.LEAD_PLANS)
def on_screen(request: HttpRequest, signature_id: int) -> HttpResponse:
    """One person at a time on the shared screen: "Now Elin signs", then the plan, then the pen."""
    access: Access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    row = _find(request, signature_id)
    looked(access, row.plan)
    if not is_open(row):
        return HttpResponseRedirect(reverse("plan-signatures", args=[row.plan_id]))
    if request.method != "POST" and "read" not in request.GET:
        return render(request, "plans/living/handover.jinja", {"row": row, "plan": row.plan, "before": request.GET.get("after", "")[:150]})
    form = _sign_form(request, row)
    if request.method == "POST" and form.is_valid() and _take(form, row, route=Signature.Route.SCREEN, by=access):
        return done(request, _after(row, access))
    context = {"row": row, "plan": row.plan, "form": form, "words": words_of(row), "seal": _short(row.sha256)}
    return render(request, "plans/living/sign_screen.jinja", context, status=422 if form.has_errors else 200)


def _after(row: Signature, access: Access) -> str:
    """Who signs next on this screen; when nobody is left, back to the list."""
    left = [
        one
        for one in queries.signatures(access, row.plan)
        if one.pk != row.pk and one.answer == Signature.Answer.WAITING and one.revision_id == row.revision_id and one.capacity
    ]
    if not left:
        return reverse("plan-signatures", args=[row.plan_id])
    return reverse("signature-screen", args=[left[0].pk]) + "?after=1"


@allow(Permission.LEAD_PLANS)
@require_POST
def send_link(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Send, or send again, the page on which one person reads and signs."""
    again = sent_before(request)
    if again is not None:
        return again
    row = _find(request, signature_id)
    return _press(request, row.plan, lambda: signing.send_link(signature_id=row.pk, by=request.access),
                  _("The plan was sent to %(name)s.") % {"name": row.name})  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def ask_again(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Ask somebody once more; their first answer stays."""
    again = sent_before(request)
    if again is not None:
        return again
    row = _find(request, signature_id)
    return _press(request, row.plan, lambda: signing.ask_again(signature_id=row.pk, by=request.access),
                  _("%(name)s is asked again. The first answer stays on the record.") % {"name": row.name})  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def agree(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan is agreed: every gate is checked again, and each reason why not is said."""
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    return _press(request, plan, lambda: moving.move(plan_id=plan.pk, action="agree", by=request.access),
                  _("The plan is agreed. Send it to the authority now.") if pack_of(plan.policy_version_id).psp.is_sent
                  else _("The plan is agreed. Begin it now."), to="plan-send")  # fmt: skip


def _press(request: HttpRequest, plan: Plan, deed: Any, said_after: str, *, to: str = "plan-signatures") -> HttpResponse:
    form = EmptyForm(request.POST, token=once.token())
    form.is_valid()
    try:
        with transaction.atomic():
            deed()
    except Refused as refused:
        show_refusal(form, refused)
        return _signatures(request, queries.plan(request.access, plan.pk), form, status=422)
    return done(request, reverse(to, args=[plan.pk]), said_after)


def _staff_form(request: HttpRequest, signature_id: int, form_class: Any, template: str, deed: Any, said_after: str) -> HttpResponse:
    """A page on which staff write down one person's answer."""
    again = sent_before(request)
    if again is not None:
        return again
    row = _find(request, signature_id)
    looked(request.access, row.plan)
    if not is_open(row):
        return HttpResponseRedirect(reverse("plan-signatures", args=[row.plan_id]))
    if form_class is PaperForm and request.method == "POST":
        form = PaperForm(request.POST, request.FILES, token=once.token())
    else:
        form = form_of(request, form_class)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                deed(row, form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("plan-signatures", args=[row.plan_id]), said_after % {"name": row.name})
    return plan_page(request, f"living/{template}", row.plan, row=row, form=form, seal=_short(row.sha256))


@allow(Permission.LEAD_PLANS)
def by_call(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Said on the telephone and written down."""

    def deed(row: Signature, clean: dict[str, Any]) -> None:
        signing.sign(
            signature_id=row.pk, agrees=clean["answer"] == "yes", route=Signature.Route.CALL, reason=clean["reason"], on=clean["on"],
            by=request.access,
        )  # fmt: skip

    return _staff_form(request, signature_id, CallForm, "sign_call", deed, _("The call with %(name)s is on the record."))


@allow(Permission.LEAD_PLANS)
def on_paper(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Signed on paper; the scan is kept with its hash."""

    def deed(row: Signature, clean: dict[str, Any]) -> None:
        kept = keep_upload(
            row.plan.pupil, clean["scan"], kind="signed-paper", subject=row, title=_("Signed page"), by=request.access
        )
        signing.sign(
            signature_id=row.pk, agrees=clean["answer"] == "yes", route=Signature.Route.PAPER, reason=clean.get("reason") or "",
            on=clean["on"], paper_id=kept.pk, by=request.access,
        )  # fmt: skip

    return _staff_form(request, signature_id, PaperForm, "sign_paper", deed, _("The paper of %(name)s is on the record."))


@allow(Permission.LEAD_PLANS)
def unable(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Nobody could ask them now, and why."""

    def deed(row: Signature, clean: dict[str, Any]) -> None:
        signing.could_not_ask(signature_id=row.pk, reason=clean["reason"], by=request.access)

    return _staff_form(
        request, signature_id, UnableForm, "sign_unable", deed, _("It is on the record why %(name)s could not sign yet.")
    )


@allow(Permission.LEAD_PLANS)
def add_professional(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Ask one more person who took part."""
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    form = form_of(request, ProfessionalForm)
    if request.method == "POST" and form.is_valid():
        try:
            signing.ask_professional(plan_id=plan.pk, by=request.access, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, reverse("plan-signatures", args=[plan.pk]), _("%(name)s is asked to sign.") % form.cleaned_data)
    return plan_page(request, "living/professional", plan, form=form)


@allow(Permission.LEAD_PLANS)
def paper_page(request: HttpRequest, signature_id: int) -> HttpResponse:
    """The page to print for one person to sign by hand."""
    row = _find(request, signature_id)
    looked(request.access, row.plan)
    pack = pack_of(row.plan.policy_version_id)
    welsh = row.language == "cy" and "cy" in pack.languages
    content = render_pdf(
        signature_page(
            name=row.name, role=str(Signature.Party(row.party).label), title=said(pack.labels.plan), number=row.revision.number,
            seal=row.sha256, authority=row.plan.authority, language="both" if welsh else "en",
        )
    )  # fmt: skip
    return as_download(content, "pdf", _("Signature page"))


def as_download(content: bytes, file_format: str, title: str) -> HttpResponse:
    """A file made now and not kept."""
    from pastoral.foundation.documents.files import MIME, safe_title

    answer = HttpResponse(content, content_type=MIME[file_format])
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe_title(title).encode("ascii", "ignore").decode()}.{file_format}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@links.by_link("sign")
def link_sign(request: HttpRequest, link: Any) -> HttpResponse:
    """Without an account: read the whole plan, then agree or not. Once; the words are those that were sent, or nothing is signed."""
    access: Access = request.access
    row = _by_link(request, link)
    if request.method != "POST":
        looked(access, row.plan)
    if not is_open(row):
        return render(request, "plans/living/link_older.jinja", {"row": row, "plan": row.plan}, status=410)
    form = _sign_form(request, row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            fresh = links.spend(link)
            taken = fresh and _take(form, row, route=Signature.Route.LINK, by=access)
            if fresh and not taken:
                transaction.set_rollback(True)
        if taken or not fresh:
            return HttpResponseRedirect(reverse("link-sign-done", kwargs={"token": _token(request)}))
    context = {"row": row, "plan": row.plan, "form": form, "words": words_of(row), "seal": _short(row.sha256)}
    return render(request, "plans/living/link_sign.jinja", context, status=422 if form.has_errors else 200)


@links.by_link("sign", used_too=True)
def link_sign_done(request: HttpRequest, link: Any) -> HttpResponse:
    """What was answered, and what happens next."""
    row = _by_link(request, link)
    if row.answer == Signature.Answer.WAITING:
        return HttpResponseRedirect(reverse("link-sign", kwargs={"token": _token(request)}))
    return render(request, "plans/living/link_done.jinja", {"row": row, "plan": row.plan, "drawing": drawing(row)})


def _by_link(request: HttpRequest, link: Any) -> Signature:
    row = _find(request, link.subject_id)
    if row.pupil_id != link.pupil_id:
        raise Http404
    return row


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""
