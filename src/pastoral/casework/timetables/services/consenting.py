"""Agreeing to a reduced timetable as one signs a plan: asked by message, answered by link, on the screen, by call, on paper or signed in.

An answer is bound to the words by their seal and is never changed; whoever thinks again gives a new one (NPT-RT-06, 07, T16, ENG-PTT-02).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.outbox.services import send
from pastoral.records.policy.packs import pack_of
from pastoral.rules.reduced.hours import average_taught_hours
from pastoral.rules.sentences import Refused, mark, say

from ..consents import SETTLED, THE_CHILD, Person, is_theirs, people_of, seal_now
from ..grid import slots_of
from ..models import Ask, Consent, Timetable, Words
from ..naming import attendance_officer
from ..rows import Rows, rows_of
from .changing import Change, changing
from .telling import message

AGREED = mark("What was agreed about fewer hours at school")
ANSWERED = mark("Somebody has answered what you said")
CLOSED = say("RT.closed", "This reduced timetable is closed.")
AFTER_END = 14  # days for which the family's page can still be read by link once it has ended
LINK_DAYS = 14  # where the pack says nothing
ROOM = frozenset({Consent.How.SCREEN, Consent.How.TELEPHONE, Consent.How.PAPER, Consent.How.IN_PERSON})  # recorded by staff
SIGNED = frozenset({Consent.How.SCREEN, Consent.How.LINK})


@dataclass(frozen=True)
class Given:
    """One answer as it was given. `on` None is today; `seal` is that of the words that were shown, "" where they stand on paper."""

    agrees: bool
    how: str
    note: str = ""
    typed: str = ""
    drawn: str = ""
    paper_id: int | None = None
    heard_by: str = ""
    on: dt.date | None = None
    seal: str = ""


def ask_to_answer(*, timetable_id: int, by: Access, contact_id: int | None = None) -> list[Ask]:
    """Write to one contact, or to everyone who has not answered and has an address. Older links to the same person stop working."""
    with changing(timetable_id, "timetable.people_asked", by=by) as change:
        own = _ready(change)
        people = people_of(change.row, own, timezone.localdate())
        if contact_id is None:
            chosen = [one for one in people.undecided if one.email]
            if not chosen:
                raise Refused((say("RT.nobody_to_ask", "Nobody is left to ask by message. Use another way for each person below."),))
        else:
            chosen = [_who(people.of(contact_id))]
        asked = []
        for person in chosen:
            if not person.email:
                raise Refused((
                    say(
                        "RT.no_email", "There is no e-mail address for {name}. Ask on the screen, on paper or by telephone.",
                        name=person.name,
                    ),
                ))  # fmt: skip
            asked.append(_write_to(change, own, person))
    return asked


def send_page(*, timetable_id: int, contact_id: int, by: Access) -> Ask:
    """Send one contact the way to the family's page."""
    with changing(timetable_id, "timetable.page_sent", by=by) as change:
        own = rows_of(by, [timetable_id])[timetable_id]
        person = _who(people_of(change.row, own, timezone.localdate()).of(contact_id))
        if not person.email:
            raise Refused((say("RT.no_email_page", "There is no e-mail address for {name}.", name=person.name),))
        return tell_family(change, own, person, subject=AGREED)


def send_pages(change: Change) -> None:
    """Inside an open change: everyone who agreed and has an address gets the way to the family's page."""
    own = rows_of(change.by, [change.row.pk])[change.row.pk]
    for person in people_of(change.row, own, timezone.localdate()).answer:
        if person.email and person.contact is not None and person.answer is not None and person.answer.state == "agreed":
            tell_family(change, own, person, subject=AGREED)


def answer(*, timetable_id: int, key: int, given: Given, by: Access) -> Consent:
    """Write down the answer of a contact (by its key) or of the child (0), recorded by staff in the room, by call or on paper."""
    if given.how not in ROOM:
        raise ValueError(f"staff do not record an answer given {given.how}")
    with changing(timetable_id, "timetable.answer_recorded", by=by) as change:
        own = _ready(change)
        return _give(change, own, _who(people_of(change.row, own, timezone.localdate()).of(key)), given)


def answer_by_link(*, ask_id: int, given: Given, by: Access) -> Consent:
    """The person to whom a link was sent answers; only to the words that it was about."""
    found = Ask.objects.visible_to(by).get(pk=ask_id)
    with changing(found.timetable_id, "timetable.answered", by=by, permission=Permission.BY_LINK) as change:
        own = _ready(change)
        if found.seal != seal_now(change.row):
            raise Refused((CHANGED,))
        return _give(change, own, _who(people_of(change.row, own, timezone.localdate()).of(found.contact_id or -1)), given)


