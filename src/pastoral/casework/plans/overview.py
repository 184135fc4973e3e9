"""What the plan's page says: the stages, what this stage asks for and how far it is, what the rules say, what may be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.govuk.parts import Event, Row, Stage, Status, Task
from pastoral.foundation.govuk.words import and_list, date_long, day_and_date, say
from pastoral.records.cases.addresses import address
from pastoral.records.findings.models import Finding
from pastoral.records.findings.presenter import Decided, decided_of, effect_of, remedy_of, sentence_of
from pastoral.records.policy.packs import Pack, said
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.drift import TITLES as DRIFT
from pastoral.rules.lifecycles import PSP
from pastoral.rules.psp import CHECK_IN_DAYS, CHECK_IN_LABELS, Allowed, PlanFacts, judge, lifecycle_of
from pastoral.rules.psp import Refused as MayNot

from .judging import page_of
from .models import Attendee, Contribution, Outcome, Plan, Review, Signature
from .rows import Rows
from .services.sending import risk_event

NEXT = {
    "deciding": "start_gathering", "gathering": "call_meeting", "organising": "begin_meeting", "meeting": "agree",
    "agreed": "send", "sent": "begin", "reviewed": "resume",
}  # fmt: skip
# Where a stage is left out, the action that leads on is another one.
NEXT_INSTEAD = {"deciding": ("call_meeting", "begin_meeting"), "gathering": ("begin_meeting",), "agreed": ("begin",)}
# Actions with a page of their own, where more is asked than a yes.
OWN_PAGE = {"agree": "plan-check", "send": "plan-send", "record_review": "plan-reviews"}


def own_page(status: str, action: str) -> str:
    """The page on which an action is taken; "" for one that is a single button. A plan that is not sent begins where it would be."""
    return "plan-send" if (status, action) == ("agreed", "begin") else OWN_PAGE.get(action, "")


def stage_bar(plan: Plan, pack: Pack) -> list[Stage]:
    """The stages that the authority uses, as it calls them, and where this plan is."""
    used = lifecycle_of(pack.psp).used
    order = [status for status in PSP.labels if status in used or status == plan.status]
    now = order.index(plan.status)
    return [
        Stage(said(pack.labels.stage(status)), "done" if place < now else "now" if place == now else "later")
        for place, status in enumerate(order)
    ]


@dataclass(frozen=True)
class Said:
    """One thing the rules say: the sentence, what to do, who should, and the page where it is put right.

    `why` is the page that explains it, `decided` what an officer decided of it.
    """

    rule: str
    about: str
    sentence: str
    remedy: str
    status: Status
    href: str
    owner: str
    due: str
    why: str = ""
    decided: Decided | None = None


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next. `reasons` say why it can't be done yet; `warnings` what is gone on without."""

    action: str
    text: str
    href: str
    posts: bool
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overview:
    """Everything on the plan's page that is worked out."""

    tasks: list[Task]
    later: list[tuple[str, list[str]]]
    findings: list[Said]
    notes: list[Said]
    step: NextStep | None
    others: list[tuple[str, str]]
    people: list[Row]
    dates: list[Row]
    history: list[Event]


def overview(
    access: Access, plan: Plan, facts: PlanFacts, rows: Rows, actions: dict[str, Any], pack: Pack, calendar: SchoolCalendar,
    stored: Iterable[Finding] = (),
) -> Overview:
    """No query: all is made of rows already read. `stored` are the plan's findings (findings.queries.for_subject)."""
    leads = access.may(Permission.LEAD_PLANS)
    findings = findings_of(plan, facts, pack, calendar, stored)
    return Overview(
        tasks=tasks_of(plan, facts, rows, pack, leads=leads),
        later=later_of(plan, pack),
        # what an officer decided is never hidden among the notes
        findings=[found for found in findings if found.status.tone != "quiet" or found.decided],
        notes=[found for found in findings if found.status.tone == "quiet" and not found.decided],
        step=next_step(plan, actions, facts) if leads else None,
        others=other_actions(plan, actions) if leads else [],
        people=people_of(plan, rows, pack),
        dates=dates_of(plan, rows, pack),
        history=history_of(rows.changes[-4:]),
    )


