"""The judge of reduced timetables for findings: facts in bulk, the rules, the steps that were missed, and where each is put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.records.attendance.comparing import compare, meets
from pastoral.records.attendance.due import AT_PROVIDER, confirmations, confirmed
from pastoral.records.attendance.queries import marks_of
from pastoral.records.findings.registry import FoundNow
from pastoral.records.organisations.calendars import calendars_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules import engine
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import COLOURS, RuleFinding
from pastoral.rules.reduced import KIND, REDUCED, Look, ReducedFacts
from pastoral.rules.reduced.hours import plain
from pastoral.rules.reduced.way_back import Planned, behind_sentences, missed, missed_sentences, week_behind
from pastoral.rules.sentences import mark, say

from . import consents
from .attended import with_attendance
from .facts import facts_of
from .models import Timetable
from .registers import COMPARED_DAYS, due_of
from .rows import Rows, rows_of

RUNNING = ("active", "extension")
# The page on which each finding is put right, by what it is about.
PAGES = {
    "circumstance": "timetable-details", "rationale": "timetable-details", "avenues": "timetable-details",
    "managed_move": "timetable-details", "dates": "timetable-details", "length": "timetable-details",
    "plan": "timetable-details", "hours_per_day": "timetable-details", "reason": "timetable-details",
    "safeguarding": "timetable-details", "sanction": "timetable-details", "healthcare_plan": "timetable-details",
    "setting": "timetable-details", "age": "timetable-details",
    "parent": "timetable-asking", "social_worker": "timetable-asking", "ewo": "timetable-asking", "agency": "timetable-asking",
    "authoriser": "timetable-asking", "risk": "timetable-risks", "slots": "timetable-adults", "parents": "timetable-adults",
    "monitor": "timetable-care", "alp": "timetable-care", "equality": "timetable-care", "provider": "timetable-care",
    "provider_back": "timetable-care", "transport": "timetable-travel", "steps": "timetable-way-back",
    "step": "timetable-way-back", "progress": "timetable-reviews", "ended": "timetable-reviews", "review": "timetable-reviews",
    "extension": "timetable-extension", "authority": "timetable-notices", "deputy": "timetable-notices",
    "tell": "timetable-notices", "hours": "timetable-grid", "grid": "timetable-grid", "school_day": "timetable-periods",
    "school_week": "timetable-periods", "audit": "timetable-audit", "rating": "timetable-audit",
    "judgement": "timetable-audit", "history": "timetable-reviews", "panel": "timetable-group",
}  # fmt: skip
CHECKLIST_PAGES = {
    "referrals": "timetable-asking", "risks": "timetable-risks", "plan": "timetable-details", "agreement": "timetable-asking",
    "care": "timetable-adults", "travel": "timetable-travel", "idp": "timetable-care", "return": "timetable-way-back",
}  # fmt: skip


def page_of(about: str) -> str:
    """The name of the page on which a finding about this can be put right."""
    kind, _colon, which = about.partition(":")
    return CHECKLIST_PAGES.get(which, "timetable") if kind == "checklist" else PAGES.get(kind, "timetable")


def judge_timetables(access: Access, timetable_ids: list[int]) -> dict[int, list[FoundNow]]:
    """Timetable id → what the rules say of it today. Four queries for any number of timetables, and three where any is running."""
    rows = list(
        Timetable.objects.visible_to(access).filter(pk__in=timetable_ids)
        .select_related("pupil__authority", "school__authority", "plan")
    )  # fmt: skip
    hanging = rows_of(access, [row.pk for row in rows])
    facts = with_attendance(access, rows, hanging, facts_of(access, rows, hanging))
    calendars = calendars_of({row.school_id: row.school for row in rows}.values())
    today = timezone.localdate()
    found: dict[int, list[FoundNow]] = {}
    for row in rows:
        own, policy = facts[row.pk], pack_of(row.policy_version_id).policy
        said = engine.judge(KIND, Look(own, policy, calendars[row.school_id], today, own.start_on))
        found[row.pk] = [_found(row, finding, own) for finding in said]
        found[row.pk] += _missed(row, hanging[row.pk], own, today)
        found[row.pk] += _behind(row, hanging[row.pk], own)
        found[row.pk] += consents.findings_of(row, hanging[row.pk], own, policy, calendars[row.school_id], today)
    for pk, more in _registers(access, [row for row in rows if row.status in RUNNING], calendars, today).items():
        found[pk] += more
    return found


def _registers(
    access: Access, rows: list[Timetable], calendars: Mapping[int, SchoolCalendar], today: dt.date
) -> dict[int, list[FoundNow]]:
    """The marks of the last two weeks against the agreed grid (CODE-01, and the rules that stand on it)."""
    if not rows:
        return {}
    since, pupils = today - dt.timedelta(days=COMPARED_DAYS), [row.pupil_id for row in rows]
    marks = marks_of(access, pupils, since, today)
    answers = confirmations(access, pupils, since, today)
    due = {row.pk: confirmed(row.pupil_id, sessions, answers) for row, sessions in due_of(access, pupils, since, today)}
    found: dict[int, list[FoundNow]] = {}
    for row in rows:
        # a provider is asked whatever the register says, on days with school (CODE-03)
        marked = [
            one for one in due.get(row.pk, [])
            if (one.on, one.half) in marks[row.pupil_id] or (one.place in AT_PROVIDER and meets(calendars[row.school_id], one.on))
        ]  # fmt: skip
        policy = pack_of(row.policy_version_id).policy
        said = compare(
            marks=marks[row.pupil_id], due=marked, policy=policy, calendar=calendars[row.school_id], today=today,
            born=row.pupil.date_of_birth,
        )  # fmt: skip
        found[row.pk] = [
            FoundNow(
                rule=one.rule, about=one.about, effect=one.effect, colour=one.colour, sentence=one.sentence, remedy=one.remedy,
                owner_role=one.owner, owner_id=None, due_on=one.due, link_name="pupil-attendance", link_key=row.pupil_id,
                facts=((mark("First day"), row.start_on, "timetable-details"),),
            )
            for one in said.findings
            if one.effect != "INFO"
        ]  # fmt: skip
    return found


def _missed(row: Timetable, own: Rows, facts: ReducedFacts, today: dt.date) -> list[FoundNow]:
    """A step whose day has passed and that nobody recorded as reached: a finding the next morning."""
    if facts.status not in RUNNING:
        return []
    late = missed([Planned(step.on, step.hours, step.reached_on, step.pk) for step in own.steps], today)
    result = []
    for step in late:
        sentence, remedy = missed_sentences(step)
        result.append(
            FoundNow(
                rule="NPT-RT-14" if pack_of(row.policy_version_id).policy.in_force("NPT-RT-14") else "ENG-PTT-05",
                about=f"step:{step.key}",
                effect="WARN",
                colour=COLOURS["WARN"],
                sentence=sentence,
                remedy=remedy,
                owner_role="lead",
                owner_id=row.lead_id,
                due_on=step.on,
                link_name="timetable-reviews",
                link_key=row.pk,
                facts=((mark("Planned for"), step.on, "timetable-way-back"),),
                since=step.on + dt.timedelta(days=1),
            )  # fmt: skip
        )
    return result


def _behind(row: Timetable, own: Rows, facts: ReducedFacts) -> list[FoundNow]:
    """A step was reached, and nobody has added its lessons to the timetable: this stands until somebody does."""
    steps = [Planned(step.on, step.hours, step.reached_on, step.pk) for step in own.steps]
    step = week_behind(steps, facts.taught_hours) if facts.status in RUNNING else None
    if step is None or facts.taught_hours is None:
        return []
    sentence, remedy = behind_sentences(step, facts.taught_hours)
    return [
        FoundNow(
            rule="NPT-RT-14" if pack_of(row.policy_version_id).policy.in_force("NPT-RT-14") else "ENG-PTT-05",
            about=f"week:{step.key}", effect="WARN", colour=COLOURS["WARN"], sentence=sentence, remedy=remedy, owner_role="lead",
            owner_id=row.lead_id, due_on=step.reached_on, link_name="timetable-grid", link_key=row.pk,
            facts=((mark("Planned for"), step.on, "timetable-way-back"),), since=step.reached_on,
        )
    ]  # fmt: skip


def _found(row: Timetable, finding: RuleFinding, facts: ReducedFacts) -> FoundNow:
    page = page_of(finding.about)
    return FoundNow(
        rule=finding.rule,
        about=finding.about,
        effect=finding.effect,
        colour=finding.colour,
        sentence=finding.sentence,
        remedy=finding.remedy,
        owner_role=finding.owner,
        owner_id=row.lead_id if finding.owner == "lead" else None,
        due_on=finding.due,
        link_name=page,
        link_key=row.pk,
        facts=(
            (mark("Stage"), say("RT.status", REDUCED.labels[facts.status]), "timetable"),
            (mark("First day"), facts.start_on, "timetable-details"),
            (mark("Last day"), facts.end_on, "timetable-details"),
            (
                mark("Taught hours a week"),
                plain(facts.taught_hours) if facts.taught_hours is not None else "",
                "timetable-grid",
            ),
        ),
    )
