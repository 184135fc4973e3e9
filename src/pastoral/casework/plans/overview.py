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
from pastoral.rules.psp import CHECK_IN_DAYS, Allowed, PlanFacts, judge, lifecycle_of
from pastoral.rules.psp import Refused as MayNot

from .asking import input_title
from .judging import page_of
from .models import Plan, Review
from .rows import Rows
from .stage_tasks import tasks_of

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
            status=_effect(one.effect, one.due, today, gates=one.gates),
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


# What only stands in the way of ending a plan does not stop the step after this one.
ENDING = frozenset({"close", "end_plan", "cease"})


def _effect(effect: str, due: dt.date | None, today: dt.date, *, gates: tuple[str, ...] = ()) -> Status:
    if effect == "BLOCK" and gates and ENDING.issuperset(gates):
        return Status(_("Before it can end"), "waiting")
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
        "gathering": [input_title(kind, pack) for kind in pack.psp.inputs_wanted],
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


