"""The Outcome Sequence (F-NPT-09) step by step or on one page, its eight checks, and the Support Sequence (F-NPT-10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pastoral.foundation.access import Access, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.govuk.words import clock, say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.packs import pack_of
from pastoral.rules.key_stages import age_on
from pastoral.rules.outcomes import STEPS, OutcomeTest
from pastoral.rules.readability import jargon, reading_age
from pastoral.rules.sentences import Refused
from pastoral.rules.solutions import embedded_solution
from pastoral.rules.support import OUTCOME_REMINDER, SUPPORT_KINDS

from .. import queries
from ..forms.outcomes import STEP_FORMS, CheckForm, MattersForm, SupportForm, WholeForm
from ..merging import Merged, merge, read_token, token
from ..models import Outcome, Plan
from ..outcome_facts import eight_tests
from ..services import writing
from ..services.changing import Stale
from .conflicts import conflict_answer, posted
from .frame import done, find_plan, form_of, plan_page, sent_before, show_refusal

MEETING = Permission.TAKE_PART_IN_MEETING
NEXT = {"matters": "working", "working": "change", "change": "outcome", "outcome": "check", "whole": "check"}
OF_AGE = 16
# Whose promise a line of the Support Sequence most likely is.
LIKELY_PARTY = {
    "self": "child", "technology": "school_proactive", "equipment": "school_proactive", "family": "parent",
    "community": "parent", "setting": "school_proactive", "support": "professional", "budget": "professional",
}  # fmt: skip


@allow(MEETING)
def new(request: PastoralRequest, plan_id: int) -> HttpResponse:
    """Begin an outcome: with what matters (the first step), or on one page."""
    plan = find_plan(request, plan_id)
    policy = pack_of(plan.policy_version_id).psp
    quick = request.GET.get("way") == "quick" or not policy.outcome_sequence
    if answer := sent_before(request):
        return answer
    form = form_of(request, partial(WholeForm, policy=policy) if quick else MattersForm)
    if request.method == "POST" and form.is_valid():
        try:
            row = writing.save_outcome(plan_id=plan.pk, outcome_id=None, by=_by(request), **_filled(form.cleaned_data))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if not policy.outcome_sequence:
                return done(request, _meeting(plan), _said(_("The target")))
            to = "check" if quick else NEXT["matters"]
            return done(request, reverse("outcome", args=[row.pk, to]), _said(_("The outcome")))
    return _page(request, plan, None, "whole" if quick else "matters", form, version="")


@allow(MEETING)
def step(request: PastoralRequest, outcome_id: int, step: str) -> HttpResponse:
    """One step of an outcome; "whole" is every step on one page, "check" the eight checks."""
    row, plan = _find(request, outcome_id)
    policy = pack_of(plan.policy_version_id).psp
    if step != "whole" and not policy.outcome_sequence:
        return HttpResponseRedirect(reverse("outcome", args=[row.pk, "whole"]))
    if step == "check":
        return _check(request, row, plan)
    form_class: Any = WholeForm if step == "whole" else STEP_FORMS.get(step)
    if form_class is None:
        raise Http404
    if step in ("whole", "outcome"):
        form_class = partial(form_class, policy=policy)
    if answer := sent_before(request):
        return answer
    fields = list(form_class().fields)
    now = {name: getattr(row, name) for name in fields}
    form = _bound(request, form_class, now)
    if request.method != "POST":
        looked(_by(request), plan)
    elif form.is_valid():
        answer = _save(request, row, plan, form, fields, to=_next_page(request, row, step))
        if answer is not None:
            return answer
    return _page(request, plan, row, step, form, version=_version(request, fields, now, form))


def _check(request: PastoralRequest, row: Outcome, plan: Plan) -> HttpResponse:
    if answer := sent_before(request):
        return answer
    tests = eight_tests(row, timezone.localdate())
    asks = tuple(test.letter for test in tests if test.how == "asked")
    now = {**{f"test_{letter}": row.asked_checks.get(letter, "") for letter in asks}, "checklist": sorted(row.outcome_checklist)}
    form = _bound(request, CheckForm, now, asks=asks)
    if request.method != "POST":
        looked(_by(request), plan)
    elif form.is_valid():
        given = form.cleaned_data
        answers = {letter: given[f"test_{letter}"] for letter in asks if given[f"test_{letter}"]}
        try:
            writing.save_outcome(
                plan_id=plan.pk, outcome_id=row.pk, by=_by(request), asked_checks={**row.asked_checks, **answers},
                outcome_checklist={key: True for key in given["checklist"]},
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
        else:
            to = reverse("outcome-support", args=[row.pk]) if "on" in request.POST else _next_page(request, row, "check")
            return done(request, to, _said(_("The checks of outcome %(number)s") % {"number": row.number}))
    return _page(request, plan, row, "check", form, version="", tests=tests, words=words_of(row), verdicts=verdicts(tests))


@allow(MEETING)
def support(request: PastoralRequest, outcome_id: int) -> HttpResponse:
    """The Support Sequence of one outcome. Each line can become somebody's promise."""
    row, plan = _find(request, outcome_id)
    if answer := sent_before(request):
        return answer
    of_age = age_on(plan.pupil.date_of_birth, timezone.localdate()) >= OF_AGE
    keys = [*(kind.key for kind in SUPPORT_KINDS), "budget"]
    fields = ["tried_and_ideas", *(f"support_{key}" for key in keys), "checklist"]
    now: dict[str, Any] = {f"support_{key}": row.support.get(key, "") for key in keys}
    now |= {"tried_and_ideas": row.tried_and_ideas, "checklist": sorted(row.support_checklist)}
    form = _bound(request, SupportForm, now, of_age=of_age)
    if request.method != "POST":
        looked(_by(request), plan)
    elif form.is_valid():
        merged = merge(form.cleaned_data, now, read_token(posted(request).get("version", ""), fields), fields)
        try:
            writing.save_outcome(
                plan_id=plan.pk, outcome_id=row.pk, version=row.version, by=_by(request),
                tried_and_ideas=merged.answers.get("tried_and_ideas", ""),
                support={key: merged.answers[f"support_{key}"] for key in keys if merged.answers.get(f"support_{key}")},
                support_checklist={key: True for key in merged.answers.get("checklist", [])},
            )  # fmt: skip
        except Stale:
            return HttpResponseRedirect(request.path)  # saved in the same moment: the draft holds what was typed
        except Refused as refused:
            show_refusal(form, refused)
        else:
            if merged.conflicts:
                return _conflict(request, row, plan, form, fields, merged)
            wanted = request.POST.get("promise", "")
            if wanted in LIKELY_PARTY and merged.answers.get(f"support_{wanted}"):
                return _promise(request, row, plan, wanted, str(merged.answers[f"support_{wanted}"]))
            return done(request, _meeting(plan), _said(_("The support for outcome %(number)s") % {"number": row.number}))
    promised = {commitment.text for commitment in queries.commitments(_by(request), plan)}
    return plan_page(
        request, "meeting/support", plan, form=form, outcome=row, version=_version(request, fields, now, form),
        autosave=drafts.address(request.path), kinds=keys, promised={key for key in keys if row.support.get(key) in promised},
        reminder=OUTCOME_REMINDER, back=_meeting(plan),
    )  # fmt: skip


