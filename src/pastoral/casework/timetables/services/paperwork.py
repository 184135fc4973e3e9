"""The papers of a reduced timetable: made when it is agreed and when the authority is told, stored with their hash, never changed.

Each carries the seal of the words that were agreed. What goes with a notice is kept as its manifest (NPT-RT-12, NPT-RT-13).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext, override

from pastoral.casework.plans.services.paperwork import family_languages, plan_printable
from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.documents.files import keep_made, keep_upload, visible_files
from pastoral.foundation.documents.models import StoredFile
from pastoral.foundation.documents.pdf import render_pdf
from pastoral.foundation.documents.tree import Language, Printable, versions
from pastoral.foundation.documents.word import render_docx
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced import Look, ReducedFacts, checklist, usual_day
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..facts import facts_of
from ..form_document import DJANGO_CODE, TRAVEL, Papers, document, forms_of, signed_forms, title_of, whole
from ..grid import seal_of
from ..models import Consent, Manifest, Notice, Timetable
from ..rows import rows_of
from .changing import Change, changing

TEMPLATE_VERSION = "2026-11"
HEALTHCARE_PLAN, PSP_FORM, WHOLE = "healthcare-plan", "psp-form", "reduced-pack"
SUBJECT, PLAN = "timetables.timetable", "plans.plan"
RENDERERS = (("pdf", render_pdf), ("docx", render_docx))
NOT_OFFERED = say("T27.language", "That language or kind of file is not offered.")


@dataclass(frozen=True)
class Wanted:
    """One paper of the pack for the authority: what it is, and what there is of it. `held`: at school, only its reference is here."""

    paper: str  # a form's code, "psp" or "healthcare-plan"
    title: str
    held: bool = False


def papers_of(by: Access, row: Timetable, facts: ReducedFacts | None = None, *, signed: bool = True) -> Papers:
    """What the papers say now: the answers to the words as they stand, or to those that were agreed (not `signed`: none)."""
    own = rows_of(by, [row.pk])[row.pk]
    known = facts if facts is not None else facts_of(by, [row], {row.pk: own})[row.pk]
    pack = pack_of(row.policy_version_id)
    look = Look(known, pack.policy, calendar_of(row.school), row.opened_on, known.start_on)
    seal = row.agreed_seal or seal_of(row)
    answers = Consent.objects.visible_to(by).filter(timetable=row, seal=seal).order_by("on", "id")
    items = tuple(checklist(known, usual_day(look)))
    return Papers(row, own, known, pack, items, tuple(answers) if signed else (), row.agreed_seal)


def languages_of(by: Access, row: Timetable) -> tuple[str, ...]:
    """The languages in which papers are kept: those that the family reads, and English for the council (T27)."""
    # a plan and a timetable have the same pupil and policy, which is all that is asked
    return family_languages(by, cast(Any, row))


def print_now(*, timetable_id: int, language: str, file_format: str, by: Access, form: str = "") -> bytes:
    """One form, or without `form` all of them, as they stand and not stored. "both" is Welsh and English together."""
    row = queries.timetable(by, timetable_id)
    languages = pack_of(row.policy_version_id).languages
    offered = {*languages, "both"} if len(languages) > 1 else set(languages)
    if language not in offered or file_format not in dict(RENDERERS):
        raise Refused((NOT_OFFERED,))
    papers = papers_of(by, row)
    if form and form not in forms_of(papers):
        raise Refused((NOT_OFFERED,))
    changes = {"language": language, "format": file_format, "form": form}
    with recording("timetable.printed", by=by, subject=row, changes=changes):
        printable = document(papers, form, language) if form else whole(papers, forms_of(papers), language, {})
    return dict(RENDERERS)[file_format](printable)


# Keeping


def keep_signed(change: Change) -> list[StoredFile]:
    """Inside the agreeing: the header with its signatures, and the week, in every language wanted."""
    papers = papers_of(change.by, change.row)
    return [made for code in signed_forms(papers) for made in _keep_form(change, papers, code)]


def keep_travel_form(change: Change) -> list[StoredFile]:
    """Inside the sending: the request for changed journeys (F-NPT-08)."""
    return _keep_form(change, papers_of(change.by, change.row), TRAVEL)


def keep_pack(change: Change, facts: ReducedFacts) -> dict[str, list[dict[str, Any]]]:
    """Inside the telling: every form, the whole in one file, and the plan's form. By paper, the items of manifests."""
    papers = papers_of(change.by, change.row, facts)
    items = {code: items_of(code, _keep_form(change, papers, code), change.row) for code in forms_of(papers)}
    also = {"psp": _plan_items(change.by, change.row), HEALTHCARE_PLAN: _healthcare_items(change.by, change.row)}
    items |= {paper: found for paper, found in also.items() if found}
    with_it = {one: _listed(items, one) for one in DJANGO_CODE}
    made = _keep(
        change, lambda language: whole(papers, forms_of(papers), language, with_it), kind=WHOLE,
        languages=languages_of(change.by, change.row),
    )  # fmt: skip
    items["whole"] = items_of("whole", made, change.row)
    return items