def withdraw(*, timetable_id: int, key: int, note: str, how: str, by: Access, permission: Permission) -> Consent:
    """Somebody who agreed no longer does: a new answer. The EWO and the lead are told at once."""
    with changing(timetable_id, "timetable.no_longer_agreed", by=by, permission=permission) as change:
        own = _ready(change)
        person = _who(people_of(change.row, own, timezone.localdate()).of(key))
        if change.row.status not in SETTLED or person.answer is None or person.answer.state != Consent.State.AGREED:
            raise Refused((say("RT.nothing_to_withdraw", "There is no yes of {name} that could be taken back.", name=person.name),))
        return _give(change, own, person, Given(False, how, note=note))


CHANGED = say(
    "RT.words_changed", "The dates or the timetable were changed while you were reading. Please read them again before you answer."
)


def _ready(change: Change) -> Rows:
    row = change.row
    if row.is_closed:
        raise Refused((CLOSED,))
    if row.start_on is None or row.end_on is None or not row.periods or not row.cells:
        raise Refused((say("RT.nothing_to_agree", "Write the dates and fill in the timetable first: that is what people agree to."),))
    return rows_of(change.by, [row.pk])[row.pk]


def _who(person: Person | None) -> Person:
    if person is None:
        raise Refused((say("RT.no_contact", "This person is not among the child's contacts today."),))
    if person.refusal is not None:
        raise Refused((person.refusal,))
    return person


def _give(change: Change, own: Rows, person: Person, given: Given) -> Consent:
    row, today = change.row, timezone.localdate()
    if given.seal and given.seal != seal_now(row):
        raise Refused((CHANGED,))
    if given.agrees and given.how in SIGNED and not (given.typed.strip() or given.drawn):
        raise Refused((say("RT.mark", "Type your name, or draw your signature."),))
    if given.how == Consent.How.PAPER and given.paper_id is None:
        raise Refused((say("RT.paper", "Add the scan of the signed paper."),))
    if given.how == Consent.How.TELEPHONE and not (given.heard_by.strip() and given.note.strip()):
        raise Refused((say("RT.call", "Write who called, who listened, and what was said."),))
    contact = person.contact
    if person.key == THE_CHILD:
        earlier = [one for one in own.consents if is_theirs(one, THE_CHILD, "", Consent.Role.CHILD)]
    else:
        earlier = [one for one in own.consents if is_theirs(one, person.key, person.name, person.role)]
    foster = person.role == Consent.Role.FOSTER_CARER
    written = keep(
        change, role=person.role, name=person.name, contact_id=contact.pk if contact is not None else None,
        state=state_of(row, given.agrees, earlier), on=given.on or today, how=given.how, note=given.note,
        delegated=contact.delegated_authority if contact is not None and foster else None,
        lives_with=contact.lives_with_child if contact is not None else None, typed=given.typed, drawn=given.drawn,
        paper_id=given.paper_id, heard_by=given.heard_by,
    )  # fmt: skip
    if contact is not None:
        _close(change, contact.pk, written)
    return written


def state_of(row: Timetable, agrees: bool, earlier: list[Consent]) -> str:
    """A no after a yes to the agreed words is a yes taken back."""
    if agrees:
        return Consent.State.AGREED
    mine = [one for one in earlier if one.seal == seal_now(row)]
    back = row.status in SETTLED and bool(mine) and mine[-1].state != Consent.State.REFUSED
    return Consent.State.WITHDRAWN if back else Consent.State.REFUSED


def keep(change: Change, *, on: dt.date, state: str, note: str, **values: object) -> Consent:
    """Write one answer to the words as they stand, and keep those words. A yes that is taken back is told to the EWO."""
    if change.row.is_closed:
        raise Refused((CLOSED,))
    if on > timezone.localdate():
        raise Refused((say("RT.future", "An answer can't be from a day to come."),))
    if state != Consent.State.AGREED and not note.strip():
        raise Refused((say("RT.why_not", "Write down why they do not agree."),))
    keep_words(change)
    row = Consent(
        **scope_of(change.row.pupil), timetable=change.row, on=on, state=state, note=note, seal=seal_now(change.row),
        by_name=change.by.actor, **values,
    )  # fmt: skip
    row.save()
    change.record.about(row, changes={"role": row.role, "state": row.state, "how": row.how})
    if state == Consent.State.WITHDRAWN:
        change.tell("timetable.no_longer", who=row.name)
        for role in ("ewo", "lead"):
            message(change, "no_longer", role, key=f"no-longer-{row.pk}-{role}")
    else:
        change.tell("timetable.answered", who=row.name)
    return row


