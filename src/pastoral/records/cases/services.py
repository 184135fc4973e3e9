"""What is written of a case. A note is never edited: a correction is a new note that replaces it, and both are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pastoral.foundation.access import Access
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.access.roles import Permission, Role
from pastoral.foundation.accounts.invitations import open_invitations
from pastoral.foundation.accounts.models import PupilGrant, User
from pastoral.foundation.audit.recording import recording
from pastoral.rules.sentences import Refused, say

from . import timeline
from .models import Involvement, Note, level_q

As = Involvement.As

# Being involved as this, a person with an account is named for the child in this role. The others already reach the
# child through their school or authority.
GRANTED: dict[str, Role] = {
    As.CLASS_TEACHER: Role.TEACHER,
    As.KEY_ADULT: Role.TEACHER,
    As.CHOSEN_ADULT: Role.TEACHER,
    As.SOCIAL_WORKER: Role.PROFESSIONAL,
    As.PROFESSIONAL: Role.PROFESSIONAL,
    As.PROVIDER: Role.PROVIDER,
    As.PARENT: Role.PARENT,
    As.CHILD: Role.YOUNG_PERSON,
}


def involve(
    pupil: Any,
    *,
    name: str,
    involved_as: str,
    by: Access,
    user: User | None = None,
    email: str = "",
    telephone: str = "",
    agency: str = "",
    since: dt.date | None = None,
) -> Involvement:
    """Note that a person is involved; with an account they are named for the child. The same again changes nothing."""
    since = since or timezone.localdate()
    there = Involvement.objects.visible_to(by).filter(pupil_id=pupil.pk, involved_as=involved_as, until__isnull=True)
    there = there.filter(user=user) if user else there.filter(name__iexact=name.strip(), email__iexact=email, user=None)
    before = there.first()
    if before is not None:
        found: Involvement = before
        return found
    with recording("person.involved", by=by) as record:
        made = Involvement(
            **scope_of(pupil), name=name.strip(), involved_as=involved_as, agency=agency, email=email.lower(),
            telephone=telephone, user=user, since=since,
        )  # fmt: skip
        made.save()
        role = GRANTED.get(involved_as)
        if user is not None and role is not None:
            PupilGrant.objects.get_or_create(
                user=user, pupil_id=pupil.pk, role=role, until=None, defaults={"since": since, "given_by_id": by.user_id}
            )
        record.about(made, changes={"as": involved_as, "user": user.pk if user else None})
        timeline.add(
            pupil, "person.involved", by=by, params={"name": made.name, "as": As(involved_as).label},
            link=("pupil-people", pupil.pk),
        )  # fmt: skip
    return made


def end_involvement(involvement: Involvement, *, by: Access, on: dt.date | None = None) -> Involvement:
    """The person is no longer involved from `on` (today); their way in to this child closes too."""
    on = on or timezone.localdate()
    if involvement.until is not None:
        return involvement
    if on < involvement.since:
        raise Refused(say("CASE.end", "The last day cannot be before {since}, when they became involved.", since=involvement.since))
    with recording("person.ended", by=by, subject=involvement, changes={"until": on.isoformat()}):
        involvement.until = on
        involvement.save(update_fields=["until"])
        _close_grant(involvement, by=by, on=on)
        timeline.add(
            involvement.pupil, "person.ended", by=by,
            params={"name": involvement.name, "as": As(involvement.involved_as).label},
            link=("pupil-people", involvement.pupil_id),
        )  # fmt: skip
    return involvement


def _close_grant(involvement: Involvement, *, by: Access, on: dt.date) -> None:
    """Close the grant of the person's account, also one that they opened later from an invitation, and the invitation."""
    role = GRANTED.get(involvement.involved_as)
    if role is None:
        return
    if involvement.email:
        open_invitations().filter(email=involvement.email, pupil_id=involvement.pupil_id, role=role).update(
            withdrawn_at=timezone.now()
        )
    account = User.objects.filter(email=involvement.email).first() if involvement.email else None
    user_id = involvement.user_id or (account.pk if account else None)
    if user_id is None:
        return
    as_the_same = [as_ for as_, granted in GRANTED.items() if granted is role]
    same_person = Q(user_id=user_id) | Q(email=involvement.email) if involvement.email else Q(user_id=user_id)
    others = Involvement.objects.visible_to(by).filter(
        same_person, pupil_id=involvement.pupil_id, until__isnull=True, involved_as__in=as_the_same
    )
    if not others.exclude(pk=involvement.pk).exists():
        # A grant is open on its last day too, so it ends the day before: "no longer involved" holds from today.
        PupilGrant.objects.filter(
            user_id=user_id, pupil_id=involvement.pupil_id, role=role, until__isnull=True
        ).update(until=on - dt.timedelta(days=1))


def write_note(pupil: Any, *, text: str, level: str, by: Access) -> Note:
    """A new note at a level that its writer may read."""
    _require_level(level, by)
    with recording("note.written", by=by) as record:
        note = _note(pupil, text=text, level=level, by=by)
        note.save()
        record.about(note, changes={"level": level})
        timeline.add(pupil, "note.written", by=by, level=level, link=("pupil-note", note.pk))
    return note


def correct_note(note: Note, *, text: str, level: str, reason: str, by: Access) -> Note:
    """A note that replaces `note`, with the reason; the first stays on the record. Refused when it was already replaced."""
    _require_level(level, by)
    if not may_correct(note, by):
        by.require(Permission.NOBODY)
    with recording("note.corrected", by=by, reason=reason) as record:
        locked = Note.objects.visible_to(by).select_for_update().get(pk=note.pk)
        if Note.objects.visible_to(by).filter(replaces=locked).exists():
            raise Refused(say("CASE.corrected", "This note was corrected while you were writing. Read the new one first."))
        new = _note(locked.pupil, text=text, level=level, by=by)
        new.replaces, new.reason = locked, reason
        new.save()
        record.about(new, changes={"replaces": locked.pk, "level": [locked.level, level]})
        strictest = max((locked.level, level), key=list(Note.Level.values).index)
        timeline.add(locked.pupil, "note.corrected", by=by, level=strictest, link=("pupil-note", new.pk))
    return new


def may_correct(note: Note, by: Access) -> bool:
    """The writer, or somebody who leads on safeguarding."""
    if not by.may(Permission.WRITE_NOTES):
        return False
    return by.may(Permission.SEE_RESTRICTED_NOTES) or (by.user_id is not None and note.written_by_id == by.user_id)


def levels_for(by: Access) -> list[str]:
    """The levels at which `by` may write: those that they may read."""
    readable = dict(level_q(by).children)["level__in"]
    return [level for level in Note.Level.values if level in readable]


def _require_level(level: str, by: Access) -> None:
    by.require(Permission.WRITE_NOTES)
    if level not in levels_for(by):
        by.require(Permission.SEE_RESTRICTED_NOTES)


def _note(pupil: Any, *, text: str, level: str, by: Access) -> Note:
    return Note(**scope_of(pupil), text=text, level=level, written_by_id=by.user_id, written_by_name=by.actor)
