"""Organising the meeting (Stage Three, NPT-PSP-09, 10): date, venue, people, invitations with a calendar file, replies."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from pastoral.foundation.access import Access, Permission
from pastoral.foundation.access.models import scope_of
from pastoral.foundation.accounts import links
from pastoral.foundation.outbox.services import send
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import pack_of
from pastoral.rules.sentences import Refused, say

from .. import queries
from ..invitation import calendar_file
from ..models import Attendee, Meeting, Plan
from .changing import changing

LINK_DAYS_AFTER = 1


def arrange(
    *,
    plan_id: int,
    on: dt.date,
    by: Access,
    starts_at: dt.time | None = None,
    venue: str = "",
    venue_note: str = "",
    welsh_offered: bool = False,
    chair: str = "",
) -> Meeting:
    """Set or move the planning meeting. Moving it after invitations were sent sends them again with the new time."""
    with changing(plan_id, "meeting.arranged", by=by) as change:
        plan = change.plan
        if on < plan.opened_on:
            raise Refused(say("NPT-PSP-09.before", "The meeting can't be before the PSP was opened on {opened}.", opened=plan.opened_on))
        if plan.status in (Plan.Status.GATHERING, Plan.Status.ORGANISING) and on < timezone.localdate():
            raise Refused(say("NPT-PSP-09.past", "{on} has passed. Choose today or a later day.", on=on))
        meeting = queries.planning_meeting(by, plan)
        moved = meeting is not None and meeting.invited_at is not None and (
            (meeting.on, meeting.starts_at, meeting.venue) != (on, starts_at, venue)
        )
        if meeting is None:
            meeting = Meeting(**scope_of(plan.pupil), plan=plan, round=plan.round, on=on)
        meeting.on, meeting.starts_at, meeting.venue, meeting.venue_note = on, starts_at, venue, venue_note
        meeting.welsh_offered, meeting.chair = welsh_offered, chair
        if moved:
            meeting.sequence += 1
        meeting.save()
        change.record.about(meeting, changes={"on": on.isoformat(), "moved": moved})
        change.tell("meeting.arranged", on=on)
        if moved:
            for attendee in meeting.attendees.all():
                attendee.reply = Attendee.Reply.NONE
                attendee.save()
                _invite(attendee, meeting, by=by)
    return meeting


def bilingual(plan: Plan) -> bool:
    """Whether the authority's plans are made in Welsh as well as English."""
    return "cy" in pack_of(plan.policy_version_id).languages


def not_a_school_day(plan: Plan, on: dt.date) -> bool:
    """Whether the school does not meet that day: said as a warning, because a family may prefer it."""
    return not calendar_of(plan.school).is_school_day(on)


def add_attendee(
    *,
    plan_id: int,
    name: str,
    party: str,
    by: Access,
    role: str = "",
    agency: str = "",
    email: str = "",
    user_id: int | None = None,
    contact_id: int | None = None,
    language: str = "en-gb",
) -> Attendee:
    """Put a person on the list of the planning meeting; refused before there is a meeting, or twice for one person."""
    with changing(plan_id, "attendee.added", by=by) as change:
        meeting = queries.planning_meeting(by, change.plan)
        if meeting is None:
            raise Refused(say("NPT-PSP-09.date", "The meeting has no date."))
        if any(a.name.casefold() == name.strip().casefold() for a in meeting.attendees.all()):
            raise Refused(say("NPT-PSP-09.twice", "{name} is already on the list.", name=name))
        row = Attendee(
            **scope_of(change.plan.pupil), meeting=meeting, name=name.strip(), role=role, party=party, agency=agency,
            email=email, user_id=user_id, contact_id=contact_id, language=language,
        )  # fmt: skip
        row.save()
        change.record.about(row, changes={"party": party})
    return row


def remove_attendee(*, attendee_id: int, by: Access) -> None:
    """Take a person off the list, if they were not invited yet."""
    found = queries.attendee(by, attendee_id)
    with changing(found.meeting.plan_id, "attendee.removed", by=by) as change:
        if found.invited_at is not None:
            raise Refused(say("NPT-PSP-09.invited", "{name} was already invited. Record apologies instead.", name=found.name))
        change.record.about(found)
        links.revoke("reply", found.pk)
        found.delete()


