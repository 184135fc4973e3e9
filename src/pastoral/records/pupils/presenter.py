"""How a pupil is shown, and how much of it to whom.

"staff": school and authority, everything. "named": teachers, providers and professionals who are named for the child, who
see no address, no care status and no way to reach the family. "family": the child and their parents, who see their own
contact details, and never the address or telephone of another adult: where a child lives can be what keeps them safe.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pastoral.foundation.access.roles import Permission, Role
from pastoral.foundation.access.value import Access
from pastoral.foundation.govuk.parts import Row, Status
from pastoral.foundation.govuk.words import date_long, say
from pastoral.rules.key_stages import age_on

from .facts import is_current, year_label
from .models import CareStatus, Contact, ImportRow, Need, Pupil

FAMILY = frozenset({Role.PARENT, Role.YOUNG_PERSON, Role.LINK})


def audience(access: Access, pupil: Pupil) -> str:
    """ "staff", "named", "family" or "provider", for this child: a head may also be a parent."""
    if pupil.school_id in access.school_ids or pupil.authority_id in access.authority_ids:
        return "staff"
    if not access.roles - FAMILY:
        return "family"
    return "provider" if access.roles <= FAMILY | {Role.PROVIDER} else "named"


def identity(access: Access, pupil: Pupil) -> dict[str, Any]:
    """For the identity bar. It stands on every page, also on the projector, so it never says a need or a care status."""
    label = year_label(pupil)
    outside = audience(access, pupil) == "provider"
    return {
        "name": f"{pupil.forename} {pupil.surname}",
        "href": reverse("pupil", kwargs={"pupil_id": pupil.pk}) if access.may(Permission.SEE_PUPILS) else "",
        "preferred_name": pupil.preferred_name if pupil.preferred_name != pupil.forename else "",
        "born": None if outside else pupil.date_of_birth,
        "age": None if outside else age_on(pupil.date_of_birth, timezone.localdate()),
        "year_group": say(label) if label and not outside else "",
        "school": pupil.school.name,
        "upn": "" if outside else pupil.upn,
        "flags": [Status(_("Left"), "quiet")] if pupil.left_on else [],
    }


def details(access: Access, pupil: Pupil, contacts: list[Contact], former: list[str]) -> list[Row]:
    """The rows of "Details", as many as this reader may see."""
    to = audience(access, pupil)
    if to == "provider":  # a place outside school learns what was shared with it, and that is the plan
        who = (Row(_("Name"), f"{pupil.forename} {pupil.surname}"), Row(_("Known as"), pupil.preferred_name))
        return [row for row in (*who, Row(_("School"), pupil.school.name)) if row.answer]
    change = (
        reverse("pupil-edit", kwargs={"pupil_id": pupil.pk})
        if access.may(Permission.EDIT_PUPILS) and to == "staff"
        else ""
    )
    label = year_label(pupil)
    shown = [
        Row(_("Name"), " ".join(part for part in (pupil.forename, pupil.middle_names, pupil.surname) if part), change),
        Row(_("Known as"), pupil.preferred_name, change),
        Row(_("Date of birth"), date_long(pupil.date_of_birth), change),
        Row(_("School"), pupil.school.name),
        Row(_("Year group"), say(label) if label else "", change),
        Row(_("Registration group"), pupil.registration_group, change),
        Row(_("Language"), str(pupil.get_language_display()), change),
    ]
    if to == "staff":
        shown += [
            Row(_("UPN"), pupil.upn or _("Not recorded"), change),
            Row(_("Former UPNs"), ", ".join(former)),
            Row(_("Sex"), str(pupil.get_sex_display()), change),
            Row(_("First language"), pupil.first_language, change),
            Row(_("Free school meals"), _yes_no(pupil.free_school_meals), change),
            Row(_("Disabled"), _("Not recorded") if pupil.disabled is None else _yes_no(pupil.disabled), change),
            Row(_("Help with travel"), _yes_no(pupil.travel_assistance), change),
        ]
    if to == "staff" or _lives_with(access, contacts):
        lines = (pupil.address_line_1, pupil.address_line_2, pupil.town, pupil.postcode)
        shown.append(Row(_("Address"), "\n".join(line for line in lines if line), change))
    if pupil.left_on:
        shown.append(Row(_("Left the school on"), date_long(pupil.left_on), change))
    return [row for row in shown if row.answer or row.change]


def contact_cards(access: Access, pupil: Pupil, contacts: list[Contact]) -> list[dict[str, Any]]:
    """One card for each contact that this reader may see; those who have ended only for staff."""
    to = audience(access, pupil)
    if to == "provider":
        return []
    today = timezone.localdate()
    cards = []
    for contact in contacts:
        current = is_current(contact, today)
        if to != "staff" and not current:
            continue
        own = contact.user_id is not None and contact.user_id == access.user_id
        cards.append(
            {
                "contact": contact,
                "current": current,
                "rows": _contact_rows(contact, full=to == "staff" or own, own=own),
                "change": reverse("contact-edit", kwargs={"pupil_id": pupil.pk, "contact_id": contact.pk})
                if to == "staff" and access.may(Permission.EDIT_PUPILS)
                else "",
            }
        )
    return cards


def _contact_rows(contact: Contact, *, full: bool, own: bool) -> list[Row]:
    said = [str(contact.get_relationship_display())]
    if contact.parental_responsibility:
        said.append(_("has parental responsibility"))
    if contact.delegated_authority:
        said.append(_("has delegated authority"))
    if contact.lives_with_child and full:
        said.append(_("lives with the child"))
    rows = [Row(_("Who"), ", ".join(said)), Row(_("Language"), str(contact.get_language_display()))]
    if full:
        rows += [
            Row(_("E-mail address"), contact.email),
            Row(_("Telephone"), contact.telephone),
            Row(_("How to reach them"), str(contact.get_reach_by_display())),
            Row(_("Interpreter"), contact.interpreter),
        ]
        if not own:
            rows.append(Row(_("Asked about language"), date_long(contact.language_asked_on) or _("Not asked yet")))
        if not contact.may_be_contacted:
            rows.insert(0, Row(_("Do not contact"), _("This person must not be contacted.")))
    if contact.until:
        rows.append(Row(_("Ended"), date_long(contact.until)))
    return [row for row in rows if row.answer]


def dated_lines(rows: list[Need] | list[CareStatus]) -> list[dict[str, Any]]:
    """Needs or care statuses with their dates, current ones first."""
    today = timezone.localdate()
    lines = [{"row": row, "current": is_current(row, today), "what": str(row.get_kind_display())} for row in rows]
    return sorted(lines, key=lambda line: not line["current"])


def problem_lines(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Problems of an import row, in the reader's language: field, reason, fatal."""
    return [
        {"field": field_name(p["field"]), "reason": _(p["reason"]).format(**p.get("params", {})), "fatal": p["fatal"]}
        for p in problems
    ]