def _promise(request: PastoralRequest, row: Outcome, plan: Plan, kind: str, text: str) -> HttpResponse:
    """One line of support becomes a promise at once, where we know who would keep it; else its page opens, filled in."""
    party = LIKELY_PARTY[kind]
    owners = {
        "child": plan.pupil.known_as,
        "school_proactive": plan.lead.name if plan.lead else "",
        "parent": next((c.name for c in _parents(request, plan)), ""),
    }
    owner = owners.get(party, "")
    address = reverse("commitment-new", args=[plan.pk]) + f"?party={party}&outcome={row.pk}&support={kind}"
    if not owner:
        return done(request, address, _said(_("The support")))
    made = writing.save_commitment(
        plan_id=plan.pk, commitment_id=None, by=_by(request), party=party, text=text, owner_name=owner, ongoing=True, outcome_id=row.pk
    )
    messages.success(
        request, _("It is now a promise of %(who)s, for all the time until the next review. Check who and by when.") % {"who": owner}
    )
    return done(request, reverse("commitment", args=[made.pk]) + f"?back={row.pk}")


def _parents(request: PastoralRequest, plan: Plan) -> list[Any]:
    from ..services.signing import parent_signatories

    return [one.contact for one in parent_signatories(_by(request), plan) if one.refusal is None]


@allow(MEETING)
@require_POST
def drop(request: PastoralRequest, outcome_id: int) -> HttpResponse:
    """Take an outcome out; it stays on the record as dropped."""
    row, plan = _find(request, outcome_id)
    if row.state != Outcome.State.DROPPED:
        try:
            writing.drop_outcome(outcome_id=row.pk, by=_by(request))
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, say(reason))
        else:
            messages.success(request, _("Outcome %(number)s was taken out. It stays on the record.") % {"number": row.number})
    return HttpResponseRedirect(_meeting(plan))


# -- what the words of an outcome show


@dataclass(frozen=True)
class Piece:
    """A piece of the statement; `kind` is "solution", "jargon" or ""; `plain` are plainer words for it."""

    text: str
    kind: str = ""
    plain: str = ""


@dataclass(frozen=True)
class WordsOf:
    pieces: tuple[Piece, ...]
    age: int | None


def words_of(row: Outcome) -> WordsOf:
    """The statement with the words marked that say how instead of what, or that only professionals use."""
    text = row.statement
    marks: list[tuple[int, int, str, str]] = []
    solution = embedded_solution(text)
    if solution is not None:
        at = " ".join(text.replace("’", "'").split()).find(solution.found)
        if at >= 0 and text.replace("’", "'")[at : at + len(solution.found)] == solution.found:
            marks.append((at, at + len(solution.found), "solution", ""))
    found = jargon(text)
    for match in found:
        if not any(start < match.start + len(match.found) and match.start < end for start, end, *_rest in marks):
            marks.append((match.start, match.start + len(match.found), "jargon", _(match.plain)))
    pieces, place = [], 0
    for start, end, kind, plain in sorted(marks):
        pieces += [Piece(text[place:start]), Piece(text[start:end], kind, plain)]
        place = end
    pieces.append(Piece(text[place:]))
    age = reading_age(text)
    return WordsOf(tuple(piece for piece in pieces if piece.text), None if age is None else round(age))