def keep_words(change: Change) -> Words:
    """What people answer to, once for each seal."""
    row = change.row
    digest = seal_now(row)
    found: Words | None = Words.objects.visible_to(change.by).filter(timetable=row, seal=digest).first()
    if found is None:
        found = Words(
            **scope_of(row.pupil), timetable=row, seal=digest, start_on=row.start_on, end_on=row.end_on, weeks=row.weeks,
            hours=average_taught_hours(slots_of(row.periods, row.cells, row.weeks)), periods=row.periods, cells=row.cells,
        )  # fmt: skip
        found.save()
        change.record.about(found, changes={"seal": digest[:12]}, verb="timetable.words_kept")
    return found


def _close(change: Change, contact_id: int, written: Consent) -> None:
    """Questions to this person that are open are answered by this; their links stop."""
    for one in Ask.objects.visible_to(change.by).filter(timetable=change.row, contact=contact_id, answer=None, reads=False):
        if one.seal == written.seal:
            one.answer = written
            one.save()
        links.revoke("consent", one.pk)


def _write_to(change: Change, own: Rows, person: Person) -> Ask:
    row = change.row
    keep_words(change)
    for one in own.asks:
        if one.contact_id == person.key and not one.reads:
            links.revoke("consent", one.pk)
    days = int(pack_of(row.policy_version_id).number("psp.link_days") or LINK_DAYS)
    ask = _ask(change, person, until=timezone.now() + dt.timedelta(days=days))
    address = links.make("consent", ask.pk, pupil=row.pupil, person=person.name, language=person.language, days=days, by=change.by)
    with override(person.language):
        subject = gettext("Please read and answer: fewer hours at school")
        body = [
            gettext("Hello %(name)s,") % {"name": person.name},
            gettext("The school proposes fewer hours at school for a time. It needs your answer before anything changes."),
            gettext("Read it and answer on this page: %(address)s") % {"address": address},
            gettext("You may say yes or no. Without a yes from home, the child stays in school full time."),
            gettext("The link is for you only. Please do not pass it on."),
        ]
    _post(change, ask, person, subject, body)
    change.tell("timetable.asked", who=person.name)
    return ask


def tell_family(change: Change, own: Rows, person: Person, *, subject: str) -> Ask:
    """One message with the way to the family's page: signed in where they have an account, else by a link that lasts until it ends."""
    row, today = change.row, timezone.localdate()
    for one in own.asks:
        if one.contact_id == person.key and one.reads:
            links.revoke("agreed", one.pk)
    days = max((row.end_on - today).days if row.end_on else 0, 0) + AFTER_END
    ask = _ask(change, person, until=timezone.now() + dt.timedelta(days=days), reads=True)
    if person.user_id is not None:
        address = settings.BASE_URL + reverse("timetable-agreed", args=[row.pk])
    else:
        address = links.make("agreed", ask.pk, pupil=row.pupil, person=person.name, language=person.language, days=days, by=change.by)
    with override(person.language):
        body = [
            gettext("Hello %(name)s,") % {"name": person.name},
            gettext(subject) + ".",
            gettext("Read it here: %(address)s") % {"address": address},
            gettext("There you can also say “this is not what we agreed”. That reaches the school and the authority: %(ewo)s.")
            % {"ewo": attendance_officer(row.policy_version_id)},
            gettext("The link is for you only. Please do not pass it on."),
        ]
        title = gettext(subject)
    _post(change, ask, person, title, body)
    return ask


def _ask(change: Change, person: Person, *, until: dt.datetime, reads: bool = False) -> Ask:
    row = change.row
    ask = Ask(
        **scope_of(row.pupil), timetable=row, contact=person.contact, name=person.name, language=person.language, seal=seal_now(row),
        asked_by=change.by.actor, until=until, reads=reads,
    )  # fmt: skip
    ask.save()
    return ask


def _post(change: Change, ask: Ask, person: Person, subject: str, body: list[str]) -> None:
    row = change.row
    ask.message = send(
        key=f"timetable-ask-{ask.pk}", kind="timetable", to_name=person.name, to_email=person.email, language=person.language,
        subject=subject, body="\n\n".join(body), authority_id=row.authority_id, school_id=row.school_id, pupil=row.pupil, by=change.by,
    )  # fmt: skip
    ask.save()
    change.record.about(ask, changes={"reads": ask.reads}, verb="timetable.written_to")
