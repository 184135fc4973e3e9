"""The authority's own form, filled in: PDF and Word, in the languages that the family reads (T27), stored with their hash."""

from __future__ import annotations

from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.files import keep_made
from pastoral.foundation.documents.models import StoredFile
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import Printable, versions
from pastoral.foundation.documents.word import render_docx
from pastoral.records.policy.packs import pack_of
from pastoral.records.pupils.models import Contact
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..content import content_of, review_content
from ..form_document import form_beside, plan_form, review_form
from ..models import Plan, Review
from .changing import Change

TEMPLATE_VERSION = "2026-11"
LANGUAGES = ("en", "cy", "both")


def family_languages(by: Access, plan: Plan) -> tuple[str, ...]:
    """The languages a form must be made in: each that a person who signs for the family reads, and the child's own."""
    contacts = Contact.objects.visible_to(by).filter(pupil=plan.pupil_id, until__isnull=True)
    wanted = {c.language for c in contacts if c.parental_responsibility or c.delegated_authority} | {plan.pupil.language}
    pack = pack_of(plan.policy_version_id)
    codes = {"en-gb": "en", "cy": "cy", "both": "both"}
    offered = {*pack.languages, "both"} if len(pack.languages) > 1 else set(pack.languages)
    found = {codes[language] for language in wanted} & offered
    # the council keeps English; a Welsh reader's family never gets English alone
    return tuple(sorted(found | {"en"}))


def plan_printable(by: Access, plan: Plan, *, language: str, blank: bool = False) -> Printable:
    """The plan's form as a document tree: the sealed words where there are any, otherwise the present ones."""
    revision = plan.current_revision
    content = revision.content if revision is not None else content_of(by, plan)
    signatures = (
        [s for s in queries.signatures(by, plan) if s.revision_id == plan.current_revision_id] if revision is not None else []
    )
    return plan_form(
        content,
        signatures=signatures,
        seal=revision.sha256 if revision is not None else "",
        pack=pack_of(plan.policy_version_id),
        authority=plan.authority,
        language=language,
        blank=blank,
    )


def review_printable(by: Access, review: Review, *, language: str) -> Printable:
    """A review's form as a document tree."""
    return review_form(
        review_content(by, review),
        child=review.plan.pupil.known_as,
        school=review.plan.school.name,
        seal=review.sha256,
        pack=pack_of(review.plan.policy_version_id),
        authority=review.plan.authority,
        language=language,
    )


def make_plan_documents(change: Change) -> list[StoredFile]:
    """Inside an open change: the signed form in every language wanted, as PDF and Word."""
    plan = change.plan
    return [
        made
        for language in family_languages(change.by, plan)
        for made in _keep(
            plan, plan_printable(change.by, plan, language=language), kind="psp-form", subject=plan, language=language, by=change.by
        )
    ]


def make_review_documents(change: Change, review: Review) -> list[StoredFile]:
    """Inside an open change: the review in every language wanted, as PDF and Word."""
    plan = change.plan
    review.plan = plan
    return [
        made
        for language in family_languages(change.by, plan)
        for made in _keep(
            plan, review_printable(change.by, review, language=language), kind="psp-review", subject=review, language=language,
            by=change.by,
        )
    ]  # fmt: skip


def print_now(*, plan_id: int, language: str, file_format: str, blank: bool, by: Access, form: str = "psp") -> bytes:
    """The plan's form, or one beside it, as it stands, not stored: a draft to read, or a blank one to fill in by hand."""
    if language not in LANGUAGES or file_format not in ("pdf", "docx"):
        raise Refused(say("T27.language", "That language or kind of file is not offered."))
    plan = queries.plan(by, plan_id)
    changes = {"language": language, "format": file_format, "blank": blank, "form": form}
    with recording("plan.printed", by=by, subject=plan, changes=changes):
        printable = (
            plan_printable(by, plan, language=language, blank=blank)
            if form == "psp"
            else form_beside(
                content_of(by, plan), code=form, pack=pack_of(plan.policy_version_id), authority=plan.authority, language=language,
                blank=blank,
            )
        )  # fmt: skip
    return render_pdf(printable) if file_format == "pdf" else render_docx(printable)


def stored_of(by: Access, plan: Plan) -> list[StoredFile]:
    """Every document made for the plan and its reviews, newest first."""
    return list(
        StoredFile.objects.visible_to(by)
        .filter(pupil=plan.pupil_id, kind__in=["psp-form", "psp-review"])
        .order_by("-made_at", "id")[:200]
    )


def _title(printable: Printable) -> str:
    """What the file is called: the form's title and number in its own language; never the child's name."""
    first = versions(printable)[0]
    return f"{first.form_code} {first.title}".strip()


def _keep(plan: Plan, printable: Printable, *, kind: str, subject: Plan | Review, language: str, by: Access) -> list[StoredFile]:
    return [
        keep_made(
            plan.pupil,
            render(printable),
            kind=kind,
            subject=subject,
            title=_title(printable),
            language=language,
            file_format=file_format,
            template_version=TEMPLATE_VERSION,
            policy_version_id=plan.policy_version_id,
            by=by,
        )
        for file_format, render in (("pdf", render_pdf), ("docx", render_docx))
    ]
