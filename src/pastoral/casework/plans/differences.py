"""What changed between two sealed versions of a plan, as people would say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pastoral.foundation.govuk.words import date_long
from pastoral.records.policy.packs import Pack, said
from pastoral.rules.psp import CHECK_IN_LABELS

_DATES = ("ends_on", "meeting_on", "next_review_on", "target_on", "by_when", "date_of_birth")


@dataclass(frozen=True)
class Difference:
    """One thing that reads differently; an empty side was added or taken out."""

    what: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any], pack: Pack) -> list[Difference]:
    """Every difference between two contents (content.content_of), in the order of the form."""
    found = [*_details(before, after, pack), *_answers(before, after, pack), *_listed(before, after)]
    return [one for one in found if one.before != one.after]


def _details(before: Mapping[str, Any], after: Mapping[str, Any], pack: Pack) -> Iterator[Difference]:
    labels = {
        "attendance_percent": _("Attendance"), "exclusions_count": _("Number of exclusions"),
        "exclusion_days": _("Days excluded"), "meeting_on": _("Date of the meeting"), "lead": _("Who leads the plan"),
        "concern": _("What worries us"), "strategies_tried": _("What was tried before"), "chosen_adult": _("The adult the child chose"),
        "fewer_outcomes_reason": _("Why there are fewer outcomes"), "next_review_on": _("Next review"),
        "check_in_every": _("How often somebody meets the child"), "ends_on": _("The plan ends on"),
    }  # fmt: skip
    for key, label in labels.items():
        yield Difference(label, _said(key, before.get(key)), _said(key, after.get(key)))
    for key, value in after["child"].items():
        if value != before["child"].get(key):
            yield Difference(_("The child's details"), _said(key, before["child"].get(key)), _said(key, value))
    people = [sorted(f"{a['name']} ({a['role']})" for a in one["attendees"]) for one in (before, after)]
    yield Difference(_("Who was at the meeting"), ", ".join(people[0]), ", ".join(people[1]))


def _answers(before: Mapping[str, Any], after: Mapping[str, Any], pack: Pack) -> Iterator[Difference]:
    forms = [pack.forms[code] for code in ("psp", "pre_meeting", "incident_support") if code in pack.forms]
    for section in (section for form in forms for section in form.sections):
        old, new = before["sections"].get(section.key) or {}, after["sections"].get(section.key) or {}
        for question in section.questions:
            options = {o.value: said(o.text) for o in question.options}
            sides = [_said(question.key, one.get(question.key), options) for one in (old, new)]
            yield Difference(said(question.text), *sides)


def _listed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name, what, show in (
        ("outcomes", _("Outcome %(number)s"), _outcome),
        ("commitments", _("A promise of %(owner_name)s"), _promise),
    ):
        old, new = ({row["id"]: row for row in one[name]} for one in (before, after))
        for key in [*old, *(key for key in new if key not in old)]:
            row = new.get(key) or old[key]
            yield Difference(what % row, show(old[key]) if key in old else "", show(new[key]) if key in new else "")


def _outcome(row: Mapping[str, Any]) -> str:
    target = " ".join(filter(None, (_said("target", row["target"]), row["unit"])))
    parts = [row["statement"], _("Now: %(text)s") % {"text": row["starting_point"]} if row["starting_point"] else "",
             _("Target: %(text)s") % {"text": target} if target else "", _said("target_on", row["target_on"]),
             *(row.get(key) or "" for key in ("steps", "reward", "supported_by", "assessment"))]  # fmt: skip
    return "\n".join(filter(None, parts))


def _promise(row: Mapping[str, Any]) -> str:
    when = _("ongoing") if row["ongoing"] else _said("by_when", row["by_when"])
    return "\n".join(filter(None, (row["text"], row["owner_name"], when)))


def _said(key: str, value: Any, options: Mapping[str, str] | None = None) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join((options or {}).get(one, str(one)) for one in value)
    if key == "check_in_every":
        return _(CHECK_IN_LABELS.get(str(value), str(value)))
    if key in _DATES:
        return date_long(dt.date.fromisoformat(str(value)))
    return (options or {}).get(value, str(value)) if isinstance(value, str) else str(value)