def send_invitations(*, plan_id: int, by: Access) -> int:
    """Invite everybody on the list who was not invited yet. Gives how many. People without an address are invited by hand."""
    with changing(plan_id, "meeting.invited", by=by) as change:
        meeting = queries.planning_meeting(by, change.plan)
        if meeting is None:
            raise Refused(say("NPT-PSP-09.date", "The meeting has no date."))
        waiting = [a for a in meeting.attendees.all() if a.invited_at is None]
        if not waiting:
            raise Refused(say("NPT-PSP-09.nobody", "Everybody on the list has been invited. Add a person first."))
        now = timezone.now()
        for attendee in waiting:
            attendee.invited_at = now
            attendee.save()
            _invite(attendee, meeting, by=by)
        meeting.invited_at = meeting.invited_at or now
        meeting.save()
        change.record.about(meeting, changes={"invited": len(waiting)})
        change.tell("meeting.invited", count=len(waiting))
    return len(waiting)


def reply(*, attendee_id: int, coming: bool, by: Access, note: str = "") -> Attendee:
    """Coming, or apologies: by the person (account or link), or recorded by the lead."""
    found = queries.attendee(by, attendee_id)
    permission = Permission.BY_LINK if by.link_id else (
        Permission.LEAD_PLANS if found.user_id != by.user_id else Permission.SIGNED_IN
    )
    with changing(found.meeting.plan_id, "attendee.replied", by=by, permission=permission) as change:
        row: Attendee = Attendee.objects.visible_to(by).select_for_update(of=("self",)).get(pk=attendee_id)
        row.reply = Attendee.Reply.COMING if coming else Attendee.Reply.APOLOGIES
        row.reply_note = note
        row.replied_at = timezone.now()
        row.save()
        change.record.about(row, changes={"reply": row.reply})
        change.tell("attendee.coming" if coming else "attendee.apologies", who=row.name)
    return row


def record_presence(*, plan_id: int, present: dict[int, bool], by: Access) -> None:
    """Who was there: attendee id → yes or no."""
    with changing(plan_id, "meeting.presence", by=by, permission=Permission.TAKE_PART_IN_MEETING) as change:
        meeting = queries.planning_meeting(by, change.plan)
        if meeting is None:
            raise Refused(say("NPT-PSP-09.date", "The meeting has no date."))
        for row in meeting.attendees.all():
            if row.pk in present and row.present != present[row.pk]:
                row.present = present[row.pk]
                row.save()
                change.content_changed = True
        change.record.about(meeting, changes={"present": sum(present.values())})


def _invite(attendee: Attendee, meeting: Meeting, *, by: Access) -> None:
    if not attendee.email:
        return
    days = max((meeting.on - timezone.localdate()).days, 0) + LINK_DAYS_AFTER
    links.revoke("reply", attendee.pk)
    address = links.make("reply", attendee.pk, pupil=attendee.pupil, person=attendee.name, language=attendee.language, days=days, by=by)
    with override(attendee.language):
        when = date_format(meeting.on, "l j F Y") + (f", {meeting.starts_at:%H:%M}" if meeting.starts_at else "")
        subject = gettext("Invitation to a meeting")
        body = "\n\n".join(
            [
                gettext("Hello %(name)s,") % {"name": attendee.name},
                gettext("You are invited to a meeting at %(school)s.") % {"school": meeting.school.name},
                gettext("When: %(when)s") % {"when": when},
                gettext("Where: %(venue)s") % {"venue": meeting.venue or gettext("to be told")},
                *([gettext("You are welcome to speak Welsh or English at the meeting.")] if bilingual(meeting.plan) else []),
                gettext("Say whether you can come: %(address)s") % {"address": address},
                gettext("The link is for you only. Please do not pass it on."),
            ]
        )
        calendar = calendar_file(
            uid=f"meeting-{meeting.pk}@{settings.BASE_URL.split('//')[-1].split(':')[0]}",
            sequence=meeting.sequence,
            on=meeting.on,
            starts_at=meeting.starts_at,
            summary=gettext("Meeting at %(school)s") % {"school": meeting.school.name},
            place=meeting.venue,
            attendee=attendee.email,
        )
    send(
        key=f"invitation-{attendee.pk}-{meeting.sequence}",
        kind="invitation",
        to_name=attendee.name,
        to_email=attendee.email,
        language=attendee.language,
        subject=subject,
        body=body,
        authority_id=meeting.authority_id,
        school_id=meeting.school_id,
        pupil=attendee.pupil,
        calendar=calendar,
        by=by,
    )
