"""Whom each of the five inputs may be asked of, and which questions they are asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access import Access
from pastoral.foundation.questions.definitions import Form
from pastoral.records.organisations.calendars import calendar_of
from pastoral.records.policy.packs import Pack
from pastoral.rules.calendar import SchoolDays
from pastoral.rules.key_stages import age_on

from .models import Contribution, Plan
from .people import child_account, contacts_of, staff_for

LAST_PRIMARY_YEAR = 6
PRIMARY_AGE = 11


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked or invited with one tick; `key` is the value of the tick."""

    key: str
    name: str
    hint: str
    post: str = ""
    email: str = ""
    language: str = "en-gb"
    user_id: int | None = None
    contact_id: int | None = None
    party: str = "school"


def input_title(input: str, pack: Pack) -> str:
    """What one of the inputs is called: an individual development plan is Wales's alone."""
    if input == Contribution.Input.INTERVENTIONS and pack.nation != "wales":
        return _("What has been tried")
    return str(Contribution.Input(input).label)


def people_to_ask(access: Access, plan: Plan, input: str) -> list[Person]:
    """The people on record for one input: staff, the child, or the contacts. Agencies are named by hand."""
    if input in (Contribution.Input.STAFF, Contribution.Input.INTERVENTIONS):
        return staff_people(plan)
    if input == Contribution.Input.CHILD:
        return [child_person(plan)]
    return contact_people(access, plan) if input == Contribution.Input.PARENT else []


def staff_people(plan: Plan) -> list[Person]:
    return [
        Person(f"user-{one.user_id}", one.name, one.post, one.post, one.email, one.language, one.user_id)
        for one in staff_for(plan.pupil)
    ]


def child_person(plan: Plan) -> Person:
    """The child. Without an account of their own somebody they trust writes down what they say."""
    account, pupil = child_account(plan.pupil_id), plan.pupil
    hint = _("They have an account and can answer there.") if account else _("They have no account: you can write down what they say.")
    return Person(
        "child", pupil.known_as, hint, str(_("The child")), language=_language(pupil.language), user_id=account, party="child"
    )


def contact_people(access: Access, plan: Plan) -> list[Person]:
    found = []
    for one in contacts_of(access, plan.pupil_id):
        relationship = str(one.get_relationship_display())
        hint = relationship if one.email else _("%(who)s. No e-mail address: ask in another way.") % {"who": relationship}
        found.append(
            Person(
                f"contact-{one.pk}", one.name, hint, relationship, one.email, _language(one.language), one.user_id, one.pk,
                "professional" if one.relationship == "social_worker" else "parent",
            )
        )  # fmt: skip
    return found


def due_by_default(plan: Plan, pack: Pack) -> dt.date | None:
    """The day by which people answer, where the authority names a number of school days."""
    days = pack.number("psp.contribution_days")
    return None if days is None else calendar_of(plan.school).add_school_days(timezone.localdate(), SchoolDays(days))


def is_young(pupil: Any) -> bool:
    """Whether the simpler questions fit: primary years, or where no year is known, younger than eleven."""
    year = pupil.year_group.strip()
    if year.isdigit():
        return int(year) <= LAST_PRIMARY_YEAR
    return bool(year) or age_on(pupil.date_of_birth, timezone.localdate()) < PRIMARY_AGE


def questions_for(row: Contribution, pupil: Any, pack: Pack) -> Form:
    """The pack's questions for this input. What was begun with one set of questions is read with it."""
    primary = row.input == Contribution.Input.CHILD and (row.style == Contribution.Style.PRIMARY if row.style else is_young(pupil))
    return pack.views_form(row.input, primary=primary)


def _language(preference: str) -> str:
    return "cy" if preference in ("cy", "both") else "en-gb"
