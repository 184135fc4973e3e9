"""What the present stage of a plan asks for, each thing with its state from the facts, never from a tick."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pastoral.foundation.govuk.parts import Status, Task
from pastoral.foundation.govuk.words import and_list, date_long, day_and_date
from pastoral.records.cases.addresses import address
from pastoral.records.policy.packs import Pack, said
from pastoral.rules.psp import CHECK_IN_DAYS, CHECK_IN_LABELS, PlanFacts

from .asking import input_title
from .models import Attendee, Contribution, Outcome, Plan, Signature
from .rows import Rows
from .services.sending import risk_event


def tasks_of(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack, *, leads: bool) -> list[Task]:
    """The tasks of the present stage, each with its state from the facts, never from a tick."""
    made = {
        "deciding": _deciding, "gathering": _gathering, "organising": _organising, "meeting": _meeting, "agreed": _agreed,
        "sent": _agreed, "live": _live, "reviewed": _live, "closed": _closed,
    }[plan.status](plan, facts, rows, pack)  # fmt: skip
    if leads:
        return made
    # who does not lead sees how far it is, and no way to pages that are not theirs
    return [Task(task.title, task.status, "", task.hint) for task in made]


def _done(value: object, *, needed: bool = True) -> Status:
    if value:
        return Status(_("Done"), "good")
    return Status(_("To do"), "now") if needed else Status(_("Not needed yet"), "quiet")


def _deciding_href(plan: Plan, field: str) -> str:
    return f"{address('plan-deciding', plan.pk)}#id_{field}"


def _on(day: dt.date | None) -> str:
    return _("On %(day)s") % {"day": date_long(day)} if day else ""


def _deciding(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    role = {"lead": said(pack.labels.role("lead"))}
    tasks = [
        Task(_("Say why a plan is needed"), _done(plan.concern.strip() and plan.reasons), _deciding_href(plan, "concern")),
        Task(_("Write down what was tried before"), _done(plan.strategies_tried.strip()), _deciding_href(plan, "strategies_tried")),
        Task(
            _("Name who leads: %(role)s") % {"role": role["lead"]}, _done(plan.lead_id), _deciding_href(plan, "lead_id"),
            plan.lead.name if plan.lead else "",
        ),
        Task(_("Name the key adult"), _done(plan.key_adult_name), _deciding_href(plan, "key_adult_id"), plan.key_adult_name),
        Task(
            _("Say if the child's needs were assessed"), _done(plan.needs_assessed is not None),
            _deciding_href(plan, "needs_assessed"),
        ),
    ]  # fmt: skip
    if facts.has_aln:
        tasks.append(
            Task(
                _("Name the individual development plan (IDP)")
                if pack.nation == "wales"
                else _("Name the plan for the child's learning needs"),
                _done(plan.idp_reference or plan.no_idp_reason),
                _deciding_href(plan, "idp_reference"),
            )
        )  # fmt: skip
    return tasks + _telling(plan, facts, pack)


def _telling(plan: Plan, facts: PlanFacts, pack: Pack) -> list[Task]:
    """Who must know: asked for from the first stage until it is done."""
    tasks = [
        Task(
            _("Tell the %(who)s") % {"who": said(pack.labels.role("alnco"))}, _done(plan.alnco_informed_on),
            _deciding_href(plan, "alnco_informed_on"), _on(plan.alnco_informed_on),
        ),
        Task(
            _("Tell the staff who teach the child"), _done(plan.staff_informed_on), _deciding_href(plan, "staff_informed_on"),
            _on(plan.staff_informed_on),
        ),
    ]  # fmt: skip
    if facts.attendance_issue or facts.reduced_timetable:
        tasks.append(
            Task(
                _("Involve the %(who)s") % {"who": said(pack.labels.role("ewo"))}, _done(plan.ewo_involved_on),
                _deciding_href(plan, "ewo_involved_on"), _on(plan.ewo_involved_on) or _("Attendance is a reason for this plan."),
            )
        )  # fmt: skip
    if "exclusion_risk" in plan.reasons and pack.recipients("exclusion_risk"):
        tasks.append(
            Task(
                _("Tell the %(who)s") % {"who": risk_service(pack)}, _done(plan.wellbeing_informed_on),
                f"{address('plan-deciding', plan.pk)}#wellbeing",
                _on(plan.wellbeing_informed_on) or _("Permanent exclusion is a risk."),
            )
        )  # fmt: skip
    return tasks


def risk_service(pack: Pack) -> str:
    """Who hears of a risk of permanent exclusion, as the authority calls them."""
    told = pack.recipients(risk_event(pack))
    return said(told[0].title if told else pack.labels.role("authority"))


def papers_state(plan: Plan, pack: Pack) -> tuple[Status, str]:
    """The papers of the pre-meeting pack: how many are settled."""
    wanted = pack.psp.documents_wanted
    there = sum(1 for code in wanted if plan.papers.get(code, {}).get("state") in ("present", "not_applicable"))
    words = _("%(done)s of %(all)s are there or do not apply") % {"done": there, "all": len(wanted)}
    return (Status(_("Done"), "good") if there == len(wanted) else Status(_("To do"), "now")), words


def input_state(rows: list[Contribution], today: dt.date) -> tuple[Status, str]:
    """One of the five inputs: its state and, in words, who is waited for."""
    if not rows:
        return Status(_("Not asked yet"), "now"), ""
    waiting = [row for row in rows if row.status in (Contribution.Status.ASKED, Contribution.Status.STARTED)]
    answered = [row for row in rows if row.status in (Contribution.Status.ANSWERED, Contribution.Status.DECLINED)]
    names = and_list(row.person for row in waiting)
    late = any(row.due_on is not None and row.due_on < today for row in waiting)
    if answered:
        return Status(_("Here"), "good"), _("Still waiting for %(names)s") % {"names": names} if waiting else ""
    if waiting:
        words = _("Waiting for %(names)s") % {"names": names}
        return (Status(_("Late"), "late") if late else Status(_("Waiting"), "waiting")), words
    return Status(_("Going on without it"), "quiet"), rows[-1].declined_reason


def _gathering(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    today = timezone.localdate()
    tasks = []
    for kind in pack.psp.inputs_wanted:
        own = [row for row in rows.contributions if row.input == kind]
        state, words = input_state(own, today)
        tasks.append(Task(input_title(kind, pack), state, f"{address('plan-gathering', plan.pk)}#{kind}", words))
    if pack.psp.documents_wanted:
        state, words = papers_state(plan, pack)
        tasks.append(Task(_("Papers for the meeting"), state, f"{address('plan-gathering', plan.pk)}#papers", words))
    return tasks + [task for task in _telling(plan, facts, pack) if task.status.tone != "good"]


def _organising(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    href = address("plan-organising", plan.pk)
    meeting = rows.planning_meeting(plan.round)
    people = rows.attendees_of(meeting)
    invited = [one for one in people if one.invited_at is not None]
    silent = [one for one in invited if one.reply == Attendee.Reply.NONE]
    replies = Status(_("Not yet"), "quiet")
    if invited:
        replies = Status(_("Waiting"), "waiting") if silent else Status(_("Done"), "good")
    return [
        Task(_("Choose the day"), _done(meeting), href, day_and_date(meeting.on) if meeting else ""),
        Task(_("Choose the place"), _done(meeting and meeting.venue), href, meeting.venue if meeting else ""),
        Task(
            _("Ask the child which adult should speak for them"), _done(plan.chosen_adult_asked_on), f"{href}#chosen",
            plan.chosen_adult,
        ),
        Task(
            _("List who should come"), _done(people), f"{href}#people",
            ngettext("%(num)s person", "%(num)s people", len(people)) % {"num": len(people)} if people else "",
        ),
        Task(_("Send the invitations"), _done(people and len(invited) == len(people)), f"{href}#people"),
        Task(
            _("Replies"), replies, f"{href}#people",
            _("Waiting for %(names)s") % {"names": and_list(one.name for one in silent)} if silent else "",
        ),
    ] + [task for task in _gathering(plan, facts, rows, pack) if task.status.tone in ("now", "waiting", "late")]  # fmt: skip


def _meeting(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    href = address("plan-meeting", plan.pk)
    outcomes = [one for one in rows.outcomes if one.state != Outcome.State.DROPPED]
    wanted = pack.psp.outcomes_wanted
    parties = {promise.party for promise in facts.commitments}
    considered = len(facts.factors_considered & set(pack.psp.factors))
    signed, sign_hint = _signing(plan, rows)
    return [
        Task(_("The child's own views"), _done(facts.child_views.strip()), href),
        *_factors_task(pack, considered, href),
        *_parts_task(facts, pack, href),
        Task(
            _("Outcomes") if pack.psp.outcome_sequence else _("Targets"),
            _done(len(outcomes) >= wanted or (outcomes and plan.fewer_outcomes_reason)), href,
            _("%(have)s of %(want)s") % {"have": len(outcomes), "want": wanted},
        ),
        Task(
            _("Who will do what"), _done(parties), href,
            ngettext("%(num)s promise", "%(num)s promises", len(facts.commitments)) % {"num": len(facts.commitments)},
        ),
        Task(_("The first review"), _done(plan.next_review_on), href, date_long(plan.next_review_on)),
        *_arrangements_task(plan, pack, href),
        Task(
            _("Check the plan and close the words for signing"), _done(plan.current_revision_id), address("plan-check", plan.pk),
        ),
        Task(_("Signatures"), signed, address("plan-signatures", plan.pk), sign_hint),
    ] + [task for task in _telling(plan, facts, pack) if task.status.tone != "good"]  # fmt: skip


def _factors_task(pack: Pack, considered: int, href: str) -> list[Task]:
    """The factors, where the authority's form asks about each of them."""
    asked = {question.key for section in pack.forms["psp"].sections for question in section.questions}
    everything = len(pack.psp.factors)
    if not any(f"factor_{code}" in asked for code in pack.psp.factors):
        return []
    title = _("The thirteen factors") if everything == 13 else _("The factors")
    words = _("%(done)s of %(all)s talked about") % {"done": considered, "all": everything}
    return [Task(title, _done(considered == everything), href, words)]


