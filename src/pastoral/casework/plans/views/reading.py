"""The plan as families and the people named for the child read it: their words first, who promised what, and what happens next."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access, Permission, Role, allow
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.fields import LongTextField
from pastoral.foundation.govuk.forms import PastoralForm
from pastoral.foundation.questions import once
from pastoral.records.policy.packs import pack_of, said
from pastoral.rules.psp import CHECK_IN_DAYS
from pastoral.rules.sentences import Refused

from .. import queries
from ..facts import CHILD_VIEWS, CHILD_VIEWS_METHOD
from ..models import Commitment, Plan, Signature
from ..services import paperwork, statements
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal

FAMILY = frozenset({Role.PARENT, Role.YOUNG_PERSON})
AGREED = (Plan.Status.AGREED, Plan.Status.SENT, Plan.Status.LIVE, Plan.Status.REVIEWED, Plan.Status.CLOSED)


class StatementForm(PastoralForm):
    """Words to stand beside the plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = LongTextField(
            _("What do you not agree with, or what is missing?"), max_characters=statements.MOST, rows=5,
            missing=_("Write what you want to say"),
        )  # fmt: skip


@allow(Permission.SEE_PLANS)
def reading(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan in plain words. What was not yet sealed is not shown: it may still change in the meeting."""
    plan = find_plan(request, plan_id)
    looked(request.access, plan)
    return _page(request, plan, StatementForm(token=once.token()))


def page(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The same, for a view that has found the plan already."""
    return _page(request, plan, StatementForm(token=once.token()))


def _page(request: HttpRequest, plan: Plan, form: StatementForm) -> HttpResponse:
    access: Access = request.access
    mine = Role.YOUNG_PERSON in access.roles
    rows = queries.signatures(access, plan)
    to_sign = next(
        (
            row
            for row in rows
            if row.user_id == access.user_id and row.answer == Signature.Answer.WAITING and row.revision_id == plan.current_revision_id
        ),
        None,
    )
    content = _content(access, plan, asked=to_sign is not None)
    family = bool(access.roles & FAMILY)
    return plan_page(
        request, "living/reading", plan, form=form, mine=mine, family=family, to_sign=to_sign, content=content,
        plan_name=said(pack_of(plan.policy_version_id).labels.plan), words=_words(content), promises=_promises(content, plan, mine=mine),
        signed=[row for row in rows if row.answer == Signature.Answer.AGREES and row.revision_id == plan.current_revision_id],
        reviews=[row for row in queries.reviews(access, plan) if row.held_on is not None] if plan.last_review_on else [],
        files=_files(access, plan, family=family), may_check_in=mine and plan.status == Plan.Status.LIVE,
        may_talk=access.may(Permission.CHECK_IN) and not mine and plan.status == Plan.Status.LIVE,
        next_steps=_next(plan, mine=mine), is_weekly=_is_weekly(plan),
    )  # fmt: skip


def _content(access: Access, plan: Plan, *, asked: bool) -> dict[str, Any] | None:
    """The sealed words, once they are agreed or this reader is asked to sign them; before that, those of the last agreement."""
    if plan.current_revision is not None and (plan.status in AGREED or asked):
        return dict(plan.current_revision.content)
    if plan.round > 1 or plan.agreed_on is not None:
        agreed = [row for row in queries.revisions(access, plan) if row.content.get("round", 1) < plan.round or plan.agreed_on]
        return dict(agreed[-1].content) if agreed else None
    return None


def _words(content: dict[str, Any] | None) -> tuple[str, str]:
    """The child's own words, and how they were heard."""
    answers = {key: value for part in (content or {}).get("sections", {}).values() for key, value in part.items()}
    return str(answers.get(CHILD_VIEWS) or ""), str(answers.get(CHILD_VIEWS_METHOD) or "")


def _promises(content: dict[str, Any] | None, plan: Plan, *, mine: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    party = Commitment.Party
    titles = (
        (_("School promises"), (party.SCHOOL_PROACTIVE,)),
        (_("When things go wrong, school promises"), (party.SCHOOL_REACTIVE,)),
        (_("At home"), (party.PARENT,)),
        (_("Other people promise"), (party.PROFESSIONAL,)),
        (_("You promise") if mine else _("%(name)s promises") % {"name": plan.pupil.preferred_name or plan.pupil.forename}, (party.CHILD,)),
    )
    rows = (content or {}).get("commitments", [])
    return [(title, own) for title, parties in titles if (own := [row for row in rows if row["party"] in parties])]


def language_names() -> dict[str, str]:
    """The language of a form, in words."""
    return {"en": _("English"), "cy": _("Welsh"), "both": _("Welsh and English together")}


def _files(access: Access, plan: Plan, *, family: bool) -> list[tuple[Any, str]]:
    """The kept forms, the reader's own language first; a Welsh reader is never offered English alone (T27)."""
    names = language_names()
    rows = paperwork.stored_of(access, plan)
    latest: dict[tuple[str, str, int], Any] = {}
    for row in rows:
        latest.setdefault((row.kind, row.language + row.file_format, row.subject_id), row)
    welsh = access.language.startswith("cy")
    order = ["cy", "both", "en"] if welsh else ["en", "both", "cy"]
    found = sorted(latest.values(), key=lambda row: (order.index(row.language), row.kind, -row.subject_id, row.file_format != "pdf"))
    return [(row, names[row.language]) for row in found]


def _is_weekly(plan: Plan) -> bool:
    """Whether somebody meets the child once a week: then it can be said so."""
    policy = pack_of(plan.policy_version_id).psp
    return CHECK_IN_DAYS.get(plan.check_in_every, policy.check_in_days.count) == 7


def _next(plan: Plan, *, mine: bool) -> str:
    if plan.status == Plan.Status.LIVE and plan.next_review_on:
        return ""
    if plan.status == Plan.Status.AGREED and not pack_of(plan.policy_version_id).psp.is_sent:
        return _("The plan is agreed. It begins soon.")
    return {
        "deciding": _("The school is thinking about whether a plan would help."),
        "gathering": _("People are being asked what they think."),
        "organising": _("A meeting is being arranged."),
        "meeting": _("The plan is being written and signed. You can read it here when it is ready."),
        "agreed": _("The plan is agreed. The school sends it to the council next."),
        "sent": _("The plan is agreed and the council has it."),
        "reviewed": _("People are talking about the next steps."),
        "closed": _("This plan has ended."),
    }.get(plan.status, "")


@allow(Permission.CONTRIBUTE)
def statement(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Words beside the plan, kept as they were said."""
    again = sent_before(request)
    if again is not None:
        return again
    plan = find_plan(request, plan_id)
    form = form_of(request, StatementForm)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                statements.say_beside(plan_id=plan.pk, text=form.cleaned_data["text"], by=request.access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            said_after = _("Your words are on the record beside the plan, and the school is told.")
            return done(request, reverse("plan", args=[plan.pk]), said_after)
    return plan_page(request, "living/statement", plan, form=form)
