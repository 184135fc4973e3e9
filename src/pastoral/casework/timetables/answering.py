"""What staff see of each person who answers: how it stands, what was said, why they are asked again, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.parts import Status
from pastoral.foundation.govuk.words import say
from pastoral.foundation.questions import once
from pastoral.rules.reduced.hours import average_taught_hours, plain

from .consents import SETTLED, THE_CHILD, People, Person, disagreement, people_of, why_again
from .grid import slots_of
from .models import Consent, Timetable
from .rows import Rows

STATES = {Consent.State.AGREED: "good", Consent.State.REFUSED: "late", Consent.State.WITHDRAWN: "late"}


@dataclass(frozen=True)
class Line:
    """One person on the page."""

    person: Person
    role: str
    about: tuple[str, ...]  # lives with the child, may decide, does not decide
    status: Status
    why_again: tuple[str, ...]
    refusal: str
    waits: bool
    child: bool
    send_token: str
    page_token: str


@dataclass(frozen=True)
class Shown:
    """The whole part of the page about answers."""

    lines: tuple[Line, ...]
    may_not: tuple[Line, ...]
    unlisted: tuple[Consent, ...]
    waiting: tuple[str, ...]  # names of those who can be written to and have not answered
    yes: tuple[str, ...]  # where those who decide differ
    no: tuple[str, ...]
    all_asked: bool  # everybody who waits was written to about these words
    nothing_to_agree: bool
    settled: bool
    token: str


def shown(row: Timetable, own: Rows) -> Shown:
    """No query: everything is in `own`."""
    people = people_of(row, own, timezone.localdate())
    hours = plain(average_taught_hours(slots_of(row.periods, row.cells, row.weeks))) if row.periods else ""
    yes, no = disagreement(people)
    settled = row.status in SETTLED
    return Shown(
        tuple(_line(one, row, own, hours) for one in people.answer),
        tuple(_line(one, row, own, hours) for one in people.may_not),
        tuple(reversed(people.unlisted)),
        tuple(one.name for one in people.undecided if one.email) if not row.is_closed else (),
        tuple(yes), tuple(no), all(one.asked is not None for one in people.undecided if one.email),
        not (row.start_on and row.end_on and row.periods and row.cells), settled, once.token(),
    )  # fmt: skip


def _line(one: Person, row: Timetable, own: Rows, hours: str) -> Line:
    child = one.key == THE_CHILD
    about = []
    if one.contact is not None:
        if one.contact.lives_with_child:
            about.append(_("the child lives with them"))
        if one.role == Consent.Role.FOSTER_CARER and not one.decides:
            about.append(_("heard, but may not decide: nobody has delegated it"))
        elif one.decides:
            about.append(_("may decide"))
        elif one.may_answer:
            about.append(_("heard; the child is looked after, so another decides"))
    if child:
        about.append(_("heard and written down, always"))
    return Line(
        one, str(Consent.Role(one.role).label) if not child else _("The child"), tuple(about), _status(one),
        tuple(why_again(one.before, row, own.words, hours)) if one.before is not None and one.answer is None else (),
        say(one.refusal) if one.refusal is not None else "", one.waits and not row.is_closed, child, once.token(), once.token(),
    )  # fmt: skip


def _status(one: Person) -> Status:
    if not one.may_answer:
        return Status(_("May not answer"), "quiet")
    if one.answer is not None:
        return Status(str(one.answer.get_state_display()), STATES[Consent.State(one.answer.state)])  # type: ignore[arg-type]  # tones
    if one.before is not None:
        return Status(_("Ask again"), "soon")
    return Status(_("Asked") if one.asked is not None else _("Not asked yet"), "waiting")


__all__ = ["Line", "People", "Shown", "shown"]