def _parts_task(facts: PlanFacts, pack: Pack, href: str) -> list[Task]:
    wanted = pack.psp.sections_needed
    if not wanted:
        return []
    filled = sum(1 for part in wanted if part in facts.sections_written)
    words = _("%(done)s of %(all)s are filled in") % {"done": filled, "all": len(wanted)}
    return [Task(_("The parts of the form"), _done(filled == len(wanted)), href, words)]


def _arrangements_task(plan: Plan, pack: Pack, href: str) -> list[Task]:
    found = []
    if pack.psp.check_in_choices:
        often = _(CHECK_IN_LABELS[plan.check_in_every]) if plan.check_in_every else ""
        found.append(Task(_("How often somebody meets the child"), _done(plan.check_in_every), f"{href}#section-arrangements", often))
    if pack.psp.end_date_needed:
        words = date_long(plan.ends_on) if plan.ends_on else ""
        found.append(Task(_("When the plan ends"), _done(plan.ends_on), f"{href}#section-arrangements", words))
    return found


def _signing(plan: Plan, rows: Rows) -> tuple[Status, str]:
    own = [row for row in rows.signatures if row.revision_id == plan.current_revision_id]
    if plan.current_revision_id is None or not own:
        return Status(_("Not yet"), "quiet"), _("After the words are closed")
    waiting = [row.name for row in own if row.answer == Signature.Answer.WAITING]
    if waiting:
        return Status(_("Waiting"), "waiting"), _("Waiting for %(names)s") % {"names": and_list(waiting)}
    return Status(_("Done"), "good"), ""


