"""The declaration's pages: asked by link, signed by link, signed in, from paper; seen by a second person, sent on, printed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.accounts import links
from pastoral.foundation.accounts.at_providers import leads
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.files import MIME
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.records.organisations.queries import schools as schools_of
from pastoral.rules.sentences import Refused

from ...letters import language_for
from ...models import Declaration
from .. import declaring, form_document, queries, showing
from ..forms import AskForm, DeclarationForm, OwnDeclarationForm, SecondForm, confirmations
from ..judging import policy_of
from .frame import deed, find_provider, form_page, found, page

ROW_NAMES = ("who", "dbs_on", "references", "trained_on")


def numbers_of(authority_id: int) -> tuple[int | None, int | None]:
    """How old a DBS check may be in years, and how many references there are, as the authority says."""
    policy = policy_of(authority_id)
    return policy.value("placement.dbs_years"), policy.value("placement.references")


def staff_rows(form: Any) -> list[dict[str, str]]:
    """The names of the fields of each member of staff, for the template."""
    return [{name: f"{name}_{number}" for name in ROW_NAMES} | {"number": str(number)} for number in range(1, form.row_count + 1)]


@allow(Permission.COMMISSION)
def ask(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """Send the link to a senior member of the provider."""
    provider = find_provider(request, provider_id)
    school, authority = whose(request)
    back = reverse("provider-assurance", args=[provider.pk])

    def write(form: Any) -> str:
        declaring.ask(provider_id=provider.pk, by=request.access, school=school, authority=authority, **form.cleaned_data)
        return back

    return form_page(
        request, AskForm, write=write, said=_("The link is on its way."), title=_("Ask for the safeguarding declaration"), back=back,
        initial={"email": provider.email, "asked_of": provider.contact_names[:150], "language": language_for(provider, authority.pk)},
        provider=provider,
        intro=_(
            "A senior member of the provider confirms the checks on all staff. The message names no child. "
            "Has nobody there an e-mail address? Then have the form signed on paper, and write it in."
        ),
        button=_("Send the link"),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def paper(request: PastoralRequest, provider_id: int) -> HttpResponse:
    """Write in a declaration that came on paper."""
    provider = find_provider(request, provider_id)
    school, authority = whose(request)
    back = reverse("provider-assurance", args=[provider.pk])
    years, references = numbers_of(authority.pk)

    def write(form: Any) -> str:
        row = declaring.on_paper(
            provider_id=provider.pk, said=form.said(), by=request.access, school=school, authority=authority,
            upload=form.cleaned_data["file"],
        )  # fmt: skip
        return reverse("declaration", args=[row.pk])

    return _declaration_page(
        request, DeclarationForm, write=write, title=_("Write in a declaration that came on paper"), back=back, provider=provider,
        initial={"organisation": provider.name, "returned_to": school.name if school else authority.name},
        form_kwargs={"years": years, "references": references, "paper": True}, last_fields=("returned_to", "file"),
    )  # fmt: skip


@allow(Permission.LEAD_PROVIDER)
def own(request: PastoralRequest) -> HttpResponse:
    """The provider's lead signs a new declaration, signed in."""
    provider = found(queries.own_provider, request.access)
    listings = queries.listings_of_provider(request.access, provider.pk)
    authorities = {str(row.authority_id): row.authority for row in listings}
    first = min(authorities.values(), key=lambda one: one.pk, default=None)
    years, references = numbers_of(first.pk) if first is not None else (None, None)

    def write(form: Any) -> str:
        authority = authorities[form.cleaned_data["authority"]]
        declaring.from_account(provider_id=provider.pk, authority=authority, said=form.said(), by=request.access)
        return reverse("own-assurance")

    def prepare(form: Any) -> None:
        form.fields["authority"].choices = [(key, one.name) for key, one in authorities.items()]

    return _declaration_page(
        request, OwnDeclarationForm, write=write, title=_("Safeguarding declaration"), back=reverse("own-assurance"), provider=provider,
        initial={"organisation": provider.name, "authority": str(first.pk) if first is not None else ""}, prepare=prepare,
        form_kwargs={"years": years, "references": references, "today": True}, first_fields=("authority",),
    )  # fmt: skip


def _declaration_page(
    request: PastoralRequest, form_class: Any, *, last_fields: tuple[str, ...] = (), first_fields: tuple[str, ...] = (),
    form_kwargs: dict[str, Any], **more: Any,
) -> HttpResponse:  # fmt: skip
    rows = more_rows(request)
    return form_page(
        request, form_class, template="declare", said=_("The declaration is signed."), form_kwargs={**form_kwargs, "rows": rows},
        staff_rows=staff_rows, last_fields=last_fields, first_fields=first_fields, more_rows=rows + 5, **more,
    )  # fmt: skip


def more_rows(request: PastoralRequest) -> int:
    """How many members of staff the page has room for: more are asked for by a link that works without script."""
    from ..forms import MOST_STAFF, STAFF_ROWS

    asked = request.GET.get("rows", "")
    return min(int(asked), MOST_STAFF) if asked.isdecimal() else STAFF_ROWS