def verdicts(tests: tuple[OutcomeTest, ...]) -> dict[str, tuple[str, str]]:
    """Letter → (word, tone) for the list of checks."""
    said = {
        "pass": (_("Passes"), "good"), "fail": (_("Does not pass"), "late"), "ask": (_("Ask"), "waiting"),
        "unsure": (_("Not sure"), "soon"),
    }  # fmt: skip
    return {test.letter: said[test.verdict] for test in tests}


# -- shared by the pages


def _by(request: PastoralRequest) -> Access:
    access = request.access
    return access


def _find(request: PastoralRequest, outcome_id: int) -> tuple[Outcome, Plan]:
    try:
        row = queries.outcome(_by(request), outcome_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    return row, find_plan(request, row.plan_id)


def _bound(request: PastoralRequest, form_class: Any, now: dict[str, Any], **more: Any) -> Any:
    """The form as sent (a conflict's answer included), else the draft, else what is saved."""
    if request.method == "POST" and "resolve" in request.POST:
        return form_class(posted(request), token=once.token(), **more)
    return form_of(request, form_class, initial=now, **more)


def _version(request: PastoralRequest, fields: list[str], now: dict[str, Any], form: Any) -> str:
    """What the page was first shown with stays in the form until it is saved: a refused form and a draft keep it."""
    if request.method == "POST":
        return str(posted(request).get("version", ""))
    return str(form.draft.get("version", "")) if form.draft else token(fields, now)


def _save(request: PastoralRequest, row: Outcome, plan: Plan, form: Any, fields: list[str], *, to: str) -> HttpResponse | None:
    now = {name: getattr(row, name) for name in fields}
    base = read_token(posted(request).get("version", ""), fields)
    merged = merge(form.cleaned_data, now, base, fields)
    values = {name: merged.answers.get(name, _empty(name)) for name in fields}
    try:
        writing.save_outcome(plan_id=plan.pk, outcome_id=row.pk, version=row.version, by=_by(request), **values)
    except Stale:
        drafts.keep(_by(request), request.path, {name: request.POST.getlist(name) for name in request.POST})
        messages.error(request, _("Somebody else saved this outcome at the same moment. Look at it again, then save."))
        return HttpResponseRedirect(request.path)
    except Refused as refused:
        show_refusal(form, refused)
        return None
    if merged.conflicts:
        return _conflict(request, row, plan, form, fields, merged)
    for name, before in merged.overridden.items():
        label = form.fields[name].label
        said = {"before": before, "name": label}
        messages.info(request, _("Somebody else had written %(before)s for “%(name)s”; now it is yours.") % said)
    return done(request, to, _said(_("Outcome %(number)s") % {"number": row.number}))


def _conflict(request: PastoralRequest, row: Outcome, plan: Plan, form: Any, fields: list[str], merged: Merged) -> HttpResponse:
    theirs = {key: their for key, (_mine, their) in merged.conflicts.items()}
    return conflict_answer(
        request, labels={name: str(field.label) for name, field in form.fields.items()}, merged=merged, their_name="", their_time=None,
        fresh=token(fields, {**form.cleaned_data, **theirs}), back=request.path, plan=plan,
        title=_("Outcome %(number)s") % {"number": row.number},
    )  # fmt: skip


def _empty(name: str) -> Any:
    if name == "from_child":
        return False
    return None if name in ("baseline", "target", "target_on") else ""


def _filled(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: _empty(name) if value is None else value for name, value in cleaned.items()}


def _next_page(request: PastoralRequest, row: Outcome, step: str) -> str:
    if "leave" in request.POST or step not in NEXT or not pack_of(row.plan.policy_version_id).psp.outcome_sequence:
        return _meeting(row.plan)
    return reverse("outcome", args=[row.pk, NEXT[step]])


def _meeting(plan: Plan) -> str:
    return reverse("plan-meeting", args=[plan.pk]) + "#section-outcomes"


def _said(what: str) -> str:
    return _("%(what)s was saved at %(time)s.") % {"what": what, "time": clock(timezone.localtime())}


def _page(request: PastoralRequest, plan: Plan, row: Outcome | None, step: str, form: Any, *, version: str, **more: Any) -> HttpResponse:
    names = [name for name, _text in STEPS]
    steps = [
        {
            "number": number, "title": _(text), "current": name == step,
            "href": reverse("outcome", args=[row.pk, name]) if row is not None else "",
        }
        for number, (name, text) in enumerate(STEPS, start=1)
    ]  # fmt: skip
    return plan_page(
        request, "meeting/check_outcome" if step == "check" else "meeting/outcome", plan, form=form, outcome=row, step=step, steps=steps,
        number=names.index(step) + 1 if step in names else 0, version=version, autosave=drafts.address(request.path),
        back=_meeting(plan), **more,
    )  # fmt: skip