def findings_of(
    plan: Plan, facts: PlanFacts, pack: Pack, calendar: SchoolCalendar, stored: Iterable[Finding] = ()
) -> list[Said]:
    """What the rules say today, the most serious first; worked out now, never remembered.

    What only the stored findings know is added to it: what an officer decided, and the signs of drift.
    """
    today = timezone.localdate()
    known = {(one.rule, one.about): one for one in stored}
    order = {"BLOCK": 0, "TASK": 1, "WARN": 2, "INFO": 3}
    found = sorted(judge(facts, pack.psp, calendar, today), key=lambda one: (order[one.effect], one.rule))
    judged = [
        Said(
            rule=one.rule,
            about=one.about,
            sentence=say(one.sentence),
            remedy=say(one.remedy),
            status=_effect(one.effect, one.due, today),
            href=address(page_of(one), plan.pk),
            owner=said(pack.labels.role(one.owner)),
            due=_due(one.due, today),
        )
        for one in found
    ]
    drifting = [
        Said(
            rule=one.rule,
            about=one.about,
            sentence=say(sentence_of(one)),
            remedy=say(remedy_of(one)),
            status=Status(_("Early warning"), "waiting"),
            href=address(one.link_name, plan.pk),
            owner=said(pack.labels.role(one.owner_role)),
            due="",
        )
        for one in known.values()
        if one.rule in DRIFT
    ]
    return [_with_decision(one, known.get((one.rule, one.about)), today) for one in (*judged, *drifting)]


def _with_decision(one: Said, finding: Finding | None, today: dt.date) -> Said:
    """The same with the page that explains it, and with what an officer decided of it for now."""
    if finding is None:
        return one
    decided = decided_of(finding, today=today)
    status = effect_of(finding, today=today) if decided else one.status
    return replace(one, why=address("finding", finding.pk), decided=decided, status=status)


def _effect(effect: str, due: dt.date | None, today: dt.date) -> Status:
    if effect == "TASK" and due is not None and due < today:
        return Status(_("Overdue"), "late")
    return {
        "BLOCK": Status(_("Stops the next step"), "late"),
        "TASK": Status(_("To do"), "soon"),
        "WARN": Status(_("Warning"), "waiting"),
        "INFO": Status(_("To know"), "quiet"),
    }[effect]