def items_of(paper: str, files: Iterable[StoredFile], row: Timetable) -> list[dict[str, Any]]:
    """The items of a manifest for the files of one paper."""
    return [_item(paper, file, row.agreed_seal[:12]) for file in files]


def keep_manifest(change: Change, notice: Notice, items: Iterable[dict[str, Any]]) -> Manifest:
    """Which papers went with a notice, which version, which hash."""
    row = Manifest(
        **scope_of(change.row.pupil), timetable=change.row, notice=notice, seal=change.row.agreed_seal, items=list(items),
        made_by=change.by.actor,
    )  # fmt: skip
    row.save()
    change.record.about(row, changes={"papers": len(row.items)})
    return row


def keep_healthcare_plan(*, timetable_id: int, upload: Any, by: Access) -> StoredFile:
    """The child's individual healthcare plan as a file, so that the pack can hold it (NPT-RT-04, NPT-RT-13)."""
    with changing(timetable_id, "timetable.healthcare_plan_kept", by=by) as change:
        if change.row.is_closed:
            raise Refused((say("RT.closed", "This reduced timetable is closed."),))
        kept = keep_upload(change.row.pupil, upload, kind=HEALTHCARE_PLAN, subject=change.row, by=by)
        if not change.row.healthcare_plan:
            change.set(healthcare_plan=kept.title[:120])
    return kept


def _keep_form(change: Change, papers: Papers, code: str) -> list[StoredFile]:
    languages = languages_of(change.by, change.row)
    return _keep(change, lambda language: document(papers, code, language), kind=code.replace("_", "-"), languages=languages)


def _keep(change: Change, make: Any, *, kind: str, languages: Iterable[str]) -> list[StoredFile]:
    """A paper that says what a kept one says is that one: nothing is made twice."""
    row, found = change.row, []
    for language in languages:
        printable: Printable = make(language)
        version = f"{TEMPLATE_VERSION}/{hashlib.sha256(repr(printable).encode()).hexdigest()[:24]}"
        there = {
            one.file_format: one
            for one in StoredFile.objects.visible_to(change.by).filter(
                subject_type=SUBJECT, subject_id=row.pk, kind=kind, language=language, template_version=version
            )
        }
        for file_format, render in RENDERERS:
            found.append(
                there.get(file_format)
                or keep_made(
                    row.pupil, render(printable), kind=kind, subject=row, title=_title(printable), language=language,
                    file_format=file_format, template_version=version, policy_version_id=row.policy_version_id, by=change.by,
                )
            )  # fmt: skip
    return found


def _title(printable: Printable) -> str:
    first = versions(printable)[0]
    return f"{first.form_code} {first.title}".strip()


def _item(paper: str, file: StoredFile, version: str) -> dict[str, Any]:
    return {
        "paper": paper, "title": file.title, "language": file.language, "format": file.file_format, "file": file.pk,
        "sha256": file.sha256, "version": version,
    }  # fmt: skip


