"""The school's pages of a direction, read by the authority: the list, the record, and each of its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pastoral.casework.plans.views.documents import LANGUAGES
from pastoral.casework.plans.views.signing import as_download
from pastoral.foundation.access import NotAllowed, Permission, allow
from pastoral.foundation.access.requests import PastoralRequest
from pastoral.foundation.audit.recording import looked
from pastoral.foundation.documents.files import files_of
from pastoral.foundation.govuk.paginate import page_of
from pastoral.foundation.govuk.words import date_long, say
from pastoral.foundation.questions import drafts, once
from pastoral.records.policy.queries import NoPolicy, version_in_force
from pastoral.records.pupils.presenter import identity
from pastoral.records.pupils.queries import pupil as find_pupil
from pastoral.rules.sentences import Refused

from ..models import Direction, Placement
from ..naming import name_of
from . import deciding, forms, handing, noticing, queries, reviewing, showing
from .facts import facts_of, is_adult, notice_of
from .frame import (
    back_to,
    done,
    find,
    form_of,
    is_staff,
    page,
    refused_message,
    section,
    sent_before,
    show_refusal,
    staff_only,
    version_of,
)
from .letter import fields_of
from .rows import rows_of
from .telling import subjects
from .timeline import SENTENCES
from .words import fallen_on, words_of

NOTICE_RULES = ("ENG-OSD-02", "ENG-OSD-03", "ENG-OSD-04")


def nobody_reached() -> str:
    """What a button says that reached nobody."""
    return _("Nobody in the family has an address on the record. Do it by hand, and write the day under “Letters by hand”.")


@allow(Permission.SEE_PLACEMENTS)
@require_safe
def directions(request: PastoralRequest) -> HttpResponse:
    """The directions of the school or the authority: those that are open, or those at one stage."""
    access = request.access
    staff_only(access)
    stage = request.GET.get("stage", "")
    stage = stage if stage in Direction.Stage.values else ""
    rows = page_of(queries.listed(access, stage=stage), request.GET.get("page"), 25)
    context = {"rows": rows, "stage": stage, "stages": Direction.Stage.choices}
    return render(request, "placements/directions/list.jinja", context)


@allow(Permission.LEAD_PLANS)
def open_direction(request: PastoralRequest, pupil_id: int) -> HttpResponse:
    """Begin a direction for a pupil; where the law knows none, the page says so and what may be done instead (WAL-EX-19)."""
    access = request.access
    again = sent_before(request)
    if again is not None:
        return again
    try:
        pupil = find_pupil(access, pupil_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    there = next((row for row in queries.of_pupil(access, pupil.pk) if not row.is_closed), None)
    if there is not None and request.method != "POST":
        messages.info(request, _("%(name)s already has a direction that is open. This is it.") % {"name": pupil.known_as})
        return HttpResponseRedirect(back_to(there))
    offered = deciding.placements_for(access, pupil.pk)
    chosen = next((one for one in offered if str(one.pk) == request.GET.get("placement", "")), None)
    first = {"placement": str(chosen.pk), "to": Direction.To.PROVIDER} if chosen is not None else {}
    form = form_of(request, forms.OpenForm, placements=named(offered), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            row = deciding.open_direction(pupil_id=pupil.pk, by=access, **form.values())
        except Refused as refused:
            show_refusal(form, refused)
        except NoPolicy:
            form.add_error("decided_on", _("The authority’s rules for that day are not in Pastoral yet."))
        else:
            return done(request, back_to(row), _("The record is open. This is what is needed next."))
    looked(access, pupil)
    try:
        against = deciding.law_against(version_in_force(pupil.authority_id, timezone.localdate()).pk, pupil.school)
    except NoPolicy:
        against = ()
    context = {
        "pupil": pupil, "identity": identity(access, pupil), "form": form, "autosave": drafts.address(request.path),
        "back": reverse("placement", args=[chosen.pk]) if chosen is not None else reverse("pupil", args=[pupil.pk]),
        "against": [say(one) for one in against],
    }  # fmt: skip
    return render(request, "placements/directions/open.jinja", context, status=422 if form.has_errors else 200)


@allow(Permission.SEE_PLANS)
@require_safe
def overview(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """The record at a glance for staff. The family has a page of its own."""
    row = find(request, direction_id)
    access = request.access
    if not is_staff(access):
        return HttpResponseRedirect(back_to(row, "direction-family"))
    looked(access, row)
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own})[row.pk]
    leads = access.may(Permission.LEAD_PLANS)
    buttons = showing.buttons_of(row, facts) if leads else []
    findings = showing.findings_of(row, facts)
    return page(
        request, "overview", row, back=reverse("pupil", args=[row.pupil_id]), leads=leads, stages_bar=showing.stages_of(row),
        law=showing.law_in_words(row, facts), findings=findings, council_waits=any(one.rule == "WIL-REP-01" for one in findings),
        facts_rows=showing.summary_of(row, noticing.latest_day(row)),
        next_one=next((one for one in buttons if one.action not in showing.LAST), None),
        others=[one for one in buttons if one.action in showing.LAST], token=once.token(), reviews=own.reviews, languages=LANGUAGES,
        requests=showing.requests_of(row, own.requests, facts), files=files_of(access, row), moves=own.moves,
        to_come=row.starts_on is not None and row.starts_on > timezone.localdate(), told=list(reversed(own.told)), subjects=subjects(),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def decide(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """What the board decides, and what is set with it."""

    def write(row: Direction, form: Any) -> None:
        deciding.settle_decision(direction_id=row.pk, version=version_of(request), by=request.access, **form.values())

    def fitting(row: Direction) -> dict[str, Any]:
        offered = deciding.placements_for(request.access, row.pupil_id)
        if row.placement is not None and row.placement.is_closed:
            offered.append(row.placement)
        return {"placements": named(offered), "leave_out": deciding.settled(row)}

    return section(
        request, direction_id, form_class=forms.DecisionForm, fitting=fitting, write=write, initial=forms.decision_initial,
        title=_("The decision"),
        intro=_(
            "A direction is there to improve behaviour. It is never a punishment. Parents do not have to agree, but they are listened to."
        ),
    )  # fmt: skip


def named(placements: list[Placement]) -> list[tuple[str, str]]:
    """The placements as choices: what each is called, and from when."""
    return [
        (str(one.pk), name_of(one) + (", " + _("from %(day)s") % {"day": date_long(one.starts_on)} if one.starts_on else ""))
        for one in placements
    ]


@allow(Permission.LEAD_PLANS)
def notice(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """What the written notice says, and the last day on which it may be given."""
    row = find(request, direction_id)
    if row.stage != Direction.Stage.DECIDING:
        messages.info(request, say(deciding.NOTICE_STAYS))
        return HttpResponseRedirect(back_to(row, "direction-letter"))
    latest = noticing.latest_day(row)
    intro = _("Set the first day with the decision, and the last day for the notice is worked out here.")
    if latest is not None:
        intro = _("The direction starts on %(first)s. The last day for the notice is %(latest)s.") % {
            "first": date_long(row.starts_on), "latest": date_long(latest),
        }  # fmt: skip
    lasts = noticing.school_days_of(row)
    if lasts is not None:
        intro += "\n" + ngettext(
            "From the first to the last day there is %(n)s school day.",
            "From the first to the last day there are %(n)s school days.", lasts,
        ) % {"n": lasts}  # fmt: skip
    if row.notice_given_on is None:
        intro += "\n" + _("You can save what you have and come back. Every part is needed before the notice is given.")
    else:
        again = _("Notice was given on %(day)s. If you change it, it must be given again.")
        intro += "\n" + again % {"day": date_long(row.notice_given_on)}

    def write(row: Direction, form: Any) -> None:
        deciding.settle_notice(direction_id=row.pk, version=version_of(request), by=request.access, **form.values())

    return section(
        request, direction_id, form_class=forms.NoticeForm, write=write, initial=forms.notice_initial, title=_("The written notice"),
        intro=intro, went_to="direction-letter",
    )  # fmt: skip


@allow(Permission.SEE_PLANS)
@require_safe
def letter(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """The notice as it will be read, what is still missing in it, who gets it, and the way to give it."""
    row = find(request, direction_id)
    staff_only(request.access)
    looked(request.access, row)
    own = rows_of(request.access, [row.pk])[row.pk]
    facts = facts_of(request.access, [row], {row.pk: own})[row.pk]
    missing = [one for one in showing.findings_of(row, facts) if one.rule in NOTICE_RULES]
    if row.notice_given_on is None:  # until then the page itself says that it is to be given, and by when
        missing = [one for one in missing if one.href != back_to(row, "direction-letter")]
    words, leads = words_of(row), request.access.may(Permission.LEAD_PLANS)
    return page(
        request, "letter", row, words=words, fields=fields_of(words), latest=noticing.latest_day(row), missing=missing,
        may_give=leads and row.stage == Direction.Stage.DECIDING, complete=row.starts_on is not None and not notice_of(row).missing,
        token=once.token(), late=_is_late(row), told=[one for one in reversed(own.told) if one.event == "notice"],
        may_send=leads and handing.may_have_it(row) and not own.copies, fallen=fallen_on(row),
        languages=[(code, LANGUAGES[code]) for code in noticing.languages_of(row, request.access)],
    )  # fmt: skip


def _is_late(row: Direction) -> bool:
    latest = noticing.latest_day(row)
    return latest is not None and row.notice_given_on is None and timezone.localdate() > latest


@allow(Permission.LEAD_PLANS)
@require_POST
def give(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """Give the notice today: kept, and sent to everybody the law names."""
    return _deed(
        request, direction_id, "direction-letter",
        lambda row: noticing.give_notice(direction_id=row.pk, version=version_of(request), by=request.access),
        _("The notice is given and kept. Below you see who has it."),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def to_provider(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """The provider that has the placement now gets the notice that was given."""
    return _deed(
        request, direction_id, "direction-letter", lambda row: handing.send_to_provider(direction_id=row.pk, by=request.access),
        _("The provider has the notice."),
    )  # fmt: skip


@allow(Permission.SEE_PLANS)
@require_safe
def print_notice(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """The letter as PDF or Word, as it stands. Not kept."""
    row = find(request, direction_id)
    if not is_staff(request.access):
        raise NotAllowed("print")
    looked(request.access, row)
    language, file_format = request.GET.get("language", "en"), request.GET.get("format", "pdf")
    try:
        content = noticing.print_notice(direction_id=row.pk, language=language, file_format=file_format, by=request.access)
    except Refused:
        raise Http404 from None
    return as_download(content, file_format, _("Notice of an off-site direction"))


@allow(Permission.LEAD_PLANS)
def days(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """Days on which something was done outside of Pastoral."""

    def write(row: Direction, form: Any) -> None:
        deciding.settle_days(direction_id=row.pk, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, direction_id, form_class=forms.DaysForm, fitting=lambda row: {"leave_out": _not_asked(row)}, write=write,
        initial=forms.days_initial, title=_("Done by hand or by letter"),
        intro=_("What Pastoral sends is recorded by itself. Write here what went another way."),
    )  # fmt: skip


def _not_asked(row: Direction) -> frozenset[str]:
    """What can't have been done by hand for this direction."""
    found = {"notice_to_parent_on" if is_adult(row) else "notice_to_pupil_on"}
    if row.notice_given_on is None:
        found |= {"notice_to_parent_on", "notice_to_pupil_on", "notice_to_authority_on"}
    if row.to != Direction.To.SCHOOL and row.dual_registered_on is None:
        found.add("dual_registered_on")
    return frozenset(found)