def outcome_labels() -> dict[str, str]:
    """What becomes of a row, in words, by its code."""
    return {str(code): str(label) for code, label in ImportRow.Outcome.choices}


def field_name(code: str) -> str:
    """A field of a file in words."""
    names = {
        "row": _("whole row"), "upn": _("UPN"), "former_upns": _("former UPN"), "surname": _("surname"),
        "forename": _("forename"), "middle_names": _("middle names"), "preferred_name": _("preferred name"),
        "date_of_birth": _("date of birth"), "year_group": _("year group"), "registration_group": _("registration group"),
        "postcode": _("postcode"), "sex": _("sex"), "ethnicity": _("ethnicity"), "first_language": _("first language"),
        "language": _("language"), "free_school_meals": _("free school meals"), "address_line_1": _("address"),
        "address_line_2": _("address"), "town": _("town"), "school": _("school"), "contacts": _("contacts"),
        "needs": _("needs"), "care": _("care status"), "disabled": _("disabled"), "left_on": _("leaving date"),
        "travel_assistance": _("help with travel"),
    }  # fmt: skip
    if code.startswith("contact_"):
        return _("contact {number}").format(number=code.removeprefix("contact_"))
    return names.get(code, code)


def _lives_with(access: Access, contacts: list[Contact]) -> bool:
    """The child themselves, or an adult of whom the school says that the child lives with them."""
    if Role.YOUNG_PERSON in access.roles and Role.PARENT not in access.roles:
        return not access.roles - FAMILY
    today = timezone.localdate()
    return access.user_id is not None and any(
        contact.user_id == access.user_id and contact.lives_with_child and is_current(contact, today)
        for contact in contacts
    )


def _yes_no(flag: bool) -> str:
    return _("Yes") if flag else _("No")
