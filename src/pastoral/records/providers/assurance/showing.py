"""Rows and dates of assurance in words and colours, for pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.govuk.parts import Status, Tone
from pastoral.rules.engine import Policy
from pastoral.rules.providers.standing import DATE_LABELS, PERSONAL, Dated

from ..models import DatedItem, Declaration, Listing
from .facts import good_until
from .judging import Standing

TONES: dict[str, Tone] = {
    "applying": "waiting", "listed": "good", "approved": "good", "suspended": "late", "removed": "late",
}  # fmt: skip


@dataclass(frozen=True)
class DateLine:
    """One line of the table of dates."""

    what: str
    about: str
    day: dt.date
    status: Status


@dataclass(frozen=True)
class ItemLine:
    """One dated item as the tables show it; `until` is the last day that counts here."""

    row: DatedItem
    what: str
    until: dt.date | None
    status: Status


def standing_tag(one: Standing) -> Status:
    """The status on the list, red as soon as something that holds it up has run out."""
    row = one.listing
    return Status(str(row.get_status_display()), "late" if one.out else TONES[row.status])


def listing_tag(row: Listing) -> Status:
    return Status(str(row.get_status_display()), TONES[row.status])


def date_lines(one: Standing, *, names: bool) -> list[DateLine]:
    """Every date of a standing, the first that ends in front; members of staff are named only to those who check or use it."""
    today = timezone.localdate()
    return [
        DateLine(
            _(DATE_LABELS[each.kind]), each.about if names or each.kind not in PERSONAL else "", each.ends_on, _how(each, one, today)
        )
        for each in one.dates
    ]


def item_lines(rows: list[DatedItem], policy: Policy) -> list[ItemLine]:
    today = timezone.localdate()
    return [ItemLine(row, str(row.get_kind_display()), good_until(row, policy), _item(row, policy, today)) for row in rows]


def declaration_tag(row: Declaration) -> Status:
    if row.signed_on is None:
        return Status(_("Waiting for a signature"), "waiting")
    if not row.counts:
        return Status(_("A second person is needed"), "late")
    if row.sent_on is None:
        return Status(_("Signed, not sent to the authority"), "soon")
    return Status(_("Signed and sent"), "good")



def _how(each: Dated, one: Standing, today: dt.date) -> Status:
    if each.ends_on < today:
        return Status(_("Run out"), "late")
    return Status(_("Runs out soon"), "soon") if each in one.soon else Status(_("Good"), "good")


def _item(row: DatedItem, policy: Policy, today: dt.date) -> Status:
    if row.state == DatedItem.State.GIVEN:
        return Status(_("Waiting to be checked"), "waiting")
    if row.state == DatedItem.State.REFUSED:
        return Status(_("Not accepted"), "late")
    until = good_until(row, policy)
    if until is None:
        return Status(_("Checked"), "good")
    if until < today:
        return Status(_("Run out"), "late")
    days = policy.value("provider.warn_days")
    soon = days is not None and (until - today).days <= days
    return Status(_("Runs out soon"), "soon") if soon else Status(_("Checked"), "good")