@allow(Permission.LEAD_PLANS)
@require_POST
def council(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """Report the direction to the council by message (WIL-REP-01)."""
    return _deed(
        request, direction_id, "direction", lambda row: noticing.tell_council(direction_id=row.pk, by=request.access),
        _("Reported to the council."),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def way_back(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """The plan for the child's return."""

    def write(row: Direction, form: Any) -> None:
        deciding.settle_way_back(direction_id=row.pk, version=version_of(request), plan=form.cleaned_data["plan"], by=request.access)

    return section(
        request, direction_id, form_class=forms.WayBackForm, write=write, initial=lambda row: {"plan": row.reintegration_plan},
        title=_("The way back to school"),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def move(request: PastoralRequest, direction_id: int, action: str) -> HttpResponse:
    """Take the direction to its next stage, if the rules allow it."""
    if action not in deciding.BY_BUTTON:
        raise Http404
    reason = request.POST.get("reason", "")
    return _deed(
        request, direction_id, "direction",
        lambda row: deciding.move(direction_id=row.pk, action=action, reason=reason, by=request.access),
        str(SENTENCES[f"direction.{action}"]),
    )  # fmt: skip


@allow(Permission.SEE_PLANS)
def reviews(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """Reviews planned and held, requests for one, and a form for the day of the next."""
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, direction_id)
    access = request.access
    staff_only(access)
    leads = access.may(Permission.LEAD_PLANS)
    if request.method == "POST" and not leads:
        raise NotAllowed("review")
    looked(access, row)
    form = form_of(request, forms.PlanReviewForm) if leads and not row.is_closed else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            reviewing.plan_review(direction_id=row.pk, on=form.cleaned_data["on"], by=access)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return done(request, back_to(row, "direction-reviews"), _("The review is planned. Invite the family in time."))
    own = rows_of(access, [row.pk])[row.pk]
    facts = facts_of(access, [row], {row.pk: own})[row.pk]
    return page(
        request, "reviews", row, form=form, leads=leads, token=once.token(), requests=showing.requests_of(row, own.requests, facts),
        reviews=[(one, reviewing.latest_invitation_day(row, one.planned_for)) for one in own.reviews],
        said={**dict(forms.PEOPLE), **dict(forms.OUTCOMES)},
        findings=[one for one in showing.findings_of(row, facts) if "reviews" in one.href], has_plan=facts.has_ehcp,
        may_ask=access.may(Permission.COMMISSION) and row.is_running,
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def hold(request: PastoralRequest, review_id: int) -> HttpResponse:
    """Record a review that was held."""
    found = _review(request, review_id)

    def write(row: Direction, form: Any) -> None:
        clean = {**form.cleaned_data, "nominee": form.cleaned_data["nominee"] or ""}
        reviewing.hold(review_id=review_id, version=version_of(request), by=request.access, **clean)

    return section(
        request, found.direction_id, form_class=forms.ReviewForm, write=write, initial=lambda row: {}, title=_("Record the review"),
        went_to="direction-reviews",
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
def by_hand(request: PastoralRequest, review_id: int) -> HttpResponse:
    """Change a planned day, or record what went by hand."""
    found = _review(request, review_id)

    def write(row: Direction, form: Any) -> None:
        reviewing.set_review(review_id=review_id, version=version_of(request), by=request.access, **form.cleaned_data)

    return section(
        request, found.direction_id, form_class=forms.ByHandForm, fitting=lambda row: {"held": found.held_on is not None}, write=write,
        initial=lambda row: {name: getattr(found, name) for name in forms.ByHandForm.base_fields}, title=_("The review’s day and letters"),
        went_to="direction-reviews",
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def invite(request: PastoralRequest, review_id: int) -> HttpResponse:
    """Invite the family to a review, and the authority where it keeps a plan."""
    found = _review(request, review_id)
    return _deed(
        request, found.direction_id, "direction-reviews", lambda row: reviewing.invite(review_id=review_id, by=request.access),
        lambda review: (
            _("Invited. Whoever has no address on the record is invited by hand.")
            if review.parents_invited_on else nobody_reached()
        ),
    )  # fmt: skip


@allow(Permission.LEAD_PLANS)
@require_POST
def tell_outcome(request: PastoralRequest, review_id: int) -> HttpResponse:
    """Tell the family what a review decided."""
    found = _review(request, review_id)
    return _deed(
        request, found.direction_id, "direction-reviews", lambda row: reviewing.tell_outcome(review_id=review_id, by=request.access),
        lambda review: (
            _("Told. Whoever has no address on the record is told by hand.")
            if review.outcome_to_parent_on else nobody_reached()
        ),
    )  # fmt: skip


@allow(Permission.COMMISSION)
def record_request(request: PastoralRequest, direction_id: int) -> HttpResponse:
    """A request for a review that came by letter or in talk; an officer of the authority asks here for the authority."""

    def write(row: Direction, form: Any) -> None:
        reviewing.ask_for_review(direction_id=row.pk, by=request.access, permission=Permission.COMMISSION, **form.cleaned_data)

    return section(
        request, direction_id, form_class=forms.RequestForm, write=write, title=_("A review is asked for"),
        initial=lambda row: {"on": timezone.localdate()}, went_to="direction-reviews",
    )  # fmt: skip


def _review(request: PastoralRequest, review_id: int) -> Any:
    try:
        return queries.review(request.access, review_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def _deed(request: PastoralRequest, direction_id: int, went_to: str, do: Any, said: str | Callable[[Any], str]) -> HttpResponse:
    """Something that one button does: once, with what the rules refuse at the top of the page it came from.

    `said` may depend on what was done.
    """
    again = sent_before(request)
    if again is not None:
        return again
    row = find(request, direction_id)
    where = back_to(row, went_to)
    try:
        made = do(row)
    except Refused as refused:
        return refused_message(request, refused, where)
    return done(request, where, said if isinstance(said, str) else str(said(made)))
