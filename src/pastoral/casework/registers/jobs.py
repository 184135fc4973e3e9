"""What happens by itself: links in the morning, the alarm where nobody answers, and the rules looking again at what was said."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.casework.placements.models import Placement
from pastoral.casework.placements.services.changing import SUBJECT as PLACEMENT
from pastoral.casework.timetables.services.changing import SUBJECT as TIMETABLE
from pastoral.foundation.access import Access
from pastoral.foundation.audit.recording import recording
from pastoral.foundation.outbox import wording
from pastoral.foundation.outbox.jobs import authorities_in_use, for_authority, job, periodic
from pastoral.records.attendance.known import policy_of
from pastoral.records.findings.services import look_again
from pastoral.records.organisations.models import Authority
from pastoral.records.providers import letters

from . import links
from .day import due_between
from .judging import SUBJECT as PUPIL
from .missing import chase, hour_passed
from .models import Register
from .taking import register_of

UNTIL = dt.time(15)  # later in the day a link would find nobody there


@job("registers.look")
def look(*, authority_id: int, placement_ids: list[int], on: str) -> None:
    """What a provider said of a day, as the rules see it: the placement, the timetable beside it, the child's register."""
    from .sources import ran_in

    day = dt.date.fromisoformat(on)
    with for_authority(authority_id, doing="registers") as by:
        pupils = list(Placement.objects.visible_to(by).filter(pk__in=placement_ids).values_list("pupil_id", flat=True))
        timetables = list(ran_in(by, day, day).filter(pupil_id__in=pupils).values_list("pk", flat=True))
        look_again(PLACEMENT, placement_ids, by=by)
        look_again(TIMETABLE, timetables, by=by)
        look_again(PUPIL, sorted(set(pupils)), by=by)


@periodic("registers.links", cron="*/10 * * * *")
def send_links() -> None:
    """Each group's link to today's register, once, from the hour that the authority's policy sets."""
    now = timezone.localtime()
    for authority_id in authorities_in_use():
        with for_authority(authority_id, doing="registers of providers") as by:
            links_for(by, Authority.objects.get(pk=authority_id), now)


@periodic("registers.no_answer", cron="*/5 * * * *")
def no_answer() -> None:
    """Who must hear by now that a provider has said nothing. Told once for each half day."""
    now = timezone.localtime()
    for authority_id in authorities_in_use():
        with for_authority(authority_id, doing="registers of providers") as by:
            chase(by, Authority.objects.get(pk=authority_id), now)


def links_for(by: Access, authority: Authority, now: dt.datetime) -> int:
    """Send today's links of the providers where this authority's children are due. Returns how many went out."""
    policy = policy_of(authority.pk, authority.nation, now.date())
    if not hour_passed(policy, "placement.register_at", now) or now.time() > UNTIL:
        return 0
    groups = {
        (one.place.provider_id, *one.group): one.place.provider
        for one in due_between(by, now.date(), now.date(), marks=False)
        if one.place.provider.email
    }
    sent = 0
    for (provider_id, site_id, group), provider in groups.items():
        with recording("register.link_sent", by=by) as record:
            made = register_of(by, provider_id=provider_id, on=now.date(), site_id=site_id, group=group)
            # two authorities with children in one group must not both write
            register = Register.objects.visible_to(by).select_for_update(of=("self",)).get(pk=made.pk)
            record.about(register)
            if register.link_sent_at is not None:
                continue
            to = letters.desk(provider, authority.pk)
            address = links.make(register, provider, language=to.page, by=by)
            register.link_sent_at = now
            register.save()
            _write(register, to, address, authority, by)
            sent += 1
    return sent


def _write(register: Register, to: letters.Reader, address: str, authority: Authority, by: Access) -> None:
    group = register.group

    def text() -> str:
        return wording.letter(
            to.name,
            _("This is your register for today. Say who came, as soon as the children are there.")
            if not group
            else _("This is today's register of %(group)s. Say who came, as soon as the children are there.") % {"group": group},
            address,
            _("The link works today only. You can give it to the colleague who takes the register: they write their own name."),
        )  # fmt: skip

    letters.write(
        to, key=f"register-link-{register.pk}", kind="register", subject=lambda: _("Today's register"), body=text,
        authority_id=authority.pk, by=by,
    )