def _due(due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return ""
    if due < today:
        return _("It was due on %(day)s") % {"day": date_long(due)}
    return _("Due on %(day)s") % {"day": date_long(due)}


# ── what this stage asks for ──


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
        tasks.append(Task(str(Contribution.Input(kind).label), state, f"{address('plan-gathering', plan.pk)}#{kind}", words))
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


def closed_how(plan: Plan, pack: Pack) -> str:
    """How a closed plan ended, in a sentence."""
    if plan.closing_outcome == "cease" and (decided := decision_text("cease", pack)):
        return _("The plan ended. %(decision)s.") % {"decision": decided.rstrip(".")}
    words = {
        "no_plan": _("It was decided that no plan is needed."),
        "withdrawn": _("The plan was withdrawn."),
        "cease": _("The plan ended: the outcomes were reached."),
        "successful": _("The plan ended. It was judged successful."),
        "unsuccessful": _("The plan ended. It was judged not successful."),
    }
    return words.get(plan.closing_outcome) or _("The plan ended.")


def later_of(plan: Plan, pack: Pack) -> list[tuple[str, list[str]]]:
    """The stages still to come, each with what it will ask for."""
    ask = {
        "gathering": [str(Contribution.Input(kind).label) for kind in pack.psp.inputs_wanted],
        "organising": [_("Day and place"), _("The adult the child chooses"), _("Invitations and replies")],
        "meeting": [_("The child's own views"), _("Outcomes"), _("Who will do what"), _("Signatures")],
        "sent": [_("A copy to everybody who must know")],
        "live": [_check_ins_ahead(plan, pack), _reviews_ahead(pack)],
    }
    used = lifecycle_of(pack.psp).used
    order = [status for status in PSP.labels if status in used or status == plan.status]
    if plan.status in ("closed", "reviewed"):
        return []
    return [
        (said(pack.labels.stage(status)), ask[status]) for status in order[order.index(plan.status) + 1 :] if status in ask
    ]


def _check_ins_ahead(plan: Plan, pack: Pack) -> str:
    if pack.psp.check_in_choices and not plan.check_in_every:
        return _("Check-ins, as often as the meeting chooses")
    days = CHECK_IN_DAYS.get(plan.check_in_every, pack.psp.check_in_days.count)
    return ngettext("A check-in every %(num)s day", "A check-in every %(num)s days", days) % {"num": days}


def _reviews_ahead(pack: Pack) -> str:
    if pack.psp.review_schedule and pack.psp.final_review_weeks:
        weeks = and_list(str(one.count) for one in pack.psp.review_schedule)
        words = _("Reviews after %(weeks)s weeks, and a final meeting after %(last)s weeks")
        return words % {"weeks": weeks, "last": pack.psp.final_review_weeks.count}
    most = pack.psp.max_review_weeks.count
    return ngettext("A review at most %(num)s week apart", "Reviews at most %(num)s weeks apart", most) % {"num": most}


# ── what may be done next ──


def next_action(plan: Plan, actions: dict[str, Allowed | MayNot]) -> str:
    """The action that leads on from this stage; "" where there is none."""
    candidates = (NEXT.get(plan.status, ""), *NEXT_INSTEAD.get(plan.status, ()))
    return next((one for one in candidates if one in actions), "")


def next_step(plan: Plan, actions: dict[str, Allowed | MayNot], facts: PlanFacts) -> NextStep | None:
    """The one way forward from this stage, with the reasons where it is not open yet."""
    if plan.status == Plan.Status.LIVE:
        return NextStep("record_review", _("Hold a review"), address("plan-reviews", plan.pk), posts=False)
    action = next_action(plan, actions)
    if plan.status == Plan.Status.REVIEWED and facts.final_review is not None and "cease" in actions:
        return NextStep("cease", _(PSP.actions["cease"]), address("plan-move", plan.pk, "cease"), posts=False)
    if not action:
        return None
    answer = actions[action]
    page = own_page(plan.status, action)
    own = address(page, plan.pk) if page else ""
    text = _(PSP.actions[action])
    if isinstance(answer, MayNot):
        return NextStep(action, text, own, posts=False, reasons=tuple(say(reason) for reason in answer.reasons))
    warnings = tuple(dict.fromkeys(say(warning) for warning in answer.warnings))
    return NextStep(action, text, own or address("plan-move", plan.pk, action), posts=not own, warnings=warnings)


def other_actions(plan: Plan, actions: dict[str, Allowed | MayNot]) -> list[tuple[str, str]]:
    """(text, address) of what else may be done at this stage, each on a page of its own that asks why."""
    return [
        (_(PSP.actions[action]), address("plan-move", plan.pk, action))
        for action in actions
        if action != next_action(plan, actions) and not own_page(plan.status, action)
    ]


# ── people, dates, history ──


def people_of(plan: Plan, rows: Rows, pack: Pack) -> list[Row]:
    nobody = _("Not named yet")
    lead = plan.lead.name if plan.lead else nobody
    found = [
        Row(_("Leads the plan"), f"{lead}, {plan.lead_post}" if plan.lead_post and plan.lead else lead),
        Row(said(pack.labels.role("key_adult")), plan.key_adult_name or nobody),
    ]
    if plan.ewo_name:
        found.append(Row(said(pack.labels.role("ewo")), plan.ewo_name))
    if plan.chosen_adult_asked_on:
        found.append(Row(_("Adult chosen by the child"), plan.chosen_adult or _("Nobody: the child was asked")))
    others = [one.name for one in rows.attendees_of(rows.planning_meeting(plan.round))]
    if others:
        found.append(Row(_("On the list for the meeting"), and_list(others)))
    return found


def dates_of(plan: Plan, rows: Rows, pack: Pack) -> list[Row]:
    meeting = rows.planning_meeting(plan.round)
    found = [Row(_("Opened"), date_long(plan.opened_on))]
    if meeting is not None:
        found.append(Row(_("Planning meeting"), day_and_date(meeting.held_on or meeting.on)))
    if plan.agreed_on:
        found.append(Row(_("Agreed"), date_long(plan.agreed_on)))
    if plan.last_check_in_on:
        found.append(Row(_("Last check-in"), date_long(plan.last_check_in_on)))
    held = [row for row in rows.reviews if row.held_on]
    if plan.next_review_on and plan.status != Plan.Status.CLOSED and not any(row.is_final for row in held):
        found.append(Row(_("Next review"), day_and_date(plan.next_review_on)))
    if plan.ends_on and plan.status != Plan.Status.CLOSED:
        found.append(Row(_("Ends"), date_long(plan.ends_on)))
    if held:
        decision = decision_in_words(held[-1], pack)
        found.append(Row(_("Last review"), f"{date_long(held[-1].held_on)}: {decision}" if decision else date_long(held[-1].held_on)))
    if plan.closed_on:
        found.append(Row(_("Closed"), date_long(plan.closed_on)))
    return found


VERDICTS = {"successful": gettext_lazy("Successful"), "unsuccessful": gettext_lazy("Not successful")}


def decision_in_words(review: Review, pack: Pack) -> str:
    """How a review ended, as the authority says it: its verdict where it was the final one, else its decision."""
    if review.is_final and review.verdict:
        return str(VERDICTS.get(review.verdict, review.verdict))
    if not review.decision:
        return ""
    return decision_text(review.decision, pack) or str(Review.Decision(review.decision).label)


def decision_text(code: str, pack: Pack) -> str:
    """A decision in the words of the authority's own form; "" where they are Neath Port Talbot's four or it has none."""
    if pack.psp.in_force("NPT-PSP-20"):
        return ""
    questions = [question for section in pack.forms["review"].sections for question in section.questions if question.key == "decision"]
    return next((said(option.text) for question in questions for option in question.options if option.value == code), "")


def history_of(changes: Iterable[Any]) -> list[Event]:
    """The latest moves of the plan, newest first."""
    from .timeline import SENTENCES

    found = []
    for change in changes:
        code = "plan.opened" if change.action == "open" else f"plan.{change.action}"
        found.append(Event(str(SENTENCES.get(code, change.action)), change.at, change.by_name, change.reason))
    return found[::-1]