def _listed(items: Mapping[str, list[dict[str, Any]]], language: Language) -> list[tuple[str, str]]:
    """The papers of a pack as it lists them itself: the kind of file and the beginning of its hash tell them apart."""
    with override(DJANGO_CODE[language]):
        return [
            (item["title"], f"{item['format'].upper()} {item['sha256'][:12]}" if item.get("sha256") else gettext("Held by the school"))
            for paper, found in items.items()
            for item in found
            if paper == HEALTHCARE_PLAN or item["language"] in (language, "both")
        ]


def _plan_items(by: Access, row: Timetable) -> list[dict[str, Any]]:
    """The plan that the timetable is part of: its kept form, or one made now where it is agreed and none is kept yet."""
    plan = row.plan
    if plan is None or plan.agreed_on is None or plan.current_revision is None:
        return []
    revision = plan.current_revision
    rows = StoredFile.objects.visible_to(by).filter(subject_type=PLAN, subject_id=plan.pk, kind=PSP_FORM, made_at__gte=revision.made_at)
    kept = {(one.language, one.file_format): one for one in rows.order_by("made_at", "id")}
    if not kept:
        for language in languages_of(by, row):
            printable = plan_printable(by, plan, language=language)
            for file_format, render in RENDERERS:
                kept[language, file_format] = keep_made(
                    row.pupil, render(printable), kind=PSP_FORM, subject=plan, title=_title(printable), language=language,
                    file_format=file_format, template_version=TEMPLATE_VERSION, policy_version_id=plan.policy_version_id, by=by,
                )  # fmt: skip
    return [_item("psp", file, f"{revision.number}, {revision.sha256[:12]}") for file in kept.values()]


def _healthcare_items(by: Access, row: Timetable) -> list[dict[str, Any]]:
    """The healthcare plan where there is one: the file that was uploaded last, or its reference, held by the school."""
    if not row.healthcare_plan.strip():
        return []
    file = healthcare_file(by, row)
    if file is None:
        return [{"paper": HEALTHCARE_PLAN, "title": row.healthcare_plan, "held": True}]
    return [_item(HEALTHCARE_PLAN, file, file.sha256[:12])]


# Reading


def healthcare_file(by: Access, row: Timetable) -> StoredFile | None:
    found: StoredFile | None = (
        StoredFile.objects.visible_to(by).filter(subject_type=SUBJECT, subject_id=row.pk, kind=HEALTHCARE_PLAN)
        .order_by("-made_at", "-id").first()
    )  # fmt: skip
    return found


def wanted(papers: Papers, uploaded: Sequence[StoredFile], language: str) -> list[Wanted]:
    """The pack that goes to the authority: every form, the plan where it is part of one, the healthcare plan where there is one."""
    row = papers.row
    found = [Wanted(code, title_of(papers, code, language)) for code in forms_of(papers)]
    if row.plan is not None:
        found.append(Wanted("psp", str(papers.pack.labels.plan.said("cy" if language == "cy" else "en"))))
    if row.healthcare_plan.strip() or papers.facts.purely_medical:
        held = not any(one.kind == HEALTHCARE_PLAN for one in uploaded)
        found.append(Wanted(HEALTHCARE_PLAN, row.healthcare_plan, held))
    return found


def kept_of(by: Access, row: Timetable) -> list[StoredFile]:
    """Every file of the timetable that `by` may see, newest first, each with who made it."""
    rows = visible_files(by).filter(Q(subject_type=SUBJECT, subject_id=row.pk)).select_related("made_by")
    return list(rows.order_by("-made_at", "-id")[:300])


def manifests_of(by: Access, row: Timetable) -> list[Manifest]:
    """What went with each notice, newest first."""
    return list(Manifest.objects.visible_to(by).filter(timetable=row).select_related("notice").order_by("-id"))


def can_upload(by: Access, row: Timetable) -> bool:
    return by.may(Permission.LEAD_PLANS) and not row.is_closed