def _agreed(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    return [
        Task(_("The plan was agreed"), _done(plan.agreed_on), address("plan-signatures", plan.pk), _on(plan.agreed_on)),
        Task(
            _("Send it to %(who)s") % {"who": said(pack.labels.role("authority"))}, _done(facts.sent_on),
            address("plan-send", plan.pk), _on(facts.sent_on),
        )
        if pack.psp.is_sent
        else Task(_("Give everybody a copy and begin"), Status(_("To do"), "now"), address("plan-send", plan.pk)),
    ] + [task for task in _telling(plan, facts, pack) if task.status.tone != "good"]  # fmt: skip


def _live(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    today = timezone.localdate()
    last = max(facts.check_ins, default=None)
    days = CHECK_IN_DAYS.get(plan.check_in_every, pack.psp.check_in_days.count)
    due_on = (last or facts.began_on or today) + dt.timedelta(days=days)
    check_in = Status(_("Overdue"), "late") if due_on < today else Status(_("Up to date"), "good")
    review = Status(_("Planned"), "quiet")
    if plan.next_review_on is not None and plan.next_review_on < today:
        review = Status(_("Overdue"), "late")
    elif plan.next_review_on is not None and plan.next_review_on <= today + dt.timedelta(days=14):
        review = Status(_("Due soon"), "soon")
    tasks = [
        Task(
            _("Weekly check-in with the child") if days == 7 else _("Check-in with the child"),
            check_in, address("plan-check-ins", plan.pk),
            _("Last on %(day)s. The next by %(due)s.") % {"day": date_long(last), "due": date_long(due_on)}
            if last else _("None yet. The first by %(due)s.") % {"due": date_long(due_on)},
        ),
    ]  # fmt: skip
    if facts.final_review is None:
        tasks.append(Task(_next_review_title(facts, pack), review, address("plan-reviews", plan.pk), day_and_date(plan.next_review_on)))
    unsent = [row for row in facts.reviews if row.sent_on is None and pack.psp.reviews_are_sent]
    if unsent:
        tasks.append(Task(_("Send the review to the authority"), Status(_("To do"), "now"), address("plan-reviews", plan.pk)))
    if plan.status == Plan.Status.REVIEWED:
        words = _("Go on with the plan, change it or end it.")
        title = _("Decide what comes next with the professionals")
        if facts.final_review is not None:
            follows = facts.final_review.verdict_next
            step = said(pack.choice_text("verdict_next_steps", follows)) if follows else ""
            title = _("What was agreed at the final meeting: %(step)s") % {"step": step} if step else title
            words = _("End the plan when it is done, or change the plan.")
        tasks.append(Task(title, Status(_("To do"), "now"), "", words))
    return tasks + [task for task in _telling(plan, facts, pack) if task.status.tone != "good"]


def _next_review_title(facts: PlanFacts, pack: Pack) -> str:
    """"Next review", or the final meeting where the fixed days have come to it."""
    if not pack.psp.verdicts:
        return _("Next review")
    left = len(pack.psp.review_schedule) - len(facts.interim_reviews)
    return _("Next review") if left > 0 else _("Final meeting")


def _closed(plan: Plan, facts: PlanFacts, rows: Rows, pack: Pack) -> list[Task]:
    return []
