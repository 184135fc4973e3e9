"""The audit matrix in words, for its page and its form: each indicator, what stands on the record, and what would clear it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import date_long
from pastoral.rules.calendar import SchoolCalendar
from pastoral.rules.engine import Policy
from pastoral.rules.reduced import KNOWN_RISK_LABELS, ReducedFacts
from pastoral.rules.reduced.audit import INDICATORS, JUDGED, NOT_RATED, Audit, Indicator, audit
from pastoral.rules.reduced.hours import plain
from pastoral.rules.reduced.period import length

from .colours import TONES, words_of
from .grid import seal_of
from .models import ColourChange, Timetable
from .rows import Rows

GROUPS: dict[str, tuple[Promise, Promise]] = {
    "red": (lazy("Red"), lazy("One of these makes the timetable red.")),
    "amber": (lazy("Amber"), lazy("Where nothing is red, one of these makes it amber.")),
    "green": (lazy("Green"), lazy("It is green only where all of these are so, and nothing is red or amber.")),
}
# The page on which each is read and put right; what is judged alone has none.
PAGES = {
    "G-b": "timetable-details", "G1": "timetable-asking", "G2": "plan", "G3": "timetable-way-back", "G4": "timetable-notices",
    "G6": "timetable-risks", "A-a": "timetable-details", "A1": "timetable-reviews", "A2": "timetable-reviews", "A3": "timetable",
    "R-b": "timetable-way-back", "R-c": "timetable-asking", "R1": "timetable-care", "R1-status": "pupil", "R2": "pupil-attendance",
}  # fmt: skip
CLEARS: dict[str, Promise] = {
    "G-a": lazy("An officer looks whether the guidance is followed."),
    "G-b": lazy("Plan it for no longer than the limit."),
    "G1": lazy("Get the answer of each person who must agree, and record it."),
    "G2": lazy("Write targets and steps in the plan, and hold its reviews by their days."),
    "G3": lazy("Give it a last day, and steps back to full time."),
    "G4": lazy("Send it to the Deputy Education Safeguarding Officer."),
    "G5": lazy("Keep the authority's officers informed and invite them; then an officer judges it."),
    "G6": lazy("Assess the risks, manage them, and look at them again by their days."),
    "A-a": lazy("End it within the limit."),
    "A1": lazy("Show progress at the next review; then an officer judges it again."),
    "A2": lazy("Give more hours at the next review."),
    "A3": lazy("Answer the family, and settle the worry."),
    "R-a": lazy("End it, or show why it is right; then an officer judges it again."),
    "R-b": lazy("Give it a last day, and steps back to full time."),
    "R-c": lazy("Bring in another agency, and record what it says."),
    "R1": lazy("Keep the child safe first. It goes once the risk is no longer on the record."),
    "R1-status": lazy("An officer looks at it, and confirms or lowers the red with a reason."),
    "R2": lazy("The child comes to the half days that were agreed."),
}


@dataclass(frozen=True)
class Line:
    """One indicator. `said` is what the record has; `judged` who said so, `evidence` why; `otherwise`: the record says the opposite."""

    code: str
    words: str
    holds: bool | None
    status: Status
    said: str
    page: str
    judged: str
    evidence: str
    otherwise: bool
    aside: bool
    by_people: bool


@dataclass(frozen=True)
class Matrix:
    """The whole: `why` and `clears` have a line for each indicator that makes the colour what it is."""

    now: Audit
    status: Status
    why: tuple[str, ...]
    clears: tuple[str, ...]
    groups: tuple[tuple[str, str, tuple[Line, ...]], ...]

    def line(self, code: str) -> Line:
        return next(line for _title, _hint, lines in self.groups for line in lines if line.code == code)


def matrix_of(
    row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar, today: dt.date
) -> Matrix:
    """Everything that the page and the form show of it."""
    now = audit(facts, policy, calendar, today)
    record = {one.code: one.holds for one in audit(replace(facts, judgements=()), policy, calendar, today).indicators}
    lines = {one.code: _line(one, record[one.code], now, row, own, facts, policy, calendar) for one in now.indicators}
    because = makes_it(now)
    return Matrix(
        now, status_of(now), tuple(lines[code].words for code in because), tuple(str(CLEARS[code]) for code in because),
        tuple(
            (str(title), str(hint), tuple(line for line in lines.values() if INDICATORS[line.code][0] == colour))
            for colour, (title, hint) in GROUPS.items()
        ),
    )  # fmt: skip


def status_of(now: Audit) -> Status:
    return Status(words_of(now.colour, provisional=now.provisional), TONES[now.colour])


def makes_it(now: Audit) -> tuple[str, ...]:
    """The indicators that make the colour: those that hold, or for "not yet rated" those that green still waits for."""
    if now.colour == "green":
        return ()
    if now.colour == NOT_RATED:
        return now.unsettled
    return tuple(code for code in now.holding(now.colour) if code not in now.set_aside)


def _line(
    one: Indicator, by_record: bool | None, now: Audit, row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy,
    calendar: SchoolCalendar,
) -> Line:  # fmt: skip
    judged = _("Judged by %(who)s on %(day)s") % {"who": one.by, "day": date_long(one.on)} if one.by else ""
    said = SAID[one.code](row, own, facts, policy, calendar) if one.code in SAID else ""
    return Line(
        one.code, _(INDICATORS[one.code][1]), one.holds, _answer(one), said, PAGES.get(one.code, ""), judged, one.evidence,
        bool(one.by) and by_record is not None and by_record != one.holds, one.code in now.set_aside, one.code in JUDGED,
    )  # fmt: skip


def _answer(one: Indicator) -> Status:
    """Yes or no in words; the tone says whether that is well."""
    if one.holds is None:
        return Status(_("Not judged yet") if one.code in JUDGED else _("Not known yet"), "waiting")
    if one.colour == "green":
        return Status(_("Yes"), "good") if one.holds else Status(_("No"), "late")
    return Status(_("Yes"), "soon" if one.colour == "amber" else "late") if one.holds else Status(_("No"), "quiet")


Says = Callable[[Timetable, Rows, ReducedFacts, Policy, SchoolCalendar], str]


def _how_long(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    if facts.start_on is None or facts.end_on is None:
        return _("It has no first or last day yet.")
    found = length(facts.start_on, facts.end_on, policy, calendar)
    said = _("From %(start)s to %(end)s: %(days)s days.") % {
        "start": date_long(facts.start_on), "end": date_long(facts.end_on), "days": found.days,
    }  # fmt: skip
    return f"{said} " + _("The limit is %(weeks)s weeks.") % {"weeks": found.limit} if found.limit is not None else said


def _who_agreed(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    seal = row.agreed_seal or seal_of(row)
    said = [
        f"{one.get_role_display()}: {one.get_state_display()}, {date_long(one.on)}."
        for one in own.consents
        if one.seal == seal
    ]
    return " ".join(said) or _("Nobody has answered yet.")


def _plan(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    if row.plan is None:
        return _("It is part of no plan.")
    said = _("Targets in the plan: %(targets)s. Steps back to full time: %(steps)s.") % {
        "targets": len([one for one in own.targets if one.statement.strip()]), "steps": len(own.steps),
    }  # fmt: skip
    kept = {
        True: _("The plan's reviews were held by their days."),
        False: _("A review of the plan is late, or was held late."),
        None: _("The plan has no day for a review yet."),
    }
    return f"{said} {kept[facts.psp_reviews_kept]}"


def _way_back(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    ends = _("It ends on %(day)s.") % {"day": date_long(facts.end_on)} if facts.end_on else _("It has no last day.")
    return f"{ends} " + _("Steps back to full time: %(steps)s.") % {"steps": len(own.steps)}


def _deputy(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    sent = facts.deputy_sent_on
    return _("Told on %(day)s.") % {"day": date_long(sent)} if sent else _("Not told yet.")


def _risks(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    last = {risk.of: risk for risk in own.risks}
    said = []
    for risk in last.values():
        words = f"{risk.get_of_display()}: {risk.get_outcome_display()}, {date_long(risk.done_on)}"
        if risk.review_on is not None:
            words += ", " + _("to be looked at again by %(day)s") % {"day": date_long(risk.review_on)}
        said.append(f"{words}.")
    return " ".join(said) or _("No risk is assessed yet.")


def _hours(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    said = [
        _("%(hours)s hours a week from %(day)s.") % {"hours": plain(one.hours), "day": date_long(one.on)}
        for one in facts.history
    ]
    reviews = _("Reviews held: %(count)s; two are needed to compare.") % {"count": len(facts.reviews)}
    return " ".join([*said, reviews])


def _family(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    if not own.objections:
        return _("The family has not said that it is not what was agreed.")
    waiting = sum(1 for one in own.objections if one.answered_at is None)
    return _("The family said that it is not what was agreed: %(times)s. Not answered yet: %(waiting)s.") % {
        "times": len(own.objections), "waiting": waiting,
    }  # fmt: skip


def _agencies(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    said = [
        _("%(agency)s answered on %(day)s.") % {"agency": one.name, "day": date_long(one.input_on)}
        if one.input_on else _("%(agency)s has not answered yet.") % {"agency": one.name}
        for one in facts.agencies
    ]  # fmt: skip
    said += [_("Referral: %(what)s.") % {"what": one} for one in facts.referrals]
    return " ".join(said) or _("No other agency is on the record.")


def _known_risks(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    named = [_(KNOWN_RISK_LABELS[one]) for one in KNOWN_RISK_LABELS if one in facts.known_risks]
    return _("Recorded: %(risks)s.") % {"risks": ", ".join(named)} if named else _("None is recorded.")


def _status(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    said = [
        words
        for there, words in (
            (facts.looked_after, _("Looked after.")),
            (facts.child_protection, _("On the child protection register.")),
            (facts.care_and_support, _("Has a care and support plan, or is a child in need.")),
        )
        if there
    ]
    return " ".join(said) or _("None of these is recorded.")


def _came(row: Timetable, own: Rows, facts: ReducedFacts, policy: Policy, calendar: SchoolCalendar) -> str:
    if facts.sessions_agreed is None or facts.sessions_attended is None:
        return _("The register has no marks for the agreed half days yet.")
    came = _("Came to %(came)s of %(agreed)s agreed half days since the last review or the first day.") % {
        "came": facts.sessions_attended, "agreed": facts.sessions_agreed,
    }  # fmt: skip
    least = policy.value("reduced.audit_least_sessions")
    if facts.sessions_attended or least is None:
        return came
    ours = _("The guidance says “for a time” and gives no number: Pastoral counts from %(least)s agreed half days on.")
    return f"{came} {ours % {'least': least}}"


SAID: dict[str, Says] = {
    "G-b": _how_long, "G1": _who_agreed, "G2": _plan, "G3": _way_back, "G4": _deputy, "G6": _risks, "A-a": _how_long, "A1": _hours,
    "A2": _hours, "A3": _family, "R-b": _way_back, "R-c": _agencies, "R1": _known_risks, "R1-status": _status, "R2": _came,
}  # fmt: skip


@dataclass(frozen=True)
class Happened:
    """One colour of the history, and what had changed since the one before."""

    status: Status
    at: dt.datetime
    changed: tuple[str, ...]
    lowered: bool


def history_of(rows: Sequence[ColourChange]) -> list[Happened]:
    """Each colour it had, the newest first."""
    found = []
    before: dict[str, bool | None] = {}
    for row in rows:
        turned = [code for code in INDICATORS if code in row.state and before and row.state[code] != before.get(code)]
        found.append(
            Happened(
                Status(words_of(row.colour, provisional=row.provisional), TONES[row.colour]), row.at,
                tuple(_turned(code, row.state[code]) for code in turned), row.set_aside,
            )  # fmt: skip
        )
        before = row.state
    return found[::-1]


def _turned(code: str, holds: bool | None) -> str:
    answer = _("not known") if holds is None else _("yes") if holds else _("no")
    return _("%(indicator)s: now %(answer)s") % {"indicator": _(INDICATORS[code][1]), "answer": answer}