@links.by_link("declare")
def link_declare(request: PastoralRequest, link: Any) -> HttpResponse:
    """A senior member of the provider signs, without an account. Once: afterwards the link says that it was used."""
    row = found(queries.declaration, request.access, link.subject_id)
    if row.signed_on is not None or row.provider_id != link.provider_id:
        return render(request, "providers/assurance/link_done.jinja", {"row": row}, status=410)
    years, references = numbers_of(row.authority_id)
    kwargs: dict[str, Any] = {"years": years, "references": references, "today": True}
    if request.method == "POST":
        form = DeclarationForm(request.POST, token=once.token(), **kwargs)
        if form.is_valid():
            try:
                with transaction.atomic():
                    row = declaring.sign(
                        declaration_id=row.pk, said=form.said(), how=Declaration.How.LINK, by=request.access, link=link
                    )
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error(None, say(reason))
            else:
                return render(request, "providers/assurance/link_done.jinja", {"row": row, "thanks": True})
    else:
        initial = {"organisation": row.organisation, "signed_by": row.asked_of}
        form = DeclarationForm(token=once.token(), initial=initial, rows=more_rows(request), **kwargs)
    context = {
        "row": row, "form": form, "staff_rows": staff_rows, "more_rows": form.row_count + 5, "last_fields": (), "first_fields": (),
    }  # fmt: skip
    return render(request, "providers/assurance/link_declare.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.SIGNED_IN)
@require_safe
def one(request: PastoralRequest, declaration_id: int) -> HttpResponse:
    """One declaration with its staff: for those who use or check the provider, and for its lead."""
    row, access = _readable(request, declaration_id), request.access
    looked(access, row)
    years, references = numbers_of(row.authority_id)
    confirmed = [(text, getattr(row, code)) for code, text in confirmations(years, references)]
    commissions = access.may(Permission.COMMISSION)
    second = row.signed_on is not None and not row.counts
    return page(
        request, "declaration", row=row, staff=queries.staff_of(access, row), confirmed=confirmed, tag=showing.declaration_tag(row),
        may_send=commissions and row.counts and row.sent_on is None,
        may_second=second and (commissions or access.may(Permission.LEAD_PROVIDER)),
        box=declaring.mailbox_of(row.authority_id),
        back=reverse("provider-assurance", args=[row.provider_id]) if access.may(Permission.SEE_DIRECTORY) else reverse("own-assurance"),
    )  # fmt: skip


@allow(Permission.SIGNED_IN)
def second(request: PastoralRequest, declaration_id: int) -> HttpResponse:
    """Somebody else says which papers of the person who signed they have seen."""
    row = _readable(request, declaration_id)
    back = reverse("declaration", args=[row.pk])

    def write(form: Any) -> str:
        name = str(getattr(request.user, "name", ""))
        declaring.second(declaration_id=row.pk, saw=form.cleaned_data["saw"], by=request.access, name=name)
        return back

    name = {"name": row.signed_by}
    intro = _(
        "%(name)s signed for all staff, and works with the children too. Nobody answers for themselves alone: "
        "somebody else must see their DBS certificate, references and training."
    )
    return form_page(
        request, SecondForm, write=write, said=_("The declaration counts now."), title=_("See the papers of %(name)s") % name, back=back,
        intro=intro % name, button=_("I have seen them"),
    )  # fmt: skip


@allow(Permission.COMMISSION)
@require_POST
def send_on(request: PastoralRequest, declaration_id: int) -> HttpResponse:
    """On to the authority's safeguarding officer (NPT-AP-06)."""
    row = _readable(request, declaration_id)
    act = partial(declaring.send_on, declaration_id=row.pk, by=request.access)
    return deed(request, act, reverse("declaration", args=[row.pk]), _("The authority is told, and the day is recorded."))


@allow(Permission.SIGNED_IN)
@require_safe
def printed(request: PastoralRequest, declaration_id: int) -> HttpResponse:
    """The county's form as PDF or Word, in either language or both."""
    row, access = _readable(request, declaration_id), request.access
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    try:
        content = form_document.made(row, queries.staff_of(access, row), language, file_format, numbers_of(row.authority_id))
    except KeyError:
        raise Http404 from None
    looked(access, row)
    answer = HttpResponse(content, content_type=MIME[file_format])
    answer.headers["Content-Disposition"] = f'attachment; filename="F-NPT-07-{language}.{file_format}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def whose(request: PastoralRequest) -> tuple[Any, Any]:
    """(school, authority) that a declaration goes back to: the reader's own school, or the authority they work for."""
    access = request.access
    if access.school_ids:
        school = schools_of(access).first()
        if school is not None and school.authority is not None:
            return school, school.authority
    authority = queries.authority(access)
    if authority is None:
        raise NotAllowed(Permission.COMMISSION)
    return None, authority


def _readable(request: PastoralRequest, declaration_id: int) -> Declaration:
    """Names of staff and their dates are for those who check or use the provider, and for its lead."""
    access = request.access
    checks = access.may(Permission.COMMISSION) or access.may(Permission.MANAGE_DIRECTORY)
    if not checks and not access.may(Permission.LEAD_PROVIDER):
        raise NotAllowed(Permission.COMMISSION)
    row: Declaration = found(queries.declaration, access, declaration_id)
    if not checks and not leads(access, row.provider_id):
        raise Http404
    return row


